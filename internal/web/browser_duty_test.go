package web_test

import (
	"path/filepath"
	"testing"

	"acquit/internal/date"
	"acquit/internal/testkit"
)

// A list of tasks is cleared with the keys alone: moved in, given away, put off, done. While
// somebody types, keys are letters.
func TestBrowserClearsTodayWithKeys(t *testing.T) {
	b, clock := chromium(t), testkit.NewClock()
	l := newLedger(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	l.dutyTask("one")
	l.dutyTask("two")
	l.dutyTask("three")
	w := l.openWindow(t, b, "anne@lys.example")
	w.MustNavigate(w.url + l.at("today")).MustWaitLoad()
	w.check("today with keys")
	w.MustElement("input[type=search]").MustFocus()
	w.Keyboard.MustType('e', 's', 'a')
	if got := w.MustElement("input[type=search]").MustProperty("value").Str(); got != "esa" {
		t.Errorf("typed into the search: %q", got)
	}
	w.MustEval(`() => document.activeElement.blur()`)
	w.Keyboard.MustType('j', 'a')
	w.MustWait(`() => document.activeElement.matches(".menu-list button")`)
	w.keys('\r')
	w.says("#toasts", "1 task is anne@lys.example")
	if got := l.taskNow("one"); got.Owner != "anne@lys.example" {
		t.Errorf("the first is %q's", got.Owner)
	}
	w.MustNavigate(w.url + l.at("today")).MustWaitLoad()
	w.Keyboard.MustType('j', 'j', 's')
	w.MustWait(`() => document.activeElement.matches(".menu-list button")`)
	w.keys('\r')
	w.says("#toasts", "put off")
	if got := l.taskNow("two"); got.AgainOn != clock.Today().AddDays(1) {
		t.Errorf("the second comes back on %s", got.AgainOn)
	}
	w.MustNavigate(w.url + l.at("today")).MustWaitLoad()
	w.Keyboard.MustType('j', 'j')
	w.keys('e')
	w.says("#toasts", "1 task")
	if got := l.taskNow("three"); got.DueOn != date.None {
		t.Errorf("the third is still to do: %+v", got)
	}
}
