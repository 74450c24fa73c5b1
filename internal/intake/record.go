package intake

import (
	"context"

	"acquit/internal/company"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
)

// Records are what another program hands over, field by field, instead of a file. The
// tags of their types say how they are written: json names a field, and one without
// omitempty or omitzero must be there; doc says what it means; max and min bound a
// text's length, a list's or a number; enum lists the words that may stand there.

// MostRecords is how many records are handed over at once, and stored in one
// transaction.
const MostRecords = 1000

// RecordSource is the Source of an invoice that was handed over as a record.
const RecordSource = "api"

// Placed is a record with its place in what was handed over, a JSON pointer such as
// "/invoices/3".
type Placed[T any] struct {
	At     string
	Record T
}

// Result is what became of a record.
type Result string

// The results.
const (
	Created   Result = "created"
	Updated   Result = "updated"
	Unchanged Result = "unchanged" // it says nothing new
	Refused   Result = "refused"   // the others are stored all the same
)

// Outcome is what became of one record.
type Outcome struct {
	Result   Result
	ID       id.ID        // what it is here; zero when it was refused
	Err      error        // why it was refused; fault.Notes tells the places
	Warnings []fault.Note // what was taken otherwise than it was said
}

// refused is the outcome of a record that is left out.
func refused(err error) Outcome { return Outcome{Result: Refused, Err: err} }

// recording is a batch of records on its way into the store.
type recording struct {
	tx       *store.Tx
	company  company.Company
	imported id.ID  // the batch in the history of imports
	actor    string // who hands over
}

// recordTries is how often a batch is begun when another one stores the same records
// at the same time: the second time, it finds them.
const recordTries = 3

// record stores a batch of records in one transaction, by what take does with them.
// Batches that brought something stand in the history of imports.
func (d *Desk) record(ctx context.Context, company id.ID, kind Kind, title string, take func(*recording) ([]Outcome, error)) (all []Outcome, err error) {
	for range recordTries {
		err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
			r := &recording{tx: tx, imported: tx.NewID(), actor: d.Actor}
			if r.company, err = tx.TheCompany(); err != nil {
				return err
			}
			if all, err = take(r); err != nil {
				return err
			}
			return d.rememberRecords(r, kind, title, all)
		})
		if !db.IsDuplicate(err) && fault.KindOf(err) != fault.Conflict {
			return all, err
		}
	}
	return nil, fault.New(fault.Conflict, "another import is storing the same records; try again")
}

// rememberRecords keeps the report of a batch that brought something.
func (d *Desk) rememberRecords(r *recording, kind Kind, title string, all []Outcome) error {
	report := newReport(File{Name: title}, kind)
	report.Import, report.Format, report.Read = r.imported, RecordSource, len(all)
	for _, o := range all {
		switch o.Result {
		case Created:
			report.Created++
		case Updated:
			report.Updated++
		case Unchanged:
			report.Unchanged++
		case Refused:
			report.fail(o.Err)
		}
		report.note(o.Warnings...)
	}
	if report.Created+report.Updated == 0 {
		return nil
	}
	return d.remember(r.tx, &report, nil, "")
}

// check gathers what is wrong with one record, field by field.
type check struct {
	at    string // JSON pointer of the record
	wrong []error
}

// refuse says what is wrong with a field of the record, "" for the whole.
func (c *check) refuse(field, format string, args ...any) {
	c.wrong = append(c.wrong, fault.At(0, c.path(field), format, args...))
}

// fail takes over what is wrong with a field.
func (c *check) fail(field string, err error) {
	if err != nil {
		c.wrong = append(c.wrong, &fault.Error{Kind: fault.KindOf(err), Place: fault.Place{Path: c.path(field)}, Cause: err})
	}
}

func (c *check) path(field string) string {
	if field == "" {
		return c.at
	}
	return c.at + "/" + field
}
