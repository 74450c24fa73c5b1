package fec

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/govalues/decimal"

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

func (check checker) amount(kind, want string, got decimal.Decimal) {
	d, err := decimal.Parse(want)
	check(kind, err == nil && d.Equal(got), want, got)
}

// facts are what is known of a collected file, computed straight from its columns. The
// visible expectations beside it are of tax forms, which mean nothing here.
type facts struct {
	Derived struct {
		Rows              int
		BadRows           int    `json:"bad_rows"`
		Debit             string `json:"sum_debit"`
		Credit            string `json:"sum_credit"`
		Balanced          bool
		Rows411           int    `json:"rows_411"`
		Customers411      int    `json:"customers_411"`
		Balance411        string `json:"balance_411"`
		UnletteredRows    int    `json:"unlettered_411_rows"`
		UnletteredBalance string `json:"unlettered_411_balance"`
	}
}

func TestCollectedFilesAgreeWithTheirFacts(t *testing.T) {
	s := &score{t, map[string]*agreement{}}
	const source = "fec-neolegal"
	for file, f := range corpus.Facts[facts](t, source) {
		w, err := gather(bytes.NewReader(content(t, filepath.Join(corpus.Dir(t), source, file))))
		f.compare(func(kind string, agrees bool, want, got any) {
			s.check(source, file, kind, agrees, want, got)
		}, w, err)
	}
	s.hold()
}

// customers sums the lines of customer accounts up.
type customers struct {
	rows    int
	names   map[string]bool
	balance decimal.Decimal
}

func (c *customers) add(l *Line) {
	c.rows++
	c.names[l.Auxiliary] = true
	c.balance, _ = c.balance.Add(l.Debit)
	c.balance, _ = c.balance.Sub(l.Credit)
}

func (f facts) compare(check checker, w whole, err error) {
	want := f.Derived
	check("read", (err == nil) == (want.BadRows == 0), want.BadRows, err)
	check("lines", want.Rows-want.BadRows == len(w.Lines), want.Rows, len(w.Lines))
	check.amount("debits", want.Debit, w.Ledger.Debit)
	check.amount("credits", want.Credit, w.Ledger.Credit)
	check("balanced", want.Balanced == (len(w.Ledger.Warnings) == 0), want.Balanced, w.Ledger.Warnings)
	all, open := customers{names: map[string]bool{}}, customers{names: map[string]bool{}}
	for _, l := range w.Lines {
		if !strings.HasPrefix(l.Account, "411") {
			continue
		}
		all.add(l)
		if l.Lettrage == "" {
			open.add(l)
		}
	}
	check("lines of customers", want.Rows411 == all.rows, want.Rows411, all.rows)
	check("customers", want.Customers411 == len(all.names), want.Customers411, len(all.names))
	check.amount("balance of customers", want.Balance411, all.balance)
	check("lines without lettrage", want.UnletteredRows == open.rows, want.UnletteredRows, open.rows)
	check.amount("balance without lettrage", want.UnletteredBalance, open.balance)
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

// TestCollectedFilesAreKnownByTheirContent looks for ledgers in everything that was
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
		if _, err := gather(bytes.NewReader(raw)); err != nil && !strings.HasPrefix(err.Error(), "line ") {
			t.Errorf("%s: refused without a place: %v", path, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string]int{"fec-neolegal": 1}; fmt.Sprint(known) != fmt.Sprint(want) {
		t.Errorf("ledgers were found in %v, want %v", known, want)
	}
	t.Logf("%d files were looked at", files)
}
