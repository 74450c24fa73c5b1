package web

import (
	"strconv"
	"time"

	"github.com/a-h/templ"
	"github.com/govalues/decimal"

	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) coverageRoutes() {
	s.get("/coverage", coveragePage)
	s.get("/coverage/{code}", coveredPage)
}

// uncovered is the last part of the address of the list of what has no reason.
const uncovered = "none"

// What the page of the coverage shows.
const (
	nightsShown   = 14
	mostUncovered = 200
)

// coverageData is what stands about the overdue items, and what the last nights did.
type coverageData struct {
	*visit
	Coverage store.Coverage
	Nights   []store.Night
}

func coveragePage(v *visit, tx *store.Tx) (answer, error) {
	d := &coverageData{visit: v}
	var err error
	if d.Coverage, err = tx.Coverage(v.Today); err != nil {
		return nil, err
	}
	if d.Nights, err = tx.Nights(nightsShown); err != nil {
		return nil, err
	}
	return page{Title: v.Words.T("coverage.title"), Place: overview, Body: coverageBody(d)}, nil
}

func (d *coverageData) state() string {
	if d.Coverage.Overdue == 0 {
		return d.Words.T("coverage.state_none")
	}
	return d.Words.N("coverage.state", d.Coverage.Overdue)
}

// bar is what is overdue, cut by reason.
func (d *coverageData) bar() ui.StackSpec {
	w, c := d.Words, &d.Coverage
	spec := ui.StackSpec{Title: w.T("coverage.chart", "Share", w.Percent(decimal.MustNew(int64(c.Percent()), 0)))}
	spec.Table = ui.TableSpec{Caption: spec.Title, Columns: []ui.Column{{Label: w.T("why.reason"), Name: true}, {Label: w.T("why.stands"), Kind: ui.ColumnTight},
		{Label: w.Cap("word.open_items"), Kind: ui.ColumnAmount}}}
	add := func(label string, tone ui.Tone, stands templ.Component, items int, href string) {
		spec.Parts = append(spec.Parts, ui.StackPart{Label: label, Tone: tone, N: items, Href: href})
		spec.Table.Rows = append(spec.Table.Rows, ui.Row{Href: href, Cells: []templ.Component{ui.Link(label, href), stands, ui.Words(w.Int(int64(items)))}})
	}
	for _, r := range c.Reasons {
		add(keptReason(w, r.Code), verdictTones[r.Code.Verdict()], verdictTag(w, r.Code.Verdict()), r.Items, d.to("coverage", string(r.Code)))
	}
	if n := c.Without(); n > 0 {
		add(w.T("coverage.without"), ui.ToneBad, ui.Words(""), n, d.to("coverage", uncovered))
	}
	return spec
}

// nights lists what the last nights decided.
func (d *coverageData) nights() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("coverage.nights"), Columns: []ui.Column{{Label: w.T("coverage.night"), Kind: ui.ColumnTight, Name: true},
		{Label: w.T("coverage.decided")}, {Label: w.T("coverage.took"), Kind: ui.ColumnAmount, From: ui.ScreenTablet}}}
	for _, n := range d.Nights {
		took := w.T("coverage.cut_off")
		if !n.FinishedAt.IsZero() {
			took = tookWords(w, n.FinishedAt.Sub(n.StartedAt))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{ui.Link(w.ShortDate(n.On), d.to("why")+"?from="+n.On.String()+"&through="+n.On.String()),
			ui.Words(nightWords(w, &n)), ui.Words(took)}})
	}
	return t
}

// tookWords say how long something took, in whole seconds.
func tookWords(w *locale.Words, d time.Duration) string {
	if d < time.Second {
		return w.T("coverage.seconds", "Seconds", "< 1")
	}
	return w.T("coverage.seconds", "Seconds", strconv.Itoa(int(d.Round(time.Second).Seconds())))
}

// nightWords are what a night decided, in numbers.
func nightWords(w *locale.Words, n *store.Night) string {
	var counts []string
	for _, verdict := range verdictsShown {
		if n.Counts[verdict] > 0 {
			counts = append(counts, w.N("web.night."+verdict, n.Counts[verdict]))
		}
	}
	if missed := n.Counts[collect.Uncovered]; missed > 0 {
		counts = append(counts, w.N("coverage.without_title", missed))
	}
	return w.List(counts...)
}

// coveredList is what is overdue for one reason.
type coveredList struct {
	*visit
	Code dunning.Code // "" for what has none
	Rows store.Paged[store.CoveredItem]
	list list
}

func coveredPage(v *visit, tx *store.Tx) (answer, error) {
	d := &coveredList{visit: v, Code: dunning.Code(v.Request.PathValue("code")), list: v.list()}
	var err error
	switch {
	case d.Code == uncovered:
		d.Code = ""
		d.Rows.Rows, err = tx.UncoveredItems(v.Today, mostUncovered)
	case !v.Words.Has("why.code." + string(d.Code)):
		return nil, errNoPage
	default:
		d.Rows, err = tx.CoveredItems(d.Code, v.Today, v.cursor(), rowsOnPage)
	}
	if err == nil {
		err = learnOf(v, tx, d.Rows.Rows, func(i *store.CoveredItem) id.ID { return i.Scenario })
	}
	return page{Title: d.title(), Place: overview, Body: coveredBody(d)}, err
}

func (d *coveredList) title() string {
	if d.Code == "" {
		return d.Words.T("coverage.without")
	}
	return keptReason(d.Words, d.Code)
}

func (d *coveredList) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: d.title(), Empty: coveredNone(d), Pager: d.list.pager(d.Rows.Previous, d.Rows.Next, ""), Columns: []ui.Column{
		{Label: w.Cap("word.customer"), Name: true}, {Label: w.Cap("word.invoice"), Kind: ui.ColumnTight}, {Label: w.Cap("word.due_date"), Kind: ui.ColumnTight},
		{Label: w.T("why.open"), Kind: ui.ColumnAmount}, {Label: w.T("coverage.next_step"), From: ui.ScreenTablet}}}
	for n := range d.Rows.Rows {
		i := &d.Rows.Rows[n]
		number := i.Number
		if i.Part > 0 {
			number += "/" + strconv.Itoa(i.Part)
		}
		href := d.toWhy(i.Customer, d.Today)
		t.Rows = append(t.Rows, ui.Row{ID: "i-" + i.Invoice.String() + "-" + strconv.Itoa(i.Part), Href: href, Label: i.Name + " " + number, Cells: []templ.Component{
			ui.CustomerLink(i.Name, href), ui.InvoiceLink(number, d.toInvoice(i.Invoice)), ui.DayFrom(w, i.DueOn, d.Today), ui.Money(w, i.Open), d.next(i)}})
	}
	return t
}

// next is the item's next step and its day.
func (d *coveredList) next(i *store.CoveredItem) templ.Component {
	switch {
	case i.Step == "":
		return ui.Muted("–")
	case i.StepOn == date.None:
		return ui.Words(d.stepName(i.Scenario, i.Step))
	}
	return ui.Stacked(ui.Words(d.stepName(i.Scenario, i.Step)), ui.Day(d.Words, i.StepOn))
}

// missed is how many overdue items the last night left without a step or a reason.
func missed(nights []store.Night) int {
	if len(nights) == 0 {
		return 0
	}
	return nights[0].Counts[collect.Uncovered]
}
