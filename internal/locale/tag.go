// Package locale writes for a reader: amounts, numbers and days as the reader's
// country writes them, and messages in the reader's language.
//
//	book := locale.NewBook()                  // once, when the program starts
//	w := book.In(locale.For("fr", "BE"))      // a reader's words; cheap
//	w.T("word.invoice")                       // facture
//	w.T("mail.paid", "Amount", a, "Day", d)   // amounts, days and numbers as the reader writes them
//	w.N("word.n_invoices", 3)                 // 3 factures
//	w.Money(a), w.ShortDate(d), w.LongDate(d) // 1 190,00 €, 12/03/2026, 12 mars 2026
//
// The messages stand in catalogue/<room>.<language>.json, one room for each
// package that speaks; every key starts with its room. What went wrong is said in
// English where it is found, and translated by w.Say and w.Fault (room "fault").
package locale

import (
	"strings"

	"golang.org/x/text/language"

	"acquit/internal/fault"
)

// Language is an ISO 639-1 code: a language that has catalogues.
type Language string

// The languages of the program.
const (
	French  Language = "fr"
	Dutch   Language = "nl"
	German  Language = "de"
	English Language = "en"
)

// Languages lists the languages in the order in which a person chooses.
var Languages = [...]Language{French, Dutch, German, English}

// ParseLanguage reads a language code, in either case.
func ParseLanguage(s string) (Language, error) {
	l := Language(strings.ToLower(s))
	if _, ok := home[l]; !ok {
		return "", fault.New(fault.Invalid, "%q is not one of the languages fr, nl, de and en", s)
	}
	return l, nil
}

// Tag is a language as one country writes it, such as "fr-BE" (BCP 47).
type Tag string

// home is how a language is written where its country has no format of its own.
// English readers of the euro area get Irish English: day before month, the
// euro sign in front.
var home = map[Language]Tag{French: "fr-FR", Dutch: "nl-NL", German: "de-DE", English: "en-IE"}

// For returns the tag of a language and a country (ISO 3166-1 alpha-2, or "").
// A language without catalogues is read in English.
func For(l Language, country string) Tag {
	tag := Tag(string(l) + "-" + strings.ToUpper(country))
	if _, ok := formats[tag]; ok {
		return tag
	}
	if tag, ok := home[l]; ok {
		return tag
	}
	return home[English]
}

// Match returns the tag that suits an Accept-Language header best, or fallback
// when it names no language of ours.
func Match(header string, fallback Tag) Tag {
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return fallback
	}
	for _, w := range wanted {
		base, _ := w.Base()
		if l, err := ParseLanguage(base.String()); err == nil {
			country, _ := w.Region()
			return For(l, country.String())
		}
	}
	return fallback
}

// Language is the language of the tag.
func (t Tag) Language() Language { return Language(t[:2]) }

// Format returns how the tag's readers write numbers and days.
func (t Tag) Format() *Format {
	if f, ok := formats[t]; ok {
		return f
	}
	return formats[home[English]]
}

// ownNames are the languages as their speakers call them.
var ownNames = map[Language]string{French: "Français", Dutch: "Nederlands", German: "Deutsch", English: "English"}

// OwnName is the language as its speakers call it.
func (l Language) OwnName() string { return ownNames[l] }
