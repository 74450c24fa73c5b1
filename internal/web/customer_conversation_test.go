package web_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/inbox"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// A long conversation is read page by page, with the files that came; on paper it is whole.
func TestAConversationIsReadPageByPage(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.books("ann@acme.example")
		for n := range 35 {
			head, body := fmt.Sprintf("Subject: talk-%02d.", n), "words"
			if n == 0 {
				head, body = hostileMail, manyFiles(1)
			}
			clock.Advance(time.Minute)
			l.hear("Ann <ann@acme.example>", head, body)
		}
		to := l.at("customers", l.acme.ID.String(), "conversation")
		first := l.reader.get(to)
		shows(t, first, "talk-34.", "talk-05.", to+"?skip=30", to+"?print=1")
		if strings.Contains(first.text, "talk-04.") {
			t.Error("more than a page stands on a page")
		}
		second := l.reader.get(to + "?skip=30")
		if shows(t, second, "talk-04.", "Lieferschein", `href="`+to+`"`); strings.Contains(second.text, "talk-05.") {
			t.Error("the second page begins with the end of the first")
		}
		file := regexp.MustCompile(l.at("replies") + `/\w+/files/1`).FindString(second.text)
		if p := l.reader.get(file); !strings.HasPrefix(p.text, "%PDF") {
			t.Errorf("its file answers %d", p.status)
		}
		for _, odd := range []string{"?skip=x", "?skip=-1", "?skip=99999"} {
			shows(t, l.reader.get(to+odd), "talk-34.")
		}
		printed := l.anne.get(to + "?print=1")
		if shows(t, printed, "talk-34.", "talk-01."); strings.Contains(printed.text, to[:len(to)-len("conversation")]+"write") {
			t.Error("on paper somebody is asked to write")
		}
	})
}

func TestTheConversationWithACustomer(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		who := testkit.Customer(t, s, c.ID, "ACME")
		d.desk.Channel = postman{}
		b, to := d.signIn("anne@lys.example"), at(c.ID, "customers", who.ID.String(), "conversation")
		shows(t, b.get(to), "Nothing was said yet")
		long := strings.Repeat("a line\n", 12) + "the <last> line"
		m, err := d.desk.Write(t.Context(), customer.Ref{Company: c.ID, Customer: who.ID}, collect.Letter{Subject: "Votre <facture>", Body: long}, "anne@lys.example", clock.Today())
		if err != nil {
			t.Fatal(err)
		}
		if p := b.get(to); strings.Contains(p.text, "Votre") {
			t.Error("what has not left was said")
		}
		if _, err := d.desk.Send(t.Context(), c.ID, clock.Today(), nil); err != nil {
			t.Fatal(err)
		}
		answer := "From: Boss <boss@acme.example>\r\nSubject: Re: Votre facture\r\nMessage-Id: <1@acme.example>\r\nIn-Reply-To: " + message.MailID(c.ID, m, "lys.example") +
			"\r\nContent-Type: text/html\r\n\r\n<p>Merci <b>bien</b><script>alert(1)</script></p>\r\n"
		mail, err := inbox.ReadMail([]byte(answer))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.desk.Hear(t.Context(), c.ID, []byte(answer), &mail, clock.Today()); err != nil {
			t.Fatal(err)
		}
		p := b.get(to)
		shows(t, p, "Votre &lt;facture&gt;", "Show the rest", "the &lt;last&gt; line", "Re: Votre facture", "Merci bien", "Boss")
		if strings.Contains(p.text, "alert(1)") || strings.Contains(p.text, "<b>bien") {
			t.Error("the stranger's page is in ours")
		}
	})
}
