package web_test

import (
	"flag"
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

// shots is for people: go test ./internal/web -run Browser -shots /tmp/shots
var shots = flag.String("shots", "", "folder that receives pictures of the pages")

func TestMain(m *testing.M) { os.Exit(chrome.Run(m)) }

// chromium is a browser for a test, which runs beside others.
func chromium(t *testing.T) *rod.Browser {
	t.Helper()
	return chrome.Open(t)
}

// accessFile is the accessibility checker that npm puts there; without it the rest
// is still tested.
const accessFile = "ui/style/node_modules/axe-core/axe.min.js"

// window is a tab whose failures end the test.
type window struct {
	*rod.Page
	t   *testing.T
	url string
	axe string
}

// newWindow opens a tab that notes what the policy of its pages refuses.
func (d *desk) newWindow(t *testing.T, b *rod.Browser) *window {
	t.Helper()
	axe, err := os.ReadFile(accessFile)
	if err != nil {
		t.Log("accessibility is not checked: run npm ci in ui/style/")
	}
	w := &window{chrome.Page(t, b), t, d.url, string(axe)}
	w.MustEvalOnNewDocument(`window.refused = []; document.addEventListener("securitypolicyviolation",
		e => window.refused.push(e.violatedDirective + " " + e.blockedURI + " " + e.sample))`)
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

// check looks for what no page may have: a policy that was broken, content wider
// than the window on a phone, and barriers for those who cannot see or point.
func (w *window) check(name string) {
	w.t.Helper()
	w.checkViews(name, view{"phone", 390, "dark"}, view{"desk", 1440, "light"})
}

// view is how a page is looked at.
type view struct {
	name  string
	width int
	theme string
}

func (w *window) checkViews(name string, views ...view) {
	w.t.Helper()
	for _, view := range views {
		w.MustSetViewport(view.width, 900, 1, view.width < 600)
		features := []*proto.EmulationMediaFeature{{Name: "prefers-color-scheme", Value: view.theme}, {Name: "prefers-reduced-motion", Value: "reduce"}}
		if err := (proto.EmulationSetEmulatedMedia{Features: features}).Call(w.Page); err != nil {
			w.t.Fatal(err)
		}
		w.MustEval(`() => window.scrollTo(0, 0)`) // what lies half under a bar that sticks is no barrier
		if over := w.MustEval(`() => document.documentElement.scrollWidth - document.documentElement.clientWidth`).Int(); over > 0 {
			w.t.Errorf("%s on a %s is %d pixels wider than the window", name, view.name, over)
		}
		if w.axe != "" {
			w.checkAccess(name + " on a " + view.name)
		}
		if *shots != "" {
			if err := os.WriteFile(filepath.Join(*shots, name+"-"+view.name+".png"), w.MustScreenshotFullPage(), 0o644); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	if refused := w.MustEval(`() => window.refused.join("\n")`).Str(); refused != "" {
		w.t.Errorf("on %s the policy refused %s", name, refused)
	}
}

// checkAccess reports what axe finds against WCAG 2.2 A and AA.
func (w *window) checkAccess(where string) {
	w.t.Helper()
	if !w.MustEval(`() => "axe" in window`).Bool() {
		w.MustEval("() => {" + w.axe + "}")
	}
	found := w.MustEval(`async () => {
		const r = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"]});
		return r.violations.flatMap(v => v.nodes.slice(0, 3).map(n => v.id + ": " + n.target + "\n  " + n.failureSummary)).join("\n");
	}`).Str()
	if found != "" {
		w.t.Errorf("%s: %s", where, found)
	}
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
