package intake

import (
	"cmp"
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
)

// closing is what the company's own books say was settled of an item without a bank
// line that is known here.
type closing struct {
	item    *invoice.Invoice
	amount  money.Amount // as owed: negative of a credit note
	on      date.Date    // day of the books that say so; None: today
	imports id.ID        // the file that says so
}

// settlement is how the books say that a part of an item was settled.
type settlement struct {
	on     date.Date
	amount money.Amount // as owed: negative of a credit note
}

// settleOutside compares what is left of an item with what the company's books say is
// left. Less there than here was settled outside. More there stays as it is: our bank
// line may not be booked in the books yet.
func (f *filing) settleOutside(p *paper, i *invoice.Invoice) {
	if p.left == nil || f.shut[i] {
		return // a document that is named twice was settled once
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
		f.closed = append(f.closed, p.closings(i, i.Open.Sub(left))...)
		p.closes, f.shut[i] = true, true
	case left != i.Open:
		p.remark("%s has %s open according to the file, but only %s here; it stays so", i.Number, left.Text(), i.Open.Text())
	}
}

// closings are how so much of an item came to be settled: what the books tell, the last
// first, since what is settled here already came before; the rest as of the paper's day.
func (p *paper) closings(i *invoice.Invoice, amount money.Amount) (all []closing) {
	for _, s := range slices.Backward(p.settled) {
		share := s.amount
		if within(amount, share) {
			share = amount
		}
		if share.Sign() != amount.Sign() || share.IsZero() {
			continue
		}
		all, amount = append(all, closing{i, share, s.on, p.report.Import}), amount.Sub(share)
	}
	if !amount.IsZero() {
		all = append(all, closing{i, amount, p.on, p.report.Import})
	}
	return all
}

// closeOutside books what was settled outside, a payment for each item, so that each
// can be undone by itself; see tidings for what the timelines hear of it. Callers have
// locked the customers.
func closeOutside(tx *store.Tx, all []closing) error {
	if len(all) == 0 {
		return nil
	}
	today := date.Of(tx.Now())
	payments := make([]*payment.Payment, len(all))
	for n, c := range all {
		payments[n] = &payment.Payment{Customer: c.item.Customer, Source: payment.Outside, ReceivedOn: cmp.Or(c.on, today),
			Amount: c.amount, OnAccount: c.amount, BookedBy: "import", Import: c.imports}
	}
	if err := tx.AddPayments(payments); err != nil {
		return err
	}
	shares := make([]*payment.Allocation, len(all))
	evidence := db.JSON([]matching.Evidence{{Fact: matching.BooksSay}})
	for n, c := range all {
		shares[n] = &payment.Allocation{Payment: payments[n].ID, Invoice: c.item.ID, On: cmp.Or(c.on, today), Amount: c.amount, Evidence: evidence, BookedBy: "import", Import: c.imports}
	}
	return tx.Allocate(shares)
}
