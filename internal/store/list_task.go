package store

import (
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/task"
)

// Whose narrows tasks to those of one person, to those that are nobody's yet, or to both; the zero
// Whose takes all.
type Whose struct {
	Person string // mail address; "" for nobody's in particular
	Nobody bool
}

// owners are the owners that w takes, as a list for SQL; all where it takes all.
func (w Whose) owners() (list []string, all bool) {
	if w.Person != "" {
		list = append(list, w.Person)
	}
	if w.Nobody {
		list = append(list, "")
	}
	return list, len(list) == 0
}

// CountOwned counts the tasks that wait, that nobody put off beyond today, of a person and of
// nobody, each up to a limit, and reports whether anything is anybody's.
func (tx *Tx) CountOwned(person string, today date.Date, limit int) (mine, nobodys int, owned bool, err error) {
	open := `task WHERE company_id = $1 AND done_at IS NULL AND (again_on IS NULL OR again_on <= $2)`
	err = tx.Row([]any{&mine, &nobodys, &owned}, `SELECT (SELECT `+countTo(limit, open+` AND owner = $3`)+`), (SELECT `+countTo(limit, open+` AND owner = ''`)+`),
		EXISTS (SELECT 1 FROM task WHERE company_id = $1 AND done_at IS NULL AND owner <> '')`, tx.Company, today, person)
	return mine, nobodys, owned, err
}

// TasksToDo are at most limit tasks of somebody that wait and that nobody put off beyond today,
// the earliest due first, after the one with due day and identifier given.
func (tx *Tx) TasksToDo(whose Whose, today, afterDue date.Date, after id.ID, limit int) ([]task.Task, error) {
	owners, all := whose.owners()
	return db.Collect(tx.Tx, scanTask, `SELECT `+taskColumns+` FROM task
		WHERE company_id = $1 AND done_at IS NULL AND (again_on IS NULL OR again_on <= $2) AND (due_on, id) > ($3, $4)
			AND ($5 OR owner IN ({list $6 TEXT}))
		ORDER BY due_on, id`+first(limit), tx.Company, today, floor(afterDue), after, all, db.JSON(owners))
}

// TasksPutOff are at most limit tasks of somebody that were put off beyond today, the ones
// that show again first, after the one with that day and identifier given.
func (tx *Tx) TasksPutOff(whose Whose, today, afterAgain date.Date, after id.ID, limit int) ([]task.Task, error) {
	owners, all := whose.owners()
	return db.Collect(tx.Tx, scanTask, `SELECT `+taskColumns+` FROM task
		WHERE company_id = $1 AND done_at IS NULL AND again_on > $2 AND (again_on, id) > ($3, $4)
			AND ($5 OR owner IN ({list $6 TEXT}))
		ORDER BY again_on, id`+first(limit), tx.Company, today, floor(afterAgain), after, all, db.JSON(owners))
}

// CountPutOff counts the tasks that somebody put off beyond today, up to a limit.
func (tx *Tx) CountPutOff(today date.Date, limit int) (n int, err error) {
	return n, tx.Row([]any{&n}, `SELECT `+
		countTo(limit, `task WHERE company_id = $1 AND done_at IS NULL AND again_on > $2`), tx.Company, today)
}
