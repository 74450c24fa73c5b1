package fec

import (
	"slices"
	"strings"

	"acquit/internal/fault"
)

// column is one of those that are read.
type column int

// The columns, in the order of the law; then the two that may stand for Debit and
// Credit, and those of a cash basis.
const (
	journalCode column = iota
	journalLib
	ecritureNum
	ecritureDate
	compteNum
	compteLib
	compAuxNum
	compAuxLib
	pieceRef
	pieceDate
	ecritureLib
	debit
	credit
	ecritureLet
	dateLet
	validDate
	montantDevise
	iDevise
	montant
	sens
	dateRglt
	modeRglt
	natOp
	idClient
	columns
)

// names are the headings of the columns.
var names = [columns]string{
	"JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib",
	"PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise",
	"Montant", "Sens", "DateRglt", "ModeRglt", "NatOp", "IdClient",
}

// headings are the first line of a file, in small letters.
type headings struct {
	separator string
	names     []string
}

// headingsOf cuts the first line at the sign that parts the most of it. The law allows
// tab and |; spreadsheets write semicolons.
func headingsOf(line string) headings {
	h := headings{}
	most := 0
	for _, separator := range []string{"\t", "|", ";"} {
		if n := strings.Count(line, separator); n > most {
			h.separator, most = separator, n
		}
	}
	if most == 0 {
		return h
	}
	for name := range strings.SplitSeq(strings.ToLower(line), h.separator) {
		h.names = append(h.names, strings.TrimSpace(name))
	}
	for len(h.names) > 0 && h.names[len(h.names)-1] == "" { // a separator at the end
		h.names = h.names[:len(h.names)-1]
	}
	return h
}

// at is the place of a heading, -1 for none.
func (h headings) at(name string) int { return slices.Index(h.names, name) }

// layout says where the columns stand in each line.
type layout struct {
	separator string
	at        [columns]int // -1 where the file has none
	width     int          // headings
	needed    int          // fields that a line must have
}

// ledger reports whether the headings are those of a FEC, by two that nothing else has.
func (h headings) ledger() bool { return h.at("journalcode") >= 0 && h.at("comptenum") >= 0 }

// layoutOf finds the columns by their headings. One that is spelt in another way, as
// happens, is where the law puts it.
func layoutOf(h headings, row int) (layout, error) {
	l := layout{separator: h.separator, width: len(h.names)}
	for c := range columns {
		l.at[c] = h.at(strings.ToLower(names[c]))
		if l.at[c] < 0 && c <= iDevise && int(c) < len(h.names) && !known(h.names[c]) && h.ledger() {
			l.at[c] = int(c)
		}
	}
	if l.at[montant] >= 0 && l.at[sens] >= 0 {
		l.at[debit], l.at[credit] = -1, -1
	} else {
		l.at[montant], l.at[sens] = -1, -1
	}
	for _, c := range l.required() {
		if l.at[c] < 0 {
			return l, fault.At(row, "", "this is no ledger (FEC): the heading %s is missing", names[c])
		}
		l.needed = max(l.needed, l.at[c]+1)
	}
	return l, nil
}

// required are the columns that no line can do without.
func (l layout) required() []column {
	if l.at[montant] >= 0 {
		return []column{journalCode, ecritureDate, compteNum, montant, sens}
	}
	return []column{journalCode, ecritureDate, compteNum, debit, credit}
}

// known reports whether a heading is that of a column.
func known(heading string) bool {
	return slices.ContainsFunc(names[:], func(name string) bool { return strings.EqualFold(name, heading) })
}
