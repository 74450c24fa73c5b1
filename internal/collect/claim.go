package collect

import (
	"errors"
	"maps"
	"slices"

	"acquit/internal/allocation"
	"acquit/internal/claim"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/law"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// demand is what a message asks beside the principal, and what it is in the eyes of the law.
type demand struct {
	document law.Document
	byPost   bool                      // it gives the time that a letter gives
	fresh    map[item]allocation.Claim // asked by this message for the first time
	asked    allocation.Claim          // that, and what was asked before and stands
	late     []money.Amount            // what is open of each debt that is late
	terms    claim.Terms               // by which they are reckoned
	until    date.Date                 // the last day of the time that the law gives; None where the message need not say it
	annex    []render.ClaimedInvoice   // how what is fresh was reckoned
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
func (d *Desk) demandOf(set *setting, c *store.Case, scenario *dunning.Scenario, a *dunning.Assessment, today date.Date) (*demand, error) {
	claims := set.material.claims[accountOf(c)]
	all := &demand{byPost: set.company.Policy.Late.MailsAsLetters, fresh: map[item]allocation.Claim{}, asked: allocation.Nothing(c.Snapshot.Currency)}
	first, formal := false, false
	for n := range claims {
		one := &claims[n]
		if planned(a, one) {
			continue
		}
		all.asked = all.asked.Plus(one.Ledger.Left())
		decided := decisionOn(a, one)
		if decided == nil || one.Circumstances.DueOn >= today {
			continue
		}
		first = first || !one.Circumstances.Reminded()
		all.late, all.terms = append(all.late, decided.Item.Open), one.Terms
		if !decided.Due {
			continue
		}
		taken, _ := scenario.Step(decided.Step)
		formal = formal || taken.Tone == dunning.Formal
		if c.Snapshot.Hardship.On(today) {
			continue // nobody in hardship is asked for more than the debt
		}
		if err := all.claim(d, undisputed(one, decided.Item.Contested), &taken, today); err != nil {
			return nil, err
		}
	}
	if len(all.late) > 0 {
		x := &claims[0].Circumstances // one customer's debts are under one law
		all.document = law.DocumentOf(x.Country, x.Segment, formal, first)
	}
	if all.document == law.FirstReminder {
		all.until = claim.Belgium(d.Calendar, today, all.byPost).Until
	}
	return all, nil
}

// undisputed is a claim without the part of its debt that is contested, which nobody asks interest
// or costs of until it is clear that it is owed.
func undisputed(c *store.Claim, contested money.Amount) *store.Claim {
	if contested.Sign() <= 0 {
		return c
	}
	rest := *c
	rest.Debt.Principal = rest.Debt.Principal.Sub(contested)
	return &rest
}

// planned reports whether a debt is followed up by the instalments of a plan: nothing is asked
// beside them while it runs.
func planned(a *dunning.Assessment, c *store.Claim) bool {
	return slices.ContainsFunc(a.Items, func(d dunning.Decision) bool { return d.Item.Invoice == c.Invoice.ID && d.Item.Planned() })
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
		claimed := render.ClaimedOf(numberOf(c), c.Invoice.IssuedOn, &c.Case, &standing)
		claimed.Sent = proofOf(c.Sent)
		m.annex = append(m.annex, claimed)
	}
	return nil
}

// announced is what will be asked when the time is over that the law gives a consumer: in
// Belgium for each debt, in the Netherlands for all that is asked, as for one.
func (m *demand) announced(asked money.Amount) allocation.Claim {
	sum := money.Of(0, asked.Currency)
	switch m.document {
	case law.FirstReminder:
		for _, open := range m.late {
			sum = sum.Add(m.terms.Compensation.Of(open))
		}
	case law.FourteenDays:
		sum = law.WithVAT(m.terms.Compensation.Of(asked), m.terms.CostsVAT)
	}
	return allocation.Only(allocation.Compensation, sum)
}

// tell writes into a reminder what it asks. Where credits cover all that is late it asks for
// nothing, and claims nothing.
func (m *demand) tell(r *render.Reminder) {
	asked := r.Sums().Asked
	if asked.IsZero() {
		m.document, m.fresh, m.annex = law.Plain, nil, nil
		return
	}
	r.Document, r.ByPost, r.CostsVAT, r.Enclosed = m.document, m.byPost, m.terms.CostsVAT, len(m.annex) > 0
	if !m.asked.Late().IsZero() {
		r.Claimed = &m.asked
	}
	if announced := m.announced(asked); !announced.Late().IsZero() {
		r.Announced = &announced
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

// claimed writes what messages that left the house asked into the claims ledger, and returns
// what the timelines of their customers tell of it.
func claimed(tx *store.Tx, messages []message.Message, on date.Date) (events []timeline.Event, err error) {
	var all []store.Claimed
	asked, totals := map[id.ID][]id.ID{}, map[id.ID]money.Amount{}
	for n := range messages {
		m := &messages[n]
		total := money.Of(0, m.Currency)
		for _, i := range m.Items {
			lines := linesOf(i.Invoice, i.Part, store.WasClaimed, i.Claims)
			for n := range lines {
				lines[n].On, lines[n].Message, lines[n].Step, lines[n].By = on, m.ID, i.Step, Actor
			}
			if len(lines) > 0 {
				all, asked[m.ID], total = append(all, lines...), append(asked[m.ID], i.Invoice), total.Add(i.Claims.Late())
			}
		}
		totals[m.ID] = total
	}
	if len(all) == 0 {
		return nil, nil
	}
	if err := tx.AddClaimed(all); err != nil {
		return nil, err
	}
	found, err := tx.InvoicesByID(slices.Concat(slices.Collect(maps.Values(asked))...))
	if err != nil {
		return nil, err
	}
	invoices := map[id.ID]invoice.Invoice{}
	for _, i := range found {
		invoices[i.ID] = i
	}
	for n := range messages {
		m := &messages[n]
		var of []invoice.Invoice
		slices.Sort(asked[m.ID])
		for _, i := range slices.Compact(asked[m.ID]) {
			of = append(of, invoices[i])
		}
		if len(of) > 0 {
			events = append(events, claimEvent(timeline.Claimed, m.Customer, of, totals[m.ID], "", Actor, on))
		}
	}
	return events, nil
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

// claimEvent tells a customer's timeline what was asked or let go of some invoices.
func claimEvent(kind timeline.Kind, customer id.ID, of []invoice.Invoice, total money.Amount, why, by string, on date.Date) timeline.Event {
	data := timeline.Data{Amount: total, Count: len(of), Text: why}
	for _, i := range of[:min(len(of), fewNumbers)] {
		data.Numbers = append(data.Numbers, i.Number)
	}
	slices.Sort(data.Numbers)
	e := timeline.Event{Customer: customer, Kind: kind, On: on, Actor: by, Data: data.JSON()}
	if len(of) == 1 {
		e.Subject = of[0].ID
	}
	return e
}
