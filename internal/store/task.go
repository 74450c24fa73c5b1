package store

import (
	"database/sql"
	"time"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/task"
)

const taskColumns = `id, kind, customer_id, subject_id, once, data, due_on, created_at, done_by, done_at, again_on, put_off_by, owner, given`

func scanTask(rows *sql.Rows) (task.Task, error) {
	var t task.Task
	var customer, subject sql.NullInt64
	err := rows.Scan(&t.ID, &t.Kind, &customer, &subject, &t.Once, &t.Data, &t.DueOn, db.ScanInstant(&t.CreatedAt), &t.DoneBy, db.ScanInstant(&t.DoneAt),
		&t.AgainOn, &t.PutOffBy, &t.Owner, &t.Given)
	t.Customer, t.Subject = id.ID(customer.Int64), id.ID(subject.Int64)
	return t, err
}

// AddTasks gives people something to do. A task whose Once is open already is not
// given twice.
func (tx *Tx) AddTasks(all []task.Task) error {
	if len(all) == 0 {
		return nil
	}
	type row struct {
		ID       int64     `json:"id"`
		Kind     task.Kind `json:"kind"`
		Customer any       `json:"customer_id"`
		Subject  any       `json:"subject_id"`
		Once     string    `json:"once"`
		Data     string    `json:"data"`
		DueOn    date.Date `json:"due_on"`
		AgainOn  date.Date `json:"again_on,omitzero"`
		PutOffBy string    `json:"put_off_by"`
		Owner    string    `json:"owner"`
	}
	rows := make([]row, 0, len(all))
	for _, t := range all {
		if t.Data == "" {
			t.Data = "{}"
		}
		i := tx.NewID()
		if t.Owner == "" {
			tx.newTasks = append(tx.newTasks, i)
		}
		rows = append(rows, row{int64(i), t.Kind, optional(t.Customer), optional(t.Subject), t.Once, t.Data, t.DueOn, t.AgainOn, t.PutOffBy, t.Owner})
	}
	_, err := tx.Exec(`INSERT INTO task (company_id, id, kind, customer_id, subject_id, once, data, due_on, created_at, done_by, done_at, again_on, put_off_by, owner)
		SELECT $1, r.id, r.kind, r.customer_id, r.subject_id, r.once, CAST(r.data AS {json}), r.due_on, $3, '', NULL, r.again_on, r.put_off_by, r.owner
		FROM {rows $2 id BIGINT, kind TEXT, customer_id BIGINT, subject_id BIGINT, once TEXT, data TEXT, due_on DATE, again_on DATE, put_off_by TEXT, owner TEXT} WHERE TRUE
		ON CONFLICT (company_id, once) WHERE done_at IS NULL DO NOTHING`,
		tx.Company, db.JSON(rows), db.Instant(tx.Now()))
	return err
}

// TickOff marks the tasks among these that are open as done, and returns them.
func (tx *Tx) TickOff(tasks []id.ID, by string) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `UPDATE task SET done_by = $3, done_at = $4
		WHERE company_id = $1 AND id IN ({list $2 BIGINT}) AND done_at IS NULL RETURNING id`,
		tx.Company, db.JSON(ints(tasks)), by, db.Instant(tx.Now()))
}

// FinishTasks marks the open tasks with these Once values as done: facts have done
// them.
func (tx *Tx) FinishTasks(once []string, by string) error {
	if len(once) == 0 {
		return nil
	}
	_, err := tx.Exec(`UPDATE task SET done_by = $3, done_at = $4
		WHERE company_id = $1 AND done_at IS NULL AND once IN ({list $2 TEXT})`, tx.Company, db.JSON(once), by, db.Instant(tx.Now()))
	return err
}

// FinishTasksAbout marks the open tasks of some kinds about some subjects as done.
func (tx *Tx) FinishTasksAbout(subjects []id.ID, kinds []task.Kind, by string) error {
	_, err := tx.Exec(`UPDATE task SET done_by = $4, done_at = $5
		WHERE company_id = $1 AND subject_id IN ({list $2 BIGINT}) AND kind IN ({list $3 TEXT}) AND done_at IS NULL`,
		tx.Company, db.JSON(ints(subjects)), db.JSON(kinds), by, db.Instant(tx.Now()))
	return err
}

// OpenTasksAbout are the open tasks of some kinds about a subject.
func (tx *Tx) OpenTasksAbout(subject id.ID, kinds []task.Kind) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `SELECT id FROM task WHERE company_id = $1 AND subject_id = $2 AND kind IN ({list $3 TEXT}) AND done_at IS NULL ORDER BY id`,
		tx.Company, subject, db.JSON(kinds))
}

// DueTasks says by when the open tasks of a kind about some subjects are to be done.
func (tx *Tx) DueTasks(subjects []id.ID, k task.Kind, on date.Date) error {
	_, err := tx.Exec(`UPDATE task SET due_on = $4 WHERE company_id = $1 AND subject_id IN ({list $2 BIGINT}) AND kind = $3 AND done_at IS NULL`,
		tx.Company, db.JSON(ints(subjects)), string(k), on)
	return err
}

// FinishTasksOf marks the open tasks of a kind about a customer as done.
func (tx *Tx) FinishTasksOf(customer id.ID, k task.Kind, by string) error {
	_, err := tx.Exec(`UPDATE task SET done_by = $4, done_at = $5
		WHERE company_id = $1 AND customer_id = $2 AND kind = $3 AND done_at IS NULL`, tx.Company, customer, string(k), by, db.Instant(tx.Now()))
	return err
}

// Reopen takes back that tasks were done, and returns how many of them are open now:
// what was given anew meanwhile is not opened a second time.
func (tx *Tx) Reopen(tasks []id.ID) (int64, error) {
	return tx.Exec(`UPDATE task SET done_by = '', done_at = NULL
		WHERE company_id = $1 AND id IN ({list $2 BIGINT}) AND (done_at IS NULL OR NOT EXISTS (
			SELECT 1 FROM task AS o WHERE o.company_id = $1 AND o.once = task.once AND o.done_at IS NULL))`, tx.Company, db.JSON(ints(tasks)))
}

// PutOff hides the tasks among these that are open until a day, None for no longer,
// and returns them.
func (tx *Tx) PutOff(tasks []id.ID, until date.Date, by string) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `UPDATE task SET again_on = $3, put_off_by = $4
		WHERE company_id = $1 AND id IN ({list $2 BIGINT}) AND done_at IS NULL RETURNING id`,
		tx.Company, db.JSON(ints(tasks)), until, by)
}

// PutOffOnce is PutOff for tasks by their Once.
func (tx *Tx) PutOffOnce(once []string, until date.Date, by string) error {
	_, err := tx.Exec(`UPDATE task SET again_on = $3, put_off_by = $4
		WHERE company_id = $1 AND done_at IS NULL AND once IN ({list $2 TEXT})`, tx.Company, db.JSON(once), until, by)
	return err
}

// RecentlyDone are those of some tasks, by their Once, that a person and not the facts has
// done since an instant.
func (tx *Tx) RecentlyDone(once []string, since time.Time, facts string) ([]string, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) },
		`SELECT DISTINCT once FROM task WHERE company_id = $1 AND once IN ({list $2 TEXT}) AND done_at >= $3 AND done_by <> $4`,
		tx.Company, db.JSON(once), db.Instant(since), facts)
}

// OpenTasks are at most limit tasks that wait, the earliest due first, after the
// one with due day and identifier given.
func (tx *Tx) OpenTasks(afterDue date.Date, after id.ID, limit int) ([]task.Task, error) {
	return db.Collect(tx.Tx, scanTask, `SELECT `+taskColumns+` FROM task
		WHERE company_id = $1 AND done_at IS NULL AND (due_on > $2 OR due_on = $2 AND id > $3)
		ORDER BY due_on, id`+first(limit), tx.Company, floor(afterDue), after)
}

// floor is a day to start a list from: the first of all for None.
func floor(d date.Date) date.Date { return max(d, date.Date(1)) }

// CountTasks counts the tasks that wait, by kind.
func (tx *Tx) CountTasks() (map[task.Kind]int, error) {
	counts := map[task.Kind]int{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var k task.Kind
		var n int
		err := rows.Scan(&k, &n)
		counts[k] = n
		return err
	}, `SELECT kind, COUNT(*) FROM task WHERE company_id = $1 AND done_at IS NULL GROUP BY kind`, tx.Company)
	return counts, err
}
