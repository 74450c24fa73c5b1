package store

import (
	"database/sql"

	"acquit/internal/account"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/money"
)

// mostMovements bounds what one statement of account lists.
const mostMovements = 5_000

// movements is what moved the account of customer $2 in currency $3, until day $4. A
// payment that the bank took back stands there twice: when it came and when it left.
// Payments that were undone by a person were never any.
const movements = `
	SELECT id, 0 AS turn, kind, issued_on AS on_day, number, '' AS of_part, due_on, owed_minor AS minor
		FROM invoice WHERE company_id = $1 AND customer_id = $2 AND currency = $3 AND issued_on <= $4
	UNION ALL SELECT c.id, 1, c.kind, c.on_day, i.number, c.of_part, NULL, CASE c.kind WHEN 'waived' THEN -c.amount_minor ELSE c.amount_minor END
		FROM invoice i JOIN claimed c ON c.company_id = i.company_id AND c.invoice_id = i.id
		WHERE i.company_id = $1 AND i.customer_id = $2 AND i.currency = $3 AND c.on_day <= $4
	UNION ALL SELECT id, 2, CASE WHEN source IN ('outside', 'difference') THEN source WHEN amount_minor < 0 THEN 'refund' ELSE 'payment' END, received_on, '', '', NULL, -amount_minor
		FROM payment WHERE company_id = $1 AND customer_id = $2 AND currency = $3 AND received_on <= $4 AND (reversed_at IS NULL OR returned_by IS NOT NULL)
	UNION ALL SELECT p.id, 3, 'returned', e.booked_on, '', '', NULL, p.amount_minor
		FROM payment p JOIN entry e ON e.company_id = p.company_id AND e.id = p.returned_by
		WHERE p.company_id = $1 AND p.customer_id = $2 AND p.currency = $3 AND p.returned_by IS NOT NULL AND e.booked_on <= $4`

// Account is what became of a customer's account in a currency over some days, both
// included; from None is from the beginning. A customer without facts has an account of
// nothing.
//
// Errors: Invalid for days that are too many to list, or that end before they begin.
func (tx *Tx) Account(customer id.ID, in money.Currency, from, until date.Date) (account.Account, error) {
	a := account.Account{From: from, Until: until}
	if until < from {
		return a, fault.New(fault.Invalid, "a statement from %s cannot end on %s", from, until)
	}
	args := []any{tx.Company, customer, in.String(), until, from}
	if from == date.None {
		args[4] = date.New(1, 1, 1)
	}
	a.Opening.Currency, a.Claimed.Currency = in, in
	if err := tx.Row([]any{&a.Opening.Minor}, `SELECT CAST(COALESCE(SUM(minor), 0) AS BIGINT) FROM (`+movements+`) m WHERE on_day < $5`, args...); err != nil {
		return a, err
	}
	var err error
	a.Movements, err = db.Collect(tx.Tx, func(rows *sql.Rows) (m account.Movement, err error) {
		m.Amount.Currency = in
		return m, rows.Scan(&m.Kind, &m.On, &m.Number, &m.Part, &m.DueOn, &m.Amount.Minor)
	}, `SELECT kind, on_day, number, of_part, due_on, minor FROM (`+movements+`) m WHERE on_day >= $5 ORDER BY on_day, turn, id`+first(mostMovements+1), args...)
	if err == nil && len(a.Movements) > mostMovements {
		err = fault.New(fault.Invalid, "a statement lists at most %d movements: choose fewer days", mostMovements)
	}
	if err != nil {
		return a, err
	}
	return a, tx.openAt(customer, &a)
}

// openAt finds what the closing balance of an account is made of. What is neither a
// document nor a claim is money.
func (tx *Tx) openAt(customer id.ID, a *account.Account) error {
	behind := a.Until.AddDays(1)
	if !behind.Valid() {
		behind = a.Until // the last day of all has none behind it
	}
	items, err := tx.EarlierItems([]id.ID{customer}, behind)
	if err != nil {
		return err
	}
	a.Credits = money.Of(0, a.Opening.Currency)
	for n := range a.Debts {
		a.Debts[n] = a.Credits
	}
	for _, i := range items {
		switch {
		case i.Then.Currency != a.Opening.Currency:
		case i.Then.Sign() < 0:
			a.Credits = a.Credits.Add(i.Then)
		default:
			i.Open = i.Then
			for _, part := range i.OpenParts() {
				age := account.AgeOf(part.DueOn, a.Until)
				a.Debts[age] = a.Debts[age].Add(part.Amount)
			}
		}
	}
	err = tx.Row([]any{&a.Claimed.Minor}, `SELECT CAST(COALESCE(SUM(minor), 0) AS BIGINT) FROM (
		SELECT CASE c.kind WHEN 'waived' THEN -c.amount_minor ELSE c.amount_minor END AS minor
			FROM invoice i JOIN claimed c ON c.company_id = i.company_id AND c.invoice_id = i.id
			WHERE i.company_id = $1 AND i.customer_id = $2 AND i.currency = $3 AND c.on_day <= $4
		UNION ALL SELECT -a.amount_minor FROM invoice i JOIN allocation a ON a.company_id = i.company_id AND a.invoice_id = i.id
			WHERE i.company_id = $1 AND i.customer_id = $2 AND i.currency = $3 AND a.on_day <= $4 AND a.of_part <> 'principal'`+standing+`) c`,
		tx.Company, customer, a.Opening.Currency.String(), a.Until)
	a.OnAccount = a.Closing().Sub(a.Open()).Sub(a.Credits).Sub(a.Claimed)
	return err
}
