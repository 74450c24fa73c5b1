package chrome

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/proto"
	"github.com/go-rod/rod/lib/utils"
)

// Patience is how long a test waits for one thing: an element, a page, an answer of the
// browser. What takes longer never comes, also on a machine that does much beside.
const Patience = 30 * time.Second

// waiting makes sleepers that ask a page often for what is not there yet, each for so long.
func waiting(patience time.Duration) func() utils.Sleeper {
	return func() utils.Sleeper {
		sleep, over := utils.BackoffSleeper(5*time.Millisecond, 100*time.Millisecond, nil), time.Now().Add(patience)
		return func(ctx context.Context) error {
			if time.Now().After(over) {
				return fmt.Errorf("this did not come within %s", patience)
			}
			return sleep(ctx)
		}
	}
}

// patient asks a browser for one thing at a time no longer than its patience.
type patient struct {
	rod.CDPClient
	patience time.Duration
}

func (p patient) Call(ctx context.Context, session, method string, params any) ([]byte, error) {
	waiting, stop := context.WithTimeout(ctx, p.patience)
	defer stop()
	answer, err := p.CDPClient.Call(waiting, session, method, params)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		err = fmt.Errorf("the browser does not answer %s within %s", method, p.patience)
	}
	return answer, err
}

// arrival is Arrival, with another patience.
func arrival(t testing.TB, page *rod.Page, patience time.Duration) (wait func()) {
	t.Helper()
	now, err := proto.PageGetFrameTree{}.Call(page)
	if err == nil {
		err = proto.PageSetLifecycleEventsEnabled{Enabled: true}.Call(page)
	}
	if err != nil {
		t.Fatal(err)
	}
	left, arrived := now.FrameTree.Frame.LoaderID, false
	limited := page.Timeout(patience)
	come := limited.EachEvent(func(e *proto.PageLifecycleEvent) bool {
		arrived = e.Name == proto.PageLifecycleEventNameLoad && e.FrameID == page.FrameID && e.LoaderID != left
		return arrived
	})
	return func() {
		t.Helper()
		come()
		limited.CancelTimeout()
		if !arrived {
			t.Fatalf("no other page came within %s\n%s%s", patience, asked(), shot(page))
		}
	}
}

// asked are the lines of tests that are being run, the innermost first: they say what was
// waited for.
func asked() (lines string) {
	var callers [64]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers[:])])
	for more := true; more; {
		var f runtime.Frame
		if f, more = frames.Next(); strings.HasSuffix(f.File, "_test.go") {
			lines += fmt.Sprintf("\tat %s:%d: %s\n", filepath.Base(f.File), f.Line, line(f.File, f.Line))
		}
	}
	return lines
}

// line is a line of a file, counted from 1; "" where the file is not at hand.
func line(file string, number int) string {
	text, err := os.ReadFile(file)
	lines := strings.Split(string(text), "\n")
	if err != nil || number > len(lines) {
		return ""
	}
	return strings.TrimSpace(lines[number-1])
}

// shot keeps a picture of a window beside the folders of tests, which go when these end, and
// says where it lies.
func shot(page *rod.Page) string {
	const soon = 5 * time.Second // a page that hangs has no picture
	limited := page.Timeout(soon)
	defer limited.CancelTimeout()
	picture, err := limited.Screenshot(false, nil)
	if err != nil {
		return fmt.Sprintf("\tthere is no picture of the window: %v\n", err)
	}
	file, err := os.CreateTemp("", "acquit-window-*.png")
	if err != nil {
		return fmt.Sprintf("\tthe picture of the window cannot be kept: %v\n", err)
	}
	_, err = file.Write(picture)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Sprintf("\tthe picture of the window cannot be kept: %v\n", err)
	}
	return fmt.Sprintf("\tthe window looks so: %s\n", file.Name())
}
