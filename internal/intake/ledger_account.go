package intake

import (
	"cmp"
	"slices"

	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/store"
)

// purse is a payment with what is on account of it.
type purse struct {
	payment.Payment
	left money.Amount
}

// fromPurse is what money on account settles according to the books.
type fromPurse struct {
	purse  *purse
	item   *invoice.Invoice
	amount money.Amount
}

// loadPurses finds the money that is on account of the customers here.
func (p *folio) loadPurses() error {
	owners := make([]id.ID, len(p.debtors))
	for n, d := range p.debtors {
		owners[n] = d.owner.ID
	}
	all, err := p.tx.OnAccountOf(owners)
	for _, one := range all {
		key := account{one.Customer, one.OnAccount.Currency}
		p.purses[key] = append(p.purses[key], &purse{one, one.OnAccount})
	}
	return err
}

// purseSums are what is on account of a customer in one currency, there and here.
type purseSums struct {
	there, here money.Amount
	ahead       money.Amount // what is settled here, but not there yet
}

// sumsOf are the sums of a customer.
func (p *folio) sumsOf(owner id.ID, c money.Currency) *purseSums {
	key := account{owner, c}
	if p.sums[key] == nil {
		zero := money.Of(0, c)
		s := &purseSums{there: zero, here: p.credits[key].Add(zero), ahead: zero}
		for _, one := range p.purses[key] {
			s.here = s.here.Add(one.left)
		}
		p.sums[key] = s
	}
	return p.sums[key]
}

// settle books what the papers close, and the money on account: what the ledger has
// more of it, and no bank line here. What it has less of it settles what it closes.
func (p *folio) settle() error {
	p.sumUp()
	if err := p.follow(); err != nil {
		return err
	}
	given := p.takeFromPurses()
	added, err := p.deposits()
	if err != nil {
		return err
	}
	if err := p.noteDoubtful(); err != nil {
		return err
	}
	if err := p.filing.write(); err != nil {
		return err
	}
	p.tally.made += len(p.dir.made)
	return p.book(added, given)
}

// sumUp compares the ledger with what is here.
func (p *folio) sumUp() {
	for _, d := range p.debtors {
		for _, m := range d.kept {
			s := p.sumsOf(d.owner.ID, m.amount.Currency)
			s.there = s.there.Add(m.amount)
		}
		for _, a := range d.ahead {
			s := p.sumsOf(d.owner.ID, a.Currency)
			s.ahead = s.ahead.Add(a)
		}
		for _, said := range d.papers {
			if i := said.filed; i != nil && said.left != nil {
				s := p.sumsOf(d.owner.ID, i.Owed.Currency)
				s.ahead = s.ahead.Add(p.aheadOf(said, i))
			}
		}
	}
}

// follow counts what became here of money that the ledger has on account still: what it
// gave to documents that the ledger does not know yet.
func (p *folio) follow() error {
	named := map[id.ID]bool{}
	owners := make([]id.ID, 0, len(p.debtors))
	for _, d := range p.debtors {
		owners = append(owners, d.owner.ID)
		for _, said := range d.papers {
			if said.filed != nil {
				named[said.filed.ID] = true
			}
		}
	}
	for _, all := range p.earlier {
		for _, e := range all {
			named[e.ID] = true
		}
	}
	given, err := p.tx.GivenByDeposits(owners, p.ledger.first, p.ledger.last)
	for _, g := range given {
		if !named[g.Invoice] {
			s := p.sumsOf(g.Customer, g.Amount.Currency)
			s.here = s.here.Add(g.Amount)
		}
	}
	return err
}

// aheadOf is what the ledger has open of a document that is settled here.
func (p *folio) aheadOf(said *paper, i *invoice.Invoice) money.Amount {
	left, _, err := money.Round(*said.left, i.Owed.Currency)
	if err != nil || within(left, i.Open) {
		return money.Of(0, i.Owed.Currency)
	}
	return left.Sub(i.Open)
}

// takeFromPurses lets money on account settle what the ledger closes, as far as there is
// more of it here than there. What is left of closings is settled outside.
func (p *folio) takeFromPurses() (given []fromPurse) {
	over := map[account]money.Amount{}
	for _, sameDay := range []bool{true, false} { // the money of the day first: it is what the books mean
		for n := range p.filing.closed {
			c := &p.filing.closed[n]
			key := account{c.item.Customer, c.amount.Currency}
			if _, known := over[key]; !known {
				s := p.sumsOf(key.owner, key.currency)
				over[key] = s.here.Sub(s.there)
			}
			for _, one := range p.purses[key] {
				share := c.amount.Min(over[key]).Min(one.left)
				if share.Sign() <= 0 || sameDay && one.ReceivedOn != c.on {
					continue
				}
				given = append(given, fromPurse{one, c.item, share})
				one.left, over[key], c.amount = one.left.Sub(share), over[key].Sub(share), c.amount.Sub(share)
			}
		}
	}
	p.filing.closed = slices.DeleteFunc(p.filing.closed, func(c closing) bool { return c.amount.IsZero() })
	return given
}

// sameDays is how many days may lie between the bank's day and the bookkeeper's.
const sameDays = 5

// receipts is the money that the ledger has on account, the latest of each customer
// first.
func (p *folio) receipts() (all []store.Receipt) {
	for _, d := range p.debtors {
		slices.SortStableFunc(d.kept, func(a, b deposit) int { return cmp.Compare(b.on, a.on) })
		for _, m := range d.kept {
			all = append(all, store.Receipt{Amount: m.amount, On: m.on})
		}
	}
	return all
}

// deposits are the payments that go on account: what the ledger has more than there is
// here, the latest first, but for what stands on a bank line here that waits to be
// looked at.
func (p *folio) deposits() (added []*payment.Payment, err error) {
	waiting, err := p.tx.WaitingFor(p.receipts(), sameDays)
	if err != nil {
		return nil, err
	}
	n, used := 0, map[id.ID]bool{}
	for _, d := range p.debtors {
		for _, m := range d.kept {
			s := p.sumsOf(d.owner.ID, m.amount.Currency)
			share := s.there.Sub(s.here).Sub(s.ahead).Min(m.amount)
			line := firstUnused(waiting[n], used)
			n++
			p.report.Read++
			if share.Sign() <= 0 {
				p.report.Unchanged++
				continue
			}
			s.here = s.here.Add(share)
			if line != 0 {
				used[line] = true
				p.report.Unchanged++
				continue
			}
			p.report.Created++
			one := &payment.Payment{ID: p.tx.NewID(), Customer: d.owner.ID, Source: payment.Outside, ReceivedOn: m.on, Amount: share, OnAccount: share,
				BookedBy: "import", Import: p.report.Import}
			one.ExternalID = store.DepositName + one.ID.String()
			added = append(added, one)
			p.filing.order = append(p.filing.order, d.owner.ID)
		}
	}
	return added, nil
}

func firstUnused(lines []id.ID, used map[id.ID]bool) id.ID {
	for _, line := range lines {
		if !used[line] {
			return line
		}
	}
	return 0
}

// book books the money on account, and what it settles.
func (p *folio) book(added []*payment.Payment, given []fromPurse) error {
	if err := p.tx.AddPayments(added); err != nil {
		return err
	}
	for _, one := range added {
		p.tally.deposits++
		if one.Amount.Currency == p.tally.onAccount.Currency {
			p.tally.onAccount = p.tally.onAccount.Add(one.Amount)
		}
	}
	evidence := db.JSON([]matching.Evidence{{Fact: matching.BooksSay}})
	shares := make([]*payment.Allocation, len(given))
	owners := make([]id.ID, len(given))
	var told []closing
	for n, g := range given {
		shares[n] = &payment.Allocation{Payment: g.purse.ID, Invoice: g.item.ID, On: g.purse.ReceivedOn, Amount: g.amount, Evidence: evidence, BookedBy: "import", Import: p.report.Import}
		told, owners[n] = append(told, closing{item: g.item, amount: g.amount}), g.item.Customer
	}
	p.news.settle(told)
	if err := p.tx.Allocate(shares); err != nil {
		return err
	}
	return p.tx.WantReview(owners...)
}
