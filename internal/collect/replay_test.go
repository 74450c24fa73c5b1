package collect_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/law"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// A replay of the scenarios by which customers were really followed up gives what was really
// sent: whatever was invoiced, paid, credited, taken back, held, promised and lifted meanwhile.
func TestAReplayIsWhatReallyHappened(t *testing.T) {
	t.Parallel()
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		clock.SetDay(date.Must("2026-02-02"))
		b := newBureau(t, s, clock, func(c *company.Company) {
			c.Policy.Late.ConsumerClause, c.Policy.Supplies = true, law.Goods
		})
		b.strictFor("trade")
		life := &months{bureau: b, random: rand.New(rand.NewPCG(11, 0))}
		life.begin(14)
		from := clock.Today()
		happened := life.pass(60)
		var replayed []string
		paid, late := 0, 0
		for _, scenario := range b.scenarios() {
			var one collect.Replayed
			testkit.View(t, s, b.company.ID, func(tx *store.Tx) (err error) {
				one, err = b.desk.Replay(tx, collect.Span{From: from, Through: clock.Today(), Trial: collect.Trial{Scenario: &scenario}}, func(p collect.Planned) {
					replayed = append(replayed, line(p))
				})
				return err
			})
			for step, n := range one.Paid {
				paid += n
				if step != "" {
					late += n
				}
			}
		}
		if wasPaid, wasLate := life.paid(); paid != wasPaid || late != wasLate || late == 0 || late == paid {
			t.Errorf("%d debts are paid, %d of them after a step; really %d and %d", paid, late, wasPaid, wasLate)
		}
		slices.Sort(happened)
		slices.Sort(replayed)
		if diff := cmp.Diff(happened, replayed); diff != "" || len(happened) < 60 {
			t.Fatalf("%d happened, %d replayed: %s", len(happened), len(replayed), diff)
		}
	})
}

// line names a message that is foreseen as liveToday names one that left.
func line(p collect.Planned) string {
	a := &p.Assessment
	return fmt.Sprint(p.On, p.Customer, p.Currency, a.Step.Key, a.Channel, a.Listed(), a.Once())
}

// scenarios are the current versions of all.
func (b *bureau) scenarios() (all []dunning.Scenario) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		all, _, err = tx.CurrentScenarios()
		return err
	})
	return all
}

// months is a life of some customers: something happens every day.
type months struct {
	*bureau
	random   *rand.Rand
	debtors  []customer.Customer
	invoices []*invoice.Invoice
	holds    []*hold.Hold
	numbers  int
}

// begin stores the customers.
func (m *months) begin(customers int) {
	m.t.Helper()
	for n := range customers {
		c := testkit.Customer(m.t, m.store, m.company.ID, fmt.Sprintf("C%02d", n), func(c *customer.Customer) {
			c.Country = []string{"BE", "NL", "FR", "DE"}[n%4]
			if n%4 < 2 {
				c.Kind = customer.Consumer
			}
			if n%3 > 0 {
				c.Labels = []string{"trade"}
			}
		})
		m.debtors = append(m.debtors, c)
	}
}

// pass lets so many days pass, and tells what left.
func (m *months) pass(days int) (happened []string) {
	m.t.Helper()
	for range days {
		for range 3 {
			m.happen()
		}
		happened = append(happened, m.liveToday()...)
		m.clock.SetDay(m.clock.Today().AddDays(1))
	}
	m.clock.SetDay(m.clock.Today().AddDays(-1))
	return happened
}

// happen is one of the things that happen to a customer.
func (m *months) happen() {
	m.t.Helper()
	who := m.debtors[m.random.IntN(len(m.debtors))]
	switch m.random.IntN(10) {
	case 0, 1, 2, 3:
		m.invoice(who)
	case 4, 5, 6:
		m.settle(who)
	case 7:
		m.credit(who)
	case 8:
		m.keepBack(who)
	default:
		m.letGo()
	}
}

func (m *months) invoice(who customer.Customer) {
	m.t.Helper()
	currency := money.EUR
	if who.Kind == customer.Business && m.random.IntN(3) == 0 { // the law names a consumer's sums in euros
		currency = money.Currency{'U', 'S', 'D'}
	}
	var parts []int
	if m.random.IntN(4) == 0 {
		parts = []int{2}
	}
	m.numbers++
	i := testkit.NewInvoice(who.ID, fmt.Sprintf("R-%d", m.numbers), money.Of(2_000+m.random.Int64N(20_000), currency),
		m.clock.Today().AddDays(m.random.IntN(14)), parts...)
	i.IssuedOn = m.clock.Today()
	testkit.Update(m.t, m.store, m.company.ID, func(tx *store.Tx) error {
		if err := tx.AddInvoices([]*invoice.Invoice{i}); err != nil {
			return err
		}
		return tx.WantReview(who.ID)
	})
	m.invoices = append(m.invoices, i)
}

// owing is an open invoice of a customer, or nil.
func (m *months) owing(tx *store.Tx, who customer.Customer) (*invoice.Invoice, error) {
	open, err := tx.OpenInvoices(who.ID)
	open = slices.DeleteFunc(open, func(i invoice.Invoice) bool { return i.Open.Sign() <= 0 })
	if err != nil || len(open) == 0 {
		return nil, err
	}
	return &open[m.random.IntN(len(open))], nil
}

// settle books a payment: of a whole invoice, of half of it, or of more than it, the rest of
// which stays on account.
func (m *months) settle(who customer.Customer) {
	m.t.Helper()
	testkit.Update(m.t, m.store, m.company.ID, func(tx *store.Tx) error {
		i, err := m.owing(tx, who)
		if err != nil || i == nil {
			return err
		}
		given, came := i.Open, i.Open
		switch m.random.IntN(4) {
		case 0:
			given = money.Of(max(given.Minor/2, 1), given.Currency)
			came = given
		case 1:
			came = given.Add(money.Of(3_000, given.Currency))
		}
		p := &payment.Payment{Customer: who.ID, ReceivedOn: m.clock.Today(), Amount: came, OnAccount: came, BookedBy: person}
		if err := tx.AddPayments([]*payment.Payment{p}); err != nil {
			return err
		}
		a := &payment.Allocation{Payment: p.ID, Invoice: i.ID, On: m.clock.Today(), Amount: given, Evidence: "[]", BookedBy: person}
		if err := tx.Allocate([]*payment.Allocation{a}); err != nil {
			return err
		}
		return tx.WantReview(who.ID)
	})
}

// credit stores a credit note, and gives it to an invoice or leaves it open.
func (m *months) credit(who customer.Customer) {
	m.t.Helper()
	testkit.Update(m.t, m.store, m.company.ID, func(tx *store.Tx) error {
		i, err := m.owing(tx, who)
		if err != nil || i == nil {
			return err
		}
		m.numbers++
		note := testkit.NewInvoice(who.ID, fmt.Sprintf("N-%d", m.numbers), money.Of(-min(i.Open.Minor, 1_500), i.Open.Currency), m.clock.Today())
		if err := tx.AddInvoices([]*invoice.Invoice{note}); err != nil {
			return err
		}
		if m.random.IntN(2) == 0 {
			a := &payment.Allocation{Credit: note.ID, Invoice: i.ID, On: m.clock.Today(), Amount: note.Owed.Neg(), Evidence: "[]", BookedBy: person}
			if err := tx.Allocate([]*payment.Allocation{a}); err != nil {
				return err
			}
		}
		return tx.WantReview(who.ID)
	})
}

// keepBack holds a customer or one of the invoices, sometimes for a promise.
func (m *months) keepBack(who customer.Customer) {
	m.t.Helper()
	h := &hold.Hold{Customer: who.ID, Reason: "to be looked into", Until: m.clock.Today().AddDays(3 + m.random.IntN(10)), PlacedBy: person}
	testkit.Update(m.t, m.store, m.company.ID, func(tx *store.Tx) error {
		i, err := m.owing(tx, who)
		if err != nil {
			return err
		}
		if i != nil && m.random.IntN(2) == 0 {
			h.Invoice = i.ID
		}
		if m.random.IntN(2) == 0 {
			h.Cause, h.PromisedOn = hold.ForPromise, h.Until.AddDays(-2)
		}
		if err := tx.AddHolds(h); err != nil {
			return err
		}
		return tx.WantReview(who.ID)
	})
	m.holds = append(m.holds, h)
}

// letGo lifts a hold that stands.
func (m *months) letGo() {
	m.t.Helper()
	if len(m.holds) == 0 {
		return
	}
	h := m.holds[m.random.IntN(len(m.holds))]
	testkit.Update(m.t, m.store, m.company.ID, func(tx *store.Tx) error {
		lifted, err := tx.LiftHolds([]id.ID{h.ID}, person)
		if err != nil || len(lifted) == 0 {
			return err
		}
		return tx.WantReview(h.Customer)
	})
}

// paid counts the debts that are settled, and those of them that had taken a step.
func (m *months) paid() (all, late int) {
	m.t.Helper()
	testkit.View(m.t, m.store, m.company.ID, func(tx *store.Tx) error {
		for _, i := range m.invoices {
			now, _, err := tx.Invoice(i.ID)
			if err != nil {
				return err
			}
			parts := max(len(i.Parts), 1) - len(now.OpenParts())
			all += parts
			var taken int
			if err := tx.Row([]any{&taken}, `SELECT COUNT(DISTINCT part) FROM contacted WHERE company_id = $1 AND invoice_id = $2`, tx.Company, i.ID); err != nil {
				return err
			}
			open := 0
			for _, p := range now.OpenParts() {
				var n int
				if err := tx.Row([]any{&n}, `SELECT COUNT(*) FROM contacted WHERE company_id = $1 AND invoice_id = $2 AND part = $3`, tx.Company, i.ID, p.Number); err != nil {
					return err
				}
				open += min(n, 1)
			}
			late += taken - open
		}
		return nil
	})
	return all, late
}
