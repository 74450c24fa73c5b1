package chrome

import (
	"flag"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/proto"

	"acquit/internal/testkit/corpus"
)

// shots is for people: go test ./internal/web -run Browser -shots /tmp/shots
var shots = flag.String("shots", "", "folder that receives pictures of the pages")

// axe is the accessibility checker that npm puts there; without it the rest is still looked at.
var axe = sync.OnceValue(func() string {
	script, _ := os.ReadFile(filepath.Join(corpus.Root(), "internal/web/ui/style/node_modules/axe-core/axe.min.js"))
	return string(script)
})

// Guarded makes a new window note what the policy of its pages refuses.
func Guarded(page *rod.Page) *rod.Page {
	page.MustEvalOnNewDocument(`window.refused = []; document.addEventListener("securitypolicyviolation",
		e => window.refused.push(e.violatedDirective + " " + e.blockedURI + " " + e.sample))`)
	return page
}

// View is how a page is looked at.
type View struct {
	Name  string
	Width int    // in pixels
	Theme string // "light" or "dark"
}

// PhoneAndDesk are the views of a page that is like many others.
func PhoneAndDesk() []View { return []View{{"phone", 390, "dark"}, {"desk", 1440, "light"}} }

// Look looks for what no page may have: a policy that was broken, content wider than the window
// on a phone, and barriers for those who cannot see or point (WCAG 2.2 A and AA). The window is
// Guarded.
func Look(t testing.TB, page *rod.Page, name string, views ...View) {
	t.Helper()
	for _, view := range views {
		page.MustSetViewport(view.Width, 900, 1, view.Width < 600)
		features := []*proto.EmulationMediaFeature{{Name: "prefers-color-scheme", Value: view.Theme}, {Name: "prefers-reduced-motion", Value: "reduce"}}
		if err := (proto.EmulationSetEmulatedMedia{Features: features}).Call(page); err != nil {
			t.Fatal(err)
		}
		page.MustEval(`() => window.scrollTo(0, 0)`) // what lies half under a bar that sticks is no barrier
		if over := page.MustEval(`() => document.documentElement.scrollWidth - document.documentElement.clientWidth`).Int(); over > 0 {
			t.Errorf("%s on a %s is %d pixels wider than the window", name, view.Name, over)
		}
		Access(t, page, name+" on a "+view.Name)
		if Shooting() {
			Keep(t, name+"-"+view.Name+".png", page.MustScreenshotFullPage())
		}
	}
	if refused := page.MustEval(`() => window.refused.join("\n")`).Str(); refused != "" {
		t.Errorf("on %s the policy refused %s", name, refused)
	}
}

// Shooting reports whether somebody wants pictures.
func Shooting() bool { return *shots != "" }

// Keep writes a picture into the folder of pictures, where somebody wants them.
func Keep(t testing.TB, name string, picture []byte) {
	t.Helper()
	if !Shooting() {
		return
	}
	if err := os.WriteFile(filepath.Join(*shots, name), picture, 0o644); err != nil {
		t.Fatal(err)
	}
}

// Access reports what axe finds on a page, as it is.
func Access(t testing.TB, page *rod.Page, where string) {
	t.Helper()
	if axe() == "" {
		t.Log("accessibility is not checked: run npm ci in internal/web/ui/style/")
		return
	}
	if !page.MustEval(`() => "axe" in window`).Bool() {
		page.MustEval("() => {" + axe() + "}")
	}
	found := page.MustEval(`async () => {
		const r = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"]});
		return r.violations.flatMap(v => v.nodes.slice(0, 3).map(n => v.id + ": " + n.target + "\n  " + n.failureSummary)).join("\n");
	}`).Str()
	if found != "" {
		t.Errorf("%s: %s", where, found)
	}
}
