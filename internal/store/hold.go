package store

import (
	"database/sql"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/money"
)

const holdColumns = `id, customer_id, invoice_id, currency, label, cause, everything, reason, promised_on, amount_minor, until_on,
	placed_by, placed_at, lifted_by, lifted_at`

func scanHold(rows *sql.Rows) (hold.Hold, error) {
	var h hold.Hold
	var customer, invoice sql.NullInt64
	var currency string
	err := rows.Scan(&h.ID, &customer, &invoice, &currency, &h.Label, &h.Cause, &h.Everything, &h.Reason, &h.PromisedOn, &h.Amount.Minor, &h.Until,
		&h.PlacedBy, db.ScanInstant(&h.PlacedAt), &h.LiftedBy, db.ScanInstant(&h.LiftedAt))
	h.Customer, h.Invoice = id.ID(customer.Int64), id.ID(invoice.Int64)
	if err == nil && currency != "" {
		h.Currency, err = money.ParseCurrency(currency)
	}
	h.Amount.Currency = h.Currency
	return h, err
}

// AddHolds stores holds and gives them identifiers.
func (tx *Tx) AddHolds(all ...*hold.Hold) error {
	now := tx.Now()
	n := 0
	_, err := tx.Insert("hold", []string{"company_id", "id", "customer_id", "invoice_id", "currency", "label", "cause", "everything", "reason",
		"promised_on", "amount_minor", "until_on", "placed_by", "placed_at", "lifted_by"},
		func() ([]any, error) {
			if n == len(all) {
				return nil, nil
			}
			h := all[n]
			n++
			h.ID, h.PlacedAt = tx.NewID(), now
			return []any{int64(tx.Company), int64(h.ID), optional(h.Customer), optional(h.Invoice), currencyWord(h.Currency), h.Label, string(h.Cause), h.Everything, h.Reason,
				h.PromisedOn, h.Amount.Minor, h.Until, h.PlacedBy, db.Instant(now), ""}, nil
		})
	return err
}

// currencyWord is a currency's code; "" for none.
func currencyWord(c money.Currency) string {
	if c == (money.Currency{}) {
		return ""
	}
	return c.String()
}

// BroadHolds are the live holds that are about no customer alone: of a label, or of the whole
// company.
func (tx *Tx) BroadHolds() ([]hold.Hold, error) {
	return db.Collect(tx.Tx, scanHold, `SELECT `+holdColumns+` FROM hold
		WHERE company_id = $1 AND customer_id IS NULL AND lifted_at IS NULL ORDER BY id`, tx.Company)
}

// HoldsByID finds holds, lifted or not, in the order of their making.
func (tx *Tx) HoldsByID(ids []id.ID) ([]hold.Hold, error) {
	return db.Collect(tx.Tx, scanHold, `SELECT `+holdColumns+` FROM hold
		WHERE company_id = $1 AND id IN ({list $2 BIGINT}) ORDER BY id`, tx.Company, db.JSON(ints(ids)))
}

// Holds are the live holds of customers and of their invoices, in the order of their
// making.
func (tx *Tx) Holds(customers ...id.ID) ([]hold.Hold, error) {
	return db.Collect(tx.Tx, scanHold, `SELECT `+holdColumns+` FROM hold
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND lifted_at IS NULL ORDER BY id`, tx.Company, db.JSON(ints(customers)))
}

// LiftHolds ends the holds among these that stand, and returns them.
func (tx *Tx) LiftHolds(ids []id.ID, by string) ([]hold.Hold, error) {
	return db.Collect(tx.Tx, scanHold, `UPDATE hold SET lifted_by = $3, lifted_at = $4
		WHERE company_id = $1 AND id IN ({list $2 BIGINT}) AND lifted_at IS NULL RETURNING `+holdColumns,
		tx.Company, db.JSON(ints(ids)), by, db.Instant(tx.Now()))
}

// BreakPromises notes that promises were found broken, and returns those of which nobody knew
// yet.
func (tx *Tx) BreakPromises(holds []id.ID, today date.Date) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `UPDATE hold SET broken_on = $3
		WHERE company_id = $1 AND id IN ({list $2 BIGINT}) AND broken_on IS NULL RETURNING id`, tx.Company, db.JSON(ints(holds)), today)
}

// promised says that an invoice i is one that a promise h was about.
const promised = `i.owed_minor > 0 AND (h.invoice_id IS NULL OR i.id = h.invoice_id) AND (h.currency = '' OR i.currency = h.currency)
	AND i.due_on <= COALESCE(h.promised_on, h.until_on)`

// MendPromises takes back that promises were found broken: the bank told later that they were
// kept.
func (tx *Tx) MendPromises(holds []id.ID) error {
	_, err := tx.Exec(`UPDATE hold SET broken_on = NULL WHERE company_id = $1 AND id IN ({list $2 BIGINT}) AND broken_on IS NOT NULL`,
		tx.Company, db.JSON(ints(holds)))
	return err
}

// Promise is what came of a promise.
type Promise struct {
	Late   bool         // something that it was about was settled after its last day
	InTime money.Amount // what was settled since it was made, up to its last day, of what it is about; in its currency
	Ever   money.Amount // the same whatever the day
}

// Promises say what came of some promises, by the identifiers of their holds. What was settled
// is counted for those that name an amount.
func (tx *Tx) Promises(holds []id.ID) (map[id.ID]Promise, error) {
	promises := map[id.ID]Promise{}
	const settled = `COALESCE((SELECT CAST(SUM(a.amount_minor) AS BIGINT) FROM invoice i JOIN allocation a ON a.company_id = $1 AND a.invoice_id = i.id
		WHERE h.amount_minor > 0 AND i.company_id = $1 AND i.customer_id = h.customer_id AND i.currency = h.currency AND (h.invoice_id IS NULL OR i.id = h.invoice_id)
			AND a.of_part = 'principal' AND a.created_at >= h.placed_at AND a.reverses_id IS NULL
			AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.company_id = $1 AND r.reverses_id = a.id)`
	return promises, tx.Rows(func(rows *sql.Rows) error {
		var i id.ID
		var p Promise
		var currency string
		if err := rows.Scan(&i, &currency, &p.InTime.Minor, &p.Ever.Minor, &p.Late); err != nil {
			return err
		}
		if currency != "" {
			c, err := money.ParseCurrency(currency)
			if err != nil {
				return err
			}
			p.InTime.Currency, p.Ever.Currency = c, c
		}
		promises[i] = p
		return nil
	}, `SELECT h.id, h.currency, `+settled+` AND a.on_day <= h.until_on), 0), `+settled+`), 0),
			EXISTS (SELECT 1 FROM invoice i WHERE i.company_id = $1 AND i.customer_id = h.customer_id AND i.settled_on > h.until_on AND `+promised+`)
		FROM hold h WHERE h.company_id = $1 AND h.id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(holds)))
}

// Credited are those of some disputes about a part of an invoice of which so much was credited
// since they were placed.
func (tx *Tx) Credited(holds []id.ID) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `SELECT h.id FROM hold h WHERE h.company_id = $1 AND h.id IN ({list $2 BIGINT}) AND h.amount_minor > 0
		AND h.amount_minor <= (SELECT CAST(COALESCE(SUM(a.amount_minor), 0) AS BIGINT) FROM allocation a
			WHERE a.company_id = $1 AND a.invoice_id = h.invoice_id AND a.credit_id IS NOT NULL AND a.created_at >= h.placed_at AND a.reverses_id IS NULL
				AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.company_id = $1 AND r.reverses_id = a.id))
		ORDER BY h.id`, tx.Company, db.JSON(ints(holds)))
}

// WantReviewOfLabel asks for a review of every customer with a label who owes something.
func (tx *Tx) WantReviewOfLabel(label string) error {
	return tx.wantReviewsOf(`SELECT l.customer_id FROM customer_label l WHERE l.company_id = $1 AND l.label_key = $2
		AND EXISTS (SELECT 1 FROM balance b WHERE b.company_id = $1 AND b.customer_id = l.customer_id AND b.items > 0)`, tx.Company, customer.LabelKey(label))
}

// WantReviewOfAll asks for a review of every customer for whom a hold on all of them makes a
// difference at once: a message waits, or is held back. The night sees the others.
func (tx *Tx) WantReviewOfAll() error {
	return tx.wantReviewsOf(`SELECT customer_id FROM message WHERE company_id = $1 AND state IN ('proposed', 'queued', 'ready')
		UNION SELECT customer_id FROM decided_item WHERE company_id = $1 AND code = 'customer_held'`, tx.Company)
}

func (tx *Tx) wantReviewsOf(customers string, args ...any) error {
	_, err := tx.Exec(`INSERT INTO review_wanted (company_id, customer_id)
		SELECT DISTINCT CAST($1 AS BIGINT), w.customer_id FROM (`+customers+`) AS w WHERE TRUE ORDER BY 2
		ON CONFLICT (company_id, customer_id) DO NOTHING`, args...)
	if err != nil {
		return err
	}
	return tx.wantReviews()
}

// HasLabel reports whether a customer has a label, in any case.
func (tx *Tx) HasLabel(label string) (has bool, err error) {
	return has, tx.Row([]any{&has}, `SELECT EXISTS (SELECT 1 FROM customer_label WHERE company_id = $1 AND label_key = $2)`, tx.Company, customer.LabelKey(label))
}
