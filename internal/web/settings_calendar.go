package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"acquit/internal/calendar"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) calendarRoutes() {
	s.getOwner("/settings/calendar", calendarPage)
	s.postOwner("/settings/calendar", saveCalendar)
	s.postOwner("/settings/calendar/close", closeCompany)
	s.postOwner("/settings/calendar/open", openCompany)
}

// calendarData are the forms of when messages leave, and of a closing period. Values are
// as typed.
type calendarData struct {
	*visit
	Days    calendar.Weekdays
	Sundays bool
	Values  map[string]string
	refusal // of the days and hours
	Closing refusal
}

func calendarPage(v *visit, _ *store.Tx) (answer, error) { return v.calendar().page(), nil }

// calendar is the page as things stand.
func (v *visit) calendar() *calendarData {
	p := &v.Company.Policy
	return &calendarData{visit: v, Days: p.Window.Days, Sundays: p.Window.Sundays, Values: map[string]string{
		"from": p.Window.From.String(), "until": p.Window.Until.String(), "spread": strconv.Itoa(p.SpreadMinutes), "region": string(p.Region)}}
}

func (d *calendarData) page() page {
	return page{Title: d.Words.T("calendar.tab"), Place: settings, Status: formStatus(cmp.Or(d.Problem, d.Closing.Problem)), Body: calendarBody(d)}
}

func saveCalendar(v *visit) (answer, error) {
	d := v.calendar()
	for name := range d.Values {
		d.Values[name] = v.form(name)
	}
	d.Days, d.Sundays = 0, v.form("sundays") != ""
	for _, day := range sendDays {
		if slices.Contains(v.Request.PostForm["day"], strconv.Itoa(int(day))) {
			d.Days |= calendar.On(day)
		}
	}
	to := v.Company
	err := d.read(&to.Policy)
	return v.savedCalendar(d, &d.refusal, to, err)
}

// savedCalendar stores a company's changed calendar, unless err is why it cannot be.
func (v *visit) savedCalendar(d *calendarData, why *refusal, to company.Company, err error) (answer, error) {
	if err == nil {
		err = v.Desk.EditCompany(v.Request.Context(), to)
	}
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Conflict {
		*why = v.refusalOf(err)
		return d.page(), nil
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.to("settings", "calendar"), Toast: ui.Toast{Text: v.Words.T("web.saved")}}, nil
}

// read turns the typed values into the policy.
func (d *calendarData) read(p *company.Policy) (err error) {
	p.Window.Days, p.Window.Sundays = d.Days, d.Sundays
	p.Region = calendar.Place(d.Values["region"])
	if p.Window.From, err = calendar.ParseClock(d.Values["from"]); err != nil {
		return err
	}
	if p.Window.Until, err = calendar.ParseClock(d.Values["until"]); err != nil {
		return err
	}
	if p.SpreadMinutes, err = strconv.Atoi(d.Values["spread"]); err != nil {
		return fault.New(fault.Invalid, "%s", d.Words.T("web.settings.no_number", "Text", d.Values["spread"]))
	}
	return nil
}

// closeCompany adds a period in which the company writes to nobody.
func closeCompany(v *visit) (answer, error) {
	d, to := v.calendar(), v.Company
	for _, name := range []string{"closed-from", "closed-to", "reason"} {
		d.Values[name] = v.form(name)
	}
	period, err := v.period()
	to.Policy.Closed = append(slices.Clip(to.Policy.Closed), period)
	slices.SortFunc(to.Policy.Closed, func(a, b calendar.Period) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return v.savedCalendar(d, &d.Closing, to, err)
}

// openCompany takes a period back.
func openCompany(v *visit) (answer, error) {
	period, err := v.period()
	d, to := v.calendar(), v.Company
	to.Policy.Closed = slices.DeleteFunc(slices.Clone(to.Policy.Closed), func(p calendar.Period) bool { return p == period })
	return v.savedCalendar(d, &d.Closing, to, err)
}

// period is the closing period that a form speaks of.
func (v *visit) period() (p calendar.Period, err error) {
	p.Reason = v.form("reason")
	for name, to := range map[string]*date.Date{"closed-from": &p.From, "closed-to": &p.To} {
		if *to, err = v.day(name); err != nil {
			return p, fault.At(0, name, "%q is not a day written as YYYY-MM-DD", v.form(name))
		}
	}
	return p, nil
}

// sendDays are the days on which messages may leave; the Sunday has a switch of its own.
var sendDays = [...]time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday}

// regions are the parts of the company's country with holidays of their own, behind the
// country itself.
func (d *calendarData) regions() []ui.Option {
	parts := calendar.Parts(d.Company.Country)
	options := make([]ui.Option, 0, len(parts)+1)
	for _, p := range parts {
		options = append(options, ui.Option{Value: string(p), Label: d.Words.T("calendar.place." + strings.ToLower(strings.ReplaceAll(string(p), "-", "_")))})
	}
	slices.SortFunc(options, func(a, b ui.Option) int { return cmp.Compare(a.Label, b.Label) })
	whole := d.Words.T("calendar.whole", "Country", countryName(d.Words, d.Company.Country))
	return slices.Insert(options, 0, ui.Option{Label: whole})
}

// closings lists the closing periods, the next ones first and behind them what is over.
func (d *calendarData) closings() ui.TableSpec {
	w := d.Words
	spec := ui.TableSpec{Caption: w.T("calendar.closed"), Columns: []ui.Column{
		{Label: w.T("calendar.reason"), Name: true}, {Label: w.T("calendar.days"), Kind: ui.ColumnTight},
		{Label: w.T("web.column.state"), Kind: ui.ColumnTight, From: ui.ScreenTablet}, {Label: w.T("calendar.open"), Kind: ui.ColumnTight}},
		Empty: ui.Muted(w.T("calendar.never_closed"))}
	for n, p := range d.periods() {
		spec.Rows = append(spec.Rows, ui.Row{ID: "closed-" + strconv.Itoa(n), Label: p.Reason, Cells: []templ.Component{
			ui.Words(p.Reason), ui.Words(periodDays(w, p)), closingTag(w, p, d.Today), openButton(d, p)}})
	}
	return spec
}

// periods are the closing periods with those that are over last.
func (d *calendarData) periods() []calendar.Period {
	all := slices.Clone(d.Company.Policy.Closed)
	slices.SortStableFunc(all, func(a, b calendar.Period) int {
		over := func(p calendar.Period) int {
			if p.To < d.Today {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(over(a), over(b)), cmp.Compare(a.From, b.From))
	})
	return all
}

func periodDays(w *locale.Words, p calendar.Period) string {
	if p.From == p.To {
		return w.ShortDate(p.From)
	}
	return w.ShortDate(p.From) + " – " + w.ShortDate(p.To)
}

// closingTag says where a closing period stands today.
func closingTag(w *locale.Words, p calendar.Period, today date.Date) templ.Component {
	switch {
	case p.Has(today):
		return ui.Tag(ui.ToneWarn, ui.IconHold, w.T("calendar.now"))
	case p.To < today:
		return ui.Muted(w.T("calendar.over"))
	}
	return ui.Words(w.T("calendar.coming"))
}
