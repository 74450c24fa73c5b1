package store

import (
	"database/sql"
	"encoding/json"
	"math"
	"time"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
)

// Night is a night that was run.
type Night struct {
	On         date.Date
	StartedAt  time.Time
	FinishedAt time.Time // zero while it runs, or when it was cut off
	Counts     map[string]int
}

func scanNight(rows *sql.Rows) (Night, error) {
	var n Night
	var counts string
	if err := rows.Scan(&n.On, db.ScanInstant(&n.StartedAt), db.ScanInstant(&n.FinishedAt), &counts); err != nil {
		return n, err
	}
	return n, json.Unmarshal([]byte(counts), &n.Counts)
}

// Nights are the last real nights, the newest first.
func (tx *Tx) Nights(limit int) ([]Night, error) {
	return db.Collect(tx.Tx, scanNight, `SELECT on_day, started_at, finished_at, counts FROM night
		WHERE company_id = $1 ORDER BY on_day DESC`+first(limit), tx.Company)
}

// Part is a share of a night: the customers after one, up to and including another.
type Part struct {
	Number      int // from 1, in the order of customers
	After, UpTo id.ID
	Done        bool
}

func scanPart(rows *sql.Rows) (p Part, err error) {
	return p, rows.Scan(&p.Number, &p.After, &p.UpTo, &p.Done)
}

const partColumns = `number, after_id, up_to_id, done_at IS NOT NULL`

// StartNight notes that a night begins, and cuts it into parts of so many customers for whom
// there is something to decide; the last part takes in who comes later. Running the same
// night again begins it anew.
func (tx *Tx) StartNight(on date.Date, size int) ([]Part, error) {
	if _, err := tx.Exec(`INSERT INTO night (company_id, on_day, started_at, finished_at, counts) VALUES ($1, $2, $3, NULL, '{}')
		ON CONFLICT (company_id, on_day) DO UPDATE SET started_at = excluded.started_at, finished_at = NULL`,
		tx.Company, on, db.Instant(tx.Now())); err != nil {
		return nil, err // this locks the night: of two that begin it, one does after the other
	}
	if _, err := tx.Exec(`DELETE FROM night_part WHERE company_id = $1`, tx.Company); err != nil {
		return nil, err
	}
	cuts, err := db.Collect(tx.Tx, scanID, `SELECT customer_id FROM (
			SELECT customer_id, ROW_NUMBER() OVER (ORDER BY customer_id) AS place FROM (
				SELECT DISTINCT customer_id FROM balance WHERE company_id = $1 AND items > 0) AS open
		) AS placed WHERE place % $2 = 0 ORDER BY customer_id`, tx.Company, size)
	if err != nil {
		return nil, err
	}
	parts := make([]Part, 0, len(cuts)+1)
	after := id.ID(0)
	for _, upTo := range append(cuts, math.MaxInt64) {
		parts = append(parts, Part{Number: len(parts) + 1, After: after, UpTo: upTo})
		after = upTo
	}
	n := 0
	_, err = tx.Insert("night_part", []string{"company_id", "on_day", "number", "after_id", "up_to_id", "counts"}, func() ([]any, error) {
		if n == len(parts) {
			return nil, nil
		}
		p := &parts[n]
		n++
		return []any{int64(tx.Company), on, p.Number, int64(p.After), int64(p.UpTo), "{}"}, nil
	})
	return parts, err
}

// NightPart is a part of the night of a day; none when the night was begun anew with
// fewer parts, or is over for long.
func (tx *Tx) NightPart(on date.Date, number int) (p Part, found bool, err error) {
	return db.One(tx.Tx, scanPart, `SELECT `+partColumns+` FROM night_part WHERE company_id = $1 AND on_day = $2 AND number = $3`, tx.Company, on, number)
}

// AskForParts are the parts of the night of a day that are not done, and were not asked for
// since an instant. They count as asked for from now on.
func (tx *Tx) AskForParts(on date.Date, since time.Time) ([]Part, error) {
	const waiting = ` company_id = $1 AND on_day = $2 AND done_at IS NULL AND (asked_at IS NULL OR asked_at < $3)`
	parts, err := db.Collect(tx.Tx, scanPart, `SELECT `+partColumns+` FROM night_part WHERE`+waiting+` ORDER BY number {for update}`,
		tx.Company, on, db.Instant(since))
	if err != nil || len(parts) == 0 {
		return nil, err
	}
	_, err = tx.Exec(`UPDATE night_part SET asked_at = $4 WHERE`+waiting, tx.Company, on, db.Instant(since), db.Instant(tx.Now()))
	return parts, err
}

// PartDone notes what a part of a night did, and reports whether it was the last one: of
// several that end at once one is.
func (tx *Tx) PartDone(on date.Date, p *Part, counts map[string]int) (last bool, err error) {
	if _, err := db.Collect(tx.Tx, scanID, `SELECT company_id FROM night WHERE company_id = $1 AND on_day = $2 {for update}`, tx.Company, on); err != nil {
		return false, err
	}
	done, err := tx.Exec(`UPDATE night_part SET done_at = $6, counts = $7
		WHERE company_id = $1 AND on_day = $2 AND number = $3 AND after_id = $4 AND up_to_id = $5 AND done_at IS NULL`,
		tx.Company, on, p.Number, p.After, p.UpTo, db.Instant(tx.Now()), db.JSON(counts))
	if err != nil || done == 0 {
		return false, err
	}
	var left int
	err = tx.Row([]any{&left}, `SELECT COUNT(*) FROM night_part WHERE company_id = $1 AND on_day = $2 AND done_at IS NULL`, tx.Company, on)
	return left == 0, err
}

// PartCounts adds up what the parts of a night did.
func (tx *Tx) PartCounts(on date.Date) (map[string]int, error) {
	sum := map[string]int{}
	return sum, tx.Rows(func(rows *sql.Rows) error {
		var text string
		if err := rows.Scan(&text); err != nil {
			return err
		}
		var counts map[string]int
		if err := json.Unmarshal([]byte(text), &counts); err != nil {
			return err
		}
		for name, n := range counts {
			sum[name] += n
		}
		return nil
	}, `SELECT counts FROM night_part WHERE company_id = $1 AND on_day = $2`, tx.Company, on)
}

// FinishNight notes what a night did.
func (tx *Tx) FinishNight(on date.Date, counts map[string]int) error {
	_, err := tx.Exec(`UPDATE night SET finished_at = $3, counts = $4 WHERE company_id = $1 AND on_day = $2`,
		tx.Company, on, db.Instant(tx.Now()), db.JSON(counts))
	return err
}

// OpenCustomers are at most limit customers, after the one given, for whom there
// is something to decide: who owe or have money here.
func (tx *Tx) OpenCustomers(after id.ID, limit int) ([]id.ID, error) {
	return tx.openCustomers(after, math.MaxInt64, limit)
}

// PartCustomers are at most limit of those customers who belong to a part of a night, after
// the one given.
func (tx *Tx) PartCustomers(p *Part, after id.ID, limit int) ([]id.ID, error) {
	return tx.openCustomers(max(after, p.After), p.UpTo, limit)
}

func (tx *Tx) openCustomers(after, upTo id.ID, limit int) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `SELECT DISTINCT customer_id FROM balance
		WHERE company_id = $1 AND customer_id > $2 AND customer_id <= $3 AND items > 0 ORDER BY customer_id`+first(limit), tx.Company, after, upTo)
}
