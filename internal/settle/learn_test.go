package settle_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// under lets somebody pay under a name.
func under(name string) func(*store.Entry) { return func(e *store.Entry) { e.Name = name } }

// names are the names under which somebody pays for a customer.
func (b *till) names(owner id.ID) (all []string) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		found, err := tx.PayerNames(store.LearnedFilter{Customer: owner, Limit: 10})
		for _, n := range found {
			all = append(all, n.Key)
		}
		return err
	})
	return all
}

// gives confirms an entry as the customer's money.
func (b *till) gives(entry, owner id.ID) {
	b.t.Helper()
	if err := b.confirm(entry, matching.Proposal{Customer: owner}); err != nil {
		b.t.Fatal(err)
	}
}

// evidenceOf are the facts that the first proposal of an entry rests on, booked or not.
func (b *till) evidenceOf(entry id.ID) []matching.Evidence {
	b.t.Helper()
	_, asked := b.entry(entry)
	if len(asked) == 0 {
		return nil
	}
	return asked[0].Evidence
}

// M32: the payer's words say nothing; after one confirmation by a person, they do.
func TestAPersonTeachesAName(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("R-1001", "100.00")
		first := b.line("30.00", "", "merci", under("Fiduciaire du Lac 0042"))
		if r := b.match(); r.Unknown != 1 || b.evidenceOf(first) != nil {
			t.Fatalf("%+v, %+v", r, b.evidenceOf(first))
		}
		b.gives(first, b.customer.Customer)
		second, third := b.line("40.00", another, "encore", under("DU LAC FIDUCIAIRE SA")), b.line("40.00", "", "merci", under("Fiduciaire"))
		b.match()
		want := []matching.Evidence{{Fact: matching.PayerLearned, By: person, On: today, Words: "DU LAC FIDUCIAIRE SA"}, {Fact: matching.PartPaid}}
		if diff := cmp.Diff(want, b.evidenceOf(second)); diff != "" {
			t.Error(diff)
		}
		if b.evidenceOf(third) != nil {
			t.Error("a part of the name is enough")
		}
		exact := b.line("100.00", "", "solde", under("Fiduciaire du Lac"))
		if r := b.match(); r.Booked != 1 || b.open("R-1001") != "0.00" {
			t.Errorf("the exact amount: %+v", r)
		}
		if err := b.undo(exact); err != nil || len(b.names(b.customer.Customer)) != 1 {
			t.Errorf("%v: undoing what matching booked forgot what a person taught", err)
		}
		b.sound()
	})
}

// M33: the payer's account is forgotten later; the name still finds him.
func TestANameOutlivesTheAccount(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("R-1001", "100.00")
		b.gives(b.line("30.00", theirs, "merci", under("Fiduciaire du Lac")), b.customer.Customer)
		later := b.line("40.00", theirs, "merci", under("Fiduciaire du Lac"))
		b.match()
		if by := b.evidenceOf(later); len(by) == 0 || by[0].Fact != matching.PayerKnown {
			t.Errorf("the account: %+v", by)
		}
		if err := settle.ForgetAccount(t.Context(), s, b.company.ID, b.customer.Customer, theirs, person, today); err != nil {
			t.Fatal(err)
		}
		b.match()
		if by := b.evidenceOf(later); len(by) == 0 || by[0].Fact != matching.PayerLearned {
			t.Errorf("without the account: %+v", by)
		}
		if err := settle.ForgetName(t.Context(), s, b.company.ID, b.customer.Customer, matching.NameKey("Fiduciaire du Lac"), person, today); err != nil {
			t.Fatal(err)
		}
		b.match()
		if by := b.evidenceOf(later); by != nil {
			t.Errorf("without both: %+v", by)
		}
		for _, again := range []error{
			settle.ForgetAccount(t.Context(), s, b.company.ID, b.customer.Customer, theirs, person, today),
			settle.ForgetName(t.Context(), s, b.company.ID, b.customer.Customer, "fiduciaire du lac", person, today),
		} {
			if !errors.Is(again, fault.NotFound) {
				t.Errorf("forgotten twice: %v", again)
			}
		}
	})
}

// What a confirmation taught goes with it, unless another one taught it too.
func TestUndoForgetsWhatWasTaught(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		ours := b.customer.Customer
		first := b.line("30.00", theirs, "merci", under("Fiduciaire du Lac"))
		second := b.line("40.00", theirs, "encore", under("Fiduciaire du Lac"))
		b.gives(first, ours)
		b.gives(second, ours)
		if err := b.undo(first); err != nil || len(b.names(ours)) != 1 {
			t.Fatalf("%v: the other one taught it too", err)
		}
		if err := b.undo(second); err != nil || len(b.names(ours)) != 0 {
			t.Fatalf("%v: %q is still known", err, b.names(ours))
		}
		b.gives(first, ours)
		if _, err := settle.Alias(t.Context(), s, b.company.ID, second, ours, person, today); err != nil {
			t.Fatal(err)
		}
		if err := b.undo(first); err != nil || len(b.names(ours)) != 1 {
			t.Errorf("%v: what was said by itself went with a booking", err)
		}
		nameless := b.line("50.00", another, "merci", under(""))
		b.gives(nameless, ours)
		if _, err := settle.Alias(t.Context(), s, b.company.ID, nameless, ours, person, today); err != nil {
			t.Fatal(err)
		}
		if err := b.undo(nameless); err != nil {
			t.Fatal(err)
		}
		if known := b.facts(nil).Payers; len(known) != 1 || known[0] != another {
			t.Errorf("of the accounts %q are known", known)
		}
	})
}

func TestWhatTeachesNothing(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		ours := b.customer.Customer
		b.update(func(tx *store.Tx) error {
			return tx.AddPayers([]store.Payer{{IBAN: theirs, Customer: ours}}, "import")
		})
		b.update(func(tx *store.Tx) error {
			c, _, err := tx.Customer(ours)
			c.Number = "K-1001"
			return errors.Join(err, tx.SaveCustomers([]*customer.Customer{&c}))
		})
		for _, c := range []struct {
			name  string
			entry id.ID
		}{
			{"the customer's own name", b.line("1.00", "", "merci", under("Acme SA"))},
			{"the customer's number", b.line("2.00", "", "client k-1001", under("Fiduciaire"))},
			{"an account that was known", b.line("3.00", theirs, "merci", under("Fiduciaire"))},
			{"no name", b.line("4.00", another, "merci", under(""))},
			{"a name of nothing but a number", b.line("5.00", another, "merci", under("00421"))},
		} {
			if b.gives(c.entry, ours); len(b.names(ours)) > 0 {
				t.Errorf("%s teaches %q", c.name, b.names(ours))
			}
		}
		sister := testkit.Customer(t, s, b.company.ID, "BETA")
		one, two := b.owes("R-1001", "10.00"), testkit.Invoice(t, s, customer.Ref{Company: b.company.ID, Customer: sister.ID}, "R-2001", "20.00", today)
		group := b.line("30.00", another, "merci", under("Holding"))
		if err := b.confirm(group, matching.Proposal{Customer: ours, Shares: []matching.Share{
			{Customer: ours, Invoice: one.ID, Amount: one.Open}, {Customer: sister.ID, Invoice: two.ID, Amount: two.Open}}}); err != nil {
			t.Fatal(err)
		}
		if len(b.names(ours))+len(b.names(sister.ID)) > 0 {
			t.Error("who pays for a group is taken for one of them")
		}
	})
}

// Under the name of a payment provider many customers pay: nobody's name is learned from
// it, and one that was learned before books nothing any more.
func TestANameUnderWhichOthersPay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		ours := b.customer.Customer
		sister := testkit.Customer(t, s, b.company.ID, "BETA")
		testkit.Invoice(t, s, customer.Ref{Company: b.company.ID, Customer: sister.ID}, "R-2001", "20.00", today)
		b.owes("R-1001", "100.00")
		b.gives(b.line("1.00", "", "merci", under("Lac Pay")), ours)
		b.line("20.00", "", "R-2001", under("LAC PAY"))
		b.match()
		exact := b.line("100.00", "", "merci", under("Lac Pay"))
		if r := b.match(); r.Booked != 0 || r.Asked != 1 {
			t.Errorf("%+v", r)
		}
		if by := b.evidenceOf(exact); len(by) == 0 || by[0].Fact != matching.PayerLearned {
			t.Errorf("%+v", by)
		}
		testkit.Invoice(t, s, customer.Ref{Company: b.company.ID, Customer: sister.ID}, "R-2002", "30.00", today)
		b.line("30.00", "", "R-2002", under("Mont Pay"))
		b.match()
		if b.gives(b.line("2.00", "", "merci", under("Mont Pay")), ours); len(b.names(ours)) != 1 {
			t.Errorf("%q are known", b.names(ours))
		}
	})
}

// A person says who pays, before anything is booked.
func TestAnAliasIsRemembered(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		ours := b.customer.Customer
		b.owes("R-1001", "100.00")
		named, nameless := b.line("40.00", "", "merci", under("Fiduciaire du Lac")), b.line("40.00", another, "merci", under(""))
		nothing := b.line("40.00", "", "merci", under(""))
		b.match()
		jobs := b.jobs()
		for range 2 {
			if said, err := settle.Alias(t.Context(), s, b.company.ID, named, ours, person, today); err != nil || said != "Fiduciaire du Lac" {
				t.Fatalf("%q, %v", said, err)
			}
		}
		if said, err := settle.Alias(t.Context(), s, b.company.ID, nameless, ours, person, today); err != nil || said != another {
			t.Fatalf("%q, %v", said, err)
		}
		if b.jobs() == jobs {
			t.Error("nobody matches again")
		}
		b.match()
		if by := b.evidenceOf(named); len(by) == 0 || by[0] != (matching.Evidence{Fact: matching.PayerLearned, By: person, On: today, Words: "Fiduciaire du Lac"}) {
			t.Errorf("%+v", by)
		}
		if by := b.evidenceOf(nameless); len(by) == 0 || by[0].Fact != matching.PayerKnown {
			t.Errorf("%+v", by)
		}
		for _, c := range []struct {
			entry, owner id.ID
			want         error
		}{{nothing, ours, fault.Invalid}, {42, ours, fault.NotFound}, {named, 42, fault.NotFound}} {
			if _, err := settle.Alias(t.Context(), s, b.company.ID, c.entry, c.owner, person, today); !errors.Is(err, c.want) {
				t.Errorf("%v", err)
			}
		}
		if got := len(b.names(ours)); got != 1 {
			t.Errorf("%d names", got)
		}
	})
}
