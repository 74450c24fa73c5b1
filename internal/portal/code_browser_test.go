package portal_test

import (
	"path/filepath"
	"testing"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/testkit/chrome"
)

// A reader types an address, then the code that came, without any script; both pages are looked at.
func TestBrowserEntersByAMailedCode(t *testing.T) {
	browser, clock := chrome.Open(t), testkit.NewClock()
	h := open(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	h.owes()
	testkit.Update(t, h.store, h.company.ID, func(tx *store.Tx) error {
		return tx.AddContacts([]*customer.Contact{{Customer: h.debtor.ID, Name: "Zoë", Email: "accounts.payable.department@acme.example"}})
	})
	h.asksFor(company.ByCode)
	views := []chrome.View{{Name: "phone", Width: 390, Theme: "dark"}, {Name: "phone-light", Width: 390, Theme: "light"}, {Name: "desk", Width: 1440, Theme: "light"}, {Name: "desk-dark", Width: 1440, Theme: "dark"}}
	page := chrome.Guarded(chrome.Page(t, browser))
	page.MustSetBlockedURLs("*.js")
	page.MustNavigate(h.url + h.path + "?in=de").MustWaitLoad()
	chrome.Look(t, page, "portal-prove-email", views...)
	page.MustElement("#email").MustInput("accounts.payable.department@acme.example")
	arrived := chrome.Arrival(t, page)
	page.MustElement("form .btn-primary").MustClick()
	arrived()
	chrome.Look(t, page, "portal-prove-code", views...)
	code := h.codes("accounts.payable.department@acme.example", 1)[0]
	page.MustElement("#code").MustInput(other(code))
	arrived = chrome.Arrival(t, page)
	page.MustElement("form .btn-primary").MustClick()
	arrived()
	chrome.Look(t, page, "portal-prove-wrong", views...)
	page.MustElement("#code").MustInput(code)
	arrived = chrome.Arrival(t, page)
	page.MustElement("form .btn-primary").MustClick()
	arrived()
	page.MustElement(".due-sum")
	page.MustNavigate(h.url + h.path + "/account").MustWaitLoad()
	page.MustElementR("main", "R-1")
}
