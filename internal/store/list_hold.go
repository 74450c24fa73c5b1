package store

import (
	"database/sql"
	"slices"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
)

// HoldScope is how wide a hold is.
type HoldScope string

// The scopes.
const (
	OnInvoice  HoldScope = "invoice"
	OnCustomer HoldScope = "customer" // in one currency or in all
	OnBroad    HoldScope = "broad"    // on those with a label, or on everybody
)

// HoldScopes are all scopes, the narrowest first.
var HoldScopes = [...]HoldScope{OnInvoice, OnCustomer, OnBroad}

// HoldFilter says which of the holds that hold today are listed, or of those that are over. The
// zero value with a day lists all that hold.
type HoldFilter struct {
	Words    string // in the name of the customer, or the beginning of the number; never of a broad one
	Scope    HoldScope
	Caused   bool // only those of Cause, which may be "": a person's
	Cause    hold.Cause
	Customer id.ID // zero: whoever it is
	Over     bool  // those that were lifted, or whose last day is over, instead of those that hold
	Today    date.Date
}

// HoldRow is a hold in a list.
type HoldRow struct {
	hold.Hold
	Name   string // of the customer
	Number string // of the customer
	Bill   string // the number of the invoice
}

// ListHolds is one page of the holds that hold today, or that are over, the newest first. The cursor's key is
// not used: identifiers are in the order of their making.
func (tx *Tx) ListHolds(f HoldFilter, at Cursor, limit int) (Paged[HoldRow], error) {
	c := tx.conditions()
	if f.Over {
		c.add("(lifted_at IS NOT NULL OR until_on < %s)", f.Today)
	} else {
		c.add(holdsOn(c, f.Today))
	}
	f.narrow(c)
	sign, order := "<", "h.id DESC"
	if at.Back {
		sign, order = ">", "h.id"
	}
	if at.ID != 0 {
		c.add("h.id "+sign+" %s", at.ID)
	}
	keys, err := db.Collect(tx.Tx, func(rows *sql.Rows) (k keyed, err error) { return k, rows.Scan(&k.id) },
		`SELECT h.id FROM hold h WHERE h.company_id = $1 AND `+c.where()+` ORDER BY `+order+first(limit+1), c.args...)
	if err != nil {
		return Paged[HoldRow]{}, err
	}
	page := turnPage(keys, at, limit)
	rows, err := tx.holdRows(page.Rows)
	return Paged[HoldRow]{Rows: rows, Previous: page.Previous, Next: page.Next}, err
}

func (f *HoldFilter) narrow(c *conditions) {
	switch f.Scope {
	case OnInvoice:
		c.add("h.invoice_id IS NOT NULL")
	case OnCustomer:
		c.add("h.customer_id IS NOT NULL AND h.invoice_id IS NULL")
	case OnBroad:
		c.add("h.customer_id IS NULL")
	}
	if f.Caused {
		c.add("h.cause = %s", string(f.Cause))
	}
	if f.Customer != 0 {
		c.add("h.customer_id = %s", f.Customer)
	}
	if f.Words != "" {
		found := startsWith(c, "lower(f.number)", lower(f.Words))
		if name := customer.NameKey(f.Words); name != "" {
			found = "f.name_key LIKE " + c.arg("%"+name+"%") + " OR " + found
		}
		c.add("EXISTS (SELECT 1 FROM customer f WHERE f.company_id = $1 AND f.id = h.customer_id AND (" + found + "))")
	}
}

// holdRows loads what a list shows of holds, in the order given.
func (tx *Tx) holdRows(ids []id.ID) ([]HoldRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	holds, err := tx.HoldsByID(ids)
	if err != nil {
		return nil, err
	}
	var customers, invoices []id.ID
	at := map[id.ID]hold.Hold{}
	for _, h := range holds {
		at[h.ID], customers, invoices = h, append(customers, h.Customer), append(invoices, h.Invoice)
	}
	found, err := tx.Customers(customers)
	if err != nil {
		return nil, err
	}
	who := map[id.ID]customer.Customer{}
	for _, c := range found {
		who[c.ID] = c
	}
	numbers, err := tx.InvoiceNumbers(invoices)
	rows := make([]HoldRow, len(ids))
	for n, i := range ids {
		h := at[i]
		rows[n] = HoldRow{h, who[h.Customer].Name, who[h.Customer].Number, numbers[h.Invoice]}
	}
	return rows, err
}

// CountHolds counts the holds that hold today, up to a limit.
func (tx *Tx) CountHolds(today date.Date, limit int) (n int, err error) {
	return n, tx.Row([]any{&n}, `SELECT `+countTo(limit, `hold WHERE company_id = $1 AND lifted_at IS NULL AND (until_on IS NULL OR until_on >= $2)`), tx.Company, today)
}

// holdsOn is the condition that a hold keeps messages back on a day: it stands, and its last
// day is not over.
func holdsOn(c *conditions, today date.Date) string {
	return "lifted_at IS NULL AND (until_on IS NULL OR until_on >= " + c.arg(today) + ")"
}

// broadly is what the holds of a day hold that are about no customer alone.
type broadly struct {
	everybody bool
	labels    []string // keys of labels
}

func (tx *Tx) broadly(today date.Date) (b broadly, err error) {
	all, err := tx.BroadHolds()
	for n := range all {
		switch h := &all[n]; {
		case !h.HoldsOn(today):
		case h.Label == "":
			b.everybody = true
		default:
			b.labels = append(b.labels, customer.LabelKey(h.Label))
		}
	}
	return b, err
}

// held are those of some customers about whom something is held today.
func (tx *Tx) held(all []customer.Customer, today date.Date) ([]id.ID, error) {
	broad, err := tx.broadly(today)
	if err != nil {
		return nil, err
	}
	var held, asked []id.ID
	for n := range all {
		if broad.everybody || slices.ContainsFunc(broad.labels, all[n].HasLabel) {
			held = append(held, all[n].ID)
		} else {
			asked = append(asked, all[n].ID)
		}
	}
	c := tx.conditions()
	alone, err := db.Collect(tx.Tx, scanID, `SELECT DISTINCT customer_id FROM hold
		WHERE company_id = $1 AND customer_id IN ({list `+c.arg(db.JSON(ints(asked)))+` BIGINT}) AND `+holdsOn(c, today), c.args...)
	return append(held, alone...), err
}

// HoldRow is a hold as lists show it, lifted or not; one that does not exist is not found.
func (tx *Tx) HoldRow(i id.ID) (HoldRow, error) {
	known, err := tx.HoldsByID([]id.ID{i})
	if err == nil && len(known) == 0 {
		err = fault.New(fault.NotFound, "there is no such hold")
	}
	if err != nil {
		return HoldRow{}, err
	}
	rows, err := tx.holdRows([]id.ID{i})
	if err != nil {
		return HoldRow{}, err
	}
	return rows[0], nil
}
