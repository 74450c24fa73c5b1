package web

import (
	"github.com/a-h/templ"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/explain"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/law"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/term"
	"acquit/internal/web/ui"
)

// termData is what the law says of the days of an invoice.
type termData struct {
	Rules term.Rules
	Paid  []date.Date // when a part of it was paid, or it was acknowledged
}

func (d *termData) load(v *visit, tx *store.Tx, c *customer.Customer, i id.ID) error {
	d.Rules = term.For(&v.Company, c)
	paid, err := tx.Acknowledged([]id.ID{i})
	d.Paid = paid[i]
	return err
}

// legal are the facts of the section on the law; none where nothing was looked up.
func (d *invoiceData) legal(v *visit) (all []ui.Fact) {
	if d.Invoice.Kind != invoice.Bill {
		return nil
	}
	for _, fact := range []func(*visit) (ui.Fact, bool){d.legalTerm, d.contesting, d.limitation, d.advance} {
		if f, found := fact(v); found {
			all = append(all, f)
		}
	}
	return all
}

func (d *invoiceData) legalTerm(v *visit) (ui.Fact, bool) {
	w, t := v.Words, d.Term.Rules.Term
	if t == nil {
		return ui.Fact{}, false
	}
	return ui.Fact{Label: w.T("term.fact.due"), Value: said(w, t.Mark, t.Source, ui.Words(explain.TermLimit(w, t)))}, true
}

func (d *invoiceData) contesting(v *visit) (ui.Fact, bool) {
	w, p, until := v.Words, d.Term.Rules.Protest, d.Term.Rules.ContestableUntil(&d.Invoice)
	if until == date.None {
		return ui.Fact{}, false
	}
	return ui.Fact{Label: w.T("term.fact.contest"), Value: said(w, p.Mark, p.Source, ui.Words(explain.Contesting(w, until, v.Today)), explain.ContestingNote(w, p))}, true
}

func (d *invoiceData) limitation(v *visit) (ui.Fact, bool) {
	w, r := v.Words, &d.Term.Rules
	last := r.LapsesOn(&d.Invoice, d.Term.Paid...)
	if last == date.None {
		return ui.Fact{}, false
	}
	var notes []string
	if n := len(d.Term.Paid); n > 0 && last != r.LapsesOn(&d.Invoice) {
		notes = append(notes, w.T("term.limitation.anew", "Day", d.Term.Paid[n-1]))
	}
	if since := r.Interest; since != nil && since.Since(v.Today) > d.Invoice.DueOn.AddDays(1) {
		notes = append(notes, w.T("term.limitation.interest", "Day", since.Since(v.Today)))
	}
	if r.Supplies == law.Unsaid {
		notes = append(notes, w.T("term.limitation.unsaid"))
	}
	until := templ.Join(ui.Words(explain.Lapsing(w, last, v.Today)+" "), v.lapseTag(r, last))
	return ui.Fact{Label: w.T("term.fact.limitation"), Value: said(w, r.Limitation.Mark, r.Limitation.Source, until, append(notes, w.T("term.limitation.instead"))...)}, true
}

// lapseTag is how long something can still be claimed: the colour of trouble once the
// company wants to be told, and a warning from a year before.
func (v *visit) lapseTag(r *term.Rules, last date.Date) templ.Component {
	w := v.Words
	left := w.T("term.limitation.left", "Days", w.N("word.n_days", int(last-v.Today)))
	switch {
	case last < v.Today:
		return ui.Tag(ui.ToneBad, ui.IconOverdue, w.T("term.limitation.over"))
	case r.Warns(last, v.Today):
		return ui.Tag(ui.ToneBad, ui.IconOverdue, left)
	case last < v.Today.AddMonths(12):
		return ui.Tag(ui.ToneWarn, ui.IconAlert, left)
	}
	return ui.Muted(left)
}

func (d *invoiceData) advance(v *visit) (ui.Fact, bool) {
	w := v.Words
	if !d.Invoice.Prepayment {
		return ui.Fact{}, false
	}
	var all []templ.Component
	for _, a := range d.Term.Rules.Advances {
		all = append(all, said(w, a.Mark, a.Source, ui.Words(explain.Advance(w, &a))))
	}
	return ui.Fact{Label: w.T("term.fact.advance"), Value: lines(all)}, len(all) > 0
}

// said is what the law says, with what is to be known of it and where it stands under it,
// line by line.
func said(w *locale.Words, m law.Mark, source string, first templ.Component, notes ...string) templ.Component {
	var under []templ.Component
	for _, n := range append(notes, explain.LawSource(w, m, source)) {
		under = append(under, ui.Words(n))
	}
	return ui.Stacked(first, lines(under))
}

// excess says that an invoice is due later than the law allows; "" when it is not.
func (d *invoiceData) excess(v *visit) string {
	e, beyond := d.Term.Rules.Excess(&d.Invoice)
	if !beyond || d.Invoice.Open.IsZero() {
		return ""
	}
	return explain.Excess(v.Words, &e, d.Invoice.IssuedOn, d.Invoice.DueOn) + " " + explain.LawSource(v.Words, e.Mark, e.Source) + "."
}

// legalTags are the chips that lists show beside the state of an invoice.
func (v *visit) legalTags(i *invoice.Invoice) (all []templ.Component) {
	w := v.Words
	if i.Prepayment {
		all = append(all, ui.Tag(ui.ToneNeutral, ui.IconNote, w.T("term.chip.advance")))
	}
	if i.Open.Sign() <= 0 {
		return all
	}
	if i.AllowedOn != date.None {
		all = append(all, ui.Tag(ui.ToneWarn, ui.IconAlert, w.T("term.chip.beyond")))
	}
	if i.LapsesOn != date.None {
		all = append(all, ui.Tag(ui.ToneBad, ui.IconOverdue, w.T("term.chip.lapses", "Day", w.ShortDate(i.LapsesOn))))
	}
	return all
}

// termTooLong says that a customer's term is longer than the law allows, and what it
// allows; "" for one that is not.
func (v *visit) termTooLong(c *customer.Customer) (title, text string) {
	r, days := term.For(&v.Company, c), v.Company.Policy.TermsDays
	if c.TermsDays != nil {
		days = *c.TermsDays
	}
	if !r.TooLong(days) {
		return "", ""
	}
	w := v.Words
	return w.T("term.too_long", "Days", w.N("word.n_days", days)), explain.TermLimit(w, r.Term) + " " + explain.LawSource(w, r.Term.Mark, r.Term.Source) + "."
}

// termHint is what the law allows, for a form in which a customer's term is entered.
func (v *visit) termHint(c *customer.Customer) string {
	if r := term.For(&v.Company, c); r.Term != nil {
		return explain.TermLimit(v.Words, r.Term)
	}
	return ""
}

// termHint is what the law allows of a due day; "" for instalments, which it does not
// bind so.
func (d *invoiceEdit) termHint(v *visit) string {
	if len(d.Invoice.Parts) > 0 {
		return ""
	}
	return v.termHint(&d.Customer)
}

// supplyOptions are what a company may say that it supplies.
func supplyOptions(w *locale.Words) []ui.Option {
	all := []ui.Option{{Label: w.T("term.supply.unsaid")}}
	for _, s := range law.Supplies() {
		all = append(all, ui.Option{Value: string(s), Label: w.T("term.supply." + string(s))})
	}
	return all
}
