package banktable

import (
	"regexp"
	"strings"

	"acquit/internal/bank"
	"acquit/internal/format/table"
)

// The lengths that an IBAN may have (ISO 13616): Norway has the shortest ones.
const (
	shortest = 15
	longest  = 34
)

// likeIBAN reports whether a number is written as an IBAN, whatever its check digits.
func likeIBAN(s string) bool {
	bare := table.Squeeze(s)
	return len(bare) >= shortest && len(bare) <= longest && begins(bare)
}

// begins reports whether a text begins as an IBAN does: two capitals, two digits.
func begins(s string) bool {
	return len(s) > 4 && capital(s[0]) && capital(s[1]) && digit(s[2]) && digit(s[3])
}

func capital(c byte) bool { return c-'A' <= 'Z'-'A' }

func digit(c byte) bool { return c-'0' <= 9 }

// ibanIn finds the account in a text: the first one with right check digits that is
// not ours, in one piece or in groups. Letters may follow it without a blank, as in
// "BE71096123456769BIC".
func ibanIn(text, ours string) (iban, as string) {
	for i := 0; i+shortest <= len(text); i++ {
		if i > 0 && (capital(text[i-1]) || digit(text[i-1])) || !begins(text[i:]) {
			continue
		}
		if iban, as = ibanAt(text[i:]); iban != "" && iban != ours {
			return iban, as
		}
	}
	return "", ""
}

// ibanAt reads the account that a text begins with. Groups are parted by one blank.
func ibanAt(text string) (iban, as string) {
	var bare [longest]byte
	n := 0
	for end := 0; end < len(text) && n < longest; end++ {
		c := text[end]
		if c == ' ' && end > 0 && text[end-1] != ' ' {
			continue
		}
		if !capital(c) && !digit(c) {
			break
		}
		bare[n] = c
		if n++; n < shortest || !checks(bare[:n]) {
			continue
		}
		if parsed, err := bank.ParseIBAN(string(bare[:n])); err == nil {
			return parsed, text[:end+1]
		}
	}
	return "", ""
}

// checks reports whether the check digits of an IBAN are right (ISO 7064 MOD 97-10).
// It is asked of every length that a text leaves open, before anything is made of it.
func checks(s []byte) bool {
	rest := 0
	for i := range s {
		switch c := s[(i+4)%len(s)]; {
		case digit(c):
			rest = (rest*10 + int(c-'0')) % 97
		default:
			rest = (rest*100 + int(c-'A') + 10) % 97
		}
	}
	return rest == 1
}

// bicShape finds a bank behind its word.
var bicShape = regexp.MustCompile(`\bBIC:? ?([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b`)

// hidden takes the account of the other side out of the text, where the table has no
// column for it and the text names one alone.
func hidden(e *table.Entry) {
	if e.Counterparty.IBAN != "" {
		return
	}
	iban, as := ibanIn(e.Text, table.Squeeze(e.Account))
	if iban == "" {
		return
	}
	if other, _ := ibanIn(strings.ReplaceAll(e.Text, as, ""), table.Squeeze(e.Account)); other != "" {
		return
	}
	e.Counterparty.IBAN = iban
	if m := bicShape.FindStringSubmatch(e.Text); m != nil && e.Counterparty.BIC == "" {
		e.Counterparty.BIC = m[1]
	}
}

// labelled cuts a text at its labels, such as "Naam:", and returns what stands behind
// each, up to the next one. A label counts at the beginning and behind a blank, and
// the longest one that fits is it.
func labelled(text string, labels ...string) map[string]string {
	values := map[string]string{}
	label, start := "", 0
	for i := 0; i <= len(text); {
		next := ""
		if i == 0 || text[i-1] == ' ' || text[i-1] == '\n' {
			next = labelAt(text[i:], labels)
		}
		if next == "" && i < len(text) {
			i++
			continue
		}
		if _, known := values[label]; label != "" && !known {
			values[label] = strings.TrimSpace(text[start:i])
		}
		label, start = next, i+len(next)
		i = max(start, i+1)
	}
	return values
}

// labelAt is the longest label that a text begins with, or "".
func labelAt(text string, labels []string) (longest string) {
	for _, label := range labels {
		if len(label) > len(longest) && strings.HasPrefix(text, label) {
			longest = label
		}
	}
	return longest
}
