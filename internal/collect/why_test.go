package collect_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// said is a decision as a person reads it: verdict, sentences, items, and where each of them
// stands on the ladder.
func said(d *collect.Decision, on date.Date) string {
	w := book.In(locale.For("en", "BE"))
	all := []string{string(d.Assessment.Verdict), d.Assessment.Step.Key}
	for _, r := range d.Assessment.Reasons {
		all = append(all, explain.Sentence(w, r))
	}
	for n, rungs := range d.Rungs(on) {
		item := &d.Assessment.Items[n]
		all = append(all, item.Item.Number, item.Item.Open.String(), explain.Sentence(w, item.Reason), fmt.Sprint(rungs))
	}
	return strings.Join(all, " | ")
}

// recalled is what is said to have stood about a customer on a day.
func (b *bureau) recalled(c id.ID, on date.Date) (all []string) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		recalled, err := b.desk.Recall(tx, c, on, b.clock.Today())
		for n := range recalled {
			r := &recalled[n]
			if !r.Same {
				b.t.Errorf("%s: deciding again gives another answer than %+v", on, r.Kept)
			}
			all = append(all, said(&r.Decision, on))
		}
		return err
	})
	return all
}

// anyDays lets some days of anything happen, most of them after a night, and calls evening at
// the end of each. The first day has its night.
func (b *bureau) anyDays(seed uint64, days int, evening func(night bool)) {
	b.t.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	pick := func(_ string, from, to int) int { return from + random.IntN(to-from+1) }
	debts := b.randomBook(4, pick)
	for n := range days {
		night := n == 0 || pick("night", 0, 5) > 0
		if night {
			b.run()
		}
		d := debts[pick("debt", 0, len(debts)-1)]
		switch pick("what happens", 0, 7) {
		case 0:
			b.pay(d, "40.00")
		case 1:
			b.hold(d, b.clock.Today().AddDays(pick("until", 1, 9)))
		case 2:
			b.pay(d, "100.00")
		}
		b.send()
		b.review()
		evening(night)
		b.clock.SetDay(b.clock.Today().AddDays(1))
	}
}

// Whatever happens, what stood on an evening is told later as it was told then, with the days
// that it speaks of.
func TestAnyDayIsToldAgainAsItWas(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		clock.SetDay(date.Must("2026-03-02"))
		b := newBureau(t, s, clock)
		was := map[string][]string{}
		key := func(c id.ID, on date.Date) string { return c.String() + " " + on.String() }
		b.anyDays(7, 25, func(night bool) {
			for _, c := range b.customers() {
				if !night {
					continue
				}
				was[key(c, clock.Today())] = b.recalled(c, clock.Today())
			}
		})
		told := 0
		for n := range 25 {
			on := date.Must("2026-03-02").AddDays(n)
			for _, c := range b.customers() {
				want, known := was[key(c, on)]
				if !known {
					continue
				}
				got := b.recalled(c, on)
				if !slices.Equal(got, want) {
					t.Errorf("on %s:\n%s\nwas\n%s", on, strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
				told += len(got)
			}
		}
		if told < 60 {
			t.Errorf("only %d decisions were told", told)
		}
	})
}

// While no night runs, nobody looks: what stood is what was decided last, as of its day.
func TestADayOnWhichNobodyLookedTellsWhatStood(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		clock.SetDay(date.Must("2026-03-02"))
		b := newBureau(t, s, clock)
		c := testkit.Customer(t, s, b.company.ID, "ACME")
		b.bill(c, "R-1", date.Must("2026-03-30"))
		b.run()
		clock.SetDay(date.Must("2026-04-20"))
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			for _, day := range []struct {
				on, spoken string
				verdict    dunning.Verdict
			}{{"2026-03-01", "", ""}, {"2026-03-05", "2026-03-05", dunning.Wait}, {"2026-04-10", "2026-03-02", dunning.Wait}, {"2026-04-20", "2026-04-20", dunning.Act}} {
				all, err := b.desk.Recall(tx, c.ID, date.Must(day.on), clock.Today())
				if err != nil {
					return err
				}
				if day.verdict == "" {
					if len(all) > 0 {
						t.Errorf("%s: %+v", day.on, all)
					}
				} else if len(all) != 1 || all[0].On.String() != day.spoken || all[0].Decision.Assessment.Verdict != day.verdict || !all[0].Same {
					t.Errorf("%s: %+v", day.on, all)
				}
			}
			return nil
		})
	})
}

// A calendar that was changed since shows: the kept decision stays what it was.
func TestWhatChangedSinceIsSaid(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		clock.SetDay(date.Must("2026-03-02"))
		b := newBureau(t, s, clock)
		c := b.owes("ACME", 12)
		b.run()
		clock.SetDay(date.Must("2026-03-03"))
		b.company.Policy.Window.Days = calendar.On(time.Tuesday)
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error { return tx.SaveCompany(&b.company) })
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			all, err := b.desk.Recall(tx, c.ID, date.Must("2026-03-02"), clock.Today())
			if len(all) != 1 || all[0].Same || all[0].Kept.Verdict != dunning.Act || all[0].Decision.Assessment.Reasons[0].Code != dunning.NoSendDay {
				t.Errorf("%+v", all)
			}
			return err
		})
	})
}

// After any evening each overdue item has a next step or a reason that can be told in each
// language, and the sums agree with what is decided item by item.
func TestEachOverdueItemIsCovered(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		clock.SetDay(date.Must("2026-03-02"))
		b := newBureau(t, s, clock)
		most := 0
		b.anyDays(11, 18, func(bool) {
			c := b.coverage()
			if c.Covered() != c.Overdue || c.Without() != 0 || c.Waiting != 0 {
				t.Errorf("on %s: %+v", clock.Today(), c)
			}
			if listed := b.covered(c); listed != c.Overdue {
				t.Errorf("on %s %d items are listed of %d", clock.Today(), listed, c.Overdue)
			}
			most = max(most, c.Overdue)
		})
		b.sound()
		if most < 5 {
			t.Errorf("at most %d items were overdue", most)
		}
	})
}

func (b *bureau) coverage() (c store.Coverage) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		c, err = tx.Coverage(b.clock.Today())
		return err
	})
	return c
}

// covered counts the items behind each reason, page by page, and holds the words of each.
func (b *bureau) covered(c store.Coverage) (items int) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		for _, r := range c.Reasons {
			if !slices.Contains(dunning.ItemCodes(), r.Code) {
				b.t.Errorf("%s stands about an item", r.Code)
			}
			at := store.Cursor{}
			for {
				page, err := tx.CoveredItems(r.Code, b.clock.Today(), at, 3)
				if err != nil {
					return err
				}
				for _, i := range page.Rows {
					if items++; i.Number == "" || i.Name == "" || i.Open.Sign() <= 0 || i.DueOn >= b.clock.Today() {
						b.t.Errorf("%+v", i)
					}
				}
				if page.Next == nil {
					break
				}
				at = *page.Next
			}
		}
		return nil
	})
	return items
}

// What nobody looked at yet, and what could not be looked at, is missing by name.
func TestWhatIsNotCoveredIsNamed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.owes("ALPHA", 12)
		b.run()
		b.owes("BETA", 12)
		b.owes("GAMMA", -12)
		c := b.coverage()
		if c.Overdue != 2 || c.Without() != 1 {
			t.Errorf("%+v", c)
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			missing, err := tx.UncoveredItems(clock.Today(), 10)
			if len(missing) != 1 || missing[0].Number != "R-BETA" || missing[0].Name == "" {
				t.Errorf("%+v", missing)
			}
			return err
		})
	})
}

// What was decided is found by day, by reason and by customer, page by page in both directions.
func TestDecisionsAreFound(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		clock.SetDay(date.Must("2026-03-02"))
		b := newBureau(t, s, clock, func(c *company.Company) { c.Policy.BankMaxAgeDays = 0 })
		beta := b.owes("BETA", 2)
		acme := b.owes("ACME", 12)
		b.run()
		clock.SetDay(date.Must("2026-03-03"))
		if _, err := b.desk.PlaceHold(t.Context(), customer.Ref{Company: b.company.ID, Customer: acme.ID}, hold.Hold{Reason: "fair", PlacedBy: person}, clock.Today()); err != nil {
			t.Fatal(err)
		}
		b.run()
		for _, tt := range []struct {
			name string
			by   store.DecisionFilter
			want string
		}{
			{"everything, the last first", store.DecisionFilter{}, "ACME customer_held, ACME step_due, BETA step_later"},
			{"one day", store.DecisionFilter{From: clock.Today(), Through: clock.Today()}, "ACME customer_held"},
			{"until a day", store.DecisionFilter{Through: clock.Today().AddDays(-1)}, "ACME step_due, BETA step_later"},
			{"a reason", store.DecisionFilter{Code: dunning.StepDue}, "ACME step_due"},
			{"a customer", store.DecisionFilter{Customer: beta.ID}, "BETA step_later"},
			{"a name", store.DecisionFilter{Named: customer.NameKey(acme.Name)}, "ACME customer_held, ACME step_due"},
			{"nothing", store.DecisionFilter{From: clock.Today().AddDays(1)}, ""},
		} {
			t.Run(tt.name, func(t *testing.T) { b.finds(t, tt.by, tt.want) })
		}
	})
}

// finds turns the pages of a list of decisions, one a page, on and back again.
func (b *bureau) finds(t *testing.T, by store.DecisionFilter, want string) {
	t.Helper()
	testkit.View(t, b.store, b.company.ID, func(tx *store.Tx) error {
		var on, back []string
		at := &store.Cursor{}
		var last *store.Cursor
		for at != nil {
			page, err := tx.Decisions(by, *at, 1)
			if err != nil {
				return err
			}
			again, err := b.desk.DecideAgain(tx, page.Rows)
			for n := range again {
				on = append(on, again[n].Decision.Number+" "+string(again[n].Kept.Code))
			}
			if err != nil || slices.ContainsFunc(again, func(r collect.Recalled) bool { return !r.Same }) {
				t.Errorf("%v %+v", err, again)
			}
			last, at = page.Previous, page.Next
		}
		for last != nil {
			page, err := tx.Decisions(by, *last, 1)
			if err != nil {
				return err
			}
			back = append(back, string(page.Rows[0].Code))
			last = page.Previous
		}
		if got := strings.Join(on, ", "); got != want || len(back) != max(0, len(on)-1) {
			t.Errorf("%s, and back %v; want %s", got, back, want)
		}
		return nil
	})
}
