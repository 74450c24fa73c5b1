package store

import (
	"database/sql"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/money"
)

// AddTold keeps what a customer said that it paid, and gives it an identifier.
func (tx *Tx) AddTold(t *matching.Told) error {
	t.ID = tx.NewID()
	if _, err := tx.Exec(`INSERT INTO told_payment (company_id, id, customer_id, paid_on, amount_minor, currency) VALUES ($1, $2, $3, $4, $5, $6)`,
		tx.Company, t.ID, t.Customer, t.On, t.Amount.Minor, t.Amount.Currency.String()); err != nil {
		return err
	}
	n := 0
	_, err := tx.Insert("told_invoice", []string{"company_id", "told_id", "invoice_id"}, func() ([]any, error) {
		if n == len(t.Invoices) {
			return nil, nil
		}
		n++
		return []any{int64(tx.Company), int64(t.ID), int64(t.Invoices[n-1])}, nil
	})
	return err
}

// told finds what was said to be paid since a day: all of some amounts, and all that some
// customers said.
func (tx *Tx) told(amounts []money.Amount, customers []int64, since date.Date) (all []matching.Told, err error) {
	err = tx.Rows(func(rows *sql.Rows) error {
		var t matching.Told
		var invoice sql.NullInt64
		var currency string
		if err := rows.Scan(&t.ID, &t.Customer, &t.On, &t.Amount.Minor, &currency, &invoice); err != nil {
			return err
		}
		if len(all) == 0 || all[len(all)-1].ID != t.ID {
			t.Amount.Currency, err = money.ParseCurrency(currency)
			all = append(all, t)
		}
		if last := &all[len(all)-1]; invoice.Valid {
			last.Invoices = append(last.Invoices, id.ID(invoice.Int64))
		}
		return err
	}, `SELECT t.id, t.customer_id, t.paid_on, t.amount_minor, t.currency, i.invoice_id
		FROM told_payment t LEFT JOIN told_invoice i ON i.company_id = t.company_id AND i.told_id = t.id
		WHERE t.company_id = $1 AND t.id IN (
			SELECT a.id FROM {rows $2 minor BIGINT, currency TEXT} JOIN told_payment a ON a.company_id = $1 AND a.amount_minor = r.minor AND a.currency = r.currency WHERE a.paid_on >= $4
			UNION SELECT c.id FROM told_payment c WHERE c.company_id = $1 AND c.customer_id IN ({list $3 BIGINT}) AND c.paid_on >= $4)
		ORDER BY t.id, i.invoice_id`, tx.Company, amountRows(amounts), db.JSON(customers), since)
	return all, err
}
