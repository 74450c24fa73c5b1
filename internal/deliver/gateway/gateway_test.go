package gateway

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"acquit/internal/deliver"
	"acquit/internal/fault"
)

var loopback = Options{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}}

// at is the definition of these tests with a server that is really there.
func at(t testing.TB, server string, changes ...string) *Definition {
	t.Helper()
	changes = append(changes, "https://api.postkoets.example", server)
	return parsed(t, strings.NewReplacer(changes...).Replace(whole))
}

func opened(t testing.TB, d *Definition, o Options) *Gateway {
	t.Helper()
	g, err := New(d, SecretOf("s3cret"), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = g.Close() })
	return g
}

func message() Message {
	return Message{Reference: "m-17", Values: Values{"reference": TextOf("m-17"), "to": TextOf("+32475000000"), "said": TextOf("Zoë & co"), "sheets": NumberOf(2),
		"colour": FlagOf(false), "country": TextOf("BE"), "pdf": FileOf([]byte("%PDF-1.7"))}}
}

const taken = `{"messages":[{"id":90071992547409931,"status":"QUEUED"}],"cost":"0.071"}`

// once takes the header by which the provider knows a message again out of the definition.
const once = `"once": {"header": "Idempotency-Key", "hours": 24},`

func TestWhatBecomesOfAMessage(t *testing.T) {
	for _, tt := range []struct {
		name       string
		serve      http.HandlerFunc
		changes    []string
		kind       deliver.Kind
		unanswered bool
		answer     string // part of it
	}{
		{name: "it is taken", serve: answers(200, taken), kind: deliver.Accepted, answer: "200 OK"},
		{name: "it is refused by its state", serve: answers(200, `{"messages":[{"status":"blocked"}],"error":{"text":"no such number"}}`), kind: deliver.Refused, answer: "no such number"},
		{name: "it is refused by its status", serve: answers(422, `{"error":{"text":"too long"}}`), kind: deliver.Refused, answer: "422 Unprocessable Entity too long"},
		{name: "we are not known", serve: answers(401, "who are you, s3cret?"), kind: deliver.Later, answer: "401 Unauthorized who are you, …?"},
		{name: "too often", serve: answers(429, ""), kind: deliver.Later, answer: "429"},
		{name: "a state that is not known", serve: answers(200, `{"messages":[{"status":"odd"}]}`), kind: deliver.Later, unanswered: true, answer: "odd"},
		{name: "a state that is not known, and no memory", serve: answers(200, `{"messages":[{"status":"odd"}]}`), changes: []string{once, ""}, kind: deliver.Uncertain, unanswered: true},
		{name: "an answer that is no JSON", serve: answers(200, "<html>OK</html>"), changes: []string{once, ""}, kind: deliver.Uncertain, unanswered: true},
		{name: "an answer without end", serve: answers(200, `{"messages":[{"status":"queued"}],"x":"`+strings.Repeat("x", mostAnswer)+`"}`), changes: []string{once, ""}, kind: deliver.Uncertain, unanswered: true},
		{name: "a server that broke", serve: answers(500, ""), kind: deliver.Later, answer: "500"},
		{name: "a server that broke, where that may be too late", serve: answers(505, ""), changes: []string{once, ""}, kind: deliver.Uncertain, unanswered: true},
		{name: "a connection that is cut", serve: cut, kind: deliver.Later, unanswered: true},
		{name: "a connection that is cut, and no memory", serve: cut, changes: []string{once, ""}, kind: deliver.Uncertain, unanswered: true, answer: "EOF"},
		{name: "an answer that is cut", serve: cutBody, changes: []string{once, ""}, kind: deliver.Uncertain, unanswered: true},
		{name: "a server that is silent", serve: silent, changes: []string{once, `"timeout_seconds": 1,`}, kind: deliver.Uncertain, unanswered: true},
		{name: "another machine", serve: redirects(307, "http://localhost:1/"), kind: deliver.Later, answer: "307"},
		{name: "another method", serve: redirects(302, "/elsewhere"), kind: deliver.Later, answer: "302"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(tt.serve)
			defer server.Close()
			changes := tt.changes
			if strings.Contains(strings.Join(changes, ""), "timeout") { // it stands elsewhere
				changes = []string{once, "", `"auth":`, changes[1] + `"auth":`}
			}
			got := opened(t, at(t, server.URL, changes...), loopback).Send(t.Context(), message())
			if got.Kind != tt.kind || got.Unanswered != tt.unanswered || !strings.Contains(got.Answer, tt.answer) || strings.Contains(got.Answer, "s3cret") {
				t.Errorf("%s, unanswered %t: %q; want %s, %t, %q", got.Kind, got.Unanswered, got.Answer, tt.kind, tt.unanswered, tt.answer)
			}
			if tt.kind == deliver.Accepted && (got.Number != "90071992547409931" || got.Fields["cost"] != "0.071") {
				t.Errorf("the answer says %v", got.Fields)
			}
		})
	}
}

func answers(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func redirects(status int, to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Location", to)
		w.WriteHeader(status)
	}
}

func cut(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	conn, _, _ := w.(http.Hijacker).Hijack()
	_ = conn.Close()
}

func cutBody(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	w.Header().Set("Content-Length", "1000")
	_, _ = io.WriteString(w, taken)
}

// silent waits until the other side gives up.
func silent(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

func TestARequestSaysWhatTheDefinitionSays(t *testing.T) {
	var got *http.Request
	var body map[string]any
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, taken)
	}))
	defer server.Close()
	if s := opened(t, at(t, server.URL), loopback).Send(t.Context(), message()); s.Kind != deliver.Accepted {
		t.Fatal(s.Answer)
	}
	for name, want := range map[string]string{"Authorization": "Bearer s3cret", "Idempotency-Key": "m-17", "X-Shop": "shop-BE", "Content-Type": "application/json"} {
		if got.Header.Get(name) != want {
			t.Errorf("%s says %q, want %q", name, got.Header.Get(name), want)
		}
	}
	if got.URL.String() != "/v1/BE/messages?ref=m-17" || body["ink"] != "bw" || body["text"] != "{Zoë & co}" || body["sheets"] != 2.0 {
		t.Errorf("%s: %v", got.URL, body)
	}
}

func TestFormsAndFiles(t *testing.T) {
	for _, tt := range []struct{ name, body string }{
		{"form", `{"form": [{"name": "To", "value": "{to}"}, {"name": "Text", "value": "{said}"}]}`},
		{"multipart", `{"multipart": [{"name": "To", "value": "{to}"}, {"name": "Text", "value": "{said}"}, {"name": "letter", "file": "pdf", "file_name": "{reference}.pdf", "mime": "application/pdf"}]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if err := r.ParseMultipartForm(1 << 20); err != nil && tt.name == "multipart" {
					t.Error(err)
				}
				if r.FormValue("To") != "+32475000000" || r.FormValue("Text") != "Zoë & co" {
					t.Errorf("it says %v", r.Form)
				}
				if user, password, _ := r.BasicAuth(); user != "lys" || password != "s3cret" {
					t.Errorf("%s proves it with %s", user, password)
				}
				if tt.name == "multipart" {
					file, head, err := r.FormFile("letter")
					if err != nil {
						t.Fatal(err)
					}
					content, _ := io.ReadAll(file)
					if string(content) != "%PDF-1.7" || head.Filename != "m-17.pdf" || head.Header.Get("Content-Type") != "application/pdf" {
						t.Errorf("the file %s: %s", head.Filename, content)
					}
				}
			}))
			defer server.Close()
			d := parsed(t, fmt.Sprintf(`{"name": "Koets", "auth": {"kind": "basic", "user": "lys"}, "send": {"method": "POST", "url": %q, "body": %s}}`, server.URL, tt.body))
			if s := opened(t, d, loopback).Send(t.Context(), message()); s.Kind != deliver.Accepted {
				t.Error(s.Answer)
			}
		})
	}
}

// A request without a body has left once there is a connection, and is never sent twice by
// the library, as it would be over a connection that waited.
func TestAMessageInTheAddressIsSentOnce(t *testing.T) {
	var times atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if times.Add(1) > 1 {
			cut(w, r)
		}
	}))
	defer server.Close()
	g := opened(t, parsed(t, fmt.Sprintf(`{"name": "Koets", "auth": {"kind": "header", "header": "X-Key"}, "send": {"method": "GET", "url": "%s/?to={to}"}}`, server.URL)), loopback)
	if s := g.Send(t.Context(), message()); s.Kind != deliver.Accepted {
		t.Fatal(s.Answer)
	}
	if s := g.Send(t.Context(), message()); s.Kind != deliver.Uncertain || times.Load() != 2 {
		t.Errorf("%s after %d requests: %s", s.Kind, times.Load(), s.Answer)
	}
	if s := g.Send(t.Context(), message()); strings.Contains(s.Answer, "475000000") {
		t.Errorf("what went wrong repeats the message: %s", s.Answer)
	}
}

func TestWhatCannotHaveLeftIsTriedAgain(t *testing.T) {
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = nobody.Close()
	noMemory := []string{once, ""}
	if s := opened(t, at(t, "http://"+nobody.Addr().String(), noMemory...), loopback).Send(t.Context(), message()); s.Kind != deliver.Later || s.Unanswered {
		t.Errorf("nobody is there: %s, %s", s.Kind, s.Answer)
	}
	if s := opened(t, at(t, "http://"+nobody.Addr().String(), noMemory...), Options{}).Send(t.Context(), message()); s.Kind != deliver.Later || !strings.Contains(s.Answer, "not be protected") {
		t.Errorf("an unprotected connection: %s, %s", s.Kind, s.Answer)
	}
	if s := opened(t, at(t, "https://"+nobody.Addr().String(), noMemory...), Options{}).Send(t.Context(), message()); s.Kind != deliver.Later || !strings.Contains(s.Answer, "not allowed") {
		t.Errorf("an address of the house: %s, %s", s.Kind, s.Answer)
	}
	// A server that hangs up before it has read a body too long for any buffer.
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, _ := w.(http.Hijacker).Hijack()
		_ = conn.(*net.TCPConn).SetLinger(0)
		_ = conn.Close()
	}))
	defer server.Close()
	long := message()
	long.Values["said"] = TextOf(strings.Repeat("x", 64<<20))
	if s := opened(t, at(t, server.URL, noMemory...), loopback).Send(t.Context(), long); s.Kind != deliver.Later || s.Unanswered {
		t.Errorf("half a message: %s, %s", s.Kind, s.Answer)
	}
	late := message()
	late.Values["country"] = TextOf("..")
	if s := opened(t, at(t, server.URL), loopback).Send(t.Context(), late); s.Kind != deliver.Refused {
		t.Errorf("a message for another address: %s, %s", s.Kind, s.Answer)
	}
}

// A message that may have been taken is sent again only while the provider knows it again.
func TestAnotherTryNeedsTheProvidersMemory(t *testing.T) {
	var times atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		times.Add(1)
		answers(200, taken)(w, r)
	}))
	defer server.Close()
	for _, tt := range []struct {
		name    string
		changes []string
		since   time.Duration
		kind    deliver.Kind
	}{
		{"it remembers", nil, 23 * time.Hour, deliver.Accepted},
		{"it has forgotten", nil, 24 * time.Hour, deliver.Uncertain},
		{"it never remembers", []string{once, ""}, time.Minute, deliver.Uncertain},
		{"nothing is in doubt", []string{once, ""}, 0, deliver.Accepted},
	} {
		before := times.Load()
		m := message()
		m.Unanswered = tt.since
		s := opened(t, at(t, server.URL, tt.changes...), loopback).Send(t.Context(), m)
		if s.Kind != tt.kind || (times.Load() > before) != (tt.kind == deliver.Accepted) {
			t.Errorf("%s: %s after %d requests: %s", tt.name, s.Kind, times.Load()-before, s.Answer)
		}
	}
}

func TestARedirectOfTheSameMachineIsFollowedWithTheMessage(t *testing.T) {
	var read string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/new" {
			http.Redirect(w, r, "/new", http.StatusPermanentRedirect)
			return
		}
		body, _ := io.ReadAll(r.Body)
		read = string(body) + r.Header.Get("Authorization")
		_, _ = io.WriteString(w, taken)
	}))
	defer server.Close()
	if s := opened(t, at(t, server.URL), loopback).Send(t.Context(), message()); s.Kind != deliver.Accepted || !strings.Contains(read, "Zoë") || !strings.Contains(read, "s3cret") {
		t.Errorf("%s: %s; it read %s", s.Kind, s.Answer, read)
	}
}

// A proxy of the environment would connect to what nobody has looked at.
func TestNoProxyIsAsked(t *testing.T) {
	var asked atomic.Bool
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Store(true) }))
	defer proxy.Close()
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("HTTPS_PROXY", proxy.URL)
	s := opened(t, at(t, "http://192.168.255.254:9"), loopback).Send(t.Context(), message())
	if asked.Load() || s.Kind != deliver.Later {
		t.Errorf("the proxy was asked: %t; %s", asked.Load(), s.Answer)
	}
}

func TestAProtectedConnectionIsChecked(t *testing.T) {
	server := httptest.NewTLSServer(answers(200, taken))
	defer server.Close()
	trusted := loopback
	trusted.Roots = x509.NewCertPool()
	trusted.Roots.AddCert(server.Certificate())
	if s := opened(t, at(t, server.URL), trusted).Send(t.Context(), message()); s.Kind != deliver.Accepted {
		t.Errorf("a server that is trusted: %s", s.Answer)
	}
	server.Config.ErrorLog = nil
	if s := opened(t, at(t, server.URL, once, ""), loopback).Send(t.Context(), message()); s.Kind != deliver.Later || s.Unanswered || !strings.Contains(s.Answer, "certificate") {
		t.Errorf("a server that is not: %s, %s", s.Kind, s.Answer)
	}
}

func TestASecretFitsItsDefinition(t *testing.T) {
	if _, err := New(parsed(t, whole), Secret{}, loopback); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a definition that needs a secret goes without: %v", err)
	}
	g := opened(t, parsed(t, whole), loopback)
	if text := fmt.Sprintf("%v %+v %#v", *g, *g, g.secret); strings.Contains(text, "s3cret") {
		t.Errorf("it is printed: %s", text)
	}
}

func TestAProviderIsAsked(t *testing.T) {
	var body atomic.Value
	status := 200
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v1/messages/n 1" {
			t.Errorf("it is asked at %s", r.URL.Path)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body.Load().(string))
	}))
	defer server.Close()
	g := opened(t, at(t, server.URL), loopback)
	body.Store(`{"status":"Expired","cost":0.071}`)
	r, err := g.Ask(t.Context(), "n 1", "m-17")
	if err != nil || r.State != "failed" || r.Word != "Expired" || r.Number != "n 1" || r.Fields["cost"] != "0.071" {
		t.Errorf("%+v, %v", r, err)
	}
	body.Store(`{"status":"odd"}`)
	if r, err := g.Ask(t.Context(), "n 1", "m-17"); err != nil || r.State != "" || r.Word != "odd" {
		t.Errorf("%+v, %v", r, err)
	}
	body.Store("not now")
	if _, err := g.Ask(t.Context(), "n 1", "m-17"); fault.KindOf(err) != fault.Unavailable {
		t.Error(err)
	}
	status = 404
	body.Store(`{"status":"delivrd"}`)
	if _, err := g.Ask(t.Context(), "n 1", "m-17"); fault.KindOf(err) != fault.Unavailable {
		t.Error(err)
	}
}

func TestCallbacks(t *testing.T) {
	d := parsed(t, whole)
	list := `{"results":[{"id":"n-1","status":"Done"},{"id":"n-2","status":"dead","a/b":"no such number"},{"status":"done"},{"id":"n-3","status":"odd"},7]}`
	got, err := d.Heard(nil, []byte(list))
	if err != nil || len(got) != 3 || got[0].State != "delivered" || got[1].State != "failed" || got[1].Fields[WhyField] != "no such number" || got[2].State != "" || got[2].Word != "odd" {
		t.Errorf("%+v, %v", got, err)
	}
	form := parsed(t, strings.NewReplacer(`"format": "json", "each": "/results"`, `"format": "form"`).Replace(whole))
	if got, err := form.Heard(nil, []byte("id=n-1&status=moving&id=n-2")); err != nil || len(got) != 1 || got[0].Number != "n-1" || got[0].State != "under_way" {
		t.Errorf("%+v, %v", got, err)
	}
	query := parsed(t, strings.NewReplacer(`"format": "json", "each": "/results"`, `"format": "query"`).Replace(whole))
	if got, err := query.Heard(url.Values{"id": {"n-1"}, "status": {"done"}}, nil); err != nil || len(got) != 1 || got[0].State != "delivered" {
		t.Errorf("%+v, %v", got, err)
	}
	for name, odd := range map[string]string{"nothing": "", "no JSON": "<xml/>", "two documents": "{}{}", "too much": strings.Repeat(" ", MostCallback+1),
		"too many": `{"results":[` + strings.Repeat("1,", mostReports) + `1]}`} {
		if _, err := d.Heard(nil, []byte(odd)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, err := d.Heard(nil, []byte(`[]`)); err != nil || len(got) != 0 {
		t.Errorf("a list that is none: %+v, %v", got, err)
	}
}

// FuzzHeard reads callbacks of any shape.
func FuzzHeard(f *testing.F) {
	d := parsed(f, whole)
	f.Add([]byte(`{"results":[{"id":1,"status":"done"}]}`))
	f.Add([]byte(`{"results":{"id":[],"status":{}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		reports, err := d.Heard(nil, body)
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Fatal(err)
		}
		for _, r := range reports {
			if r.Number == "" && r.Reference == "" || strings.ContainsAny(r.Number+r.Word, "\r\n\x00") {
				t.Errorf("%+v", r)
			}
		}
	})
}

// Many send at a time through one gateway.
func TestManySendAtOnce(t *testing.T) {
	var times atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		times.Add(1)
		answers(200, taken)(w, r)
	}))
	defer server.Close()
	g := opened(t, at(t, server.URL), loopback)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			for range 10 {
				if s := g.Send(context.Background(), message()); s.Kind != deliver.Accepted {
					t.Error(s.Answer)
				}
			}
		})
	}
	all.Wait()
	if times.Load() != 200 {
		t.Errorf("%d of 200 came", times.Load())
	}
}
