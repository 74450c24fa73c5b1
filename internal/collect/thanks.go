package collect

import (
	"slices"
	"strings"
	"time"

	"acquit/internal/allocation"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/dunning"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// thanksStep is the key of the message that says thank you: it is no step of a ladder.
const thanksStep = "thanks"

// thanksWithin is how many days after a debt was settled its customer is still thanked.
const thanksWithin = 14

// closing is a case of which nothing is open any more.
type closing struct {
	of       *store.Case
	scenario *dunning.Scenario
}

// thank prepares the thanks for what was paid in cases that have just closed, where a reminder
// of the tone that the scenario names had left for it.
func thank(tx *store.Tx, set *setting, ch *changes) error {
	closed := slices.DeleteFunc(ch.closed, func(one closing) bool {
		c := one.of
		return one.scenario.Thanks == nil || len(customer.Recipients(c.Contacts)) == 0 || holdsEverything(c, ch.today) || slices.ContainsFunc(c.Pending, isThanks)
	})
	paid, err := paidLately(tx, set, closed, ch.today)
	if err != nil {
		return err
	}
	for _, one := range closed {
		c := one.of
		paid := set.thankedFor(paid, c, one.scenario.Thanks)
		if len(paid) == 0 {
			continue
		}
		to := customer.Recipients(c.Contacts)
		m := &message.Message{Customer: c.Customer.ID, Currency: c.Snapshot.Currency, Scenario: one.scenario.ID, Step: thanksStep, Channel: message.Mail,
			Language: c.Customer.Language, State: message.Queued, QueuedOn: ch.today, Recipients: to, Amount: money.Of(0, c.Snapshot.Currency)}
		names := []string{thanksStep}
		for _, p := range paid {
			m.Items = append(m.Items, message.Item{Invoice: p.Invoice, Open: p.Total, Claims: allocation.Nothing(m.Currency)})
			m.Amount = m.Amount.Add(p.Total)
			names = append(names, p.Invoice.String())
		}
		m.Once = strings.Join(names, " ")
		ch.queue = append(ch.queue, m)
	}
	return nil
}

// paidLately is what was paid lately by the customers of some cases after a reminder, and for
// which nobody has said thanks.
func paidLately(tx *store.Tx, set *setting, closed []closing, today date.Date) ([]store.PaidAfter, error) {
	if len(closed) == 0 {
		return nil, nil
	}
	customers := make([]id.ID, len(closed))
	for n := range closed {
		customers[n] = closed[n].of.Customer.ID
	}
	paid, err := tx.PaidAfter(customers, today.AddDays(-thanksWithin))
	if err != nil {
		return nil, err
	}
	versions := make([]id.ID, len(paid))
	for n := range paid {
		versions[n] = paid[n].Scenario
	}
	return paid, set.learn(tx, versions)
}

// thankedFor is what of that belongs to a case, after a reminder in a tone, or a more severe
// one: each invoice once.
func (s *setting) thankedFor(paid []store.PaidAfter, c *store.Case, thanks *dunning.Thanks) (all []store.PaidAfter) {
	tones := dunning.Tones()
	seen := map[id.ID]bool{}
	for _, p := range paid {
		tone := s.stepOf(&message.Message{Scenario: p.Scenario, Step: p.Step}).Tone
		if p.Customer != c.Customer.ID || p.Total.Currency != c.Snapshot.Currency || seen[p.Invoice] || slices.Index(tones, tone) < slices.Index(tones, thanks.After) {
			continue
		}
		seen[p.Invoice] = true
		all = append(all, p)
	}
	return all
}

func isThanks(p store.Pending) bool { return strings.HasPrefix(p.Once, thanksStep+" ") }

// claimThanks takes the last look at thanks: they leave while nothing is open, and the
// customer is not kept from everything.
func (d *Desk) claimThanks(tx *store.Tx, set *setting, c *store.Case, m *message.Message, today date.Date) (letter, message.State, error) {
	scenario := set.versions[m.Scenario]
	a, err := assess(&c.Snapshot, set.scenario(c), today)
	if err != nil {
		return letter{message: *m}, "", err
	}
	if a.Verdict != dunning.Close || scenario == nil || scenario.Thanks == nil || holdsEverything(c, today) {
		return letter{message: *m}, message.Withdrawn, d.withdraw(tx, m, a.Reasons[0], today)
	}
	if _, closed := c.Snapshot.SendDay(today); closed {
		return letter{message: *m}, postponed, nil
	}
	l, err := d.composeThanks(tx, set, c, scenario.Thanks, m, scenario.Informal, today)
	return d.composed(tx, m, &l, err, today)
}

// withdraw takes a message back that has not left, and asks for a review.
func (d *Desk) withdraw(tx *store.Tx, m *message.Message, why dunning.Reason, today date.Date) error {
	m.State, m.Outcome = message.Withdrawn, db.JSON(why)
	if err := tx.SaveMessage(m, time.Time{}); err != nil {
		return err
	}
	return noted(tx, timeline.Event{Customer: m.Customer, Kind: timeline.MessageWithdrawn, On: today, Actor: Actor, Subject: m.ID,
		Data: timeline.Data{Reason: m.Outcome}.JSON()})
}

// composeThanks writes thanks and claims them.
func (d *Desk) composeThanks(tx *store.Tx, set *setting, c *store.Case, of *dunning.Thanks, m *message.Message, informal bool, today date.Date) (letter, error) {
	t, err := thanksSaid(tx, set, c, of, m, informal, today)
	if err != nil {
		return letter{}, err
	}
	words := d.in(&c.Customer)
	written, err := t.Mail(words)
	if err != nil {
		return letter{}, err
	}
	mail := set.envelope(tx, m, &written, string(words.Tag))
	mail.To = customer.Recipients(c.Contacts)
	return set.mailer.leaves(m, &mail, nil)
}

// thanksSaid gathers what thanks say.
func thanksSaid(tx *store.Tx, set *setting, c *store.Case, of *dunning.Thanks, m *message.Message, informal bool, today date.Date) (render.Thanks, error) {
	t := render.Thanks{Company: &set.company, Customer: &c.Customer, On: today, Informal: informal}
	if text, own := of.Texts[c.Customer.Language]; own {
		t.Text = &text
	}
	ids := make([]id.ID, len(m.Items))
	for n := range m.Items {
		ids[n] = m.Items[n].Invoice
	}
	invoices, err := tx.InvoicesByID(ids)
	if err != nil {
		return t, err
	}
	for n := range invoices {
		i := &invoices[n]
		t.Items = append(t.Items, render.Item{Number: i.Number, IssuedOn: i.IssuedOn, DueOn: i.DueOn, Total: i.Owed, Open: money.Of(0, i.Owed.Currency), Reference: i.Reference})
	}
	payments, err := tx.OnAccount(c.Customer.ID)
	for _, p := range payment.Left(payments) {
		if p.OnAccount.Currency == c.Snapshot.Currency {
			t.Credits = append(t.Credits, render.Credit{On: p.ReceivedOn, Amount: p.OnAccount})
		}
	}
	return t, err
}

// holdsEverything reports whether nothing at all may go to the customer of a case on a day.
func holdsEverything(c *store.Case, today date.Date) bool {
	return slices.ContainsFunc(c.Snapshot.Holds, func(h hold.Hold) bool { return h.Everything && h.Invoice == 0 && h.HoldsOn(today) })
}
