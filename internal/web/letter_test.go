package web_test

import (
	"net/http"
	"strings"
	"testing"

	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// posted is a letter that left, registered, and its address.
func posted(t *testing.T, s *store.Store, clock *testkit.Clock) (l *ledger, m id.ID, at string) {
	t.Helper()
	l = prepared(t, s, clock, dunning.Step{Channels: []message.Channel{message.Registered}, DeadlineDays: 8})
	m = l.lastMessage().ID
	l.anne.post(l.at("post"), "id", m.String())
	return l, m, l.at("messages", m.String())
}

func TestAPersonSaysThatALetterCameBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l, _, here := posted(t, s, clock)
		shows(t, l.anne.get(l.at("post", "sent")), "Acme &amp; Zonen", here+"/back")
		shows(t, l.anne.get(l.at("post", "sent")+"?q=acme"), here)
		shows(t, l.anne.get(l.at("post", "sent")+"?q=zzz"), "No such letter")
		if p := l.reader.get(l.at("post", "sent")); strings.Contains(p.text, "/back") {
			t.Error("a reader is offered to say that it came back")
		}
		if p := l.reader.get(here + "/back"); p.status != http.StatusForbidden {
			t.Errorf("a reader's look answers %d", p.status)
		}
		shows(t, l.anne.get(here), "Came back", "proof.zip")
		shows(t, l.anne.get(here+"/back"), "Moved away", "Not collected", "Rue")
		if p := l.anne.post(here+"/back", "why", "other", "words", "", "on", clock.Today().String()); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "ay in a few words") {
			t.Errorf("no words: %d", p.status)
		}
		l.anne.post(here+"/back", "why", "moved", "on", clock.Today().String())
		shows(t, l.anne.get(here), "No letter goes to this address", "(moved away)")
		off := l.at("customers", l.acme.ID.String())
		shows(t, l.anne.get(off), "No letter goes to this address", "Find the address", "the post brought the letter back")
		shows(t, l.anne.get(l.at("today")), "Find the address")
		if p := l.anne.get(here + "/back"); p.status != http.StatusConflict {
			t.Errorf("it comes back twice: %d", p.status)
		}
		l.anne.post(off + "/letters")
		if p := l.anne.get(off); strings.Contains(p.text, "No letter goes to this address") || !strings.Contains(p.text, "Letters reach the address after all") {
			t.Error("the address is not right again")
		}
	})
}
