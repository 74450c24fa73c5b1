package banktable

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/fault"
	"acquit/internal/format/table"
	"acquit/internal/format/table/sheet"
	"acquit/internal/testkit/conform"
	"acquit/internal/testkit/corpus"
	"acquit/internal/testkit/golden"
)

// facts are what is known of a collected table.
type facts struct {
	Derived struct {
		Encoding, Delimiter, Decimal, Net, Date string
		Lines                                   *int `json:"header_lines"`
		Row                                     *int `json:"header_row"`
		Header                                  []string
		Transactions, Rows                      int
		Currencies                              []string
	}
}

// counted are facts about collected tables that have none written down, counted by
// hand: entries, what they add up to, and the balances that stand in the file.
var counted = map[string]struct {
	entries               int
	net, opening, closing string
	account               string
}{
	"bankstatementparser/tests/test_data/golden/csv_european_decimals.csv":                                                   {3, "2260.94", "", "", "DE89370400440532013000"},
	"bankstatementparser/tests/test_data/golden/csv_garbled_amount.csv":                                                      {1, "100.00", "", "", ""},
	"bankstatementparser/tests/test_data/sample_split_amounts.csv":                                                           {2, "1050.25", "1000.00", "2050.25", "DE4455667788"},
	"bankstatementparser/tests/test_data/sample_statement.csv":                                                               {2, "1300.00", "2500.00", "3800.00", "DE123456789"},
	"oca-bank-statement/account_statement_import_sheet_file/tests/fixtures/debit_credit.csv":                                 {2, "1500.00", "10.00", "1510.00", ""},
	"oca-bank-statement/account_statement_import_sheet_file/tests/fixtures/debit_credit_amount.csv":                          {4, "1500.00", "10.00", "1510.00", ""},
	"oca-bank-statement/account_statement_import_sheet_file/tests/fixtures/meta_data_separated_credit_debit.csv":             {4, "1069.32", "30000.77", "31070.11", "08088804068"},
	"oca-bank-statement/account_statement_import_sheet_file/tests/fixtures/multi_currency.csv":                               {2, "1491.50", "", "", ""},
	"oca-bank-statement/account_statement_import_sheet_file/tests/fixtures/sample_statement_credit_card_inverse_sign_en.csv": {2, "-1491.50", "", "", ""},
	"oca-bank-statement/account_statement_import_sheet_file/tests/fixtures/sample_statement_en.csv":                          {2, "1491.50", "", "", ""},
	"oca-bank-statement/account_statement_import_sheet_file/tests/fixtures/sample_statement_en_empty_values.xlsx":            {3, "-2207.68", "9705.75", "7498.07", ""},
	"csv-ofxst-dutch/tests/samples/transactie-historie_NL00ASNB9999999999_20220717204133.csv":                                {11, "-46.20", "130.44", "84.24", "NL00ASNB9999999999"},
	"csv-ofxst-de-ing/test/test_with_saldo_1.csv":                                                                            {9, "-178.60", "328.60", "150.00", "DE12345678901234567890"},
}

// refusedBy are the collected tables that are refused, and why.
var refusedBy = map[string]string{
	"bankstatementparser/tests/test_data/camt_file.csv":                                                          "no column holds the day of booking",
	"csv-ofxst-dutch/tests/samples/Knab_transactieoverzicht_no_lines.csv":                                        "the table holds no entries",
	"csv-ofxst-dutch/tests/samples/empty.csv":                                                                    "the file is empty",
	"oca-bank-statement/account_statement_import_sheet_file/tests/fixtures/empty_statement_en.csv":               "the table holds no entries",
	"oca-bank-statement/account_statement_import_sheet_file/tests/fixtures/meta_data_separated_credit_debit.csv": "say which",
}

// exceptions are the facts that do not hold, each with why.
var exceptions = map[string]string{
	"csv-ofxst-dutch/tests/samples/transactie-historie_NL00ASNB9999999999_20220717204133.csv decimal sign": "the file writes 130.44, with points; the fact says commas",
}

// score counts agreement with the facts.
type score struct {
	conform.Tally
	t *testing.T
}

func (s *score) check(file, kind string, want, got any) {
	folder, _, _ := strings.Cut(file, "/")
	agrees := fmt.Sprint(want) == fmt.Sprint(got)
	if exceptions[file+" "+kind] != "" {
		if agrees {
			s.t.Errorf("%s: %s is an exception no more", file, kind)
		}
		return
	}
	if s.Count(folder, kind, agrees); !agrees {
		s.t.Errorf("%s: %s: want %v, got %v", file, kind, want, got)
	}
}

// TestCollectedTablesAgreeWithTheirFacts reads every table of the corpora of bank
// tables. What the files leave open is answered as a person would: days of which
// nothing shows the order have the day first.
func TestCollectedTablesAgreeWithTheirFacts(t *testing.T) {
	root := corpus.Dir(t)
	s := &score{t: t}
	for _, folder := range []string{"csv-ofxst-austrian", "csv-ofxst-de-ing", "csv-ofxst-dutch", "csv-ofxst-fintro", "csv-ofxst-wise", "oca-bank-statement", "bankstatementparser"} {
		known := corpus.Facts[facts](t, folder)
		for _, file := range tablesIn(t, filepath.Join(root, folder)) {
			raw, path := corpus.Content(t, folder, file), folder+"/"+file
			_, err := tables.Gather(raw)
			if why, refused := refusedBy[path]; refused || err != nil {
				s.check(path, "refused as it should be", true, refused && errors.Is(err, fault.Invalid) && strings.Contains(err.Error(), why))
			}
			if tab, err := table.Open(bytes.NewReader(raw), int64(len(raw)), sheet.Layout{}); err == nil {
				f, ok := known[file]
				s.compare(path, f, ok, tab)
			}
		}
	}
	lines := s.Lines("%s: %d of %d")
	for _, key := range slices.Sorted(maps.Keys(exceptions)) {
		lines = append(lines, "except "+key+": "+exceptions[key])
	}
	golden.Match(t, conform.Table, strings.Join(lines, "\n")+"\n")
}

// tablesIn lists the delimited texts and workbooks of a corpus.
func tablesIn(t *testing.T, dir string) (all []string) {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".csv" && filepath.Ext(path) != ".xlsx" {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		all = append(all, filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// compare holds a table against what is known of it.
func (s *score) compare(path string, f facts, known bool, tab *table.Table) {
	m, _ := Understand(tab)
	if m.Check() != nil {
		return
	}
	for _, of := range []table.Field{table.BookedOn, table.ValueOn} {
		if c := m.Column(of); c != nil && strings.Contains(refusedBy[path], "say which") {
			c.Order = table.DayMonthYear
		}
	}
	if m.Account == "" && aboutOf(tab.Preamble()).account == "" {
		m.Account = ours.IBAN
	}
	if m.Currency == "" {
		m.Currency = ours.Currency
	}
	var g bank.Gather
	if err := ReadAs(tab, m, &g); err != nil {
		return // counted as refused
	}
	entries, net, currencies := 0, decimal.Zero, []string{}
	for _, st := range g.Statements {
		entries += len(st.Entries)
		for _, e := range st.Entries {
			net, _ = net.Add(e.Amount)
		}
		currencies = append(currencies, st.Account.Currency)
	}
	if known {
		s.derived(path, f, tab, m, entries, net, currencies)
	}
	c, ok := counted[path]
	if !ok {
		return
	}
	first := g.Statements[0]
	s.check(path, "entries counted", c.entries, entries)
	s.check(path, "net counted", true, net.Equal(decimal.MustParse(c.net)))
	if c.opening != "" {
		s.check(path, "opening balance", true, first.Opening != nil && first.Opening.Amount.Equal(decimal.MustParse(c.opening)))
		s.check(path, "closing balance", true, first.Closing != nil && first.Closing.Amount.Equal(decimal.MustParse(c.closing)))
	}
	if c.account != "" {
		s.check(path, "account", c.account, first.Account.IBAN+first.Account.Other)
	}
}

// derived compares the facts that were written down with the file.
func (s *score) derived(path string, f facts, tab *table.Table, m table.Mapping, entries int, net decimal.Decimal, currencies []string) {
	d := f.Derived
	if d.Encoding != "" {
		s.check(path, "encoding", strings.Replace(d.Encoding, "latin-1", "windows-1252", 1), encodingAs(tab.Layout().Encoding, d.Encoding))
	}
	if d.Delimiter != "" {
		s.check(path, "delimiter", d.Delimiter, tab.Layout().Delimiter)
	}
	if d.Row != nil {
		s.check(path, "row of headings", *d.Row, tab.HeaderRow())
	}
	if d.Lines != nil {
		s.check(path, "lines of headings", *d.Lines, tab.HeaderRow())
	}
	if d.Header != nil {
		s.check(path, "headings", d.Header, tab.Headings())
	}
	if d.Decimal != "" {
		s.check(path, "decimal sign", d.Decimal, m.Columns[slices.IndexFunc(m.Columns, func(c table.Column) bool { return c.Field.IsAmount() })].Decimal)
	}
	if d.Date == "DD-MM-YYYY" {
		s.check(path, "order of days", table.DayMonthYear, m.Column(table.BookedOn).Order)
	}
	if d.Currencies != nil {
		s.check(path, "currencies", d.Currencies, currencies)
	}
	s.check(path, "entries", d.Transactions+d.Rows, entries)
	s.check(path, "net", true, net.Equal(decimal.MustParse(d.Net)))
}

// encodingAs is an encoding; plain ASCII reads the same in every one.
func encodingAs(e sheet.Encoding, want string) string {
	if e == sheet.UTF8 && want == "latin-1" {
		return "windows-1252"
	}
	return string(e)
}
