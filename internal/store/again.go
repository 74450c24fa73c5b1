package store

import (
	"database/sql"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
)

// A payment may be told of more than once: by a report that announces it, by the
// statement that books it, by the same statement in another format. One telling
// counts; the others are stored beside it in the state same and name it in same_as.
// Each kind of format tells of a payment once, which is how twins are told apart.
//
// The announced parts of a batch that is booked as one sum name that sum, whose amount is
// another one; what else tells of a part goes on naming the part.

// nearDays is how far the booking days of two tellings may lie apart when their value
// days are the same.
const nearDays = 5

// AnnouncedDays is how long an announced payment is waited for. One that is not booked
// so many days after it was announced will not be.
const AnnouncedDays = 10

// like narrows entries e to those of the account and with the amounts of some others,
// booked at most within days before or after them.
func (tx *Tx) like(account id.ID, others []*Entry, within int, amount string) *conditions {
	amounts := make([]int64, len(others))
	for n, e := range others {
		amounts[n] = e.Amount.Minor
	}
	from, to := span(others)
	c := tx.conditions()
	c.add("e.company_id = $1 AND e.account_id = %s AND e.booked_on >= %s AND e.booked_on <= %s AND "+amount+" IN ({list %s BIGINT})",
		account, floor(from.AddDays(-within)), to.AddDays(within), db.JSON(amounts))
	return c
}

// How entries are found by amounts: by the index of these, or by another one, of which
// the engines learn by the plus sign.
const (
	byAmount = "e.amount_minor"
	filtered = "+e.amount_minor"
)

// familyOf is the kind of format that told of an entry e.
const familyOf = `(SELECT s.family FROM statement s WHERE s.company_id = e.company_id AND s.id = e.statement_id)`

// notTold leaves out what a kind of format tells itself or has told of already.
func (c *conditions) notTold(family string) {
	c.add(familyOf+` <> %[1]s
		AND NOT EXISTS (SELECT 1 FROM statement a WHERE a.company_id = e.company_id AND a.same_as = e.statement_id AND a.family = %[1]s)
		AND NOT EXISTS (SELECT 1 FROM entry x JOIN statement xs ON xs.company_id = x.company_id AND xs.id = x.statement_id
			WHERE x.company_id = e.company_id AND x.same_as = e.id AND xs.family = %[1]s)`, family)
}

// Rivals are the entries that count and that some others, told by another kind of
// format, may tell of again: of the same amounts and about the same days.
func (tx *Tx) Rivals(account id.ID, family string, others []*Entry, within int) ([]Entry, error) {
	c := tx.like(account, others, max(within, nearDays), byAmount)
	c.add("e.state NOT IN ('announced', 'same')")
	c.notTold(family)
	return db.Collect(tx.Tx, scanEntry, `SELECT `+entryColumns+` FROM entry e WHERE `+c.where()+` ORDER BY id`, c.args...)
}

// Announced are the announced entries that some others may be the booking of, by the
// kind of format that announced them. Those that the format family announced itself or
// has told of already are left out; "" leaves out none.
func (tx *Tx) Announced(account id.ID, family string, others []*Entry) (map[string][]Entry, error) {
	c := tx.like(account, others, AnnouncedDays, filtered)
	c.add("e.state = 'announced'")
	if family != "" {
		c.notTold(family)
	}
	all := map[string][]Entry{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var by string
		e, err := scanEntryBehind(rows, &by)
		all[by] = append(all[by], e)
		return err
	}, `SELECT `+familyOf+`, `+entryColumns+` FROM entry e WHERE `+c.where()+` ORDER BY id`, c.args...)
	return all, err
}

// AnnouncedAfter are at most limit announced entries that are still waited for on a
// day, in the order of their making, after the one given.
func (tx *Tx) AnnouncedAfter(after id.ID, today date.Date, limit int) ([]Entry, error) {
	return db.Collect(tx.Tx, scanEntry, `SELECT `+entryColumns+` FROM entry
		WHERE company_id = $1 AND state = 'announced' AND booked_on >= $3 AND id > $2 ORDER BY id`+first(limit),
		tx.Company, after, floor(today.AddDays(-AnnouncedDays)))
}

// AnnouncedFor are the announced entries that are still waited for on a day and may be
// payments of a customer, the next first.
func (tx *Tx) AnnouncedFor(customer id.ID, today date.Date) ([]Entry, error) {
	return db.Collect(tx.Tx, scanEntry, `SELECT `+entryColumns+` FROM entry
		WHERE company_id = $1 AND state = 'announced' AND booked_on >= $3
		AND id IN (SELECT entry_id FROM suggestion WHERE company_id = $1 AND customer_id = $2) ORDER BY booked_on, id`+first(5),
		tx.Company, customer, floor(today.AddDays(-AnnouncedDays)))
}

// RedateAnnounced moves an announced entry to the day on which it was last heard of, and reports
// whether it was of another one.
func (tx *Tx) RedateAnnounced(entry id.ID, on date.Date) (moved bool, err error) {
	n, err := tx.Exec(`UPDATE entry SET booked_on = $3, value_on = $3 WHERE company_id = $1 AND id = $2 AND state = 'announced' AND booked_on <> $3`, tx.Company, entry, on)
	return n > 0, err
}

// ReplaceAnnounced lets booked entries take the place of announced ones: as[a] is the
// booking of a. It returns the customers for whom the announced ones were suggested.
func (tx *Tx) ReplaceAnnounced(as map[id.ID]id.ID) ([]id.ID, error) {
	type row struct {
		ID int64 `json:"id"`
		As int64 `json:"booked"`
	}
	var rows []row
	var gone []id.ID
	for a, booked := range as {
		rows, gone = append(rows, row{int64(a), int64(booked)}), append(gone, a)
	}
	list := db.JSON(ints(gone))
	customers, err := db.Collect(tx.Tx, scanID, `SELECT DISTINCT customer_id FROM suggestion
		WHERE company_id = $1 AND entry_id IN ({list $2 BIGINT}) AND customer_id IS NOT NULL ORDER BY customer_id`, tx.Company, list)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`DELETE FROM suggestion WHERE company_id = $1 AND entry_id IN ({list $2 BIGINT})`, tx.Company, list); err != nil {
		return nil, err
	}
	// What another report tells of the announced one goes with it, unless that is a part.
	_, err = tx.Exec(`UPDATE entry SET state = 'same', same_as = r.booked FROM {rows $2 id BIGINT, booked BIGINT}
		WHERE entry.company_id = $1 AND (entry.id = r.id OR entry.same_as = r.id AND entry.amount_minor = (
			SELECT b.amount_minor FROM entry b WHERE b.company_id = $1 AND b.id = r.booked))`, tx.Company, db.JSON(rows))
	return customers, err
}

// mostTellings is how many entries that tell again of a payment are shown beside it.
const mostTellings = 20

// Tellings are the other entries that tell of the same payment as one that counts, or of
// a part of it, and how many more there are.
func (tx *Tx) Tellings(of id.ID) (all []Entry, more int, err error) {
	all, err = db.Collect(tx.Tx, scanEntry, `SELECT `+entryColumns+` FROM entry WHERE company_id = $1 AND same_as = $2 ORDER BY id`+first(mostTellings), tx.Company, of)
	if err != nil || len(all) < mostTellings {
		return all, 0, err
	}
	err = tx.Row([]any{&more}, `SELECT COUNT(*) FROM entry WHERE company_id = $1 AND same_as = $2`, tx.Company, of)
	return all, more - len(all), err
}

// revive gives what the statements of an import tell to whoever else tells of it,
// before they are deleted: one of them counts from then on, and each part of a batch is
// announced again. It reports how many count.
func (tx *Tx) revive(imported id.ID) (int, error) {
	type row struct {
		ID    int64      `json:"id"`
		As    *int64     `json:"same_as"`
		State EntryState `json:"state"`
	}
	var rows []row
	heirs := map[id.ID]int64{} // of entries that go, who counts instead
	count := 0
	err := tx.Rows(func(r *sql.Rows) error {
		var entry, as, batch id.ID
		var preliminary, part bool
		if err := r.Scan(&entry, &as, &batch, &part, &preliminary); err != nil {
			return err
		}
		heir, found := heirs[as]
		switch {
		case part:
			rows = append(rows, row{int64(entry), nil, EntryAnnounced})
			return nil
		case batch != 0:
			of := int64(batch)
			rows = append(rows, row{int64(entry), &of, EntrySame})
			return nil
		case found:
			rows = append(rows, row{int64(entry), &heir, EntrySame})
			return nil
		case preliminary:
			rows = append(rows, row{int64(entry), nil, EntryAnnounced})
		default:
			rows = append(rows, row{int64(entry), nil, EntryNew})
			count++
		}
		heirs[as] = int64(entry)
		return nil
	}, `SELECT x.id, x.same_as, CASE WHEN bs.import_id IS DISTINCT FROM s.import_id THEN COALESCE(e.same_as, 0) ELSE 0 END, x.amount_minor <> e.amount_minor, xs.preliminary
		FROM statement s
		JOIN entry e ON e.company_id = s.company_id AND e.statement_id = s.id
		JOIN entry x ON x.company_id = e.company_id AND x.same_as = e.id
		JOIN statement xs ON xs.company_id = x.company_id AND xs.id = x.statement_id AND xs.import_id IS DISTINCT FROM s.import_id
		LEFT JOIN entry b ON b.company_id = e.company_id AND b.id = e.same_as
		LEFT JOIN statement bs ON bs.company_id = b.company_id AND bs.id = b.statement_id
		WHERE s.company_id = $1 AND s.import_id = $2 ORDER BY x.same_as, xs.preliminary, x.id`, tx.Company, imported)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	if _, err := tx.Exec(`UPDATE entry SET state = r.state, same_as = r.same_as FROM {rows $2 id BIGINT, same_as BIGINT, state TEXT}
		WHERE entry.company_id = $1 AND entry.id = r.id`, tx.Company, db.JSON(rows)); err != nil {
		return 0, err
	}
	_, err = tx.Exec(`UPDATE statement SET entries = (SELECT COUNT(*) FROM entry e WHERE e.company_id = $1 AND e.statement_id = statement.id AND e.state <> 'same')
		WHERE company_id = $1 AND NOT preliminary AND id IN (SELECT e.statement_id FROM {rows $2 id BIGINT} JOIN entry e ON e.company_id = $1 AND e.id = r.id)`,
		tx.Company, db.JSON(rows))
	return count, err
}
