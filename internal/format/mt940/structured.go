package mt940

import (
	"strings"

	"acquit/internal/bank"
)

// The structured field 86 of German, Austrian and Polish banks, by the rules of the
// German banks (Anlage 3 of the DFÜ agreement, chapter 8): three digits for the kind of
// business, then subfields of a separator, two digits and a value. The separator is the
// character behind the three digits, mostly a question mark.
//
//	166?00SEPA-GUTSCHRIFT?109075/611?20EREF+RE-2024-17?21SVWZ+Rechnung 17?30BANKDEFFXXX?31DE…?32Lys & Fils

// separators are those that were seen.
const separators = "?~><@^"

func isStructured(in *information) bool {
	s := in.lines[0]
	return len(s) >= 6 && allDigits(s[:3]) && strings.IndexByte(separators, s[3]) >= 0 && isDigit(s[4]) && isDigit(s[5])
}

func readStructured(in *information) {
	text := in.joined()
	f := subfields{purpose: &in.purpose}
	in.purpose.reset()
	f.read(text[3:])
	in.business = text[:3]
	in.place(&f)
	in.entry.ReturnReason = germanReturn(in.business, in.key)
}

// place puts subfields where they belong.
func (in *information) place(f *subfields) {
	in.journal, in.key = strings.TrimSpace(f.journal), strings.TrimSpace(f.key)
	in.entry.Counterparty = f.counterparty()
	in.readPurpose(f.purpose.String(), f.purpose.cuts)
	in.say(f.booking)
	in.say(f.other)
	for _, more := range f.more {
		in.say(more)
	}
}

// subfields are those of one field 86.
type subfields struct {
	booking, journal, key string
	bank, account, iban   string
	name, other           string
	purpose               *sliced
	more                  []string
}

// read takes the subfields of a text, which begins with the first separator.
func (f *subfields) read(text string) {
	separator := text[0]
	for len(text) >= 3 {
		n, rest := number(text[1:3]), text[3:]
		end := nextSubfield(rest, separator)
		f.take(n, rest[:end])
		text = rest[end:]
	}
}

// nextSubfield finds where the next subfield begins, or the end. A separator without
// the number of a subfield behind it is text.
func nextSubfield(text string, separator byte) int {
	for i := 0; ; i++ {
		n := strings.IndexByte(text[i:], separator)
		if n < 0 {
			return len(text)
		}
		if i += n; isSubfield(text[i+1:]) {
			return i
		}
	}
}

func isSubfield(s string) bool {
	if len(s) < 2 || !isDigit(s[0]) || !isDigit(s[1]) {
		return false
	}
	n := number(s)
	return n == 0 || n == 10 || n >= 20 && n <= 38 || n >= 60 && n <= 63 || n >= 70 && n <= 79
}

func (f *subfields) take(number int, value string) {
	switch {
	case number == 0:
		f.booking = value
	case number == 10:
		f.journal = value
	case number >= 20 && number <= 29, number >= 60 && number <= 63:
		f.purpose.add(value)
	case number == 30:
		f.bank = strings.TrimSpace(value)
	case number == 31:
		f.account = strings.TrimSpace(value)
	case number == 32 || number == 33:
		f.name = joinSlices(f.name, value)
	case number == 34:
		f.key = value
	case number == 35 || number == 36:
		f.other = joinSlices(f.other, value)
	case number == 38:
		f.iban = strings.TrimSpace(value)
	default:
		f.more = append(f.more, value)
	}
}

// counterparty reads who stands at the other side. Before IBAN and BIC it was an
// account number with the bank's code of eight digits, written as field 25 writes ours.
func (f *subfields) counterparty() bank.Counterparty {
	c := bank.Counterparty{Name: squeeze(f.name), IBAN: f.account}
	if f.iban != "" {
		c.IBAN = f.iban
	}
	switch {
	case bank.IsBIC(f.bank):
		c.BIC = f.bank
	case f.bank == "" || isZeros(f.bank):
	case len(c.IBAN) > 0 && allDigits(f.bank) && allDigits(c.IBAN):
		c.IBAN = f.bank + "/" + c.IBAN
	default:
		c.BIC = f.bank
	}
	if isZeros(c.IBAN) {
		c.IBAN = ""
	}
	return c
}

// squeeze leaves one blank where there are several.
func squeeze(s string) string {
	s = strings.TrimSpace(s)
	if !strings.Contains(s, "  ") {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}
