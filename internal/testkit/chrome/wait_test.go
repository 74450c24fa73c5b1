package chrome

import (
	"context"
	"errors"
	"fmt"
	"image/png"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/cdp"
)

func TestMain(m *testing.M) { os.Exit(Run(m)) }

// failure is what a test would end with.
type failure string

// caught is a test whose failures are caught.
type caught struct{ testing.TB }

func (caught) Fatalf(format string, args ...any) { panic(failure(fmt.Sprintf(format, args...))) }

// failureOf is how something fails.
func failureOf(do func()) (said string) {
	defer func() {
		if f, is := recover().(failure); is {
			said = string(f)
		}
	}()
	do()
	return ""
}

const soon = 50 * time.Millisecond

// A wait that never comes true ends the test, which says what it waited for and leaves a
// picture of the window.
func TestBrowserWaitsNoLongerThanItsPatience(t *testing.T) {
	b := Open(t)
	page := Page(caught{t}, b.Sleeper(waiting(soon)))
	page.MustSetViewport(300, 200, 1, false)
	for _, tt := range []struct {
		waits string
		wait  func()
	}{
		{`page.MustElement("#never")`, func() { page.MustElement("#never") }},
		{`page.MustWait("() => false")`, func() { page.MustWait("() => false") }},
		{`arrival(caught{t}, page, soon)()`, func() { arrival(caught{t}, page, soon)() }},
	} {
		said := failureOf(tt.wait)
		if !strings.Contains(said, tt.waits) || !strings.Contains(said, "within "+soon.String()) {
			t.Errorf("%s fails with %q", tt.waits, said)
		}
		checkPicture(t, said)
	}
	page.MustElement("body") // the window is not spoilt
}

// checkPicture looks at the picture that a failure names, and takes it away.
func checkPicture(t *testing.T, said string) {
	t.Helper()
	name := regexp.MustCompile(`/\S+\.png`).FindString(said)
	picture, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(name)
	defer picture.Close()
	if size, err := png.DecodeConfig(picture); err != nil || size.Width != 300 || size.Height != 200 {
		t.Errorf("the picture is %d by %d: %v", size.Width, size.Height, err)
	}
}

// silent is a browser that does not answer.
type silent struct{}

func (silent) Event() <-chan *cdp.Event { return nil }

func (silent) Call(ctx context.Context, _, _ string, _ any) ([]byte, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestABrowserThatDoesNotAnswerIsNotWaitedFor(t *testing.T) {
	var client rod.CDPClient = patient{silent{}, soon}
	if _, err := client.Call(t.Context(), "", "Page.navigate", nil); err == nil || !strings.Contains(err.Error(), "Page.navigate") {
		t.Errorf("it ends with %v", err)
	}
	over, end := context.WithCancel(t.Context())
	end()
	if _, err := client.Call(over, "", "Page.navigate", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("what was called off ends with %v", err)
	}
}
