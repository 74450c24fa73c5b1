package cfonb

import (
	"fmt"
	"strings"
	"testing"

	"github.com/govalues/decimal"
	"pgregory.net/rapid"
)

// overpunch writes an amount as a bank does.
func overpunch(cents int64) string {
	signs := "{ABCDEFGHI"
	if cents < 0 {
		signs, cents = "}JKLMNOPQR", -cents
	}
	return fmt.Sprintf("%013d%c", cents/10, signs[cents%10])
}

func TestOverpunchedAmountsAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.Int64Range(-99_999_999_999_999, 99_999_999_999_999).Draw(t, "cents")
		text := overpunch(want)
		for _, variant := range []string{text, strings.ToLower(text), strings.NewReplacer("{", "é", "}", "è").Replace(text),
			strings.NewReplacer("{", "ä", "}", "ü").Replace(text), blanked(text)} {
			got, ok := overpunched([]byte(variant[:13]), []byte(variant[13:]))
			if !ok || got != want {
				t.Fatalf("%q is %d %v, want %d", variant, got, ok, want)
			}
		}
	})
}

// blanked fills an amount up with blanks in place of zeros.
func blanked(text string) string {
	digits := strings.TrimLeft(text[:13], "0")
	return fmt.Sprintf("%13s", digits) + text[13:]
}

func TestWhatIsNoAmountIsNone(t *testing.T) {
	for _, text := range []string{"00000000000000", "              ", "000000000012 A", "0000000-00012A", "000000000001.A", "0000000000012?", "0000000000012Z", "0000000000012!", "0000000000012ç"} {
		if n, ok := overpunched([]byte(text[:13]), []byte(text[13:])); ok {
			t.Errorf("%q is %d", text, n)
		}
	}
}

// account00321 is the beginning of every record of the account, behind its code.
const account00321 = "99887%s00321EUR2 0004521347K"

func balanceRecord(kind, day string, cents int64) string {
	return fmt.Sprintf("%-90s%s%16s\n", fmt.Sprintf(kind+account00321+"  "+day, "    "), overpunch(cents), "")
}

func movementRecord(operation, day, label string, cents int64) string {
	return fmt.Sprintf("%-90s%s%16s\n", fmt.Sprintf("%-48s%-33s0000000", fmt.Sprintf("04"+account00321+operation+day+"  "+day, "0101"), label), overpunch(cents), "")
}

func complementRecord(operation, day, qualifier, content string) string {
	return fmt.Sprintf("%-120s\n", fmt.Sprintf("05"+account00321+operation+day+"     "+qualifier+content, "0101"))
}

func TestOneWrongAmountAnywhereIsNoticed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := rapid.Int64Range(-1e9, 1e9).Draw(t, "old balance")
		cents := rapid.SliceOfN(rapid.Int64Range(-1e9, 1e9), 0, 20).Draw(t, "cents")
		wrong := rapid.Int64Range(-1, 1).Draw(t, "wrong by")
		var body strings.Builder
		sum := old
		for _, c := range cents {
			sum += c
			body.WriteString(movementRecord("05", "050126", "VIR", c))
		}
		statements, err := cfonb.Gather([]byte(balanceRecord("01", "040126", old) + body.String() + balanceRecord("07", "050126", sum+wrong)))
		if err != nil || len(statements) != 1 || len(statements[0].Entries) != len(cents) {
			t.Fatalf("%v", err)
		}
		s := statements[0]
		if (len(s.Warnings) == 0) != (wrong == 0) {
			t.Fatalf("wrong by %d: %v", wrong, s.Warnings)
		}
		total := decimal.Zero
		for i, e := range s.Entries {
			if !e.Amount.Equal(decimal.MustNew(cents[i], 2)) {
				t.Fatalf("%s, want %d cents", e.Amount, cents[i])
			}
			total, _ = total.Add(e.Amount)
		}
		if !total.Equal(decimal.MustNew(sum-old, 2)) {
			t.Fatalf("the entries make %s, want %d cents", total, sum-old)
		}
	})
}

// TestATextCutInTwoIsWholeAgain cuts a text of up to 140 characters over LCC and LC2.
func TestATextCutInTwoIsWholeAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(strings.Fields(rapid.StringMatching(`[A-Z0-9 /.]{71,140}`).Draw(t, "text")), " ")
		if len(text) <= 70 {
			t.Skip("too short")
		}
		statements, err := cfonb.Gather([]byte(balanceRecord("01", "040126", 0) + movementRecord("05", "050126", "", 100) +
			complementRecord("05", "050126", "LCC", text[:70]) + complementRecord("05", "050126", "LC2", text[70:]) + balanceRecord("07", "050126", 100)))
		if err != nil {
			t.Fatal(err)
		}
		if got := statements[0].Entries[0].Text; got != text {
			t.Fatalf("%q, want %q", got, text)
		}
	})
}
