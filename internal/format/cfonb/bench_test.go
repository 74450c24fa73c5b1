package cfonb

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"testing"

	"acquit/internal/date"
)

// writeStatements writes count movements in statements of a thousand, such as a bank
// sends every day: SEPA transfers with their payer, text and references, or movements
// with one more line of label.
func writeStatements(w io.Writer, count int, sepa bool) error {
	body := bufio.NewWriter(w)
	balance := int64(100_000)
	for from := 0; from < count; from += 1000 {
		_, month, dayOfMonth := date.Must("2026-01-02").AddDays(from / 1000 % 300).Civil()
		day := fmt.Sprintf("%02d%02d26", dayOfMonth, month)
		body.WriteString(balanceRecord("01", day, balance))
		for i := from; i < min(from+1000, count); i++ {
			balance += int64(i%100_000 + 1)
			body.WriteString(movementRecord("05", day, fmt.Sprintf("VIR SEPA CUSTOMER %d", i%20_000), int64(i%100_000+1)))
			if !sepa {
				body.WriteString(complementRecord("05", day, "LIB", fmt.Sprintf("INVOICE INV%d", i)))
				continue
			}
			body.WriteString(complementRecord("05", day, "NPY", fmt.Sprintf("CUSTOMER %d AND PARTNERS", i%20_000)))
			body.WriteString(complementRecord("05", day, "LCC", fmt.Sprintf("INVOICE INV%d CUSTOMER %d", i, i%20_000)))
			body.WriteString(complementRecord("05", day, "RCN", fmt.Sprintf("E2E-%d", i)))
			body.WriteString(complementRecord("05", day, "REF", fmt.Sprintf("%35sTRX%013d", "", i)))
		}
		body.WriteString(balanceRecord("07", day, balance))
	}
	return body.Flush()
}

func BenchmarkRead(b *testing.B) {
	const entries = 100_000
	var sepa, short bytes.Buffer
	if err := writeStatements(&sepa, entries, true); err != nil {
		b.Fatal(err)
	}
	if err := writeStatements(&short, entries, false); err != nil {
		b.Fatal(err)
	}
	cfonb.Bench(b, entries, map[string][]byte{
		"sepa":               sepa.Bytes(),
		"short":              short.Bytes(),
		"sepa, windows-1252": bytes.ReplaceAll(sepa.Bytes(), []byte("CUSTOMER"), []byte("CLI\xe9NTE\xe8")),
		"sepa, no line ends": bytes.ReplaceAll(sepa.Bytes(), []byte("\n"), nil),
	})
}
