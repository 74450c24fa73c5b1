package collect_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/evidence"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/testkit/pdfread"
)

// lateWith stores an invoice that is late, with what was kept of it.
func (b *bureau) lateWith(c customer.Customer, number string, kept *evidence.Document, change ...func(*invoice.Invoice)) id.ID {
	b.t.Helper()
	i := testkit.NewInvoice(c.ID, number, testkit.Euro("119.00"), b.clock.Today().AddDays(-12))
	for _, f := range change {
		f(i)
	}
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		if kept != nil {
			if err := tx.Keep(*kept); err != nil {
				return err
			}
		}
		return errors.Join(tx.AddInvoices([]*invoice.Invoice{i}), tx.WantReview(c.ID))
	})
	return i.ID
}

// cameAs is an invoice that was read from a PDF.
func cameAs(doc evidence.Document) func(*invoice.Invoice) {
	return func(i *invoice.Invoice) { i.Document, i.Source = doc.Hash, "pdf" }
}

// names are what files are called that go with a mail, without the pictures in it.
func names(m *deliver.Mail) (all []string) {
	for _, a := range m.Attachments {
		if a.ContentID == "" {
			all = append(all, a.Name)
		}
	}
	return all
}

// A reminder brings the PDF of each invoice that it lists: as it came, or out of its electronic
// invoice, or as somebody attached it. Where there is none it brings nothing.
func TestAReminderBringsItsInvoices(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.ladder(dunning.Step{Days: 10, Encloses: []dunning.Enclosure{dunning.EncloseInvoices}})
		c := testkit.Customer(t, s, b.company.ID, "ACME")
		came, inside := evidence.New("a.pdf", "application/pdf", page("came")), evidence.New("b.pdf", "application/pdf", page("inside"))
		b.lateWith(c, "2026/1", &came, cameAs(came))
		b.lateWith(c, "2026/2", &inside, func(i *invoice.Invoice) {
			i.Detail.Attachments = []invoice.Stored{{Name: inside.Name, MIME: inside.MIME, Hash: inside.Hash, Size: inside.Size}}
		})
		b.lateWith(c, "2026/3", nil)
		// The doctor would complain of this one: its file is not kept any more.
		gone := evidence.New("d.pdf", "application/pdf", page("gone"))
		b.lateWith(c, "2026/4", nil, cameAs(gone))
		other := testkit.Customer(t, s, b.company.ID, "BETA")
		b.lateWith(other, "2026/5", nil)
		b.run()
		if sent := b.send(); sent.Sent != 2 {
			t.Fatalf("%+v", sent)
		}
		for n := range b.box.mails {
			mail := &b.box.mails[n]
			got := names(mail)
			if !strings.Contains(mail.Text, "2026/1") {
				if len(got) != 0 {
					t.Errorf("a customer without any PDF gets %v", got)
				}
				continue
			}
			if want := []string{"2026_1.pdf", "2026_2.pdf"}; !slices.Equal(got, want) {
				t.Fatalf("with the mail go %q, not %q", got, want)
			}
			files := mail.Attachments[len(mail.Attachments)-2:]
			if !bytes.Equal(files[0].Body, came.Body) || !bytes.Equal(files[1].Body, inside.Body) {
				t.Error("the files are not those that are kept")
			}
		}
	})
}

// A step that encloses nothing, and one that goes by letter, write as if nothing was kept.
func TestOnlyMailsOfStepsThatSaySoBringInvoices(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.ladder(dunning.Step{Days: 10})
		c, doc := testkit.Customer(t, s, b.company.ID, "ACME"), evidence.New("a.pdf", "application/pdf", page("it came so"))
		b.lateWith(c, "2026/1", &doc, cameAs(doc))
		b.run()
		if sent := b.send(); sent.Sent != 1 || len(names(&b.box.mails[0])) != 0 {
			t.Errorf("%+v, with %v", sent, names(&b.box.mails[0]))
		}
		b.sound()

		b = newBureau(t, s, clock, func(c *company.Company) { c.Name = "Vos BV" })
		b.ladder(dunning.Step{Days: 10, Channels: []message.Channel{message.Letter}, Encloses: []dunning.Enclosure{dunning.EncloseInvoices}})
		c = testkit.Customer(t, s, b.company.ID, "BETA", func(c *customer.Customer) { c.Street, c.Postcode, c.Country = "Rue Haute 5", "5000", "BE" })
		b.lateWith(c, "2026/2", &doc, cameAs(doc))
		b.run()
		if sent := b.send(); sent.Ready != 1 {
			t.Fatalf("by letter: %+v", sent)
		}
		if said := pdfread.Said(t, b.document(b.theOne(message.Ready).Content)); !strings.Contains(said, "2026/2") || strings.Contains(said, "it came so") {
			t.Errorf("the letter says %s", said)
		}
		b.sound()
	})
}

// An invoice with instalments goes once; what has no room is offered by the link of the mail.
func TestInvoicesHaveTheRoomThatAMailHas(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.desk.Address = "https://acquit.lys.example"
		b.ladder(dunning.Step{Days: 10, Encloses: []dunning.Enclosure{dunning.EncloseInvoices}})
		c := testkit.Customer(t, s, b.company.ID, "ACME")
		small, large := evidence.New("a.pdf", "application/pdf", page("small")), evidence.New("b.pdf", "application/pdf", make([]byte, collect.MostEnclosed))
		b.lateWith(c, "2026/1", &small, cameAs(small), func(i *invoice.Invoice) {
			half := testkit.Euro("59.50")
			i.Parts = []invoice.Part{{Number: 1, DueOn: i.DueOn, Amount: half}, {Number: 2, DueOn: i.DueOn.AddDays(1), Amount: half}}
		})
		b.lateWith(c, "2026/2", &large, cameAs(large))
		b.run()
		if sent := b.send(); sent.Sent != 1 {
			t.Fatalf("%+v", sent)
		}
		mail := &b.box.mails[0]
		if got := names(mail); !slices.Equal(got, []string{"2026_1.pdf"}) {
			t.Errorf("with the mail go %v", got)
		}
		if !strings.Contains(mail.Text, "2026_2.pdf") || !strings.Contains(mail.Text, b.desk.Address+message.LinkPath) {
			t.Errorf("nothing offers the large file:\n%s", mail.Text)
		}
		b.sound()
	})
}
