package web_test

import (
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"acquit/internal/checkout"
	"acquit/internal/customer"
	"acquit/internal/id"
	"acquit/internal/settle/till"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/testkit/cashier"
	"acquit/internal/user"
)

var noticeAddress = regexp.MustCompile(`/tills/\w+/stripe/[A-Z2-7]{26}`)

func TestAnOwnerSetsHowCustomersPayOnline(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		provider := cashier.Stripe(t)
		provider.At(clock.Now)
		l.till.Addresses = map[checkout.Name]string{provider.Name: provider.URL}
		l.person(l.company.ID, "owner@lys.example", user.Owner)
		owner, page := l.signIn("owner@lys.example"), l.at("settings", "online")
		shows(t, owner.get(l.at("settings", "portal")), page)
		shows(t, owner.get(page), "Mollie", "Stripe", "Not set up")
		if got := l.anne.get(page); got.status != http.StatusForbidden {
			t.Errorf("a controller sees it: %d", got.status)
		}
		for said, form := range map[string][]string{
			"begins with sk_, rk_":   {"key-stripe", "live_123"},
			"begins with whsec_":     {"key-stripe", provider.Secrets.Key, "hook-stripe", "123"},
			"give the key of Stripe": {"on-stripe", "1"},
		} {
			if got := owner.post(page+"/stripe", form...); got.status != http.StatusUnprocessableEntity || !strings.Contains(strings.ToLower(got.text), strings.ToLower(said)) || strings.Contains(got.text, provider.Secrets.Key) {
				t.Errorf("%s: %d", said, got.status)
			}
		}
		shows(t, owner.post(page+"/stripe/test", "key-stripe", "sk_test_wrong"), "That does not work", "Invalid API key")
		shows(t, owner.post(page+"/stripe/test", "key-stripe", provider.Secrets.Key), "Stripe knows the key")
		if got := owner.post(page+"/stripe", "key-stripe", provider.Secrets.Key, "hook-stripe", provider.Secrets.Hook, "on-stripe", "1"); got.status != http.StatusSeeOther {
			t.Fatalf("%d %s", got.status, got.text)
		}
		kept := owner.get(page)
		shows(t, kept, "no money moves", "Known; leave empty to keep it")
		if strings.Contains(kept.text, provider.Secrets.Key) || strings.Contains(kept.text, provider.Secrets.Hook) {
			t.Error("a secret is shown")
		}
		if got := owner.post(page+"/stripe", "on-stripe", "1", "parts-stripe", "1"); got.status != http.StatusSeeOther {
			t.Errorf("kept as it was: %d", got.status)
		}

		ref := l.begins(provider)
		provider.Becomes(ref, checkout.Paid)
		h, body := provider.Notice(ref)
		told := func(at string, h http.Header) int {
			r, err := http.NewRequest(http.MethodPost, l.url+at, strings.NewReader(string(body)))
			if err != nil {
				t.Fatal(err)
			}
			r.Header = h
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			return answer.StatusCode
		}
		at := noticeAddress.FindString(kept.text)
		if code := told(at, http.Header{}); code != http.StatusBadRequest || l.open(l.r1) != "1190.00" {
			t.Errorf("a notice that nobody signed: %d", code)
		}
		if code := told(at[:len(at)-3]+"AAA", h); code != http.StatusNotFound {
			t.Errorf("a wrong address: %d", code)
		}
		if code := told(at, h); code != http.StatusNoContent || l.open(l.r1) != "0.00" {
			t.Errorf("a notice: %d, %s open", code, l.open(l.r1))
		}

		if got := l.anne.post(page + "/stripe/forget"); got.status != http.StatusForbidden {
			t.Errorf("a controller forgets the keys: %d", got.status)
		}
		if got := owner.post(page + "/stripe/forget"); got.status != http.StatusSeeOther {
			t.Fatalf("%d %s", got.status, got.text)
		}
		if got := owner.get(page); strings.Contains(got.text, "Known; leave empty") || strings.Contains(got.text, "/tills/") {
			t.Error("the keys are known still")
		}
		if code := told(at, h); code != http.StatusNotFound || l.open(l.r1) != "0.00" {
			t.Errorf("a notice to who has forgotten: %d, %s open", code, l.open(l.r1))
		}
		if got := owner.post(page+"/stripe", "on-stripe", "1"); got.status != http.StatusUnprocessableEntity {
			t.Errorf("on without a key: %d", got.status)
		}
		if got := owner.post(page+"/stripe", "key-stripe", provider.Secrets.Key, "hook-stripe", provider.Secrets.Hook, "on-stripe", "1"); got.status != http.StatusSeeOther || noticeAddress.FindString(owner.get(page).text) == at {
			t.Errorf("entered again: %d", got.status)
		}
	})
}

// begins lets the customer begin to pay its first invoice.
func (l *ledger) begins(c *cashier.Server) (ref string) {
	l.t.Helper()
	o := till.Order{Ref: customer.Ref{Company: l.company.ID, Customer: l.acme.ID}, Once: "form", Amount: l.r1.Open, Shares: []store.CheckoutShare{{Invoice: l.r1.ID, Amount: l.r1.Open}},
		Description: l.r1.Number, Return: func(id.ID) string { return l.url + "/p/x" }}
	if _, err := l.till.Start(l.t.Context(), o); err != nil {
		l.t.Fatal(err)
	}
	return c.Refs()[len(c.Refs())-1]
}

// paidOnline is a ledger whose first invoice was paid online, and the entry that it became.
func paidOnline(t *testing.T, l *ledger) store.Checkout {
	t.Helper()
	provider := cashier.Mollie(t)
	provider.At(l.clock.Now)
	l.till.Addresses = map[checkout.Name]string{provider.Name: provider.URL}
	if err := l.till.Save(t.Context(), l.company.ID, till.Settings{Provider: provider.Name, Secrets: provider.Secrets, On: true}); err != nil {
		t.Fatal(err)
	}
	ref := l.begins(provider)
	provider.Becomes(ref, checkout.Paid)
	provider.Payer(ref, "Acme & Zonen", "BE71096123456769")
	var c store.Checkout
	testkit.View(t, l.store, l.company.ID, func(tx *store.Tx) (err error) {
		c, _, err = tx.CheckoutNamed(provider.Name, ref)
		return err
	})
	c, err := l.till.Look(t.Context(), l.company.ID, c.ID)
	if err != nil || c.Entry == 0 {
		t.Fatalf("%+v, %v", c, err)
	}
	return c
}

func TestAPersonSaysWhichPaymentsAnEntryBrings(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		c := paidOnline(t, l)
		online := l.at("bank", "entries", c.Entry.String())
		shows(t, l.anne.get(online), "Paid online, not there yet", "Mollie")
		shows(t, l.anne.get(l.at("invoices", l.r1.ID.String())), "The customer paid it online, with Mollie.")
		line := l.receives("payout", "1188.50", func(e *store.Entry) { e.Name, e.IBAN, e.Text = "Stichting Mollie Payments", "", "" })
		page := l.at("bank", "entries", line.ID.String())
		shows(t, l.anne.get(page), "Is this what customers paid online?", "€1,190.00", "checked")
		if p := l.reader.get(page); strings.Contains(p.text, "It brings these payments") {
			t.Error("a reader is asked")
		}
		if p := l.reader.post(page+"/payout", "payment", c.ID.String()); p.status != http.StatusForbidden {
			t.Errorf("a reader says it: %d", p.status)
		}
		if p := l.anne.post(page + "/payout"); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "hoose the payments") {
			t.Errorf("none: %d", p.status)
		}
		if p := l.anne.post(page+"/payout", "payment", c.ID.String()); p.status != http.StatusSeeOther || l.now(line.ID).State != store.EntryInternal {
			t.Fatalf("%d, %s", p.status, l.now(line.ID).State)
		}
		shows(t, l.anne.get(page), "kept €1.50", "€1,188.50 arrived", l.r1.Number)
		shows(t, l.anne.get(online), "Arrived with a payout", page)
		if p := l.anne.post(page + "/undo"); p.status != http.StatusSeeOther || l.now(line.ID).State != store.EntryAsk {
			t.Errorf("undone: %d, %s", p.status, l.now(line.ID).State)
		}
	})
}

func TestBrowserLooksAtPaymentsOnline(t *testing.T) {
	clock := testkit.NewClock()
	l := newLedger(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	c := paidOnline(t, l)
	l.person(l.company.ID, "owner@lys.example", user.Owner)
	line := l.receives("payout", "1188.50", func(e *store.Entry) { e.Name, e.IBAN, e.Text = "Stichting Mollie Payments", "", "" })
	w := l.openWindow(t, chromium(t), "owner@lys.example")
	for name, path := range map[string]string{"till-settings": l.at("settings", "online"), "till-online": l.at("bank", "entries", c.Entry.String()), "till-payout": l.at("bank", "entries", line.ID.String())} {
		w.MustNavigate(l.url + path).MustWaitLoad()
		w.check(name)
	}
}
