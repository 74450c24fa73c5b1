package web

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/a-h/templ"

	"acquit/internal/date"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/law"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// mostEnded is how many rates that were ended are shown, the newest first.
const mostEnded = 50

// seriesData is one series: by what interest is reckoned, what is missing, and, where it is
// asked for, the form to enter a rate.
type seriesData struct {
	*visit
	Series  law.Series
	Rates   law.Rates                       // the newest first
	Own     map[date.Date]store.CompanyRate // of the company, by their first day
	Checked map[date.Date]agreedRate        // those of contracts, held against the law
	Ended   []store.CompanyRate
	Missing []law.Half // whole half-years, or what lacks of them
	Form    *rateForm
}

// rateForm is the form of a rate. Values are as typed.
type rateForm struct {
	From, Until, Percent, Mark, Source string

	Replaces store.CompanyRate // the one in whose place it is put; none has no ID
	refusal
}

// seriesPage shows a series. A day in the address asks for the form.
func seriesPage(v *visit, tx *store.Tx, s law.Series) (answer, error) {
	d, err := v.series(tx, s)
	if err != nil {
		return nil, err
	}
	if v.Role.MayAdminister() && (v.query("from") != "" || v.query("replace") != "") {
		if d.Form, err = v.emptyRate(tx, &d); err != nil {
			return nil, err
		}
	}
	return d.page(), nil
}

func (d *seriesData) page() page {
	p := page{Title: d.name(), Place: settings, Body: seriesBody(d)}
	if d.Form != nil {
		p.Status = formStatus(d.Form.Problem)
	}
	return p
}

// name is the series with its country: "Belgium: between businesses".
func (d *seriesData) name() string {
	return d.Words.T("rates.series_of", "Country", countryName(d.Words, d.Series.Country), "Series", seriesName(d.Words, d.Series))
}

func (v *visit) series(tx *store.Tx, s law.Series) (d seriesData, err error) {
	d = seriesData{visit: v, Series: s, Own: map[date.Date]store.CompanyRate{}}
	if !slices.Contains(law.All(), s) {
		return d, errNoPage
	}
	standing, err := tx.StandingRates()
	if err != nil {
		return d, err
	}
	own := store.OwnOf(standing)
	for _, r := range standing {
		if r.Series == s {
			d.Own[r.From] = r
		}
	}
	if d.Checked, err = checkAll(own, s, v.Today); err != nil {
		return d, err
	}
	if d.Rates, err = own.Of(s); err != nil {
		return d, err
	}
	d.Missing = lacking(d.Rates, v.Today)
	slices.Reverse(d.Rates)
	d.Ended, err = tx.EndedRates(s, mostEnded)
	return d, err
}

// checkAll holds the rates of contracts in a series against the law, each on the day of
// its time that is nearest to today.
func checkAll(own law.Own, s law.Series, today date.Date) (map[date.Date]agreedRate, error) {
	all := map[date.Date]agreedRate{}
	for _, r := range own[s] {
		if r.Mark != law.Agreed {
			continue
		}
		checked, err := checkAgreed(own, s, r, min(max(today, r.From), r.Until))
		if err != nil {
			return nil, err
		}
		all[r.From] = checked
	}
	return all, nil
}

// lackingYears is for how long back the page names what is missing: debts of before are
// seldom claimed still.
const lackingYears = 3

// lacking are the half-years, up to the coming one, in which rates are missing, from the
// first day that lacks one on.
func lacking(rates law.Rates, today date.Date) (missing []law.Half) {
	coming := law.HalfOf(today).Next()
	for half := law.HalfOf(today.AddMonths(-12 * lackingYears)); half.From <= coming.From; half = half.Next() {
		if from := rates.Missing(half.From, half.Until); from != date.None {
			missing = append(missing, law.Half{From: from, Until: half.Until})
		}
	}
	return missing
}

// emptyRate is the form for the half-year of a day, or filled in with the rate that is to
// be replaced.
func (v *visit) emptyRate(tx *store.Tx, d *seriesData) (*rateForm, error) {
	if named := v.query("replace"); named != "" {
		was, err := ownRate(tx, named)
		if err != nil {
			return nil, err
		}
		return &rateForm{Replaces: was, From: was.From.String(), Until: ended(was.Until), Percent: typedRate(v.Words, was.Percent), Mark: string(was.Mark), Source: was.Source}, nil
	}
	from, err := v.dayOr("from", v.Today)
	if err != nil {
		return nil, err
	}
	until := law.HalfOf(from).Until
	for _, m := range d.Missing {
		if m.From <= from && from <= m.Until {
			until = m.Until
		}
	}
	return &rateForm{From: from.String(), Until: until.String(), Mark: string(law.Entered)}, nil
}

// ended is the last day of a rate as it is typed; nothing for one without an end.
func ended(until date.Date) string {
	if until == law.NoEnd {
		return ""
	}
	return until.String()
}

// ownRate is the rate of the company that a text names, ended or not.
func ownRate(tx *store.Tx, named string) (r store.CompanyRate, err error) {
	i, err := id.Parse(named)
	if err != nil {
		return r, err
	}
	r, found, err := tx.CompanyRateByID(i)
	if err == nil && !found {
		err = errNoPage
	}
	return r, err
}

// typedRate is a rate as readers type it: "10,50".
func typedRate(w *locale.Words, p law.Percent) string {
	return strings.TrimRightFunc(strings.TrimSuffix(explain.Yearly(w, p), "%"), unicode.IsSpace)
}

// readRate reads a rate as readers type it, with a dot or a comma.
func readRate(typed string) (law.Percent, error) {
	plain := strings.NewReplacer("−", "-", ",", ".").Replace(strings.TrimSpace(strings.TrimSuffix(typed, "%")))
	p, err := law.ParsePercent(plain)
	if err != nil {
		return 0, fault.At(0, "percent", "%q is no rate: it is written as 10.5", typed)
	}
	return p, nil
}

// enterRate keeps the rate of the form.
func enterRate(v *visit) (answer, error) {
	s := seriesOf(v.form("series"))
	f := &rateForm{From: v.form("from"), Until: v.form("until"), Percent: v.form("percent"), Mark: v.form("mark"), Source: v.form("source")}
	r, err := v.typedRate(s, f)
	if err == nil {
		_, err = v.Desk.AddRate(v.Request.Context(), v.Company.ID, r, v.actor(), v.Today)
	}
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Conflict {
		f.refusal = v.refusalOf(err)
		return v.show(func(v *visit, tx *store.Tx) (answer, error) {
			d, err := v.series(tx, s)
			d.Form = f
			return d.page(), err
		})
	}
	if err != nil {
		return nil, err
	}
	said := v.Words.T("rates.saved", "Rate", explain.Yearly(v.Words, r.Percent), "Period", periodName(v.Words, r.From, r.Until))
	return moved{To: v.toRates(s, date.None), Toast: ui.Toast{Text: said}}, nil
}

// typedRate reads the form; the rate that it replaces is looked up for the form to be shown
// again.
func (v *visit) typedRate(s law.Series, f *rateForm) (r store.CompanyRate, err error) {
	if named := v.form("replaces"); named != "" {
		err = v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) (err error) {
			f.Replaces, err = ownRate(tx, named)
			return err
		})
		if err != nil {
			return r, err
		}
	}
	r = store.CompanyRate{Rate: law.Rate{Series: s, Mark: law.Mark(f.Mark), Source: f.Source}, Replaces: f.Replaces.ID}
	if r.From, err = readDay("from", f.From); err != nil {
		return r, err
	}
	if r.Until, err = readDay("until", f.Until); err != nil {
		return r, err
	}
	if r.Until == date.None && r.Mark == law.Agreed {
		r.Until = law.NoEnd
	}
	r.Percent, err = readRate(f.Percent)
	return r, err
}

// readDay reads the day of a field; nothing typed is none.
func readDay(field, typed string) (date.Date, error) {
	if typed == "" {
		return date.None, nil
	}
	on, err := date.Parse(typed)
	if err != nil {
		return on, fault.At(0, field, "%q is not a day written as YYYY-MM-DD", typed)
	}
	return on, nil
}

// formTitle says what the form is for.
func (d *seriesData) formTitle() string {
	if r := &d.Form.Replaces; r.ID != 0 {
		return d.Words.T("rates.form_replace", "Rate", explain.Yearly(d.Words, r.Percent), "Period", periodName(d.Words, r.From, r.Until))
	}
	return d.Words.T("rates.enter")
}

// marks are who may say what a rate is.
func (d *seriesData) marks() []ui.Option {
	w := d.Words
	return []ui.Option{{Value: string(law.Entered), Label: w.T("rates.says_law")}, {Value: string(law.Agreed), Label: w.T("rates.says_contract")}}
}

// state is the rate of the day in a line.
func (d *seriesData) state() string {
	for n := range d.Rates {
		if r := &d.Rates[n]; r.From <= d.Today && d.Today <= r.Until {
			return d.Words.T("rates.state_today", "Rate", explain.Yearly(d.Words, r.Percent), "Until", untilWords(d.Words, r.Until))
		}
	}
	return d.Words.T("rates.state_none")
}

// next is the day from which the button offers to enter a rate: the first that is missing,
// or that of the coming half-year.
func (d *seriesData) next() date.Date {
	if n := len(d.Missing); n > 0 {
		return d.Missing[0].From
	}
	return law.HalfOf(d.Today).Next().From
}

func (d *seriesData) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("rates.history"), Columns: []ui.Column{
		{Label: w.T("rates.period"), Name: true}, {Label: w.T("rates.percent"), Kind: ui.ColumnAmount}, {Label: w.T("rates.source")},
		{Label: w.T("bank.actions"), Kind: ui.ColumnAction},
	}}
	for n := range d.Rates {
		r := &d.Rates[n]
		own := d.Own[r.From]
		t.Rows = append(t.Rows, ui.Row{ID: "from-" + r.From.String(), Cells: []templ.Component{
			d.period(r), d.percent(r, &own), d.source(r, &own), rateActions(d, &own),
		}})
	}
	return t
}

// period names the days of a rate, with the days themselves below.
func (d *seriesData) period(r *law.Rate) templ.Component {
	name := locale.Capital(periodName(d.Words, r.From, r.Until))
	if r.Until == law.NoEnd || name == locale.Capital(d.Words.T("rates.days", "From", r.From, "Until", r.Until)) {
		return ui.Words(name)
	}
	return ui.Stacked(ui.Words(name), ui.Words(d.Words.ShortDate(r.From)+" – "+d.Words.ShortDate(r.Until)))
}

// percent is a rate and, where the company's stands in the place of the law's, that one.
func (d *seriesData) percent(r *law.Rate, own *store.CompanyRate) templ.Component {
	is := ui.Words(explain.Yearly(d.Words, r.Percent))
	of, known := law.RatesOf(d.Series).On(r.From)
	if own.ID == 0 || !known || of.Percent == r.Percent {
		return is
	}
	return ui.Stacked(is, ui.Words(d.Words.T("rates.instead", "Rate", explain.Yearly(d.Words, of.Percent))))
}

// source is where a rate stands, how well it is known, and who entered it.
func (d *seriesData) source(r *law.Rate, own *store.CompanyRate) templ.Component {
	if own.ID == 0 {
		return rateSource(d.Words, r)
	}
	entered := ui.Stacked(rateSource(d.Words, r), ui.Words(d.Words.T("rates.entered_by", "Person", own.By, "Time", d.local(own.At))))
	if checked, agreed := d.Checked[r.From]; agreed && len(checked.Found) > 0 && own.EndedAt.IsZero() {
		return ui.Stacked(entered, lawFindings(d.visit, checked.Found))
	}
	return entered
}

// standing are the company's rates that hold, in the order of the page.
func (d *seriesData) standing() (all []store.CompanyRate) {
	for n := range d.Rates {
		if own, is := d.Own[d.Rates[n].From]; is {
			all = append(all, own)
		}
	}
	return all
}

// ending says what ending a rate of the company does.
func (d *seriesData) ending(own *store.CompanyRate) string {
	w, period := d.Words, periodName(d.Words, own.From, own.Until)
	until := min(own.Until, cmp.Or(law.RatesOf(d.Series).Missing(own.From, own.Until), own.Until))
	if of, known := law.RatesOf(d.Series).On(own.From); known && until == own.Until {
		return w.T("rates.end_law", "Period", period, "Rate", explain.Yearly(w, of.Percent))
	}
	return w.T("rates.end_none", "Period", period)
}

func (d *seriesData) endedTable() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("rates.ended"), Columns: []ui.Column{
		{Label: w.T("rates.period"), Name: true}, {Label: w.T("rates.percent"), Kind: ui.ColumnAmount}, {Label: w.T("rates.source")}, {Label: w.T("rates.ended_column")},
	}}
	for n := range d.Ended {
		r := &d.Ended[n]
		t.Rows = append(t.Rows, ui.Row{ID: "ended-" + r.ID.String(), Cells: []templ.Component{
			d.period(&r.Rate), ui.Words(explain.Yearly(w, r.Percent)), d.source(&r.Rate, r),
			ui.Words(w.T("rates.ended_by", "Person", r.EndedBy, "Time", d.local(r.EndedAt))),
		}})
	}
	return t
}

// endRate takes a rate of the company back.
func endRate(v *visit) (answer, error) {
	var r store.CompanyRate
	err := v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) (err error) {
		r, err = ownRate(tx, v.Request.PathValue("rate"))
		return err
	})
	if err == nil {
		err = v.Desk.EndRate(v.Request.Context(), v.Company.ID, r.ID, v.actor())
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.toRates(r.Series, date.None), Toast: ui.Toast{Text: v.Words.T("rates.ended_done")}}, nil
}
