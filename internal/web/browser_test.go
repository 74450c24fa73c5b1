package web_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/proto"

	"acquit/internal/company"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/testkit/chrome"
	"acquit/internal/user"
)

func TestMain(m *testing.M) { os.Exit(chrome.Run(m)) }

// chromium is a browser for a test, which runs beside others.
func chromium(t *testing.T) *rod.Browser {
	t.Helper()
	return chrome.Open(t)
}

// window is a tab whose failures end the test.
type window struct {
	*rod.Page
	t   *testing.T
	url string
}

// newWindow opens a tab that notes what the policy of its pages refuses.
func (d *desk) newWindow(t *testing.T, b *rod.Browser) *window {
	t.Helper()
	w := &window{chrome.Guarded(chrome.Page(t, b)), t, d.url}
	w.MustSetViewport(1440, 900, 1, false)
	return w
}

// openWindow is the tab of somebody who has signed in.
func (d *desk) openWindow(t *testing.T, b *rod.Browser, mail string) *window {
	t.Helper()
	w := d.newWindow(t, b)
	for _, c := range d.signIn(mail).cookies() {
		w.MustSetCookies(&proto.NetworkCookieParam{Name: c.Name, Value: c.Value, URL: d.url})
	}
	w.MustNavigate(d.url + "/").MustWaitLoad()
	return w
}

// openOffice is an owner's browser on a company with a long name. before is what stands
// there when the owner signs in.
func openOffice(t *testing.T, before ...func(*desk, company.Company)) (*desk, company.Company, *window) {
	t.Helper()
	b, clock := chromium(t), testkit.NewClock()
	s := testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock)
	d := open(t, s, clock)
	c := testkit.Company(t, s, func(c *company.Company) { c.Name = "Établissements Vandenbroucke-Delacroix & Fils, Namur SRL/BV" })
	d.person(c.ID, "anne@lys.example", user.Owner)
	for _, prepare := range before {
		prepare(d, c)
	}
	return d, c, d.openWindow(t, b, "anne@lys.example")
}

// MustWaitNavigation waits until the window shows another page.
func (w *window) MustWaitNavigation() (wait func()) {
	w.t.Helper()
	return chrome.Arrival(w.t, w.Page)
}

// press presses a button or link, and waits for the page that it leads to.
func (w *window) press(selector string) {
	w.t.Helper()
	wait := w.MustWaitNavigation()
	w.MustElement(selector).MustClick()
	wait()
	w.MustWaitLoad()
}

// follow presses the link that says something.
func (w *window) follow(words string) {
	w.t.Helper()
	wait := w.MustWaitNavigation()
	w.MustElementR("main a", words).MustClick()
	wait()
	w.MustWaitLoad()
}

// title is the heading of the page.
func (w *window) title() string { return w.MustElement("h1").MustText() }

// check looks for what no page may have; see chrome.Look.
func (w *window) check(name string) {
	w.t.Helper()
	chrome.Look(w.t, w.Page, name, chrome.PhoneAndDesk()...)
}

func TestBrowserSignsIn(t *testing.T) {
	b, clock := chromium(t), testkit.NewClock()
	d := open(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	d.person(testkit.Company(t, d.store).ID, "anne@lys.example", user.Owner)
	w := d.newWindow(t, b)
	w.MustNavigate(d.url + "/").MustWaitLoad()
	w.check("sign-in")
	w.MustElement("#mail").MustInput("anne@lys.example")
	w.MustElement("#password").MustInput(password)
	w.press("form .btn-primary")
	if got := w.title(); got != "Overview" {
		t.Errorf("signing in leads to %q", got)
	}
}

func TestBrowserFollowsACustomer(t *testing.T) {
	d, c, w := openOffice(t, func(d *desk, c company.Company) { d.fill(c) })
	if got := w.title(); got != "Overview" {
		t.Fatalf("who comes is shown %q", got)
	}
	w.check("overview")

	w.press(`.rail a[href$="/customers"]`)
	w.check("customers")
	w.MustElement(".filter-search input").MustInput("sohne")
	wait := w.MustWaitNavigation()
	w.Keyboard.MustType('\r')
	wait()
	w.MustWaitLoad()
	w.follow("Söhne")
	if got := w.title(); got != nasty {
		t.Fatalf("the customer's page is headed %q", got)
	}
	w.check("customer")

	w.MustElement("[data-open=hold]").MustClick()
	w.MustElement("#hold #cause").MustSelect("Pause")
	w.MustElement("#hold #reason").MustInput("They dispute the delivery")
	w.press("#hold .btn-primary")
	if got := w.MustElement("main").MustText(); !strings.Contains(got, "On hold until somebody lifts it") {
		t.Error("the page does not show the hold")
	}
	w.check("customer held")
	w.press("#toasts form .btn")
	if got := w.MustElement("main").MustText(); strings.Contains(got, "On hold until") {
		t.Error("the hold was not undone by its toast")
	}

	w.follow("R-1")
	if got := w.title(); got != "Invoice R-1" {
		t.Errorf("the invoice's page is headed %q", got)
	}
	w.check("invoice")
	w.press(`.rail a[href$="/today"]`)
	w.check("today")
	w.Keyboard.MustType('j', 'x')
	w.press("#bulk > .btn")
	if got := w.MustElement("main").MustText(); !strings.Contains(got, "The list is cleared") {
		t.Error("the keys did not do the task")
	}
	for _, place := range []string{"invoices", "settings"} {
		w.press(`.rail a[href$="/` + place + `"]`)
		w.check(place)
	}
	testkit.View(t, d.store, c.ID, func(tx *store.Tx) error {
		waiting, err := tx.CountWaiting(d.clock.Today(), 10)
		if waiting.Tasks != 0 {
			t.Errorf("%d tasks wait", waiting.Tasks)
		}
		return err
	})
}
