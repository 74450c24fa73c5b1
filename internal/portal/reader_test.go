package portal_test

import (
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"acquit/internal/admit"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/testkit/chrome"
)

const (
	zoes   = "zoe@acme.example"
	secret = "the tide turns at four"
)

// wantsAccounts has the company ask for the password of a contact.
func wantsAccounts(t *testing.T, s *store.Store, clock *testkit.Clock) *house {
	h, _ := wantsCodes(t, s, clock)
	h.asksFor(company.ByAccount)
	return h
}

// chooses has Zoë choose a password by a mailed code, the nth that she gets.
func (h *house) chooses(c *http.Client, password string, n int) (status int) {
	h.t.Helper()
	code := h.asked(c, n)
	if status := h.shows(c, url.Values{"code": {code}}); status != http.StatusSeeOther {
		h.t.Fatalf("the code is %d", status)
	}
	return h.shows(c, url.Values{"chosen": {password}})
}

func (h *house) signsIn(c *http.Client, address, password string) int {
	h.t.Helper()
	return h.shows(c, url.Values{"email": {address}, "password": {password}})
}

// writes sends another mail to a customer, and goes on with its link.
func (h *house) writes(to customer.Customer) {
	h.t.Helper()
	if _, err := h.desk.Write(h.t.Context(), customer.Ref{Company: h.company.ID, Customer: to.ID}, collect.Letter{Subject: "Hello", Body: "See you."}, "anne@lys.example", h.clock.Today()); err != nil {
		h.t.Fatal(err)
	}
	before := len(h.box.List())
	if _, err := h.desk.Send(h.t.Context(), h.company.ID, h.clock.Today(), nil); err != nil {
		h.t.Fatal(err)
	}
	mails := h.box.List()
	for _, m := range mails[:len(mails)-before] {
		if path := regexp.MustCompile(`/p/[A-Z2-7]{26}`).FindString(m.Mail.Text); path != "" && path != h.path {
			h.path = path
			return
		}
	}
	h.t.Fatal("no other link was mailed")
}

// A contact chooses a password with a mailed code, and has an account from then on: for every link
// that comes, in each browser in which it signs in.
func TestAContactHasAnAccount(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := wantsAccounts(t, s, clock)
		browser := reader(t)
		if text := h.text(browser); !strings.Contains(text, `name="password"`) || strings.Contains(text, "R-1") {
			t.Fatalf("%s", text)
		}
		if status := h.chooses(browser, "too short", 1); status != http.StatusForbidden || h.sees(browser, "") {
			t.Errorf("a short password is %d", status)
		}
		if text := h.text(browser); !strings.Contains(text, `autocomplete="new-password"`) || !strings.Contains(text, zoes) {
			t.Errorf("no password can be chosen: %s", text)
		}
		for range 2 { // also sent twice
			if status := h.shows(browser, url.Values{"chosen": {secret}}); status != http.StatusSeeOther || !h.sees(browser, "") {
				t.Fatalf("the password is %d", status)
			}
		}
		second := reader(t)
		if status := h.signsIn(second, " Zoe@ACME.example", secret); status != http.StatusSeeOther || !h.sees(second, "/pay") {
			t.Errorf("to sign in is %d", status)
		}
		h.writes(h.debtor)
		if !h.sees(second, "") || !h.sees(browser, "/account") || h.sees(reader(t), "") {
			t.Error("who is signed in is asked again for another link")
		}
		clock.Advance(admit.ReaderLife)
		if h.sees(second, "") {
			t.Error("who signed in a month ago is not asked")
		}
	})
}

// What is wrong is answered alike, and not for ever.
func TestAWrongPasswordSaysNothing(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := wantsAccounts(t, s, clock)
		if h.chooses(reader(t), secret, 1) != http.StatusSeeOther {
			t.Fatal("no password is chosen")
		}
		for _, c := range [][2]string{{zoes, "the tide turns at five"}, {zoes, ""}, {"max@other.example", secret}, {"nobody@acme.example", secret}, {"nobody", secret}, {"", ""}} {
			browser := reader(t)
			answer, err := browser.PostForm(h.url+h.path+"/proof?in=en", url.Values{"email": {c[0]}, "password": {c[1]}})
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != http.StatusForbidden || len(answer.Cookies()) > 0 || h.sees(browser, "") {
				t.Errorf("%v is %d with %v", c, answer.StatusCode, answer.Cookies())
			}
		}
		for range 10 {
			h.signsIn(reader(t), zoes, "the tide turns at six")
		}
		if h.signsIn(reader(t), zoes, secret) != http.StatusForbidden {
			t.Error("the eleventh guess of a day is looked at")
		}
	})
}

// Nobody chooses a password who has not shown to read the contact's mail, in this browser and in
// time.
func TestWhoHasShownNothingChoosesNoPassword(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := wantsAccounts(t, s, clock)
		stranger := reader(t)
		h.asked(stranger, 1) // and does not type the code
		late := reader(t)
		if status := h.shows(late, url.Values{"email": {zoes}}); status != http.StatusSeeOther {
			t.Fatal(status)
		}
		if status := h.shows(late, url.Values{"code": {h.codes(zoes, 2)[0]}}); status != http.StatusSeeOther {
			t.Fatal(status)
		}
		clock.Advance(admit.SignerLife + 1)
		for name, browser := range map[string]*http.Client{"a stranger": stranger, "who comes late": late, "who has no cookie": reader(t)} {
			if h.shows(browser, url.Values{"chosen": {secret}}); h.sees(browser, "") {
				t.Errorf("%s has an account", name)
			}
		}
		if h.signsIn(reader(t), zoes, secret) == http.StatusSeeOther {
			t.Error("a password was set")
		}
	})
}

// Another password ends where the contact was signed in; so does leaving, there alone; and who is no
// contact any more is signed in nowhere.
func TestAnAccountEnds(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := wantsAccounts(t, s, clock)
		first, second, third := reader(t), reader(t), reader(t)
		h.chooses(first, secret, 1)
		h.signsIn(second, zoes, secret)
		if h.chooses(third, "and turns again at ten", 2); h.sees(first, "") || h.sees(second, "") || !h.sees(third, "") {
			t.Error("another password does not end what was begun with the old one")
		}
		if h.signsIn(first, zoes, secret) == http.StatusSeeOther || h.signsIn(first, zoes, "and turns again at ten") != http.StatusSeeOther {
			t.Error("the old password is good, or the new one is not")
		}
		answer, err := third.PostForm(h.url+h.path+"/leave", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if h.sees(third, "") || !h.sees(first, "") {
			t.Error("who leaves is not asked, or others are")
		}
		testkit.Update(t, s, h.company.ID, func(tx *store.Tx) error {
			all, err := tx.Contacts(h.debtor.ID)
			for _, k := range all[h.debtor.ID] {
				if strings.EqualFold(k.Email, zoes) {
					k.Email = "zoe@elsewhere.example"
					err = tx.SaveContact(&k)
				}
			}
			return err
		})
		if h.sees(first, "") {
			t.Error("who is no contact any more sees the page")
		}
	})
}

// An account is good for all customers of the company whose contact it is, and for no others.
func TestAnAccountIsOfTheCompany(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := wantsAccounts(t, s, clock)
		browser := reader(t)
		h.chooses(browser, secret, 1)
		for n, theirs := range []bool{true, false} {
			other := testkit.Customer(t, s, h.company.ID, fmt.Sprint("SISTER", n))
			contacts := []*customer.Contact{{Customer: other.ID, Name: "Max", Email: "max@sister.example"}}
			if theirs {
				contacts = append(contacts, &customer.Contact{Customer: other.ID, Name: "Zoë", Email: zoes})
			}
			testkit.Update(t, s, h.company.ID, func(tx *store.Tx) error { return tx.AddContacts(contacts) })
			h.writes(other)
			if h.sees(browser, "") != theirs {
				t.Errorf("as a contact, which is %v", theirs)
			}
		}
	})
}

// A contact gets an account and signs in without any script; the pages are looked at.
func TestBrowserSignsIn(t *testing.T) {
	browser, clock := chrome.Open(t), testkit.NewClock()
	h := wantsAccounts(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	views := []chrome.View{{Name: "phone", Width: 390, Theme: "dark"}, {Name: "desk", Width: 1440, Theme: "light"}}
	page := chrome.Guarded(chrome.Page(t, browser))
	page.MustSetBlockedURLs("*.js")
	submit := func() {
		arrived := chrome.Arrival(t, page)
		page.MustElement("form .btn-primary").MustClick()
		arrived()
	}
	page.MustNavigate(h.url + h.path + "?in=fr").MustWaitLoad()
	chrome.Look(t, page, "portal-sign-in", views...)
	arrived := chrome.Arrival(t, page)
	page.MustElementR("a", "Pas encore").MustClick()
	arrived()
	chrome.Look(t, page, "portal-first-code", views...)
	page.MustElement("#email").MustInput(zoes)
	submit()
	page.MustElement("#code").MustInput(h.codes(zoes, 1)[0])
	submit()
	chrome.Look(t, page, "portal-choose", views...)
	page.MustElement("#chosen").MustInput(secret)
	submit()
	page.MustElement(".due-sum")
	arrived = chrome.Arrival(t, page)
	page.MustElementR("button", "Quitter").MustClick()
	arrived()
	page.MustNavigate(h.url + h.path + "?in=fr&sign_in=1").MustWaitLoad()
	page.MustElement("#email").MustInput(zoes)
	page.MustElement("#password").MustInput("not this one")
	submit()
	chrome.Look(t, page, "portal-wrong-password", views...)
	page.MustElement("#password").MustInput(secret)
	submit()
	page.MustElement(".due-sum")
}
