package mt940

import (
	"slices"
	"strings"
	"unicode/utf8"

	"acquit/internal/bank"
)

// information is what fields 86 and NS say of an entry, and field 61 behind its first
// line, on the way into the entry.
type information struct {
	entry    *bank.Entry
	account  string // ours
	kind     string // the type and the reference of field 61
	ref      string
	more     []string // the lines of field 61 behind the first
	lines    []string // of field 86
	coded    []string // of field NS
	business string   // the parts of the transaction code that field 86 has
	journal  string
	key      string

	said    []string // the lines of the entry's text
	whole   string   // the lines of field 86 as one
	memo    codeMemo
	purpose sliced // what the payer says, and the keywords in it
	found   []keyword
}

// A dialect is one way in which banks fill field 86.
type dialect struct {
	name string
	is   func(in *information) bool
	read func(in *information)
}

// dialects in the order in which they are tried; the last one reads anything. A new
// one is a file with its two functions, its line here and its samples in dialect_test.
var dialects = []dialect{
	{"penta", isPenta, readPenta},
	{"triodos", isTriodos, readTriodos},
	{"structured", isStructured, readStructured},
	{"slashes", isSlashed, readSlashed},
	{"abn amro, labelled", isABNLabelled, readABNLabelled},
	{"abn amro", isABN, readABN},
	{"knab", isKnab, readKnab},
	{"mbank", isMBank, readMBank},
	{"postfinance", isPostFinance, readPostFinance},
	{"account first", isAccountFirst, readAccountFirst},
	{"plain", isPlain, readPlain},
}

// reset begins the information of the next entry.
func (in *information) reset(s *statement, m movement, more []string) {
	*in = information{
		entry: s.entry, account: s.Account.IBAN + s.Account.Other, kind: m.kind, ref: m.ref,
		more: append(in.more[:0], more...), lines: in.lines[:0], coded: in.coded[:0],
		said: in.said[:0], memo: in.memo, purpose: in.purpose, found: in.found,
	}
}

// add takes the lines of a field. An entry may have several fields 86.
func (in *information) add(x field) {
	if x.tag == "NS" {
		in.coded = append(in.coded, x.lines...)
		return
	}
	in.lines = append(in.lines, x.lines...)
}

// finish puts everything into the entry.
func (in *information) finish() {
	in.trim()
	if len(in.lines) > 0 {
		for i := range dialects {
			if dialects[i].is(in) {
				dialects[i].read(in)
				break
			}
		}
	}
	in.readCoded()
	in.readReference()
	in.readMore()
	e := in.entry
	e.Code = in.memo.code(in.kind, in.business, in.journal, in.key)
	if e.ReturnReason == "" && in.kind == "NRTI" {
		e.ReturnReason = unspecified
	}
	if e.Original != nil && e.Original.Currency == e.Currency && e.Original.Amount.Equal(e.Amount.Abs()) {
		e.Original = nil
	}
	e.Text = strings.Join(in.said, "\n")
}

// trim leaves out lines of blanks, and the field where it has no others.
func (in *information) trim() {
	for len(in.lines) > 0 && strings.TrimSpace(in.lines[len(in.lines)-1]) == "" {
		in.lines = in.lines[:len(in.lines)-1]
	}
	for len(in.lines) > 1 && strings.TrimSpace(in.lines[0]) == "" {
		in.lines = in.lines[1:]
	}
	if len(in.lines) > 0 {
		in.lines[0] = strings.TrimLeft(in.lines[0], " ")
	}
}

// say adds a line to the text, unless it is empty or stands there already.
func (in *information) say(line string) {
	if line = strings.TrimSpace(line); line != "" && !slices.Contains(in.said, line) {
		in.said = append(in.said, line)
	}
}

// label says a fact that has no field of its own, headed by its codeword.
func (in *information) label(word, value string) {
	if value = strings.TrimSpace(value); value != "" {
		in.say(word + " " + value)
	}
}

// says reports whether the text has these words already.
func (in *information) says(words string) bool {
	for _, line := range in.said {
		if strings.Contains(line, words) {
			return true
		}
	}
	return false
}

// joined is the lines as one text without anything between them: banks that structure
// field 86 cut it after 65 characters, wherever that is.
func (in *information) joined() string {
	if len(in.lines) == 1 {
		return in.lines[0]
	}
	if in.whole == "" {
		in.whole = strings.Join(in.lines, "")
	}
	return in.whole
}

// The width of the lines of field 86, of which some banks count the tag as a part.
const (
	width    = 65
	tagWidth = len(":86:")
)

// wrapped is lines of words as one text: a line that is full goes on in the next, a
// shorter one is a line by itself.
func wrapped(lines []string) string {
	var b strings.Builder
	for i, line := range lines {
		if isFull(line, i) {
			b.WriteString(line)
			continue
		}
		b.WriteString(strings.TrimRight(line, " "))
		b.WriteByte('\n')
	}
	return b.String()
}

// isFull says whether the i-th line has no room left. Blanks fill up what is short.
func isFull(line string, i int) bool {
	n := utf8.RuneCountInString(line)
	return (n >= width || i == 0 && n == width-tagWidth) && !strings.HasSuffix(line, "  ")
}

// readReference places the reference for the account's owner in field 61. Some banks
// name there the keyword under which it stands in field 86.
func (in *information) readReference() {
	ref := strings.TrimSpace(in.ref)
	switch strings.TrimSuffix(ref, "+") {
	case "", "NONREF", "NOTPROVIDED", "NOT PROVIDED", "EREF", "KREF", "CREF", "MREF", "MARF", "PREF", "IREF":
		return
	}
	e := in.entry
	if in.business == "" && len(ref) == 5 && allDigits(ref) && strings.HasPrefix(in.kind, "F") {
		in.business = ref // PostFinance's own kinds
		return
	}
	if r, ok := bank.ParseReference(ref); ok && r.Checked() {
		if e.Reference == "" {
			e.Reference = r.Digits
		}
		if e.Reference == r.Digits {
			return
		}
	}
	if account, name, ok := cutParty(in.ref); ok && e.Counterparty == (bank.Counterparty{}) {
		e.Counterparty = bank.Counterparty{IBAN: account, Name: name}
		return
	}
	if ref != e.EndToEndID && ref != e.Counterparty.IBAN && !in.says(ref) {
		in.say(ref)
	}
}

// cutParty reads an account where the reference should be: an IBAN, or a number filled
// up to the 16 characters of a reference with a name behind it.
func cutParty(ref string) (account, name string, ok bool) {
	if isIBAN(strings.TrimSpace(ref)) {
		return strings.TrimSpace(ref), "", true
	}
	if len(ref) <= 16 {
		return "", "", false
	}
	account, name = strings.TrimRight(ref[:16], " "), strings.TrimSpace(ref[16:])
	if !allDigits(strings.TrimPrefix(account, "P")) || len(account) == 16 || name == "" {
		return "", "", false
	}
	return account, name, true
}

// readMore places the lines of field 61 behind the first, the supplementary details.
func (in *information) readMore() {
	e := in.entry
	for _, line := range in.more {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || isZeros(line):
		case line[0] == '/' && in.readSums(line):
		case isIBAN(line) || isNumber(line):
			in.readAccount(line)
		case e.BankRef == "" && len(line) > 20 && allDigits(line):
			e.BankRef = line
		case e.Counterparty.Name == "" && e.Counterparty.IBAN != "" && e.Counterparty.IBAN == strings.TrimSpace(in.ref):
			e.Counterparty.Name = line
		case !strings.EqualFold(line, e.Counterparty.Name) && !in.says(line):
			in.say(line)
		}
	}
}

// isNumber has the shape of a Dutch account number, with the P of the former Postbank.
func isNumber(s string) bool {
	digits := strings.TrimPrefix(s, "P")
	return len(digits) >= 9 && len(digits) <= 10 && allDigits(digits)
}

// readAccount takes a number for the account at the other side, where none is known.
func (in *information) readAccount(number string) {
	e := in.entry
	if e.Counterparty.IBAN == "" {
		e.Counterparty.IBAN = number
	} else if e.Counterparty.IBAN != number {
		in.say(number)
	}
}

// codeMemo remembers the last transaction code, for those of one statement are mostly
// the same.
type codeMemo struct{ kind, business, journal, key, text string }

// code puts the transaction code together as German banks write it in camt.053 as
// well: the type of SWIFT, the code of the bank's business, its journal and its key.
func (m *codeMemo) code(kind, business, journal, key string) string {
	if m.kind == kind && m.business == business && m.journal == journal && m.key == key {
		return m.text
	}
	parts := []string{kind, business, journal, key}
	for len(parts) > 1 && parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1]
	}
	*m = codeMemo{kind, business, journal, key, strings.Join(parts, "+")}
	return m.text
}
