package settle_test

import (
	"slices"
	"testing"

	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/locale"
	"acquit/internal/plan"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
)

// agrees makes a plan of two instalments with the customer about all that is due.
func (b *till) agrees(beside *bool) plan.Plan {
	b.t.Helper()
	p, err := b.collects().MakePlan(b.t.Context(), b.customer, collect.Wish{Parts: 2, First: today.AddDays(9), Beside: beside, By: person}, today)
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

func (b *till) collects() *collect.Desk {
	return &collect.Desk{Store: b.store, Calendar: calendar.New(), Words: locale.NewBook()}
}

// at is how a plan stands after a night.
func (b *till) at(p plan.Plan, on date.Date) (row store.PlanRow) {
	b.t.Helper()
	if _, err := b.collects().RunDay(b.t.Context(), b.company.ID, on, nil); err != nil {
		b.t.Fatal(err)
	}
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		row, _, err = tx.PlanRow(p.ID)
		return err
	})
	return row
}

// What was claimed beside the invoices of a plan is paid with them, part of each instalment; or else
// not asked for, so that what is paid settles the principal, and let go once the plan is kept.
func TestAPlanWithAndWithoutWhatWasClaimed(t *testing.T) {
	yes, no := true, false
	for name, c := range map[string]struct {
		kind   customer.Kind
		beside *bool
		total  string
		left   string // after one of the instalments
		open   string // of the invoice then
	}{
		"a business":                  {customer.Business, nil, "340.00", "170.00", "170.00"},
		"a business, without":         {customer.Business, &no, "300.00", "150.00", "150.00"},
		"a consumer":                  {customer.Consumer, nil, "300.00", "150.00", "150.00"},
		"a consumer, who wants it so": {customer.Consumer, &yes, "340.00", "170.00", "170.00"},
	} {
		t.Run(name, func(t *testing.T) {
			testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
				b := newTill(t, s)
				b.update(func(tx *store.Tx) error {
					who, _, err := tx.Customer(b.customer.Customer)
					if err != nil {
						return err
					}
					who.Kind = c.kind
					return tx.SaveCustomers([]*customer.Customer{&who})
				})
				i := b.owes("INV-2026-1", "300.00")
				b.claims(i, "20.00")
				p := b.agrees(c.beside)
				if p.Total.String() != c.total || p.Beside.String() != "40.00" || p.WithBeside != (c.total == "340.00") || p.Shares[0].Amount != p.Total {
					t.Fatalf("%+v", p)
				}
				for n, part := range p.Parts {
					b.line(part.Amount.String(), theirs, "INV-2026-1")
					b.match()
					row := b.at(p, part.DueOn)
					switch {
					case n == 0 && (row.State != plan.Running || row.Open.String() != c.left || b.open("INV-2026-1") != c.open):
						t.Errorf("after an instalment %s: %s of the plan, %s of the invoice", row.State, row.Open, b.open("INV-2026-1"))
					case n == 1 && (row.State != plan.Kept || b.open("INV-2026-1") != "0.00" || b.claimed("INV-2026-1") != "0.00"):
						t.Errorf("in the end %s: %s of the invoice, %s beside it", row.State, b.open("INV-2026-1"), b.claimed("INV-2026-1"))
					}
				}
				b.sound()
			})
		})
	}
}

// After a plan that was broken everything stands as if there had been none: what was claimed is
// claimed, and is paid in the order of the law.
func TestABrokenPlanLeavesWhatWasClaimed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		no, b := false, newTill(t, s)
		i := b.owes("INV-2026-1", "300.00")
		b.claims(i, "20.00")
		p := b.agrees(&no)
		b.line("100.00", theirs, "INV-2026-1") // less than an instalment
		b.match()
		if b.open("INV-2026-1") != "200.00" {
			t.Errorf("%s are open while the plan runs", b.open("INV-2026-1"))
		}
		if row := b.at(p, p.Parts[0].DueOn.AddDays(10)); row.State != plan.Broken || b.claimed("INV-2026-1") != "40.00" {
			t.Errorf("%s, %s beside the invoice", row.State, b.claimed("INV-2026-1"))
		}
		b.line("100.00", theirs, "INV-2026-1")
		b.match()
		if b.open("INV-2026-1") != "140.00" || b.claimed("INV-2026-1") != "0.00" {
			t.Errorf("%s open, %s beside it", b.open("INV-2026-1"), b.claimed("INV-2026-1"))
		}
		b.sound()
	})
}

// Costs that a person charges while such a plan runs were not given up with it: what becomes of the
// claim is asked.
func TestWhatWasChargedSinceIsNotGivenUp(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		no, b := false, newTill(t, s)
		i := b.owes("INV-2026-1", "300.00")
		b.claims(i, "20.00")
		p := b.agrees(&no)
		b.claims(i, "5.00")
		b.line("300.00", theirs, "INV-2026-1")
		b.match()
		if row := b.at(p, p.Parts[0].DueOn); row.State != plan.Kept || b.claimed("INV-2026-1") != "50.00" {
			t.Errorf("%s, %s beside the invoice", row.State, b.claimed("INV-2026-1"))
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			open, err := tx.OpenTasks(date.None, 0, 10)
			if !slices.ContainsFunc(open, func(one task.Task) bool { return one.Kind == task.ClaimLeft && one.Subject == i.ID }) {
				t.Errorf("nobody is asked: %+v", open)
			}
			return err
		})
	})
}

// Who pays more than the principal of such a plan pays what was claimed with the rest.
func TestMoreThanThePrincipalOfAPlan(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		no, b := false, newTill(t, s)
		i := b.owes("INV-2026-1", "300.00")
		b.claims(i, "20.00")
		b.agrees(&no)
		b.line("325.00", theirs, "INV-2026-1")
		b.match()
		if b.open("INV-2026-1") != "0.00" || b.claimed("INV-2026-1") != "15.00" {
			t.Errorf("%s open, %s beside it", b.open("INV-2026-1"), b.claimed("INV-2026-1"))
		}
		b.sound()
	})
}
