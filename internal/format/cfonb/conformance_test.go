package cfonb

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
	counts map[string]*count
}

type count struct{ agreed, total int }

// check counts one fact, and shows it with -v where it disagrees.
func (s *score) check(source, file, kind string, agrees bool, want, got any) {
	key := source + " " + kind
	c := s.counts[key]
	if c == nil {
		c = &count{}
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

// facts are what is known of a collected file, read off it by position.
type facts struct {
	Derived struct {
		Format     string
		Statements []statementFacts
	}
}

type statementFacts struct {
	Account, Bank, Branch string
	Currency              string `json:"ccy"`
	Balanced              bool
	From                  string `json:"from_balance"`
	FromDate              string `json:"from_date"`
	To                    string `json:"to_balance"`
	ToDate                string `json:"to_date"`
	Ops                   []movementFacts
}

type movementFacts struct {
	Amount, Code, Date, Value, Label, Number, Ref, Reject string
	Extra                                                 [][2]string
}

func TestCollectedFilesAgreeWithTheirFacts(t *testing.T) {
	s := &score{t, map[string]*count{}}
	for _, source := range []string{"cfonb-akretion", "cfonb-ebics", "cfonb-silarhi"} {
		for file, f := range corpus.Facts[facts](t, source) {
			statements, err := gather(content(t, filepath.Join(corpus.Dir(t), source, file)))
			f.compare(func(kind string, agrees bool, want, got any) {
				s.check(source, file, kind, agrees, want, got)
			}, statements, err)
		}
	}
	s.hold()
}

func (f facts) compare(check checker, got []*bank.Statement, err error) {
	if f.Derived.Format != "120" {
		check("refused by name", err != nil && strings.Contains(err.Error(), "CFONB "+f.Derived.Format), f.Derived.Format, err)
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
	rib := want.Bank + want.Branch + want.Account
	check("account", len(s.Account.IBAN) == 27 && s.Account.IBAN[4:25] == rib || s.Account.Other == rib, rib, s.Account)
	if currency := strings.TrimSpace(want.Currency); currency != "" {
		check.equal("currency", currency, s.Account.Currency)
	}
	check.amount("old balance", want.From, s.Opening.Amount)
	check.equal("old balance day", want.FromDate, s.Opening.Date.String())
	check.amount("new balance", want.To, s.Closing.Amount)
	check.equal("new balance day", want.ToDate, s.Closing.Date.String())
	unbalanced := strings.Contains(strings.Join(sentences(s.Warnings), "\n"), "do not give the new balance")
	check("balanced", want.Balanced == !unbalanced, want.Balanced, !unbalanced)
	check("entries", len(want.Ops) == len(s.Entries), len(want.Ops), len(s.Entries))
	for i, m := range want.Ops {
		if i < len(s.Entries) {
			m.compare(check, s.Entries[i])
		}
	}
}

func (want movementFacts) compare(check checker, e bank.Entry) {
	check.amount("amount", want.Amount, e.Amount)
	check.equal("code", want.Code, e.Code)
	check.equal("booking day", want.Date, e.BookedOn.String())
	check.equal("value day", want.Value, e.ValueOn.String())
	check("label", strings.HasPrefix(e.Text, want.Label), want.Label, e.Text)
	check("reason of a return", (want.Reject == "") == (e.ReturnReason == ""), want.Reject, e.ReturnReason)
	for _, extra := range want.Extra {
		check("complement "+extra[0], strings.Contains(e.Text, extra[1]), extra[1], e.Text)
	}
	if number := trimZeros(want.Number); want.Ref == "" && number != "" {
		check.equal("number of the entry", number, e.BankRef)
	}
}

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

// TestCollectedFilesAreKnownByTheirContent looks for CFONB in everything that was
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
	if want := map[string]int{"cfonb-akretion": 1, "cfonb-ebics": 3, "cfonb-silarhi": 5}; fmt.Sprint(known) != fmt.Sprint(want) {
		t.Errorf("CFONB was found in %v, want %v", known, want)
	}
	t.Logf("%d files were looked at", files)
}
