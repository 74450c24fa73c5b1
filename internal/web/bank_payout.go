package web

import (
	"github.com/a-h/templ"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// entryOnline is what a bank line has to do with payments online: it brings some from the
// provider, it may, or it is one that the provider has.
type entryOnline struct {
	Payouts []store.Payout   // that it brings
	Brought []store.Checkout // the payments in them
	May     []store.Checkout // payments that it may bring
	Likely  map[id.ID]bool   // of May
	Is      *store.Checkout  // that it is
	PaidOut *store.Payout    // by which that one came to the bank; nil while it has not
}

func loadEntryOnline(tx *store.Tx, e *store.Entry) (o entryOnline, err error) {
	if e.State == store.EntryInternal {
		if o.Payouts, err = tx.PayoutsOf(e.ID); err == nil && len(o.Payouts) > 0 {
			o.Brought, err = tx.CheckoutsOf(e.ID)
		}
		return o, err
	}
	if o.May, o.Likely, err = settle.UnderWay(tx, e); err != nil {
		return o, err
	}
	is, found, err := tx.CheckoutOfEntry(e.ID)
	if err != nil || !found {
		return o, err
	}
	o.Is = &is
	paidOut, err := tx.PayoutOfCheckout(&is)
	if paidOut != nil && paidOut.Entry != 0 {
		o.PaidOut = paidOut
	}
	return o, err
}

// onlineFacts are what the page says of a payment that a provider has.
func (d entryData) onlineFacts() (facts []ui.Fact) {
	o, w := &d.Online, d.Words
	if o.Is == nil {
		return nil
	}
	arrives := ui.Words(w.T("checkout.not_arrived"))
	if o.PaidOut != nil {
		arrives = ui.Link(w.T("checkout.arrived"), d.to("bank", "entries", o.PaidOut.Entry.String()))
	}
	facts = append(facts, ui.Fact{Label: w.T("checkout.on_bank"), Value: arrives})
	if o.Is.Way != "" {
		facts = append(facts, ui.Fact{Label: w.T("checkout.way"), Value: ui.Words(o.Is.Way)})
	}
	return facts
}

// textTitle says whose words the text of the entry is: of what was paid online they are ours.
func (d entryData) textTitle() string {
	if d.Online.Is != nil {
		return d.Words.T("checkout.for")
	}
	return entryText(d.Words, &d.Entry)
}

// brought are the payments that a bank line brings, with what the provider kept.
func (d entryData) brought() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("checkout.brought"), Columns: []ui.Column{{Label: w.T("checkout.for"), Name: true}, {Label: w.T("checkout.paid_on"), Kind: ui.ColumnTight}, {Label: w.Cap("word.amount"), Kind: ui.ColumnAmount}}}
	for _, c := range d.Online.Brought {
		href := d.to("bank", "entries", c.Entry.String())
		t.Rows = append(t.Rows, ui.Row{ID: "o-" + c.ID.String(), Href: href, Label: c.Description, Cells: []templ.Component{
			ui.Link(c.Description, href), ui.Day(w, date.Of(c.PaidAt.In(d.Company.Location()))), ui.Money(w, c.Amount)}})
	}
	return t
}

// keptWords say what the provider kept of a payout.
func (d entryData) keptWords() string {
	w, p := d.Words, &d.Online.Payouts[0]
	fee := p.Fee(d.Entry.Amount)
	switch {
	case fee.Sign() > 0:
		return w.T("checkout.kept", "Provider", p.Provider.Label(), "Gross", p.Gross, "Fee", fee, "Net", d.Entry.Amount)
	case fee.Sign() < 0:
		return w.T("checkout.more", "Provider", p.Provider.Label(), "Gross", p.Gross, "More", fee.Neg())
	}
	return w.T("checkout.whole", "Provider", p.Provider.Label())
}

// savePayout says which payments a bank line brings.
func savePayout(v *visit) (answer, error) {
	i, err := v.id("entry")
	if err != nil {
		return nil, err
	}
	payments, err := v.ids("payment")
	if err != nil {
		payments = nil // none was chosen, which is said there
	}
	err = settle.PaidOut(v.Request.Context(), v.Store, v.Company.ID, i, payments, v.actor())
	if fault.KindOf(err) == fault.Invalid {
		wrong := v.refusalOf(err)
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.entryPage(tx, wrong) })
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.to("bank", "entries", i.String()), Toast: ui.Toast{Text: v.Words.T("checkout.done")}}, nil
}
