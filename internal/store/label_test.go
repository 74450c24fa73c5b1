package store_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/customer"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

func labelled(manager string, labels ...string) func(*customer.Customer) {
	return func(c *customer.Customer) { c.Manager, c.Labels = manager, labels }
}

// customersIn are the numbers of the customers that a filter lets through, all in pages of
// two.
func customersIn(t *testing.T, s *store.Store, company id.ID, f store.CustomerFilter) (numbers []string) {
	t.Helper()
	testkit.View(t, s, company, func(tx *store.Tx) error {
		var at store.Cursor
		for {
			page, err := tx.ListCustomers(f, at, 2)
			if err != nil {
				return err
			}
			for _, c := range page.Rows {
				numbers = append(numbers, c.Number)
			}
			if page.Next == nil {
				return nil
			}
			at = *page.Next
		}
	})
	return numbers
}

func TestLabelsAndManagersAreKeptAndFound(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		company := testkit.Company(t, s)
		other := testkit.Company(t, s, called("Other"))
		testkit.Customer(t, s, other.ID, "ELSEWHERE", labelled("zoe@lys.example", "vip", "abroad"))
		acme := testkit.Customer(t, s, company.ID, "ACME", labelled("anna@lys.example", "Key account", "VIP"))
		beta := testkit.Customer(t, s, company.ID, "BETA", labelled("ben@lys.example", "vip"))
		testkit.Customer(t, s, company.ID, "GAMMA")
		testkit.Invoice(t, s, customer.Ref{Company: company.ID, Customer: beta.ID}, "R-1", "100.00", clock.Today().AddDays(-3))
		for _, tt := range []struct {
			what   string
			filter store.CustomerFilter
			want   []string
		}{
			{"a label in any case", store.CustomerFilter{Marked: store.Marked{Label: "Vip"}}, []string{"ACME", "BETA"}},
			{"a label that nobody has", store.CustomerFilter{Marked: store.Marked{Label: "abroad"}}, nil},
			{"an account manager", store.CustomerFilter{Marked: store.Marked{Manager: "ben@lys.example"}}, []string{"BETA"}},
			{"without one", store.CustomerFilter{Marked: store.Marked{Manager: store.NoManager}}, []string{"GAMMA"}},
			{"both", store.CustomerFilter{Marked: store.Marked{Label: "vip", Manager: "anna@lys.example"}}, []string{"ACME"}},
			{"by what they owe", store.CustomerFilter{Marked: store.Marked{Label: "vip", Manager: "ben@lys.example"}, Sort: store.ByOutstanding, Currency: company.Currency}, []string{"BETA"}},
			{"by their oldest day", store.CustomerFilter{Marked: store.Marked{Label: "key account"}, Sort: store.ByOldest, Currency: company.Currency}, nil},
		} {
			tt.filter.Today = clock.Today()
			if diff := cmp.Diff(tt.want, customersIn(t, s, company.ID, tt.filter)); diff != "" {
				t.Errorf("%s: %s", tt.what, diff)
			}
		}
		acme.Labels, acme.Manager = []string{"north"}, ""
		testkit.Update(t, s, company.ID, func(tx *store.Tx) error { return tx.SaveCustomers([]*customer.Customer{&acme}) })
		testkit.View(t, s, company.ID, func(tx *store.Tx) error {
			labels, err := tx.LabelsInUse(10)
			if err != nil || !slices.Equal(labels, []string{"north", "vip"}) {
				t.Errorf("labels in use: %q", labels)
			}
			managers, err2 := tx.ManagersInUse(10)
			if err2 != nil || !slices.Equal(managers, []string{"ben@lys.example"}) {
				t.Errorf("account managers: %q, %v", managers, err2)
			}
			if first, _ := tx.LabelsInUse(1); !slices.Equal(first, []string{"north"}) {
				t.Errorf("the first label: %q", first)
			}
			now, _, err2 := tx.Customer(acme.ID)
			if !slices.Equal(now.Labels, []string{"north"}) || now.Manager != "" || err2 != nil {
				t.Errorf("stored: %+v", now)
			}
			cases, err2 := tx.Cases([]id.ID{beta.ID})
			if err2 != nil || len(cases) != 1 || !slices.Equal(cases[0].Customer.Labels, []string{"vip"}) || cases[0].Customer.Manager != "ben@lys.example" {
				t.Errorf("its case: %+v, %v", cases, err2)
			}
			return err
		})
		if found := examine(t, s, company.ID); found != nil {
			t.Errorf("the doctor finds %q", found)
		}
	})
}

// Lists are searched in one way for what few customers have, and in another for what many
// have: both find the same.
func TestWhatManyCustomersHaveIsFoundAsWell(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		company := testkit.Company(t, s)
		var all []*customer.Customer
		for n := range 2100 {
			c := testkit.NewCustomer(fmt.Sprintf("C%04d", n))
			if n%100 != 0 {
				c.Labels, c.Manager = []string{"crowd"}, "anna@lys.example"
			} else if n > 0 {
				c.Labels, c.Manager = []string{"rare"}, "ben@lys.example"
			}
			all = append(all, c)
		}
		testkit.Update(t, s, company.ID, func(tx *store.Tx) error { return tx.AddCustomers(all) })
		for _, n := range []int{0, 1, 100, 101} {
			testkit.Invoice(t, s, customer.Ref{Company: company.ID, Customer: all[n].ID}, fmt.Sprintf("R-%d", n), "100.00", clock.Today().AddDays(n))
		}
		for _, tt := range []struct {
			marked    store.Marked
			customers int
			invoices  []string
		}{
			{store.Marked{Label: "Crowd"}, 2079, []string{"R-1", "R-101"}}, {store.Marked{Label: "rare"}, 20, []string{"R-100"}},
			{store.Marked{Manager: "anna@lys.example"}, 2079, []string{"R-1", "R-101"}}, {store.Marked{Manager: "ben@lys.example"}, 20, []string{"R-100"}},
			{store.Marked{Manager: store.NoManager}, 1, []string{"R-0"}}, {store.Marked{Label: "crowd", Manager: "ben@lys.example"}, 0, nil},
		} {
			testkit.View(t, s, company.ID, func(tx *store.Tx) error {
				found, err := tx.ListCustomers(store.CustomerFilter{Marked: tt.marked, Today: clock.Today()}, store.Cursor{}, len(all))
				if len(found.Rows) != tt.customers || err != nil {
					t.Errorf("%+v: %d customers, %v", tt.marked, len(found.Rows), err)
				}
				invoices, err := tx.ListInvoices(store.InvoiceFilter{State: store.OpenState, Marked: tt.marked, Today: clock.Today()}, store.Cursor{}, 9)
				var numbers []string
				for _, i := range invoices.Rows {
					numbers = append(numbers, i.Number)
				}
				if diff := cmp.Diff(tt.invoices, numbers); diff != "" {
					t.Errorf("%+v: %s", tt.marked, diff)
				}
				return err
			})
		}
	})
}

func TestTheDoctorFindsLabelsThatDoNotAgree(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for _, harm := range []string{
			`UPDATE customer SET labels = '' WHERE company_id = $1 AND number = 'ACME'`,
			`UPDATE customer SET labels = 'vip' WHERE company_id = $1 AND number = 'GAMMA'`,
			`UPDATE customer_label SET label_key = 'v' WHERE company_id = $1 AND label = 'vip'`,
			`UPDATE customer_label SET label = 'Vip' WHERE company_id = $1 AND label = 'vip'`,
			`DELETE FROM customer_label WHERE company_id = $1 AND label = 'north'`,
		} {
			company := testkit.Company(t, s, called(harm))
			testkit.Customer(t, s, company.ID, "ACME", labelled("", "north", "vip"))
			testkit.Customer(t, s, company.ID, "GAMMA")
			if found := examine(t, s, company.ID); found != nil {
				t.Fatalf("before: %q", found)
			}
			testkit.Update(t, s, company.ID, func(tx *store.Tx) error {
				_, err := tx.Exec(harm, company.ID)
				return err
			})
			if diff := cmp.Diff([]string{"labels"}, examine(t, s, company.ID)); diff != "" {
				t.Errorf("%s: %s", harm, diff)
			}
		}
	})
}
