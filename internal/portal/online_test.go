package portal_test

import (
	"html"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"acquit/internal/checkout"
	"acquit/internal/customer"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/settle/till"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/testkit/cashier"
	"acquit/internal/testkit/chrome"
)

// takes lets the company's customers pay online.
func (h *house) takes(c *cashier.Server, parts bool) {
	h.t.Helper()
	c.At(h.clock.Now)
	h.till.Addresses = map[checkout.Name]string{c.Name: c.URL}
	if err := h.till.Save(h.t.Context(), h.company.ID, till.Settings{Provider: c.Name, Secrets: c.Secrets, Parts: parts, On: true}); err != nil {
		h.t.Fatal(err)
	}
}

// onlineForm is what the form on a page sends by which its selection is paid online; nil where
// there is none.
func (h *house) onlineForm(path string) url.Values {
	h.t.Helper()
	_, page := h.ask("GET", h.path+path)
	_, rest, found := strings.Cut(page, `class="pay-online"`)
	if !found {
		return nil
	}
	form, _, _ := strings.Cut(rest, "</form>")
	fields := url.Values{}
	for _, input := range regexp.MustCompile(`name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(form, -1) {
		fields.Add(input[1], html.UnescapeString(input[2]))
	}
	return fields
}

// paysOnline sends the form, and returns where the answer leads.
func (h *house) paysOnline(form url.Values) (status int, to string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), "POST", h.url+h.path+"/online?in=en", strings.NewReader(form.Encode()))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", h.url)
	stays := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := stays.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	if to = answer.Header.Get("Location"); to == "" {
		_, to, _ = strings.Cut(answer.Header.Get("Refresh"), "url=")
	}
	return answer.StatusCode, to
}

func (h *house) openOf(t *testing.T) (sum string) {
	t.Helper()
	testkit.View(t, h.store, h.company.ID, func(tx *store.Tx) error {
		all, err := tx.OpenInvoices(h.debtor.ID)
		whole := testkit.Euro("0.00")
		for _, i := range all {
			whole = whole.Add(i.Open)
		}
		sum = whole.String()
		return err
	})
	return sum
}

func TestACustomerPaysOnline(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		late, _ := h.owes() // 1,210 late, 500 ahead
		if h.onlineForm("") != nil {
			t.Error("it is offered where nobody takes payments")
		}
		dispute := hold.Hold{Invoice: late.ID, Cause: hold.ForDispute, Amount: testkit.Euro("300.00"), Reason: "broken", PlacedBy: "anne@lys.example"}
		if _, err := h.desk.PlaceHold(t.Context(), customer.Ref{Company: h.company.ID, Customer: h.debtor.ID}, dispute, clock.Today()); err != nil {
			t.Fatal(err)
		}
		c := cashier.Mollie(t)
		h.takes(c, true)
		form := h.onlineForm("?in=en")
		status, to := h.paysOnline(form)
		if status != http.StatusOK || !strings.HasPrefix(to, c.URL+"/pay/") {
			t.Fatalf("%d to %s", status, to)
		}
		if _, again := h.paysOnline(form); again != to || len(c.Orders()) != 1 {
			t.Errorf("sent twice it leads to %s and %s", to, again)
		}
		o := c.Orders()[0]
		if o.Amount != testkit.Euro("910.00") || o.Description != late.Number || o.Hook != "" { // no provider reaches this machine
			t.Errorf("%+v", o)
		}
		back := strings.TrimPrefix(o.Return, h.url)
		if _, page := h.ask("GET", back); !strings.Contains(page, "Not paid yet") {
			t.Errorf("%s", page)
		}
		c.Becomes(c.Refs()[0], checkout.Paid)
		if _, page := h.ask("GET", back); !strings.Contains(page, "it is paid") || !strings.Contains(page, "910.00") {
			t.Errorf("%s", page)
		}
		if h.openOf(t) != "800.00" { // what is contested, and what is not due
			t.Errorf("%s open", h.openOf(t))
		}
		if status, to := h.paysOnline(form); status != http.StatusSeeOther || !strings.HasSuffix(to, "/pay?in=en") && !strings.HasPrefix(to, o.Return) {
			t.Errorf("once more: %d to %s", status, to)
		}
	})
}

func TestAPartIsPaidOnlineWhereTheCompanyLetsIt(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		h.owes()
		c := cashier.Stripe(t)
		h.takes(c, false)
		if h.onlineForm("/pay?amount=200") != nil || h.onlineForm("/pay") == nil {
			t.Error("a part is offered, or all is not")
		}
		form := h.onlineForm("/pay")
		form.Set("amount", "200")
		if status, to := h.paysOnline(form); status != http.StatusSeeOther || !strings.HasPrefix(to, h.path+"/pay") || len(c.Orders()) != 0 {
			t.Errorf("a part that was slipped in: %d to %s", status, to)
		}
		h.takes(c, true)
		if _, to := h.paysOnline(h.onlineForm("/pay?amount=200")); !strings.HasPrefix(to, c.URL) || c.Orders()[0].Amount != testkit.Euro("200.00") {
			t.Errorf("to %s, %+v", to, c.Orders())
		}
	})
}

func TestAProviderThatDoesNotAnswer(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		h.owes()
		c := cashier.Mollie(t)
		h.takes(c, true)
		form := h.onlineForm("")
		c.Fail(503)
		if status, to := h.paysOnline(form); status != http.StatusServiceUnavailable || to != "" {
			t.Errorf("%d to %s", status, to)
		}
		if status, to := h.paysOnline(form); status != http.StatusOK || to == "" || len(c.Orders()) != 1 {
			t.Errorf("again: %d to %s", status, to)
		}
	})
}

// What one customer pays is no affair of another's, whatever is guessed.
func TestAPaymentOfSomebodyElse(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		c := cashier.Mollie(t)
		h.takes(c, true)
		other := testkit.Customer(t, s, h.company.ID, "OTHER")
		theirs := testkit.Invoice(t, s, customer.Ref{Company: h.company.ID, Customer: other.ID}, "R-9", "10.00", clock.Today())
		o := till.Order{Ref: customer.Ref{Company: h.company.ID, Customer: other.ID}, Once: "x", Amount: theirs.Open, Shares: []store.CheckoutShare{{Invoice: theirs.ID, Amount: theirs.Open}}, Description: "R-9"}
		var path string
		o.Return = func(i id.ID) string { path = "/online/" + i.String(); return h.url + path }
		if _, err := h.till.Start(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		if p, page := h.ask("GET", h.path+path); p.StatusCode != http.StatusNotFound || strings.Contains(page, "R-9") {
			t.Errorf("%d: %s", p.StatusCode, page)
		}
	})
}

// A customer pays in a browser without any script: from the page to the provider's and back.
func TestBrowserPaysOnline(t *testing.T) {
	browser, clock := chrome.Open(t), testkit.NewClock()
	h := open(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	h.owes()
	c := cashier.Mollie(t)
	h.takes(c, true)
	page := chrome.Guarded(chrome.Page(t, browser))
	look := func(name, path string) {
		page.MustNavigate(h.url + h.path + path).MustWaitLoad()
		chrome.Look(t, page, name, chrome.View{Name: "phone", Width: 390, Theme: "dark"}, chrome.View{Name: "phone-light", Width: 390, Theme: "light"}, chrome.View{Name: "desk", Width: 1440, Theme: "light"})
	}
	look("portal-online", "?in=fr")
	page.MustElement(".pay-online .btn-primary").MustClick()
	page.MustElementR("h1", "1710.00 EUR|1210.00 EUR")
	page.MustElementR("button", "Cancel").MustClick()
	page.MustElementR("h1", "Rien n’a été payé")
	look("portal-online-not", "/online/"+lastOf(page.MustInfo().URL)+"?in=de")
	page.MustNavigate(h.url + h.path + "?in=nl").MustWaitLoad()
	page.MustElement(".pay-online .btn-primary").MustClick()
	page.MustElementR("button", "Pay").MustClick()
	page.MustElementR("h1", "Bedankt")
	look("portal-online-paid", "/online/"+lastOf(page.MustInfo().URL)+"?in=nl")
	if h.openOf(t) != "500.00" {
		t.Errorf("%s open", h.openOf(t))
	}
}

// lastOf is the last part of an address.
func lastOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Path[strings.LastIndexByte(u.Path, '/')+1:]
}
