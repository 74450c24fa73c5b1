package ofx

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
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
	ofx.Bench(b, entries, files)
}
