package camt

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
)

// writeStatement writes one statement of n entries as a bank would, each with its
// payer, reference and text.
func writeStatement(w io.Writer, n int) error {
	_, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
<BkToCstmrStmt>
<GrpHdr><MsgId>M</MsgId><CreDtTm>2026-06-30T18:00:00+02:00</CreDtTm></GrpHdr>
<Stmt>
<Id>S-1</Id>
<ElctrncSeqNb>1</ElctrncSeqNb>
<CreDtTm>2026-06-30T18:00:00+02:00</CreDtTm>
<Acct><Id><IBAN>BE71096123456769</IBAN></Id><Ccy>EUR</Ccy><Ownr><Nm>Lys &amp; Fils SRL</Nm></Ownr></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-06-30</Dt></Dt></Bal>
`)
	for i := 0; i < n && err == nil; i++ {
		_, err = fmt.Fprintf(w, `<Ntry>
  <NtryRef>%[1]d</NtryRef>
  <Amt Ccy="EUR">%[2]d.%02[3]d</Amt>
  <CdtDbtInd>CRDT</CdtDbtInd>
  <Sts><Cd>BOOK</Cd></Sts>
  <BookgDt><Dt>2026-06-30</Dt></BookgDt>
  <ValDt><Dt>2026-06-30</Dt></ValDt>
  <AcctSvcrRef>0630-%09[1]d</AcctSvcrRef>
  <BkTxCd>
    <Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn>
    <Prtry><Cd>0150000</Cd><Issr>BBA</Issr></Prtry>
  </BkTxCd>
  <NtryDtls>
    <TxDtls>
      <Refs><EndToEndId>E2E-%[1]d</EndToEndId></Refs>
      <Amt Ccy="EUR">%[2]d.%02[3]d</Amt>
      <CdtDbtInd>CRDT</CdtDbtInd>
      <RltdPties>
        <Dbtr><Pty><Nm>Customer %[1]d</Nm><PstlAdr><Ctry>BE</Ctry><AdrLine>Rue Haute 1</AdrLine></PstlAdr></Pty></Dbtr>
        <DbtrAcct><Id><IBAN>BE68539007547034</IBAN></Id></DbtrAcct>
      </RltdPties>
      <RltdAgts><DbtrAgt><FinInstnId><BICFI>TRIOBEBB</BICFI></FinInstnId></DbtrAgt></RltdAgts>
      <RmtInf><Ustrd>INVOICE INV%08[1]d CUSTOMER %[1]d</Ustrd></RmtInf>
    </TxDtls>
  </NtryDtls>
  <AddtlNtryInf>Credit transfer from Customer %[1]d</AddtlNtryInf>
</Ntry>
`, i, 50+i%1000, i%100)
	}
	if err == nil {
		_, err = io.WriteString(w, "</Stmt>\n</BkToCstmrStmt>\n</Document>\n")
	}
	return err
}

func BenchmarkRead(b *testing.B) {
	const entries = 20_000
	var file bytes.Buffer
	if err := writeStatement(&file, entries); err != nil {
		b.Fatal(err)
	}
	camt.Bench(b, entries, map[string][]byte{"utf-8": file.Bytes()})
}

// sameNumber compares two figures digit by digit, without arithmetic.
func sameNumber(a, b string) bool {
	plain := func(s string) string {
		whole, fraction, _ := strings.Cut(strings.TrimLeft(s, "+"), ".")
		return strings.TrimLeft(whole, "0") + "." + strings.TrimRight(fraction, "0")
	}
	return plain(a) == plain(b)
}
