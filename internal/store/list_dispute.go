package store

import (
	"database/sql"
	"slices"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/dispute"
	"acquit/internal/id"
	"acquit/internal/money"
)

// DisputeView is which disputes are listed.
type DisputeView string

// The views.
const (
	DisputesToAnswer DisputeView = ""       // that wait for an answer, the first to be answered first
	DisputesOfOwner  DisputeView = "mine"   // of them, those that one person looks into
	DisputesToCredit DisputeView = "credit" // that were accepted and wait for their credit notes
	DisputesClosed   DisputeView = "closed" // that are over, the newest first
	DisputesEvery    DisputeView = "all"    // whatever their state, the newest first
)

// DisputeViews are the views among which people choose.
var DisputeViews = [...]DisputeView{DisputesToAnswer, DisputesOfOwner, DisputesToCredit, DisputesClosed}

// DisputeFilter says which disputes are listed.
type DisputeFilter struct {
	View     DisputeView
	Owner    string         // of DisputesOfOwner
	Reason   dispute.Reason // "" for all
	Customer id.ID          // zero for everybody's
	Words    string         // with which the invoice's number or the customer's name begins
}

// DisputeRow is a dispute in a list.
type DisputeRow struct {
	dispute.Dispute
	CustomerName string
	Number       string       // of the invoice
	Open         money.Amount // of the invoice
}

// Contested is how much of what is open is contested.
func (r *DisputeRow) Contested() money.Amount {
	if r.Amount.IsZero() {
		return r.Open
	}
	return r.Amount
}

// ListDisputes is one page of disputes.
func (tx *Tx) ListDisputes(f DisputeFilter, at Cursor, limit int) (Paged[DisputeRow], error) {
	c := tx.conditions()
	f.narrow(c)
	order, key := "", "d.answer_by"
	if f.newestFirst() {
		key = "d.opened_on"
	}
	day, _ := date.Parse(at.Key) // a cursor that is none is the start
	order = c.from(at, day, key, "d.id", f.newestFirst())
	keys, err := db.Collect(tx.Tx, func(rows *sql.Rows) (k keyed, err error) {
		var day date.Date
		err = rows.Scan(&k.id, &day)
		k.key = day.String()
		return k, err
	}, `SELECT d.id, `+key+` FROM `+disputes+` JOIN customer c ON c.company_id = i.company_id AND c.id = i.customer_id
		WHERE d.company_id = $1 AND `+c.where()+` ORDER BY `+order+first(limit+1), c.args...)
	if err != nil {
		return Paged[DisputeRow]{}, err
	}
	page := turnPage(keys, at, limit)
	rows, err := tx.disputeRows(page.Rows)
	return Paged[DisputeRow]{Rows: rows, Previous: page.Previous, Next: page.Next}, err
}

func (f *DisputeFilter) newestFirst() bool {
	return f.View == DisputesClosed || f.View == DisputesEvery
}

func (f *DisputeFilter) narrow(c *conditions) {
	switch f.View {
	case DisputesClosed:
		c.add("d.closed_on IS NOT NULL")
	case DisputesToCredit:
		c.add("d.closed_on IS NULL AND d.state = 'accepted'")
	case DisputesOfOwner:
		c.add("d.closed_on IS NULL AND d.state <> 'accepted' AND d.owner = %s", f.Owner)
	case DisputesToAnswer:
		c.add("d.closed_on IS NULL AND d.state <> 'accepted'")
	}
	if f.Reason != "" {
		c.add("d.reason = %s", string(f.Reason))
	}
	if f.Customer != 0 {
		c.add("i.customer_id = %s", f.Customer)
	}
	if f.Words != "" {
		found := startsWith(c, "lower(i.number)", lower(f.Words))
		if name := customer.NameKey(f.Words); name != "" {
			found += " OR " + startsWith(c, "c.name_key", name)
		}
		c.add("(" + found + ")")
	}
	c.add("d.company_id = $1") // so that there is always one
}

// disputeRows loads what a list shows of disputes, in the order given.
func (tx *Tx) disputeRows(ids []id.ID) ([]DisputeRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := db.Collect(tx.Tx, func(rows *sql.Rows) (r DisputeRow, err error) {
		var currency string
		r.Dispute, err = scanDispute(rows, &r.CustomerName, &r.Number, &r.Open.Minor, &currency)
		if err == nil {
			r.Open.Currency, err = money.ParseCurrency(currency)
		}
		return r, err
	}, `SELECT `+disputeColumns+`, c.name, i.number, i.open_minor, i.currency FROM `+disputes+` JOIN customer c ON c.company_id = i.company_id AND c.id = i.customer_id
		WHERE d.company_id = $1 AND d.id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(ids)))
	slices.SortFunc(found, func(a, b DisputeRow) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return found, err
}

// DisputeRow is a dispute as lists show it.
func (tx *Tx) DisputeRow(i id.ID) (r DisputeRow, found bool, err error) {
	rows, err := tx.disputeRows([]id.ID{i})
	if err != nil || len(rows) == 0 {
		return r, false, err
	}
	return rows[0], true, nil
}

// CountDisputes counts the disputes of a view, up to a limit.
func (tx *Tx) CountDisputes(f DisputeFilter, limit int) (n int, err error) {
	c := tx.conditions()
	f.narrow(c)
	return n, tx.Row([]any{&n}, `SELECT `+countTo(limit, disputes+` JOIN customer c ON c.company_id = i.company_id AND c.id = i.customer_id WHERE d.company_id = $1 AND `+c.where()), c.args...)
}

// DisputeFigure is how many disputes there were that are alike.
type DisputeFigure struct {
	Reason   dispute.Reason
	State    dispute.State
	OpenedOn date.Date
	ClosedOn date.Date // None for those that last
	Currency money.Currency
	Count    int
	Amount   money.Amount // contested; where all of an invoice was, what the invoice came to
}

// DisputeFigures are the disputes opened since a day, those that are alike together.
func (tx *Tx) DisputeFigures(since date.Date) ([]DisputeFigure, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (f DisputeFigure, err error) {
		var currency string
		if err := rows.Scan(&f.Reason, &f.State, &f.OpenedOn, &f.ClosedOn, &currency, &f.Count, &f.Amount.Minor); err != nil {
			return f, err
		}
		f.Currency, err = money.ParseCurrency(currency)
		f.Amount.Currency = f.Currency
		return f, err
	}, `SELECT d.reason, d.state, d.opened_on, d.closed_on, i.currency, COUNT(*),
			CAST(SUM(CASE WHEN d.amount_minor > 0 THEN d.amount_minor ELSE i.owed_minor END) AS BIGINT) FROM `+disputes+`
		WHERE d.company_id = $1 AND d.opened_on >= $2 GROUP BY 1, 2, 3, 4, 5 ORDER BY 3, 1, 2, 4, 5`, tx.Company, since)
}
