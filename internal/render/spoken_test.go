package render

import (
	"strings"
	"testing"

	"acquit/internal/allocation"
	"acquit/internal/company"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/message"
)

// The counts are those of 3GPP TS 23.038 and 23.040: 160 letters alone and 153 in a row, or 70
// and 67; letters of the extension count twice, and none is cut in two.
func TestAnSMSIsCountedInItsParts(t *testing.T) {
	for _, c := range []struct {
		name, text        string
		letters, segments int
		strange           string
	}{
		{"nothing", "", 0, 0, ""},
		{"one full part", strings.Repeat("a", 160), 160, 1, ""},
		{"one letter more", strings.Repeat("a", 161), 161, 2, ""},
		{"two full parts", strings.Repeat("a", 306), 306, 2, ""},
		{"a third part", strings.Repeat("a", 307), 307, 3, ""},
		{"the euro counts twice", strings.Repeat("€", 80), 160, 1, ""},
		{"and is not cut in two", strings.Repeat("a", 152) + "€" + strings.Repeat("a", 153), 307, 3, ""},
		{"letters of the alphabet", "Müller à Liège, 5 % ¿no?", 24, 1, ""},
		{"a letter that is in neither", "Forêt", 5, 1, "ê"},
		{"one full part of all letters", strings.Repeat("ê", 70), 70, 1, "ê"},
		{"one more of them", strings.Repeat("ê", 71), 71, 2, "ê"},
		{"two full parts of them", strings.Repeat("ê", 134), 134, 2, "ê"},
		{"a pair is not cut in two", strings.Repeat("ê", 66) + "😀" + strings.Repeat("ê", 66), 134, 3, "ê😀"},
		{"marks of typography are written plainly", "l’année « 2026 » – 1 234,00 €…", 31, 1, ""},
	} {
		s := ShortOf([]string{c.text})
		if s.Letters != c.letters || s.Segments != c.segments || s.Strange != c.strange {
			t.Errorf("%s: %d letters in %d parts, strange %q; want %d, %d, %q", c.name, s.Letters, s.Segments, s.Strange, c.letters, c.segments, c.strange)
		}
	}
}

func TestWhatIsSaidWithoutAPageIsChecked(t *testing.T) {
	c := company.Company{Name: "Lys SRL", IBAN: "BE68539007547034"}
	polite := dunning.Step{Key: "reminder-1", Tone: dunning.Polite}
	formal := dunning.Step{Key: "notice", Tone: dunning.Formal, Claims: []allocation.Part{allocation.Interest}}
	for _, tt := range []struct {
		name    string
		channel message.Channel
		step    *dunning.Step
		text    string
		says    string // "" for nothing wrong
	}{
		{"a short one", message.SMS, &polite, "{{company}}: {{numbers}}, {{total}}{{if iban}} {{iban}}{{end}}", ""},
		{"no words", message.SMS, &polite, " \n", "needs words"},
		{"nobody who writes", message.SMS, &polite, "{{total}} please", "says who writes"},
		{"who writes only sometimes", message.SMS, &polite, "{{if late}}{{company}}{{end}} {{total}}", "says who writes"},
		{"a list", message.SMS, &polite, "{{company}}\n{{items}}", "needs a page"},
		{"no such word", message.SMS, &polite, "{{company}} {{totl}}", "did you mean {{total}}"},
		{"a word that may be missing", message.SMS, &polite, "{{company}} {{phone}}", "is not known"},
		{"too long", message.SMS, &polite, "{{company}}" + strings.Repeat("a", mostShort), "600 letters at most"},
		{"a notice of default", message.SMS, &formal, "{{company}} {{total}}", "no room"},
		{"a call", message.Call, &polite, "Good day.\nIt is about {{numbers}}.", ""},
		{"a call about a notice", message.Call, &formal, "It is about {{numbers}}.", ""},
		{"a code on the telephone", message.Call, &polite, "See:\n{{qr}}", "needs a page"},
		{"a deadline that the step does not set", message.Call, &polite, "By {{deadline}}", "this step sets none"},
	} {
		err := CheckSpoken(tt.text, tt.channel, tt.step, &c)
		said := ""
		for _, n := range fault.Notes(err) {
			said += n.Text.String() + "\n"
		}
		if (err == nil) != (tt.says == "") || !strings.Contains(said, tt.says) {
			t.Errorf("%s: %s", tt.name, said)
		}
	}
}
