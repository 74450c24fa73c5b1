package locale

import (
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/fault"
)

func TestWhatWentWrongIsSaidInTheReadersLanguage(t *testing.T) {
	book := NewBook()
	day := fault.Say("%q is not a day", `the "31."`)
	broken := fault.Say("%s before the old balance, record 1, of the statement that begins at line %d: it was left out", fault.Say("the file ends"), 12)
	for _, c := range []struct {
		name, tag string
		text      fault.Text
		want      string
	}{
		{"a plain sentence", "fr-BE", fault.Say("the file is empty"), "le fichier est vide"},
		{"a quotation has French quotes", "fr-FR", day, "«\u202fthe \"31.\"\u202f» n’est pas une date"},
		{"Dutch ones", "nl-BE", day, "“the \"31.\"” is geen datum"},
		{"German ones", "de-DE", day, "„the \"31.\"“ ist kein Datum"},
		{"English says its own", "en-IE", day, `"the \"31.\"" is not a day`},
		{"what cannot be seen is shown", "fr-FR", fault.Say("%q is not a day", "a\tb\\"), `«` + "\u202f" + `a\tb\` + "\u202f" + `» n’est pas une date`},
		{"a sentence in a sentence", "de-DE", broken, "die Datei endet vor dem alten Saldo (Satz 1) des Auszugs, der in Zeile 12 beginnt: Dieser Auszug wurde ausgelassen"},
		{"an amount as the reader writes it", "fr-FR", fault.Say("%s is more than the %s that came in", "1200.00 EUR", "1190.00 EUR"), "1\u202f200,00\u00a0€ dépasse les 1\u202f190,00\u00a0€ reçus"},
		{"a day", "nl-NL", fault.Say("a hold cannot end on %s, which is over", "2026-03-12"), "een opschorting kan niet eindigen op 12-03-2026, want die dag is voorbij"},
		{"a number", "de-DE", fault.Say("%s cannot be paid exactly in %s", "1100.005", "EUR"), "1.100,005 lässt sich in EUR nicht genau bezahlen"},
		{"a word of the program", "fr-FR", fault.Say("a %s may not do this", "reader"), "le rôle «\u202fLecteur\u202f» ne le permet pas"},
		{"an argument that is not of its kind stays", "fr-FR", fault.Say("%s is more than the %s that came in", "much", "little"), "much dépasse les little reçus"},
		{"arguments that look like slots stay", "fr-FR", fault.Say("%q is not a day", "{1}"), "«\u202f{1}\u202f» n’est pas une date"},
		{"a sentence that is not known is English", "fr-FR", fault.Say("no such sentence: %s", fault.Say("the file is empty")), "no such sentence: le fichier est vide"},
		{"words that are the same everywhere", "fr-FR", fault.Verbatim("550 no such user"), "550 no such user"},
		{"a stored text that is cut", "fr-FR", fault.Text{Format: "%q is not a day"}, "{1} n’est pas une date"},
		{"nothing", "fr-FR", fault.Text{}, ""},
	} {
		if got := book.In(Tag(c.tag)).Say(c.text); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestAFailureIsASentenceOfItsOwn(t *testing.T) {
	book := NewBook()
	empty := fault.New(fault.Invalid, "the file is empty")
	for _, c := range []struct {
		name, tag string
		err       error
		want      string
	}{
		{"it begins with a capital", "fr-FR", empty, "Le fichier est vide"},
		{"in English too", "en-IE", empty, "The file is empty"},
		{"with its place", "fr-FR", fault.At(7, "Invoice/ID", "the document has no number"), "Ligne 7, Invoice/ID\u202f: le document n’a pas de numéro"},
		{"with its file", "nl-NL", fault.In("a.xml", fault.At(7, "", "the document has no number")), "a.xml, regel 7: het document heeft geen nummer"},
		{"a value stays as it is", "fr-FR", fault.New(fault.Conflict, "%s has an account already", "anne@lys.example"), "anne@lys.example a déjà un compte"},
		{"in English as well", "en-IE", fault.New(fault.Conflict, "%s has an account already", "anne@lys.example"), "anne@lys.example has an account already"},
		{"the word order is the reader’s", "fr-FR", fault.New(fault.Invalid, "%d entries are for information only and were left out", 2), "Mouvements donnés seulement à titre d’information, et écartés\u202f: 2"},
		{"with its cause", "de-DE", fault.Wrap(fault.Invalid, io.EOF, "the file cannot be read"), "Die Datei kann nicht gelesen werden: EOF"},
		{"with several causes", "fr-FR", fault.Wrap(fault.Invalid, errors.Join(empty, io.EOF), "%d statements were left out", 2), "Extraits écartés\u202f: 2\u202f: le fichier est vide\u202f; EOF"},
		{"without what stands around it for logs", "fr-FR", fmt.Errorf("update: %w", empty), "Le fichier est vide"},
		{"a foreign error", "fr-FR", io.EOF, "EOF"},
	} {
		if got := book.In(Tag(c.tag)).Fault(c.err); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// parsed is a file as listen takes it.
func parsed(t *testing.T, folder, source string) *sourceFile {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, folder+".go", source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return &sourceFile{folder: folder, set: set, file: file, tongue: english[folder] == ""}
}

func TestListen(t *testing.T) {
	s := listen([]*sourceFile{
		parsed(t, "internal/fault", `package fault
func Say(format string, args ...any) Text { return Text{} }
func New(k Kind, format string, args ...any) *Error { return &Error{k, Say(format, args...)} }
`),
		parsed(t, "internal/format/x", `package x
import "acquit/internal/fault"
var lost = fault.Say("it is lost")
func (r *Reader) Fail(format string, args ...any) error { return fault.New(fault.Invalid, format, args...) }
func (r *Reader) malformed(place, format string, args ...any) error { return r.Fail(format, args...) }
func say(format string, args ...any) { fmt.Printf(format, args...) }
func (r *Reader) read() error {
	say("nobody hears this")
	r.lines.add("nor this")
	r.malformed("there", "it is " + "broken: %s", fault.Say("word for word"))
	r.malformed("there", why)
	fault.New(fault.Invalid, "no %s", fmt.Sprintf("%d things", 3))
	return fault.New(fault.Invalid, "no %s of %s", "blue" + colour, other.New("there"))
}
`),
		parsed(t, "internal/format/y", `package y
import z "acquit/internal/fault"
func (m *message) read() error {
	if m.New("not of a package", "no") { return m.Fail("the reader fails") }
	return z.New(z.Invalid, "%s", err)
}
`),
		parsed(t, "internal/cli", `package cli
import "acquit/internal/fault"
func f() error { return fault.New(fault.Invalid, "only on the command line") }
`),
	})
	want := map[string]string{
		"it is lost":       "internal/format/x.go:3:12",
		"it is broken: %s": "internal/format/x.go:10:2",
		"word for word":    "internal/format/x.go:10:48",
		"no %s":            "internal/format/x.go:12:2",
		"no %s of %s":      "internal/format/x.go:13:9",
		"the reader fails": "internal/format/y.go:4:46",
		"%s":               "internal/format/y.go:5:9",
	}
	if diff := cmp.Diff(want, s.formats); diff != "" {
		t.Errorf("what is said (-want +got):\n%s", diff)
	}
	wrong := []string{
		"internal/format/x.go:11:2: the format is no constant, so that nobody can translate it",
		"internal/format/x.go:12:2: an argument has words of its own, which nobody translates: make them a fault.Say",
		"internal/format/x.go:13:9: an argument has words of its own, which nobody translates: make them a fault.Say",
	}
	if diff := cmp.Diff(wrong, s.wrong); diff != "" {
		t.Errorf("what is wrong (-want +got):\n%s", diff)
	}
}

func TestMisfits(t *testing.T) {
	for _, c := range []struct {
		format, text string
		want         int
	}{
		{"%s of %d", "{2:number} de {1}", 0},
		{"100%% of %s", "tout {1}", 0},
		{"%s of %d", "{1} de {3}", 2},
		{"%s", "rien", 1},
		{"%s", "{1:colour}", 1},
		{"%s", "{1:bank.state_}", 0},
		{"%s", "{1:bank.nothing_}", 1},
		{"%s", "{1} %s", 1},
		{"%s", "{1} {x}", 1},
	} {
		if got := misfits(c.format, c.text); len(got) != c.want {
			t.Errorf("%q for %q: %v, want %d", c.text, c.format, got, c.want)
		}
	}
}
