package intake

import (
	"bytes"
	"context"
	"io"

	"acquit/internal/bank"
	"acquit/internal/fault"
	"acquit/internal/format"
	"acquit/internal/format/camt"
	"acquit/internal/format/cfonb"
	"acquit/internal/format/coda"
	"acquit/internal/format/mt940"
	"acquit/internal/format/ofx"
	"acquit/internal/format/table"
	"acquit/internal/format/table/banktable"
	"acquit/internal/id"
	"acquit/internal/job"
	"acquit/internal/store"
)

// mostStatements bounds a file of bank statements, which is read piece by piece.
const mostStatements = 2 << 30

// A file of more bytes than large is taken in with so much memory for the database's
// pages, that a file of a gigabyte passes on a machine that has little.
const (
	large    = 16 << 20
	spareMiB = 32
)

// Statement takes in one file of bank statements. Entries that were stored before
// are recognised, so that the same statement in another file adds nothing.
//
// The file is read twice and never held: once outside the transaction, to learn which
// statements are whole and what they come to, and once inside it, to store their
// entries some at a time.
func (d *Desk) Statement(ctx context.Context, company id.ID, f File) (Report, error) {
	report := newReport(f, Statements)
	file, err := spool(f, mostStatements)
	if err != nil {
		return d.leaveOut(ctx, company, report, err)
	}
	defer file.Close()
	head, _, err := format.Head(file.Reader())
	if err != nil {
		return d.leaveOut(ctx, company, report, fault.Wrap(fault.Invalid, err, "the file cannot be read"))
	}
	kind := format.Detect(head)
	if isTable(kind) {
		return d.Table(ctx, company, f, TableWish{Kind: table.Entries})
	}
	report.Format = string(kind)
	var known survey
	if err := readStatements(kind, file.Reader(), &known); err != nil {
		report.fail(err)
	}
	report.Format = known.format(kind)
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		fresh := report.clone() // Update may run this more than once
		fresh.Import = tx.NewID()
		if file.Size > large {
			if err := tx.Spare(spareMiB); err != nil {
				return err
			}
		}
		t := &taking{tx: tx, report: &fresh, document: file.Hash}
		if err := t.take(known.statements, func(sink bank.Sink) error { return readStatements(kind, file.Reader(), sink) }); err != nil {
			return err
		}
		report = fresh
		if report.Created > 0 {
			if err := tx.Enqueue(job.Match{Company: company}); err != nil {
				return err
			}
		}
		if err := file.keep(tx, f.Name, "application/octet-stream"); err != nil {
			return err
		}
		return tx.AddImport(&store.Import{ID: report.Import, Kind: string(report.Kind), Name: f.Name, Document: file.Hash, Report: asJSON(&report), Actor: d.Actor})
	})
	return report, err
}

// ReadStatements reads a file of bank statements of any format that is known. What
// could be read before an error is returned with it.
func ReadStatements(body []byte) ([]*bank.Statement, format.Kind, error) {
	kind := format.Detect(body[:min(len(body), format.HeadLen)])
	var all bank.Gather
	err := readStatements(kind, io.NewSectionReader(bytes.NewReader(body), 0, int64(len(body))), &all)
	return all.Statements, kind, err
}

// readStatements reads a file of a kind and hands over what it holds.
func readStatements(kind format.Kind, file *io.SectionReader, sink bank.Sink) error {
	read := statementReaders[kind]
	if read == nil {
		return fault.New(fault.Invalid, "%s", unfit[kind])
	}
	return read(file, sink)
}

// statementReaders are the readers of bank statements, by format.
var statementReaders = map[format.Kind]func(*io.SectionReader, bank.Sink) error{
	format.CAMT: forwards(camt.Read), format.CODA: forwards(coda.Read), format.MT940: forwards(mt940.Read), format.CFONB: forwards(cfonb.Read),
	format.OFX: forwards(ofx.Read), format.BankTable: readBankTable,
}

// forwards is a reader that goes from the beginning of a file to its end.
func forwards(read func(io.Reader, bank.Sink) error) func(*io.SectionReader, bank.Sink) error {
	return func(r *io.SectionReader, sink bank.Sink) error { return read(r, sink) }
}

// readBankTable reads a bank's table, which has to be looked at more than once.
func readBankTable(r *io.SectionReader, sink bank.Sink) error {
	return banktable.Read(r, r.Size(), bank.Account{}, sink)
}
