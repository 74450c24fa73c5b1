package web_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// happens tells of a customer: so many invoices that arrived, and a note about the first of the
// book.
func (l *ledger) happens(invoices int) {
	l.t.Helper()
	events := make([]timeline.Event, invoices)
	for n := range events {
		events[n] = timeline.Event{Customer: l.acme.ID, Kind: timeline.InvoicesArrived, On: l.clock.Today().AddDays(-n), Actor: "import", Data: timeline.Data{Numbers: []string{"X-1"}, Count: 1}.JSON()}
	}
	testkit.Update(l.t, l.store, l.company.ID, func(tx *store.Tx) error { return tx.Note(events...) })
	l.anne.post(l.at("customers", l.acme.ID.String(), "notes"), "text", "They moved", "invoice", l.r1.Number)
}

// What is shown of the history stands in the address, and stays while a person reads on.
func TestTheTimelineIsNarrowedByItsAddress(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.happens(30)
		place := l.at("customers", l.acme.ID.String())
		story := func(query string) string {
			p := l.reader.get(place + query)
			if p.status != http.StatusOK {
				t.Fatalf("%s answers %d", query, p.status)
			}
			return p.text[strings.Index(p.text, `id="timeline"`):]
		}
		for query, want := range map[string][2]string{
			"?show=notes":                {"They moved", "X-1"},
			"?show=money":                {"X-1 arrived", "They moved"},
			"?q=" + l.r1.Number:          {"They moved", "X-1 arrived"},
			"?q=X-1":                     {"X-1 arrived", "They moved"},
			"?since=2026-01-05&show=all": {"They moved", "Nothing like that"},
			"?till=2020-01-05":           {"Nothing like that has happened", "They moved"},
		} {
			text := story(query)
			if _, after, _ := strings.Cut(text, `filter-end`); !strings.Contains(after, want[0]) || strings.Contains(after, want[1]) {
				t.Errorf("%s does not show %q, or shows %q", query, want[0], want[1])
			}
		}
		first := story("?show=money")
		earlier := strings.ReplaceAll(between(page{text: first}, `href="`+place+"?before=", `"`), "&amp;", "&")
		if !strings.Contains(earlier, "show=money") || strings.Count(first, `<li data-tone`) != 25 {
			t.Fatalf("earlier ones are at %q", earlier)
		}
		if rest := story("?before=" + strings.TrimSuffix(earlier, "#timeline")); strings.Count(rest, `<li data-tone`) != 5 {
			t.Errorf("the next page has %d lines", strings.Count(rest, `<li data-tone`))
		}
		if p := l.reader.get(place + "?since=yesterday"); p.status != http.StatusUnprocessableEntity {
			t.Errorf("an odd day is %d", p.status)
		}
	})
}

// The same with a keyboard, on a phone and in German.
func TestBrowserNarrowsTheTimeline(t *testing.T) {
	b, clock := chromium(t), testkit.NewClock()
	l := newLedger(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	l.happens(30)
	w := l.openWindow(t, b, "anne@lys.example")
	place := l.at("customers", l.acme.ID.String())
	w.MustNavigate(w.url + place).MustWaitLoad()
	w.check("timeline")
	w.MustElement(`#timeline .filter-menu summary`).MustClick()
	w.press(`#timeline a[href*="show=notes"]`)
	w.says("#timeline", "They moved")
	w.says("#timeline .filter-chips", "Notes")
	w.MustNavigate(w.url + "/language?to=de&back=" + place + "%3Fshow%3Ddecisions%26since%3D2026-01-01%26till%3D2026-01-31%26q%3DX-1").MustWaitLoad()
	w.says("#timeline", "So etwas ist nicht vorgekommen")
	w.check("timeline narrowed")
}
