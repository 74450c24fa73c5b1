package web_test

import (
	"fmt"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// paidLate stores invoices that a customer paid, each so many days late, and reviews it.
func (d *desk) paidLate(company id.ID, c customer.Customer, days ...int) {
	d.t.Helper()
	for n, late := range days {
		i := testkit.NewInvoice(c.ID, fmt.Sprintf("R-%s-%d", c.Number, n), testkit.Euro("100.00"), d.clock.Today().AddDays(-100+10*n))
		p := &payment.Payment{Customer: c.ID, ReceivedOn: i.DueOn.AddDays(late), Amount: i.Owed, OnAccount: i.Owed, BookedBy: "test"}
		testkit.Update(d.t, d.store, company, func(tx *store.Tx) error {
			if err := tx.AddInvoices([]*invoice.Invoice{i}); err != nil {
				return err
			}
			a := &payment.Allocation{Invoice: i.ID, On: p.ReceivedOn, Amount: p.Amount, Evidence: "[]", BookedBy: "test"}
			if err := tx.AddPayments([]*payment.Payment{p}); err != nil {
				return err
			}
			a.Payment = p.ID
			if err := tx.Allocate([]*payment.Allocation{a}); err != nil {
				return err
			}
			return tx.WantReview(c.ID)
		})
	}
	if _, err := d.desk.ReviewWanted(d.t.Context(), company, d.clock.Today()); err != nil {
		d.t.Fatal(err)
	}
}

func TestACustomerShowsHowItPays(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		acme, beta := testkit.Customer(t, s, c.ID, "ACME"), testkit.Customer(t, s, c.ID, "BETA")
		d.paidLate(c.ID, acme, 0, 6, 8, 31)
		testkit.Invoice(t, s, customer.Ref{Company: c.ID, Customer: acme.ID}, "R-OPEN", "10.00", clock.Today().AddDays(-40))
		d.person(c.ID, "anna@lys.example", user.Reader)
		b := d.signIn("anna@lys.example")
		b.tells(at(c.ID, "customers", acme.ID.String()), []string{"Payment habits", "Usually 6 days late: 3 of the last 4 invoices, up to 31 days",
			"R-ACME-3", "paid 31 days late", "The oldest open invoice is 40 days late", "R-OPEN", "Rather late"}, nil)
		b.tells(at(c.ID, "customers", beta.ID.String()), []string{"Payer", "New"}, []string{"Payment habits"})
		for kind, here := range map[string]string{"late": "ACME SA", "new": "BETA SA"} {
			gone := map[string]string{"ACME SA": "BETA SA", "BETA SA": "ACME SA"}[here]
			b.tells(at(c.ID, "customers")+"?payer="+kind, []string{here}, []string{gone})
		}
		b.tells(at(c.ID, "customers")+"?payer=habitual", nil, []string{"ACME SA", "BETA SA"})
		b.tells(at(c.ID, "customers")+"?payer=rich", []string{"rich"}, []string{"ACME SA", "BETA SA"})
		b.tells(at(c.ID, "customers.csv"), []string{"Payer", "late", "new"}, nil)
		for language, words := range map[string][]string{
			"fr": {"Habitudes de paiement", "En général 6 jours de retard\u202f: 3 des 4 dernières factures, jusqu’à 31 jours"},
			"nl": {"Betaalgedrag", "Meestal 6 dagen te laat: 3 van de laatste 4 facturen, tot 31 dagen"},
			"de": {"Zahlungsverhalten", "Meist 6 Tage zu spät: 3 der letzten 4 Rechnungen, bis zu 31 Tage"},
		} {
			b.get("/language?to=" + language + "&back=/")
			b.tells(at(c.ID, "customers", acme.ID.String()), words, nil)
		}
	})
}
