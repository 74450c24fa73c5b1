package reading_test

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"acquit/internal/date"
	"acquit/internal/locale"
	"acquit/internal/reading"
)

// on is a Tuesday.
var on = date.Must("2026-03-10")

// TestSentences reads testdata/LANGUAGE.txt: what a sentence says stands before it.
func TestSentences(t *testing.T) {
	for _, language := range locale.Languages {
		name := "testdata/" + string(language) + ".txt"
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		count := 0
		for lines := bufio.NewScanner(f); lines.Scan(); {
			want, text, found := strings.Cut(lines.Text(), "|")
			if !found {
				continue
			}
			count++
			text = strings.ReplaceAll(strings.TrimSpace(text), `\n`, "\n")
			if got := told(reading.Read(text, language, on)); got != strings.TrimSpace(want) {
				t.Errorf("%s: %s\nsays %s\nwant %s", name, text, got, want)
			}
		}
		if count < 40 {
			t.Errorf("%s has %d sentences", name, count)
		}
	}
}

// told is what a text says, in one line.
func told(all []reading.Said) string {
	var out []string
	for _, s := range all {
		one := string(s.Kind)
		if s.Why != "" {
			one += "/" + string(s.Why)
		}
		if s.Day != date.None {
			one += " " + s.Day.String()
		}
		if s.Money != "" {
			one += " " + s.Amount.Text()
		}
		out = append(out, one)
	}
	if len(out) == 0 {
		return "-"
	}
	return strings.Join(out, ", ")
}

func TestTheQuoteIsInTheText(t *testing.T) {
	text := "Bonjour,\n\nFacture n° 12 : c’est noté… Nous avons déjà réglé 1 190,00 € le 3 mars, voir annexe.\nÀ bientôt"
	all := reading.Read(text, locale.French, on)
	if len(all) != 1 || all[0].Quote != "Nous avons déjà réglé 1 190,00 € le 3 mars" || text[all[0].At:all[0].At+len(all[0].Quote)] != all[0].Quote || all[0].Money != "1 190,00 €" {
		t.Errorf("%+v", all)
	}
}

func TestTheLanguageIsToldByTheText(t *testing.T) {
	for _, text := range []string{"Wij hebben de factuur betaald.", "Nous avons payé la facture.", "Wir haben die Rechnung bezahlt.", "We have paid the invoice."} {
		for _, hint := range append(locale.Languages[:], "") {
			if got := told(reading.Read(text, hint, on)); got != "paid" {
				t.Errorf("%s, said to be %q, says %s", text, hint, got)
			}
		}
	}
}

func TestWithoutADayNothingIsReckoned(t *testing.T) {
	if got := told(reading.Read("We will pay tomorrow.", locale.English, date.None)); got != "promise" {
		t.Error(got)
	}
	if got := told(reading.Read("We will pay on 2026-04-15.", locale.English, date.None)); got != "promise 2026-04-15" {
		t.Error(got)
	}
}

func TestBackOn(t *testing.T) {
	for text, want := range map[string]string{
		"I am out of the office until 20 March.":                                    "2026-03-21",
		"I am out of the office and will be back on Monday 16 March.":               "2026-03-16",
		"I am away from 2 March to 18 March.":                                       "2026-03-19",
		"I am out of the office.":                                                   "",
		"Je suis absent du bureau jusqu'au 20 mars inclus.":                         "2026-03-21",
		"Je serai de retour le 16 mars.":                                            "2026-03-16",
		"Je suis absente du 2 au 18 mars 2026.":                                     "2026-03-19",
		"Ik ben afwezig tot en met 20 maart.":                                       "2026-03-21",
		"Ik ben terug op maandag 16 maart.":                                         "2026-03-16",
		"Ich bin bis zum 20.03.2026 nicht im Büro.":                                 "2026-03-21",
		"Ich bin ab dem 16. März wieder im Büro.":                                   "2026-03-16",
		"Ich bin vom 2. bis 18. März im Urlaub.":                                    "2026-03-19",
		"Hello,\n\nI am on leave. For urgent matters call 02 123 45 67.":            "",
		"Nous sommes fermés, réouverture le lundi 16 mars. Merci de votre patience": "2026-03-16",
	} {
		got := reading.BackOn(text, on)
		if (got == date.None) != (want == "") || want != "" && got != date.Must(want) {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, language := range locale.Languages {
		raw, err := os.ReadFile("testdata/" + string(language) + ".txt")
		if err != nil {
			f.Fatal(err)
		}
		for line := range strings.Lines(string(raw)) {
			f.Add(line)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range reading.Read(text, "", on) {
			if s.Quote == "" || s.At < 0 || s.At+len(s.Quote) > len(text) || text[s.At:s.At+len(s.Quote)] != s.Quote {
				t.Errorf("%q is not at %d of %q", s.Quote, s.At, text)
			}
			if s.Day != date.None && !s.Day.Valid() || s.Money != "" && !strings.Contains(text, s.Money) {
				t.Errorf("%+v", s)
			}
		}
		reading.BackOn(text, on)
	})
}

func BenchmarkRead(b *testing.B) {
	text := strings.Repeat("Nous avons bien reçu votre rappel du 3 mars, mais nous ne comprenons pas de quoi il s'agit. ", 20) + "Nous paierons vendredi."
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		reading.Read(text, locale.French, on)
	}
}
