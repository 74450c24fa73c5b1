package settle_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// changes puts a rule in the place of another, as a trial of it says.
func (b *till) changes(rule id.ID, r matching.Rule) (id.ID, settle.RuleChange) {
	b.t.Helper()
	c := b.tries(rule, r)
	i, err := settle.ChangeRule(b.t.Context(), b.store, b.company.ID, rule, r, c.Waits, c.Frees, "bob@lys.example", today)
	if err != nil {
		b.t.Fatal(err)
	}
	return i, c
}

func (b *till) tries(rule id.ID, r matching.Rule) (c settle.RuleChange) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		c, err = settle.TryChange(tx, rule, &r, today)
		return err
	})
	return c
}

// states are what some entries became.
func (b *till) states(entries ...id.ID) (all []store.EntryState) {
	b.t.Helper()
	for _, i := range entries {
		e, _ := b.entry(i)
		all = append(all, e.State)
	}
	return all
}

func TestARuleIsChanged(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		noon, evening := b.line("40.00", another, "cantine midi"), b.line("50.00", another, "cantine soir")
		bar := b.line("60.00", another, "bar midi")
		b.match()
		first, _ := b.rule(matching.Rule{Words: "cantine"})
		out := b.line("-9.00", another, "cantine soir")
		b.match()
		if diff := cmp.Diff([]store.EntryState{store.EntryIgnored, store.EntryIgnored, store.EntryIgnored, store.EntryAsk}, b.states(noon, evening, out, bar)); diff != "" {
			t.Fatal(diff)
		}
		b.sound()
		second, c := b.changes(first, matching.Rule{Words: "midi"})
		if c.Same || c.Waits != 1 || c.Keeps != 1 || c.Frees != 2 || len(c.Freed) != 2 {
			t.Errorf("%+v", c)
		}
		b.sound()
		if r := b.match(); r.Ignored != 1 {
			t.Errorf("%+v", r)
		}
		if diff := cmp.Diff([]store.EntryState{store.EntryIgnored, store.EntryAsk, store.EntryOutgoing, store.EntryIgnored}, b.states(noon, evening, out, bar)); diff != "" {
			t.Error(diff)
		}
		b.isRuledOut(noon, second)
		b.isRuledOut(evening, 0)
		if e, _ := b.entry(evening); e.ByHand {
			t.Error("a person took what was freed in hand")
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			was, _, err := tx.RuleByID(first)
			is, found, err2 := tx.RuleAfter(first)
			if was.State != store.RuleForgotten || was.By != person || was.EndedBy != "bob@lys.example" || was.EndedOn != today {
				t.Errorf("%+v", was)
			}
			if !found || is.ID != second || is.State != store.RuleOn || is.By != "bob@lys.example" || is.Replaces != first {
				t.Errorf("%+v", is)
			}
			all, err3 := tx.Rules(0, 9)
			if len(all) != 1 || all[0].ID != second {
				t.Errorf("%+v", all)
			}
			return errors.Join(err, err2, err3)
		})
		b.sound()
	})
}

// A rule that ignored points to a customer from then on: all that it ignored is looked at
// again.
func TestAnIgnoringRuleBecomesACustomers(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("R-1001", "100.00")
		exact := b.line("100.00", "", "prime cantine", under(""))
		rule, _ := b.rule(matching.Rule{Words: "cantine"})
		b.match()
		if diff := cmp.Diff([]store.EntryState{store.EntryIgnored}, b.states(exact)); diff != "" {
			t.Fatal(diff)
		}
		if _, c := b.changes(rule, matching.Rule{Words: "cantine", Customer: b.customer.Customer}); c.Keeps != 0 || c.Frees != 1 {
			t.Errorf("%+v", c)
		}
		if r := b.match(); r.Booked != 1 || b.open("R-1001") != "0.00" {
			t.Errorf("%+v", r)
		}
		b.sound()
	})
}

// Whom a rule pointed to, and to whom it points, are told what became of it.
func TestAChangedRuleIsTold(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		ours, sister := b.customer.Customer, testkit.Customer(t, s, b.company.ID, "BETA").ID
		first, _ := b.rule(matching.Rule{Words: "loyer", Customer: ours, Most: testkit.Euro("500.00")})
		if c := b.tries(first, matching.Rule{Words: "loyer", Customer: ours, Least: testkit.Euro("0.00"), Most: testkit.Euro("500.00")}); !c.Same {
			t.Errorf("%+v", c)
		}
		second, _ := b.changes(first, matching.Rule{Words: "loyer mars", Customer: ours, Account: b.account, Flow: matching.FlowIn})
		want := []timeline.Change{{Field: settle.FieldWords, Was: "loyer", Is: "loyer mars"}, {Field: settle.FieldFlow, Is: "in"},
			{Field: settle.FieldMost, Was: "500.00 EUR"}, {Field: settle.FieldAccount, Is: b.company.IBAN}}
		if told := b.told(timeline.RuleChanged); len(told) != 1 || cmp.Diff(want, told[0].Changes) != "" {
			t.Errorf("%+v", told)
		}
		third, _ := b.changes(second, matching.Rule{Words: "loyer", Customer: sister})
		b.changes(third, matching.Rule{Words: "loyer"})
		if diff := cmp.Diff([]string{"rule_made by anne@lys.example: loyer", "rule_switched_on by anne@lys.example: loyer", "rule_changed by bob@lys.example: loyer mars",
			"rule_forgotten by bob@lys.example: loyer mars"}, b.lessons(ours)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"rule_made by bob@lys.example: loyer", "rule_forgotten by bob@lys.example: loyer"}, b.lessons(sister)); diff != "" {
			t.Error(diff)
		}
		b.sound()
	})
}

func TestChangesThatAreRefused(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		first := b.line("40.00", another, "cantine")
		rule, _ := b.rule(matching.Rule{Words: "cantine"})
		b.match()
		change := func(r matching.Rule, waits, frees int) error {
			_, err := settle.ChangeRule(t.Context(), s, b.company.ID, rule, r, waits, frees, person, today)
			return err
		}
		for _, c := range []struct {
			name         string
			rule         matching.Rule
			waits, frees int
			want         error
		}{
			{"words that stand everywhere", matching.Rule{Words: "à"}, 0, 1, fault.Invalid},
			{"a customer that is none", matching.Rule{Words: "loyer", Customer: 42}, 0, 1, fault.NotFound},
			{"an account that is none", matching.Rule{Words: "loyer", Account: 42}, 0, 1, fault.NotFound},
			{"more is freed than was seen", matching.Rule{Words: "loyer"}, 0, 0, fault.Conflict},
			{"less waits than was seen", matching.Rule{Words: "loyer"}, 1, 1, fault.Conflict},
		} {
			if err := change(c.rule, c.waits, c.frees); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if e, _ := b.entry(first); e.State != store.EntryIgnored {
			t.Errorf("a change that was refused did something: %s", e.State)
		}
		if err := change(matching.Rule{Words: "loyer"}, 0, 1); err != nil {
			t.Fatal(err)
		}
		if err := change(matching.Rule{Words: "autre"}, 0, 0); !errors.Is(err, fault.NotFound) {
			t.Errorf("what was changed is changed again: %v", err)
		}
		b.sound()
	})
}

// However often a rule is changed, entries stand as if its last words had been its first.
func TestAChangedRuleLeavesNothingOfWhatItWas(t *testing.T) {
	s := testkit.Open(t, t.TempDir()+"/acquit.db", testkit.NewClock())
	companies := 0
	rapid.Check(t, func(r *rapid.T) {
		companies++
		b := newTill(t, s, called(fmt.Sprintf("Company %d", companies)))
		words := []string{"bar", "cantine", "midi", "soir"}
		texts, amounts := map[id.ID]string{}, map[id.ID]money.Amount{}
		for range rapid.IntRange(1, 4).Draw(r, "entries") {
			amount := rapid.SampledFrom([]string{"10.00", "20.00"}).Draw(r, "amount")
			text := strings.Join(rapid.SliceOfNDistinct(rapid.SampledFrom(words), 1, 3, rapid.ID).Draw(r, "text"), " ")
			i := b.line(amount, another, text)
			texts[i], amounts[i] = text, testkit.Euro(amount)
		}
		says := func() matching.Rule {
			return matching.Rule{Words: rapid.SampledFrom(append(words, "cantine midi", "bar soir")).Draw(r, "words"),
				Most:     testkit.Euro(rapid.SampledFrom([]string{"0.00", "15.00"}).Draw(r, "most")),
				Customer: rapid.SampledFrom([]id.ID{0, 0, b.customer.Customer}).Draw(r, "customer")}
		}
		is := says()
		rule, _ := b.rule(is)
		for range rapid.IntRange(1, 3).Draw(r, "changes") {
			b.match()
			is = says()
			rule, _ = b.changes(rule, is)
		}
		b.match()
		for i, text := range texts {
			acts := is.Customer == 0 && (is.Most.IsZero() || amounts[i].Cmp(is.Most) <= 0)
			for _, w := range strings.Fields(is.Words) {
				acts = acts && slices.Contains(strings.Fields(text), w)
			}
			if e, _ := b.entry(i); (e.State == store.EntryIgnored) != acts || e.ByHand {
				r.Fatalf("%q is %s by %+v", text, e.State, is)
			}
		}
		b.sound()
	})
}
