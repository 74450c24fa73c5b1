package portal_test

import (
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/sign"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/testkit/chrome"
)

// toSign is a house whose customer is asked to acknowledge what it owes, and the path of the page.
func toSign(t *testing.T, s *store.Store, clock *testkit.Clock) (h *house, path string) {
	t.Helper()
	h = open(t, s, clock)
	h.owes()
	testkit.Update(t, s, h.company.ID, func(tx *store.Tx) error {
		return tx.AddContacts([]*customer.Contact{{Customer: h.debtor.ID, Name: "Zoë", Email: "zoe@acme.example"}})
	})
	return h, h.asksToSign()
}

func (h *house) asksToSign() (path string) {
	h.t.Helper()
	r, err := h.desk.AskSignature(h.t.Context(), customer.Ref{Company: h.company.ID, Customer: h.debtor.ID}, collect.SignatureWish{Kind: sign.Debt}, "anne@lys.example", h.clock.Today())
	if err != nil {
		h.t.Fatal(err)
	}
	return "/sign/" + r.ID.String()
}

// gives sends a form, and returns the status and the page that it leads to.
func (h *house) gives(c *http.Client, path string, form url.Values) (int, string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), "POST", h.url+h.path+path+"?in=en", strings.NewReader(form.Encode()))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", h.url)
	answer, err := c.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// look is a page as a reader sees it.
func (h *house) look(c *http.Client, path string) (int, string) {
	h.t.Helper()
	answer, err := c.Get(h.url + h.path + path)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func signs() url.Values {
	return url.Values{"name": {"Zoë Peeters"}, "role": {"director"}, "accept": {"1"}}
}

func TestACustomerSigns(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h, path := toSign(t, s, clock)
		browser, stranger := &http.Client{Jar: reader(t).Jar}, &http.Client{Jar: reader(t).Jar}
		if _, page := h.look(browser, "?in=en"); !strings.Contains(page, "To sign: Acknowledgement of debt") && !strings.Contains(page, path) {
			t.Errorf("the first page does not ask for it: %s", page)
		}
		if _, page := h.look(browser, path+"?in=en"); !strings.Contains(page, "Who signs?") || !strings.Contains(page, "R-1") || strings.Contains(page, `name="role"`) {
			t.Errorf("%s", page)
		}
		if _, page := h.gives(browser, path, signs()); !strings.Contains(page, "Who signs?") {
			t.Errorf("without a code: %s", page)
		}
		h.gives(browser, path+"/code", url.Values{"email": {"zoe@acme.example"}})
		code := h.codes("zoe@acme.example", 1)[0]
		if status, page := h.gives(browser, path+"/code", url.Values{"code": {other(code)}}); status != http.StatusForbidden || !strings.Contains(page, "not right") || !strings.Contains(page, "Who signs?") {
			t.Errorf("a wrong code: %d %s", status, page)
		}
		if _, page := h.gives(browser, path+"/code", url.Values{"code": {code}}); !strings.Contains(page, "You sign as the reader of zoe@acme.example") {
			t.Fatalf("the code: %s", page)
		}
		if _, page := h.look(stranger, path+"?in=en"); strings.Contains(page, `name="role"`) {
			t.Error("another browser may sign")
		}
		for field, why := range map[string]string{"accept": "Tick this sentence", "name": "ay who signs", "role": "ay who signs"} {
			form := signs()
			form.Del(field)
			if status, page := h.gives(browser, path, form); status != http.StatusUnprocessableEntity || !strings.Contains(page, why) {
				t.Errorf("without %s: %d %s", field, status, page)
			}
		}
		for range 2 {
			if status, page := h.gives(browser, path, signs()); status != http.StatusOK || !strings.Contains(page, "Signed by Zoë Peeters") {
				t.Fatalf("%d %s", status, page)
			}
		}
		for _, file := range []string{"/document.pdf", "/signed.pdf"} {
			if status, pdf := h.look(stranger, path+file); status != http.StatusOK || !strings.HasPrefix(pdf, "%PDF-") {
				t.Errorf("%s is %d", file, status)
			}
		}
		if status, _ := h.look(stranger, path+"/else.pdf"); status != http.StatusNotFound {
			t.Errorf("another file is %d", status)
		}
		if _, page := h.look(browser, "?in=en"); strings.Contains(page, path) {
			t.Error("it is still asked for")
		}
	})
}

// What was shown to enter is too old to sign with after an hour.
func TestACodeIsGoodToSignForAnHour(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h, path := toSign(t, s, clock)
		browser := &http.Client{Jar: reader(t).Jar}
		h.gives(browser, path+"/code", url.Values{"email": {"zoe@acme.example"}})
		h.gives(browser, path+"/code", url.Values{"code": {h.codes("zoe@acme.example", 1)[0]}})
		clock.Advance(61 * 60e9)
		if _, page := h.gives(browser, path, signs()); !strings.Contains(page, "Who signs?") {
			t.Errorf("%s", page)
		}
		if status, pdf := h.look(browser, path+"/signed.pdf"); status != http.StatusNotFound {
			t.Errorf("%d %s", status, pdf[:min(len(pdf), 20)])
		}
	})
}

func TestACustomerDeclinesToSign(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h, path := toSign(t, s, clock)
		browser := &http.Client{Jar: reader(t).Jar}
		h.gives(browser, path+"/code", url.Values{"email": {"zoe@acme.example"}})
		h.gives(browser, path+"/code", url.Values{"code": {h.codes("zoe@acme.example", 1)[0]}})
		if _, page := h.gives(browser, path+"/decline", url.Values{"grounds": {"<b>never</b>"}}); !strings.Contains(page, "you do not want to sign") || strings.Contains(page, "<b>never") {
			t.Errorf("%s", page)
		}
		if _, page := h.gives(browser, path, signs()); !strings.Contains(page, "you do not want to sign") {
			t.Errorf("signed after all: %s", page)
		}
	})
}

func TestADocumentOfSomebodyElseIsNone(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h, _ := toSign(t, s, clock)
		other := testkit.Customer(t, s, h.company.ID, "OTHER")
		testkit.Invoice(t, s, customer.Ref{Company: h.company.ID, Customer: other.ID}, "R-9", "10.00", clock.Today().AddDays(-9))
		testkit.Update(t, s, h.company.ID, func(tx *store.Tx) error {
			return tx.AddContacts([]*customer.Contact{{Customer: other.ID, Name: "Max", Email: "max@other.example"}})
		})
		mine := h.debtor
		h.debtor = other
		theirs := h.asksToSign()
		h.debtor = mine
		for _, path := range []string{theirs, theirs + "/document.pdf", "/sign/x"} {
			if status, page := h.look(http.DefaultClient, path); status != http.StatusNotFound || strings.Contains(page, "R-9") {
				t.Errorf("%s is %d", path, status)
			}
		}
		if status, _ := h.gives(http.DefaultClient, theirs, signs()); status != http.StatusNotFound {
			t.Errorf("to sign it is %d", status)
		}
	})
}

// A customer signs in a browser without any script, on a telephone.
func TestBrowserSigns(t *testing.T) {
	browser, clock := chrome.Open(t), testkit.NewClock()
	h, path := toSign(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	views := []chrome.View{{Name: "phone", Width: 390, Theme: "dark"}, {Name: "phone-light", Width: 390, Theme: "light"}, {Name: "desk", Width: 1440, Theme: "light"}}
	page := chrome.Guarded(chrome.Page(t, browser))
	page.MustSetBlockedURLs("*.js")
	page.MustNavigate(h.url + h.path + path + "?in=fr").MustWaitLoad()
	chrome.Look(t, page, "portal-sign-who", views...)
	press := func(selector string) {
		arrived := chrome.Arrival(t, page)
		page.MustElement(selector).MustClick()
		arrived()
	}
	page.MustElement("#email").MustInput("zoe@acme.example")
	press("form .btn-primary")
	page.MustElement("#code").MustInput(h.codes("zoe@acme.example", 1)[0])
	press("form .btn-primary")
	page.MustElement("#name").MustInput("Zoë Peeters")
	page.MustElement("#role").MustInput("gérante")
	chrome.Look(t, page, "portal-sign", views...)
	page.MustElement("input[name=accept]").MustClick()
	press("form .btn-primary")
	page.MustElementR("p[role=status]", "Signé par Zoë Peeters")
	chrome.Look(t, page, "portal-sign-signed", views...)
}
