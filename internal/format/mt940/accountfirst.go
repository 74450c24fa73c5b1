package mt940

import (
	"strings"

	"acquit/internal/bank"
)

// Some Dutch banks begin field 86 with the account at the other side. ING wrote an IBAN
// with its BIC, and a word between name and text where there was no reference; before
// that, as Van Lanschot does, ten digits. ASN Bank and SNS write the name behind the
// IBAN and the text on the lines that follow.
//
//	NL57… BANKNL2A LYS EN ZONEN NOTPROVIDED factuur 17
//	0123456789 LYS EN ZONEN factuur 17

func isAccountFirst(in *information) bool {
	first, _, _ := strings.Cut(in.lines[0], " ")
	return isIBAN(first) || isTen(first) && isTen(in.account)
}

func isTen(s string) bool { return len(s) == 10 && allDigits(s) }

func readAccountFirst(in *information) {
	c := &in.entry.Counterparty
	first, name, _ := strings.Cut(in.lines[0], " ")
	c.IBAN = first
	text := wrapped(in.lines)
	rest := strings.TrimLeft(text[len(first):], " \n")
	bic := rest[:max(0, strings.IndexByte(rest, ' '))]
	switch {
	case bank.IsBIC(bic):
		c.BIC = bic
		if name, words, ok := strings.Cut(rest[len(bic):], " NOTPROVIDED "); ok {
			c.Name = squeeze(name)
			in.say(words)
			return
		}
	case !isTen(first) && len(in.lines) > 1 && (len(in.lines[0]) < width-tagWidth || strings.HasSuffix(in.lines[0], "  ")):
		c.Name = squeeze(name)
		in.say(wrapped(in.lines[1:]))
		return
	}
	in.say(text)
}
