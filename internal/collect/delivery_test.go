package collect_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/deliver/catcher"
	"acquit/internal/deliver/smtp"
	"acquit/internal/dunning"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// page is a PDF of one page that says something.
func page(says string) []byte {
	content := "BT /F1 12 Tf 72 700 Td (" + says + ") Tj ET"
	return fmt.Appendf(nil, "%%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [ 3 0 R ] /Count 1 /MediaBox [ 0 0 595 842 ] >>\nendobj\n"+
		"3 0 obj\n<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>\nendobj\n4 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n"+
		"5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%%%EOF\n", len(content), content)
}

const xmlInvoice = `<?xml version="1.0"?><Invoice/>`

// sends switches the sending of invoices on.
func sends(change ...func(*company.Delivery)) func(*company.Company) {
	return func(c *company.Company) {
		c.Policy.Delivery = &company.Delivery{From: date.Must("2026-01-01"), MostDays: 7}
		for _, f := range change {
			f(c.Policy.Delivery)
		}
	}
}

// issues stores an invoice of the day that came as an electronic one; with a PDF in it when that
// says something.
func (b *bureau) issues(c customer.Customer, number, pdf string, change ...func(*invoice.Invoice)) id.ID {
	b.t.Helper()
	i := testkit.NewInvoice(c.ID, number, testkit.Euro("119.00"), b.clock.Today().AddDays(30))
	xml := evidence.New(number+".xml", "application/xml", []byte(xmlInvoice+number))
	i.Document, i.Source, i.Reference = xml.Hash, "ubl", "090933755493"
	kept := []evidence.Document{xml}
	if pdf != "" {
		doc := evidence.New("facture.pdf", "application/pdf", page(pdf))
		kept = append(kept, doc)
		i.Detail.Attachments = []invoice.Stored{{Name: doc.Name, MIME: doc.MIME, Hash: doc.Hash, Size: doc.Size}}
	}
	for _, f := range change {
		f(i)
	}
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		return errors.Join(tx.Keep(kept...), tx.AddInvoices([]*invoice.Invoice{i}), tx.WantReview(c.ID))
	})
	b.review()
	return i.ID
}

// standsAt is how far an invoice has come.
func (b *bureau) standsAt(i id.ID) message.Delivery {
	b.t.Helper()
	var all map[id.ID]message.Delivery
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		all, err = tx.Deliveries(i)
		return err
	})
	return all[i]
}

// An invoice that comes in leaves once, with its PDF and the electronic invoice as it came, and
// says how to pay.
func TestAnInvoiceLeavesWithItsFiles(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, sends())
		c := testkit.Customer(t, s, b.company.ID, "ACME")
		i := b.issues(c, "2026-1", "Facture 2026-1")
		if sent := b.send(); sent.Sent != 1 {
			t.Fatalf("%+v, it is %+v", sent, b.standsAt(i))
		}
		mail := b.box.mails[0]
		files := map[string]string{}
		for _, a := range mail.Attachments {
			files[a.Name] = string(a.Body)
		}
		if files["2026-1.pdf"] != string(page("Facture 2026-1")) || files["2026-1.xml"] != xmlInvoice+"2026-1" {
			t.Errorf("with it go %d files: %v", len(files), mail.Attachments)
		}
		for _, want := range []string{"119,00", "BE68 5390 0754 7034", "+++090/9337/55493+++", "4 février 2026"} {
			if !strings.Contains(strings.ReplaceAll(mail.Text, "\u00a0", " "), want) {
				t.Errorf("%q is missing in\n%s", want, mail.Text)
			}
		}
		if mail.Subject != "Facture 2026-1 – Lys & Fils SRL" || !slices.Equal(mail.To, []string{"ACME@customer.example"}) {
			t.Errorf("%q to %v", mail.Subject, mail.To)
		}
		if d := b.standsAt(i); d.State != message.Delivered || d.On != clock.Today() || d.Message == 0 {
			t.Errorf("it is %+v", d)
		}
		clock.Advance(24 * time.Hour)
		b.run()
		if sent := b.send(); sent.Sent != 0 || len(b.box.mails) != 1 {
			t.Errorf("it leaves again: %+v", sent)
		}
		b.sound()
	})
}

// What is not for Acquit to send, and why; decided once, when it comes in.
func TestWhichInvoicesAreSent(t *testing.T) {
	for name, c := range map[string]struct {
		policy  func(*company.Delivery)
		invoice func(*invoice.Invoice)
		way     message.Way
		labels  []string
		want    message.DeliveryState
		why     message.LeftOut
	}{
		"any":                       {want: message.DeliveryWaits},
		"too old":                   {invoice: func(i *invoice.Invoice) { i.IssuedOn = i.IssuedOn.AddDays(-8) }, policy: func(p *company.Delivery) { p.From = date.Must("2025-01-01") }, want: message.DeliveryLeftOut, why: message.LeftOutAge},
		"old enough":                {invoice: func(i *invoice.Invoice) { i.IssuedOn = i.IssuedOn.AddDays(-7) }, policy: func(p *company.Delivery) { p.From = date.Must("2025-01-01") }, want: message.DeliveryWaits},
		"before it was switched on": {invoice: func(i *invoice.Invoice) { i.IssuedOn = date.Must("2025-12-31") }},
		"not before its day":        {invoice: func(i *invoice.Invoice) { i.IssuedOn = date.Must("2026-01-07") }, want: message.DeliveryWaits},
		"a credit note": {invoice: func(i *invoice.Invoice) {
			i.Total, i.Owed, i.Open, i.Kind = i.Total.Neg(), i.Owed.Neg(), i.Open.Neg(), invoice.CreditNote
		}, want: message.DeliveryLeftOut, why: message.LeftOutCredit},
		"a credit note all the same": {invoice: func(i *invoice.Invoice) {
			i.Total, i.Owed, i.Open, i.Kind = i.Total.Neg(), i.Owed.Neg(), i.Open.Neg(), invoice.CreditNote
		}, policy: func(p *company.Delivery) { p.Credits = true }, want: message.DeliveryWaits},
		"over the network":         {invoice: func(i *invoice.Invoice) { i.Source = "ubl peppol-bis-3" }, want: message.DeliveryLeftOut, why: message.LeftOutNetwork},
		"the network and here":     {invoice: func(i *invoice.Invoice) { i.Source = "ubl peppol-bis-3" }, policy: func(p *company.Delivery) { p.Network = true }, want: message.DeliveryWaits},
		"another series":           {policy: func(p *company.Delivery) { p.Series = []string{"WEB-"} }, want: message.DeliveryLeftOut, why: message.LeftOutUnchosen},
		"the series":               {policy: func(p *company.Delivery) { p.Series = []string{"web-", "r-"} }, want: message.DeliveryWaits},
		"a label":                  {policy: func(p *company.Delivery) { p.Labels = []string{"Paper"} }, labels: []string{"paper"}, want: message.DeliveryWaits},
		"another label":            {policy: func(p *company.Delivery) { p.Labels = []string{"Paper"} }, want: message.DeliveryLeftOut, why: message.LeftOutUnchosen},
		"a customer who gets none": {way: message.WayNone, want: message.DeliveryLeftOut, why: message.LeftOutCustomer},
		"by hand":                  {way: message.WayHand, want: message.DeliveryByHand},
	} {
		t.Run(name, func(t *testing.T) {
			s, clock := sqlite(t)
			b := newBureau(t, s, clock, sends(func(p *company.Delivery) {
				if c.policy != nil {
					c.policy(p)
				}
			}))
			who := testkit.Customer(t, s, b.company.ID, "ACME", func(to *customer.Customer) { to.Labels = c.labels })
			if err := b.desk.ChooseDelivery(t.Context(), customer.Ref{Company: b.company.ID, Customer: who.ID}, c.way, person, clock.Today()); err != nil {
				t.Fatal(err)
			}
			var change []func(*invoice.Invoice)
			if c.invoice != nil {
				change = append(change, c.invoice)
			}
			i := b.issues(who, "R-1", "x", change...)
			if d := b.standsAt(i); d.State != c.want || d.Why != c.why {
				t.Errorf("it is %+v", d)
			}
			if wants := c.want == message.DeliveryByHand; wants != slices.Contains(b.tasks(), task.SendInvoice) {
				t.Errorf("to do: %v", b.tasks())
			}
		})
	}
}

// Acquit invents no invoice: one without a PDF waits, with a task, and leaves when somebody has
// attached it. Until then nobody is reminded of it.
func TestAnInvoiceWithoutItsPDFWaits(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, sends())
		c := testkit.Customer(t, s, b.company.ID, "ACME")
		i := b.issues(c, "R-1", "", func(i *invoice.Invoice) { i.DueOn = clock.Today().AddDays(-12) })
		if sent := b.send(); sent.Sent != 0 || b.standsAt(i).State != message.DeliveryLacks {
			t.Errorf("%+v: it is %+v", sent, b.standsAt(i))
		}
		if diff := cmp.Diff([]task.Kind{task.InvoiceLacks}, b.tasks()); diff != "" {
			t.Error(diff)
		}
		if counts := b.run(); counts["hold"] != 1 {
			t.Errorf("the night decided %v", counts)
		}
		b.saysWhy(c, dunning.InvoiceUnsent)
		copied := evidence.New("copy.pdf", "application/pdf", page("R-1"))
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
			return errors.Join(tx.Keep(copied), tx.Attach(&evidence.Attachment{Invoice: i, Kind: evidence.Copy, Name: copied.Name, Hash: copied.Hash, AddedBy: person}), tx.WantReview(c.ID))
		})
		b.review()
		if sent := b.send(); sent.Sent == 0 || b.standsAt(i).State != message.Delivered || len(b.tasks()) != 0 {
			t.Errorf("%+v: it is %+v, to do %v", sent, b.standsAt(i), b.tasks())
		}
		b.sound()
	})
}

// A debt is not dunned before its invoice has left, and is when it has, whatever gap lies between.
func TestNoReminderGoesBeforeTheInvoice(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, sends(func(p *company.Delivery) { p.XMLAlone = true }))
		c := testkit.Customer(t, s, b.company.ID, "ACME", func(c *customer.Customer) { c.City = "" })
		b.way(c, message.WayLetter) // there is no address
		i := b.issues(c, "R-1", "", func(i *invoice.Invoice) { i.DueOn = clock.Today().AddDays(-12) })
		b.send()
		if d := b.standsAt(i); d.State != message.DeliveryUnreached || !slices.Contains(b.tasks(), task.InvoiceUnreached) {
			t.Errorf("it is %+v, to do %v", d, b.tasks())
		}
		if counts := b.run(); counts["hold"] != 1 {
			t.Errorf("the night decided %v", counts)
		}
		b.way(c, message.WayUsual)
		b.review()
		b.send()
		if len(b.box.mails) != 2 || !strings.HasPrefix(b.box.mails[0].Subject, "Facture R-1") {
			t.Fatalf("%d mails", len(b.box.mails))
		}
		if counts := b.run(); counts["hold"] != 0 {
			t.Errorf("the night decided %v", counts)
		}
		b.sound()
	})
}

func (b *bureau) way(c customer.Customer, way message.Way) {
	b.t.Helper()
	if err := b.desk.ChooseDelivery(b.t.Context(), customer.Ref{Company: b.company.ID, Customer: c.ID}, way, person, b.clock.Today()); err != nil {
		b.t.Fatal(err)
	}
}

// An invoice is no reminder: what holds those keeps it back no more than a dispute does.
func TestHoldsKeepNoInvoiceBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, sends())
		c := testkit.Customer(t, s, b.company.ID, "ACME")
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
			return tx.AddHolds(&hold.Hold{Customer: c.ID, Reason: "wait", Cause: hold.ForDispute, PlacedBy: person})
		})
		b.issues(c, "R-1", "R-1")
		if sent := b.send(); sent.Sent != 1 {
			t.Errorf("%+v", sent)
		}
	})
}

// By post an invoice lies behind the page with the address, in one document, and has left when
// somebody says that it was posted.
func TestAnInvoiceGoesByPost(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, sends())
		c := testkit.Customer(t, s, b.company.ID, "ACME", func(c *customer.Customer) { c.Street, c.Postcode = "Rue Haute 5", "5000" })
		b.way(c, message.WayLetter)
		i := b.issues(c, "R-1", "The invoice itself")
		if sent := b.send(); sent.Ready != 1 || len(b.box.mails) != 0 {
			t.Fatalf("%+v", sent)
		}
		m := b.theOne(message.Ready)
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			doc, _, err := tx.Document(m.Content)
			if pages := bytes.Count(doc.Body, []byte("/Type /Page ")) + bytes.Count(doc.Body, []byte("/Type /Page\n")); pages != 2 || !bytes.Contains(doc.Body, []byte("The invoice itself")) {
				t.Errorf("the letter has %d pages", pages)
			}
			return err
		})
		if b.standsAt(i).State != message.DeliveryPrepared {
			t.Errorf("it is %+v", b.standsAt(i))
		}
		clock.Advance(24 * time.Hour)
		if _, err := b.desk.Post(t.Context(), b.company.ID, []id.ID{m.ID}, nil, person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		if d := b.standsAt(i); d.State != message.Delivered || d.On != clock.Today() {
			t.Errorf("it is %+v", d)
		}
		b.sound()
	})
}

// A mail with an invoice comes back: a person is told, and it goes to another address; where there
// is none it goes by letter.
func TestAnInvoiceThatComesBackGoesAnotherWay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, sends())
		c := testkit.Customer(t, s, b.company.ID, "ACME", func(c *customer.Customer) { c.Street, c.Postcode = "Rue Haute 5", "5000" })
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
			return tx.AddContacts([]*customer.Contact{{Customer: c.ID, Email: "other@acme.example", Position: customer.Other}})
		})
		i := b.issues(c, "R-1", "R-1")
		b.send()
		for n, want := range []string{"ACME@customer.example", "other@acme.example"} {
			if len(b.box.mails) != n+1 || !slices.Equal(b.box.mails[n].To, []string{want}) {
				t.Fatalf("mails: %v", b.box.mails)
			}
			clock.Advance(time.Hour)
			b.hear(bounce(b.box.mails[n].MessageID, want, "5.1.1"))
			if !slices.Contains(b.tasks(), task.InvoiceReturned) {
				t.Errorf("to do: %v", b.tasks())
			}
			b.review()
			b.send()
		}
		if m := b.theOne(message.Ready); m.Channel != message.Letter {
			t.Errorf("it is %+v", m)
		}
		if d := b.standsAt(i); d.State != message.DeliveryPrepared {
			t.Errorf("it is %+v", d)
		}
		b.sound()
	})
}

// A server refuses a mail with an invoice for good: it goes by letter where there is an address,
// and is left to a person where there is none.
func TestAnInvoiceThatIsRefused(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, sends())
		b.desk.Channel = refuses{}
		posted := testkit.Customer(t, s, b.company.ID, "ACME", func(c *customer.Customer) { c.Street, c.Postcode = "Rue Haute 5", "5000" })
		nowhere := testkit.Customer(t, s, b.company.ID, "BETA")
		one, other := b.issues(posted, "R-1", "R-1"), b.issues(nowhere, "R-2", "R-2")
		b.send()
		b.send()
		if m := b.theOne(message.Ready); m.Customer != posted.ID || b.standsAt(one).Message != m.ID {
			t.Errorf("ready is %+v", m)
		}
		d := b.standsAt(other)
		if failed := b.inState(message.Failed); len(failed) != 2 || d.State != message.DeliveryPrepared {
			t.Errorf("%d failed, it is %+v", len(failed), d)
		}
		b.desk.Channel = b.box
		if err := b.desk.Retry(t.Context(), b.company.ID, d.Message, person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		b.review()
		if b.send(); len(b.box.mails) != 1 || b.standsAt(other).State != message.Delivered {
			t.Errorf("it is %+v", b.standsAt(other))
		}
		b.sound()
	})
}

// A person sends an invoice again, to whom he likes, on a Sunday, also one that never left from
// here; it says that it is a copy and counts for nothing.
func TestACopyIsSentAtOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := testkit.Customer(t, s, b.company.ID, "ACME")
		i := b.issues(c, "R-1", "R-1")
		clock.Set(time.Date(2026, time.January, 4, 2, 0, 0, 0, time.UTC))
		for _, to := range [][]string{{"boss@acme.example"}, nil} {
			if _, err := b.desk.SendCopy(t.Context(), b.company.ID, i, to, person, clock.Today()); err != nil {
				t.Fatal(err)
			}
		}
		sent, err := b.desk.SendInHours(t.Context(), &b.company, nil)
		if err != nil || sent.Sent != 2 || b.box.mails[0].To[0] != "boss@acme.example" || b.box.mails[1].To[0] != "ACME@customer.example" {
			t.Fatalf("%+v: %v", sent, err)
		}
		if got := b.box.mails[0]; got.Subject != "Copie de la facture R-1 – Lys & Fils SRL" || len(got.Attachments) < 2 {
			t.Errorf("%s with %d files", got.Subject, len(got.Attachments))
		}
		if d := b.standsAt(i); d.Invoice != 0 {
			t.Errorf("it is %+v", d)
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			brought, err := tx.BroughtOf([]id.ID{i}, 10)
			if len(brought) != 2 || !brought[0].Copy || brought[0].Answer == "" {
				t.Errorf("%+v", brought)
			}
			return err
		})
		for name, to := range map[string][]string{"no address": {"nobody"}, "too many": slices.Repeat([]string{"a@b.example"}, 21)} {
			if _, err := b.desk.SendCopy(t.Context(), b.company.ID, i, to, person, clock.Today()); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		b.sound()
	})
}

// A person says that an invoice got there otherwise, or is not to be sent, or is; what was prepared
// is withdrawn.
func TestAPersonDecidesAboutAnInvoice(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, sends())
		c := testkit.Customer(t, s, b.company.ID, "ACME")
		b.way(c, message.WayHand)
		one, other := b.issues(c, "R-1", "R-1"), b.issues(c, "R-2", "R-2")
		if err := b.desk.SentOtherwise(t.Context(), b.company.ID, one, clock.Today().AddDays(1), person, clock.Today()); !errors.Is(err, fault.Invalid) {
			t.Errorf("sent tomorrow: %v", err)
		}
		if err := b.desk.SentOtherwise(t.Context(), b.company.ID, one, clock.Today(), person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		if err := b.desk.SentOtherwise(t.Context(), b.company.ID, one, clock.Today(), person, clock.Today()); !errors.Is(err, fault.Conflict) {
			t.Errorf("sent twice: %v", err)
		}
		b.way(c, message.WayUsual)
		if err := b.desk.SendNow(t.Context(), b.company.ID, other, person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		clock.SetDay(date.Must("2026-01-10")) // a Saturday: it is prepared, and waits
		b.send()
		if d := b.standsAt(other); d.State != message.DeliveryPrepared || len(b.box.mails) != 0 {
			t.Errorf("it is %+v", d)
		}
		if err := b.desk.LeaveOut(t.Context(), b.company.ID, other, person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		if queued, gone := b.inState(message.Queued), b.inState(message.Withdrawn); len(queued) != 0 || len(gone) != 1 {
			t.Errorf("%d are queued, %d withdrawn", len(queued), len(gone))
		}
		b.review()
		clock.SetDay(date.Must("2026-01-12"))
		b.review()
		if b.send(); len(b.box.mails) != 0 || len(b.tasks()) != 0 {
			t.Errorf("%d mails, to do %v", len(b.box.mails), b.tasks())
		}
		for kind, want := range map[timeline.Kind]int{timeline.InvoiceSentOtherwise: 1, timeline.InvoiceToBeSent: 1, timeline.InvoiceLeftOut: 1, timeline.InvoiceWayChosen: 2} {
			if n := b.events(c.ID, kind); n != want {
				t.Errorf("%s: %d", kind, n)
			}
		}
		b.sound()
	})
}

// Whoever switches the sending off sends nothing more, and what waited keeps no reminder back.
func TestSendingIsSwitchedOff(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, sends())
		c := testkit.Customer(t, s, b.company.ID, "ACME")
		b.issues(c, "R-1", "", func(i *invoice.Invoice) { i.DueOn = clock.Today().AddDays(-12) })
		b.send()
		off := b.company
		off.Policy.Delivery = nil
		if err := b.desk.EditCompany(t.Context(), off); err != nil {
			t.Fatal(err)
		}
		if counts := b.run(); counts["act"] != 1 {
			t.Errorf("the night decided %v", counts)
		}
		if b.send(); len(b.box.mails) != 1 || strings.HasPrefix(b.box.mails[0].Subject, "Facture") {
			t.Errorf("%d mails", len(b.box.mails))
		}
	})
}

// refuses is a channel that takes no mail.
type refuses struct{}

func (refuses) Deliver(context.Context, string, []string, []byte) deliver.Outcome {
	return deliver.Outcome{Kind: deliver.Refused, Answer: "550 no such user"}
}

// saysWhy holds the reason that was kept about a customer.
func (b *bureau) saysWhy(c customer.Customer, want dunning.Code) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		cases, err := tx.StoredCases(c.ID)
		for _, decided := range cases {
			if decided.Code != want {
				b.t.Errorf("decided for %s, not for %s", decided.Code, want)
			}
		}
		return err
	})
}

// Over SMTP the files arrive as they are, also a large one.
func TestAnInvoiceArrivesOverSMTP(t *testing.T) {
	s, clock := sqlite(t)
	b := newBureau(t, s, clock, sends())
	server, err := catcher.Start("127.0.0.1:0", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	config, err := smtp.Parse(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	channel := smtp.New(config)
	t.Cleanup(func() { channel.Close() })
	b.desk.Channel = channel
	large := append(page("large"), bytes.Repeat([]byte("%\xff\x00\r\n"), 400_000)...)
	doc := evidence.New("facture.pdf", "application/pdf", large)
	i := b.issues(testkit.Customer(t, s, b.company.ID, "ACME"), "R-1", "", func(i *invoice.Invoice) {
		i.Detail.Attachments = []invoice.Stored{{Name: doc.Name, MIME: doc.MIME, Hash: doc.Hash, Size: doc.Size}}
	})
	testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error { return tx.Keep(doc) })
	if sent := b.send(); sent.Sent != 1 || server.Count() != 1 {
		t.Fatalf("%+v, it is %+v", sent, b.standsAt(i))
	}
	mail, err := deliver.Read(server.List()[0].Raw)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(mail.Attachments, func(a deliver.Attachment) bool { return a.Name == "R-1.pdf" })
	if at < 0 || !bytes.Equal(mail.Attachments[at].Body, large) || mail.Attachments[at].MIME != "application/pdf" {
		t.Errorf("%d files arrive", len(mail.Attachments))
	}
}
