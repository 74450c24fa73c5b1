package intake_test

import (
	"testing"

	"acquit/internal/inbox"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/testkit/mailbox"
)

// A company may have several mailboxes: each is read, and one that cannot be keeps no other
// from it.
func TestSeveralMailboxes(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		r := newReception(t, s, clock)
		first, second, away := mailbox.Start(t, inbox.None, false), mailbox.Start(t, inbox.None, false), inbox.Mailbox{Host: "127.0.0.1", Port: 1, Security: inbox.None, User: "me", Folder: "INBOX"}
		for _, box := range []inbox.Mailbox{first.Mailbox, away, second.Mailbox} {
			if _, err := r.inbox.AddMailbox(t.Context(), r.company.ID, box, mailbox.Password); err != nil {
				t.Fatal(err)
			}
		}
		first.Deliver(t, "INBOX", mail("erp@lys.example", "first", "R-1.xml", bill{number: "R-1"}.xml()))
		second.Deliver(t, "INBOX", mail("erp@lys.example", "second", "R-2.xml", bill{number: "R-2"}.xml()))
		if err := r.lookMail(); err == nil {
			t.Error("nothing says that a mailbox is not there")
		}
		if r.invoice("R-1") == nil || r.invoice("R-2") == nil {
			t.Error("what came to both mailboxes was not taken in")
		}
		var all []store.Mailbox
		testkit.View(t, s, r.company.ID, func(tx *store.Tx) (err error) {
			all, err = tx.Mailboxes()
			return err
		})
		if len(all) != 3 || all[0].ID != 0 || all[0].Trouble != "" || all[1].Trouble == "" || all[2].Trouble != "" {
			t.Fatalf("%+v", all)
		}
		if err := r.inbox.DropMailbox(t.Context(), r.company.ID, all[1].ID); err != nil {
			t.Fatal(err)
		}
		if err := r.lookMail(); err != nil {
			t.Error(err)
		}
	})
}
