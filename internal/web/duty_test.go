package web_test

import (
	"net/http"
	"strings"
	"testing"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// olga owns the company of the ledger.
func (l *ledger) olga() *browser {
	l.t.Helper()
	l.person(l.company.ID, "olga@lys.example", user.Owner)
	return l.signIn("olga@lys.example")
}

// dutyTask is an open task about the customer of the ledger.
func (l *ledger) dutyTask(once string) task.Task {
	l.t.Helper()
	testkit.Update(l.t, l.store, l.company.ID, func(tx *store.Tx) error {
		return tx.AddTasks([]task.Task{{Kind: task.SendCopy, Customer: l.acme.ID, Once: once, DueOn: l.clock.Today()}})
	})
	return l.taskNow(once)
}

func (l *ledger) taskNow(once string) (found task.Task) {
	l.t.Helper()
	testkit.View(l.t, l.store, l.company.ID, func(tx *store.Tx) error {
		all, err := tx.OpenTasks(date.None, 0, 100)
		for _, t := range all {
			if t.Once == once {
				found = t
			}
		}
		return err
	})
	return found
}

// What comes goes to whom a rule names, and says so; what was given by hand stays.
func TestWorkIsGivenByRules(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		rules, olga := l.at("settings", "duty"), l.olga()
		const anne = "anne@lys.example"
		first := l.dutyTask("one")
		if first.Owner != "" {
			t.Fatalf("without a rule it is %s's", first.Owner)
		}
		shows(t, olga.get(rules), "No rule yet", "Nobody is away")
		if p := olga.post(rules, "person", anne, "country", "Belgium"); p.status != http.StatusUnprocessableEntity {
			t.Errorf("a rule for a country that is none answers %d", p.status)
		}
		if p := olga.post(rules, "person", anne, "country", "be", "kind", string(task.SendCopy)); p.status != http.StatusSeeOther {
			t.Fatalf("a rule answers %d", p.status)
		}
		shows(t, olga.get(rules), "1 task found somebody", "Send a copy of invoices, country BE")
		if got := l.taskNow("one"); got.Owner != anne || !strings.Contains(got.Given, `"country":"BE"`) {
			t.Errorf("what waited is %q's: %s", got.Owner, got.Given)
		}
		second := l.dutyTask("two")
		if second.Owner != anne {
			t.Errorf("what comes is %q's", second.Owner)
		}
		shows(t, l.anne.get(l.at("today")), "Mine and nobody", "given to", "country BE")
		if p := l.anne.post(l.at("today", "give"), "id", second.ID.String(), "owner", ""); p.status != http.StatusSeeOther {
			t.Fatalf("giving answers %d", p.status)
		}
		if p := olga.post(rules+"/drop", "place", "0"); p.status != http.StatusSeeOther || l.taskNow("two").Owner != "" || l.taskNow("one").Owner != anne {
			t.Errorf("dropping a rule answers %d; %q, %q", p.status, l.taskNow("one").Owner, l.taskNow("two").Owner)
		}
		if p := l.anne.post(l.at("today", "give"), "id", first.ID.String(), "owner", "nobody@elsewhere.example"); p.status != http.StatusUnprocessableEntity {
			t.Errorf("giving to a stranger answers %d", p.status)
		}
	})
}

// Whose work is shown stands in the address; without a word it is the person's own and nobody's.
func TestTodayShowsWhoseWorkIsAskedFor(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		mine, other := l.dutyTask("mine"), l.dutyTask("nobodys")
		today := l.at("today")
		if p := l.anne.get(today); strings.Contains(p.text, "whose=") {
			t.Error("where nothing is anybody's, whose work it is is asked")
		}
		l.anne.post(l.at("today", "give"), "id", mine.ID.String(), "owner", "anne@lys.example")
		for query, want := range map[string][2]bool{"": {true, true}, "?whose=mine": {true, false}, "?whose=nobody": {false, true}, "?whose=all": {true, true}} {
			p := l.anne.get(today + query)
			got := [2]bool{strings.Contains(p.text, "t-"+mine.ID.String()), strings.Contains(p.text, "t-"+other.ID.String())}
			if got != want {
				t.Errorf("%q shows %v", query, got)
			}
		}
	})
}

// What was put off is narrowed the same way; without a word it is everybody's.
func TestWhatWasPutOffIsNarrowedToItsOwner(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		mine, other := l.dutyTask("mine"), l.dutyTask("nobodys")
		later := l.at("today") + "?later=1"
		l.anne.post(l.at("today", "give"), "id", mine.ID.String(), "owner", "anne@lys.example")
		testkit.Update(t, s, l.company.ID, func(tx *store.Tx) error {
			_, err := tx.PutOff([]id.ID{mine.ID, other.ID}, clock.Today().AddDays(3), "anne@lys.example")
			return err
		})
		for query, want := range map[string][2]bool{"": {true, true}, "&whose=mine": {true, false}, "&whose=nobody": {false, true}, "&whose=odd": {true, true}} {
			p := l.anne.get(later + query)
			got := [2]bool{strings.Contains(p.text, "t-"+mine.ID.String()), strings.Contains(p.text, "t-"+other.ID.String())}
			if got != want {
				t.Errorf("%q shows %v", query, got)
			}
		}
		shows(t, l.reader.get(later+"&whose=mine"), "Nothing of this is put off", "Show all")
	})
}

// Who is away has a deputy for what comes meanwhile.
func TestWhoIsAwayHasADeputy(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		rules, day, olga := l.at("settings", "duty"), clock.Today(), l.olga()
		const anne = "anne@lys.example"
		olga.post(rules, "person", anne)
		if p := olga.post(rules+"/away", "away", anne, "from", day.String(), "through", day.AddDays(-1).String()); p.status != http.StatusUnprocessableEntity {
			t.Errorf("an absence that ends before it begins answers %d", p.status)
		}
		if p := olga.post(rules+"/away", "away", anne, "deputy", anne, "from", day.String(), "through", day.String()); p.status != http.StatusUnprocessableEntity {
			t.Errorf("who stands in for herself answers %d", p.status)
		}
		if p := olga.post(rules+"/away", "away", anne, "from", day.String(), "through", day.AddDays(3).String()); p.status != http.StatusSeeOther {
			t.Fatalf("an absence answers %d", p.status)
		}
		if got := l.dutyTask("away"); got.Owner != "" {
			t.Errorf("who is away without a deputy is given work: %q", got.Owner)
		}
		shows(t, olga.get(rules), "Forget the absence")
	})
}
