package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

func TestASessionEndsAtItsTime(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		now := clock.Now()
		save := func(token, data string, until time.Time) {
			testkit.Update(t, s, 0, func(tx *store.Tx) error { return tx.SaveSession(token, []byte(data), until) })
		}
		is := func(token, want string, at time.Time) {
			t.Helper()
			testkit.View(t, s, 0, func(tx *store.Tx) error {
				data, found, err := tx.Session(token, at)
				if string(data) != want || found != (want != "") {
					t.Errorf("%s holds %q", token, data)
				}
				return err
			})
		}
		save("a", "first", now.Add(time.Minute))
		save("a", "\x00\xff second", now.Add(time.Hour))
		save("b", "short", now.Add(time.Second))
		is("a", "\x00\xff second", now)
		is("a", "", now.Add(time.Hour))
		is("c", "", now)
		testkit.Update(t, s, 0, func(tx *store.Tx) error { return tx.DropEndedSessions(now.Add(time.Minute)) })
		is("b", "", now)
		is("a", "\x00\xff second", now)
		testkit.Update(t, s, 0, func(tx *store.Tx) error { return tx.DropSession("a") })
		is("a", "", now)
	})
}

// numbersOf are the numbers of invoices, in their order.
func numbersOf(all []invoice.Invoice) (numbers []string) {
	for _, i := range all {
		numbers = append(numbers, i.Number)
	}
	return numbers
}

func TestInvoicesAreSearchedByNumberAndByAmount(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		for number, amount := range map[string]string{"R-1": "10.00", "R-12": "20.00", "R 2": "10.00", "Ré-3": "5.00"} {
			testkit.Invoice(t, s, b.customer, number, amount, day("2026-01-16"))
		}
		for number, amount := range map[string]money.Amount{"D-1": money.Must("20.00", money.USD), "Y-1": money.Must("2000", money.JPY)} {
			testkit.Update(t, s, b.company, func(tx *store.Tx) error {
				return tx.AddInvoices([]*invoice.Invoice{testkit.NewInvoice(b.customer.Customer, number, amount, day("2026-01-16"))})
			})
		}
		for words, want := range map[string][]string{"r1": {"R-1", "R-12"}, "R-12": {"R-12"}, "rÉ": {"Ré-3"}, "x": nil, "-": nil, "%": nil} {
			testkit.View(t, s, b.company, func(tx *store.Tx) error {
				found, err := tx.FindInvoices(words, 9)
				if diff := cmp.Diff(want, numbersOf(found)); diff != "" {
					t.Error(words, diff)
				}
				return err
			})
		}
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			for words, want := range map[string][]string{"r": {"Ré-3", "R 2", "R-12", "R-1"}, "r-1": {"R-12", "R-1"}, "y": {"Y-1"}, "x": nil, "-": nil} {
				found, err := tx.FindOpenInvoices(words, 9)
				if diff := cmp.Diff(want, numbersOf(found)); diff != "" || err != nil {
					t.Error(words, err, diff)
				}
			}
			return nil
		})
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			for wanted, numbers := range map[string][]string{"10.00 EUR": {"R 2", "R-1"}, "0.00 EUR": nil, "20.00 EUR, 20.00 USD": {"D-1", "R-12"}, "20.00 USD": {"D-1"},
				"2000 JPY": {"Y-1"}, "2000 JPY, 5.00 EUR": {"Ré-3", "Y-1"}, "5 JPY": nil} {
				found, err := tx.FindOpenAmounts(amounts(t, wanted), 9)
				if err != nil {
					return err
				}
				got := numbersOf(found)
				slices.Sort(got)
				if diff := cmp.Diff(numbers, got); diff != "" {
					t.Error(wanted, diff)
				}
			}
			one, err := tx.FindOpenAmounts(amounts(t, "20.00 EUR, 20.00 USD, 2000 JPY"), 1)
			if len(one) != 1 || !slices.Contains([]string{"D-1", "Y-1"}, one[0].Number) {
				t.Errorf("the newest is %v", numbersOf(one))
			}
			if err != nil {
				return err
			}
			in, err := tx.Currencies()
			if diff := cmp.Diff([]money.Currency{money.EUR, money.JPY, money.USD}, in); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}

func TestCustomersAreSearchedByWhatIsTyped(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		testkit.Customer(t, s, c.ID, "K-1", func(c *customer.Customer) {
			c.Name, c.VATID, c.EnterpriseNumber = "Établissements Zola SA", "BE0123456749", "0123456749"
		})
		testkit.Customer(t, s, c.ID, "k-22", func(c *customer.Customer) { c.Name, c.Kind = "Zonder Naam", customer.Consumer })
		for words, want := range map[string][]string{
			"k-": {"K-1", "k-22"}, "ETABLISSEMENTS z": {"K-1"}, "zo": {"k-22"}, "be 0123.456": {"K-1"}, "0123.456.749": {"K-1"}, "BE": nil, "": nil, "%": nil,
		} {
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				found, err := tx.FindCustomers(words, 9)
				var numbers []string
				for _, c := range found {
					numbers = append(numbers, c.Number)
				}
				if diff := cmp.Diff(want, numbers); diff != "" {
					t.Error(words, diff)
				}
				return err
			})
		}
	})
}

func TestMessagesAreListedAsAsked(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		other := testkit.Customer(t, s, b.company, "OTHER")
		i := testkit.Invoice(t, s, b.customer, "R-1", "10.00", day("2026-01-16"))
		add := func(once string, owner id.ID, step string, state message.State, items ...message.Item) *message.Message {
			m := newMessage(b, once)
			m.Customer, m.Step, m.Items = owner, step, items
			if err := b.queue(t, m); err != nil {
				t.Fatal(err)
			}
			b.save(t, m, state)
			return m
		}
		add("1", b.customer.Customer, "notice", message.Sent, message.Item{Invoice: i.ID, Step: "notice", Open: i.Open})
		add("2", b.customer.Customer, "reminder-1", message.Sent)
		last := add("3", b.customer.Customer, "reminder-2", message.Queued, message.Item{Invoice: i.ID, Step: "notice", Open: i.Open})
		add("4", other.ID, "notice", message.Sent)
		onces := func(all []store.ListedMessage) (found []string) {
			for _, m := range all {
				found = append(found, m.Once+" "+m.CustomerName)
			}
			return found
		}
		for what, tt := range map[string]struct {
			filter store.MessageFilter
			want   []string
		}{
			"all":       {store.MessageFilter{Limit: 9}, []string{"4 OTHER SA", "3 ACME SA", "2 ACME SA", "1 ACME SA"}},
			"the next":  {store.MessageFilter{Before: last.ID, Limit: 1}, []string{"2 ACME SA"}},
			"a step":    {store.MessageFilter{Step: "notice", Limit: 9}, []string{"4 OTHER SA", "1 ACME SA"}},
			"a state":   {store.MessageFilter{State: message.Queued, Limit: 9}, []string{"3 ACME SA"}},
			"a name":    {store.MessageFilter{Customer: "oth", Limit: 9}, []string{"4 OTHER SA"}},
			"all three": {store.MessageFilter{Customer: "acme", Step: "notice", State: message.Sent, Limit: 9}, []string{"1 ACME SA"}},
		} {
			testkit.View(t, s, b.company, func(tx *store.Tx) error {
				got, err := tx.Messages(tt.filter)
				if diff := cmp.Diff(tt.want, onces(got)); diff != "" {
					t.Error(what, diff)
				}
				return err
			})
		}
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			counts, err := tx.CountMessages(message.Sent, message.Queued, message.Failed)
			if diff := cmp.Diff(map[message.State]int{message.Sent: 3, message.Queued: 1}, counts); diff != "" {
				t.Error(diff)
			}
			of, err2 := tx.MessagesOf(b.customer.Customer, 2)
			about, err3 := tx.MessagesAbout(i.ID, 9)
			if len(of) != 2 || of[0].Once != "3" || len(about) != 2 || about[0].Once != "3" {
				t.Errorf("of the customer %+v, about the invoice %+v", of, about)
			}
			queued, err4 := tx.CountQueued(9)
			if queued != 1 {
				t.Errorf("%d are queued", queued)
			}
			return errors.Join(err, err2, err3, err4)
		})
	})
}

func TestTheNextTimeCountsOn(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		m := newMessage(b, "r")
		m.Items = []message.Item{{Invoice: 7, Step: "reminder-1"}, {Invoice: 8, Part: 2, Step: "reminder-1"}, {Invoice: 9}}
		if err := b.queue(t, m); err != nil {
			t.Fatal(err)
		}
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			return tx.NoteContacted(day("2026-01-05"), store.Took{Message: m, Items: []store.Contacted{{Invoice: 7, Step: "reminder-1", Times: 1}, {Invoice: 7, Step: "reminder-1", Times: 2}, {Invoice: 8, Part: 1, Step: "reminder-1", Times: 4}}})
		})
		check := func(want []store.Contacted) {
			t.Helper()
			testkit.View(t, s, b.company, func(tx *store.Tx) error {
				got, err := tx.NextTimes(m.ID)
				if diff := cmp.Diff(want, got[m.ID]); diff != "" {
					t.Error(diff)
				}
				return err
			})
		}
		check([]store.Contacted{{Invoice: 7, Step: "reminder-1", Times: 3}, {Invoice: 8, Part: 2, Step: "reminder-1", Times: 1}})
		m.Items = m.Items[1:]
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.SetMessageItems(m) })
		check([]store.Contacted{{Invoice: 8, Part: 2, Step: "reminder-1", Times: 1}})
	})
}

func TestEntriesAreListedAsAsked(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		entry := func(key, on, amount, name, iban string, state store.EntryState) *store.Entry {
			e := incoming(key, amount)
			e.BookedOn, e.Name, e.IBAN, e.State = day(on), name, iban, state
			return e
		}
		all := []*store.Entry{
			entry("1", "2026-01-01", "10.00", "Acme SA", "BE1", store.EntryAsk),
			entry("2", "2026-01-03", "20.00", "ACME Holding", "BE12", store.EntryAsk),
			entry("3", "2026-01-02", "10.00", "Other", "FR1", store.EntryBooked),
			entry("4", "2026-01-03", "-1.00", "", "", store.EntryOutgoing),
		}
		head := statement(t, s, b.company, all...)
		ten := int64(1000)
		for what, tt := range map[string]struct {
			filter store.EntryFilter
			want   []string
		}{
			"all, newest first": {store.EntryFilter{Limit: 9}, []string{"4", "2", "3", "1"}},
			"oldest first":      {store.EntryFilter{Limit: 9, Oldest: true}, []string{"1", "3", "2", "4"}},
			"after a place":     {store.EntryFilter{Limit: 2, After: store.EntryKey{On: all[1].BookedOn, ID: all[1].ID}}, []string{"3", "1"}},
			"oldest, after":     {store.EntryFilter{Limit: 2, Oldest: true, After: store.EntryKey{On: all[2].BookedOn, ID: all[2].ID}}, []string{"2", "4"}},
			"a state":           {store.EntryFilter{Limit: 9, State: store.EntryAsk}, []string{"2", "1"}},
			"an amount":         {store.EntryFilter{Limit: 9, Amount: &ten}, []string{"3", "1"}},
			"an account":        {store.EntryFilter{Limit: 9, IBAN: "BE1"}, []string{"2", "1"}},
			"a name":            {store.EntryFilter{Limit: 9, Name: "acmE"}, []string{"2", "1"}},
			"a statement":       {store.EntryFilter{Limit: 9, Statement: head.ID, Account: head.Account}, []string{"4", "2", "3", "1"}},
			"another account":   {store.EntryFilter{Limit: 9, Account: 7}, nil},
		} {
			testkit.View(t, s, b.company, func(tx *store.Tx) error {
				found, err := tx.Entries(tt.filter)
				var keys []string
				for _, e := range found {
					keys = append(keys, e.Key)
				}
				if diff := cmp.Diff(tt.want, keys); diff != "" {
					t.Error(what, diff)
				}
				return err
			})
		}
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			n, err := tx.CountEntries(store.EntryAsk)
			before, err2 := tx.CountListed(store.EntryFilter{State: store.EntryAsk, After: store.EntryKey{On: all[1].BookedOn, ID: all[1].ID}})
			if n != 2 || before != 1 {
				t.Errorf("%d ask, %d of them before the second", n, before)
			}
			return errors.Join(err, err2)
		})
	})
}

func TestWhatAnEntryBecame(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		i := testkit.Invoice(t, s, b.customer, "R-1", "100.00", day("2026-01-16"))
		entry, other := incoming("1", "70.00"), incoming("2", "1.00")
		entry.IBAN = "BE1"
		statement(t, s, b.company, entry, other)
		p := b.newPayment(entry.ID, "70.00")
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.AddPayments([]*payment.Payment{p}) })
		kept, undone := settles(*p, i, "50.00"), settles(*p, i, "20.00")
		if err := b.allocate(t, kept, undone); err != nil {
			t.Fatal(err)
		}
		back := reversal(*undone)
		if err := b.allocate(t, &back); err != nil {
			t.Fatal(err)
		}
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			payers, err := tx.EntryPayers(entry.ID, other.ID)
			if diff := cmp.Diff(map[id.ID]store.EntryPayer{entry.ID: {Entry: entry.ID, Customer: b.customer.Customer, Name: "ACME SA"}}, payers); diff != "" {
				t.Error(diff)
			}
			entries, err2 := tx.EntriesOf([]id.ID{p.ID, 7})
			if diff := cmp.Diff(map[id.ID]id.ID{p.ID: entry.ID}, entries); diff != "" {
				t.Error(diff)
			}
			settled, err3 := tx.SettledBy(*p)
			if len(settled) != 1 || settled[0].Amount != testkit.Euro("50.00") || settled[0].Open != testkit.Euro("50.00") || settled[0].Number != "R-1" {
				t.Errorf("it settles %+v", settled)
			}
			return errors.Join(err, err2, err3)
		})
	})
}

func TestAPayerIsForgottenWithHisLastPayment(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		acme := b.customer.Customer
		entry := incoming("1", "70.00")
		entry.IBAN = "BE1"
		statement(t, s, b.company, entry)
		p := b.newPayment(entry.ID, "70.00")
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			return errors.Join(tx.AddPayments([]*payment.Payment{p}),
				tx.AddPayers([]store.Payer{{IBAN: "BE1", Customer: acme}, {IBAN: "BE2", Customer: acme}}, "paid"),
				tx.AddPayers([]store.Payer{{IBAN: "BE3", Customer: acme}}, "import"))
		})
		forget := func(want ...string) {
			t.Helper()
			testkit.Update(t, s, b.company, func(tx *store.Tx) error {
				if err := tx.ForgetPayers([]store.Payer{{IBAN: "BE1", Customer: acme}, {IBAN: "BE2", Customer: acme}, {IBAN: "BE3", Customer: acme}}); err != nil {
					return err
				}
				left, err := tx.Payers(acme)
				if diff := cmp.Diff(want, left); diff != "" {
					t.Error(diff)
				}
				return err
			})
		}
		forget("BE1", "BE3")
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.ReversePayments([]payment.Payment{*p}, "anne", day("2026-02-02")) })
		forget("BE3")
	})
}

func TestAMissingStatementShows(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		first := statement(t, s, b.company)
		add := func(number, on string, opening, closing int64) store.Statement {
			head := store.Statement{Account: first.Account, Format: "coda", Number: number, OpeningOn: day(on), Opening: &opening, ClosingOn: day(on), Closing: &closing}
			testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.AddStatement(&head) })
			return head
		}
		add("2", "2026-01-05", 0, 100)
		add("3", "2026-01-06", 100, 150)
		gap := add("5", "2026-01-08", 170, 180)
		var numbers []string
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			for after := (store.StatementKey{}); ; {
				page, err := tx.Statements(first.Account, after, 3)
				if err != nil || len(page) == 0 {
					return err
				}
				for _, s := range page {
					numbers, after = append(numbers, s.Number), store.StatementKey{On: s.On(), ID: s.ID}
				}
			}
		})
		if diff := cmp.Diff([]string{"5", "3", "2", "1"}, numbers); diff != "" {
			t.Error(diff)
		}
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			one, found, err := tx.StatementByID(gap.ID)
			if !found || one.Opening == nil || *one.Opening != 170 {
				t.Errorf("found %t: %+v", found, one)
			}
			breaks, err2 := tx.Breaks(first.Account, day("2026-01-01"))
			later, err3 := tx.Breaks(first.Account, day("2026-01-08"))
			all := breaks[first.Account]
			if len(all) != 1 || all[0].After.Statement != gap.ID || all[0].From != day("2026-01-07") || len(later) != 0 {
				t.Errorf("breaks %v, later %v", breaks, later)
			}
			return errors.Join(err, err2, err3)
		})
	})
}

func TestTheOverviewCountsWhatWaits(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		b.addTasks(t, newTask("1", "2026-01-01"), newTask("2", "2026-01-01"), task.Task{Kind: task.NoAddress, Customer: b.customer.Customer, Once: "3", DueOn: day("2026-01-02")})
		ask := incoming("1", "1.00")
		ask.State = store.EntryAsk
		statement(t, s, b.company, ask, incoming("2", "1.00"))
		testkit.Invoice(t, s, b.customer, "R-1", "1.00", day("2026-01-01"))
		u := user.User{Email: "anne@lys.example", Name: "Anne", Language: "fr"}
		f := store.Import{Kind: "invoices", Name: odd, Report: "{}"}
		testkit.Update(t, s, b.company, func(tx *store.Tx) error {
			return errors.Join(tx.AddUser(&u), tx.Join(u.ID, user.Owner), tx.AddImport(&f))
		})
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			waiting, err := tx.CountWaiting(day("2026-01-01"), 2)
			if waiting != (store.Waiting{Tasks: 2, Entries: 1}) {
				t.Errorf("waiting: %+v", waiting)
			}
			tasks, err2 := tx.TasksOf(b.customer.Customer, 9)
			if len(tasks) != 1 || tasks[0].Once != "3" {
				t.Fatalf("tasks of the customer: %+v", tasks)
			}
			one, found, err3 := tx.TaskByID(tasks[0].ID)
			if !found || one.Once != "3" {
				t.Errorf("the task is %+v", one)
			}
			customers, err4 := tx.CountCustomers()
			all, late, err5 := tx.CountOwing(day("2026-01-02"), 9)
			if customers != 1 || all != 1 || late != 1 {
				t.Errorf("%d customers, %d, %d late", customers, all, late)
			}
			members, err6 := tx.Members(9)
			if len(members) != 1 || members[0].Email != u.Email || members[0].Role != user.Owner {
				t.Errorf("people: %+v", members)
			}
			file, found, err7 := tx.ImportByID(f.ID)
			if !found || file.Name != odd {
				t.Errorf("the file is %+v", file)
			}
			return errors.Join(err, err2, err3, err4, err5, err6, err7)
		})
	})
}

func TestWhatAPageIsAboutExistsOrIsNotFound(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newBook(t, s)
		i := testkit.Invoice(t, s, b.customer, "R-1", "1.00", day("2026-01-01"))
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			found, err := tx.TheInvoice(i.ID)
			if found.Number != "R-1" || found.Open != money.Of(100, money.EUR) {
				t.Errorf("the invoice is %+v", found)
			}
			numbers, err2 := tx.InvoiceNumbers([]id.ID{i.ID, 7})
			if diff := cmp.Diff(map[id.ID]string{i.ID: "R-1"}, numbers); diff != "" {
				t.Error(diff)
			}
			contacts, err3 := tx.Contacts(b.customer.Customer)
			contact, err4 := tx.ContactByID(contacts[b.customer.Customer][0].ID)
			if contact.Email != "ACME@customer.example" {
				t.Errorf("the contact is %+v", contact)
			}
			return errors.Join(err, err2, err3, err4)
		})
		for what, find := range map[string]func(tx *store.Tx) error{
			"invoice": func(tx *store.Tx) error { _, err := tx.TheInvoice(7); return err },
			"contact": func(tx *store.Tx) error { _, err := tx.ContactByID(7); return err },
		} {
			if err := s.View(t.Context(), b.company, find); !errors.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

// amounts reads "10.00 EUR, 2000 JPY".
func amounts(t *testing.T, list string) (all []money.Amount) {
	t.Helper()
	for text := range strings.SplitSeq(list, ", ") {
		var a money.Amount
		if err := a.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		all = append(all, a)
	}
	return all
}
