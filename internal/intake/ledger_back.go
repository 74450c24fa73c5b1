package intake

import (
	"slices"
	"strings"

	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// Letters that a later version of a ledger takes back settle nothing any more: what they
// alone had settled here is open again, and the money of it is where it was before.

// former is what earlier versions of a ledger had settled of some documents.
type former struct {
	by      map[id.ID][]payment.Allocation // by document, the oldest first
	reopens []reopening
}

// reopening is a part of an allocation that is taken back.
type reopening struct {
	of     payment.Allocation
	item   *invoice.Invoice
	amount money.Amount // as the allocation has it
}

// loadFormer finds what earlier versions of the ledger had settled of what is known here.
// A file that came before is no later version of what came since.
func (p *folio) loadFormer() error {
	p.former.by = map[id.ID][]payment.Allocation{}
	if p.cameBefore {
		return nil
	}
	var wanted []id.ID
	for _, i := range p.known {
		wanted = append(wanted, i.ID)
	}
	for _, all := range p.earlier {
		for _, e := range all {
			wanted = append(wanted, e.ID)
		}
	}
	for _, i := range p.balances {
		wanted = append(wanted, i.ID)
	}
	all, err := p.tx.SaidByLedgers(wanted, p.ledger.span())
	for _, a := range all {
		p.former.by[a.Invoice] = append(p.former.by[a.Invoice], a)
	}
	return err
}

// span is what of the company's books the ledger tells.
func (l *ledger) span() store.Span {
	return store.Span{First: l.first, Last: l.last, Lines: l.read.Lines}
}

// reopen takes back so much of what earlier versions had settled of a document that it
// has as much open as the ledger says, and returns how much that was. What was settled
// otherwise, by a bank line or a person, explains what the ledger says is settled last:
// it may not stand in the books yet.
func (p *folio) reopen(i *invoice.Invoice, left money.Amount) money.Amount {
	zero := money.Of(0, i.Owed.Currency)
	if left.Currency != i.Owed.Currency || !within(left, i.Owed) || !within(i.Open, left) || left == i.Open {
		return zero
	}
	back := i.Owed.Sub(left).Neg() // what the versions before said, less what this one says
	for _, a := range p.former.by[i.ID] {
		back = back.Add(a.Amount)
	}
	if back.Sign() != i.Owed.Sign() {
		return zero
	}
	return p.takeShares(i, back)
}

// takeShares takes back so much of a document, what was settled last first.
func (p *folio) takeShares(i *invoice.Invoice, amount money.Amount) money.Amount {
	taken := money.Of(0, amount.Currency)
	for all := p.former.by[i.ID]; len(all) > 0 && taken != amount; {
		a := all[len(all)-1]
		share := amount.Sub(taken)
		if within(a.Amount, share) {
			share = a.Amount
		}
		p.former.reopens = append(p.former.reopens, reopening{a, i, share})
		taken = taken.Add(share)
		all = all[:len(all)-1]
		p.former.by[i.ID] = all // a document that is named twice is reopened once
	}
	if !taken.IsZero() {
		i.Open = i.Open.Add(taken)
		p.news.reopen(i, taken)
	}
	return taken
}

// reopenClaim reopens the document that a paper is about.
func (p *folio) reopenClaim(of *paper, i *invoice.Invoice, left money.Amount) {
	if back := p.reopen(i, left); !back.IsZero() {
		p.tellReopened(of, i, back)
	}
}

// tellReopened says in the report what is open again.
func (p *folio) tellReopened(of *paper, i *invoice.Invoice, back money.Amount) {
	of.closes = true
	of.remark("%s: the lettrage that settled %s of it was taken back; that is open again", i.Number, back.Text())
}

// reopenEarlier reopens documents of before the ledger, of whose sum it has so much more
// open than there is here, and returns how much it reopened: no more than what earlier
// versions said was settled of the sum, less what this one says.
func (p *folio) reopenEarlier(d *indebted, c *claim, more money.Amount) money.Amount {
	earlier := p.earlier[account{d.owner.ID, c.total.Currency}]
	back, taken := c.left().Sub(c.total), money.Of(0, c.total.Currency)
	for _, e := range earlier {
		for _, a := range p.former.by[e.ID] {
			back = back.Add(a.Amount)
		}
	}
	back = back.Min(more)
	for n := len(earlier) - 1; n >= 0 && back.Cmp(taken) > 0; n-- {
		i := &earlier[n].Invoice
		share := p.takeShares(i, back.Sub(taken))
		if share.IsZero() {
			continue
		}
		taken = taken.Add(share)
		left := i.Open.Decimal()
		of := p.paperOf(d, c.row, &paper{about: i, left: &left, doc: &invoice.Document{Number: i.Number, Kind: i.Kind}})
		p.tellReopened(of, i, share)
		d.papers = append(d.papers, of)
	}
	return taken
}

// bookReopenings takes back what was gathered, each kind of row by one statement.
func (p *folio) bookReopenings() error {
	if len(p.former.reopens) == 0 {
		return nil
	}
	payments, err := p.paymentsOf(p.former.reopens)
	if err != nil {
		return err
	}
	b := &counterBooking{by: "import", imported: p.report.Import, today: date.Of(p.tx.Now()), payments: payments}
	for _, r := range p.former.reopens {
		b.takeBack(r)
	}
	if err := b.write(p.tx); err != nil {
		return err
	}
	p.news.moved = true
	return p.holdReopened()
}

// paymentsOf are the payments that reopenings are about.
func (p *folio) paymentsOf(all []reopening) (map[id.ID]payment.Payment, error) {
	wanted := make([]id.ID, len(all))
	for n, r := range all {
		wanted[n] = r.of.Payment
	}
	return paymentsByID(p.tx, wanted)
}

func paymentsByID(tx *store.Tx, wanted []id.ID) (map[id.ID]payment.Payment, error) {
	byID := map[id.ID]payment.Payment{}
	all, err := tx.PaymentsByID(wanted)
	for _, one := range all {
		byID[one.ID] = one
	}
	return byID, err
}

// counterBooking is what takes allocations back, or makes them again.
type counterBooking struct {
	by       string
	imported id.ID
	today    date.Date
	payments map[id.ID]payment.Payment

	gone  []payment.Payment  // that were made for what they settled, and go with it
	added []*payment.Payment // that stand for what is left of these
	back  []*payment.Allocation
	again []*payment.Allocation
}

// takeBack takes back a part of an allocation: as a whole, and what is left of it is
// booked anew.
func (b *counterBooking) takeBack(r reopening) {
	of, rest := b.payments[r.of.Payment], r.of.Amount.Sub(r.amount)
	owner := of.ID
	if isClosing(&of) {
		b.gone = append(b.gone, of)
		owner = 0
	} else {
		b.back = append(b.back, opposite(&r.of, b.today, b.by, b.imported))
	}
	if !rest.IsZero() {
		b.book(&of, &r.of, owner, rest, b.imported)
	}
}

// book books an amount as an allocation had it: of the same payment, or of one like it
// when no owner is given.
func (b *counterBooking) book(like *payment.Payment, as *payment.Allocation, owner id.ID, amount money.Amount, imported id.ID) {
	again := *as
	again.Payment, again.Amount, again.Import = owner, amount, imported
	if owner == 0 {
		one := *like
		one.ID, one.Amount, one.OnAccount, one.Import = 0, amount, amount, imported
		b.added = append(b.added, &one)
	} else {
		b.added = append(b.added, nil)
	}
	b.again = append(b.again, &again)
}

// write stores what was gathered. Callers have locked the customers.
func (b *counterBooking) write(tx *store.Tx) error {
	if len(b.gone) > 0 {
		if err := tx.ReverseFor(b.imported, b.gone, b.by, b.today); err != nil {
			return err
		}
	}
	if err := tx.Allocate(b.back); err != nil {
		return err
	}
	var added []*payment.Payment
	for _, one := range b.added {
		if one != nil {
			added = append(added, one)
		}
	}
	if len(added) > 0 {
		if err := tx.AddPayments(added); err != nil {
			return err
		}
	}
	for n, one := range b.added {
		if one != nil {
			b.again[n].Payment = one.ID
		}
	}
	return tx.Allocate(b.again)
}

// isClosing reports whether a payment was made for one item that the books had closed,
// and is no money that they had on account.
func isClosing(p *payment.Payment) bool {
	return p.Source == payment.Outside && !strings.HasPrefix(p.ExternalID, store.DepositName)
}

// opposite is what undoes an allocation.
func opposite(a *payment.Allocation, on date.Date, by string, imported id.ID) *payment.Allocation {
	return &payment.Allocation{Payment: a.Payment, Invoice: a.Invoice, On: on, Amount: a.Amount.Neg(), Evidence: "[]", BookedBy: by, Reverses: a.ID, Import: imported}
}

// lookDays is how many days nothing is said to the customer about what is open again.
// Taking letters back is most often half of a correction.
const lookDays = 7

// holdReopened holds what is open again, so that a bookkeeper sees it before the
// customer does.
func (p *folio) holdReopened() error {
	held := map[id.ID]bool{}
	var all []*hold.Hold
	for _, r := range p.former.reopens {
		if i := r.item; !held[i.ID] && i.Owed.Sign() > 0 {
			held[i.ID] = true
			all = append(all, &hold.Hold{Customer: i.Customer, Invoice: i.ID, Reason: reopenedWord(p.company.Language), Until: date.Of(p.tx.Now()).AddDays(lookDays), PlacedBy: holder})
		}
	}
	var owners []id.ID
	for _, r := range p.former.reopens {
		owners = append(owners, r.item.Customer)
	}
	if err := p.tx.AddHolds(all...); err != nil {
		return err
	}
	return p.tx.WantReview(owners...)
}

// holder is who places holds on what is open again.
const holder = "import"

// reopenedWord is why something is held that is open again.
func reopenedWord(language string) string {
	switch language {
	case "fr":
		return "La comptabilité a retiré le lettrage\u00a0: à vérifier avant de relancer"
	case "nl":
		return "De boekhouding heeft de afpunting ingetrokken: eerst nakijken"
	case "de":
		return "Die Buchhaltung hat den Ausgleich zurückgenommen: erst prüfen"
	}
	return "The books took the lettrage back: look before reminding"
}

// restore makes again what an import took back, and takes back what it gave of money on
// account. It returns how often it gave, and how many items are settled again.
func restore(tx *store.Tx, imported id.ID, by string, today date.Date) (given, restored int, err error) {
	gave, err := tx.SaidBy(imported)
	if err != nil {
		return 0, 0, err
	}
	taken, err := tx.TakenBackBy(imported)
	if err != nil {
		return 0, 0, err
	}
	wanted, invoices := make([]id.ID, len(taken)), make([]id.ID, len(taken))
	for n, a := range taken {
		wanted[n], invoices[n] = a.Payment, a.Invoice
	}
	b := &counterBooking{by: by, imported: imported, today: today}
	if b.payments, err = paymentsByID(tx, wanted); err != nil {
		return 0, 0, err
	}
	for n := range gave {
		b.back = append(b.back, opposite(&gave[n], today, by, imported))
	}
	for n := range taken {
		a := &taken[n]
		of, owner := b.payments[a.Payment], a.Payment
		if isClosing(&of) {
			owner = 0
		}
		b.book(&of, a, owner, a.Amount, a.Import)
	}
	if err := b.write(tx); err != nil {
		return 0, 0, err
	}
	slices.Sort(invoices)
	invoices = slices.Compact(invoices)
	return len(gave), len(invoices), tx.RemoveHolds(imported, invoices, holder)
}

// reopenedEvent is what a customer's timeline hears of what is open again.
func reopenedEvent(owner id.ID, today date.Date, d timeline.Data) timeline.Event {
	d.Day = today.AddDays(lookDays)
	return timeline.Event{Customer: owner, Kind: timeline.Reopened, On: today, Actor: "import", Data: d.JSON()}
}
