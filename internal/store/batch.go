package store

import (
	"database/sql"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/money"
)

// AnnouncedParts are the announced entries of an account that name a batch and that lie
// at most AnnouncedDays before or after some others.
func (tx *Tx) AnnouncedParts(account id.ID, others []*Entry) ([]Entry, error) {
	from, to := span(others)
	return db.Collect(tx.Tx, scanEntry, `SELECT `+entryColumns+` FROM entry
		WHERE company_id = $1 AND account_id = $2 AND state = 'announced' AND part_of <> '' AND booked_on >= $3 AND booked_on <= $4 ORDER BY id`,
		tx.Company, account, floor(from.AddDays(-AnnouncedDays)), to.AddDays(AnnouncedDays))
}

// BookedSum is a booked entry that may be the sum of a batch, and how much of it a kind
// of format has told of in parts.
type BookedSum struct {
	Entry
	Told money.Amount
}

// BookedSums are the booked entries that may be the sum of batches which parts, announced
// by a kind of format, name.
func (tx *Tx) BookedSums(account id.ID, family string, parts []*Entry) ([]BookedSum, error) {
	var names []string
	for _, e := range parts {
		for _, name := range []string{e.PartOf.Ref, e.PartOf.Payment, e.PartOf.Message} {
			if name != "" {
				names = append(names, name)
			}
		}
	}
	from, to := span(parts)
	return db.Collect(tx.Tx, func(rows *sql.Rows) (s BookedSum, err error) {
		var told int64
		if s.Entry, err = scanEntryBehind(rows, &told); err != nil {
			return s, err
		}
		s.Told = money.Of(told, s.Amount.Currency)
		return s, nil
	}, `SELECT CAST((SELECT COALESCE(SUM(x.amount_minor), 0) FROM entry x JOIN statement xs ON xs.company_id = x.company_id AND xs.id = x.statement_id
			WHERE x.company_id = $1 AND x.same_as = e.id AND x.amount_minor <> e.amount_minor AND xs.family = $6) AS BIGINT), `+entryColumns+` FROM entry e
		WHERE e.company_id = $1 AND e.account_id = $2 AND e.booked_on >= $3 AND e.booked_on <= $4 AND e.state NOT IN ('announced', 'same') AND e.part_of = ''
		AND (e.sum_of <> '' OR e.bank_reference IN ({list $5 TEXT}) OR e.end_to_end_id IN ({list $5 TEXT})) ORDER BY e.id`,
		tx.Company, account, floor(from.AddDays(-AnnouncedDays)), to.AddDays(AnnouncedDays), db.JSON(names), family)
}

// span is the first and the last booking day of some entries.
func span(of []*Entry) (from, to date.Date) {
	for _, e := range of {
		if from == date.None || e.BookedOn < from {
			from = e.BookedOn
		}
		to = max(to, e.BookedOn)
	}
	return from, to
}

// OwnTellings are the entries that other files of a kind of format told of, with the
// amounts of some others and about their days. SameAs of each is the entry that stands
// for the payment: the one that counts, or that is the announced part of a sum, be it
// the entry itself.
func (tx *Tx) OwnTellings(account id.ID, family string, imported id.ID, others []*Entry) ([]Entry, error) {
	c := tx.like(account, others, AnnouncedDays, byAmount)
	c.add("(e.bank_reference <> '' OR e.end_to_end_id <> '')")
	c.add(familyOf+" = %s", family)
	c.add("(SELECT s.import_id FROM statement s WHERE s.company_id = e.company_id AND s.id = e.statement_id) IS DISTINCT FROM %s", imported)
	return db.Collect(tx.Tx, func(rows *sql.Rows) (Entry, error) {
		var payment id.ID
		e, err := scanEntryBehind(rows, &payment)
		e.SameAs = payment
		return e, err
	}, `SELECT CASE WHEN (SELECT b.amount_minor FROM entry b WHERE b.company_id = e.company_id AND b.id = e.same_as) = e.amount_minor THEN e.same_as ELSE e.id END, `+
		entryColumns+` FROM entry e WHERE `+c.where()+` ORDER BY e.id`, c.args...)
}

// PartsOf are the entries that told one by one of the parts of sums that were booked.
// SameAs is the sum.
func (tx *Tx) PartsOf(sums []id.ID) ([]Entry, error) {
	return db.Collect(tx.Tx, scanEntry, `SELECT `+entryColumns+` FROM entry
		WHERE company_id = $1 AND same_as IS NOT NULL AND same_as IN ({list $2 BIGINT})
		AND amount_minor <> (SELECT s.amount_minor FROM entry s WHERE s.company_id = $1 AND s.id = entry.same_as) ORDER BY id`, tx.Company, db.JSON(ints(sums)))
}
