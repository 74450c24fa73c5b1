package intake_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/deliver/smtp"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/inbox/listen"
	"acquit/internal/intake"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// listens starts a mail server for the companies of a store. trouble, where it says
// something, keeps mails from being kept.
func listens(t *testing.T, s *store.Store, trouble *error) *smtp.Channel {
	t.Helper()
	desk := &collect.Desk{Store: s, Calendar: calendar.New(), Words: locale.NewBook()}
	in := &intake.Inbox{Store: s, Hear: func(ctx context.Context, of id.ID, raw []byte, mail *inbox.Mail, today date.Date) error {
		if *trouble != nil {
			return *trouble
		}
		_, err := desk.Hear(ctx, of, raw, mail, today)
		return err
	}}
	server, err := listen.Start("127.0.0.1:0", listen.Config{Takes: in.TakesMails, Take: in.TakeMail, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	config, err := smtp.Parse("smtp://" + server.Address() + "?tls=none")
	if err != nil {
		t.Fatal(err)
	}
	channel := smtp.New(config)
	t.Cleanup(func() { channel.Close() })
	return channel
}

func TestAnswersAreTakenInAsTheyAreHandedOver(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		c := testkit.Company(t, s, func(c *company.Company) { c.Policy.AnswerTo, c.Policy.AnswersHere = "Antwoord@lys.example", true })
		who := testkit.Customer(t, s, c.ID, "ACME")
		testkit.Invoice(t, s, customer.Ref{Company: c.ID, Customer: who.ID}, "R-1", "100.00", clock.Today().AddDays(-10))
		var trouble error
		channel := listens(t, s, &trouble)
		answer := []byte("From: boss@else.example\r\nTo: somebody@lys.example\r\nSubject: R-1\r\nMessage-Id: <1@else.example>\r\n\r\nPaid yesterday.\r\n")
		hand := func(to string, raw []byte) deliver.Outcome {
			return channel.Deliver(t.Context(), "boss@else.example", []string{to}, raw)
		}
		for _, to := range []string{"compta@lys.example", "antwoord@else.example", "antwoord"} {
			if o := hand(to, answer); o.Kind != deliver.Refused {
				t.Errorf("%s: %+v", to, o)
			}
		}
		trouble = errors.New("the database is away")
		if o := hand("antwoord@lys.example", answer); o.Kind != deliver.Later || strings.Contains(o.Answer, "database") {
			t.Errorf("while nothing can be kept: %+v", o)
		}
		trouble = nil
		for range 2 {
			if o := hand("antwoord@lys.example", answer); o.Kind != deliver.Accepted {
				t.Errorf("%+v", o)
			}
		}
		if all := replies(t, s, c.ID, who.ID); len(all) != 1 || all[0].Customer != who.ID || all[0].Sign != reply.ByNumber {
			t.Fatalf("%+v", all)
		}
		sent := reminded(t, s, c, who.ID, clock.Today())
		if o := hand(message.Tagged("antwoord@lys.example", sent), []byte("From: other@else.example\r\nMessage-Id: <2@else.example>\r\n\r\nHello\r\n")); o.Kind != deliver.Accepted {
			t.Errorf("%+v", o)
		}
		if all := replies(t, s, c.ID, who.ID); len(all) != 2 || all[1].Answers != sent || all[1].Sign != reply.ByTag {
			t.Errorf("%+v", all)
		}
	})
}

// reminded stores a message to a customer, and returns it.
func reminded(t *testing.T, s *store.Store, c company.Company, who id.ID, today date.Date) id.ID {
	t.Helper()
	desk := &collect.Desk{Store: s, Calendar: calendar.New(), Words: locale.NewBook()}
	m, err := desk.Write(t.Context(), customer.Ref{Company: c.ID, Customer: who}, collect.Letter{Subject: "s", Body: "b"}, "anne@lys.example", today)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// replies are all replies of a customer, the oldest first.
func replies(t *testing.T, s *store.Store, of, who id.ID) (all []reply.Reply) {
	t.Helper()
	testkit.View(t, s, of, func(tx *store.Tx) (err error) {
		all, err = tx.RepliesOf(who, 100)
		return err
	})
	slices.SortFunc(all, func(a, b reply.Reply) int { return cmp.Compare(a.ID, b.ID) })
	return all
}
