package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/user"
	"acquit/internal/web/ui"
)

// prepared is a ledger whose night has run with a ladder of one step, and whose messages were
// sent as far as they go by themselves.
func prepared(t *testing.T, s *store.Store, clock *testkit.Clock, step dunning.Step) *ledger {
	t.Helper()
	l := newLedger(t, s, clock)
	step.Key, step.Tone, step.From, step.Days = "reminder-1", dunning.Polite, dunning.FromDue, 1
	testkit.Update(t, s, l.company.ID, func(tx *store.Tx) error {
		if err := tx.StartWith(&dunning.Scenario{Name: "own", Steps: []dunning.Step{step}}); err != nil {
			return err
		}
		c := l.acme
		c.Street, c.Postcode = "Rue Haute 5 "+hostile, "5000"
		if err := tx.SaveCustomers([]*customer.Customer{&c}); err != nil {
			return err
		}
		return tx.AddContacts([]*customer.Contact{{Customer: c.ID, Name: "Ada " + hostile, Phone: "+32 81 55 01 02", Position: customer.Payer}})
	})
	l.night(clock)
	return l
}

// night runs and sends.
func (l *ledger) night(clock *testkit.Clock) {
	l.t.Helper()
	desk := &collect.Desk{Store: l.store, Calendar: calendar.New(), Words: locale.NewBook(), Channel: answering(deliver.Outcome{Kind: deliver.Accepted})}
	if _, err := desk.RunDay(l.t.Context(), l.company.ID, clock.Today(), nil); err != nil {
		l.t.Fatal(err)
	}
	if _, err := desk.Send(l.t.Context(), l.company.ID, clock.Today(), nil); err != nil {
		l.t.Fatal(err)
	}
}

func TestMessagesAreApprovedOnTheirPage(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := prepared(t, s, clock, dunning.Step{Approve: true, DeadlineDays: 8})
		m := l.lastMessage()
		here := l.at("approve", m.ID.String())
		shows(t, l.anne.get(l.at("today")), "1 message waits for approval")
		shows(t, l.anne.get(l.at("messages")), "1 message waits for approval", "To approve")
		shows(t, l.anne.get(l.at("approve")), "Acme &amp; Zonen", "The step asks for approval", `data-key="a"`, "Approve the selected")
		shows(t, l.anne.get(l.at("approve", "all")), "1 message about", "by mail")
		shows(t, l.anne.get(here), "INV-2026-0001", "sandbox", here+"/html", "Asks for payment by", "Put aside")
		if part := l.anne.get(here + "/html"); part.header.Get("Content-Security-Policy") != ui.MailPolicy || !strings.Contains(part.text, "INV-2026-0001") {
			t.Errorf("the HTML part answers %d under %q", part.status, part.header.Get("Content-Security-Policy"))
		}
		if p := l.reader.get(here); strings.Contains(p.text, `method="post" action="/c/`) {
			t.Error("a reader is offered to approve it")
		}
		if p := l.reader.post(l.at("approve"), "id", m.ID.String()); p.status != http.StatusForbidden {
			t.Errorf("a reader's approval answers %d", p.status)
		}
		if p := l.stranger.get(at(l.strangersCompany(), "approve", m.ID.String())); p.status != http.StatusNotFound {
			t.Errorf("a stranger's look answers %d", p.status)
		}
		if p := l.anne.post(l.at("approve"), "id", m.ID.String()); p.status != http.StatusSeeOther || l.lastMessage().State != message.Queued {
			t.Fatalf("answers %d; the message is %s", p.status, l.lastMessage().State)
		}
		shows(t, l.anne.get(l.at("approve")), "Nothing waits for approval", "1 message leaves at its time.", l.at("approve", "undo"))
		if p := l.anne.post(l.at("approve", "undo"), "id", m.ID.String()); p.status != http.StatusSeeOther || l.lastMessage().State != message.Proposed {
			t.Fatalf("undoing answers %d; the message is %s", p.status, l.lastMessage().State)
		}
		if p := l.anne.post(l.at("approve", "all"), "through", m.ID.String()); p.status != http.StatusSeeOther || l.lastMessage().State != message.Queued {
			t.Fatalf("approving all answers %d; the message is %s", p.status, l.lastMessage().State)
		}
		clock.Advance(time.Minute)
		l.night(clock)
		if p := l.anne.get(here); p.status != http.StatusSeeOther || l.lastMessage().State != message.Sent {
			t.Errorf("of a message that left: %d, %s", p.status, l.lastMessage().State)
		}
		shows(t, l.anne.get(l.at("customers", m.Customer.String())), "First reminder: approved")
	})
}

func TestAPreparedMessageIsEditedAndPutAside(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := prepared(t, s, clock, dunning.Step{Approve: true})
		m := l.lastMessage()
		here := l.at("approve", m.ID.String())
		shows(t, l.anne.get(here+"?edit=1"), "{{items}}", "Save the text")
		if p := l.anne.post(here+"/text", "subject", "Ours", "body", "Hello {{custmer}}"); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "{{custmer}}") {
			t.Errorf("words that cannot be sent answer %d", p.status)
		}
		if p := l.anne.post(here+"/text", "subject", "Ours", "body", "Just "+hostile+".\r\n\r\n{{items}}\r\n\r\n{{pay}}"); p.status != http.StatusSeeOther {
			t.Fatalf("our words answer %d", p.status)
		}
		shows(t, l.anne.get(here), "Ours", "Written by")
		if p := l.anne.post(here + "/aside"); p.status != http.StatusUnprocessableEntity {
			t.Errorf("without a reason: %d", p.status)
		}
		until := clock.Today().AddDays(3)
		if p := l.anne.post(here+"/aside", "reason", "calls", "until", until.String()); p.status != http.StatusSeeOther || l.lastMessage().State != message.Withdrawn {
			t.Fatalf("putting aside answers %d; %s", p.status, l.lastMessage().State)
		}
		shows(t, l.anne.get(l.at("messages", m.ID.String())), "somebody put it aside")
	})
}

func TestLettersArePrintedAndPosted(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := prepared(t, s, clock, dunning.Step{Channels: []message.Channel{message.Registered}})
		m := l.lastMessage()
		if m.State != message.Ready {
			t.Fatalf("the letter is %s", m.State)
		}
		shows(t, l.anne.get(l.at("today")), "1 letter to post")
		shows(t, l.anne.get(l.at("post")), "Acme &amp; Zonen", "Rue Haute 5", "Mark as posted")
		for _, address := range []string{l.at("post", "print") + "?id=" + url.QueryEscape("m-"+m.ID.String()), l.at("messages", m.ID.String(), "letter.pdf")} {
			if p := l.anne.get(address); p.status != http.StatusOK || p.header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(p.text, "%PDF-") {
				t.Errorf("%s answers %d %s", address, p.status, p.header.Get("Content-Type"))
			}
		}
		if p := l.reader.post(l.at("post"), "id", m.ID.String()); p.status != http.StatusForbidden {
			t.Errorf("a reader posts: %d", p.status)
		}
		if p := l.anne.post(l.at("post"), "id", m.ID.String(), "number-"+m.ID.String(), "RR 12"); p.status != http.StatusSeeOther || l.lastMessage().State != message.Sent {
			t.Fatalf("posting answers %d; %s", p.status, l.lastMessage().State)
		}
		shows(t, l.anne.get(l.at("post")), "1 letter is noted as posted.", "No letter waits")
		shows(t, l.anne.get(l.at("messages", m.ID.String())), "Posted by registered mail", "RR 12")
		shows(t, l.anne.get(l.at("customers", m.Customer.String())), "posted by registered mail")
		if p := l.anne.get(l.at("post", "print") + "?id=" + m.ID.String()); p.status != http.StatusConflict {
			t.Errorf("a print of what was posted answers %d", p.status)
		}
	})
}

func TestACallIsMade(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := prepared(t, s, clock, dunning.Step{Channels: []message.Channel{message.Call}})
		m := l.lastMessage()
		here := l.at("messages", m.ID.String())
		shows(t, l.anne.get(l.at("today")), "Call: Acme &amp; Zonen")
		shows(t, l.anne.get(here), `href="tel:+3281550102"`, "What to say", "Make the call")
		call := l.at("customers", m.Customer.String(), "call")
		if p := l.anne.post(call, "message", m.ID.String(), "how", "sung"); p.status != http.StatusUnprocessableEntity {
			t.Errorf("an odd end answers %d", p.status)
		}
		if p := l.anne.post(call, "message", m.ID.String(), "how", string(collect.Called)); p.status != http.StatusSeeOther || l.lastMessage().State != message.Sent {
			t.Fatalf("called answers %d; %s", p.status, l.lastMessage().State)
		}
		shows(t, l.anne.get(here), "Called on")
		testkit.View(t, s, l.company.ID, func(tx *store.Tx) error {
			open, err := tx.OpenTasks(date.None, 0, 10)
			if slices.ContainsFunc(open, func(t task.Task) bool { return t.Kind == task.Call }) {
				t.Error("the call is still to do")
			}
			return err
		})
	})
}

func TestSendersAreSetUp(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "olga@lys.example", user.Owner)
		olga := d.signIn("olga@lys.example")
		here := at(c.ID, "settings", "sending")
		shows(t, olga.get(here), "Two people approve notices of default", "New sender")
		for _, odd := range [][]string{
			{"warn_hours", "-1"}, {"warn_hours", "many"}, {"warn_hours", "1000"},
			{"warn_hours", "0", "key-0", "De sk", "name-0", "Vera"}, {"warn_hours", "0", "key-0", "desk", "name-0", ""},
			{"warn_hours", "0", "key-0", "desk", "name-0", "Vera", "email-0", "no address"},
			{"warn_hours", "0", "key-0", "desk", "name-0", "Vera", "key-1", "desk", "name-1", "Bea"},
		} {
			if p := olga.post(here, odd...); p.status != http.StatusUnprocessableEntity {
				t.Errorf("%q answers %d", odd, p.status)
			}
		}
		if p := olga.post(here, "four_eyes", "1", "warn_hours", "24", "key-0", "desk", "name-0", "Vera "+hostile, "email-0", "vera@lys.example"); p.status != http.StatusSeeOther {
			t.Fatalf("saving answers %d: %s", p.status, p.text)
		}
		var got company.Policy
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			stored, err := tx.TheCompany()
			got = stored.Policy
			return err
		})
		if !got.FourEyes || got.WarnHours != 24 || len(got.Senders) != 1 || got.Senders[0].Email != "vera@lys.example" {
			t.Errorf("the policy: %+v", got)
		}
		shows(t, olga.get(here), "desk", "vera@lys.example")
	})
}

func TestACallHasItsOwnWords(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		own := map[string]string{}
		for _, language := range locale.Languages {
			own[string(language)] = "Ask for the accountant.\nIt is about {{numbers}}, {{late}}.\nSince {{earlier}} we wait."
		}
		l := prepared(t, s, clock, dunning.Step{Channels: []message.Channel{message.Call}, Scripts: own})
		p := l.anne.get(l.at("messages", l.lastMessage().ID.String()))
		shows(t, p, "Ask for the accountant.", "It is about INV-2026-0001", `href="tel:+3281550102"`)
		if strings.Contains(p.text, "Have you received everything") || strings.Contains(p.text, "we wait") {
			t.Error("it says the program's words as well, or half a sentence")
		}
	})
}
