package till_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"acquit/internal/bank"
	"acquit/internal/checkout"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/seal"
	"acquit/internal/settle"
	"acquit/internal/settle/till"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/testkit/cashier"
)

// counter is a company whose customers pay online.
type counter struct {
	t        testing.TB
	store    *store.Store
	clock    *testkit.Clock
	company  company.Company
	customer customer.Ref
	desk     *till.Desk
	provider *cashier.Server
	lines    int
}

// counters runs a test for each provider on each engine.
func counters(t *testing.T, test func(*testing.T, *counter)) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		for _, start := range []func(testing.TB) *cashier.Server{cashier.Mollie, cashier.Stripe} {
			provider := start(t)
			t.Run(string(provider.Name), func(t *testing.T) { test(t, newCounter(t, s, clock, provider)) })
		}
	})
}

func newCounter(t testing.TB, s *store.Store, clock *testkit.Clock, provider *cashier.Server) *counter {
	t.Helper()
	c := testkit.Company(t, s, func(c *company.Company) { c.Name = "Counter of " + string(provider.Name) })
	key, err := seal.New(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	b := &counter{t: t, store: s, clock: clock, company: c, provider: provider,
		customer: customer.Ref{Company: c.ID, Customer: testkit.Customer(t, s, c.ID, "ACME").ID}}
	provider.At(clock.Now)
	b.desk = &till.Desk{Store: s, Key: key, Address: "https://pages.example", Addresses: map[checkout.Name]string{provider.Name: provider.URL},
		Today: func(*company.Company) date.Date { return clock.Today() }}
	b.settle(till.Settings{Provider: provider.Name, Secrets: provider.Secrets, Parts: true, On: true})
	return b
}

func (b *counter) settle(s till.Settings) {
	b.t.Helper()
	if err := b.desk.Save(context.Background(), b.company.ID, s); err != nil {
		b.t.Fatal(err)
	}
}

func (b *counter) view(fn func(*store.Tx) error) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, fn)
}

func (b *counter) owes(number, amount string) invoice.Invoice {
	b.t.Helper()
	return testkit.Invoice(b.t, b.store, b.customer, number, amount, b.clock.Today().AddDays(-10))
}

// order is what pays some invoices wholly.
func (b *counter) order(once string, all ...invoice.Invoice) till.Order {
	o := till.Order{Ref: b.customer, Once: once, Amount: testkit.Euro("0.00"), Language: "nl", Return: func(i id.ID) string { return "https://pages.example/p/x/paid/" + i.String() }}
	var numbers []string
	for _, i := range all {
		o.Amount = o.Amount.Add(i.Open)
		o.Shares, numbers = append(o.Shares, store.CheckoutShare{Invoice: i.ID, Amount: i.Open}), append(numbers, i.Number)
	}
	o.Description = strings.Join(numbers, ", ")
	return o
}

// starts begins a payment, and returns the provider's name for it.
func (b *counter) starts(o till.Order) string {
	b.t.Helper()
	page, err := b.desk.Start(context.Background(), o)
	if err != nil {
		b.t.Fatal(err)
	}
	_, ref, found := strings.Cut(page, "/pay/")
	if !found {
		b.t.Fatalf("leads to %s", page)
	}
	return ref
}

// hears is a notice of the provider's.
func (b *counter) hears(ref string) {
	b.t.Helper()
	h, body := b.provider.Notice(ref)
	if err := b.told(h, body); err != nil {
		b.t.Fatal(err)
	}
}

func (b *counter) told(h http.Header, body []byte) error {
	_, secret, _ := strings.Cut(b.hook(), "/"+string(b.provider.Name)+"/")
	return b.desk.Heard(context.Background(), b.company.ID, b.provider.Name, secret, h, body)
}

func (b *counter) hook() (at string) {
	b.view(func(tx *store.Tx) error {
		o, err := b.desk.Open(tx, b.provider.Name)
		at = b.desk.Hook(b.company.ID, o)
		return err
	})
	return at
}

func (b *counter) named(ref string) (c store.Checkout) {
	b.t.Helper()
	b.view(func(tx *store.Tx) (err error) {
		var found bool
		if c, found, err = tx.CheckoutNamed(b.provider.Name, ref); err == nil && !found {
			b.t.Fatalf("%s is not known", ref)
		}
		return err
	})
	return c
}

// open is what is open of invoices, together.
func (b *counter) open(all ...invoice.Invoice) string {
	b.t.Helper()
	sum := money.Of(0, money.EUR)
	b.view(func(tx *store.Tx) error {
		for _, i := range all {
			now, err := tx.InvoicesByID([]id.ID{i.ID})
			if err != nil {
				return err
			}
			sum = sum.Add(now[0].Open)
		}
		return nil
	})
	return sum.String()
}

// payments are those that stand.
func (b *counter) payments() (all []payment.Payment) {
	b.t.Helper()
	var ids []id.ID
	for _, e := range b.entries() {
		ids = append(ids, e.ID)
	}
	b.view(func(tx *store.Tx) (err error) {
		all, err = tx.PaymentsOfEntries(ids)
		return err
	})
	return all
}

func (b *counter) entries() (all []store.Entry) {
	b.t.Helper()
	b.view(func(tx *store.Tx) (err error) {
		all, err = tx.Entries(store.EntryFilter{Limit: 100})
		return err
	})
	return all
}

func (b *counter) match() settle.Report {
	b.t.Helper()
	r, err := settle.Match(context.Background(), b.store, b.company.ID, b.clock.Today(), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

// line is one of the bank's.
func (b *counter) line(amount, name, text string) (entry id.ID) {
	b.t.Helper()
	b.lines++
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		a, err := tx.EnsureAccount(bank.Account{IBAN: b.company.IBAN, Currency: "EUR"})
		if err != nil {
			return err
		}
		on := b.clock.Today()
		head := store.Statement{Account: a.ID, Format: "test", Number: fmt.Sprint(b.lines), ClosingOn: on, Entries: 1}
		if err := tx.AddStatement(&head); err != nil {
			return err
		}
		e := &store.Entry{Account: a.ID, Statement: head.ID, Key: fmt.Sprint(b.lines), BookedOn: on, ValueOn: on, Amount: testkit.Euro(amount), Name: name, Text: text, State: store.EntryNew}
		err = tx.AddEntries([]*store.Entry{e})
		entry = e.ID
		return err
	})
	return entry
}

func (b *counter) state(entry id.ID) (s store.EntryState) {
	b.t.Helper()
	b.view(func(tx *store.Tx) error {
		e, _, err := tx.EntryByID(entry)
		s = e.State
		return err
	})
	return s
}

func TestAPaymentOnlineSettlesItsInvoices(t *testing.T) {
	counters(t, func(t *testing.T, b *counter) {
		one, two := b.owes("INV-1", "100.00"), b.owes("INV-2", "50.50")
		ref := b.starts(b.order("form", one, two))
		if o := b.provider.Orders()[0]; o.Amount != testkit.Euro("150.50") || o.Description != "INV-1, INV-2" || !strings.HasPrefix(o.Return, "https://pages.example/p/x/paid/") {
			t.Errorf("ordered %+v", o)
		}
		if b.open(one, two) != "150.50" || b.named(ref).Status != checkout.Open {
			t.Errorf("begun: %s open, %+v", b.open(one, two), b.named(ref))
		}
		b.provider.Becomes(ref, checkout.Paid)
		b.provider.Payer(ref, "Brasserie du Vieux Phare", "BE68539007547034")
		b.hears(ref)
		c := b.named(ref)
		if b.open(one, two) != "0.00" || c.Status != checkout.Paid || c.Entry == 0 || b.state(c.Entry) != store.EntryBooked {
			t.Fatalf("paid: %s open, %+v", b.open(one, two), c)
		}
		b.hears(ref) // told twice, it is one payment
		if all := b.payments(); len(all) != 1 || all[0].Amount != testkit.Euro("150.50") || !all[0].OnAccount.IsZero() {
			t.Errorf("%+v", all)
		}
	})
}

func TestAPaymentIsBegunOnce(t *testing.T) {
	counters(t, func(t *testing.T, b *counter) {
		i := b.owes("INV-1", "100.00")
		first, again := b.starts(b.order("form", i)), b.starts(b.order("form", i))
		if first != again || len(b.provider.Orders()) != 1 {
			t.Errorf("%s and %s", first, again)
		}
		// What came to nothing begins anew, from the same page in the browser.
		b.provider.Becomes(first, checkout.Expired)
		if third := b.starts(b.order("form", i)); third == first || b.named(first).Status != checkout.Expired {
			t.Errorf("%s again", third)
		}
		// What is paid is not begun again.
		b.provider.Becomes(b.provider.Refs()[1], checkout.Paid)
		page, err := b.desk.Start(context.Background(), b.order("form", i))
		if err != nil || !strings.HasPrefix(page, "https://pages.example/p/x/paid/") || b.open(i) != "0.00" || len(b.provider.Orders()) != 2 {
			t.Errorf("%s, %v, %s open", page, err, b.open(i))
		}
	})
}

// A program that dies between asking the provider and noting its answer asks for the same payment
// again.
func TestAPaymentWhoseAnswerWasLostIsTheSameOne(t *testing.T) {
	counters(t, func(t *testing.T, b *counter) {
		i := b.owes("INV-1", "100.00")
		ctx, die := context.WithCancel(context.Background())
		b.provider.Delay(30 * time.Millisecond)
		time.AfterFunc(10*time.Millisecond, die)
		if _, err := b.desk.Start(ctx, b.order("form", i)); err == nil {
			t.Fatal("it was answered")
		}
		b.provider.Delay(0)
		ref := b.starts(b.order("form", i))
		if n := len(b.provider.Orders()); n != 1 || ref != b.provider.Refs()[0] {
			t.Errorf("%d payments, %s", n, ref)
		}
	})
}

func TestWhatIsPaidTwiceGoesOnAccount(t *testing.T) {
	counters(t, func(t *testing.T, b *counter) {
		i := b.owes("INV-1", "100.00")
		for _, form := range []string{"one tab", "another"} {
			ref := b.starts(b.order(form, i))
			b.provider.Becomes(ref, checkout.Paid)
			b.hears(ref)
		}
		all := b.payments()
		if b.open(i) != "0.00" || len(all) != 2 {
			t.Fatalf("%s open, %+v", b.open(i), all)
		}
		if left := all[0].OnAccount.Add(all[1].OnAccount); left != testkit.Euro("100.00") {
			t.Errorf("%s on account", left.Text())
		}
	})
}

func TestAPartIsPaid(t *testing.T) {
	counters(t, func(t *testing.T, b *counter) {
		i := b.owes("INV-1", "100.00")
		o := b.order("form", i)
		o.Amount, o.Shares[0].Amount = testkit.Euro("30.00"), testkit.Euro("30.00")
		ref := b.starts(o)
		b.provider.Becomes(ref, checkout.Paid)
		b.hears(ref)
		if b.open(i) != "70.00" {
			t.Errorf("%s open", b.open(i))
		}
	})
}

func TestWhatAPayersBankTakesBackIsOpenAgain(t *testing.T) {
	counters(t, func(t *testing.T, b *counter) {
		i := b.owes("INV-1", "100.00")
		ref := b.starts(b.order("form", i))
		b.provider.Becomes(ref, checkout.Paid)
		b.hears(ref)
		b.provider.TakeBack(ref, 10000)
		b.hears(ref)
		b.hears(ref)
		if r := b.match(); r.Returned != 1 || b.open(i) != "100.00" || b.state(b.named(ref).Entry) != store.EntryReturned {
			t.Errorf("%+v, %s open", r, b.open(i))
		}
		b.provider.TakeBack(ref, -10000) // the company has won
		b.hears(ref)
		if b.match(); b.open(i) != "0.00" {
			t.Errorf("won: %s open", b.open(i))
		}
	})
}

func TestWhatACompanyRefundsLeavesTheAccount(t *testing.T) {
	counters(t, func(t *testing.T, b *counter) {
		i := b.owes("INV-1", "100.00")
		ref := b.starts(b.order("form", i))
		b.provider.Becomes(ref, checkout.Paid)
		b.hears(ref)
		b.provider.Refund(ref, 4000)
		b.hears(ref)
		b.match()
		var out []store.Entry
		for _, e := range b.entries() {
			if e.Amount == testkit.Euro("-40.00") {
				out = append(out, e)
			}
		}
		if len(out) != 1 || b.named(ref).Refunded != testkit.Euro("40.00") || b.open(i) != "0.00" {
			t.Errorf("%+v, %s open", out, b.open(i))
		}
	})
}

func TestAPayoutIsNoPayment(t *testing.T) {
	counters(t, func(t *testing.T, b *counter) {
		one, two := b.owes("INV-1", "100.00"), b.owes("INV-2", "50.00")
		var refs []string
		for _, i := range []invoice.Invoice{one, two} {
			ref := b.starts(b.order(i.Number, i))
			b.provider.Becomes(ref, checkout.Paid)
			b.hears(ref)
			refs = append(refs, ref)
		}
		sent := b.provider.PayOut(90, refs...)
		entry := b.line(sent.Amount.String(), b.provider.Name.Label()+" Payments", "PAYOUT "+sent.Text)
		b.match()
		if b.state(entry) != store.EntryAsk {
			t.Errorf("before the provider tells of it: %s", b.state(entry))
		}
		b.clock.Advance(25 * time.Hour)
		if err := b.desk.Ask(context.Background(), b.company.ID); err != nil {
			t.Fatal(err)
		}
		b.match()
		b.view(func(tx *store.Tx) error {
			all, err := tx.PayoutsOf(entry)
			if len(all) != 1 || all[0].Gross != testkit.Euro("150.00") || all[0].Fee(testkit.Euro(sent.Amount.String())) != testkit.Euro("0.90") || all[0].Count != 2 {
				t.Errorf("%+v", all)
			}
			waiting, wrong := tx.CheckoutsUnderWay(10)
			if len(waiting) != 0 {
				t.Errorf("%+v", waiting)
			}
			return errors.Join(err, wrong)
		})
		if b.state(entry) != store.EntryInternal || len(b.payments()) != 2 {
			t.Fatalf("%s, %+v", b.state(entry), b.payments())
		}
		b.undoes(entry)
	})
}

// undoes takes back that an entry is a payout: it is not taken for one by itself again.
func (b *counter) undoes(entry id.ID) {
	b.t.Helper()
	if err := settle.Undo(context.Background(), b.store, b.company.ID, entry, "a@b.example", b.clock.Today()); err != nil {
		b.t.Fatal(err)
	}
	b.match()
	if b.state(entry) != store.EntryAsk {
		b.t.Errorf("undone: %s", b.state(entry))
	}
	var chosen []id.ID
	b.view(func(tx *store.Tx) error {
		e, _, err := tx.EntryByID(entry)
		if err != nil {
			return err
		}
		all, likely, err := settle.UnderWay(tx, &e)
		for _, c := range all {
			if likely[c.ID] {
				chosen = append(chosen, c.ID)
			}
		}
		return err
	})
	if len(chosen) != 2 {
		b.t.Fatalf("likely: %v", chosen)
	}
	if err := settle.PaidOut(context.Background(), b.store, b.company.ID, entry, chosen, "a@b.example"); err != nil || b.state(entry) != store.EntryInternal {
		b.t.Errorf("by hand: %v, %s", err, b.state(entry))
	}
	if err := settle.PaidOut(context.Background(), b.store, b.company.ID, entry, chosen, "a@b.example"); fault.KindOf(err) != fault.Conflict {
		b.t.Errorf("again: %v", err)
	}
}

// Another's payout of the same amount, without a word of the provider, is none of ours.
func TestAnAmountAloneIsNoPayout(t *testing.T) {
	counters(t, func(t *testing.T, b *counter) {
		i := b.owes("INV-1", "100.00")
		ref := b.starts(b.order("form", i))
		b.provider.Becomes(ref, checkout.Paid)
		b.hears(ref)
		b.provider.PayOut(90, ref)
		b.clock.Advance(25 * time.Hour)
		if err := b.desk.Ask(context.Background(), b.company.ID); err != nil {
			t.Fatal(err)
		}
		if entry := b.line("99.10", "Somebody", "for the garden"); b.match().Internal != 0 || b.state(entry) == store.EntryInternal {
			t.Errorf("%s", b.state(entry))
		}
	})
}

// What does not come to the bank a person looks for, until it does.
func TestWhatIsNotPaidOutIsLookedFor(t *testing.T) {
	counters(t, func(t *testing.T, b *counter) {
		i := b.owes("INV-1", "100.00")
		ref := b.starts(b.order("form", i))
		b.provider.Becomes(ref, checkout.Paid)
		b.hears(ref)
		ask := func() (open int) {
			if err := b.desk.Ask(context.Background(), b.company.ID); err != nil {
				t.Fatal(err)
			}
			b.match()
			b.view(func(tx *store.Tx) error {
				all, err := tx.CountTasks()
				open = all[task.NotPaidOut]
				return err
			})
			return open
		}
		b.clock.Advance(14 * 24 * time.Hour)
		if n := ask(); n != 0 {
			t.Errorf("%d tasks within the days", n)
		}
		b.clock.Advance(2 * 24 * time.Hour)
		if n := ask(); n != 1 {
			t.Errorf("%d tasks behind them", n)
		}
		sent := b.provider.PayOut(50, ref)
		b.line(sent.Amount.String(), b.provider.Name.Label(), sent.Text)
		b.clock.Advance(7 * time.Hour)
		if n := ask(); n != 0 {
			t.Errorf("%d tasks once it has come", n)
		}
	})
}

func TestAPaymentNobodyTellsOfIsAskedAbout(t *testing.T) {
	counters(t, func(t *testing.T, b *counter) {
		paid, left := b.owes("INV-1", "100.00"), b.owes("INV-2", "50.00")
		ref := b.starts(b.order("form", paid))
		b.provider.Becomes(ref, checkout.Paid)
		b.provider.Fail(503, 503, 503)
		if _, err := b.desk.Start(context.Background(), b.order("lost", left)); fault.KindOf(err) != fault.Unavailable {
			t.Fatalf("%v", err)
		}
		b.clock.Advance(15 * time.Minute)
		b.provider.Mend()
		if err := b.desk.Ask(context.Background(), b.company.ID); err != nil {
			t.Fatal(err)
		}
		if b.open(paid) != "0.00" || b.open(left) != "50.00" {
			t.Errorf("%s and %s open", b.open(paid), b.open(left))
		}
		before := b.provider.Asked()
		if err := b.desk.Ask(context.Background(), b.company.ID); err != nil || b.provider.Asked() != before {
			t.Errorf("asked %d times more, %v", b.provider.Asked()-before, err)
		}
	})
}

func TestNoticesAreBelievedFromTheProviderAlone(t *testing.T) {
	counters(t, func(t *testing.T, b *counter) {
		i := b.owes("INV-1", "100.00")
		ref := b.starts(b.order("form", i))
		h, body := b.provider.Notice(ref)
		if err := b.desk.Heard(context.Background(), b.company.ID, b.provider.Name, "guessed", h, body); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a wrong address: %v", err)
		}
		b.hears(ref) // it says that something changed; nothing did
		if b.open(i) != "100.00" || b.named(ref).Status != checkout.Open {
			t.Errorf("%s open", b.open(i))
		}
		if b.provider.Name == checkout.Mollie {
			if err := b.told(h, []byte("id=tr_unknown")); err != nil {
				t.Errorf("a payment of somebody else: %v", err)
			}
		}
		b.provider.Fail(500, 500, 500, 500)
		h, body = b.provider.Notice(ref)
		if err := b.told(h, body); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("out of order: %v", err)
		}
	})
}
