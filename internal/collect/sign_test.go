package collect_test

import (
	"strings"
	"testing"

	"acquit/internal/allocation"
	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/sign"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/testkit/pdfread"
	"acquit/internal/timeline"
)

func (b *bureau) asksToSign(c customer.Customer, w collect.SignatureWish) sign.Request {
	b.t.Helper()
	b.desk.Address = "https://acquit.example"
	r, err := b.desk.AskSignature(b.t.Context(), b.ref(c), w, "anne@lys.example", b.clock.Today())
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b *bureau) ref(c customer.Customer) customer.Ref {
	return customer.Ref{Company: b.company.ID, Customer: c.ID}
}

// zoe signs.
func zoe() sign.Signature {
	return sign.Signature{Name: "Zoé Peeters", Role: "directrice", Address: "zoe@acme.example", From: "192.0.2.7", Agent: "Mozilla/5.0 (test)"}
}

func (b *bureau) signatureNow(i id.ID) (r sign.Request) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		r, _, err = tx.SignatureByID(i)
		return err
	})
	return r
}

func (b *bureau) kept(hash string) (d evidence.Document) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		d, _, err = tx.Document(hash)
		return err
	})
	return d
}

// attached are the names of what is kept with a customer or an invoice.
func (b *bureau) attached(customer, invoice id.ID) (names []string) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		all, err := tx.AttachmentsOfCustomer(customer)
		if invoice != 0 {
			all, err = tx.AttachmentsOf(invoice)
		}
		for _, a := range all {
			names = append(names, a.Name)
		}
		return err
	})
	return names
}

func (b *bureau) toldOf(i id.ID) (kinds []timeline.Kind) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		all, err := tx.TimelineOf(i, 100)
		for _, e := range all {
			kinds = append(kinds, e.Kind)
		}
		return err
	})
	return kinds
}

func TestACustomerAcknowledgesItsDebt(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("ACME", 12)
		due := b.invoiceOf("R-ACME")
		r := b.asksToSign(c, collect.SignatureWish{Kind: sign.Debt, To: []string{"zoe@acme.example"}})
		if len(r.Shares) != 1 || r.Shares[0].Invoice != due || r.Total != r.Shares[0].Amount || r.State != sign.Asked {
			t.Fatalf("%+v", r)
		}
		asked := b.kept(r.Document)
		if text := pdfread.Said(t, asked.Body); !strings.Contains(text, "R-ACME") || !strings.Contains(text, c.Name) {
			t.Errorf("the document says %s", text)
		}
		b.send()
		if m := b.box.mails[len(b.box.mails)-1]; len(m.Attachments) != 1 || evidence.Hash(m.Attachments[0].Body) != r.Document || !strings.Contains(m.Text, "https://acquit.example/p/") {
			t.Errorf("%d files, %s", len(m.Attachments), m.Text)
		}
		for range 2 { // sent twice it is signed once
			if _, err := b.desk.Sign(t.Context(), b.ref(c), r.ID, zoe(), clock.Today()); err != nil {
				t.Fatal(err)
			}
		}
		now := b.signatureNow(r.ID)
		if now.State != sign.Signed || now.Name != "Zoé Peeters" || now.At != clock.Now() || now.From != "192.0.2.7" {
			t.Errorf("%+v", now)
		}
		signed := b.kept(now.Signed)
		for _, says := range []string{"R-ACME", "Zoé Peeters", "directrice", "zoe@acme.example", "192.0.2.7", "Mozilla/5.0 (test)", r.Document} {
			if text := pdfread.Said(t, signed.Body); !strings.Contains(strings.ReplaceAll(text, "\n", ""), says) {
				t.Errorf("the certificate lacks %q: %s", says, text)
			}
		}
		if mine, its := b.attached(c.ID, 0), b.attached(0, due); len(mine) != 1 || len(its) != 1 || mine[0] != signed.Name {
			t.Errorf("kept with the customer: %v, with the invoice: %v", mine, its)
		}
		b.send()
		last := b.box.mails[len(b.box.mails)-1]
		if len(last.To) != 1 || last.To[0] != "zoe@acme.example" || evidence.Hash(last.Attachments[0].Body) != now.Signed {
			t.Errorf("the signer got %+v", last.To)
		}
		if kinds := b.toldOf(r.ID); len(kinds) != 2 {
			t.Errorf("%v", kinds)
		}
		other := zoe()
		other.Address = "max@other.example"
		if _, err := b.desk.Sign(t.Context(), b.ref(c), r.ID, other, clock.Today()); fault.KindOf(err) != fault.Conflict || b.signatureNow(r.ID).Address != "zoe@acme.example" {
			t.Errorf("somebody else: %v", err)
		}
	})
}

// What is acknowledged lapses later, by the law of the customer's country.
func TestAnAcknowledgementLetsTheTimeRunAnew(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("ACME", 12)
		due := b.invoiceOf("R-ACME")
		days := func() (all []date.Date) {
			testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
				found, err := tx.Acknowledged([]id.ID{due})
				all = found[due]
				return err
			})
			return all
		}
		r := b.asksToSign(c, collect.SignatureWish{Kind: sign.Debt, Invoices: []id.ID{due}, To: []string{"zoe@acme.example"}})
		if len(days()) != 0 {
			t.Errorf("asked for: %v", days())
		}
		if _, err := b.desk.Sign(t.Context(), b.ref(c), r.ID, zoe(), clock.Today()); err != nil {
			t.Fatal(err)
		}
		if got := days(); len(got) != 1 || got[0] != clock.Today() {
			t.Errorf("signed: %v", got)
		}
	})
}

func TestWhatIsContestedIsNotAcknowledged(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("ACME", 12)
		i := b.invoiceOf("R-ACME")
		part := hold.Hold{Invoice: i, Cause: hold.ForDispute, Amount: testkit.Euro("20.00"), Reason: "broken", PlacedBy: "anne@lys.example"}
		if _, err := b.desk.PlaceHold(t.Context(), b.ref(c), part, clock.Today()); err != nil {
			t.Fatal(err)
		}
		r := b.asksToSign(c, collect.SignatureWish{Kind: sign.Debt, To: []string{"zoe@acme.example"}})
		var open money.Amount
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			now, err := tx.InvoicesByID([]id.ID{i})
			open = now[0].Open
			return err
		})
		if r.Total != open.Sub(testkit.Euro("20.00")) {
			t.Errorf("%s of %s", r.Total.Text(), open.Text())
		}
	})
}

func TestAPlanIsSigned(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("ACME", 12)
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
			return tx.AddClaimed([]store.Claimed{{Invoice: b.invoiceOf("R-ACME"), Kind: store.WasClaimed, Part: allocation.Costs, On: clock.Today(), Amount: testkit.Euro("12.34"), By: person}})
		})
		w := collect.Wish{Parts: 3, First: clock.Today().AddDays(10), By: "anne@lys.example"}
		p, err := b.desk.MakePlan(t.Context(), b.ref(c), w, clock.Today())
		if err != nil {
			t.Fatal(err)
		}
		r := b.asksToSign(c, collect.SignatureWish{Kind: sign.Plan, Plan: p.ID, To: []string{"zoe@acme.example"}})
		if text := pdfread.Said(t, b.kept(r.Document).Body); r.Total != p.Total || !strings.Contains(text, "R-ACME") || !strings.Contains(text, "Dont 12,34") {
			t.Errorf("%s: %s", r.Total.Text(), text)
		}
		if _, err := b.desk.EndPlan(t.Context(), b.company.ID, p.ID, "called off", "anne@lys.example", clock.Today()); err != nil {
			t.Fatal(err)
		}
		if _, err := b.desk.Sign(t.Context(), b.ref(c), r.ID, zoe(), clock.Today()); fault.KindOf(err) != fault.Conflict || b.signatureNow(r.ID).State != sign.Asked {
			t.Errorf("a plan that is over: %v", err)
		}
		if _, err := b.desk.AskSignature(t.Context(), b.ref(c), collect.SignatureWish{Kind: sign.Plan, Plan: p.ID}, "anne@lys.example", clock.Today()); fault.KindOf(err) != fault.Invalid {
			t.Errorf("asked for: %v", err)
		}
	})
}

func TestTermsAreDeclinedAndWithdrawn(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c := b.owes("ACME", 12)
		terms := collect.SignatureWish{Kind: sign.Terms, Title: "Conditions 2026", Text: "Paiement à 30 jours.\n\nIntérêts de 10 % l’an.", To: []string{"zoe@acme.example"}}
		r := b.asksToSign(c, terms)
		if text := pdfread.Said(t, b.kept(r.Document).Body); !strings.Contains(text, "Paiement à 30 jours") || !strings.Contains(text, "Conditions 2026") {
			t.Errorf("%s", text)
		}
		for range 2 {
			if err := b.desk.DeclineSignature(t.Context(), b.ref(c), r.ID, "our lawyer says no", clock.Today()); err != nil {
				t.Fatal(err)
			}
		}
		if now := b.signatureNow(r.ID); now.State != sign.Declined || now.Grounds != "our lawyer says no" {
			t.Errorf("%+v", now)
		}
		if tasks := b.openTasks(task.SignatureDeclined); len(tasks) != 1 || tasks[0].Subject != r.ID {
			t.Errorf("%+v", tasks)
		}
		if _, err := b.desk.Sign(t.Context(), b.ref(c), r.ID, zoe(), clock.Today()); fault.KindOf(err) != fault.Conflict {
			t.Errorf("signed after all: %v", err)
		}
		again := b.asksToSign(c, terms)
		for range 2 {
			if err := b.desk.WithdrawSignature(t.Context(), b.company.ID, again.ID, "anne@lys.example", clock.Today()); err != nil {
				t.Fatal(err)
			}
		}
		if now := b.signatureNow(again.ID); now.State != sign.Withdrawn {
			t.Errorf("%+v", now)
		}
	})
}

func TestWhatCannotBeAskedToBeSigned(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		c, other := b.owes("ACME", 12), b.owes("OTHER", 12)
		b.desk.Address = "https://acquit.example"
		ask := func(w collect.SignatureWish) error {
			_, err := b.desk.AskSignature(t.Context(), b.ref(c), w, "anne@lys.example", clock.Today())
			return err
		}
		for name, one := range map[string]struct {
			wish collect.SignatureWish
			kind fault.Kind
		}{
			"nothing":                 {collect.SignatureWish{Kind: "else"}, fault.Invalid},
			"somebody else's invoice": {collect.SignatureWish{Kind: sign.Debt, Invoices: []id.ID{b.invoiceOf("R-OTHER")}}, fault.Invalid},
			"no title":                {collect.SignatureWish{Kind: sign.Terms, Text: "x"}, fault.Invalid},
			"no text":                 {collect.SignatureWish{Kind: sign.Terms, Title: "x"}, fault.Invalid},
			"no plan":                 {collect.SignatureWish{Kind: sign.Plan}, fault.NotFound},
		} {
			if err := ask(one.wish); fault.KindOf(err) != one.kind {
				t.Errorf("%s: %v", name, err)
			}
		}
		r := b.asksToSign(other, collect.SignatureWish{Kind: sign.Debt, To: []string{"max@other.example"}})
		if _, err := b.desk.Sign(t.Context(), b.ref(c), r.ID, zoe(), clock.Today()); fault.KindOf(err) != fault.NotFound {
			t.Errorf("another's document: %v", err)
		}
		b.company.Policy.Portal = nil
		if err := b.desk.EditCompany(t.Context(), b.company); err != nil {
			t.Fatal(err)
		}
		if err := ask(collect.SignatureWish{Kind: sign.Debt}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("without a page: %v", err)
		}
	})
}
