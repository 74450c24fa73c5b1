package web

import (
	"net/url"

	"github.com/a-h/templ"

	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// chooseData is a person's own choice for an entry: first who pays, then what.
type chooseData struct {
	*visit
	Entry    store.Entry
	Query    string
	Groups   []ui.ResultGroup
	Customer string // chosen; "" while searching
	ID       id.ID
	Rows     []shareRow
	More     int // open invoices that are not shown
}

// shareRow is an open invoice and how much of the entry it would get.
type shareRow struct {
	invoice.Invoice
	Share string
}

// mostShares is how many open invoices of a customer are offered.
const mostShares = 200

func choosePage(v *visit, tx *store.Tx) (answer, error) {
	e, err := v.bankEntry(tx)
	if err != nil {
		return nil, err
	}
	d := chooseData{visit: v, Entry: e, Query: v.words("q")}
	if chosen := v.query("customer"); chosen != "" {
		err = d.choose(tx, chosen, v.query("invoice"))
	} else if d.Query != "" {
		d.Groups, err = d.search(tx)
	}
	return page{Title: v.Words.T("bank.choose"), Place: bank, Body: chooseBody(d)}, err
}

// choose loads the open invoices of a customer. One that is named gets what it can
// take of the entry; without a name the oldest are filled first.
func (d *chooseData) choose(tx *store.Tx, customer, named string) error {
	i, err := id.Parse(customer)
	if err != nil {
		return err
	}
	c, found, err := tx.Customer(i)
	if err != nil {
		return err
	}
	if !found {
		return errNoPage
	}
	d.Customer, d.ID = c.Name, c.ID
	open, err := tx.OpenInvoices(c.ID)
	left := d.Entry.Amount
	for _, i := range open {
		if i.Open.Currency != left.Currency || i.Open.Sign() < 0 {
			continue
		}
		row := shareRow{Invoice: i}
		if share := left.Min(i.Open); share.Sign() > 0 && (named == "" || named == i.ID.String()) {
			row.Share, left = d.Words.Amount(share), left.Sub(share)
		}
		if len(d.Rows) == mostShares && row.Share == "" {
			d.More++
			continue
		}
		d.Rows = append(d.Rows, row)
	}
	return err
}

// search finds the customers, and the invoices, that a person's words may mean.
func (d *chooseData) search(tx *store.Tx) ([]ui.ResultGroup, error) {
	found, err := d.find(tx, d.Query)
	if err != nil {
		return nil, err
	}
	here := d.to("bank", "entries", d.Entry.ID.String(), "choose")
	at := func(customer, invoice id.ID) string {
		q := url.Values{"customer": {customer.String()}}
		if invoice != 0 {
			q.Set("invoice", invoice.String())
		}
		return here + "?" + q.Encode()
	}
	return found.groups(d.visit, func(c id.ID) string { return at(c, 0) }, func(i *invoice.Invoice) string { return at(i.Customer, i.ID) }), nil
}

func (d chooseData) back() string {
	return d.to("bank", "confirm") + "?at=" + d.Entry.ID.String()
}

func (d chooseData) shareTable() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("bank.open_invoices"), Columns: []ui.Column{
		{Label: w.T("bank.invoice"), Name: true}, {Label: w.T("bank.due"), Kind: ui.ColumnTight, From: ui.ScreenTablet},
		{Label: w.T("bank.left_open"), Kind: ui.ColumnAmount}, {Label: w.T("bank.share"), Kind: ui.ColumnAmount},
	}}
	for n := range d.Rows {
		r := &d.Rows[n]
		t.Rows = append(t.Rows, ui.Row{Label: r.Number, Cells: []templ.Component{
			ui.InvoiceLink(r.Number, d.toInvoice(r.ID)), ui.DayFrom(w, r.DueOn, d.Today), ui.Money(w, r.Open), shareField(d, r),
		}})
	}
	return t
}
