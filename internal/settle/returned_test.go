package settle_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// back is a bank line by which the bank takes something back some days later.
func back(reason string, options ...func(*store.Entry)) func(*store.Entry) {
	return func(e *store.Entry) {
		e.ReturnReason, e.BookedOn, e.ValueOn = reason, today.AddDays(4), today.AddDays(4)
		for _, o := range options {
			o(e)
		}
	}
}

func endToEnd(reference string) func(*store.Entry) {
	return func(e *store.Entry) { e.EndToEnd = reference }
}

func (b *till) takeBack(entry, of, customer id.ID) error {
	return settle.TakeBack(b.t.Context(), b.store, b.company.ID, entry, of, customer, person, today)
}

// told are the events of a kind on a customer's timeline, the newest first.
func (b *till) told(kind timeline.Kind) (all []timeline.Data) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		events, err := tx.Timeline(b.customer.Customer, 0, 100)
		for _, e := range events {
			if e.Kind != kind {
				continue
			}
			data, err := e.Read()
			if err != nil {
				return err
			}
			all = append(all, data)
		}
		return err
	})
	return all
}

func (b *till) tasks() (n int) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		counts, err := tx.CountTasks()
		n = counts[task.PaymentReturned]
		return err
	})
	return n
}

// A direct debit that comes back opens its invoices again, keeps the account known,
// tells why, and is restored by an undo.
func TestAReturnTakesItsPaymentBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		numbers := []string{"R-1001", "R-1002"}
		b.owes("R-1001", "100.00")
		b.owes("R-1002", "40.00")
		paid := b.line("150.00", theirs, "R-1001 R-1002", endToEnd("E2E-1"))
		b.match()
		before := b.facts(numbers)
		returned := b.line("-153.50", theirs, "reversed", back("MD06", endToEnd("E2E-1"), func(e *store.Entry) { e.Charges = testkit.Euro("3.50") }))
		if r := b.match(); r != (settle.Report{Returned: 1}) {
			t.Fatalf("%+v", r)
		}
		if b.open("R-1001") != "100.00" || b.open("R-1002") != "40.00" || b.onAccount() != 0 {
			t.Errorf("open %s and %s, on account %d", b.open("R-1001"), b.open("R-1002"), b.onAccount())
		}
		if e, _ := b.entry(paid); e.State != store.EntryReturned {
			t.Errorf("what came is %s", e.State)
		}
		if e, _ := b.entry(returned); e.State != store.EntryReturn || e.Returns != paid || e.Fee != testkit.Euro("3.50") {
			t.Errorf("what went is %s, takes back %s, with a fee of %s", e.State, e.Returns, e.Fee)
		}
		if after := b.facts(numbers); !slices.Equal(after.Payers, before.Payers) || len(after.Payers) != 1 {
			t.Errorf("known accounts: %s", after.Payers)
		}
		want := []timeline.Data{{Numbers: numbers, Count: 2, Amount: testkit.Euro("150.00"), Day: today.AddDays(4), Code: "MD06", Fee: testkit.Euro("3.50")}}
		if diff := cmp.Diff(want, b.told(timeline.PaymentReturned)); diff != "" {
			t.Error(diff)
		}
		if b.tasks() != 0 {
			t.Error("a person is asked about what is certain")
		}
		b.sound()
		if err := b.undo(paid); !errors.Is(err, fault.Conflict) {
			t.Errorf("what was taken back is undone: %v", err)
		}
		if err := b.undo(returned); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, b.facts(numbers), cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
		if len(b.told(timeline.ReturnUndone)) != 1 {
			t.Error("the undo is not told")
		}
		b.sound()
		if r := b.match(); r.Returned != 0 || b.tasks() != 1 {
			t.Errorf("what a person undid is done again: %+v, %d tasks", r, b.tasks())
		}
		if err := b.takeBack(returned, paid, 0); err != nil || b.open("R-1001") != "100.00" || b.tasks() != 0 {
			t.Errorf("%v, open %s, %d tasks", err, b.open("R-1001"), b.tasks())
		}
		if err := b.undo(returned); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, b.facts(numbers), cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
		b.sound()
	})
}

// A payment and its return may come in one file.
func TestAPaymentAndItsReturnComeTogether(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("R-1001", "100.00")
		b.line("100.00", theirs, "R-1001", endToEnd("E2E-1"))
		b.line("-100.00", theirs, "R-1001", back("AM04", endToEnd("E2E-1")))
		if r := b.match(); r != (settle.Report{Booked: 1, Returned: 1}) || b.open("R-1001") != "100.00" {
			t.Errorf("%+v, open %s", r, b.open("R-1001"))
		}
		if len(b.told(timeline.PaymentBooked)) != 1 || len(b.told(timeline.PaymentReturned)) != 1 {
			t.Error("the timeline does not tell both")
		}
		b.sound()
	})
}

// What is not certain is left to a person, who sees what it may be.
func TestAPersonSaysWhatIsTakenBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("R-1001", "100.00")
		b.owes("R-1002", "100.00")
		b.owes("R-1003", "100.00")
		first, second := b.line("100.00", theirs, "R-1001"), b.line("100.00", theirs, "R-1002")
		waiting := b.line("100.00", another, "merci")
		b.match()
		returned := b.line("-100.00", theirs, "back", back("AC04"))
		if r := b.match(); r.Returned != 0 || r.Outgoing != 1 || b.tasks() != 1 {
			t.Fatalf("%+v, %d tasks", r, b.tasks())
		}
		var offered []matching.Return
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			e, _, err := tx.EntryByID(returned)
			if err != nil {
				return err
			}
			offered, _, err = settle.Returnable(tx, &e)
			return err
		})
		var ids []id.ID
		for _, o := range offered {
			ids = append(ids, o.Of)
		}
		if !slices.Equal(ids, []id.ID{second, first, waiting}) {
			t.Errorf("offered are %s of %s", ids, []id.ID{first, second, waiting})
		}
		for name, err := range map[string]error{
			"itself": b.takeBack(returned, returned, 0), "what is none": b.takeBack(returned, 42, 0), "by what is none": b.takeBack(42, first, 0),
			"a customer who paid nothing of it": b.takeBack(returned, first, 42), "by money that came in": b.takeBack(first, second, 0),
		} {
			if !errors.Is(err, fault.Conflict) && !errors.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := b.takeBack(returned, first, b.customer.Customer); err != nil || b.open("R-1001") != "100.00" || b.open("R-1002") != "0.00" || b.tasks() != 0 {
			t.Errorf("%v, open %s and %s, %d tasks", err, b.open("R-1001"), b.open("R-1002"), b.tasks())
		}
		if err := b.takeBack(returned, second, 0); !errors.Is(err, fault.Conflict) {
			t.Errorf("taken back twice: %v", err)
		}
		b.sound()
	})
}

// What waited for a person and came back is asked about no more, and holds no reminder.
func TestWhatWasNeverBookedComesBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("R-1001", "100.00")
		came := b.line("100.00", "", "merci", endToEnd("E2E-1"), func(e *store.Entry) { e.Name = "ACME SA" })
		b.match()
		if _, asked := b.entry(came); len(asked) != 1 {
			t.Fatalf("%d proposals", len(asked))
		}
		went := b.line("-100.00", "", "back", back("MS03", endToEnd("E2E-1")))
		if r := b.match(); r.Returned != 1 {
			t.Errorf("%+v", r)
		}
		if e, asked := b.entry(came); e.State != store.EntryReturned || len(asked) != 0 {
			t.Errorf("%s, %d proposals", e.State, len(asked))
		}
		b.sound()
		if err := b.undo(went); err != nil {
			t.Fatal(err)
		}
		b.match()
		if e, asked := b.entry(came); e.State != store.EntryAsk || len(asked) != 1 {
			t.Errorf("after the undo: %s, %d proposals", e.State, len(asked))
		}
		b.sound()
	})
}

// Of a sum that was booked for several customers, the bank takes back what one of them
// paid; the others' payments stand, and the sum is not undone before that is.
func TestAPartOfASumComesBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("R-1001", "100.00")
		other := testkit.Customer(t, s, b.company.ID, "BETA")
		testkit.Invoice(t, s, customer.Ref{Company: b.company.ID, Customer: other.ID}, "R-2002", "50.00", date.Must("2026-01-16"))
		sum := b.line("150.00", "", "R-1001 R-2002", endToEnd("BATCH-1"))
		if r := b.match(); r.Booked != 1 {
			t.Fatalf("%+v", r)
		}
		part := b.line("-50.00", "", "unpaid", back("AC06", endToEnd("BATCH-1")))
		if r := b.match(); r.Returned != 1 || b.open("R-1001") != "0.00" || b.open("R-2002") != "50.00" {
			t.Errorf("%+v, open %s and %s", r, b.open("R-1001"), b.open("R-2002"))
		}
		if e, _ := b.entry(sum); e.State != store.EntryBooked {
			t.Errorf("the sum is %s", e.State)
		}
		b.sound()
		if err := b.undo(sum); !errors.Is(err, fault.Conflict) {
			t.Errorf("the sum is undone before its part: %v", err)
		}
		if err := b.undo(part); err != nil || b.open("R-2002") != "0.00" {
			t.Errorf("%v, open %s", err, b.open("R-2002"))
		}
		if err := b.undo(sum); err != nil || b.open("R-1001") != "100.00" || b.open("R-2002") != "50.00" {
			t.Errorf("%v, open %s and %s", err, b.open("R-1001"), b.open("R-2002"))
		}
		b.sound()
	})
}

// What was paid in another way while a payment was taken back is not paid twice: the
// money of the payment stays on account.
func TestAnUndoneReturnGivesWhatIsStillOpen(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s, func(c *company.Company) { c.Policy.ToleratedMost = map[string]int64{"EUR": 50} })
		b.owes("R-1001", "100.00")
		b.line("99.80", theirs, "R-1001", endToEnd("E2E-1"))
		b.match()
		went := b.line("-99.80", theirs, "back", back("AM04", endToEnd("E2E-1")))
		b.match()
		if b.open("R-1001") != "100.00" {
			t.Fatalf("open %s: what was let go still is", b.open("R-1001"))
		}
		b.line("100.00", theirs, "R-1001", endToEnd("E2E-2"))
		b.match()
		if err := b.undo(went); err != nil || b.open("R-1001") != "0.00" || b.onAccount() != 9980 {
			t.Errorf("%v, open %s, on account %d", err, b.open("R-1001"), b.onAccount())
		}
		b.sound()
	})
}

// Whatever was booked, what the bank takes back and a person restores is as it was.
func TestAReturnAndItsUndoRestoreTheBook(t *testing.T) {
	s := testkit.Open(t, t.TempDir()+"/acquit.db", testkit.NewClock())
	companies := 0
	rapid.Check(t, func(r *rapid.T) {
		companies++
		b := newTill(t, s, func(c *company.Company) {
			c.Name = fmt.Sprintf("Company %d", companies)
			c.Policy.ToleratedMost = map[string]int64{"EUR": 50}
		})
		var numbers []string
		for n := range rapid.IntRange(1, 4).Draw(r, "invoices") {
			numbers = append(numbers, fmt.Sprintf("R-%d", 1001+n))
			b.owes(numbers[n], rapid.SampledFrom([]string{"50.00", "100.00", "-20.00"}).Draw(r, "owed"))
		}
		amounts := []string{"50.00", "100.00", "99.80", "30.00", "130.00", "200.00"}
		var paid []string
		for n := range rapid.IntRange(1, 4).Draw(r, "lines") {
			paid = append(paid, rapid.SampledFrom(amounts).Draw(r, "paid"))
			b.line(paid[n], theirs, rapid.SampledFrom(append(numbers, "merci", numbers[0]+" "+numbers[len(numbers)-1])).Draw(r, "text"), endToEnd(fmt.Sprint("E2E-", n)))
		}
		b.match()
		b.match() // what was learned from the one makes others certain
		before := b.facts(numbers)
		var returned []id.ID
		for n, amount := range paid {
			if rapid.Bool().Draw(r, "comes back") {
				returned = append(returned, b.line("-"+amount, theirs, "back", back("MD01", endToEnd(fmt.Sprint("E2E-", n)))))
			}
		}
		if report := b.match(); report.Returned != len(returned) {
			r.Fatalf("%d came back: %+v", len(returned), report)
		}
		b.sound()
		for _, i := range rapid.Permutation(returned).Draw(r, "undone in this order") {
			if err := b.undo(i); err != nil {
				r.Fatal(err)
			}
		}
		if diff := cmp.Diff(before, b.facts(numbers), cmpopts.EquateEmpty()); diff != "" {
			r.Fatal(diff)
		}
		b.sound()
	})
}

// Money that comes in and of which the bank says that it is a return pays nothing by
// itself.
func TestAReturnedTransferIsNoPayment(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("R-1001", "100.00")
		entry := b.line("100.00", theirs, "R-1001", func(e *store.Entry) { e.ReturnReason = "AC04" })
		b.match()
		b.match()
		if e, asked := b.entry(entry); e.State != store.EntryAsk || len(asked) != 1 || b.open("R-1001") != "100.00" {
			t.Errorf("%s, %d proposals, open %s", e.State, len(asked), b.open("R-1001"))
		}
	})
}

// What another report tells of a payment, or of a part of a sum, proves its return as
// well as its own line does.
func TestWhatElseTellsOfAPaymentProvesItsReturn(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("R-1001", "100.00")
		other := testkit.Customer(t, s, b.company.ID, "BETA")
		testkit.Invoice(t, s, customer.Ref{Company: b.company.ID, Customer: other.ID}, "R-2002", "50.00", date.Must("2026-01-16"))
		sum := b.line("150.00", "", "collection")
		told := func(reference string) func(*store.Entry) {
			return func(e *store.Entry) { e.State, e.SameAs, e.EndToEnd = store.EntrySame, sum, reference }
		}
		b.line("100.00", "", "R-1001", told("DD-1"))
		b.line("50.00", "", "R-2002", told("DD-2"))
		b.match()
		_, asked := b.entry(sum)
		if err := b.confirm(sum, asked[0]); err != nil {
			t.Fatal(err)
		}
		b.line("-50.00", "", "unpaid", back("MD07", endToEnd("DD-2")))
		if r := b.match(); r.Returned != 1 || b.open("R-1001") != "0.00" || b.open("R-2002") != "50.00" {
			t.Errorf("%+v, open %s and %s", r, b.open("R-1001"), b.open("R-2002"))
		}
		b.sound()
	})
}

// What a person took from a payment before the bank took the payment back is not given
// again when the return is undone.
func TestAnUndoneReturnGivesOnlyWhatStood(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("R-1001", "100.00")
		b.line("140.00", theirs, "R-1001", endToEnd("E2E-1"))
		b.match()
		late := b.owes("R-1002", "40.00")
		deposit := b.deposits()[0]
		p := matching.Proposal{Customer: b.customer.Customer, Shares: []matching.Share{{Customer: b.customer.Customer, Invoice: late.ID, Number: "R-1002", Amount: testkit.Euro("40.00")}},
			Evidence: []matching.Evidence{{Fact: matching.AccountUsed}}}
		used, err := settle.UseOnAccount(t.Context(), s, b.customer, deposit.ID, p, person, today)
		if err != nil {
			t.Fatal(err)
		}
		if err := settle.FreeAccount(t.Context(), s, b.customer, used, person, today); err != nil {
			t.Fatal(err)
		}
		before := b.facts([]string{"R-1001", "R-1002"})
		went := b.line("-140.00", theirs, "back", back("AC04", endToEnd("E2E-1")))
		b.match()
		if b.open("R-1001") != "100.00" {
			t.Fatalf("open %s", b.open("R-1001"))
		}
		if err := b.undo(went); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, b.facts([]string{"R-1001", "R-1002"}), cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
		b.sound()
	})
}

// Money on account that was paid back settles nothing any more.
func TestWhatWasPaidBackIsNotUsed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("R-1001", "100.00")
		b.line("140.00", theirs, "R-1001")
		b.match()
		deposit := b.deposits()[0]
		b.line("-40.00", theirs, "R-1001 trop")
		if r := b.match(); r.Booked != 1 || len(b.deposits()) != 0 {
			t.Fatalf("%+v, %d deposits", r, len(b.deposits()))
		}
		late := b.owes("R-1002", "40.00")
		p := matching.Proposal{Customer: b.customer.Customer, Shares: []matching.Share{{Customer: b.customer.Customer, Invoice: late.ID, Number: "R-1002", Amount: testkit.Euro("40.00")}}}
		if _, err := settle.UseOnAccount(t.Context(), s, b.customer, deposit.ID, p, person, today); !errors.Is(err, fault.Conflict) {
			t.Errorf("what was paid back is used: %v", err)
		}
		b.sound()
	})
}
