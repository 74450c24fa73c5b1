package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/explain"
	"acquit/internal/law"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/web/ui"
)

func (s *site) ratesRoutes() {
	s.get("/settings/rates", ratesPage)
	s.postOwner("/settings/rates", enterRate)
	s.postOwner("/settings/rates/{rate}/end", endRate)
}

// ratesData is what is known of the rates of late payment, by country.
type ratesData struct {
	*visit
	Countries []countryRates // the company's own first
	Lacking   []collect.RateWanted
	Coming    law.Half
}

// countryRates are the series of a country; those of others than the company's are folded.
type countryRates struct {
	Country string
	Folded  bool
	Series  []seriesRates
}

// seriesRates is what is known of one series.
type seriesRates struct {
	law.Series
	Rates law.Rates
}

// ratesPage shows all series, or the one that the address names.
func ratesPage(v *visit, tx *store.Tx) (answer, error) {
	if named := v.query("series"); named != "" {
		return seriesPage(v, tx, seriesOf(named))
	}
	d := ratesData{visit: v, Coming: law.HalfOf(v.Today).Next()}
	own, err := tx.CompanyRates()
	if err != nil {
		return nil, err
	}
	if d.Lacking, err = collect.RatesLacking(tx, v.Today); err != nil {
		return nil, err
	}
	if d.Countries, err = byCountry(own, v.Company.Country); err != nil {
		return nil, err
	}
	return page{Title: v.Words.T("rates.title"), Place: settings, Body: ratesBody(&d)}, nil
}

// byCountry are the rates of all countries by which a company reckons.
func byCountry(own law.Own, home string) (all []countryRates, err error) {
	for _, s := range law.All() {
		if n := len(all); n == 0 || all[n-1].Country != s.Country {
			all = append(all, countryRates{Country: s.Country, Folded: s.Country != home})
		}
		rates, err := own.Of(s)
		if err != nil {
			return nil, err
		}
		last := &all[len(all)-1]
		last.Series = append(last.Series, seriesRates{s, rates})
	}
	slices.SortStableFunc(all, func(a, b countryRates) int {
		switch {
		case a.Folded == b.Folded:
			return 0
		case b.Folded:
			return -1
		}
		return 1
	})
	return all, nil
}

func (d *ratesData) table(c *countryRates) ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: countryName(w, c.Country), Columns: []ui.Column{
		{Label: w.T("rates.of"), Name: true}, {Label: w.T("rates.today"), Kind: ui.ColumnAmount},
		{Label: locale.Capital(periodName(w, d.Coming.From, d.Coming.Until)), Kind: ui.ColumnTight, From: ui.ScreenTablet},
		{Label: w.T("rates.source"), From: ui.ScreenDesktop},
	}}
	for n := range c.Series {
		s := &c.Series[n]
		href, name := d.toRates(s.Series, date.None), locale.Capital(seriesName(w, s.Series))
		t.Rows = append(t.Rows, ui.Row{ID: "rates-" + s.Country + "-" + s.Name, Href: href, Label: name, Cells: []templ.Component{
			onPhone(ui.Stacked(ui.Link(name, href), ui.Words(s.String())), d.comingWords(s)), d.today(s), d.coming(s), d.sourceToday(s),
		}})
	}
	return t
}

// closedYears is after how long without a rate nobody waits for another one of a series.
const closedYears = 5

// closed reports whether a series has come to its end, such as that for old contracts.
func (s *seriesRates) closed(today date.Date) bool {
	n := len(s.Rates)
	return n == 0 || s.Rates[n-1].Until < today.AddMonths(-12*closedYears)
}

// today is the rate of the day, and how long it holds.
func (d *ratesData) today(s *seriesRates) templ.Component {
	r, known := s.Rates.On(d.Today)
	if !known && s.closed(d.Today) {
		return ui.Muted("–")
	}
	if !known {
		return ui.Tag(ui.ToneNeutral, ui.IconHelp, d.Words.T("rates.not_known"))
	}
	return ui.Stacked(ui.Words(explain.Yearly(d.Words, r.Percent)), ui.Words(untilWords(d.Words, r.Until)))
}

// coming is the rate with which the coming half-year begins, or the way to enter it.
func (d *ratesData) coming(s *seriesRates) templ.Component {
	from, said := s.Rates.Missing(d.Coming.From, d.Coming.Until), d.comingRate(s)
	if from == date.None || s.closed(d.Today) || !d.Role.MayAdminister() {
		return ui.Words(said)
	}
	return ui.Link(said, d.toRates(s.Series, from))
}

// comingRate says the rate of the coming half-year, as far as it is known.
func (d *ratesData) comingRate(s *seriesRates) string {
	r, _ := s.Rates.On(d.Coming.From)
	switch {
	case s.Rates.Missing(d.Coming.From, d.Coming.Until) == date.None:
		return explain.Yearly(d.Words, r.Percent)
	case s.closed(d.Today):
		return "–"
	}
	return d.Words.T("rates.not_yet")
}

// comingWords is comingRate with its half-year, for screens without room for the column.
func (d *ratesData) comingWords(s *seriesRates) string {
	if s.closed(d.Today) {
		return ""
	}
	return joined(periodName(d.Words, d.Coming.From, d.Coming.Until), d.comingRate(s))
}

func (d *ratesData) sourceToday(s *seriesRates) templ.Component {
	if r, known := s.Rates.On(d.Today); known {
		return rateSource(d.Words, &r)
	}
	return ui.Muted("–")
}

func (d *ratesData) state() string {
	if len(d.Lacking) > 0 {
		return d.Words.N("rates.n_missing", len(d.Lacking))
	}
	return d.Words.T("rates.none_missing")
}

// toRates is the page of a series; with a day, the form to enter a rate from then on.
func (v *visit) toRates(s law.Series, from date.Date) string {
	query := url.Values{"series": {s.String()}}
	if from != date.None {
		query.Set("from", from.String())
	}
	return v.to("settings", "rates") + "?" + query.Encode()
}

// seriesOf reads "BE B2B"; what is no series is one without rates.
func seriesOf(text string) law.Series {
	country, name, _ := strings.Cut(text, " ")
	return law.Series{Country: country, Name: name}
}

func countryName(w *locale.Words, code string) string {
	if key := "rates.country." + strings.ToLower(code); w.Has(key) {
		return w.T(key)
	}
	return code
}

func seriesName(w *locale.Words, s law.Series) string {
	if key := "rates.series." + strings.ToLower(s.Name); w.Has(key) {
		return w.T(key)
	}
	return s.Name
}

// periodName names days by the half-year or the year that they are, in the midst of a
// sentence.
func periodName(w *locale.Words, from, until date.Date) string {
	year, month, _ := from.Civil()
	switch half := law.HalfOf(from); {
	case until == law.NoEnd:
		return w.T("rates.from_on", "From", from)
	case half == law.Half{From: from, Until: until} && month == time.January:
		return w.T("rates.half_1", "Year", strconv.Itoa(year))
	case half == law.Half{From: from, Until: until}:
		return w.T("rates.half_2", "Year", strconv.Itoa(year))
	case from == date.New(year, time.January, 1) && until == date.New(year, time.December, 31):
		return strconv.Itoa(year)
	}
	return w.T("rates.days", "From", from, "Until", until)
}

// markTones and markIcons tell at a glance how well a rate is known.
var markTones = map[law.Mark]ui.Tone{law.Seen: ui.ToneGood, law.Derived: ui.ToneInfo, law.Memory: ui.ToneWarn, law.Agreed: ui.TonePromised, law.Entered: ui.TonePromised}

var markIcons = map[law.Mark]ui.Icon{law.Seen: ui.IconCheck, law.Derived: ui.IconInfo, law.Memory: ui.IconAlert, law.Agreed: ui.IconPromised, law.Entered: ui.IconPerson}

// cutAddress parts a source from the address at its end.
func cutAddress(source string) (words, address string) {
	at := strings.LastIndex(source, "https://")
	if at < 0 || strings.ContainsAny(source[at:], " \n") {
		return source, ""
	}
	return strings.TrimRight(source[:at], "; "), source[at:]
}

// hostOf is the site of an address.
func hostOf(address string) string {
	at, err := url.Parse(address)
	if err != nil {
		return address
	}
	return at.Host
}

func untilWords(w *locale.Words, until date.Date) string {
	if until == law.NoEnd {
		return w.T("rates.no_end")
	}
	return w.T("rates.until_day", "Day", w.ShortDate(until))
}

// rateWhy says which rate is missing: "Belgium · between businesses · first half of 2027".
func rateWhy(w *locale.Words, r *collect.RateWanted) string {
	return joined(countryName(w, r.Country), seriesName(w, r.Row()), periodName(w, r.From, r.Until))
}

// rateWanted is the second line of a task to enter a rate, and the page on which it is
// entered.
func (v *visit) rateWanted(t *task.Task) (why, href string) {
	r := collect.ReadRateWanted(t.Data)
	return rateWhy(v.Words, &r), v.toRates(r.Row(), r.From)
}
