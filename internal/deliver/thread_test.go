package deliver

import (
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/fault"
)

// fields writes m and returns its header as the standard library reads it.
func fields(t testing.TB, m *Mail) mail.Header {
	t.Helper()
	raw, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	checkLines(t, raw)
	read, err := mail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	return read.Header
}

func TestAnAnswerNamesWhatItAnswers(t *testing.T) {
	var long []string
	for n := range 40 {
		long = append(long, fmt.Sprintf("<%d@acme.example>", n))
	}
	for _, c := range []struct {
		name, parent string
		before, want []string
	}{
		{"the first answer", "<1@lys.example>", nil, []string{"<1@lys.example>"}},
		{"an answer within a conversation", "<3@acme.example>", []string{"<1@lys.example>", "<2@acme.example>"}, []string{"<1@lys.example>", "<2@acme.example>", "<3@acme.example>"}},
		{"identifiers without brackets", "2@acme.example", []string{"1@lys.example"}, []string{"<1@lys.example>", "<2@acme.example>"}},
		{"a mail that names itself twice", "<1@lys.example>", []string{"<1@lys.example>"}, []string{"<1@lys.example>"}},
		{"what is no identifier", "<2@acme.example>", []string{"no", "<1@x>\r\nBcc: <a@evil.example>", "<" + strings.Repeat("a", 1000) + "@x>"}, []string{"<2@acme.example>"}},
		{"a long conversation keeps its first mail and the newest", "<40@acme.example>", long,
			append([]string{"<0@acme.example>"}, append(slices.Clone(long[22:]), "<40@acme.example>")...)},
	} {
		m := letter()
		m.Follow(c.parent, c.before)
		if diff := cmp.Diff(c.want, m.References); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.name, diff)
		}
		h := fields(t, &m)
		if got := strings.Fields(h.Get("References")); !slices.Equal(got, c.want) || h.Get("In-Reply-To") != c.want[len(c.want)-1] || h.Get("Bcc") != "" {
			t.Errorf("%s: the field says %q, answering %s", c.name, got, h.Get("In-Reply-To"))
		}
	}
}

func TestWhatAnswersNothingSaysSo(t *testing.T) {
	m := letter()
	m.Follow("garbage of another program", nil)
	h := fields(t, &m)
	if h.Get("In-Reply-To") != "" || h.Get("References") != "" {
		t.Errorf("%v", h)
	}
}

func TestAConversationIsReadBack(t *testing.T) {
	m := letter()
	m.Follow("<2@acme.example>", []string{"<1@lys.example>"})
	m.Sender, m.Personal = "vera@lys.example", true
	raw, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Read(raw)
	if err != nil || got.InReplyTo != m.InReplyTo || !slices.Equal(got.References, m.References) || got.Sender != m.Sender || !got.Personal {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestOnlyWhatAProgramWroteSaysSo(t *testing.T) {
	for personal, want := range map[bool]string{true: "", false: "auto-generated"} {
		m := letter()
		m.Personal = personal
		h := fields(t, &m)
		if got := h.Get("Auto-Submitted"); got != want || (h.Get("X-Auto-Response-Suppress") == "") != personal {
			t.Errorf("personal %t: Auto-Submitted %q", personal, got)
		}
	}
	for field, want := range map[string]bool{"": true, "no": true, "No; x=y": true, "auto-replied": false, "auto-generated; x=no": false} {
		m, err := Read([]byte("Subject: x\r\nAuto-Submitted: " + field + "\r\n\r\nx\r\n"))
		if err != nil || m.Personal != want {
			t.Errorf("%q is read as personal %t, %v", field, m.Personal, err)
		}
	}
}

func TestTheSenderIsNamedWhereHeIsNotTheAuthor(t *testing.T) {
	for sender, want := range map[string]string{"": "", "Compta@lys.example": "", "vera@lys.example": "<vera@lys.example>"} {
		m := letter()
		m.Sender = sender
		h := fields(t, &m)
		if got := h.Get("Sender"); got != want {
			t.Errorf("%q gives %q", sender, got)
		}
	}
	m := letter()
	m.Sender = "vera"
	if _, err := m.Bytes(); !errors.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
}

func TestWhatMayBeEndedSaysHow(t *testing.T) {
	m := letter()
	m.Unsubscribe = "https://acquit.lys.example/end/1?k=a%2Cb"
	h := fields(t, &m)
	if h.Get("List-Unsubscribe") != "<"+m.Unsubscribe+">" || h.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
		t.Errorf("%v", h)
	}
	raw, _ := m.Bytes()
	if got, _ := Read(raw); got.Unsubscribe != m.Unsubscribe {
		t.Errorf("read back as %q", got.Unsubscribe)
	}
	for _, no := range []string{"http://lys.example/end", "mailto:end@lys.example", "https://", "end", "https://lys.example/a>, <b", "https://lys.example/\r\nBcc: x", "https://lys.example/" + strings.Repeat("a", 1000)} {
		m.Unsubscribe = no
		if _, err := m.Bytes(); !errors.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", no, err)
		}
	}
}
