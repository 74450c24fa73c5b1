// Package banktable reads the tables of entries that banks let their customers save:
// delimited text and workbooks. The layouts of some banks are known by their
// headings or their shape; others are understood as package table understands them,
// and a person says what stays open.
package banktable

import (
	"bytes"
	"cmp"
	"io"

	"acquit/internal/bank"
	"acquit/internal/fault"
	"acquit/internal/format/table"
	"acquit/internal/format/table/sheet"
)

// Detect reports whether a file that begins with head is a bank's table of entries in
// delimited text. A workbook shows it only as a whole: see Is.
func Detect(head []byte) bool {
	if sheet.IsWorkbook(head) {
		return false
	}
	t, err := table.Open(bytes.NewReader(head), int64(len(head)), sheet.Layout{})
	return err == nil && Is(t)
}

// Is reports whether a table is a bank's.
func Is(t *table.Table) bool {
	if presetOf(t) != nil {
		return true
	}
	m, _, ok := t.Understand()
	return ok && m.Kind == table.Entries
}

// Understand proposes how a bank's table is to be read: as the layout of a bank that
// is known, else as its headings and values suggest. The problems say what a person
// must decide.
func Understand(t *table.Table) (table.Mapping, []table.Problem) {
	m, problems := t.Guess(table.Entries)
	if p := presetOf(t); p != nil {
		return p.mapping(t, m), nil
	}
	return m, problems
}

// Read hands the statements of a bank's table to sink, one for each account and
// currency in it. What cannot be understood without a person is refused, and so is a
// table that does not say which account it is of, or in which currency, unless ours
// does.
//
// An entry that cannot be read is left out with a warning of its statement. Where the
// table has a running balance, the entries are held against it.
func Read(r io.ReaderAt, size int64, ours bank.Account, sink bank.Sink) error {
	t, err := table.Open(r, size, sheet.Layout{})
	if err != nil {
		return err
	}
	m, problems := Understand(t)
	said := aboutOf(t.Preamble())
	m.Account = cmp.Or(m.Account, said.account, ours.IBAN, ours.Other)
	m.Currency = cmp.Or(m.Currency, said.currency, ours.Currency)
	for _, p := range problems {
		if p.Asks {
			return fault.At(max(t.HeaderRow(), 1), "", "%s", p.Text)
		}
	}
	return ReadAs(t, m, sink)
}

// ReadAs is Read through a mapping that a person made or confirmed.
func ReadAs(t *table.Table, m table.Mapping, sink bank.Sink) error {
	f := &file{table: t, mapping: m, refine: refineOf(m.Preset)}
	if err := f.survey(); err != nil {
		return err
	}
	for _, a := range f.accounts {
		if err := f.hand(a, sink); err != nil {
			return err
		}
	}
	return nil
}
