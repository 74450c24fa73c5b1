package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/format/coda"
	"acquit/internal/generate"
	"acquit/internal/invoice"
)

func TestStatementsPayEachItemInFull(t *testing.T) {
	const entries = 2345
	book := generate.Regular{Invoices: 3000, PerCustomer: perCustomer, Today: workDay}
	folder := t.TempDir()
	if err := writeStatements(folder, book, entries); err != nil {
		t.Fatal(err)
	}
	n, balance := 0, decimal.Zero
	for _, name := range []string{"001.coda", "002.coda", "003.coda"} {
		file, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		var all bank.Gather
		if err := coda.Read(bytes.NewReader(file), &all); err != nil {
			t.Fatal(err)
		}
		for _, s := range all.Statements {
			if len(s.Warnings) > 0 || s.Opening.Amount.Cmp(balance) != 0 {
				t.Errorf("%s opens with %s after %s; %v", name, s.Opening.Amount, balance, s.Warnings)
			}
			for _, e := range s.Entries {
				i := book.Invoice(n)
				n++
				if e.Amount.Cmp(i.Amount.Decimal()) != 0 || e.Text != "INVOICE "+i.Number+" CUSTOMER "+i.Customer || e.Counterparty.IBAN != i.IBAN {
					t.Errorf("entry %d pays %s for %q from %s, while there stands %+v", n, e.Amount, e.Text, e.Counterparty.IBAN, i)
				}
			}
			balance = s.Closing.Amount
		}
	}
	if n != entries {
		t.Errorf("%d entries", n)
	}
}

func TestACountThatIsWrongIsSaid(t *testing.T) {
	must := func() map[string]int { return map[string]int{"first": 70, "second": 0} }
	for name, c := range map[string]struct {
		got   map[string]int
		right bool
	}{
		"as it must be":           {map[string]int{"first": 70}, true},
		"and none of another":     {map[string]int{"first": 70, "third": 0}, true},
		"one less":                {map[string]int{"first": 69}, false},
		"one of another too many": {map[string]int{"first": 70, "third": 1}, false},
		"nothing at all":          {map[string]int{}, false},
	} {
		if err := wrong("the night", c.got, must()); (err == nil) != c.right {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSizesAreWholeHundreds(t *testing.T) {
	var all []int
	if err := sizes(&all)("100,10000"); err != nil || len(all) != 2 || all[1] != 10_000 {
		t.Errorf("%v %v", all, err)
	}
	for _, s := range []string{"", "150", "-100", "0", "many", "100,"} {
		if err := sizes(&all)(s); err == nil {
			t.Errorf("%q was taken", s)
		}
	}
}

func TestTheMostMemoryIsFound(t *testing.T) {
	if got := highWater([]byte("Name:\tacquit\nVmPeak:\t 900000 kB\nVmHWM:\t   67584 kB\nVmRSS:\t 1024 kB\n")); got != 66 {
		t.Errorf("%d MiB", got)
	}
	if got := highWater(nil); got != 0 {
		t.Errorf("%d MiB of nothing", got)
	}
}

func TestTheSameStatementInEachFormatSaysTheSame(t *testing.T) {
	stock := receipts{2345, workDay}
	for _, d := range dialects {
		var file bytes.Buffer
		if err := d.write(&file, stock); err != nil {
			t.Fatal(err)
		}
		var all bank.Gather
		if err := d.read(&file, &all); err != nil {
			t.Fatalf("%s: %v", d.name, err)
		}
		n := 0
		for _, s := range all.Statements {
			if len(s.Warnings) > 0 {
				t.Errorf("%s: %v", d.name, s.Warnings)
			}
			for _, e := range s.Entries {
				want := stock.at(n)
				n++
				if e.Amount.Cmp(want.amount.Decimal()) != 0 || !strings.Contains(e.Text, want.text) || !strings.Contains(e.Counterparty.Name+e.Text, want.name) || e.BankRef != want.ref && d.name != "CFONB" {
					t.Fatalf("%s: entry %d is %+v, not %+v", d.name, n, e, want)
				}
			}
		}
		if n != stock.entries {
			t.Errorf("%s: %d entries", d.name, n)
		}
	}
}

func TestTheSamplesOfElectronicInvoicesAreRead(t *testing.T) {
	t.Chdir("../..")
	for _, s := range syntaxes {
		if err := s.reads(1); err != nil {
			t.Errorf("%s: %v", s.name, err)
		}
	}
	broken := syntaxes[0]
	broken.read = func(io.Reader) (*invoice.Document, error) { return &invoice.Document{}, nil }
	if err := broken.reads(1); err == nil {
		t.Error("a document without a number passes")
	}
}

func TestClaimsThatDoNotAddUpAreSaid(t *testing.T) {
	right := tally{principal: 100, paid: 40, beside: 10, owed: 75, settled: 35, left: 5, facts: 2, periods: 4}
	read := tally{principal: 100, paid: 40, facts: 2}
	if err := right.check(read, 2); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*tally){
		"a fact is missing":     func(t *tally) { t.facts-- },
		"less is owed":          func(t *tally) { t.owed-- },
		"more is settled":       func(t *tally) { t.settled, t.owed = t.settled+1, t.owed-1 },
		"nothing ran up at all": func(t *tally) { t.periods = 3 },
	} {
		odd := right
		if change(&odd); odd.check(read, 2) == nil {
			t.Errorf("%s, and nobody says so", name)
		}
	}
}

func TestTheDebtsOfTheBenchAddUp(t *testing.T) {
	if err := (&plan{claimed: 5_000}).claims(t.Context()); err != nil {
		t.Error(err)
	}
}
