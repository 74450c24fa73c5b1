package collect

import (
	"cmp"
	"slices"
	"time"

	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
)

// Replayed is what became of the debts of a replay: how many there were by the last step that
// each would have taken while it was open; "" for none.
type Replayed struct {
	Paid map[string]int // of those that were settled by the end
	Open map[string]int
}

// Span is what a replay goes through.
type Span struct {
	From, Through date.Date
	Customers     []id.ID // nil: all who got an invoice
	Trial                 // of a version
}

// Replay tells what a scenario would have said in the past, from one day through another, to
// those who follow it now, or to everybody: from what was really open, held and promised on
// each day. Nothing was said before the first day; a debt that is old then begins with its
// first step.
//
// Invoices count from their own day, money from the day on which the bank had it. What is not
// kept for every day is taken as it is today: how customers can be reached, what kind of payer
// they are, the company's calendar and policy. Nobody is thought to have paid sooner or later
// for what is said.
func (d *Desk) Replay(tx *store.Tx, span Span, see func(Planned)) (Replayed, error) {
	done := Replayed{map[string]int{}, map[string]int{}}
	set, err := d.setting(tx)
	if err != nil {
		return done, err
	}
	if set.broad, err = tx.BroadHoldsEver(); err != nil {
		return done, err
	}
	some := func(customers []id.ID) error {
		pasts, err := tx.Pasts(customers, span.From)
		set.replay(pasts, &span, see, &done)
		return err
	}
	if span.Customers == nil {
		return done, inBatches(tx.CustomersInvoiced, some)
	}
	for customers := range slices.Chunk(span.Customers, batch) {
		if err := some(customers); err != nil {
			return done, err
		}
	}
	return done, nil
}

// replay goes through the pasts of some customers.
func (s *setting) replay(pasts []*store.Past, span *Span, see func(Planned), done *Replayed) {
	for len(pasts) > 0 {
		who := pasts[0].Customer.ID
		f := future{set: s, end: span.Through, see: see}
		n := 0
		for ; n < len(pasts) && pasts[n].Customer.ID == who; n++ {
			p := pasts[n]
			s.complete(&p.Case)
			if span.Everybody || s.plan(&p.Case) == span.Scenario.Plan {
				f.again(s, p, span.Scenario, span.From)
			}
		}
		f.run()
		for _, c := range f.courses {
			c.past.count(&c.facts, done)
		}
		pasts = pasts[n:]
	}
}

// again lets what happened happen again.
func (f *future) again(s *setting, p *store.Past, scenario *dunning.Scenario, from date.Date) {
	facts := p.Snapshot
	facts.BankMaxAge, facts.Entry, facts.Holds = 0, dunning.Entry{}, nil
	past := &past{of: p, zone: s.company.Location(), holds: slices.Clone(p.Holds), left: map[id.ID]money.Amount{}, taken: map[item]*dunning.Item{}}
	for _, h := range s.broad {
		if h.Label == "" || p.Customer.HasLabel(h.Label) {
			past.holds = append(past.holds, h)
		}
	}
	past.plot(from)
	f.courses = append(f.courses, &course{set: s, of: &p.Case, facts: facts, scenario: scenario, grace: s.graceOf(&p.Customer), next: from, past: past})
}

// past is what happened to one case, on its way from day to day.
type past struct {
	of    *store.Past
	zone  *time.Location // of the company's days
	holds []hold.Hold
	days  []date.Date // to come on which something happened, in order
	begun bool
	at    int                    // how many settlements have happened
	left  map[id.ID]money.Amount // of documents and payments, less what settled; by how much less
	taken map[item]*dunning.Item // the steps that each debt took
}

// plot notes the days after one on which something happened.
func (p *past) plot(from date.Date) {
	for n := range p.of.Documents {
		p.days = append(p.days, p.of.Documents[n].IssuedOn)
	}
	for n := range p.of.Payments {
		p.days = append(p.days, p.of.Payments[n].ReceivedOn, p.on(p.of.Payments[n].ReversedAt))
	}
	for n := range p.of.Settled {
		p.days = append(p.days, p.of.Settled[n].On)
	}
	for n := range p.holds {
		p.days = append(p.days, p.on(p.holds[n].PlacedAt), p.on(p.holds[n].LiftedAt))
	}
	slices.SortStableFunc(p.of.Settled, func(a, b store.Settlement) int { return cmp.Compare(a.On, b.On) })
	slices.Sort(p.days)
	p.days = slices.DeleteFunc(slices.Compact(p.days), func(d date.Date) bool { return d <= from })
}

// on is the company's day of an instant; None for none.
func (p *past) on(at time.Time) date.Date {
	if at.IsZero() {
		return date.None
	}
	return date.Of(at.In(p.zone))
}

// bring lets the facts be those of a day, which is no earlier than the last one.
func (p *past) bring(facts *dunning.Snapshot, day date.Date) {
	if p.begun && (len(p.days) == 0 || p.days[0] > day) {
		return
	}
	p.begun = true
	for p.keep(facts); p.at < len(p.of.Settled) && p.of.Settled[p.at].On <= day; p.at++ {
		p.settle(&p.of.Settled[p.at])
	}
	for len(p.days) > 0 && p.days[0] <= day {
		p.days = p.days[1:]
	}
	facts.Items, facts.Credits = facts.Items[:0], money.Of(0, facts.Currency)
	facts.Plans, facts.Broken = nil, nil // those of today did not run on every day before
	for n := range p.of.Documents {
		if i := &p.of.Documents[n]; i.IssuedOn <= day {
			p.ask(facts, i)
		}
	}
	for n := range p.of.Payments {
		pay := &p.of.Payments[n]
		if back := p.on(pay.ReversedAt); pay.ReceivedOn <= day && (back == date.None || back > day) {
			facts.Credits = facts.Credits.Add(pay.Amount.Sub(p.gone(pay.ID, facts.Currency)))
		}
	}
	facts.Holds = p.standing(facts.Holds[:0], day)
}

// keep remembers the steps that debts have taken.
func (p *past) keep(facts *dunning.Snapshot) {
	for n := range facts.Items {
		i := facts.Items[n]
		p.taken[item{i.Invoice, i.Part}] = &i
	}
}

func (p *past) settle(s *store.Settlement) {
	if s.Principal {
		p.less(s.Invoice, s.Amount)
	}
	if s.Credit != 0 {
		p.less(s.Credit, s.Amount.Neg())
	} else {
		p.less(s.Payment, s.Amount)
	}
}

func (p *past) less(i id.ID, amount money.Amount) { p.left[i] = p.left[i].Add(amount) }

// gone is what was settled with, or of, a document or a payment.
func (p *past) gone(i id.ID, c money.Currency) money.Amount {
	if a, found := p.left[i]; found {
		return a
	}
	return money.Of(0, c)
}

// ask adds what is open of a document.
func (p *past) ask(facts *dunning.Snapshot, i *invoice.Invoice) {
	open := i.Owed.Sub(p.gone(i.ID, facts.Currency))
	switch {
	case open.Sign() < 0:
		facts.Credits = facts.Credits.Sub(open)
	case open.Sign() > 0 && i.Kind != invoice.CreditNote:
		for _, part := range invoice.OpenParts(i.Parts, i.DueOn, i.Owed, open) {
			debt := dunning.Item{Invoice: i.ID, Part: part.Number, Number: i.Number, IssuedOn: i.IssuedOn, DueOn: part.DueOn, Open: part.Amount}
			if before := p.taken[item{i.ID, part.Number}]; before != nil {
				debt.Taken, debt.Earlier = before.Taken, before.Earlier
			}
			facts.Items = append(facts.Items, debt)
		}
	}
}

// standing are the holds that stood on a day.
func (p *past) standing(all []hold.Hold, day date.Date) []hold.Hold {
	for _, h := range p.holds {
		if lifted := p.on(h.LiftedAt); p.on(h.PlacedAt) <= day && (lifted == date.None || lifted > day) {
			h.LiftedAt, h.LiftedBy = time.Time{}, ""
			all = append(all, h)
		}
	}
	return all
}

// soonest is the first day of two, where the past has another one to come.
func (p *past) soonest(next date.Date) date.Date {
	if len(p.days) > 0 && (next == date.None || p.days[0] < next) {
		return p.days[0]
	}
	return next
}

// count adds what became of the debts.
func (p *past) count(facts *dunning.Snapshot, done *Replayed) {
	p.keep(facts)
	open := map[item]bool{}
	for n := range facts.Items {
		open[item{facts.Items[n].Invoice, facts.Items[n].Part}] = true
	}
	for of, debt := range p.taken {
		if open[of] {
			done.Open[debt.Taken.Step]++
		} else {
			done.Paid[debt.Taken.Step]++
		}
	}
}
