package generate_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/bank"
	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/generate"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

func TestARegularBookIsWhatItsFormulaSays(t *testing.T) {
	today := date.Must("2026-06-30")
	book := generate.Regular{Invoices: 1000, PerCustomer: 5, Today: today}
	due, fiveDays := 0, 0
	numbers, accounts := map[string]bool{}, map[string]string{}
	for n := range book.Invoices {
		i := book.Invoice(n)
		if late := int(today - i.DueOn); late >= 0 {
			due++
			if late >= 5 {
				fiveDays++
			}
		}
		if i.Amount.Minor < 5000 || i.Amount.Minor >= 105_000 {
			t.Errorf("%s is over %s", i.Number, i.Amount)
		}
		if _, err := bank.ParseIBAN(i.IBAN); err != nil {
			t.Error(err)
		}
		numbers[i.Number], accounts[i.IBAN] = true, i.Customer
	}
	got := map[string]int{"due": due, "five days late": fiveDays, "numbers": len(numbers), "accounts": len(accounts)}
	if diff := cmp.Diff(map[string]int{"due": 750, "five days late": 700, "numbers": 1000, "accounts": 200}, got); diff != "" {
		t.Error(diff)
	}
	for n, want := range map[int]string{0: "INV1 due 2026-07-25 over 50.00 of 0", 1: "INV2 due 2026-07-24 over 129.19 of 0", 999: "INV1000 due 2026-04-17 over 160.81 of 199"} {
		i := book.Invoice(n)
		if got := i.Number + " due " + i.DueOn.String() + " over " + i.Amount.String() + " of " + i.Customer; got != want {
			t.Errorf("at place %d stands %s, not %s", n, got, want)
		}
	}
}

// What is due in a regular book can be counted beforehand, and is what the night
// finds.
func TestANightOfARegularBook(t *testing.T) {
	for _, c := range []struct {
		name        string
		perCustomer int
		want        map[string]int
	}{
		{"each customer owes one", 1, map[string]int{"act": 70, "wait": 30}},
		{"each customer owes five", 5, map[string]int{"act": 14, "wait": 6}},
		{"the last customer owes the rest", 15, map[string]int{"act": 5, "wait": 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
				clock.SetDay(date.Must("2026-06-30"))
				of := testkit.Company(t, s, func(c *company.Company) { c.Policy.MinimumGapDays = 0 })
				testkit.Update(t, s, of.ID, func(tx *store.Tx) error {
					return tx.StartWith(&dunning.Scenario{Name: "late", Steps: []dunning.Step{{Key: "first", Tone: dunning.Polite, Days: 5, From: dunning.FromDue}}})
				})
				book := generate.Regular{Invoices: 100, PerCustomer: c.perCustomer, Today: clock.Today()}
				if err := book.Store(t.Context(), s, of.ID); err != nil {
					t.Fatal(err)
				}
				desk := &collect.Desk{Store: s, Calendar: calendar.New(), Words: locale.NewBook()}
				items := 0
				got, err := desk.RunDay(t.Context(), of.ID, clock.Today(), func(d collect.Decision) {
					for _, i := range d.Assessment.Items {
						if i.Due {
							items++
						}
					}
				})
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(c.want, got); diff != "" || items != 70 {
					t.Errorf("%d items take a step: %s", items, diff)
				}
				testkit.View(t, s, of.ID, func(tx *store.Tx) error {
					return tx.Check(func(f store.Finding) { t.Errorf("the doctor finds: %+v", f) })
				})
			})
		})
	}
}
