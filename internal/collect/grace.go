package collect

import (
	"cmp"
	"maps"

	"acquit/internal/calendar"
	"acquit/internal/claim"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/law"
	"acquit/internal/store"
)

// grace is the time that the law gives a consumer after a message, as far as it moves the
// steps that follow: what demandOf says of a real message, for one that is foreseen.
type grace struct {
	country string // whose law holds
	byPost  bool   // mails give the time that letters give
	days    *calendar.Calendar
	payable func(date.Date) date.Date
	noticed map[item]date.Date // the last day on which something was said about a debt
}

// graceOf is the grace of a customer of whom nothing was asked yet; nil for who is no
// consumer.
func (s *setting) graceOf(c *customer.Customer) *grace {
	buyer := law.Buyer(c.Kind)
	if buyer.Segment() != law.B2C {
		return nil
	}
	return &grace{country: cmp.Or(buyer.Land(s.company.Country, c.Country), s.company.Country), byPost: s.company.Policy.Late.MailsAsLetters,
		days: s.calendar, payable: func(day date.Date) date.Date { return s.payable(c.Country, day) }, noticed: map[item]date.Date{}}
}

// graces are those of the consumers among some cases, with what was said to them before.
func (d *Desk) graces(tx *store.Tx, set *setting, cases []*store.Case) (map[id.ID]*grace, error) {
	all := map[id.ID]*grace{}
	var invoices []id.ID
	for _, c := range cases {
		g := set.graceOf(&c.Customer)
		if g == nil {
			continue
		}
		all[c.Customer.ID] = g
		for n := range c.Debts {
			invoices = append(invoices, c.Debts[n].ID)
		}
	}
	if len(invoices) == 0 {
		return all, nil
	}
	claims, err := tx.Claims(invoices)
	for n := range claims {
		c := &claims[n]
		for _, notice := range c.Circumstances.Notices {
			g, i := all[c.Invoice.Customer], item{c.Invoice.ID, c.Item}
			g.noticed[i] = max(g.noticed[i], notice.On)
		}
	}
	return all, err
}

// clone is a grace that goes its own way.
func (g *grace) clone() *grace {
	if g == nil {
		return nil
	}
	c := *g
	c.noticed = maps.Clone(g.noticed)
	return &c
}

// give notes that the message of a decision left on a day, and gives its items the time that
// the law wants them to have, from the day by which it leaves at the latest.
func (g *grace) give(c *course, a *dunning.Assessment, on, leaves date.Date) {
	document := g.document(c.scenario, a, on)
	until := c.facts.Deadline(&a.Step, leaves)
	switch document {
	case law.FourteenDays:
		until = date.None // counted from a day that only the debtor knows
	case law.FirstReminder:
		until = g.payable(max(until, claim.Belgium(g.days, leaves, g.byPost || a.Channel.OnPaper()).Until))
	}
	due := map[item]bool{}
	for n := range a.Items {
		d := &a.Items[n]
		i := item{d.Item.Invoice, d.Item.Part}
		if due[i] = d.Due; d.Due || d.Listed && document != law.Plain && document != law.FormalNotice {
			g.noticed[i] = on
		}
	}
	for n := range c.facts.Items {
		if i := &c.facts.Items[n]; due[item{i.Invoice, i.Part}] {
			i.Taken.Until = until
		}
	}
}

// document is what the message of a decision is in the eyes of the law.
func (g *grace) document(scenario *dunning.Scenario, a *dunning.Assessment, on date.Date) law.Document {
	late, first, formal := false, false, false
	for n := range a.Items {
		d := &a.Items[n]
		if d.Item.DueOn >= on {
			continue
		}
		late = true
		first = first || g.noticed[item{d.Item.Invoice, d.Item.Part}] <= d.Item.DueOn
		if step, _ := scenario.Step(d.Step); d.Due && step.Tone == dunning.Formal {
			formal = true
		}
	}
	if !late {
		return law.Plain
	}
	return law.DocumentOf(g.country, law.B2C, formal, first)
}
