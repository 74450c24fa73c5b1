package collect

import (
	"context"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
)

// mostPutOffDays bounds how far a task is put off: beyond, somebody mistyped a year.
const mostPutOffDays = 366

// FinishTasks marks tasks as done by a person, and returns those that were open.
func (d *Desk) FinishTasks(ctx context.Context, company id.ID, tasks []id.ID, by string) (done []id.ID, err error) {
	err = d.Store.Update(ctx, company, func(tx *store.Tx) (err error) {
		done, err = tx.TickOff(tasks, by)
		return orNoneOpen(done, err)
	})
	return done, err
}

// ReopenTasks takes back that tasks were done, except where the same thing is to be
// done by another task already. When that is so of all of them it is a conflict.
func (d *Desk) ReopenTasks(ctx context.Context, company id.ID, tasks []id.ID) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		n, err := tx.Reopen(tasks)
		if db.IsDuplicate(err) || err == nil && n == 0 {
			err = fault.New(fault.Conflict, "the same task was given again meanwhile")
		}
		return err
	})
}

// PutOffTasks hides tasks from the list of what is to do until a day, and returns
// those that were open. They stay as due as they are.
func (d *Desk) PutOffTasks(ctx context.Context, company id.ID, tasks []id.ID, until date.Date, by string, today date.Date) (hidden []id.ID, err error) {
	switch {
	case until <= today:
		return nil, fault.New(fault.Invalid, "a task is put off until a day after today")
	case until > today.AddDays(mostPutOffDays):
		return nil, fault.New(fault.Invalid, "a task is put off for a year at most")
	}
	err = d.Store.Update(ctx, company, func(tx *store.Tx) (err error) {
		hidden, err = tx.PutOff(tasks, until, by)
		return orNoneOpen(hidden, err)
	})
	return hidden, err
}

// TakeUpTasks shows tasks again that were put off.
func (d *Desk) TakeUpTasks(ctx context.Context, company id.ID, tasks []id.ID) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		shown, err := tx.PutOff(tasks, date.None, "")
		return orNoneOpen(shown, err)
	})
}

// errNoneOpen is that somebody was faster, or that there never was anything to do.
var errNoneOpen = fault.New(fault.Conflict, "the task was done already, or there is none")

func orNoneOpen(touched []id.ID, err error) error {
	if err == nil && len(touched) == 0 {
		err = errNoneOpen
	}
	return err
}
