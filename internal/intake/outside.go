package intake

import (
	"slices"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// closing is what the company's own books say was settled of an item without a bank
// line that is known here.
type closing struct {
	item    *invoice.Invoice
	amount  money.Amount // as owed: negative of a credit note
	imports id.ID        // the file that says so
}

// settleOutside compares what is left of an item with what the company's books say is
// left. Less there than here was settled outside. More there stays as it is: our bank
// line may not be booked in the books yet.
func (f *filing) settleOutside(p *paper, i *invoice.Invoice) {
	if p.left == nil {
		return
	}
	left, err := p.amount(*p.left, i.Owed.Currency, fault.Say("open amount"))
	if err != nil {
		p.fail(err)
		return
	}
	if i.Owed.Sign() < 0 && left.Sign() > 0 {
		left = left.Neg() // tables give what is left of a credit note with either sign
	}
	switch {
	case !within(left, i.Owed):
		p.remark("%s has %s open according to the file, which is no part of %s; it is taken as wholly open", i.Number, left.Text(), i.Owed.Text())
	case left != i.Open && within(left, i.Open):
		f.closed = append(f.closed, closing{i, i.Open.Sub(left), p.report.Import})
		p.closes = true
	case left != i.Open:
		p.remark("%s has %s open according to the file, but only %s here; it stays so", i.Number, left.Text(), i.Open.Text())
	}
}

// closeOutside books what was settled outside, a payment for each item, so that each
// can be undone by itself. Callers have locked the customers.
func closeOutside(tx *store.Tx, all []closing) error {
	today := date.Of(tx.Now())
	payments := make([]*payment.Payment, len(all))
	for n, c := range all {
		payments[n] = &payment.Payment{Customer: c.item.Customer, Source: payment.Outside, ReceivedOn: today,
			Amount: c.amount, OnAccount: c.amount, BookedBy: "import", Import: c.imports}
	}
	if err := tx.AddPayments(payments); err != nil {
		return err
	}
	shares := make([]*payment.Allocation, len(all))
	evidence := db.JSON([]matching.Evidence{{Fact: matching.BooksSay}})
	for n, c := range all {
		shares[n] = &payment.Allocation{Payment: payments[n].ID, Invoice: c.item.ID, On: today, Amount: c.amount, Evidence: evidence, BookedBy: "import"}
	}
	if err := tx.Allocate(shares); err != nil {
		return err
	}
	return tx.Note(closings(all, today)...)
}

// closings is one event for each customer and currency, however many items were
// closed.
func closings(all []closing, today date.Date) (events []timeline.Event) {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b closing) int {
		if a.item.Customer != b.item.Customer {
			return int(min(max(a.item.Customer-b.item.Customer, -1), 1))
		}
		return slices.Compare([]string{a.amount.Currency.String()}, []string{b.amount.Currency.String()})
	})
	for from := 0; from < len(all); {
		owner, currency := all[from].item.Customer, all[from].amount.Currency
		data := timeline.Data{Amount: money.Of(0, currency)}
		to := from
		for ; to < len(all) && all[to].item.Customer == owner && all[to].amount.Currency == currency; to++ {
			data.Amount = data.Amount.Add(all[to].amount)
			if len(data.Numbers) < 5 {
				data.Numbers = append(data.Numbers, all[to].item.Number)
			}
		}
		data.Count = to - from
		events = append(events, timeline.Event{Customer: owner, Kind: timeline.SettledOutside, On: today, Actor: "import", Data: data.JSON()})
		from = to
	}
	return events
}
