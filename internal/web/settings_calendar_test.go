package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/input"

	"acquit/internal/calendar"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// policyOf is a company's policy as it is stored.
func (d *desk) policyOf(c company.Company) (p company.Policy) {
	d.t.Helper()
	testkit.View(d.t, d.store, c.ID, func(tx *store.Tx) error {
		got, err := tx.TheCompany()
		p = got.Policy
		return err
	})
	return p
}

func TestAnOwnerSetsDaysAndHours(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s, func(c *company.Company) { c.Country = "DE" })
		d.person(c.ID, "anne@lys.example", user.Owner)
		b, to := d.signIn("anne@lys.example"), at(c.ID, "settings", "calendar")
		shows(t, b.get(to), "Germany, the whole country", `value="DE-BY"`, "Bavaria", "Messages leave on Sundays too", `value="90"`)
		form := []string{"day", "1", "day", "6", "from", "09:00", "until", "17:30", "spread", "30", "region", "DE-BY", "sundays", "1"}
		if back := leads(t, b.post(to, form...)); back != to {
			t.Errorf("it leads to %s", back)
		}
		p := d.policyOf(c)
		want := calendar.Window{Days: calendar.On(1, 6), From: 9 * 60, Until: 17*60 + 30, Sundays: true}
		if p.Window != want || p.SpreadMinutes != 30 || p.Region != "DE-BY" {
			t.Errorf("stored as %+v, %d, %s", p.Window, p.SpreadMinutes, p.Region)
		}
		for name, wrong := range map[string]string{"from": "9", "until": "08:00", "spread": "many", "region": "FR-67"} {
			if p := b.post(to, with(slices.Clone(form), name, wrong)...); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "Not saved") {
				t.Errorf("%s %q is %d", name, wrong, p.status)
			}
		}
		if p := b.post(to, with(slices.Clone(form), "spread", "721")...); !strings.Contains(p.text, "Messages leave spread over 0 to 720 minutes") {
			t.Error("nothing says how long the spread may be")
		}
		leads(t, b.post(to, "day", "0", "day", "2", "from", "09:00", "until", "17:30", "spread", "0", "region", ""))
		if p := d.policyOf(c); p.Window.Sundays || p.Window.Days != calendar.On(2) || p.Region != "" {
			t.Errorf("without the switch: %+v, %s", p.Window, p.Region)
		}
	})
}

func TestAnOwnerClosesTheCompany(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		b, to := d.signIn("anne@lys.example"), at(c.ID, "settings", "calendar")
		shows(t, b.get(to), "The company is never closed.")
		summer := []string{"closed-from", "2026-07-13", "closed-to", "2026-07-24", "reason", "Summer & sea"}
		today := []string{"closed-from", "2026-01-05", "closed-to", "2026-01-05", "reason", "Stocktaking"}
		leads(t, b.post(to+"/close", summer...))
		leads(t, b.post(to+"/close", today...))
		want := []calendar.Period{{From: clock.Today(), To: clock.Today(), Reason: "Stocktaking"},
			{From: date.Must("2026-07-13"), To: date.Must("2026-07-24"), Reason: "Summer & sea"}}
		if got := d.policyOf(c).Closed; !slices.Equal(got, want) {
			t.Errorf("stored as %+v", got)
		}
		shows(t, b.get(to), "Summer &amp; sea", "13/07/2026 – 24/07/2026", "closed now", "to come")
		for name, wrong := range map[string]string{"closed-from": "13 July", "closed-to": "2026-07-12", "reason": ""} {
			p := b.post(to+"/close", with(slices.Clone(summer), name, wrong)...)
			if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "Not saved") {
				t.Errorf("%s %q is %d", name, wrong, p.status)
			}
		}
		leads(t, b.post(to+"/open", summer...))
		leads(t, b.post(to+"/open", summer...)) // twice is as once
		if got := d.policyOf(c).Closed; !slices.Equal(got, want[:1]) {
			t.Errorf("after one was removed: %+v", got)
		}
		clock.SetDay(clock.Today().AddDays(1))
		shows(t, b.get(to), "over")
	})
}

func TestOnlyAnOwnerSetsTheCalendar(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "ben@lys.example", user.Controller)
		b, to := d.signIn("ben@lys.example"), at(c.ID, "settings", "calendar")
		for name, p := range map[string]page{
			"page":  b.get(to),
			"save":  b.post(to, "day", "1", "from", "09:00", "until", "17:30", "spread", "0", "region", "", "sundays", "1"),
			"close": b.post(to+"/close", "closed-from", "2026-07-13", "closed-to", "2026-07-24", "reason", "Summer"),
			"open":  b.post(to+"/open", "closed-from", "2026-07-13", "closed-to", "2026-07-24", "reason", "Summer"),
		} {
			if p.status != http.StatusForbidden {
				t.Errorf("%s is %d", name, p.status)
			}
		}
		if p := d.policyOf(c); p.Window.Sundays || len(p.Closed) != 0 {
			t.Errorf("stored as %+v", p)
		}
	})
}

func TestBrowserClosesTheCompany(t *testing.T) {
	d, c, w := openOffice(t)
	w.press(`.rail a[href$="/settings"]`)
	w.follow("Days and hours")
	w.check("calendar empty")
	for _, typed := range [][3]string{
		{"2026-12-31", "2027-01-03", "Between the years, with the stocktaking of everything that lies in both of our halls"},
		{"2026-01-05", "2026-01-05", "Stocktaking"},
	} {
		for n, field := range []string{"#closed-from", "#closed-to"} {
			w.MustElement(field).MustEval(`(day) => this.value = day`, typed[n])
		}
		w.MustElement("#reason").MustInput(typed[2])
		w.MustElement("#reason").MustType(input.Enter)
		w.MustElementR("#closed tbody", typed[2])
	}
	w.check("calendar full")
	w.press("#closed-1 button")
	if got := w.MustElement("#closed").MustText(); strings.Contains(got, "Between the years") || !strings.Contains(got, "closed now") {
		t.Errorf("after one was removed: %s", got)
	}
	if got := d.policyOf(c).Closed; len(got) != 1 || got[0].Reason != "Stocktaking" {
		t.Errorf("stored as %+v", got)
	}
}
