package api_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"acquit/internal/api"
	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/deliver"
	"acquit/internal/evidence"
	"acquit/internal/inbox"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// taken is a mail server that takes everything.
type taken struct{}

func (taken) Deliver(context.Context, string, []string, []byte) deliver.Outcome {
	return deliver.Outcome{Kind: deliver.Accepted, Answer: "250 taken"}
}

// desk is where the office's replies come in, and its mails leave.
func (o *office) desk() *collect.Desk {
	return &collect.Desk{Store: o.store, Calendar: calendar.New(), Words: locale.NewBook(), Channel: taken{}}
}

// hear lets a mail come in, and returns what it is called.
func (o *office) hear(from, subject, body string) string {
	o.t.Helper()
	raw := fmt.Sprintf("From: %s\r\nTo: compta@lys.example\r\nDate: Mon, 05 Jan 2026 09:00:00 +0100\r\nMessage-ID: <%s@acme.example>\r\nSubject: %s\r\nMIME-Version: 1.0\r\n%s\r\n",
		from, evidence.Hash([]byte(subject))[:12], subject, strings.ReplaceAll(body, "\n", "\r\n"))
	mail, err := inbox.ReadMail([]byte(raw))
	if err != nil {
		o.t.Fatal(err)
	}
	r, err := o.desk().Hear(o.t.Context(), o.company.ID, []byte(raw), &mail, o.clock.Today())
	if err != nil {
		o.t.Fatal(err)
	}
	return r.ID.String()
}

// read reads a JSON answer.
func read[T any](t *testing.T, a answer) (v T) {
	t.Helper()
	if err := json.Unmarshal(a.body, &v); err != nil || a.status != http.StatusOK {
		t.Fatalf("%d %s: %v", a.status, a.body, err)
	}
	return v
}

// listed are the subjects of the replies of a list.
func (o *office) listed(token, query string) (subjects []string, next string) {
	o.t.Helper()
	a := o.get(token, "/api/v1/replies?"+query)
	var list api.ReplyList
	if err := json.Unmarshal(a.body, &list); err != nil || a.status != http.StatusOK {
		o.t.Fatalf("%s: %d %s", query, a.status, a.body)
	}
	for _, r := range list.Replies {
		subjects = append(subjects, r.Subject)
	}
	return subjects, list.Next
}

const plainly = "\nWe dispute R-1: the goods were damaged.\nWe pay the rest on 20 January 2026.\n\n> Please pay R-1.\n"

const withFile = `Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

Here is the delivery note.
--b
Content-Type: text/plain; name="note 4711.txt"
Content-Disposition: attachment; filename="note 4711.txt"

Three boxes were broken.
--b--`

func withReplies(t *testing.T, s *store.Store, clock *testkit.Clock) (o *office, write, contest, file, stranger string) {
	o = open(t, s, clock)
	write = o.token(user.WriteScope)
	for _, batch := range [][2]string{
		{"customers", `{"customers": [{"number": "1001", "name": "ACME SA", "language": "en", "contacts": [{"email": "zoe@acme.example"}]}]}`},
		{"invoices", `{"invoices": [{"number": "R-1", "customer": {"number": "1001"}, "issue_date": "2025-12-02", "due_date": "2026-01-02", "total_amount": "121.00"}]}`},
	} {
		if got := o.post(write, "/api/v1/"+batch[0], batch[1]).results(t); !slices.Equal(got, []string{"created"}) {
			t.Fatalf("%s: %q", batch[0], got)
		}
	}
	contest = o.hear("Zoe <zoe@acme.example>", "R-1", plainly)
	clock.Set(clock.Now().Add(time.Hour))
	file = o.hear("zoe@acme.example", "The note", withFile)
	stranger = o.hear("someone@else.example", "Hello", "\nWho are you?\n")
	return o, write, contest, file, stranger
}

func TestRepliesAreListedAndRead(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		first := clock.Now()
		o, _, contest, file, stranger := withReplies(t, s, clock)
		token := o.token(user.ReadScope)
		for _, c := range []struct {
			query string
			want  []string
		}{
			{"", []string{"R-1", "The note", "Hello"}},
			{"state=all", []string{"R-1", "The note", "Hello"}},
			{"state=unplaced", []string{"Hello"}},
			{"state=closed", nil},
			{"customer=1001", []string{"R-1", "The note"}},
			{"owner=nobody", []string{"R-1", "The note", "Hello"}},
			{"owner=anne@lys.example", nil},
			{"state=all&since=" + url.QueryEscape(first.Add(30*time.Minute).Format(time.RFC3339)), []string{"The note", "Hello"}},
		} {
			if got, _ := o.listed(token, c.query); !slices.Equal(got, c.want) {
				t.Errorf("%q lists %q", c.query, got)
			}
		}
		var all []string
		for cursor := ""; len(all) < 9; {
			page, next := o.listed(token, "limit=2&cursor="+cursor)
			if all = append(all, page...); next == "" {
				break
			}
			cursor = next
		}
		if !slices.Equal(all, []string{"R-1", "The note", "Hello"}) {
			t.Errorf("page by page: %q", all)
		}
		for query, want := range map[string]string{"state=lost": "422 invalid", "since=yesterday": "422 invalid", "customer=9": "404 not_found", "state=closed&owner=nobody": "422 invalid", "cursor=x": "422 invalid"} {
			if got := o.get(token, "/api/v1/replies?"+query).problem(t); got != want {
				t.Errorf("%s is %s", query, got)
			}
		}

		one := read[api.ReplyAnswer](t, o.get(token, "/api/v1/replies/"+contest))
		if one.Customer == nil || one.Customer.Number != "1001" || one.KnownBy != "contact" || !strings.Contains(one.Text, "> Please pay") || strings.Contains(one.Own, "Please pay") {
			t.Errorf("the reply is %+v", one)
		}
		if len(one.Said) != 3 || one.Said[1].Kind != "contest" || one.Said[1].Why != "goods" || !strings.Contains(one.Own, one.Said[1].Quote) ||
			one.Said[2].Kind != "promise" || one.Said[2].Day.String() != "2026-01-20" {
			t.Errorf("it seems to say %+v", one.Said)
		}
		one = read[api.ReplyAnswer](t, o.get(token, "/api/v1/replies/"+file))
		if one.FileCount != 1 || len(one.Files) != 1 || one.Files[0].Name != "note 4711.txt" || one.Files[0].SHA256 != evidence.Hash([]byte("Three boxes were broken.")) {
			t.Errorf("its files are %+v", one.Files)
		}
		raw := o.get(token, "/api/v1/replies/"+stranger+"/mail")
		if raw.status != http.StatusOK || raw.header.Get("Content-Type") != "message/rfc822" || !strings.HasPrefix(string(raw.body), "From: someone@else.example\r\n") ||
			!strings.Contains(raw.header.Get("Content-Disposition"), stranger+".eml") {
			t.Errorf("the mail is %d %v %s", raw.status, raw.header, raw.body)
		}
		for _, nobody := range []string{"x", o.company.ID.String()} {
			if got := o.get(token, "/api/v1/replies/"+nobody).problem(t); got != "404 not_found" {
				t.Errorf("the reply %s is %s", nobody, got)
			}
		}
	})
}

func TestRepliesAreDealtWith(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		o, write, contest, _, stranger := withReplies(t, s, clock)
		readOnly := o.token(user.ReadScope)
		at := func(reply, verb string) string { return "/api/v1/replies/" + reply + "/" + verb }
		testkit.Update(t, s, o.company.ID, func(tx *store.Tx) error {
			anne := user.User{Name: "Anne", Email: "anne@lys.example", Language: "fr"}
			if err := tx.AddUser(&anne); err != nil {
				return err
			}
			return tx.Join(anne.ID, user.Controller)
		})
		for _, c := range []struct{ token, path, body, want string }{
			{readOnly, at(contest, "dismiss"), "", "403 denied"},
			{write, at("x", "dismiss"), "", "404 not_found"},
			{write, at(stranger, "answer"), `{"text": "x"}`, "409 conflict"},
			{write, at(stranger, "place"), `{"customer": "9"}`, "422 invalid /customer:invalid"},
			{write, at(stranger, "place"), `{}`, "422 invalid /customer:required"},
			{write, at(stranger, "place"), `[]`, "422 invalid :wrong_type"},
			{write, at(stranger, "place"), `{`, "400 malformed_json"},
			{write, at(contest, "give"), `{"owner": "nobody@lys.example"}`, "422 invalid /owner:invalid"},
			{write, at(contest, "answer"), `{"text": "x", "to": ["nobody"]}`, "422 invalid"},
			{write, at(contest, "answer"), `{"text": " "}`, "422 invalid /text:too_short"},
			{write, at(contest, "answer"), `{"text": "x", "files": [{"sha256": "00"}]}`, "422 invalid /files/0/sha256:invalid"},
		} {
			if got := o.post(c.token, c.path, c.body).problem(t); got != c.want {
				t.Errorf("%s %s is %s", c.path, c.body, got)
			}
		}
		placed := read[api.ReplyAnswer](t, o.post(write, at(stranger, "place"), `{"customer": "1001"}`))
		if placed.Customer == nil || placed.Customer.Number != "1001" || placed.KnownBy != "person" {
			t.Errorf("placed: %+v", placed)
		}
		if given := read[api.ReplyAnswer](t, o.post(write, at(stranger, "give"), `{"owner": "Anne@lys.example"}`)); given.Owner != "anne@lys.example" {
			t.Errorf("given: %+v", given)
		}
		if got, _ := o.listed(readOnly, "owner=anne@lys.example"); !slices.Equal(got, []string{"Hello"}) {
			t.Errorf("Anne has %q", got)
		}
		if free := read[api.ReplyAnswer](t, o.post(write, at(stranger, "give"), `{}`)); free.Owner != "" {
			t.Errorf("taken back: %+v", free)
		}
		gone := read[api.ReplyAnswer](t, o.post(write, at(stranger, "dismiss"), ""))
		if gone.State != "dismissed" || !strings.HasPrefix(gone.ClosedBy, "API ") || gone.ClosedAt == nil {
			t.Errorf("dismissed: %+v", gone)
		}
		for verb, body := range map[string]string{"dismiss": "", "give": "{}", "answer": `{"text": "x"}`} {
			if got := o.post(write, at(stranger, verb), body).problem(t); got != "409 conflict" {
				t.Errorf("%s again: %s", verb, got)
			}
		}
	})
}

func TestAnAnswerLeavesOnceAndIsProven(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		o, write, contest, _, _ := withReplies(t, s, clock)
		readOnly := o.token(user.ReadScope)
		body := `{"text": "We are sorry.\nHere is a copy.", "files": [{"sha256": "` + evidence.Hash([]byte("Three boxes were broken.")) + `", "name": "copy.txt"}]}`
		m := read[api.MessageAnswer](t, o.post(write, "/api/v1/replies/"+contest+"/answer", body))
		if m.State != "queued" || m.Step != "personal" || m.Subject != "Re: R-1" || !slices.Equal(m.Recipients, []string{"zoe@acme.example"}) || m.Answers != contest ||
			len(m.Files) != 1 || m.Files[0].Name != "copy.txt" {
			t.Errorf("the answer is %+v", m)
		}
		if got := o.post(write, "/api/v1/replies/"+contest+"/answer", body).problem(t); got != "409 conflict" {
			t.Errorf("answered again: %s", got)
		}
		for _, part := range []string{"mail", "proof"} {
			if got := o.get(readOnly, "/api/v1/messages/"+m.ID+"/"+part).problem(t); got != "404 not_found" {
				t.Errorf("before it left, its %s is %s", part, got)
			}
		}
		if _, err := o.desk().SendInHours(t.Context(), &o.company, nil); err != nil {
			t.Fatal(err)
		}
		list := read[api.MessageList](t, o.get(readOnly, "/api/v1/customers/1001/messages?limit=1"))
		if len(list.Messages) != 1 || list.Messages[0].ID != m.ID || list.Messages[0].State != "sent" || list.Messages[0].Outcome != "250 taken" || list.Next != "" {
			t.Errorf("listed: %+v", list)
		}
		m = read[api.MessageAnswer](t, o.get(readOnly, "/api/v1/messages/"+m.ID))
		mail := o.get(readOnly, "/api/v1/messages/"+m.ID+"/mail")
		if mail.status != http.StatusOK || mail.header.Get("Content-Type") != "message/rfc822" || evidence.Hash(mail.body) != m.SHA256 ||
			!bytes.Contains(mail.body, []byte("<"+m.MailID+">\r\n")) || !bytes.Contains(mail.body, []byte("@acme.example>")) || !bytes.Contains(mail.body, []byte("copy.txt")) {
			t.Errorf("the mail is %d %s of %+v", mail.status, mail.body, m)
		}
		proof := o.get(readOnly, "/api/v1/messages/"+m.ID+"/proof")
		z, err := zip.NewReader(bytes.NewReader(proof.body), int64(len(proof.body)))
		if err != nil || proof.header.Get("Content-Type") != "application/zip" {
			t.Fatalf("%s: %v", proof.body, err)
		}
		var names []string
		for _, f := range z.File {
			names = append(names, f.Name)
		}
		if !slices.Equal(names, []string{"message.eml", "proof.json", "proof.txt"}) {
			t.Errorf("the proof holds %q", names)
		}
		for path, want := range map[string]string{"/api/v1/messages/x": "404 not_found", "/api/v1/customers/9/messages": "404 not_found", "/api/v1/customers/1001/messages?limit=0": "422 invalid"} {
			if got := o.get(readOnly, path).problem(t); got != want {
				t.Errorf("%s is %s", path, got)
			}
		}
	})
}

func TestNotesAreWrittenOnce(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		o, write, _, _, _ := withReplies(t, s, clock)
		readOnly := o.token(user.ReadScope)
		const path = "/api/v1/customers/1001/notes"
		batch := `{"notes": [{"text": "New accountant\nfrom March", "pinned": true}, {"text": "About it", "invoice": "R-1"}, {"text": "x", "invoice": "R-9"}, {"text": ""}, {"text": "About it"}, {"text": "About it"}]}`
		want := []string{"created", "created", "/notes/2/invoice invalid", "/notes/3/text too_short", "created", "unchanged"}
		for time := range 2 {
			if got := o.post(write, path, batch).results(t); !slices.Equal(got, want) {
				t.Errorf("time %d: %q", time, got)
			}
			want[0], want[1], want[4] = "unchanged", "unchanged", "unchanged"
		}
		list := read[api.NoteList](t, o.get(readOnly, path))
		if len(list.Notes) != 3 || list.Notes[2].Text != "New accountant\nfrom March" || !list.Notes[2].Pinned || list.Notes[1].Invoice != "R-1" || !strings.HasPrefix(list.Notes[0].WrittenBy, "API ") {
			t.Errorf("the notes are %+v", list.Notes)
		}
		if got := o.post(readOnly, path, batch).problem(t); got != "403 denied" {
			t.Errorf("written by a reader: %s", got)
		}
		if got := o.get(readOnly, "/api/v1/customers/9/notes").problem(t); got != "404 not_found" {
			t.Errorf("notes about nobody: %s", got)
		}
	})
}
