package fec

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"runtime"
	"testing"
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

// live is what the program holds after everything unused was thrown away.
func live() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestMemoryStaysFlatOverALargeFile(t *testing.T) {
	const invoices, step = 100_000, 50_000
	r, w := io.Pipe()
	go func() { w.CloseWithError(writeLedger(w, invoices)) }()

	var early, most uint64
	n := 0
	ledger, err := Read(r, func(*Line) error {
		switch n++; {
		case n == 1000:
			early = live()
		case n%step == 0:
			most = max(most, live())
		}
		return nil
	})
	if err != nil || n != 3*invoices || len(ledger.Warnings) > 0 {
		t.Fatalf("%d lines, %v, %v", n, ledger.Warnings, err)
	}
	if most > early+1<<20 {
		t.Errorf("%d bytes are held after 1,000 lines, %d later", early, most)
	}
	t.Logf("%d kB are held after 1,000 lines, %d kB at most later", early>>10, most>>10)
}

func BenchmarkRead(b *testing.B) {
	const invoices = 50_000
	var file bytes.Buffer
	if err := writeLedger(&file, invoices); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		ledger, err := Read(bytes.NewReader(file.Bytes()), func(*Line) error { return nil })
		if err != nil || ledger.Lines != 3*invoices {
			b.Fatal(ledger, err)
		}
	}
	b.ReportMetric(3*invoices*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}
