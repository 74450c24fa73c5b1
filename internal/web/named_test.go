package web_test

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/dunning"
	"acquit/internal/hold"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// ownName is what a company calls a step of its own, and otherName what another of its
// scenarios calls a step of the same key.
const (
	ownName   = "Petit mot de la maison"
	otherName = "Rappel des autres"
)

// namedLedger is a ledger whose ladder is one step of the company's own, taken on the first day.
func namedLedger(t *testing.T, s *store.Store, clock *testkit.Clock) *ledger {
	t.Helper()
	l := newLedger(t, s, clock)
	step := dunning.Step{Key: "step-1", Name: ownName, Tone: dunning.Polite, From: dunning.FromDue, Days: 10}
	testkit.Update(t, s, l.company.ID, func(tx *store.Tx) error {
		other := step
		other.Name = otherName
		for _, ladder := range []dunning.Scenario{{Name: "other", Steps: []dunning.Step{other}}, {Name: "own", Steps: []dunning.Step{step}}} {
			if err := tx.StartWith(&ladder); err != nil {
				return err
			}
		}
		return nil
	})
	l.night(clock)
	return l
}

// seen is the text of a page without its tags, and so without its addresses.
func seen(text string) string {
	return html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(text, " "))
}

func TestAStepOfItsOwnHasItsNameEverywhere(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := namedLedger(t, s, clock)
		m := l.lastMessage()
		clock.SetDay(clock.Today().AddDays(1))
		l.night(clock) // its ladder is over for the first invoice
		customer := l.at("customers", l.acme.ID.String())
		for page, times := range map[string]int{
			l.at("messages"): 1, l.at("messages", m.ID.String()): 2, customer: 4, l.at("invoices", l.r1.ID.String()): 1,
			l.at("invoices"): 1, l.at("coverage", "step_later"): 1, customer + "/why": 2, l.at("why"): 1,
		} {
			text := seen(l.anne.get(page).text)
			if n := strings.Count(text, ownName); n < times {
				t.Errorf("%s names the step %d times, not %d", page, n, times)
			}
			if strings.Contains(text, "step-1") || strings.Contains(text, otherName) && page != l.at("messages") {
				t.Errorf("%s names its key, or the step of another scenario", page)
			}
		}
		shows(t, l.anne.get(l.at("messages")), otherName+" · "+ownName) // the filter is by key
		w := locale.NewBook().In(locale.For(locale.English, "BE"))
		if got := l.anne.export(l.at("messages.csv"), w).column(t, "Step"); !slices.Equal(got, []string{ownName}) {
			t.Errorf("the list as a file names it %q", got)
		}
	})
}

func TestTheListOfInvoicesSaysWhatComesNext(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := namedLedger(t, s, clock)
		due := l.r2.DueOn
		clock.SetDay(clock.Today().AddDays(1))
		l.night(clock)
		w := locale.NewBook().In(locale.For(locale.English, "BE"))
		all, next := l.at("invoices"), ownName+", "+strings.ReplaceAll(w.ShortDayMonth(due.AddDays(10)), " ", "\u00a0")
		shows(t, l.anne.get(all), "Next step", next, "Every step was taken: decide")
		for query, want := range map[string]string{
			"stands=wait": "INV-2026-0002", "stands=finished": "INV-2026-0001", "stands=hold": "", "why=step_later": "INV-2026-0002",
			"why=ladder_done": "INV-2026-0001", "why=ladder_done&state=overdue": "INV-2026-0001", "why=step_later&state=settled": "",
			"why=step_later&q=INV-2026-0001": "", "stands=wait&state=all&sort=reverse": "INV-2026-0002",
		} {
			f := l.anne.export(l.at("invoices.csv")+"?"+query, w)
			if got := strings.Join(f.column(t, "Invoice number"), " "); got != want {
				t.Errorf("%s: %q, not %q", query, got, want)
			}
		}
		f := l.anne.export(l.at("invoices.csv"), w)
		if got := f.column(t, "Next step"); !slices.Equal(got, []string{"", ownName}) {
			t.Errorf("next steps are %q", got)
		}
		if got := f.column(t, "Next step on"); !slices.Equal(got, []string{"", due.AddDays(10).String()}) {
			t.Errorf("their days are %q", got)
		}
		if got := f.column(t, "Reason"); !slices.Equal(got, []string{"Every step was taken: decide", "A step is to come"}) {
			t.Errorf("the reasons are %q", got)
		}
		for _, wrong := range []string{"stands=whim", "why=whim", "stands=%3Cb%3E"} {
			if p := l.anne.get(all + "?" + wrong); p.status != 404 {
				t.Errorf("%s is %d", wrong, p.status)
			}
		}
		ref := customer.Ref{Company: l.company.ID, Customer: l.acme.ID}
		if _, err := l.desk.desk.PlaceHold(t.Context(), ref, hold.Hold{Invoice: l.r2.ID, Reason: "x", PlacedBy: "anne@lys.example"}, clock.Today()); err != nil {
			t.Fatal(err)
		}
		l.night(clock)
		shows(t, l.anne.get(all+"?stands=hold"), "Held back", "Invoice on hold", "INV-2026-0002", `aria-current="true"`)
	})
}
