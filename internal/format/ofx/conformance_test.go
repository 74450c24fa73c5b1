package ofx

import (
	"strings"
	"testing"

	"acquit/internal/bank"
	"acquit/internal/testkit/conform"
	"acquit/internal/testkit/corpus"
)

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
	score := conform.New(t)
	for _, source := range []string{"oca-bank-statement", "ofx-asgrim", "ofx-csingley", "ofx-french", "ofx-libofx", "ofx-ofxgo", "ofx-ofxparse"} {
		for file, f := range corpus.Facts[facts](t, source) {
			raw := corpus.Content(t, source, file)
			if !Detect(raw) {
				continue
			}
			statements, err := ofx.Gather(raw)
			f.compare(score.Of(source, file), statements, err)
		}
	}
	score.Hold()
}

// compare holds a file without statements for one that is to be refused.
func (f facts) compare(check conform.Check, got []*bank.Statement, err error) {
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

func (want statementFacts) compare(check conform.Check, s *bank.Statement) {
	check("account", s.Account.Other == want.Account || strings.Contains(s.Account.IBAN, want.Account) && s.Account.IBAN != "", want.Account, s.Account)
	check.Equal("currency", want.Currency, s.Account.Currency)
	if want.Ledger != "" && s.Closing != nil {
		check.Amount("closing balance", want.Ledger, s.Closing.Amount)
		check.Equal("closing day", isoDay(want.LedgerDate), s.Closing.Date.String())
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

func (want transactionFacts) compare(check conform.Check, e bank.Entry) {
	check.Amount("amount", want.Amount, e.Amount)
	check.Equal("type", want.Type, e.Code)
	check.Equal("bank reference", want.ID, e.BankRef)
	check.Equal("name", want.Name, e.Counterparty.Name)
	if want.Posted != "" {
		check.Equal("booking day", isoDay(want.Posted), e.BookedOn.String())
	}
	for kind, words := range map[string]string{"name in the text": want.Name, "memo": want.Memo, "cheque number": want.CheckNum, "reference number": want.RefNum} {
		check.Contains(kind, words, e.Text)
	}
}

func TestCollectedFilesAreKnownByTheirContent(t *testing.T) {
	ofx.Collected(t, map[string]int{
		"oca-bank-statement": 1, "ofx-asgrim": 9, "ofx-csingley": 3, "ofx-french": 5, "ofx-libofx": 10, "ofx-ofxgo": 5, "ofx-ofxparse": 15,
	})
}
