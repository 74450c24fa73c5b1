package dunning

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/plan"
)

// anyPlan draws a plan about some items of a snapshot, as it was made some days ago.
func anyPlan(t *rapid.T, s *Snapshot) (a Agreed, planned bool) {
	total := money.Of(0, s.Currency)
	for n := range s.Items {
		if i := &s.Items[n]; i.Open.Sign() > 0 && rapid.Bool().Draw(t, "planned") {
			if len(a.Invoices) == 0 || a.Invoices[len(a.Invoices)-1] != i.Invoice {
				a.Invoices = append(a.Invoices, i.Invoice)
			}
		}
	}
	for _, i := range a.Invoices {
		if a.WithBeside = rapid.Bool().Draw(t, "with what was claimed"); a.WithBeside {
			a.Beside = append(a.Beside, plan.Share{Invoice: i, Amount: money.Of(rapid.Int64Range(1, 5000).Draw(t, "claimed"), s.Currency)})
		}
	}
	for _, open := range a.open(a.own(s.Items)) {
		total = total.Add(open)
	}
	paid := money.Of(rapid.Int64Range(-20, 40).Draw(t, "paid before, or taken back")*1000, s.Currency)
	a.Plan, a.Number, a.On, a.Total = 1, 1, day(-30), total.Add(paid)
	parts, err := plan.Schedule(a.Total, rapid.IntRange(2, 6).Draw(t, "parts"), plan.Month, anyDay(t, "first", -40, 60), nil)
	a.Parts = parts
	return a, err == nil && !total.IsZero()
}

// While a plan runs, its instalments come to what is open of its invoices, with what was claimed
// beside them where that is part of it, nothing of it is asked for before its day, and other debts are decided as without it.
func TestInstalmentsStandInPlaceOfInvoices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scenario := anyScenario(t)
		s := anySnapshot(t, &scenario)
		today := anyDay(t, "today", 0, 60)
		a, planned := anyPlan(t, s)
		if !planned {
			return
		}
		without := Assess(s, &scenario, today)
		with := *s
		with.Plans = []Agreed{a}
		after := Assess(&with, &scenario, today)
		sums := map[id.ID]int64{}
		for _, d := range without.Items {
			sums[d.Item.Invoice] += d.Item.Open.Minor
		}
		for _, d := range after.Items {
			sums[d.Item.Invoice] -= d.Item.Open.Minor
			if d.Item.Planned() && d.Item.DueOn > today && d.Listed && !d.Due {
				t.Fatalf("%s is listed on %s and due on %s", d.Item.Number, today, d.Item.DueOn)
			}
		}
		missed, _ := with.Missed(&a, today)
		for _, b := range a.Beside {
			if missed.Number == 0 {
				sums[b.Invoice] += b.Amount.Minor
			}
		}
		for i, left := range sums {
			if left != 0 {
				t.Fatalf("of invoice %s, %d are missing", i, left)
			}
		}
		if missed.Number > 0 {
			broke := *s
			broke.Broken = []BrokenPlan{{Plan: a.Plan, Invoices: a.Invoices, MissedOn: missed.DueOn, On: missed.DueOn.AddDays(1)}}
			without = Assess(&broke, &scenario, today)
			if diff := cmp.Diff(without, after, cmp.AllowUnexported(Decision{})); diff != "" {
				t.Fatalf("a broken plan still counts: %s", diff)
			}
		}
	})
}

// Money that waits to be allocated keeps one plan, not each.
func TestWaitingMoneyKeepsOnePlan(t *testing.T) {
	due, euros := date.New(2026, 3, 2), func(n int64) money.Amount { return money.Of(n*100, money.EUR) }
	s := Snapshot{Customer: 1, Currency: money.EUR, Credits: euros(120), MinimumDue: euros(0), Reach: Reach{Mail: true}}
	for n := range 3 {
		i := id.ID(n + 1)
		parts, err := plan.Schedule(euros(200), 2, plan.Month, due, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.Items = append(s.Items, Item{Invoice: i, Number: i.String(), DueOn: due, Open: euros(200)})
		s.Plans = append(s.Plans, Agreed{Plan: i, Number: n + 1, On: due.AddDays(-30), Total: euros(200), Parts: parts, Invoices: []id.ID{i}})
	}
	for n, missing := range []int64{0, 80, 100} {
		if _, arrears := s.Missed(&s.Plans[n], due.AddDays(1)); arrears != euros(missing) {
			t.Errorf("of the plan %d %s are missing, want %d", n+1, arrears, missing)
		}
	}
	scenario := Scenario{Name: "one", Steps: []Step{{Key: "first", Tone: Polite, Days: 10, From: FromDue}}}
	for _, d := range Assess(&s, &scenario, due.AddDays(1)).Items {
		if d.Item.Planned() != (d.Item.Invoice == 1) {
			t.Errorf("invoice %s is on a plan: %v", d.Item.Number, d.Item.Planned())
		}
	}
}

// An instalment climbs the ladder from its own day, whatever its invoice has heard, and the steps
// that it takes are its own.
func TestAnInstalmentClimbsFromItsOwnDay(t *testing.T) {
	scenario := Scenario{Name: "short", Steps: []Step{{Key: "before", Tone: Polite, Days: -3, From: FromDue}, {Key: "first", Tone: Polite, Days: 10, From: FromDue}, {Key: "last", Tone: Formal, Days: 30, From: FromDue}}}
	due := date.New(2026, 3, 2)
	item := func(invoice id.ID, minor int64) Item {
		return Item{Invoice: invoice, Number: "R-" + invoice.String(), IssuedOn: due.AddDays(-30), DueOn: due, Open: money.Of(minor, money.EUR), Taken: Taken{Step: "last", On: due.AddDays(30), Times: 1}}
	}
	parts, err := plan.Schedule(money.Of(90000, money.EUR), 3, plan.Month, date.New(2026, 5, 4), nil)
	if err != nil {
		t.Fatal(err)
	}
	s := Snapshot{Customer: 1, Currency: money.EUR, Items: []Item{item(1, 50000), item(2, 40000)}, Credits: money.Of(0, money.EUR), MinimumDue: money.Of(0, money.EUR), Reach: Reach{Mail: true},
		Plans: []Agreed{{Plan: 9, Number: 2, On: date.New(2026, 4, 10), Total: money.Of(90000, money.EUR), Parts: parts, Invoices: []id.ID{1, 2}}}}
	type laid struct {
		invoice id.ID
		part    int
		open    int64
		step    string
	}
	look := func(today date.Date) (a Assessment, all []laid) {
		a = Assess(&s, &scenario, today)
		for _, d := range a.Items {
			all = append(all, laid{d.Item.Invoice, d.Item.Part, d.Item.Open.Minor, d.Step})
		}
		return a, all
	}
	a, all := look(date.New(2026, 5, 1))
	want := []laid{{1, 2001, 30000, "before"}, {1, 2002, 20000, "before"}, {2, 2002, 10000, "before"}, {2, 2003, 30000, "before"}}
	if diff := cmp.Diff(want, all, cmp.AllowUnexported(laid{})); diff != "" || a.Verdict != Act || a.Listed().Minor != 30000 {
		t.Errorf("%s on 1 May, listing %s: %s", a.Verdict, a.Listed().Text(), diff)
	}
	s.Take(&a, date.New(2026, 5, 1))
	if len(s.Plans[0].Taken) != 1 || s.Plans[0].Taken[0].Part != 2001 {
		t.Errorf("taken: %+v", s.Plans[0].Taken)
	}
	if a, _ = look(date.New(2026, 5, 3)); a.Verdict != Wait {
		t.Errorf("on 3 May it is to %s", a.Verdict)
	}
	s.Items[0].Open = money.Of(20000, money.EUR) // the first instalment was paid
	_, all = look(date.New(2026, 5, 6))
	if diff := cmp.Diff(want[1:], all, cmp.AllowUnexported(laid{})); diff != "" {
		t.Errorf("after the first one was paid: %s", diff)
	}
	s.Holds = []hold.Hold{{Customer: 1, Invoice: 1, Cause: hold.ForDispute, Reason: "broken"}, {Customer: 1, Invoice: 2, Cause: hold.ForDispute, Reason: "broken", Amount: money.Of(10000, money.EUR), Currency: money.EUR}}
	if a, _ = look(date.New(2026, 6, 5)); !a.Items[0].Item.Planned() {
		t.Error("what is contested breaks the plan")
	}
	s.Holds = nil
	if a, _ = look(date.New(2026, 6, 5)); a.Items[0].Item.Planned() || a.Verdict != Finished {
		t.Errorf("the second one did not come, and it is to %s", a.Verdict)
	}
}
