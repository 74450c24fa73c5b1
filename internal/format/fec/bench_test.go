package fec

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"testing"

	"acquit/internal/testkit/trial"
)

// writeLedger writes count invoices of three lines each, as an accounting program would.
func writeLedger(w io.Writer, count int) error {
	body := bufio.NewWriter(w)
	for c := journalCode; c <= iDevise; c++ {
		body.WriteString(names[c] + "\t")
	}
	for i := range count {
		piece := fmt.Sprintf("2026-%06d\t20260105\tFacture 2026-%06d", i, i)
		fmt.Fprintf(body, "\r\nVE\tVentes\t%d\t20260105\t411000\tClients\tC%05d\tCustomer %d\t%s\t1210,00\t0,00\t\t\t20260131\t\t\t", i, i%20_000, i%20_000, piece)
		fmt.Fprintf(body, "\r\nVE\tVentes\t%d\t20260105\t701000\tVentes de produits finis\t\t\t%s\t0,00\t1000,00\t\t\t20260131\t\t\t", i, piece)
		fmt.Fprintf(body, "\r\nVE\tVentes\t%d\t20260105\t445710\tTVA collect\u00e9e\t\t\t%s\t0,00\t210,00\t\t\t20260131\t\t\t", i, piece)
	}
	return body.Flush()
}

// count reads a ledger and keeps nothing.
func count(file io.Reader, at func(n int)) (int, error) {
	n := 0
	ledger, err := Read(file, func(*Line) error {
		n++
		at(n)
		return nil
	})
	if err == nil && len(ledger.Warnings) > 0 {
		err = fmt.Errorf("%v", ledger.Warnings)
	}
	return ledger.Lines, err
}

func TestMemoryStaysFlatOverALargeFile(t *testing.T) {
	const invoices = 50_000
	r, w := io.Pipe()
	defer r.Close()
	go func() { w.CloseWithError(writeLedger(w, invoices)) }()
	trial.Flat(t, 3*invoices, func(at func(int)) (int, error) { return count(r, at) })
}

func BenchmarkRead(b *testing.B) {
	const invoices = 50_000
	var file bytes.Buffer
	if err := writeLedger(&file, invoices); err != nil {
		b.Fatal(err)
	}
	trial.Bench(b, 3*invoices, map[string][]byte{"utf-8": file.Bytes()}, func(file io.Reader) (int, error) { return count(file, func(int) {}) })
}
