package locale

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/govalues/decimal"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"acquit/internal/date"
	"acquit/internal/money"
)

func TestMessagesInEveryLanguage(t *testing.T) {
	book := NewBook()
	for _, c := range []struct{ name, tag, got, want string }{
		{"a plain message", "fr-FR", book.In("fr-FR").T("word.invoice"), "facture"},
		{"a title", "nl-NL", book.In("nl-NL").Cap("word.invoice"), "Factuur"},
		{"a title that starts with an accent", "fr-FR", book.In("fr-FR").Cap("word.step"), "Étape"},
		{"one thing", "de-DE", book.In("de-DE").N("word.n_invoices", 1), "1 Rechnung"},
		{"many things", "en-GB", book.In("en-GB").N("word.n_invoices", 12345), "12,345 invoices"},
		{"nothing is one in French", "fr-BE", book.In("fr-BE").N("word.n_invoices", 0), "0 facture"},
		{"nothing is many in Dutch", "nl-BE", book.In("nl-BE").N("word.n_invoices", 0), "0 facturen"},
		{"a round million in French", "fr-FR", book.In("fr-FR").N("word.n_invoices", 1_000_000), "1\u202f000\u202f000 factures"},
		{"a word of Belgium", "fr-BE", book.In("fr-BE").T("word.bailiff"), "huissier de justice"},
		{"the same word of France", "fr-FR", book.In("fr-FR").T("word.bailiff"), "commissaire de justice"},
		{"a plural of Belgium", "fr-BE", book.In("fr-BE").N("word.n_reminders", 2), "2 rappels"},
		{"a word that Belgium shares", "fr-BE", book.In("fr-BE").T("word.formal_notice"), "mise en demeure"},
		{"an unknown tag", "pt-PT", book.In("pt-PT").T("word.invoice"), "invoice"},
		{"an unknown key", "fr-FR", book.In("fr-FR").T("word.nothing"), "word.nothing"},
		{"an unknown plural", "fr-FR", book.In("fr-FR").N("word.nothing", 2), "word.nothing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("%s: %q, want %q", c.tag, c.got, c.want)
			}
		})
	}
}

func TestValuesAreWrittenForTheReader(t *testing.T) {
	w := wordsOf("nl-BE", map[string]string{"x": "{{.V}}"})
	for _, c := range []struct {
		name  string
		value any
		want  string
	}{
		{"an amount", money.Must("1190", money.EUR), "€\u00a01.190,00"},
		{"a day", date.Must("2026-03-12"), "12 maart 2026"},
		{"a whole number", 1234, "1.234"},
		{"a long whole number", int64(1234567), "1.234.567"},
		{"a decimal", decimal.MustParse("10.50"), "10,50"},
		{"an instant", time.Date(2026, 3, 12, 9, 5, 0, 0, time.UTC), "12/03/2026\u00a009:05"},
		{"a text", "R-1 & <b>", "R-1 & <b>"},
	} {
		if got := w.T("x", "V", c.value); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// wordsOf speaks from a few messages instead of the program's.
func wordsOf(tag Tag, texts map[string]string) *Words {
	messages := map[string]*i18n.Message{}
	for key, text := range texts {
		messages[key] = &i18n.Message{ID: key, Other: text}
	}
	c := compile(language.MustParse(string(tag.Language())), messages)
	return &Words{Format: tag.Format(), catalogue: func() *catalogue { return c }}
}

func TestHas(t *testing.T) {
	w := NewBook().In("de-DE")
	for key, want := range map[string]bool{
		"word.invoice": true, "word.n_invoices": true, "word.nothing": false, "": false,
	} {
		if got := w.Has(key); got != want {
			t.Errorf("Has(%q) = %t", key, got)
		}
	}
}

func TestABookIsSharedByManyReaders(t *testing.T) {
	book := NewBook()
	var readers sync.WaitGroup
	for tag := range formats {
		for range 4 {
			readers.Go(func() {
				w := book.In(tag)
				if w.Tag != tag || strings.Contains(w.T("word.invoice")+w.N("word.n_invoices", 2), "word.") {
					t.Errorf("%s: %s %s", tag, w.T("word.invoice"), w.N("word.n_invoices", 2))
				}
			})
		}
	}
	readers.Wait()
}

func BenchmarkPlainMessage(b *testing.B) {
	w := NewBook().In("fr-BE")
	b.ReportAllocs()
	for b.Loop() {
		w.T("word.invoice")
	}
}

func BenchmarkPlural(b *testing.B) {
	w := NewBook().In("fr-BE")
	b.ReportAllocs()
	for b.Loop() {
		w.N("word.n_invoices", 3)
	}
}

func BenchmarkNewBookAndFirstMessage(b *testing.B) {
	for b.Loop() {
		NewBook().In("fr-BE").T("word.invoice")
	}
}
