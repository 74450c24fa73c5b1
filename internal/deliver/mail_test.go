package deliver

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"acquit/internal/fault"
)

func letter() Mail {
	return Mail{
		From: "compta@lys.example", FromName: "Lys & Fils SRL", ReplyTo: "suivi@lys.example",
		To:       []string{"payables@acme.example", "boss@bücher.example"},
		Subject:  "Échéance prochaine\u202f: facture R-1 – Lys & Fils SRL",
		Text:     "Madame, Monsieur,\n\n1\u202f190,00\u00a0€ restent dûs.\n.\n..\nFin\n",
		HTML:     "<!doctype html><p>1\u202f190,00\u00a0€ restent dûs.</p>" + strings.Repeat("long ", 300),
		Language: "fr-BE", MessageID: "<12.34@lys.example>",
		Date: time.Date(2026, 3, 10, 9, 30, 0, 0, time.FixedZone("", 3600)),
	}
}

// leaf is a part that holds content, as the standard library reads it: another
// reader than the one that the package itself uses.
type leaf struct{ Kind, Name, Body string }

func leaves(t testing.TB, header func(string) string, body io.Reader) []leaf {
	t.Helper()
	kind, params, err := mime.ParseMediaType(header("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(kind, "multipart/") {
		var all []leaf
		parts := multipart.NewReader(body, params["boundary"])
		for {
			part, err := parts.NextRawPart()
			if err == io.EOF {
				return all
			}
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, leaves(t, part.Header.Get, part)...)
		}
	}
	switch header("Content-Transfer-Encoding") {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	_, disposition, _ := mime.ParseMediaType(header("Content-Disposition"))
	name, err := new(mime.WordDecoder).DecodeHeader(disposition["filename"])
	if err != nil {
		t.Fatal(err)
	}
	return []leaf{{kind, name, string(text)}}
}

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

func TestAMailReadByTheStandardLibrary(t *testing.T) {
	m := letter()
	m.Attachments = []Attachment{{Name: "relevé\r\n.pdf", MIME: "application/pdf", Body: []byte("%PDF\x00\xff\n")}}
	raw, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	read, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	h := read.Header
	from, _ := h.AddressList("From")
	to, _ := h.AddressList("To")
	subject, _ := new(mime.WordDecoder).DecodeHeader(h.Get("Subject"))
	date, _ := h.Date()
	got := []string{from[0].Name, from[0].Address, to[0].Address, to[1].Address, subject, date.UTC().String(), h.Get("Message-Id"), h.Get("Auto-Submitted"), h.Get("Content-Language"), h.Get("Mime-Version")}
	want := []string{m.FromName, m.From, m.To[0], "boss@xn--bcher-kva.example", m.Subject, m.Date.UTC().String(), m.MessageID, "auto-generated", "fr-BE", "1.0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("header (-want +got)\n%s", diff)
	}
	for _, absent := range []string{"Precedence", "List-Unsubscribe", "User-Agent", "X-Mailer"} {
		if h.Get(absent) != "" {
			t.Errorf("there is a field %s", absent)
		}
	}
	parts := leaves(t, h.Get, read.Body)
	wantParts := []leaf{
		{"text/plain", "", crlf(m.Text)}, {"text/html", "", m.HTML}, {"application/pdf", "relevé .pdf", "%PDF\x00\xff\n"},
	}
	if diff := cmp.Diff(wantParts, parts); diff != "" {
		t.Errorf("parts (-want +got)\n%s", diff)
	}
	checkLines(t, raw)
}

// checkLines holds what Bytes promises of every line.
func checkLines(t testing.TB, raw []byte) {
	t.Helper()
	if bytes.ContainsFunc(raw, func(r rune) bool { return r > '~' || r < ' ' && r != '\r' && r != '\n' }) {
		t.Error("there are bytes beyond ASCII")
	}
	limit := 998
	for line := range bytes.SplitSeq(raw, []byte("\r\n")) {
		if bytes.ContainsAny(line, "\r\n") {
			t.Errorf("a line is not ended by CR LF: %q", line)
		}
		if len(line) > limit {
			t.Errorf("a line has %d characters: %q", len(line), line)
		}
		if len(line) == 0 {
			limit = 76 // the body begins
		}
	}
}

func TestTheSameMailHasTheSameBytes(t *testing.T) {
	m := letter()
	m.Attachments = []Attachment{{Name: "a.txt", MIME: "text/plain", Body: []byte("a")}}
	first, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		again := m
		again.Attachments = append([]Attachment(nil), m.Attachments...)
		if raw, err := again.Bytes(); err != nil || !bytes.Equal(raw, first) {
			t.Fatalf("the bytes differ (%v)", err)
		}
	}
	m.Attachments[0].Body = []byte("b")
	if raw, _ := m.Bytes(); bytes.Equal(raw, first) {
		t.Error("another attachment has the same bytes")
	}
}

func TestWhatCannotBeSentIsRefused(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*Mail)
	}{
		{"no sender", func(m *Mail) { m.From = "" }},
		{"a sender with a line break", func(m *Mail) { m.From = "a@lys.example\r\nBcc: all@evil.example" }},
		{"no recipient", func(m *Mail) { m.To = nil }},
		{"a recipient who is none", func(m *Mail) { m.To = append(m.To, "nobody") }},
		{"an answer to nowhere", func(m *Mail) { m.ReplyTo = "nowhere" }},
		{"no subject", func(m *Mail) { m.Subject = " \r\n" }},
		{"no text", func(m *Mail) { m.Text = "" }},
		{"no date", func(m *Mail) { m.Date = time.Time{} }},
		{"no identifier", func(m *Mail) { m.MessageID = "" }},
		{"an identifier with a line break", func(m *Mail) { m.MessageID = "<1@x>\r\nBcc: <2@x>" }},
	} {
		m := letter()
		c.spoil(&m)
		if _, err := m.Bytes(); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestAnAttachmentOfAnOddTypeIsPlainBytes(t *testing.T) {
	for mime, want := range map[string]string{
		"application/pdf": "application/pdf", "": "application/octet-stream", "pdf": "application/octet-stream",
		"multipart/mixed": "application/octet-stream", "message/rfc822": "application/octet-stream",
		"text/html\r\nX: y": "application/octet-stream", "text/csv; charset=latin1": "application/octet-stream",
	} {
		a := Attachment{MIME: mime}
		if got := a.kind(); got != want {
			t.Errorf("%q gives %q", mime, got)
		}
	}
}

// TestAnyMailIsReadBack writes mails with whatever texts and reads them with the
// standard library and with Read.
func TestAnyMailIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := letter()
		m.Subject = Line("s" + rapid.String().Draw(t, "subject"))
		m.FromName = Line(rapid.String().Draw(t, "name"))
		m.Text = strings.ReplaceAll("t"+rapid.String().Draw(t, "text"), "\r", "")
		m.HTML = strings.ReplaceAll(rapid.String().Draw(t, "html"), "\r", "")
		if rapid.Bool().Draw(t, "attached") {
			m.Attachments = []Attachment{{Name: "f.bin", MIME: "application/octet-stream", Body: rapid.SliceOf(rapid.Byte()).Draw(t, "body")}}
		}
		raw, err := m.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		std, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if subject, _ := new(mime.WordDecoder).DecodeHeader(std.Header.Get("Subject")); subject != m.Subject {
			t.Fatalf("the subject %q is read as %q", m.Subject, subject)
		}
		got, err := Read(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got.Text != crlf(m.Text) || got.HTML != crlf(m.HTML) || got.Subject != m.Subject || got.FromName != m.FromName {
			t.Fatalf("%+v is read back as %+v", m, got)
		}
		for n, a := range got.Attachments {
			if !bytes.Equal(a.Body, m.Attachments[n].Body) {
				t.Fatal("the attachment changed")
			}
		}
	})
}

func TestReadKeepsGoingOnMailFromElsewhere(t *testing.T) {
	m, err := Read([]byte("Subject: hi\r\nContent-Type: text/plain; charset=x-unknown\r\n\r\nbody\r\n"))
	if err != nil || m.Subject != "hi" || m.Text != "body\r\n" {
		t.Errorf("%+v, %v", m, err)
	}
	if _, err := Read([]byte("no header at all")); !errors.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
}

func FuzzRead(f *testing.F) {
	m := letter()
	m.Attachments = []Attachment{{Name: "a", Body: []byte("b")}}
	raw, err := m.Bytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n--b--"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := Read(raw); err != nil && !errors.Is(err, fault.Invalid) {
			t.Errorf("%v is not invalid input", err)
		}
	})
}

func BenchmarkBytes(b *testing.B) {
	m := letter()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Bytes(); err != nil {
			b.Fatal(err)
		}
	}
}

func TestWhoGetsACopyStandsInTheMail(t *testing.T) {
	m := Mail{From: "compta@lys.example", To: []string{"a@acme.example"}, Cc: []string{"vera@lys.example", "b@lys.example"}, Subject: "x", Text: "x\n",
		MessageID: "<1.2@lys.example>", Date: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)}
	raw, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	read, err := Read(raw)
	if err != nil || !slices.Equal(read.Cc, m.Cc) || !slices.Equal(read.To, m.To) {
		t.Errorf("read back: %v, copies to %v (%v)", read.To, read.Cc, err)
	}
	m.Cc = []string{"no address"}
	if _, err := m.Bytes(); err == nil {
		t.Error("a copy to nobody is written")
	}
}
