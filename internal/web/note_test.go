package web_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// A note is written, stands in the timeline and on top, and on the day of whom it names; a
// reader who is named can be done with it.
func TestANoteIsWrittenPinnedAndTold(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		els := l.person(l.company.ID, "els@lys.example", user.Reader)
		place := l.at("customers", l.acme.ID.String())
		if p := l.reader.get(place); strings.Contains(p.text, place+"/notes") {
			t.Error("a reader is asked for a note")
		}
		if p := l.reader.post(place+"/notes", "text", "x"); p.status != http.StatusForbidden {
			t.Errorf("a reader's note is %d", p.status)
		}
		if p := l.stranger.post(place+"/notes", "text", "x"); p.status != http.StatusNotFound {
			t.Errorf("a stranger's note is %d", p.status)
		}
		refused := l.anne.post(place+"/notes", "text", "keep <this>", "invoice", "NONE", "tell", els.ID.String(), "pin", "1")
		if refused.status != http.StatusUnprocessableEntity {
			t.Errorf("a refused note is %d", refused.status)
		}
		for _, want := range []string{"The note was not written", "keep &lt;this&gt;", "The customer has no invoice &#34;NONE&#34;", `value="` + els.ID.String() + `" checked`} {
			if !strings.Contains(refused.text, want) {
				t.Errorf("the refusal does not show %q", want)
			}
		}
		done := l.anne.post(place+"/notes", "text", hostile+"\n@els", "invoice", l.r1.Number, "pin", "1")
		if done.status != http.StatusSeeOther || done.location != place+"#timeline" {
			t.Fatalf("written: %d %s", done.status, done.location)
		}
		p := l.anne.get(place)
		shows(t, p, "The note is in the timeline; a mail goes to els@lys.example", "Note about invoice "+l.r1.Number, "Told: els@lys.example", "A note was put on top", "Take off the top")
		shows(t, l.anne.get(l.at("invoices", l.r1.ID.String())), "Note about invoice "+l.r1.Number, "Told: els@lys.example")

		today := l.signIn("els@lys.example")
		shows(t, today.get(l.at("today")), "anne@lys.example mentioned you: Acme &amp; Zonen", "1 task")
		if p := l.anne.get(l.at("today")); strings.Contains(p.text, "mentioned you") {
			t.Error("it stands on the day of who wrote it")
		}
		finish := between(today.get(l.at("today")), `action="`+l.at("today", "mentions"), `"`)
		if p := l.anne.post(l.at("today", "mentions") + finish); p.status != http.StatusConflict {
			t.Errorf("somebody else is done with it: %d", p.status)
		}
		if p := today.post(l.at("today", "mentions") + finish); p.status != http.StatusSeeOther {
			t.Errorf("done: %d", p.status)
		}
		after := today.get(l.at("today"))
		if shows(t, after, "Done with the note", "/reopen"); strings.Contains(after.text, "mentioned you") {
			t.Error("it still stands there")
		}

		note := between(p, `action="`+place+`/notes/`, `/unpin"`)
		if p := l.anne.post(place + "/notes/" + note + "/unpin"); p.status != http.StatusSeeOther {
			t.Errorf("taken down: %d", p.status)
		}
		shows(t, l.anne.get(place), "The note no longer stays on top", place+"/notes/"+note+"/pin")
		if p := l.reader.post(place + "/notes/" + note + "/pin"); p.status != http.StatusForbidden {
			t.Errorf("a reader pins: %d", p.status)
		}
	})
}

// The same in a browser, with a keyboard.
func TestBrowserWritesANote(t *testing.T) {
	b, clock := chromium(t), testkit.NewClock()
	l := newLedger(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	l.person(l.company.ID, "els@lys.example", user.Reader)
	w := l.openWindow(t, b, "anne@lys.example")
	w.MustNavigate(w.url + l.at("customers", l.acme.ID.String()) + "?add=note#write-note").MustWaitLoad()
	w.check("note")
	w.MustElement("#text").MustInput(strings.Repeat("Zahlt erst nach einem Anruf bei der Buchhaltung. ", 30) + "@els")
	w.MustElement(`#write-note input[name="pin"]`).MustClick()
	w.press("#write-note .btn-primary")
	w.says("#toasts", "els@lys.example")
	w.says("main", "Note")
	w.check("note written")
	w.MustElement(".alert-line .longer summary").MustClick()
	w.says(".alert-line .longer summary", "Show less")
}
