package collect

import (
	"context"
	"slices"
	"strings"
	"time"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/job"
	"acquit/internal/message"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// Approval is what became of messages that a person approved.
type Approval struct {
	Approved []id.ID // they leave at their time
	Another  []id.ID // another person must approve them too
	Gone     int     // were withdrawn, or approved by others, meanwhile
}

// FourEyes is why two people must approve a message. It stands beside the reasons of
// decisions.
const FourEyes dunning.Code = "four_eyes"

// PutAside is why a person takes a message back that waited for approval.
const PutAside dunning.Code = "put_aside"

// takeBackTime is how long a message that was approved waits, so that the approval can be
// taken back.
const takeBackTime = 20 * time.Second

// mustApprove is how many people must approve the message of a decision, and why.
func (s *setting) mustApprove(a *dunning.Assessment) (people int, why dunning.Reason) {
	switch {
	case s.company.Policy.FourEyes && a.Step.Tone == dunning.Formal:
		return 2, dunning.Reason{Code: FourEyes, Step: a.Step.Key}
	case a.Approval != nil:
		return 1, *a.Approval
	}
	return 0, dunning.Reason{}
}

// peopleFor is how many people must approve a message that was proposed.
func (s *setting) peopleFor(m *message.Message) int {
	if step := s.stepOf(m); s.company.Policy.FourEyes && step.Tone == dunning.Formal {
		return 2
	}
	return 1
}

// stepOf is the step of a message, as the version has it by which it was decided; the zero
// step for one that is unknown.
func (s *setting) stepOf(m *message.Message) (step dunning.Step) {
	if version := s.versions[m.Scenario]; version != nil {
		step, _ = version.Step(m.Step)
	}
	return step
}

// settingFor is the setting, with the versions by which some messages were decided.
func (d *Desk) settingFor(tx *store.Tx, all []message.Message) (*setting, error) {
	set, err := d.setting(tx)
	if err != nil {
		return nil, err
	}
	versions := make([]id.ID, len(all))
	for n := range all {
		versions[n] = all[n].Scenario
	}
	return set, set.learn(tx, versions)
}

// Approve lets prepared messages leave. Who approved a message before, or wrote it, does not
// count twice: a notice of default may need another person. Approving again changes nothing.
func (d *Desk) Approve(ctx context.Context, company id.ID, messages []id.ID, by string, today date.Date) (all Approval, err error) {
	for part := range slices.Chunk(messages, batch) {
		var one Approval
		err := d.lockedMessages(ctx, company, part, func(tx *store.Tx, found []message.Message) (err error) {
			one, err = d.approve(tx, found, by, today)
			return err
		})
		if err != nil {
			return all, err
		}
		all.Approved, all.Another = append(all.Approved, one.Approved...), append(all.Another, one.Another...)
		all.Gone += len(part) - len(one.Approved) - len(one.Another)
	}
	return all, nil
}

// lockedMessages does something with messages that nobody else changes meanwhile.
func (d *Desk) lockedMessages(ctx context.Context, company id.ID, messages []id.ID, do func(*store.Tx, []message.Message) error) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		owners, err := tx.OwnersOf(messages)
		if err != nil {
			return err
		}
		if err := tx.LockCustomers(owners); err != nil {
			return err
		}
		found, err := tx.LockMessages(messages)
		if err != nil {
			return err
		}
		return do(tx, found)
	})
}

func (d *Desk) approve(tx *store.Tx, found []message.Message, by string, today date.Date) (one Approval, err error) {
	set, err := d.settingFor(tx, found)
	if err != nil {
		return one, err
	}
	var changed []message.Message
	var events []timeline.Event
	for n := range found {
		m := &found[n]
		known := slices.Contains(m.Approved, by)
		if m.State != message.Proposed {
			if known && m.State == message.Queued {
				one.Approved = append(one.Approved, m.ID)
			}
			continue
		}
		if !known {
			m.Approved = append(m.Approved, by)
			events = append(events, eventOf(m, timeline.MessageApproved, by, today))
		}
		if m.HasApproval(set.peopleFor(m)) {
			m.State = message.Queued
			one.Approved = append(one.Approved, m.ID)
		} else {
			one.Another = append(one.Another, m.ID)
		}
		if !known || m.State == message.Queued {
			changed = append(changed, *m)
		}
	}
	if len(changed) == 0 {
		return one, nil
	}
	if err := tx.SaveApprovals(changed); err != nil {
		return one, err
	}
	if err := d.letWait(tx, set, changed); err != nil {
		return one, err
	}
	if err := tx.Note(events...); err != nil {
		return one, err
	}
	return one, tx.Enqueue(job.Send{Company: tx.Company})
}

// letWait lets messages that were just approved wait until nobody takes that back any more,
// and those of which an account manager is told for as long as the company lets him.
func (d *Desk) letWait(tx *store.Tx, set *setting, approved []message.Message) error {
	owners := make([]id.ID, len(approved))
	for n := range approved {
		owners[n] = approved[n].Customer
	}
	found, err := tx.Customers(owners)
	if err != nil {
		return err
	}
	customers := map[id.ID]*customer.Customer{}
	for n := range found {
		customers[found[n].ID] = &found[n]
	}
	var at [2][]id.ID
	for n := range approved {
		m := &approved[n]
		if m.State != message.Queued {
			continue
		}
		step := set.stepOf(m)
		if set.mustWarn(customers[m.Customer], &step) && !m.Warned {
			at[1] = append(at[1], m.ID)
		} else {
			at[0] = append(at[0], m.ID)
		}
	}
	if err := tx.WaitUntil(at[0], tx.Now().Add(takeBackTime), false); err != nil {
		return err
	}
	return tx.WaitUntil(at[1], set.warnedBy(tx.Now()), false)
}

func eventOf(m *message.Message, kind timeline.Kind, by string, today date.Date) timeline.Event {
	return timeline.Event{Customer: m.Customer, Kind: kind, On: today, Actor: by, Subject: m.ID,
		Data: timeline.Data{Step: m.Step, Amount: m.Amount}.JSON()}
}

// Unapprove takes a person's approval of messages back that have not left, and returns how
// many there were.
func (d *Desk) Unapprove(ctx context.Context, company id.ID, messages []id.ID, by string, today date.Date) (undone int, err error) {
	err = d.lockedMessages(ctx, company, messages, func(tx *store.Tx, found []message.Message) error {
		undone = 0
		var changed []message.Message
		var events []timeline.Event
		for n := range found {
			m := &found[n]
			if m.State != message.Queued && m.State != message.Proposed || !slices.Contains(m.Approved, by) {
				continue
			}
			m.State, m.Approved = message.Proposed, slices.DeleteFunc(m.Approved, func(who string) bool { return who == by })
			changed, events = append(changed, *m), append(events, eventOf(m, timeline.ApprovalUndone, by, today))
		}
		if undone = len(changed); undone == 0 {
			return fault.New(fault.Conflict, "the messages have left already, or were withdrawn")
		}
		if err := tx.SaveApprovals(changed); err != nil {
			return err
		}
		return tx.Note(events...)
	})
	return undone, err
}

// EditMessage puts a person's words into a prepared message, in the template language of
// render; empty ones put the template's back. Approvals of what it said before are void, and
// who wrote it counts as the first of those who approve it.
//
// Errors: Invalid for words that cannot be sent, with the place; Conflict when the message does
// not wait any more.
func (d *Desk) EditMessage(ctx context.Context, company, i id.ID, subject, body, by string, today date.Date) error {
	text := dunning.Text{Subject: strings.TrimSpace(subject), Body: strings.TrimSpace(strings.ReplaceAll(body, "\r\n", "\n"))}
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		m, err := takeMessage(tx, i, message.Proposed)
		if err != nil {
			return err
		}
		if m.Channel == message.Call {
			return fault.New(fault.Invalid, "a call has no text")
		}
		set, err := d.settingFor(tx, []message.Message{m})
		if err != nil {
			return err
		}
		m.Approved, m.Edited = nil, nil
		if text != (dunning.Text{}) {
			step := set.stepOf(&m)
			if err := render.CheckText(text, &step, &set.company); err != nil {
				return err
			}
			m.Edited = &message.Edited{Subject: text.Subject, Body: text.Body, By: by}
		}
		if err := tx.SaveMessage(&m, time.Time{}); err != nil {
			return err
		}
		return tx.Note(eventOf(&m, timeline.MessageEdited, by, today))
	})
}

// PutBack takes a prepared message back, and keeps reminders in its currency from the customer
// until a day, None for until somebody lifts the hold, for a person's reason.
func (d *Desk) PutBack(ctx context.Context, company, i id.ID, reason string, until date.Date, by string, today date.Date) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		m, err := takeMessage(tx, i, message.Proposed)
		if err != nil {
			return err
		}
		h := hold.Hold{Customer: m.Customer, Currency: m.Currency, Reason: reason, Until: until, PlacedBy: by}
		p, err := d.placing(tx, []*hold.Hold{&h}, today)
		if err != nil {
			return err
		}
		if err := p.check(&h); err != nil {
			return err
		}
		if err := tx.AddHolds(&h); err != nil {
			return err
		}
		why := db.JSON(dunning.Reason{Code: PutAside, Text: h.Reason, Day: until})
		if err := tx.Withdraw(map[id.ID]string{m.ID: why}); err != nil {
			return err
		}
		return noted(tx,
			timeline.Event{Customer: m.Customer, Kind: timeline.MessageWithdrawn, On: today, Actor: by, Subject: m.ID, Data: timeline.Data{Reason: why}.JSON()},
			p.event(&h, timeline.HoldPlaced, by))
	})
}
