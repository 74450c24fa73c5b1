package settle_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

func TestWhatAPersonCannotConfirm(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		mine := b.owes("R-1001", "100.00")
		note := b.owes("C-1", "-30.00")
		stranger := testkit.Customer(t, s, b.company.ID, "BETA")
		foreign := testkit.Invoice(t, s, customer.Ref{Company: b.company.ID, Customer: stranger.ID}, "R-2002", "100.00", today)
		other := newTill(t, s, func(c *company.Company) { c.Name = "Autre SA" })
		elsewhere := other.owes("R-1001", "100.00")
		entry, left := b.line("150.00", another, "merci"), b.line("-50.00", another, "loyer")
		share := func(i invoice.Invoice, amount string) matching.Share {
			return matching.Share{Invoice: i.ID, Amount: testkit.Euro(amount)}
		}
		ours := b.customer.Customer
		for _, c := range []struct {
			name  string
			entry id.ID
			p     matching.Proposal
			want  error
		}{
			{"an entry that is none", mine.ID, matching.Proposal{Customer: ours}, fault.NotFound},
			{"nobody's payment", entry, matching.Proposal{Shares: []matching.Share{share(mine, "100.00")}}, fault.Invalid},
			{"a customer who is none", entry, matching.Proposal{Customer: mine.ID}, fault.NotFound},
			{"another company's customer", entry, matching.Proposal{Customer: other.customer.Customer}, fault.NotFound},
			{"money that left, to who has nothing on account", left, matching.Proposal{Customer: ours}, fault.Conflict},
			{"another customer's invoice", entry, matching.Proposal{Customer: ours, Shares: []matching.Share{share(foreign, "50.00")}}, fault.NotFound},
			{"another company's invoice", entry, matching.Proposal{Customer: ours, Shares: []matching.Share{share(elsewhere, "50.00")}}, fault.NotFound},
			{"more than is open", entry, matching.Proposal{Customer: ours, Shares: []matching.Share{share(mine, "100.01")}}, fault.Conflict},
			{"more than is open, in two shares", entry, matching.Proposal{Customer: ours, Shares: []matching.Share{share(mine, "60.00"), share(mine, "60.00")}}, fault.Conflict},
			{"more than came in", entry, matching.Proposal{Customer: ours, Shares: []matching.Share{share(mine, "150.01")}}, fault.Conflict},
			{"a share of nothing", entry, matching.Proposal{Customer: ours, Shares: []matching.Share{share(mine, "0.00")}}, fault.Invalid},
			{"a share below nothing", entry, matching.Proposal{Customer: ours, Shares: []matching.Share{share(mine, "-10.00")}}, fault.Invalid},
			{"a credit note", entry, matching.Proposal{Customer: ours, Shares: []matching.Share{share(note, "10.00")}}, fault.Invalid},
			{"more of a credit note than is open", entry, matching.Proposal{Customer: ours, Shares: []matching.Share{share(mine, "100.00"), share(note, "-50.01")}}, fault.Conflict},
			{"credit notes that are worth more than what is paid", entry, matching.Proposal{Customer: stranger.ID, Shares: []matching.Share{
				{Customer: ours, Invoice: mine.ID, Amount: testkit.Euro("10.00")}, {Customer: ours, Invoice: note.ID, Amount: testkit.Euro("-20.00")}}}, fault.Conflict},
			{"a credit note that is set against nothing", entry, matching.Proposal{Customer: ours, Shares: []matching.Share{share(note, "-30.00")}}, fault.Conflict},
			{"more let go than is left", entry, matching.Proposal{Customer: ours, Shares: []matching.Share{share(mine, "60.00")},
				Differences: []matching.Difference{{Share: share(mine, "40.01"), Reason: matching.SmallDifference}}}, fault.Conflict},
			{"another currency", entry, matching.Proposal{Customer: ours, Shares: []matching.Share{
				{Invoice: mine.ID, Amount: money.Of(1000, money.USD)}}}, fault.Invalid},
			{"two currencies", entry, matching.Proposal{Customer: ours, Shares: []matching.Share{
				share(mine, "10.00"), {Invoice: mine.ID, Amount: money.Of(1000, money.USD)}}}, fault.Invalid},
		} {
			if err := b.confirm(c.entry, c.p); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if e, _ := b.entry(entry); e.State != store.EntryNew || b.open("R-1001") != "100.00" || b.onAccount() != 0 {
			t.Errorf("the entry is %s, open %s, on account %d", e.State, b.open("R-1001"), b.onAccount())
		}
		if err := b.confirm(entry, matching.Proposal{Customer: ours, Shares: []matching.Share{share(mine, "100.00")}}); err != nil {
			t.Error(err)
		}
		if err := b.confirm(entry, matching.Proposal{Customer: ours}); !errors.Is(err, fault.Conflict) {
			t.Errorf("confirmed twice: %v", err)
		}
		if b.open("R-1001") != "0.00" || b.onAccount() != 5000 {
			t.Errorf("open %s, on account %d", b.open("R-1001"), b.onAccount())
		}
		b.sound()
	})
}

func TestAnIgnoredEntryIsAskedAboutNoMore(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("R-1001", "100.00")
		entry := b.line("100.00", "", "merci", func(e *store.Entry) { e.Name = "ACME SA" })
		b.match()
		if e, asked := b.entry(entry); e.State != store.EntryAsk || len(asked) != 1 {
			t.Fatalf("%s, %d proposals", e.State, len(asked))
		}
		if err := settle.Ignore(t.Context(), s, b.company.ID, entry); err != nil {
			t.Fatal(err)
		}
		b.match()
		if e, asked := b.entry(entry); e.State != store.EntryIgnored || len(asked) != 0 {
			t.Errorf("%s, %d proposals", e.State, len(asked))
		}
		if err := settle.Ignore(t.Context(), s, b.company.ID, entry); !errors.Is(err, fault.Conflict) {
			t.Errorf("ignored twice: %v", err)
		}
		if err := b.undo(entry); err != nil {
			t.Fatal(err)
		}
		if e, asked := b.entry(entry); e.State != store.EntryAsk || len(asked) != 1 {
			t.Errorf("after the undo: %s, %d proposals", e.State, len(asked))
		}
	})
}

// A booking that was undone is only suggested from then on, at once; background work is
// asked whether others pay what is open again.
func TestUndoSuggestsAgain(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("R-1001", "100.00")
		entry := b.line("100.00", theirs, "R-1001")
		b.match()
		jobs := b.jobs()
		if err := b.undo(entry); err != nil {
			t.Fatal(err)
		}
		if b.jobs() == jobs {
			t.Error("nobody matches again")
		}
		if err := b.undo(entry); !errors.Is(err, fault.Conflict) {
			t.Errorf("undone twice: %v", err)
		}
		for runs := range 3 {
			if e, asked := b.entry(entry); e.State != store.EntryAsk || len(asked) != 1 || b.open("R-1001") != "100.00" {
				t.Errorf("after %d runs: %s, %d proposals, open %s", runs, e.State, len(asked), b.open("R-1001"))
			}
			b.match()
		}
		_, asked := b.entry(entry)
		if err := b.confirm(entry, asked[0]); err != nil || b.open("R-1001") != "0.00" {
			t.Errorf("%v, open %s", err, b.open("R-1001"))
		}
	})
}

// jobs counts the matching that was asked for.
func (b *till) jobs() (n int) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		return tx.Row([]any{&n}, `SELECT COUNT(*) FROM river_job WHERE kind = 'match'`)
	})
	return n
}

// facts is what a booking changes and an undo must restore.
type facts struct {
	Open     map[string]string // what is open of the principal, and claimed beside it
	Balances []store.Balance
	Payers   []string
	Names    []string
}

func (b *till) facts(numbers []string) (f facts) {
	b.t.Helper()
	f.Open, f.Names = map[string]string{}, b.names(b.customer.Customer)
	for _, n := range numbers {
		f.Open[n] = b.open(n) + " " + b.claimed(n)
	}
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		if f.Balances, err = tx.Balances(b.customer.Customer); err != nil {
			return err
		}
		f.Balances = slices.DeleteFunc(f.Balances, func(b store.Balance) bool { // a currency in which there was something once
			return b.Open == 0 && b.OnAccount == 0 && b.Items == 0
		})
		f.Payers, err = tx.Payers(b.customer.Customer)
		return err
	})
	return f
}

// Whatever is booked, undoing all of it in any order restores the book as it was.
func TestUndoRestoresExactly(t *testing.T) {
	s := testkit.Open(t, t.TempDir()+"/acquit.db", testkit.NewClock())
	companies := 0
	rapid.Check(t, func(r *rapid.T) {
		companies++
		b := newTill(t, s, func(c *company.Company) {
			c.Name = fmt.Sprintf("Company %d", companies)
			c.Policy.ToleratedMost = map[string]int64{"EUR": rapid.SampledFrom([]int64{0, 1000}).Draw(r, "tolerated")}
		})
		var numbers []string
		for n := range rapid.IntRange(1, 4).Draw(r, "invoices") {
			numbers = append(numbers, fmt.Sprintf("R-%d", 1001+n))
			owes := rapid.SampledFrom([]func(string, string) invoice.Invoice{b.owes, b.owes, b.owesDollars}).Draw(r, "in its currency")
			i := owes(numbers[n], rapid.SampledFrom([]string{"50.00", "100.00", "75.25", "-40.00"}).Draw(r, "owed"))
			if i.Owed.Sign() > 0 && rapid.Bool().Draw(r, "claimed beside it") {
				b.claims(i, "10.00")
			}
		}
		sister := testkit.Customer(t, s, b.company.ID, "BETA")
		testkit.Invoice(t, s, customer.Ref{Company: b.company.ID, Customer: sister.ID}, "S-2001", "10.00", today)
		numbers = append(numbers, "S-2001")
		if rapid.Bool().Draw(r, "the account is known") {
			b.update(func(tx *store.Tx) error {
				return tx.AddPayers([]store.Payer{{IBAN: theirs, Customer: b.customer.Customer}}, "import")
			})
		}
		before := b.facts(numbers)
		var entries []id.ID
		for range rapid.IntRange(1, 5).Draw(r, "lines") {
			amount := rapid.SampledFrom([]string{"50.00", "100.00", "75.25", "200.00", "10.00", "60.00", "35.25"}).Draw(r, "paid")
			iban := rapid.SampledFrom([]string{theirs, another, ""}).Draw(r, "from")
			told := func(*store.Entry) {}
			if rapid.Bool().Draw(r, "the original amount is told") {
				told = sentAs(rapid.SampledFrom([]string{"50.00", "100.00", "120.10"}).Draw(r, "sent"))
			}
			entries = append(entries, b.line(amount, iban, strings.Join(rapid.SliceOfN(rapid.SampledFrom(append(numbers, "merci")), 1, 3).Draw(r, "text"), " "), told))
			if rapid.Bool().Draw(r, "matched at once") {
				b.match()
			}
		}
		b.match()
		for _, i := range entries {
			if _, asked := b.entry(i); len(asked) > 0 && rapid.Bool().Draw(r, "confirmed") {
				if err := b.confirm(i, asked[0]); err != nil && !errors.Is(err, fault.Conflict) {
					r.Fatal(err)
				}
			}
		}
		for _, i := range rapid.Permutation(entries).Draw(r, "undone in this order") {
			if e, _ := b.entry(i); e.State != store.EntryBooked {
				continue
			}
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

func TestSeveralEntriesAreConfirmedTogether(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		one, two := b.owes("R-1001", "100.00"), b.owes("R-1002", "70.00")
		likely := func(e *store.Entry) { e.Name = "ACME SA" }
		first, second := b.line("100.00", "", "merci", likely), b.line("100.00", "", "encore", likely)
		third, outgoing := b.line("90.00", "", "svp", likely), b.line("-5.00", another, "frais")
		b.match()
		share := func(i invoice.Invoice, amount string) []matching.Share {
			return []matching.Share{{Invoice: i.ID, Amount: testkit.Euro(amount)}}
		}
		ours := b.customer.Customer
		jobs := b.jobs()
		booked, left, err := settle.ConfirmAll(t.Context(), s, b.company.ID, []settle.Choice{
			{Entry: first, Proposal: matching.Proposal{Customer: ours, Shares: share(one, "100.00")}},
			{Entry: second, Proposal: matching.Proposal{Customer: ours, Shares: share(one, "100.00")}},
			{Entry: third, Proposal: matching.Proposal{Customer: ours, Shares: share(two, "70.00")}},
			{Entry: outgoing, Proposal: matching.Proposal{Customer: ours}},
			{Entry: 42, Proposal: matching.Proposal{Customer: ours}},
		}, person, today)
		if err != nil {
			t.Fatal(err)
		}
		if len(booked) != 2 || booked[0].ID != first || booked[1].ID != third {
			t.Errorf("booked: %+v", booked)
		}
		if len(left) != 3 || !errors.Is(left[second], fault.Conflict) || !errors.Is(left[outgoing], fault.Conflict) || !errors.Is(left[42], fault.NotFound) {
			t.Errorf("left: %v", left)
		}
		if b.open("R-1001") != "0.00" || b.open("R-1002") != "0.00" || b.onAccount() != 2000 {
			t.Errorf("open %s and %s, on account %d", b.open("R-1001"), b.open("R-1002"), b.onAccount())
		}
		for entry, want := range map[id.ID]store.EntryState{first: store.EntryBooked, second: store.EntryAsk, third: store.EntryBooked} {
			if e, asked := b.entry(entry); e.State != want || e.ByHand != (want == store.EntryBooked) || (len(asked) == 0) != (want == store.EntryBooked) {
				t.Errorf("%s, by hand %t, %d proposals", e.State, e.ByHand, len(asked))
			}
		}
		if n := b.jobs(); n != jobs+1 {
			t.Errorf("%d times matching was asked for", n-jobs)
		}
		undo := func(entries ...id.ID) error {
			return settle.UndoAll(t.Context(), s, b.company.ID, entries, person, today)
		}
		if err := undo(first, second); !errors.Is(err, fault.Conflict) || b.open("R-1001") != "0.00" {
			t.Errorf("what is not booked is undone with others: %v, open %s", err, b.open("R-1001"))
		}
		if err := undo(first, 42); !errors.Is(err, fault.NotFound) {
			t.Errorf("what is none is undone: %v", err)
		}
		if err := undo(first, third); err != nil || b.open("R-1001") != "100.00" || b.open("R-1002") != "70.00" || b.onAccount() != 0 {
			t.Errorf("undone: %v, open %s and %s, on account %d", err, b.open("R-1001"), b.open("R-1002"), b.onAccount())
		}
		for _, entry := range []id.ID{first, third} {
			if e, _ := b.entry(entry); e.State != store.EntryAsk {
				t.Errorf("undone is %s", e.State)
			}
		}
		b.sound()
	})
}

func TestWhenNoneCanBeConfirmedNothingHappens(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		jobs := b.jobs()
		booked, left, err := settle.ConfirmAll(t.Context(), s, b.company.ID, []settle.Choice{{Entry: 42, Proposal: matching.Proposal{Customer: 7}}}, person, today)
		if err != nil || len(booked) != 0 || !errors.Is(left[42], fault.NotFound) || b.jobs() != jobs {
			t.Errorf("%v %v %v", booked, left, err)
		}
	})
}
