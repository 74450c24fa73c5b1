package web

import (
	"cmp"
	"slices"
	"strconv"

	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/id"
	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// What the page of a replay shows, and looks at.
const (
	mostReplayed  = 500 // customers; of a larger book one in so many is looked at, and the page says so
	mostRemembers = 50  // customers in the list
)

// replayMonths are the spans that a replay offers, the first as a rule.
var replayMonths = [...]int{12, 6, 3}

// replayData is what a version would have said in the past.
type replayData struct {
	planData
	months int
	from   date.Date
	tried  *planVersion
	done   collect.Replayed
	by     []heardBy // customers, those who would have heard most first
}

// heardBy is what one customer would have heard.
type heardBy struct {
	Customer id.ID
	Name     string
	Messages int
	Last     report.Coming
}

func replayPage(v *visit, tx *store.Tx) (answer, error) {
	d := &replayData{planData: planData{visit: v, list: v.list("with", "all", "months"), steps: map[string]string{}}, months: replayMonths[0]}
	if n, _ := strconv.Atoi(d.list.get("months")); slices.Contains(replayMonths[:], n) {
		d.months = n
	}
	d.from = v.Today.AddMonths(-d.months)
	d.everybody = d.list.get("all") != ""
	var err error
	if d.versions, err = planVersions(v, tx); err != nil || len(d.versions) == 0 {
		return nil, err
	}
	d.tried = &d.versions[max(0, slices.IndexFunc(d.versions, func(p planVersion) bool { return p.Scenario.ID.String() == d.list.get("with") }))]
	var customers []id.ID
	if customers, d.every, d.open, err = sampled(tx.CustomersInvoiced, mostReplayed); err != nil {
		return nil, err
	}
	span := collect.Span{From: d.from, Through: v.Today, Customers: customers, Trial: collect.Trial{Scenario: &d.tried.Scenario, Everybody: d.everybody}}
	if d.done, err = d.Desk.Replay(tx, span, d.remember); err != nil {
		return nil, err
	}
	slices.SortStableFunc(d.by, func(a, b heardBy) int { return cmp.Or(b.Messages-a.Messages, cmp.Compare(a.Name, b.Name)) })
	return page{Title: v.Words.T("replay.title"), Place: scenarios, Body: replayBody(d)}, nil
}

// remember counts a message that would have left.
func (d *replayData) remember(p collect.Planned) {
	c := report.ComingOf(p.On, p.Customer, p.Name, &p.Assessment)
	d.steps[c.Step] = explain.StepName(d.Words, &p.Assessment.Step)
	d.plan.Add(c)
	if n := len(d.by); n == 0 || d.by[n-1].Customer != c.Customer {
		d.by = append(d.by, heardBy{Customer: c.Customer, Name: c.Name})
	}
	last := &d.by[len(d.by)-1]
	if last.Messages++; c.On >= last.Last.On {
		last.Last = c
	}
}

func (d *replayData) state() string {
	return d.Words.N("replay.state", d.n(d.plan.Messages), "Customers", d.Words.N("word.n_customers", d.n(d.plan.Customers)), "Day", d.from)
}

func (d *replayData) bar() ui.FilterSpec {
	w, l := d.Words, d.list
	bar := ui.FilterSpec{Action: l.path, Menus: []ui.FilterMenu{{Label: d.tried.Label}, {Label: w.N("replay.months", d.months)}}}
	for _, p := range d.versions {
		bar.Menus[0].Options = append(bar.Menus[0].Options, l.choice("with", p.Scenario.ID.String(), p.Label))
	}
	for _, n := range replayMonths {
		bar.Menus[1].Options = append(bar.Menus[1].Options, l.choice("months", strconv.Itoa(n), w.N("replay.months", n)))
	}
	return bar
}

// ladder are the steps of the version in its order, the one after a broken promise last.
func (d *replayData) ladder() []dunning.Step {
	all := slices.Clone(d.tried.Scenario.Steps)
	if d.tried.Scenario.Broken != nil {
		all = append(all, *d.tried.Scenario.Broken)
	}
	return all
}

// byMonth are the messages of each month, step by step.
func (d *replayData) byMonth() ui.TableSpec {
	w, ladder := d.Words, d.ladder()
	counts := map[date.Date]map[string]int{}
	for n := range d.plan.All {
		c := &d.plan.All[n]
		month := firstOfMonth(c.On)
		if counts[month] == nil {
			counts[month] = map[string]int{}
		}
		counts[month][c.Step]++
	}
	spec := ui.TableSpec{Caption: w.T("replay.by_month"), Wide: true, Columns: []ui.Column{{Label: w.T("replay.month"), Name: true}}}
	for n := range ladder {
		spec.Columns = append(spec.Columns, ui.Column{Label: explain.StepName(w, &ladder[n]), Kind: ui.ColumnAmount})
	}
	spec.Columns = append(spec.Columns, ui.Column{Label: w.T("plan.messages"), Kind: ui.ColumnAmount})
	for month := firstOfMonth(d.from); month <= d.Today; month = month.EndOfMonth().AddDays(1) {
		row := ui.Row{ID: "month-" + month.String(), Cells: cells(ui.Words(w.MonthYear(month)))}
		total := 0
		for n := range ladder {
			count := counts[month][ladder[n].Key]
			total += count
			row.Cells = append(row.Cells, ui.Words(d.count(count)))
		}
		row.Cells = append(row.Cells, ui.Words(d.count(total)))
		spec.Rows = append(spec.Rows, row)
	}
	return spec
}

// paidBefore says of the debts how far each would have come before it was paid.
func (d *replayData) paidBefore() ui.TableSpec {
	w := d.Words
	spec := ui.TableSpec{Caption: w.T("replay.paid"), Columns: []ui.Column{{Label: w.T("replay.after"), Name: true},
		{Label: w.T("replay.were_paid"), Kind: ui.ColumnAmount}, {Label: w.T("replay.are_open"), Kind: ui.ColumnAmount}}}
	row := func(key, label string) {
		spec.Rows = append(spec.Rows, ui.Row{ID: "paid-" + strconv.Itoa(len(spec.Rows)), Cells: cells(ui.Words(label), ui.Words(d.count(d.done.Paid[key])), ui.Words(d.count(d.done.Open[key])))})
	}
	row("", w.T("replay.before_any"))
	ladder := d.ladder()
	for n := range ladder {
		row(ladder[n].Key, explain.StepName(w, &ladder[n]))
	}
	return spec
}

// listeners are the customers who would have heard most.
func (d *replayData) listeners() ui.TableSpec {
	w := d.Words
	spec := ui.TableSpec{Caption: w.T("replay.customers"), Columns: []ui.Column{{Label: w.Cap("word.customer"), Name: true},
		{Label: w.T("plan.messages"), Kind: ui.ColumnAmount}, {Label: w.T("replay.last")}, {Label: w.T("plan.day"), Kind: ui.ColumnTight, From: ui.ScreenTablet}}}
	for n := range d.by[:min(len(d.by), mostRemembers)] {
		h := &d.by[n]
		href := d.toCustomer(h.Customer)
		spec.Rows = append(spec.Rows, ui.Row{ID: "heard-" + strconv.Itoa(n), Href: href, Label: h.Name,
			Cells: cells(ui.CustomerLink(h.Name, href), ui.Words(w.Int(int64(h.Messages))), d.spoken(&h.Last), ui.Day(w, h.Last.On))})
	}
	spec.Empty = ui.EmptyState(ui.EmptySpec{Icon: ui.IconToday, Title: w.T("replay.empty"), Text: w.T("replay.empty_text")})
	return spec
}
