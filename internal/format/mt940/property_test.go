package mt940

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/govalues/decimal"
	"pgregory.net/rapid"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/testkit/trial"
)

// message is a file of one message with the fields 61 and 86 given.
func message(fields string) string {
	return ":20:A\n:25:DE89370400440532013000\n:28C:1/1\n:60F:C240101EUR0,\n" + fields + ":62F:C240101EUR0,\n-\n"
}

func first(t *rapid.T, file string) bank.Entry {
	statements, err := mt940.Gather([]byte(file))
	if err != nil || len(statements) != 1 || len(statements[0].Entries) == 0 {
		t.Fatalf("%v: %v", err, statements)
	}
	return statements[0].Entries[0]
}

func TestAmountsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		coefficient := rapid.Int64Range(0, 999_999_999_999_999_999).Draw(t, "coefficient")
		scale := rapid.IntRange(0, 6).Draw(t, "scale")
		want := decimal.MustNew(coefficient, scale)
		text := strings.Replace(want.String(), ".", ",", 1)
		if scale == 0 {
			text += rapid.SampledFrom([]string{"", ","}).Draw(t, "comma")
		}
		zeros := strings.Repeat("0", rapid.IntRange(0, 12).Draw(t, "zeros"))
		got, rest, ok := cutAmount(zeros + text + "NTRF")
		if !ok || rest != "NTRF" || !got.Equal(want) || got.Scale() != scale {
			t.Fatalf("%s is %s, %q, %t", zeros+text, got, rest, ok)
		}
	})
}

func TestTheDayOfBookingGetsItsYearFromTheValueDay(t *testing.T) {
	first, last := date.Must("1990-01-01"), date.Must("2070-01-01")
	rapid.Check(t, func(t *rapid.T) {
		value := first.AddDays(rapid.IntRange(0, int(last-first)).Draw(t, "value"))
		booked := value.AddDays(rapid.IntRange(-170, 170).Draw(t, "apart"))
		_, month, day := booked.Civil()
		got, exact, ok := nearest(value, int(month), day)
		if got != booked || !exact || !ok {
			t.Fatalf("%02d%02d with value %s is %s, %t, %t, not %s", month, day, value, got, exact, ok, booked)
		}
	})
}

// words are texts without what marks fields, subfields and keywords.
func words(longest int) *rapid.Generator[string] {
	return rapid.Map(rapid.StringOfN(rapid.RuneFrom([]rune("aé1 ")), 1, longest, -1), func(s string) string {
		return "x" + s + "x" // no blanks at the ends
	})
}

func TestATextCutIntoSlicesIsWholeAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := words(240).Draw(t, "text")
		var b strings.Builder
		for i, rest := 0, []rune(text); len(rest) > 0; i++ {
			n := min(fullSlice, len(rest))
			fmt.Fprintf(&b, "?%d%s", 20+i, string(rest[:n]))
			rest = rest[n:]
		}
		e := first(t, message(":61:240101C1,NTRF\n:86:166"+b.String()+"\n"))
		if e.Text != text {
			t.Fatalf("want %q, got %q", text, e.Text)
		}
	})
}

// TestWhereLinesAreCutDoesNotMatter cuts field 86 anywhere: what is structured is the
// same, for its lines are put together before it is read.
func TestWhereLinesAreCutDoesNotMatter(t *testing.T) {
	for name, field := range map[string]string{
		"structured": "166?00GUTSCHRIFT?109310/600?20EREF+RE-1?21SVWZ+%s?30MARKDEFF?31DE89370400440532013000?32LYS",
		"slashes":    "/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/LYS BV/REMI/%s/EREF/RE-1",
	} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				text := []rune(fmt.Sprintf(field, words(60).Draw(t, "text")))
				want := first(t, message(":61:240101C1,NTRF\n:86:"+string(text)+"\n"))
				var b strings.Builder
				for at := 0; at < len(text); {
					n := min(rapid.IntRange(8, 65).Draw(t, "n"), len(text)-at)
					for at+n < len(text) && strings.TrimSpace(string(text[at:at+n])) == "" {
						n++ // a line of blanks is none
					}
					b.WriteString(string(text[at:at+n]) + "\n")
					at += n
				}
				got := first(t, message(":61:240101C1,NTRF\n:86:"+b.String()))
				if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
					t.Fatalf("%s (-want +got)\n%s", b.String(), diff)
				}
			})
		})
	}
}

func TestBalancesAreHeldAgainstTheEntries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sum := rapid.Int64Range(-1e9, 1e9).Draw(t, "opening")
		file := ":20:A\n:25:DE89370400440532013000\n:28C:1/1\n:60F:" + balanceText(sum) + "\n"
		for _, cents := range rapid.SliceOfN(rapid.Int64Range(-1e9, 1e9), 0, 20).Draw(t, "entries") {
			marks := []string{"C", "RD"}
			if cents < 0 {
				marks = []string{"D", "RC"}
			}
			mark := rapid.SampledFrom(marks).Draw(t, "mark")
			file += ":61:240101" + mark + amountText(max(cents, -cents)) + "NTRF\n"
			sum += cents
		}
		file += ":61:240101EC5,NTRF\n" // expected, and in no balance yet
		missing := rapid.Int64Range(0, 1).Draw(t, "missing")
		statements, err := mt940.Gather([]byte(file + ":62F:" + balanceText(sum+missing) + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		if n := len(statements[0].Warnings); n != int(missing) {
			t.Fatalf("%d cents are missing, and the warnings are %v", missing, trial.English(statements[0].Warnings))
		}
	})
}

func amountText(cents int64) string { return fmt.Sprintf("%d,%02d", cents/100, cents%100) }

func balanceText(cents int64) string {
	mark := "C"
	if cents < 0 {
		mark, cents = "D", -cents
	}
	return mark + "240101EUR" + amountText(cents)
}
