package mt940

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/testkit/conform"
)

// facts are what is known of a collected file: read off it by position, and asserted by
// the tests of the program that it comes from.
type facts struct {
	Derived    derived     `json:"derived"`
	Assertions []assertion `json:"upstream_assertions"`
}

func tight(s string) string { return strings.Join(strings.Fields(s), "") }

type derived struct {
	Statements []struct {
		Account     string
		Number      string
		Entries     int
		Balanced    *bool
		Open, Close *balanceFact
		List        []entryFact
		Tags        []string
	}
}

type balanceFact struct{ Amount, Ccy, Date, Sign string }

type entryFact struct {
	Amount, Sign, Type, Value string
	Entry                     *string
}

func (d derived) compare(check conform.Check, got []*bank.Statement, err error) {
	next := 0
	for _, want := range d.Statements {
		ends := slices.ContainsFunc([]string{"62F", "62M", "64", "65", "65F", "34F", "END"}, func(tag string) bool { return slices.Contains(want.Tags, tag) })
		if want.Account == "" || !ends {
			check("refused", err != nil, "an error", err)
			continue
		}
		check("statement", next < len(got), "one more", err)
		if next >= len(got) {
			return
		}
		s := got[next]
		next++
		check("account", sameAccount(want.Account, s.Account), want.Account, s.Account)
		check("number", want.Number == s.Number || want.Number == s.Number+"/"+s.Sequence, want.Number, s.Number)
		want.Open.compare(check, "opening balance", s, s.Opening)
		want.Close.compare(check, "closing balance", s, s.Closing)
		if want.Balanced != nil {
			check.Warns("unbalanced", !*want.Balanced, s.Warnings, "do not give the new balance")
		}
		check("entries", want.Entries == len(s.Entries), want.Entries, len(s.Entries))
		for i, e := range want.List[:min(len(want.List), len(s.Entries))] {
			e.compare(check, s.Entries[i])
		}
	}
	check("statements", next == len(got), next, len(got))
}

// sameAccount takes off what stands around a number in field 25: blanks and a currency.
func sameAccount(want string, got bank.Account) bool {
	want = strings.ReplaceAll(want, " ", "")
	number := strings.ReplaceAll(got.IBAN+got.Other, " ", "")
	return want == number || want == number+got.Currency
}

func (f *balanceFact) compare(check conform.Check, kind string, s *bank.Statement, got *bank.Balance) {
	if f == nil {
		return
	}
	check(kind, got != nil, f, got)
	if got == nil {
		return
	}
	want := f.Amount
	if f.Sign == "D" && strings.Trim(want, "0.") != "" {
		want = "-" + want
	}
	check.Amount(kind, want, got.Amount)
	check.Equal(kind+" day", isoDay(f.Date), got.Date.String())
	check.Equal("currency", f.Ccy, s.Account.Currency)
}

func isoDay(yymmdd string) string { return "20" + yymmdd[:2] + "-" + yymmdd[2:4] + "-" + yymmdd[4:] }

func (f entryFact) compare(check conform.Check, e bank.Entry) {
	want := f.Amount
	if (f.Sign == "D" || f.Sign == "RC") && strings.Trim(want, "0.") != "" {
		want = "-" + want
	}
	check.Amount("amount", want, e.Amount)
	check.Equal("reversal", strconv.FormatBool(f.Sign[0] == 'R'), strconv.FormatBool(e.Reversal))
	check.Equal("value day", isoDay(f.Value), e.ValueOn.String())
	if f.Entry != nil {
		check.Equal("day", *f.Entry, strings.ReplaceAll(e.BookedOn.String()[5:], "-", ""))
	} else {
		check.Equal("day", e.ValueOn.String(), e.BookedOn.String())
	}
	kind, _, _ := strings.Cut(e.Code, "+")
	check.Equal("type", strings.TrimSpace(f.Type), kind)
}

// oracle is what the program mt940-rs reads in a message.
type oracle struct {
	Account   string         `json:"account_id"`
	Number    string         `json:"statement_no"`
	Sequence  *string        `json:"sequence_no"`
	Opening   oracleBalance  `json:"opening_balance"`
	Closing   oracleBalance  `json:"closing_balance"`
	Movements []oracleEntry  `json:"statement_lines"`
	Available *oracleBalance `json:"closing_available_balance"`
}

type oracleBalance struct {
	Mark     string `json:"debit_credit_indicator"`
	Date     string `json:"date"`
	Currency string `json:"iso_currency_code"`
	Amount   string `json:"amount"`
}

type oracleEntry struct {
	Value   string  `json:"value_date"`
	Booked  *string `json:"entry_date"`
	Mark    string  `json:"ext_debit_credit_indicator"`
	Amount  string  `json:"amount"`
	Ref     string  `json:"customer_ref"`
	BankRef *string `json:"bank_ref"`
}

func (o oracle) compare(check conform.Check, s *bank.Statement) {
	check("oracle account", sameAccount(o.Account, s.Account), o.Account, s.Account)
	check.Equal("oracle number", o.Number, s.Number)
	if o.Sequence != nil {
		check.Equal("oracle sequence", *o.Sequence, s.Sequence)
	}
	o.Opening.compare(check, "oracle opening balance", s.Opening)
	o.Closing.compare(check, "oracle closing balance", s.Closing)
	check("oracle entries", len(o.Movements) == len(s.Entries), len(o.Movements), len(s.Entries))
	for i, m := range o.Movements[:min(len(o.Movements), len(s.Entries))] {
		m.compare(check, s.Entries[i])
	}
}

func (o oracleBalance) compare(check conform.Check, kind string, got *bank.Balance) {
	check(kind, got != nil, o, got)
	if got == nil {
		return
	}
	want := o.Amount
	if o.Mark == "Debit" {
		want = "-" + want
	}
	check.Amount(kind, want, got.Amount)
	check.Equal(kind+" day", o.Date, got.Date.String())
}

func (o oracleEntry) compare(check conform.Check, e bank.Entry) {
	want := o.Amount
	if o.Mark == "Debit" || o.Mark == "ReverseCredit" {
		want = "-" + want
	}
	check.Amount("oracle amount", want, e.Amount)
	check.Equal("oracle value day", o.Value, e.ValueOn.String())
	if o.Booked != nil {
		check.Equal("oracle day", *o.Booked, e.BookedOn.String())
	}
	if o.BankRef != nil && bank.Stated(*o.BankRef) != "" {
		check.Equal("oracle bank reference", *o.BankRef, e.BankRef)
	}
}

// assertion is one line of another program's tests, such as transactions[2].amount = 20.
// Not all say of which statement they speak: it suffices that one of the file agrees. A
// null says that the other program finds nothing there, and is no fact of the file.
type assertion struct {
	Check string
	Value *string
}

var member = regexp.MustCompile(`^(?:.*?transactions\[(\d+)\]|.*[tT]ransaction)\.(.+)$`)

func (a assertion) compare(check conform.Check, got []*bank.Statement) {
	if a.Value == nil || len(got) == 0 {
		return
	}
	if strings.Contains(a.Check, "deltaPrice") || strings.Contains(a.Check, ".bank") {
		return // the first is a difference of two balances, the second a name of theirs
	}
	if a.Check == "count(statements)" {
		check.Equal("upstream statements", *a.Value, strconv.Itoa(len(got)))
		return
	}
	var found []string
	for _, s := range got {
		if m := member.FindStringSubmatch(a.Check); m != nil {
			found = append(found, a.ofEntries(m[1], m[2], s)...)
		} else {
			found = append(found, ofStatement(a.Check, s)...)
		}
	}
	kind := "upstream " + a.Check[strings.LastIndexByte(a.Check, '.')+1:]
	agrees := slices.ContainsFunc(found, func(s string) bool { return a.agrees(s) })
	check(kind, agrees, *a.Value, found[:min(len(found), 4)])
}

// agrees compares without the blanks, hours and zeros by which the others write.
func (a assertion) agrees(got string) bool {
	want := tight(strings.TrimSuffix(*a.Value, " 00:00:00"))
	got = tight(got)
	if w, err := decimal.Parse(want); err == nil {
		g, err := decimal.Parse(got)
		if err == nil && w.Abs().Equal(g.Abs()) {
			return true
		}
	}
	if day, err := dayIn(want); err == nil {
		want = day
	}
	return want != "" && strings.Contains(got, want)
}

// dayIn reads a day in the orders in which the others write it.
func dayIn(s string) (string, error) {
	parts := strings.Split(s, "-")
	if len(parts) == 3 && len(parts[2]) == 4 {
		d, err := date.Digits(parts[2], parts[1], parts[0])
		return d.String(), err
	}
	if len(s) == 6 {
		d, err := date.Digits("20"+s[:2], s[2:4], s[4:])
		return d.String(), err
	}
	return "", fmt.Errorf("no day")
}

func ofStatement(what string, s *bank.Statement) []string {
	var balances []bank.Balance
	for _, b := range []*bank.Balance{s.Opening, s.Closing} {
		if b != nil {
			balances = append(balances, *b)
		}
	}
	var all []string
	switch {
	case strings.HasSuffix(what, ".number") && strings.Contains(what, "account"):
		return []string{s.Account.IBAN + s.Account.Other}
	case strings.HasSuffix(what, "number"):
		return []string{s.Number + "/" + s.Sequence}
	case strings.HasSuffix(what, "currency"):
		return []string{s.Account.Currency}
	case what == "count(transactions)":
		return []string{strconv.Itoa(len(s.Entries))}
	case strings.Contains(what, "Timestamp") || strings.HasSuffix(what, "date"):
		for _, b := range balances {
			all = append(all, b.Date.String())
		}
	default: // amounts, under several names
		for _, b := range balances {
			all = append(all, b.Amount.String())
		}
	}
	return all
}

func (a assertion) ofEntries(n, what string, s *bank.Statement) (all []string) {
	entries := s.Entries
	if i, err := strconv.Atoi(n); err == nil {
		entries = entries[min(i, len(entries)):min(i+1, len(entries))]
	}
	for _, e := range entries {
		all = append(all, ofEntry(what, e))
	}
	return all
}

func ofEntry(what string, e bank.Entry) string {
	switch strings.TrimPrefix(what, "contraAccount.") {
	case "amount", "price":
		return e.Amount.String()
	case "valueDate", "valueTimestamp('ymd')":
		return e.ValueOn.String()
	case "bookDate", "entryTimestamp('d-m-Y')", "entryTimestamp('ymd')":
		return e.BookedOn.String()
	case "debitCredit":
		return map[int]string{1: "C", -1: "D", 0: "C"}[e.Amount.Sign()]
	case "code", "gVC", "primanota", "extCode", "transactionCode":
		return e.Code
	case "ref":
		return "NONREF KREF+ " + e.Text // what banks write where there is none
	case "bankRef":
		return e.BankRef
	case "iBAN", "number", "account":
		return e.Counterparty.IBAN
	case "bIC":
		return e.Counterparty.BIC + e.Counterparty.IBAN
	case "name", "accountHolder", "accountName":
		return e.Counterparty.Name
	case "eref":
		return e.EndToEndID
	case "mref":
		return e.MandateID
	case "supplementaryDetails":
		return "/OCMT/" + e.Original.Currency + strings.Replace(e.Original.Amount.String(), ".", ",", 1) +
			"//CHGS/" + e.Charges.Currency + strings.Replace(e.Charges.Amount.String(), ".", ",", 1) + "/"
	}
	return e.Text // txText, svwz, kref, cred, description
}
