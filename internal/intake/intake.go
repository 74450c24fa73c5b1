// Package intake takes in what a company or a bank hands over: invoices, bank
// statements, customers. Files are read outside any transaction; what they hold is
// stored so that reading the same file again changes nothing.
package intake

import (
	"bytes"
	"context"
	"io"
	"os"
	"slices"

	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/format"
	"acquit/internal/format/table"
	"acquit/internal/id"
	"acquit/internal/store"
)

// File is something to take in.
type File struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// Path is the file at a path of the file system.
func Path(path string) File {
	return File{Name: path, Open: func() (io.ReadCloser, error) { return os.Open(path) }}
}

// Bytes is a file that is in memory already.
func Bytes(name string, body []byte) File {
	return File{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }}
}

// Kind is what a person hands over.
type Kind string

// The kinds of import.
const (
	Invoices   Kind = "invoices"
	Statements Kind = "statements"
	Balances   Kind = "balances"
	Customers  Kind = "customers"
	Contacts   Kind = "contacts"
	tables     Kind = "tables" // of whatever kind
	Ledgers    Kind = "ledgers"
	Payments   Kind = "payments" // other programs hand them over; no file holds them
)

// Report is what came of one file.
type Report struct {
	Import    id.ID  `json:"import,omitzero"` // its place in the history of imports
	File      string `json:"file"`
	Kind      Kind   `json:"kind"`
	Format    string `json:"format"`
	Read      int    `json:"read"` // records in the file
	Created   int    `json:"created"`
	Unchanged int    `json:"unchanged"`
	Updated   int    `json:"updated"`
	Announced int    `json:"announced,omitempty"` // of those created, bank lines that are announced and not booked yet
	Booked    int    `json:"booked,omitempty"`    // bank lines that were announced before and are booked now
	Closed    int    `json:"closed,omitempty"`    // items that a snapshot no longer has, and that were settled outside
	Waits     bool   `json:"waits,omitempty"`     // a table that a person must explain; nothing of it is taken in yet
	Table     bool   `json:"table,omitempty"`     // its columns can be explained, also anew once the import is undone
	Loose     bool   `json:"loose,omitempty"`     // it is no invoice but belongs to one, which a person must choose
	Attached  string `json:"attached,omitempty"`  // number of the invoice that it was attached to
	Warnings  []Note `json:"warnings"`
	Errors    []Note `json:"errors"`
}

// Failed reports whether something in the file could not be taken in.
func (r *Report) Failed() bool { return len(r.Errors) > 0 }

// fail adds an error to the report, or each of several that were joined.
func (r *Report) fail(err error) {
	for _, n := range fault.Notes(err) {
		n.Place.File = "" // the report names it already
		r.Errors = append(r.Errors, Note{n})
	}
}

// warn adds a warning about a place of the file.
func (r *Report) warn(place fault.Place, format string, args ...any) {
	r.note(fault.Note{Place: place, Text: fault.Say(format, args...)})
}

// note adds warnings that a reader of files gave.
func (r *Report) note(warnings ...fault.Note) {
	for _, n := range warnings {
		r.Warnings = append(r.Warnings, Note{n})
	}
}

// clone is a report that shares no list with r.
func (r *Report) clone() Report {
	c := *r
	c.Warnings, c.Errors = slices.Clone(r.Warnings), slices.Clone(r.Errors)
	return c
}

// newReport is a report whose lists are empty rather than absent.
func newReport(f File, k Kind) Report {
	return Report{File: f.Name, Kind: k, Warnings: []Note{}, Errors: []Note{}}
}

// Desk is where things are taken in.
type Desk struct {
	Store *store.Store
	Actor string // who hands over, for the history of imports
	// Progress, when set, hears how many of the files are done.
	Progress func(done, total int)
}

func (d *Desk) progress(done, total int) {
	if d.Progress != nil {
		d.Progress(done, total)
	}
}

// Taking is how files of one kind are taken in.
type Taking func(d *Desk, ctx context.Context, company id.ID, files []File) ([]Report, error)

// Statements takes in files of bank statements, one after the other.
func (d *Desk) Statements(ctx context.Context, company id.ID, files []File) ([]Report, error) {
	return d.oneByOne(ctx, company, files, d.Statement)
}

// Mixed takes in files of which some are tables, as is wished of them, and hands the
// others on together.
func (d *Desk) Mixed(ctx context.Context, company id.ID, files []File, w TableWish, others Taking) ([]Report, error) {
	var reports []Report
	var rest []File
	for _, f := range unpack(files) {
		if kind, err := kindOf(f); err != nil || kind != tables {
			rest = append(rest, f)
			continue
		}
		r, err := d.Table(ctx, company, f, w)
		if err != nil {
			return reports, err
		}
		reports = append(reports, r)
	}
	if len(rest) == 0 {
		return reports, nil
	}
	more, err := others(d, ctx, company, rest)
	return append(reports, more...), err
}

// Customers takes in a table of customers.
func (d *Desk) Customers(ctx context.Context, company id.ID, f File) (Report, error) {
	return d.Table(ctx, company, f, TableWish{Kind: table.Customers})
}

// Tables takes in tables, one after the other.
func (d *Desk) Tables(ctx context.Context, company id.ID, files []File, w TableWish) ([]Report, error) {
	return d.oneByOne(ctx, company, files, func(ctx context.Context, company id.ID, f File) (Report, error) { return d.Table(ctx, company, f, w) })
}

func (d *Desk) oneByOne(ctx context.Context, company id.ID, files []File, take func(context.Context, id.ID, File) (Report, error)) ([]Report, error) {
	files = unpack(files)
	reports := make([]Report, 0, len(files))
	for _, f := range files {
		r, err := take(ctx, company, f)
		if err != nil {
			return reports, err
		}
		reports = append(reports, r)
		d.progress(len(reports), len(files))
	}
	return reports, nil
}

// Any takes in files of whatever kind, each by what it holds.
func (d *Desk) Any(ctx context.Context, company id.ID, files []File) ([]Report, error) {
	return d.TakeAny(ctx, company, files, LedgerOptions{})
}

// TakeAny is Any as a person wants the ledgers among the files.
func (d *Desk) TakeAny(ctx context.Context, company id.ID, files []File, o LedgerOptions) ([]Report, error) {
	var reports []Report
	var invoices, ledgers []File
	for _, f := range unpack(files) {
		var r Report
		kind, err := kindOf(f)
		switch {
		case err != nil:
			r, err = d.leaveOut(ctx, company, newReport(f, ""), err)
		case kind == Invoices:
			invoices = append(invoices, f)
			continue
		case kind == Ledgers:
			ledgers = append(ledgers, f)
			continue
		case kind == Statements:
			r, err = d.Statement(ctx, company, f)
		case kind == tables:
			r, err = d.Table(ctx, company, f, TableWish{})
		}
		if err != nil {
			return reports, err
		}
		reports = append(reports, r)
	}
	if len(ledgers) > 0 {
		more, err := d.TakeLedgers(ctx, company, ledgers, o)
		if reports = append(reports, more...); err != nil {
			return reports, err
		}
	}
	more, err := d.Invoices(ctx, company, invoices)
	return append(reports, more...), err
}

// kindOf looks into a file. What cannot be taken in is an Invalid that says what
// the file is instead.
func kindOf(f File) (Kind, error) {
	body, err := f.Open()
	if err != nil {
		return "", fault.Wrap(fault.NotFound, err, "the file cannot be opened")
	}
	defer body.Close()
	head, _, err := format.Head(body)
	if err != nil {
		return "", fault.Wrap(fault.Invalid, err, "the file cannot be read")
	}
	kind := format.Detect(head)
	if isTable(kind) {
		return tables, nil
	}
	if statementReaders[kind] != nil {
		return Statements, nil
	}
	switch kind {
	case format.UBL, format.CII, format.PDF, format.XML: // XML of another kind is named as it is read
		return Invoices, nil
	case format.FEC:
		return Ledgers, nil
	default:
		return "", fault.New(fault.Invalid, "%s", unfit[kind])
	}
}

// isTable reports whether a file may be a table: delimited text, or an archive that
// holds no files for people, as workbooks are.
func isTable(kind format.Kind) bool {
	return kind == format.Table || kind == format.BankTable || kind == format.Zip
}

// unfit says why a kind of file is not taken in.
var unfit = map[format.Kind]fault.Text{
	format.Empty:     fault.Say("the file is empty"),
	format.PDF:       fault.Say("this is a PDF"),
	format.Zip:       fault.Say("this is a workbook or an office document"),
	format.Unknown:   fault.Say("the file is of no kind that is known here"),
	format.UBL:       fault.Say("this is an invoice or credit note"),
	format.CII:       fault.Say("this is an invoice or credit note"),
	format.XML:       fault.Say("this XML is no bank statement"),
	format.CAMT:      fault.Say("this is a bank statement"),
	format.CODA:      fault.Say("this is a bank statement"),
	format.MT940:     fault.Say("this is a bank statement"),
	format.CFONB:     fault.Say("this is a bank statement"),
	format.OFX:       fault.Say("this is a bank statement"),
	format.BankTable: fault.Say("this is a bank statement"),
	format.FEC:       fault.Say("this is a French ledger (FEC)"),
	format.Table:     fault.Say("this is a table"),
}

// mimes are the media types of files that are kept.
var mimes = map[format.Kind]string{format.UBL: "application/xml", format.CII: "application/xml", format.CAMT: "application/xml", format.XML: "application/xml",
	format.PDF: "application/pdf", format.Zip: "application/zip", format.Table: "text/csv"}

// maxFile bounds a file that is held in memory.
const maxFile = 128 << 20

// read returns the whole of a file.
func read(f File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fault.Wrap(fault.NotFound, err, "the file cannot be opened")
	}
	defer r.Close()
	body, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "the file cannot be read")
	}
	if len(body) > maxFile {
		return nil, fault.New(fault.Invalid, "the file is larger than %d MB", maxFile>>20)
	}
	return body, nil
}

// leaveOut leaves a file out that holds nothing to take in. Its report is kept all the
// same: the person who comes back to it finds what went wrong.
func (d *Desk) leaveOut(ctx context.Context, company id.ID, r Report, cause error) (Report, error) {
	r.fail(cause)
	return r, d.Store.Update(ctx, company, func(tx *store.Tx) error { return d.remember(tx, &r, nil, "") })
}

// remember stores a file, as far as it could be read, and the report about it, for
// the history of imports.
func (d *Desk) remember(tx *store.Tx, r *Report, body []byte, mime string) error {
	if r.Import == 0 {
		r.Import = tx.NewID()
	}
	doc := evidence.Document{} // a file that was not read leaves none
	if body != nil {
		doc = evidence.New(r.File, mime, body)
		if err := tx.Keep(doc); err != nil {
			return err
		}
	}
	return tx.AddImport(&store.Import{ID: r.Import, Kind: string(r.Kind), Name: r.File, Document: doc.Hash, Report: asJSON(r), Actor: d.Actor})
}
