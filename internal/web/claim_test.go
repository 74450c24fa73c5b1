package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"acquit/internal/allocation"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/law"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// claim is the address of the claim of an invoice.
func (l *ledger) claim(of invoice.Invoice, rest ...string) string {
	return l.at(append([]string{"invoices", of.ID.String(), "claim"}, rest...)...)
}

// asks notes what somebody asked of an invoice beside its principal, today.
func (l *ledger) asks(of invoice.Invoice, part allocation.Part, amount string) {
	l.t.Helper()
	testkit.Update(l.t, l.store, l.company.ID, func(tx *store.Tx) error {
		if err := tx.LockCustomers([]id.ID{of.Customer}); err != nil {
			return err
		}
		return tx.AddClaimed([]store.Claimed{{Invoice: of.ID, Kind: store.WasClaimed, Part: part, On: l.clock.Today(), Amount: testkit.Euro(amount), By: "anne@lys.example"}})
	})
}

// left is what was claimed beside an invoice and is neither let go nor paid.
func (l *ledger) left(of invoice.Invoice) (left allocation.Claim) {
	l.t.Helper()
	testkit.View(l.t, l.store, l.company.ID, func(tx *store.Tx) error {
		all, err := tx.ClaimedLeft([]id.ID{of.ID})
		left = all[of.ID]
		return err
	})
	return left
}

// misses complains of words that a page must not show.
func misses(t *testing.T, p page, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(p.text, w) {
			t.Errorf("the page shows %q", w)
		}
	}
}

// 1 190 euros, due on 16 December 2025 between Belgian businesses: 20 days at 10.5 % on
// 5 January 2026.
func TestEachFigureOfAClaimOpensItsArithmetic(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.asks(l.r1, allocation.Compensation, "40.00")
		l.asks(l.r1, allocation.Interest, "3.00")
		p := l.anne.get(l.claim(l.r1))
		shows(t, p, "Claim on INV-2026-0001", "€1,236.85 may be asked on 5 January 2026", "€3.00", "€3.85", "€6.85", "€40.00",
			`href="#interest-0"`, `id="interest-0"`, `href="#compensation-0"`, `id="compensation-0"`, `id="ledger"`,
			"€1,190.00 × 10.50% × 20 ÷ 365", "6.84657534", "not rounded", "seen in the source", "Belgium, between businesses",
			"Law of 2 August 2002 on late payment, art. 5 and 6", "No reminder is needed", "from 17 December 2025", "Compensation asked", "anne@lys.example")
		shows(t, l.anne.get(l.claim(l.r1)+"?on=2025-12-16"), "No interest has run up", "Back to today")
		shows(t, l.anne.get(l.claim(l.r1)+"?on=2026-07-04"), "€1,190.00 × 10.50% × 200 ÷ 365", "by the law’s formula")
		if p := l.anne.get(l.claim(l.r1) + "?on=soon"); p.status != http.StatusUnprocessableEntity {
			t.Errorf("a day that is none is %d", p.status)
		}
		if p := l.stranger.get(l.claim(l.r1)); p.status != http.StatusNotFound {
			t.Errorf("another company's claim is %d", p.status)
		}
		credit := testkit.Invoice(t, s, customer.Ref{Company: l.company.ID, Customer: l.acme.ID}, "CN-1", "-50.00", clock.Today())
		if p := l.anne.get(l.claim(credit)); p.status != http.StatusNotFound {
			t.Errorf("the claim of a credit note is %d", p.status)
		}
	})
}

func TestTheClaimOfInstalmentsAndOfWhatWasPaid(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		split := testkit.NewInvoice(l.acme.ID, "INV-2026-0003", testkit.Euro("900.00"), clock.Today().AddDays(-70), 3)
		testkit.Update(t, s, l.company.ID, func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{split}) })
		l.receives("1", "500.00", func(e *store.Entry) { e.Text, e.BookedOn = "INV-2026-0001", clock.Today().AddDays(-10) })
		shows(t, l.anne.get(l.claim(l.r1)), "What was paid, and what it settled", "−€500.00", "€690.00 × 10.50%", "€1,190.00 × 10.50%")
		p := l.anne.get(l.claim(*split))
		shows(t, p, "instalment 1 of 3", "instalment 3 of 3", `id="interest-1"`, `id="interest-3"`)
		misses(t, p, `id="interest-0"`)
		if p := l.anne.get(l.claim(*split, "annex.pdf")); p.status != http.StatusOK || !strings.HasPrefix(p.text, "%PDF") {
			t.Errorf("the annex of instalments is %d", p.status)
		}
	})
}

func TestAMissingRateIsNamedAndCanBeEntered(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.asks(l.r1, allocation.Compensation, "40.00")
		l.person(l.company.ID, "owner@lys.example", user.Owner)
		owner, path := l.signIn("owner@lys.example"), l.claim(l.r1)+"?on=2027-02-01"
		p := owner.get(path)
		form := l.at("settings", "rates") + "?from=2027-01-01&amp;series=BE+B2B"
		shows(t, p, "€1,230.00, without what could not be reckoned", "The interest cannot be reckoned for this day", "No rate is known from 1 January 2027 on",
			"Belgium: between businesses", form, "Enter it", "Reckon up to 31 December 2026", "€40.00", "No reminder is needed")
		misses(t, p, "statement.pdf", `id="interest-0"`)
		misses(t, l.anne.get(path), "Enter it")
		shows(t, l.anne.get(path), "An owner of the company enters rates")
		for _, file := range []string{"annex.pdf", "statement.pdf"} {
			if p := owner.get(l.claim(l.r1, file) + "?on=2027-02-01"); p.location != path {
				t.Errorf("%s leads to %q", file, p.location)
			}
		}
		if p := owner.get(l.at("customers", l.acme.ID.String(), "claim.pdf") + "?on=2027-02-01"); p.location != path {
			t.Errorf("the customer's leads to %q", p.location)
		}
		if p := owner.get(strings.ReplaceAll(form, "&amp;", "&")); p.status != http.StatusOK || !strings.Contains(p.text, `value="2027-01-01"`) {
			t.Errorf("the form of the rate is %d", p.status)
		}
		if p := owner.post(l.at("settings", "rates"), "series", "BE B2B", "mark", "entered", "from", "2027-01-01", "until", "2027-06-30", "percent", "10.15", "source", "Official journal"); p.status != http.StatusSeeOther {
			t.Fatalf("entering it is %d", p.status)
		}
		shows(t, owner.get(path), "€1,190.00 × 10.15% × 32 ÷ 365", "Official journal", "entered by you")
	})
}

func TestAPersonLetsGoWhatIsOwedForBeingLate(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.asks(l.r1, allocation.Compensation, "40.00")
		waive := l.claim(l.r1, "waive")
		shows(t, l.anne.get(l.claim(l.r1)), `data-open="waive"`, "Let go €46.85", "€40.00 that were asked are let go, and €6.85 that could be asked today")
		misses(t, l.reader.get(l.claim(l.r1)), `data-open="waive"`, `data-open="costs"`)
		misses(t, l.anne.get(l.claim(l.r1)+"?on=2026-01-06"), `data-open="waive"`, `data-open="costs"`)
		if p := l.reader.post(waive, "reason", "x"); p.status != http.StatusForbidden {
			t.Errorf("a reader lets go: %d", p.status)
		}
		if p := l.stranger.post(waive, "reason", "x"); p.status != http.StatusNotFound {
			t.Errorf("a stranger lets go: %d", p.status)
		}
		if p := l.anne.post(waive, "reason", " "); p.status != http.StatusUnprocessableEntity || l.left(l.r1).Late().IsZero() {
			t.Errorf("without a reason: %d", p.status)
		}
		if p := l.anne.post(waive, "reason", "A good customer"); p.location != l.claim(l.r1) {
			t.Fatalf("letting go is %d", p.status)
		}
		if left := l.left(l.r1); !left.Late().IsZero() {
			t.Errorf("%s is left", left.Late().Text())
		}
		p := l.anne.get(l.claim(l.r1))
		shows(t, p, "A good customer", "Compensation let go", "−€40.00", "€1,190.00 may be asked")
		misses(t, p, `data-open="waive"`)
		shows(t, l.anne.get(l.at("customers", l.acme.ID.String())), "€46.85 for being late let go: INV-2026-0001", "A good customer", l.claim(l.r1))
		if p := l.anne.post(waive, "reason", "again"); p.status != http.StatusConflict {
			t.Errorf("letting go twice is %d", p.status)
		}
	})
}

// What the bank took for a debit that came back is offered as costs until it was added.
func TestCostsAreAddedToAClaim(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.receives("1", "1190.00", func(e *store.Entry) { e.Text, e.EndToEnd = "INV-2026-0001", "DD-1" })
		l.receives("2", "-1193.50", func(e *store.Entry) {
			returned("AM04", "DD-1")(e)
			e.Charges = testkit.Euro("3.50")
		})
		costs := l.claim(l.r1, "costs")
		shows(t, l.anne.get(l.claim(l.r1)), `data-open="costs"`, `value="3.50"`, "Bank fee for the payment that came back on 5 January 2026", "It was not asked for yet")
		for _, wrong := range [][]string{{"amount", "much", "costs-reason", "x"}, {"amount", "-1.00", "costs-reason", "x"}, {"amount", "3.50", "costs-reason", ""}} {
			if p := l.anne.post(costs, wrong...); p.status != http.StatusUnprocessableEntity {
				t.Errorf("%v is %d", wrong, p.status)
			}
		}
		if p := l.reader.post(costs, "amount", "3.50", "costs-reason", "x"); p.status != http.StatusForbidden {
			t.Errorf("a reader adds costs: %d", p.status)
		}
		if p := l.anne.post(costs, "amount", "3.50", "costs-reason", "The bank's fee"); p.location != l.claim(l.r1) {
			t.Fatalf("adding costs is %d", p.status)
		}
		p := l.anne.get(l.claim(l.r1))
		shows(t, p, "Costs asked", "The bank&#39;s fee")
		misses(t, p, "It was not asked for yet")
		if got := l.left(l.r1).Costs.String(); got != "3.50" {
			t.Errorf("%s of costs stand", got)
		}
		consumer := testkit.Customer(t, s, l.company.ID, "P-1", func(c *customer.Customer) { c.Kind = customer.Consumer })
		of := testkit.Invoice(t, s, customer.Ref{Company: l.company.ID, Customer: consumer.ID}, "INV-2026-0009", "80.00", clock.Today().AddDays(-20))
		misses(t, l.anne.get(l.claim(of)), `data-open="costs"`)
	})
}

func TestAClaimIsPrintedInFourLanguages(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.asks(l.r1, allocation.Compensation, "40.00")
		statement := l.claim(l.r1, "statement.pdf")
		for _, path := range []string{statement, l.at("customers", l.acme.ID.String(), "claim.pdf")} {
			p := l.anne.get(path)
			if p.status != http.StatusUnprocessableEntity {
				t.Errorf("without an address %s is %d", path, p.status)
			}
			if !strings.Contains(p.text, "The statement of claim cannot be printed yet") || !strings.Contains(p.text, "full address") {
				t.Errorf("%s does not say what is missing", path)
			}
		}
		testkit.Update(t, s, l.company.ID, func(tx *store.Tx) error {
			l.acme.Street, l.acme.Postcode = "Rue Haute 1", "5000"
			return tx.SaveCustomers([]*customer.Customer{&l.acme})
		})
		for _, language := range []string{"", "fr", "nl", "de", "en", "xx"} {
			for _, path := range []string{l.claim(l.r1, "annex.pdf"), l.claim(l.r1, "statement.pdf"), l.at("customers", l.acme.ID.String(), "claim.pdf")} {
				p := l.reader.get(path + "?language=" + language + "&on=2026-03-01")
				if p.status != http.StatusOK || p.header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(p.text, "%PDF") || len(p.text) < 5000 {
					t.Errorf("%s in %q is %d, %s", path, language, p.status, p.header.Get("Content-Type"))
				}
				if name := p.header.Get("Content-Disposition"); !strings.Contains(name, ".pdf") || !strings.Contains(name, "attachment") {
					t.Errorf("%s is called %s", path, name)
				}
				if p := l.stranger.get(path); p.status != http.StatusNotFound {
					t.Errorf("a stranger gets %s: %d", path, p.status)
				}
			}
		}
		l.receives("1", "1490.00", func(e *store.Entry) { e.Text = "INV-2026-0001 INV-2026-0002" })
		l.anne.post(l.claim(l.r1, "waive"), "reason", "paid")
		if p := l.anne.get(l.at("customers", l.acme.ID.String(), "claim.pdf")); p.location != l.at("customers", l.acme.ID.String()) {
			t.Errorf("without anything late it is %d, %q", p.status, p.location)
		}
	})
}

// What was claimed stands beside what is open: on the invoice, the customer, the bank line
// that settled it and the list of what is to do.
func TestWhatWasClaimedShowsWhereverItMatters(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		acme, claim := l.at("customers", l.acme.ID.String()), l.claim(l.r1)
		misses(t, l.anne.get(acme), "Claimed for being late")
		shows(t, l.anne.get(acme), "Statement of claim", "claim.pdf?currency=EUR")
		l.asks(l.r1, allocation.Compensation, "40.00")
		l.asks(l.r1, allocation.Interest, "6.85")
		shows(t, l.anne.get(l.at("invoices", l.r1.ID.String())), "Claimed for being late", "€46.85", "Interest and costs to date", `href="`+claim+`"`)
		shows(t, l.anne.get(acme), "Claimed for being late", "neither paid nor let go", `href="`+claim+`"`)

		came := l.receives("1", "1236.85", func(e *store.Entry) { e.Text = "INV-2026-0001" })
		shows(t, l.anne.get(l.at("bank", "entries", came.ID.String())), "Fixed compensation", "€40.00", "Late payment interest", "€6.85", "€1,190.00", "1 invoice becomes open again for €1,236.85")
		shows(t, l.anne.get(l.at("invoices", l.r1.ID.String())), "Fixed compensation ·", "Late payment interest ·", "Settled")
		if left := l.left(l.r1); !left.Late().IsZero() {
			t.Errorf("%s is left", left.Late().Text())
		}

		testkit.Update(t, s, l.company.ID, func(tx *store.Tx) error {
			return tx.AddTasks([]task.Task{{Kind: task.ClaimLeft, Customer: l.acme.ID, Subject: l.r1.ID, Once: "claim", DueOn: clock.Today(), Data: `{"numbers":["INV-2026-0001"]}`}})
		})
		shows(t, l.anne.get(l.at("today")), "What was claimed is left over", "Ask for it, or let it go", `href="`+claim+`"`)
	})
}

// An invoice without a rate shows a dash, with the reason.
func TestInterestToDateThatNobodyKnows(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		clock.SetDay(date.Must("2027-02-01"))
		shows(t, l.anne.get(l.at("invoices", l.r1.ID.String())), "Interest and costs to date", `title="No rate is known for 2027-01-01`, ">–</a>")
	})
}

func TestAMessageSaysWhatItAsksOfEachItem(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		none := allocation.Nothing(testkit.Euro("0.00").Currency)
		m := message.Message{Customer: l.acme.ID, Currency: none.Principal.Currency, Step: "formal", Channel: "mail", Language: "fr", State: message.Queued, Once: "x",
			QueuedOn: clock.Today(), Recipients: []string{"a@customer.example"}, Amount: testkit.Euro("1490.00"), Document: law.FormalNotice,
			Items: []message.Item{{Invoice: l.r1.ID, Step: "formal", Open: testkit.Euro("1190.00"), Claims: none.Plus(allocation.Only(allocation.Interest, testkit.Euro("6.85")))},
				{Invoice: l.r2.ID, Open: testkit.Euro("300.00"), Claims: none}}}
		testkit.Update(t, s, l.company.ID, func(tx *store.Tx) error {
			scenario, err := tx.Scenario()
			if err != nil {
				return err
			}
			m.Scenario = scenario.ID
			if err := tx.AddMessages([]*message.Message{&m}); err != nil {
				return err
			}
			return tx.SaveMessage(&m, time.Time{})
		})
		p := l.anne.get(l.at("messages", m.ID.String()))
		shows(t, p, "In the eyes of the law", "formal notice", "asks besides: late payment interest €6.85", l.claim(l.r1))
		misses(t, p, l.claim(l.r2))
	})
}

// A Dutch consumer owes one sum for all debts of the letter of fourteen days: 40 % and 60 % of
// what 1 000 euros cost, which is 150 euros, with the VAT that the creditor cannot deduct.
func TestTheCostsOfALetterAreSharedByItsDebts(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		consumer := testkit.Customer(t, s, l.company.ID, "P-1", func(c *customer.Customer) { c.Kind, c.Country = customer.Consumer, "NL" })
		ref := customer.Ref{Company: l.company.ID, Customer: consumer.ID}
		one := testkit.Invoice(t, s, ref, "INV-2026-0011", "400.00", clock.Today().AddDays(-60))
		two := testkit.Invoice(t, s, ref, "INV-2026-0012", "600.00", clock.Today().AddDays(-60))
		sent := clock.Today().AddDays(-30)
		m := message.Message{Customer: consumer.ID, Currency: one.Owed.Currency, Step: "formal", Channel: "mail", Language: "nl", State: message.Sent, Once: "x", QueuedOn: sent, SentOn: sent,
			Recipients: []string{"a@customer.example"}, Amount: testkit.Euro("1000.00"), Document: law.FourteenDays,
			Items: []message.Item{{Invoice: one.ID, Step: "formal", Open: one.Open}, {Invoice: two.ID, Step: "formal", Open: two.Open}}}
		testkit.Update(t, s, l.company.ID, func(tx *store.Tx) error {
			of, err := tx.TheCompany()
			if err != nil {
				return err
			}
			if of.Policy.Late.CostsVAT, err = law.ParsePercent("21"); err != nil {
				return err
			}
			scenario, err := tx.Scenario()
			m.Scenario = scenario.ID
			for _, do := range []func() error{
				func() error { return err },
				func() error { return tx.SaveCompany(&of) },
				func() error { return tx.AddMessages([]*message.Message{&m}) },
				func() error { return tx.SaveMessage(&m, time.Time{}) },
				func() error {
					return tx.NoteContacted(sent, store.Took{Message: &m, Items: []store.Contacted{{Invoice: one.ID, Step: "formal", Times: 1}, {Invoice: two.ID, Step: "formal", Times: 1}}})
				},
			} {
				if err := do(); err != nil {
					return err
				}
			}
			return nil
		})
		shows(t, l.anne.get(l.claim(one)), "€72.60", "about 2 debts together", "It contains 21.00% of VAT", "Netherlands, a consumer")
		shows(t, l.anne.get(l.claim(two)), "€108.90")
	})
}

func TestAnOwnerSaysHowTheLawOnLatePaymentIsUsed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.person(l.company.ID, "owner@lys.example", user.Owner)
		owner, path := l.signIn("owner@lys.example"), l.at("settings", "late")
		shows(t, owner.get(path), "Late payment", "caps of the law", "No rate of your contracts is entered")
		if p := l.anne.get(path); p.status != http.StatusForbidden {
			t.Errorf("a controller is shown it: %d", p.status)
		}
		if p := l.anne.post(path, "insist", "1"); p.status != http.StatusForbidden {
			t.Errorf("a controller changes it: %d", p.status)
		}
		asks := func() (parts []allocation.Part) {
			testkit.View(t, s, l.company.ID, func(tx *store.Tx) error {
				scenario, err := tx.Scenario()
				parts, _ = scenario.Formal()
				return err
			})
			return parts
		}
		if got := asks(); !slices.Equal(got, []allocation.Part{allocation.Interest, allocation.Compensation}) {
			t.Errorf("a notice of default asks for %v at first", got)
		}
		if owner.post(path, "formal", "yes", "asks_interest", "1"); !slices.Equal(asks(), []allocation.Part{allocation.Interest}) {
			t.Errorf("with interest alone it asks for %v", asks())
		}
		if owner.post(path, "formal", "yes"); len(asks()) != 0 {
			t.Errorf("with nothing it asks for %v", asks())
		}
		all := company.Late{ConsumerClause: true, Mention: true, Recurring: true, SmallCreditor: true, MailsAsLetters: true, PaymentDayFree: true, CostsLast: true, Insist: true, WaiveRest: true}
		for _, want := range []company.Late{all, {Mention: true}, {}} {
			var form []string
			for name, on := range map[string]bool{"consumer_clause": want.ConsumerClause, "mention": want.Mention, "small_creditor": want.SmallCreditor,
				"recurring": want.Recurring, "mails_as_letters": want.MailsAsLetters, "payment_day_free": want.PaymentDayFree, "costs_last": want.CostsLast, "insist": want.Insist, "waive_rest": want.WaiveRest} {
				if on {
					form = append(form, name, "1")
				}
			}
			if p := owner.post(path, form...); p.location != path {
				t.Fatalf("saving is %d", p.status)
			}
			testkit.View(t, s, l.company.ID, func(tx *store.Tx) error {
				got, err := tx.TheCompany()
				if got.Policy.Late != want {
					t.Errorf("stored as %+v, want %+v", got.Policy.Late, want)
				}
				return err
			})
			if got := strings.Count(owner.get(path).text, `value="1" checked`); got != len(form)/2 {
				t.Errorf("%d boxes are checked, want %d", got, len(form)/2)
			}
		}
		if p := owner.post(path, "costs_vat", "21 %"); p.location != path || !strings.Contains(owner.get(path).text, `value="21.00"`) {
			t.Errorf("the VAT is not kept: %d", p.status)
		}
		for _, wrong := range []string{"much", "-1", "101"} {
			if p := owner.post(path, "costs_vat", wrong, "insist", "1"); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, `value="`+wrong+`"`) || !strings.Contains(p.text, `name="insist" value="1" checked`) {
				t.Errorf("a VAT of %s is %d", wrong, p.status)
			}
		}
		owner.post(l.at("settings", "rates"), "series", "BE B2B", "mark", "agreed", "from", "2025-01-01", "percent", "15", "source", "Terms of sale, art. 7")
		shows(t, owner.get(path), "Belgium: between businesses", "beyond the law", "above that of the law, which is 10.50% a year", "a judge may reduce it", "15.00%")
		shows(t, l.anne.get(l.claim(l.r1)), "Your contracts say 15.00% a year", "a judge may reduce it", "€1,190.00 × 15.00% × 20 ÷ 365", "by contract")
	})
}
