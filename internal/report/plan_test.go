package report_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/profile"
	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// Tuesday 10 March 2026.
var planDay = date.Must("2026-03-10")

// Each debt is expected when its customer usually pays, and never before tomorrow; of who
// paid too little to tell, when those of the same kind usually pay.
func TestCashIsExpectedAsCustomersUsuallyPay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		clock.SetDay(planDay)
		c := testkit.Company(t, s)
		known := map[id.ID]profile.Profile{}
		var all []id.ID
		add := func(number string, p profile.Profile, debts ...string) customer.Ref {
			who := testkit.Customer(t, s, c.ID, number)
			ref := customer.Ref{Company: c.ID, Customer: who.ID}
			for n := 0; n < len(debts); n += 2 {
				testkit.Invoice(t, s, ref, "R-"+number+debts[n], debts[n+1], date.Must(debts[n]))
			}
			known[who.ID], all = p, append(all, who.ID)
			return ref
		}
		add("LATE", profile.Profile{Kind: profile.Habitual, Paid: 12, UsualDelay: 20}, "2026-03-02", "100.00", "2026-02-01", "40.00")
		add("EARLY", profile.Profile{Kind: profile.Prompt, Paid: 5, UsualDelay: -3}, "2026-03-19", "30.00")
		add("ONCE", profile.Profile{Kind: profile.New, Paid: 1, UsualDelay: 6}, "2026-03-23", "7.00")
		add("NEVER", profile.Profile{Kind: profile.New}, "2026-03-24", "5.00", "2027-01-01", "9.00")
		credited := add("CREDIT", profile.Profile{Kind: profile.New}, "2026-03-11", "-50.00")
		parts := testkit.NewInvoice(credited.Customer, "PARTS", money.Of(2_000, money.Currency{'U', 'S', 'D'}), date.Must("2026-03-10"), 2)
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			parts.Parts[1].DueOn = date.Must("2026-03-14")
			if err := tx.AddInvoices([]*invoice.Invoice{parts}); err != nil {
				return err
			}
			return tx.SaveProfiles(known, planDay)
		})
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			cash, err := report.ExpectedCash(tx, all, planDay, 20)
			var said []string
			for _, one := range cash {
				for _, w := range one.Weeks {
					said = append(said, w.Monday.String()+" "+w.Amount.Text())
				}
				said = append(said, "later "+one.Later.Text(), "sum "+one.Total().Text())
			}
			want := []string{
				"2026-03-09 40.00 EUR",  // long late: tomorrow
				"2026-03-16 130.00 EUR", // 2 March and 20 days is Sunday the 22nd; the 19th less 3 days is Monday the 16th
				"2026-03-23 7.00 EUR",   // the 23rd and 6 days
				"2026-03-30 5.00 EUR",   // the 24th and the 6 days of the only other new one
				"later 9.00 EUR", "sum 182.00 EUR",
				"2026-03-09 0.00 USD", "2026-03-16 20.00 USD", "2026-03-23 0.00 USD", "2026-03-30 0.00 USD", "later 0.00 USD", "sum 20.00 USD",
			}
			if diff := cmp.Diff(want, said); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}

func TestAComparisonNamesWhoHearsSomethingElse(t *testing.T) {
	say := func(customer id.ID, on, step string, more ...func(*report.Coming)) report.Coming {
		c := report.Coming{Customer: customer, Name: customer.String(), On: date.Must(on), Step: step, Tone: dunning.Polite, Channel: message.Mail, Asked: testkit.Euro("10.00")}
		for _, change := range more {
			change(&c)
		}
		return c
	}
	called := func(c *report.Coming) { c.Channel, c.Approval = message.Call, true }
	c := report.Compare(1)
	for _, m := range []struct {
		other bool
		report.Coming
	}{
		{false, say(1, "2026-03-11", "first")}, {true, say(1, "2026-03-11", "first")},
		{false, say(2, "2026-03-11", "first")}, {false, say(2, "2026-03-20", "second")},
		{true, say(2, "2026-03-11", "first")}, {true, say(2, "2026-03-18", "second", called)},
		{true, say(3, "2026-03-23", "first")},
	} {
		c.Add(m.other, m.Coming)
	}
	c.End()
	if c.Differ != 2 || len(c.First) != 1 || c.First[0].Customer != 2 {
		t.Fatalf("%d differ, first %+v", c.Differ, c.First)
	}
	if one, other := c.First[0].Where(); one.On != date.Must("2026-03-20") || other.Channel != message.Call {
		t.Errorf("they differ from %+v and %+v", one, other)
	}
	if c.One.Messages != 3 || c.One.Customers != 2 || c.Other.Messages != 4 || c.Other.Customers != 3 || c.Other.Calls() != 1 || c.Other.Approvals != 1 {
		t.Errorf("%+v and %+v", c.One.Load, c.Other.Load)
	}
	mondays, loads := c.Other.Weeks(date.Must("2026-03-11"), date.Must("2026-03-23"))
	if diff := cmp.Diff([]date.Date{date.Must("2026-03-09"), date.Must("2026-03-16"), date.Must("2026-03-23")}, mondays); diff != "" {
		t.Error(diff)
	}
	if loads[0].Messages != 2 || loads[1].Calls() != 1 || loads[2].Messages != 1 {
		t.Errorf("by week: %+v", loads)
	}
}
