package mt940

import (
	"strings"

	"acquit/internal/bank"
)

// What a payer says in a structured field 86 may be parted by keywords of SEPA, each
// followed by a plus sign: EREF+ the end-to-end reference, MREF+ the mandate, SVWZ+ the
// words. Cooperative banks write "EREF: ".

// keyword is one that was found.
type keyword struct {
	word       string
	start, end int // where it stands, with its sign
}

// readPurpose places what the payer said. Cuts are where the bank cut the text.
func (in *information) readPurpose(text string, cuts []cut) {
	found := keywords(in.found[:0], text, cuts)
	in.found = found
	if len(found) == 0 {
		in.say(text)
		return
	}
	words := text[:found[0].start]
	var rest []string
	for i, k := range found {
		to := len(text)
		if i+1 < len(found) {
			to = found[i+1].start
		}
		if k.word == "SVWZ" {
			words = strings.TrimSpace(strings.TrimSpace(words) + " " + strings.TrimSpace(text[k.end:to]))
			continue
		}
		value, behind := text[k.end:to], ""
		if n := softCut(cuts, k.end, to); n > 0 {
			value, behind = text[k.end:n], text[n:to]
		}
		in.readKeyword(k.word, strings.TrimSpace(value), &rest)
		words = strings.TrimSpace(words + " " + strings.TrimSpace(behind))
	}
	in.say(words)
	for _, line := range rest {
		in.say(line)
	}
}

// softCut finds the end of an identification: it goes on only behind a full slice.
func softCut(cuts []cut, from, to int) int {
	for _, c := range cuts {
		if c.soft && c.at > from && c.at < to {
			return c.at
		}
	}
	return 0
}

// keywords finds those that begin a slice or follow a blank.
func keywords(found []keyword, text string, cuts []cut) []keyword {
	for i := 3; i < len(text); i++ {
		if text[i] != '+' && text[i] != ':' {
			continue
		}
		word := keywordBefore(text, i)
		if word == "" || text[i] == ':' && (i+1 == len(text) || text[i+1] != ' ') {
			continue
		}
		start := i - len(word)
		if start > 0 && text[start-1] != ' ' && !isCut(cuts, start) {
			continue
		}
		found = append(found, keyword{word, start, i + 1})
	}
	return found
}

func isCut(cuts []cut, at int) bool {
	for _, c := range cuts {
		if c.at == at {
			return true
		}
	}
	return false
}

// keywordBefore is the keyword that ends before i, or "".
func keywordBefore(text string, i int) string {
	if i >= 4 {
		switch text[i-4 : i] {
		case "EREF", "KREF", "MREF", "CRED", "DEBT", "COAM", "OAMT", "SVWZ", "ABWA", "ABWE", "IBAN", "PURP":
			return text[i-4 : i]
		}
	}
	if text[i-3:i] == "BIC" {
		return "BIC"
	}
	return ""
}

// readKeyword places the value of one keyword; rest gets what the entry has no field
// for.
func (in *information) readKeyword(word, value string, rest *[]string) {
	e := in.entry
	var field *string
	switch word {
	case "EREF":
		field = &e.EndToEndID
	case "MREF":
		field = &e.MandateID
	case "IBAN":
		field = &e.Counterparty.IBAN
	case "BIC":
		field = &e.Counterparty.BIC
	case "OAMT":
		e.Original = sumOf(value, e.Currency)
		if e.Original != nil {
			return
		}
	case "COAM":
		e.Charges = sumOf(value, e.Currency)
		if e.Charges != nil {
			return
		}
	}
	if value = bank.Stated(value); value == "" || field != nil && *field == value {
		return
	}
	if field != nil && *field == "" {
		*field = value
		return
	}
	*rest = append(*rest, word+" "+value)
}

// sumOf reads a text that is an amount and nothing else.
func sumOf(s, currency string) *bank.Sum {
	sum, rest := cutSum(s, currency)
	if strings.TrimSpace(rest) != "" {
		return nil
	}
	return sum
}
