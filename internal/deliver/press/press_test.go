package press

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/deliver/gateway"
	"acquit/internal/fault"
	"acquit/internal/money"
	"acquit/internal/testkit/corpus"
)

// drukker takes letters as files, knows again what comes twice, and can be asked.
const drukker = `{
	"name": "Drukker & Post",
	"timeout_seconds": 1,
	"auth": {"kind": "header", "header": "X-Api-Key"},
	"words": {"duplex": {"true": "both", "false": "one"}, "registered": {"true": "registered", "false": "normal"}},
	"send": {
		"method": "POST", "url": "%s/letters",
		"once": {"header": "X-Once", "hours": 48},
		"body": {"multipart": [{"name": "letter", "file": "pdf", "file_name": "{reference}.pdf", "mime": "application/pdf"},
			{"name": "sides", "value": "{duplex}"}, {"name": "colour", "value": "{colour}"}, {"name": "speed", "value": "{registered}"},
			{"name": "sheets", "value": "{sheets}"}, {"name": "to", "value": "{country}"}]},
		"answer": {"status": {"uncertain": ["500-502"]}, "state": {"at": "/status", "words": {"accepted": ["received"], "refused": ["rejected"]}}, "fields": {"number": "/id", "why": "/reason"}}
	},
	"state": {"method": "GET", "url": "%s/letters/{number}", "answer": {
		"state": {"at": "/status", "words": {"under_way": ["received", "printing"], "posted": ["posted"], "returned": ["returned"], "failed": ["rejected"]}},
		"fields": {"on": "/at", "registered_number": "/tracking", "cost_minor": "/price/cents", "currency": "/price/currency", "why": "/reason"}}},
	"callback": {"format": "json", "state": {"at": "/status", "words": {"posted": ["posted"], "returned": ["returned"]}},
		"fields": {"number": "/id", "on": "/at", "cost": "/eur"}}
}`

// base64Body is the other way to hand a letter over.
const base64Body = `{"json": {"file": "{pdf_base64}", "pages": "{pages}", "colour": "{colour}", "sides": "{duplex}"}}`

// printer is a provider on this machine that can misbehave, and remembers what it took.
type printer struct {
	mu        sync.Mutex
	misbehave []func(http.ResponseWriter, *http.Request) // each once, after the letter was taken
	before    []func(http.ResponseWriter, *http.Request) // each once, before it is
	taken     map[string]string                          // by X-Once
	letters   int
	form      map[string]string
	pdf       []byte
	state     string
}

func (p *printer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.Method == http.MethodGet {
		_, _ = io.WriteString(w, p.state)
		return
	}
	if len(p.before) > 0 {
		act := p.before[0]
		p.before = p.before[1:]
		act(w, r)
		return
	}
	id := p.take(r)
	if len(p.misbehave) > 0 {
		act := p.misbehave[0]
		p.misbehave = p.misbehave[1:]
		act(w, r)
		return
	}
	_, _ = fmt.Fprintf(w, `{"id":%q,"status":"received"}`, id)
}

// take prints a letter, unless it did.
func (p *printer) take(r *http.Request) string {
	if err := r.ParseMultipartForm(MostPDF); err == nil {
		p.form = map[string]string{}
		for name, values := range r.MultipartForm.Value {
			p.form[name] = values[0]
		}
		if file, _, err := r.FormFile("letter"); err == nil {
			p.pdf, _ = io.ReadAll(file)
		}
	} else {
		body := map[string]any{}
		_ = json.NewDecoder(r.Body).Decode(&body)
		p.form = map[string]string{}
		for name, value := range body {
			p.form[name] = fmt.Sprint(value)
		}
		p.pdf, _ = base64.StdEncoding.DecodeString(p.form["file"])
	}
	once := r.Header.Get("X-Once")
	if id := p.taken[once]; id != "" && once != "" {
		return id
	}
	p.letters++
	id := fmt.Sprint("D-", p.letters)
	p.taken[once] = id
	return id
}

func online(t testing.TB, p *printer, change ...string) *Online {
	t.Helper()
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	text := strings.NewReplacer(append(change, "%s", server.URL)...).Replace(drukker)
	d, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	o, err := New(d, gateway.SecretOf("s3cret"), gateway.Options{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.Close() })
	return o
}

func letter() Letter {
	return Letter{Reference: "m-9", PDF: append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte{0, 255, 13, 10}, 5000)...), Pages: 3, Duplex: true, Registered: true, Country: "BE"}
}

// forgetful has a provider that knows nothing again.
const forgetful = `"once": {"header": "X-Once", "hours": 48},`

func TestALetterArrivesAsItIs(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change []string
		want   map[string]string
	}{
		{"as a file", nil, map[string]string{"sides": "both", "colour": "false", "speed": "registered", "sheets": "2", "to": "BE"}},
		{"in JSON", []string{drukker[strings.Index(drukker, `{"multipart"`) : strings.Index(drukker, `"{country}"}]}`)+len(`"{country}"}]}`)], base64Body}, map[string]string{"pages": "3", "colour": "false", "sides": "both"}},
	} {
		p := &printer{taken: map[string]string{}}
		s := online(t, p, tt.change...).Send(t.Context(), letter())
		if s.Kind != deliver.Accepted || s.Number != "D-1" || !bytes.Equal(p.pdf, letter().PDF) {
			t.Errorf("%s: %+v; %d bytes came", tt.name, s, len(p.pdf))
		}
		for name, want := range tt.want {
			if p.form[name] != want {
				t.Errorf("%s: %s is %q, want %q", tt.name, name, p.form[name], want)
			}
		}
	}
}

// However the provider misbehaves, a letter is printed once, or somebody is asked.
func TestAPrinterThatMisbehaves(t *testing.T) {
	cut := func(w http.ResponseWriter, r *http.Request) {
		conn, _, _ := w.(http.Hijacker).Hijack()
		_ = conn.Close()
	}
	slow := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	broken := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }
	elsewhere := func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://printer.example/letters", http.StatusTemporaryRedirect)
	}
	busy := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }
	type acts = []func(http.ResponseWriter, *http.Request)
	for _, tt := range []struct {
		name             string
		misbehave        acts
		before           acts
		first, forgetful deliver.Kind
		doubt            bool
	}{
		{"it is cut off after it took the letter", acts{cut}, nil, deliver.Later, deliver.Uncertain, true},
		{"it is slow after it took the letter", acts{slow}, nil, deliver.Later, deliver.Uncertain, true},
		{"it breaks after it took the letter", acts{broken}, nil, deliver.Later, deliver.Uncertain, true},
		{"it sends elsewhere", nil, acts{elsewhere}, deliver.Later, deliver.Later, false},
		{"it is busy", nil, acts{busy}, deliver.Later, deliver.Later, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := &printer{taken: map[string]string{}, misbehave: tt.misbehave, before: tt.before}
			o := online(t, p)
			first := o.Send(t.Context(), letter())
			if first.Kind != tt.first || first.Unanswered != tt.doubt {
				t.Errorf("the first time: %+v", first)
			}
			again := letter()
			if first.Unanswered {
				again.Unanswered = time.Hour
			}
			if second := o.Send(t.Context(), again); second.Kind != deliver.Accepted || second.Number != "D-1" || p.letters != 1 {
				t.Errorf("the second time: %+v; %d letters were printed", second, p.letters)
			}
			q := &printer{taken: map[string]string{}, misbehave: tt.misbehave, before: tt.before}
			if once := online(t, q, forgetful, "").Send(t.Context(), letter()); once.Kind != tt.forgetful || once.Unanswered != tt.doubt || q.letters > 1 {
				t.Errorf("a provider that forgets: %+v; %d letters were printed", once, q.letters)
			}
		})
	}
}

func TestWhatIsNoLetterIsNotSent(t *testing.T) {
	p := &printer{taken: map[string]string{}}
	o := online(t, p)
	none, long, empty := letter(), letter(), letter()
	none.PDF, empty.Pages = []byte("<html>"), 0
	long.PDF = append([]byte("%PDF-"), make([]byte, MostPDF)...)
	for _, l := range []Letter{none, long, empty} {
		if s := o.Send(t.Context(), l); s.Kind != deliver.Refused || p.letters > 0 {
			t.Errorf("%+v", s)
		}
	}
}

func TestHowFarALetterHasCome(t *testing.T) {
	p := &printer{taken: map[string]string{}}
	o := online(t, p)
	euro := func(s string) *money.Amount {
		a := money.Must(s, money.EUR)
		return &a
	}
	for _, tt := range []struct {
		state string
		want  Report
	}{
		{`{"status":"printing"}`, Report{Stage: UnderWay, Word: "printing"}},
		{`{"status":"posted","at":"2026-03-12T23:30:00-01:00","tracking":"RR 123","price":{"cents":194,"currency":"EUR"}}`,
			Report{Stage: Posted, Word: "posted", On: date.Must("2026-03-12"), RegisteredNumber: "RR 123", Cost: euro("1.94")}},
		{`{"status":"Returned","at":"12/03/2026","reason":"moved","price":{"cents":"1.94"}}`, Report{Stage: Returned, Word: "Returned", Why: "moved"}},
		{`{"status":"posted","price":{"cents":194,"currency":"euro"}}`, Report{Stage: Posted, Word: "posted"}},
		{`{"status":"eaten by the dog"}`, Report{Word: "eaten by the dog"}},
	} {
		p.state = tt.state
		tt.want.Number = "D-1"
		got, err := o.State(t.Context(), "D-1", "m-9")
		if err != nil || fmt.Sprint(got.Cost) != fmt.Sprint(tt.want.Cost) {
			t.Errorf("%s: cost %v (%v)", tt.state, got.Cost, err)
		}
		if got.Cost, tt.want.Cost = nil, nil; got != tt.want {
			t.Errorf("%s is %+v, want %+v", tt.state, got, tt.want)
		}
	}
	p.state = "oops"
	if _, err := o.State(t.Context(), "D-1", "m-9"); fault.KindOf(err) != fault.Unavailable {
		t.Error(err)
	}
	reports, err := o.Heard(nil, []byte(`{"id":"D-1","status":"posted","at":"2026-03-12","eur":"1.94"}`))
	if err != nil || len(reports) != 1 || reports[0].Stage != Posted || reports[0].On != date.Must("2026-03-12") || *reports[0].Cost != *euro("1.94") {
		t.Errorf("%+v, %v", reports, err)
	}
}

func TestSheets(t *testing.T) {
	for pages, want := range map[int][2]int{1: {1, 1}, 2: {2, 1}, 3: {3, 2}, 4: {4, 2}} {
		for n, duplex := range []bool{false, true} {
			if got := (&Letter{Pages: pages, Duplex: duplex}).Sheets(); got != want[n] {
				t.Errorf("%d pages, both sides %t: %d sheets, want %d", pages, duplex, got, want[n])
			}
		}
	}
}

var _ Provider = (*Online)(nil)

// The example of the manual is a definition.
func TestTheExampleOfTheManualIsRead(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(corpus.Root(), "docs", "gateways.md"))
	if err != nil {
		t.Fatal(err)
	}
	examples := strings.Split(string(page), "```json\n")
	example, _, _ := strings.Cut(examples[2], "```")
	if _, err := Parse([]byte(example)); err != nil || len(examples) != 3 {
		t.Errorf("of %d examples, this one: %v", len(examples)-1, err)
	}
}
