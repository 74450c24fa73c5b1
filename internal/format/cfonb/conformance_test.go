package cfonb

import (
	"strings"
	"testing"

	"acquit/internal/bank"
	"acquit/internal/testkit/conform"
	"acquit/internal/testkit/corpus"
)

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
	score := conform.New(t)
	for _, source := range []string{"cfonb-akretion", "cfonb-ebics", "cfonb-silarhi"} {
		for file, f := range corpus.Facts[facts](t, source) {
			statements, err := cfonb.Gather(corpus.Content(t, source, file))
			f.compare(score.Of(source, file), statements, err)
		}
	}
	score.Hold()
}

func (f facts) compare(check conform.Check, got []*bank.Statement, err error) {
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

func (want statementFacts) compare(check conform.Check, s *bank.Statement) {
	rib := want.Bank + want.Branch + want.Account
	check("account", len(s.Account.IBAN) == 27 && s.Account.IBAN[4:25] == rib || s.Account.Other == rib, rib, s.Account)
	if currency := strings.TrimSpace(want.Currency); currency != "" {
		check.Equal("currency", currency, s.Account.Currency)
	}
	check.Amount("old balance", want.From, s.Opening.Amount)
	check.Equal("old balance day", want.FromDate, s.Opening.Date.String())
	check.Amount("new balance", want.To, s.Closing.Amount)
	check.Equal("new balance day", want.ToDate, s.Closing.Date.String())
	check.Warns("balanced", !want.Balanced, s.Warnings, "do not give the new balance")
	check("entries", len(want.Ops) == len(s.Entries), len(want.Ops), len(s.Entries))
	for i, m := range want.Ops {
		if i < len(s.Entries) {
			m.compare(check, s.Entries[i])
		}
	}
}

func (want movementFacts) compare(check conform.Check, e bank.Entry) {
	check.Amount("amount", want.Amount, e.Amount)
	check.Equal("code", want.Code, e.Code)
	check.Equal("booking day", want.Date, e.BookedOn.String())
	check.Equal("value day", want.Value, e.ValueOn.String())
	check("label", strings.HasPrefix(e.Text, want.Label), want.Label, e.Text)
	check("reason of a return", (want.Reject == "") == (e.ReturnReason == ""), want.Reject, e.ReturnReason)
	for _, extra := range want.Extra {
		check("complement "+extra[0], strings.Contains(e.Text, extra[1]), extra[1], e.Text)
	}
	if number := trimZeros(want.Number); want.Ref == "" && number != "" {
		check.Equal("number of the entry", number, e.BankRef)
	}
}

func TestCollectedFilesAreKnownByTheirContent(t *testing.T) {
	cfonb.Collected(t, map[string]int{"cfonb-akretion": 1, "cfonb-ebics": 3, "cfonb-silarhi": 5})
}
