// Package fec reads the FEC (fichier des écritures comptables), the ledger of one
// financial year that every accounting program in France writes for the tax office:
// Livre des procédures fiscales, article A47 A-1.
//
// It is a line of headings and one line for each line of an entry: 18 columns in a
// fixed order, parted by tabs or by |, with Debit and Credit or, in their place, Montant
// and Sens. Ledgers kept on a cash basis have four columns more. Further ones, which a
// program may add, are not read.
//
// The reader hands over what the lines say. What that means for what is owed:
//
// A customer account begins with 411; doubtful customers stand on 416, and what they
// paid in advance on 4191, with the other sign. The customer is the auxiliary account
// (CompAuxNum) or, where there is none, the account itself. A debit on it raises what is
// owed: in a journal of sales it is an invoice, whose number is the piece (PieceRef) and
// whose issue date is its day (PieceDate). A credit there is a credit note, elsewhere a
// payment or a correction.
//
// The opening journal (à nouveaux: AN, ANO, RAN, or whatever name holds "nouveau")
// brings the balances of the year before forward, on its first day. Some programs write
// one line for each piece that was open, with its own reference and day; others one sum
// for each customer, which is no invoice and has no due date.
//
// Lettrage (EcritureLet) is how a bookkeeper marks lines that settle each other: the
// lines of one customer with the same letters. The letters begin anew for each account,
// so that they mean nothing without it; many programs begin anew each year as well, and
// some write what is settled only in part in small letters. A line without letters is
// open, but a customer whose bookkeeper never marks anything has no letters at all: then
// the balance of the account says what is owed.
//
// A FEC has no due dates and no addresses.
package fec

import (
	"bytes"
	"io"
	"strings"

	"github.com/govalues/decimal"
	"golang.org/x/text/encoding/charmap"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/format/textread"
)

// Line is one line of an entry, as the ledger says it, without the blanks around its
// fields. Amounts have the decimals of the file, in the currency of the ledger.
type Line struct {
	Row           int             // of the file, 1-based
	Journal       string          // JournalCode: VE, BQ, AN …
	JournalName   string          // JournalLib
	Entry         string          // EcritureNum: its lines share it, and add up to nothing; some programs leave it 0
	On            date.Date       // EcritureDate: the day it was booked
	Account       string          // CompteNum
	AccountName   string          // CompteLib
	Auxiliary     string          // CompAuxNum, "" without one
	AuxiliaryName string          // CompAuxLib
	Piece         string          // PieceRef: what was booked, such as an invoice
	PieceOn       date.Date       // PieceDate
	Label         string          // EcritureLib
	Debit, Credit decimal.Decimal // one of them is zero as a rule, and either may be negative
	Lettrage      string          // EcritureLet, "" while nothing settles the line
	LettragedOn   date.Date       // DateLet
	ValidatedOn   date.Date       // ValidDate, None for what may still change
	Foreign       *bank.Sum       // Montantdevise and Idevise, its sign as found; nil for none
	PaidOn        date.Date       // DateRglt, on a cash basis
	PaidBy        string          // ModeRglt
	Nature        string          // NatOp
	Client        string          // IdClient
}

// Ledger is what is known of a file once it was read.
type Ledger struct {
	Lines         int // handed over
	Debit, Credit decimal.Decimal
	Warnings      []fault.Note // what is odd but was read all the same
}

// Detect says whether a file that starts with head is a FEC, by its headings.
func Detect(head []byte) bool {
	head = textread.TrimStart(head)
	if end := bytes.IndexAny(head, "\r\n"); end >= 0 {
		head = head[:end]
	}
	return headingsOf(string(head)).ledger()
}

// Read hands the lines of a file to take, one at a time; each is its to keep. An error
// of take ends the reading and is returned as it is.
//
// A line that lacks a field, or whose account, day or amounts are none, is left out; the
// others are handed over, and the error that is returned with the ledger names each that
// was left out and why. Whether a ledger with gaps is of use is for the caller to say. A
// wrong day that nothing hangs on, and debits that are not the credits, are warnings.
func Read(r io.Reader, take func(*Line) error) (Ledger, error) {
	f := &file{lines: textread.NewLines(r, textread.SplitLines), take: take}
	if err := f.begin(); err != nil {
		return f.Ledger, err
	}
	for f.next() {
		l, err := f.line()
		if err != nil {
			f.refused.Add(err)
			continue
		}
		if err := f.hand(l); err != nil {
			return f.Ledger, err
		}
	}
	if err := f.lines.Err(); err != nil {
		return f.Ledger, err
	}
	f.finish()
	return f.Ledger, f.refused.Err(fault.Say("%d lines were left out", f.refused.Len()))
}

// file is the state between the lines of one file.
type file struct {
	Ledger
	lines   *textread.Lines
	take    func(*Line) error
	text    []byte // of the current line, in UTF-8
	room    []byte
	fields  []string
	layout  layout
	spare   int  // fields behind the last heading, which are empty
	unsure  bool // the sums are too large to be told
	refused fault.Refusals
	omitted int // warnings beyond the limit
}

// warningLimit is how many warnings are listed; those beyond are counted.
const warningLimit = 100

// begin reads the headings.
func (f *file) begin() (err error) {
	if !f.next() {
		if err := f.lines.Err(); err != nil {
			return err
		}
		return fault.New(fault.Invalid, "the file is empty")
	}
	f.layout, err = layoutOf(headingsOf(string(f.text)), f.lines.Number)
	return err
}

// next moves to the next line that is not blank.
func (f *file) next() bool {
	raw, ok := f.lines.Next()
	if !ok {
		return false
	}
	f.text = raw
	if !textread.IsASCII(raw) {
		f.room = textread.DecodeAs(f.room[:0], raw, letter)
		f.text = f.room
	}
	return true
}

// letter reads a byte of ISO 8859-15, which the law asks for. What that leaves free is
// Windows-1252, and so are its four letters with a caron, which no French word has:
// programs on Windows write ´ and ¨ there.
func letter(c byte) rune {
	switch {
	case c < 0xa0, c == 0xa6, c == 0xa8, c == 0xb4, c == 0xb8:
		return charmap.Windows1252.DecodeByte(c)
	}
	return charmap.ISO8859_15.DecodeByte(c)
}

// line reads the current line.
func (f *file) line() (*Line, error) {
	f.split(string(f.text))
	if err := f.complete(); err != nil {
		return nil, err
	}
	l := &Line{
		Row: f.lines.Number, Journal: f.field(journalCode), JournalName: f.field(journalLib), Entry: f.field(ecritureNum),
		Account: f.field(compteNum), AccountName: f.field(compteLib), Auxiliary: f.field(compAuxNum), AuxiliaryName: f.field(compAuxLib),
		Piece: f.field(pieceRef), PieceOn: f.day(pieceDate), Label: f.field(ecritureLib), Lettrage: f.field(ecritureLet),
		LettragedOn: f.day(dateLet), ValidatedOn: f.day(validDate), Foreign: f.foreign(),
		PaidOn: f.day(dateRglt), PaidBy: f.field(modeRglt), Nature: f.field(natOp), Client: f.field(idClient),
	}
	day := f.field(ecritureDate)
	on, ok := dayOf(day)
	switch {
	case !ok || on == date.None:
		return nil, fault.At(f.lines.Number, "EcritureDate", "%q is no day", day)
	case l.Account == "":
		return nil, fault.At(f.lines.Number, "CompteNum", "the line has no account")
	}
	l.On = on
	return l, f.amounts(l)
}

// split cuts a line into its fields.
func (f *file) split(text string) {
	f.fields = f.fields[:0]
	for field := range strings.SplitSeq(text, f.layout.separator) {
		f.fields = append(f.fields, field)
	}
}

// complete refuses a line whose fields are not those of the headings: what a separator
// inside of a field, or a line end, makes of it. Empty ones may be missing at the end.
// Whether lines end in a separator is seen at the first.
func (f *file) complete() error {
	n := len(f.fields)
	if f.Lines == 0 && f.refused.Len() == 0 && n == f.layout.width+1 && strings.TrimSpace(f.fields[n-1]) == "" {
		f.spare = 1
	}
	if n < f.layout.needed || n > f.layout.width+f.spare {
		return fault.At(f.lines.Number, "", "the line has %d fields, while there are %d headings", n, f.layout.width)
	}
	return nil
}

// field is the text of a column, "" where the file has none.
func (f *file) field(c column) string {
	at := f.layout.at[c]
	if at < 0 || at >= len(f.fields) {
		return ""
	}
	return strings.TrimSpace(f.fields[at])
}

// amounts reads what the line moves: Debit and Credit, or Montant and Sens.
func (f *file) amounts(l *Line) error {
	for _, a := range []struct {
		column column
		into   *decimal.Decimal
	}{{debit, &l.Debit}, {credit, &l.Credit}, {montant, &l.Debit}} {
		if f.layout.at[a.column] < 0 {
			continue
		}
		d, ok := amount(f.field(a.column))
		if !ok {
			return fault.At(f.lines.Number, names[a.column], "%q is not an amount", f.field(a.column))
		}
		*a.into = d
	}
	if f.layout.at[montant] < 0 {
		return nil
	}
	switch side := f.field(sens); side {
	case "D", "d", "+1", "1", "+":
	case "C", "c", "-1", "-":
		l.Debit, l.Credit = l.Credit, l.Debit
	default:
		return fault.At(f.lines.Number, names[sens], "%q is neither D nor C", side)
	}
	return nil
}

// foreign reads an amount in another currency. Either part alone says nothing.
func (f *file) foreign() *bank.Sum {
	text, currency := f.field(montantDevise), strings.ToUpper(f.field(iDevise))
	d, ok := amount(text)
	if !ok {
		f.warn("%q is not an amount", text)
	}
	if !ok || currency == "" || d.IsZero() {
		return nil
	}
	return &bank.Sum{Amount: d, Currency: currency}
}

// day reads a day that nothing hangs on.
func (f *file) day(c column) date.Date {
	text := f.field(c)
	d, ok := dayOf(text)
	if !ok {
		f.warn("%q is no day", text)
	}
	return d
}

// hand gives a line to the caller and counts it.
func (f *file) hand(l *Line) error {
	f.Lines++
	f.unsure = !add(&f.Debit, l.Debit) || !add(&f.Credit, l.Credit) || f.unsure
	return f.take(l)
}

func add(sum *decimal.Decimal, d decimal.Decimal) bool {
	total, err := bank.Plus(*sum, d)
	if err == nil {
		*sum = total
	}
	return err == nil
}

// finish compares the sums, which lines that were left out would unbalance.
func (f *file) finish() {
	switch {
	case f.refused.Len() > 0:
	case f.unsure:
		f.note(fault.Note{Text: fault.Say("the sums of this ledger are too large to be compared")})
	case !f.Debit.Equal(f.Credit):
		f.note(fault.Note{Text: fault.Say("the debits of this ledger are %s and its credits %s: a part of it is missing or was changed", f.Debit, f.Credit)})
	}
	if f.omitted > 0 {
		f.Warnings = append(f.Warnings, fault.Note{Text: fault.Say("%d more warnings were left out", f.omitted)})
	}
}

// warn notes what is odd in the current line.
func (f *file) warn(format string, args ...any) {
	f.note(fault.Note{Place: fault.Place{Line: f.lines.Number}, Text: fault.Say(format, args...)})
}

func (f *file) note(n fault.Note) {
	if len(f.Warnings) == warningLimit {
		f.omitted++
		return
	}
	f.Warnings = append(f.Warnings, n)
}
