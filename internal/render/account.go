package render

import (
	"acquit/internal/account"
	"acquit/internal/allocation"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/render/paper"
)

// Account is a statement of account: what a customer was asked for and paid over some
// days, and what is open.
type Account struct {
	Company  *company.Company
	Customer *customer.Customer
	On       date.Date // of the letter
	Account  account.Account
}

// PDF prints the statement for the readers of w, as a letter to the customer.
func (a *Account) PDF(w *locale.Words) ([]byte, error) {
	s := press{w, a.Company, a.Customer, a.On}
	p := s.letter(s.accountTitle(&a.Account), s.customerFacts())
	p.Paragraph(w.T("mail.greeting"))
	p.Paragraph(w.T("paper.account.intro"))
	p.Table(s.movements(&a.Account))
	closing := a.Account.Closing()
	if a.Account.Open().Sign() > 0 {
		p.Table(entitled(w.T("paper.account.ages", "Day", a.Account.Until), s.ages(&a.Account)))
	}
	if closing.Sign() > 0 && a.Company.IBAN != "" {
		with := plain(a.Customer.Number)
		if err := s.pay(p, closing, with, w.T("paper.code"), s.account(with)); err != nil {
			return nil, err
		}
	}
	p.Signed(paper.Plain(w.T("paper.account.differs")), w.T("mail.closing"), plain(a.Company.Name))
	return p.Bytes()
}

func (s *press) accountTitle(a *account.Account) string {
	if a.From == date.None {
		return s.T("paper.account.title_until", "Until", a.Until)
	}
	return s.T("paper.account.title", "From", a.From, "Until", a.Until)
}

func (s *press) customerFacts() []line {
	if s.customer.Number == "" {
		return nil
	}
	return []line{{Label: s.T("mail.customer_number"), Value: plain(s.customer.Number)}}
}

// movements are the days with what they added or took away, and what was open then.
func (s *press) movements(a *account.Account) *paper.Table {
	currency := a.Opening.Currency.String()
	t := &paper.Table{Columns: []paper.Column{
		{Head: s.T("paper.annex.came_on")}, {Head: s.T("paper.account.what"), Fill: true},
		{Head: s.T("paper.account.debit", "Currency", currency), Right: true}, {Head: s.T("paper.account.credit", "Currency", currency), Right: true},
		{Head: s.T("paper.account.balance", "Currency", currency), Right: true}}}
	balance := a.Opening
	if a.From != date.None {
		t.Rows = append(t.Rows, paper.Row{Strong: true, Cells: paper.Texts(s.ShortDate(a.From), s.T("paper.account.opening"), "", "", s.Amount(balance))})
	}
	for n := range a.Movements {
		m := &a.Movements[n]
		balance = balance.Add(m.Amount)
		debit, credit := s.Amount(m.Amount), ""
		if m.Amount.Sign() < 0 {
			debit, credit = "", s.Amount(m.Amount.Neg())
		}
		cells := paper.Texts(s.ShortDate(m.On), s.moved(m), debit, credit, s.Amount(balance))
		if m.Kind == account.Invoice {
			cells[1].Notes = []string{s.T("paper.account.due", "Day", s.ShortDate(m.DueOn))}
		}
		t.Rows = append(t.Rows, paper.Row{Cells: cells})
	}
	t.Foot = []paper.Row{{Strong: true, Cells: paper.Texts(s.T("paper.account.closing", "Day", a.Until), s.Money(balance))}}
	return t
}

// Moved says what a movement of an account was, to the readers of w.
func Moved(w *locale.Words, m *account.Movement) string {
	s := press{Words: w}
	return s.moved(m)
}

// moved says what a movement was.
func (s *press) moved(m *account.Movement) string {
	number := plain(m.Number)
	switch m.Kind {
	case account.Invoice:
		return s.Cap("word.invoice") + " " + number
	case account.CreditNote:
		return s.Cap("word.credit_note") + " " + number
	case account.Outside:
		return s.T("paper.account.outside")
	case account.Difference:
		return s.T("paper.account.difference")
	case account.Returned:
		return s.T("paper.account.returned")
	case account.Refund:
		return s.T("paper.account.refund")
	case account.Claimed:
		return s.T("paper.account.claimed", "Part", s.part(m.Part), "Number", number)
	case account.Waived:
		return s.T("paper.account.waived", "Part", s.part(m.Part), "Number", number)
	}
	return s.T("paper.account.payment")
}

// part names a part of a claim.
func (s *press) part(p allocation.Part) string {
	switch p {
	case allocation.Interest:
		return s.Cap("word.interest")
	case allocation.Compensation:
		return s.Cap("word.compensation")
	case allocation.Costs:
		return s.Cap("word.costs")
	}
	return s.Cap("word.principal")
}

// ages are what is left of invoices by age, in one row, and what stands beside them.
func (s *press) ages(a *account.Account) *paper.Table {
	t := &paper.Table{}
	var amounts []string
	for n, name := range []string{s.T("web.age.current"), s.T("web.age.30"), s.T("web.age.60"), s.T("web.age.90"), s.T("web.age.more")} {
		t.Columns = append(t.Columns, paper.Column{Head: name, Right: true, Fill: n == 0})
		amounts = append(amounts, s.Money(a.Debts[n]))
	}
	t.Rows = []paper.Row{{Cells: paper.Texts(amounts...)}}
	add := func(label string, sum money.Amount) {
		if !sum.IsZero() {
			t.Foot = append(t.Foot, paper.Row{Cells: paper.Texts(label, s.Money(sum))})
		}
	}
	add(s.T("paper.account.of_claims"), a.Claimed)
	add(s.T("paper.account.of_credits"), a.Credits)
	add(s.T("paper.account.on_account"), a.OnAccount)
	return t
}
