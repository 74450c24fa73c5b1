package generate

import (
	"context"
	"fmt"

	"acquit/internal/bank"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
)

// Regular is a book in which everything about an invoice follows from its place, so
// that what is to become of it can be counted beforehand: on the day Today invoice n
// is (n mod 100) - 25 days late, and is over 50 euros and (n * 7919) mod 100 000
// cents more.
type Regular struct {
	Invoices    int // open ones, each payable at once
	PerCustomer int // how many each customer owes; the last one the rest
	Today       date.Date
}

// RegularInvoice is one invoice of a regular book, with what a bank would write of
// its payment.
type RegularInvoice struct {
	Number     string
	DueOn      date.Date
	Amount     money.Amount
	Customer   string // the customer's number, the same as his place
	Name, IBAN string // who pays, and from where
}

// Invoice is what stands at place n, from 0.
func (r Regular) Invoice(n int) RegularInvoice {
	owner := n / r.PerCustomer
	return RegularInvoice{
		Number:   fmt.Sprintf("INV%d", n+1),
		DueOn:    r.Today.AddDays(25 - n%100),
		Amount:   money.Of(int64(n)*7919%100_000+5000, money.EUR),
		Customer: fmt.Sprint(owner),
		Name:     fmt.Sprintf("Debtor %d", owner),
		IBAN:     bank.MakeIBAN("BE", fmt.Sprintf("%012d", belgian(int64(owner)))),
	}
}

// Store fills a company that has no customers yet, in one transaction.
func (r Regular) Store(ctx context.Context, s *store.Store, company id.ID) error {
	customers := (r.Invoices + r.PerCustomer - 1) / r.PerCustomer
	step := max(1, batch/r.PerCustomer)
	return s.Update(ctx, company, func(tx *store.Tx) error {
		return tx.InBulk(func() error {
			for first := 0; first < customers; first += step {
				if err := r.customers(tx, first, min(first+step, customers)); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// customers stores the customers from first to before end, with what they owe.
func (r Regular) customers(tx *store.Tx, first, end int) error {
	var l lot
	for n := first; n < end; n++ {
		from, to := n*r.PerCustomer, min((n+1)*r.PerCustomer, r.Invoices)
		seen := r.Invoice(from)
		c := &customer.Customer{ID: tx.NewID(), Number: seen.Customer, Name: seen.Name, Kind: customer.Business,
			Language: tongues[n%len(tongues)], Country: "BE", City: places[n%len(places)]}
		var owes []*invoice.Invoice
		for k := from; k < to; k++ {
			owes = append(owes, r.Invoice(k).owedBy(c.ID))
		}
		l.payers = append(l.payers, store.Payer{IBAN: seen.IBAN, Customer: c.ID})
		l.add(c, fmt.Sprintf("compta@d%d.example", n), owes, r.Today)
	}
	return l.store(tx)
}

func (i RegularInvoice) owedBy(owner id.ID) *invoice.Invoice {
	return &invoice.Invoice{
		Customer: owner, Kind: invoice.Bill, Number: i.Number, IssuedOn: i.DueOn.AddDays(-30), DueOn: i.DueOn, DueSource: invoice.DueDocument,
		Total: i.Amount, Owed: i.Amount, Open: i.Amount, Source: actor,
	}
}
