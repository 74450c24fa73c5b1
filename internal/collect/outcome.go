package collect

import (
	"fmt"
	"slices"
	"time"

	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/phase"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// record stores what became of messages that were handed over.
func (d *Desk) record(tx *store.Tx, handed []handed, today date.Date) error {
	var gone []letter
	var places []int
	customers := make([]id.ID, len(handed))
	for n := range handed {
		customers[n] = handed[n].letter.message.Customer
	}
	if err := tx.LockCustomers(customers); err != nil {
		return err
	}
	if err := noteDispatches(tx, handed); err != nil {
		return err
	}
	for n := range handed {
		h := &handed[n]
		if h.outcome.Kind == deliver.Accepted {
			h.letter.message.Outcome = missed(h.outcome)
			gone, places = append(gone, *h.letter), append(places, n)
			continue
		}
		if err := d.stayed(tx, &h.letter.message, h.outcome, today); err != nil {
			return err
		}
	}
	if len(gone) == 0 {
		return nil
	}
	err := left(tx, gone, Actor, today, today)
	for n, place := range places {
		*handed[place].letter = gone[n]
	}
	return err
}

// stayed stores what became of a message that has not left for certain.
func (d *Desk) stayed(tx *store.Tx, m *message.Message, o deliver.Outcome, today date.Date) error {
	switch o.Kind {
	case deliver.Later:
		if !o.Until.IsZero() || o.Down { // the message itself was not tried
			m.State, m.Attempts, m.Outcome = message.Queued, m.Attempts-1, o.Answer
			return tx.SaveMessage(m, time.Time{})
		}
		if m.Attempts < maxAttempts {
			m.State, m.Outcome, m.NextTryAt = message.Queued, o.Answer, tx.Now().Add(backoff(m.Attempts))
			return tx.SaveMessage(m, time.Time{})
		}
		return d.give(tx, m, message.Failed, o.Answer, today)
	case deliver.Uncertain:
		return d.give(tx, m, message.Uncertain, o.Answer, today)
	}
	return d.refused(tx, m, o.Answer, today)
}

// refused gives up a way on which a message cannot go. Where the step has another one the
// review takes that; else a person has to look.
func (d *Desk) refused(tx *store.Tx, m *message.Message, why string, today date.Date) error {
	if m.Step == message.Personal {
		return d.give(tx, m, message.Failed, why, today)
	}
	if m.BringsInvoice() {
		return d.invoiceRefused(tx, m, why, today)
	}
	set, err := d.setting(tx)
	if err != nil {
		return err
	}
	c, err := d.caseOf(tx, set, m)
	if err != nil {
		return err
	}
	step, _ := set.scenario(c).Step(m.Step)
	if !otherWay(c, &step, m) {
		return d.give(tx, m, message.Failed, why, today)
	}
	m.State, m.Outcome = message.Failed, why
	if err := tx.SaveMessage(m, time.Time{}); err != nil {
		return err
	}
	return resolved(tx, m, timeline.Event{Kind: timeline.MessageFailed, On: today, Actor: Actor, Data: timeline.Data{Step: m.Step, Text: why, To: m.Recipients}.JSON()})
}

// otherWay reports whether a step has another channel for a message, by which the customer
// can be reached and that has not refused it.
func otherWay(c *store.Case, step *dunning.Step, m *message.Message) bool {
	return slices.ContainsFunc(step.Ways(), func(way message.Channel) bool {
		return way != m.Channel && c.Snapshot.Reach.By(way) && !slices.Contains(c.Snapshot.Refused, dunning.Refusal{Once: m.Once, Channel: way})
	})
}

// missed is the server's answer, with the recipients that it left out.
func missed(o deliver.Outcome) string {
	answer := fault.ReadKept(o.Answer)
	for _, r := range o.Missed {
		answer = fault.Say("%s; not taken for %s: %s", answer, r.Address, r.Answer)
	}
	return answer.Kept()
}

// left records that messages have left the house on a day, which was learned today: their
// items have taken their steps, and what the steps bring about begins.
func left(tx *store.Tx, all []letter, by string, on, today date.Date) error {
	gone, took, done, owners := make([]message.Message, len(all)), make([]store.Took, len(all)), make([]string, len(all)), make([]id.ID, len(all))
	for n := range all {
		m := &all[n].message
		m.State, m.SentOn = message.Sent, on
		gone[n], took[n], done[n], owners[n] = *m, store.Took{Message: m, Items: all[n].taken}, messageTask(m.ID), m.Customer
	}
	if err := tx.SaveLeft(gone, on); err != nil {
		return err
	}
	if err := tx.NoteContacted(on, took...); err != nil {
		return err
	}
	numbers, err := broughtBy(tx, gone, on)
	if err != nil {
		return err
	}
	events, err := claimed(tx, gone, on)
	if err != nil {
		return err
	}
	begun, err := collectionBegins(tx, all, on, today)
	if err != nil {
		return err
	}
	tasks, phases := effects(all, today)
	events = slices.Concat(events, begun, phases)
	for n := range gone {
		events = append(events, sentEvent(&gone[n], numbers[gone[n].ID], by, today))
	}
	if err := tx.AddTasks(tasks); err != nil {
		return err
	}
	if err := tx.FinishTasks(done, by); err != nil {
		return err
	}
	if err := tx.Note(events...); err != nil {
		return err
	}
	return tx.WantReview(owners...)
}

// sentEvent tells a customer's timeline that a message has left, as was learned today. numbers are
// of the invoices that it brought; none where it spoke about some.
func sentEvent(m *message.Message, numbers []string, by string, today date.Date) timeline.Event {
	data := timeline.Data{Numbers: numbers, Step: m.Step, Amount: m.Amount, To: m.Recipients, Text: m.Outcome}
	if m.Channel != message.Mail {
		data.Code = string(m.Channel)
	}
	if m.SentOn != today {
		data.Day = m.SentOn
	}
	return timeline.Event{Customer: m.Customer, Kind: timeline.MessageSent, On: today, Actor: by, Subject: m.ID, Data: data.JSON()}
}

// effects are what the steps of messages bring about beside them. What costs the customer
// something is for a person to decide.
func effects(all []letter, today date.Date) (tasks []task.Task, phases []timeline.Event) {
	kinds := map[dunning.Effect]task.Kind{dunning.StopSupply: task.SupplyStop, dunning.HandOver: task.HandOver}
	for n := range all {
		m := &all[n].message
		for _, e := range all[n].step.Effects {
			if kind := kinds[e]; kind != "" {
				tasks = append(tasks, task.Task{Kind: kind, Customer: m.Customer, Subject: m.ID, Once: fmt.Sprintf("%s %s %s", kind, m.Customer, m.Currency), DueOn: today,
					Data: timeline.Data{Step: m.Step, Amount: m.Amount}.JSON()})
			}
			if e == dunning.ToNotice {
				phases = append(phases, timeline.Event{Customer: m.Customer, Kind: timeline.PhaseEntered, On: today, Actor: Actor, Subject: m.ID,
					Data: timeline.Data{Step: m.Step, Code: string(phase.Notice)}.JSON()})
			}
		}
	}
	return tasks, phases
}
