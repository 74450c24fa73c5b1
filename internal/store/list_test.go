package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/allocation"
	"acquit/internal/bank"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// bankAccount stores a bank account of a company.
func bankAccount(t *testing.T, s *store.Store, company id.ID, iban string) (a store.BankAccount) {
	t.Helper()
	testkit.Update(t, s, company, func(tx *store.Tx) (err error) {
		a, err = tx.EnsureAccount(bank.Account{IBAN: iban, Currency: "EUR"})
		return err
	})
	return a
}

// balances stores a statement that closes on a day with a balance, in cents.
func balances(t *testing.T, s *store.Store, company, account id.ID, opening, closing int64, on date.Date) store.Statement {
	t.Helper()
	st := store.Statement{Account: account, Format: "coda", Opening: &opening, OpeningOn: on, Closing: &closing, ClosingOn: on}
	testkit.Update(t, s, company, func(tx *store.Tx) error { return tx.AddStatement(&st) })
	return st
}

// namesOf are the names of the entries that a filter lets through, all in pages
// of two.
func namesOf(t *testing.T, s *store.Store, company id.ID, f store.EntryFilter) string {
	t.Helper()
	var names []string
	f.Limit = 2
	testkit.View(t, s, company, func(tx *store.Tx) error {
		for {
			page, err := tx.Entries(f)
			if err != nil || len(page) == 0 {
				return err
			}
			for _, e := range page {
				names = append(names, e.Name)
			}
			last := page[len(page)-1]
			f.After = store.EntryKey{On: last.BookedOn, ID: last.ID}
		}
	})
	return strings.Join(names, " ")
}

func TestEntriesAreListedPageByPage(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		a, b := bankAccount(t, s, c.ID, "BE68539007547034"), bankAccount(t, s, c.ID, "BE71096123456769")
		st := balances(t, s, c.ID, a.ID, 0, 100, clock.Today())
		other := balances(t, s, c.ID, b.ID, 0, 100, clock.Today())
		add := func(name, iban, amount string, days int, state store.EntryState, of store.Statement) {
			on := clock.Today().AddDays(days)
			e := &store.Entry{Account: of.Account, Statement: of.ID, Key: name, BookedOn: on, ValueOn: on, Amount: testkit.Euro(amount), Name: name, IBAN: iban, State: state}
			testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.AddEntries([]*store.Entry{e}) })
		}
		add("Anna", "DE89370400440532013000", "10.00", 0, store.EntryAsk, st)
		add("anton", "DE02120300000000202051", "10.00", 2, store.EntryAsk, st)
		add("Bert", "", "-20.00", 1, store.EntryOutgoing, st)
		add("Étoile", "FR1420041010050500013M02606", "30.00", 1, store.EntryBooked, other)
		add("ANNEKE", "BE62510007547061", "40.00", 1, store.EntryAsk, other)
		ten := int64(1000)
		for _, tc := range []struct {
			name string
			f    store.EntryFilter
			want string
		}{
			{"all, newest first", store.EntryFilter{}, "anton ANNEKE Étoile Bert Anna"},
			{"all, oldest first", store.EntryFilter{Oldest: true}, "Anna Bert Étoile ANNEKE anton"},
			{"those that wait, oldest first", store.EntryFilter{State: store.EntryAsk, Oldest: true}, "Anna ANNEKE anton"},
			{"one account", store.EntryFilter{Account: b.ID}, "ANNEKE Étoile"},
			{"one statement", store.EntryFilter{Statement: st.ID}, "anton Bert Anna"},
			{"an amount", store.EntryFilter{Amount: &ten}, "anton Anna"},
			{"a name in any case", store.EntryFilter{Name: "aNN"}, "ANNEKE Anna"},
			{"a name with an accent", store.EntryFilter{Name: "Ét"}, "Étoile"},
			{"a name that is another's beginning only", store.EntryFilter{Name: "nna"}, ""},
			{"an account's beginning", store.EntryFilter{IBAN: "DE"}, "anton Anna"},
			{"a name among those that wait", store.EntryFilter{State: store.EntryAsk, Name: "an", Account: a.ID}, "anton Anna"},
			{"a mark that SQL knows", store.EntryFilter{Name: "%"}, ""},
		} {
			if got := namesOf(t, s, c.ID, tc.f); got != tc.want {
				t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
			}
		}
		stranger := testkit.Company(t, s, called("Autre SA"))
		if got := namesOf(t, s, stranger.ID, store.EntryFilter{}); got != "" {
			t.Errorf("another company sees %s", got)
		}
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			n, err := tx.CountEntries(store.EntryAsk)
			if n != 3 || err != nil {
				t.Errorf("%d entries wait, %v", n, err)
			}
			before, err := tx.CountListed(store.EntryFilter{State: store.EntryAsk, After: store.EntryKey{On: clock.Today().AddDays(2)}})
			if before != 2 {
				t.Errorf("%d wait before the day after tomorrow", before)
			}
			return err
		})
	})
}

func TestAGapBetweenStatementsShows(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		a, b := bankAccount(t, s, c.ID, "BE68539007547034"), bankAccount(t, s, c.ID, "BE71096123456769")
		day := clock.Today()
		balances(t, s, c.ID, b.ID, 0, 999, day.AddDays(-1)) // another account's balance means nothing here
		balances(t, s, c.ID, a.ID, 100, 200, day)
		balances(t, s, c.ID, a.ID, 300, 400, day.AddDays(1)) // two of one day, stored the wrong way round
		balances(t, s, c.ID, a.ID, 200, 300, day.AddDays(1))
		balances(t, s, c.ID, a.ID, 400, 400, day.AddDays(4)) // over a weekend
		balances(t, s, c.ID, a.ID, 450, 500, day.AddDays(5)) // one is missing before it
		balances(t, s, c.ID, a.ID, 500, 600, day.AddDays(6))
		bare := store.Statement{Account: a.ID, Format: "camt"}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.AddStatement(&bare) })
		var got []string
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			after := store.StatementKey{}
			for {
				page, err := tx.Statements(a.ID, after, 3)
				if err != nil || len(page) == 0 {
					break
				}
				for _, st := range page {
					got = append(got, st.On().String())
				}
				after = store.StatementKey{On: page[len(page)-1].On(), ID: page[len(page)-1].ID}
			}
			breaks, err := tx.Breaks(0, day.AddDays(-100))
			for account, all := range breaks {
				for _, b := range all {
					got = append(got, fmt.Sprintf("%t: %s", account == a.ID, b.Text()))
				}
			}
			return err
		})
		want := []string{"2026-01-11", "2026-01-10", "2026-01-09", "2026-01-06", "2026-01-06", "2026-01-05", "",
			"true: the balance differs by 0.50 EUR between statement of 2026-01-09 and statement of 2026-01-10"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestSearchFindsByBeginnings(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		customers := map[string]customer.Customer{}
		for number, name := range map[string]string{"KD-1": "Brouwerij De Ketel BV", "kd-10": "Brasserie Étoile", "X": "Ketel & Co", "999": "Zaza"} {
			customers[name] = testkit.Customer(t, s, c.ID, number, func(c *customer.Customer) {
				c.Name = name
				if number == "X" {
					c.VATID, c.EnterpriseNumber = "BE0999120487", "0999120487"
				}
			})
		}
		ref := customer.Ref{Company: c.ID, Customer: customers["Zaza"].ID}
		for n, amount := range []string{"10.00", "20.00", "10.00", "-10.00"} {
			testkit.Invoice(t, s, ref, fmt.Sprintf("INV-2026/%d", n+1), amount, clock.Today())
		}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			ordered := testkit.NewInvoice(ref.Customer, "R-9", testkit.Euro("99.00"), clock.Today())
			ordered.OrderReference = "PO 77/12"
			return tx.AddInvoices([]*invoice.Invoice{ordered})
		})
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			for words, want := range map[string]int{"po77": 1, "PO-77.12": 1, "77": 0, "": 0, "inv": 0} {
				found, err := tx.FindOrders(words, 10)
				if len(found) != want || err != nil {
					t.Errorf("the order %q finds %d invoices, %v", words, len(found), err)
				}
			}
			for words, want := range map[string]string{
				"brou": "Brouwerij De Ketel BV", "BRASSERIE ETOILE": "Brasserie Étoile", "étoile": "", "kd-1": "Brasserie Étoile, Brouwerij De Ketel BV",
				"ketel": "Ketel & Co", "be0999": "Ketel & Co", "0999.120": "Ketel & Co", "BE 0999 120 487": "Ketel & Co", "be": "", "": "", "%": "", "99": "Zaza",
			} {
				found, err := tx.FindCustomers(words, 10)
				var names []string
				for _, c := range found {
					names = append(names, c.Name)
				}
				if got := strings.Join(names, ", "); got != want || err != nil {
					t.Errorf("%q finds %q, want %q, %v", words, got, want, err)
				}
			}
			for words, want := range map[string]int{"inv 2026": 4, "INV20261": 1, "inv-2026-5": 0, "": 0, "---": 0} {
				found, err := tx.FindInvoices(words, 10)
				if len(found) != want || err != nil {
					t.Errorf("%q finds %d invoices, %v", words, len(found), err)
				}
			}
			for amount, want := range map[string]int{"10.00": 2, "-10.00": 1, "20.00": 1, "0.00": 0, "0.01": 0} {
				found, err := tx.FindOpenAmounts([]money.Amount{testkit.Euro(amount)}, 10)
				if len(found) != want || err != nil {
					t.Errorf("€ %s finds %d invoices, %v", amount, len(found), err)
				}
			}
			few, err := tx.FindInvoices("inv", 2)
			if len(few) != 2 {
				t.Errorf("a limit of 2 gives %d", len(few))
			}
			return err
		})
	})
}

func TestMessagesAreListedNewestFirst(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		a := testkit.Customer(t, s, c.ID, "A", func(c *customer.Customer) { c.Name = "Alpha SA" })
		b := testkit.Customer(t, s, c.ID, "B", func(c *customer.Customer) { c.Name = "Beta SA" })
		i := testkit.Invoice(t, s, customer.Ref{Company: c.ID, Customer: a.ID}, "R-1", "10.00", clock.Today())
		add := func(of customer.Customer, step string, state message.State) message.Message {
			m := &message.Message{Customer: of.ID, Currency: money.EUR, Step: step, State: state, Once: step + string(state), QueuedOn: clock.Today(),
				Amount: testkit.Euro("10.00"), Items: []message.Item{{Invoice: i.ID, Step: step, Open: testkit.Euro("10.00")}, {Invoice: i.ID, Part: 2, Open: testkit.Euro("0.00")}}}
			testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.AddMessages([]*message.Message{m}) })
			return *m
		}
		first := add(a, "notice", message.Sent)
		add(b, "reminder-1", message.Failed)
		last := add(a, "reminder-1", message.Queued)
		for _, tc := range []struct {
			f    store.MessageFilter
			want string
		}{
			{store.MessageFilter{}, "Alpha SA queued, Beta SA failed, Alpha SA sent"},
			{store.MessageFilter{State: message.Failed}, "Beta SA failed"},
			{store.MessageFilter{Step: "reminder-1"}, "Alpha SA queued, Beta SA failed"},
			{store.MessageFilter{Customer: customer.NameKey("Alpha")}, "Alpha SA queued, Alpha SA sent"},
			{store.MessageFilter{Before: last.ID}, "Beta SA failed, Alpha SA sent"},
			{store.MessageFilter{State: message.Sent, Step: "notice", Customer: "alpha", Before: last.ID}, "Alpha SA sent"},
		} {
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				tc.f.Limit = 10
				all, err := tx.Messages(tc.f)
				var got []string
				for _, m := range all {
					got = append(got, m.CustomerName+" "+string(m.State))
				}
				if strings.Join(got, ", ") != tc.want {
					t.Errorf("%+v: %v", tc.f, got)
				}
				return err
			})
		}
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			counts, err := tx.CountMessages(message.Queued, message.Failed, message.Uncertain)
			if diff := cmp.Diff(map[message.State]int{message.Queued: 1, message.Failed: 1}, counts); diff != "" {
				t.Error(diff)
			}
			return err
		})
		nextTimes := func() (steps []store.Contacted) {
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				all, err := tx.NextTimes(first.ID)
				steps = all[first.ID]
				return err
			})
			return steps
		}
		want := store.Contacted{Invoice: i.ID, Step: "notice", Times: 1}
		if got := nextTimes(); !slices.Equal(got, []store.Contacted{want}) {
			t.Errorf("a step that was never taken: %+v", got)
		}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			return tx.NoteContacted(clock.Today(), store.Took{Message: &first, Items: []store.Contacted{want}})
		})
		want.Times = 2
		if got := nextTimes(); !slices.Equal(got, []store.Contacted{want}) {
			t.Errorf("a step that was taken once: %+v", got)
		}
	})
}

func TestWhatAnEntryBecameIsFound(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s)
		acme := testkit.Customer(t, s, c.ID, "ACME")
		i := testkit.Invoice(t, s, customer.Ref{Company: c.ID, Customer: acme.ID}, "R-1", "100.00", clock.Today())
		a := bankAccount(t, s, c.ID, "BE68539007547034")
		st := balances(t, s, c.ID, a.ID, 0, 100, clock.Today())
		e := &store.Entry{Account: a.ID, Statement: st.ID, Key: "1", BookedOn: clock.Today(), ValueOn: clock.Today(), Amount: testkit.Euro("80.00"), State: store.EntryBooked}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.AddEntries([]*store.Entry{e}) })
		p := paySome(t, s, c.ID, acme.ID, e, i.ID, "60.00")
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			payers, err := tx.EntryPayers(e.ID, 42)
			if diff := cmp.Diff(map[id.ID]store.EntryPayer{e.ID: {Entry: e.ID, Customer: acme.ID, Name: acme.Name}}, payers); diff != "" || err != nil {
				t.Error(err, diff)
			}
			settled, err := tx.SettledBy(p)
			want := []store.Settled{{Invoice: i.ID, Number: "R-1", Part: allocation.Principal, Amount: testkit.Euro("60.00"), Open: testkit.Euro("40.00"), Evidence: "[]", BookedBy: "test"}}
			if diff := cmp.Diff(want, settled); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}

// paySome stores a payment of an entry and allocates some of it to an invoice.
func paySome(t *testing.T, s *store.Store, company, customer id.ID, e *store.Entry, invoice id.ID, share string) payment.Payment {
	t.Helper()
	p := &payment.Payment{Customer: customer, Entry: e.ID, ReceivedOn: e.BookedOn, Amount: e.Amount, OnAccount: e.Amount, BookedBy: "test"}
	testkit.Update(t, s, company, func(tx *store.Tx) error {
		if err := tx.AddPayments([]*payment.Payment{p}); err != nil {
			return err
		}
		return tx.Allocate([]*payment.Allocation{{Payment: p.ID, Invoice: invoice, On: e.BookedOn, Amount: testkit.Euro(share), Evidence: "[]", BookedBy: "test"}})
	})
	return *p
}
