package story

import (
	"fmt"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/store"
)

// doHold holds a customer, an invoice, everybody, or all who have a label:
// hold ACME "new accountant" until DAY, hold label "key account" "the fair".
func (s *Stage) doHold(act *Act) (err error) {
	label, about := labelled(act)
	h := hold.Hold{Reason: about.word(1), Label: label, PlacedBy: person}
	if act.after("for") == "sales" {
		h.Cause = hold.BySales
	}
	if day := act.after("until"); day != "" {
		if h.Until, err = date.Parse(day); err != nil {
			return err
		}
	}
	if label == "" && act.word(0) != "everybody" {
		return s.placeHold(act.word(0), h)
	}
	if _, err := s.desk.PlaceBroadHold(s.ctx, s.company.ID, h, s.today()); err != nil {
		return err
	}
	return s.settle()
}

// labelled is the label that a line is about, and the line behind the word "label".
func labelled(act *Act) (label string, rest *Act) {
	if act.word(0) != "label" {
		return "", act
	}
	return act.word(1), &Act{Words: act.Words[1:]}
}

// placeHold places a hold on the customer or the invoice that a word names.
func (s *Stage) placeHold(word string, h hold.Hold) error {
	owner, invoice, err := s.customerOrInvoice(word)
	if err != nil {
		return err
	}
	h.Invoice = invoice
	if _, err := s.desk.PlaceHold(s.ctx, customer.Ref{Company: s.company.ID, Customer: owner}, h, s.today()); err != nil {
		return err
	}
	return s.settle()
}

// doPromise has a customer promise to pay: promise ACME DAY, promise R-1 DAY 500.00
func (s *Stage) doPromise(act *Act) (err error) {
	h := hold.Hold{Cause: hold.ForPromise, PlacedBy: person}
	if h.PromisedOn, err = date.Parse(act.word(1)); err != nil {
		return err
	}
	if act.word(2) != "" {
		if h.Amount, err = parseAmount(act.word(2), act.word(3)); err != nil {
			return err
		}
	}
	return s.placeHold(act.word(0), h)
}

// doAnswer has a customer answer, and nobody reply yet: answer ACME
func (s *Stage) doAnswer(act *Act) error {
	return s.placeHold(act.word(0), hold.Hold{Cause: hold.ForReply, PlacedBy: person})
}

// doLift lifts what was held: lift ACME, lift R-1, lift everybody, lift label "key account".
func (s *Stage) doLift(act *Act) error {
	label, _ := labelled(act)
	var lifted []id.ID
	err := s.view(func(tx *store.Tx) error {
		if label != "" || act.word(0) == "everybody" {
			holds, err := tx.BroadHolds()
			for _, h := range holds {
				if h.Label == label {
					lifted = append(lifted, h.ID)
				}
			}
			return err
		}
		owner, invoice, err := s.customerOrInvoice(act.word(0))
		if err != nil {
			return err
		}
		holds, err := tx.Holds(owner)
		for _, h := range holds {
			if h.Invoice == invoice {
				lifted = append(lifted, h.ID)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(lifted) == 0 {
		return fmt.Errorf("%s is not held", act.Rest)
	}
	if _, err := s.desk.LiftHolds(s.ctx, s.company.ID, lifted, person, s.today()); err != nil {
		return err
	}
	return s.settle()
}
