package banktable

import (
	"bytes"
	"fmt"
	"runtime"
	"testing"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
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

// nothing is a sink that counts.
type nothing struct {
	entries int
	last    *bank.Statement
	at      func(entries int)
}

func (n *nothing) Begin(s *bank.Statement) error { n.last = s; return nil }
func (n *nothing) End(*bank.Statement) error     { return nil }

func (n *nothing) Entry(*bank.Entry) error {
	n.entries++
	if n.at != nil {
		n.at(n.entries)
	}
	return nil
}

// live is what the program holds after everything unused was thrown away.
func live() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestMemoryStaysFlatOverALargeTable(t *testing.T) {
	const entries = 60_000
	raw := made(entries)
	var early, most uint64
	sink := &nothing{at: func(n int) {
		switch {
		case n == 1000:
			early = live()
		case n%20_000 == 0:
			most = max(most, live())
		}
	}}
	if err := Read(bytes.NewReader(raw), int64(len(raw)), bank.Account{}, sink); err != nil || sink.entries != entries {
		t.Fatal(sink.entries, err)
	}
	if s := sink.last; len(s.Warnings) != 0 || s.Opening == nil || !s.Opening.Amount.Equal(decimal.Zero) {
		t.Errorf("%+v", s)
	}
	if most > early+1<<20 {
		t.Errorf("%d bytes are held after 1,000 entries, %d later", early, most)
	}
}

func BenchmarkRead(b *testing.B) {
	const entries = 50_000
	raw := made(entries)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		sink := &nothing{}
		if err := Read(bytes.NewReader(raw), int64(len(raw)), bank.Account{}, sink); err != nil || sink.entries != entries {
			b.Fatal(sink.entries, err)
		}
	}
	b.ReportMetric(entries*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}
