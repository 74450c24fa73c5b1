package store

import (
	"database/sql"
	"time"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	written "acquit/internal/note"
	"acquit/internal/user"
)

// Mention is a colleague who is told of a note.
type Mention struct {
	Note     id.ID
	On       date.Date // the day of the note
	Attempts int       // how often the mail was handed over, this time included
	Person   user.User
	Role     user.Role // "" for who works for the company no more
}

const mentions = `SELECT m.note_id, m.on_day, m.attempts, p.id, p.email, p.name, p.language, COALESCE(a.role, '')
	FROM mention m JOIN person p ON p.id = m.person_id LEFT JOIN membership a ON a.company_id = m.company_id AND a.person_id = m.person_id
	WHERE m.company_id = $1`

func scanMention(rows *sql.Rows) (m Mention, err error) {
	return m, rows.Scan(&m.Note, &m.On, &m.Attempts, &m.Person.ID, &m.Person.Email, &m.Person.Name, &m.Person.Language, &m.Role)
}

// AddMentions notes that people are to be told of a note.
func (tx *Tx) AddMentions(of id.ID, people []id.ID, on date.Date) error {
	now, n := tx.Now(), 0
	_, err := tx.Insert("mention", []string{"company_id", "note_id", "person_id", "on_day", "state", "attempts", "next_try_at", "outcome"}, func() ([]any, error) {
		if n == len(people) {
			return nil, nil
		}
		n++
		return []any{int64(tx.Company), int64(of), int64(people[n-1]), on, "waiting", 0, db.Instant(now), ""}, nil
	})
	return err
}

// MentionsWait reports whether a mail about a note waits to be tried now.
func (tx *Tx) MentionsWait() (wait bool, err error) {
	return wait, tx.Row([]any{&wait}, `SELECT EXISTS (SELECT 1 FROM mention WHERE company_id = $1 AND state = 'waiting' AND next_try_at <= $2)`,
		tx.Company, db.Instant(tx.Now()))
}

// ClaimMention takes the mail about a note that waits longest, so that nobody else sends it.
func (tx *Tx) ClaimMention() (m Mention, found bool, err error) {
	type key struct{ note, person id.ID }
	k, found, err := db.One(tx.Tx, func(rows *sql.Rows) (k key, err error) { return k, rows.Scan(&k.note, &k.person) },
		`SELECT note_id, person_id FROM mention WHERE company_id = $1 AND state = 'waiting' AND next_try_at <= $2
		ORDER BY next_try_at, note_id, person_id`+first(1)+` {for update}`, tx.Company, db.Instant(tx.Now()))
	if err != nil || !found {
		return m, false, err
	}
	if _, err := tx.Exec(`UPDATE mention SET state = 'sending', attempts = attempts + 1 WHERE company_id = $1 AND note_id = $2 AND person_id = $3`,
		tx.Company, k.note, k.person); err != nil {
		return m, false, err
	}
	m, found, err = db.One(tx.Tx, scanMention, mentions+` AND m.note_id = $2 AND m.person_id = $3`, tx.Company, k.note, k.person)
	if err == nil && !found { // a person who is gone
		m, found = Mention{Note: k.note, Person: user.User{ID: k.person}}, true
	}
	return m, found, err
}

// SettleMention records what became of a mail that was claimed: again is when it is tried
// again, zero for never; outcome is what was said of it.
func (tx *Tx) SettleMention(m *Mention, told bool, again time.Time, outcome string) error {
	state := "failed"
	switch {
	case told:
		state = "told"
	case !again.IsZero():
		state = "waiting"
	}
	if again.IsZero() {
		again = tx.Now() // when it was settled
	}
	_, err := tx.Exec(`UPDATE mention SET state = $4, next_try_at = $5, outcome = $6 WHERE company_id = $1 AND note_id = $2 AND person_id = $3 AND state = 'sending'`,
		tx.Company, m.Note, m.Person.ID, state, db.Instant(again), outcome)
	return err
}

// OpenMention is a note of which a person was told and with which they are not done yet.
type OpenMention struct {
	On   date.Date
	Name string // of the customer
	written.Note
}

// MentionsOf are at most limit notes with which a person is not done yet, the oldest first.
func (tx *Tx) MentionsOf(person id.ID, limit int) ([]OpenMention, error) {
	type told struct {
		note id.ID
		on   date.Date
		name string
	}
	open, err := db.Collect(tx.Tx, func(rows *sql.Rows) (o told, err error) { return o, rows.Scan(&o.note, &o.on, &o.name) },
		`SELECT m.note_id, m.on_day, c.name FROM mention m JOIN note n ON n.company_id = m.company_id AND n.id = m.note_id
		JOIN customer c ON c.company_id = n.company_id AND c.id = n.customer_id
		WHERE m.company_id = $1 AND m.person_id = $2 AND m.done_at IS NULL ORDER BY m.note_id`+first(limit), tx.Company, person)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	ids := make([]id.ID, len(open))
	for n := range open {
		ids[n] = open[n].note
	}
	found, err := tx.NotesByID(ids)
	by := map[id.ID]written.Note{}
	for _, n := range found {
		by[n.ID] = n
	}
	all := make([]OpenMention, len(open))
	for n, o := range open {
		all[n] = OpenMention{o.on, o.name, by[o.note]}
	}
	return all, err
}

// CountMentions counts the notes with which a person is not done yet, up to a limit.
func (tx *Tx) CountMentions(person id.ID, limit int) (n int, err error) {
	return n, tx.Row([]any{&n}, `SELECT `+countTo(limit, `mention WHERE company_id = $1 AND person_id = $2 AND done_at IS NULL`), tx.Company, person)
}

// FinishMention marks that a person is done with a note, or, where done is false, that they
// are not after all, and reports whether that changed anything.
func (tx *Tx) FinishMention(of, person id.ID, done bool) (bool, error) {
	query, args := `UPDATE mention SET done_at = NULL WHERE company_id = $1 AND note_id = $2 AND person_id = $3 AND done_at IS NOT NULL`, []any{tx.Company, of, person}
	if done {
		query = `UPDATE mention SET done_at = $4 WHERE company_id = $1 AND note_id = $2 AND person_id = $3 AND done_at IS NULL`
		args = append(args, db.Instant(tx.Now()))
	}
	n, err := tx.Exec(query, args...)
	return n > 0, err
}
