package store_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"acquit/internal/customer"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// odd is text that a careless way into SQL or JSON would break.
const odd = `L'Été "d'or" \ {rows $2} 株式会社 😀` + "\n\t"

func TestACustomerIsReadBackAsItWasStored(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		days := 14
		full := testkit.Customer(t, s, c.ID, "ACME", func(c *customer.Customer) {
			c.Name, c.TermsDays, c.Edited = odd, &days, []string{"name", "language"}
			c.VATID, c.EnterpriseNumber, c.Endpoint = "BE0123456749", "0123456749", "0208:0123456749"
		})
		bare := testkit.Customer(t, s, c.ID, "B")
		check := func(want ...customer.Customer) {
			t.Helper()
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				got, err := tx.Customers([]id.ID{full.ID, bare.ID, 42})
				slices.SortFunc(got, func(a, b customer.Customer) int { return int(a.ID - b.ID) })
				if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
					t.Error(diff)
				}
				return err
			})
		}
		check(full, bare)
		full.TermsDays, full.Name, full.Edited = nil, "Acme "+odd, nil
		bare.TermsDays, bare.Edited = &days, []string{"terms_days"}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.SaveCustomers([]*customer.Customer{&full, &bare}) })
		check(full, bare)
	})
}

func TestACustomerIsFoundByTheWordsPeopleUse(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		acme := testkit.Customer(t, s, c.ID, "1001", func(c *customer.Customer) { c.Name = "Café Acmé S.A." })
		testkit.Customer(t, s, c.ID, "1002", func(c *customer.Customer) { c.Name = "Twins" })
		testkit.Customer(t, s, c.ID, "1003", func(c *customer.Customer) { c.Name = "Twins BV" })
		for word, want := range map[string]id.ID{"1001": acme.ID, "cafe acme": acme.ID, "CAFÉ ACMÉ SRL": acme.ID, "Twins": 0, "Nobody": 0} {
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				got, found, err := tx.CustomerByWord(word)
				if got.ID != want || found != (want != 0) {
					t.Errorf("%q finds %d", word, got.ID)
				}
				return err
			})
		}
	})
}

func TestCustomersAreFoundByEveryKey(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		c1 := testkit.Customer(t, s, c.ID, "N1", func(c *customer.Customer) { c.VATID = "BE01" })
		c2 := testkit.Customer(t, s, c.ID, "N2", func(c *customer.Customer) { c.EnterpriseNumber = "02" })
		c3 := testkit.Customer(t, s, c.ID, "N3", func(c *customer.Customer) { c.Endpoint = "0208:03" })
		c4 := testkit.Customer(t, s, c.ID, "N4", func(c *customer.Customer) { c.Name = "Ä Ö" })
		c5 := testkit.Customer(t, s, c.ID, "N5")
		find := func(k store.CustomerKeys) (found []id.ID) {
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				all, err := tx.CustomersByKeys(k)
				for _, c := range all {
					found = append(found, c.ID)
				}
				return err
			})
			return found
		}
		all := store.CustomerKeys{Numbers: []string{"N5"}, VATIDs: []string{"BE01", ""}, EnterpriseNumbers: []string{"02", ""},
			Endpoints: []string{"0208:03", ""}, Names: []string{customer.NameKey("A O")}}
		if diff := cmp.Diff([]id.ID{c1.ID, c2.ID, c3.ID, c4.ID, c5.ID}, find(all)); diff != "" {
			t.Error(diff)
		}
		if found := find(store.CustomerKeys{}); len(found) != 0 {
			t.Errorf("no keys find %d", found)
		}
		if found := find(store.CustomerKeys{VATIDs: []string{""}, EnterpriseNumbers: []string{""}, Endpoints: []string{""}}); len(found) != 0 {
			t.Errorf("empty keys find %d", found)
		}
	})
}

func TestContactsComeInTheOrderTheyWereAdded(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		acme := testkit.Customer(t, s, c.ID, "ACME")
		second := &customer.Contact{Customer: acme.ID, Name: odd, Email: "second@acme.example", Position: customer.Director,
			Language: "nl", Purposes: []customer.Purpose{customer.ForDisputes, customer.ForInvoices}, Edited: []string{"name"}}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.AddContacts([]*customer.Contact{second}) })
		second.Phone, second.Purposes, second.Former = "+32 2 000 00 00", nil, []string{odd, "first@acme.example"}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.SaveContact(second) })
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			all, err := tx.Contacts(acme.ID, 42)
			if len(all) != 1 || len(all[acme.ID]) != 2 {
				t.Fatalf("contacts are %+v, %v", all, err)
			}
			if diff := cmp.Diff(*second, all[acme.ID][1]); diff != "" {
				t.Error(diff)
			}
			return err
		})
	})
}

func TestAPayerIsRememberedOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		a, b := testkit.Customer(t, s, c.ID, "A"), testkit.Customer(t, s, c.ID, "B")
		for range 2 {
			testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
				return tx.AddPayers([]store.Payer{{"BE1", a.ID}, {"BE2", a.ID}, {"BE1", a.ID}, {"BE1", b.ID}, {"", b.ID}}, "matching")
			})
		}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error { return tx.AddPayers(nil, "matching") })
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			for customer, want := range map[id.ID][]string{a.ID: {"BE1", "BE2"}, b.ID: {"BE1"}} {
				got, err := tx.Payers(customer)
				if diff := cmp.Diff(want, got); diff != "" || err != nil {
					t.Error(err, diff)
				}
			}
			return nil
		})
	})
}
