package store

import (
	"cmp"
	"database/sql"
	"slices"
	"time"

	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/timeline"
)

const timelineColumns = `customer_id, seq, kind, on_day, created_at, actor, subject_id, data, hash`

func scanEvent(rows *sql.Rows) (timeline.Event, error) {
	var e timeline.Event
	var subject sql.NullInt64
	err := rows.Scan(&e.Customer, &e.Seq, &e.Kind, &e.On, db.ScanInstant(&e.At), &e.Actor, &subject, &e.Data, &e.Hash)
	e.Subject = id.ID(subject.Int64)
	return e, err
}

// Note appends events to the timelines of their customers, in the order given.
// Callers have locked the customers, so that the chain has one end.
func (tx *Tx) Note(events ...timeline.Event) error {
	if len(events) == 0 {
		return nil
	}
	heads, err := tx.timelineHeads(events)
	if err != nil {
		return err
	}
	now := tx.Now()
	events = slices.Clone(events)
	slices.SortStableFunc(events, func(a, b timeline.Event) int { return cmp.Compare(a.Customer, b.Customer) })
	n := 0
	_, err = tx.Insert("timeline", []string{"company_id", "customer_id", "seq", "kind", "on_day", "created_at", "actor", "subject_id", "data", "hash"},
		func() ([]any, error) {
			if n == len(events) {
				return nil, nil
			}
			e := events[n]
			n++
			head := heads[e.Customer]
			e.Seq, e.At = head.Seq+1, now
			if e.Data == "" {
				e.Data = "{}"
			}
			e.Hash = timeline.Chain(head.Hash, e)
			heads[e.Customer] = e
			return []any{int64(tx.Company), int64(e.Customer), e.Seq, string(e.Kind), e.On, db.Instant(e.At), e.Actor,
				optional(e.Subject), e.Data, e.Hash}, nil
		})
	return err
}

// timelineHeads are the last rows of the customers that events are about. It goes
// from the customers to their rows, one by one through the key: from the table's
// side, a book that is being filled would be read over and over.
func (tx *Tx) timelineHeads(events []timeline.Event) (map[id.ID]timeline.Event, error) {
	customers := make([]id.ID, 0, len(events))
	for _, e := range events {
		customers = append(customers, e.Customer)
	}
	slices.Sort(customers)
	heads := map[id.ID]timeline.Event{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var e timeline.Event
		err := rows.Scan(&e.Customer, &e.Seq, &e.Hash)
		heads[e.Customer] = e
		return err
	}, `SELECT t.customer_id, t.seq, t.hash FROM {rows $2 customer_id BIGINT}
		JOIN timeline t ON t.company_id = $1 AND t.customer_id = r.customer_id
			AND t.seq = (SELECT MAX(l.seq) FROM timeline l WHERE l.company_id = $1 AND l.customer_id = r.customer_id)`,
		tx.Company, db.JSON(customerRows(slices.Compact(customers))))
	return heads, err
}

// Timeline is what happened to a customer, the newest first: at most limit events
// before the one with sequence number before; 0 starts at the end.
func (tx *Tx) Timeline(customer id.ID, before, limit int) ([]timeline.Event, error) {
	return db.Collect(tx.Tx, scanEvent, `SELECT `+timelineColumns+` FROM timeline
		WHERE company_id = $1 AND customer_id = $2 AND ($3 = 0 OR seq < $3) ORDER BY seq DESC`+first(limit),
		tx.Company, customer, before)
}

// Moment is a place in the history of a customer; the zero value is its end.
type Moment struct {
	At       time.Time
	Customer id.ID
	Seq      int
}

// MomentOf is the place of an event.
func MomentOf(e *timeline.Event) Moment { return Moment{e.At, e.Customer, e.Seq} }

// History is what happened to a customer and to those that were merged into it, the
// newest first: at most limit events before a moment.
func (tx *Tx) History(customer id.ID, before Moment, limit int) ([]timeline.Event, error) {
	return tx.HistoryOf(customer, HistoryFilter{}, before, limit)
}

// TimelineOf is what happened about one thing, an invoice or a message, the newest
// first. What was noted about an invoice is among it.
func (tx *Tx) TimelineOf(subject id.ID, limit int) ([]timeline.Event, error) {
	return db.Collect(tx.Tx, scanEvent, `SELECT `+timelineColumns+` FROM timeline
		WHERE company_id = $1 AND subject_id IN (SELECT CAST($2 AS BIGINT) UNION ALL SELECT n.id FROM note n WHERE n.company_id = $1 AND n.invoice_id = $2)
		ORDER BY created_at DESC, seq DESC`+first(limit), tx.Company, subject)
}

// WholeTimeline calls see with each customer's timeline from its first event, for
// checking the chain.
func (tx *Tx) WholeTimeline(see func([]timeline.Event) error) error {
	var current []timeline.Event
	err := tx.Rows(func(rows *sql.Rows) error {
		e, err := scanEvent(rows)
		if err != nil {
			return err
		}
		if len(current) > 0 && current[0].Customer != e.Customer {
			if err := see(current); err != nil {
				return err
			}
			current = current[:0]
		}
		current = append(current, e)
		return nil
	}, `SELECT `+timelineColumns+` FROM timeline WHERE company_id = $1 ORDER BY customer_id, seq`, tx.Company)
	if err != nil || len(current) == 0 {
		return err
	}
	return see(current)
}
