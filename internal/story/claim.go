package story

import (
	"fmt"
	"strings"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/money"
	"acquit/internal/report"
	"acquit/internal/store"
)

// doLate says what the terms of sale have on late payment: late clause insist
func (s *Stage) doLate(act *Act) error {
	return s.policy(func(p *company.Policy) error {
		for _, word := range act.Words {
			switch word {
			case "clause":
				p.Late.ConsumerClause = true
			case "mention":
				p.Late.Mention = true
			case "insist":
				p.Late.Insist = true
			case "waive-rest":
				p.Late.WaiveRest = true
			case "small-creditor":
				p.Late.SmallCreditor = true
			default:
				return fmt.Errorf("%q is nothing that terms say of late payment", word)
			}
		}
		return nil
	})
}

// doWaive lets go what is owed for being late: waive R-1 "goodwill"
func (s *Stage) doWaive(act *Act) error {
	owner, invoice, err := s.customerOrInvoice(act.word(0))
	if err != nil {
		return err
	}
	if err := s.desk.Waive(s.ctx, customer.Ref{Company: s.company.ID, Customer: owner}, invoice, act.word(1), person, s.today()); err != nil {
		return err
	}
	return s.settle()
}

// doCharge adds costs: charge R-1 12.50 "the bank's fee"
func (s *Stage) doCharge(act *Act) error {
	owner, invoice, err := s.customerOrInvoice(act.word(0))
	if err != nil {
		return err
	}
	costs, err := parseAmount(act.word(1), "")
	if err != nil {
		return err
	}
	if err := s.desk.Charge(s.ctx, customer.Ref{Company: s.company.ID, Customer: owner}, invoice, costs, act.word(2), person, s.today()); err != nil {
		return err
	}
	return s.settle()
}

// owes knows: owes R-1 1190.00 17.25 40.00 0.00
func (s *Stage) owes(text, number string) (is bool, err error) {
	err = s.view(func(tx *store.Tx) error {
		i, err := s.invoice(tx, number)
		if err != nil {
			return err
		}
		r, err := report.Claim(tx, s.desk.Calendar, i.ID, s.today())
		if err != nil {
			return err
		}
		words := []string{"owes", number}
		for _, a := range []money.Amount{r.Due.Principal, r.Due.Interest, r.Due.Compensation, r.Due.Costs} {
			words = append(words, amountText(a))
		}
		is = strings.Join(words, " ") == text
		return nil
	})
	return is, err
}
