package store

import (
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/task"
)

// TasksToDo are at most limit tasks that wait and that nobody put off beyond today,
// the earliest due first, after the one with due day and identifier given.
func (tx *Tx) TasksToDo(today, afterDue date.Date, after id.ID, limit int) ([]task.Task, error) {
	return db.Collect(tx.Tx, scanTask, `SELECT `+taskColumns+` FROM task
		WHERE company_id = $1 AND done_at IS NULL AND (again_on IS NULL OR again_on <= $2) AND (due_on, id) > ($3, $4)
		ORDER BY due_on, id`+first(limit), tx.Company, today, floor(afterDue), after)
}

// TasksPutOff are at most limit tasks that somebody put off beyond today, the ones
// that show again first, after the one with that day and identifier given.
func (tx *Tx) TasksPutOff(today, afterAgain date.Date, after id.ID, limit int) ([]task.Task, error) {
	return db.Collect(tx.Tx, scanTask, `SELECT `+taskColumns+` FROM task
		WHERE company_id = $1 AND done_at IS NULL AND again_on > $2 AND (again_on, id) > ($3, $4)
		ORDER BY again_on, id`+first(limit), tx.Company, today, floor(afterAgain), after)
}

// CountPutOff counts the tasks that somebody put off beyond today, up to a limit.
func (tx *Tx) CountPutOff(today date.Date, limit int) (n int, err error) {
	return n, tx.Row([]any{&n}, `SELECT `+
		countTo(limit, `task WHERE company_id = $1 AND done_at IS NULL AND again_on > $2`), tx.Company, today)
}
