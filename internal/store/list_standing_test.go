package store_test

import (
	"slices"
	"strings"
	"testing"

	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// standingBook is a book of three customers about whose invoices something stands.
type standingBook struct {
	book
	other  id.ID
	number map[string]id.ID
}

func newStandingBook(t *testing.T, s *store.Store) *standingBook {
	b := &standingBook{book: newBook(t, s), number: map[string]id.ID{}}
	b.other = testkit.Customer(t, s, b.company, "OTHER").ID
	acme, other := store.CaseRow{Customer: b.customer.Customer, Currency: money.EUR, DecidedOn: day("2026-02-01"), Scenario: 5}, store.CaseRow{Customer: b.other, Currency: money.EUR, DecidedOn: day("2026-02-01"), Scenario: 6}
	add := func(c *store.CaseRow, number, due string, parts int, decided ...dunning.Decision) {
		var in []int
		if parts > 0 {
			in = append(in, parts)
		}
		i := testkit.NewInvoice(c.Customer, number, testkit.Euro("90.00"), day(due), in...)
		testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{i}) })
		b.number[number] = i.ID
		for n, d := range decided {
			d.Item = dunning.Item{Invoice: i.ID, DueOn: i.DueOn, Number: number}
			if parts > 0 {
				d.Item.Part, d.Item.DueOn = i.Parts[n].Number, i.Parts[n].DueOn
			}
			c.Assessment.Items = append(c.Assessment.Items, d)
		}
	}
	on := func(step, day string, code dunning.Code) dunning.Decision {
		d := dunning.Decision{Verdict: code.Verdict(), Step: step, Reason: dunning.Reason{Code: code}}
		if day != "" {
			d.On = date.Must(day)
		}
		return d
	}
	add(&acme, "A-1", "2026-01-10", 0, on("reminder-2", "2026-02-03", dunning.StepLater))
	add(&acme, "A-2", "2026-01-12", 0, on("reminder-1", "2026-01-22", dunning.InvoiceHeld))
	add(&acme, "A-3", "2026-01-14", 3, on("reminder-1", "2026-01-24", dunning.StepDue), on("notice", "2026-02-09", dunning.StepLater), on("notice", "2026-03-09", dunning.StepLater))
	add(&acme, "A-4", "2026-03-01", 0)
	add(&other, "B-1", "2026-01-11", 0, on("", "", dunning.LadderDone))
	add(&other, "B-2", "2026-01-13", 0, on("reminder-1", "2026-01-23", dunning.CustomerHeld))
	add(&other, "B-3", "2026-02-20", 0, on("notice", "2026-02-15", dunning.StepLater))
	for _, c := range []*store.CaseRow{&acme, &other} {
		c.Assessment.Verdict, c.Assessment.Reasons = dunning.Wait, []dunning.Reason{{Code: dunning.StepLater}}
	}
	testkit.Update(t, s, b.company, func(tx *store.Tx) error { return tx.SaveCases([]store.CaseRow{acme, other}) })
	return b
}

// list is the numbers of a list, read in pages of two; it reads each page back as well.
func (b *standingBook) list(t *testing.T, f store.InvoiceFilter) string {
	t.Helper()
	var numbers []string
	testkit.View(t, b.Store, b.company, func(tx *store.Tx) error {
		at, before := store.Cursor{}, []string(nil)
		for {
			page, err := tx.ListInvoices(f, at, 2)
			if err != nil {
				return err
			}
			var here []string
			for _, r := range page.Rows {
				here = append(here, r.Number)
			}
			if page.Previous != nil {
				back, err := tx.ListInvoices(f, *page.Previous, 2)
				if err != nil {
					return err
				}
				var again []string
				for _, r := range back.Rows {
					again = append(again, r.Number)
				}
				if !slices.Equal(again, before) {
					t.Errorf("back from %v are %v, not %v", here, again, before)
				}
			}
			numbers, before = append(numbers, here...), here
			if page.Next == nil {
				return nil
			}
			at = *page.Next
		}
	})
	return strings.Join(numbers, " ")
}

func TestInvoicesAreListedByWhatStandsAboutThem(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newStandingBook(t, s)
		today := day("2026-02-01")
		for _, tc := range []struct {
			name string
			f    store.InvoiceFilter
			want string
		}{
			{"a reason", store.InvoiceFilter{State: store.OpenState, Code: dunning.StepLater}, "A-1 B-3"},
			{"of instalments the earliest counts", store.InvoiceFilter{State: store.OpenState, Code: dunning.StepDue}, "A-3"},
			{"what waits", store.InvoiceFilter{State: store.OpenState, Verdict: dunning.Wait}, "A-1 B-3"},
			{"what is held, two reasons by due day", store.InvoiceFilter{State: store.OpenState, Verdict: dunning.Hold}, "A-2 B-2"},
			{"the other way round", store.InvoiceFilter{State: store.OpenState, Verdict: dunning.Hold, Reverse: true}, "B-2 A-2"},
			{"of all documents", store.InvoiceFilter{State: store.EveryState, Verdict: dunning.Finished}, "B-1"},
			{"a reason goes before a verdict", store.InvoiceFilter{State: store.OpenState, Code: dunning.LadderDone, Verdict: dunning.Hold}, "B-1"},
			{"overdue ones", store.InvoiceFilter{State: store.OverdueState, Code: dunning.StepLater}, "A-1"},
			{"between due days", store.InvoiceFilter{State: store.OpenState, Verdict: dunning.Wait, DueFrom: day("2026-02-01"), DueTo: day("2026-03-31")}, "B-3"},
			{"in a currency", store.InvoiceFilter{State: store.OpenState, Verdict: dunning.Wait, Currency: "USD"}, ""},
			{"of a customer", store.InvoiceFilter{State: store.OpenState, Verdict: dunning.Hold, Customer: b.other}, "B-2"},
			{"by number", store.InvoiceFilter{State: store.OpenState, Verdict: dunning.Act, Number: "a3"}, "A-3"},
			{"nothing stands about what is settled", store.InvoiceFilter{State: store.SettledState, Code: dunning.StepLater}, ""},
			{"a reason that there is not", store.InvoiceFilter{State: store.OpenState, Code: "whim"}, ""},
			{"a verdict that there is not", store.InvoiceFilter{State: store.OpenState, Verdict: "whim"}, ""},
		} {
			tc.f.Today = today
			if got := b.list(t, tc.f); got != tc.want {
				t.Errorf("%s: %q, not %q", tc.name, got, tc.want)
			}
		}
	})
}

// However the engines come to it, by customer or along the reasons: the list is the same.
func TestBothWaysToWhatStandsFindTheSame(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newStandingBook(t, s)
		verdicts := []dunning.Verdict{dunning.Act, dunning.Wait, dunning.Hold, dunning.Finished}
		for _, state := range []store.InvoiceState{store.OpenState, store.OverdueState, store.EveryState} {
			for _, v := range verdicts {
				f := store.InvoiceFilter{State: state, Verdict: v, Today: day("2026-02-01")}
				along, whose := b.list(t, f), ""
				f.Customer = b.customer.Customer
				whose = b.list(t, f)
				f.Customer = b.other
				whose += " " + b.list(t, f)
				one, two := strings.Fields(along), strings.Fields(whose)
				slices.Sort(one)
				slices.Sort(two)
				if !slices.Equal(one, two) {
					t.Errorf("%s, %s: %v along the reasons, %v by customer", state, v, one, two)
				}
			}
		}
	})
}

func TestAListSaysWhatStandsAboutEachInvoice(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		b := newStandingBook(t, s)
		want := map[string]store.Standing{
			"A-1": {Code: dunning.StepLater, Step: "reminder-2", StepOn: day("2026-02-03"), Scenario: 5},
			"A-2": {Code: dunning.InvoiceHeld, Step: "reminder-1", StepOn: day("2026-01-22"), Scenario: 5},
			"A-3": {Code: dunning.StepDue, Step: "reminder-1", StepOn: day("2026-01-24"), Scenario: 5},
			"A-4": {},
			"B-1": {Code: dunning.LadderDone, Scenario: 6},
			"B-2": {Code: dunning.CustomerHeld, Step: "reminder-1", StepOn: day("2026-01-23"), Scenario: 6},
			"B-3": {Code: dunning.StepLater, Step: "notice", StepOn: day("2026-02-15"), Scenario: 6},
		}
		testkit.View(t, s, b.company, func(tx *store.Tx) error {
			page, err := tx.ListInvoices(store.InvoiceFilter{State: store.OpenState, Today: day("2026-02-01")}, store.Cursor{}, 20)
			if len(page.Rows) != len(want) {
				t.Errorf("%d invoices, not %d", len(page.Rows), len(want))
			}
			for _, r := range page.Rows {
				if r.Standing != want[r.Number] {
					t.Errorf("%s: %+v, not %+v", r.Number, r.Standing, want[r.Number])
				}
			}
			return err
		})
	})
}
