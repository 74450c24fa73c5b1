package web

import (
	"net/url"

	"github.com/a-h/templ"
	"github.com/govalues/decimal"

	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// rateData is how payments found their place in the last periods, the newest first.
type rateData struct {
	*visit
	By    report.Period
	Rates []report.Rate
}

func ratePage(v *visit, tx *store.Tx) (answer, error) {
	d := rateData{visit: v, By: report.ByMonth}
	if v.query("by") == string(report.ByWeek) {
		d.By = report.ByWeek
	}
	var err error
	d.Rates, err = report.Matching(tx, d.By, v.Today)
	return page{Title: v.Words.T("rate.tab"), Place: bank, Body: rateBody(d)}, err
}

// handlingTones are the colours of the ways; what needs more work is warmer.
var handlingTones = map[store.Handling]ui.Tone{store.HandledByItself: ui.ToneGood, store.HandledAsSuggested: ui.TonePromised,
	store.HandledByHand: ui.ToneLate2, store.HandledOnAccount: ui.ToneWarn, store.HandledIgnored: ui.ToneNeutral}

// list is the address of the entries of a period that found their place in one way; those
// that wait have none.
func (d rateData) list(how store.Handling, r *report.Rate) string {
	q := url.Values{"from": {r.From.String()}, "until": {r.To.String()}}
	if how == "" {
		q.Set("state", string(store.EntryAsk))
	} else {
		q.Set("handled", string(how))
	}
	return d.to("bank", "entries") + "?" + q.Encode()
}

// stack is all periods together as a bar, and each as a row of the table.
func (d rateData) stack() ui.StackSpec {
	w, sum := d.Words, report.Sum(d.Rates)
	s := ui.StackSpec{Title: w.T("rate.none", "Day", sum.From), Table: d.table()}
	if sum.All() > 0 {
		s.Title, s.Note = w.T("rate.title", "Share", d.percent(&sum)), w.T("rate.note", "Day", sum.From)
	}
	for _, how := range store.Handlings {
		s.Parts = append(s.Parts, ui.StackPart{Label: w.T("rate." + string(how)), Tone: handlingTones[how], N: sum.By[how], Href: d.list(how, &sum)})
	}
	s.Parts = append(s.Parts, ui.StackPart{Label: w.T("rate.waiting"), Tone: ui.ToneInfo, N: sum.Waiting, Href: d.list("", &sum)})
	return s
}

// trend is how much found its place by itself in each period, the oldest first. A period
// in which no money came in says nothing.
func (d rateData) trend() ui.LineSpec {
	w := d.Words
	s := ui.LineSpec{Measure: w.T("rate.share")}
	var first, last *report.Rate
	for n := d.begun() - 1; n >= 0; n-- {
		r := &d.Rates[n]
		if r.All() == 0 {
			continue
		}
		if first == nil {
			first = r
		}
		last = r
		s.Points = append(s.Points, ui.Point{Label: d.short(r), Long: w.LongDate(r.From), Value: r.Automatic(), Text: d.percent(r)})
	}
	if len(s.Points) > 1 {
		s.Title = w.T("rate.trend", "First", d.percent(first), "Since", first.From, "Last", d.percent(last))
	}
	return s
}

// short is what a period is called under the line.
func (d rateData) short(r *report.Rate) string {
	if d.By == report.ByWeek {
		return d.Words.ShortDayMonth(r.From)
	}
	return d.Words.ShortMonth(r.From.Time().Month())
}

// percent writes the share of what found its place by itself.
func (d rateData) percent(r *report.Rate) string {
	return d.Words.Percent(decimal.MustNew(int64(r.Automatic()), 0))
}

func (d rateData) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("rate.heading"), Columns: []ui.Column{{Label: w.T("rate.period"), Name: true}, {Label: w.T("rate.share"), Kind: ui.ColumnAmount}}}
	for _, how := range store.Handlings {
		t.Columns = append(t.Columns, ui.Column{Label: w.T("rate." + string(how)), Kind: ui.ColumnAmount})
	}
	t.Columns = append(t.Columns, ui.Column{Label: w.T("rate.waiting"), Kind: ui.ColumnAmount})
	for n := range d.begun() {
		r := &d.Rates[n]
		share := "–"
		if r.All() > 0 {
			share = d.percent(r)
		}
		row := ui.Row{Label: r.From.String(), Cells: []templ.Component{ui.Day(w, r.From), ui.Words(share)}}
		for _, how := range store.Handlings {
			row.Cells = append(row.Cells, d.count(r.By[how], d.list(how, r)))
		}
		row.Cells = append(row.Cells, d.count(r.Waiting, d.list("", r)))
		t.Rows = append(t.Rows, row)
	}
	return t
}

// begun is how many periods there are from the first in which money came in.
func (d rateData) begun() int {
	n := len(d.Rates)
	for n > 1 && d.Rates[n-1].All() == 0 {
		n--
	}
	return n
}

// count is a figure that opens its list; there is none of nothing.
func (d rateData) count(n int, href string) templ.Component {
	if n == 0 {
		return ui.Muted("–")
	}
	return ui.Link(d.Words.Int(int64(n)), href)
}

// other is the address of the page with periods of the other length, and its name.
func (d rateData) other() ui.Choice {
	if d.By == report.ByWeek {
		return ui.Choice{Label: d.Words.T("rate.by_month"), Href: d.to("bank", "rate")}
	}
	return ui.Choice{Label: d.Words.T("rate.by_week"), Href: d.to("bank", "rate") + "?by=" + string(report.ByWeek)}
}
