package story

import (
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/money"
)

// doCollect begins to collect what is overdue of a customer: collect ACME "moved away".
func (s *Stage) doCollect(act *Act) error {
	return s.changeCase(act, func(c customer.Ref, why string) error {
		return s.desk.BeginCollection(s.ctx, c, money.EUR, why, person, s.today())
	})
}

// doRelease lets the ordinary reminders go on: release ACME "a plan was agreed".
func (s *Stage) doRelease(act *Act) error {
	return s.changeCase(act, func(c customer.Ref, why string) error {
		return s.desk.EndCollection(s.ctx, c, money.EUR, why, person, s.today())
	})
}

func (s *Stage) changeCase(act *Act, change func(c customer.Ref, why string) error) error {
	c, _, err := s.customerOrInvoice(act.word(0))
	if err != nil {
		return err
	}
	if err := change(customer.Ref{Company: s.company.ID, Customer: c}, act.word(1)); err != nil {
		return err
	}
	return s.settle()
}

// doHardship notes that a customer cannot pay for the time being: hardship ACME "ill" until DAY.
func (s *Stage) doHardship(act *Act) error {
	return s.noteTrouble(act, customer.Circumstance{Trouble: customer.Hardship, Words: act.word(1), Since: s.today()}, "until")
}

// doInsolvent notes that a customer is bankrupt since a day: insolvent ACME DAY.
func (s *Stage) doInsolvent(act *Act) (err error) {
	c := customer.Circumstance{Trouble: customer.Insolvency, Procedure: customer.Bankruptcy}
	if c.Since, err = date.Parse(act.word(1)); err != nil {
		return err
	}
	return s.noteTrouble(act, c, "lodge")
}

// noteTrouble notes a trouble whose last day stands behind a word.
func (s *Stage) noteTrouble(act *Act, c customer.Circumstance, behind string) error {
	who, _, err := s.customerOrInvoice(act.word(0))
	if err != nil {
		return err
	}
	if day := act.after(behind); day != "" {
		last, err := date.Parse(day)
		if err != nil {
			return err
		}
		c.Until, c.LodgeBy = last, last
	}
	c.Customer = who
	if err := s.desk.NoteTrouble(s.ctx, s.company.ID, &c, person, s.today()); err != nil {
		return err
	}
	return s.settle()
}
