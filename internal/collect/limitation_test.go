package collect_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/law"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

func sellsGoods(c *company.Company) { c.Policy.Supplies = law.Goods }

func aConsumer(c *customer.Customer) { c.Kind = customer.Consumer }

// bill is an invoice of a customer that is due on a day.
func (b *bureau) bill(c customer.Customer, number string, due date.Date) debt {
	b.t.Helper()
	ref := customer.Ref{Company: b.company.ID, Customer: c.ID}
	return debt{id: testkit.Invoice(b.t, b.store, ref, number, "100.00", due).ID, owner: ref}
}

// warnings are the open tasks about claims that are soon lost: invoice, last day, customer.
func (b *bureau) warnings() (all []string) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		open, err := tx.OpenTasks(date.None, 0, 100)
		for _, t := range open {
			var d timeline.Data
			if t.Kind != task.LimitationNears {
				continue
			}
			if err := json.Unmarshal([]byte(t.Data), &d); err != nil {
				return err
			}
			all = append(all, fmt.Sprintf("%s %s", d.Numbers[0], d.Day))
		}
		return err
	})
	return all
}

func (b *bureau) warned(when string, want ...string) {
	b.t.Helper()
	if diff := cmp.Diff(want, b.warnings()); diff != "" {
		b.t.Errorf("%s: %s", when, diff)
	}
}

func (b *bureau) legalDays(d debt) string {
	b.t.Helper()
	var i invoice.Invoice
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		i, err = tx.TheInvoice(d.id)
		return err
	})
	return i.LapsesOn.String() + "/" + i.AllowedOn.String()
}

// A Belgian consumer who was sold goods can be sued for a year.
func TestSomebodyIsToldBeforeAClaimIsLost(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, sellsGoods)
		c := testkit.Customer(t, s, b.company.ID, "LUCIE", aConsumer)
		older, newer := b.bill(c, "R-1", date.Must("2026-01-31")), b.bill(c, "R-2", date.Must("2026-02-28"))
		firm := b.bill(testkit.Customer(t, s, b.company.ID, "ACME"), "R-3", date.Must("2026-01-31"))
		b.night("2026-11-01")
		b.warned("91 days before it is lost")
		b.night("2026-11-02")
		b.warned("90 days before", "R-1 2027-01-31")
		b.night("2026-11-03")
		b.warned("the next night", "R-1 2027-01-31")
		b.night("2026-12-01")
		b.warned("the second is near too: the oldest is named", "R-1 2027-01-31")
		if got := b.legalDays(older) + " " + b.legalDays(newer) + " " + b.legalDays(firm); got != "2027-01-31/ 2027-02-28/ /" {
			t.Error("what lists show:", got)
		}
		b.pay(older, "100.00")
		b.review()
		b.warned("the oldest is paid, without a night", "R-2 2027-02-28")
		b.pay(newer, "40.00")
		b.review()
		b.warned("a part payment begins the time anew")
		if got := b.legalDays(newer); got != "/" {
			t.Error("what lists show of the part that is left:", got)
		}
		b.night("2027-09-02")
		b.warned("a year after the part payment", "R-2 2027-12-01")
		b.night("2027-12-02")
		b.warned("it was lost, and nobody did anything", "R-2 2027-12-01")
		if kinds := b.tasks(); len(kinds) == 0 {
			t.Error("no task at all")
		}
	})
}

// review takes the reviews that facts asked for.
func (b *bureau) review() {
	b.t.Helper()
	if _, err := b.desk.ReviewWanted(b.t.Context(), b.company.ID, b.clock.Today()); err != nil {
		b.t.Fatal(err)
	}
}

func TestWhoDidTheTaskIsNotToldAgain(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, sellsGoods)
		c := testkit.Customer(t, s, b.company.ID, "LUCIE", aConsumer)
		b.bill(c, "R-1", date.Must("2026-01-31"))
		second := b.bill(c, "R-2", date.Must("2026-02-28"))
		b.night("2026-11-02")
		b.finish(task.LimitationNears)
		b.night("2026-11-03")
		b.warned("of the same invoice nobody is told again")
		b.night("2026-12-01")
		b.warned("but of the next one", "R-2 2027-02-28")
		if err := b.desk.EditInvoice(t.Context(), b.company.ID, second.id, map[string]string{"due_on": "2026-03-15"}, person, b.clock.Today()); err != nil {
			t.Fatal(err)
		}
		b.review()
		b.warned("its day moved out of reach")
		b.night("2026-12-16")
		b.warned("and came near again", "R-2 2027-03-15")
	})
}

// finish does the tasks of a kind, as a person.
func (b *bureau) finish(k task.Kind) {
	b.t.Helper()
	var ids []id.ID
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		open, err := tx.OpenTasks(date.None, 0, 100)
		for _, t := range open {
			if t.Kind == k {
				ids = append(ids, t.ID)
			}
		}
		return err
	})
	if _, err := b.desk.FinishTasks(b.t.Context(), b.company.ID, ids, person); err != nil {
		b.t.Fatal(err)
	}
}

func TestWhatMovesTheDayOfAClaim(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, sellsGoods)
		c := testkit.Customer(t, s, b.company.ID, "LUCIE", aConsumer)
		b.bill(c, "R-1", date.Must("2026-01-31"))
		b.night("2026-12-01")
		b.warned("a consumer", "R-1 2027-01-31")
		to := c
		to.Kind = customer.Business
		if err := b.desk.EditCustomer(t.Context(), customer.Ref{Company: b.company.ID, Customer: c.ID}, to, person, b.clock.Today()); err != nil {
			t.Fatal(err)
		}
		b.review()
		b.warned("a business after all")
		to.Kind = customer.Consumer
		if err := b.desk.EditCustomer(t.Context(), customer.Ref{Company: b.company.ID, Customer: c.ID}, to, person, b.clock.Today()); err != nil {
			t.Fatal(err)
		}
		b.review()
		b.warned("a consumer again", "R-1 2027-01-31")
		of := b.company
		of.Policy.LimitationDays = 0
		if err := b.desk.EditCompany(t.Context(), of); err != nil {
			t.Fatal(err)
		}
		b.night("2026-12-02")
		b.warned("the company does not want to be told")
	})
}

func TestTheTaskOfACustomerThatIsMergedGoesToTheOneThatStays(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, sellsGoods)
		kept, gone := testkit.Customer(t, s, b.company.ID, "LUCIE", aConsumer), testkit.Customer(t, s, b.company.ID, "LUCY", aConsumer)
		b.bill(kept, "R-1", date.Must("2026-02-20"))
		older := b.bill(gone, "R-2", date.Must("2026-01-31"))
		b.night("2026-12-01")
		b.warned("each has its own", "R-2 2027-01-31", "R-1 2027-02-20")
		m := b.merge(kept.ID, gone.ID)
		b.review()
		b.warned("one customer, one task", "R-2 2027-01-31")
		if err := b.unmerge(m); err != nil {
			t.Fatal(err)
		}
		b.review()
		b.warned("two again", "R-2 2027-01-31", "R-1 2027-02-20")
		b.pay(older, "100.00")
		b.review()
		b.warned("what one owed is paid", "R-1 2027-02-20")
	})
}

// What is let go, or was undone, is no payment of the customer's.
func TestWhatIsNoPaymentOfTheCustomer(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, sellsGoods)
		c := testkit.Customer(t, s, b.company.ID, "LUCIE", aConsumer)
		d := b.bill(c, "R-1", date.Must("2026-01-31"))
		clock.SetDay(date.Must("2026-11-20"))
		paid := func() (days []date.Date) {
			testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
				all, err := tx.Acknowledged([]id.ID{d.id})
				days = all[d.id]
				return err
			})
			return days
		}
		var given *payment.Allocation
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
			for _, source := range []payment.Source{payment.Difference, payment.Outside, payment.API} {
				p := &payment.Payment{Customer: c.ID, Source: source, ReceivedOn: clock.Today(), Amount: testkit.Euro("10.00"), OnAccount: testkit.Euro("10.00"), BookedBy: person}
				if err := tx.AddPayments([]*payment.Payment{p}); err != nil {
					return err
				}
				given = &payment.Allocation{Payment: p.ID, Invoice: d.id, On: clock.Today(), Amount: testkit.Euro("10.00"), Evidence: "[]", BookedBy: person}
				if err := tx.Allocate([]*payment.Allocation{given}); err != nil {
					return err
				}
			}
			return tx.WantReview(c.ID)
		})
		if days := paid(); len(days) != 1 || days[0] != clock.Today() {
			t.Errorf("paid on %v: only what another program tells of counts", days)
		}
		b.review()
		b.warned("a part was paid")
		undo := *given
		undo.ID, undo.Reverses, undo.Amount = 0, given.ID, given.Amount.Neg()
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
			if err := tx.Allocate([]*payment.Allocation{&undo}); err != nil {
				return err
			}
			return tx.WantReview(c.ID)
		})
		if days := paid(); days != nil {
			t.Errorf("it was undone, and still %v", days)
		}
		b.review()
		b.warned("it was undone", "R-1 2027-01-31")
	})
}

func TestADueDayBeyondTheLawIsMarked(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := testkit.Customer(t, s, b.company.ID, "ACME")
		put := func(number, issued, due string, parts ...int) debt {
			i := testkit.NewInvoice(c.ID, number, testkit.Euro("300.00"), date.Must(due), parts...)
			i.IssuedOn = date.Must(issued)
			testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{i}) })
			return debt{id: i.ID, owner: customer.Ref{Company: b.company.ID, Customer: c.ID}}
		}
		good, late, split := put("R-1", "2025-12-01", "2026-01-30"), put("R-2", "2025-12-01", "2026-01-31"), put("R-3", "2025-12-01", "2026-06-30", 3)
		b.night("2026-01-05")
		if got := b.legalDays(good) + " " + b.legalDays(late) + " " + b.legalDays(split); got != "/ /2026-01-30 /" {
			t.Error(got)
		}
		if err := b.desk.EditInvoice(t.Context(), b.company.ID, late.id, map[string]string{"due_on": "2026-01-15"}, person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		b.review()
		if got := b.legalDays(late); got != "/" {
			t.Error("its due day was brought forward:", got)
		}
	})
}
