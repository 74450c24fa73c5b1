package collect_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/deliver"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// The files that a person may send leave room for the mail around them.
func TestWhatAPersonSendsFitsAMail(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := customer.Ref{Company: b.company.ID, Customer: b.owes("ACME", 0).ID}
		full := evidence.New("plan.pdf", "application/pdf", make([]byte, collect.MostEnclosed))
		if _, err := b.desk.Write(t.Context(), c, collect.Letter{Subject: "s", Body: "b", Files: []evidence.Document{full, evidence.New("n.txt", "text/plain", []byte("n"))}},
			person, clock.Today()); !errors.Is(err, fault.Invalid) {
			t.Errorf("more than fits: %v", err)
		}
		m, err := b.desk.Write(t.Context(), c, collect.Letter{Subject: "s", Body: strings.Repeat("é", 50_000), Files: []evidence.Document{full}}, person, clock.Today())
		if err != nil {
			t.Fatal(err)
		}
		b.send()
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			sent, _, err := tx.MessageByID(m)
			if err != nil {
				return err
			}
			doc, _, err := tx.DocumentFacts(sent.Content)
			if sent.State != message.Sent || doc.Size > deliver.Limit {
				t.Errorf("it is %s with %d bytes", sent.State, doc.Size)
			}
			return err
		})
	})
}

// What a person may not write, said before anything is kept.
func TestWhatNoMailCanBe(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("ACME", 0)
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
			_, err := tx.RefuseAddress(b.contact(c).Email, "550 no such user", clock.Today())
			return err
		})
		for name, l := range map[string]collect.Letter{
			"no subject":        {Body: "b"},
			"no text":           {Subject: "s", Body: " \n"},
			"no address":        {Subject: "s", Body: "b", To: []string{"nobody"}},
			"nobody":            {Subject: "s", Body: "b"},
			"a refused address": {Subject: "s", Body: "b", To: []string{b.contact(c).Email}},
		} {
			if _, err := b.desk.Write(t.Context(), customer.Ref{Company: b.company.ID, Customer: c.ID}, l, person, clock.Today()); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := b.rows()["message"]; n != 0 {
			t.Errorf("%d messages are kept", n)
		}
	})
}

// Outside the company's hours nothing leaves but what a person wrote.
func TestWhatAPersonWroteLeavesAtAnyHour(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("ACME", 12)
		b.run()
		clock.Set(time.Date(2026, time.January, 4, 2, 0, 0, 0, time.UTC)) // a Sunday night
		if _, err := b.desk.Write(t.Context(), customer.Ref{Company: b.company.ID, Customer: c.ID}, collect.Letter{Subject: "s", Body: "b"}, person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		sent, err := b.desk.SendInHours(t.Context(), &b.company, nil)
		if err != nil || sent.Sent != 1 || len(b.box.mails) != 1 || b.box.mails[0].Subject != "s" {
			t.Errorf("%+v: %v", sent, err)
		}
	})
}
