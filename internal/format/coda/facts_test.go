package coda

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
)

// facts are what is known of a collected file: read off it by position, and
// asserted by the tests of the program that it comes from. The kinds that our
// statements have no place for are not read: the header's bank, BIC, company and
// file reference, the purposes of a payment, and the currency at the other side.
type facts struct {
	Derived    derived     `json:"derived"`
	Upstream   upstream    `json:"upstream_facts"`
	Assertions []assertion `json:"upstream_assertions"`
}

type checker func(kind string, agrees bool, want, got any)

func (check checker) equal(kind, want, got string) {
	check(kind, want == got, want, got)
}

func (check checker) amount(kind, want string, got decimal.Decimal) {
	d, err := decimal.Parse(want)
	check(kind, err == nil && d.Equal(got), want, got)
}

// contains looks for words in a text, whatever the blanks between them. No words
// are no fact.
func (check checker) contains(kind, want, got string) {
	if words(want) == "" {
		return
	}
	check(kind, strings.Contains(words(got), words(want)), want, got)
}

func words(s string) string { return strings.Join(strings.Fields(s), " ") }

type derived struct {
	Statements []struct {
		Account, Version, Holder, Old, New string
		Currency                           string `json:"ccy"`
		OldDate                            string `json:"old_date"`
		NewDate                            string `json:"new_date"`
		Sequence                           string `json:"coda_seq"`
		Number                             string `json:"new_seq"`
		TopCount                           int    `json:"top_count"`
		Balanced, Duplicate                bool
		RecordsOK                          bool `json:"records_ok"`
		TrailerOK                          bool `json:"trailer_ok"`
		Moves                              []move
	}
}

type move struct {
	Amount, Code, Com, Det, Entry, Value, Ref string
	BankRef                                   string `json:"bank_ref"`
	Account                                   string `json:"cp_account"`
	BIC                                       string `json:"cp_bic"`
	Name                                      string `json:"cp_name"`
	CustomerRef                               string `json:"cust_ref"`
	Reason                                    string `json:"r_reason"`
	Infos                                     []struct{ Text string }
}

func (d derived) compare(check checker, got []*bank.Statement, err error) {
	for i, want := range d.Statements {
		if want.Version != "2" {
			check("refused version", err != nil && strings.Contains(err.Error(), `"`+want.Version+`"`), want.Version, err)
			continue
		}
		check("statement read", i < len(got) && err == nil, "read", err)
		if i >= len(got) {
			continue
		}
		s := got[i]
		check("account", sameAccount(want.Account, s.Account.IBAN+s.Account.Other), want.Account, s.Account)
		check.equal("currency", want.Currency, s.Account.Currency)
		check.equal("owner", want.Holder, s.Account.Owner)
		check.equal("number", want.Number, s.Number)
		check.equal("sequence", want.Sequence, s.Sequence)
		check.amount("old balance", want.Old, s.Opening.Amount)
		check.equal("old balance day", want.OldDate, s.Opening.Date.String())
		check.amount("new balance", want.New, s.Closing.Amount)
		check.equal("new balance day", want.NewDate, s.Closing.Date.String())
		check.warned("unbalanced", !want.Balanced, s, "do not give the new balance")
		check.warned("records miscounted", !want.RecordsOK, s, "the trailer counts")
		check.warned("totals wrong", !want.TrailerOK, s, "the trailer has")
		check.warned("duplicate", want.Duplicate, s, "duplicate")
		check("entries", want.TopCount == len(s.Entries), want.TopCount, len(s.Entries))
		compareMoves(check, want.Moves, s.Entries)
	}
}

func (check checker) warned(kind string, want bool, s *bank.Statement, words string) {
	got := strings.Contains(strings.Join(sentences(s.Warnings), "\n"), words)
	check(kind, want == got, want, got)
}

// sameAccount takes a Belgian number for its IBAN, blanks and what follows a
// number of twelve digits aside.
func sameAccount(want, got string) bool {
	number, _, _ := strings.Cut(want, " ")
	return want == got || len(got) == 16 && got[4:] == number
}

// compareMoves walks the movements of a file beside the entries made of them:
// detail 0000 is an entry, payments are its details, and what breaks an amount
// down is text of the entry.
func compareMoves(check checker, moves []move, entries []bank.Entry) {
	next, detail := 0, 0
	for _, m := range moves {
		if m.Det == "0000" {
			if next++; next > len(entries) {
				return
			}
			detail = 0
			m.compare(check, entries[next-1])
			continue
		}
		e := entries[next-1]
		if strings.ContainsAny(m.Code[:1], "89") {
			check.contains("breakdown text", m.Com, e.Text)
			m.compareInfos(check, e)
			continue
		}
		if detail++; detail > len(e.Details) {
			check("detail read", false, m, len(e.Details))
			continue
		}
		m.compare(check, e.Details[detail-1])
	}
}

func (m move) compare(check checker, e bank.Entry) {
	check.amount("amount", m.Amount, e.Amount)
	check.equal("value day", m.Value, e.ValueOn.String())
	check.equal("booking day", m.Entry, e.BookedOn.String())
	check.equal("code", m.Code, e.Code)
	check.equal("bank reference", m.BankRef, e.BankRef)
	check.contains("text", m.Com, e.Text)
	m.compareInfos(check, e)
	for kind, values := range map[string][2]string{
		"other bank":         {m.BIC, e.Counterparty.BIC},
		"end-to-end id":      {m.CustomerRef, e.EndToEndID},
		"reference":          {m.Ref, e.Reference},
		"reason of a return": {m.Reason, e.ReturnReason},
	} {
		if values[0] != "" {
			check.equal(kind, values[0], values[1])
		}
	}
	if m.Account != "" {
		check("other account", sameAccount(m.Account, e.Counterparty.IBAN), m.Account, e.Counterparty.IBAN)
	}
	if m.Name != "" {
		long := len(m.Infos) > 0 && strings.HasPrefix(m.Infos[0].Text, words(e.Counterparty.Name))
		check("other name", m.Name == e.Counterparty.Name || long && e.Counterparty.Name != "", m.Name, e.Counterparty.Name)
	}
}

// compareInfos finds the name of an information in the counterparty and all else
// in the text.
func (m move) compareInfos(check checker, e bank.Entry) {
	for _, info := range m.Infos {
		check.contains("information", strings.TrimPrefix(info.Text, words(e.Counterparty.Name)), e.Text)
	}
}

// upstream are the facts that other programs assert, under the names that each
// gives them. Their counts of movements include those that break an amount down.
type upstream struct {
	Statements   int
	Error        string
	Name         string
	OldBalance   string `json:"old_balance"`
	NewBalance   string `json:"new_balance"`
	BalanceStart string `json:"balance_start"`
	BalanceEnd   string `json:"balance_end"`
	StartBalance string `json:"start_balance"`
	EndBalance   string `json:"end_balance"`
	TopMoves     int    `json:"top_level_moves"`
	Lines        int
	Line         struct {
		Date, Amount, Description string
		BankRef                   string `json:"bank_reference"`
	}
	Line2 struct {
		Counterparty, Structured string
		Account                  string `json:"counterparty_account"`
	}
	Moves map[string]upstreamMove // by sequence/detail
	Infos map[string]struct {
		Name, Street, Locality string
		Banker                 string `json:"counterparty_banker"`
	}
}

type upstreamMove struct {
	Amount, Code, Communication string
	BankRef                     string `json:"bank_ref"`
	ValueDate                   string `json:"value_date"`
	EntryDate                   string `json:"entry_date"`
	CustomerRef                 string `json:"customer_reference"`
	BIC                         string `json:"counterparty_bic"`
	Account                     string `json:"counterparty_account"`
	Name                        string `json:"counterparty_name"`
}

func (m upstreamMove) compare(check checker, e bank.Entry) {
	if m.Amount != "" {
		check.amount("upstream amount", m.Amount, e.Amount)
	}
	for kind, values := range map[string][2]string{
		"upstream code":           {m.Code, e.Code},
		"upstream text":           {m.Communication, e.Text},
		"upstream bank reference": {m.BankRef, e.BankRef},
		"upstream value day":      {m.ValueDate, e.ValueOn.String()},
		"upstream day":            {m.EntryDate, e.BookedOn.String()},
		"upstream end-to-end id":  {m.CustomerRef, e.EndToEndID},
		"upstream other bank":     {m.BIC, e.Counterparty.BIC},
		"upstream account":        {m.Account, e.Counterparty.IBAN},
		"upstream counterparty":   {m.Name, e.Counterparty.Name},
	} {
		check.contains(kind, values[0], values[1])
	}
}

func (u upstream) compare(check checker, got []*bank.Statement, err error) {
	if u.Error != "" {
		check("upstream error", err != nil, u.Error, err)
		return
	}
	if len(got) == 0 {
		return
	}
	s := got[0]
	for _, want := range []string{u.OldBalance, u.BalanceStart, u.StartBalance} {
		if want != "" {
			check.amount("upstream old balance", want, s.Opening.Amount)
		}
	}
	for _, want := range []string{u.NewBalance, u.BalanceEnd, u.EndBalance} {
		if want != "" {
			check.amount("upstream new balance", want, s.Closing.Amount)
		}
	}
	if u.Name != "" {
		check("upstream name", strings.HasSuffix(u.Name, s.Number), u.Name, s.Number)
	}
	if u.Statements != 0 {
		check("upstream statements", u.Statements == len(got), u.Statements, len(got))
	}
	if want := u.TopMoves + u.Lines; want != 0 {
		check("upstream entries", want == len(s.Entries), want, len(s.Entries))
	}
	if u.Line.Amount != "" {
		e := s.Entries[0]
		check.amount("upstream amount", u.Line.Amount, e.Amount)
		check.equal("upstream day", u.Line.Date, e.BookedOn.String())
		check.equal("upstream text", u.Line.Description, e.Text)
		check.equal("upstream bank reference", u.Line.BankRef, e.BankRef)
	}
	if u.Line2.Counterparty != "" {
		e := s.Entries[1]
		r, _ := bank.ParseReference(u.Line2.Structured)
		check.equal("upstream counterparty", u.Line2.Counterparty, e.Counterparty.Name)
		check.equal("upstream account", u.Line2.Account, e.Counterparty.IBAN)
		check.equal("upstream reference", r.Digits, e.Reference)
	}
	for at, m := range u.Moves {
		m.compare(check, entryOf(s, at))
	}
	for at, info := range u.Infos {
		e := entryOf(s, at)
		for _, want := range []string{info.Name, info.Street, info.Locality, info.Banker} {
			check.contains("upstream information", want, e.Counterparty.Name+"\n"+e.Text)
		}
	}
}

// entryOf finds the entry of a movement by its place in the count, 0003/0000.
func entryOf(s *bank.Statement, at string) bank.Entry {
	n, _ := strconv.Atoi(at[:4])
	return s.Entries[n-1]
}

// assertion is one line of another program's tests, such as
// result[0].transactions[2].amount = 20. Its transactions are our leaves.
type assertion struct{ Check, Value string }

var transaction = regexp.MustCompile(`^result\[0\]\.transactions\[(\d+)\]\.(.+)$`)

func (a assertion) compare(check checker, got []*bank.Statement) {
	s := got[0]
	var leaves []bank.Entry
	for _, e := range s.Entries {
		leaves = append(leaves, e.Leaves()...)
	}
	if m := transaction.FindStringSubmatch(a.Check); m != nil {
		n, _ := strconv.Atoi(m[1])
		a.compareLeaf(check, m[2], leaves[n])
		return
	}
	switch a.Check {
	case "count(result)":
		check.equal("upstream statements", a.Value, strconv.Itoa(len(got)))
	case "count(result[0].transactions)":
		check.equal("upstream entries", a.Value, strconv.Itoa(len(leaves)))
	case "result[0].initialBalance":
		check.amount("upstream old balance", a.Value, s.Opening.Amount)
	case "result[0].newBalance":
		check.amount("upstream new balance", a.Value, s.Closing.Amount)
	case "result[0].date":
		check.equal("upstream new balance day", a.Value, s.Closing.Date.String())
	default:
		check("upstream unknown", false, a.Check, "no comparison")
	}
}

func (a assertion) compareLeaf(check checker, what string, e bank.Entry) {
	switch what {
	case "amount":
		check.amount("upstream amount", a.Value, e.Amount)
	case "message":
		check.contains("upstream text", a.Value, e.Text)
	case "structuredMessage":
		check.equal("upstream reference", a.Value, e.Reference)
	case "account.name":
		check.equal("upstream counterparty", a.Value, e.Counterparty.Name)
	case "account.number":
		check.equal("upstream account", a.Value, e.Counterparty.IBAN)
	case "clientReference":
		check.equal("upstream end-to-end id", a.Value, e.EndToEndID)
	case "transactionSequence", "transactionSequenceDetail":
		// The numbers of a movement within its file are not kept.
	default:
		check("upstream unknown", false, what, "no comparison")
	}
}
