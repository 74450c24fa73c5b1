package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

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

// What the post gives for a registered letter stands with it, and in its proof.
func TestARegisteredLetterHasItsPapers(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l, m, here := posted(t, s, clock)
		lacking := l.at("post", "sent") + "?only=number"
		shows(t, l.anne.get(lacking), "number-"+m.String(), "No receipt", "Save the numbers")
		if p := l.reader.get(lacking); strings.Contains(p.text, "number-") {
			t.Error("a reader is offered to type numbers")
		}
		l.anne.post(l.at("post", "sent", "numbers"), "number-"+m.String(), "RR 12")
		if p := l.anne.get(lacking); strings.Contains(p.text, here) {
			t.Error("it lacks its number still")
		}
		l.anne.post(here+"/number", "number", "without")
		shows(t, l.anne.get(here), "is no number of the post", "RR 12")
		if p := l.anne.attach(here+"/papers", "receipt", "", "receipt.html", "<script>alert(1)</script>"); p.status != http.StatusUnprocessableEntity {
			t.Errorf("a page answers %d", p.status)
		}
		if p := l.anne.attach(here+"/papers", "order", "", "receipt.pdf", "%PDF-1.7\n"); p.status != http.StatusUnprocessableEntity {
			t.Errorf("another kind answers %d", p.status)
		}
		if p := l.reader.attach(here+"/papers", "receipt", "", "receipt.pdf", "%PDF-1.7\n"); p.status != http.StatusForbidden {
			t.Errorf("a reader's answers %d", p.status)
		}
		receipt, proof := "%PDF-1.7\nreceipt", "\x89PNG\r\n\x1a\nproof"
		if p := l.anne.attach(here+"/papers", "receipt", "", "receipt.pdf", receipt); p.location != here+"#papers" {
			t.Fatalf("the receipt answers %d %s: %s", p.status, p.location, p.text)
		}
		l.anne.attach(here+"/papers", "handed_over", "signed", "card.png", proof)
		shows(t, l.anne.get(here), "receipt.pdf", "Receipt of posting", "card.png", "Proof of delivery")
		shows(t, l.anne.get(l.at("customers", l.acme.ID.String())), "receipt.pdf", `href="`+here+`"`, "registered as RR 12")
		shows(t, l.anne.get(l.at("post", "sent")+"?q=rr12"), "Delivery proved", "RR 12")
		files := unpacked(t, l.anne.get(here+"/proof.zip").text)
		if files["receipt-1.pdf"] != receipt || files["handed_over-2.png"] != proof || !strings.HasPrefix(files["message.pdf"], "%PDF") ||
			!strings.Contains(files["proof.json"], `"registered_number": "RR 12"`) || !strings.Contains(files["proof.txt"], "RR 12") {
			t.Errorf("the proof lacks something: %.600s", files["proof.json"])
		}
	})
}

func TestNumbersArePastedForAPrint(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := prepared(t, s, clock, dunning.Step{Channels: []message.Channel{message.Registered}, DeadlineDays: 8})
		l.anne.post(l.at("post", "prints"))
		var print string
		testkit.View(t, s, l.company.ID, func(tx *store.Tx) error {
			prints, err := tx.Prints(clock.Today())
			print = l.at("post", "prints", prints[0].ID.String())
			return err
		})
		if p := l.anne.post(print, "on", clock.Today().String(), "list", "RR 1\nRR 2"); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "RR 1\nRR 2</textarea>") {
			t.Errorf("two numbers for a letter: %d", p.status)
		}
		l.anne.post(print, "on", clock.Today().String())
		shows(t, l.anne.get(print), "1 posted", print+"/numbers")
		if p := l.anne.post(print+"/numbers", "list", "nobody;RR 1"); p.status != http.StatusUnprocessableEntity {
			t.Errorf("nobody's number: %d", p.status)
		}
		l.anne.post(print+"/numbers", "list", l.acme.Number+";RR 1")
		if p := l.anne.get(print); !strings.Contains(p.text, "RR 1") || strings.Contains(p.text, print+"/numbers") {
			t.Error("the number is not known")
		}
	})
}

// What was printed and not said to be posted asks what became of it, once its day is over.
func TestALatePrintAsksWhatBecameOfIt(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := prepared(t, s, clock, dunning.Step{Channels: []message.Channel{message.Letter}, DeadlineDays: 8})
		l.anne.post(l.at("post", "prints"))
		print := ""
		testkit.View(t, s, l.company.ID, func(tx *store.Tx) error {
			prints, err := tx.Prints(clock.Today())
			print = l.at("post", "prints", prints[0].ID.String())
			return err
		})
		if p := l.anne.get(print); strings.Contains(p.text, "Write them anew") {
			t.Error("it is late on its day")
		}
		if p := l.anne.post(print + "/anew"); p.status != http.StatusConflict {
			t.Errorf("written anew on its day: %d", p.status)
		}
		clock.Advance(7 * 24 * time.Hour)
		l.night(clock)
		shows(t, l.anne.get(print), "1 letter was to be posted by", "Write them anew")
		if p := l.reader.get(print); strings.Contains(p.text, "Write them anew") {
			t.Error("a reader is offered to write it anew")
		}
		l.anne.post(print + "/anew")
		l.night(clock)
		shows(t, l.anne.get(l.at("post")), "written anew since: take the old sheets out", "Print 1 letter")
		shows(t, l.anne.get(print), "Must not go")
	})
}
