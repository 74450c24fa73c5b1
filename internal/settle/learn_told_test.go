package settle_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// lessons are what a customer's timeline tells of how its payers are known, the oldest
// first.
func (b *till) lessons(owner id.ID) []string {
	b.t.Helper()
	all := []string{}
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		events, err := tx.Timeline(owner, 0, 100)
		for n := len(events) - 1; n >= 0; n-- {
			e := &events[n]
			switch e.Kind {
			case timeline.PaymentBooked, timeline.PaymentUndone:
				continue
			}
			d, err := e.Read()
			if err != nil {
				return err
			}
			all = append(all, fmt.Sprint(e.Kind, " by ", e.Actor, ": ", d.Text, d.Account))
		}
		return err
	})
	return all
}

// What people teach and forget of a customer's payers is told on its timeline, each once;
// what bookings make known by themselves is not.
func TestLearningIsTold(t *testing.T) {
	const boss = "bob@lys.example"
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		ours, company := b.customer.Customer, b.company.ID
		b.owes("R-1001", "100.00")
		first, second := b.line("30.00", theirs, "merci", under("Fiduciaire du Lac")), b.line("40.00", theirs, "encore", under("FIDUCIAIRE DU LAC"))
		nameless := b.line("50.00", another, "merci", under(""))
		certain := b.line("100.00", "", "R-1001", under("Mont SA"))
		alias := func(entry id.ID) func() error {
			return func() error {
				_, err := settle.Alias(t.Context(), s, company, entry, ours, boss, today)
				return err
			}
		}
		for _, c := range []struct {
			name string
			do   func() error
			want []string
		}{
			{"matching books by itself", func() error { b.match(); return nil }, nil},
			{"a confirmation teaches a name", func() error { return b.confirm(first, matching.Proposal{Customer: ours}) },
				[]string{"payer_taught by anne@lys.example: Fiduciaire du Lac"}},
			{"another one teaches it again", func() error { return b.confirm(second, matching.Proposal{Customer: ours}) }, nil},
			{"one of them is undone", func() error { return b.undo(first) }, nil},
			{"the other one as well", func() error { return b.undo(second) }, []string{"payer_forgotten by anne@lys.example: FIDUCIAIRE DU LAC"}},
			{"what matching booked is undone", func() error { return b.undo(certain) }, nil},
			{"a name is said", alias(first), []string{"payer_taught by bob@lys.example: Fiduciaire du Lac"}},
			{"a name is said again", alias(first), nil},
			{"an account is said", alias(nameless), []string{"payer_taught by bob@lys.example: BE43…9501"}},
			{"an account is said again", alias(nameless), nil},
			{"a name is forgotten", func() error {
				return settle.ForgetName(t.Context(), s, company, ours, matching.NameKey("Fiduciaire du Lac"), person, today)
			}, []string{"payer_forgotten by anne@lys.example: Fiduciaire du Lac"}},
			{"an account is forgotten", func() error { return settle.ForgetAccount(t.Context(), s, company, ours, another, person, today) },
				[]string{"payer_forgotten by anne@lys.example: BE43…9501"}},
		} {
			before := b.lessons(ours)
			if err := c.do(); err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			if diff := cmp.Diff(append(before, c.want...), b.lessons(ours)); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
		}
		if e, _ := b.entry(certain); e.State == store.EntryNew {
			t.Error("nothing was booked by itself")
		}
		b.sound()
	})
}

// What becomes of a rule is told on the timeline of the customer to whom it points.
func TestRulesAreTold(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		ours, company := b.customer.Customer, b.company.ID
		for _, owner := range []id.ID{ours, 0} {
			rule, _ := b.rule(matching.Rule{Words: "Loyer", Customer: owner})
			if err := settle.SwitchOff(t.Context(), s, company, rule, "bob@lys.example", today); err != nil {
				t.Fatal(err)
			}
			if err := settle.ForgetRule(t.Context(), s, company, rule, person, today); err != nil {
				t.Fatal(err)
			}
		}
		want := []string{"rule_made by anne@lys.example: Loyer", "rule_switched_on by anne@lys.example: Loyer",
			"rule_switched_off by bob@lys.example: Loyer", "rule_forgotten by anne@lys.example: Loyer"}
		if diff := cmp.Diff(want, b.lessons(ours)); diff != "" {
			t.Error(diff)
		}
		b.sound()
	})
}
