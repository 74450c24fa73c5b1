package camt

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/bank"
	"acquit/internal/testkit/golden"
	"acquit/internal/testkit/trial"
)

var camt = trial.Statements{
	Kind: trial.Kind{
		Detect:  Detect,
		Samples: []string{"testdata/*.xml"},
		Refused: []string{"testdata/refused/*.xml"},
		Strange: []string{"another-message.xml", "empty.xml", "no-xml.xml", "unknown-encoding.xml"},
	},
	Read:   Read,
	Merged: true,
	Also: map[string]func(file []byte) []byte{
		"with a byte order mark": func(file []byte) []byte { return append([]byte("\ufeff"), file...) },
		"with CR LF":             func(file []byte) []byte { return bytes.ReplaceAll(file, []byte("\n"), []byte("\r\n")) },
	},
	Large: writeStatement,
}

// read returns the statements of a message.
func read(t *testing.T, xml string) []*bank.Statement {
	t.Helper()
	statements, err := camt.Gather([]byte(xml))
	if err != nil {
		t.Fatal(err)
	}
	return statements
}

func TestReader(t *testing.T) { camt.Test(t) }

func TestDetect(t *testing.T) {
	camt.Kind.Test(t, map[string]string{
		"a statement":                  `<?xml version="1.0"?><Document><BkToCstmrStmt>`,
		"a report of version 1":        `<Document><BkToCstmrAcctRptV01>`,
		"a notification with a prefix": `<n:Document><n:BkToCstmrDbtCdtNtfctn>`,
		"a statement in UTF-16":        "\xff\xfe<\x00B\x00k\x00T\x00o\x00C\x00s\x00t\x00m\x00r\x00S\x00t\x00m\x00t\x00>\x00",
	}, map[string]string{
		"a payment order":                    `<Document><CstmrCdtTrfInitn>`,
		"a schema that describes statements": `<xs:element name="BkToCstmrStmt" type="x"/>`,
		"an MT940 file":                      ":20:STARTUMS",
		"nothing":                            "",
	})
}

func TestFormatNamesTheVersion(t *testing.T) {
	for _, f := range families {
		for version := 1; version <= 14; version++ {
			want := fmt.Sprintf("%s.001.%02d", f.format, version)
			xml := fmt.Sprintf(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:%s"><%s><%s/></%[2]s></Document>`, want, f.message, f.record)
			if got := read(t, xml)[0].Format; got != want {
				t.Errorf("%s is read as %s", want, got)
			}
		}
	}
}

func TestFormatWithoutAStandardNamespaceNamesTheMessage(t *testing.T) {
	for _, space := range []string{"", "urn:weird", "ISO:camt.053:APC:STUZZA:payments:003", "urn:iso:std:iso:20022:tech:xsd:camt.052.001.08"} {
		xml := fmt.Sprintf(`<Document xmlns="%s"><BkToCstmrStmt><Stmt/></BkToCstmrStmt></Document>`, space)
		if got := read(t, xml)[0].Format; got != "camt.053" {
			t.Errorf("namespace %q: %s", space, got)
		}
	}
}

// inStatement puts Ntry elements into a statement without balances.
func inStatement(entries string) string {
	return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>1</Id>` +
		`<CreDtTm>2026-01-31T18:00:00</CreDtTm><Acct><Id><IBAN>BE71096123456769</IBAN></Id><Ccy>EUR</Ccy></Acct>` +
		entries + `</Stmt></BkToCstmrStmt></Document>`
}

// inEntry puts elements into a booked credit of 100 euros.
func inEntry(children string) string {
	return inStatement(`<Ntry><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>` +
		`<BookgDt><Dt>2026-01-30</Dt></BookgDt>` + children + `</Ntry>`)
}

// inPayment puts elements into the only detail of that entry.
func inPayment(children string) string {
	return inEntry(`<NtryDtls><TxDtls>` + children + `</TxDtls></NtryDtls>`)
}

func TestEntry(t *testing.T) {
	name := func(e bank.Entry) string { return e.Counterparty.Name }
	account := func(e bank.Entry) string { return e.Counterparty.IBAN }
	text := func(e bank.Entry) string { return e.Text }
	reference := func(e bank.Entry) string { return e.Reference }
	bankRef := func(e bank.Entry) string { return e.BankRef }
	endToEnd := func(e bank.Entry) string { return e.EndToEndID }
	code := func(e bank.Entry) string { return e.Code }
	amount := func(e bank.Entry) string { return e.Amount.String() + " " + e.Currency }
	value := func(e bank.Entry) string { return e.ValueOn.String() }
	booked := func(e bank.Entry) string { return e.BookedOn.String() }
	status := func(e bank.Entry) string { return string(e.Status) }

	full := strings.Repeat("x", 139)
	for _, tt := range []struct {
		name string
		xml  string
		of   func(bank.Entry) string
		want string
	}{
		{"a debit is negative", inStatement(`<Ntry><Amt Ccy="EUR">5</Amt><CdtDbtInd>DBIT</CdtDbtInd></Ntry>`), amount, "-5 EUR"},
		{"a reversed debit keeps the sign of its credit", inEntry(`<RvslInd>true</RvslInd>`), amount, "100.00 EUR"},
		{"decimals beyond the currency's own are kept", inStatement(`<Ntry><Amt Ccy="EUR">5.12345</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>`), amount, "5.12345 EUR"},
		{"zeros beyond the currency's own are not", inStatement(`<Ntry><Amt Ccy="EUR">5.10000</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>`), amount, "5.10 EUR"},
		{"an amount without a currency has the account's", inStatement(`<Ntry><Amt>5</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>`), amount, "5 EUR"},
		{"a small letter is a slip", inStatement(`<Ntry><Amt Ccy="usd">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>`), amount, "5.00 USD"},
		{"a missing value day is the booking day", inEntry(``), value, "2026-01-30"},
		{"a missing booking day is the value day", inStatement(`<Ntry><Amt>5</Amt><CdtDbtInd>CRDT</CdtDbtInd><ValDt><Dt>2026-01-29</Dt></ValDt></Ntry>`), booked, "2026-01-29"},
		{"an entry without a day has the statement's", inStatement(`<Ntry><Amt>5</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>`), booked, "2026-01-31"},
		{"or the last of its period", strings.Replace(inStatement(`<Ntry><Amt>5</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>`), "<Acct>", "<FrToDt><ToDtTm>2026-01-28T23:59:59</ToDtTm></FrToDt><Acct>", 1), booked, "2026-01-28"},
		{"an instant keeps the day it is written with", inEntry(`<ValDt><DtTm>2026-01-31T23:59:00-09:00</DtTm></ValDt>`), value, "2026-01-31"},
		{"a future entry is pending", inStatement(`<Ntry><Amt>5</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>FUTR</Cd></Sts></Ntry>`), status, "pending"},
		{"an entry of a statement without a status is booked", inStatement(`<Ntry><Amt>5</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>`), status, "booked"},
		{"an unknown status books nothing", inStatement(`<Ntry><Amt>5</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>DONE</Sts></Ntry>`), status, "information"},

		{"the entry's bank reference comes first", inEntry(`<NtryRef>N</NtryRef><AcctSvcrRef>A</AcctSvcrRef><NtryDtls><TxDtls><Refs><AcctSvcrRef>T</AcctSvcrRef></Refs></TxDtls></NtryDtls>`), bankRef, "A"},
		{"the payment's bank reference comes second", inEntry(`<NtryRef>N</NtryRef><NtryDtls><TxDtls><Refs><AcctSvcrRef>T</AcctSvcrRef></Refs></TxDtls></NtryDtls>`), bankRef, "T"},
		{"the entry's number on the statement comes last", inEntry(`<NtryRef>N</NtryRef>`), bankRef, "N"},
		{"an end-to-end id that is not provided is none", inPayment(`<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>`), endToEnd, ""},
		{"an ISO code comes before the bank's own", inEntry(`<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn><Prtry><Cd>166</Cd></Prtry></BkTxCd>`), code, "PMNT/RCDT/ESCT"},
		{"the bank's own code stands in for it", inEntry(`<BkTxCd><Prtry><Cd>NTRF+166</Cd><Issr>DK</Issr></Prtry></BkTxCd>`), code, "NTRF+166"},

		{"the payer of money that comes in is the debtor", inPayment(`<RltdPties><Dbtr><Nm>D</Nm></Dbtr><Cdtr><Nm>C</Nm></Cdtr></RltdPties>`), name, "D"},
		{"a return keeps the roles of its payment", inPayment(`<RltdPties><Cdtr><Nm>C</Nm></Cdtr></RltdPties>`), name, "C"},
		{"we are not our own counterparty", inPayment(`<RltdPties><Dbtr><Nm>Us</Nm></Dbtr><DbtrAcct><Id><IBAN>BE71096123456769</IBAN></Id></DbtrAcct><Cdtr><Nm>C</Nm></Cdtr></RltdPties>`), name, "C"},
		{"nor are we by our name alone", strings.Replace(inPayment(`<RltdPties><Dbtr><Nm>US</Nm></Dbtr><Cdtr><Nm>C</Nm></Cdtr></RltdPties>`), "<Ccy>EUR</Ccy>", "<Ownr><Nm>Us</Nm></Ownr>", 1), name, "C"},
		{"unless nobody else is named", inPayment(`<RltdPties><Dbtr><Nm>Us</Nm></Dbtr><DbtrAcct><Id><IBAN>BE71096123456769</IBAN></Id></DbtrAcct></RltdPties>`), name, "Us"},
		{"a name may stand in Pty", inPayment(`<RltdPties><Dbtr><Pty><Nm>D</Nm></Pty></Dbtr></RltdPties>`), name, "D"},
		{"a name may be that of a bank", inPayment(`<RltdPties><Dbtr><Agt><FinInstnId><Nm>D</Nm></FinInstnId></Agt></Dbtr></RltdPties>`), name, "D"},
		{"the account's name stands in for the debtor's", inPayment(`<RltdPties><DbtrAcct><Id><IBAN>BE68539007547034</IBAN></Id><Nm>D</Nm></DbtrAcct></RltdPties>`), name, "D"},
		{"the ultimate debtor stands in for the debtor", inPayment(`<RltdPties><UltmtDbtr><Nm>U</Nm></UltmtDbtr></RltdPties>`), name, "U"},
		{"the ultimate debtor behind a debtor is in the text", inPayment(`<RltdPties><Dbtr><Nm>D</Nm></Dbtr><UltmtDbtr><Pty><Nm>U</Nm></Pty></UltmtDbtr></RltdPties>`), text, "UltmtDbtr U"},
		{"an account may be no IBAN", inPayment(`<RltdPties><DbtrAcct><Id><Othr><Id>60-9</Id></Othr></Id></DbtrAcct></RltdPties>`), account, "60-9"},

		{"a Belgian reference is its digits", inPayment(`<RmtInf><Strd><CdtrRefInf><Tp><Issr>BBA</Issr></Tp><Ref>+++090/9337/55493+++</Ref></CdtrRefInf></Strd></RmtInf>`), reference, "090933755493"},
		{"an ISO reference loses its blanks", inPayment(`<RmtInf><Strd><CdtrRefInf><Ref>RF18 5390 0754 7034</Ref></CdtrRefInf></Strd></RmtInf>`), reference, "RF18539007547034"},
		{"a reference of no known kind is kept as found", inPayment(`<RmtInf><Strd><CdtrRefInf><Ref>Ref 3900</Ref></CdtrRefInf></Strd></RmtInf>`), reference, "Ref 3900"},
		{"a second reference is in the text", inPayment(`<RmtInf><Strd><CdtrRefInf><Ref>A1</Ref></CdtrRefInf></Strd><Strd><CdtrRefInf><Ref>A2</Ref></CdtrRefInf></Strd></RmtInf>`), text, "A2"},

		{"a full slice goes on in the next", inPayment(`<RmtInf><Ustrd>` + full + `1</Ustrd><Ustrd>23 end</Ustrd></RmtInf>`), text, full + "123 end"},
		{"a blank at the end of a full slice counts", inPayment(`<RmtInf><Ustrd>` + full + ` </Ustrd><Ustrd>23 end</Ustrd></RmtInf>`), text, full + " 23 end"},
		{"a short slice is a line", inPayment(`<RmtInf><Ustrd>R-1</Ustrd><Ustrd>R-2</Ustrd></RmtInf>`), text, "R-1\nR-2"},
		{"characters are counted, not bytes", inPayment(`<RmtInf><Ustrd>` + strings.Repeat("é", 140) + `</Ustrd><Ustrd>x</Ustrd></RmtInf>`), text, strings.Repeat("é", 140) + "x"},
		{"paid documents are in the text", inPayment(`<RmtInf><Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>CINV</Cd></CdOrPrtry></Tp><Nb>R-1</Nb></RfrdDocInf><RfrdDocAmt><RmtdAmt Ccy="EUR">98.00</RmtdAmt></RfrdDocAmt></Strd></RmtInf>`), text, "CINV R-1 RmtdAmt 98.00 EUR"},
		{"what the bank repeats stands once", inEntry(`<NtryDtls><TxDtls><RmtInf><Ustrd>Interest</Ustrd></RmtInf></TxDtls></NtryDtls><AddtlNtryInf>Interest</AddtlNtryInf>`), text, "Interest"},
		{"what the bank adds stands behind", inEntry(`<NtryDtls><TxDtls><RmtInf><Ustrd>R-1</Ustrd></RmtInf><AddtlTxInf>T</AddtlTxInf></TxDtls></NtryDtls><AddtlNtryInf>N</AddtlNtryInf>`), text, "R-1\nT\nN"},
		{"the sum in the payer's currency is in the text", inPayment(`<AmtDtls><InstdAmt><Amt Ccy="USD">110.00</Amt></InstdAmt></AmtDtls>`), text, "InstdAmt 110.00 USD"},
		{"the same sum is not", inPayment(`<AmtDtls><InstdAmt><Amt Ccy="EUR">100</Amt></InstdAmt></AmtDtls>`), text, ""},
		{"charges of version 2 are in the text", inEntry(`<Chrgs><Amt Ccy="EUR">20.00</Amt></Chrgs>`), text, "Chrgs 20.00 EUR"},
		{"charges of version 4 are in the text", inEntry(`<Chrgs><Rcrd><Amt Ccy="EUR">20.00</Amt></Rcrd></Chrgs>`), text, "Chrgs 20.00 EUR"},
		{"charges of nothing are not", inEntry(`<Chrgs><Rcrd><Amt Ccy="EUR">0</Amt></Rcrd></Chrgs>`), text, ""},
		{"our collection's name is in the text", inEntry(`<NtryDtls><Btch><PmtInfId>LYS-5</PmtInfId></Btch></NtryDtls>`), text, "PmtInfId LYS-5"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			statements := read(t, tt.xml)
			if len(statements) != 1 || len(statements[0].Entries) != 1 {
				t.Fatalf("not one entry: %+v", statements)
			}
			if diff := cmp.Diff(tt.want, tt.of(statements[0].Entries[0])); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWarnings(t *testing.T) {
	for _, tt := range []struct {
		name string
		xml  string
		want []string
	}{
		{"an entry as it should be", inEntry(``), nil},
		{
			"what every entry does is said once and counted",
			inStatement(strings.Repeat("<Ntry><Amt>5</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>\n", 3)),
			[]string{"line 1: Ntry 1: the entry names no day: taken as booked on 2026-01-31, the day on which the statement was made (and 2 more like it)"},
		},
		{
			"an entry left out is named",
			inStatement(`<Ntry><Amt>x</Amt><CdtDbtInd>CRDT</CdtDbtInd><AcctSvcrRef>A-9</AcctSvcrRef></Ntry>`),
			[]string{`line 1: Ntry 1: the entry A-9 is left out: "x" is not an amount of digits and a point`},
		},
		{
			"nothing in the file tells the day",
			`<Document><BkToCstmrStmt><Stmt><Ntry><Amt Ccy="EUR">5</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry></Stmt></BkToCstmrStmt></Document>`,
			[]string{"line 1: Ntry 1: the entry is left out: the file names no day for it"},
		},
		{
			"details without amounts leave the entry whole",
			inEntry(`<NtryDtls><TxDtls/><TxDtls/></NtryDtls>`),
			[]string{
				"line 1: Ntry 1, TxDtls 1: the detail has no amount of its own (and 1 more like it)",
				"line 1: Ntry 1: the 2 details of the entry do not add up to its 100.00 EUR: the entry is kept whole",
			},
		},
		{
			"a difference that charges explain is none",
			inPayment(`<Amt Ccy="EUR">104.40</Amt><Chrgs><Rcrd><Amt Ccy="EUR">4.40</Amt></Rcrd></Chrgs>`),
			nil,
		},
		{
			"a difference that the entry's charges explain is none either",
			inEntry(`<Chrgs><Amt Ccy="EUR">4.40</Amt></Chrgs><NtryDtls><TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">104.40</Amt></TxAmt></AmtDtls></TxDtls></NtryDtls>`),
			nil,
		},
		{
			"a difference of another size is one",
			inPayment(`<Amt Ccy="EUR">104.40</Amt><Chrgs><Rcrd><Amt Ccy="EUR">4.00</Amt></Rcrd></Chrgs>`),
			[]string{"line 1: Ntry 1, TxDtls 1: the only detail of an entry of 100.00 EUR is one of 104.40: the entry is kept whole"},
		},
		{
			"balances in two currencies",
			inStatement(`<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">5</Amt></Bal><Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">5</Amt></Bal>`),
			[]string{"the balances cannot be checked: the statement mixes EUR and USD"},
		},
		{
			"entries in two currencies",
			inStatement(`<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">5</Amt></Bal><Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">9</Amt><Dt><Dt>2026-01-31</Dt></Dt></Bal>` +
				`<Ntry><Amt Ccy="EUR">2</Amt><CdtDbtInd>CRDT</CdtDbtInd><ValDt><Dt>2026-01-31</Dt></ValDt></Ntry><Ntry><Amt Ccy="USD">2</Amt><CdtDbtInd>CRDT</CdtDbtInd><ValDt><Dt>2026-01-31</Dt></ValDt></Ntry>`),
			[]string{"the balances cannot be checked: the statement mixes EUR and USD"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, trial.English(read(t, tt.xml)[0].Warnings)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWarningsAreBounded(t *testing.T) {
	var entries strings.Builder
	for range maxNotes + 5 {
		entries.WriteString(`<Ntry><Amt>x</Amt></Ntry>`)
	}
	got := trial.English(read(t, inStatement(entries.String()))[0].Warnings)
	if len(got) != maxNotes+1 || got[maxNotes] != "5 more warnings are not listed" {
		t.Errorf("%d warnings, the last %q", len(got), got[len(got)-1])
	}
}

func TestADetailThatContradictsItsEntryStaysApart(t *testing.T) {
	e := read(t, inPayment(`<Amt Ccy="EUR">40.00</Amt><RltdPties><Dbtr><Nm>ACME</Nm></Dbtr></RltdPties>`))[0].Entries[0]
	if e.Counterparty.Name != "" || len(e.Details) != 1 || e.Details[0].Counterparty.Name != "ACME" {
		t.Errorf("%+v", e)
	}
	if leaves := e.Leaves(); len(leaves) != 1 || leaves[0].Amount.String() != "100.00" {
		t.Errorf("the entry is not kept whole: %+v", leaves)
	}
}

func TestWhatNamesABatchIsRead(t *testing.T) {
	statements, err := camt.Gather(golden.Content(t, "testdata/parts.xml"))
	if err != nil || len(statements) != 1 {
		t.Fatal(err)
	}
	entries := statements[0].Entries
	for n, want := range []bank.Batch{
		{Ref: "COLL-31", Payment: "LYS-2026-06", Message: "LYS-MSG-8"}, // of the entry
		{Ref: "COLL-32", Payment: "LYS-2026-07", Message: "LYS-MSG-9"}, // of its only payment
		{}, // nothing is named
	} {
		if entries[n].Batch != want {
			t.Errorf("entry %d is of %+v", n+1, entries[n].Batch)
		}
	}
	if ref := entries[2].BankRef; ref != "" {
		t.Errorf("the number of an entry in its message, %q, is taken for the bank's reference", ref)
	}
}
