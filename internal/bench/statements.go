package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/format/camt"
	"acquit/internal/format/cfonb"
	"acquit/internal/format/coda"
	"acquit/internal/format/mt940"
	"acquit/internal/format/ofx"
	"acquit/internal/money"
)

// receipts is how many entries one statement has, of which no file was ever the like.
type receipts struct {
	entries int
	on      date.Date
}

// receipt is one entry: its place tells everything of it.
type receipt struct {
	amount          money.Amount
	name, iban, ref string
	text            string
}

func (r receipts) at(n int) receipt {
	return receipt{money.Of(int64(n*7919%100_000+5_000), money.EUR), fmt.Sprintf("CUSTOMER %d SA", n%5_000), bank.MakeIBAN("BE", fmt.Sprintf("539%07d%02d", n%5_000, 1+(5390000000+n%5_000-1)%97)),
		fmt.Sprintf("BENCH%011d", n), fmt.Sprintf("INVOICE INV%08d OF LAST MONTH, THANK YOU", n)}
}

// sum is what all entries come to.
func (r receipts) sum() money.Amount {
	sum := money.Of(0, money.EUR)
	for n := range r.entries {
		sum = sum.Add(r.at(n).amount)
	}
	return sum
}

// dialect is a format in which the same statement is written.
type dialect struct {
	name  string
	write func(io.Writer, receipts) error
	read  func(io.Reader, bank.Sink) error
}

var dialects = []dialect{{"CODA", writeCODA, coda.Read}, {"MT940", writeMT940, mt940.Read}, {"CFONB", writeCFONB, cfonb.Read}, {"CAMT", writeCAMT, camt.Read},
	{"OFX", writeOFX, ofx.Read}, {"CSV", writeCSV, readTable}}

// statements reads and takes in one large statement in each format: how many entries
// a second of processor time, and with how much memory.
func (p *plan) statements(ctx context.Context) error {
	stock := receipts{p.statementEntries, workDay}
	p.head("statements of %d entries", stock.entries)
	for _, d := range dialects {
		if err := p.statement(ctx, d, stock); err != nil {
			return fmt.Errorf("%s: %w", d.name, err)
		}
	}
	return nil
}

func (p *plan) statement(ctx context.Context, d dialect, stock receipts) error {
	i, drop, err := p.beside(ctx, "statements")
	if err != nil {
		return err
	}
	defer drop()
	if err := i.found(ctx, workDay); err != nil {
		return err
	}
	name := filepath.Join(i.dir, d.name)
	size, err := writeTo(name, func(w io.Writer) error { return d.write(w, stock) })
	if err != nil {
		return err
	}
	if err := d.reads(name, size, stock); err != nil {
		return err
	}
	for _, how := range []string{"import", "import again"} {
		taken, err := i.acquit(ctx, workDay, "import", "statements", name)
		if err != nil {
			return err
		}
		line(d.name+", "+how, taken, rate(stock.entries, taken.cpu)+" of cpu: "+last(taken.out))
	}
	got, err := i.counts(ctx, `SELECT 'entries', COUNT(*) FROM entry UNION ALL SELECT 'cents', CAST(SUM(amount_minor) AS BIGINT) FROM entry`)
	if err != nil {
		return err
	}
	return wrong(d.name, got, map[string]int{"entries": stock.entries, "cents": int(stock.sum().Minor)})
}

// reads measures the reader alone.
func (d dialect) reads(name string, size int64, stock receipts) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	var all counter
	wall, cpu := time.Now(), processor()
	if err := d.read(f, &all); err != nil {
		return err
	}
	took := spent{wall: time.Since(wall), cpu: processor() - cpu}
	if all.entries != stock.entries {
		return fmt.Errorf("%d entries are read of %d", all.entries, stock.entries)
	}
	line(d.name+", read", took, fmt.Sprintf("%s of cpu, %d MB", rate(stock.entries, took.cpu), size>>20))
	return nil
}

// counter is a sink that keeps nothing.
type counter struct{ entries int }

func (c *counter) Begin(*bank.Statement) error { return nil }
func (c *counter) Entry(*bank.Entry) error     { c.entries++; return nil }
func (c *counter) End(*bank.Statement) error   { return nil }

// processor is the time that this process has had of the processors.
func processor() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func writeTo(name string, write func(io.Writer) error) (int64, error) {
	f, err := os.Create(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	out := bufio.NewWriterSize(f, 1<<20)
	if err := write(out); err != nil {
		return 0, err
	}
	if err := out.Flush(); err != nil {
		return 0, err
	}
	about, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return about.Size(), f.Close()
}

// writeCODA writes statements of a thousand entries: a CODA has room for ten thousand.
func writeCODA(w io.Writer, r receipts) error {
	var all []*bank.Statement
	balance := &bank.Balance{Date: r.on.AddDays(-1), Amount: decimal.Zero}
	for from := 0; from < r.entries; from += perStatement {
		s := &bank.Statement{Account: ownAccount, Number: fmt.Sprintf("%03d", from/perStatement%999+1), Opening: balance}
		sum := balance.Amount
		for n := from; n < min(from+perStatement, r.entries); n++ {
			e := r.at(n)
			sum, _ = sum.Add(e.amount.Decimal()) // exact: far fewer than nineteen digits
			s.Entries = append(s.Entries, bank.Entry{BookedOn: r.on, ValueOn: r.on, Status: bank.Booked, Currency: ownAccount.Currency, Amount: e.amount.Decimal(),
				BankRef: e.ref, Counterparty: bank.Counterparty{Name: e.name, IBAN: e.iban}, Text: e.text})
		}
		balance = &bank.Balance{Date: r.on, Amount: sum}
		s.Closing = balance
		all = append(all, s)
	}
	return coda.Write(w, all...)
}

func writeMT940(w io.Writer, r receipts) error {
	day := r.on.String()[2:4] + r.on.String()[5:7] + r.on.String()[8:]
	fmt.Fprintf(w, ":20:BENCH\r\n:25:%s\r\n:28C:00001/001\r\n:60F:C%sEUR0,00\r\n", ownAccount.IBAN, day)
	for n := range r.entries {
		e := r.at(n)
		fmt.Fprintf(w, ":61:%s%sC%s,%02dNTRFNONREF//%s\r\n:86:166?00GUTSCHRIFT?20%s?21%s?31%s?32%s\r\n",
			day, day[2:], fmt.Sprint(e.amount.Minor/100), e.amount.Minor%100, e.ref, e.text[:27], e.text[27:], e.iban, e.name)
	}
	sum := r.sum().Minor
	_, err := fmt.Fprintf(w, ":62F:C%sEUR%d,%02d\r\n-\r\n", day, sum/100, sum%100)
	return err
}

// writeCFONB writes records of 120 characters, in which a letter stands for the last
// digit of an amount and its sign.
func writeCFONB(w io.Writer, r receipts) error {
	day := r.on.String()[8:] + r.on.String()[5:7] + r.on.String()[2:4]
	balance := func(code string, minor int64) string {
		return fmt.Sprintf("%s30004    00321EUR2 0004521347K  %s%50s%s%16s\n", code, day, "", signed(minor), "")
	}
	io.WriteString(w, balance("01", 0))
	for n := range r.entries {
		e := r.at(n)
		fmt.Fprintf(w, "0430004000100321EUR2 0004521347K05%s  %s%-31.31s%2s%07d  %s%-16.16s\n", day, day, e.name, "", n%10_000_000, signed(e.amount.Minor), e.ref)
		fmt.Fprintf(w, "0530004000100321EUR2 0004521347K05%s     LCC%-70.70s  \n", day, e.text)
	}
	_, err := io.WriteString(w, balance("07", r.sum().Minor))
	return err
}

// signed is an amount that came in, as CFONB overpunches it.
func signed(minor int64) string { return fmt.Sprintf("%013d%c", minor/10, "{ABCDEFGHI"[minor%10]) }

func writeCAMT(w io.Writer, r receipts) error {
	const balance = `<Bal><Tp><CdOrPrtry><Cd>%s</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">%s</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>%s</Dt></Dt></Bal>` + "\n"
	fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>BENCH</MsgId><CreDtTm>%[1]sT08:00:00</CreDtTm></GrpHdr>
<Stmt><Id>BENCH-1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>%[1]sT08:00:00</CreDtTm><Acct><Id><IBAN>%[2]s</IBAN></Id><Ccy>EUR</Ccy></Acct>
`, r.on, ownAccount.IBAN)
	fmt.Fprintf(w, balance+balance, "OPBD", "0.00", r.on, "CLBD", r.sum(), r.on)
	for n := range r.entries {
		e := r.at(n)
		fmt.Fprintf(w, `<Ntry><NtryRef>%[1]d</NtryRef><Amt Ccy="EUR">%[2]s</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>false</RvslInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>%[3]s</Dt></BookgDt><ValDt><Dt>%[3]s</Dt></ValDt><AcctSvcrRef>%[4]s</AcctSvcrRef>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><TxDtls><Refs><AcctSvcrRef>%[4]s</AcctSvcrRef><EndToEndId>E2E-%[1]d</EndToEndId></Refs><Amt Ccy="EUR">%[2]s</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<RltdPties><Dbtr><Pty><Nm>%[5]s</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>%[6]s</IBAN></Id></DbtrAcct></RltdPties>
<RltdAgts><DbtrAgt><FinInstnId><BICFI>GKCCBEBB</BICFI></FinInstnId></DbtrAgt></RltdAgts><RmtInf><Ustrd>%[7]s</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
`, n+1, e.amount, r.on, e.ref, e.name, e.iban, e.text)
	}
	_, err := io.WriteString(w, "</Stmt></BkToCstmrStmt></Document>\n")
	return err
}
