package web_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-rod/rod/lib/input"

	"acquit/internal/customer"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// twin stores a customer who has the VAT number of Acme, and owes an invoice.
func (l *ledger) twin() customer.Customer {
	l.t.Helper()
	testkit.Update(l.t, l.store, l.company.ID, func(tx *store.Tx) error {
		acme := l.acme
		acme.VATID = "BE0400000086"
		return tx.SaveCustomers([]*customer.Customer{&acme})
	})
	c := testkit.Customer(l.t, l.store, l.company.ID, "AC2", func(c *customer.Customer) { c.Name, c.VATID, c.City = "Acme Zonen bis", "BE0400000086", "Huy" })
	testkit.Invoice(l.t, l.store, customer.Ref{Company: l.company.ID, Customer: c.ID}, "INV-2026-0003", "77.00", l.clock.Today().AddDays(-1))
	return c
}

func TestTwoCustomersAreMergedAndPartedAgain(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		twin, acme := l.twin(), l.acme.ID.String()
		shows(t, l.anne.get(l.at("customers", "duplicates")), "1 pair of customers", "Acme Zonen bis", "same VAT number", "They are two")
		shows(t, l.anne.get(l.at("customers", acme)), "This may be Acme Zonen bis (AC2)")
		shows(t, l.anne.get(l.at("customers", acme, "merge?q=zonen+bis")), "Acme Zonen bis")
		page := l.at("customers", acme, "merge")
		shows(t, l.anne.get(page+"?with="+twin.ID.String()), "Goes from Acme Zonen bis to Acme &amp; Zonen", "1 invoice", "Huy", `name="field_city" value="other"`)
		done := l.anne.post(page, "with", twin.ID.String(), "field_city", "other", "field_name", "one")
		if done.status != http.StatusSeeOther || done.location != l.at("customers", acme) {
			t.Fatalf("merging answers %d %s: %s", done.status, done.location, done.text)
		}
		after := l.anne.get(done.location)
		shows(t, after, "The two are one customer now", "INV-2026-0003", "Huy", "Acme Zonen bis was merged into this customer", "Merged into this customer")
		if gone := l.anne.get(l.at("customers", twin.ID.String())); gone.status != http.StatusSeeOther || gone.location != done.location {
			t.Errorf("the page of the one that is gone answers %d %s", gone.status, gone.location)
		}
		if list := l.anne.get(l.at("customers")); strings.Contains(list.text, "Acme Zonen bis") {
			t.Error("the one that is gone is listed")
		}
		shows(t, l.anne.get(l.at("search?q=AC2")), "Acme &amp; Zonen")
		if again := l.anne.get(page + "?with=" + twin.ID.String()); again.status != http.StatusNotFound {
			t.Errorf("asking again answers %d", again.status)
		}
		_, rest, _ := strings.Cut(after.text, `action="`+l.at("merges"))
		undo, _, _ := strings.Cut(rest, `"`)
		if refused := l.reader.post(l.at("merges") + undo); refused.status != http.StatusForbidden {
			t.Errorf("a reader's undo answers %d", refused.status)
		}
		back := l.anne.post(l.at("merges") + undo)
		if back.status != http.StatusSeeOther || back.location != l.at("customers", twin.ID.String()) {
			t.Fatalf("undoing answers %d %s: %s", back.status, back.location, back.text)
		}
		shows(t, l.anne.get(back.location), "two customers again", "INV-2026-0003", "The merge with Acme")
		testkit.View(t, s, l.company.ID, func(tx *store.Tx) error {
			return tx.Check(func(f store.Finding) { t.Errorf("the doctor finds: %+v", f) })
		})
	})
}

func TestTwoCustomersAreKeptApart(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		twin := l.twin()
		back := l.at("customers", "duplicates")
		apart := l.anne.post(l.at("customers", "apart"), "id", twin.ID.String(), "id", l.acme.ID.String(), "back", back)
		if apart.status != http.StatusSeeOther || apart.location != back {
			t.Fatalf("%d %s: %s", apart.status, apart.location, apart.text)
		}
		shows(t, l.anne.get(back), "No duplicates in sight")
		if p := l.anne.get(l.at("customers", twin.ID.String())); strings.Contains(p.text, "This may be") {
			t.Error("the customer's page still suggests it")
		}
		if one := l.anne.post(l.at("customers", "apart"), "id", twin.ID.String()); one.status != http.StatusNotFound {
			t.Errorf("one alone: %d", one.status)
		}
	})
}

func TestBrowserMergesTwoCustomers(t *testing.T) {
	l, w := openList(t, chromium(t))
	twin := l.twin()
	w.MustNavigate(w.url + l.at("customers", "duplicates")).MustWaitLoad()
	w.check("duplicates")
	w.press("td a.btn")
	w.check("merge")
	w.MustElement(`[name="field_city"][value="one"]`).MustFocus()
	w.Keyboard.MustType(input.ArrowRight) // to the other value, by the arrow
	w.press("form .btn-primary")
	w.says("#toasts", "The two are one customer now")
	w.says("main", "Huy")
	w.says("main", "INV-2026-0003")
	w.press("#toasts form .btn")
	w.says("#toasts", "two customers again")
	w.says("h1", twin.Name)
	w.check("customer parted")
}

// The history of one who stands for two tells what happened to both, by time and page by
// page, each once and whose it was; the merge itself is told from this side alone.
func TestTheHistoryOfAMergedCustomerTellsOfBoth(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		twin := l.twin()
		const each = 20
		for n := range each {
			for _, of := range []id.ID{l.acme.ID, twin.ID} {
				clock.Advance(time.Minute)
				testkit.Update(t, s, l.company.ID, func(tx *store.Tx) error {
					return tx.Note(timeline.Event{Customer: of, Kind: timeline.InvoicesArrived, On: clock.Today(), Actor: "import",
						Data: timeline.Data{Numbers: []string{fmt.Sprintf("N%d-%d.", n, of)}, Count: 1}.JSON()})
				})
			}
		}
		page := l.at("customers", l.acme.ID.String())
		l.anne.post(page+"/merge", "with", twin.ID.String())
		var told []string
		for at := page; at != ""; {
			p := l.anne.get(at)
			history := between(p, `id="timeline"`, "</section>")
			shows(t, p, "(AC2)")
			if strings.Contains(history, "This customer was merged into") {
				t.Errorf("the page says that its own customer is gone: %s", history)
			}
			told = append(told, numbered.FindAllString(history, -1)...)
			at = html.UnescapeString(between(p, `href="`+page+"?before=", `"`))
			if at != "" {
				at = page + "?before=" + strings.TrimSuffix(at, "#timeline")
			}
		}
		var want []string
		for n := each - 1; n >= 0; n-- {
			want = append(want, fmt.Sprintf("N%d-%d.", n, twin.ID), fmt.Sprintf("N%d-%d.", n, l.acme.ID))
		}
		if !slices.Equal(told, want) {
			t.Errorf("the history tells\n%v, want\n%v", told, want)
		}
		first := between(l.anne.get(page), `id="timeline"`, "</section>")
		if n := strings.Count(first, "was merged into this customer"); n != 1 {
			t.Errorf("the merge is told %d times", n)
		}
		ours, theirs, _ := strings.Cut(first, fmt.Sprintf("N19-%d.", twin.ID))
		if at, _, _ := strings.Cut(theirs, fmt.Sprintf("N19-%d.", l.acme.ID)); !strings.Contains(at, "Acme Zonen bis (AC2)") || strings.Contains(ours, "Acme Zonen bis (AC2)</") {
			t.Errorf("whose it was is not told: %s", at)
		}
	})
}

var numbered = regexp.MustCompile(`N\d+-\d+\.`)

// inLanguage turns the window's pages into a language, and stays where it is.
func (w *window) inLanguage(language string) {
	w.t.Helper()
	here := strings.TrimPrefix(w.MustInfo().URL, w.url)
	w.MustNavigate(w.url + "/language?to=" + language + "&back=" + url.QueryEscape(here)).MustWaitLoad()
	if got := *w.MustElement("html").MustAttribute("lang"); !strings.HasPrefix(got, language) {
		w.t.Errorf("%s speaks %s, not %s", here, got, language)
	}
}

func TestBrowserMergesInFrenchAndGerman(t *testing.T) {
	l, w := openList(t, chromium(t))
	twin := l.twin()
	for _, c := range []struct{ language, goes, stays, done, undone string }{
		{"fr", "disparaît", "reste", "Les deux ne font plus qu’un client", "Ce sont de nouveau deux clients"},
		{"de", "entfällt", "bleibt", "Die beiden sind jetzt ein Kunde", "Es sind wieder zwei Kunden"},
	} {
		w.MustNavigate(w.url + l.at("customers", l.acme.ID.String(), "merge?with=") + twin.ID.String()).MustWaitLoad()
		w.inLanguage(c.language)
		w.says("form table", c.goes)
		w.says("form table", c.stays)
		w.check("merge in " + c.language)
		w.press("form .btn-primary")
		w.says("#toasts", c.done)
		w.says("#merged", twin.Name)
		w.press("#merged form .btn")
		w.says("#toasts", c.undone)
	}
}
