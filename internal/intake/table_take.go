package intake

import (
	"context"
	"strings"

	"acquit/internal/company"
	"acquit/internal/fault"
	"acquit/internal/format/table"
	"acquit/internal/id"
	"acquit/internal/store"
)

// chunk is how many rows of a table are stored at once. All of them are stored in one
// transaction.
const chunk = 5000

// rowTaker takes in the rows of one kind of table.
type rowTaker interface {
	take(r *table.Record) error // the failure leaves the row out
	part() int                  // how many rows are stored at once
	flush() error               // stores those that were taken
}

// takeTable stores what a table holds, and the table itself, and returns the report.
// imported is the import that waited for it, 0 for a new one.
func (d *Desk) takeTable(ctx context.Context, company id.ID, report Report, q *reading, o TableOptions, imported id.ID) (Report, error) {
	report.Kind, report.Format, report.Table, report.Waits = q.kind(), q.format(), true, false
	for _, p := range q.problems {
		report.note(fault.Note{Text: p.Text})
	}
	err := d.Store.Update(ctx, company, func(tx *store.Tx) error {
		fresh := report.clone() // the transaction may run more than once
		if fresh.Import = imported; imported == 0 {
			fresh.Import = tx.NewID()
		} else if err := takable(tx, imported); err != nil {
			return err
		}
		if err := q.store(tx, &fresh, o); err != nil {
			return err
		}
		if imported != 0 {
			if err := q.keepMapping(tx, d.Actor); err != nil {
				return err
			}
			if err := tx.FinishTasks([]string{tableTask(imported)}, d.Actor); err != nil {
				return err
			}
		}
		report = fresh
		return d.rememberTable(tx, &report, q, imported)
	})
	return report, err
}

// tableTask names the task that asks for the columns of a table that came by itself.
func tableTask(imported id.ID) string { return "table " + imported.String() }

// rememberTable stores the report, and the file unless it waited here.
func (d *Desk) rememberTable(tx *store.Tx, r *Report, q *reading, imported id.ID) error {
	row := store.Import{ID: r.Import, Kind: string(r.Kind), Name: r.File, Document: q.body.Hash, Report: asJSON(r), Actor: d.Actor, Waits: r.Waits}
	if imported != 0 {
		return tx.SaveImport(&row)
	}
	if err := q.body.keep(tx, r.File, q.mime()); err != nil {
		return err
	}
	return tx.AddImport(&row)
}

// store stores what the table holds.
func (q *reading) store(tx *store.Tx, report *Report, o TableOptions) error {
	c, err := tx.TheCompany()
	if err != nil {
		return err
	}
	if q.mapping.Kind == table.Entries {
		return q.storeEntries(tx, report)
	}
	if q.body.Size < bulkTable {
		return q.storeRows(tx, &c, report, o)
	}
	return tx.InBulk(func() error { return q.storeRows(tx, &c, report, o) })
}

// bulkTable is how large a table is, in bytes, for which it pays to build the indexes
// of an empty book afterwards.
const bulkTable = 16 << 20

func (q *reading) storeRows(tx *store.Tx, c *company.Company, report *Report, o TableOptions) error {
	if q.mapping.Kind == table.Customers || q.mapping.Kind == table.Contacts {
		return q.eachRow(tx, newPeopleRows(tx, *c, q.mapping.Kind, report), report)
	}
	rows := newPaperRows(tx, *c, q.mapping.Kind, o.AsOf, report)
	known, err := tx.HasInvoices()
	if err != nil {
		return err
	}
	rows.named.first = !known
	if err := q.eachRow(tx, rows, report); err != nil {
		return err
	}
	switch {
	case !o.Snapshot:
	case report.Failed():
		report.warn(fault.Place{}, "nothing was closed that the table does not have, since rows of it were refused: mend them, and hand the whole table over again")
	default:
		if err := rows.closeMissing(o.Sure); err != nil {
			return err
		}
	}
	return rows.end()
}

// eachRow takes in all rows. Those that are wrong are left out and named.
func (q *reading) eachRow(tx *store.Tx, rows rowTaker, report *Report) error {
	reader, err := q.table.Read(q.mapping)
	if err != nil {
		return err
	}
	said := newHearing(report)
	waiting, parts, told := 0, 0, 1
	for r, err := range reader.Records() {
		if r == nil {
			return err
		}
		report.Read++
		if err == nil {
			err = rows.take(r)
		}
		report.note(r.Odd()...)
		if err != nil {
			report.fail(err)
		}
		if waiting++; waiting < rows.part() {
			continue
		}
		waiting = 0
		if err := rows.flush(); err != nil {
			return err
		}
		said.hear()
		if parts++; parts == told {
			told *= 4
			if err := tx.Grown(); err != nil {
				return err
			}
		}
	}
	if err := rows.flush(); err != nil {
		return err
	}
	said.hear()
	for _, p := range reader.LeftOut() {
		report.note(p.Examples...)
		if more := p.Count - len(p.Examples); more > 0 {
			report.warn(fault.Place{}, "%d more rows: %s", more, p.Text)
		}
	}
	said.end()
	return nil
}

// hearing holds what is said about the rows of a table: of what is said in the same
// words of the same column the first ones, and how many more there are.
type hearing struct {
	report           *Report
	warnings, errors []Note
	times            map[string]*alike
	order            []*alike
}

// alike are notes that say the same.
type alike struct {
	first fault.Note
	count int
	error bool
}

// mostAlike is how many notes that say the same are kept.
const mostAlike = 20

func newHearing(r *Report) *hearing {
	h := &hearing{report: r, times: map[string]*alike{}}
	h.warnings, r.Warnings = r.Warnings, []Note{}
	h.errors, r.Errors = r.Errors, []Note{}
	return h
}

// hear takes what was said since over from the report.
func (h *hearing) hear() {
	for _, n := range h.report.Warnings {
		if h.count(n.Note, false) {
			h.warnings = append(h.warnings, n)
		}
	}
	for _, n := range h.report.Errors {
		if h.count(n.Note, true) {
			h.errors = append(h.errors, n)
		}
	}
	h.report.Warnings, h.report.Errors = h.report.Warnings[:0], h.report.Errors[:0]
}

// count counts a note, and reports whether it is one of the first.
func (h *hearing) count(n fault.Note, wrong bool) bool {
	cell, heading, _ := strings.Cut(n.Place.Path, " ")
	key := strings.Join([]string{n.Text.Format, strings.TrimRight(cell, "0123456789"), heading}, "\n")
	if wrong {
		key += "\nerror"
	}
	a := h.times[key]
	if a == nil {
		a = &alike{first: n, error: wrong}
		h.times[key], h.order = a, append(h.order, a)
	}
	a.count++
	return a.count <= mostAlike
}

// end gives all to the report.
func (h *hearing) end() {
	h.hear()
	for _, a := range h.order {
		if a.count <= mostAlike {
			continue
		}
		note := Note{fault.Note{Text: fault.Say("%d more rows: %s", a.count-mostAlike, a.first.Text)}}
		if a.error {
			h.errors = append(h.errors, note)
		} else {
			h.warnings = append(h.warnings, note)
		}
	}
	h.report.Warnings, h.report.Errors = h.warnings, h.errors
}

// wait keeps a table until a person has explained its columns.
func (d *Desk) wait(ctx context.Context, company id.ID, report Report, q *reading) (Report, error) {
	report.Kind, report.Format, report.Table, report.Waits = q.kind(), q.format(), true, true
	err := d.Store.Update(ctx, company, func(tx *store.Tx) error {
		report.Import = tx.NewID()
		return d.rememberTable(tx, &report, q, 0)
	})
	return report, err
}
