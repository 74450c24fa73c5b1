package store

import (
	"fmt"

	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/payment"
)

// ReferringDeposits are customers, at most limit after the one given, who have money on
// account whose own structured reference is that of something they owe, and which was
// never given to it.
func (tx *Tx) ReferringDeposits(after id.ID, limit int) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `SELECT DISTINCT p.customer_id
		FROM payment p LEFT JOIN entry e ON e.company_id = p.company_id AND e.id = p.entry_id
		JOIN invoice i ON i.company_id = p.company_id AND i.reference = COALESCE(e.reference, p.reference) AND i.reference <> ''
			AND i.customer_id = p.customer_id AND i.currency = p.currency AND i.open_minor > 0
		WHERE p.company_id = $1 AND p.open_minor <> 0 AND p.open_minor > 0 AND p.customer_id > $2
			AND NOT EXISTS (SELECT 1 FROM allocation a WHERE a.company_id = p.company_id AND a.payment_id = p.id AND a.invoice_id = i.id)
		ORDER BY p.customer_id`+first(limit), tx.Company, after)
}

// ItemsOf are what customers owe and are owed, as matching looks at it.
func (tx *Tx) ItemsOf(customers []id.ID) ([]matching.Item, error) {
	return tx.matchItems(matching.Keys{}, ints(customers))
}

// BookedWith are an allocation of a payment and those that were booked from the same
// payment at the same instant, as far as they are not undone.
func (tx *Tx) BookedWith(i id.ID) ([]payment.Allocation, error) {
	const it = `(SELECT o.%s FROM allocation o WHERE o.company_id = $1 AND o.id = $2)`
	return db.Collect(tx.Tx, scanAllocation, allocations+` AND a.payment_id = `+fmt.Sprintf(it, "payment_id")+` AND a.created_at = `+fmt.Sprintf(it, "created_at")+`
		AND a.reverses_id IS NULL
		AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.company_id = a.company_id AND r.reverses_id = a.id) ORDER BY a.id`, tx.Company, i)
}
