package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) planRoutes() {
	s.get("/scenarios/plan", planPage)
	s.get("/scenarios/replay", replayPage)
}

const (
	mostForeseen    = 1000 // customers; of a larger book one in so many is looked at, and the page says so
	mostDifferences = 50
	comingOnPage    = 50
)

// planData is what comes in the next days.
type planData struct {
	*visit
	list      list
	days      int
	every     int // one customer in so many was looked at
	open      int // customers with something open
	plan      report.Plan
	cash      []report.Cash
	steps     map[string]string // names by keys
	versions  []planVersion
	compared  *planVersion
	Compare   *report.Comparison
	day       date.Date // the list shows this one alone; None: all
	skip      int
	shown     []report.Coming
	filtered  bool
	everybody bool
}

// planVersion is a version that may be compared with what is followed.
type planVersion struct {
	Scenario dunning.Scenario
	Label    string
}

func planPage(v *visit, tx *store.Tx) (answer, error) {
	d := &planData{visit: v, list: v.list("days", "step", "channel", "q", "compare", "all", "day", "from"), days: 30, steps: map[string]string{}}
	if d.list.get("days") == "90" {
		d.days = 90
	}
	d.everybody = d.list.get("all") != ""
	d.skip, _ = strconv.Atoi(d.list.get("from"))
	var err error
	if d.day, err = v.day("day"); err != nil {
		return nil, err
	}
	if d.versions, err = planVersions(v, tx); err != nil {
		return nil, err
	}
	if n := slices.IndexFunc(d.versions, func(p planVersion) bool { return p.Scenario.ID.String() == d.list.get("compare") }); n >= 0 {
		d.compared = &d.versions[n]
	}
	var customers []id.ID
	if customers, d.every, d.open, err = sampled(tx.OpenCustomers, mostForeseen); err != nil {
		return nil, err
	}
	if err := d.foresee(tx, customers); err != nil {
		return nil, err
	}
	if d.cash, err = report.ExpectedCash(tx, customers, v.Today, d.days); err != nil {
		return nil, err
	}
	d.show()
	return page{Title: v.Words.T("plan.title"), Place: scenarios, Body: planBody(d)}, nil
}

// planVersions are the current versions and drafts of all scenarios.
func planVersions(v *visit, tx *store.Tx) ([]planVersion, error) {
	plans, err := tx.Plans()
	if err != nil {
		return nil, err
	}
	var wanted []id.ID
	label := map[id.ID]string{}
	for _, p := range plans {
		if p.Current != 0 {
			wanted, label[p.Current] = append(wanted, p.Current), v.Words.T("plan.version", "Scenario", p.Name, "Version", p.Version)
		}
		if p.Draft != 0 {
			wanted, label[p.Draft] = append(wanted, p.Draft), v.Words.T("plan.draft", "Scenario", p.Name)
		}
	}
	found, err := tx.ScenariosByID(wanted)
	all := make([]planVersion, 0, len(found))
	for _, s := range found {
		if s.Check() == nil { // a draft may not be whole yet
			all = append(all, planVersion{s, label[s.ID]})
		}
	}
	slices.SortFunc(all, func(a, b planVersion) int {
		return slices.Index(wanted, a.Scenario.ID) - slices.Index(wanted, b.Scenario.ID)
	})
	return all, err
}

// sampled are the customers of a list that are looked at: all, or of a large book one in so
// many, spread evenly, the same at each request. all is how many there are.
func sampled(list func(after id.ID, limit int) ([]id.ID, error), most int) (some []id.ID, every, all int, err error) {
	some = []id.ID{}
	var found []id.ID
	for after := id.ID(0); ; after = found[len(found)-1] {
		next, err := list(after, 10*most)
		if err != nil {
			return nil, 1, 0, err
		}
		if len(next) == 0 {
			break
		}
		found = append(found, next...)
	}
	every = max(1, (len(found)+most-1)/most)
	for n := 0; n < len(found); n += every {
		some = append(some, found[n])
	}
	return some, every, len(found), nil
}

func (d *planData) foresee(tx *store.Tx, customers []id.ID) error {
	asked := collect.Asked{Today: d.Today, Days: d.days, Customers: customers}
	coming := func(p collect.Planned) report.Coming {
		c := report.ComingOf(p.On, p.Customer, p.Name, &p.Assessment)
		d.steps[c.Step] = explain.StepName(d.Words, &p.Assessment.Step)
		return c
	}
	if d.compared == nil {
		return d.Desk.Foresee(tx, asked, func(p collect.Planned) { d.take(coming(p)) })
	}
	d.Compare = report.Compare(mostDifferences)
	err := d.Desk.Compare(tx, asked, collect.Trial{Scenario: &d.compared.Scenario, Everybody: d.everybody}, func(other bool, p collect.Planned) {
		c := coming(p)
		if d.Compare.Add(other, c); !other {
			d.take(c)
		}
	})
	d.Compare.End()
	return err
}

// take counts a message that the filters let through.
func (d *planData) take(c report.Coming) {
	l := d.list
	if l.get("step") != "" && c.Step != l.get("step") || l.get("channel") != "" && string(c.Channel) != l.get("channel") {
		return
	}
	if q := l.get("q"); q != "" && !strings.Contains(strings.ToLower(c.Name), strings.ToLower(q)) {
		return
	}
	d.plan.Add(c)
}

// show chooses the part of the list that the page shows.
func (d *planData) show() {
	d.plan.Sort()
	d.shown = d.plan.All
	if d.day != date.None {
		d.shown = slices.DeleteFunc(slices.Clone(d.shown), func(c report.Coming) bool { return c.On != d.day })
	}
	d.filtered = d.list.get("step")+d.list.get("channel")+d.list.get("q") != ""
}

// end is the last day that is looked at.
func (d *planData) end() date.Date { return d.Today.AddDays(d.days) }

// n is a count of the customers who were looked at, as it is among all.
func (d *planData) n(count int) int { return count * d.every }

// sum is an amount of the customers who were looked at, as it is among all.
func (d *planData) sum(a money.Amount) money.Amount {
	return money.Of(a.Minor*int64(d.every), a.Currency)
}

// state is the page in one line.
func (d *planData) state() string {
	return d.Words.N("plan.state", d.n(d.plan.Messages), "Customers", d.Words.N("word.n_customers", d.n(d.plan.Customers)), "Day", d.end())
}

func (d *planData) bar() ui.FilterSpec {
	w, l := d.Words, d.list
	bar := ui.FilterSpec{Action: l.path, Search: w.T("plan.search"), Query: l.get("q"), Keep: l.keep("q", "from"), Menus: []ui.FilterMenu{
		{Label: w.N("plan.next_days", d.days), Options: []ui.Choice{l.choice("days", "", w.N("plan.next_days", 30)), l.choice("days", "90", w.N("plan.next_days", 90))}},
		{Label: w.Cap("plan.step")}, {Label: w.Cap("plan.channel")}, {Label: w.T("plan.compare")},
	}}
	for _, key := range sortedKeys(d.steps) {
		bar.Menus[1].Options = append(bar.Menus[1].Options, l.choice("step", key, d.steps[key]))
	}
	for _, c := range message.Channels() {
		bar.Menus[2].Options = append(bar.Menus[2].Options, l.choice("channel", string(c), explain.Channel(w, c)))
	}
	for _, p := range d.versions {
		bar.Menus[3].Options = append(bar.Menus[3].Options, l.choice("compare", p.Scenario.ID.String(), p.Label))
	}
	bar.Chips = d.chips()
	if len(bar.Chips) > 1 {
		bar.ClearTo = l.path
	}
	return bar
}

func (d *planData) chips() (all []ui.Chip) {
	w, l := d.Words, d.list
	add := func(name, label string) {
		all = append(all, ui.Chip{Label: label, Remove: l.with(name, "", "from", "")})
	}
	if step := l.get("step"); step != "" {
		add("step", cmp.Or(d.steps[step], step))
	}
	if c := message.Channel(l.get("channel")); slices.Contains(message.Channels(), c) {
		add("channel", explain.Channel(w, c))
	}
	if q := l.get("q"); q != "" {
		add("q", w.T("web.filter.words", "Words", q))
	}
	if d.day != date.None {
		add("day", w.LongDate(d.day))
	}
	if d.compared != nil {
		all = append(all, ui.Chip{Label: w.T("plan.against", "Version", d.compared.Label), Remove: l.with("compare", "", "all", "")})
	}
	return all
}

// sortedKeys are the keys of a map of names, by name.
func sortedKeys(names map[string]string) []string {
	keys := make([]string, 0, len(names))
	for k := range names {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(names[a], names[b]), cmp.Compare(a, b)) })
	return keys
}

func (d *planData) figures() []ui.Figure {
	w := d.Words
	count := func(n int) ui.Figure { return ui.Figure{Value: ui.Words(w.Int(int64(d.n(n))))} }
	all := []ui.Figure{count(d.plan.Messages), count(d.plan.Customers), count(d.plan.Approvals), count(d.plan.Calls()), count(d.plan.Post())}
	for n, label := range []string{"plan.messages", "plan.customers", "plan.approvals", "plan.calls", "plan.post"} {
		all[n].Label = w.T(label)
	}
	return all
}

// weeks is the work by week.
func (d *planData) weeks() ui.TableSpec {
	w := d.Words
	spec := ui.TableSpec{Caption: w.T("plan.by_week"), Columns: []ui.Column{
		{Label: w.T("plan.week"), Name: true, Kind: ui.ColumnTight}, {Label: w.T("plan.messages"), Kind: ui.ColumnAmount}, {Label: w.T("plan.approvals"), Kind: ui.ColumnAmount},
		{Label: w.T("plan.calls"), Kind: ui.ColumnAmount}, {Label: w.T("plan.post"), Kind: ui.ColumnAmount}}}
	mondays, loads := d.plan.Weeks(d.Today.AddDays(1), d.end())
	for n, m := range mondays {
		l := &loads[n]
		spec.Rows = append(spec.Rows, ui.Row{ID: "week-" + m.String(), Cells: cells(ui.Words(d.weekLabel(m)), ui.Words(d.count(l.Messages)), ui.Words(d.count(l.Approvals)),
			ui.Words(d.count(l.Calls())), ui.Words(d.count(l.Post())))})
	}
	return spec
}

// count writes a count of all customers.
func (d *planData) count(n int) string { return d.Words.Int(int64(d.n(n))) }

// weekLabel names a week by its first and last day.
func (d *planData) weekLabel(m date.Date) string {
	return d.Words.T("plan.from_to", "From", d.Words.ShortDayMonth(m), "To", d.Words.ShortDayMonth(m.AddDays(6)))
}

// cashChart shows what is expected in one currency.
func (d *planData) cashChart(c *report.Cash) ui.ColumnsSpec {
	w := d.Words
	spec := ui.ColumnsSpec{ID: "cash-" + strings.ToLower(c.Currency.String()), Measure: w.T("plan.expected"),
		Title: w.T("plan.cash_title", "Amount", d.sum(c.Total()), "Day", c.Weeks[len(c.Weeks)-1].Monday.AddDays(6))}
	for _, week := range c.Weeks {
		spec.Bars = append(spec.Bars, ui.Bar{Label: w.ShortDayMonth(week.Monday), Long: d.weekLabel(week.Monday), Amount: d.sum(week.Amount)})
	}
	return spec
}

// coming is the list of messages.
func (d *planData) coming() ui.TableSpec {
	w := d.Words
	spec := ui.TableSpec{Caption: w.T("plan.list"), Columns: []ui.Column{
		{Label: w.T("plan.day"), Kind: ui.ColumnTight}, {Label: w.Cap("word.customer"), Name: true}, {Label: w.Cap("plan.step")},
		{Label: w.Cap("plan.channel"), Kind: ui.ColumnTight, From: ui.ScreenTablet}, {Label: w.T("plan.items"), Kind: ui.ColumnAmount, From: ui.ScreenDesktop},
		{Label: w.T("plan.asked"), Kind: ui.ColumnAmount}}}
	from := min(max(d.skip, 0), len(d.shown))
	to := min(from+comingOnPage, len(d.shown))
	for n := range d.shown[from:to] {
		spec.Rows = append(spec.Rows, d.comingRow(from+n, &d.shown[from+n]))
	}
	if len(d.shown) > comingOnPage {
		spec.Pager = ui.Pager{Shown: w.T("plan.shown", "From", from+1, "To", to, "All", len(d.shown))}
		if from > 0 {
			spec.Pager.Previous = d.list.with("from", offset(max(from-comingOnPage, 0)))
		}
		if to < len(d.shown) {
			spec.Pager.Next = d.list.with("from", offset(to))
		}
	}
	spec.Empty = ui.EmptyState(ui.EmptySpec{Icon: ui.IconToday, Title: w.T("plan.empty"), Text: w.T("plan.empty_text")})
	return spec
}

// offset writes where a page of the list begins; the first needs no word.
func offset(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (d *planData) comingRow(n int, c *report.Coming) ui.Row {
	w, href := d.Words, d.toCustomer(c.Customer)
	return ui.Row{ID: "coming-" + strconv.Itoa(n), Href: href, Label: c.Name, Cells: cells(ui.Day(w, c.On), ui.CustomerLink(c.Name, href), d.spoken(c),
		ui.Words(explain.Channel(w, c.Channel)), ui.Words(w.Int(int64(c.Items))), ui.Money(w, c.Asked))}
}

// workload is what the two sides of a comparison come to.
func (d *planData) workload() ui.TableSpec {
	w, c := d.Words, d.Compare
	spec := ui.TableSpec{Caption: w.T("plan.compare"), Columns: []ui.Column{{Label: w.T("plan.measure"), Name: true},
		{Label: w.T("plan.as_now"), Kind: ui.ColumnAmount}, {Label: d.compared.Label, Kind: ui.ColumnAmount}, {Label: w.T("plan.more"), Kind: ui.ColumnAmount}}}
	row := func(id, label string, one, other int) {
		spec.Rows = append(spec.Rows, ui.Row{ID: "measure-" + id, Cells: cells(ui.Words(label), ui.Words(d.count(one)), ui.Words(d.count(other)), ui.Words(signed(w, d.n(other-one))))})
	}
	row("messages", w.T("plan.messages"), c.One.Messages, c.Other.Messages)
	row("customers", w.T("plan.customers"), c.One.Customers, c.Other.Customers)
	row("approvals", w.T("plan.approvals"), c.One.Approvals, c.Other.Approvals)
	row("calls", w.T("plan.calls"), c.One.Calls(), c.Other.Calls())
	row("post", w.T("plan.post"), c.One.Post(), c.Other.Post())
	for n, key := range sortedKeys(d.steps) {
		row("step-"+strconv.Itoa(n), d.steps[key], c.One.Steps[key], c.Other.Steps[key])
	}
	return spec
}

// signed writes a difference with its sign.
func signed(w *locale.Words, n int) string {
	if n > 0 {
		return "+" + w.Int(int64(n))
	}
	return w.Int(int64(n))
}

// differences are the customers who would hear something else, with the first message in
// which the two differ.
func (d *planData) differences() ui.TableSpec {
	w := d.Words
	spec := ui.TableSpec{Caption: w.T("plan.differ"), Columns: []ui.Column{{Label: w.Cap("word.customer"), Name: true},
		{Label: w.T("plan.as_now")}, {Label: d.compared.Label}}}
	for n := range d.Compare.First {
		f := &d.Compare.First[n]
		one, other := f.Where()
		href := d.toCustomer(f.Customer)
		spec.Rows = append(spec.Rows, ui.Row{ID: "differs-" + strconv.Itoa(n), Href: href, Label: f.Name,
			Cells: cells(ui.CustomerLink(f.Name, href), d.heard(one, len(f.One)), d.heard(other, len(f.Other)))})
	}
	return spec
}
