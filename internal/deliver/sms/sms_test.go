package sms

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"acquit/internal/deliver"
	"acquit/internal/deliver/gateway"
	"acquit/internal/fault"
	"acquit/internal/testkit/corpus"
)

// bote is a provider that takes forms and reports in forms.
const bote = `{
	"name": "Eilbote",
	"auth": {"kind": "basic", "user": "lys"},
	"words": {"unicode": {"true": "ucs2", "false": "gsm"}},
	"send": {
		"method": "POST", "url": "%s/send",
		"body": {"form": [{"name": "to", "value": "{to_digits}"}, {"name": "sender", "value": "{from}"}, {"name": "body", "value": "{text}"},
			{"name": "parts", "value": "{segments}"}, {"name": "coding", "value": "{unicode}"}, {"name": "own", "value": "{reference}"}]},
		"answer": {"fields": {"number": "/sid"}}
	},
	"callback": {"format": "form", "state": {"at": "/state", "words": {"delivered": ["DELIVRD"], "failed": ["UNDELIV", "EXPIRED", "REJECTD"], "under_way": ["ACCEPTD", "ENROUTE"]}},
		"fields": {"number": "/sid", "reference": "/own", "why": "/err"}}
}`

func channel(t testing.TB, server string) *Channel {
	t.Helper()
	d, err := Parse(fmt.Appendf(nil, bote, server))
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(d, gateway.SecretOf("s3cret"), gateway.Options{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func number(t testing.TB, written string) Number {
	t.Helper()
	n, err := ParseNumber(written, "BE")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestATextMessageIsSentAndReportedOn(t *testing.T) {
	got := make(chan url.Values, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		got <- r.PostForm
		_, _ = io.WriteString(w, `{"sid":"B-7"}`)
	}))
	defer server.Close()
	c := channel(t, server.URL)
	s := c.Send(t.Context(), Message{Reference: "m-1", To: number(t, "0475 00 00 00"), From: "Lys", Text: "Reçu & lu: 12,50 €"})
	if s.Kind != deliver.Accepted || s.Number != "B-7" {
		t.Fatalf("%+v", s)
	}
	want := url.Values{"to": {"32475000000"}, "sender": {"Lys"}, "body": {"Reçu & lu: 12,50 €"}, "parts": {"1"}, "coding": {"ucs2"}, "own": {"m-1"}}
	if form := <-got; form.Encode() != want.Encode() {
		t.Errorf("it was told %s, want %s", form.Encode(), want.Encode())
	}
	for word, want := range map[string]State{"DELIVRD": Delivered, "undeliv": Failed, "ENROUTE": UnderWay, "LOST": ""} {
		reports, err := c.Heard(nil, []byte("sid=B-7&own=m-1&err=27+no+such+number&state="+word))
		if err != nil || len(reports) != 1 || reports[0] != (Report{Number: "B-7", Reference: "m-1", State: want, Word: word, Why: "27 no such number"}) {
			t.Errorf("%s: %+v, %v", word, reports, err)
		}
	}
	if _, err := c.Ask(t.Context(), "B-7", "m-1"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a provider that cannot be asked: %v", err)
	}
}

func TestWhatCannotBeATextMessageIsNotSent(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was sent") }))
	defer server.Close()
	c := channel(t, server.URL)
	mobile := number(t, "0475 00 00 00")
	for name, m := range map[string]Message{
		"to a fixed line": {To: number(t, "02 555 01 23"), Text: "Bonjour"}, "to nobody": {Text: "Bonjour"}, "of no words": {To: mobile},
		"too long": {To: mobile, Text: strings.Repeat("a", MostSegments*partGSM+1)},
	} {
		if s := c.Send(t.Context(), m); s.Kind != deliver.Refused || s.Answer == "" {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

// The example of the manual is a definition.
func TestTheExampleOfTheManualIsRead(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(corpus.Root(), "docs", "gateways.md"))
	if err != nil {
		t.Fatal(err)
	}
	examples := strings.Split(string(page), "```json\n")
	example, _, _ := strings.Cut(examples[1], "```")
	if _, err := Parse([]byte(example)); err != nil || len(examples) != 3 {
		t.Errorf("of %d examples, this one: %v", len(examples)-1, err)
	}
}
