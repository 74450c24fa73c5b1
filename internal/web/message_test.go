package web_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/deliver"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/web/ui"
)

// answering is a channel that ends every delivery alike.
type answering deliver.Outcome

func (a answering) Deliver(context.Context, string, []string, []byte) deliver.Outcome {
	return deliver.Outcome(a)
}

// outbox is a ledger whose night has run and whose one message ended as told.
func outbox(t *testing.T, s *store.Store, clock *testkit.Clock, o deliver.Outcome) (*ledger, store.ListedMessage) {
	t.Helper()
	l := newLedger(t, s, clock)
	book, days := locale.NewBook(), calendar.New()
	night := &collect.Desk{Store: s, Calendar: days, Words: book, Channel: answering(o)}
	if _, err := night.RunDay(t.Context(), l.company.ID, clock.Today(), nil); err != nil {
		t.Fatal(err)
	}
	if o.Kind != "" {
		if _, err := night.Send(t.Context(), l.company.ID, clock.Today(), nil); err != nil {
			t.Fatal(err)
		}
	}
	return l, l.lastMessage()
}

func (l *ledger) lastMessage() (m store.ListedMessage) {
	l.t.Helper()
	testkit.View(l.t, l.store, l.company.ID, func(tx *store.Tx) error {
		all, err := tx.Messages(store.MessageFilter{Limit: 1})
		if len(all) == 1 {
			m = all[0]
		}
		return err
	})
	if m.ID == 0 {
		l.t.Fatal("there is no message")
	}
	return m
}

func TestASentMessageIsShownAsItWasKept(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l, m := outbox(t, s, clock, deliver.Outcome{Kind: deliver.Accepted, Answer: "250 ok " + hostile})
		here := l.at("messages", m.ID.String())
		shows(t, l.anne.get(l.at("messages")), "Acme &amp; Zonen", "Sent", "€1,490.00")
		shows(t, l.anne.get(here), "INV-2026-0001", "INV-2026-0002", "ACME@customer.example", "250 ok", "sandbox", here+"/html", "accepted by the recipient")
		part := l.anne.get(here + "/html")
		if part.status != http.StatusOK || part.header.Get("Content-Security-Policy") != ui.MailPolicy || !strings.Contains(part.text, "INV-2026-0001") {
			t.Errorf("the HTML part answers %d under %q", part.status, part.header.Get("Content-Security-Policy"))
		}
		file := l.anne.get(here + "/file")
		if !strings.Contains(file.header.Get("Content-Disposition"), "attachment") || !strings.HasSuffix(file.header.Get("Content-Disposition"), ".eml") ||
			!strings.Contains(file.text, "Message-Id:") && !strings.Contains(file.text, "Message-ID:") {
			t.Errorf("the file is %s: %.80s", file.header.Get("Content-Disposition"), file.text)
		}
	})
}

func TestAQueuedMessageIsNotWrittenYet(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l, m := outbox(t, s, clock, deliver.Outcome{})
		here := l.at("messages", m.ID.String())
		shows(t, l.anne.get(l.at("messages")), "1 queued")
		shows(t, l.anne.get(here), "Not written yet", "First reminder")
		for _, part := range []string{"/html", "/file"} {
			if p := l.anne.get(here + part); p.status != http.StatusNotFound {
				t.Errorf("%s answers %d", part, p.status)
			}
		}
	})
}

func TestTheOutboxIsFiltered(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l, m := outbox(t, s, clock, deliver.Outcome{Kind: deliver.Refused, Answer: "550 no such user"})
		row := "message-" + m.ID.String()
		for query, found := range map[string]bool{"": true, "?state=failed": true, "?state=sent": false, "?step=reminder-1": true, "?step=notice": false,
			"?q=acme": true, "?q=Acme+%26+Zo": true, "?q=zonen": false, "?state=failed&step=reminder-1&q=acme": true, "?state=odd": true,
			"?before=" + m.ID.String(): false} {
			p := l.anne.get(l.at("messages") + query)
			shows(t, p)
			if strings.Contains(p.text, row) != found {
				t.Errorf("%q finds it: %t", query, !found)
			}
		}
		if p := l.anne.get(l.at("messages") + "?before=x"); p.status != http.StatusNotFound {
			t.Errorf("an odd place in the list answers %d", p.status)
		}
	})
}

func TestAPersonResolvesAMessage(t *testing.T) {
	for name, c := range map[string]struct {
		outcome deliver.Kind
		offers  string
		act     string
		state   message.State
	}{
		"an uncertain one that arrived":     {deliver.Uncertain, "Did it arrive?", "arrived", message.Sent},
		"an uncertain one that did not":     {deliver.Uncertain, "It did not arrive", "not-arrived", message.Withdrawn},
		"a refused one that is tried again": {deliver.Refused, "Try again", "retry", message.Withdrawn},
	} {
		t.Run(name, func(t *testing.T) {
			testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
				l, m := outbox(t, s, clock, deliver.Outcome{Kind: c.outcome, Answer: hostile})
				here := l.at("messages", m.ID.String())
				shows(t, l.anne.get(here), c.offers)
				if p := l.reader.get(here); strings.Contains(p.text, `method="post" action="/c/`) {
					t.Error("a reader is offered it too")
				}
				if p := l.reader.post(here + "/" + c.act); p.status != http.StatusForbidden {
					t.Errorf("a reader's answers %d", p.status)
				}
				foreign := at(l.strangersCompany(), "messages", m.ID.String())
				if p := l.stranger.post(foreign + "/" + c.act); p.status != http.StatusNotFound {
					t.Errorf("a stranger's answers %d", p.status)
				}
				if p := l.anne.post(here + "/" + c.act); p.status != http.StatusSeeOther || l.lastMessage().State != c.state {
					t.Fatalf("answers %d; the message is %s", p.status, l.lastMessage().State)
				}
				p := l.anne.get(here)
				shows(t, p)
				if withdrawn := strings.Contains(p.text, "Why it was withdrawn"); withdrawn != (c.state == message.Withdrawn) || strings.Contains(p.text, "reason.") {
					t.Errorf("the page says why it was withdrawn: %t", withdrawn)
				}
				if p := l.anne.post(here + "/" + c.act); p.status != http.StatusConflict {
					t.Errorf("a second time answers %d", p.status)
				}
			})
		})
	}
}

func TestAnotherCompanysMessagesAreNotFound(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l, m := outbox(t, s, clock, deliver.Outcome{Kind: deliver.Accepted})
		for _, company := range []id.ID{l.company.ID, l.strangersCompany()} {
			for _, part := range []string{"", "/html", "/file"} {
				if p := l.stranger.get(at(company, "messages", m.ID.String()) + part); p.status != http.StatusNotFound {
					t.Errorf("%q of the message answers %d", part, p.status)
				}
			}
		}
		shows(t, l.stranger.get(at(l.strangersCompany(), "messages")), "Nothing has been written yet")
	})
}
