package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/govalues/decimal"

	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// balances takes in what K1 owes on a day, each as "DAY AMOUNT CURRENCY", and returns
// what became of the last.
func balances(t *testing.T, s *store.Store, company id.ID, all ...string) Report {
	t.Helper()
	r := newReport(File{Name: "balances"}, "balances")
	testkit.Update(t, s, company, func(tx *store.Tx) error {
		r.Import = tx.NewID()
		var papers []*paper
		for _, one := range all {
			w := strings.Fields(one)
			papers = append(papers, openingItem(invoice.Party{ID: "K1", Name: "Karel"}, decimal.MustParse(w[1]), w[2], date.Must(w[0]), &r))
		}
		return filePapers(tx, papers)
	})
	return r
}

// openItems is what is open of K1: "invoice Saldo K1 2026-01-01 60.00 of 100.00".
func openItems(t *testing.T, s *store.Store, company id.ID) string {
	t.Helper()
	var all []string
	testkit.View(t, s, company, func(tx *store.Tx) error {
		c, _, err := tx.CustomerByWord("K1")
		if err != nil {
			return err
		}
		items, err := tx.InvoicesBySource(BalanceSource, []id.ID{c.ID})
		for _, i := range items {
			if !i.Open.IsZero() {
				all = append(all, fmt.Sprintf("%s %s %s %s of %s", i.Kind, i.Number, i.IssuedOn, i.Open, i.Owed))
			}
		}
		return err
	})
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func TestABalanceIsAnItem(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for _, c := range []struct {
			name   string
			before []string
			paid   string // on 2026-01-20, through the bank
			now    string
			counts string
			want   string
		}{
			{"the first", nil, "", "2026-01-01 100.00 EUR", "1 created", "invoice Saldo K1 2026-01-01 100.00 of 100.00"},
			{"nothing is owed", nil, "", "2026-01-01 0.00 EUR", "1 unchanged", ""},
			{"the same", []string{"2026-01-01 100.00 EUR"}, "", "2026-02-01 100.00 EUR", "1 unchanged", "invoice Saldo K1 2026-01-01 100.00 of 100.00"},
			{"less", []string{"2026-01-01 100.00 EUR"}, "", "2026-02-01 60.00 EUR", "1 updated", "invoice Saldo K1 2026-01-01 60.00 of 100.00"},
			{"more", []string{"2026-01-01 100.00 EUR"}, "", "2026-02-01 150.00 EUR", "1 updated", "invoice Saldo K1 2026-01-01 150.00 of 150.00"},
			{"more after less", []string{"2026-01-01 100.00 EUR", "2026-02-01 60.00 EUR"}, "", "2026-03-01 70.00 EUR", "1 updated", "invoice Saldo K1 2026-01-01 70.00 of 110.00"},
			{"another debt, after all was paid", []string{"2026-01-01 100.00 EUR", "2026-02-01 0.00 EUR"}, "", "2026-03-01 70.00 EUR", "1 updated", "invoice Saldo K1 2026-03-01 70.00 of 170.00"},
			{"paid here since", []string{"2026-01-01 100.00 EUR"}, "40.00", "2026-01-10 100.00 EUR", "1 unchanged", "invoice Saldo K1 2026-01-01 60.00 of 100.00"},
			{"paid here since, and more", []string{"2026-01-01 100.00 EUR"}, "40.00", "2026-01-10 130.00 EUR", "1 updated", "invoice Saldo K1 2026-01-01 90.00 of 130.00"},
			{"paid here before", []string{"2026-01-01 100.00 EUR"}, "40.00", "2026-02-01 100.00 EUR", "1 updated", "invoice Saldo K1 2026-01-01 100.00 of 140.00"},
			{"a credit", nil, "", "2026-01-01 -30.00 EUR", "1 created", "credit_note Saldo K1 2026-01-01 -30.00 of -30.00"},
			{"a debt becomes a credit", []string{"2026-01-01 100.00 EUR"}, "", "2026-02-01 -30.00 EUR", "1 created", "credit_note Saldo K1 2026-02-01 -30.00 of -30.00"},
			{"a credit shrinks", []string{"2026-01-01 -30.00 EUR"}, "", "2026-02-01 -10.00 EUR", "1 updated", "credit_note Saldo K1 2026-01-01 -10.00 of -30.00"},
			{"a credit grows", []string{"2026-01-01 -30.00 EUR"}, "", "2026-02-01 -50.00 EUR", "1 updated", "credit_note Saldo K1 2026-01-01 -50.00 of -50.00"},
			{"another currency", []string{"2026-01-01 100.00 EUR"}, "", "2026-02-01 7.00 USD", "1 created", "invoice Saldo K1 2026-01-01 100.00 of 100.00, invoice Saldo K1 USD 2026-02-01 7.00 of 7.00"},
		} {
			t.Run(c.name, func(t *testing.T) {
				of := testkit.Company(t, s, func(co *company.Company) { co.Name, co.Language, co.Country = c.name, "nl", "NL" })
				for _, one := range c.before {
					balances(t, s, of.ID, one)
				}
				if c.paid != "" {
					payOpening(t, s, of.ID, c.paid)
				}
				r := balances(t, s, of.ID, c.now)
				if got := strings.TrimSpace(counted(r)); got != c.counts || r.Failed() {
					t.Errorf("%s: %+v", got, r)
				}
				if got := openItems(t, s, of.ID); c.name != "nothing is owed" && got != c.want {
					t.Errorf("%s, want %s", got, c.want)
				}
				testkit.View(t, s, of.ID, func(tx *store.Tx) error {
					return tx.Check(func(f store.Finding) { t.Errorf("the doctor finds: %+v", f) })
				})
			})
		}
	})
}

func counted(r Report) (all string) {
	for _, c := range []struct {
		n    int
		what string
	}{{r.Created, "created"}, {r.Updated, "updated"}, {r.Unchanged, "unchanged"}} {
		if c.n > 0 {
			all += fmt.Sprintf("%d %s ", c.n, c.what)
		}
	}
	return all
}

// payOpening books what the bank saw on 2026-01-20.
func payOpening(t *testing.T, s *store.Store, company id.ID, amount string) {
	testkit.Update(t, s, company, func(tx *store.Tx) error {
		items, err := tx.InvoicesByNumber([]string{"Saldo K1"})
		if err != nil {
			return err
		}
		a, on := money.Must(amount, money.EUR), date.Must("2026-01-20")
		p := &payment.Payment{Customer: items[0].Customer, ReceivedOn: on, Amount: a, OnAccount: a, BookedBy: "anne@lys.example"}
		if err := tx.AddPayments([]*payment.Payment{p}); err != nil {
			return err
		}
		return tx.Allocate([]*payment.Allocation{{Payment: p.ID, Invoice: items[0].ID, On: on, Amount: a, Evidence: "[]", BookedBy: "anne@lys.example"}})
	})
}

func TestTwoBalancesOfOneCustomerAreAConflict(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		of := testkit.Company(t, s, func(co *company.Company) { co.Language, co.Country = "nl", "NL" })
		r := balances(t, s, of.ID, "2026-01-01 100.00 EUR", "2026-01-01 7.00 EUR", "2026-01-01 5.00 USD")
		if r.Created != 2 || len(r.Errors) != 1 || openItems(t, s, of.ID) != "invoice Saldo K1 2026-01-01 100.00 of 100.00, invoice Saldo K1 USD 2026-01-01 5.00 of 5.00" {
			t.Errorf("%+v: %s", r, openItems(t, s, of.ID))
		}
	})
}
