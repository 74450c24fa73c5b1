package portal_test

import (
	"path/filepath"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/hold"
	"acquit/internal/testkit"
	"acquit/internal/testkit/chrome"
)

// Every page behind a link is looked at on a telephone and on a desk, in the light and in the
// dark, and listened to.
func TestBrowserLooksAtThePagesOfACustomer(t *testing.T) {
	browser, clock := chrome.Open(t), testkit.NewClock()
	h := open(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	late, ahead := h.owes()
	ref := customer.Ref{Company: h.company.ID, Customer: h.debtor.ID}
	if _, err := h.desk.PlaceHold(t.Context(), ref, hold.Hold{Invoice: late.ID, Cause: hold.ForDispute, Amount: testkit.Euro("300.00"), Reason: "Three are broken", PlacedBy: "anne@lys.example"}, clock.Today()); err != nil {
		t.Fatal(err)
	}
	h.company.Policy.Portal.Colour = "#f2c200" // none that could be read on white
	if err := h.desk.EditCompany(t.Context(), h.company); err != nil {
		t.Fatal(err)
	}
	page := chrome.Guarded(chrome.Page(t, browser))
	for name, path := range map[string]string{
		"portal-home": "?in=fr", "portal-pay": "/pay?in=de", "portal-invoice": "/invoice/" + late.ID.String() + "?in=nl", "portal-account": "/account?in=de",
		"portal-paid": "/say/paid?in=fr", "portal-promise": "/say/promise?in=nl", "portal-plan": "/say/plan?in=de", "portal-contest": "/say/contest?in=de&i=" + ahead.ID.String(), "portal-call": "/say/call?in=fr",
	} {
		page.MustNavigate(h.url + h.path + path).MustWaitLoad()
		chrome.Look(t, page, name, chrome.View{Name: "phone", Width: 390, Theme: "dark"}, chrome.View{Name: "phone-light", Width: 390, Theme: "light"}, chrome.View{Name: "desk", Width: 1440, Theme: "light"})
	}
}

// A customer contests an invoice and promises the rest without any script.
func TestBrowserSaysWhatIsWrongWithoutScript(t *testing.T) {
	browser, clock := chrome.Open(t), testkit.NewClock()
	h := open(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	late, _ := h.owes()
	page := chrome.Page(t, browser)
	page.MustSetBlockedURLs("*.js") // it has no other script
	page.MustNavigate(h.url + h.path + "?in=en").MustWaitLoad()
	arrived := chrome.Arrival(t, page)
	page.MustElementR("a", "Something is wrong").MustClick()
	arrived()
	page.MustElement(`input[value="` + late.ID.String() + `"]`).MustClick()
	arrived = chrome.Arrival(t, page)
	page.MustElement("form .btn-primary").MustClick()
	arrived()
	page.MustElement(`input[value="quality"]`).MustClick()
	page.MustElement(`#amount`).MustInput("300")
	page.MustElement(`#note`).MustInput("Three are broken")
	arrived = chrome.Arrival(t, page)
	page.MustElement("form .btn-primary").MustClick()
	arrived()
	page.MustElementR("p[role=status]", "What is not contested remains to be paid")
	page.MustElementR(".due-sum", "910.00")
	if now := h.state(late.ID); len(now.holds) != 1 || now.holds[0].Amount != testkit.Euro("300.00") {
		t.Errorf("%+v", now.holds)
	}
}

// What a customer loads to see what is due stays small.
func TestBrowserLoadsLittle(t *testing.T) {
	browser, clock := chrome.Open(t), testkit.NewClock()
	h := open(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	h.owes()
	page := chrome.Page(t, browser)
	page.MustNavigate(h.url + h.path).MustWaitLoad()
	bytes := page.MustEval(`() => performance.getEntries().reduce((sum, e) => sum + (e.transferSize || 0), 0)`).Int()
	if bytes == 0 || bytes > 100_000 {
		t.Errorf("%d bytes were loaded", bytes)
	}
}
