package web_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/input"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// counter is somebody's browser before entries that wait: two of one kind of evidence, one
// that two customers may have paid, one with a credit note and little missing, and one of
// which nothing is known.
type counter struct {
	*ledger
	*window
	small, twin, other invoice.Invoice
	entries            map[string]store.Entry // by their keys
}

func openCounter(t *testing.T, b *rod.Browser, language string) *counter {
	t.Helper()
	clock := testkit.NewClock()
	l := newLedger(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	testkit.Update(t, l.store, l.company.ID, func(tx *store.Tx) error {
		l.company.Policy.ToleratedMost = map[string]int64{"EUR": 50}
		return tx.SaveCompany(&l.company)
	})
	c := &counter{ledger: l, entries: map[string]store.Entry{}}
	owes := func(key, number, amount string, options ...func(*customer.Customer)) invoice.Invoice {
		who := testkit.Customer(t, l.store, l.company.ID, key, options...)
		return testkit.Invoice(t, l.store, customer.Ref{Company: l.company.ID, Customer: who.ID}, number, amount, clock.Today().AddDays(-9))
	}
	dubois := func(c *customer.Customer) { c.Name = "Dubois Toitures" }
	c.twin, c.other = owes("D1", "INV-2026-0011", "77.00", dubois), owes("D2", "INV-2026-0012", "77.00", dubois)
	c.small = owes("SM", "INV-2026-0013", "350.00", func(c *customer.Customer) { c.Name = "Smit & Zonen" })
	testkit.Invoice(t, l.store, customer.Ref{Company: l.company.ID, Customer: c.small.Customer}, "CN-2026-0001", "-100.00", clock.Today())
	entry := func(key, amount, name, text string) {
		c.entries[key] = l.receives(key, amount, func(e *store.Entry) { e.Name, e.IBAN, e.Text = name, "", text })
	}
	entry("A", "1190.00", l.acme.Name, "merci pour tout")
	entry("B", "300.00", l.acme.Name, "bedankt")
	entry("C", "77.00", "Dubois Toitures", "toit")
	entry("D", "249.60", "Smit & Zonen", "INV-2026-0013 less CN-2026-0001")
	entry("E", "15.00", "Nobody we know", "?")
	if err := settle.Undo(t.Context(), l.store, l.company.ID, c.entries["D"].ID, "anne@lys.example", clock.Today()); err != nil { // it is certain otherwise
		t.Fatal(err)
	}
	c.matches()
	c.window = l.openWindow(t, b, "anne@lys.example")
	c.MustNavigate(c.url + "/language?to=" + language + "&back=" + l.at("bank", "confirm")).MustWaitLoad()
	return c
}

// state is what an entry is now.
func (c *counter) state(key string) store.EntryState { return c.now(c.entries[key].ID).State }

// are fails unless entries are in these states.
func (c *counter) are(want map[string]store.EntryState) {
	c.t.Helper()
	for key, state := range want {
		if got := c.state(key); got != state {
			c.t.Errorf("entry %s is %s, not %s", key, got, state)
		}
	}
}

// In French, whose words are longer; the tests below read English.
func TestBrowserConfirmsByKeys(t *testing.T) {
	c := openCounter(t, chromium(t), "fr")
	c.says(".progress-line", "Encore 5 sur 5")
	c.check("confirm")
	c.keys('a')
	c.are(map[string]store.EntryState{"A": store.EntryBooked})
	c.says(".progress-line", "Encore 4 sur 5")
	c.says("main", "Le dernier")
	c.keys('u') // the last decision
	c.are(map[string]store.EntryState{"A": store.EntryAsk})
	c.matches()
	c.keys('j')
	c.says(".proposal", "300")
	c.keys('k')
	c.says(".proposal", "190")
	c.keys('a')
	c.keys('s')
	c.twins()
	c.difference("Passé en écart sur INV-2026-0013", "Note de crédit CN-2026-0001")
	c.MustNavigate(c.url + c.at("bank", "confirm") + "?unknown=1").MustWaitLoad()
	c.says("main", "Rien ne désigne un client")
	c.keys('n')
	c.are(map[string]store.EntryState{"E": store.EntryIgnored})
}

// twins looks at the second of two suggestions, and books it.
func (c *counter) twins() {
	c.t.Helper()
	c.MustNavigate(c.url + c.at("bank", "confirm") + "?at=" + c.entries["C"].ID.String()).MustWaitLoad()
	if n := len(c.MustElements(".halves > div:last-child > .proposal")); n < 2 {
		c.t.Fatalf("%d suggestions are shown", n)
	}
	c.keys('2')
	c.says("[data-current] kbd", "2")
	c.check("confirm several")
	c.keys('a')
	c.are(map[string]store.EntryState{"C": store.EntryBooked})
	if c.open(c.twin) == c.open(c.other) {
		c.t.Errorf("both have %s open", c.open(c.twin))
	}
}

// difference shows a credit note and what is let go, and books without letting it go.
func (c *counter) difference(words ...string) {
	c.t.Helper()
	c.MustNavigate(c.url + c.at("bank", "confirm") + "?at=" + c.entries["D"].ID.String()).MustWaitLoad()
	for _, w := range words {
		c.says("[data-current]", w)
	}
	c.check("confirm difference")
	c.keys('p')
	if got := c.open(c.small); got != "0.40" {
		c.t.Errorf("%s is open", got)
	}
	c.are(map[string]store.EntryState{"D": store.EntryBooked})
}

func TestBrowserSharesOutByHand(t *testing.T) {
	c := openCounter(t, chromium(t), "en")
	c.MustNavigate(c.url + c.at("bank", "confirm") + "?at=" + c.entries["A"].ID.String()).MustWaitLoad()
	c.keys('d')
	c.says("#remainder", "Nothing is left over")
	c.Keyboard.MustType('f')
	c.MustElement("input[name=q]:focus").MustInput("INV-2026-0013")
	c.MustElementR("#found .task-words", "INV-2026-0013")
	c.check("choose found")
	c.press("#found .btn")
	c.share(c.r1.ID, "840.40")
	c.MustElementR("#remainder", "349.60 stays on account")
	c.share(c.small.ID, "349.60")
	c.MustElementR("#remainder", "Nothing is left over")
	c.MustElement(`[name="why-` + c.small.ID.String() + `"]`).MustSelect("Small difference")
	c.MustElementR("#remainder", "0.40 let go")
	c.check("choose several")
	c.share(c.small.ID, "999")
	c.MustElementR("#remainder .field-error", "INV-2026-0013")
	c.press(".sums .btn-primary")
	c.says("main", "Nothing was booked")
	c.check("choose refused")
	c.share(c.small.ID, "349.60")
	c.MustElementR("#remainder", "Nothing is left over")
	c.press(".sums .btn-primary")
	c.are(map[string]store.EntryState{"A": store.EntryBooked})
	if c.open(c.r1) != "349.60" || c.open(c.small) != "0.00" {
		t.Errorf("open are %s and %s", c.open(c.r1), c.open(c.small))
	}
	c.MustNavigate(c.url + c.at("bank", "let-go")).MustWaitLoad()
	c.says("tbody", "Small difference")
	c.check("let go")
	c.MustNavigate(c.url + c.at("bank", "rate")).MustWaitLoad()
	c.MustElement("#rate summary").MustClick()
	c.check("hit rate")
	c.press(`.cut-bar-labels a[href*="handled=by_hand"]`)
	if n := len(c.MustElements("tbody tr")); n != 1 {
		t.Errorf("%d entries are listed as booked by hand", n)
	}
}

// What the payment is in the currency of what it pays follows the shares, until a person
// writes something else.
func TestBrowserSharesOutInAnotherCurrency(t *testing.T) {
	c := openCounter(t, chromium(t), "en")
	usd := c.owes("USA-7", "120.00", money.USD)
	c.MustNavigate(c.url + c.at("bank", "entries", c.entries["A"].ID.String(), "choose") + "?customer=" + c.acme.ID.String()).MustWaitLoad()
	c.Keyboard.MustType('f')
	c.MustElement("input[name=q]:focus").MustInput("US$120")
	c.MustElementR("#found .task-words", "USA-7")
	c.press("#found .btn")
	c.says("#remainder .field-error", "these are in EUR and USD: leave out those in one of them")
	c.share(c.r1.ID, "")
	c.MustElementR("#remainder", `count as US\$120.00`)
	c.MustElement(`[name="share-` + usd.ID.String() + `"]`).MustSelectAllText()
	c.Keyboard.MustType('1', '0', '0', input.Tab)
	c.MustElement(`#paid[value="100.00"]`).MustSelectAllText()
	c.Keyboard.MustType('1', '1', '0', '0', input.Tab)
	c.MustElementR("#remainder", `US\$1,000.00 stays on account`)
	c.check("choose another currency")
	c.press(".sums .btn-primary")
	c.says("#toasts", "€1,190.00 as US$1,100.00 booked on 1 invoice")
	c.are(map[string]store.EntryState{"A": store.EntryBooked})
	if got := c.open(usd); got != "20.00" {
		t.Errorf("%s is open", got)
	}
}

// share types how much an invoice gets.
func (c *counter) share(i id.ID, amount string) {
	c.t.Helper()
	c.MustElement(`[name="share-` + i.String() + `"]`).MustSelectAllText().MustInput(amount).MustType(input.Tab)
}

func TestBrowserConfirmsAKindOfEvidence(t *testing.T) {
	c := openCounter(t, chromium(t), "en")
	c.press(`a.btn[href*="book?"]`)
	c.says("h1", "Book 2 entries, €1,490.00?")
	c.says("main", "several suggestions fit")
	c.check("confirm by evidence")
	c.press("main .btn-primary")
	c.says("#toasts", "2 entries are booked, €1,490.00")
	c.are(map[string]store.EntryState{"A": store.EntryBooked, "B": store.EntryBooked, "C": store.EntryAsk})
	c.MustElement(".filter-menu summary").MustClick()
	c.press(`.filter-menu a[href*="unknown=1"]`)
	c.says(".filter-chip", "Nothing suggested")
	c.says(".halves", "Nobody we know")
	c.keys('n')
	c.says("main", "Nothing waits here")
	c.check("confirm none left")
	c.keys('u')
	c.are(map[string]store.EntryState{"E": store.EntryAsk})
}

// An owner says how much is let go.
func TestBrowserSetsTheTolerance(t *testing.T) {
	d, of, w := openOffice(t)
	w.MustNavigate(w.url + at(of.ID, "settings", "matching")).MustWaitLoad()
	w.MustElement("#most-EUR").MustSelectAllText().MustInput("0.50")
	w.MustElement("#share").MustSelectAllText().MustInput("11")
	w.press("form.form .btn-primary")
	w.says("main", "hundredths of a percent")
	w.check("tolerance refused")
	w.MustElement("#share").MustSelectAllText().MustInput("0.25")
	w.MustElement("#account").MustSelectAllText().MustInput("657000")
	w.press("form.form .btn-primary")
	w.says("#toasts", "Saved")
	w.check("tolerance")
	var now company.Company
	testkit.View(t, d.store, of.ID, func(tx *store.Tx) (err error) {
		now, err = tx.TheCompany()
		return err
	})
	if p := now.Policy; p.ToleratedMost["EUR"] != 50 || p.ToleratedShare != 25 || p.DifferenceAccount != "657000" {
		t.Errorf("%+v", p)
	}
	w.MustNavigate(w.url + at(of.ID, "bank", "let-go")).MustWaitLoad()
	if !strings.Contains(w.MustElement("main").MustText(), "Nothing was let go") {
		t.Error("the empty list does not say what it is for")
	}
	w.check("let go empty")
}
