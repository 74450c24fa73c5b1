package examples_test

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/govalues/decimal"

	"acquit/examples"
	"acquit/internal/bank"
	"acquit/internal/format/camt"
	"acquit/internal/format/coda"
	"acquit/internal/format/fec"
	layout "acquit/internal/format/table"
	"acquit/internal/format/table/sheet"
	"acquit/internal/format/ubl"
	"acquit/internal/invoice"
)

// open reads a file of the examples.
func open(t *testing.T, name string) []byte {
	t.Helper()
	text, err := examples.Files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// files lists the files below a folder, in the order of their names.
func files(t *testing.T, folder string) []string {
	t.Helper()
	var list []string
	err := fs.WalkDir(examples.Files, folder, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			list = append(list, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// documents reads every invoice and credit note, by number.
func documents(t *testing.T) map[string]*invoice.Document {
	t.Helper()
	all := map[string]*invoice.Document{}
	for _, name := range files(t, "invoices") {
		d, err := ubl.Read(bytes.NewReader(open(t, name)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if want := strings.TrimSuffix(path.Base(name), ".xml"); d.Number != want {
			t.Errorf("%s holds number %s", name, d.Number)
		}
		all[d.Number] = d
	}
	return all
}

// statements reads the files of a folder of statements.
func statements(t *testing.T, folder string) []*bank.Statement {
	t.Helper()
	var g bank.Gather
	for _, name := range files(t, "statements/"+folder) {
		if name == examples.Duplicate {
			continue
		}
		read := coda.Read
		if folder == "camt" {
			read = camt.Read
		}
		if err := read(bytes.NewReader(open(t, name)), &g); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return g.Statements
}

func every(t *testing.T) []*bank.Statement {
	t.Helper()
	return append(statements(t, "coda"), statements(t, "camt")...)
}

func sum(t *testing.T, terms ...decimal.Decimal) decimal.Decimal {
	t.Helper()
	total := decimal.Zero
	for _, d := range terms {
		next, err := total.Add(d)
		if err != nil {
			t.Fatal(err)
		}
		total = next
	}
	return total
}

func TestDocumentsAddUp(t *testing.T) {
	all := documents(t)
	if len(all) < 450 || len(all) > 600 {
		t.Errorf("%d documents: a year of this company has 450 to 600", len(all))
	}
	for _, d := range all {
		if sum(t, d.Net, d.Tax).Cmp(d.Total) != 0 || sum(t, d.Total, d.Prepaid.Neg()).Cmp(d.Payable) != 0 {
			t.Errorf("%s: net %s, tax %s, total %s, prepaid %s, payable %s", d.Number, d.Net, d.Tax, d.Total, d.Prepaid, d.Payable)
		}
		if len(d.Warnings) > 0 && d.DueSource != invoice.DueText {
			t.Errorf("%s: %s", d.Number, d.Warnings)
		}
		if d.IssuedOn > examples.Today {
			t.Errorf("%s is of %s, after the story", d.Number, d.IssuedOn)
		}
		if d.Kind == invoice.Bill && d.DueOn < d.IssuedOn {
			t.Errorf("%s is due on %q, %s", d.Number, d.DueOn, d.DueSource)
		}
		if d.Kind == invoice.CreditNote && (len(d.Preceding) != 1 || all[d.Preceding[0]] == nil) {
			t.Errorf("%s credits %v", d.Number, d.Preceding)
		}
	}
}

// table reads a file of rows below its heading.
func table(t *testing.T, name string) [][]string {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(open(t, name)))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// customers gives the number of each customer by name.
func customers(t *testing.T) map[string]string {
	t.Helper()
	names := map[string]string{}
	for _, row := range table(t, "customers.csv") {
		names[row[1]] = row[0]
	}
	return names
}

func TestCustomersAreTheBuyers(t *testing.T) {
	names := customers(t)
	for _, row := range table(t, "customers.csv") {
		if !strings.HasSuffix(row[10], ".example") {
			t.Errorf("%s can be reached at %s", row[1], row[10])
		}
	}
	if len(names) != 60 {
		t.Errorf("%d customers", len(names))
	}
	for _, d := range documents(t) {
		if names[d.Buyer.Name] == "" {
			t.Errorf("%s is for %s, who is no customer", d.Number, d.Buyer.Name)
		}
	}
}

func TestCasesNameTheirDocuments(t *testing.T) {
	all, names := documents(t), customers(t)
	for _, row := range table(t, "cases.csv") {
		for number := range strings.FieldsSeq(row[2]) {
			if d := all[number]; d == nil || names[d.Buyer.Name] != row[1] {
				t.Errorf("case %s speaks of %s of customer %s", row[0], number, row[1])
			}
		}
	}
}

func TestWhatOnlySomeDocumentsHave(t *testing.T) {
	count := map[string]int{}
	for _, d := range documents(t) {
		for what, has := range map[string]bool{
			"a due date in words only": d.DueSource == invoice.DueText,
			"three instalments":        len(d.Instalments) == 3,
			"a PDF inside":             len(d.Attachments) == 1 && bytes.HasPrefix(d.Attachments[0].Body, []byte("%PDF-")),
			"a sum paid in advance":    d.Prepaid.IsPos(),
			"nothing to pay":           d.Payable.IsZero(),
			"another currency":         d.Currency == "USD",
			"a direct debit":           len(d.Payment) == 1 && d.Payment[0].MeansCode == "59",
		} {
			if has {
				count[what]++
			}
		}
	}
	for what, least := range map[string]int{
		"a due date in words only": 30, "three instalments": 1, "a PDF inside": 2, "a sum paid in advance": 2,
		"nothing to pay": 1, "another currency": 5, "a direct debit": 40,
	} {
		if count[what] < least {
			t.Errorf("%d documents have %s, of at least %d", count[what], what, least)
		}
	}
}

func TestBalancesChain(t *testing.T) {
	last := map[string]*bank.Statement{}
	for _, s := range every(t) {
		for _, w := range s.Warnings {
			t.Errorf("%s of %s: %s", s.Number, s.Account.Key(), w)
		}
		if s.Opening == nil || s.Closing == nil {
			t.Fatalf("%s of %s lacks a balance", s.Number, s.Account.Key())
		}
		if before := last[s.Account.Key()]; before != nil && before.Closing.Amount.Cmp(s.Opening.Amount) != 0 {
			t.Errorf("%s of %s opens at %s, but %s was left", s.Number, s.Account.Key(), s.Opening.Amount, before.Closing.Amount)
		}
		moved := s.Opening.Amount
		for _, e := range s.Entries {
			moved = sum(t, moved, e.Amount)
			if len(e.Details) > 0 && len(e.Leaves()) != len(e.Details) {
				t.Errorf("%s: the details of %s do not add up", s.Account.Key(), e.Place)
			}
		}
		if moved.Cmp(s.Closing.Amount) != 0 {
			t.Errorf("%s of %s closes at %s, but its entries make it %s", s.Number, s.Account.Key(), s.Closing.Amount, moved)
		}
		last[s.Account.Key()] = s
	}
	c := examples.Company
	for _, key := range []string{c.IBAN + " EUR", c.SecondIBAN + " EUR", c.DollarIBAN + " USD"} {
		if s := last[key]; s == nil || s.Closing.Date != examples.Today.AddDays(-1) {
			t.Errorf("%s does not reach the day before the story's last", key)
		}
	}
}

// digits keeps the letters and digits of a reference.
func digits(reference string) string {
	return strings.NewReplacer("+", "", "/", "", " ", "", "*", "").Replace(reference)
}

func TestReferencesBelongToInvoices(t *testing.T) {
	asked := map[string]bool{}
	for _, d := range documents(t) {
		for _, p := range d.Payment {
			asked[digits(p.Reference)] = true
		}
	}
	quoted := 0
	for _, s := range every(t) {
		for _, e := range s.Entries {
			for _, leaf := range e.Leaves() {
				if leaf.Reference == "" || leaf.Amount.IsNeg() {
					continue
				}
				quoted++
				if !asked[digits(leaf.Reference)] {
					t.Errorf("%s quotes %s, which no invoice asks for", leaf.Counterparty.Name, leaf.Reference)
				}
			}
		}
	}
	if quoted < 150 {
		t.Errorf("only %d payments carry a reference of their own", quoted)
	}
}

func TestTheBankSendsOneFileTwice(t *testing.T) {
	if !bytes.Equal(open(t, examples.Duplicate), open(t, strings.Replace(examples.Duplicate, "-bis", "", 1))) {
		t.Error("the second copy differs from the first")
	}
}

// opened is a file of another program as a table.
func opened(t *testing.T, name string) *layout.Table {
	t.Helper()
	raw := open(t, name)
	opened, err := layout.Open(bytes.NewReader(raw), int64(len(raw)), sheet.Layout{})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return opened
}

func TestWhatOtherProgramsWrote(t *testing.T) {
	if got, want := files(t, "takeover"), []string{examples.Ledger, examples.NewCustomers, examples.OpenItems}; !slices.Equal(got, want) {
		t.Errorf("%q, and this test reads %q", got, want)
	}
}

// The open invoices tell nobody what their columns are; once a person has said it, all
// but one row are read.
func TestTheOpenItemsWaitForAPerson(t *testing.T) {
	items := opened(t, examples.OpenItems)
	if m, _, ok := items.Understand(); ok {
		t.Errorf("they are understood as %+v", m)
	}
	items, m, asks, err := items.Complete(layout.Mapping{Kind: layout.Invoices, HeaderRow: 2, Columns: []layout.Column{
		{At: 0, Field: layout.Number}, {At: 1, Field: layout.CustomerNumber}, {At: 2, Field: layout.CustomerName}, {At: 3, Field: layout.IssuedOn},
		{At: 4, Field: layout.DueOn}, {At: 5, Field: layout.Total}, {At: 6, Field: layout.OpenAmount}}})
	if err != nil || slices.ContainsFunc(asks, func(p layout.Problem) bool { return p.Asks }) {
		t.Fatalf("%+v, %v", asks, err)
	}
	p, err := items.Preview(m, 9)
	if err != nil || p.Read != 5 || p.Refused != 1 || p.Problems[0].Examples[0].Place.Path != "D7 Gemaakt" {
		t.Errorf("%+v, %v", p, err)
	}
}

// The customers need nobody, and one of them is a customer already.
func TestOneOfTheNewCustomersIsKnown(t *testing.T) {
	book := opened(t, examples.NewCustomers)
	m, problems, ok := book.Understand()
	if !ok || m.Kind != layout.Customers || len(problems) > 0 {
		t.Fatalf("%+v, %+v", m, problems)
	}
	p, err := book.Preview(m, 9)
	if err != nil || p.Read != 3 || len(p.Problems) > 0 {
		t.Fatalf("%+v, %v", p, err)
	}
	known := map[string]string{}
	for _, row := range table(t, "customers.csv") {
		known[row[5]] = row[0]
	}
	var again []string
	for _, r := range p.Records {
		if c := r.(layout.Customer); known[c.Party.VATID] != "" {
			again = append(again, c.Party.Number+" is "+known[c.Party.VATID])
		}
	}
	if !slices.Equal(again, []string{"T07 is 1016"}) {
		t.Errorf("%q", again)
	}
}

func TestTheLedgerAddsUp(t *testing.T) {
	lines := 0
	l, err := fec.Read(bytes.NewReader(open(t, examples.Ledger)), func(*fec.Line) error { lines++; return nil })
	if err != nil || lines != 21 || len(l.Warnings) > 0 || l.Debit.Cmp(l.Credit) != 0 || !l.Debit.IsPos() {
		t.Errorf("%+v, %v", l, err)
	}
}
