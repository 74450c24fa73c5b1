package web

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// firstNights is how many nights the preview looks ahead.
const firstNights = 14

// mostOldDebtors is how many customers with old debts the preview looks at.
const mostOldDebtors = 3000

// oldDebtsData is how old debts are taken on, as typed.
type oldDebtsData struct {
	*visit
	Values    map[string]string
	Invoices  int // that are old
	Customers int // who owe them
	refusal
	Looked bool          // the preview stands there
	Entry  company.Entry // that it is of
	Nights []firstNight
	Part   bool // not all customers were looked at
}

// firstNight is what leaves after one night.
type firstNight struct {
	On       date.Date
	Messages int
	By       map[dunning.Tone]int
}

func oldDebtsPage(v *visit, tx *store.Tx) (answer, error) {
	d := &oldDebtsData{visit: v, Values: map[string]string{"before": v.Today.String(), "from": v.Today.AddDays(1).String(), "nightly": "20"}}
	if e := v.Company.Policy.Entry; e != nil {
		d.Values = map[string]string{"before": e.Before.String(), "from": e.From.String(), "by_age": e.ByAge}
		if err := d.count(tx, e.Before); err != nil {
			return nil, err
		}
		d.Values["nightly"] = strconv.Itoa(perNight(d.Customers, e.Days))
		return d.page(), nil
	}
	return d.page(), d.count(tx, v.Today)
}

func (d *oldDebtsData) page() page {
	return page{Title: d.Words.T("scenario.entry.title"), Place: scenarios, Status: formStatus(d.Problem), Body: oldDebtsBody(d)}
}

func (d *oldDebtsData) count(tx *store.Tx, before date.Date) (err error) {
	d.Invoices, d.Customers, err = tx.OldDebts(before)
	return err
}

// perNight is how many of some customers begin each night when they are spread over days.
func perNight(customers, days int) int { return (customers + max(days, 1) - 1) / max(days, 1) }

// saveOldDebts looks at what a way of taking on old debts would send, or stores it.
func saveOldDebts(v *visit) (answer, error) {
	if v.form("do") == "off" {
		return v.oldDebtsSaved(v.Desk.SetEntry(v.Request.Context(), v.Company.ID, nil))
	}
	d := &oldDebtsData{visit: v, Values: map[string]string{}}
	for _, name := range []string{"before", "from", "nightly", "by_age"} {
		d.Values[name] = v.form(name)
	}
	err := v.Store.View(v.Request.Context(), v.Company.ID, d.read)
	if err == nil && v.form("do") == "save" {
		return v.oldDebtsSaved(v.Desk.SetEntry(v.Request.Context(), v.Company.ID, &d.Entry))
	}
	if err == nil {
		err = d.foresee()
	}
	if fault.KindOf(err) == fault.Invalid {
		d.refusal = v.refusalOf(err)
		return d.page(), nil
	}
	return d.page(), err
}

func (v *visit) oldDebtsSaved(err error) (answer, error) {
	return moved{To: v.to("scenarios"), Toast: ui.Toast{Text: v.Words.T("web.saved")}}, err
}

// read turns the typed values into an entry. Over how many days customers are spread follows from
// how many begin a night.
func (d *oldDebtsData) read(tx *store.Tx) (err error) {
	for name, to := range map[string]*date.Date{"before": &d.Entry.Before, "from": &d.Entry.From} {
		if *to, err = d.day(name); err != nil {
			return fault.At(0, name, "%q is not a day written as YYYY-MM-DD", d.Values[name])
		}
	}
	nightly, err := strconv.Atoi(cmp.Or(d.Values["nightly"], "0"))
	if err != nil || nightly < 0 {
		return fault.At(0, "nightly", "%q is not a whole number from 0", d.Values["nightly"])
	}
	if err := d.count(tx, d.Entry.Before); err != nil {
		return err
	}
	if d.Entry.ByAge = d.Values["by_age"]; nightly > 0 {
		d.Entry.Days = perNight(d.Customers, nightly)
	}
	return collect.CheckEntry(&d.Entry)
}

// foresee looks at what the first nights would send to customers with old debts.
func (d *oldDebtsData) foresee() error {
	var customers []id.ID
	err := d.Store.View(d.Request.Context(), d.Company.ID, func(tx *store.Tx) (err error) {
		customers, err = tx.OldDebtors(d.Entry.Before, mostOldDebtors)
		return err
	})
	if err != nil {
		return err
	}
	d.Looked, d.Part = true, len(customers) < d.Customers
	if len(customers) == 0 {
		return nil
	}
	start := max(d.Today, d.Entry.From.AddDays(-1))
	nights := map[date.Date]*firstNight{}
	asked := collect.Asked{Today: start, Days: firstNights, Customers: customers, Entry: &d.Entry}
	err = d.Desk.Simulate(d.Request.Context(), d.Company.ID, asked, func(p collect.Planned) {
		n := nights[p.On]
		if n == nil {
			n = &firstNight{On: p.On, By: map[dunning.Tone]int{}}
			nights[p.On] = n
		}
		n.Messages++
		n.By[p.Assessment.Step.Tone]++
	})
	for _, n := range nights {
		d.Nights = append(d.Nights, *n)
	}
	slices.SortFunc(d.Nights, func(a, b firstNight) int { return cmp.Compare(a.On, b.On) })
	return err
}

func (d *oldDebtsData) state() string {
	w := d.Words
	return w.T("scenario.entry.state", "Invoices", w.N("word.n_invoices", d.Invoices), "Customers", w.N("word.n_customers", d.Customers))
}

// ages are how an old debt comes onto the ladder.
func (d *oldDebtsData) ages() []ui.Option {
	all := []ui.Option{{Label: d.Words.T("scenario.entry.gently")}}
	for _, t := range dunning.Tones()[1:] {
		all = append(all, ui.Option{Value: string(t), Label: d.Words.T("scenario.entry.by_age", "Tone", explain.Tone(d.Words, t))})
	}
	return all
}

func (d *oldDebtsData) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("scenario.entry.nights"), Columns: []ui.Column{
		{Label: w.T("scenario.entry.night"), Name: true}, {Label: w.T("scenario.entry.tones")}, {Label: w.T("scenario.entry.messages"), Kind: ui.ColumnAmount}}}
	for _, n := range d.Nights {
		var tones []string
		for _, tone := range dunning.Tones() {
			if n.By[tone] > 0 {
				tones = append(tones, w.T("scenario.entry.of_tone", "N", n.By[tone], "Tone", explain.Tone(w, tone)))
			}
		}
		t.Rows = append(t.Rows, ui.Row{Label: w.ShortDate(n.On), Cells: []templ.Component{ui.Words(w.FullDate(n.On)), ui.Words(w.List(tones...)), ui.Words(w.Int(int64(n.Messages)))}})
	}
	return t
}

// field is one of the form's plain fields.
func (d *oldDebtsData) field(name string, f ui.FieldSpec) ui.FieldSpec {
	f.Name, f.Label, f.Hint, f.Value, f.Error = name, d.Words.T("scenario.entry."+name), d.Words.T("scenario.entry."+name+"_hint"), d.Values[name], d.Fields[name]
	f.Short, f.Autocomplete, f.Required = true, "off", true
	return f
}
