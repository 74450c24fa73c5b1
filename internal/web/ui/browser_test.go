package ui

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/input"
	"github.com/go-rod/rod/lib/proto"

	"acquit/internal/locale"
	"acquit/internal/testkit/chrome"
)

// watch notes what the Content-Security-Policy refused.
const watch = `() => { window.refused = []; document.addEventListener("securitypolicyviolation",
	e => window.refused.push(e.violatedDirective + " " + e.blockedURI + " " + e.sample)) }`

// serveGallery serves every page of the gallery under Policy.
func serveGallery(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle(StaticPath, Static())
	mux.HandleFunc("GET /suggest", func(w http.ResponseWriter, r *http.Request) {
		groups := []ResultGroup{{Label: "Kunden", Icon: IconCustomers, Results: []Result{{Label: longName, Note: "KD-117", Href: "/customer"}}}}
		_ = SearchResults(groups, "").Render(r.Context(), w)
	})
	mux.HandleFunc("POST /import", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		fmt.Fprintf(w, `<p id="answer">%d</p>`, len(r.MultipartForm.File["files"]))
		_ = ToastAlong(german(), Toast{Text: "Eingelesen", Undo: "/undo"}).Render(r.Context(), w)
	})
	mux.HandleFunc("GET /mail", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", MailPolicy)
		fmt.Fprint(w, `<!DOCTYPE html><title>Mail</title><script>parent.document.title = "reached"</script><p style="color:#14573c">Guten Tag</p>`)
	})
	mux.HandleFunc("POST /today", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/today", http.StatusSeeOther) })
	for name, page := range gallery(german()) {
		mux.Handle("GET /"+name, underPolicy(templ.Handler(page)))
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func underPolicy(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", Policy)
		h.ServeHTTP(w, r)
	})
}

func german() *locale.Words { return locale.NewBook().In(locale.For("de", "DE")) }

func TestMain(m *testing.M) { os.Exit(chrome.Run(m)) }

// browser is a browser for a test, which runs beside others.
func browser(t *testing.T) *rod.Browser {
	t.Helper()
	return chrome.Open(t)
}

// openPage opens an address in a window of a width and a colour scheme.
func openPage(t *testing.T, b *rod.Browser, url string, width int, scheme string) *rod.Page {
	t.Helper()
	page := chrome.Page(t, b)
	page.MustEvalOnNewDocument("(" + watch + ")()")
	page.MustSetViewport(width, 900, 1, width < 600)
	features := []*proto.EmulationMediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	if err := (proto.EmulationSetEmulatedMedia{Features: features}).Call(page); err != nil {
		t.Fatal(err)
	}
	page.MustNavigate(url).MustWaitLoad()
	return page
}

func TestBrowserFindsNoFaultWithAnyPage(t *testing.T) {
	b, url := browser(t), serveGallery(t)
	for name := range gallery(german()) {
		for _, v := range views() {
			t.Run(fmt.Sprintf("%s %s %d", name, v.scheme, v.width), func(t *testing.T) {
				t.Parallel()
				page := openPage(t, b, url+"/"+name, v.width, v.scheme)
				defer page.MustClose()
				if over := page.MustEval(`() => document.documentElement.scrollWidth - document.documentElement.clientWidth`).Int(); over > 0 {
					t.Errorf("the page is %d pixels wider than its window", over)
				}
				if chrome.Shooting() {
					chrome.Keep(t, fmt.Sprintf("%s-%d-%s.png", name, v.width, v.scheme), page.MustScreenshotFullPage())
				}
				chrome.Access(t, page, name)
				if refused := page.MustEval(`() => window.refused.join("\n")`).Str(); refused != "" {
					t.Errorf("the policy refused: %s", refused)
				}
			})
		}
	}
}

// view is a window of a width in pixels and a colour scheme.
type view struct {
	width  int
	scheme string
}

// views is each width and scheme once, and all of both for those who want to
// see them.
func views() []view {
	few := []view{{390, "light"}, {1024, "dark"}, {1440, "light"}}
	if !chrome.Shooting() {
		return few
	}
	return append(few, view{390, "dark"}, view{1024, "light"}, view{1440, "dark"})
}

func TestBrowserWalksAListByKeys(t *testing.T) {
	b, url := browser(t), serveGallery(t)
	page := openPage(t, b, url+"/customers", 1440, "light")
	defer page.MustClose()
	page.Keyboard.MustType('j', 'j', 'k', 'j', 'x')
	if got := page.MustEval(`() => document.querySelector("tr[aria-current]").id`).Str(); got != "row-1" {
		t.Errorf("the current row is %s, want row-1", got)
	}
	if bar := page.MustElement("#bulk"); !bar.MustVisible() || !strings.Contains(bar.MustText(), "1") {
		t.Errorf("the bar of selected rows says %q", bar.MustText())
	}
	wait := chrome.Arrival(t, page)
	page.Keyboard.MustType('\r')
	wait()
	if got := page.MustInfo().URL; got != url+"/customer" {
		t.Errorf("Enter opened %s", got)
	}
}

// selected are the rows whose boxes are checked.
func selected(page *rod.Page) string {
	return page.MustEval(`() => [...document.querySelectorAll("[data-list] .pick input:checked[form]")].map(box => box.value).join(" ")`).Str()
}

func TestBrowserSelectsARangeOfRows(t *testing.T) {
	b, url := browser(t), serveGallery(t)
	page := openPage(t, b, url+"/customers", 1440, "light")
	defer page.MustClose()
	if page.MustElement("#bulk").MustVisible() {
		t.Error("the bar shows although nothing is selected")
	}
	page.Keyboard.MustType('j', 'j', 'x', 'j', 'j', 'X')
	if got := selected(page); got != "row-1 row-2 row-3" {
		t.Errorf("by keys %q are selected", got)
	}
	box := func(n int) *rod.Element { return page.MustElement(fmt.Sprintf(`[value="row-%d"]`, n)) }
	box(6).MustClick()
	if err := page.Keyboard.Press(input.ShiftLeft); err != nil {
		t.Fatal(err)
	}
	box(9).MustClick()
	if err := page.Keyboard.Release(input.ShiftLeft); err != nil {
		t.Fatal(err)
	}
	if got := selected(page); got != "row-1 row-2 row-3 row-6 row-7 row-8 row-9" {
		t.Errorf("by clicks %q are selected", got)
	}
	if got := page.MustElement("[data-bulk-count]").MustText(); got != "7" {
		t.Errorf("the bar counts %s", got)
	}
	page.MustElement("[data-check-all]").MustClick()
	if got := strings.Fields(selected(page)); len(got) != 40 {
		t.Errorf("all are %d", len(got))
	}
}

func TestBrowserPutsOffByKeysAndGoesOnWithTheNextRow(t *testing.T) {
	b, url := browser(t), serveGallery(t)
	page := openPage(t, b, url+"/today", 1440, "light")
	defer page.MustClose()
	page.Keyboard.MustType('j', 'j', 's')
	if got := page.MustElement(":focus").MustText(); got != "Morgen" {
		t.Errorf("the key leads to %q", got)
	}
	page.Keyboard.MustType(input.Escape)
	if page.MustHas("[data-menu][open]") || !page.MustElement(":focus").MustMatches("#task-1 summary") {
		t.Error("Escape does not close the menu, or loses the place")
	}
	page.Keyboard.MustType('s')
	wait := chrome.Arrival(t, page)
	page.Keyboard.MustType('\r')
	wait()
	page.MustWaitLoad()
	if got := page.MustEval(`() => document.querySelector("[data-list] [aria-current]")?.id + " " + document.activeElement.textContent`).Str(); !strings.HasPrefix(got, "task-1 ACME anrufen") {
		t.Errorf("when the page comes back, the current row is %s", got)
	}
	page.MustReload().MustWaitLoad()
	if page.MustHas("li[aria-current]") {
		t.Error("a row is current although nothing was done")
	}
}

func TestBrowserSelectsWithoutTheScript(t *testing.T) {
	b, url := browser(t), serveGallery(t)
	page := chrome.Page(t, b)
	defer page.MustClose()
	if err := (proto.NetworkSetBlockedURLs{Urls: []string{"*/static/*.js*"}}).Call(page); err != nil {
		t.Fatal(err)
	}
	page.MustSetViewport(1440, 900, 1, false).MustNavigate(url + "/customers").MustWaitLoad()
	bar := page.MustElement("#bulk")
	if bar.MustVisible() {
		t.Error("the bar shows although nothing is selected")
	}
	page.MustElement(`[value="row-2"]`).MustClick()
	if !bar.MustVisible() {
		t.Error("the bar does not show")
	}
	page.MustElement(".menu-form").MustParent().MustParent().MustElement("summary").MustClick()
	if !page.MustElement(".menu-form").MustVisible() {
		t.Error("the columns cannot be chosen")
	}
}

func TestBrowserKeepsTheThemeInACookie(t *testing.T) {
	b, url := browser(t), serveGallery(t)
	page := openPage(t, b, url+"/overview", 1440, "light")
	defer page.MustClose()
	toggle := page.MustElement("[data-theme-toggle]")
	toggle.MustClick()
	if got := page.MustEval(`() => document.documentElement.dataset.theme + " " + document.cookie`).Str(); got != "dark theme=dark" {
		t.Errorf("after one click: %q", got)
	}
	toggle.MustClick()
	if got := page.MustEval(`() => String(document.documentElement.dataset.theme) + document.cookie`).Str(); got != "undefined" {
		t.Errorf("the way back to the system's theme leaves %q", got)
	}
}

func TestBrowserSuggestsWhileTyping(t *testing.T) {
	b, url := browser(t), serveGallery(t)
	page := openPage(t, b, url+"/overview", 1440, "light")
	defer page.MustClose()
	page.Keyboard.MustType('/')
	page.MustElement(":focus").MustInput("rohr")
	if got := page.MustElement("#search-results a").MustText(); !strings.Contains(got, longName) {
		t.Errorf("suggested %q", got)
	}
}

func TestBrowserOpensAndClosesADialog(t *testing.T) {
	b, url := browser(t), serveGallery(t)
	page := openPage(t, b, url+"/overview", 1440, "light")
	defer page.MustClose()
	dialog := page.MustElement("#confirm")
	page.MustElement("[data-open=confirm]").MustClick()
	if !dialog.MustVisible() {
		t.Error("the dialog did not open")
	}
	if chrome.Shooting() {
		chrome.Keep(t, "dialog.png", page.MustScreenshotFullPage())
	}
	dialog.MustElement("[data-close]").MustClick()
	if dialog.MustVisible() {
		t.Error("the dialog did not close")
	}
}

func TestBrowserSendsFilesAndShowsAToast(t *testing.T) {
	b, url := browser(t), serveGallery(t)
	page := openPage(t, b, url+"/import", 390, "light")
	defer page.MustClose()
	page.MustElement("#drop input[type=file]").MustSetFiles("ui_test.go", "chart_test.go")
	if got := page.MustElement("[data-drop-chosen]").MustText(); got != "ui_test.go, chart_test.go" {
		t.Errorf("the chosen files are named %q", got)
	}
	page.MustElement("#drop .btn").MustClick()
	if got := page.MustElement("#report #answer").MustText(); got != "2" {
		t.Errorf("the server received %s files", got)
	}
	toast := page.MustElement("[data-toast][data-watched]")
	if !toast.MustHas("form[action='/undo']") {
		t.Error("the toast offers no way back")
	}
	toast.MustElement("[data-dismiss]").MustClick()
	if page.MustHas("[data-toast]") {
		t.Error("the toast stays after it was dismissed")
	}
}
