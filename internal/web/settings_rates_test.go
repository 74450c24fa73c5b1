package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/input"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/law"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// ratesOn is a company, and the browser of its owner, on a day.
func ratesOn(t *testing.T, s *store.Store, clock *testkit.Clock, day string) (*desk, company.Company, *browser) {
	t.Helper()
	d := open(t, s, clock)
	c := testkit.Company(t, s)
	d.person(c.ID, "anne@lys.example", user.Owner)
	testkit.Customer(t, s, c.ID, "ACME")
	clock.SetDay(date.Must(day))
	return d, c, d.signIn("anne@lys.example")
}

// rate is the rate of a day, in the series of Belgian businesses.
func (d *desk) rate(company company.Company, day string) string {
	d.t.Helper()
	said := "none"
	testkit.View(d.t, d.store, company.ID, func(tx *store.Tx) error {
		own, err := tx.CompanyRates()
		if err != nil {
			return err
		}
		all, err := own.Of(law.Series{Country: "BE", Name: "B2B"})
		if r, found := all.On(date.Must(day)); found {
			said = r.Percent.String() + " " + string(r.Mark)
		}
		return err
	})
	return said
}

// endPath finds where the page says that a rate is ended.
var endPath = regexp.MustCompile(`action="([^"]+/settings/rates/[^"]+/end)"`)

func TestARateThatIsMissingIsEnteredWhereTheTaskLeads(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d, c, anne := ratesOn(t, s, clock, "2026-12-01")
		if _, err := d.desk.RunDay(t.Context(), c.ID, d.clock.Today(), nil); err != nil {
			t.Fatal(err)
		}
		const form = "?from=2027-01-01&amp;series=BE+B2B"
		shows(t, anne.get(at(c.ID, "today")), "A rate of late payment is missing", "Belgium · between businesses · first half of 2027", `href="`+at(c.ID, "settings", "rates")+form)
		shows(t, anne.get(at(c.ID, "settings", "rates")), "1 rate that you need is missing", "Belgium · between businesses · first half of 2027", "Netherlands", "10.50%",
			"until 31/12/2026", "by the law’s formula", "First half of 2027", "not known yet")
		page := at(c.ID, "settings", "rates") + "?series=BE+B2B"
		shows(t, anne.get(page), "Belgium: between businesses", "Today 10.50%, until 31/12/2026", "First half of 2027", `href="https://leuropeinfo.eu/?p=1197"`, "leuropeinfo.eu", "16 March 2013 to 30 June 2013")
		shows(t, anne.get(page+"&from=2027-01-01"), `value="2027-01-01"`, `value="2027-06-30"`, "Such as 10.50.", `name="series" value="BE B2B"`)
		shows(t, anne.get(page+"&from=2027-03-05"), `value="2027-03-05"`, `value="2027-06-30"`)
		typed := []string{"series", "BE B2B", "mark", "entered", "from", "2027-01-01", "until", "2027-06-30", "percent", "10,75 %", "source", nasty}
		if to := leads(t, anne.post(at(c.ID, "settings", "rates"), typed...)); to != page {
			t.Errorf("it leads to %s", to)
		}
		shows(t, anne.get(page), "Interest is reckoned at 10.75% (first half of 2027).", "entered by anne@lys.example", "entered by you", "Replace")
		if p := anne.get(at(c.ID, "today")); strings.Contains(p.text, "is missing") {
			t.Error("the task waits still")
		}
		if got := d.rate(c, "2027-06-30"); got != "10.75 entered" {
			t.Error(got)
		}
	})
}

func TestARateIsReplacedAndEndedOnItsPage(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d, c, anne := ratesOn(t, s, clock, "2026-03-02")
		rates := at(c.ID, "settings", "rates")
		page := rates + "?series=BE+B2B"
		leads(t, anne.post(rates, "series", "BE B2B", "mark", "agreed", "from", "2026-03-01", "until", "", "percent", "12.125", "source", "terms, art. 7"))
		shows(t, anne.get(page), "From 1 March 2026 on", "12.125%", "instead of 10.50%", "by contract", "1 January 2026 to 28 February 2026", "Today 12.125%, without an end")
		replace := regexp.MustCompile(`href="([^"]+replace=[0-9a-z]+)"`).FindStringSubmatch(anne.get(page).text)
		if replace == nil {
			t.Fatal("the rate cannot be replaced")
		}
		form := anne.get(strings.ReplaceAll(replace[1], "&amp;", "&"))
		shows(t, form, "Put another rate in the place of 12.125% (from 1 March 2026 on)", `value="12.125"`, `<option value="agreed" selected`, "terms, art. 7", `id="until" name="until" type="date" class="input field-short" value=""`)
		was := regexp.MustCompile(`name="replaces" value="([0-9a-z]+)"`).FindStringSubmatch(form.text)[1]
		other := []string{"series", "BE B2B", "mark", "agreed", "from", "2026-03-01", "until", "2026-12-31", "source", "terms, art. 8"}
		refused := anne.post(rates, append(other, "replaces", was, "percent", "a tenth")...)
		if refused.status != http.StatusUnprocessableEntity || !strings.Contains(refused.text, `“a tenth” is no rate`) && !strings.Contains(refused.text, `&#34;a tenth&#34; is no rate`) || !strings.Contains(refused.text, "Put another rate in the place of 12.125%") {
			t.Errorf("it answers %d: %s", refused.status, refused.text)
		}
		leads(t, anne.post(rates, append(other, "replaces", was, "percent", "11")...))
		shows(t, anne.get(page), "1 March 2026 to 31 December 2026", "11.00%", "1 rate that was ended", "12.125%", "terms, art. 7")
		end := endPath.FindAllStringSubmatch(anne.get(page).text, -1)
		if len(end) != 1 || strings.Contains(end[0][1], was) {
			t.Fatalf("what can be ended: %v", end)
		}
		shows(t, anne.get(page), "Then the law’s 10.50% holds (1 March 2026 to 31 December 2026).")
		leads(t, anne.post(end[0][1]))
		shows(t, anne.get(page), "The rate was ended.", "2 rates that were ended", "Today 10.50%")
		if p := anne.post(end[0][1]); p.status != http.StatusConflict {
			t.Errorf("ended twice: %d", p.status)
		}
		if got := d.rate(c, "2026-03-02"); got != "10.50 seen" {
			t.Error(got)
		}
	})
}

// What was typed is kept, and what is wrong stands beside its field.
func TestARateThatIsRefused(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		_, c, anne := ratesOn(t, s, clock, "2026-03-02")
		whole := map[string]string{"series": "BE B2B", "mark": "entered", "from": "2027-01-01", "until": "2027-06-30", "percent": "11", "source": "Moniteur belge"}
		send := func(field, value string) page {
			var form []string
			for name, text := range whole {
				if name == field {
					text = value
				}
				form = append(form, name, text)
			}
			return anne.post(at(c.ID, "settings", "rates"), form...)
		}
		for _, wrong := range []struct{ field, value, says string }{
			{"from", "", "Say from which day the rate holds"}, {"from", "tomorrow", "is not a day"}, {"until", "", "Say until which day the rate holds"},
			{"until", "2026-12-31", "The rate ends before it begins"}, {"percent", "", "is no rate"}, {"percent", "1.000,5", "is no rate"}, {"percent", "101", "A rate lies between -10.00 and 100.00 per cent"},
			{"source", "", "Say where the rate stands"}, {"mark", "seen", "Say whether the law or your contracts say so"},
		} {
			p := send(wrong.field, wrong.value)
			said := regexp.MustCompile(`(?s)id="` + wrong.field + `-error".*?<span>(.*?)</span>`).FindStringSubmatch(p.text)
			if p.status != http.StatusUnprocessableEntity || said == nil || !strings.Contains(strings.ReplaceAll(said[1], "&#34;", `"`), wrong.says) || !strings.Contains(p.text, "Not saved") {
				t.Errorf("%s %q answers %d: %v", wrong.field, wrong.value, p.status, said)
			}
			if wrong.field != "source" && !strings.Contains(p.text, "Moniteur belge</textarea>") {
				t.Error("what was typed is gone")
			}
		}
		if p := send("series", "BE B2X"); p.status != http.StatusNotFound {
			t.Errorf("a series that is none answers %d", p.status)
		}
		leads(t, send("", ""))
		if p := send("", ""); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "A rate of your own of 11.00 per cent holds from 2027-01-01 to 2027-06-30") {
			t.Errorf("the same again answers %d", p.status)
		}
		for _, odd := range []string{"?series=BE", "?series=XX+B2B", "?series=BE+B2B&from=soon", "?series=BE+B2B&replace=1"} {
			if p := anne.get(at(c.ID, "settings", "rates") + odd); p.status < 400 || p.status >= 500 {
				t.Errorf("%s answers %d", odd, p.status)
			}
		}
	})
}

// Everybody may read by which rates claims are computed; owners alone enter them.
func TestOwnersAloneEnterRates(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d, c, anne := ratesOn(t, s, clock, "2026-12-01")
		typed := []string{"series", "BE B2B", "mark", "entered", "from", "2027-01-01", "until", "2027-06-30", "percent", "11", "source", "Moniteur belge"}
		for _, role := range []user.Role{user.Controller, user.Reader} {
			mail := string(role) + "@lys.example"
			d.person(c.ID, mail, role)
			b := d.signIn(mail)
			for _, path := range []string{"", "?series=BE+B2B", "?series=BE+B2B&from=2027-01-01"} {
				p := b.get(at(c.ID, "settings", "rates") + path)
				shows(t, p, "10.50%")
				if strings.Contains(p.text, `method="post" action="`+at(c.ID, "settings")) || strings.Contains(p.text, `href="`+at(c.ID, "settings", "people")) {
					t.Errorf("a %s is offered what only owners may do on %q", role, path)
				}
			}
			shows(t, b.get(at(c.ID, "settings", "rates")+"?series=BE+B2B"), "An owner of the company enters rates.")
			if p := b.post(at(c.ID, "settings", "rates"), typed...); p.status != http.StatusForbidden || d.rate(c, "2027-01-01") != "none" {
				t.Errorf("a %s enters a rate: %d", role, p.status)
			}
		}
		leads(t, anne.post(at(c.ID, "settings", "rates"), typed...))
		end := endPath.FindStringSubmatch(anne.get(at(c.ID, "settings", "rates") + "?series=BE+B2B").text)[1]
		if p := d.signIn("controller@lys.example").post(end); p.status != http.StatusForbidden || d.rate(c, "2027-01-01") != "11.00 entered" {
			t.Errorf("a controller ends a rate: %d", p.status)
		}
		other := testkit.Company(t, s, func(c *company.Company) { c.Name = "Autre SA" })
		d.person(other.ID, "olga@lys.example", user.Owner)
		olga := d.signIn("olga@lys.example")
		if p := olga.post(strings.Replace(end, c.ID.String(), other.ID.String(), 1)); p.status != http.StatusNotFound {
			t.Errorf("an owner of another company ends it: %d", p.status)
		}
		if p := olga.get(at(other.ID, "settings", "rates") + "?series=BE+B2B"); strings.Contains(p.text, "Moniteur belge") {
			t.Error("another company sees it")
		}
	})
}

func TestBrowserEntersARate(t *testing.T) {
	d, c, w := openOffice(t, func(d *desk, c company.Company) {
		testkit.Customer(t, d.store, c.ID, "ACME")
		d.clock.SetDay(date.Must("2026-12-01"))
		agreed := store.CompanyRate{Rate: law.Rate{Series: law.Series{Country: "BE", Name: "B2B"}, From: date.Must("2026-10-01"), Until: law.NoEnd, Percent: 12_1250, Mark: law.Agreed,
			Source: "Allgemeine Verkaufs- und Lieferungsbedingungen, Artikel 7 Absatz 2, Fassung vom 1. Oktober 2026"}}
		old := agreed
		old.From, old.Until = date.Must("2025-01-01"), date.Must("2025-12-31")
		for n, r := range []store.CompanyRate{old, agreed} {
			i, err := d.desk.AddRate(t.Context(), c.ID, r, "anne@lys.example", d.clock.Today())
			if err == nil && n == 1 {
				err = d.desk.EndRate(t.Context(), c.ID, i, "anne@lys.example")
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := d.desk.RunDay(t.Context(), c.ID, d.clock.Today(), nil); err != nil {
			t.Fatal(err)
		}
	})
	w.press(`.rail a[href$="/today"]`)
	w.Keyboard.MustType('j')
	w.keys(input.Enter)
	w.says("h1", "Belgium: between businesses")
	w.check("rate form")
	if got := w.MustElement("#until").MustProperty("value").Str(); got != "2027-06-30" {
		t.Errorf("the form ends on %s", got)
	}
	w.MustElement("#percent").MustFocus()
	w.MustElement("#percent").MustInput("ten")
	w.MustElement("#source").MustInput("Moniteur belge, 4 December 2026")
	w.press("main form .btn-primary")
	w.says("#percent-error", "is no rate")
	w.check("rate refused")
	w.MustElement("#percent").MustSelectAllText().MustInput("10,75")
	w.keys(input.Enter)
	w.says("#toasts", "Interest is reckoned at 10.75% (first half of 2027).")
	w.says("main", "1 rate that was ended")
	w.check("rates of a series")
	w.MustElement("[data-open^=end-]").MustClick()
	w.check("rate ends")
	w.press("dialog[open] .btn-danger, dialog[open] form[method=post] .btn:last-child")
	w.says("#toasts", "The rate was ended.")
	w.press(".page-head .back")
	w.MustElement("main summary").MustClick()
	w.check("rates")
	for language, words := range map[string][]string{
		"fr": {"Taux", "Entre entreprises", "pas encore connu", "Premier semestre 2027"},
		"nl": {"Rentevoeten", "Tussen ondernemingen", "nog niet bekend", "Eerste helft van 2027"},
		"de": {"Zinssätze", "Zwischen Unternehmen", "noch nicht bekannt", "Erstes Halbjahr 2027"},
	} {
		w.MustNavigate(d.url + "/language?to=" + language + "&back=" + at(c.ID, "settings", "rates")).MustWaitLoad()
		for _, said := range words {
			w.says("main", said)
		}
		w.check("rates " + language)
	}
	if rates := d.lacking(c); len(rates) != 1 {
		t.Errorf("missing again: %v", rates)
	}
}

// lacking are the rates that a company misses.
func (d *desk) lacking(c company.Company) (all []collect.RateWanted) {
	testkit.View(d.t, d.store, c.ID, func(tx *store.Tx) (err error) {
		all, err = collect.RatesLacking(tx, d.clock.Today())
		return err
	})
	return all
}
