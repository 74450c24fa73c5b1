package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// walk reads a list from its start to its end and back, page by page, and reports
// when the two ways do not meet the same rows.
func walk[T any](t *testing.T, name func(T) string, list func(store.Cursor) (store.Paged[T], error)) []string {
	t.Helper()
	names := func(p store.Paged[T]) (all []string) {
		for _, r := range p.Rows {
			all = append(all, name(r))
		}
		return all
	}
	// A cursor goes through an address, as it does between pages.
	carried := func(c *store.Cursor) store.Cursor { return store.ParseCursor(c.String(), c.Back) }
	var pages [][]string
	p, err := list(store.Cursor{})
	for err == nil {
		pages = append(pages, names(p))
		if p.Next == nil {
			break
		}
		p, err = list(carried(p.Next))
	}
	for n := len(pages) - 2; n >= 0 && err == nil; n-- {
		if p.Previous == nil {
			t.Fatalf("page %d knows no way back", n+2)
		}
		p, err = list(carried(p.Previous))
		if diff := cmp.Diff(pages[n], names(p)); diff != "" {
			t.Errorf("page %d on the way back: %s", n+1, diff)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if p.Previous != nil {
		t.Error("there is something before the first page")
	}
	return slices.Concat(pages...)
}

func TestCustomersAreListedAsAsked(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		today := day("2026-03-01")
		add := func(number, name string, kind customer.Kind, language string) customer.Ref {
			made := testkit.Customer(t, s, c.ID, number, func(c *customer.Customer) {
				c.Name, c.Kind, c.Language, c.VATID = name, kind, language, "BE0"+number
			})
			return customer.Ref{Company: c.ID, Customer: made.ID}
		}
		acme := add("101", "Acmé SA", customer.Business, "fr")
		brew := add("102", "Brasserie 100% Mût", customer.Business, "nl")
		ville := add("203", "Ville de Liège", customer.Public, "fr")
		add("204", "Zoë", customer.Consumer, "de")
		testkit.Invoice(t, s, acme, "R-1", "50.00", day("2026-01-01"))
		testkit.Invoice(t, s, acme, "R-2", "20.00", day("2026-04-01"))
		testkit.Invoice(t, s, brew, "R-3", "900.00", day("2026-03-01"))
		testkit.Invoice(t, s, ville, "R-4", "60.00", day("2026-02-28"))
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			if err := tx.AddHold(&hold.Hold{Customer: ville.Customer, Reason: "waits", Until: today}); err != nil {
				return err
			}
			return tx.AddHold(&hold.Hold{Customer: acme.Customer, Reason: "over", Until: today.AddDays(-1)})
		})
		for name, test := range map[string]struct {
			filter store.CustomerFilter
			want   string
		}{
			"all, by name":             {store.CustomerFilter{}, "101 102 203 204"},
			"overdue: not today's":     {store.CustomerFilter{Overdue: true}, "101 203"},
			"held until today":         {store.CustomerFilter{Held: true}, "203"},
			"of a kind":                {store.CustomerFilter{Kind: customer.Business}, "101 102"},
			"of a language":            {store.CustomerFilter{Language: "fr"}, "101 203"},
			"by outstanding":           {store.CustomerFilter{Sort: store.ByOutstanding, Currency: money.EUR}, "102 101 203"},
			"by oldest due day":        {store.CustomerFilter{Sort: store.ByOldest, Currency: money.EUR}, "101 203 102"},
			"in another currency":      {store.CustomerFilter{Sort: store.ByOldest, Currency: money.JPY}, ""},
			"by oldest, of a language": {store.CustomerFilter{Sort: store.ByOldest, Currency: money.EUR, Language: "fr"}, "101 203"},
			"everything at once":       {store.CustomerFilter{Sort: store.ByOutstanding, Currency: money.EUR, Language: "fr", Overdue: true, Held: true, Kind: customer.Public, Words: "liege"}, "203"},
			"a word of the name":       {store.CustomerFilter{Words: "LIEGE"}, "203"},
			"the inside of a word":     {store.CustomerFilter{Words: "cme"}, "101"},
			"a sign that LIKE knows":   {store.CustomerFilter{Words: "%"}, ""},
			"the start of a number":    {store.CustomerFilter{Words: "20"}, "203 204"},
			"a VAT number":             {store.CustomerFilter{Words: "be 0102"}, "102"},
			"nobody":                   {store.CustomerFilter{Words: "nobody"}, ""},
		} {
			t.Run(name, func(t *testing.T) {
				test.filter.Today = today
				for limit := 1; limit <= 5; limit++ {
					var got []string
					testkit.View(t, s, c.ID, func(tx *store.Tx) error {
						got = walk(t, func(r store.CustomerRow) string { return r.Number }, func(at store.Cursor) (store.Paged[store.CustomerRow], error) {
							return tx.ListCustomers(test.filter, at, limit)
						})
						return nil
					})
					if diff := cmp.Diff(strings.Fields(test.want), got, cmpopts.EquateEmpty()); diff != "" {
						t.Errorf("%d a page: %s", limit, diff)
					}
				}
			})
		}
	})
}

func TestARowOfTheCustomerListSaysWhatIsOwed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		acme := testkit.Customer(t, s, c.ID, "ACME")
		testkit.Invoice(t, s, customer.Ref{Company: c.ID, Customer: acme.ID}, "R-1", "50.00", day("2026-01-01"))
		dollar := testkit.NewInvoice(acme.ID, "R-2", money.Must("7.00", money.USD), day("2026-02-01"))
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			if err := tx.AddInvoices([]*invoice.Invoice{dollar}); err != nil {
				return err
			}
			return tx.AddHold(&hold.Hold{Customer: acme.ID, Reason: "waits"})
		})
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			p, err := tx.ListCustomers(store.CustomerFilter{Today: day("2026-03-01")}, store.Cursor{}, 10)
			want := []store.CustomerRow{{Customer: acme, Held: true, Balances: []store.Balance{
				{Customer: acme.ID, Currency: "EUR", Open: 5000, Items: 1, OldestOn: day("2026-01-01")},
				{Customer: acme.ID, Currency: "USD", Open: 700, Items: 1, OldestOn: day("2026-02-01")},
			}}}
			if diff := cmp.Diff(want, p.Rows, cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
			all, overdue, err2 := tx.CountOwing(day("2026-03-01"), 1)
			if all != 1 || overdue != 1 || err2 != nil {
				t.Errorf("counted %d and %d: %v", all, overdue, err2)
			}
			return err
		})
	})
}

func TestInvoicesAreListedAsAsked(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		today := day("2026-03-01")
		acme, other := testkit.Customer(t, s, c.ID, "ACME"), testkit.Customer(t, s, c.ID, "OTHER")
		ref := customer.Ref{Company: c.ID, Customer: acme.ID}
		testkit.Invoice(t, s, ref, "2026-001", "10.00", day("2026-01-01"))
		testkit.Invoice(t, s, ref, "2026-002", "20.00", day("2026-02-28"))
		testkit.Invoice(t, s, ref, "2026-003", "30.00", day("2026-03-01"))
		testkit.Invoice(t, s, customer.Ref{Company: c.ID, Customer: other.ID}, "2027/001", "40.00", day("2026-05-01"))
		testkit.Invoice(t, s, ref, "C-1", "-5.00", day("2026-02-10"))
		settled := testkit.NewInvoice(acme.ID, "2026-000", testkit.Euro("9.00"), day("2025-12-01"))
		settled.Open = testkit.Euro("0.00")
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{settled}) })
		for name, test := range map[string]struct {
			filter store.InvoiceFilter
			want   string
		}{
			"open, the oldest due day first":  {store.InvoiceFilter{State: store.OpenState}, "2026-001 2026-002 2026-003 2027/001"},
			"open, the other way round":       {store.InvoiceFilter{State: store.OpenState, Reverse: true}, "2027/001 2026-003 2026-002 2026-001"},
			"overdue: not what is due today":  {store.InvoiceFilter{State: store.OverdueState}, "2026-001 2026-002"},
			"credit notes":                    {store.InvoiceFilter{State: store.CreditState}, "C-1"},
			"settled":                         {store.InvoiceFilter{State: store.SettledState}, "2026-000"},
			"all, the newest first":           {store.InvoiceFilter{State: store.EveryState}, "2027/001 C-1 2026-003 2026-002 2026-001 2026-000"},
			"of a customer":                   {store.InvoiceFilter{State: store.OpenState, Customer: other.ID}, "2027/001"},
			"due between days, both included": {store.InvoiceFilter{State: store.OpenState, DueFrom: day("2026-02-28"), DueTo: today}, "2026-002 2026-003"},
			"the start of a number":           {store.InvoiceFilter{State: store.EveryState, Number: "2026 00"}, "2026-003 2026-002 2026-001 2026-000"},
			"a whole number, spelled freely":  {store.InvoiceFilter{State: store.OpenState, Number: "2027.001"}, "2027/001"},
			"no number at all":                {store.InvoiceFilter{State: store.OpenState, Number: "%"}, ""},
		} {
			t.Run(name, func(t *testing.T) {
				test.filter.Today = today
				for limit := 1; limit <= 7; limit += 2 {
					var got []string
					testkit.View(t, s, c.ID, func(tx *store.Tx) error {
						got = walk(t, func(r store.InvoiceRow) string { return r.Number }, func(at store.Cursor) (store.Paged[store.InvoiceRow], error) {
							return tx.ListInvoices(test.filter, at, limit)
						})
						return nil
					})
					if diff := cmp.Diff(strings.Fields(test.want), got, cmpopts.EquateEmpty()); diff != "" {
						t.Errorf("%d a page: %s", limit, diff)
					}
				}
			})
		}
	})
}

func TestNumbersAreFoundByTheirStartWhateverFollows(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		acme := testkit.Customer(t, s, c.ID, "ACME")
		var all []*invoice.Invoice
		for n, number := range []string{"9", "99", "9A", "9Z", "A", "AZ", "AZZ", "B", "Z", "ZZ", "Z9", "ZÉ"} {
			all = append(all, testkit.NewInvoice(acme.ID, number, testkit.Euro("1.00"), day("2026-01-01").AddDays(n)))
		}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.AddInvoices(all) })
		for start, want := range map[string]string{"9": "9 99 9A 9Z", "99": "99", "9z": "9Z", "az": "AZ AZZ", "z": "Z ZZ Z9 ZÉ", "zz": "ZZ", "zé": "ZÉ"} {
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				p, err := tx.ListInvoices(store.InvoiceFilter{State: store.OpenState, Number: start}, store.Cursor{}, 50)
				var got []string
				for _, r := range p.Rows {
					got = append(got, r.Number)
				}
				if diff := cmp.Diff(strings.Fields(want), got); diff != "" {
					t.Errorf("%q: %s", start, diff)
				}
				return err
			})
		}
	})
}

func TestTotalsAreThoseOfTheOpenItems(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		today := day("2026-03-31")
		ref := customer.Ref{Company: c.ID, Customer: testkit.Customer(t, s, c.ID, "ACME").ID}
		for late, amount := range map[int]string{-5: "1.00", 0: "2.00", 1: "10.00", 30: "20.00", 31: "100.00", 60: "200.00", 61: "1000.00", 90: "2000.00", 91: "10000.00", 400: "20000.00"} {
			testkit.Invoice(t, s, ref, fmt.Sprint("R", late), amount, today.AddDays(-late))
		}
		testkit.Invoice(t, s, ref, "C-1", "-5.00", day("2026-01-01"))
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			all, err := tx.Totals(today)
			if len(all) != 1 {
				t.Fatalf("%d currencies, %v", len(all), err)
			}
			var got []string
			for _, d := range all[0].Debts {
				got = append(got, fmt.Sprint(d.Amount, " ", d.Items))
			}
			want := []string{"3.00 2", "30.00 2", "300.00 2", "3000.00 2", "30000.00 2"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			open, overdue := all[0].Open(), all[0].Overdue()
			if open.Amount != testkit.Euro("33333.00") || open.Items != 10 || overdue.Amount != testkit.Euro("33330.00") ||
				all[0].Credits.Amount != testkit.Euro("-5.00") || all[0].OldestOn != today.AddDays(-400) {
				t.Errorf("open %v, overdue %v, credits %v, oldest %s", open, overdue, all[0].Credits, all[0].OldestOn)
			}
			return err
		})
	})
}

func TestEveryDueDayHasOneAge(t *testing.T) {
	today := day("2026-03-31")
	for late := -10; late < 200; late++ {
		due, found := today.AddDays(-late), 0
		for age := store.NotDue; age <= store.LateMore; age++ {
			from, to := age.DueBetween(today)
			if (from == date.None || due >= from) && (to == date.None || due <= to) {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%d days late is in %d ages", late, found)
		}
	}
}

func TestACursorThatMakesNoSenseIsTheStart(t *testing.T) {
	for _, s := range []string{"", "x", "!!!!!!!!!!!!!name", strings.Repeat("z", 40)} {
		if c := store.ParseCursor(s, true); c != (store.Cursor{}) {
			t.Errorf("%q is %+v", s, c)
		}
	}
	c := store.Cursor{Key: "l'été é", ID: id.ID(77), Back: true}
	if got := store.ParseCursor(c.String(), true); got != c {
		t.Errorf("%+v came back as %+v", c, got)
	}
}
