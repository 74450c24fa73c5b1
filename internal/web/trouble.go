package web

import (
	"slices"

	"github.com/a-h/templ"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) troubleRoutes() {
	s.getWork("/customers/{customer}/trouble", troubleForm)
	s.post("/customers/{customer}/trouble", noteTrouble)
	s.post("/customers/{customer}/troubles/{trouble}/end", endTrouble)
	s.post("/customers/{customer}/troubles/{trouble}/lodged", noteLodged)
}

// toTrouble is the form that notes a trouble of a customer.
func (v *visit) toTrouble(of id.ID, t customer.Trouble) string {
	return asked(v.to("customers", of.String(), "trouble"), "trouble", string(t))
}

// troubleData is the form that notes a trouble. Values are as typed.
type troubleData struct {
	*visit
	Customer customer.Customer
	Trouble  customer.Trouble
	refusal
}

func troubleForm(v *visit, tx *store.Tx) (answer, error) { return v.troubleForm(tx, refusal{}) }

func (v *visit) troubleForm(tx *store.Tx, wrong refusal) (answer, error) {
	d := &troubleData{visit: v, Trouble: customer.Trouble(v.query("trouble")), refusal: wrong}
	if !slices.Contains(customer.Troubles(), d.Trouble) {
		d.Trouble = customer.Insolvency
	}
	i, err := v.id("customer")
	if err != nil {
		return nil, err
	}
	d.Customer, err = theCustomer(tx, i)
	return page{Title: v.Words.T("case.note_" + string(d.Trouble)), Place: cases, Status: formStatus(d.Problem), Body: troubleBody(d)}, err
}

// since is the day that stands in the form.
func (d *troubleData) since() string {
	if typed := d.query("since"); typed != "" {
		return typed
	}
	return d.Today.String()
}

func (d *troubleData) procedures() (all []ui.Option) {
	for _, p := range customer.Procedures() {
		all = append(all, ui.Option{Value: string(p), Label: d.Words.T("case.procedure_" + string(p))})
	}
	return all
}

func noteTrouble(v *visit) (answer, error) {
	ref, err := v.ref()
	if err != nil {
		return nil, err
	}
	c := customer.Circumstance{Customer: ref.Customer, Trouble: customer.Trouble(v.form("trouble")), Words: v.form("words"), Procedure: customer.Procedure(v.form("procedure")),
		Court: v.form("court"), Reference: v.form("reference"), Administrator: v.form("administrator"), Mail: v.form("mail")}
	for name, day := range map[string]*date.Date{"since": &c.Since, "until": &c.Until, "lodge_by": &c.LodgeBy} {
		if *day, err = v.day(name); err != nil {
			break
		}
	}
	if err == nil {
		err = v.Desk.NoteTrouble(v.Request.Context(), v.Company.ID, &c, v.actor(), v.Today)
	}
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Conflict {
		wrong := v.refusalOf(err)
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.troubleForm(tx, wrong) })
	}
	return moved{To: v.to("customers", ref.Customer.String(), "case"), Toast: ui.Toast{Text: v.Words.T("case.noted")}}, err
}

func endTrouble(v *visit) (answer, error) {
	i, err := v.id("trouble")
	if err == nil {
		err = v.Desk.EndTrouble(v.Request.Context(), v.Company.ID, i, v.actor(), v.Today)
	}
	return v.troubleDone("case.trouble_over", err)
}

func noteLodged(v *visit) (answer, error) {
	i, err := v.id("trouble")
	if err == nil {
		err = v.Desk.NoteLodged(v.Request.Context(), v.Company.ID, i, v.Today, v.actor(), v.Today)
	}
	return v.troubleDone("case.lodged_noted", err)
}

// troubleDone goes back to the case of the customer.
func (v *visit) troubleDone(said string, err error) (answer, error) {
	if err != nil {
		return nil, err
	}
	of, err := v.id("customer")
	return moved{To: v.to("customers", of.String(), "case"), Toast: ui.Toast{Text: v.Words.T(said)}}, err
}

// has reports whether a trouble of the customer lasts.
func (d *caseData) has(t customer.Trouble) bool {
	return slices.ContainsFunc(d.Troubles, func(c customer.Circumstance) bool { return c.Trouble == t && c.Lasts(d.Today) })
}

// troubleName names a trouble, an insolvency by its kind.
func troubleName(w *locale.Words, c *customer.Circumstance) string {
	if c.Trouble == customer.Insolvency {
		return w.T("case.procedure_" + string(c.Procedure))
	}
	return w.T("case.trouble_" + string(c.Trouble))
}

// troubleText says what a trouble means for the follow-up.
func troubleText(w *locale.Words, c *customer.Circumstance) string {
	text := w.T("case.means_"+string(c.Trouble), "Day", c.Since)
	switch {
	case c.LodgedOn != date.None:
		text = joinWords(text, w.T("case.lodged", "Day", c.LodgedOn))
	case c.LodgeBy != date.None:
		text = joinWords(text, w.T("case.lodge_by", "Day", c.LodgeBy))
	case c.Until != date.None:
		text = joinWords(text, w.T("case.until", "Day", c.Until))
	}
	return text
}

func (d *caseData) troubleTable() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("case.troubles"), Columns: []ui.Column{{Label: w.T("case.trouble"), Name: true}, {Label: w.T("case.since"), Kind: ui.ColumnTight}, {Label: w.T("case.known"), From: ui.ScreenTablet}, {Label: w.T("case.ended"), Kind: ui.ColumnTight}}}
	for n := range d.Troubles {
		c := &d.Troubles[n]
		ended := c.EndedOn
		if ended == date.None && !c.Lasts(d.Today) {
			ended = c.Until
		}
		known := joined(c.Administrator, c.Court, c.Reference, c.Mail)
		t.Rows = append(t.Rows, ui.Row{ID: "t-" + c.ID.String(), Label: troubleName(w, c), Cells: []templ.Component{
			ui.Words(troubleName(w, c)), ui.Day(w, c.Since), ui.Stacked(ui.Words(known), ui.Words(c.Words)), ui.Day(w, ended)}})
	}
	return t
}

// currencyTabs lead from the case in one currency to those in others.
func (d *caseData) currencyTabs() (tabs []ui.TabSpec) {
	for _, c := range d.Currencies {
		tabs = append(tabs, ui.TabSpec{Label: c.String(), Href: d.toCase(d.Customer.ID, c), Current: c == d.Currency})
	}
	return tabs
}

// troubled are the troubles of a customer that last.
func (v *visit) troubled(tx *store.Tx, of id.ID) ([]customer.Circumstance, error) {
	all, err := tx.Troubled([]id.ID{of})
	return slices.DeleteFunc(all, func(c customer.Circumstance) bool { return !c.Lasts(v.Today) }), err
}
