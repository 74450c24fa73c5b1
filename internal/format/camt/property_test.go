package camt

import (
	"fmt"
	"strings"
	"testing"

	"github.com/govalues/decimal"
	"pgregory.net/rapid"

	"acquit/internal/bank"
)

func TestATextCutIntoSlicesIsWholeAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := []rune(strings.TrimSpace(rapid.StringOfN(rapid.RuneFrom([]rune("aé1 -/")), 1, 600, -1).Draw(t, "text")))
		var slices strings.Builder
		for rest := text; len(rest) > 0; {
			n := min(fullSlice, len(rest))
			slices.WriteString("<Ustrd>" + string(rest[:n]) + "</Ustrd>")
			rest = rest[n:]
		}
		var g bank.Gather
		if err := Read(strings.NewReader(inPayment("<RmtInf>"+slices.String()+"</RmtInf>")), &g); err != nil {
			t.Fatal(err)
		}
		if got := g.Statements[0].Entries[0].Text; got != string(text) {
			t.Fatalf("want %q, got %q", string(text), got)
		}
	})
}

func TestABatchIsItsDetailsExactlyWhenTheyAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cents := rapid.SliceOfN(rapid.Int64Range(-100_000, 100_000), 2, 8).Draw(t, "cents")
		missing := rapid.Int64Range(0, 1).Draw(t, "missing")
		var sum int64
		var details strings.Builder
		for _, c := range cents {
			sum += c
			details.WriteString("<TxDtls>" + inCents(c) + "</TxDtls>")
		}
		xml := inStatement(fmt.Sprintf("<Ntry>%s<NtryDtls>%s</NtryDtls></Ntry>", inCents(sum+missing), &details))
		var g bank.Gather
		if err := Read(strings.NewReader(xml), &g); err != nil {
			t.Fatal(err)
		}
		leaves := g.Statements[0].Entries[0].Leaves()
		if missing == 0 && len(leaves) != len(cents) || missing != 0 && len(leaves) != 1 {
			t.Fatalf("%d leaves of %d details, %d cents missing", len(leaves), len(cents), missing)
		}
		total := decimal.Zero
		for _, e := range leaves {
			total, _ = total.Add(e.Amount)
		}
		if total.Cmp(decimal.MustNew(sum+missing, 2)) != 0 {
			t.Fatalf("the leaves make %s, not %d cents", total, sum+missing)
		}
	})
}

// inCents writes an amount with its direction.
func inCents(c int64) string {
	mark := credit
	if c < 0 {
		mark, c = debit, -c
	}
	return fmt.Sprintf(`<Amt Ccy="EUR">%d.%02d</Amt><CdtDbtInd>%s</CdtDbtInd>`, c/100, c%100, mark)
}
