package settle_test

import (
	"errors"
	"testing"

	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// rule keeps a rule, and switches it on for as many entries as a trial says.
func (b *till) rule(r matching.Rule) (id.ID, settle.Trial) {
	b.t.Helper()
	i, err := settle.AddRule(b.t.Context(), b.store, b.company.ID, r, person, today)
	if err != nil {
		b.t.Fatal(err)
	}
	var trial settle.Trial
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		trial, err = settle.Try(tx, &r, today)
		return err
	})
	if err := settle.SwitchOn(b.t.Context(), b.store, b.company.ID, i, trial.Waits, person, today); err != nil {
		b.t.Fatal(err)
	}
	return i, trial
}

func TestARulePointsToACustomer(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("R-1001", "100.00")
		rent := matching.Rule{Words: "loyer entrepôt", Customer: b.customer.Customer, Account: b.account, Most: testkit.Euro("500.00")}
		b.rule(rent)
		part, outside, exact := b.line("40.00", another, "Loyer ENTREPOT"), b.line("501.00", another, "loyer entrepot"), b.line("100.00", another, "loyer entrepot juin")
		if r := b.match(); r.Booked != 1 || r.Asked != 1 || r.Unknown != 1 {
			t.Fatalf("%+v", r)
		}
		if e, _ := b.entry(exact); e.State != store.EntryBooked || b.open("R-1001") != "0.00" {
			t.Errorf("the exact amount is %s", e.State)
		}
		if by := b.evidenceOf(part); by[0] != (matching.Evidence{Fact: matching.RulePoints, By: person, On: today, Words: "loyer entrepôt", End: 5}) {
			t.Errorf("%+v", by)
		}
		if b.evidenceOf(outside) != nil {
			t.Error("it acts outside its filters")
		}
		b.sound()
	})
}

func TestARuleIgnores(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("R-1001", "100.00")
		b.update(func(tx *store.Tx) error {
			return tx.AddPayers([]store.Payer{{IBAN: theirs, Customer: b.customer.Customer}}, "import")
		})
		plain, known, named := b.line("40.00", another, "prime cantine"), b.line("70.00", theirs, "cantine"), b.line("80.00", "", "cantine R-1001")
		out := b.line("-12.00", another, "cantine")
		back := b.line("-13.00", another, "cantine", func(e *store.Entry) { e.Reversal = true })
		b.match()
		rule, trial := b.rule(matching.Rule{Words: "cantine"})
		if trial.Waits != 2 || trial.WasBooked != 1 || trial.Others != 1 {
			t.Errorf("%+v", trial)
		}
		if r := b.match(); r.Ignored != 2 {
			t.Errorf("%+v", r)
		}
		for entry, want := range map[id.ID]store.EntryState{plain: store.EntryIgnored, known: store.EntryIgnored, named: store.EntryBooked, out: store.EntryOutgoing} {
			if e, asked := b.entry(entry); e.State != want || e.ByHand || len(asked) > 0 {
				t.Errorf("%s is %s, by hand %t, %d proposals", e.Text, e.State, e.ByHand, len(asked))
			}
		}
		if e, _ := b.entry(back); e.State == store.EntryIgnored {
			t.Error("a rule ignores what takes back an earlier payment")
		}
		b.isRuledOut(plain, rule)
		if err := b.undo(known); err != nil {
			t.Fatal(err)
		}
		b.match()
		if e, asked := b.entry(known); e.State != store.EntryAsk || len(asked) != 1 || asked[0].Evidence[len(asked[0].Evidence)-1].Fact != matching.RuleIgnores {
			t.Errorf("a person took it in hand, and it is %s, %+v", e.State, asked)
		}
		b.isRuledOut(known, 0)
		if later := b.line("-9.00", another, "Cantine"); b.match().Ignored != 1 {
			e, _ := b.entry(later)
			t.Errorf("money that left is %s", e.State)
		}
		b.sound()
	})
}

// isRuledOut reports unless an entry is ignored by a rule; 0 for none.
func (b *till) isRuledOut(entry, rule id.ID) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		by, found, err := tx.RuledOut(entry)
		if found != (rule != 0) || by.ID != rule {
			b.t.Errorf("the entry is ignored by rule %d, not %d", by.ID, rule)
		}
		counts, err2 := tx.CountRuledOut([]id.ID{rule})
		if found && counts[rule] != 2 {
			b.t.Errorf("the rule ignored %d", counts[rule])
		}
		return errors.Join(err, err2)
	})
}

// A rule acts only when somebody has seen on what, and no more when it is switched off
// or forgotten.
func TestARuleActsOnceItWasTried(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		r := matching.Rule{Words: "cantine"}
		rule, err := settle.AddRule(t.Context(), s, b.company.ID, r, person, today)
		if err != nil {
			t.Fatal(err)
		}
		first := b.line("40.00", another, "cantine")
		b.match()
		if e, _ := b.entry(first); e.State != store.EntryAsk {
			t.Fatalf("a rule that is not on acts: %s", e.State)
		}
		on := func(seen int) error { return settle.SwitchOn(t.Context(), s, b.company.ID, rule, seen, person, today) }
		if err := on(0); !errors.Is(err, fault.Conflict) {
			t.Errorf("switched on, though it would act on more than was seen: %v", err)
		}
		if err := on(1); err != nil {
			t.Fatal(err)
		}
		if err := on(1); !errors.Is(err, fault.Conflict) {
			t.Errorf("switched on twice: %v", err)
		}
		b.match()
		if e, _ := b.entry(first); e.State != store.EntryIgnored {
			t.Errorf("it is on, and the entry is %s", e.State)
		}
		for _, c := range []struct {
			name string
			do   func() error
		}{
			{"off", func() error { return settle.SwitchOff(t.Context(), s, b.company.ID, rule, person, today) }},
			{"forgotten", func() error { return settle.ForgetRule(t.Context(), s, b.company.ID, rule, person, today) }},
		} {
			if err := c.do(); err != nil {
				t.Fatal(err)
			}
			if err := c.do(); !errors.Is(err, fault.Conflict) {
				t.Errorf("%s twice: %v", c.name, err)
			}
			later := b.line("50.00", another, "cantine "+c.name)
			b.match()
			if e, _ := b.entry(later); e.State != store.EntryAsk {
				t.Errorf("%s, and the entry is %s", c.name, e.State)
			}
		}
		if err := on(2); !errors.Is(err, fault.NotFound) {
			t.Errorf("what is forgotten is switched on: %v", err)
		}
		if e, _ := b.entry(first); e.State != store.EntryIgnored {
			t.Errorf("what it did is undone: %s", e.State)
		}
	})
}

func TestATrialCountsWhatIsOtherwise(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		sister := testkit.Customer(t, s, b.company.ID, "BETA")
		b.gives(b.line("10.00", "", "loyer mars"), b.customer.Customer)
		b.gives(b.line("11.00", "", "loyer avril"), sister.ID)
		b.gives(b.line("12.00", "", "loyer 2024", func(e *store.Entry) { e.BookedOn = today.AddMonths(-13) }), sister.ID)
		b.line("13.00", "", "Loyer mai")
		b.line("14.00", "", "autre")
		r := matching.Rule{Words: "loyer", Customer: b.customer.Customer, Least: testkit.Euro("10.50")}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			trial, err := settle.Try(tx, &r, today)
			if err != nil || trial.Waits != 1 || trial.WasBooked != 1 || trial.Others != 1 || len(trial.Waiting) != 1 || len(trial.Booked) != 1 || trial.NotAllWasLookedAt {
				t.Errorf("%+v", trial)
			}
			r.Least = testkit.Euro("0.00")
			if trial, err = settle.Try(tx, &r, today); trial.WasBooked != 2 || trial.Others != 1 {
				t.Errorf("%+v", trial)
			}
			return err
		})
	})
}

func TestRulesThatAreNotKept(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		for _, c := range []struct {
			rule matching.Rule
			want error
		}{
			{matching.Rule{Words: "à"}, fault.Invalid}, {matching.Rule{Words: "loyer", Customer: 42}, fault.NotFound},
			{matching.Rule{Words: "loyer", Account: 42}, fault.NotFound},
		} {
			if _, err := settle.AddRule(t.Context(), s, b.company.ID, c.rule, person, today); !errors.Is(err, c.want) {
				t.Errorf("%+v: %v", c.rule, err)
			}
		}
	})
}
