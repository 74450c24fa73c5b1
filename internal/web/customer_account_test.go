package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/input"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// Money on account is used with one click from the customer's page, and put back from the
// invoice's.
func TestMoneyOnAccountIsUsedAndPutBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Controller)
		d.person(c.ID, "rik@lys.example", user.Reader)
		owner := testkit.Customer(t, s, c.ID, "BETA").ID
		ref := customer.Ref{Company: c.ID, Customer: owner}
		bill := testkit.Invoice(t, s, ref, "R-77", "120.00", date.Must("2026-01-16"))
		testkit.Invoice(t, s, ref, "R-78", "50.00", date.Must("2026-01-17"))
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			return tx.AddPayments([]*payment.Payment{{Customer: owner, Source: payment.API, ReceivedOn: date.Must("2026-01-03"), Amount: testkit.Euro("150.00"), OnAccount: testkit.Euro("150.00"),
				BookedBy: "api", Text: "pour R-77 " + nasty}})
		})
		page, invoice := at(c.ID, "customers", owner.String()), at(c.ID, "invoices", bill.ID.String())
		if p := d.signIn("rik@lys.example").get(page); strings.Contains(p.text, "/use\"") || !strings.Contains(p.text, "on account since") {
			t.Error("a reader does not see the money, or is offered to use it")
		}
		b := d.signIn("anne@lys.example")
		p := b.get(page)
		for _, want := range []string{"€150.00 on account since 3 January 2026", "Use €120.00 for R-77", "names R-77", "&lt;script&gt;"} {
			if !strings.Contains(p.text, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
		action := regexp.MustCompile(`action="([^"]+/account/[^"]+/use)"`).FindStringSubmatch(p.text)
		as := regexp.MustCompile(`name="as" value="([^"]+)"`).FindStringSubmatch(p.text)
		if action == nil || as == nil {
			t.Fatal("there is no form to use it with")
		}
		if p := b.post(action[1], "as", strings.Replace(as[1], "120.00", "119.00", 1)); p.status != http.StatusConflict {
			t.Errorf("what was not shown is %d", p.status)
		}
		if p := b.post(action[1], "as", as[1]); p.status != http.StatusSeeOther || p.location != page {
			t.Fatalf("used: %d to %s", p.status, p.location)
		}
		if got := openOf(t, s, c.ID, bill.ID); got != "0.00" {
			t.Errorf("%s is open", got)
		}
		if p := b.get(page); !strings.Contains(p.text, "€120.00 on account was used for R-77") || !strings.Contains(p.text, "Use €30.00 for R-78") {
			t.Error("the timeline does not tell of it, or the rest is not offered")
		}
		free := regexp.MustCompile(`action="([^"]+/account/[^"]+/free)"`).FindStringSubmatch(b.get(invoice).text)
		if free == nil {
			t.Fatal("the invoice does not offer to put it back")
		}
		if p := b.post(free[1]); p.status != http.StatusSeeOther || openOf(t, s, c.ID, bill.ID) != "120.00" {
			t.Errorf("put back: %d, %s open", p.status, openOf(t, s, c.ID, bill.ID))
		}
		if p := b.get(invoice); strings.Contains(p.text, free[1]) {
			t.Error("it can be put back twice")
		}
		if p := b.post(free[1]); p.status != http.StatusNotFound {
			t.Errorf("put back twice: %d", p.status)
		}
		if p := b.get(page); !strings.Contains(p.text, "€120.00 was put back on account") {
			t.Error("the timeline does not tell that it was put back")
		}
	})
}

func openOf(t *testing.T, s *store.Store, company, i id.ID) (open string) {
	t.Helper()
	testkit.View(t, s, company, func(tx *store.Tx) error {
		bill, err := tx.TheInvoice(i)
		open = bill.Open.String()
		return err
	})
	return open
}

// The same with a keyboard, in a browser, and undone at once.
func TestBrowserUsesMoneyOnAccount(t *testing.T) {
	var owner id.ID
	_, c, w := openOffice(t, func(d *desk, c company.Company) {
		owner = testkit.Customer(t, d.store, c.ID, "BETA", func(k *customer.Customer) { k.Name = "Peinture Vermeulen & Dochters, Oudenaarde" }).ID
		ref := customer.Ref{Company: c.ID, Customer: owner}
		testkit.Invoice(t, d.store, ref, "R-77", "12000000.00", date.Must("2026-01-16"))
		testkit.Invoice(t, d.store, ref, "R-78", "150.00", date.Must("2026-01-17"))
		testkit.Invoice(t, d.store, ref, "R-79", "150.00", date.Must("2026-01-18"))
		testkit.Update(t, d.store, c.ID, func(tx *store.Tx) error {
			put := func(amount, text string) *payment.Payment {
				return &payment.Payment{Customer: owner, Source: payment.API, ReceivedOn: date.Must("2026-01-03"), Amount: testkit.Euro(amount), OnAccount: testkit.Euro(amount), BookedBy: "api", Text: text}
			}
			return tx.AddPayments([]*payment.Payment{put("10500000.00", "R-77"), put("150.00", "")})
		})
	})
	page := w.url + at(c.ID, "customers", owner.String())
	w.MustNavigate(page).MustWaitLoad()
	w.check("account")
	wait := w.MustWaitNavigation()
	w.MustElement(`form[action$="/use"] button`).MustFocus()
	w.Keyboard.MustType(input.Enter)
	wait()
	w.MustWaitLoad()
	if text := w.MustElement("main").MustText(); !strings.Contains(text, "on account was used for R-77") {
		t.Error("the timeline does not tell of it")
	}
	w.press(`form[action$="/free"] button`)
	if text := w.MustElement("main").MustText(); !strings.Contains(text, "was put back on account") {
		t.Error("it is not undone")
	}
	w.MustNavigate(w.url + "/language?to=fr&back=" + at(c.ID, "customers", owner.String())).MustWaitLoad()
	w.check("account-fr")
}
