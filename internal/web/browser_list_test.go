package web_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/input"

	"acquit/internal/customer"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/testkit/chrome"
)

// keys presses keys one after the other, and waits for the page that they lead to.
func (w *window) keys(keys ...input.Key) {
	w.t.Helper()
	wait := w.MustWaitNavigation()
	w.Keyboard.MustType(keys...)
	wait()
	w.MustWaitLoad()
}

// says fails unless a part of the page holds some words.
func (w *window) says(selector, words string) {
	w.t.Helper()
	if got := w.MustElement(selector).MustText(); !strings.Contains(got, words) {
		w.t.Errorf("%s says %q, not %q", selector, got, words)
	}
}

// openList is somebody's browser on a company with long names, ten customers who owe,
// an entry that waits and tasks.
func openList(t *testing.T, b *rod.Browser) (*ledger, *window) {
	t.Helper()
	clock := testkit.NewClock()
	l := newLedger(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	for _, name := range []string{"Verwaltungsgesellschaft für Rohrleitungsbau Niederösterreich", "Établissements Vandenbroucke-Delacroix & Fils, Namur", "Bäckerei Schmitz"} {
		c := testkit.Customer(t, l.store, l.company.ID, name[:4], func(c *customer.Customer) { c.Name = name })
		testkit.Invoice(t, l.store, customer.Ref{Company: l.company.ID, Customer: c.ID}, "B-"+name[:3], "12345678.90", clock.Today().AddDays(-len(name)))
	}
	likely := func(e *store.Entry) { e.Name, e.IBAN, e.Text = l.acme.Name, "", "merci pour tout" }
	l.receives("A", "1190.00", likely)
	l.receives("B", "300.00", likely)
	l.chores(3)
	return l, l.openWindow(t, b, "anne@lys.example")
}

func TestBrowserHoldsSeveralCustomers(t *testing.T) {
	_, w := openList(t, chromium(t))
	w.press(`.rail a[href$="/customers"]`)
	w.MustSetViewport(1440, 900, 1, false)
	w.Keyboard.MustType('j', 'x', 'j', 'j', 'X')
	w.says("#bulk", "3")
	w.check("customers selected")
	w.MustEval(`() => document.querySelector("#bulk [name=until]").value = "2026-01-30"`)
	w.press("#bulk .btn")
	w.says("h1", "Hold 3 customers until 30 January 2026?")
	w.check("customers hold")
	w.MustElement("#reason").MustInput("Christmas")
	w.press("form.form .btn-primary")
	w.says("#toasts", "3 customers are on hold until 30 January 2026")
	w.press("#toasts form .btn")
	w.says("#toasts", "3 holds are lifted")

	w.MustElement(".filter-end summary").MustClick()
	w.check("customers columns")
	w.MustElement(`.menu-form [value="vat"]`).MustClick()
	w.MustElement(`.menu-form [value="items"]`).MustClick()
	w.press(".menu-form .btn")
	w.says("thead", "VAT number")
	w.check("customers with columns")

	w.Keyboard.MustType('j', 'x', 'j', 'j', 'X')
	w.press(`#bulk [formaction$="/labels"]`)
	w.check("customers labels")
	w.MustElement("#label").MustInput("Verwaltungsgesellschaften im Norden")
	w.press("form.form .btn-primary")
	w.says("#toasts", "3 customers now have the label Verwaltungsgesellschaften im Norden")
	w.MustElement(`.filter-menu:has(a[href$="im+Norden"]) summary`).MustClick()
	w.press(`.filter-menu a[href$="im+Norden"]`)
	w.says(".filter-chips", "Label: Verwaltungsgesellschaften im Norden")
	w.Keyboard.MustType('j', 'x')
	w.press(`#bulk [formaction$="/managers"]`)
	w.check("customers managers")
	w.press("form.form .btn-primary")
	w.says("#toasts", "anne is now the account manager of 1 customer")
	w.press("#toasts form .btn")
	w.says("#toasts", "1 customer is as before")
}

func TestBrowserConfirmsSuggestionsTogether(t *testing.T) {
	l, w := openList(t, chromium(t))
	w.MustNavigate(w.url + l.at("bank", "entries")).MustWaitLoad()
	w.MustElement("[data-check-all]").MustClick()
	w.says("#bulk", "2")
	w.check("entries selected")
	w.press("#bulk .btn")
	w.says("h1", "Book 2 entries, €1,490.00?")
	w.check("entries book")
	w.press("main .btn-primary")
	w.says("#toasts", "2 entries are booked, €1,490.00")
	if l.open(l.r1) != "0.00" || l.open(l.r2) != "0.00" {
		t.Errorf("open are %s and %s", l.open(l.r1), l.open(l.r2))
	}
}

func TestBrowserClearsTodayByKeys(t *testing.T) {
	l, w := openList(t, chromium(t))
	w.press(`.rail a[href$="/today"]`)
	w.Keyboard.MustType('j', 'j', 's')
	w.check("today put off")
	w.MustElement(":focus").MustFocus()
	w.keys('\r')
	w.says("#toasts", "1 task is put off until 6 January 2026")
	w.check("today")
	w.keys('e') // the next row is current already
	w.says("#toasts", "1 task is done")
	w.press("#toasts form .btn")
	if n := len(w.MustElements("[data-list] .pick")); n != 2 {
		t.Errorf("%d tasks are to do", n)
	}
	w.press(`.tabs a[href$="later=1"]`)
	w.says("main", "Put off by anne@lys.example")
	w.check("today later")
	w.keys('j', 'e')
	w.says("#toasts", "1 task is back in the list")
	w.press(`.rail a[href$="/today"]`)
	w.Keyboard.MustType('j', 'j', 'x', 'j', 'j', 'X')
	w.check("today selected")
	w.press(`#bulk > .btn`)
	w.says("#toasts", "3 tasks are done")
	w.Keyboard.MustType('?')
	w.says("#shortcuts", "Put off")
	w.says("#shortcuts", "Select all rows up to this one")
	testkit.View(t, l.store, l.company.ID, func(tx *store.Tx) error {
		waiting, err := tx.CountWaiting(l.clock.Today(), 9)
		if waiting.Tasks != 0 {
			t.Errorf("%d tasks wait", waiting.Tasks)
		}
		return err
	})
}

func TestBrowserSavesAListAsAFile(t *testing.T) {
	l, w := openList(t, chromium(t))
	w.MustNavigate(w.url + l.at("customers?overdue=1")).MustWaitLoad()
	saved := w.Browser().Timeout(chrome.Patience).MustWaitDownload()
	w.MustElement("a[download]").MustClick()
	if text := string(saved()); !strings.HasPrefix(text, "\ufeffNumber,Name,") || strings.Count(text, "\r\n") != 5 || !strings.Contains(text, ",12345678.90,") {
		t.Errorf("saved: %q", text)
	}
}
