package collect

import (
	"errors"
	"slices"

	"acquit/internal/allocation"
	"acquit/internal/claim"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/law"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// demand is what a message asks beside the principal, and what it is in the eyes of the law.
type demand struct {
	document  law.Document
	byPost    bool                      // it gives the time that a letter gives
	fresh     map[item]allocation.Claim // asked by this message for the first time
	asked     allocation.Claim          // that, and what was asked before and stands
	announced allocation.Claim          // will be asked when the time is over that the law gives
	costs     claim.Terms               // by which Dutch costs of collection are reckoned
	until     date.Date                 // its last day; None where the message need not say one
	annex     []render.ClaimedInvoice   // how what is fresh was reckoned
}

// item is an invoice that is payable at once, or one instalment.
type item struct {
	invoice id.ID
	part    int
}

// errRateMissing is why a message waits that would claim interest for a day of which nobody
// knows the rate: no figure rather than a wrong one.
var errRateMissing = errors.New("a rate is missing")

// demandOf reckons what the message of a decision asks: for the items whose step claims
// something, what the law and the contract let it on the day; for all, what was asked before.
func (d *Desk) demandOf(tx *store.Tx, set *setting, c *store.Case, a *dunning.Assessment, today date.Date) (*demand, error) {
	claims, err := d.claimsBehind(tx, c, a)
	if err != nil {
		return nil, err
	}
	nothing := allocation.Nothing(c.Snapshot.Currency)
	all := &demand{byPost: set.company.Policy.Late.MailsAsLetters, fresh: map[item]allocation.Claim{}, asked: nothing, announced: nothing}
	first, formal := false, false
	for n := range claims {
		one := &claims[n]
		all.asked = all.asked.Plus(one.Ledger.Left())
		decided := decisionOn(a, one)
		if decided == nil || one.Circumstances.DueOn >= today {
			continue
		}
		first = first || len(one.Circumstances.Notices) == 0
		all.announced = all.announced.Plus(allocation.Only(allocation.Compensation, one.Rule.Compensation.Of(decided.Item.Open)))
		if !decided.Due {
			continue
		}
		taken := set.step(decided.Step)
		formal = formal || taken.Tone == dunning.Formal
		if err := all.claim(d, one, &taken, today); err != nil {
			return nil, err
		}
	}
	if len(claims) > 0 {
		all.costs = claims[0].Terms
		all.bind(d, &claims[0].Circumstances, formal, first, today)
	}
	return all, nil
}

// claimsBehind are the claims of a decision's items, and of all else beside which something
// was claimed in their currency.
func (d *Desk) claimsBehind(tx *store.Tx, c *store.Case, a *dunning.Assessment) ([]store.Claim, error) {
	invoices, err := tx.ClaimedOf(c.Customer.ID, c.Snapshot.Currency)
	for _, decided := range a.Items {
		invoices = append(invoices, decided.Item.Invoice)
	}
	if err != nil {
		return nil, err
	}
	slices.Sort(invoices)
	return tx.Claims(slices.Compact(invoices))
}

func decisionOn(a *dunning.Assessment, c *store.Claim) *dunning.Decision {
	n := slices.IndexFunc(a.Items, func(d dunning.Decision) bool { return d.Item.Invoice == c.Invoice.ID && d.Item.Part == c.Item })
	if n < 0 {
		return nil
	}
	return &a.Items[n]
}

// claim adds what a step claims of a debt. Where no law was looked up it claims nothing.
func (m *demand) claim(d *Desk, c *store.Claim, step *dunning.Step, today date.Date) error {
	if len(step.Claims) == 0 || c.Refused != nil {
		return nil
	}
	standing, err := c.On(d.Calendar, today)
	if fault.KindOf(err) == fault.NotFound {
		return errors.Join(errRateMissing, err)
	}
	if err != nil {
		return err
	}
	fresh := allocation.Nothing(m.asked.Principal.Currency)
	for _, p := range step.Claims {
		fresh = fresh.Plus(allocation.Only(p, standing.Fresh.Of(p)))
	}
	if !fresh.Late().IsZero() {
		m.fresh[item{c.Invoice.ID, c.Item}], m.asked = fresh, m.asked.Plus(fresh)
		m.annex = append(m.annex, render.ClaimedOf(numberOf(c), c.Invoice.IssuedOn, &c.Case, &standing))
	}
	return nil
}

// bind says what the message is in the eyes of the law, and until when it gives time. Only
// the documents from which a consumer's time runs announce what comes after it.
func (m *demand) bind(d *Desk, x *claim.Circumstances, formal, first bool, today date.Date) {
	m.document = law.DocumentOf(x.Country, x.Segment, formal, first)
	switch m.document {
	case law.FirstReminder:
		m.until = claim.Belgium(d.Calendar, today, m.byPost).Until
	case law.FourteenDays: // announces one sum for all, see tell
	default:
		m.announced = allocation.Nothing(m.announced.Principal.Currency)
	}
}

// tell writes into a reminder what it asks. Where credits cover all that is late it asks for
// nothing, and claims nothing.
func (m *demand) tell(r *render.Reminder) {
	if sums := r.Sums(); sums.Asked.IsZero() {
		m.document, m.fresh, m.annex = law.Plain, nil, nil
		return
	}
	r.Document, r.ByPost, r.Enclosed = m.document, m.byPost, len(m.annex) > 0
	if m.document == law.FourteenDays {
		r.CostsVAT = m.costs.CostsVAT
		m.announced.Compensation = law.WithVAT(m.costs.Compensation.Of(r.Sums().Asked), r.CostsVAT)
	}
	if !m.asked.Late().IsZero() {
		r.Claimed = &m.asked
	}
	if !m.announced.Late().IsZero() {
		r.Announced = &m.announced
	}
	switch {
	case m.document == law.FourteenDays:
		r.Deadline = date.None // counted from a day that only the debtor knows
	case m.until != date.None:
		r.Deadline = max(r.Deadline, m.until)
	}
}

// claimedIn is what a reminder asks beside the principal.
func claimedIn(r *render.Reminder) money.Amount {
	if r.Claimed == nil {
		return money.Amount{}
	}
	return r.Claimed.Late()
}

// note puts what a message asks to its items, and returns what they are then.
func (m *demand) note(items []message.Item) []message.Item {
	for n := range items {
		i := &items[n]
		i.Claims = allocation.Nothing(i.Open.Currency)
		if fresh, asks := m.fresh[item{i.Invoice, i.Part}]; asks {
			i.Claims = fresh
		}
	}
	return items
}

// claimed writes what a message that left the house asked into the claims ledger, and tells
// the customer's timeline.
func claimed(tx *store.Tx, m *message.Message, on date.Date) error {
	var all []store.Claimed
	var asked []id.ID
	total := money.Of(0, m.Currency)
	for _, i := range m.Items {
		lines := linesOf(i.Invoice, i.Part, store.WasClaimed, i.Claims)
		for n := range lines {
			lines[n].On, lines[n].Message, lines[n].Step, lines[n].By = on, m.ID, i.Step, Actor
		}
		if len(lines) > 0 {
			all, asked, total = append(all, lines...), append(asked, i.Invoice), total.Add(i.Claims.Late())
		}
	}
	if len(all) == 0 {
		return nil
	}
	if err := tx.AddClaimed(all); err != nil {
		return err
	}
	return tellClaim(tx, timeline.Claimed, m.Customer, asked, total, "", Actor, on)
}

// linesOf are a claim's parts beside the principal as lines of the ledger.
func linesOf(invoice id.ID, part int, kind store.ClaimedKind, c allocation.Claim) (lines []store.Claimed) {
	for _, p := range []allocation.Part{allocation.Interest, allocation.Compensation, allocation.Costs} {
		if of := c.Of(p); of.Sign() > 0 {
			lines = append(lines, store.Claimed{Invoice: invoice, Item: part, Kind: kind, Part: p, Amount: of})
		}
	}
	return lines
}

// fewNumbers is how many invoice numbers an event names.
const fewNumbers = 5

// tellClaim tells a customer's timeline what was asked or let go of some invoices.
func tellClaim(tx *store.Tx, kind timeline.Kind, customer id.ID, of []id.ID, total money.Amount, why, by string, on date.Date) error {
	invoices, err := tx.InvoicesByID(of)
	if err != nil {
		return err
	}
	data := timeline.Data{Amount: total, Count: len(invoices), Text: why}
	for _, i := range invoices[:min(len(invoices), fewNumbers)] {
		data.Numbers = append(data.Numbers, i.Number)
	}
	slices.Sort(data.Numbers)
	return tx.Note(timeline.Event{Customer: customer, Kind: kind, On: on, Actor: by, Subject: subjectOf(of), Data: data.JSON()})
}

// subjectOf is the one invoice that an event is about; zero for several.
func subjectOf(of []id.ID) id.ID {
	if len(of) == 1 {
		return of[0]
	}
	return 0
}
