package store

import (
	"cmp"
	"database/sql"
	"slices"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/task"
)

// Acknowledged are the days, in order, on which customers acknowledged that they owe some
// invoices: by paying a part, or by signing that they do. What was let go, and what a company's
// own books say without a day of payment, is no payment.
func (tx *Tx) Acknowledged(invoices []id.ID) (map[id.ID][]date.Date, error) {
	days := map[id.ID][]date.Date{}
	if len(invoices) == 0 {
		return days, nil
	}
	return days, tx.Rows(func(rows *sql.Rows) error {
		var i id.ID
		var on date.Date
		err := rows.Scan(&i, &on)
		days[i] = append(days[i], on)
		return err
	}, `SELECT a.invoice_id, a.on_day FROM allocation a JOIN payment p ON p.company_id = a.company_id AND p.id = a.payment_id
		WHERE a.company_id = $1 AND a.invoice_id IN ({list $2 BIGINT}) AND a.reverses_id IS NULL AND p.reversed_at IS NULL AND p.source IN ('bank', 'api')
		AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.company_id = $1 AND r.reverses_id = a.id)
		UNION SELECT s.invoice_id, g.closed_on FROM signature_invoice s JOIN signature g ON g.company_id = s.company_id AND g.id = s.signature_id
		WHERE s.company_id = $1 AND s.invoice_id IN ({list $2 BIGINT}) AND g.state = 'signed'
		ORDER BY 1, 2`, tx.Company, db.JSON(ints(invoices)))
}

// SaveLegalDays stores LapsesOn and AllowedOn of some invoices.
func (tx *Tx) SaveLegalDays(all []invoice.Invoice) error {
	if len(all) == 0 {
		return nil
	}
	type row struct {
		ID      int64     `json:"id"`
		Lapses  date.Date `json:"lapses_on,omitzero"` // left out: NULL
		Allowed date.Date `json:"allowed_on,omitzero"`
	}
	rows := make([]row, 0, len(all))
	for n := range all {
		rows = append(rows, row{int64(all[n].ID), all[n].LapsesOn, all[n].AllowedOn})
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.ID, b.ID) })
	_, err := tx.Exec(`UPDATE invoice SET lapses_on = r.lapses_on, allowed_on = r.allowed_on
		FROM {rows $2 id BIGINT, lapses_on DATE, allowed_on DATE}
		WHERE invoice.company_id = $1 AND invoice.id = r.id`, tx.Company, db.JSON(rows))
	return err
}

// OpenTasksOnce are the open tasks with these Once values.
func (tx *Tx) OpenTasksOnce(once []string) ([]task.Task, error) {
	return db.Collect(tx.Tx, scanTask, `SELECT `+taskColumns+` FROM task
		WHERE company_id = $1 AND done_at IS NULL AND once IN ({list $2 TEXT})`, tx.Company, db.JSON(once))
}

// TasksDone are the tasks of a kind about some customers that somebody, or the facts, did.
func (tx *Tx) TasksDone(customers []id.ID, k task.Kind) ([]task.Task, error) {
	if len(customers) == 0 {
		return nil, nil
	}
	return db.Collect(tx.Tx, scanTask, `SELECT `+taskColumns+` FROM task
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) AND kind = $3 AND done_at IS NOT NULL`, tx.Company, db.JSON(ints(customers)), string(k))
}
