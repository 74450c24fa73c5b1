// Package chrome is the browser that tests drive: one Chromium for all tests of a
// package, in which each test has windows of its own. Nothing that a test waits for is waited
// for longer than Patience.
package chrome

import (
	"context"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/cdp"
	"github.com/go-rod/rod/lib/launcher"
	"github.com/go-rod/rod/lib/proto"
)

// Open is a browser that shares nothing with those of other tests, not even cookies; it
// closes when the test ends. Whatever of it fails ends the test. Where there is no
// Chromium the test is skipped; on CI it fails, since nobody would see that it was
// skipped. Tests with a browser run beside each other, since they often wait for it. The
// package's tests must be run by Run.
func Open(t *testing.T) *rod.Browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	switch {
	case err == nil && !testing.Short():
	case err != nil && os.Getenv("CI") != "":
		t.Fatal("chromium is not installed")
	default:
		t.Skip("chromium is not installed, or the test is to be short")
	}
	t.Parallel()
	b, err := one.started(path)
	if err == nil {
		b, err = b.Incognito()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return failing(t, b)
}

// failing is a browser whose failures end a test, and no other.
func failing(t testing.TB, b *rod.Browser) *rod.Browser {
	return b.WithPanic(func(reason any) {
		t.Helper()
		t.Fatalf("%v\n%s", reason, asked())
	})
}

// Page is a new window of a browser, for a test or a part of it. It has the keyboard
// whichever other windows are open. What fails in it leaves a picture of it.
func Page(t testing.TB, b *rod.Browser) *rod.Page {
	t.Helper()
	page := failing(t, b).MustPage()
	if err := (proto.EmulationSetFocusEmulationEnabled{Enabled: true}).Call(page); err != nil {
		t.Fatal(err)
	}
	return page.WithPanic(func(reason any) {
		t.Helper()
		t.Fatalf("%v\n%s%s", reason, asked(), shot(page))
	})
}

// Arrival returns what waits until a window shows another page than now, with all that
// belongs to it. It is asked for before the click that leads there. (What the library
// offers waits for half a second of silence besides.)
func Arrival(t testing.TB, page *rod.Page) (wait func()) {
	t.Helper()
	return arrival(t, page, Patience)
}

// Run runs the tests of a package, and ends their Chromium.
func Run(m *testing.M) int {
	defer one.end()
	return m.Run()
}

// one is the Chromium of this process.
var one chromium

// chromium starts when somebody needs it.
type chromium struct {
	mu       sync.Mutex
	launched *launcher.Launcher
	browser  *rod.Browser
}

func (c *chromium) started(path string) (*rod.Browser, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.browser != nil {
		return c.browser, nil
	}
	c.launched = launcher.New().Bin(path).Leakless(false).NoSandbox(true).Set("hide-scrollbars").Set("disable-background-networking")
	address, err := c.launched.Launch()
	if err != nil {
		return nil, err
	}
	client, err := cdp.StartWithURL(context.Background(), address, nil)
	if err != nil {
		c.launched.Kill()
		return nil, err
	}
	b := rod.New().Client(patient{client, Patience}).Sleeper(waiting(Patience))
	if err := b.Connect(); err != nil {
		c.launched.Kill()
		return nil, err
	}
	c.browser = b
	return b, nil
}

func (c *chromium) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.browser == nil {
		return
	}
	if err := c.browser.Close(); err != nil {
		c.launched.Kill()
	}
	c.launched.Cleanup()
}
