package web

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/locale"
	"acquit/internal/registry"
	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// needed loads what a register says of the customer, and what the claim stands on.
func (d *caseData) needed(tx *store.Tx) (err error) {
	if d.Business, err = report.InRegister(tx, &d.Customer); err != nil {
		return err
	}
	if b := d.Business; b != nil {
		if d.form, err = tx.CodeWords(b.Register, registry.FormCode, b.Form, string(d.Words.Tag.Language())); err != nil {
			return err
		}
		if d.situation, err = tx.CodeWords(b.Register, registry.SituationCode, b.Situation, string(d.Words.Tag.Language())); err != nil {
			return err
		}
	}
	if len(d.Late) > 0 {
		d.Needs, err = report.Needs(tx, &d.Company, &d.Customer, d.Late, d.Stored.Phase, d.Business)
	}
	return err
}

// lacking is how much of what the claim stands on is missing.
func (d *caseData) lacking() (n int) {
	for i := range d.Needs {
		if !d.Needs[i].Met() {
			n++
		}
	}
	return n
}

// lackingNote says that in words.
func (d *caseData) lackingNote() string {
	if n := d.lacking(); n > 0 {
		return d.Words.N("case.n_missing", n)
	}
	return d.Words.T("case.none_missing")
}

func (d *caseData) needTable() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("case.needs"), Columns: []ui.Column{{Label: w.T("case.need"), Name: true}, {Label: w.T("web.column.state"), Kind: ui.ColumnTight}}}
	for n := range d.Needs {
		need := &d.Needs[n]
		name := w.T("case.need_" + string(need.Code))
		t.Rows = append(t.Rows, ui.Row{ID: "n-" + string(need.Code), Label: name, Href: d.mends(need.Code), Cells: []templ.Component{d.needName(need, name), needTag(w, need)}})
	}
	return t
}

// needName leads to where what is missing is mended.
func (d *caseData) needName(n *report.Need, name string) templ.Component {
	if href := d.mends(n.Code); href != "" && !n.Met() {
		return ui.Link(name, href)
	}
	return ui.Words(name)
}

// mends is the page on which something that a claim needs is mended; "" for none.
func (d *caseData) mends(c report.NeedCode) string {
	of := d.Customer.ID.String()
	switch c {
	case report.OwnAddress:
		if d.Role.MayAdminister() {
			return d.to("settings")
		}
	case report.Address, report.CompanyNumber, report.Registered:
		if d.mayWork() {
			return d.to("customers", of, "edit")
		}
	case report.Reachable:
		return d.toCustomer(d.Customer.ID) + "#contacts"
	case report.Agreed:
		return d.toCustomer(d.Customer.ID) + "#documents"
	case report.NothingDisputed:
		return asked(d.to("disputes"), "customer", of)
	case report.InvoiceCopies, report.DeliveryProofs:
		return asked(d.to("invoices"), "customer", of)
	}
	return ""
}

// needTag says whether it is there, or how much of it.
func needTag(w *locale.Words, n *report.Need) templ.Component {
	switch {
	case n.Met():
		return ui.Tag(ui.ToneGood, ui.IconCheck, w.T("case.there"))
	case n.Of > 1:
		return ui.Tag(ui.ToneWarn, ui.IconAlert, w.T("case.some_there", "Have", w.Int(int64(n.Have)), "Of", w.Int(int64(n.Of))))
	}
	return ui.Tag(ui.ToneWarn, ui.IconAlert, w.T("case.missing"))
}

// registerFacts are what the register says of the customer.
func (d *caseData) registerFacts() []ui.Fact {
	w, b := d.Words, d.Business
	state := ui.Tag(ui.ToneGood, ui.IconCheck, w.T("case.register_active"))
	if !b.Active || b.GoneOn != date.None {
		state = ui.Tag(ui.ToneBad, ui.IconAlert, w.T("case.register_over"))
	}
	facts := []ui.Fact{{Label: w.T("web.field.name"), Value: ui.Words(strings.Join(b.Names(), " / "))}, {Label: w.T("web.field.enterprise_number"), Value: ui.Words(b.Printed())},
		{Label: w.T("web.field.address"), Value: ui.Words(joined(b.Street, joinWords(b.Postcode, b.City)))}, {Label: w.T("web.column.state"), Value: state}}
	add := func(label, value string) {
		if value != "" {
			facts = append(facts, ui.Fact{Label: label, Value: ui.Words(value)})
		}
	}
	add(w.T("case.register_form"), d.form)
	add(w.T("case.register_situation"), d.situation)
	if b.Since != date.None {
		facts = append(facts, ui.Fact{Label: w.T("case.since"), Value: ui.Day(w, b.Since)})
	}
	if differs := d.differs(); differs != "" {
		facts = append(facts, ui.Fact{Label: w.T("case.register_differs"), Value: ui.Tag(ui.ToneWarn, ui.IconAlert, differs)})
	}
	return facts
}

// differs says what the register says otherwise than the book; "" for nothing. Names and towns are
// compared as people read them.
func (d *caseData) differs() string {
	var all []string
	b, c := d.Business, &d.Customer
	called := func(name string) bool { return customer.NameKey(name) == customer.NameKey(c.Name) }
	if !slices.ContainsFunc(b.Names(), called) {
		all = append(all, d.Words.T("web.field.name"))
	}
	if c.Postcode != "" && b.Postcode != "" && c.Postcode != b.Postcode || customer.NameKey(c.Street) != customer.NameKey(b.Street) && c.Street != "" && b.Street != "" {
		all = append(all, d.Words.T("web.field.address"))
	}
	return strings.Join(all, ", ")
}

// registerNote says of which day that is.
func (d *caseData) registerNote() string {
	return d.Words.T("case.register_on", "Register", strings.ToUpper(string(d.Business.Register)), "Day", d.Business.On)
}
