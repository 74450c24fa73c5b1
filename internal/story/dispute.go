package story

import (
	"context"
	"fmt"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dispute"
	"acquit/internal/id"
	"acquit/internal/store"
)

// doContest has a customer contest an invoice: contest R-1 "broken goods" 40.00
func (s *Stage) doContest(act *Act) error {
	owner, invoice, err := s.customerOrInvoice(act.word(0))
	if err != nil {
		return err
	}
	c := collect.Contested{Invoice: invoice, Text: act.word(1), By: person}
	if act.word(2) != "" {
		if c.Amount, err = parseAmount(act.word(2), act.word(3)); err != nil {
			return err
		}
	}
	if _, err := s.desk.Contest(s.ctx, customer.Ref{Company: s.company.ID, Customer: owner}, c, s.today()); err != nil {
		return err
	}
	return s.settle()
}

// doAccept has the company accept what is contested of an invoice, or a part of it, and tell the
// customer: accept R-1 40.00
func (s *Stage) doAccept(act *Act) (err error) {
	answer := collect.Answer{Tell: true}
	if act.word(1) != "" {
		if answer.Agreed, err = parseAmount(act.word(1), act.word(2)); err != nil {
			return err
		}
	}
	return s.answerDispute(act, answer, s.desk.AcceptDispute)
}

// doReject has the company reject what is contested of an invoice, and tell the customer:
// reject R-1 "the delivery note is signed"
func (s *Stage) doReject(act *Act) error {
	return s.answerDispute(act, collect.Answer{Grounds: act.word(1), Tell: true}, s.desk.RejectDispute)
}

type answering = func(ctx context.Context, company, i id.ID, a collect.Answer, by string, today date.Date) (dispute.Dispute, error)

func (s *Stage) answerDispute(act *Act, a collect.Answer, with answering) error {
	i, err := s.disputeAbout(act.word(0))
	if err != nil {
		return err
	}
	if _, err := with(s.ctx, s.company.ID, i, a, person, s.today()); err != nil {
		return err
	}
	return s.settle()
}

// doWithdraw has an invoice contested no more: withdraw R-1
func (s *Stage) doWithdraw(act *Act) error {
	i, err := s.disputeAbout(act.word(0))
	if err != nil {
		return err
	}
	if _, err := s.desk.WithdrawDispute(s.ctx, s.company.ID, i, person, s.today()); err != nil {
		return err
	}
	return s.settle()
}

// disputeAbout is the dispute that lasts about an invoice.
func (s *Stage) disputeAbout(number string) (i id.ID, err error) {
	_, invoice, err := s.customerOrInvoice(number)
	if err != nil {
		return 0, err
	}
	return i, s.view(func(tx *store.Tx) error {
		found, err := tx.DisputesAbout([]id.ID{invoice})
		if err == nil && len(found) == 0 {
			err = fmt.Errorf("nobody contests %s", number)
		}
		if err == nil {
			i = found[0].ID
		}
		return err
	})
}
