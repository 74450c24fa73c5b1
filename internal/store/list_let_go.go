package store

import (
	"database/sql"
	"encoding/json"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/money"
)

// LetGo is what was missing of an invoice and let go. It goes with the booking of its
// entry.
type LetGo struct {
	Payment  id.ID // that stands for it
	Entry    id.ID // zero where its import was forgotten
	On       date.Date
	Customer id.ID
	Name     string // of the customer
	Number   string // of the customer
	Invoice  id.ID
	Bill     string // the invoice's number
	Amount   money.Amount
	Reason   matching.Fact
	By       string // the person, or settle.Actor
}

// LetGo lists what was let go and still is, the newest first; a payment behind which the
// list goes on stands in after. Of each payment all invoices are listed, so that there may
// be some more than limit.
func (tx *Tx) LetGo(after EntryKey, limit int) ([]LetGo, error) {
	c := tx.conditions()
	c.add("company_id = $1 AND source = 'difference'")
	if after != (EntryKey{}) {
		c.add("(received_on, id) < (%s, %s)", after.On, after.ID)
	}
	return db.Collect(tx.Tx, scanLetGo, `SELECT p.id, COALESCE(p.entry_id, 0), p.received_on, c.id, c.name, c.number, i.id, i.number, i.currency, a.amount_minor, a.evidence, a.booked_by
		FROM (SELECT company_id, id, customer_id, entry_id, received_on FROM payment WHERE `+c.where()+` AND reversed_at IS NULL
			ORDER BY received_on DESC, id DESC`+first(limit)+`) p
		JOIN customer c ON c.company_id = p.company_id AND c.id = p.customer_id
		JOIN allocation a ON a.company_id = p.company_id AND a.payment_id = p.id AND a.reverses_id IS NULL
		JOIN invoice i ON i.company_id = a.company_id AND i.id = a.invoice_id
		WHERE NOT EXISTS (SELECT 1 FROM allocation r WHERE r.company_id = a.company_id AND r.reverses_id = a.id)
		ORDER BY p.received_on DESC, p.id DESC, a.id`, c.args...)
}

func scanLetGo(rows *sql.Rows) (LetGo, error) {
	var l LetGo
	var currency, evidence string
	err := rows.Scan(&l.Payment, &l.Entry, &l.On, &l.Customer, &l.Name, &l.Number, &l.Invoice, &l.Bill, &currency, &l.Amount.Minor, &evidence, &l.By)
	if err != nil {
		return l, err
	}
	var why []matching.Evidence
	if err := json.Unmarshal([]byte(evidence), &why); err != nil {
		return l, err
	}
	if len(why) > 0 {
		l.Reason = why[0].Fact
	}
	l.Amount.Currency, err = money.ParseCurrency(currency)
	return l, err
}
