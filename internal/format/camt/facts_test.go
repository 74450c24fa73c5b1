package camt

import (
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/testkit/trial"
)

// The facts that were read off the files of a corpus by other means.
type fileFacts struct {
	Derived struct {
		NS         string
		Msg        string
		Statements []statementFacts
	}
	Upstream *upstreamFacts `json:"upstream_facts"`
}

// upstreamFacts are what a test of the repository that a file comes from expects:
// one statement of one entry.
type upstreamFacts struct {
	Name  string
	Start string `json:"start_balance"`
	End   string `json:"end_balance"`
	Total string
	Lines int
	Line  struct {
		Date, Amount, Remittance string
		Name                     string `json:"creditor_name"`
		IBAN                     string `json:"creditor_iban"`
	}
}

type statementFacts struct {
	Account, Ccy, Owner, ID string
	Seq                     string
	LegalSeq                string `json:"legal_seq"`
	Opening, Closing        string
	NetBooked               string `json:"net_booked"`
	Balanced                *bool
	EntryCount              *int `json:"entry_count"`
	Entries                 []entryFacts
}

type amountFacts struct{ Ccy, Value string }

type codeFacts struct{ Domain, Prtry string }

type entryFacts struct {
	Addtl, Booked, Value, Ind string
	Reversal, Status, Ref     string
	Amount                    amountFacts
	Code                      codeFacts
	SvcrRef                   string `json:"svcr_ref"`
	Batch                     []struct{ PmtInf string }
	Charges                   []amountFacts
	TxCount                   int `json:"tx_count"`
	Txs                       []paymentFacts
}

type paymentFacts struct {
	Amount           *amountFacts
	InstrAmt         *amountFacts `json:"instr_amt"`
	Ind              string
	Addtl            string
	Counterparty     string
	CounterpartyAcct string `json:"counterparty_acct"`
	Ultimate         string
	E2E              string
	RetReason        string `json:"ret_reason"`
	AcctSvcrRef      string `json:"acct_svcr_ref"`
	Code             codeFacts
	Charges          []amountFacts
	Ustrd            []string
	Strd             []struct {
		Ref  string
		Add  []string
		Docs []struct{ Number string }
	}
}

func (s *score) statements(facts fileFacts, got []*bank.Statement) {
	want := facts.Derived.Statements
	if facts.Upstream != nil {
		want = facts.Upstream.statements()
	}
	s.holds("statements", len(want) == len(got), "want %d, got %d", len(want), len(got))
	if len(want) != len(got) {
		return
	}
	for i, w := range want {
		s.statement(facts.Derived.NS, w, got[i])
	}
}

// statements puts upstream facts into the form of the others.
func (u *upstreamFacts) statements() []statementFacts {
	e := entryFacts{Booked: u.Line.Date, Ind: credit, TxCount: 1, Txs: []paymentFacts{{
		Counterparty: u.Line.Name, CounterpartyAcct: u.Line.IBAN, Ustrd: []string{u.Line.Remittance},
	}}}
	e.Amount.Value = u.Line.Amount
	if value, negative := strings.CutPrefix(u.Line.Amount, "-"); negative {
		e.Ind, e.Amount.Value = debit, value
	}
	return []statementFacts{{
		ID: u.Name, Opening: u.Start, Closing: u.End, NetBooked: u.Total,
		EntryCount: &u.Lines, Entries: []entryFacts{e},
	}}
}

func (s *score) statement(ns string, want statementFacts, got *bank.Statement) {
	if found := standard.FindString(ns); found != "" {
		s.fact("format", found, got.Format)
	}
	s.fact("account", want.Account, first(got.Account.IBAN, got.Account.Other))
	s.fact("account currency", want.Ccy, got.Account.Currency)
	s.says("owner", ownerName(want.Owner, got.Account.Owner), got.Account.Owner)
	s.fact("number", want.ID, got.Number)
	s.fact("sequence", first(want.Seq, want.LegalSeq), got.Sequence)
	s.balance("opening", want.Opening, got.Opening)
	s.balance("closing", want.Closing, got.Closing)
	if want.Balanced != nil {
		s.holds("balanced", *want.Balanced == balanced(got), "want %t, warnings %q", *want.Balanced, trial.English(got.Warnings))
	}
	if want.EntryCount != nil {
		s.holds("entries", *want.EntryCount == len(got.Entries), "want %d, got %d", *want.EntryCount, len(got.Entries))
	}
	s.net(want, got)
	for i := range min(len(want.Entries), len(got.Entries)) {
		s.entry(want.Entries[i], got.Entries[i])
	}
}

// balanced reports whether no warning speaks of the balances.
func balanced(s *bank.Statement) bool {
	all := strings.Join(trial.English(s.Warnings), "\n")
	return !strings.Contains(all, "from one balance to the other") && !strings.Contains(all, "balances cannot be checked")
}

// ownerName is the name inside a fact that has the address behind it.
func ownerName(fact, name string) string {
	if name != "" && strings.HasPrefix(fact, name) {
		return name
	}
	return fact
}

func (s *score) balance(kind, want string, got *bank.Balance) {
	if want == "" {
		return
	}
	if got == nil {
		s.holds(kind, false, "want %s, got none", want)
		return
	}
	s.decimal(kind, want, got.Amount)
}

func (s *score) decimal(kind, want string, got decimal.Decimal) {
	s.holds(kind, decimal.MustParse(want).Cmp(got) == 0, "want %s, got %s", want, got)
}

func (s *score) net(want statementFacts, got *bank.Statement) {
	if want.NetBooked == "" {
		return
	}
	sum := decimal.Zero
	for _, e := range got.Entries {
		if e.Status == bank.Booked {
			sum, _ = sum.Add(e.Amount)
		}
	}
	s.decimal("net booked", want.NetBooked, sum)
}

var statuses = map[string]bank.Status{"BOOK": bank.Booked, "PDNG": bank.Pending, "INFO": bank.Information}

func (s *score) entry(want entryFacts, got bank.Entry) {
	s.decimal("amount", sign(want.Ind)+want.Amount.Value, got.Amount)
	s.fact("currency", want.Amount.Ccy, got.Currency)
	s.fact("status", string(statuses[want.Status]), string(got.Status))
	s.fact("booking day", dayOf(want.Booked).String(), got.BookedOn.String())
	s.fact("value day", dayOf(want.Value).String(), got.ValueOn.String())
	if want.Reversal != "" {
		s.holds("reversal", (want.Reversal == "true") == got.Reversal, "want %s", want.Reversal)
	}
	s.fact("bank reference", want.SvcrRef, got.BankRef)
	s.fact("code", first(want.Code.Domain, want.Code.Prtry), got.Code)
	s.says("additional text", want.Addtl, got.Text)
	for _, b := range want.Batch {
		s.says("batch id", bank.Stated(b.PmtInf), got.Text)
	}
	s.charges(want.Charges, got.Text)
	if want.TxCount > 1 {
		s.holds("details", want.TxCount == len(got.Details), "want %d, got %d", want.TxCount, len(got.Details))
	}
	for i, w := range want.Txs {
		switch {
		case len(got.Details) == len(want.Txs):
			s.detail(want, w, got.Details[i])
		case len(want.Txs) == 1 && len(got.Details) == 0:
			s.payment(w, got)
		}
	}
}

// sign is how a direction is written before a figure.
func sign(ind string) string {
	if ind == debit {
		return "-"
	}
	return ""
}

func (s *score) charges(want []amountFacts, text string) {
	for _, c := range want {
		if !decimal.MustParse(c.Value).IsZero() {
			s.says("charges", c.Value+c.Ccy, text)
		}
	}
}

// detail compares a payment that stands apart from its entry, so that its sum
// and direction show.
func (s *score) detail(batch entryFacts, want paymentFacts, got bank.Entry) {
	if want.Amount != nil {
		s.decimal("detail amount", sign(first(want.Ind, batch.Ind))+want.Amount.Value, got.Amount)
		s.fact("detail currency", want.Amount.Ccy, got.Currency)
	}
	s.fact("detail bank reference", want.AcctSvcrRef, got.BankRef)
	s.fact("detail code", first(want.Code.Domain, want.Code.Prtry), got.Code)
	s.payment(want, got)
}

// payment compares what a payment says beside its sum.
func (s *score) payment(want paymentFacts, got bank.Entry) {
	s.fact("counterparty", want.Counterparty, got.Counterparty.Name)
	s.fact("counterparty account", want.CounterpartyAcct, got.Counterparty.IBAN)
	s.says("ultimate party", want.Ultimate, got.Counterparty.Name+got.Text)
	if bank.Stated(want.E2E) == "" {
		s.holds("no end-to-end id", got.EndToEndID == "", "got %q", got.EndToEndID)
	}
	s.fact("end-to-end id", bank.Stated(want.E2E), got.EndToEndID)
	s.fact("return reason", want.RetReason, got.ReturnReason)
	s.says("additional text", want.Addtl, got.Text)
	s.charges(want.Charges, got.Text)
	if a := want.InstrAmt; a != nil && a.Ccy != got.Currency && !decimal.MustParse(a.Value).IsZero() {
		s.says("instructed amount", a.Value+a.Ccy, got.Text)
	}
	for _, u := range want.Ustrd {
		s.says("remittance text", u, got.Text)
	}
	for i, strd := range want.Strd {
		if i == 0 {
			s.fact("structured reference", squeeze(strd.Ref), squeeze(got.Reference))
		}
		s.says("structured references", strd.Ref, got.Reference+got.Text)
		for _, add := range strd.Add {
			s.says("remittance text", add, got.Text)
		}
		for _, doc := range strd.Docs {
			s.says("paid document", doc.Number, got.Text)
		}
	}
}
