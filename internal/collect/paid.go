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
// statements: an amount for some invoices, or all that is open of them; where it named none, of
// those that are due.
func tellPaid(tx *store.Tx, customer id.ID, about []id.ID, amount money.Amount, on, today date.Date) error {
	of, err := toldInvoices(tx, customer, about, today)
	if err != nil {
		return err
	}
	told := map[money.Currency]*matching.Told{}
	if !amount.IsZero() {
		told[amount.Currency] = &matching.Told{Customer: customer, On: on, Amount: amount}
	}
	for n := range of {
		i := &of[n]
		t := told[i.Open.Currency]
		if t == nil && amount.IsZero() {
			t = &matching.Told{Customer: customer, On: on, Amount: money.Of(0, i.Open.Currency)}
			told[i.Open.Currency] = t
		}
		if t == nil || i.Open.Sign() <= 0 {
			continue
		}
		if amount.IsZero() {
			t.Amount = t.Amount.Add(i.Open)
		}
		if amount.IsZero() || len(about) > 0 {
			t.Invoices = append(t.Invoices, i.ID)
		}
	}
	for _, t := range told {
		if t.Amount.Sign() <= 0 {
			continue
		}
		if err := tx.AddTold(t); err != nil {
			return err
		}
	}
	return nil
}

// toldInvoices are those that a customer said to have paid.
func toldInvoices(tx *store.Tx, customer id.ID, about []id.ID, today date.Date) ([]invoice.Invoice, error) {
	if len(about) > 0 {
		return tx.InvoicesByID(about)
	}
	open, err := tx.OpenInvoices(customer)
	return slices.DeleteFunc(open, func(i invoice.Invoice) bool { return i.DueOn > today }), err
}
