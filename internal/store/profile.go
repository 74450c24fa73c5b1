package store

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/profile"
)

// Histories are the invoices of some customers that were paid and settled last, at most
// profile.Window of each. They are gathered customer by customer within one query: a join
// would let PostgreSQL, while it believes that nothing is settled yet, begin at the wrong end.
func (tx *Tx) Histories(customers []id.ID) (map[id.ID][]profile.Settled, error) {
	histories := map[id.ID][]profile.Settled{}
	return histories, tx.Rows(func(rows *sql.Rows) error {
		var of id.ID
		var days sql.NullString
		err := rows.Scan(&of, &days)
		for pair := range strings.FieldsSeq(days.String) {
			var s profile.Settled
			due, paid, _ := strings.Cut(pair, "/")
			err = cmp.Or(err, s.DueOn.UnmarshalText([]byte(due)), s.PaidOn.UnmarshalText([]byte(paid)))
			histories[of] = append(histories[of], s)
		}
		return err
	}, `SELECT c.id, (SELECT string_agg(CAST(s.due_on AS TEXT) || '/' || CAST(s.paid_on AS TEXT), ' ') FROM (
			SELECT i.due_on, i.paid_on FROM invoice i
			WHERE i.company_id = $1 AND i.customer_id = c.id AND i.settled_on IS NOT NULL AND i.paid_on IS NOT NULL
			ORDER BY i.settled_on DESC, i.paid_on DESC, i.due_on DESC`+first(profile.Window)+`) s)
		FROM customer c WHERE c.company_id = $1 AND c.id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(customers)))
}

// Paid is an invoice that was paid and settled.
type Paid struct {
	ID     id.ID
	Number string
	profile.Settled
}

// LastPaid are at most limit invoices that a customer paid, the one that was settled last
// first.
func (tx *Tx) LastPaid(customer id.ID, limit int) ([]Paid, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (p Paid, err error) { return p, rows.Scan(&p.ID, &p.Number, &p.DueOn, &p.PaidOn) },
		`SELECT id, number, due_on, paid_on FROM invoice
		WHERE company_id = $1 AND customer_id = $2 AND settled_on IS NOT NULL AND paid_on IS NOT NULL
		ORDER BY settled_on DESC, id DESC`+first(limit), tx.Company, customer)
}

// SaveProfiles stores profiles as of a day, for lists and nights to read. OldestOpenLate is
// left out: it is another one on every day.
func (tx *Tx) SaveProfiles(all map[id.ID]profile.Profile, on date.Date) error {
	type row struct {
		Customer int64           `json:"customer_id"`
		Kind     profile.Kind    `json:"kind"`
		Numbers  profile.Profile `json:"numbers"`
		On       date.Date       `json:"made_on"`
	}
	rows := make([]row, 0, len(all))
	for i, p := range all {
		p.OldestOpenLate = 0
		rows = append(rows, row{int64(i), p.Kind, p, on})
	}
	if len(rows) == 0 {
		return nil
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.Customer, b.Customer) })
	_, err := tx.Exec(`INSERT INTO payer_profile (company_id, customer_id, kind, numbers, made_on)
		SELECT CAST($1 AS BIGINT), r.customer_id, r.kind, r.numbers, r.made_on
		FROM {rows $2 customer_id BIGINT, kind TEXT, numbers JSONB, made_on DATE} WHERE TRUE
		ON CONFLICT (company_id, customer_id) DO UPDATE SET kind = excluded.kind, numbers = excluded.numbers, made_on = excluded.made_on`,
		tx.Company, db.JSON(rows))
	return err
}

// Profiles are the profiles of some customers as they were stored, with what is overdue
// today. One of whom none was made yet is new.
func (tx *Tx) Profiles(customers []id.ID, today date.Date) (map[id.ID]profile.Profile, error) {
	profiles := map[id.ID]profile.Profile{}
	return profiles, tx.Rows(func(rows *sql.Rows) error {
		var of id.ID
		var numbers sql.NullString
		var oldest date.Date
		if err := rows.Scan(&of, &numbers, &oldest); err != nil {
			return err
		}
		p := profile.Of(nil, profile.Facts{OldestOn: oldest}, today)
		late := p.OldestOpenLate
		if numbers.Valid {
			if err := json.Unmarshal([]byte(numbers.String), &p); err != nil {
				return err
			}
		}
		p.OldestOpenLate = late
		profiles[of] = p
		return nil
	}, `SELECT c.id, p.numbers, (SELECT MIN(b.oldest_on) FROM balance b WHERE b.company_id = $1 AND b.customer_id = c.id)
		FROM customer c LEFT JOIN payer_profile p ON p.company_id = $1 AND p.customer_id = c.id
		WHERE c.company_id = $1 AND c.id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(customers)))
}

// PayerFacts count the promises of some customers that were found broken, and their disputes,
// since a day.
func (tx *Tx) PayerFacts(customers []id.ID, since date.Date) (map[id.ID]profile.Facts, error) {
	facts := map[id.ID]profile.Facts{}
	return facts, tx.Rows(func(rows *sql.Rows) error {
		var of id.ID
		var f profile.Facts
		err := rows.Scan(&of, &f.Broken, &f.Disputed)
		facts[of] = f
		return err
	}, `SELECT customer_id, CAST(SUM(CASE WHEN cause = 'promise' THEN 1 ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN cause = 'dispute' THEN 1 ELSE 0 END) AS BIGINT)
		FROM hold WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND cause <> ''
			AND (cause = 'promise' AND broken_on >= $3 OR cause = 'dispute' AND placed_at >= $4)
		GROUP BY customer_id`, tx.Company, db.JSON(ints(customers)), since, db.Instant(since.Time()))
}

// ProfilesWanted are at most limit customers behind one whose profile was never made, or of
// whom a promise was found broken since it was.
func (tx *Tx) ProfilesWanted(after id.ID, limit int) ([]id.ID, error) {
	return db.Collect(tx.Tx, scanID, `SELECT id FROM (
			SELECT id FROM (SELECT c.id FROM customer c WHERE c.company_id = $1 AND c.id > $2 AND c.merged_into IS NULL
				AND NOT EXISTS (SELECT 1 FROM payer_profile p WHERE p.company_id = $1 AND p.customer_id = c.id)
				ORDER BY c.id`+first(limit)+`) AS never
			UNION SELECT h.customer_id FROM hold h JOIN payer_profile p ON p.company_id = $1 AND p.customer_id = h.customer_id
			WHERE h.company_id = $1 AND h.customer_id > $2 AND h.cause <> '' AND h.cause = 'promise' AND h.broken_on >= p.made_on) AS wanted
		ORDER BY id`+first(limit), tx.Company, after)
}
