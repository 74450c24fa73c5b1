package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// abroad is a ledger whose customer owes dollars as well, and an entry that names nothing.
type abroad struct {
	*ledger
	usd    invoice.Invoice
	entry  store.Entry
	choose string // addresses
	book   string
}

func newAbroad(t *testing.T, s *store.Store, clock *testkit.Clock, amount string, edit func(*store.Entry)) *abroad {
	t.Helper()
	a := &abroad{ledger: newLedger(t, s, clock)}
	a.usd = a.owes("USA-7", "120.00", money.USD)
	a.entry = a.receives("A", amount, func(e *store.Entry) {
		e.Name, e.IBAN, e.Text = "Somebody else", "", "thank you"
		if edit != nil {
			edit(e)
		}
	})
	a.choose, a.book = a.at("bank", "entries", a.entry.ID.String(), "choose"), a.at("bank", "entries", a.entry.ID.String(), "confirm")
	return a
}

// owes stores what the customer owes in another currency.
func (l *ledger) owes(number, amount string, c money.Currency) invoice.Invoice {
	l.t.Helper()
	i := testkit.NewInvoice(l.acme.ID, number, money.Must(amount, c), l.clock.Today())
	testkit.Update(l.t, l.store, l.company.ID, func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{i}) })
	return *i
}

// follows sends the form as the page does when something in it was changed.
func (a *abroad) follows(form ...string) page {
	a.t.Helper()
	values := url.Values{}
	for n := 0; n < len(form); n += 2 {
		values.Add(form[n], form[n+1])
	}
	r, err := http.NewRequest(http.MethodPost, a.anne.url+a.choose, strings.NewReader(values.Encode()))
	if err != nil {
		a.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("HX-Request", "true")
	return a.anne.do(r)
}

// form is a choice with these shares, and what stands in the field beside them.
func (a *abroad) form(paid, filled string, shares map[id.ID]string) []string {
	fields := []string{"owner", a.acme.ID.String(), "customer", a.acme.ID.String(), "paid", paid, "filled", filled}
	for i, words := range shares {
		fields = append(fields, "share-"+i.String(), words)
	}
	return fields
}

func TestWhatIsOwedInEveryCurrencyIsFound(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		a := newAbroad(t, s, clock, "110.52", nil)
		a.owes("JP-1", "1200", money.JPY)
		a.owes("EU-1", "120.00", money.EUR)
		for words, want := range map[string][]string{"usa": {"USA-7", "US$120.00 open"}, "120.00": {"USA-7", "EU-1"}, "US$120.00": {"USA-7"}, "120 USD": {"USA-7"},
			"1200": {"JP-1", "¥1,200 open"}, "acme": {"Acme &amp; Zonen"}} {
			for _, p := range []page{a.anne.get(a.choose + "?q=" + url.QueryEscape(words)), a.anne.post(strings.Replace(a.choose, "/choose", "/find", 1), "q", words)} {
				shows(t, p, want...)
				if words == "US$120.00" && strings.Contains(p.text, "EU-1") {
					t.Error("dollars are looked up as euro")
				}
			}
		}
	})
}

// What is open comes first, however many settled ones have numbers like it.
func TestWhatIsOpenIsFoundFirst(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		a := newAbroad(t, s, clock, "110.52", nil)
		testkit.Update(t, s, a.company.ID, func(tx *store.Tx) error {
			var all []*invoice.Invoice
			for n := range 60 {
				i := testkit.NewInvoice(a.acme.ID, fmt.Sprintf("OLD-%03d", n), testkit.Euro("10.00"), clock.Today())
				if n < 58 {
					i.Open = testkit.Euro("0.00")
				}
				all = append(all, i)
			}
			return tx.AddInvoices(all)
		})
		for _, p := range []page{a.anne.get(a.choose + "?q=old"), a.anne.post(strings.Replace(a.choose, "/choose", "/find", 1), "q", "old")} {
			shows(t, p, "OLD-058", "OLD-059", "OLD-000")
			if strings.Index(p.text, "OLD-000") < strings.Index(p.text, "OLD-058") {
				t.Error("a settled one comes first")
			}
		}
	})
}

// Where the bank does not tell it, a person says what the payment is in the currency of
// what it pays. It is what was shared out until the person writes something else.
func TestAPersonSaysWhatMoneyFromAbroadIs(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		a := newAbroad(t, s, clock, "110.52", nil)
		shows(t, a.anne.get(a.choose+"?invoice="+a.usd.ID.String()), "€110.52 came in. How much USD is that?", `name="paid" type="text" class="input field-short" value="120.00"`,
			"€110.52 count as US$120.00 (1 USD = 0.921 EUR).", "Nothing is left over")
		for name, c := range map[string]struct {
			paid, filled string
			shares       map[id.ID]string
			want         []string
			asks         bool
		}{
			"a smaller share":               {"120.00", "120.00", map[id.ID]string{a.usd.ID: "100.00"}, []string{`value="100.00"`, "1 USD = 1.1052 EUR", "Nothing is left over"}, true},
			"more that was paid":            {"125", "120.00", map[id.ID]string{a.usd.ID: "120.00"}, []string{`value="125"`, "US$120.00 of US$125.00 shared out", "US$5.00 stays on account of Acme"}, true},
			"less that was paid":            {"110", "120.00", map[id.ID]string{a.usd.ID: "120.00"}, []string{"US$10.00 more is shared out than came in"}, true},
			"an amount that is emptied":     {"", "120.00", map[id.ID]string{a.usd.ID: "120.00"}, []string{`value="120.00"`}, true},
			"an amount that is none":        {"12,34,5", "120.00", map[id.ID]string{a.usd.ID: "120.00"}, []string{"is not an amount in USD"}, true},
			"nothing that was paid":         {"0", "120.00", map[id.ID]string{a.usd.ID: "120.00"}, []string{"Say how much USD the €110.52 of the bank are"}, true},
			"items in two currencies":       {"", "", map[id.ID]string{a.usd.ID: "120.00", a.r2.ID: "10.00"}, []string{"these are in EUR and USD: leave out those in one of them"}, false},
			"nothing of the other currency": {"", "", map[id.ID]string{a.usd.ID: "0", a.r2.ID: "110.52"}, []string{"€110.52 of €110.52 shared out"}, false},
		} {
			p := a.follows(a.form(c.paid, c.filled, c.shares)...)
			shows(t, p, c.want...)
			if strings.Contains(p.text, `name="paid"`) != c.asks {
				t.Errorf("%s: it is asked %t", name, !c.asks)
			}
		}
		for language, words := range map[locale.Language]string{
			locale.French: "Combien de USD est-ce", locale.Dutch: "Hoeveel USD is dat?", locale.German: "Wie viel USD sind das?"} {
			a.anne.get("/language?to=" + string(language) + "&back=" + a.at("bank"))
			shows(t, a.anne.get(a.choose+"?invoice="+a.usd.ID.String()), words)
		}
	})
}

// What is booked by hand in another currency tells both amounts, wherever it is shown.
func TestMoneyFromAbroadIsBookedByHand(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		a := newAbroad(t, s, clock, "115.12", nil)
		for what, form := range map[string][]string{
			"two currencies":       a.form("", "", map[id.ID]string{a.usd.ID: "120.00", a.r1.ID: "1.00"}),
			"less than is shared":  a.form("119.99", "", map[id.ID]string{a.usd.ID: "120.00"}),
			"what is no amount":    a.form("many", "", map[id.ID]string{a.usd.ID: "120.00"}),
			"more than the item":   a.form("125", "", map[id.ID]string{a.usd.ID: "120.01"}),
			"nothing that came in": a.form("0", "", map[id.ID]string{a.usd.ID: "120.00"}),
		} {
			if p := a.anne.post(a.book, form...); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "Nothing was booked") {
				t.Errorf("%s answers %d", what, p.status)
			}
		}
		if p := a.anne.post(a.book, a.form("125", "120.00", map[id.ID]string{a.usd.ID: "120.00"})...); p.status != http.StatusSeeOther || a.open(a.usd) != "0.00" {
			t.Fatalf("answers %d; %s is open", p.status, a.open(a.usd))
		}
		const both = "the bank booked €115.12 (1 USD = 0.9210 EUR)"
		entry := a.at("bank", "entries", a.entry.ID.String())
		shows(t, a.anne.get(entry), "It counts as US$125.00; "+both, "US$5.00 of it is on account")
		shows(t, a.anne.get(a.at("customers", a.acme.ID.String())), "US$125.00 paid for USA-7", "received on 5 January 2026 · "+both, "−US$5.00")
		shows(t, a.anne.get(a.at("invoices", a.usd.ID.String())), "A person took the €115.12 that the bank booked for US$125.00 (1 USD = 0.9210 EUR).")
		shows(t, a.anne.get(a.at("bank", "entries")+"?handled=by_hand"), "Acme &amp; Zonen")
		if p := a.anne.post(entry + "/undo"); p.status != http.StatusSeeOther || a.open(a.usd) != "120.00" {
			t.Errorf("undone: %d; %s is open", p.status, a.open(a.usd))
		}
		if p := a.anne.get(a.at("customers", a.acme.ID.String())); strings.Count(p.text, both) != 2 {
			t.Error("the timeline does not tell both amounts of what was undone")
		}
	})
}

// What the bank told was sent is not asked for.
func TestWhatTheBankToldIsNotAskedFor(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		a := newAbroad(t, s, clock, "92.10", func(e *store.Entry) { e.Original = money.Must("100.00", money.USD) })
		p := a.anne.get(a.choose + "?invoice=" + a.usd.ID.String())
		shows(t, p, `value="100.00"`, "€92.10 count as US$100.00 (1 USD = 0.921 EUR).", "Nothing is left over")
		if strings.Contains(p.text, `name="paid"`) {
			t.Error("it is asked for")
		}
		if p := a.anne.post(a.book, a.form("120", "", map[id.ID]string{a.usd.ID: "80.00"})...); p.status != http.StatusSeeOther || a.open(a.usd) != "40.00" {
			t.Errorf("answers %d; %s is open", p.status, a.open(a.usd))
		}
		shows(t, a.anne.get(a.at("bank", "entries", a.entry.ID.String())), "It counts as US$100.00", "US$20.00 of it is on account")
	})
}

// Who owes nothing in the account's currency is offered what the bank told was sent.
func TestTheOldestIsFilledInTheCurrencyThatWasSent(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		a := newAbroad(t, s, clock, "92.10", func(e *store.Entry) { e.Original = money.Must("100.00", money.USD) })
		shows(t, a.anne.get(a.choose+"?customer="+a.acme.ID.String()), `value="92.10"`, "€92.10 of €92.10 shared out")
		testkit.Update(t, s, a.company.ID, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE invoice SET open_minor = 0 WHERE company_id = $1 AND currency = 'EUR'`, tx.Company)
			return err
		})
		shows(t, a.anne.get(a.choose+"?customer="+a.acme.ID.String()), `value="100.00"`, "US$100.00 of US$100.00 shared out")
	})
}

// Of money that left, the page speaks of what is paid back.
func TestARefundIsSharedOutByHand(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		a := newAbroad(t, s, clock, "-18.42", nil)
		a.anne.post(a.at("bank", "entries", a.entry.ID.String(), "undo")) // it was taken for money that no customer gets
		note := a.owes("CN-1", "-20.00", money.USD)
		shows(t, a.anne.get(a.choose+"?customer="+a.acme.ID.String()), "€18.42 to Somebody else", "Take all €18.42 from the money on account", "€18.42 come from what Acme", "Book the refund")
		shows(t, a.anne.get(a.choose+"?invoice="+note.ID.String()), "€18.42 left. How much USD is that?", `value="20.00"`, "€18.42 count as US$20.00 (1 USD = 0.921 EUR).")
		if p := a.anne.post(a.book, a.form("20.00", "20.00", map[id.ID]string{note.ID: "20.00"})...); p.status != http.StatusSeeOther || a.open(note) != "0.00" {
			t.Fatalf("answers %d; %s is open", p.status, a.open(note))
		}
		shows(t, a.anne.get(a.at("customers", a.acme.ID.String())), "US$20.00 paid back for CN-1", "the bank booked €18.42 (1 USD = 0.921 EUR)")
		if p := a.anne.post(a.at("bank", "entries", a.entry.ID.String(), "undo")); p.status != http.StatusSeeOther || a.open(note) != "-20.00" {
			t.Errorf("undone: %d; %s is open", p.status, a.open(note))
		}
	})
}
