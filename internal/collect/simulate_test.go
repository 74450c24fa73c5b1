package collect_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/allocation"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/law"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/plan"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// strict is a ladder with everything that may move a message: limits, repeats, deadlines, an
// answer to broken promises, steps that count from the one before, and approvals.
func strict() dunning.Scenario {
	euro := func(amount string) map[string]int64 { return map[string]int64{"EUR": testkit.Euro(amount).Minor} }
	return dunning.Scenario{Name: "strict", Include: dunning.IncludeLate, Softer: []string{"new"},
		Steps: []dunning.Step{
			{Key: "notice", Tone: dunning.Friendly, Days: -3, From: dunning.FromDue},
			{Key: "first", Tone: dunning.Polite, Days: 2, From: dunning.FromDue, RepeatDays: 6, RepeatTimes: 2},
			{Key: "second", Tone: dunning.Firm, Days: 9, From: dunning.FromPrevious, DeadlineDays: 8, Approve: true},
			{Key: "third", Tone: dunning.Final, Days: 5, From: dunning.FromMonthEnd, DeadlineDays: 10, Effects: []dunning.Effect{dunning.ToCollection}},
			{Key: "last", Tone: dunning.Formal, Days: 60, From: dunning.FromIssue, RepeatDays: 11, Claims: []allocation.Part{allocation.Interest}},
		},
		Broken: &dunning.Step{Key: "broken", Tone: dunning.Formal, Days: 2, From: dunning.FromDue},
		Limits: dunning.Limits{Least: euro("60.00"), Carry: euro("50.00"), Floor: euro("20.00"), Ceiling: euro("400.00"), GapDays: 4, PerWeek: 1},
	}
}

// A simulation foresees exactly what leaves when nothing happens: the same messages, on the
// same days, about the same items.
func TestASimulationIsWhatHappensWhenNothingHappens(t *testing.T) {
	t.Parallel()
	const days = 50
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		clock.SetDay(date.Must("2026-03-10"))
		b := newBureau(t, s, clock, func(c *company.Company) {
			c.Policy.Late.ConsumerClause, c.Policy.Supplies = true, law.Goods
			c.Policy.Entry = &company.Entry{Before: clock.Today().AddDays(-50), From: clock.Today().AddDays(3), Days: 9, ByAge: string(dunning.Firm)}
		})
		b.strictFor("trade")
		b.variedBook(28)
		b.run()
		b.approve()
		b.send()
		if made := b.plansFor(4); made < 3 {
			t.Fatalf("%d plans are made", made)
		}
		var foreseen []string
		err := b.desk.Simulate(t.Context(), b.company.ID, collect.Asked{Today: clock.Today(), Days: days}, func(p collect.Planned) {
			foreseen = append(foreseen, line(p))
		})
		if err != nil {
			t.Fatal(err)
		}
		happened := b.liveThrough(clock.Today().AddDays(days))
		slices.Sort(foreseen)
		slices.Sort(happened)
		if diff := cmp.Diff(foreseen, happened); diff != "" || len(happened) < 100 {
			t.Fatalf("%d foreseen, %d happened: %s", len(foreseen), len(happened), diff)
		}
	})
}

// plansFor agrees with every so manieth customer on a plan, which nobody keeps.
func (b *bureau) plansFor(every int) (made int) {
	b.t.Helper()
	for n, who := range b.customers() {
		if n%every != 0 {
			continue
		}
		w := collect.Wish{Parts: 2 + n%3, Every: plan.Week, First: b.clock.Today().AddDays(3 + n%9), Currency: money.EUR, By: person}
		_, err := b.desk.MakePlan(b.t.Context(), customer.Ref{Company: b.company.ID, Customer: who}, w, b.clock.Today())
		switch {
		case err == nil:
			made++
		case fault.KindOf(err) != fault.Invalid: // something else than that nothing is due
			b.t.Fatal(err)
		}
	}
	return made
}

// strictFor gives customers with a label the strict ladder.
func (b *bureau) strictFor(label string) {
	b.t.Helper()
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		s := strict()
		if s.Plan, err = tx.AddPlan(s.Name); err != nil {
			return err
		}
		if err := tx.PublishScenario(&s, person); err != nil {
			return err
		}
		return tx.SaveScenarioRules([]dunning.Rule{{Plan: s.Plan, Labels: []string{label}}})
	})
}

// liveThrough runs and sends every day through one, and tells what left.
func (b *bureau) liveThrough(end date.Date) (happened []string) {
	b.t.Helper()
	for b.clock.Today() < end {
		b.clock.SetDay(b.clock.Today().AddDays(1))
		happened = append(happened, b.liveToday()...)
	}
	return happened
}

// liveToday runs the night, approves what it asks approval for, and sends.
func (b *bureau) liveToday() (happened []string) {
	b.t.Helper()
	b.run()
	b.approve()
	_, err := b.desk.Send(b.t.Context(), b.company.ID, b.clock.Today(), func(r collect.Result) {
		if r.State != message.Sent {
			return
		}
		asked := money.Of(0, r.Message.Currency)
		for _, i := range r.Message.Items {
			asked = asked.Add(i.Open)
		}
		happened = append(happened, fmt.Sprint(b.clock.Today(), r.Message.Customer, r.Message.Currency, r.Message.Step, r.Message.Channel, asked, r.Message.Once))
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return happened
}

// approve approves everything that waits for a person, who does not take it back.
func (b *bureau) approve() {
	b.t.Helper()
	var waiting []id.ID
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		return tx.Rows(func(rows *sql.Rows) error {
			var i id.ID
			err := rows.Scan(&i)
			waiting = append(waiting, i)
			return err
		}, `SELECT id FROM message WHERE company_id = $1 AND state = 'proposed' ORDER BY id`, tx.Company)
	})
	if len(waiting) == 0 {
		return
	}
	if _, err := b.desk.Approve(b.t.Context(), b.company.ID, waiting, person, b.clock.Today()); err != nil {
		b.t.Fatal(err)
	}
	b.clock.Advance(time.Minute)
}

// variedBook stores customers of all kinds and countries, every second one with the label
// "trade", with invoices in two currencies, in instalments, large and small, old and to come,
// and holds and promises that end.
func (b *bureau) variedBook(customers int) {
	b.t.Helper()
	random := rand.New(rand.NewPCG(7, 0))
	for n := range customers {
		c := testkit.Customer(b.t, b.store, b.company.ID, fmt.Sprintf("C%02d", n), func(c *customer.Customer) {
			c.Country = []string{"BE", "BE", "NL", "FR", "DE"}[n%5]
			if n%3 == 0 {
				c.Kind = customer.Consumer
			}
			if n%2 == 0 {
				c.Labels = []string{"trade"}
			}
		})
		var invoices []*invoice.Invoice
		for k := range 1 + random.IntN(4) {
			currency := money.EUR
			if c.Kind == customer.Business && random.IntN(3) == 0 { // the law names a consumer's sums in euros
				currency = money.Currency{'U', 'S', 'D'}
			}
			var parts []int
			if random.IntN(4) == 0 {
				parts = []int{2}
			}
			amount := money.Of(1_000+random.Int64N(20_000), currency)
			invoices = append(invoices, testkit.NewInvoice(c.ID, fmt.Sprintf("R-%d-%d", n, k), amount, b.clock.Today().AddDays(random.IntN(110)-60), parts...))
		}
		testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
			if err := tx.AddInvoices(invoices); err != nil {
				return err
			}
			return b.variedHold(tx, n, c.ID, invoices[0].ID)
		})
	}
}

// variedHold holds some customers back, each in another way.
func (b *bureau) variedHold(tx *store.Tx, n int, customer, invoice id.ID) error {
	today := b.clock.Today()
	h := &hold.Hold{Customer: customer, Reason: "to be looked into", Until: today.AddDays(12), PlacedBy: person}
	switch n % 7 {
	case 1:
	case 2:
		h.Invoice, h.Until = invoice, today.AddDays(20)
	case 3:
		h.Cause, h.PromisedOn, h.Until = hold.ForPromise, today.AddDays(8), today.AddDays(11)
	case 4:
		h.Cause, h.Invoice, h.PromisedOn, h.Until = hold.ForPromise, invoice, today.AddDays(30), today.AddDays(33)
	case 5:
		h.Currency = money.EUR
	default:
		return nil
	}
	return tx.AddHolds(h)
}

// Letters are posted, and calls made, on the day on which they are ready: what a letter gives
// runs from the day by which it leaves at the latest, in the simulation as it does really.
func TestASimulationForeseesLettersAndCalls(t *testing.T) {
	t.Parallel()
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		clock.SetDay(date.Must("2026-03-10"))
		b := newBureau(t, s, clock)
		ladder := dunning.Scenario{Name: "by hand", Steps: []dunning.Step{
			{Key: "first", Tone: dunning.Polite, Days: 2, From: dunning.FromDue, DeadlineDays: 6, Channels: []message.Channel{message.Letter}},
			{Key: "second", Tone: dunning.Firm, Days: 7, From: dunning.FromPrevious, Channels: []message.Channel{message.Call}},
			{Key: "third", Tone: dunning.Final, Days: 9, From: dunning.FromPrevious, DeadlineDays: 8, Channels: []message.Channel{message.Registered}},
			{Key: "last", Tone: dunning.Formal, Days: 3, From: dunning.FromPrevious, RepeatDays: 10, RepeatTimes: 2},
		}}
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error { return tx.StartWith(&ladder) })
		for n := range 8 {
			c := testkit.Customer(t, s, b.company.ID, fmt.Sprintf("C%02d", n), func(c *customer.Customer) {
				c.Country, c.Street, c.Postcode, c.City = []string{"BE", "FR", "DE", "NL"}[n%4], "Rue du Lac 1", "1000", "Bruxelles"
			})
			testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
				return tx.AddContacts([]*customer.Contact{{Customer: c.ID, Name: "Ann", Phone: "+3225550102"}})
			})
			b.bill(c, fmt.Sprint("R-", n), clock.Today().AddDays(3*n-10))
		}
		var foreseen []string
		err := b.desk.Simulate(t.Context(), b.company.ID, collect.Asked{Today: clock.Today(), Days: 60}, func(p collect.Planned) { foreseen = append(foreseen, line(p)) })
		if err != nil {
			t.Fatal(err)
		}
		var happened []string
		for end := clock.Today().AddDays(60); clock.Today() < end; {
			clock.SetDay(clock.Today().AddDays(1))
			happened = append(happened, b.liveToday()...)
			happened = append(happened, b.byHand()...)
		}
		slices.Sort(foreseen)
		slices.Sort(happened)
		if diff := cmp.Diff(foreseen, happened); diff != "" || len(happened) < 30 {
			t.Fatalf("%d foreseen, %d happened: %s", len(foreseen), len(happened), diff)
		}
	})
}

// byHand posts the letters and makes the calls that are ready, and tells what left.
func (b *bureau) byHand() (left []string) {
	b.t.Helper()
	var ready []message.Message
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		all, err := tx.Messages(store.MessageFilter{State: message.Ready, Limit: 100})
		for _, m := range all {
			ready = append(ready, m.Message)
		}
		if err == nil {
			err = tx.LoadItems(ready)
		}
		return err
	})
	for _, m := range ready {
		var err error
		if m.Channel == message.Call {
			err = b.desk.NoteCall(b.t.Context(), b.company.ID, collect.Call{Message: m.ID, How: collect.Called}, person, b.clock.Today())
		} else {
			_, err = b.desk.Post(b.t.Context(), b.company.ID, []id.ID{m.ID}, nil, person, b.clock.Today())
		}
		if err != nil {
			b.t.Fatal(err)
		}
		asked := money.Of(0, m.Currency)
		for _, i := range m.Items {
			asked = asked.Add(i.Open)
		}
		left = append(left, fmt.Sprint(b.clock.Today(), m.Customer, m.Currency, m.Step, m.Channel, asked, m.Once))
	}
	return left
}
