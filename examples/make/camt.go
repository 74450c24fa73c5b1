package main

import (
	"encoding/xml"
	"fmt"
	"strings"

	"acquit/examples"
	"acquit/internal/bank"
	"acquit/internal/money"
)

// camt writes statements of one bank as one camt.053.001.08 message.
func camt(list []*statement) []byte {
	to := list[0].to
	made := bankday(to.AddDays(1)).String() + "T05:30:00+01:00"
	w := &camtWriter{}
	w.line(xml.Header + `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>`)
	w.line("<GrpHdr><MsgId>KK%s</MsgId><CreDtTm>%s</CreDtTm></GrpHdr>", strings.ReplaceAll(to.String(), "-", ""), made)
	for _, st := range list {
		w.statement(st, made)
	}
	w.line("</BkToCstmrStmt></Document>")
	return []byte(w.String())
}

// camtWriter builds the text of a message.
type camtWriter struct{ strings.Builder }

func (w *camtWriter) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// escaped makes s safe inside an element.
func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder does not fail
	return b.String()
}

// amount writes a sum and its direction; ISO 20022 amounts have no sign.
func amount(cents int64, c money.Currency) string {
	direction := "CRDT"
	if cents < 0 {
		direction, cents = "DBIT", -cents
	}
	return fmt.Sprintf(`<Amt Ccy="%s">%s</Amt><CdtDbtInd>%s</CdtDbtInd>`, c, money.Of(cents, c), direction)
}

func (w *camtWriter) statement(st *statement, made string) {
	a := st.account
	w.line("<Stmt><Id>%s-%s</Id><ElctrncSeqNb>%d</ElctrncSeqNb><CreDtTm>%s</CreDtTm>", a.iban[len(a.iban)-6:], st.to, st.rank, made)
	w.line("<FrToDt><FrDtTm>%sT00:00:00+01:00</FrDtTm><ToDtTm>%sT23:59:59+01:00</ToDtTm></FrToDt>", st.from, st.to)
	w.line("<Acct><Id><IBAN>%s</IBAN></Id><Ccy>%s</Ccy><Ownr><Nm>%s</Nm></Ownr><Svcr><FinInstnId><BICFI>%s</BICFI></FinInstnId></Svcr></Acct>",
		a.iban, a.currency, escaped(examples.Company.Name), a.bic)
	w.line("<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp>%s<Dt><Dt>%s</Dt></Dt></Bal>", amount(st.opening, a.currency), bankdayBefore(st.from.AddDays(-1)))
	w.line("<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>%s<Dt><Dt>%s</Dt></Dt></Bal>", amount(st.closing, a.currency), st.to)
	for i, t := range st.transfers {
		w.entry(fmt.Sprintf("%s%04d%04d", a.iban[len(a.iban)-4:], st.rank, i+1), t)
	}
	w.line("</Stmt>")
}

// camtCodes are the ISO family and sub-family by kind of movement.
var camtCodes = map[kind][2]string{incoming: {"RCDT", "ESCT"}, outgoing: {"ICDT", "ESCT"}}

func (w *camtWriter) entry(reference string, t *transfer) {
	codes := camtCodes[t.kind]
	if t.who.iban == "" && t.details == nil || t.charges > 0 {
		codes[1] = "XBCT" // from outside the single euro payments area
	}
	w.line("<Ntry>%s<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>%s</Dt></BookgDt><ValDt><Dt>%[2]s</Dt></ValDt><AcctSvcrRef>%s</AcctSvcrRef>",
		amount(t.cents, t.currency), t.on, reference)
	w.line("<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>%s</Cd><SubFmlyCd>%s</SubFmlyCd></Fmly></Domn><Prtry><Cd>%s</Cd><Issr>BBA</Issr></Prtry></BkTxCd>",
		codes[0], codes[1], codaCodes[t.kind][1:])
	if t.charges > 0 {
		w.line("<Chrgs><Rcrd>%s<ChrgInclInd>true</ChrgInclInd></Rcrd></Chrgs>", amount(-t.charges, t.currency))
	}
	w.line("<NtryDtls>")
	details := []*transfer{t}
	if t.details != nil {
		details = t.details
		w.line("<Btch><NbOfTxs>%d</NbOfTxs>%s</Btch>", len(details), strings.Replace(amount(t.cents, t.currency), "Amt", "TtlAmt", 2))
	}
	for _, d := range details {
		w.detail(d)
	}
	w.line("</NtryDtls></Ntry>")
}

func (w *camtWriter) detail(t *transfer) {
	endToEnd, role := t.endToEnd, "Dbtr"
	if endToEnd == "" {
		endToEnd = "NOTPROVIDED"
	}
	if t.cents < 0 {
		role = "Cdtr"
	}
	w.line("<TxDtls><Refs><EndToEndId>%s</EndToEndId></Refs>%s", escaped(endToEnd), amount(t.cents, t.currency))
	w.line("<RltdPties><%s><Pty><Nm>%s</Nm></Pty></%[1]s>", role, escaped(t.who.name))
	if t.who.iban != "" {
		w.line("<%sAcct><Id><IBAN>%s</IBAN></Id></%[1]sAcct>", role, t.who.iban)
	}
	w.line("</RltdPties><RltdAgts><%sAgt><FinInstnId><BICFI>%s</BICFI></FinInstnId></%[1]sAgt></RltdAgts>", role, t.who.bic)
	w.line("%s</TxDtls>", remittance(t))
}

// issuers name who sets the rules of a structured reference.
var issuers = map[bank.Scheme]string{bank.OGM: "BBA", bank.RF: "ISO"}

// remittance is what the payment is for: a structured reference with its issuer,
// or text.
func remittance(t *transfer) string {
	switch {
	case t.reference.Scheme != "":
		return fmt.Sprintf("<RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>%s</Issr></Tp><Ref>%s</Ref></CdtrRefInf></Strd></RmtInf>",
			issuers[t.reference.Scheme], t.reference.Digits)
	case t.text != "":
		return "<RmtInf><Ustrd>" + escaped(t.text) + "</Ustrd></RmtInf>"
	}
	return ""
}
