package store

import "acquit/internal/db"

// What settles documents, as far as it stands: allocations to them, and for credit notes
// those from them. What was let go, and what the company's own books say without a day of
// payment, settles a debt and is no payment; see PaidOn.
const (
	settledBy = `SELECT a.invoice_id AS document, a.on_day, CASE WHEN p.source IN ('bank', 'api') THEN a.on_day END AS paid_on,
			CASE WHEN p.source IN ('bank', 'api') THEN a.amount_minor ELSE 0 END AS paid_minor
		FROM allocation a LEFT JOIN payment p ON p.company_id = a.company_id AND p.id = a.payment_id
		WHERE a.company_id = $1 AND a.of_part = 'principal'` + standing
	usedUpBy = ` UNION ALL SELECT a.credit_id, a.on_day, NULL, 0 FROM allocation a
		WHERE a.company_id = $1 AND a.credit_id IS NOT NULL` + standing
	// paidOn is the day of the last payment s of an invoice i, where payments settled half
	// of it or more.
	paidOn = `CASE WHEN i.owed_minor > 0 AND 2 * SUM(s.paid_minor) >= i.owed_minor THEN MAX(s.paid_on) END`
)

// dateSettled stores on which days documents that nothing is open of were settled and
// paid. One that nothing settles has no such day.
func (tx *Tx) dateSettled(documents []int64) error {
	if len(documents) == 0 {
		return nil
	}
	_, err := tx.Exec(`UPDATE invoice SET settled_on = d.settled_on, paid_on = d.paid_on
		FROM (SELECT i.id, MAX(s.on_day) AS settled_on, `+paidOn+` AS paid_on
			FROM (`+settledBy+` AND a.invoice_id IN ({list $2 BIGINT})`+usedUpBy+` AND a.credit_id IN ({list $2 BIGINT})) s
			JOIN invoice i ON i.company_id = $1 AND i.id = s.document
			GROUP BY i.id, i.owed_minor) d
		WHERE invoice.company_id = $1 AND invoice.id = d.id`, tx.Company, db.JSON(documents))
	return err
}
