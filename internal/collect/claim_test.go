package collect_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/allocation"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/law"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/testkit/pdfread"
)

// notice is a ladder of one step: a notice of default five days after the due day, which
// claims what being late costs.
func (b *bureau) notice(tone dunning.Tone) {
	b.t.Helper()
	step := dunning.Step{Key: "notice", Tone: tone, Days: 5, From: dunning.FromDue, DeadlineDays: 20, Claims: []allocation.Part{allocation.Interest, allocation.Compensation}}
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		return tx.StartWith(&dunning.Scenario{Name: "notice", Steps: []dunning.Step{step}})
	})
}

func (b *bureau) reckoned(number string) (r *report.Reckoning) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		r, err = report.Claim(tx, days, b.invoiceOf("R-"+number), b.clock.Today())
		return err
	})
	return r
}

// Of the part of an invoice that is contested a notice claims no interest.
func TestANoticeClaimsNoInterestOfWhatIsContested(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		for name, c := range map[string]struct {
			contested int64
			interest  string
		}{"ALL": {0, "0.29"}, "HALF": {5000, "0.14"}} {
			b := newBureau(t, s, clock, func(c *company.Company) { c.Name = name })
			b.notice(dunning.Formal)
			who := b.owes(name, 10)
			if c.contested > 0 {
				b.contest(who, c.contested, "half of it is broken")
			}
			b.run()
			if sent := b.send(); sent.Sent != 1 {
				t.Fatalf("%s: sent: %+v", name, sent)
			}
			if asked := b.reckoned(name).Asked; asked.Interest.String() != c.interest || asked.Compensation.String() != "40.00" {
				t.Errorf("%s: %+v", name, asked)
			}
		}
	})
}

// A notice of default names what it claims, shows how it was reckoned, and writes it down
// once it has left.
func TestANoticeClaimsWhatItSays(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.notice(dunning.Formal)
		b.owes("ACME", 10)
		if b.run(); b.reckoned("ACME").Asked.Late() != testkit.Euro("0.00") {
			t.Error("what is only queued was asked already")
		}
		if sent := b.send(); sent.Sent != 1 {
			t.Fatalf("sent: %+v", sent)
		}
		r := b.reckoned("ACME")
		if want := (allocation.Claim{Principal: testkit.Euro("0.00"), Interest: testkit.Euro("0.29"), Compensation: testkit.Euro("40.00"), Costs: testkit.Euro("0.00")}); r.Asked != want || !r.Fresh.Late().IsZero() {
			t.Errorf("asked %+v, fresh %+v", r.Asked, r.Fresh)
		}
		if len(r.Ledger) != 2 || r.Ledger[0].Step != "notice" || r.Ledger[0].Message == 0 || r.Ledger[0].By != collect.Actor {
			t.Errorf("the ledger: %+v", r.Ledger)
		}
		mail := b.box.mails[0]
		for _, said := range []string{"100,00", "0,29", "40,00", "140,29"} {
			if !strings.Contains(mail.Text, said) {
				t.Errorf("the mail lacks %q:\n%s", said, mail.Text)
			}
		}
		if names := attached(mail); !slices.Equal(names, []string{"Mise en demeure " + clock.Today().String() + ".pdf", "Annexe " + clock.Today().String() + ".pdf"}) {
			t.Errorf("attached: %v", names)
		}
		if text := pdfread.Said(t, mail.Attachments[1].Body); !strings.Contains(text, "10,5") || !strings.Contains(text, "0,29") {
			t.Errorf("the annex does not say how it was reckoned:\n%s", text)
		}
	})
}

func attached(m deliver.Mail) (names []string) {
	for _, a := range m.Attachments {
		names = append(names, a.Name)
	}
	return names
}

// A formal document that lacks what the law asks for is not sent; it leaves by itself when
// that is known.
func TestAFormalMessageWaitsForWhatItMustSay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, func(c *company.Company) { c.EnterpriseNumber = "" })
		b.notice(dunning.Formal)
		b.owes("ACME", 10)
		b.run()
		if sent := b.send(); sent.Sent != 0 || sent.Postponed != 1 || len(b.box.mails) != 0 {
			t.Fatalf("sent: %+v", sent)
		}
		if diff := cmp.Diff([]task.Kind{task.MessageLacks}, b.tasks()); diff != "" {
			t.Error(diff)
		}
		m := b.message()
		if m.State != message.Queued || !strings.Contains(fault.ReadKept(m.Outcome).String(), "enterprise number") {
			t.Errorf("%s: %s", m.State, m.Outcome)
		}
		b.company.EnterpriseNumber = "0123456749"
		testkit.Update(t, s, 0, func(tx *store.Tx) error { return tx.SaveCompany(&b.company) })
		if sent := b.send(); sent.Sent != 1 {
			t.Fatalf("with the number: %+v", sent)
		}
		if kinds := b.tasks(); slices.Contains(kinds, task.MessageLacks) {
			t.Errorf("still to do: %v", kinds)
		}
	})
}

// message is the one message of the book.
func (b *bureau) message() (m message.Message) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		all, err := tx.Messages(store.MessageFilter{Limit: 10})
		m = all[0].Message
		return err
	})
	return m
}

// While nobody knows the rate of a day, a message that would claim interest waits.
func TestAMessageWaitsForItsRate(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		clock.SetDay(date.Must("2048-03-02")) // a Monday
		b.notice(dunning.Formal)
		b.owes("ACME", 10)
		b.run()
		if sent := b.send(); sent.Sent != 0 || sent.Postponed != 1 {
			t.Fatalf("sent: %+v", sent)
		}
		if m := b.message(); !strings.Contains(fault.ReadKept(m.Outcome).String(), "no rate is known for 2048-02-22") {
			t.Errorf("the message says: %s", fault.ReadKept(m.Outcome))
		}
	})
}

// A message that nobody knew of and that arrived after all did ask for what it says.
func TestWhatArrivedAfterAllWasAsked(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.desk.Channel = &answers{outcomes: []deliver.Outcome{{Kind: deliver.Uncertain, Answer: "the line broke"}}}
		b.notice(dunning.Formal)
		b.owes("ACME", 10)
		b.run()
		b.send()
		if !b.reckoned("ACME").Asked.Late().IsZero() {
			t.Error("asked before anybody knew that it arrived")
		}
		if err := b.desk.Arrived(t.Context(), b.company.ID, b.message().ID, person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		if got := b.reckoned("ACME").Asked.Late(); got != testkit.Euro("40.29") {
			t.Errorf("asked %s", got)
		}
	})
}

func TestAPersonLetsGoAndAddsCosts(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		b.notice(dunning.Formal)
		of := b.owes("ACME", 10)
		ref, i, today := customer.Ref{Company: b.company.ID, Customer: of.ID}, b.invoiceOf("R-ACME"), clock.Today()
		other := b.owes("BETA", 10)
		for name, c := range map[string]struct {
			err  error
			kind error
		}{
			"without a reason":            {b.desk.Waive(t.Context(), ref, i, " ", person, today), fault.Invalid},
			"another customer's":          {b.desk.Waive(t.Context(), customer.Ref{Company: b.company.ID, Customer: other.ID}, i, "mine", person, today), fault.NotFound},
			"costs of nothing":            {b.desk.Charge(t.Context(), ref, i, testkit.Euro("0.00"), "fee", person, today), fault.Invalid},
			"costs in another currency":   {b.desk.Charge(t.Context(), ref, i, money.Must("5.00", money.USD), "fee", person, today), fault.Invalid},
			"costs before it is even due": {b.desk.Charge(t.Context(), ref, i, testkit.Euro("5.00"), "fee", person, today.AddDays(-30)), fault.Invalid},
		} {
			if !errors.Is(c.err, c.kind) {
				t.Errorf("%s: %v", name, c.err)
			}
		}
		if err := b.desk.Charge(t.Context(), ref, i, testkit.Euro("12.50"), "the bank's fee", person, today); err != nil {
			t.Fatal(err)
		}
		if r := b.reckoned("ACME"); r.Asked.Costs != testkit.Euro("12.50") || r.Fresh.Late() != testkit.Euro("40.29") || r.Due.Total() != testkit.Euro("152.79") {
			t.Errorf("asked %+v, fresh %+v", r.Asked, r.Fresh)
		}
		if err := b.desk.Waive(t.Context(), ref, i, "a good customer", person, today); err != nil {
			t.Fatal(err)
		}
		if r := b.reckoned("ACME"); !r.Due.Late().IsZero() {
			t.Errorf("after it was let go: %+v", r.Due)
		}
		if err := b.desk.Waive(t.Context(), ref, i, "again", person, today); !errors.Is(err, fault.Conflict) {
			t.Errorf("let go twice: %v", err)
		}
		clock.SetDay(today.AddDays(10))
		if r := b.reckoned("ACME"); r.Due.Late() != testkit.Euro("0.29") {
			t.Errorf("what ran up since: %+v", r.Due)
		}
	})
}

// What was said before the due day is no reminder: the first message to a Belgian consumer
// after it says what the law asks for, also of what is only listed.
func TestTheFirstReminderOfAConsumerComesAfterTheNotice(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock, func(c *company.Company) { c.Policy.Late.ConsumerClause, c.Policy.Supplies = true, law.Goods })
		clock.SetDay(date.Must("2026-01-28"))
		of := testkit.Customer(t, s, b.company.ID, "DUPONT", func(c *customer.Customer) { c.Kind = customer.Consumer })
		ref := customer.Ref{Company: b.company.ID, Customer: of.ID}
		testkit.Invoice(t, s, ref, "R-DUPONT", "400.00", date.Must("2026-02-02"))
		night := func(day string, want law.Document) string {
			t.Helper()
			clock.SetDay(date.Must(day))
			b.run()
			if sent := b.send(); sent.Sent != 1 {
				t.Fatalf("on %s: %+v", day, sent)
			}
			if m := b.message(); m.Document != want {
				t.Errorf("on %s: a message is %q, want %q", day, m.Document, want)
			}
			return b.box.mails[len(b.box.mails)-1].Text
		}
		night("2026-01-28", law.Plain)
		testkit.Invoice(t, s, ref, "R-LISTED", "100.00", date.Must("2026-02-10"))
		text := night("2026-02-12", law.FirstReminder)
		for _, said := range []string{"quatorze jours", "75,00", "0123.456.749"} { // 55 of the one, 20 of the other
			if !strings.Contains(text, said) {
				t.Errorf("the first reminder lacks %q:\n%s", said, text)
			}
		}
		night("2026-02-26", law.Plain)
		clock.SetDay(date.Must("2026-02-27"))
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			for number, want := range map[string]string{"R-DUPONT": "55.00", "R-LISTED": "20.00"} {
				r, err := report.Claim(tx, days, b.invoiceOf(number), clock.Today())
				if err != nil {
					return err
				}
				if r.Fresh.Compensation != testkit.Euro(want) {
					t.Errorf("%s: the clause's sum is %s, want %s", number, r.Fresh.Compensation, want)
				}
			}
			return nil
		})
	})
}
