package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/govalues/decimal"

	"acquit/internal/fault"
	"acquit/internal/format/table/sheet"
	"acquit/internal/testkit/golden"
	"acquit/internal/testkit/trial"
)

// listOf is a list of invoices as accounting programs write it, ten columns.
func listOf(rows int) []byte {
	var b bytes.Buffer
	b.WriteString("Factuurnummer;Klantnummer;Klantnaam;Factuurdatum;Vervaldatum;Bedrag;Openstaand;Munt;E-mail;BTW-nummer\r\n")
	for n := range rows {
		fmt.Fprintf(&b, "F%07d;K%05d;Klant nummer %d;%02d/%02d/2026;%02d/%02d/2026;%d.%03d,%02d;%d,%02d;EUR;boekhouding@klant%d.example;BE0400000185\r\n",
			n, n%20000, n%20000, n%28+1, n/500%12+1, (n+30)%28+1, (n/500+1)%12+1, n%90+1, n%1000, n%100, n%1000, n%100, n%20000)
	}
	return b.Bytes()
}

// readAll reads the invoices of a list one by one, and keeps nothing but what is open.
func readAll(raw []byte, at func(n int)) (open decimal.Decimal, n int, err error) {
	table, err := Open(bytes.NewReader(raw), int64(len(raw)), sheet.Layout{})
	if err != nil {
		return open, 0, err
	}
	m, problems := table.Guess(Invoices)
	if len(problems) > 0 {
		return open, 0, fmt.Errorf("%s", problems[0].Text)
	}
	reader, err := table.Read(m)
	if err != nil {
		return open, 0, err
	}
	for r, err := range reader.Records() {
		if err != nil {
			return open, n, err
		}
		i, err := r.Invoice()
		if err != nil {
			return open, n, err
		}
		open, _ = open.Add(i.Open)
		n++
		at(n)
	}
	return open, n, nil
}

func TestMemoryStaysFlatOverALongList(t *testing.T) {
	const rows = 200_000
	raw := listOf(rows)
	trial.Flat(t, rows, func(at func(int)) (int, error) {
		open, n, err := readAll(raw, at)
		if open.String() != "99999000.00" {
			t.Errorf("%s is open", open)
		}
		return n, err
	})
}

func BenchmarkInvoices(b *testing.B) {
	const rows = 100_000
	raw := listOf(rows)
	trial.Bench(b, rows, map[string][]byte{"csv": raw}, func(io.Reader) (int, error) {
		_, n, err := readAll(raw, func(int) {})
		return n, err
	})
}

func BenchmarkPreview(b *testing.B) {
	const rows = 100_000
	raw := listOf(rows)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		table := open(b, raw)
		m, _ := table.Guess(Invoices)
		if p, err := table.Preview(m, 10); err != nil || p.Read != rows {
			b.Fatal(p, err)
		}
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkUnderstand(b *testing.B) {
	raw := golden.Content(b, "testdata/customers-nl.csv")
	b.ReportAllocs()
	for b.Loop() {
		if m, _, ok := open(b, raw).Understand(); !ok || m.Kind != Customers {
			b.Fatal(m)
		}
	}
}

// TestProblemsAreBounded reads a file that is odd in every cell.
func TestProblemsAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("Invoice no;Customer;Date;Amount\n")
	for range 20 {
		b.WriteString("A;B;13/01/2026;1,00\n")
	}
	for n := range 5000 {
		fmt.Fprintf(&b, "A%d;B;13/01/2026;x%d\n", n, n)
	}
	table := open(t, []byte(b.String()))
	m := Mapping{Kind: Invoices, Signature: table.Signature(), Layout: table.Layout(), HeaderRow: 1, FirstRow: 2, Sign: Sign{Rule: Signed},
		Columns: []Column{table.ColumnAs(0, Number), table.ColumnAs(1, CustomerName), table.ColumnAs(2, IssuedOn), table.ColumnAs(3, Total)}}
	p, err := table.Preview(m, 3)
	if err != nil {
		t.Fatal(err)
	}
	if p.Read != 20 || p.Refused != 5000 || len(p.Problems) != 1 || p.Problems[0].Count != 5000 || len(p.Problems[0].Examples) != maxExamples || len(p.Rows) != 3 {
		t.Errorf("%+v", p)
	}
	var many Problems
	for n := range 1000 {
		many.Add(fault.Note{Place: fault.Place{Line: n, Path: ColumnName(n)}, Text: fault.Say("%d is odd", n)})
	}
	if list := many.List(); len(list) != maxProblems+1 || list[maxProblems].Count != 1000-maxProblems {
		t.Errorf("%d problems", len(list))
	}
}

// FuzzTable holds that whatever a file holds is understood and read, or refused, and
// that what is understood has what its kind needs.
func FuzzTable(f *testing.F) {
	for _, path := range samples(f) {
		f.Add(golden.Content(f, path))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		table, err := Open(bytes.NewReader(raw), int64(len(raw)), sheet.Layout{})
		if err != nil {
			if !errors.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		m, _, ok := table.Understand()
		if !ok {
			return
		}
		if err := m.Check(); err != nil {
			t.Fatalf("what was understood is refused: %v", err)
		}
		p, err := table.Preview(m, 5)
		if err != nil {
			if !errors.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		for _, record := range p.Records {
			if i, is := record.(Invoice); is && (i.Number == "" || !i.Customer.named() || i.Credit != (i.Total.IsNeg() || i.Total.IsZero() && i.Open.IsNeg())) {
				t.Fatalf("%+v", i)
			}
		}
		if _, _, err := table.Fit(m); err != nil {
			t.Fatalf("it does not fit itself: %v", err)
		}
	})
}
