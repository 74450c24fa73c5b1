package story

import (
	"fmt"
	"strings"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/store"
)

// doLabel puts a label on a customer, or takes it off: label ACME vip, label ACME vip off
func (s *Stage) doLabel(act *Act) error {
	return s.mark(act.word(0), collect.Mark{Label: act.word(1), Off: act.word(2) == "off"})
}

// doManager gives a customer an account manager: manager ACME anna@lys.example; nobody
// for none
func (s *Stage) doManager(act *Act) error {
	return s.mark(act.word(0), collect.Mark{Manager: strings.TrimPrefix(act.word(1), "nobody")})
}

func (s *Stage) mark(number string, m collect.Mark) error {
	if m.Customer = s.idOf(number); m.Customer == 0 {
		return fmt.Errorf("there is no customer %s", number)
	}
	if _, err := s.desk.Mark(s.ctx, s.company.ID, []collect.Mark{m}, person, s.today()); err != nil {
		return err
	}
	return s.settle()
}

// isMarked knows: labels ACME north, vip; manager ACME anna@lys.example; nothing behind
// the customer where there is none.
func (s *Stage) isMarked(text, number string) (is bool, err error) {
	err = s.view(func(tx *store.Tx) error {
		c, _, err := tx.Customer(s.idOf(number))
		is = text == strings.TrimSpace("labels "+number+" "+customer.LabelText(c.Labels)) || text == strings.TrimSpace("manager "+number+" "+c.Manager)
		return err
	})
	return is, err
}
