package collect

import (
	"slices"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/store"
)

// tellPaid keeps what a customer said that it paid, so that matching looks for it on the bank's
// statements: an amount, for some invoices or for none that it named; or all that is open of them, in
// each currency, or of everything where it named none.
func tellPaid(tx *store.Tx, customer id.ID, about []id.ID, amount money.Amount, on date.Date) error {
	of, err := toldInvoices(tx, customer, about)
	if err != nil {
		return err
	}
	if !amount.IsZero() {
		t := matching.Told{Customer: customer, On: on, Amount: amount}
		if len(about) > 0 {
			t.Invoices, _ = openIn(of, amount.Currency)
		}
		return tx.AddTold(&t)
	}
	for len(of) > 0 {
		c := of[0].Open.Currency
		t := matching.Told{Customer: customer, On: on}
		if t.Invoices, t.Amount = openIn(of, c); t.Amount.Sign() > 0 {
			if err := tx.AddTold(&t); err != nil {
				return err
			}
		}
		of = slices.DeleteFunc(of, func(i invoice.Invoice) bool { return i.Open.Currency == c })
	}
	return nil
}

// openIn are the invoices of which something is open in a currency, and what.
func openIn(all []invoice.Invoice, c money.Currency) (open []id.ID, sum money.Amount) {
	sum = money.Of(0, c)
	for n := range all {
		if i := &all[n]; i.Open.Currency == c && i.Open.Sign() > 0 {
			open, sum = append(open, i.ID), sum.Add(i.Open)
		}
	}
	return open, sum
}

// toldInvoices are those that a customer said to have paid: all of them where it named none.
func toldInvoices(tx *store.Tx, customer id.ID, about []id.ID) ([]invoice.Invoice, error) {
	if len(about) > 0 {
		return tx.InvoicesByID(about)
	}
	return tx.OpenInvoices(customer)
}
