package worker_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/intake"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/reply"
	"acquit/internal/seal"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/testkit/mailbox"
)

// One mailbox brings files for the books and what customers write: each goes its way, and what
// somebody wrote is held for.
func TestANodeHearsWhatCustomersWrite(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		key, err := seal.New(make([]byte, seal.KeyLen))
		if err != nil {
			t.Fatal(err)
		}
		c, server := testkit.Company(t, s), mailbox.Start(t, inbox.None, false)
		who := testkit.Customer(t, s, c.ID, "ACME")
		desk := &collect.Desk{Store: s, Calendar: calendar.New(), Words: locale.NewBook()}
		i := &intake.Inbox{Store: s, Words: locale.NewBook(), Key: key, Dir: t.TempDir(),
			Hear: func(ctx context.Context, company id.ID, raw []byte, mail *inbox.Mail, today date.Date) error {
				_, err := desk.Hear(ctx, company, raw, mail, today)
				return err
			}}
		for _, mail := range []string{
			"From: erp@lys.example\r\nSubject: books\r\nContent-Type: text/csv; name=c.csv\r\n\r\nnumber;name\nC2;By mail\n",
			"From: ACME@customer.example\r\nSubject: a question\r\nMessage-ID: <1@customer.example>\r\n\r\nWhat is this?\r\n",
			"From: somebody@web.example\r\nSubject: proof\r\nMessage-ID: <2@web.example>\r\nIn-Reply-To: " + message.MailID(c.ID, 7, c.Domain()) +
				"\r\nContent-Type: text/csv; name=d.csv\r\n\r\nnumber;name\nC3;Not for the books\n",
		} {
			server.Deliver(t, "INBOX", mail)
		}
		if err := i.SaveMailbox(t.Context(), c.ID, 0, server.Mailbox, mailbox.Password); err != nil {
			t.Fatal(err)
		}
		log := work(t, s, i)
		var heard []string
		until(t, "everything has come", func() bool {
			found := false
			testkit.View(t, s, c.ID, func(tx *store.Tx) error {
				all, err := tx.ListReplies(store.ReplyFilter{Today: clock.Today()}, store.Cursor{}, 10)
				heard = nil
				for _, r := range all.Rows {
					heard = append(heard, string(r.Sign)+" "+r.Subject)
				}
				if err == nil {
					_, found, err = tx.CustomerByWord("C2")
				}
				return err
			})
			return found && len(heard) == 2
		})
		slices.Sort(heard)
		if want := []string{string(reply.ByNothing) + " proof", string(reply.ByContact) + " a question"}; !slices.Equal(heard, want) {
			t.Errorf("heard: %q", heard)
		}
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			standing, err := tx.Holds(who.ID)
			if len(standing) != 1 || standing[0].Cause != hold.ForReply {
				t.Errorf("what holds is %+v", standing)
			}
			if _, found, err := tx.CustomerByWord("C3"); found || err != nil {
				t.Errorf("the file of an answer went into the books: %v", err)
			}
			return err
		})
		if text := log.String(); strings.Contains(text, "level=ERROR") {
			t.Errorf("the log says %s", text)
		}
	})
}
