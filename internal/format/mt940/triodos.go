package mt940

import (
	"strings"

	"acquit/internal/bank"
)

// Triodos Bank has the subfields of German banks with other meanings: 10 is the account
// at the other side, 31 our own, and the name is not parted from what the payer says.
// Where subfield 10 has zeros, the first two slices are BIC and IBAN.

func isTriodos(in *information) bool { return strings.HasPrefix(in.lines[0], "000>10") }

func readTriodos(in *information) {
	text := in.joined()
	in.purpose.reset()
	f := subfields{purpose: &in.purpose}
	f.read(text[3:])
	in.business = text[:3]
	words, cuts := in.purpose.String(), in.purpose.cuts
	c := bank.Counterparty{IBAN: strings.TrimSpace(f.journal)}
	if isZeros(c.IBAN) && len(cuts) > 0 {
		first, rest := strings.TrimSpace(words[:cuts[0].at]), words[cuts[0].at:]
		second := rest
		if len(cuts) > 1 {
			second = rest[:cuts[1].at-cuts[0].at]
		}
		if iban := strings.TrimSpace(second); bank.IsBIC(first) && looksIBAN(iban) {
			c.BIC, c.IBAN = first, iban
			words = rest[len(second):]
		}
	}
	if isZeros(c.IBAN) {
		c.IBAN = ""
	}
	in.entry.Counterparty = c
	in.say(words)
}
