package collect

import (
	"context"

	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
)

// FinishTask marks a task as done by a person.
func (d *Desk) FinishTask(ctx context.Context, company, task id.ID, by string) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		open, err := tx.FinishTask(task, by)
		if err == nil && !open {
			err = fault.New(fault.Conflict, "the task was done already, or there is none")
		}
		return err
	})
}

// ReopenTask takes back that a task was done, unless the same thing is to be done
// by another task already.
func (d *Desk) ReopenTask(ctx context.Context, company, task id.ID) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		err := tx.ReopenTask(task)
		if db.IsDuplicate(err) {
			err = fault.New(fault.Conflict, "the same task was given again meanwhile")
		}
		return err
	})
}
