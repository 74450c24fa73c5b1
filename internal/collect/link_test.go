package collect_test

import (
	"bytes"
	"strings"
	"testing"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/deliver"
	"acquit/internal/evidence"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// tooMuch writes a mail with one file that fits and one that does not, and sends it.
func (b *bureau) tooMuch(c customer.Customer) (left *store.MessageLink, mail *deliver.Mail) {
	b.t.Helper()
	files := []evidence.Document{evidence.New("terms.pdf", "application/pdf", bytes.Repeat([]byte("t"), 9_000_000)), evidence.New("plan.txt", "text/plain", []byte("plan"))}
	m, err := b.desk.Write(b.t.Context(), customer.Ref{Company: b.company.ID, Customer: c.ID}, collect.Letter{Subject: "Your plan", Body: "As agreed.", Files: files}, person, b.clock.Today())
	if err != nil {
		b.t.Fatal(err)
	}
	b.send()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		l, found, err := tx.LinkOf(m)
		if found {
			left = &l
		}
		return err
	})
	return left, &b.box.mails[len(b.box.mails)-1]
}

// What a mail has no room for is offered by a link in its text; what fits goes along.
func TestWhatHasNoRoomIsOfferedByALink(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.desk.Address = "https://acquit.example"
		l, mail := b.tooMuch(b.owes("ACME", 0))
		if l == nil || len(l.Files) != 1 || l.Files[0].Name != "terms.pdf" || l.Files[0].Size != 9_000_000 || !l.Works(clock.Now()) {
			t.Fatalf("the link is %+v", l)
		}
		if len(mail.Attachments) != 1 || mail.Attachments[0].Name != "plan.txt" {
			t.Errorf("with the mail go %d files", len(mail.Attachments))
		}
		for what, text := range map[string]string{"text": mail.Text, "HTML": mail.HTML} {
			if !strings.Contains(text, "https://acquit.example/p/") || !strings.Contains(text, "terms.pdf (9 M") || strings.Contains(text, l.Hash) {
				t.Errorf("the %s says: %s", what, text)
			}
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			doc, found, err := tx.Document(l.Files[0].Hash)
			if !found || len(doc.Body) != 9_000_000 {
				t.Errorf("the file is not kept")
			}
			return err
		})
	})
}

// Where nobody knows the address of the pages there can be no link: the mail says so.
func TestWithoutAnAddressOfThePagesWhatIsMissingIsToBeAskedFor(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		l, mail := b.tooMuch(b.owes("ACME", 0))
		if l != nil || strings.Contains(mail.Text, "http") || !strings.Contains(mail.Text, "terms.pdf") {
			t.Errorf("%+v: %s", l, mail.Text)
		}
	})
}

// A company whose customers' servers take more, or less, says so.
func TestACompanySaysHowMuchAMailMayHold(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, func(c *company.Company) { c.Policy.MailMB = 25 })
		if l, mail := b.tooMuch(b.owes("ACME", 0)); l != nil || len(mail.Attachments) != 2 {
			t.Errorf("%+v, %d files", l, len(mail.Attachments))
		}
	})
}
