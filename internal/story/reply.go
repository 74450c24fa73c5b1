package story

import (
	"fmt"
	"strings"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/deliver/catcher"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/reply"
	"acquit/internal/store"
)

// doHear has a customer write, in answer to the last mail where there was one:
// hear ACME "where is the credit note?"
func (s *Stage) doHear(act *Act) error {
	who, _, err := s.customerOrInvoice(act.word(0))
	if err != nil {
		return err
	}
	last, _, err := s.lastMail(act.word(0))
	if err != nil {
		return err
	}
	head := "Subject: a question"
	if last != nil {
		head = "In-Reply-To: " + last.Mail.MessageID + "\r\nSubject: Re: " + last.Mail.Subject
	}
	from, err := s.addressOf(who)
	if err != nil {
		return err
	}
	return s.hear(fmt.Sprintf("From: %s\r\nMessage-ID: <%d@customer.example>\r\n%s\r\n\r\n%s\r\n", from, s.now.UnixNano(), head, act.word(1)))
}

// doBounce has the last mail to a customer come back, because there is no such address:
// bounce ACME
func (s *Stage) doBounce(act *Act) error {
	last, found, err := s.lastMail(act.word(0))
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("no mail went to %s", act.word(0))
	}
	return s.hear(strings.ReplaceAll(fmt.Sprintf(`From: MAILER-DAEMON@mail.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <%d@mail.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; %s
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: text/rfc822-headers

Message-ID: %s

--b--
`, s.now.UnixNano(), last.Mail.To[0], last.Mail.MessageID), "\n", "\r\n"))
}

func (s *Stage) hear(raw string) error {
	mail, err := inbox.ReadMail([]byte(raw))
	if err != nil {
		return err
	}
	if _, err := s.desk.Hear(s.ctx, s.company.ID, []byte(raw), &mail, s.today()); err != nil {
		return err
	}
	return s.settle()
}

// doWrite has a person write to a customer, in answer to what waits: write ACME "thank you"
func (s *Stage) doWrite(act *Act) error {
	who, waits, err := s.waitingReply(act.word(0))
	if err != nil {
		return err
	}
	l := collect.Letter{Subject: "Re: your mail", Body: act.word(1)}
	if waits != nil {
		l.Answers = waits.ID
	}
	if _, err := s.desk.Write(s.ctx, customer.Ref{Company: s.company.ID, Customer: who}, l, person, s.today()); err != nil {
		return err
	}
	return s.settle()
}

// doDismiss has a person say that a customer's reply needs no answer: dismiss ACME
func (s *Stage) doDismiss(act *Act) error {
	_, waits, err := s.waitingReply(act.word(0))
	if err != nil {
		return err
	}
	if waits == nil {
		return fmt.Errorf("%s waits for no answer", act.word(0))
	}
	if _, err := s.desk.Dismiss(s.ctx, s.company.ID, []id.ID{waits.ID}, person, s.today()); err != nil {
		return err
	}
	return s.settle()
}

// waitingReply is a customer, and its newest reply that waits; nil for none.
func (s *Stage) waitingReply(number string) (who id.ID, waits *reply.Reply, err error) {
	if who, _, err = s.customerOrInvoice(number); err != nil {
		return who, nil, err
	}
	err = s.view(func(tx *store.Tx) error {
		all, err := tx.RepliesOf(who, 20)
		for n := range all {
			if all[n].Waits() && waits == nil {
				waits = &all[n]
			}
		}
		return err
	})
	return who, waits, err
}

// lastMail is the last mail that left for a customer.
func (s *Stage) lastMail(number string) (last *catcher.Mail, found bool, err error) {
	caught := s.mails.List()
	for n := range caught {
		i, err := messageOf(&caught[n])
		if err != nil {
			return nil, false, err
		}
		err = s.view(func(tx *store.Tx) error {
			m, _, err := tx.MessageByID(i)
			found = err == nil && s.numberOf(m.Customer) == number
			return err
		})
		if err != nil || found {
			return &caught[n], found, err
		}
	}
	return nil, false, nil
}

// addressOf is the first mail address of a customer.
func (s *Stage) addressOf(who id.ID) (address string, err error) {
	err = s.view(func(tx *store.Tx) error {
		contacts, err := tx.Contacts(who)
		for _, c := range contacts[who] {
			if address == "" {
				address = c.Email
			}
		}
		return err
	})
	return address, err
}
