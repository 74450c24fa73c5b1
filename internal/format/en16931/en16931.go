// Package en16931 has what the European invoice standard says alike for each of
// its syntaxes: which codes stand for a credit, how the totals hang together,
// what terms of payment mean, and how the fields that people fill in freely are
// brought into one form.
package en16931

import (
	"strings"
	"time"
	"unicode"

	"acquit/internal/bank"
	"acquit/internal/date"
)

// IsCredit reports whether a document type (BT-3, UNTDID 1001) reduces what is
// owed.
// Source: EN 16931 code lists, UNTDID 1001 restricted for credit notes.
func IsCredit(code string) bool {
	switch code {
	case "81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532":
		return true
	}
	return false
}

// Reference returns an order reference (BT-13), or "" for what writers put in
// because a rule asks for something: "NA", "Dummywert", "-".
func Reference(s string) string {
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
	switch letters {
	case "", "na", "notapplicable", "notavailable", "none", "null", "unknown", "dummy", "dummywert",
		"nvt", "geen", "onbekend", "neant", "néant", "sans", "aucun", "keine", "ohne", "unbekannt":
		return ""
	}
	return s
}

// VATID returns a VAT identifier (BT-31, BT-48) in capitals, without blanks.
func VATID(s string) string { return strings.ToUpper(squeeze(s)) }

// Account returns an account number (BT-84) without blanks, an IBAN in capitals.
func Account(s string) string {
	if iban, err := bank.ParseIBAN(s); err == nil {
		return iban
	}
	return squeeze(s)
}

// BIC returns a bank's code (BT-86) in capitals, without blanks.
func BIC(s string) string { return strings.ToUpper(squeeze(s)) }

// ParseDay reads a day as XML writes it, with or without the zone or the time
// that some programs add: "2026-01-31", "2026-01-31+01:00", "2026-01-31T00:00:00".
func ParseDay(s string) (date.Date, error) {
	if len(s) > len(time.DateOnly) && strings.ContainsRune("Z+-T", rune(s[len(time.DateOnly)])) {
		s = s[:len(time.DateOnly)]
	}
	return date.Parse(s)
}

// squeeze takes out white space.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u200b' {
			return -1
		}
		return r
	}, s)
}
