package intake_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/govalues/decimal"
	"pgregory.net/rapid"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/intake"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// heard is a payment that a bank tells of, in one way or another.
type heard struct {
	day, amount, iban, endToEnd, ref, text, status string
}

// camtFile is a message of a kind with one statement or report. Balances are left out
// where opening is "".
func camtFile(kind, number, opening, day string, payments ...heard) []byte {
	message, record := "BkToCstmrStmt", "Stmt"
	switch kind {
	case "052":
		message, record = "BkToCstmrAcctRpt", "Rpt"
	case "054":
		message, record = "BkToCstmrDbtCdtNtfctn", "Ntfctn"
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.%[1]s.001.08"><%[2]s><GrpHdr><MsgId>m</MsgId><CreDtTm>2026-01-20T08:00:00</CreDtTm></GrpHdr><%[3]s><Id>%[4]s</Id><ElctrncSeqNb>%[4]s</ElctrncSeqNb><CreDtTm>2026-01-20T08:00:00</CreDtTm><Acct><Id><IBAN>BE68539007547034</IBAN></Id><Ccy>EUR</Ccy></Acct>`,
		kind, message, record, number)
	if opening != "" {
		closing := decimal.MustParse(opening)
		for _, p := range payments {
			if p.status == "" {
				closing, _ = closing.Add(decimal.MustParse(p.amount))
			}
		}
		for _, bal := range []struct{ code, amount string }{{"OPBD", opening}, {"CLBD", closing.String()}} {
			fmt.Fprintf(&b, `<Bal><Tp><CdOrPrtry><Cd>%s</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">%s</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>%s</Dt></Dt></Bal>`, bal.code, bal.amount, day)
		}
	}
	for _, p := range payments {
		b.WriteString(p.camt())
	}
	fmt.Fprintf(&b, `</%s></%s></Document>`, record, message)
	return []byte(b.String())
}

func (p heard) camt() string {
	status := p.status
	if status == "" {
		status = "BOOK"
	}
	return fmt.Sprintf(`<Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>%s</Cd></Sts><BookgDt><Dt>%[3]s</Dt></BookgDt><ValDt><Dt>%[3]s</Dt></ValDt>`, p.amount, status, p.day) +
		some("<AcctSvcrRef>%s</AcctSvcrRef>", p.ref) +
		`<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls>` +
		some("<Refs><EndToEndId>%s</EndToEndId></Refs>", p.endToEnd) +
		some("<RltdPties><Dbtr><Pty><Nm>ACME NV</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>%s</IBAN></Id></DbtrAcct></RltdPties>", p.iban) +
		some("<RmtInf><Ustrd>%s</Ustrd></RmtInf>", p.text) + `</TxDtls></NtryDtls></Ntry>`
}

func some(format, value string) string {
	if value == "" {
		return ""
	}
	return fmt.Sprintf(format, value)
}

// codaOf is the same as a CODA statement, in which the bank words its own reference
// otherwise.
func codaOf(number, opening, day string, payments ...heard) *bank.Statement {
	s := codaStatement(number, day)
	s.Opening.Amount = decimal.MustParse(opening)
	closing := s.Opening.Amount
	for n, p := range payments {
		amount := decimal.MustParse(p.amount)
		closing, _ = closing.Add(amount)
		s.Entries = append(s.Entries, bank.Entry{BookedOn: date.Must(p.day), ValueOn: date.Must(p.day), Amount: amount, Currency: "EUR", Status: bank.Booked,
			BankRef: fmt.Sprintf("OL%s%04d", number, n), EndToEndID: p.endToEnd, Text: p.text, Counterparty: bank.Counterparty{Name: "ACME", IBAN: p.iban}})
	}
	s.Closing.Amount = closing
	return s
}

const (
	fromAcme = "BE71096123456769"
	fromBeta = "BE43068999999501"
)

// lines are the bank lines that are shown, as amount and state, oldest first.
func (o *office) lines() []string {
	o.t.Helper()
	var lines []string
	o.view(func(tx *store.Tx) error {
		all, err := tx.Entries(store.EntryFilter{Oldest: true, Limit: 1000})
		for _, e := range all {
			lines = append(lines, e.Amount.String()+" "+string(e.State))
		}
		return err
	})
	slices.Sort(lines)
	return lines
}

// hand takes a file in and checks the three figures of its report, and what is shown
// afterwards.
func (o *office) hand(body []byte, created, announced, booked int, lines ...string) intake.Report {
	o.t.Helper()
	r := o.statement(intake.Bytes("bank", body))
	if r.Failed() || r.Created != created || r.Announced != announced || r.Booked != booked || r.Read != r.Created+r.Unchanged {
		o.t.Errorf("%+v, not %d created, %d announced, %d booked", r, created, announced, booked)
	}
	if diff := cmp.Diff(lines, o.lines()); diff != "" {
		o.t.Error(diff)
	}
	o.sound()
	return r
}

func TestWhatIsAnnouncedCountsOnceItIsBooked(t *testing.T) {
	early := heard{day: "2026-01-20", amount: "120.00", iban: fromAcme, endToEnd: "E-1", ref: "REF1", text: "invoice R-1 of 2 January", status: "PDNG"}
	late := heard{day: "2026-01-20", amount: "30.00", iban: fromBeta, text: "for the second half", status: "PDNG"}
	booked, lateBooked := early, late
	booked.status, lateBooked.status = "", ""
	lateBooked.day = "2026-01-22"
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.hand(camtFile("052", "1", "", "", early, late), 2, 2, 0, "120.00 announced", "30.00 announced")
		if r := o.hand(camtFile("052", "2", "", "", early, late), 0, 0, 0, "120.00 announced", "30.00 announced"); r.Unchanged != 2 {
			t.Errorf("the next report: %+v", r)
		}
		o.hand(camtFile("054", "9", "", "", early), 0, 0, 0, "120.00 announced", "30.00 announced")
		o.view(func(tx *store.Tx) error {
			accounts, err := tx.BankAccounts()
			if len(accounts) != 1 || accounts[0].FreshOn != date.None {
				t.Errorf("what is announced makes the account known: %+v", accounts)
			}
			waiting, err2 := tx.Unmatched(0, 10)
			listed, err3 := tx.Statements(accounts[0].ID, store.StatementKey{}, 10)
			if len(waiting) != 0 || len(listed) != 0 {
				t.Errorf("%d are matched, %d statements are listed", len(waiting), len(listed))
			}
			return firstOf(err, err2, err3)
		})
		first := o.hand(camtFile("053", "1", "0.00", "2026-01-20", booked), 1, 0, 1, "120.00 new", "30.00 announced")
		o.hand(camtFile("053", "1", "0.00", "2026-01-20", booked), 0, 0, 0, "120.00 new", "30.00 announced")
		o.hand(camtFile("052", "3", "", "", early, late), 0, 0, 0, "120.00 new", "30.00 announced")
		o.hand(camtFile("053", "2", "120.00", "2026-01-22", lateBooked), 1, 0, 1, "120.00 new", "30.00 new")
		if _, err := o.undo(first.Import); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]string{"120.00 announced", "30.00 new"}, o.lines()); diff != "" {
			t.Errorf("undone: %s", diff)
		}
		o.sound()
		o.hand(camtFile("053", "1", "0.00", "2026-01-20", booked), 1, 0, 1, "120.00 new", "30.00 new")
	})
}

// A report that comes after the statement says nothing new, in whatever words, and of
// twins it says no more than that they are two.
func TestAReportBehindTheStatementIsLate(t *testing.T) {
	p := heard{day: "2026-01-20", amount: "50.00", iban: fromAcme, ref: "REF1", text: "rent of January 2026"}
	again := heard{day: "2026-01-19", amount: "50.00", iban: fromAcme, text: "RENT OF JANUARY 2026", status: "PDNG"}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.hand(camtFile("053", "1", "0.00", "2026-01-20", p, p), 2, 0, 0, "50.00 new", "50.00 new")
		o.hand(camtFile("054", "10", "", "", again, again), 0, 0, 0, "50.00 new", "50.00 new")
		o.hand(camtFile("052", "10", "", "", again, again, again), 1, 1, 0, "50.00 announced", "50.00 new", "50.00 new")
	})
}

// told is the number of entries that tell again of what another one tells.
func (o *office) told() (n int) {
	o.t.Helper()
	o.view(func(tx *store.Tx) (err error) {
		n, err = tx.CountEntries(store.EntrySame)
		return err
	})
	return n
}

func firstOf(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestWhatAStatementSaysIsPendingIsAnnounced(t *testing.T) {
	p := heard{day: "2026-01-20", amount: "120.00", iban: fromAcme, text: "invoice R-1 of 2 January"}
	waits := p
	waits.status = "PDNG"
	info := p
	info.status = "INFO"
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		r := o.hand(camtFile("053", "1", "0.00", "2026-01-20", waits), 1, 1, 0, "120.00 announced")
		if len(r.Warnings) != 0 {
			t.Errorf("%v", r.Warnings)
		}
		o.hand(camtFile("053", "2", "0.00", "2026-01-21", p), 1, 0, 1, "120.00 new")
		r = o.statement(intake.Bytes("i", camtFile("053", "3", "120.00", "2026-01-22", info)))
		if r.Created != 0 || !strings.Contains(fmt.Sprint(r.Warnings), "1 entries are for information only") {
			t.Errorf("%+v", r)
		}
	})
}

// Of two payments that are alike in everything, one may be booked and the other one
// still be announced.
func TestOfAnnouncedTwinsAsManyGoAsAreBooked(t *testing.T) {
	p := heard{day: "2026-01-20", amount: "50.00", iban: fromAcme, text: "rent of January 2026"}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.hand(camtFile("052", "1", "", "", p, p), 2, 2, 0, "50.00 announced", "50.00 announced")
		o.hand(camtFile("054", "1", "", "", p), 0, 0, 0, "50.00 announced", "50.00 announced")
		o.hand(camtFile("053", "1", "0.00", "2026-01-20", p), 1, 0, 1, "50.00 announced", "50.00 new")
		o.hand(camtFile("053", "2", "50.00", "2026-01-21", p), 1, 0, 1, "50.00 new", "50.00 new")
		o.hand(camtFile("053", "3", "100.00", "2026-01-22", p), 1, 0, 0, "50.00 new", "50.00 new", "50.00 new")
	})
}

func TestTheSameStatementInAnotherFormatAddsNothing(t *testing.T) {
	// Nothing here could be compared one by one: a bank that names nobody.
	bare := []heard{{day: "2026-01-20", amount: "100.00"}, {day: "2026-01-20", amount: "100.00"}, {day: "2026-01-20", amount: "7.00"}}
	as := map[string][]byte{
		"CODA": codaBytes(codaOf("12", "5.00", "2026-01-20", bare...)),
		"CAMT": camtFile("053", "2026-12", "5.00", "2026-01-20", bare...),
	}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for first, second := range map[string]string{"CODA": "CAMT", "CAMT": "CODA"} {
			t.Run(first+" first", func(t *testing.T) {
				o := newOffice(t, s, called(first))
				lines := []string{"100.00 new", "100.00 new", "7.00 new"}
				kept := o.hand(as[first], 3, 0, 0, lines...)
				for range 2 {
					r := o.hand(as[second], 0, 0, 0, lines...)
					if !strings.Contains(fmt.Sprint(r.Warnings), "says the same as the statement") || o.count("document") != 2 {
						t.Errorf("%+v, with %d documents", r, o.count("document"))
					}
				}
				o.hand(as[first], 0, 0, 0, lines...)
				if done, err := o.undo(kept.Import); err != nil || done.Entries != 3 {
					t.Errorf("undone: %+v, %v", done, err)
				}
				o.hand(as[second], 3, 0, 0, lines...)
			})
		}
	})
}

// What two formats tell of one account is counted once, whatever each leaves out and
// however it cuts its statements; true twins stay two.
func TestEntriesOfAnotherFormatAreKnownOneByOne(t *testing.T) {
	rent := heard{day: "2026-01-20", amount: "50.00", iban: fromAcme, text: "rent of January 2026"}
	order := heard{day: "2026-01-21", amount: "50.00", iban: fromAcme, endToEnd: "ORDER-77", text: "order 77"}
	bare := heard{day: "2026-01-21", amount: "9.00"}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.hand(codaBytes(codaOf("1", "0.00", "2026-01-20", rent, rent), codaOf("2", "100.00", "2026-01-21", order, bare)), 4, 0, 0, "50.00 new", "50.00 new", "50.00 new", "9.00 new")
		month := camtFile("053", "1", "0.00", "2026-01-31", rent, rent, rent, order, bare)
		r := o.hand(month, 2, 0, 0, "50.00 new", "50.00 new", "50.00 new", "50.00 new", "9.00 new", "9.00 new")
		if r.Unchanged != 3 || !strings.Contains(fmt.Sprint(r.Warnings), "1 entries may be here already") {
			t.Errorf("%+v", r)
		}
		o.hand(month, 0, 0, 0, "50.00 new", "50.00 new", "50.00 new", "50.00 new", "9.00 new", "9.00 new")
	})
}

func TestWhatTwoFormatsTellIsCountedOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		n := 0
		rapid.Check(t, func(r *rapid.T) {
			n++
			o := newOffice(t, s, called(fmt.Sprint(n)))
			files, want := telling(r)
			var handed []intake.Report
			for _, f := range rapid.Permutation(files).Draw(r, "order") {
				handed = append(handed, o.statement(intake.Bytes("bank", f)))
			}
			check := func(when string) {
				got := o.lines()
				if diff := cmp.Diff(want, got); diff != "" {
					r.Fatalf("%s: %s\n%s", when, diff, files)
				}
				o.sound()
			}
			check("first")
			undone := rapid.IntRange(0, len(handed)-1).Draw(r, "undone")
			if _, err := o.undo(handed[undone].Import); err != nil {
				r.Fatal(err)
			}
			o.sound()
			for _, f := range files {
				o.statement(intake.Bytes("bank", f))
			}
			check("after one was undone and all came again")
		})
	})
}

// telling is some days of an account in two formats, one of them in longer statements,
// and the lines that must come of it.
func telling(t *rapid.T) (files [][]byte, lines []string) {
	var days [][]heard
	for n := range rapid.IntRange(1, 4).Draw(t, "days") {
		var day []heard
		for range rapid.IntRange(0, 4).Draw(t, "payments") {
			p := heard{day: date.Must("2026-01-19").AddDays(n).String(), amount: rapid.SampledFrom([]string{"50.00", "60.00"}).Draw(t, "amount"),
				iban: rapid.SampledFrom([]string{fromAcme, fromBeta}).Draw(t, "iban"), endToEnd: rapid.SampledFrom([]string{"", "ORDER-77", "ORDER-78"}).Draw(t, "end to end"),
				text: rapid.SampledFrom([]string{"", "rent of January 2026", "invoice R-1 of 2 January"}).Draw(t, "text")}
			day, lines = append(day, p), append(lines, p.amount+" new")
		}
		days = append(days, day)
	}
	slices.Sort(lines)
	quiet := rapid.Bool().Draw(t, "the other format names no end-to-end identifiers")
	length := rapid.IntRange(1, len(days)).Draw(t, "days in a statement of the other format")
	balance, since := decimal.Zero, decimal.Zero
	var more []heard
	for n, day := range days {
		on := date.Must("2026-01-19").AddDays(n).String()
		files = append(files, codaBytes(codaOf(fmt.Sprint(n+1), balance.String(), on, day...)))
		for k, p := range day {
			balance, _ = balance.Add(decimal.MustParse(p.amount))
			p.ref = fmt.Sprintf("2026%d%04d", n, k)
			if quiet {
				p.endToEnd = ""
			}
			more = append(more, p)
		}
		if (n+1)%length == 0 || n == len(days)-1 {
			files = append(files, camtFile("053", fmt.Sprint(n+1), since.String(), on, more...))
			since, more = balance, nil
		}
	}
	return files, lines
}

func TestMissingDaysAreToldInTheReport(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		p := func(day string) heard { return heard{day: day, amount: "10.00", iban: fromAcme} }
		o.hand(codaBytes(codaOf("11", "0.00", "2026-01-19", p("2026-01-19"))), 1, 0, 0, "10.00 new")
		r := o.hand(codaBytes(codaOf("15", "40.00", "2026-01-23", p("2026-01-23"))), 1, 0, 0, "10.00 new", "10.00 new")
		if got := fmt.Sprint(r.Warnings); got != "[2026-01-20 to 2026-01-22 are missing: the balance differs by 30.00 EUR]" {
			t.Error(got)
		}
		r = o.hand(camtFile("053", "2026-3", "10.00", "2026-01-22", p("2026-01-20"), p("2026-01-21"), p("2026-01-22")), 3, 0, 0,
			"10.00 new", "10.00 new", "10.00 new", "10.00 new", "10.00 new")
		if len(r.Warnings) != 0 {
			t.Errorf("%v", r.Warnings)
		}
		o.view(func(tx *store.Tx) error {
			breaks, err := tx.Breaks(0, date.None)
			if len(breaks) != 0 {
				t.Errorf("%v", breaks)
			}
			return err
		})
	})
}

// Two programs that take in the same account at once do it one after the other.
func TestTheSameStatementInTwoFormatsAtOnce(t *testing.T) {
	payments := []heard{{day: "2026-01-20", amount: "100.00", iban: fromAcme}, {day: "2026-01-20", amount: "7.00", iban: fromBeta}}
	files := [][]byte{
		codaBytes(codaOf("12", "5.00", "2026-01-20", payments...)), camtFile("053", "2026-12", "5.00", "2026-01-20", payments...),
		camtFile("052", "1", "", "", payments...), codaBytes(codaOf("12", "5.00", "2026-01-20", payments...)),
	}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		failed := make(chan error, len(files))
		for _, f := range files {
			go func() {
				_, err := o.desk.Statement(t.Context(), o.company.ID, intake.Bytes("bank", f))
				failed <- err
			}()
		}
		for range files {
			if err := <-failed; err != nil {
				t.Error(err)
			}
		}
		if diff := cmp.Diff([]string{"100.00 new", "7.00 new"}, o.lines()); diff != "" {
			t.Error(diff)
		}
		o.sound()
	})
}
