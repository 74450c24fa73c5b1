package banktable

import (
	"bytes"
	"fmt"
	"io"
	"testing"
)

// made is a bank's table of entries, with everything in one text, newest first.
func made(entries int) []byte {
	var b bytes.Buffer
	b.WriteString("Volgnummer;Uitvoeringsdatum;Valutadatum;Bedrag;Valuta rekening;Details;Rekeningnummer;Saldo\r\n")
	balance := int64(0)
	for i := range entries {
		balance += int64(i%100000 + 1)
	}
	for i := entries - 1; i >= 0; i-- {
		amount := int64(i%100000 + 1)
		fmt.Fprintf(&b, "2026-;%02d/%02d/2026;%02[1]d/%02[2]d/2026;%d,%02d;EUR;KLANT NUMMER %d BE68539007547034BIC TRIOBEBB VIA WEB BANKING MEDEDELING : FACTUUR F%07d BANKREFERENTIE : 26%014d VALUTADATUM : %02[1]d/%02[2]d/2026;BE71096123456769;%[8]d,%02[9]d\r\n",
			i*28/entries+1, 3, amount/100, amount%100, i%20000, i, i, balance/100, balance%100)
		balance -= amount
	}
	return b.Bytes()
}

func writeTable(w io.Writer, entries int) error {
	_, err := w.Write(made(entries))
	return err
}

func TestTheTableOfTheBenchmarkIsRead(t *testing.T) {
	statements, err := tables.Gather(made(1000))
	if err != nil || len(statements) != 1 {
		t.Fatal(statements, err)
	}
	if s := statements[0]; len(s.Warnings) != 0 || s.Opening == nil || !s.Opening.Amount.IsZero() {
		t.Errorf("%+v", s)
	}
}

func BenchmarkRead(b *testing.B) {
	const entries = 50_000
	tables.Bench(b, entries, map[string][]byte{"csv": made(entries)})
}
