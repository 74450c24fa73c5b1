package store

import (
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/duty"
	"acquit/internal/id"
)

// DutyRules are the rules by which work is given, in their order.
func (tx *Tx) DutyRules() ([]duty.Rule, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (r duty.Rule, err error) {
		var definition string
		if err := rows.Scan(&definition); err != nil {
			return r, err
		}
		return r, json.Unmarshal([]byte(definition), &r)
	}, `SELECT definition FROM duty_rule WHERE company_id = $1 ORDER BY place`, tx.Company)
}

// SaveDutyRules replaces the rules.
func (tx *Tx) SaveDutyRules(rules []duty.Rule) error {
	if _, err := tx.Exec(`DELETE FROM duty_rule WHERE company_id = $1`, tx.Company); err != nil {
		return err
	}
	n := 0
	_, err := tx.Insert("duty_rule", []string{"company_id", "place", "definition"}, func() ([]any, error) {
		if n == len(rules) {
			return nil, nil
		}
		n++
		return []any{int64(tx.Company), n, db.JSON(rules[n-1])}, nil
	})
	return err
}

// Absences are those that are not over on a day, the first to come first.
func (tx *Tx) Absences(today date.Date) ([]duty.Absence, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (a duty.Absence, err error) {
		return a, rows.Scan(&a.ID, &a.Person, &a.From, &a.Through, &a.Deputy)
	}, `SELECT id, person, from_on, through_on, deputy FROM absence WHERE company_id = $1 AND through_on >= $2 ORDER BY from_on, id`, tx.Company, today)
}

// AddAbsence keeps an absence, and gives it an identifier.
func (tx *Tx) AddAbsence(a *duty.Absence) error {
	a.ID = tx.NewID()
	_, err := tx.Exec(`INSERT INTO absence (company_id, id, person, from_on, through_on, deputy) VALUES ($1, $2, $3, $4, $5, $6)`,
		tx.Company, a.ID, a.Person, a.From, a.Through, a.Deputy)
	return err
}

// DropAbsence forgets an absence, and reports whether there was one.
func (tx *Tx) DropAbsence(i id.ID) (bool, error) {
	n, err := tx.Exec(`DELETE FROM absence WHERE company_id = $1 AND id = $2`, tx.Company, i)
	return n > 0, err
}

// mostRostered bounds how many people may be given work.
const mostRostered = 1000

// Roster is who may be given work on a day, and by which rules.
func (tx *Tx) Roster(today date.Date) (r duty.Roster, err error) {
	r.Today = today
	if r.Rules, err = tx.DutyRules(); err != nil {
		return r, err
	}
	if r.Absences, err = tx.Absences(today); err != nil {
		return r, err
	}
	all, err := tx.Members(mostRostered)
	for _, m := range all {
		if m.Role.MayWrite() {
			r.People = append(r.People, m.Email)
		}
	}
	return r, err
}

// Unowned is the work that waits and is nobody's, after the task given, at most limit; only that
// among some tasks, unless they are nil.
func (tx *Tx) Unowned(among []id.ID, after id.ID, limit int) ([]duty.Work, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (w duty.Work, err error) {
		var labels string
		err = rows.Scan(&w.Task, &w.Kind, &labels, &w.Country, &w.Language, &w.Manager, &w.Owes)
		w.Labels = slices.DeleteFunc(strings.Split(labels, "\n"), func(l string) bool { return l == "" })
		return w, err
	}, `SELECT t.id, t.kind, COALESCE(c.labels, ''), COALESCE(c.country, ''), COALESCE(c.language, ''), COALESCE(c.manager, ''), COALESCE(b.open_minor, 0)
		FROM task t JOIN company o ON o.id = t.company_id
		LEFT JOIN customer c ON c.company_id = t.company_id AND c.id = t.customer_id
		LEFT JOIN balance b ON b.company_id = t.company_id AND b.customer_id = t.customer_id AND b.currency = o.currency
		WHERE t.company_id = $1 AND t.done_at IS NULL AND t.owner = '' AND t.given = '' AND t.id > $2 AND ($3 OR t.id IN ({list $4 BIGINT}))
		ORDER BY t.id`+first(limit), tx.Company, after, among == nil, db.JSON(ints(among)))
}

// Duty is a task with whose it is from then on, and why.
type Duty struct {
	Task  id.ID
	Owner string
	Why   string // as task.Task.Given
}

// GiveTasks says whose open tasks are, with the replies that they ask to answer and the disputes to
// look into, and returns those that were open.
func (tx *Tx) GiveTasks(all []Duty) ([]id.ID, error) {
	if len(all) == 0 {
		return nil, nil
	}
	type row struct {
		ID    int64  `json:"id"`
		Owner string `json:"owner"`
		Given string `json:"given"`
	}
	rows := make([]row, len(all))
	for n, g := range all {
		rows[n] = row{int64(g.Task), g.Owner, g.Why}
	}
	given, err := db.Collect(tx.Tx, scanID, `UPDATE task SET owner = r.owner, given = r.given FROM {rows $2 id BIGINT, owner TEXT, given TEXT}
		WHERE task.company_id = $1 AND task.id = r.id AND task.done_at IS NULL RETURNING task.id`, tx.Company, db.JSON(rows))
	if err != nil || len(given) == 0 {
		return nil, err
	}
	_, err = tx.Exec(`UPDATE reply SET owner = t.owner, given = t.given FROM task t
		WHERE reply.company_id = $1 AND t.company_id = $1 AND t.id IN ({list $2 BIGINT}) AND t.kind = 'reply_waits' AND reply.id = t.subject_id`,
		tx.Company, db.JSON(ints(given)))
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(`UPDATE dispute SET owner = t.owner, given = t.given FROM task t
		WHERE dispute.company_id = $1 AND t.company_id = $1 AND t.id IN ({list $2 BIGINT}) AND t.kind IN ('contested', 'credit_due') AND dispute.id = t.subject_id`,
		tx.Company, db.JSON(ints(given)))
	return given, err
}

// OwnTasks says whose the open tasks with these Once values are.
func (tx *Tx) OwnTasks(once []string, owner, why string) error {
	_, err := tx.Exec(`UPDATE task SET owner = $3, given = $4 WHERE company_id = $1 AND done_at IS NULL AND once IN ({list $2 TEXT})`,
		tx.Company, db.JSON(once), owner, why)
	return err
}

// newWork is at most how much new work is given at once.
const newWork = 1000

// AssignDuty gives the work that waits and is nobody's to whom the rules say, and returns how many
// tasks found somebody: those among some, or all where they are nil.
func (tx *Tx) AssignDuty(among []id.ID, today date.Date) (found int, err error) {
	roster, err := tx.Roster(today)
	if err != nil {
		return 0, err
	}
	for after := id.ID(0); ; {
		work, err := tx.Unowned(among, after, newWork)
		if err != nil || len(work) == 0 {
			return found, err
		}
		var all []Duty
		for n := range work {
			if person, why := roster.Give(&work[n]); person != "" {
				all = append(all, Duty{work[n].Task, person, why.Text()})
			}
		}
		if _, err := tx.GiveTasks(all); err != nil {
			return found, err
		}
		found, after = found+len(all), work[len(work)-1].Task
	}
}

// assignNew gives the tasks that this transaction has made, as of the company's day.
func (tx *Tx) assignNew() error {
	if len(tx.newTasks) == 0 {
		return nil
	}
	of, err := tx.TheCompany()
	if err != nil {
		return err
	}
	_, err = tx.AssignDuty(tx.newTasks, date.Of(tx.Now().In(of.Location())))
	return err
}
