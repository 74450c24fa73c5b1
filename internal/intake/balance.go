package intake

import (
	"github.com/govalues/decimal"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
)

// BalanceSource is the Source of an opening item.
const BalanceSource = "balance"

// openingItem is what a customer owed altogether on a day, according to books that do
// not say which invoices it is made of; less than nothing is a credit. A customer has
// one such item in each currency, and one credit. The next balance finds them again:
// what is less then was settled outside, what is more is added to the item.
//
// The paper gets its number, in the customer's language, when the customer is known.
// Callers set its place.
func openingItem(buyer invoice.Party, balance decimal.Decimal, currency string, on date.Date, report *Report) *paper {
	doc := &invoice.Document{Format: BalanceSource, Number: buyer.ID, Kind: invoice.Bill, IssuedOn: on, Currency: currency,
		Total: balance, Payable: balance, Buyer: buyer}
	return &paper{doc: doc, left: &balance, on: on, opening: true, grows: true, report: report}
}

// openings are the opening items of the customers that balances speak of.
type openings struct {
	known map[openingKey]*invoice.Invoice
	since map[date.Date]map[id.ID]int64 // what came in after a balance's day, by that day and item, in minor units
	seen  map[openingKey]bool           // balances of this batch; their kind is empty
}

// openingKey names an opening item.
type openingKey struct {
	owner    id.ID
	currency money.Currency
	kind     invoice.Kind
}

// findOpenings finds the customers of balances, and what their opening items are so
// far. It returns the numbers that these have, or will have.
func (f *filing) findOpenings(papers []*paper) (numbers []string, err error) {
	var owners []id.ID
	days := map[date.Date]map[id.ID]int64{}
	for _, p := range papers {
		if !p.opening {
			continue
		}
		owner := f.ownerOf(p)
		owners, days[p.on] = append(owners, owner.ID), nil
		if currency, err := money.ParseCurrency(p.doc.Currency); err == nil {
			numbers = append(numbers, f.openingNumber(owner, currency))
		}
	}
	if len(owners) == 0 {
		return nil, nil
	}
	all, err := f.tx.InvoicesBySource(BalanceSource, owners)
	if err != nil {
		return nil, err
	}
	f.openings = openings{map[openingKey]*invoice.Invoice{}, days, map[openingKey]bool{}}
	ids := make([]id.ID, len(all))
	for n := range all {
		i := &all[n]
		f.openings.known[openingKey{i.Customer, i.Owed.Currency, i.Kind}] = i
		ids[n], numbers = i.ID, append(numbers, i.Number)
	}
	for day := range days {
		if days[day], err = f.tx.SettledAfter(ids, day); err != nil {
			return nil, err
		}
	}
	return numbers, nil
}

// openingNumber is what a new opening item is called.
func (f *filing) openingNumber(owner *customer.Customer, currency money.Currency) string {
	number := balanceWord(owner.Language) + " " + owner.Number
	if currency != f.company.Currency {
		number += " " + currency.String()
	}
	return number
}

// balanceWord is how a customer reads that an item is a balance.
func balanceWord(language string) string {
	switch language {
	case "fr":
		return "Solde"
	case "nl", "de":
		return "Saldo"
	}
	return "Balance"
}

// fileOpening files a balance: its item, and its credit, become what it says. It counts
// as one record.
func (f *filing) fileOpening(p *paper) error {
	owner := f.ownerOf(p)
	currency, err := money.ParseCurrency(p.doc.Currency)
	if err != nil {
		p.fail(err)
		return nil
	}
	whole, err := p.amount(p.doc.Total, currency, fault.Say("balance"))
	if err != nil {
		p.fail(err)
		return nil
	}
	left := whole
	if !p.left.Equal(p.doc.Total) {
		if left, err = p.amount(*p.left, currency, fault.Say("balance")); err != nil {
			p.fail(err)
			return nil
		}
	}
	key := openingKey{owner: owner.ID, currency: currency}
	if f.openings.seen[key] {
		p.fail(fault.New(fault.Conflict, "%s has two balances in %s: add them up", owner.Name, currency))
		return nil
	}
	f.openings.seen[key] = true
	before := *p.report
	for _, key.kind = range []invoice.Kind{invoice.Bill, invoice.CreditNote} {
		if err := f.fileSide(p, key, onSide(whole, key.kind), onSide(left, key.kind)); err != nil {
			return err
		}
	}
	p.report.countAsOne(&before, p.closes)
	return nil
}

// onSide is what an invoice holds of a balance, or a credit note: all of it or nothing.
func onSide(balance money.Amount, kind invoice.Kind) money.Amount {
	if (balance.Sign() < 0) == (kind == invoice.CreditNote) {
		return balance
	}
	return money.Of(0, balance.Currency)
}

// fileSide files the item of a balance, or the credit, as the document that it is taken
// for.
func (f *filing) fileSide(p *paper, key openingKey, whole, left money.Amount) error {
	side, doc, before := *p, *p.doc, f.openings.known[key]
	doc.Kind, doc.Number = key.kind, f.openingNumber(p.owner, key.currency)
	side.doc, side.opening = &doc, false
	if before != nil {
		more := f.growth(p, before, left)
		if left.Sub(before.Open).Sign() == left.Sign() {
			left = before.Open.Add(more) // more there than here, and known why, or for later
		}
		whole, doc.Number = before.Owed.Add(more), before.Number
		if more.IsZero() {
			side.about = before
		} else if !before.Open.IsZero() { // else all that there was is paid, and this is another debt
			doc.IssuedOn = before.IssuedOn
		}
	} else if whole.IsZero() {
		return nil
	} else if f.known[numberKey{doc.Number, key.kind}] != nil {
		p.fail(fault.New(fault.Conflict, "%s is the number of another document here", doc.Number))
		return nil
	}
	rest := left.Decimal()
	side.left, doc.Total = &rest, whole.Decimal().Abs()
	doc.Payable = doc.Total
	if err := f.file(&side); err != nil {
		return err
	}
	p.failure, p.closes = side.failure, p.closes || side.closes
	if side.filed != nil {
		p.filed, f.openings.known[key] = side.filed, side.filed
	}
	return nil
}

// growth is what a balance adds to its item: what it says more than is open here, but
// for what came in after its day, which it cannot know of.
func (f *filing) growth(p *paper, before *invoice.Invoice, left money.Amount) money.Amount {
	more := left.Sub(before.Open).Sub(money.Of(f.openings.since[p.on][before.ID], left.Currency))
	if !p.grows || left.IsZero() || more.Sign() != left.Sign() {
		return money.Of(0, left.Currency)
	}
	return more
}

// countAsOne makes what was counted since before the count of one record, which may
// have closed something.
func (r *Report) countAsOne(before *Report, closes bool) {
	created, updated, failed := r.Created > before.Created, closes || r.Updated > before.Updated, len(r.Errors) > len(before.Errors)
	r.Created, r.Updated, r.Unchanged = before.Created, before.Updated, before.Unchanged
	switch {
	case failed:
	case created:
		r.Created++
	case updated:
		r.Updated++
	default:
		r.Unchanged++
	}
}
