package store

import (
	"slices"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
)

// ChosenCustomers are customers as a list shows them, in the order given. Those that
// do not exist are left out.
func (tx *Tx) ChosenCustomers(ids []id.ID, today date.Date) ([]CustomerRow, error) {
	known, err := tx.Customers(ids)
	if err != nil {
		return nil, err
	}
	exists := map[id.ID]bool{}
	for _, c := range known {
		exists[c.ID] = true
	}
	return tx.customerRows(slices.DeleteFunc(slices.Clone(ids), func(i id.ID) bool { return !exists[i] }), today)
}

// ChosenEntries finds bank lines by identifier, the oldest first; those that do not
// exist are left out.
func (tx *Tx) ChosenEntries(ids []id.ID) ([]Entry, error) {
	return db.Collect(tx.Tx, scanEntry, `SELECT `+entryColumns+` FROM entry
		WHERE company_id = $1 AND id IN ({list $2 BIGINT}) ORDER BY booked_on, id`, tx.Company, db.JSON(ints(ids)))
}

// CountQueuedTo counts the messages to some customers that were prepared and have not left.
func (tx *Tx) CountQueuedTo(customers []id.ID) (n int, err error) {
	return n, tx.Row([]any{&n}, `SELECT COUNT(*) FROM message
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND state IN ('proposed', 'queued', 'ready')`, tx.Company, db.JSON(ints(customers)))
}
