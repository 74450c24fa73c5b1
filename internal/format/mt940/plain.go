package mt940

import (
	"strings"

	"acquit/internal/bank"
)

// Plain is field 86 in words, as any bank may write it: the text is kept line by line,
// and an IBAN in it, the only one that is not ours and whose check digits are right, is
// the other side's.

func isPlain(*information) bool { return true }

func readPlain(in *information) {
	lines := in.lines
	if first := lines[0]; len(first) > 3 && first[:3] == "999" && !isDigit(first[3]) { // unstructured, say the rules of German banks
		in.business = first[:3]
		lines = append([]string{first[3:]}, lines[1:]...)
	}
	text := strings.TrimSpace(wrapped(lines))
	in.say(text)
	e := in.entry
	if e.Counterparty.IBAN == "" {
		e.Counterparty.IBAN = onlyIBAN(text, in.account)
	}
	if e.Reference == "" {
		e.Reference = kenmerk(text)
	}
	if at := strings.Index(text, "/OCMT/"); at >= 0 {
		line, _, _ := strings.Cut(text[at:], "\n")
		in.readSums(line)
	}
}

// onlyIBAN finds the one IBAN in a text that is not ours; "" where there are others.
func onlyIBAN(text, ours string) (found string) {
	for from := 0; from < len(text); {
		to := from
		for to < len(text) && isAlnum(text[to]) {
			to++
		}
		word := text[from:to]
		from = max(to, from+1)
		if !looksIBAN(word) || word == ours || word == found {
			continue
		}
		if _, err := bank.ParseIBAN(word); err != nil {
			continue
		}
		if found != "" {
			return ""
		}
		found = word
	}
	return found
}

// kenmerk finds the reference of a Dutch acceptgiro, which banks fill up with zeros to
// 15 or 16 digits and cut at the end of a column: "BETALINGSKENM.  0000 0000  3007 6145".
func kenmerk(text string) string {
	_, rest, ok := strings.Cut(text, "BETALINGSKENM")
	if !ok {
		return ""
	}
	rest = strings.TrimLeft(strings.TrimPrefix(rest, "ERK"), ".: ")
	var digits []byte
	for i := 0; i < len(rest) && len(digits) < 16 && (isDigit(rest[i]) || rest[i] == ' ' || rest[i] == '\n'); i++ {
		if isDigit(rest[i]) {
			digits = append(digits, rest[i])
		}
	}
	if len(digits) < 7 || isZeros(string(digits)) {
		return ""
	}
	return normalReference(string(digits))
}
