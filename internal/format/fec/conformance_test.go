package fec

import (
	"bytes"
	"strings"
	"testing"

	"github.com/govalues/decimal"

	"acquit/internal/testkit/conform"
	"acquit/internal/testkit/corpus"
)

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
	const source = "fec-neolegal"
	score := conform.New(t)
	for file, f := range corpus.Facts[facts](t, source) {
		w, err := gather(bytes.NewReader(corpus.Content(t, source, file)))
		f.compare(score.Of(source, file), w, err)
	}
	score.Hold()
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

func (f facts) compare(check conform.Check, w whole, err error) {
	want := f.Derived
	check("read", (err == nil) == (want.BadRows == 0), want.BadRows, err)
	check("lines", want.Rows-want.BadRows == len(w.Lines), want.Rows, len(w.Lines))
	check.Amount("debits", want.Debit, w.Ledger.Debit)
	check.Amount("credits", want.Credit, w.Ledger.Credit)
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
	check.Amount("balance of customers", want.Balance411, all.balance)
	check("lines without lettrage", want.UnletteredRows == open.rows, want.UnletteredRows, open.rows)
	check.Amount("balance without lettrage", want.UnletteredBalance, open.balance)
}

func TestCollectedFilesAreKnownByTheirContent(t *testing.T) {
	ledgers.Collected(t, map[string]int{"fec-neolegal": 1}, func(file []byte) error {
		_, err := gather(bytes.NewReader(file))
		return err
	})
}
