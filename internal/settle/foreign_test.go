package settle_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

func usd(s string) money.Amount { return money.Must(s, money.USD) }

// owesDollars stores an invoice in dollars of the customer.
func (b *till) owesDollars(number, amount string) invoice.Invoice {
	b.t.Helper()
	i := testkit.NewInvoice(b.customer.Customer, number, usd(amount), today)
	b.update(func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{i}) })
	return *i
}

// sentAs says of a line what was sent in dollars.
func sentAs(amount string) func(*store.Entry) {
	return func(e *store.Entry) { e.Original = usd(amount) }
}

// What was sent settles the invoice; what the bank made of it is kept beside it.
func TestMoneyFromAbroadKeepsBothAmounts(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owesDollars("INV-2026-1", "120.00")
		before := b.facts([]string{"INV-2026-1"})
		entry := b.line("110.52", theirs, "INV-2026-1", sentAs("150.00"))
		if r := b.match(); r.Booked != 1 || b.open("INV-2026-1") != "0.00" {
			t.Fatalf("%+v, %s open", r, b.open("INV-2026-1"))
		}
		p := b.paymentsOf(entry)
		if len(p) != 1 || p[0].Amount != usd("150.00") || p[0].Booked != testkit.Euro("110.52") || p[0].OnAccount != usd("30.00") {
			t.Errorf("%+v", p)
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			balances, err := tx.Balances(b.customer.Customer)
			for _, of := range balances {
				if of.Currency != "USD" || of.Open != 0 || of.OnAccount != 3000 {
					t.Errorf("%+v", of)
				}
			}
			return err
		})
		b.sound()
		if err := b.undo(entry); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, b.facts([]string{"INV-2026-1"}), cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
		b.sound()
	})
}

// Where nobody says what was sent a person is asked, who may know that it is all.
func TestAPersonSaysWhatMoneyFromAbroadPaid(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		bill := b.owesDollars("INV-2026-1", "120.00")
		entry := b.line("110.52", theirs, "INV-2026-1")
		if r := b.match(); r.Asked != 1 {
			t.Fatalf("%+v", r)
		}
		_, ask := b.entry(entry)
		if len(ask) != 1 || ask[0].Paid != usd("120.00") {
			t.Fatalf("%+v", ask)
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			cases, err := tx.Cases([]id.ID{b.customer.Customer})
			for _, c := range cases {
				if c.Snapshot.Currency == money.USD && (len(c.Snapshot.Likely) != 1 || c.Snapshot.Likely[0].Amount != usd("120.00")) {
					t.Errorf("a reminder in %s waits for %+v", c.Snapshot.Currency, c.Snapshot.Likely)
				}
			}
			return err
		})
		for _, paid := range []money.Amount{usd("100.00"), usd("-120.00"), testkit.Euro("120.00")} {
			wrong := ask[0]
			if wrong.Paid = paid; !errors.Is(b.confirm(entry, wrong), fault.Conflict) && !errors.Is(b.confirm(entry, wrong), fault.Invalid) {
				t.Errorf("it is booked as %s", paid.Text())
			}
		}
		if err := b.confirm(entry, ask[0]); err != nil || b.open("INV-2026-1") != "0.00" {
			t.Fatalf("%v, %s open", err, b.open("INV-2026-1"))
		}
		if p := b.paymentsOf(entry); len(p) != 1 || p[0].Amount != usd("120.00") || p[0].Booked != testkit.Euro("110.52") {
			t.Errorf("%+v", p)
		}
		b.sound()
		if err := b.undo(entry); err != nil || b.open("INV-2026-1") != bill.Open.String() {
			t.Errorf("undone: %v, %s open", err, b.open("INV-2026-1"))
		}
		b.sound()
	})
}

// By hand, what is owed in another currency is paid as what is owed in the account's own:
// wholly or in part, with the rest on account and a small difference let go.
func TestMoneyFromAbroadIsSharedOutByHand(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for _, c := range []struct {
			name      string
			line      string
			sent      string // in dollars; "" where the bank does not tell it
			paid      string // in dollars
			shares    map[string]string
			letGo     string // of INV-1
			want      error
			open      map[string]string
			onAccount int64
		}{
			{"all of it", "92.10", "", "100.00", map[string]string{"INV-1": "100.00"}, "", nil, map[string]string{"INV-1": "0.00"}, 0},
			{"a part", "46.05", "", "50.00", map[string]string{"INV-1": "50.00"}, "", nil, map[string]string{"INV-1": "50.00"}, 0},
			{"two invoices", "138.15", "", "150.00", map[string]string{"INV-1": "100.00", "INV-2": "50.00"}, "", nil, map[string]string{"INV-1": "0.00", "INV-2": "0.00"}, 0},
			{"less a credit note", "73.68", "", "80.00", map[string]string{"INV-1": "100.00", "CN-1": "-20.00"}, "", nil, map[string]string{"INV-1": "0.00", "CN-1": "0.00"}, 0},
			{"more than the invoice", "110.52", "", "120.00", map[string]string{"INV-1": "100.00"}, "", nil, map[string]string{"INV-1": "0.00"}, 2000},
			{"more than the invoice, as the bank told", "110.52", "120.00", "120.00", map[string]string{"INV-1": "100.00"}, "", nil, map[string]string{"INV-1": "0.00"}, 2000},
			{"a small difference", "91.73", "", "99.60", map[string]string{"INV-1": "99.60"}, "0.40", nil, map[string]string{"INV-1": "0.00"}, 0},
			{"too much of a difference in this currency", "91.55", "", "99.40", map[string]string{"INV-1": "99.40"}, "0.60", fault.Invalid, nil, 0},
			{"more shared out than was paid", "92.10", "", "99.99", map[string]string{"INV-1": "100.00"}, "", fault.Conflict, nil, 0},
			{"nothing that was paid", "92.10", "", "-100.00", map[string]string{"INV-1": "100.00"}, "", fault.Conflict, nil, 0},
			{"more than the bank told", "92.10", "99.00", "100.00", map[string]string{"INV-1": "100.00"}, "", fault.Conflict, nil, 0},
			{"money that the bank took", "-92.10", "", "100.00", map[string]string{"INV-1": "100.00"}, "", fault.Conflict, nil, 0},
			{"credit notes paid back", "-18.42", "", "-20.00", map[string]string{"CN-1": "-20.00"}, "", nil, map[string]string{"CN-1": "0.00"}, 0},
			{"credit notes paid back, as the bank told without a sign", "-18.42", "20.00", "-20.00", map[string]string{"CN-1": "-20.00"}, "", nil, map[string]string{"CN-1": "0.00"}, 0},
			{"more paid back than is owed", "-18.42", "", "-21.00", map[string]string{"CN-1": "-20.00"}, "", fault.Conflict, nil, 0},
		} {
			t.Run(c.name, func(t *testing.T) {
				b := newTill(t, s, called(c.name), func(of *company.Company) { of.Policy.ToleratedMost = map[string]int64{"EUR": 500, "USD": 50} })
				b.t = t
				bills := map[string]invoice.Invoice{"INV-1": b.owesDollars("INV-1", "100.00"), "INV-2": b.owesDollars("INV-2", "50.00"), "CN-1": b.owesDollars("CN-1", "-20.00")}
				entry := b.line(c.line, theirs, "merci", func(e *store.Entry) {
					if c.sent != "" {
						e.Original = usd(c.sent)
					}
				})
				p := matching.Proposal{Customer: b.customer.Customer, Paid: usd(c.paid)}
				for _, number := range slices.Sorted(maps.Keys(c.shares)) {
					p.Shares = append(p.Shares, matching.Share{Invoice: bills[number].ID, Amount: usd(c.shares[number])})
				}
				if c.letGo != "" {
					p.Differences = []matching.Difference{{Share: matching.Share{Invoice: bills["INV-1"].ID, Amount: usd(c.letGo)}, Reason: matching.SmallDifference}}
				}
				numbers := slices.Sorted(maps.Keys(bills))
				before := b.facts(numbers)
				if err := b.confirm(entry, p); !errors.Is(err, c.want) {
					t.Fatal(err)
				}
				if c.want == nil {
					b.bothAmounts(entry, usd(c.paid), testkit.Euro(c.line))
					for number, want := range c.open {
						if got := b.open(number); got != want {
							t.Errorf("%s has %s open", number, got)
						}
					}
					if got := b.onAccount(); got != c.onAccount {
						t.Errorf("%d on account", got)
					}
					b.sound()
					if err := b.undo(entry); err != nil {
						t.Fatal(err)
					}
				}
				if diff := cmp.Diff(before, b.facts(numbers), cmpopts.EquateEmpty()); diff != "" {
					t.Error(diff)
				}
				b.sound()
			})
		}
	})
}

// bothAmounts fails unless an entry became one payment of the customer, that tells what was
// paid and what the bank booked for it, on the timeline as well.
func (b *till) bothAmounts(entry id.ID, paid, booked money.Amount) {
	b.t.Helper()
	all := b.paymentsOf(entry)
	all = slices.DeleteFunc(all, func(p payment.Payment) bool { return p.Source == payment.Difference })
	if len(all) != 1 || all[0].Amount != paid || all[0].Booked != booked {
		b.t.Errorf("%+v", all)
	}
	var told timeline.Data
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		events, err := tx.TimelineOf(all[0].ID, 1)
		if err == nil {
			told, err = events[0].Read()
		}
		return err
	})
	if paid.Sign() < 0 {
		paid, booked = paid.Neg(), booked.Neg()
	}
	if told.Amount != paid || told.Booked != booked {
		b.t.Errorf("the timeline tells %+v", told)
	}
}

// A payment that settles items in two currencies says what to do instead.
func TestTwoCurrenciesAreNotSharedOutTogether(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		here, there := b.owes("INV-1", "50.00"), b.owesDollars("INV-2", "50.00")
		entry := b.line("100.00", theirs, "merci")
		p := matching.Proposal{Customer: b.customer.Customer, Shares: []matching.Share{
			{Invoice: here.ID, Amount: here.Open}, {Invoice: there.ID, Amount: there.Open}}}
		for _, paid := range []money.Amount{{}, usd("100.00")} {
			p.Paid = paid
			if err := b.confirm(entry, p); !errors.Is(err, fault.Invalid) || !strings.Contains(fmt.Sprint(err), "in EUR and USD: leave out those in one of them") {
				t.Error(err)
			}
		}
		b.sound()
	})
}

// What the bank told was sent is not for a person to say otherwise.
func TestWhatTheBankToldWasSentStands(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		bill := b.owesDollars("INV-2026-1", "120.00")
		entry := b.line("110.52", theirs, "merci", sentAs("119.00"))
		p := matching.Proposal{Customer: b.customer.Customer, Paid: usd("120.00"), Shares: []matching.Share{{Invoice: bill.ID, Amount: usd("120.00")}}}
		if err := b.confirm(entry, p); !errors.Is(err, fault.Conflict) {
			t.Errorf("it is booked as more than was sent: %v", err)
		}
		p.Paid, p.Shares[0].Amount = usd("119.00"), usd("119.00")
		if err := b.confirm(entry, p); err != nil || b.open("INV-2026-1") != "1.00" {
			t.Errorf("%v, %s open", err, b.open("INV-2026-1"))
		}
		b.sound()
	})
}

// The bank's amount is divided among the customers of a group, to the cent.
func TestAGroupPaysFromAbroad(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newTill(t, s)
		b.owesDollars("INV-2026-1", "100.00")
		sister := &till{t: t, store: s, company: b.company, customer: customer.Ref{Company: b.company.ID, Customer: testkit.Customer(t, s, b.company.ID, "BETA").ID}}
		sister.owesDollars("INV-2026-2", "50.00")
		entry := b.line("133.34", theirs, "INV-2026-1 INV-2026-2", sentAs("150.00"))
		if r := b.match(); r.Booked != 1 {
			t.Fatalf("%+v", r)
		}
		got := map[id.ID]string{}
		for _, p := range b.paymentsOf(entry) {
			got[p.Customer] = p.Amount.Text() + " " + p.Booked.Text()
		}
		want := map[id.ID]string{b.customer.Customer: "100.00 USD 88.90 EUR", sister.customer.Customer: "50.00 USD 44.44 EUR"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		b.sound()
	})
}
