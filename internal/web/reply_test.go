package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/message"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// hear lets a mail come in: its head without the lines that every mail has, and its body.
func (l *ledger) hear(from, head, body string) reply.Reply {
	l.t.Helper()
	raw := fmt.Sprintf("From: %s\r\nTo: books@lys.example\r\nDate: Mon, 05 Jan 2026 09:00:00 +0100\r\nMessage-ID: <%d@customer.example>\r\n%s\r\n\r\n%s\r\n",
		from, l.clock.Now().UnixNano()+int64(len(head)*1000+len(body)), strings.ReplaceAll(head, "\n", "\r\n"), strings.ReplaceAll(body, "\n", "\r\n"))
	mail, err := inbox.ReadMail([]byte(raw))
	if err != nil {
		l.t.Fatal(err)
	}
	r, err := l.desk.desk.Hear(l.t.Context(), l.company.ID, []byte(raw), &mail, l.clock.Today())
	if err != nil {
		l.t.Fatal(err)
	}
	return r
}

// books gives the customer of the ledger a contact.
func (l *ledger) books(address string) customer.Contact {
	l.t.Helper()
	c := &customer.Contact{Customer: l.acme.ID, Name: "Ann " + hostile, Email: address, Position: customer.Accountant}
	testkit.Update(l.t, l.store, l.company.ID, func(tx *store.Tx) error { return tx.AddContacts([]*customer.Contact{c}) })
	return *c
}

func (l *ledger) replyNow(i id.ID) *reply.Reply {
	l.t.Helper()
	var r reply.Reply
	testkit.View(l.t, l.store, l.company.ID, func(tx *store.Tx) (err error) {
		r, _, err = tx.ReplyByID(i)
		return err
	})
	return &r
}

func (l *ledger) holds() (all []hold.Hold) {
	l.t.Helper()
	testkit.View(l.t, l.store, l.company.ID, func(tx *store.Tx) (err error) {
		all, err = tx.Holds(l.acme.ID)
		return err
	})
	return all
}

// messagesNow are the messages to the customer of the ledger, the newest first.
func (l *ledger) messagesNow() (all []message.Message) {
	l.t.Helper()
	testkit.View(l.t, l.store, l.company.ID, func(tx *store.Tx) (err error) {
		all, err = tx.MessagesOf(l.acme.ID, 10)
		return err
	})
	return all
}

const hostileMail = `Subject: <b>proof</b>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b`

const hostileBody = `--b
Content-Type: text/html

<p>All is <script>parent.ran = true</script><img src="https://spy.example/pixel.gif" onerror="parent.ran = true">well.</p>
--b
Content-Type: application/xhtml+xml
Content-Disposition: attachment; filename="page.xhtml"

<script>alert(1)</script>
--b
Content-Type: image/svg+xml
Content-Disposition: attachment; filename="picture.svg"

<svg><script>alert(1)</script></svg>
--b--`

// The list shows who wrote what to whom, in each of its views.
func TestRepliesAreListed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.books("ann@acme.example")
		if p := l.anne.get(l.at("replies")); p.status != http.StatusOK || !strings.Contains(p.text, "Nobody waits for an answer") {
			t.Errorf("empty, it answers %d: %s", p.status, p.text)
		}
		one := l.hear(`"Ann <i>" <ann@acme.example>`, hostileMail, hostileBody)
		two := l.hear("stranger@web.example", "Subject: hello", "Who are you?")
		if one.Customer != l.acme.ID || two.Customer != 0 {
			t.Fatalf("heard as %+v and %+v", one, two)
		}
		p := l.anne.get(l.at("replies"))
		for _, want := range []string{"&lt;b&gt;proof&lt;/b&gt;", "ann@acme.example", "stranger@web.example", "Who are you?", "Whose?", "2 files", "2 replies to answer"} {
			if !strings.Contains(p.text, want) {
				t.Errorf("the list lacks %q", want)
			}
		}
		if strings.Contains(p.text, "<b>proof") || strings.Contains(p.text, "<i>") {
			t.Error("a mail's own markup stands in the list")
		}
		for view, want := range map[string][2]bool{"mine": {false, false}, "unplaced": {false, true}, "closed": {false, false}, "later": {false, false}} {
			p := l.anne.get(l.at("replies") + "?view=" + view)
			if got := [2]bool{strings.Contains(p.text, l.at("replies", one.ID.String())+`"`), strings.Contains(p.text, l.at("replies", two.ID.String())+`"`)}; got != want {
				t.Errorf("%s shows %v", view, got)
			}
		}
		if p := l.anne.get(l.at("replies") + "?q=STRANGER"); !strings.Contains(p.text, "hello") || strings.Contains(p.text, "proof") {
			t.Error("words narrow the list to nothing, or not at all")
		}
		if p := l.anne.get(l.at("customers", l.acme.ID.String())); !strings.Contains(p.text, "ann@acme.example wrote: &lt;b&gt;proof&lt;/b&gt;") || !strings.Contains(p.text, "All is well.") {
			t.Error("the customer's page does not tell of the reply")
		}
		if p := l.anne.get(l.at("today")); !strings.Contains(p.text, l.at("replies", one.ID.String())) || !strings.Contains(p.text, "stranger@web.example · hello") {
			t.Error("today does not lead to the replies")
		}
	})
}

// What may be done with several replies: all of it can be taken back.
func TestRepliesAreDealtWithTogether(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.books("ann@acme.example")
		one, two := l.hear("ann@acme.example", "Subject: one", "Hello."), l.hear("ann@acme.example", "Subject: two", "Hello again.")
		form := []string{"id", "r-" + one.ID.String(), "id", "r-" + two.ID.String()}
		do := func(verb string, more ...string) {
			t.Helper()
			if p := l.anne.post(l.at("replies", verb), append(more, form...)...); p.status != http.StatusSeeOther {
				t.Fatalf("%s answers %d: %s", verb, p.status, p.text)
			}
		}
		do("give", "owner", "Anne@lys.example")
		if p := l.anne.get(l.at("replies") + "?view=mine"); strings.Count(p.text, `id="r-`) != 2 {
			t.Error("what was given to anne is not hers")
		}
		do("give", "owner", "")
		if r := l.replyNow(one.ID); r.Owner != "" {
			t.Errorf("it is still %s's", r.Owner)
		}
		until := clock.Today().AddDays(3)
		do("later", "until", until.String())
		if p := l.anne.get(l.at("replies")); !strings.Contains(p.text, "Nobody waits") || strings.Contains(l.anne.get(l.at("today")).text, one.ID.String()) {
			t.Error("what was put off is still to do")
		}
		if l.replyNow(one.ID).AgainOn != until || len(l.holds()) != 1 {
			t.Error("what was put off holds nothing any more")
		}
		do("again")
		do("dismiss")
		if r := l.replyNow(two.ID); r.State != reply.Dismissed || r.ClosedBy != "anne@lys.example" || len(l.holds()) != 0 {
			t.Errorf("dismissed: %+v, %d hold", r, len(l.holds()))
		}
		if p := l.anne.post(l.at("replies", "dismiss"), form...); p.status != http.StatusConflict {
			t.Errorf("dismissed twice: %d", p.status)
		}
		do("reopen")
		if !l.replyNow(one.ID).Waits() || len(l.holds()) != 1 {
			t.Error("what was opened again holds nothing")
		}
		for _, until := range []date.Date{clock.Today(), clock.Today().AddDays(500)} {
			if p := l.anne.post(l.at("replies", "later"), append(form, "until", until.String())...); p.status != http.StatusUnprocessableEntity && p.status != http.StatusBadRequest {
				t.Errorf("put off until %s: %d", until, p.status)
			}
		}
	})
}

// A page of a reply shows the own words, gives out its files as downloads alone, and the page
// that a stranger made in a sandbox.
func TestAReplyIsShownSafely(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.books("ann@acme.example")
		r := l.hear("ann@acme.example", hostileMail, hostileBody)
		here := l.at("replies", r.ID.String())
		p := l.anne.get(here)
		if p.status != http.StatusOK || !strings.Contains(p.text, "All is well.") || !strings.Contains(p.text, "One customer alone has this address") || strings.Contains(p.text, "parent.ran") {
			t.Errorf("the page answers %d: %s", p.status, p.text)
		}
		p = l.anne.get(here + "/html")
		policy := p.header.Get("Content-Security-Policy")
		if p.status != http.StatusOK || !strings.HasPrefix(policy, "sandbox;") || !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "allow-") {
			t.Errorf("the page of the mail is served under %q", policy)
		}
		if strings.Contains(p.text, "script") || strings.Contains(p.text, "spy.example") || !strings.Contains(p.text, "well.") {
			t.Errorf("it holds %s", p.text)
		}
		for path, kind := range map[string]string{here + "/file": "message/rfc822", here + "/files/1": "application/octet-stream", here + "/files/2": "text/plain"} {
			p := l.anne.get(path)
			if p.status != http.StatusOK || p.header.Get("Content-Type") != kind || !strings.HasPrefix(p.header.Get("Content-Disposition"), "attachment") || p.header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s is served with %v", path, p.header)
			}
		}
		for _, path := range []string{here + "/files/3", here + "/files/0", here + "/files/x", l.at("replies", "zzz"), l.at("replies", l.acme.ID.String())} {
			if p := l.anne.get(path); p.status != http.StatusNotFound {
				t.Errorf("%s answers %d", path, p.status)
			}
		}
		for _, path := range []string{"", "/html", "/file", "/files/1"} {
			if p := l.stranger.get(here + path); p.status != http.StatusNotFound {
				t.Errorf("a stranger is answered %d at %s", p.status, path)
			}
		}
	})
}

// A reader reads replies, and somebody of sales too; neither deals with them.
func TestWhoMayAnswer(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.books("ann@acme.example")
		r := l.hear("ann@acme.example", "Subject: one", "We shall pay on 20 January 2026.")
		l.person(l.company.ID, "sales@lys.example", user.Sales)
		write := l.at("customers", l.acme.ID.String(), "write")
		for _, who := range []*browser{l.reader, l.signIn("sales@lys.example")} {
			for _, path := range []string{l.at("replies"), l.at("replies", r.ID.String())} {
				p := who.get(path)
				if p.status != http.StatusOK || strings.Contains(p.text, "/replies/dismiss") || strings.Contains(p.text, "/answer") || strings.Contains(p.text, "/note") {
					t.Errorf("%s answers %d, with buttons", path, p.status)
				}
			}
			for _, path := range []string{l.at("replies", "dismiss"), l.at("replies", "give"), l.at("replies", r.ID.String(), "answer"), l.at("replies", r.ID.String(), "note"), l.at("replies", r.ID.String(), "place"), write} {
				if p := who.post(path, "id", r.ID.String()); p.status != http.StatusForbidden {
					t.Errorf("%s answers %d", path, p.status)
				}
			}
			if p := who.get(write); p.status != http.StatusForbidden {
				t.Errorf("the form to write answers %d", p.status)
			}
		}
	})
}

// An answer leaves, and the reply waits no more. What cannot be sent is asked again with what
// was typed.
func TestAReplyIsAnswered(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.books("ann@acme.example")
		r := l.hear("Ann <ann@acme.example>", "Subject: Your bill", "Please send me a copy of the invoice.")
		here := l.at("replies", r.ID.String())
		p := l.anne.get(here + "?begin=document")
		for _, want := range []string{`value="Re: Your bill"`, `value="ann@acme.example"`, "Madame, Monsieur,\n\nVous trouverez ci-joint"} {
			if !strings.Contains(p.text, want) {
				t.Errorf("the form lacks %q", want)
			}
		}
		p = l.anne.post(here+"/answer", "to", "ann@acme.example, nobody", "subject", "Re: "+hostile, "body", "Dear Ann")
		if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "Dear Ann") || !strings.Contains(p.text, "it has no @") {
			t.Errorf("a wrong address answers %d", p.status)
		}
		p = l.anne.post(here+"/answer", "to", "ann@acme.example", "subject", "", "body", "Dear Ann")
		if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "a mail needs a subject") && !strings.Contains(p.text, "A mail needs a subject") {
			t.Errorf("no subject answers %d", p.status)
		}
		p = l.anne.post(here+"/answer", "to", "ann@acme.example;books@acme.example", "subject", "Re: Your bill", "body", "Here it is "+hostile)
		if p.status != http.StatusSeeOther || l.replyNow(r.ID).State != reply.Answered || len(l.holds()) != 0 {
			t.Fatalf("the answer is answered %d: %+v", p.status, l.replyNow(r.ID))
		}
		sent := l.messagesNow()
		if len(sent) != 1 || sent[0].Answers != r.ID || len(sent[0].Recipients) != 2 || sent[0].Step != message.Personal {
			t.Fatalf("queued: %+v", sent)
		}
		p = l.anne.get(l.at("messages", sent[0].ID.String()))
		if p.status != http.StatusOK || !strings.Contains(p.text, "Here it is ") || !strings.Contains(p.text, "anne@lys.example") || !strings.Contains(p.text, here+`"`) || strings.Contains(p.text, hostile) {
			t.Errorf("the page of the message answers %d", p.status)
		}
	})
}

// A person says whose a mail is, from what the mail tells or what is looked for.
func TestWhoseAMailIsIsSaid(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		other := testkit.Customer(t, s, l.company.ID, "SHARED", func(c *customer.Customer) { c.Name = "Shared BV" })
		testkit.Invoice(t, s, customer.Ref{Company: l.company.ID, Customer: other.ID}, "S-1", "10.00", clock.Today())
		r := l.hear("stranger@web.example", "Subject: both", "It is about INV-2026-0001 and S-1.")
		here := l.at("replies", r.ID.String())
		p := l.anne.get(here)
		if r.Customer != 0 || !strings.Contains(p.text, l.acme.ID.String()) || !strings.Contains(p.text, "Shared BV") || strings.Contains(p.text, `name="body"`) {
			t.Errorf("whose it may be is not offered, or it can be answered already: %+v", r)
		}
		if p := l.anne.get(here + "?whose=shared"); !strings.Contains(p.text, "Shared BV") || strings.Contains(p.text, `value="`+l.acme.ID.String()+`"`) {
			t.Error("the search finds nobody, or everybody")
		}
		if p := l.anne.post(here+"/place", "customer", l.acme.ID.String()); p.status != http.StatusSeeOther {
			t.Errorf("placing answers %d", p.status)
		}
		if now := l.replyNow(r.ID); now.Customer != l.acme.ID || now.Sign != reply.ByPerson || len(l.holds()) != 1 {
			t.Errorf("it is %+v", now)
		}
	})
}

// What a reply seems to say is noted with one press, and taken back with another.
func TestWhatAReplySaysIsNoted(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.books("ann@acme.example")
		r := l.hear("ann@acme.example", "Subject: INV-2026-0001", "Dear all,\n\nWe will pay 300.00 EUR on 20 January 2026.\n\nAnn")
		here := l.at("replies", r.ID.String())
		p := l.anne.get(here)
		if !strings.Contains(p.text, "Promises to pay by 20 January 2026") || !strings.Contains(p.text, "<mark>") || !strings.Contains(p.text, `value="2026-01-20"`) {
			t.Errorf("what it says is not shown: %s", p.text)
		}
		if len(l.holds()) != 1 || l.holds()[0].Cause != hold.ForReply {
			t.Error("something was done by itself")
		}
		p = l.anne.post(here+"/note", "cause", "promise", "promised", "2026-01-20", "amount", "300.00", "reason", "“We will pay 300.00 EUR on 20 January 2026”")
		if p.status != http.StatusSeeOther || l.replyNow(r.ID).State != reply.Dismissed {
			t.Fatalf("noting answers %d: %+v", p.status, l.replyNow(r.ID))
		}
		all := l.holds()
		if len(all) != 1 || all[0].Cause != hold.ForPromise || all[0].PromisedOn.String() != "2026-01-20" || all[0].Amount != testkit.Euro("300.00") {
			t.Fatalf("held: %+v", all)
		}
		p = l.anne.post(l.at("replies", "reopen"), "id", r.ID.String(), "hold", all[0].ID.String())
		if all := l.holds(); p.status != http.StatusSeeOther || !l.replyNow(r.ID).Waits() || len(all) != 1 || all[0].Cause != hold.ForReply {
			t.Errorf("taken back, %d: %+v", p.status, all)
		}
		if p := l.anne.post(here+"/note", "cause", "promise", "reason", "“soon”"); p.status != http.StatusUnprocessableEntity || !l.replyNow(r.ID).Waits() {
			t.Errorf("a promise without a day answers %d", p.status)
		}
	})
}

// A person writes to contacts; to one whom mails do not reach only after another try.
func TestAPersonWritesToACustomer(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		gone, _ := l.books("gone@acme.example"), l.books("ann@acme.example")
		testkit.Update(t, s, l.company.ID, func(tx *store.Tx) error {
			_, err := tx.RefuseAddress("gone@acme.example", "no such user "+hostile, clock.Today())
			return err
		})
		write := l.at("customers", l.acme.ID.String(), "write")
		p := l.anne.get(write)
		if p.status != http.StatusOK || !strings.Contains(p.text, "<s>gone@acme.example</s>") || !strings.Contains(p.text, "no such user") || strings.Contains(p.text, `value="gone@acme.example"`) || !strings.Contains(p.text, `value="ann@acme.example" checked`) {
			t.Errorf("the form answers %d: %s", p.status, p.text)
		}
		if p := l.anne.post(write, "subject", "Hello", "body", "Hello"); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "at least one address") {
			t.Errorf("to nobody answers %d", p.status)
		}
		if p := l.anne.post(write, "to", "gone@acme.example", "subject", "Hello", "body", "Hello"); p.status != http.StatusUnprocessableEntity {
			t.Errorf("to whom mails do not reach answers %d", p.status)
		}
		if p := l.anne.post(l.at("customers", l.acme.ID.String(), "contacts", gone.ID.String(), "try")); p.status != http.StatusSeeOther {
			t.Errorf("another try answers %d", p.status)
		}
		if p := l.anne.post(write, "to", "gone@acme.example", "to", "ann@acme.example", "subject", "Hello", "body", "Hello"); p.status != http.StatusSeeOther {
			t.Errorf("writing answers %d: %s", p.status, p.text)
		}
		if sent := l.messagesNow(); len(sent) != 1 || len(sent[0].Recipients) != 2 || sent[0].Answers != 0 {
			t.Errorf("queued: %+v", sent)
		}
	})
}

// The invoice that is named nearest to what is contested stands first.
func TestWhatIsContestedIsFound(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.books("ann@acme.example")
		r := l.hear("ann@acme.example", "Subject: INV-2026-0001", "We have paid INV-2026-0001 on 2 January 2026.\n\nThe price of invoice INV-2026-0002 is wrong.\n\nAnn")
		p := l.anne.get(l.at("replies", r.ID.String()))
		first, second := strings.Index(p.text, `<option value="`+l.r2.ID.String()), strings.Index(p.text, `<option value="`+l.r1.ID.String())
		if first < 0 || second < first || !strings.Contains(p.text, "Says that it was paid on 2 January 2026") || !strings.Contains(p.text, `value="2026-01-07"`) {
			t.Fatalf("offered at %d and %d: %s", first, second, p.text)
		}
		back := l.at("replies", r.ID.String())
		if p := l.anne.post(l.at("customers", l.acme.ID.String(), "holds"), "cause", "dispute", "invoice", l.r2.ID.String(), "reason", "“the price is wrong”", "back", back); p.status != http.StatusSeeOther || p.location != back {
			t.Errorf("holding it answers %d, and leads to %s", p.status, p.location)
		}
		if all := l.holds(); len(all) != 2 || !l.replyNow(r.ID).Waits() {
			t.Errorf("held: %+v", all)
		}
		p = l.anne.post(back+"/note", "cause", "person", "until", "2026-01-07", "reason", "“We have paid”")
		if all := l.holds(); p.status != http.StatusSeeOther || len(all) != 2 || l.replyNow(r.ID).State != reply.Dismissed {
			t.Errorf("noting the payment answers %d; held: %+v", p.status, all)
		}
	})
}
