package web

import (
	"net/url"

	"github.com/a-h/templ"

	"acquit/internal/date"
	"acquit/internal/money"
	"acquit/internal/web/ui"
)

// claimedIn is what was claimed of the customer in a currency beside the open amounts.
func (d *customerData) claimedIn(c money.Currency) money.Amount {
	sum := money.Of(0, c)
	for n := range d.Claimed {
		if i := &d.Claimed[n]; i.Claimed.Currency == c {
			sum = sum.Add(i.Claimed)
		}
	}
	return sum
}

// claimedTable lists the invoices beside which something was claimed.
func (d *customerData) claimedTable(v *visit) ui.TableSpec {
	w := v.Words
	t := ui.TableSpec{Caption: w.T("claim.claimed"), Columns: []ui.Column{
		{Label: w.Cap("word.invoice"), Name: true}, {Label: w.Cap("word.due_date"), Kind: ui.ColumnTight}, {Label: w.T("web.column.state"), Kind: ui.ColumnTight},
		{Label: w.Cap("word.open_amount"), Kind: ui.ColumnAmount, From: ui.ScreenTablet}, {Label: w.T("claim.claimed_short"), Kind: ui.ColumnAmount},
	}}
	for n := range d.Claimed {
		i := &d.Claimed[n]
		href := v.toClaim(i.ID, date.None)
		t.Rows = append(t.Rows, ui.Row{ID: "c-" + i.ID.String(), Href: href, Label: i.Number, Cells: []templ.Component{
			ui.InvoiceLink(i.Number, href), ui.Day(w, i.DueOn), ui.StatusChip(w, debtStatus(i.Open, i.DueOn, v.Today)), ui.Money(w, i.Open), ui.Money(w, i.Claimed)}})
	}
	return t
}

// claimCurrencies are those in which something may be claimed of the customer: something is
// late, or was claimed.
func (d *customerData) claimCurrencies(v *visit) (all []money.Currency) {
	for n := range d.Balances {
		c := amountOf(&d.Balances[n], 0).Currency
		if late, claimed := d.overdue(v, c), d.claimedIn(c); late.Sign() > 0 || claimed.Sign() > 0 {
			all = append(all, c)
		}
	}
	return all
}

// toClaims is the address of the statement of claim in a currency.
func (d *customerData) toClaims(v *visit, c money.Currency) string {
	return v.to("customers", d.Customer.ID.String(), "claim.pdf") + "?" + url.Values{"currency": {c.String()}}.Encode()
}
