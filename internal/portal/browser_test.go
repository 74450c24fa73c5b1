package portal_test

import (
	"os"
	"path/filepath"
	"testing"

	"acquit/internal/testkit"
	"acquit/internal/testkit/chrome"
)

func TestMain(m *testing.M) { os.Exit(chrome.Run(m)) }

func TestBrowserLooksAtTheFilesOfALink(t *testing.T) {
	browser, clock := chrome.Open(t), testkit.NewClock()
	h := open(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	page := chrome.Guarded(chrome.Page(t, browser))
	for name, path := range map[string]string{"link": h.path, "link-de": h.path + "?in=de", "link-gone": "/p/gone"} {
		page.MustNavigate(h.url + path).MustWaitLoad()
		chrome.Look(t, page, name, chrome.View{Name: "phone", Width: 390, Theme: "dark"}, chrome.View{Name: "phone-light", Width: 390, Theme: "light"}, chrome.View{Name: "desk", Width: 1440, Theme: "light"})
	}
}
