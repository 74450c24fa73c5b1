package xmlread

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"
)

// statement is a list of entries as a bank writes them, about 1.4 kB each.
func statement(entries int) string {
	const entry = `
      <Ntry>
        <NtryRef>2026-0001</NtryRef>
        <Amt Ccy="EUR">1190.00</Amt>
        <CdtDbtInd>CRDT</CdtDbtInd>
        <Sts>BOOK</Sts>
        <BookgDt><Dt>2026-02-06</Dt></BookgDt>
        <ValDt><Dt>2026-02-06</Dt></ValDt>
        <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
        <NtryDtls>
          <TxDtls>
            <Refs><AcctSvcrRef>2602061234567</AcctSvcrRef><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
            <RltdPties>
              <Dbtr><Nm>Müller &amp; Söhne GmbH</Nm><PstlAdr><Ctry>DE</Ctry><AdrLine>Hauptstraße 1</AdrLine></PstlAdr></Dbtr>
              <DbtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></DbtrAcct>
            </RltdPties>
            <RltdAgts><DbtrAgt><FinInstnId><BIC>BYLADEM1001</BIC></FinInstnId></DbtrAgt></RltdAgts>
            <RmtInf><Ustrd>Rechnung R-2026-0001 vom 02.01.2026</Ustrd></RmtInf>
          </TxDtls>
        </NtryDtls>
      </Ntry>`
	return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>` +
		strings.Repeat(entry, entries) + `</Stmt></BkToCstmrStmt></Document>`
}

// everyText asks for the text of every element without children.
func everyText(x *Reader) error {
	return x.Each(func(name string) error {
		switch name {
		case "Stmt", "BkToCstmrStmt", "Ntry", "BookgDt", "ValDt", "BkTxCd", "Domn", "Fmly", "NtryDtls", "TxDtls",
			"Refs", "RltdPties", "Dbtr", "PstlAdr", "DbtrAcct", "Id", "RltdAgts", "DbtrAgt", "FinInstnId", "RmtInf":
			return everyText(x)
		case "Amt":
			x.Attr("Ccy")
		}
		_, err := x.Text()
		return err
	})
}

func BenchmarkEntries(b *testing.B) {
	const entries = 5000
	file := statement(entries)
	b.SetBytes(int64(len(file)))
	for range b.N {
		x, err := New(strings.NewReader(file))
		if err != nil {
			b.Fatal(err)
		}
		if _, _, err := x.Root(); err != nil {
			b.Fatal(err)
		}
		if err := everyText(x); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(entries*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}

func BenchmarkEncodingXMLTokens(b *testing.B) {
	const entries = 500
	file := statement(entries)
	b.SetBytes(int64(len(file)))
	for range b.N {
		for d := xml.NewDecoder(strings.NewReader(file)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(entries*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}
