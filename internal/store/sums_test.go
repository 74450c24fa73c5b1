package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// total is a row of open_total, or what the facts make of it.
type total struct {
	Currency, Side string
	On             date.Date
	Minor, Items   int64
}

// checkSums adds up the facts and compares: what is open of each document by its
// allocations, the totals by day, the balances by customer, and the days of settlement.
func checkSums(t testing.TB, s *store.Store, company id.ID) {
	t.Helper()
	testkit.View(t, s, company, func(tx *store.Tx) error {
		documents, err := allDocuments(tx)
		if err != nil {
			return err
		}
		payments, err := allPayments(tx)
		if err != nil {
			return err
		}
		checkOpen(t, tx, documents, payments)
		checkTotals(t, tx, documents, payments)
		checkBalances(t, tx, documents, payments)
		return checkSettled(t, tx, documents, payments)
	})
}

func allDocuments(tx *store.Tx) ([]invoice.Invoice, error) {
	ids, err := db.Collect(tx.Tx, scanID, `SELECT id FROM invoice WHERE company_id = $1 ORDER BY id`, tx.Company)
	if err != nil {
		return nil, err
	}
	return tx.InvoicesByID(ids)
}

func allPayments(tx *store.Tx) ([]payment.Payment, error) {
	ids, err := db.Collect(tx.Tx, scanID, `SELECT id FROM payment WHERE company_id = $1 ORDER BY id`, tx.Company)
	var all []payment.Payment
	for _, i := range ids {
		p, _, findErr := tx.PaymentByID(i)
		all, err = append(all, p), errors.Join(err, findErr)
	}
	return all, err
}

func scanID(rows *sql.Rows) (i id.ID, err error) { return i, rows.Scan(&i) }

func checkOpen(t testing.TB, tx *store.Tx, documents []invoice.Invoice, payments []payment.Payment) {
	t.Helper()
	sums := func(query string) map[id.ID]int64 {
		out := map[id.ID]int64{}
		err := tx.Rows(func(rows *sql.Rows) error {
			var i id.ID
			var minor int64
			err := rows.Scan(&i, &minor)
			out[i] = minor
			return err
		}, query, tx.Company)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	settled := sums(`SELECT invoice_id, CAST(SUM(amount_minor) AS BIGINT) FROM allocation WHERE company_id = $1 AND of_part = 'principal' GROUP BY invoice_id`)
	credited := sums(`SELECT credit_id, CAST(SUM(amount_minor) AS BIGINT) FROM allocation WHERE company_id = $1 AND credit_id IS NOT NULL GROUP BY credit_id`)
	spent := sums(`SELECT payment_id, CAST(SUM(amount_minor) AS BIGINT) FROM allocation WHERE company_id = $1 AND payment_id IS NOT NULL GROUP BY payment_id`)
	for _, i := range documents {
		if want := i.Owed.Minor - settled[i.ID] + credited[i.ID]; i.Open.Minor != want {
			t.Errorf("%s has %d open, its allocations leave %d", i.Number, i.Open.Minor, want)
		}
		if due := invoice.NextDue(i.Parts, i.DueOn, i.Owed, i.Open); due != i.DueOn {
			t.Errorf("%s is stored as due on %s, its open parts say %s", i.Number, i.DueOn, due)
		}
	}
	for _, p := range payments {
		want := p.Amount.Minor - spent[p.ID]
		if !p.ReversedAt.IsZero() {
			want = 0
		}
		if p.OnAccount.Minor != want {
			t.Errorf("payment %s has %d on account, its allocations leave %d", p.ID, p.OnAccount.Minor, want)
		}
	}
}

func checkTotals(t testing.TB, tx *store.Tx, documents []invoice.Invoice, payments []payment.Payment) {
	t.Helper()
	want := map[string]total{}
	add := func(side string, on date.Date, a money.Amount) {
		if a.IsZero() {
			return
		}
		key := fmt.Sprint(a.Currency, side, on)
		sum := want[key]
		want[key] = total{a.Currency.String(), side, on, sum.Minor + a.Minor, sum.Items + 1}
	}
	for _, i := range documents {
		if i.Owed.Sign() < 0 {
			add("credit", i.IssuedOn, i.Open)
			continue
		}
		for _, p := range i.OpenParts() {
			add("debt", p.DueOn, p.Amount)
		}
	}
	for _, p := range payments {
		add("account", p.ReceivedOn, p.OnAccount)
	}
	stored, err := db.Collect(tx.Tx, func(rows *sql.Rows) (r total, err error) {
		return r, rows.Scan(&r.Currency, &r.Side, &r.On, &r.Minor, &r.Items)
	}, `SELECT currency, side, on_day, open_minor, items FROM open_total WHERE company_id = $1 AND (open_minor <> 0 OR items <> 0)`, tx.Company)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]total{}
	for _, r := range stored {
		got[fmt.Sprint(r.Currency, r.Side, r.On)] = r
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Error("open_total is not the sum of what is open:", diff)
	}
}

func checkBalances(t testing.TB, tx *store.Tx, documents []invoice.Invoice, payments []payment.Payment) {
	t.Helper()
	want := map[string]store.Balance{}
	the := func(c id.ID, a money.Amount) (string, store.Balance) {
		key := c.String() + a.Currency.String()
		b := want[key]
		b.Customer, b.Currency = c, a.Currency.String()
		return key, b
	}
	for _, i := range documents {
		if i.Open.IsZero() {
			continue
		}
		key, b := the(i.Customer, i.Open)
		b.Open, b.Items = b.Open+i.Open.Minor, b.Items+1
		if i.Open.Sign() > 0 && (b.OldestOn == date.None || i.DueOn < b.OldestOn) {
			b.OldestOn = i.DueOn
		}
		want[key] = b
	}
	for _, p := range payments {
		if !p.OnAccount.IsZero() {
			key, b := the(p.Customer, p.OnAccount)
			b.OnAccount += p.OnAccount.Minor
			want[key] = b
		}
	}
	customers, err := db.Collect(tx.Tx, scanID, `SELECT id FROM customer WHERE company_id = $1`, tx.Company)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]store.Balance{}
	for _, c := range customers {
		balances, err := tx.Balances(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range balances {
			if b.Open != 0 || b.OnAccount != 0 || b.Items != 0 || b.OldestOn != date.None {
				got[c.String()+b.Currency] = b
			}
		}
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Error("a balance is not the sum of what is open:", diff)
	}
	checkAccounts(t, tx, customers, want)
}

// ledger is a small book under random bookkeeping.
type ledger struct {
	t         testing.TB
	s         *store.Store
	company   id.ID
	customers []id.ID
	number    int
}

func (l *ledger) update(t *rapid.T, fn func(tx *store.Tx) error) {
	err := l.s.Update(l.t.Context(), l.company, func(tx *store.Tx) error {
		if err := tx.LockCustomers(l.customers); err != nil {
			return err
		}
		return fn(tx)
	})
	if err != nil && !errors.Is(err, fault.Conflict) {
		t.Fatal(err)
	}
}

var (
	someDay    = rapid.Custom(func(t *rapid.T) date.Date { return day("2026-01-01").AddDays(rapid.IntRange(0, 5).Draw(t, "day")) })
	someAmount = rapid.Custom(func(t *rapid.T) money.Amount {
		return money.Of(rapid.Int64Range(1, 40).Draw(t, "minor"), rapid.SampledFrom([]money.Currency{money.EUR, money.EUR, money.USD}).Draw(t, "currency"))
	})
)

// invoices adds a few documents: debts, some in instalments, and credit notes.
func (l *ledger) invoices(t *rapid.T) {
	var all []*invoice.Invoice
	for range rapid.IntRange(1, 3).Draw(t, "documents") {
		owed := someAmount.Draw(t, "owed")
		var parts []int
		switch rapid.IntRange(0, 3).Draw(t, "shape") {
		case 0:
			owed = owed.Neg()
		case 1:
			owed.Minor += 3 // each part has something
			parts = []int{rapid.IntRange(2, 3).Draw(t, "parts")}
		}
		l.number++
		all = append(all, testkit.NewInvoice(rapid.SampledFrom(l.customers).Draw(t, "customer"), fmt.Sprint("R-", l.number), owed, someDay.Draw(t, "due"), parts...))
	}
	l.update(t, func(tx *store.Tx) error { return tx.AddInvoices(all) })
}

// payments adds money on account.
func (l *ledger) payments(t *rapid.T) {
	amount := someAmount.Draw(t, "amount")
	source := rapid.SampledFrom([]payment.Source{payment.Bank, payment.API, payment.Difference, payment.Outside}).Draw(t, "source")
	p := &payment.Payment{Customer: rapid.SampledFrom(l.customers).Draw(t, "customer"), Source: source, ReceivedOn: someDay.Draw(t, "received"),
		Amount: amount, OnAccount: amount, BookedBy: "test"}
	l.update(t, func(tx *store.Tx) error { return tx.AddPayments([]*payment.Payment{p}) })
}

// allocate books one to three allocations at once, too much now and then.
func (l *ledger) allocate(t *rapid.T) {
	documents, payments := l.facts(t)
	var all []*payment.Allocation
	for range rapid.IntRange(1, 3).Draw(t, "allocations") {
		debts := filter(documents, func(i invoice.Invoice) bool { return i.Owed.Sign() > 0 })
		if len(debts) == 0 {
			return
		}
		debt := rapid.SampledFrom(debts).Draw(t, "debt")
		a := &payment.Allocation{Invoice: debt.ID, On: someDay.Draw(t, "on"), Evidence: "{}", BookedBy: "test",
			Amount: money.Of(rapid.Int64Range(1, 30).Draw(t, "minor"), debt.Owed.Currency)}
		purses := filter(payments, func(p payment.Payment) bool { return p.ReversedAt.IsZero() && p.Amount.Currency == a.Amount.Currency })
		credits := filter(documents, func(i invoice.Invoice) bool { return i.Owed.Sign() < 0 && i.Owed.Currency == a.Amount.Currency })
		switch {
		case len(credits) > 0 && rapid.Bool().Draw(t, "by credit"):
			a.Credit = rapid.SampledFrom(credits).Draw(t, "credit").ID
		case len(purses) > 0:
			a.Payment = rapid.SampledFrom(purses).Draw(t, "payment").ID
		default:
			return
		}
		all = append(all, a)
	}
	l.update(t, func(tx *store.Tx) error { return tx.Allocate(all) })
}

// undo reverses an allocation, perhaps one that was undone already.
func (l *ledger) undo(t *rapid.T) {
	documents, _ := l.facts(t)
	var booked []payment.Allocation
	testkit.View(l.t, l.s, l.company, func(tx *store.Tx) error {
		for _, i := range documents {
			all, err := tx.Allocations(store.AllocationFilter{Invoice: i.ID})
			if err != nil {
				return err
			}
			booked = append(booked, filter(all, func(a payment.Allocation) bool { return a.Reverses == 0 })...)
		}
		return nil
	})
	if len(booked) == 0 {
		return
	}
	undone := reversal(rapid.SampledFrom(booked).Draw(t, "undone"))
	l.update(t, func(tx *store.Tx) error { return tx.Allocate([]*payment.Allocation{&undone}) })
}

func reversal(a payment.Allocation) payment.Allocation {
	a.Reverses, a.Amount = a.ID, a.Amount.Neg()
	return a
}

// takeBack reverses a payment with what it settles; one that was taken back is a
// conflict.
func (l *ledger) takeBack(t *rapid.T) {
	_, payments := l.facts(t)
	if len(payments) == 0 {
		return
	}
	p := rapid.SampledFrom(payments).Draw(t, "taken back")
	l.update(t, func(tx *store.Tx) error { return tx.ReversePayments([]payment.Payment{p}, "anne", day("2026-02-02")) })
}

// reread stores a newer reading of a document: other days, another customer, more
// owed.
func (l *ledger) reread(t *rapid.T) {
	documents, _ := l.facts(t)
	if len(documents) == 0 {
		return
	}
	before := rapid.SampledFrom(documents).Draw(t, "read again")
	after := before
	more := money.Of(rapid.Int64Range(0, 9).Draw(t, "more"), before.Owed.Currency)
	if before.Owed.Sign() < 0 {
		more = more.Neg()
	}
	fresh := testkit.NewInvoice(rapid.SampledFrom(l.customers).Draw(t, "customer"), before.Number, before.Owed.Add(more), someDay.Draw(t, "due"),
		rapid.SampledFrom([][]int{nil, {2}}).Draw(t, "parts")...)
	if before.Owed.Sign() < 0 {
		fresh.Parts = nil
	}
	after.Customer, after.IssuedOn, after.Parts = fresh.Customer, fresh.IssuedOn, fresh.Parts
	after.Total, after.Owed, after.Open = fresh.Total, fresh.Owed, before.Open.Add(more)
	after.DueOn = invoice.NextDue(after.Parts, fresh.DueOn, after.Owed, after.Open)
	l.update(t, func(tx *store.Tx) error { return tx.SaveInvoice(&before, &after) })
}

func (l *ledger) facts(t *rapid.T) (documents []invoice.Invoice, payments []payment.Payment) {
	testkit.View(l.t, l.s, l.company, func(tx *store.Tx) (err error) {
		if documents, err = allDocuments(tx); err != nil {
			return err
		}
		payments, err = allPayments(tx)
		return err
	})
	return documents, payments
}

func filter[T any](all []T, keep func(T) bool) (kept []T) {
	for _, v := range all {
		if keep(v) {
			kept = append(kept, v)
		}
	}
	return kept
}

func TestTheSumsStayTheSumsOfTheFacts(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		s := testkit.Open(t, url, testkit.NewClock())
		books := 0
		rapid.Check(t, func(rt *rapid.T) {
			books++
			c := testkit.Company(t, s, called(fmt.Sprint("Book ", books)))
			l := &ledger{t: t, s: s, company: c.ID}
			for _, number := range []string{"A", "B"} {
				l.customers = append(l.customers, testkit.Customer(t, s, c.ID, number).ID)
			}
			rt.Repeat(map[string]func(*rapid.T){
				"invoices": l.invoices, "payments": l.payments, "allocate": l.allocate, "again": l.allocate,
				"undo": l.undo, "take back": l.takeBack, "reread": l.reread,
			})
			checkSums(t, s, c.ID)
		})
	})
}
