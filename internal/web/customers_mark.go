package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) markRoutes() {
	s.getWork("/customers/labels", askLabels)
	s.post("/customers/labels", putLabel)
	s.getWork("/customers/managers", askManager)
	s.post("/customers/managers", giveManager)
	s.post("/customers/marks", undoMarks)
}

// markData is the question what is to be said of several customers: a label that is put
// on or taken off, or their account manager.
type markData struct {
	*visit
	Customers []store.CustomerRow
	Marks     marks
	Labels    []string // in use
	People    people   // who may be account managers
	Problem   string
}

// loadMarks finds the customers that were selected.
func (v *visit) loadMarks(tx *store.Tx, problem string) (*markData, error) {
	d := &markData{visit: v, Problem: problem}
	chosen, err := v.picked()
	if err != nil {
		return nil, err
	}
	if d.Customers, err = tx.ChosenCustomers(chosen, v.Today); err != nil {
		return nil, err
	}
	if len(d.Customers) == 0 {
		return nil, errNoPage
	}
	d.Marks.Names, err = tx.NamesOf(managersOf(d.Customers))
	return d, err
}

func (d *markData) page(title string, body templ.Component) page {
	return page{Title: title, Place: customers, Status: formStatus(d.Problem), Body: body}
}

func askLabels(v *visit, tx *store.Tx) (answer, error) { return v.askLabels(tx, "") }

func (v *visit) askLabels(tx *store.Tx, problem string) (answer, error) {
	d, err := v.loadMarks(tx, problem)
	if err != nil {
		return nil, err
	}
	d.Labels, err = tx.LabelsInUse(mostSuggested)
	return d.page(d.labelTitle(), labelsBody(d)), err
}

func askManager(v *visit, tx *store.Tx) (answer, error) { return v.askManager(tx, "") }

func (v *visit) askManager(tx *store.Tx, problem string) (answer, error) {
	d, err := v.loadMarks(tx, problem)
	if err != nil {
		return nil, err
	}
	d.People, err = loadPeople(tx)
	return d.page(d.managerTitle(), managersBody(d)), err
}

func (d *markData) labelTitle() string   { return d.Words.N("labels.title", len(d.Customers)) }
func (d *markData) managerTitle() string { return d.Words.N("labels.manager_title", len(d.Customers)) }

// owed is what the customers owe, in a sentence; "" for nothing.
func (d *markData) owed() string {
	var sums sums
	for n := range d.Customers {
		for i := range d.Customers[n].Balances {
			b := &d.Customers[n].Balances[i]
			sums.add(amountOf(b, b.Open))
		}
	}
	if open := sums.words(d.visit); open != "" {
		return d.Words.T("list.hold_owe", "Amount", open)
	}
	return ""
}

// tally is how many of the customers have something.
type tally struct {
	Key, Name string
	N         int
}

// count adds one to what has a key.
func count(all []tally, key, name string) []tally {
	at := slices.IndexFunc(all, func(t tally) bool { return t.Key == key })
	if at < 0 {
		return append(all, tally{key, name, 1})
	}
	all[at].N++
	return all
}

// worn are the labels that the customers have, in order.
func (d *markData) worn() (all []tally) {
	for n := range d.Customers {
		for _, label := range d.Customers[n].Labels {
			all = count(all, customer.LabelKey(label), label)
		}
	}
	slices.SortFunc(all, func(a, b tally) int { return cmp.Compare(a.Key, b.Key) })
	return all
}

// managers says who the account managers are now, and of how many.
func (d *markData) managers() string {
	var all []tally
	for n := range d.Customers {
		address := d.Customers[n].Manager
		all = count(all, address, cmp.Or(d.Marks.name(address), d.Words.T("labels.nobody_yet")))
	}
	slices.SortFunc(all, func(a, b tally) int { return b.N - a.N })
	const most = 5
	var words []string
	for _, t := range all[:min(len(all), most)] {
		words = append(words, d.Words.T("labels.manager_of", "Manager", t.Name, "Count", t.N))
	}
	return joinWords(d.owed(), d.Words.T("labels.managers_now", "Managers", strings.Join(words, ", ")))
}

// chosen is the account manager that the form begins with: who it is of all of them, or
// else whoever looks. That nobody is to be is for a person to say.
func (d *markData) chosen() string {
	if manager, _ := d.manager(); d.Problem != "" {
		return manager
	}
	first := d.Customers[0].Manager
	if first == "" || slices.ContainsFunc(d.Customers, func(c store.CustomerRow) bool { return c.Manager != first }) {
		return d.Person.Email
	}
	return first
}

// hidden is what the forms send along: whom they are about, and where to go then.
func (d *markData) hidden(more ...ui.Param) []ui.Param {
	return append(append(named(d.Customers), ui.Param{Name: "back", Value: d.backTo(d.to("customers"))}), more...)
}

func (d *markData) table() ui.TableSpec {
	list := customersData{list: list{path: d.to("customers")}, Rows: store.Paged[store.CustomerRow]{Rows: d.Customers}, Marks: d.Marks}
	t := list.table(d.visit).Showing([]string{"labels", "manager", "open"})
	for n := range t.Columns {
		t.Columns[n].Sort, t.Columns[n].Order = "", ui.Unsorted
	}
	t.Pager = ui.Pager{}
	return t
}

// putLabel puts a label on several customers, or takes it off, and offers to take that
// back.
func putLabel(v *visit) (answer, error) {
	labels, err := customer.Labels(v.form("label"))
	problem := v.Words.T("labels.one")
	if err != nil {
		problem = v.Words.Fault(err)
	}
	off := v.form("off") != ""
	if len(labels) != 1 {
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.askLabels(tx, problem) })
	}
	done, none := "labels.put_done", "labels.put_none"
	if off {
		done, none = "labels.off_done", "labels.off_none"
	}
	return v.mark(collect.Mark{Label: labels[0], Off: off}, v.askLabels, func(n int) string {
		if n == 0 {
			return v.Words.T(none, "Label", labels[0])
		}
		return v.Words.N(done, n, "Label", labels[0])
	})
}

// giveManager names the account manager of several customers, and offers to take that
// back.
func giveManager(v *visit) (answer, error) {
	chosen, typed := v.manager()
	address := strings.ToLower(cmp.Or(typed, chosen))
	var m marks
	if _, err := v.show(func(_ *visit, tx *store.Tx) (_ answer, err error) {
		m.Names, err = tx.NamesOf([]string{address})
		return nil, err
	}); err != nil {
		return nil, err
	}
	return v.mark(collect.Mark{Manager: address}, v.askManager, func(n int) string {
		switch {
		case n == 0:
			return v.Words.T("labels.manager_same")
		case address == "":
			return v.Words.N("labels.manager_none_done", n)
		}
		return v.Words.N("labels.manager_done", n, "Manager", m.name(address))
	})
}

// mark says the same of all customers that were selected. ask asks again where that
// cannot be; said tells how many changed.
func (v *visit) mark(m collect.Mark, ask func(*store.Tx, string) (answer, error), said func(n int) string) (answer, error) {
	chosen, err := v.picked()
	if err != nil {
		return nil, err
	}
	var all []collect.Mark
	for _, i := range chosen {
		m.Customer = i
		all = append(all, m)
	}
	undo, err := v.Desk.Mark(v.Request.Context(), v.Company.ID, all, v.actor(), v.Today)
	if fault.KindOf(err) == fault.Invalid {
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return ask(tx, v.Words.Fault(err)) })
	}
	if err != nil {
		return nil, err
	}
	back := v.backTo(v.to("customers"))
	toast := ui.Toast{Text: said(len(undo))}
	if len(undo) > 0 {
		toast.Undo, toast.Hidden = v.to("customers", "marks"), append(markParams(undo), ui.Param{Name: "back", Value: back})
	}
	return moved{To: back, Toast: toast}, nil
}

// markParams are marks about one label, or about account managers, as a form holds them
// unseen.
func markParams(all []collect.Mark) []ui.Param {
	params := []ui.Param{{Name: "label", Value: all[0].Label}}
	for _, m := range all {
		words := []string{m.Customer.String()}
		if m.Off {
			words = append(words, "off")
		}
		if m.Forget {
			words = append(words, "forget")
		}
		params = append(params, ui.Param{Name: "mark", Value: strings.Join(append(words, m.Manager), " ")})
	}
	return params
}

// markOf reads what markParams wrote of one mark.
func markOf(label, text string) (m collect.Mark, err error) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return m, errNoPage
	}
	m.Label = label
	m.Customer, err = id.Parse(words[0])
	for _, word := range words[1:] {
		switch word {
		case "off":
			m.Off = true
		case "forget":
			m.Forget = true
		default:
			m.Manager = word
		}
	}
	return m, err
}

// undoMarks takes back what was said of several customers just now.
func undoMarks(v *visit) (answer, error) {
	label := v.form("label") // reads the form
	texts := v.Request.PostForm["mark"]
	if len(texts) == 0 || len(texts) > mostPicked {
		return nil, errNoPage
	}
	var all []collect.Mark
	for _, text := range texts {
		m, err := markOf(label, text)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	done, err := v.Desk.Mark(v.Request.Context(), v.Company.ID, all, v.actor(), v.Today)
	return moved{To: v.backTo(v.to("customers")), Toast: ui.Toast{Text: v.Words.N("labels.taken_back", len(done))}}, err
}
