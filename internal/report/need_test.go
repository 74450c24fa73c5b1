package report_test

import (
	"strings"
	"testing"

	"acquit/internal/calendar"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/evidence"
	"acquit/internal/money"
	"acquit/internal/phase"
	"acquit/internal/registry"
	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// What a claim stands on is found before it is needed: what is missing, and how much of it.
func TestWhatAClaimNeedsIsNamed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s, func(c *company.Company) { c.Street = "" })
		who := testkit.Customer(t, s, c.ID, "ACME", func(c *customer.Customer) { c.EnterpriseNumber, c.Street = "", "" })
		ref := customer.Ref{Company: c.ID, Customer: who.ID}
		first := testkit.Invoice(t, s, ref, "R-1", "100.00", clock.Today().AddDays(-20))
		testkit.Invoice(t, s, ref, "R-2", "50.00", clock.Today().AddDays(-10))
		missing := func(reached phase.Phase, of *registry.Business) string {
			t.Helper()
			var all []string
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				late, err := report.ClaimsOf(tx, calendar.New(), who.ID, money.EUR, clock.Today())
				if err != nil {
					return err
				}
				needs, err := report.Needs(tx, &c, &who, late, reached, of)
				for n := range needs {
					if !needs[n].Met() {
						all = append(all, string(needs[n].Code))
					}
				}
				return err
			})
			return strings.Join(all, " ")
		}
		gone := &registry.Business{Active: true, GoneOn: clock.Today()}
		if got := missing(phase.Reminder, gone); got != "own_address address company_number registered agreed invoice_copies delivery_proofs default_noticed" {
			t.Errorf("missing: %s", got)
		}
		attach := func(a evidence.Attachment, body string) {
			testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
				doc := evidence.New(a.Name, "application/pdf", []byte(body))
				a.Hash, a.AddedBy = doc.Hash, "anne@lys.example"
				if err := tx.Keep(doc); err != nil {
					return err
				}
				return tx.Attach(&a)
			})
		}
		attach(evidence.Attachment{Customer: who.ID, Kind: evidence.Contract, Name: "contract.pdf"}, "contract")
		attach(evidence.Attachment{Invoice: first.ID, Kind: evidence.DeliveryNote, Name: "note.pdf"}, "note")
		who.Street, who.Postcode, who.City, who.EnterpriseNumber = "Kade 1", "9000", "Gent", "0403199702"
		if got := missing(phase.Collection, &registry.Business{Active: true}); got != "own_address invoice_copies delivery_proofs" {
			t.Errorf("missing: %s", got)
		}
		who.Kind = customer.Consumer
		if got := missing(phase.Notice, nil); got != "own_address invoice_copies delivery_proofs" {
			t.Errorf("of a consumer, whom no register holds: %s", got)
		}
	})
}

// What a register says of a customer is found by its number, or by its VAT number.
func TestACustomerIsFoundInItsRegister(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		c := testkit.Company(t, s)
		testkit.Update(t, s, 0, func(tx *store.Tx) error {
			on := date.Must("2026-11-01")
			f, err := tx.FillRegister(registry.KBO, on)
			if err != nil {
				return err
			}
			if _, err := tx.FillBetween(&f, "", "", []registry.Business{{Register: registry.KBO, Number: "0403199702", Name: "Acme NV", Active: true}}); err != nil {
				return err
			}
			return tx.CountRegister(&f, store.Register{Serial: 1, Businesses: 1, By: "test"}, nil)
		})
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			for _, of := range []struct {
				number, vat, country string
				found                bool
			}{{"0403.199.702", "", "BE", true}, {"", "BE0403199702", "BE", true}, {"0202239951", "", "BE", false}, {"", "", "BE", false}, {"12345678", "", "NL", false}, {"nonsense", "BE0403199702", "BE", true}} {
				b, err := report.InRegister(tx, &customer.Customer{EnterpriseNumber: of.number, VATID: of.vat, Country: of.country})
				if err != nil || (b != nil) != of.found || of.found && b.Name != "Acme NV" {
					t.Errorf("%+v: %+v, %v", of, b, err)
				}
			}
			return nil
		})
	})
}
