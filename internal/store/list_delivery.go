package store

import (
	"database/sql"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/message"
)

// DeliveryRow is an invoice that is to be sent from here and has not left.
type DeliveryRow struct {
	message.Delivery
	Number       string
	IssuedOn     date.Date
	Customer     id.ID
	CustomerName string
}

// ListDeliveries are at most limit invoices that are to be sent from here and have not left,
// after one, in the order in which they came; all of them, or those in a state.
func (tx *Tx) ListDeliveries(state message.DeliveryState, after id.ID, limit int) ([]DeliveryRow, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (r DeliveryRow, err error) {
		r.Delivery, err = scanDelivery(rows, &r.Number, &r.IssuedOn, &r.Customer, &r.CustomerName)
		return r, err
	}, `SELECT `+deliveryColumns+`, i.number, i.issued_on, c.id, c.name FROM delivery d
		JOIN invoice i ON i.company_id = d.company_id AND i.id = d.invoice_id JOIN customer c ON c.company_id = d.company_id AND c.id = i.customer_id
		WHERE d.company_id = $1 AND d.state NOT IN ('delivered', 'left_out') AND ($2 = '' OR d.state = $2) AND d.invoice_id > $3
		ORDER BY d.invoice_id`+first(limit), tx.Company, string(state), after)
}

// CountDeliveries counts the invoices that are to be sent from here and have not left, by how far
// they have come.
func (tx *Tx) CountDeliveries() (map[message.DeliveryState]int, error) {
	counts := map[message.DeliveryState]int{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var state message.DeliveryState
		var n int
		err := rows.Scan(&state, &n)
		counts[state] = n
		return err
	}, `SELECT state, COUNT(*) FROM delivery WHERE company_id = $1 AND state NOT IN ('delivered', 'left_out') GROUP BY state`, tx.Company)
	return counts, err
}

// DaysToInvoice says how many days lay between delivery and invoice of what was issued in some
// days, by days.
func (tx *Tx) DaysToInvoice(from, through date.Date) ([]invoice.Lag, error) {
	days := map[int]int{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var issued, delivered date.Date
		var n int
		err := rows.Scan(&issued, &delivered, &n)
		days[int(issued-delivered)] += n
		return err
	}, `SELECT issued_on, delivered_on, COUNT(*) FROM invoice
		WHERE company_id = $1 AND issued_on >= $2 AND issued_on <= $3 AND delivered_on IS NOT NULL AND owed_minor > 0 GROUP BY issued_on, delivered_on`, tx.Company, from, through)
	all := make([]invoice.Lag, 0, len(days))
	for d, n := range days {
		all = append(all, invoice.Lag{Days: d, Count: n})
	}
	return all, err
}

// InvoicedAfter are at most limit of the invoices that DaysToInvoice counts and that were issued so
// many days or more after the delivery, the newest first; behind one where after is not zero.
func (tx *Tx) InvoicedAfter(from, through date.Date, days int, after id.ID, limit int) ([]invoice.Invoice, error) {
	return tx.invoices(`SELECT `+invoiceColumns+` FROM {rows $2 day DATE, latest DATE} JOIN invoice ON company_id = $1 AND issued_on = r.day AND delivered_on <= r.latest
		WHERE owed_minor > 0 AND (CAST($3 AS BIGINT) = 0 OR id < $3) ORDER BY id DESC`+first(limit), tx.Company, db.JSON(latestFor(from, through, days)), int64(after))
}

// latest is the last day of delivery for which an invoice of a day was issued so many days later:
// the two engines reckon with days in ways of their own.
type latest struct {
	Day    date.Date `json:"day"`
	Latest date.Date `json:"latest"`
}

func latestFor(from, through date.Date, days int) (all []latest) {
	for on := from; on <= through; on++ {
		all = append(all, latest{on, on.AddDays(-days)})
	}
	return all
}
