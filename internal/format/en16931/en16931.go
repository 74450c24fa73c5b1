// Package en16931 has what the European invoice standard says alike for each of
// its syntaxes: which codes stand for a credit, how the totals hang together,
// what terms of payment mean, and how the fields that people fill in freely are
// brought into one form.
//
// A reader of a syntax walks through its elements and puts what it finds into a
// Draft; Draft.Finish makes the document of it, and refuses what leaves open what is
// owed. Syntax opens the file, in Peppol's envelope or not.
package en16931

import (
	"strings"
	"time"
	"unicode"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/fault"
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

// ParseDay reads a day as XML writes it, with or without the zone or the time that
// some programs add: "2026-01-31", "2026-01-31+01:00", "2026-01-31T00:00:00"; or in
// digits alone, as UN/CEFACT does: "20260131", "202601311200". Programs write a day
// of long ago when they have none.
func ParseDay(s string) (date.Date, error) {
	if len(s) > len(time.DateOnly) && strings.ContainsRune("Z+-T", rune(s[len(time.DateOnly)])) {
		s = s[:len(time.DateOnly)]
	}
	day, err := date.Parse(s)
	if digits := strings.Trim(s, "0123456789") == ""; digits && (len(s) == 8 || len(s) == 12 || len(s) == 14) {
		day, err = date.Digits(s[:4], s[4:6], s[6:8])
	}
	if err == nil && day < earliest {
		err = fault.New(fault.Invalid, "%q is not a day", s)
	}
	return day, err
}

// earliest is the first day that a document may name.
var earliest = date.New(1900, time.January, 1)

// squeeze takes out white space.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u200b' {
			return -1
		}
		return r
	}, s)
}
