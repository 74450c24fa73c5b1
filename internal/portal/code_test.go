package portal_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// wantsCodes has the company ask for a mailed code, of a customer with two contacts.
func wantsCodes(t *testing.T, s *store.Store, clock *testkit.Clock) (h *house, zoe *customer.Contact) {
	h = open(t, s, clock)
	h.owes()
	zoe = &customer.Contact{Customer: h.debtor.ID, Name: "Zoë", Email: "Zoe@acme.example"}
	other := testkit.Customer(t, s, h.company.ID, "OTHER")
	testkit.Update(t, s, h.company.ID, func(tx *store.Tx) error {
		return tx.AddContacts([]*customer.Contact{zoe, {Customer: other.ID, Name: "Max", Email: "max@other.example"}})
	})
	h.asksFor(company.ByCode)
	return h, zoe
}

// text is what a reader who is led on sees.
func (h *house) text(c *http.Client) string {
	h.t.Helper()
	answer, err := c.Get(h.url + h.path + "?in=en")
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return string(body)
}

// codes are those that were mailed to an address, the newest first, once there are n of them.
func (h *house) codes(to string, n int) (all []string) {
	h.t.Helper()
	for until := time.Now().Add(10 * time.Second); len(all) < n; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			h.t.Fatalf("%d of %d codes came to %s", len(all), n, to)
		}
		all = nil
		for _, m := range h.box.List() {
			if code := regexp.MustCompile(`(?m)^[0-9]{6}\r?$`).FindString(m.Mail.Text); code != "" && slices.Contains(m.To, to) {
				all = append(all, strings.TrimSpace(code))
			}
		}
	}
	return all
}

// asked has a code mailed to Zoë, and returns it; n is how many she will have got by then.
func (h *house) asked(c *http.Client, n int) string {
	h.t.Helper()
	if status := h.shows(c, url.Values{"email": {" ZOE@acme.example"}}); status != http.StatusSeeOther {
		h.t.Fatalf("to ask for a code is %d", status)
	}
	return h.codes("zoe@acme.example", n)[0]
}

func other(code string) string {
	return map[bool]string{true: "000001", false: "000000"}[code == "000000"]
}

func TestACodeIsMailedAndLetsIn(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h, _ := wantsCodes(t, s, clock)
		browser, stranger := reader(t), reader(t)
		if text := h.text(browser); !strings.Contains(text, `name="email"`) || strings.Contains(text, "R-1") {
			t.Fatalf("%s", text)
		}
		code := h.asked(browser, 1)
		if text := h.text(browser); !strings.Contains(text, `autocomplete="one-time-code"`) || !strings.Contains(text, `inputmode="numeric"`) || strings.Contains(text, code) {
			t.Errorf("%s", text)
		}
		if status := h.shows(stranger, url.Values{"code": {code}}); status != http.StatusForbidden || h.sees(stranger, "") {
			t.Errorf("in another browser the code is %d", status)
		}
		if status := h.shows(browser, url.Values{"code": {other(code)}}); status != http.StatusForbidden || h.sees(browser, "") {
			t.Errorf("another code is %d", status)
		}
		for range 2 { // also sent twice
			if status := h.shows(browser, url.Values{"code": {code[:3] + " " + code[3:]}}); status != http.StatusSeeOther {
				t.Fatalf("the code is %d", status)
			}
		}
		for _, path := range []string{"", "/pay", "/account", "/say/paid"} {
			if !h.sees(browser, path) {
				t.Errorf("%s is not shown", path)
			}
		}
	})
}

// Whether an address is known cannot be told: words, status and cookie are the same.
func TestAnAddressOfNobodyIsAnsweredAlike(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h, _ := wantsCodes(t, s, clock)
		seen := map[string]string{}
		for _, address := range []string{"zoe@acme.example", "max@other.example", "nobody@acme.example"} {
			browser := reader(t)
			status := h.shows(browser, url.Values{"email": {address}})
			seen[address] = fmt.Sprint(status, strings.ReplaceAll(h.text(browser), address, "ADDRESS"))
			again := h.shows(browser, url.Values{"code": {"12"}})
			seen[address] += fmt.Sprint(again, strings.ReplaceAll(h.text(browser), address, "ADDRESS"))
		}
		if seen["zoe@acme.example"] != seen["max@other.example"] || seen["zoe@acme.example"] != seen["nobody@acme.example"] {
			t.Errorf("%q", seen)
		}
		h.codes("zoe@acme.example", 1)
		for _, m := range h.box.List() {
			if slices.Contains(m.To, "max@other.example") || slices.Contains(m.To, "nobody@acme.example") {
				t.Errorf("a mail went to %q", m.To)
			}
		}
		if status := h.shows(reader(t), url.Values{"email": {"no address"}}); status != http.StatusForbidden {
			t.Errorf("what is no address is %d", status)
		}
	})
}

func TestACodeEnds(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h, zoe := wantsCodes(t, s, clock)
		browser := reader(t)
		code := h.asked(browser, 1)
		clock.Advance(10 * time.Minute)
		if status := h.shows(browser, url.Values{"code": {code}}); status != http.StatusForbidden || !strings.Contains(h.text(browser), `name="email"`) {
			t.Errorf("after its time it is %d", status)
		}
		code = h.asked(browser, 2)
		for range 5 {
			h.shows(browser, url.Values{"code": {other(code)}})
		}
		if status := h.shows(browser, url.Values{"code": {code}}); status != http.StatusForbidden {
			t.Errorf("after five wrong ones it is %d", status)
		}
		code = h.asked(browser, 3)
		if status := h.shows(browser, url.Values{"code": {code}}); status != http.StatusSeeOther || !h.sees(browser, "") {
			t.Fatalf("the third is %d", status)
		}
		testkit.Update(t, s, h.company.ID, func(tx *store.Tx) error {
			zoe.Email = "zoe@elsewhere.example"
			return tx.SaveContact(zoe)
		})
		if h.sees(browser, "") {
			t.Error("whose address is no contact's still reads")
		}
	})
}

// A used code is no second key, for another browser that has got hold of the cookie's past.
func TestAUsedCodeIsEnded(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h, _ := wantsCodes(t, s, clock)
		browser := reader(t)
		code := h.asked(browser, 1)
		if status := h.shows(browser, url.Values{"code": {code}}); status != http.StatusSeeOther {
			t.Fatalf("%d", status)
		}
		testkit.Update(t, s, h.company.ID, func(tx *store.Tx) error {
			_, err := tx.Exec(`DELETE FROM guest WHERE company_id = $1`, tx.Company)
			return err
		})
		if status := h.shows(browser, url.Values{"code": {code}}); status != http.StatusForbidden || h.sees(browser, "") {
			t.Errorf("used again it is %d", status)
		}
	})
}

// Five codes an hour are enough for a link, from whatever browser and for whatever address; ten
// wrong ones are for a day.
func TestCodesAreCountedWithTheLink(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h, _ := wantsCodes(t, s, clock)
		var all []int
		for n := range 6 {
			all = append(all, h.shows(reader(t), url.Values{"email": {fmt.Sprintf("x%d@acme.example", n)}}))
		}
		if want := append(slices.Repeat([]int{http.StatusSeeOther}, 5), http.StatusForbidden); !slices.Equal(all, want) {
			t.Errorf("%v", all)
		}
		clock.Advance(time.Hour + time.Minute)
		code := ""
		for n := range 2 {
			browser := reader(t)
			code = h.asked(browser, n+1)
			for range 5 {
				h.shows(browser, url.Values{"code": {other(code)}})
			}
		}
		browser := reader(t)
		code = h.asked(browser, 3)
		if status := h.shows(browser, url.Values{"code": {code}}); status != http.StatusForbidden || h.sees(browser, "") {
			t.Errorf("after ten wrong ones a right one is %d", status)
		}
	})
}

// What is surer counts for what is easier, and not the other way round.
func TestASurerProofCountsForAnEasierOne(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h, _ := wantsCodes(t, s, clock)
		coded, billed := reader(t), reader(t)
		h.shows(coded, url.Values{"code": {h.asked(coded, 1)}})
		h.asksFor(company.ByInvoice)
		h.shows(billed, url.Values{"number": {"R-1"}, "amount": {"1210"}})
		if !h.sees(coded, "") || !h.sees(billed, "") {
			t.Error("a code or an invoice does not count for an invoice")
		}
		h.asksFor(company.ByCode)
		if !h.sees(coded, "") || h.sees(billed, "") {
			t.Error("an invoice counts for a code, or a code does not")
		}
		testkit.Update(t, s, h.company.ID, func(tx *store.Tx) error {
			_, err := tx.EndLink(h.message, "anne@lys.example")
			return err
		})
		if answer, err := coded.Get(h.url + h.path); err != nil || answer.StatusCode != http.StatusNotFound {
			t.Errorf("an ended link is %v, %v", answer, err)
		}
	})
}

// What is said by who came in with a code is answered at the address that the code went to.
func TestWhatAKnownReaderSaysIsAnsweredThere(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		h, _ := wantsCodes(t, s, clock)
		browser := reader(t)
		h.shows(browser, url.Values{"code": {h.asked(browser, 1)}})
		_, page := h.look(browser, "/say/ask?in=en")
		once := regexp.MustCompile(`name="once" value="([^"]+)"`).FindStringSubmatch(page)
		if once == nil {
			t.Fatalf("%s", page)
		}
		h.gives(browser, "/say/ask", url.Values{"once": {once[1]}, "note": {"Where is the delivery note?"}})
		testkit.View(t, s, h.company.ID, func(tx *store.Tx) error {
			all, err := tx.ListReplies(store.ReplyFilter{}, store.Cursor{}, 10)
			if len(all.Rows) != 1 || !strings.EqualFold(all.Rows[0].From, "zoe@acme.example") {
				t.Errorf("%+v", all.Rows)
			}
			return err
		})
	})
}
