package coda

import (
	"regexp"
	"strconv"
	"strings"

	"acquit/internal/bank"
	"acquit/internal/testkit/conform"
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

func (d derived) compare(check conform.Check, got []*bank.Statement, err error) {
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
		check.Equal("currency", want.Currency, s.Account.Currency)
		check.Equal("owner", want.Holder, s.Account.Owner)
		check.Equal("number", want.Number, s.Number)
		check.Equal("sequence", want.Sequence, s.Sequence)
		check.Amount("old balance", want.Old, s.Opening.Amount)
		check.Equal("old balance day", want.OldDate, s.Opening.Date.String())
		check.Amount("new balance", want.New, s.Closing.Amount)
		check.Equal("new balance day", want.NewDate, s.Closing.Date.String())
		check.Warns("unbalanced", !want.Balanced, s.Warnings, "do not give the new balance")
		check.Warns("records miscounted", !want.RecordsOK, s.Warnings, "the trailer counts")
		check.Warns("totals wrong", !want.TrailerOK, s.Warnings, "the trailer has")
		check.Warns("duplicate", want.Duplicate, s.Warnings, "duplicate")
		check("entries", want.TopCount == len(s.Entries), want.TopCount, len(s.Entries))
		compareMoves(check, want.Moves, s.Entries)
	}
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
func compareMoves(check conform.Check, moves []move, entries []bank.Entry) {
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
			check.Contains("breakdown text", m.Com, e.Text)
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

func (m move) compare(check conform.Check, e bank.Entry) {
	check.Amount("amount", m.Amount, e.Amount)
	check.Equal("value day", m.Value, e.ValueOn.String())
	check.Equal("booking day", m.Entry, e.BookedOn.String())
	check.Equal("code", m.Code, e.Code)
	check.Equal("bank reference", m.BankRef, e.BankRef)
	check.Contains("text", m.Com, e.Text)
	m.compareInfos(check, e)
	for kind, values := range map[string][2]string{
		"other bank":         {m.BIC, e.Counterparty.BIC},
		"end-to-end id":      {m.CustomerRef, e.EndToEndID},
		"reference":          {m.Ref, e.Reference},
		"reason of a return": {m.Reason, e.ReturnReason},
	} {
		if values[0] != "" {
			check.Equal(kind, values[0], values[1])
		}
	}
	if m.Account != "" {
		check("other account", sameAccount(m.Account, e.Counterparty.IBAN), m.Account, e.Counterparty.IBAN)
	}
	if m.Name != "" {
		long := len(m.Infos) > 0 && strings.HasPrefix(m.Infos[0].Text, conform.Words(e.Counterparty.Name))
		check("other name", m.Name == e.Counterparty.Name || long && e.Counterparty.Name != "", m.Name, e.Counterparty.Name)
	}
}

// compareInfos finds the name of an information in the counterparty and all else
// in the text.
func (m move) compareInfos(check conform.Check, e bank.Entry) {
	for _, info := range m.Infos {
		check.Contains("information", strings.TrimPrefix(info.Text, conform.Words(e.Counterparty.Name)), e.Text)
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

func (m upstreamMove) compare(check conform.Check, e bank.Entry) {
	if m.Amount != "" {
		check.Amount("upstream amount", m.Amount, e.Amount)
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
		check.Contains(kind, values[0], values[1])
	}
}

func (u upstream) compare(check conform.Check, got []*bank.Statement, err error) {
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
			check.Amount("upstream old balance", want, s.Opening.Amount)
		}
	}
	for _, want := range []string{u.NewBalance, u.BalanceEnd, u.EndBalance} {
		if want != "" {
			check.Amount("upstream new balance", want, s.Closing.Amount)
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
		check.Amount("upstream amount", u.Line.Amount, e.Amount)
		check.Equal("upstream day", u.Line.Date, e.BookedOn.String())
		check.Equal("upstream text", u.Line.Description, e.Text)
		check.Equal("upstream bank reference", u.Line.BankRef, e.BankRef)
	}
	if u.Line2.Counterparty != "" {
		e := s.Entries[1]
		r, _ := bank.ParseReference(u.Line2.Structured)
		check.Equal("upstream counterparty", u.Line2.Counterparty, e.Counterparty.Name)
		check.Equal("upstream account", u.Line2.Account, e.Counterparty.IBAN)
		check.Equal("upstream reference", r.Digits, e.Reference)
	}
	for at, m := range u.Moves {
		m.compare(check, entryOf(s, at))
	}
	for at, info := range u.Infos {
		e := entryOf(s, at)
		for _, want := range []string{info.Name, info.Street, info.Locality, info.Banker} {
			check.Contains("upstream information", want, e.Counterparty.Name+"\n"+e.Text)
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

func (a assertion) compare(check conform.Check, got []*bank.Statement) {
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
		check.Equal("upstream statements", a.Value, strconv.Itoa(len(got)))
	case "count(result[0].transactions)":
		check.Equal("upstream entries", a.Value, strconv.Itoa(len(leaves)))
	case "result[0].initialBalance":
		check.Amount("upstream old balance", a.Value, s.Opening.Amount)
	case "result[0].newBalance":
		check.Amount("upstream new balance", a.Value, s.Closing.Amount)
	case "result[0].date":
		check.Equal("upstream new balance day", a.Value, s.Closing.Date.String())
	default:
		check("upstream unknown", false, a.Check, "no comparison")
	}
}

func (a assertion) compareLeaf(check conform.Check, what string, e bank.Entry) {
	switch what {
	case "amount":
		check.Amount("upstream amount", a.Value, e.Amount)
	case "message":
		check.Contains("upstream text", a.Value, e.Text)
	case "structuredMessage":
		check.Equal("upstream reference", a.Value, e.Reference)
	case "account.name":
		check.Equal("upstream counterparty", a.Value, e.Counterparty.Name)
	case "account.number":
		check.Equal("upstream account", a.Value, e.Counterparty.IBAN)
	case "clientReference":
		check.Equal("upstream end-to-end id", a.Value, e.EndToEndID)
	case "transactionSequence", "transactionSequenceDetail":
		// The numbers of a movement within its file are not kept.
	default:
		check("upstream unknown", false, what, "no comparison")
	}
}
