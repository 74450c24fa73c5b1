package story

import (
	"strconv"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/store"
)

// doPlan agrees with a customer on paying what is due in instalments, a month apart from a day on:
// plan ACME 3 2026-03-02
func (s *Stage) doPlan(act *Act) error {
	w, owner, err := s.wish(act)
	if err != nil {
		return err
	}
	if _, err := s.desk.MakePlan(s.ctx, owner, w, s.today()); err != nil {
		return err
	}
	return s.settle()
}

// doWish has a customer ask for that: wish ACME 3 2026-03-02
func (s *Stage) doWish(act *Act) error {
	w, owner, err := s.wish(act)
	if err != nil {
		return err
	}
	w.By = collect.Guest
	if _, err := s.desk.AskPlan(s.ctx, owner, w, s.today()); err != nil {
		return err
	}
	return s.settle()
}

func (s *Stage) wish(act *Act) (w collect.Wish, owner customer.Ref, err error) {
	who, invoice, err := s.customerOrInvoice(act.word(0))
	if err != nil {
		return w, owner, err
	}
	w.By, owner = person, customer.Ref{Company: s.company.ID, Customer: who}
	if invoice != 0 {
		w.Invoices = append(w.Invoices, invoice)
	}
	if w.Parts, err = strconv.Atoi(act.word(1)); err != nil {
		return w, owner, err
	}
	w.First, err = date.Parse(act.word(2))
	return w, owner, err
}

// doGrant lets the plan run that a customer asked for last: grant ACME
func (s *Stage) doGrant(act *Act) error {
	who, _, err := s.customerOrInvoice(act.word(0))
	if err != nil {
		return err
	}
	err = s.view(func(tx *store.Tx) error {
		all, err := tx.PlansOf(who, 1)
		if err == nil {
			_, err = s.desk.AgreePlan(s.ctx, s.company.ID, all[0].ID, person, s.today())
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.settle()
}
