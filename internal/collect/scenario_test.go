package collect_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// usual is the company's usual scenario.
func (b *bureau) usual() (p store.Plan) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		plans, err := tx.CountedPlans()
		p = plans[0]
		return err
	})
	return p
}

// draft changes the draft of a scenario.
func (b *bureau) draft(plan id.ID, edit func(*dunning.Scenario)) dunning.Scenario {
	b.t.Helper()
	s, err := b.desk.EditDraft(b.t.Context(), b.company.ID, plan, "anne@lys.example", func(s *dunning.Scenario) error {
		edit(s)
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// follows is the number of the version that a customer's case follows.
func (b *bureau) follows(c customer.Customer) (version int) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		cases, err := tx.Cases([]id.ID{c.ID})
		if err != nil || len(cases) == 0 {
			return err
		}
		s, _, err := tx.ScenarioByID(cases[0].Before.Scenario)
		version = s.Version
		return err
	})
	return version
}

func later(s *dunning.Scenario) {
	s.Steps[1].Days += 30
	s.Steps[2].Days += 30
	s.Steps[3].Days += 30
	s.Steps[4].Days += 30
}

func TestRunningCasesKeepTheirVersionUntilTheyAreMoved(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		old := b.owes("1", 20)
		b.run()
		plan := b.usual()
		draft := b.draft(plan.ID, later)
		if b.run(); b.follows(old) != 1 || b.usual().Draft != draft.ID || len(b.inState(message.Queued)) != 1 {
			t.Fatalf("a draft acts: version %d, %+v", b.follows(old), b.usual())
		}
		effect, err := b.desk.EffectOf(t.Context(), b.company.ID, plan.ID, &draft, clock.Today(), func(d collect.Differs) {
			if d.Customer != old.ID || d.Was.Verdict != dunning.Act || d.Is.Step != "reminder-1" || d.Is.On != clock.Today().AddDays(20) {
				t.Errorf("%+v", d)
			}
		})
		if err != nil || effect != (collect.Effect{Cases: 1, Changed: 1, Rewrites: 1, All: true}) {
			t.Errorf("the effect is %+v, %v", effect, err)
		}
		p, err := b.desk.Publish(t.Context(), b.company.ID, plan.ID, draft.ID, "anne@lys.example", false)
		if err != nil || p.Scenario.Version != 2 || p.Moved != 0 {
			t.Fatalf("%+v, %v", p, err)
		}
		young := b.owes("2", 20)
		if counts := b.run(); counts["act"] != 1 || counts["wait"] != 1 || b.follows(old) != 1 || b.follows(young) != 2 {
			t.Errorf("%v; they follow %d and %d", counts, b.follows(old), b.follows(young))
		}
		if now := b.usual(); now.Cases != 2 || now.Behind != 1 || now.Version != 2 || now.Draft != 0 {
			t.Errorf("%+v", now)
		}
		moved, err := b.desk.MoveToCurrent(t.Context(), b.company.ID, plan.ID, p.Scenario.ID, person)
		if err != nil || moved != 1 {
			t.Fatalf("%d moved, %v", moved, err)
		}
		if _, err := b.desk.ReviewWanted(t.Context(), b.company.ID, clock.Today()); err != nil {
			t.Fatal(err)
		}
		if len(b.inState(message.Queued)) != 0 || len(b.inState(message.Withdrawn)) != 1 || b.follows(old) != 2 || b.usual().Behind != 0 {
			t.Errorf("moved, but %d is queued; version %d", len(b.inState(message.Queued)), b.follows(old))
		}
		if n := b.events(old.ID, timeline.ScenarioMoved); n != 1 || b.events(young.ID, timeline.ScenarioMoved) != 0 {
			t.Errorf("the timeline of who was moved tells of it %d times", n)
		}
		if again, err := b.desk.MoveToCurrent(t.Context(), b.company.ID, plan.ID, p.Scenario.ID, person); again != 0 || err != nil {
			t.Errorf("again %d moved, %v", again, err)
		}
	})
}

// What is prepared by an older version and still called for is written anew, and leaves once.
func TestAPreparedMessageIsWrittenAnewByTheVersionItsCaseMovesTo(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.owes("1", 20)
		b.run()
		plan := b.usual()
		draft := b.draft(plan.ID, func(s *dunning.Scenario) { s.Steps[1].Tone = dunning.Firm })
		if p, err := b.desk.Publish(t.Context(), b.company.ID, plan.ID, draft.ID, "anne@lys.example", true); err != nil || p.Moved != 1 {
			t.Fatalf("%+v, %v", p, err)
		}
		if sent := b.send(); sent.Sent != 1 || sent.Withdrawn > 1 || len(b.inState(message.Withdrawn)) != 1 || len(b.box.mails) != 1 {
			t.Errorf("%+v, %d mails", sent, len(b.box.mails))
		}
	})
}

func TestTwoPeoplePublishAtOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		plan := b.usual()
		seen := b.draft(plan.ID, later)
		errs := make(chan error, 2)
		for _, by := range []string{"anne@lys.example", "ben@lys.example"} {
			go func() {
				_, err := b.desk.Publish(t.Context(), b.company.ID, plan.ID, seen.ID, by, false)
				errs <- err
			}()
		}
		one, two := <-errs, <-errs
		if (one == nil) == (two == nil) || !errors.Is(errors.Join(one, two), fault.Conflict) {
			t.Errorf("%v and %v", one, two)
		}
		if now := b.usual(); now.Version != 2 {
			t.Errorf("%+v", now)
		}
		changed := b.draft(plan.ID, func(s *dunning.Scenario) { s.Informal = true })
		b.draft(plan.ID, func(s *dunning.Scenario) { s.Limits.GapDays = 3 })
		if _, err := b.desk.Publish(t.Context(), b.company.ID, plan.ID, changed.ID, "anne@lys.example", false); !errors.Is(err, fault.Conflict) {
			t.Errorf("what somebody changed since is published: %v", err)
		}
		if _, err := b.desk.MoveToCurrent(t.Context(), b.company.ID, plan.ID, changed.ID, person); !errors.Is(err, fault.Conflict) {
			t.Errorf("cases are moved to what is not the current version: %v", err)
		}
	})
}

func TestWhatCannotBeFollowedIsNotPublished(t *testing.T) {
	s, clock := sqlite(t)
	b := newBureau(t, s, clock)
	plan := b.usual()
	for name, edit := range map[string]func(*dunning.Scenario){
		"no steps":         func(s *dunning.Scenario) { s.Steps = nil },
		"a strange tone":   func(s *dunning.Scenario) { s.Steps[0].Tone = "loud" },
		"a strange sender": func(s *dunning.Scenario) { s.Steps[0].Sender = "nobody" },
		"a text with a word that is none": func(s *dunning.Scenario) {
			s.Steps[1].Texts = map[string]dunning.Text{"fr": {Subject: "A", Body: "{{custmer}}\n\n{{items}}\n\n{{pay}}"}}
		},
		"strange thanks": func(s *dunning.Scenario) {
			s.Thanks = &dunning.Thanks{After: dunning.Firm, Texts: map[string]dunning.Text{"de": {Subject: "", Body: ""}}}
		},
	} {
		draft := b.draft(plan.ID, edit)
		if _, err := b.desk.Publish(t.Context(), b.company.ID, plan.ID, draft.ID, "anne@lys.example", false); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
		if err := b.desk.DropDraft(t.Context(), b.company.ID, plan.ID); err != nil {
			t.Error(err)
		}
	}
	if now := b.usual(); now.Version != 1 || now.Draft != 0 {
		t.Errorf("%+v", now)
	}
}

func TestANewScenarioIsFollowedOnceItIsPublishedAndGiven(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		shop, anna := b.owes("1", 20), b.owes("2", 20)
		b.run()
		gentle := dunning.Scenario{Steps: []dunning.Step{{Key: "hello", Tone: dunning.Polite, Days: 60, From: dunning.FromDue}}}
		plan, err := b.desk.NewScenario(t.Context(), b.company.ID, " Gentle ", gentle, "anne@lys.example")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"Gentle", "", strings.Repeat("x", 81)} {
			if _, err := b.desk.NewScenario(t.Context(), b.company.ID, name, gentle, "anne@lys.example"); fault.KindOf(err) == "" {
				t.Errorf("a second %q: %v", name, err)
			}
		}
		pin := []collect.Pin{{Customer: shop.ID, Plan: plan}}
		if _, err := b.desk.PinScenarios(t.Context(), b.company.ID, pin, "anne@lys.example", clock.Today()); !errors.Is(err, fault.Invalid) {
			t.Errorf("a draft can be given: %v", err)
		}
		draft := b.draft(plan, func(*dunning.Scenario) {})
		if _, err := b.desk.Publish(t.Context(), b.company.ID, plan, draft.ID, "anne@lys.example", false); err != nil {
			t.Fatal(err)
		}
		undo, err := b.desk.PinScenarios(t.Context(), b.company.ID, append(pin, pin...), "anne@lys.example", clock.Today())
		if err != nil || !slices.Equal(undo, []collect.Pin{{Customer: shop.ID}}) {
			t.Fatalf("undo is %+v, %v", undo, err)
		}
		if again, err := b.desk.PinScenarios(t.Context(), b.company.ID, pin, "anne@lys.example", clock.Today()); len(again) != 0 || err != nil {
			t.Errorf("again: %+v, %v", again, err)
		}
		if got := b.newest(shop.ID, 1); got != "scenario_given" {
			t.Errorf("the timeline says %s", got)
		}
		if counts := b.run(); counts["act"] != 1 || counts["wait"] != 1 {
			t.Errorf("with one pinned: %v", counts)
		}
		if _, err := b.desk.PinScenarios(t.Context(), b.company.ID, undo, "anne@lys.example", clock.Today()); err != nil {
			t.Fatal(err)
		}
		if counts := b.run(); counts["act"] != 2 {
			t.Errorf("after undoing: %v, %s, %s", counts, b.newest(shop.ID, 4), anna.ID)
		}
	})
}

func TestRulesSayWhoFollowsWhich(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.owes("1", 20)
		vip := testkit.Customer(t, s, b.company.ID, "2", func(c *customer.Customer) { c.Labels = []string{"vip"} })
		testkit.Invoice(t, s, customer.Ref{Company: b.company.ID, Customer: vip.ID}, "R-2", "100.00", clock.Today().AddDays(-20))
		b.run()
		plan, err := b.desk.NewScenario(t.Context(), b.company.ID, "Gentle", dunning.Ready()[6].Scenario, "anne@lys.example")
		if err != nil {
			t.Fatal(err)
		}
		rules := []dunning.Rule{{Plan: plan, Labels: []string{"VIP"}, Least: map[string]int64{"EUR": 100_00}}}
		none := collect.RulesMark(nil)
		if _, err := b.desk.SetRules(t.Context(), b.company.ID, rules, none); !errors.Is(err, fault.Invalid) {
			t.Errorf("a rule gives a draft: %v", err)
		}
		draft := b.draft(plan, func(*dunning.Scenario) {})
		if _, err := b.desk.Publish(t.Context(), b.company.ID, plan, draft.ID, "anne@lys.example", false); err != nil {
			t.Fatal(err)
		}
		changed, err := b.desk.SetRules(t.Context(), b.company.ID, rules, none)
		if err != nil || changed != 1 {
			t.Fatalf("%d changed, %v", changed, err)
		}
		if _, err := b.desk.SetRules(t.Context(), b.company.ID, nil, none); !errors.Is(err, fault.Conflict) {
			t.Errorf("rules that somebody changed are overwritten: %v", err)
		}
		if b.run(); b.planOf(vip) != plan {
			t.Error("the rule gives nothing")
		}
		if _, err := b.desk.Retire(t.Context(), b.company.ID, b.usual().ID); !errors.Is(err, fault.Conflict) {
			t.Errorf("the usual one is retired: %v", err)
		}
		if changed, err := b.desk.Retire(t.Context(), b.company.ID, plan); changed != 1 || err != nil {
			t.Errorf("retiring changes %d, %v", changed, err)
		}
		if b.run(); b.planOf(vip) != b.usual().ID {
			t.Error("who followed what is retired follows it still")
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			left, err := tx.ScenarioRules()
			if len(left) != 0 {
				t.Errorf("rules are left: %+v", left)
			}
			return err
		})
	})
}

// planOf is the scenario that a customer's case follows.
func (b *bureau) planOf(c customer.Customer) (plan id.ID) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		cases, err := tx.Cases([]id.ID{c.ID})
		if err != nil {
			return err
		}
		s, _, err := tx.ScenarioByID(cases[0].Before.Scenario)
		plan = s.Plan
		return err
	})
	return plan
}

// What a preview shows is what leaves, word for word, and a look at it stores nothing.
func TestALookIsWhatLeaves(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("1", 20)
		plan := b.usual()
		draft := b.draft(plan.ID, func(s *dunning.Scenario) {
			s.Steps[1].Texts = map[string]dunning.Text{"fr": {Subject: "Un mot pour {{customer}}", Body: "Bonjour,\n\n{{items}}\n\n{{pay}}"}}
		})
		if _, err := b.desk.Publish(t.Context(), b.company.ID, plan.ID, draft.ID, "anne@lys.example", true); err != nil {
			t.Fatal(err)
		}
		var looked collect.Looked
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) (err error) {
			looked, err = b.desk.Look(tx, c.ID, &draft, "reminder-1", "", clock.Today())
			return err
		})
		b.run()
		if sent := b.send(); sent.Sent != 1 {
			t.Fatalf("%+v", sent)
		}
		mail := b.box.mails[0]
		lines := strings.NewReplacer("\r\n", "\n") // as mails end them
		if mail.Subject != looked.Mail.Subject || lines.Replace(mail.HTML) != lines.Replace(looked.Mail.HTML) || lines.Replace(mail.Text) != looked.Mail.Text || mail.Subject != "Un mot pour 1 SA" {
			t.Errorf("looked at %q, sent %q", looked.Mail.Text, mail.Text)
		}
		words := book.In("en")
		if err := b.desk.SendTest(t.Context(), b.company.ID, &looked, words, "anne@lys.example"); err != nil {
			t.Fatal(err)
		}
		test := b.box.mails[1]
		if test.Subject != "[Test] "+looked.Mail.Subject || !slices.Equal(test.To, []string{"anne@lys.example"}) || b.newest(c.ID, 1) != "message_sent" {
			t.Errorf("the test is %q to %q", test.Subject, test.To)
		}
	})
}

// With old debts spread over ten days nobody hears of one before the first, and all have by the last.
func TestOldDebtsAreTakenOnGently(t *testing.T) {
	s, clock := sqlite(t)
	b := newBureau(t, s, clock)
	for n := range 20 {
		b.owes("k"+string(rune('a'+n)), 200)
	}
	today := clock.Today()
	entry := company.Entry{Before: today, From: today.AddDays(3), Days: 10}
	foreseen := map[string]int{}
	err := b.desk.Simulate(t.Context(), b.company.ID, collect.Asked{Today: today, Days: 25, Entry: &entry}, func(p collect.Planned) {
		if p.On < entry.From {
			t.Errorf("%s on %s", p.Name, p.On)
		}
		foreseen[p.On.String()+" "+p.Assessment.Step.Key]++
	})
	if err != nil || len(foreseen) < 4 {
		t.Fatalf("foreseen %v, %v", foreseen, err)
	}
	for _, wrong := range []company.Entry{{}, {Before: today}, {Before: today, From: today, Days: 9999}, {Before: today, From: today, ByAge: "loud"}} {
		if err := b.desk.SetEntry(t.Context(), b.company.ID, &wrong); !errors.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
	if err := b.desk.SetEntry(t.Context(), b.company.ID, &entry); err != nil {
		t.Fatal(err)
	}
	happened := map[string]int{}
	for range 25 {
		clock.SetDay(clock.Today().AddDays(1))
		b.run()
		for _, m := range b.inState(message.Queued) {
			happened[clock.Today().String()+" "+m.Step]++
		}
		b.send()
	}
	for key, n := range foreseen {
		if happened[key] != n {
			t.Errorf("%s: %d foreseen, %d happened", key, n, happened[key])
		}
	}
	if err := b.desk.SetEntry(t.Context(), b.company.ID, nil); err != nil {
		t.Error(err)
	}
}
