package ofx

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"acquit/internal/bank"
)

// writeStatement writes one statement of count entries as a bank would, in version 1 or
// 2.
func writeStatement(w io.Writer, count int, xml bool) error {
	body := bufio.NewWriter(w)
	list := "<OFX>\n<BANKMSGSRSV1>\n<STMTTRNRS>\n<STMTRS>\n<CURDEF>EUR\n<BANKACCTFROM>\n<BANKID>99887\n<BRANCHID>00321\n<ACCTID>0004521347K\n</BANKACCTFROM>\n" +
		"<BANKTRANLIST>\n<DTSTART>20260101\n<DTEND>20260131\n"
	entry := "<STMTTRN>\n<TRNTYPE>CREDIT\n<DTPOSTED>20260115120000\n<TRNAMT>%[2]d.%02[3]d\n<FITID>F%09[1]d\n<NAME>VIR CUSTOMER %[4]d\n<MEMO>INVOICE INV%[1]d CUSTOMER %[4]d\n</STMTTRN>\n"
	if xml {
		body.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?OFX OFXHEADER=\"200\" VERSION=\"220\"?>\n")
		list, entry = withEndTags(list), withEndTags(entry)
	} else {
		body.WriteString("OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n")
	}
	body.WriteString(list)
	for i := range count {
		fmt.Fprintf(body, entry, i, 50+i%1000, i%100, i%20_000)
	}
	body.WriteString("</BANKTRANLIST>\n<LEDGERBAL>\n<BALAMT>1.00\n<DTASOF>20260131\n</LEDGERBAL>\n</STMTRS>\n</STMTTRNRS>\n</BANKMSGSRSV1>\n</OFX>\n")
	return body.Flush()
}

// count is a sink that keeps nothing.
type count struct {
	entries int
	at      func(entries int)
}

func (s *count) Begin(*bank.Statement) error { return nil }
func (s *count) End(*bank.Statement) error   { return nil }

func (s *count) Entry(*bank.Entry) error {
	s.entries++
	if s.at != nil {
		s.at(s.entries)
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

func TestMemoryStaysFlatOverALargeFile(t *testing.T) {
	const entries, step = 300_000, 50_000
	r, w := io.Pipe()
	go func() { w.CloseWithError(writeStatement(w, entries, true)) }()

	var early, most uint64
	sink := &count{at: func(n int) {
		switch {
		case n == 1000:
			early = live()
		case n%step == 0:
			most = max(most, live())
		}
	}}
	if err := Read(r, sink); err != nil {
		t.Fatal(err)
	}
	if sink.entries != entries {
		t.Fatalf("%d entries of %d", sink.entries, entries)
	}
	if most > early+1<<20 {
		t.Errorf("%d bytes are held after 1,000 entries, %d later", early, most)
	}
	t.Logf("%d kB are held after 1,000 entries, %d kB at most later", early>>10, most>>10)
}

func BenchmarkRead(b *testing.B) {
	const entries = 100_000
	files := map[string][]byte{}
	for name, xml := range map[string]bool{"sgml": false, "xml": true} {
		var file bytes.Buffer
		if err := writeStatement(&file, entries, xml); err != nil {
			b.Fatal(err)
		}
		files[name] = file.Bytes()
	}
	files["sgml, one line"] = []byte(strings.ReplaceAll(string(files["sgml"]), "\n", ""))
	files["sgml, windows-1252"] = bytes.ReplaceAll(files["sgml"], []byte("CUSTOMER"), []byte("CLI\xe9NTE\xe8"))
	for name, content := range files {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(content)))
			for b.Loop() {
				n := &count{}
				if err := Read(bytes.NewReader(content), n); err != nil || n.entries != entries {
					b.Fatal(n.entries, err)
				}
			}
			b.ReportMetric(entries*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}
