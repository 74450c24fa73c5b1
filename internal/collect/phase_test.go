package collect_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/phase"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// pursues is a ladder of a reminder, a notice of default and two steps of collection.
func (b *bureau) pursues() {
	b.t.Helper()
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		return tx.StartWith(&dunning.Scenario{Name: "pursuit", Steps: []dunning.Step{
			{Key: "first", Tone: dunning.Polite, Days: 5, From: dunning.FromDue},
			{Key: "notice", Tone: dunning.Formal, Days: 20, From: dunning.FromDue, DeadlineDays: 8},
			{Key: "offer", Tone: dunning.Firm, Days: 40, From: dunning.FromDue, Effects: []dunning.Effect{dunning.ToCollection}},
			{Key: "last", Tone: dunning.Final, Days: 7, From: dunning.FromPrevious},
		}})
	})
}

// stage is the phase of a customer's case in euro, and since when.
func (b *bureau) stage(c customer.Customer) (p phase.Phase, since date.Date) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		cases, err := tx.StoredCases(c.ID)
		p, since = cases[money.EUR].Phase, cases[money.EUR].PhaseOn
		return err
	})
	return p, since
}

// listed are the customers whose cases are listed in a phase, and what is open of them.
func (b *bureau) listed(p phase.Phase) (names []string, sum money.Amount) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		for at := (&store.Cursor{}); at != nil; {
			page, err := tx.ListCases(store.CaseFilter{Phase: p}, *at, 1)
			if err != nil {
				return err
			}
			for _, r := range page.Rows {
				names = append(names, r.Number)
			}
			at = page.Next
		}
		n, err := tx.CountCases(store.CaseFilter{Phase: p}, 100)
		if err == nil && n != len(names) {
			b.t.Errorf("%d cases are counted, %v listed", n, names)
		}
		if err != nil {
			return err
		}
		sums, err := tx.SumCases(store.CaseFilter{Phase: p})
		if len(sums) > 0 {
			sum = sums[0]
		}
		return err
	})
	return names, sum
}

// collected is the last time of collection of a customer.
func (b *bureau) collected(c customer.Customer) (last phase.Collecting) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		all, err := tx.CollectingOf(c.ID, 10)
		if len(all) > 0 {
			last = all[0]
		}
		return err
	})
	return last
}

func TestACaseGoesThroughItsPhases(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.pursues()
		acme := b.owes("ACME", 11)
		b.owes("BETA", 1)
		var seen []phase.Phase
		for range 60 {
			b.run()
			b.send()
			b.review()
			if p, since := b.stage(acme); len(seen) == 0 || p != seen[len(seen)-1] {
				seen = append(seen, p)
				if since != b.clock.Today() {
					t.Errorf("%s since %s, on %s", p, since, b.clock.Today())
				}
			}
			clock.Advance(24 * time.Hour)
		}
		if want := []phase.Phase{phase.Reminder, phase.Notice, phase.Collection}; !slices.Equal(seen, want) {
			t.Fatalf("phases %q, want %q", seen, want)
		}
		if names, sum := b.listed(phase.Collection); !slices.Contains(names, "ACME") || sum.IsZero() {
			t.Errorf("in collection are %v, %s", names, sum.Text())
		}
		if n := b.events(acme.ID, timeline.CollectionBegan); n != 1 {
			t.Errorf("collection began %d times", n)
		}
		b.pay(debt{id: b.invoiceOf("R-ACME"), owner: customer.Ref{Company: b.company.ID, Customer: acme.ID}}, "100.00")
		b.review()
		if p, since := b.stage(acme); p != phase.Quiet || since != date.None {
			t.Errorf("what is paid is in phase %q since %s", p, since)
		}
		if c := b.collected(acme); c.Lasts() || c.As != phase.Paid || c.BeganBy != "acquit" {
			t.Errorf("%+v", c)
		}
		b.sound()
	})
}

func TestAPersonBeginsAndEndsCollection(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.pursues()
		acme, early := b.owes("ACME", 1), b.owes("EARLY", -5)
		begin := func(c customer.Customer, words string) error {
			return b.desk.BeginCollection(t.Context(), b.ref(c), money.EUR, words, person, clock.Today())
		}
		if err := begin(acme, " "); fault.KindOf(err) != fault.Invalid {
			t.Errorf("without a reason: %v", err)
		}
		if err := begin(early, "why"); !errors.Is(err, fault.Conflict) {
			t.Errorf("nothing is overdue: %v", err)
		}
		if err := b.desk.EndCollection(t.Context(), b.ref(acme), money.EUR, "why", person, clock.Today()); !errors.Is(err, fault.Conflict) {
			t.Errorf("nothing is collected: %v", err)
		}
		if err := begin(acme, "moved without a word"); err != nil {
			t.Fatal(err)
		}
		if err := begin(acme, "again"); !errors.Is(err, fault.Conflict) {
			t.Errorf("twice: %v", err)
		}
		b.review()
		if p, _ := b.stage(acme); p != phase.Collection {
			t.Errorf("in phase %q", p)
		}
		b.send()
		if m := b.message(); m.Step != "offer" {
			t.Errorf("the first message of collection is %q", m.Step)
		}
		if err := b.desk.EndCollection(t.Context(), b.ref(acme), money.EUR, "it was a mistake", person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		b.review()
		if p, _ := b.stage(acme); p != phase.Reminder {
			t.Errorf("in phase %q", p)
		}
		if c := b.collected(acme); c.Lasts() || c.Grounds != "it was a mistake" || c.Words != "moved without a word" || c.As != "" {
			t.Errorf("%+v", c)
		}
		b.sound()
	})
}

func TestTroublesOfCustomers(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.notice(dunning.Formal)
		poor, gone := b.owes("POOR", 20), b.owes("GONE", 20)
		today := clock.Today()
		note := func(c customer.Circumstance) (customer.Circumstance, error) {
			return c, b.desk.NoteTrouble(t.Context(), b.company.ID, &c, person, today)
		}
		must := func(c customer.Circumstance) customer.Circumstance {
			t.Helper()
			c, err := note(c)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		hard := must(customer.Circumstance{Customer: poor.ID, Trouble: customer.Hardship, Since: today.AddDays(-3), Until: today.AddDays(30), Words: "ill since May"})
		broke := must(customer.Circumstance{Customer: gone.ID, Trouble: customer.Insolvency, Procedure: customer.Bankruptcy, Since: today, Court: "Gent", Administrator: "Mr. Curator", LodgeBy: today.AddDays(20)})
		if _, err := note(customer.Circumstance{Customer: gone.ID, Trouble: customer.Insolvency, Procedure: customer.Bankruptcy, Since: today}); !errors.Is(err, fault.Conflict) {
			t.Errorf("known twice: %v", err)
		}
		for _, wrong := range []customer.Circumstance{
			{Trouble: "sad", Since: today}, {Trouble: customer.Hardship, Since: today}, {Trouble: customer.Hardship, Words: "w"}, {Trouble: customer.Hardship, Words: "w", Since: today.AddDays(1)},
			{Trouble: customer.Hardship, Words: "w", Since: today, Until: today.AddDays(-1)}, {Trouble: customer.Insolvency, Since: today},
			{Trouble: customer.Insolvency, Procedure: customer.Bankruptcy, Since: today, LodgeBy: today.AddDays(-1)}, {Trouble: customer.Insolvency, Procedure: customer.Bankruptcy, Since: today, Mail: "nobody"},
		} {
			wrong.Customer = poor.ID
			if _, err := note(wrong); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%+v: %v", wrong, err)
			}
		}
		b.run()
		b.send()
		if left := b.box.mails; len(left) != 0 {
			t.Errorf("%d mails left, to somebody in hardship without approval or somebody insolvent", len(left))
		}
		if code := b.reason(gone); code != dunning.Insolvent {
			t.Errorf("the insolvent one: %s", code)
		}
		if d := b.openTasks(task.LodgeClaim); len(d) != 1 || d[0].DueOn != broke.LodgeBy || d[0].Customer != gone.ID {
			t.Errorf("%+v", d)
		}
		if d := b.openTasks(task.HardshipEnds); len(d) != 1 || d[0].DueOn != hard.Until.AddDays(1) {
			t.Errorf("%+v", d)
		}
		b.approveBy(person, b.proposedTo(poor))
		clock.Advance(time.Hour) // in which the approval may be taken back
		b.send()
		if len(b.box.mails) != 1 {
			t.Errorf("%d mails left after the approval", len(b.box.mails))
		}
		if asked := b.reckoned("POOR").Asked; !asked.Late().IsZero() {
			t.Errorf("somebody in hardship is asked for %s beside the debt", asked.Late().Text())
		}
		b.endTroubles(broke, hard)
		b.sound()
	})
}

// proposedTo is the message to a customer that waits for approval.
func (b *bureau) proposedTo(c customer.Customer) id.ID {
	b.t.Helper()
	for _, m := range b.inState("proposed") {
		if m.Customer == c.ID {
			return m.ID
		}
	}
	b.t.Fatal("nothing waits for approval")
	return 0
}

// endTroubles lodges what is owed, and says that an insolvency and a hardship are over.
func (b *bureau) endTroubles(broke, hard customer.Circumstance) {
	b.t.Helper()
	ctx, today := b.t.Context(), b.clock.Today()
	if err := b.desk.NoteLodged(ctx, b.company.ID, hard.ID, today, person, today); !errors.Is(err, fault.Conflict) {
		b.t.Errorf("a hardship is not lodged: %v", err)
	}
	if err := b.desk.NoteLodged(ctx, b.company.ID, broke.ID, today.AddDays(1), person, today); fault.KindOf(err) != fault.Invalid {
		b.t.Errorf("tomorrow: %v", err)
	}
	for _, err := range []error{b.desk.NoteLodged(ctx, b.company.ID, broke.ID, today, person, today), b.desk.EndTrouble(ctx, b.company.ID, broke.ID, person, today), b.desk.EndTrouble(ctx, b.company.ID, hard.ID, person, today)} {
		if err != nil {
			b.t.Error(err)
		}
	}
	if err := b.desk.EndTrouble(ctx, b.company.ID, hard.ID, person, today); !errors.Is(err, fault.Conflict) {
		b.t.Errorf("twice: %v", err)
	}
	if n := len(b.openTasks(task.LodgeClaim)) + len(b.openTasks(task.HardshipEnds)); n != 0 {
		b.t.Errorf("%d tasks are left", n)
	}
	b.review()
	if code := b.reason(customer.Customer{ID: broke.Customer}); code == dunning.Insolvent {
		b.t.Error("the insolvency is over")
	}
}

func TestWhoIsLoyalIsNotLostLightly(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.notice(dunning.Formal)
		old, young := b.owes("OLD", 20), b.owes("YOUNG", 20)
		b.bill(old, "R-OLD-0", clock.Today().AddDays(-1500))
		b.pay(debt{id: b.invoiceOf("R-OLD-0"), owner: b.ref(old)}, "100.00")
		b.guards(company.Guard{Years: 3, Least: map[string]int64{"EUR": 50_00}})
		b.run()
		b.send()
		waits := b.inState("proposed")
		if len(waits) != 1 || waits[0].Customer != old.ID {
			t.Fatalf("%d messages wait for a person", len(waits))
		}
		if m := b.message(); m.Customer != young.ID {
			t.Errorf("the notice left to %s", m.Customer)
		}
	})
}

// What a guard asks of a person is foreseen, also for who is not near a severe step yet.
func TestASimulationForeseesWhoIsLoyal(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.pursues()
		b.owes("ACME", 1)
		b.guards(company.Guard{})
		var waits []string
		err := b.desk.Simulate(t.Context(), b.company.ID, collect.Asked{Today: clock.Today(), Days: 60}, func(p collect.Planned) {
			if a := p.Assessment.Approval; a != nil && a.Code == dunning.IsLoyal {
				waits = append(waits, a.Step)
			}
		})
		if err != nil || !slices.Equal(waits, []string{"notice", "offer"}) {
			t.Errorf("a person decides about %q, %v", waits, err)
		}
	})
}

// guards has the company look after customers who are loyal.
func (b *bureau) guards(g company.Guard) {
	b.t.Helper()
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		c, err := tx.TheCompany()
		if err != nil {
			return err
		}
		c.Policy.Guard = &g
		return tx.SaveCompany(&c)
	})
}
