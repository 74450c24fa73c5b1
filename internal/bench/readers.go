package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"acquit/internal/bank"
	"acquit/internal/format/cii"
	"acquit/internal/format/table/banktable"
	"acquit/internal/format/ubl"
	"acquit/internal/invoice"
)

// readings is how often an invoice is read: enough that a second is measured.
const readings = 5_000

// syntax is a syntax of electronic invoices, with the sample that its own benchmark
// reads.
type syntax struct {
	name, sample string
	read         func(io.Reader) (*invoice.Document, error)
}

var syntaxes = []syntax{{"UBL", "internal/format/ubl/testdata/invoice.xml", ubl.Read}, {"CII", "internal/format/cii/testdata/extended.xml", cii.Read}}

// electronic reads electronic invoices: how many a second of processor time.
func (p *plan) electronic(context.Context) error {
	p.head("electronic invoices, each read %d times", readings)
	for _, s := range syntaxes {
		if err := s.reads(readings); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}

// reads measures the reader alone, in the folder of the source.
func (s syntax) reads(times int) error {
	file, err := os.ReadFile(filepath.FromSlash(s.sample))
	if err != nil {
		return err
	}
	wall, cpu := time.Now(), processor()
	for range times {
		doc, err := s.read(bytes.NewReader(file))
		if err != nil {
			return err
		}
		if doc.Number == "" {
			return fmt.Errorf("%s is read without a number", s.sample)
		}
	}
	took := spent{wall: time.Since(wall), cpu: processor() - cpu}
	line(s.name+", read", took, fmt.Sprintf("%s of cpu, %d KB each", rate(times, took.cpu), len(file)>>10))
	return nil
}

// readTable reads a bank's table, which has to be looked at more than once.
func readTable(r io.Reader, sink bank.Sink) error {
	if f, ok := r.(*os.File); ok {
		about, err := f.Stat()
		if err != nil {
			return err
		}
		return banktable.Read(f, about.Size(), bank.Account{}, sink)
	}
	file, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	return banktable.Read(bytes.NewReader(file), int64(len(file)), bank.Account{}, sink)
}

// writeOFX writes version 1, whose elements have no end tags.
func writeOFX(w io.Writer, r receipts) error {
	day := r.on.String()[:4] + r.on.String()[5:7] + r.on.String()[8:]
	fmt.Fprintf(w, "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX>\n<BANKMSGSRSV1>\n<STMTTRNRS>\n<STMTRS>\n<CURDEF>EUR\n<BANKACCTFROM>\n<ACCTID>%s\n</BANKACCTFROM>\n<BANKTRANLIST>\n<DTSTART>%[2]s\n<DTEND>%[2]s\n",
		ownAccount.IBAN, day)
	for n := range r.entries {
		e := r.at(n)
		fmt.Fprintf(w, "<STMTTRN>\n<TRNTYPE>CREDIT\n<DTPOSTED>%s120000\n<TRNAMT>%s\n<FITID>%s\n<NAME>%s\n<BANKACCTTO>\n<ACCTID>%s\n</BANKACCTTO>\n<MEMO>%s\n</STMTTRN>\n", day, e.amount, e.ref, e.name, e.iban, e.text)
	}
	_, err := fmt.Fprintf(w, "</BANKTRANLIST>\n<LEDGERBAL>\n<BALAMT>%s\n<DTASOF>%s\n</LEDGERBAL>\n</STMTRS>\n</STMTTRNRS>\n</BANKMSGSRSV1>\n</OFX>\n", r.sum(), day)
	return err
}

// writeCSV writes a bank's table as a Dutch bank does, with the balance behind each
// entry.
func writeCSV(w io.Writer, r receipts) error {
	io.WriteString(w, `"IBAN/BBAN","Munt","Volgnr","Datum","Rentedatum","Bedrag","Saldo na trn","Tegenrekening IBAN/BBAN","Naam tegenpartij","Omschrijving-1"`+"\r\n")
	balance := int64(0)
	for n := range r.entries {
		e := r.at(n)
		balance += e.amount.Minor
		if _, err := fmt.Fprintf(w, `"%s","EUR","%s","%[3]s","%[3]s","+%d,%02d","+%d,%02d","%s","%s","%s"`+"\r\n",
			ownAccount.IBAN, e.ref, r.on, e.amount.Minor/100, e.amount.Minor%100, balance/100, balance%100, e.iban, e.name, e.text); err != nil {
			return err
		}
	}
	return nil
}
