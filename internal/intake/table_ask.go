package intake

import (
	"cmp"
	"context"
	"errors"
	"io"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/format/table"
	"acquit/internal/id"
	"acquit/internal/store"
)

// TableOptions is how a person wants a table taken in.
type TableOptions struct {
	Snapshot bool      // what is open here and not in the table was settled outside
	Sure     bool      // also when that closes most of what is open
	AsOf     date.Date // day of the snapshot or of the balances; None: today
}

// ErrSure is what taking in a snapshot comes to that would close most of what is open:
// a Conflict that TableOptions.Sure overrules.
var ErrSure error = fault.New(fault.Conflict, "confirm that the table is complete, or take it in without closing anything")

// Question is a table that waits for its columns to be explained, or how one was read.
type Question struct {
	Import   id.ID           `json:"-"`
	File     string          `json:"file"`
	Sheets   []string        `json:"sheets,omitempty"` // of a workbook, nil for text
	Mapping  table.Mapping   `json:"mapping"`          // as asked, saved or guessed
	Saved    bool            `json:"saved"`            // the mapping is one that the company keeps
	Headings []string        `json:"headings"`         // one for each column, "" where it has none
	Rows     [][]string      `json:"rows"`             // the first ones behind the headings, as they stand in the file
	Problems []table.Problem `json:"problems"`         // what the guess is not sure of
	Preview  *table.Preview  `json:"preview"`          // nil while the mapping lacks something
	Lacks    error           `json:"-"`                // why there is no preview, or why the table cannot be taken in yet
	Open     int             `json:"open"`             // items that are open here and that a snapshot of the kind and day speaks of
	Closes   int             `json:"closes"`           // of these, those that the table does not have: a snapshot closes them
}

// shownRows is how many rows a person sees of a table that is to be explained.
const shownRows = 6

// Asked is what a person changed of the guess; the zero value asks for the mapping that
// is kept, else for the guess.
type Asked struct {
	Kind      table.Kind     // "" as guessed
	Sheet     string         // of a workbook; "" the first
	HeaderRow *int           // nil as guessed; 0 none
	Mapping   *table.Mapping // nil: guess

	// Snapshot asks what a snapshot of the day AsOf would close.
	TableOptions
	// Whole asks for every row. A person who tries things out wants an answer at once:
	// of a long table it is about the first rows.
	Whole bool
}

// askedRows is how many rows an answer is about when not the whole table was asked for.
const askedRows = 50_000

// TableQuestion says how a table that was handed over is understood. It stores nothing.
func (d *Desk) TableQuestion(ctx context.Context, company, imported id.ID, a Asked) (*Question, error) {
	file, body, err := d.handedOver(ctx, company, imported)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	q, err := d.asked(ctx, company, body, a)
	if err != nil {
		return nil, err
	}
	if !a.Whole {
		q.table = q.table.First(askedRows)
	}
	answer, err := q.question()
	if err == nil && a.Snapshot {
		err = d.wouldClose(ctx, company, q, answer, a.AsOf)
	}
	if err == nil {
		answer.Import, answer.File = imported, file.Name
	}
	return answer, err
}

// Understand says how a table would be taken in. It stores nothing.
func (d *Desk) Understand(ctx context.Context, company id.ID, f File, w TableWish) (*Question, error) {
	body, err := spool(f, mostTable)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	q, err := d.readTable(ctx, company, body, w)
	if err != nil {
		return nil, err
	}
	answer, err := q.question()
	if err == nil {
		err = d.wouldClose(ctx, company, q, answer, w.AsOf)
	}
	if err == nil {
		answer.File = f.Name
	}
	return answer, err
}

// ReadTable says how a table is understood by whoever knows nothing of a company.
func ReadTable(f File) (*Question, error) {
	body, err := spool(f, mostTable)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	q, err := openTable(body, "")
	if err != nil {
		return nil, err
	}
	q.guess("")
	answer, err := q.question()
	if err == nil {
		answer.File = f.Name
	}
	return answer, err
}

// wouldClose adds to an answer what a snapshot of a day would close. A part of a table
// does not tell.
func (d *Desk) wouldClose(ctx context.Context, company id.ID, q *reading, answer *Question, asOf date.Date) error {
	if answer.Preview == nil || answer.Preview.More || q.mapping.Kind != table.Invoices && q.mapping.Kind != table.Balances {
		return nil
	}
	return d.Store.View(ctx, company, func(tx *store.Tx) error {
		c, err := tx.TheCompany()
		if err == nil {
			answer.Closes, answer.Open, err = q.closesOf(tx, c, asOf)
		}
		return err
	})
}

// TakeTable takes in a table that waits, or one whose import was undone, as a mapping
// explains it, and keeps the mapping for the company's next tables of the kind.
func (d *Desk) TakeTable(ctx context.Context, company, imported id.ID, m table.Mapping, o TableOptions) (Report, error) {
	file, body, err := d.handedOver(ctx, company, imported)
	if err != nil {
		return Report{}, err
	}
	defer body.Close()
	q, err := d.readTable(ctx, company, body, TableWish{Mapping: &m})
	if err == nil {
		err = q.asks()
	}
	if err != nil {
		return Report{}, err
	}
	return d.takeTable(ctx, company, newReport(File{Name: file.Name}, ""), q, o, imported)
}

// handedOver is a table that was handed over, with its file. Callers close that.
func (d *Desk) handedOver(ctx context.Context, company, imported id.ID) (file store.Import, body *spooled, err error) {
	err = d.Store.View(ctx, company, func(tx *store.Tx) error {
		found := false
		file, found, err = tx.ImportByID(imported)
		if err == nil && (!found || file.Document == "") {
			err = fault.New(fault.NotFound, "there is no such import")
		}
		return err
	})
	if err != nil {
		return file, nil, err
	}
	kept := File{Name: file.Name, Open: func() (io.ReadCloser, error) { return d.Store.OpenDocument(ctx, company, file.Document) }}
	body, err = spool(kept, mostTable)
	return file, body, err
}

// takable refuses an import that was taken in and stands.
func takable(tx *store.Tx, imported id.ID) error {
	file, found, err := tx.LockImport(imported)
	switch {
	case err != nil || !found:
		return cmp.Or(err, error(fault.New(fault.NotFound, "there is no such import")))
	case !file.Waits && file.UndoneAt.IsZero():
		return fault.New(fault.Conflict, "%s was taken in already: undo the import first", file.Name)
	}
	return nil
}

// asked reads a table as a person asks for it.
func (d *Desk) asked(ctx context.Context, company id.ID, body *spooled, a Asked) (*reading, error) {
	if a.Mapping != nil {
		m := *a.Mapping
		m.Kind, m.Layout.Sheet = cmp.Or(a.Kind, m.Kind), cmp.Or(a.Sheet, m.Layout.Sheet)
		if a.HeaderRow != nil {
			m.HeaderRow = *a.HeaderRow
		}
		return d.readTable(ctx, company, body, TableWish{Mapping: &m})
	}
	if a.Kind == "" && a.Sheet == "" && a.HeaderRow == nil {
		return d.readTable(ctx, company, body, TableWish{})
	}
	q, err := openTable(body, a.Sheet)
	if err == nil && a.HeaderRow != nil {
		q.table, err = q.table.WithHeader(*a.HeaderRow)
	}
	if err != nil {
		return nil, err
	}
	q.guess(a.Kind)
	return q, nil
}

// question shows a table as it is understood.
func (q *reading) question() (*Question, error) {
	a := &Question{Sheets: q.table.Sheets(), Mapping: q.mapping, Saved: q.saved, Headings: q.table.Headings(), Rows: q.table.Sample(shownRows),
		Problems: q.problems, Lacks: q.asks()}
	if q.mapping.Check() != nil {
		return a, nil
	}
	var err error
	a.Preview, err = q.table.Preview(q.mapping, shownRows)
	if errors.Is(err, fault.Invalid) {
		a.Lacks, err = err, nil
	}
	return a, err
}
