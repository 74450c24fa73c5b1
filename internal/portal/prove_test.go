package portal_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// asksFor has the company ask for a proof beside the link.
func (h *house) asksFor(p company.Proof) {
	h.t.Helper()
	h.company.Policy.Portal.Proof = p
	if err := h.desk.EditCompany(h.t.Context(), h.company); err != nil {
		h.t.Fatal(err)
	}
}

// reader is a browser that keeps its cookies.
func reader(t *testing.T) *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func (h *house) shows(c *http.Client, form url.Values) int {
	h.t.Helper()
	answer, err := c.PostForm(h.url+h.path+"/proof", form)
	if err != nil {
		h.t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

// sees reports whether a page behind the link shows what is due.
func (h *house) sees(c *http.Client, path string) bool {
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
	text := string(body)
	if strings.Contains(text, "/proof") {
		if strings.Contains(text, h.debtor.Name) || strings.Contains(text, "R-1") {
			h.t.Errorf("before the proof %s tells: %s", path, text)
		}
		return false
	}
	return answer.StatusCode == http.StatusOK
}

func TestBesideTheLinkSomethingIsAskedFor(t *testing.T) {
	for name, c := range map[string]struct {
		proof        company.Proof
		postcode     string
		right, wrong []url.Values
	}{
		"the postcode": {company.ByPostcode, "1000", []url.Values{{"postcode": {" B-1000 "}}, {"postcode": {"1000"}}}, []url.Values{{"postcode": {"1001"}}, {"postcode": {""}}, {}}},
		"a Dutch one":  {company.ByPostcode, "3011 AA", []url.Values{{"postcode": {"3011aa"}}, {"postcode": {"NL-3011 AA"}}}, []url.Values{{"postcode": {"3011"}}, {"postcode": {"NL-3011 AB"}}}},
		"an invoice": {company.ByInvoice, "1000", []url.Values{{"number": {"r 1"}, "amount": {"1210"}}, {"number": {"R-1"}, "amount": {"1.210,00"}}},
			[]url.Values{{"number": {"R-1"}, "amount": {"1210,01"}}, {"number": {"R-9"}, "amount": {"10"}}, {"number": {""}, "amount": {"0"}}}},
		"an invoice where no postcode is known": {company.ByPostcode, "", []url.Values{{"number": {"R-2"}, "amount": {"500"}}}, []url.Values{{"postcode": {""}}}},
	} {
		t.Run(name, func(t *testing.T) {
			testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
				h := open(t, s, clock)
				h.owes()
				other := testkit.Customer(t, s, h.company.ID, "OTHER")
				testkit.Invoice(t, s, customer.Ref{Company: h.company.ID, Customer: other.ID}, "R-9", "10.00", clock.Today())
				testkit.Update(t, s, h.company.ID, func(tx *store.Tx) error {
					h.debtor.Postcode = c.postcode
					return tx.SaveCustomers([]*customer.Customer{&h.debtor})
				})
				h.asksFor(c.proof)
				pages := []string{"", "/pay", "/account", "/1", "/qr", "/statement.pdf", "/say/paid"}
				for _, path := range pages {
					if h.sees(reader(t), path) {
						t.Errorf("%s is shown without a proof", path)
					}
				}
				for _, form := range c.wrong {
					browser := reader(t)
					if status := h.shows(browser, form); status != http.StatusForbidden || h.sees(browser, "") {
						t.Errorf("%v is %d", form, status)
					}
				}
				for _, form := range c.right {
					browser := reader(t)
					for range 2 {
						if status := h.shows(browser, form); status != http.StatusSeeOther {
							t.Fatalf("%v is %d", form, status)
						}
					}
					for _, path := range pages {
						if !h.sees(browser, path) {
							t.Errorf("%s is not shown after the proof", path)
						}
					}
				}
			})
		})
	}
}

// What was shown is good for its time, its link, and what the company asks for.
func TestAProofEnds(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		h.owes()
		testkit.Update(t, s, h.company.ID, func(tx *store.Tx) error {
			h.debtor.Postcode = "1000"
			return tx.SaveCustomers([]*customer.Customer{&h.debtor})
		})
		h.asksFor(company.ByPostcode)
		browser := reader(t)
		h.shows(browser, url.Values{"postcode": {"1000"}})
		if !h.sees(browser, "") {
			t.Fatal("the proof is not good")
		}
		was := clock.Now()
		clock.Set(was.Add(13 * time.Hour))
		if h.sees(browser, "") {
			t.Error("it is good beyond its time")
		}
		clock.Set(was)
		h.asksFor(company.ByInvoice)
		if h.sees(browser, "") {
			t.Error("it is good for something surer")
		}
	})
}

// Who leaves must show it again, as on a computer that others use.
func TestWhoLeavesShowsItAgain(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		h.owes()
		h.asksFor(company.ByInvoice)
		browser := reader(t)
		h.shows(browser, url.Values{"number": {"R-1"}, "amount": {"1210"}})
		if !h.sees(browser, "") {
			t.Fatal("the proof is not good")
		}
		answer, err := browser.PostForm(h.url+h.path+"/leave", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusSeeOther || h.sees(browser, "") {
			t.Errorf("%d, and the page is still there", answer.StatusCode)
		}
	})
}

// Ten wrong proofs are enough for a day, also from ten browsers, and then a right one is too.
func TestWrongProofsAreCountedWithTheLink(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		h.owes()
		h.asksFor(company.ByInvoice)
		right := url.Values{"number": {"R-1"}, "amount": {"1210"}}
		var all []int
		for range 10 {
			all = append(all, h.shows(reader(t), url.Values{"number": {"R-1"}, "amount": {"1"}}))
		}
		browser := reader(t)
		all = append(all, h.shows(browser, right))
		if !slices.Equal(all, slices.Repeat([]int{http.StatusForbidden}, 11)) || h.sees(browser, "") {
			t.Errorf("%v", all)
		}
		clock.Advance(24 * time.Hour)
		if status := h.shows(browser, right); status != http.StatusSeeOther || !h.sees(browser, "") {
			t.Errorf("on the next day it is %d", status)
		}
	})
}

// A company that wants no page for its customers still gives out what its mails had no room for.
func TestWithoutAPageThereAreTheFiles(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h := open(t, s, clock)
		h.owes()
		h.company.Policy.Portal = nil
		if err := h.desk.EditCompany(t.Context(), h.company); err != nil {
			t.Fatal(err)
		}
		page, text := h.ask("GET", h.path)
		if page.StatusCode != http.StatusOK || !strings.Contains(text, h.path+"/1") || strings.Contains(text, "R-1") || strings.Contains(text, h.debtor.Name) {
			t.Errorf("%d: %s", page.StatusCode, text)
		}
		for path, want := range map[string]int{"/1": http.StatusOK, "/pay": http.StatusNotFound, "/account": http.StatusNotFound, "/say/paid": http.StatusNotFound, "/qr": http.StatusNotFound} {
			if p, _ := h.ask("GET", h.path+path); p.StatusCode != want {
				t.Errorf("%s is %d", path, p.StatusCode)
			}
		}
	})
}
