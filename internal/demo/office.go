package demo

import (
	"time"

	"acquit/examples"
	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
)

// quiet is for how many days before the end nobody has approved, posted or called, so that
// there is something to do.
const quiet = 3

// office is what is done every day about the messages that need a hand.
func (b *Builder) office(today date.Date) error {
	proposed, err := b.standing(message.Proposed, message.Channels()...)
	if err != nil {
		return err
	}
	if today > examples.Today.AddDays(-quiet) {
		return b.beginNotices(proposed, today)
	}
	for _, who := range []string{Bookkeeper, Email} { // notices of default need two
		if _, err := b.Desk.Approve(b.ctx, b.company.ID, ids(proposed), who, today); err != nil {
			return err
		}
	}
	letters, err := b.standing(message.Ready, message.Letter, message.Registered)
	if err != nil {
		return err
	}
	if _, err := b.Desk.Post(b.ctx, b.company.ID, ids(letters), nil, Bookkeeper, today); err != nil {
		return err
	}
	if err := b.callAll(today); err != nil {
		return err
	}
	return b.tickOff(today)
}

// beginNotices approves notices of default as the first of two.
func (b *Builder) beginNotices(proposed []store.ListedMessage, today date.Date) error {
	var notices []id.ID
	err := b.view(func(tx *store.Tx) error {
		for _, m := range proposed {
			version, _, err := tx.ScenarioByID(m.Scenario)
			if err != nil {
				return err
			}
			if step, _ := version.Step(m.Step); step.Tone == dunning.Formal {
				notices = append(notices, m.ID)
			}
		}
		return nil
	})
	if err != nil || len(notices) == 0 {
		return err
	}
	_, err = b.Desk.Approve(b.ctx, b.company.ID, notices[:1], Bookkeeper, today)
	return err
}

// callAll calls everybody who is to be called. On Mondays nobody answers the telephone.
func (b *Builder) callAll(today date.Date) error {
	calls, err := b.standing(message.Ready, message.Call)
	if err != nil {
		return err
	}
	for _, c := range calls {
		how := collect.Called
		if today.Weekday() == time.Monday {
			how = collect.Unreached
		}
		if err := b.Desk.NoteCall(b.ctx, b.company.ID, collect.Call{Message: c.ID, How: how}, Bookkeeper, today); err != nil {
			return err
		}
	}
	return nil
}

// standing are the messages of a state and some channels.
func (b *Builder) standing(state message.State, channels ...message.Channel) (found []store.ListedMessage, err error) {
	return found, b.view(func(tx *store.Tx) (err error) {
		found, err = tx.Standing(state, channels, 0, 500)
		return err
	})
}

func ids(all []store.ListedMessage) []id.ID {
	list := make([]id.ID, len(all))
	for n := range all {
		list[n] = all[n].ID
	}
	return list
}

// tickOff does the tasks that have waited for two weeks and need no thought: what was claimed
// beside an invoice is let go when that is paid, and supplies have been looked at. What is at
// the end of its steps, and promises that were broken, wait for the owner.
func (b *Builder) tickOff(today date.Date) error {
	var waiting []task.Task
	err := b.view(func(tx *store.Tx) (err error) {
		waiting, err = tx.OpenTasks(date.None, 0, 500)
		return err
	})
	if err != nil {
		return err
	}
	var done []id.ID
	for _, t := range waiting {
		switch {
		case t.DueOn > today.AddDays(-14):
		case t.Kind == task.SupplyStop:
			done = append(done, t.ID)
		case t.Kind == task.ClaimLeft:
			c := customer.Ref{Company: b.company.ID, Customer: t.Customer}
			if err := b.Desk.Waive(b.ctx, c, t.Subject, "De factuur is betaald", Bookkeeper, today); err != nil {
				return err
			}
		}
	}
	if len(done) == 0 {
		return nil
	}
	_, err = b.Desk.FinishTasks(b.ctx, b.company.ID, done, Bookkeeper)
	return err
}
