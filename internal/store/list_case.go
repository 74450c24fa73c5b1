package store

import (
	"database/sql"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/money"
	"acquit/internal/phase"
)

// CaseFilter says which cases are listed: those in a phase.
type CaseFilter struct {
	Phase    phase.Phase
	Currency string // "" for all
	Manager  string // address of the account manager; "" for everybody's
	Words    string // with which the customer's name or number begins
}

// CaseListed is a case in a list.
type CaseListed struct {
	CaseOf
	Name      string // of the customer
	Number    string
	Kind      customer.Kind
	Manager   string
	Phase     phase.Phase
	Since     date.Date    // in that phase
	Open      money.Amount // everything that is open, also what is not due yet
	Items     int
	Oldest    date.Date // due day of the oldest; None where nothing is open
	Step      string    // that was decided on last
	NextOn    date.Date // on which something comes by itself; None for nothing
	Finished  bool      // the last step was taken: a person decides
	Insolvent bool
	Hardship  bool
}

// listedCases is the cases of a company with who they are about and what is open.
const listedCases = `dunning_case k JOIN customer c ON c.company_id = k.company_id AND c.id = k.customer_id
	LEFT JOIN balance b ON b.company_id = k.company_id AND b.customer_id = k.customer_id AND b.currency = k.currency`

func (f *CaseFilter) narrow(c *conditions) {
	c.add("k.company_id = $1 AND k.phase = %s", string(f.Phase))
	if f.Currency != "" {
		c.add("k.currency = %s", f.Currency)
	}
	if f.Manager != "" {
		c.add("c.manager = %s", lower(f.Manager))
	}
	if f.Words != "" {
		found := startsWith(c, "lower(c.number)", lower(f.Words))
		if name := customer.NameKey(f.Words); name != "" {
			found += " OR " + startsWith(c, "c.name_key", name)
		}
		c.add("(" + found + ")")
	}
}

// ListCases is one page of the cases in a phase, those that are longest in it first.
func (tx *Tx) ListCases(f CaseFilter, at Cursor, limit int) (Paged[CaseListed], error) {
	c := tx.conditions()
	f.narrow(c)
	direction, sign := "", ">"
	if at.Back {
		direction, sign = " DESC", "<"
	}
	if day, currency, found := strings.Cut(at.Key, " "); found && at.ID != 0 {
		on, err := date.Parse(day)
		if err == nil {
			c.add("(k.phase_on, k.customer_id, k.currency) "+sign+" (%s, %s, %s)", on, at.ID, currency)
		}
	}
	rows, err := db.Collect(tx.Tx, scanCaseListed, `SELECT k.customer_id, k.currency, c.name, c.number, c.kind, c.manager, k.phase, k.phase_on, COALESCE(b.open_minor, 0), COALESCE(b.items, 0), b.oldest_on,
			k.step, k.next_on, k.finished,
			EXISTS (SELECT 1 FROM circumstance t WHERE t.company_id = $1 AND t.customer_id = k.customer_id AND t.ended_on IS NULL AND t.trouble = 'insolvency'),
			EXISTS (SELECT 1 FROM circumstance t WHERE t.company_id = $1 AND t.customer_id = k.customer_id AND t.ended_on IS NULL AND t.trouble = 'hardship')
		FROM `+listedCases+` WHERE `+c.where()+` ORDER BY k.phase_on`+direction+`, k.customer_id`+direction+`, k.currency`+direction+first(limit+1), c.args...)
	if err != nil {
		return Paged[CaseListed]{}, err
	}
	return turn(rows, at, limit, func(r *CaseListed) Cursor {
		return Cursor{Key: r.Since.String() + " " + r.Currency.String(), ID: r.Customer}
	}), nil
}

func scanCaseListed(rows *sql.Rows) (r CaseListed, err error) {
	var currency string
	if err := rows.Scan(&r.Customer, &currency, &r.Name, &r.Number, &r.Kind, &r.Manager, &r.Phase, &r.Since, &r.Open.Minor, &r.Items, &r.Oldest, &r.Step, &r.NextOn, &r.Finished, &r.Insolvent, &r.Hardship); err != nil {
		return r, err
	}
	r.Currency, err = money.ParseCurrency(currency)
	r.Open.Currency = r.Currency
	return r, err
}

// CountCases counts the cases of a list, up to a limit.
func (tx *Tx) CountCases(f CaseFilter, limit int) (n int, err error) {
	c := tx.conditions()
	f.narrow(c)
	return n, tx.Row([]any{&n}, `SELECT `+countTo(limit, listedCases+` WHERE `+c.where()), c.args...)
}

// SumCases is what is open of the cases of a list, by currency.
func (tx *Tx) SumCases(f CaseFilter) ([]money.Amount, error) {
	c := tx.conditions()
	f.narrow(c)
	return db.Collect(tx.Tx, func(rows *sql.Rows) (a money.Amount, err error) {
		var currency string
		if err := rows.Scan(&currency, &a.Minor); err != nil {
			return a, err
		}
		a.Currency, err = money.ParseCurrency(currency)
		return a, err
	}, `SELECT k.currency, CAST(COALESCE(SUM(b.open_minor), 0) AS BIGINT) FROM `+listedCases+` WHERE `+c.where()+` GROUP BY k.currency ORDER BY k.currency`, c.args...)
}

// Collected is a time of collection in a list, with who it was about.
type Collected struct {
	phase.Collecting
	Name string
}

// ListCollected is one page of the times of collection that are over, the last first.
func (tx *Tx) ListCollected(f CaseFilter, at Cursor, limit int) (Paged[Collected], error) {
	c := tx.conditions()
	c.add("g.company_id = $1 AND g.ended_on IS NOT NULL")
	if f.Currency != "" {
		c.add("g.currency = %s", f.Currency)
	}
	if f.Manager != "" {
		c.add("c.manager = %s", lower(f.Manager))
	}
	if name := customer.NameKey(f.Words); name != "" {
		c.add(startsWith(c, "c.name_key", name))
	}
	day, _ := date.Parse(at.Key) // a cursor that is none is the start
	order := c.from(at, day, "g.ended_on", "g.id", true)
	rows, err := db.Collect(tx.Tx, func(rows *sql.Rows) (r Collected, err error) {
		r.Collecting, err = scanCollecting(rows, &r.Name)
		return r, err
	}, `SELECT g.`+strings.ReplaceAll(collectingColumns, ", ", ", g.")+`, c.name FROM collecting g JOIN customer c ON c.company_id = g.company_id AND c.id = g.customer_id
		WHERE `+c.where()+` ORDER BY `+order+first(limit+1), c.args...)
	if err != nil {
		return Paged[Collected]{}, err
	}
	return turn(rows, at, limit, func(r *Collected) Cursor { return Cursor{Key: r.EndedOn.String(), ID: r.ID} }), nil
}
