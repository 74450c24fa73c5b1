package collect

import (
	"context"
	"slices"
	"time"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// Posted is what became of letters that a person posted.
type Posted struct {
	Left []id.ID // have left the house
	Gone []id.ID // were withdrawn meanwhile, or written anew: they must not be posted
}

// Post says that a person posted letters. numbers are those that the post gave to registered
// ones, by letter.
func (d *Desk) Post(ctx context.Context, company id.ID, letters []id.ID, numbers map[id.ID]string, by string, today date.Date) (all Posted, err error) {
	return d.postOn(ctx, company, letters, posting{numbers: numbers, on: today}, by, today)
}

// posting is how letters went to the post.
type posting struct {
	numbers  map[id.ID]string // of registered letters, by letter
	contents map[id.ID]string // what was printed, by letter; nil where nobody knows
	on       date.Date
}

func (d *Desk) postOn(ctx context.Context, company id.ID, letters []id.ID, p posting, by string, today date.Date) (all Posted, err error) {
	for part := range slices.Chunk(letters, batch) {
		var one Posted
		err := d.lockedMessages(ctx, company, part, func(tx *store.Tx, found []message.Message) (err error) {
			one, err = d.post(tx, found, p, by, today)
			return err
		})
		if err != nil {
			return all, err
		}
		all.Left, all.Gone = append(all.Left, one.Left...), append(all.Gone, one.Gone...)
	}
	return all, nil
}

func (d *Desk) post(tx *store.Tx, found []message.Message, p posting, by string, today date.Date) (one Posted, err error) {
	var leaving []message.Message
	for n := range found {
		m := found[n]
		if m.State != message.Ready || !m.Channel.OnPaper() || p.contents != nil && p.contents[m.ID] != m.Content {
			one.Gone = append(one.Gone, m.ID)
			continue
		}
		m.Outcome = ""
		if number := p.numbers[m.ID]; number != "" {
			m.Outcome = fault.Say("registered as %s", number).Kept()
		}
		leaving, one.Left = append(leaving, m), append(one.Left, m.ID)
	}
	return one, d.byHand(tx, leaving, by, p.on, today)
}

// byHand records that a person took messages out of the house on a day.
func (d *Desk) byHand(tx *store.Tx, all []message.Message, by string, on, today date.Date) error {
	if len(all) == 0 {
		return nil
	}
	if err := tx.LoadItems(all); err != nil {
		return err
	}
	letters, err := d.written(tx, all, date.None)
	if err != nil {
		return err
	}
	return left(tx, letters, by, on, today)
}

// written are messages that were written on a day, None for the one that is known of each, with
// the steps that their items take.
func (d *Desk) written(tx *store.Tx, all []message.Message, on date.Date) ([]letter, error) {
	set, err := d.settingFor(tx, all)
	if err != nil {
		return nil, err
	}
	caseOf, err := set.casesOf(tx, all)
	if err != nil {
		return nil, err
	}
	ids := make([]id.ID, len(all))
	for n := range all {
		ids[n] = all[n].ID
	}
	steps, err := tx.NextTimes(ids...)
	if err != nil {
		return nil, err
	}
	letters := make([]letter, len(all))
	for n := range all {
		m := &all[n]
		if m.BesideLadder() {
			letters[n] = letter{message: *m}
			continue
		}
		c, err := caseOf(m)
		if err != nil {
			return nil, err
		}
		day := on
		if day == date.None {
			day = date.Of(m.WrittenAt.In(set.company.Location()))
		}
		l := letter{message: *m, step: set.stepOf(m), taken: steps[m.ID]}
		until := set.gave(c, &l.step, m, day)
		for n := range l.taken {
			l.taken[n].Until = until
		}
		letters[n] = l
	}
	return letters, nil
}

// rewriteLetters sends letters back to be written anew that nobody posted while their day
// stood: what they say counts from the day they bear.
func (d *Desk) rewriteLetters(ctx context.Context, company id.ID, today date.Date) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		set, err := d.setting(tx)
		if err != nil {
			return err
		}
		year, month, day := today.Civil()
		waiting, err := tx.ReadyLetters(time.Date(year, month, day, 0, 0, 0, 0, set.company.Location()))
		if err != nil || len(waiting) == 0 {
			return err
		}
		owners, err := tx.OwnersOf(waiting)
		if err != nil {
			return err
		}
		if err := tx.LockCustomers(owners); err != nil {
			return err
		}
		found, err := tx.LockMessages(waiting)
		var old []id.ID
		for n := range found {
			m := &found[n]
			written := date.Of(m.WrittenAt.In(set.company.Location()))
			if m.State == message.Ready && set.leavesBy(m.Channel, written) < today {
				old = append(old, m.ID)
			}
		}
		if err != nil || len(old) == 0 {
			return err
		}
		return tx.Requeue(old)
	})
}

// Reached is how a call ended.
type Reached string

// The ends of a call.
const (
	Called      Reached = "called"       // the customer was spoken to
	Unreached   Reached = "unreached"    // nobody answered
	WrongNumber Reached = "wrong_number" // the number is not the customer's
)

// mostCalls is how often a customer is called before the next channel is taken.
const mostCalls = 3

// Call says how a call ended. Nobody who answers is called again on the next day, and in vain
// three times; then, or where the number is wrong, the message goes on the step's next channel.
func (d *Desk) Call(ctx context.Context, company, i id.ID, how Reached, by string, today date.Date) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		m, err := takeMessage(tx, i, message.Ready)
		if err != nil {
			return err
		}
		if m.Channel != message.Call {
			return fault.New(fault.Invalid, "the message is no call")
		}
		switch {
		case how == Called:
			m.Outcome = ""
			return d.byHand(tx, []message.Message{m}, by, today, today)
		case how == WrongNumber:
			err = tx.AddTasks([]task.Task{{Kind: task.WrongNumber, Customer: m.Customer, Once: "number " + m.Customer.String(), DueOn: today}})
		case how != Unreached:
			return fault.New(fault.Invalid, "a call ends with called, unreached or wrong_number, not with %q", string(how))
		case m.Attempts < mostCalls:
			return d.callAgain(tx, &m, by, today)
		}
		if err != nil {
			return err
		}
		return d.notCalled(tx, &m, how, by, today)
	})
}

// callAgain puts a call off until tomorrow.
func (d *Desk) callAgain(tx *store.Tx, m *message.Message, by string, today date.Date) error {
	tried := callMissed(m, Unreached, by, today)
	m.Attempts++
	if err := tx.SaveMessage(m, m.WrittenAt); err != nil {
		return err
	}
	if err := tx.FinishTasks([]string{messageTask(m.ID)}, by); err != nil {
		return err
	}
	if err := tx.AddTasks([]task.Task{callTask(m, today.AddDays(1))}); err != nil {
		return err
	}
	return tx.Note(tried)
}

// notCalled gives a call up: the step's next channel takes its place, or a person looks.
func (d *Desk) notCalled(tx *store.Tx, m *message.Message, how Reached, by string, today date.Date) error {
	if err := tx.Note(callMissed(m, how, by, today)); err != nil {
		return err
	}
	if err := tx.FinishTasks([]string{messageTask(m.ID)}, by); err != nil {
		return err
	}
	return d.refused(tx, m, fault.Say("nobody was reached by telephone").Kept(), today)
}

func callMissed(m *message.Message, how Reached, by string, today date.Date) timeline.Event {
	return timeline.Event{Customer: m.Customer, Kind: timeline.CallMissed, On: today, Actor: by, Subject: m.ID,
		Data: timeline.Data{Step: m.Step, Count: m.Attempts, Code: string(how)}.JSON()}
}

// callTask asks a person to call.
func callTask(m *message.Message, on date.Date) task.Task {
	return task.Task{Kind: task.Call, Customer: m.Customer, Subject: m.ID, Once: messageTask(m.ID), DueOn: on,
		Data: timeline.Data{Step: m.Step, Amount: m.Amount, Count: m.Attempts}.JSON()}
}
