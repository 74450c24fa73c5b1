package matching

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/invoice"
)

func TestTokens(t *testing.T) {
	marks := map[strength]string{weak: "?", fair: "~", strong: ""}
	for _, c := range []struct {
		name, text string
		want       string // the tokens as they are written, ~ after a fair and ? after a weak one
	}{
		{"nothing", "", ""},
		{"words", "thank you", ""},
		{"a number with letters", "R-1", "R-1"},
		{"punctuation around it", "(R-1), R-2; R-3. R-4!", "R-1 R-2 R-3 R-4"},
		{"accents and signs", "n°é-1 €R-2", "é-1 R-2"},
		{"a short number", "facture 12 merci", "12? facture 12"},
		{"a middling number", "nr. 2026001", "2026001~"},
		{"a long number", "le 20260012", "20260012 le 20260012"},
		{"a prefix one blank away", "INV 2026/0012", "2026/0012 INV 2026/0012"},
		{"a short number with its prefix", "R 12", "12? R 12?"},
		{"a prefix two blanks away", "INV  2026/0012", "2026/0012"},
		{"a number before a word is no prefix", "12x 34", "12x 34?"},
		{"a date", "2026-12-01", "2026-12-01~"},
		{"a date of the continent", "01/12/2026.", "01/12/2026~"},
		{"a short date", "1.12.26", "1.12.26?"},
		{"a date without marks", "20261201", "20261201~"},
		{"a date without marks, day first", "31122026", "31122026~"},
		{"eight digits that are no date", "20261301", "20261301"},
		{"an amount", "1210,00 EUR", "1210,00~"},
		{"an amount with thousands", "EUR 1.210,00", "1.210,00~ EUR 1.210,00"},
		{"a Swiss amount", "1'210.00", "1'210.00~"},
		{"a time", "14:05", "14:05?"},
		{"a telephone number in blocks", "tel +32 475 12 34 56", ""},
		{"a telephone number with marks", "0475/12.34.56", "0475/12.34.56"},
		{"the end of a telephone number", "0475 123456", "123456?"},
		{"an IBAN in blocks", "BE68 5390 0754 7034 R-1", "R-1"},
		{"a long IBAN in blocks", "FR76 3000 6000 0112 3456 7890 189 R-1", "R-1"},
		{"four blocks that are no IBAN", "BE69 5390", "BE69 5390?"},
		{"an IBAN without blanks is one word", "BE68539007547034", "BE68539007547034"},
		{"a number among more digits", "INV-2026-0012-13", "INV-2026~ INV-2026-0012~ INV-2026-0012-13 2026-0012-13~"},
		{"a number and the end of the next", "INV-2026-0012/13", "INV-2026~ INV-2026-0012 INV-2026-0012/13 2026-0012/13~"},
		{"digits beside letters", "FACT-2026001", "FACT-2026001 2026001~"},
		{"somebody else's number", "PO-123456-A", "PO-123456 PO-123456-A 123456~ 123456-A"},
		{"a list with slashes", "R-1/R-2", "R-1 R-2 R-1/R-2"},
		{"a list of long numbers", "20260012/20260013", "20260012 20260013 20260012/20260013"},
		{"a list of long numbers with commas", "2026001,2026002", "2026001~ 2026002~ 2026001,2026002"},
		{"a list of long numbers with blanks", "2026001 2026002", "2026001~ 2026002~"},
		{"digits of two lengths are no list", "20260012/13", "20260012/13"},
		{"a number and a year are no list", "R-1/2026-1", "R-1/2026~ R-1/2026-1 1/2026-1~"},
		{"two ways of writing are no list", "R1-2/R3_4", "R1-2/R3_4"},
		{"a word and a number are no list", "per/R1", "per/R1"},
		{"numbers of several pieces with a slash", "2026-0012/2026-0013", "2026-0012 2026-0013 2026-0012/2026-0013"},
		{"short numbers in a row are not told from a telephone", "12 13 14", ""},
		{"a Belgian reference", "123/4567/89002", "123/4567/89002"},
		{"a word of many pieces", "a-b-c-d-e-f-g-1", "c-d-e-f-g-1"},
		{"an overlong number", "A" + strings.Repeat("1", maxKey), ""},
		{"broken characters", "\xff\xfeR-1\xff", "R-1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, k := range tokens(c.text) {
				got = append(got, c.text[k.start:k.end]+marks[k.strength])
			}
			if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzTokens checks what must hold of every text: tokens stand inside it, on the
// borders of characters, and nothing beside them belongs to them.
func FuzzTokens(f *testing.F) {
	for _, text := range []string{"INV-2026-0012/13", "BE68 5390 0754 7034", "a,1 2'3:4", "é-1/ß2", "\xff1\xc3", "1/1/1/1,1,1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, k := range tokens(text) {
			if k.start < 0 || k.start >= k.end || k.end > len(text) {
				t.Fatalf("%q: a token at %d:%d", text, k.start, k.end)
			}
			stretch := text[k.start:k.end]
			if !utf8.ValidString(stretch) || k.key != invoice.NumberKey(stretch) || k.key == "" {
				t.Errorf("%q: the token %q is called %q", text, stretch, k.key)
			}
			before, _ := utf8.DecodeLastRuneInString(text[:k.start])
			after, _ := utf8.DecodeRuneInString(text[k.end:])
			for _, r := range []rune{before, after} {
				if r != utf8.RuneError && invoice.NumberKey(string(r)) != "" {
					t.Errorf("%q: %q is cut out of a word", text, stretch)
				}
			}
			if onlyDigits := strings.Trim(k.key, "0123456789") == ""; onlyDigits && cutOut(text, k) {
				t.Errorf("%q: %q is cut out of more digits", text, stretch)
			}
		}
	})
}

// cutOut reports that a token is a short stretch of a number whose pieces marks
// join, other than a part of a list.
func cutOut(text string, k token) bool {
	digit := func(i int) bool { return i >= 0 && i < len(text) && isDigit(text[i]) }
	joins := func(i int) bool { return i >= 0 && i < len(text) && strings.IndexByte("-/._\\,:'", text[i]) >= 0 }
	beside := joins(k.start-1) && digit(k.start-2) || joins(k.end) && digit(k.end+1)
	return beside && len(k.key) < joinedLen
}
