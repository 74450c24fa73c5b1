package settle_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/bank"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/payment"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

const (
	person  = "anne@lys.example"
	theirs  = "BE71096123456769"
	another = "BE43068999999501"
)

var today = date.Must("2026-02-02")

// till is a company with a customer and a bank account whose lines are matched.
type till struct {
	t        testing.TB
	store    *store.Store
	company  company.Company
	customer customer.Ref
	account  id.ID
	lines    int
}

func newTill(t testing.TB, s *store.Store, options ...func(*company.Company)) *till {
	t.Helper()
	c := testkit.Company(t, s, options...)
	b := &till{t: t, store: s, company: c, customer: customer.Ref{Company: c.ID, Customer: testkit.Customer(t, s, c.ID, "ACME").ID}}
	b.update(func(tx *store.Tx) error {
		a, err := tx.EnsureAccount(bank.Account{IBAN: c.IBAN, Currency: "EUR", Owner: c.Name})
		b.account = a.ID
		return err
	})
	return b
}

// called names a company, so that one store can hold several.
func called(name string) func(*company.Company) { return func(c *company.Company) { c.Name = name } }

func (b *till) update(fn func(*store.Tx) error) {
	b.t.Helper()
	testkit.Update(b.t, b.store, b.company.ID, fn)
}

// owes stores an invoice of the customer.
func (b *till) owes(number, amount string) invoice.Invoice {
	b.t.Helper()
	return testkit.Invoice(b.t, b.store, b.customer, number, amount, date.Must("2026-01-16"))
}

// line stores a bank line.
func (b *till) line(amount, iban, text string, options ...func(*store.Entry)) id.ID {
	b.t.Helper()
	b.lines++
	e := &store.Entry{Account: b.account, Key: fmt.Sprint(b.lines), BookedOn: today, ValueOn: today, Amount: testkit.Euro(amount),
		Name: "Somebody", IBAN: iban, Text: text, State: store.EntryNew}
	for _, o := range options {
		o(e)
	}
	b.update(func(tx *store.Tx) error {
		head := store.Statement{Account: b.account, Format: "test", Number: e.Key, ClosingOn: today, Entries: 1}
		if err := tx.AddStatement(&head); err != nil {
			return err
		}
		e.Statement = head.ID
		return tx.AddEntries([]*store.Entry{e})
	})
	return e.ID
}

func (b *till) match() settle.Report {
	b.t.Helper()
	report, err := settle.Match(b.t.Context(), b.store, b.company.ID, today, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return report
}

func (b *till) open(number string) string {
	b.t.Helper()
	var all []invoice.Invoice
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		all, err = tx.InvoicesByNumber([]string{number})
		return err
	})
	return all[0].Open.String()
}

func (b *till) onAccount() (sum int64) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		all, err := tx.OnAccount(b.customer.Customer)
		for _, p := range all {
			sum += p.OnAccount.Minor
		}
		return err
	})
	return sum
}

func (b *till) entry(i id.ID) (e store.Entry, asked []matching.Proposal) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		if e, _, err = tx.EntryByID(i); err != nil {
			return err
		}
		all, err := tx.Suggestions(i)
		asked = all[i]
		return err
	})
	return e, asked
}

func (b *till) confirm(entry id.ID, p matching.Proposal) error {
	return settle.Confirm(b.t.Context(), b.store, b.company.ID, entry, p, person, today)
}

func (b *till) undo(entry id.ID) error {
	return settle.Undo(b.t.Context(), b.store, b.company.ID, entry, person, today)
}

// sound asks the doctor.
func (b *till) sound() {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		return tx.Check(func(f store.Finding) { b.t.Errorf("the doctor finds: %+v", f) })
	})
}

func TestPaymentsOfOneInvoice(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for _, c := range []struct {
			name      string
			paid      []string
			open      string
			onAccount int64
		}{
			{"all of it", []string{"200.00"}, "0.00", 0},
			{"a part (M6)", []string{"40.00"}, "160.00", 0},
			{"in two parts (M22)", []string{"100.00", "100.00"}, "0.00", 0},
			{"too much (M2)", []string{"210.00"}, "0.00", 1000},
			{"twice (M30)", []string{"200.00", "200.00"}, "0.00", 20000},
			{"three parts that are too much", []string{"90.00", "90.00", "90.00"}, "0.00", 7000},
		} {
			t.Run(c.name, func(t *testing.T) {
				b := newTill(t, s, called(c.name))
				b.owes("R-1001", "200.00")
				for _, amount := range c.paid {
					b.line(amount, theirs, "R-1001")
				}
				if r := b.match(); r.Booked != len(c.paid) {
					t.Errorf("%+v", r)
				}
				if got := b.open("R-1001"); got != c.open || b.onAccount() != c.onAccount {
					t.Errorf("open is %s, on account %d", got, b.onAccount())
				}
				if r := b.match(); r != (settle.Report{}) {
					t.Errorf("matching again: %+v", r)
				}
				b.sound()
			})
		}
	})
}

// Any number of workers on any number of nodes book an entry once (M29).
func TestTwoWorkersBookAnEntryOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		clock := testkit.NewClock()
		b := newTill(t, testkit.Open(t, url, clock))
		other := testkit.Open(t, url, clock)
		const entries = 60
		for n := range entries {
			number := fmt.Sprintf("R-%d", 1000+n)
			b.owes(number, "100.00")
			b.line("100.00", theirs, number)
		}
		var work sync.WaitGroup
		var mu sync.Mutex
		booked := 0
		for _, s := range []*store.Store{b.store, other, b.store, other} {
			work.Go(func() {
				report, err := settle.Match(t.Context(), s, b.company.ID, today, nil)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				booked += report.Booked
				if report.Booked+report.Asked+report.Unknown+report.Outgoing+report.Internal != report.Booked {
					t.Errorf("a worker counts what another has booked: %+v", report)
				}
			})
		}
		work.Wait()
		var payments int
		testkit.View(t, b.store, b.company.ID, func(tx *store.Tx) error {
			return tx.Row([]any{&payments}, `SELECT COUNT(*) FROM payment WHERE company_id = $1`, tx.Company)
		})
		if booked != entries || payments != entries || b.onAccount() != 0 {
			t.Errorf("%d booked, %d payments of %d entries, %d on account", booked, payments, entries, b.onAccount())
		}
		b.sound()
	})
}

func TestMoneyBetweenOwnAccountsIsNoPayment(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("R-1001", "500.00")
		entry := b.line("500.00", b.company.IBAN, "transfer")
		out := b.line("-500.00", theirs, "R-1001")
		back := b.line("-20.00", theirs, "returned", func(e *store.Entry) { e.ReturnReason = "AC04" })
		report := b.match()
		if report != (settle.Report{Internal: 1, Outgoing: 2}) {
			t.Errorf("%+v", report)
		}
		for i, want := range map[id.ID]store.EntryState{entry: store.EntryInternal, out: store.EntryOutgoing, back: store.EntryOutgoing} {
			if e, _ := b.entry(i); e.State != want {
				t.Errorf("%s became %s", e.Amount, e.State)
			}
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			all, err := tx.OpenTasks(date.None, 0, 9)
			if len(all) != 1 || all[0].Subject != back {
				t.Errorf("to do: %+v", all)
			}
			return err
		})
	})
}

func TestCreditNotesAreSetAgainstTheInvoicesTheyName(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for _, c := range []struct {
			name    string
			credit  string
			names   []string
			want    map[string]string
			applied int
		}{
			{"a part of one", "-40.00", []string{"R1001"}, map[string]string{"R-1001": "60.00", "R-1002": "50.00", "C-1": "0.00"}, 1},
			{"all of one", "-100.00", []string{"R1001"}, map[string]string{"R-1001": "0.00", "R-1002": "50.00", "C-1": "0.00"}, 1},
			{"more than the one", "-120.00", []string{"R1001"}, map[string]string{"R-1001": "0.00", "R-1002": "50.00", "C-1": "-20.00"}, 1},
			{"two of them", "-120.00", []string{"R1001", "R1002"}, map[string]string{"R-1001": "0.00", "R-1002": "30.00", "C-1": "0.00"}, 1},
			{"none of them", "-40.00", nil, map[string]string{"R-1001": "100.00", "R-1002": "50.00", "C-1": "-40.00"}, 0},
			{"another's invoice", "-40.00", []string{"R2002"}, map[string]string{"R-1001": "100.00", "R-2002": "70.00", "C-1": "-40.00"}, 0},
		} {
			t.Run(c.name, func(t *testing.T) {
				b := newTill(t, s, called(c.name))
				b.owes("R-1001", "100.00")
				b.owes("R-1002", "50.00")
				beta := testkit.Customer(t, s, b.company.ID, "BETA")
				testkit.Invoice(t, s, customer.Ref{Company: b.company.ID, Customer: beta.ID}, "R-2002", "70.00", today)
				note := testkit.NewInvoice(b.customer.Customer, "C-1", testkit.Euro(c.credit), today)
				note.Corrects = c.names
				b.update(func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{note}) })
				if r := b.match(); r != (settle.Report{Credits: c.applied}) {
					t.Errorf("%+v", r)
				}
				for number, want := range c.want {
					if got := b.open(number); got != want {
						t.Errorf("%s: %s", number, got)
					}
				}
				if r := b.match(); r != (settle.Report{}) {
					t.Errorf("again: %+v", r)
				}
				b.sound()
			})
		}
	})
}

func TestAPreviewBooksNothing(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owes("R-1001", "100.00")
		entry := b.line("100.00", theirs, "R-1001")
		b.line("5.00", b.company.IBAN, "transfer")
		var states []store.EntryState
		report, err := settle.Preview(t.Context(), s, b.company.ID, func(o settle.Outcome) { states = append(states, o.State) })
		if err != nil || report != (settle.Report{Booked: 1, Internal: 1}) || cmp.Diff(states, []store.EntryState{store.EntryBooked, store.EntryInternal}) != "" {
			t.Errorf("%+v %v %v", report, states, err)
		}
		if e, _ := b.entry(entry); e.State != store.EntryNew || b.open("R-1001") != "100.00" {
			t.Errorf("the entry is %s, open %s", e.State, b.open("R-1001"))
		}
	})
}

// What is booked tells why, on whose word, and with which money.
func TestABookingKeepsItsEvidence(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		i := b.owes("R-1001", "100.00")
		b.line("100.00", theirs, "R-1001")
		b.match()
		var booked []payment.Allocation
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) (err error) {
			booked, err = tx.Allocations(store.AllocationFilter{Invoice: i.ID})
			return err
		})
		if len(booked) != 1 || booked[0].BookedBy != settle.Actor || booked[0].On != today || booked[0].Amount != testkit.Euro("100.00") ||
			!jsonNames(booked[0].Evidence, matching.NumberNamed) {
			t.Errorf("%+v", booked)
		}
	})
}

func jsonNames(text string, f matching.Fact) bool {
	var all []matching.Evidence
	return json.Unmarshal([]byte(text), &all) == nil &&
		slices.ContainsFunc(all, func(e matching.Evidence) bool { return e.Fact == f })
}
