package web_test

import (
	"net/http"
	"strings"
	"testing"

	"acquit/internal/dunning"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

func TestLettersArePrintedAndPostedTogether(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := prepared(t, s, clock, dunning.Step{Channels: []message.Channel{message.Registered}, DeadlineDays: 8})
		m := l.lastMessage()
		shows(t, l.anne.get(l.at("post")), "Print 1 letter", "Acme &amp; Zonen")
		if p := l.reader.post(l.at("post", "prints")); p.status != http.StatusForbidden {
			t.Errorf("a reader's print answers %d", p.status)
		}
		l.anne.post(l.at("post", "prints"))
		var prints []store.Print
		testkit.View(t, s, l.company.ID, func(tx *store.Tx) (err error) {
			prints, err = tx.Prints(clock.Today())
			return err
		})
		if len(prints) != 1 || prints[0].Waiting != 1 {
			t.Fatalf("printed: %+v", prints)
		}
		here := l.at("post", "prints", prints[0].ID.String())
		if p := l.anne.get(l.at("post")); strings.Contains(p.text, "Print 1 letter") {
			t.Error("what was printed is offered to be printed once more")
		}
		shows(t, l.anne.get(here), "1 letter, 1 to post", "data-scan", "Day of posting", here+"/file")
		if p := l.stranger.get(at(l.strangersCompany(), "post", "prints", prints[0].ID.String())); p.status != http.StatusNotFound {
			t.Errorf("a stranger's look answers %d", p.status)
		}
		if p := l.reader.get(here); strings.Contains(p.text, "Day of posting") {
			t.Error("a reader is offered to post it")
		}
		for _, sides := range []string{"1", "2"} {
			if p := l.anne.get(here + "/file?sides=" + sides); p.header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(p.text, "%PDF") {
				t.Errorf("the file answers %d", p.status)
			}
		}
		tomorrow := clock.Today().AddDays(1).String()
		if p := l.anne.post(here, "on", tomorrow, "number-"+m.ID.String(), "RR 12"); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, `value="RR 12"`) {
			t.Errorf("posted tomorrow: %d", p.status)
		}
		l.anne.post(here, "on", clock.Today().String(), "number-"+m.ID.String(), "RR 12")
		shows(t, l.anne.get(here), "1 letter, 1 posted")
		shows(t, l.anne.get(l.at("messages", m.ID.String())), "RR 12")
	})
}
