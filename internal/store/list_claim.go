package store

import (
	"database/sql"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
)

// ClaimableOf are the invoices of a customer in a currency of which more than the principal
// may be due on a day: those that are late and open, and those beside which something was
// claimed that is neither let go nor paid. They come by due day.
func (tx *Tx) ClaimableOf(customer id.ID, c money.Currency, on date.Date) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `SELECT id FROM (
			SELECT id, due_on FROM invoice WHERE company_id = $1 AND customer_id = $2 AND currency = $3 AND open_minor > 0 AND due_on < $4
			UNION SELECT id, due_on FROM invoice WHERE company_id = $1 AND customer_id = $2 AND currency = $3 AND claimed_minor <> 0
		) AS late ORDER BY due_on, id`, tx.Company, customer, c.String(), on)
}

// ClaimedBeside are at most limit invoices of a customer beside which something was claimed
// that is neither let go nor paid, by due day.
func (tx *Tx) ClaimedBeside(customer id.ID, limit int) ([]invoice.Invoice, error) {
	return tx.invoices(`SELECT `+invoiceColumns+` FROM invoice
		WHERE company_id = $1 AND customer_id = $2 AND claimed_minor <> 0 ORDER BY due_on, id`+first(limit), tx.Company, customer)
}

// ReturnFee is what the bank took for a payment that came back.
type ReturnFee struct {
	Entry  id.ID
	On     date.Date
	Amount money.Amount
}

// ReturnFees are the fees for payments of an invoice that the bank took back, in the
// currency of the invoice, the oldest first.
func (tx *Tx) ReturnFees(i id.ID) ([]ReturnFee, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (f ReturnFee, err error) {
		var currency string
		if err := rows.Scan(&f.Entry, &f.On, &f.Amount.Minor, &currency); err != nil {
			return f, err
		}
		f.Amount.Currency, err = money.ParseCurrency(currency)
		return f, err
	}, `SELECT DISTINCT e.id, e.booked_on, e.fee_minor, e.currency FROM allocation a
		JOIN invoice i ON i.company_id = a.company_id AND i.id = a.invoice_id
		JOIN payment p ON p.company_id = a.company_id AND p.id = a.payment_id
		JOIN entry e ON e.company_id = p.company_id AND e.id = p.returned_by
		WHERE a.company_id = $1 AND a.invoice_id = $2 AND e.fee_minor > 0 AND e.currency = i.currency ORDER BY e.booked_on, e.id`, tx.Company, i)
}
