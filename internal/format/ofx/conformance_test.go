package ofx

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/testkit/corpus"
)

const conformanceFile = "testdata/conformance.txt"

// score counts agreement with the facts of collected real files, by corpus and kind
// of fact.
type score struct {
	t      *testing.T
	counts map[string]*agreement
}

type agreement struct{ agreed, total int }

// check counts one fact, and shows it with -v where it disagrees.
func (s *score) check(source, file, kind string, agrees bool, want, got any) {
	key := source + " " + kind
	c := s.counts[key]
	if c == nil {
		c = &agreement{}
		s.counts[key] = c
	}
	c.total++
	if agrees {
		c.agreed++
		return
	}
	s.t.Logf("%s/%s %s: want %v, got %v", source, file, kind, want, got)
}

type checker func(kind string, agrees bool, want, got any)

func (check checker) equal(kind, want, got string) { check(kind, want == got, want, got) }

func (check checker) amount(kind, want string, got decimal.Decimal) {
	d, err := decimal.Parse(want)
	check(kind, err == nil && d.Equal(got), want, got)
}

// facts are what is known of a collected file, read off it by the names of elements.
type facts struct {
	Derived struct {
		Statements []statementFacts
	}
}

type statementFacts struct {
	Account      string `json:"acctid"`
	Currency     string `json:"curdef"`
	Ledger       string
	LedgerDate   string `json:"ledger_date"`
	Transactions []transactionFacts
}

type transactionFacts struct {
	Posted   string `json:"dtposted"`
	Amount   string `json:"trnamt"`
	Type     string `json:"trntype"`
	ID       string `json:"fitid"`
	CheckNum string
	RefNum   string
	Name     string
	Memo     string
}

func TestCollectedFilesAgreeWithTheirFacts(t *testing.T) {
	s := &score{t, map[string]*agreement{}}
	for _, source := range []string{"oca-bank-statement", "ofx-asgrim", "ofx-csingley", "ofx-french", "ofx-libofx", "ofx-ofxgo", "ofx-ofxparse"} {
		for file, f := range corpus.Facts[facts](t, source) {
			raw := content(t, filepath.Join(corpus.Dir(t), source, file))
			if !Detect(raw) {
				continue
			}
			statements, err := gather(raw)
			f.compare(func(kind string, agrees bool, want, got any) {
				s.check(source, file, kind, agrees, want, got)
			}, statements, err)
		}
	}
	s.hold()
}

// compare holds a file without statements for one that is to be refused.
func (f facts) compare(check checker, got []*bank.Statement, err error) {
	if len(f.Derived.Statements) == 0 {
		check("refused", err != nil, "a refusal", err)
		return
	}
	check("read", err == nil, "no error", err)
	check("statements", len(got) == len(f.Derived.Statements), len(f.Derived.Statements), len(got))
	for i, want := range f.Derived.Statements {
		if i < len(got) {
			want.compare(check, got[i])
		}
	}
}

func (want statementFacts) compare(check checker, s *bank.Statement) {
	check("account", s.Account.Other == want.Account || strings.Contains(s.Account.IBAN, want.Account) && s.Account.IBAN != "", want.Account, s.Account)
	check.equal("currency", want.Currency, s.Account.Currency)
	if want.Ledger != "" && s.Closing != nil {
		check.amount("closing balance", want.Ledger, s.Closing.Amount)
		check.equal("closing day", isoDay(want.LedgerDate), s.Closing.Date.String())
	} else {
		check("closing balance", want.Ledger == "" && s.Closing == nil, want.Ledger, s.Closing)
	}
	check("entries", len(want.Transactions) == len(s.Entries), len(want.Transactions), len(s.Entries))
	for i, m := range want.Transactions {
		if i < len(s.Entries) {
			m.compare(check, s.Entries[i])
		}
	}
}

// isoDay is the day of an instant as OFX writes it.
func isoDay(s string) string { return s[:4] + "-" + s[4:6] + "-" + s[6:8] }

func (want transactionFacts) compare(check checker, e bank.Entry) {
	check.amount("amount", want.Amount, e.Amount)
	check.equal("type", want.Type, e.Code)
	check.equal("bank reference", want.ID, e.BankRef)
	check.equal("name", want.Name, e.Counterparty.Name)
	if want.Posted != "" {
		check.equal("booking day", isoDay(want.Posted), e.BookedOn.String())
	}
	for kind, words := range map[string]string{"name in the text": want.Name, "memo": want.Memo, "cheque number": want.CheckNum, "reference number": want.RefNum} {
		if words != "" {
			check(kind, strings.Contains(squeeze(e.Text), squeeze(words)), words, e.Text)
		}
	}
}

// squeeze makes texts comparable that differ in blanks only.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// hold compares the counts with those committed: none may fall, and whatever
// disagrees is explained there.
func (s *score) hold() {
	var lines []string
	explained := s.explanations()
	for key, c := range s.counts {
		line := fmt.Sprintf("%s: %d of %d", key, c.agreed, c.total)
		s.t.Log(line)
		if why := explained[key]; why != "" {
			line += " # " + why
		} else if c.agreed < c.total {
			s.t.Errorf("%s, and %s does not explain why", line, conformanceFile)
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	golden(s.t, conformanceFile, []byte(strings.Join(lines, "\n")+"\n"))
}

// explanations are the remarks of the committed counts, by corpus and kind.
func (s *score) explanations() map[string]string {
	raw, err := os.ReadFile(conformanceFile)
	if err != nil {
		s.t.Fatal(err)
	}
	explained := map[string]string{}
	for line := range strings.Lines(string(raw)) {
		if counts, why, ok := strings.Cut(strings.TrimSpace(line), " # "); ok {
			key, _, _ := strings.Cut(counts, ":")
			explained[key] = why
		}
	}
	return explained
}

// TestCollectedFilesAreKnownByTheirContent looks for OFX in everything that was
// collected, and reads it or refuses it with a place.
func TestCollectedFilesAreKnownByTheirContent(t *testing.T) {
	root := corpus.Dir(t)
	known, files := map[string]int{}, 0
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		raw := content(t, path)
		if !Detect(raw[:min(len(raw), 4096)]) {
			return nil
		}
		source, _, _ := strings.Cut(strings.TrimPrefix(path, root+string(filepath.Separator)), string(filepath.Separator))
		known[source]++
		if err := Read(bytes.NewReader(raw), &bank.Gather{}); err != nil && !strings.HasPrefix(err.Error(), "line ") {
			t.Errorf("%s: refused without a place: %v", path, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string]int{"oca-bank-statement": 1, "ofx-asgrim": 9, "ofx-csingley": 3, "ofx-french": 5, "ofx-libofx": 10, "ofx-ofxgo": 5, "ofx-ofxparse": 15}; fmt.Sprint(known) != fmt.Sprint(want) {
		t.Errorf("OFX was found in %v, want %v", known, want)
	}
	t.Logf("%d files were looked at", files)
}
