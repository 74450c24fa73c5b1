package store

import (
	"database/sql"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/timeline"
)

// InvoicesBySource are all documents of a source that some customers have, the oldest
// first.
func (tx *Tx) InvoicesBySource(source string, customers []id.ID) ([]invoice.Invoice, error) {
	return tx.invoices(`SELECT `+invoiceColumns+` FROM invoice
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND source = $3 ORDER BY issued_on, id`, tx.Company, db.JSON(ints(customers)), source)
}

// Earlier is a document of before a day.
type Earlier struct {
	invoice.Invoice
	Then money.Amount // what was open of it at the beginning of that day
}

// EarlierItems are the documents that some customers had before a day and that were
// open then, or are now, the oldest first.
func (tx *Tx) EarlierItems(customers []id.ID, day date.Date) ([]Earlier, error) {
	all, err := tx.invoices(`SELECT `+invoiceColumns+` FROM invoice
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND issued_on < $3 AND (open_minor <> 0
			OR EXISTS (SELECT 1 FROM allocation a WHERE a.company_id = invoice.company_id AND a.invoice_id = invoice.id AND a.on_day >= $3)
			OR EXISTS (SELECT 1 FROM allocation a WHERE a.company_id = invoice.company_id AND a.credit_id = invoice.id AND a.on_day >= $3))
		ORDER BY issued_on, id`, tx.Company, db.JSON(ints(customers)), day)
	if err != nil {
		return nil, err
	}
	ids := make([]id.ID, len(all))
	for n := range all {
		ids[n] = all[n].ID
	}
	since, err := tx.settled(ids, day.AddDays(-1), "")
	earlier := make([]Earlier, len(all))
	for n, i := range all {
		earlier[n] = Earlier{i, i.Open.Add(money.Of(since[i.ID], i.Open.Currency))}
	}
	return earlier, err
}

// SettledAfter says how much of each of some documents was settled here with days after
// one, in minor units, and still is. What the company's own books say is left out.
func (tx *Tx) SettledAfter(invoices []id.ID, day date.Date) (map[id.ID]int64, error) {
	return tx.settled(invoices, day, payment.Outside)
}

// settled is SettledAfter without the payments of a source.
func (tx *Tx) settled(invoices []id.ID, day date.Date, without payment.Source) (map[id.ID]int64, error) {
	sums := map[id.ID]int64{}
	if len(invoices) == 0 {
		return sums, nil
	}
	return sums, tx.Rows(func(rows *sql.Rows) error {
		var i id.ID
		var minor int64
		err := rows.Scan(&i, &minor)
		sums[i] += minor
		return err
	}, `SELECT a.invoice_id, CAST(SUM(a.amount_minor) AS BIGINT)
		FROM allocation a LEFT JOIN payment p ON p.company_id = a.company_id AND p.id = a.payment_id
		WHERE a.company_id = $1 AND a.invoice_id IN ({list $2 BIGINT}) AND a.on_day > $3 AND a.of_part = 'principal' AND COALESCE(p.source, 'credit') <> $4
			AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.company_id = a.company_id AND r.reverses_id = a.id)
		GROUP BY a.invoice_id
		UNION ALL SELECT a.credit_id, CAST(-SUM(a.amount_minor) AS BIGINT) FROM allocation a
		WHERE a.company_id = $1 AND a.credit_id IN ({list $2 BIGINT}) AND a.on_day > $3
			AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.company_id = a.company_id AND r.reverses_id = a.id)
		GROUP BY a.credit_id`, tx.Company, db.JSON(ints(invoices)), day, string(without))
}

// OnAccountOf are the payments of some customers that are not wholly allocated: those of
// the company's own books first, then the oldest.
func (tx *Tx) OnAccountOf(customers []id.ID) ([]payment.Payment, error) {
	return db.Collect(tx.Tx, scanPayment, `SELECT `+paymentColumns+` FROM payment
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND open_minor <> 0
		ORDER BY CASE WHEN source = 'outside' THEN 0 ELSE 1 END, received_on, id`, tx.Company, db.JSON(ints(customers)))
}

// Receipt is money that came in about a day.
type Receipt struct {
	Amount money.Amount
	On     date.Date
}

// DepositName begins the external identifiers of money that the company's own books had
// on account when it came, and of no other payments.
const DepositName = "ledger/"

// Given is what money of one customer gave to an invoice.
type Given struct {
	Customer, Invoice id.ID
	Amount            money.Amount
}

// GivenByDeposits says to what some customers' money of between two days was given that
// the company's own books had on account when it came.
func (tx *Tx) GivenByDeposits(customers []id.ID, from, to date.Date) ([]Given, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (g Given, err error) {
		var currency string
		if err := rows.Scan(&g.Customer, &g.Invoice, &currency, &g.Amount.Minor); err != nil {
			return g, err
		}
		g.Amount.Currency, err = money.ParseCurrency(currency)
		return g, err
	}, `SELECT p.customer_id, a.invoice_id, p.currency, CAST(SUM(a.amount_minor) AS BIGINT)
		FROM payment p JOIN allocation a ON a.company_id = p.company_id AND a.payment_id = p.id
		WHERE p.company_id = $1 AND p.customer_id IN ({list $2 BIGINT}) AND p.external_id LIKE $3 AND p.received_on BETWEEN $4 AND $5 AND a.of_part = 'principal'
		GROUP BY p.customer_id, a.invoice_id, p.currency`, tx.Company, db.JSON(ints(customers)), DepositName+"%", from, to)
}

// WaitingFor finds, for each receipt, the bank lines of as much money within some days
// that nothing was decided about yet.
func (tx *Tx) WaitingFor(receipts []Receipt, days int) (map[int][]id.ID, error) {
	type row struct {
		N        int       `json:"n"`
		Currency string    `json:"currency"`
		Amount   int64     `json:"amount_minor"`
		From     date.Date `json:"from_on"`
		To       date.Date `json:"to_on"`
	}
	rows := make([]row, len(receipts))
	for n, r := range receipts {
		rows[n] = row{n, r.Amount.Currency.String(), r.Amount.Minor, r.On.AddDays(-days), r.On.AddDays(days)}
	}
	found := map[int][]id.ID{}
	if len(rows) == 0 {
		return found, nil
	}
	return found, tx.Rows(func(rows *sql.Rows) error {
		var n int
		var entry id.ID
		err := rows.Scan(&n, &entry)
		found[n] = append(found[n], entry)
		return err
	}, `SELECT r.n, e.id FROM {rows $2 n BIGINT, currency TEXT, amount_minor BIGINT, from_on DATE, to_on DATE}
		JOIN entry e ON e.company_id = $1 AND e.amount_minor = r.amount_minor AND e.booked_on BETWEEN r.from_on AND r.to_on AND e.currency = r.currency
		WHERE e.state IN ('new', 'ask') ORDER BY r.n, e.booked_on, e.id`, tx.Company, db.JSON(rows))
}

// RemovePayments deletes payments of the company's own books that an import brought that
// is undone, or a later one that was undone before it, and that never settled anything
// but what is gone.
func (tx *Tx) RemovePayments(imported id.ID) error {
	_, err := tx.Exec(`DELETE FROM payment WHERE company_id = $1 AND id > $2 AND source = 'outside'
		AND import_id IN (SELECT m.id FROM import m WHERE m.company_id = $1 AND m.id >= $2 AND m.undone_at IS NOT NULL)
		AND NOT EXISTS (SELECT 1 FROM allocation a WHERE a.company_id = $1 AND a.payment_id = payment.id)`, tx.Company, imported)
	return err
}

// Heard are those of some customers whose timelines have an event of a kind.
func (tx *Tx) Heard(kind timeline.Kind, customers []id.ID) (map[id.ID]bool, error) {
	heard := map[id.ID]bool{}
	all, err := db.Collect(tx.Tx, scanID, `SELECT DISTINCT customer_id FROM timeline
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND kind = $3`, tx.Company, db.JSON(ints(customers)), string(kind))
	for _, i := range all {
		heard[i] = true
	}
	return heard, err
}
