package intake_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/format/coda"
	"acquit/internal/intake"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// line is a bank line to write.
type line struct {
	amount, text, bankRef string
}

// codaFile is a file with one statement of a day.
func codaFile(name, day string, lines ...line) intake.File {
	return intake.Bytes(name, codaBytes(codaStatement("1", day, lines...)))
}

func codaStatement(number, day string, lines ...line) *bank.Statement {
	on := date.Must(day)
	s := &bank.Statement{Account: bank.Account{IBAN: "BE68539007547034", Currency: "EUR", Owner: "Lys"}, Number: number, Sequence: number,
		Opening: &bank.Balance{Date: on}}
	closing := decimal.Zero
	for _, l := range lines {
		amount := decimal.MustParse(l.amount)
		closing, _ = closing.Add(amount)
		s.Entries = append(s.Entries, bank.Entry{BookedOn: on, ValueOn: on, Amount: amount, Currency: "EUR", Status: bank.Booked,
			BankRef: l.bankRef, Text: l.text, Counterparty: bank.Counterparty{Name: "ACME", IBAN: "BE71096123456769"}})
	}
	s.Closing = &bank.Balance{Date: on, Amount: closing}
	return s
}

func codaBytes(statements ...*bank.Statement) []byte {
	var b bytes.Buffer
	if err := coda.Write(&b, statements...); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// entries are the amounts of the bank lines that are stored.
func (o *office) entries() (n int, sum string) {
	o.t.Helper()
	total := testkit.Euro("0.00")
	o.view(func(tx *store.Tx) error {
		all, err := tx.Entries(store.EntryFilter{Oldest: true, Limit: 1000})
		for _, e := range all {
			total = total.Add(e.Amount)
		}
		n = len(all)
		return err
	})
	return n, total.String()
}

func TestTwinsOfOneDayAreTwoPayments(t *testing.T) {
	twin := line{amount: "100.00", text: "R-1"}
	marked := line{amount: "100.00", text: "R-1", bankRef: "REF1"}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for _, c := range []struct {
			name    string
			files   [][]*bank.Statement
			created []int
			sum     string
		}{
			{"in one statement", [][]*bank.Statement{{codaStatement("1", "2026-01-20", twin, twin)}}, []int{2}, "200.00"},
			{"in two statements of a day", [][]*bank.Statement{{codaStatement("1", "2026-01-20", twin), codaStatement("2", "2026-01-20", twin)}}, []int{2}, "200.00"},
			{"in two files", [][]*bank.Statement{{codaStatement("1", "2026-01-20", twin)}, {codaStatement("2", "2026-01-20", twin)}}, []int{1, 1}, "200.00"},
			{"the file again", [][]*bank.Statement{{codaStatement("1", "2026-01-20", twin, twin)}, {codaStatement("1", "2026-01-20", twin, twin)}}, []int{2, 0}, "200.00"},
			{"the statement in a larger file", [][]*bank.Statement{{codaStatement("1", "2026-01-20", twin)},
				{codaStatement("1", "2026-01-20", twin), codaStatement("2", "2026-01-21", twin)}}, []int{1, 1}, "200.00"},
			{"the statement, longer", [][]*bank.Statement{{codaStatement("1", "2026-01-20", twin)}, {codaStatement("1", "2026-01-20", twin, twin)}}, []int{1, 1}, "200.00"},
			{"with the bank's own reference in an overlapping statement", [][]*bank.Statement{{codaStatement("1", "2026-01-20", marked)},
				{codaStatement("2", "2026-01-20", marked, line{amount: "5.00", bankRef: "REF2"})}}, []int{1, 1}, "105.00"},
		} {
			t.Run(c.name, func(t *testing.T) {
				o := newOffice(t, s, called(c.name))
				for n, statements := range c.files {
					r := o.statement(intake.Bytes(fmt.Sprintf("%d.coda", n), codaBytes(statements...)))
					if r.Failed() || r.Created != c.created[n] || r.Created+r.Unchanged != r.Read {
						t.Errorf("file %d: %+v", n, r)
					}
				}
				if _, sum := o.entries(); sum != c.sum {
					t.Errorf("the bank lines come to %s", sum)
				}
			})
		}
	})
}

func TestAFileThatBreaksOffLeavesNothingHalf(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		first, second := codaStatement("1", "2026-01-20", line{amount: "100.00"}, line{amount: "20.00"}), codaStatement("2", "2026-01-21", line{amount: "7.00"})
		whole := codaBytes(first, second)
		cut := bytes.LastIndex(whole, []byte("\r\n8"))
		r := o.statement(intake.Bytes("cut.coda", whole[:cut]))
		if !r.Failed() || r.Created != 2 || r.Errors[0].Place.Line == 0 {
			t.Errorf("cut off: %+v", r)
		}
		if _, sum := o.entries(); sum != "120.00" {
			t.Errorf("of the statement that is whole, %s are stored", sum)
		}
		if r = o.statement(intake.Bytes("whole.coda", whole)); r.Failed() || r.Created != 1 || r.Unchanged != 2 {
			t.Errorf("whole: %+v", r)
		}
		for name, body := range map[string]string{
			"empty": "", "text": "hello world", "an invoice": bill{number: "R-1"}.xml(),
			"entities":    `<!DOCTYPE a [<!ENTITY x "y">]><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>&x;</BkToCstmrStmt></Document>`,
			"cut XML":     `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>1</Id>`,
			"a long line": "0000020012672505        00099449      EN" + strings.Repeat("x", 1<<20),
		} {
			if r := o.statement(intake.Bytes(name, []byte(body))); !r.Failed() || r.Created != 0 {
				t.Errorf("%s: %+v", name, r)
			}
		}
		if n, sum := o.entries(); n != 3 || sum != "127.00" {
			t.Errorf("%d entries, %s", n, sum)
		}
	})
}

const camtHead = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>m</MsgId><CreDtTm>2026-01-20T08:00:00</CreDtTm></GrpHdr><Stmt><Id>1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-01-20T08:00:00</CreDtTm><Acct><Id><IBAN>BE68539007547034</IBAN></Id><Ccy>EUR</Ccy></Acct>`

func camtEntry(status, amount, booked string) string {
	return `<Ntry><Amt Ccy="EUR">` + amount + `</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>` + status + `</Cd></Sts>` + booked +
		`<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd></Ntry>`
}

// What is not booked yet is announced, what is for information is left out; what names
// no day counts as booked on the statement's.
func TestOnlyWhatIsBookedCounts(t *testing.T) {
	const day = `<BookgDt><Dt>2026-01-20</Dt></BookgDt>`
	file := camtHead + camtEntry("BOOK", "10.00", day) + camtEntry("PDNG", "20.00", day) + camtEntry("INFO", "30.00", day) +
		camtEntry("BOOK", "40.00", "") + camtEntry("BOOK", "50.00", day) + `</Stmt></BkToCstmrStmt></Document>`
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		r := o.statement(intake.Bytes("s.xml", []byte(file)))
		if r.Created != 4 || r.Announced != 1 || r.Failed() || !strings.Contains(fmt.Sprint(r.Warnings), "1 entries are for information only") {
			t.Errorf("%+v", r)
		}
		if diff := cmp.Diff([]string{"10.00 new", "20.00 announced", "40.00 new", "50.00 new"}, o.lines()); diff != "" {
			t.Error(diff)
		}
	})
}

// An empty statement is news of the account, and the newest day counts.
func TestAStatementWithoutLinesIsNews(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		for _, day := range []string{"2026-01-20", "2026-01-22", "2026-01-21"} {
			if r := o.statement(intake.Bytes(day, codaBytes(codaStatement(day[9:], day)))); r.Failed() {
				t.Errorf("%+v", r)
			}
		}
		var fresh []date.Date
		o.view(func(tx *store.Tx) error {
			all, err := tx.BankAccounts()
			for _, a := range all {
				fresh = append(fresh, a.FreshOn)
			}
			return err
		})
		if len(fresh) != 1 || fresh[0] != date.Must("2026-01-22") {
			t.Errorf("the account is known up to %v", fresh)
		}
	})
}
