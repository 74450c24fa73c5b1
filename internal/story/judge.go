package story

import (
	"fmt"
	"slices"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/hold"
	"acquit/internal/inbox"
	"acquit/internal/reading"
	"acquit/internal/reply"
	"acquit/internal/report"
	"acquit/internal/store"
)

// readings are what a reply seems to say.
func (s *Stage) readings(r *reply.Reply) (all []reading.Said, err error) {
	err = s.view(func(tx *store.Tx) error {
		who, _, err := tx.Customer(r.Customer)
		if err != nil {
			return err
		}
		doc, _, err := tx.Document(r.Content)
		if err != nil {
			return err
		}
		mail, err := inbox.ReadMail(doc.Body)
		all = collect.SaidIn(r, &mail, who.Language, s.company.Location())
		return err
	})
	return all, err
}

// says knows what the reply of a customer that waits seems to say: says ACME promise 2026-03-20
func (s *Stage) says(text, number string) (bool, error) {
	_, waits, err := s.waitingReply(number)
	if err != nil || waits == nil {
		return false, err
	}
	all, err := s.readings(waits)
	return slices.ContainsFunc(all, func(said reading.Said) bool {
		line := fmt.Sprintf("says %s %s", number, said.Kind)
		return text == line || said.Day != date.None && text == line+" "+said.Day.String()
	}), err
}

// doAgree has a person confirm that a customer promises what the reply seems to say: agree ACME
func (s *Stage) doAgree(act *Act) error {
	_, waits, err := s.waitingReply(act.word(0))
	if err != nil {
		return err
	}
	if waits == nil {
		return fmt.Errorf("%s waits for no answer", act.word(0))
	}
	all, err := s.readings(waits)
	if err != nil {
		return err
	}
	n := slices.IndexFunc(all, func(said reading.Said) bool { return said.Kind == reading.Promise && said.Day != date.None })
	if n < 0 {
		return fmt.Errorf("the reply promises no day")
	}
	h := hold.Hold{Cause: hold.ForPromise, PromisedOn: all[n].Day, Reason: all[n].Quote, PlacedBy: person}
	if _, err := s.desk.NoteReply(s.ctx, s.company.ID, waits.ID, h, s.today()); err != nil {
		return err
	}
	return s.settle()
}

// doDoctor rechecks the whole book, the hashes of the timelines included: doctor
func (s *Stage) doDoctor(*Act) error {
	found, err := report.Doctor(s.ctx, s.store, s.company.ID)
	for _, f := range found {
		s.said = append(s.said, fmt.Sprintf("found: %+v", f))
	}
	return err
}

// tells knows what happened with a customer, in this order and perhaps with more between:
// timeline ACME message_sent message_failed
func (s *Stage) tells(w []string) (is bool, err error) {
	err = s.view(func(tx *store.Tx) error {
		who, found, err := tx.CustomerByWord(w[1])
		if err != nil || !found {
			return err
		}
		events, err := tx.Timeline(who.ID, 0, enough)
		slices.Reverse(events)
		left := w[2:]
		for _, e := range events {
			if len(left) > 0 && string(e.Kind) == left[0] {
				left = left[1:]
			}
		}
		is = len(left) == 0
		return err
	})
	return is, err
}

// doDelivery has the company's invoices sent from here, from the day on: delivery on
func (s *Stage) doDelivery(*Act) error {
	s.company.Policy.Delivery = &company.Delivery{From: s.today(), MostDays: company.UsualDeliveryDays}
	return s.update(func(tx *store.Tx) error { return tx.SaveCompany(&s.company) })
}

// delivers knows how far an invoice has come to its customer: delivery R-1 delivered 2026-01-05
func (s *Stage) delivers(text, number string) (is bool, err error) {
	err = s.view(func(tx *store.Tx) error {
		i, err := s.invoice(tx, number)
		if err != nil {
			return err
		}
		all, err := tx.Deliveries(i.ID)
		d := all[i.ID]
		is = text == fmt.Sprintf("delivery %s %s %s", number, d.State, d.On) || text == fmt.Sprintf("delivery %s %s", number, d.State)
		return err
	})
	return is, err
}

// enclosed are the names of the files that a mail brings: " with R-1.pdf R-1.xml"; "" for none.
// Pictures among its words are none.
func enclosed(m *deliver.Mail) string {
	names := ""
	for _, a := range m.Attachments {
		if a.MIME != "image/png" {
			names += " " + a.Name
		}
	}
	if names == "" {
		return ""
	}
	return " with" + names
}
