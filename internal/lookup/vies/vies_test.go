package vies_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/lookup/vies"
	"acquit/internal/registry"
)

func number(t testing.TB, text string) registry.Number {
	t.Helper()
	n, err := registry.ParseVAT(text, "")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// asked is a request as the server had it.
type asked struct {
	Method, Path, Type string
	Body               map[string]string
}

// server answers with a status and a body, and keeps what it was asked.
func server(t testing.TB, status int, body string) (address string, all *[]asked) {
	all = new([]asked)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := asked{Method: r.Method, Path: r.URL.Path, Type: r.Header.Get("Content-Type")}
		if err := json.NewDecoder(r.Body).Decode(&a.Body); err != nil {
			t.Error(err)
		}
		*all = append(*all, a)
		w.WriteHeader(status)
		io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	return s.URL, all
}

func check(t testing.TB, address string) (vies.Answer, error) {
	t.Helper()
	return vies.New(address+"/", &http.Client{Timeout: 5 * time.Second}).Check(t.Context(), number(t, "BE0123456749"), registry.Number{})
}

func TestAnswersAreToldApart(t *testing.T) {
	on := date.Must("2026-03-01")
	const day = `"requestDate":"2026-03-01T10:00:00.000Z"`
	for what, c := range map[string]struct {
		status int
		body   string
		want   vies.Answer
	}{
		"a valid number": {200, `{"valid":true,` + day + `,"userError":"VALID","name":"SRL Lys &  Fils","address":"Rue du Lac 1\n1000 Bruxelles","requestIdentifier":"WAPIAAA1"}`,
			vies.Answer{Status: vies.Valid, Name: "SRL Lys & Fils", Address: "Rue du Lac 1 1000 Bruxelles", On: on, Proof: "WAPIAAA1"}},
		"a valid number of which the state tells nothing": {200, `{"valid":true,` + day + `,"name":"---","address":"---","requestIdentifier":""}`, vies.Answer{Status: vies.Valid, On: on}},
		"a number that is not valid":                      {200, `{"valid":false,` + day + `,"userError":"INVALID","name":"---"}`, vies.Answer{Status: vies.Invalid, On: on}},
		"a state that does not answer, which is no no":    {200, `{"valid":false,` + day + `,"userError":"MS_UNAVAILABLE"}`, vies.Answer{Status: vies.Unknown, On: on, Why: fault.Say("the tax office of %s does not answer just now", "BE")}},
		"the same as a failure":                           {500, `{"actionSucceed":false,"errorWrappers":[{"error":"MS_UNAVAILABLE"}]}`, vies.Answer{Status: vies.Unknown, Why: fault.Say("the tax office of %s does not answer just now", "BE")}},
		"too many who ask":                                {200, `{"errorWrappers":[{"error":"GLOBAL_MAX_CONCURRENT_REQ"}]}`, vies.Answer{Status: vies.Unknown, Why: fault.Say("too many ask VIES just now")}},
		"too many who ask the state":                      {200, `{"errorWrappers":[{"error":"MS_MAX_CONCURRENT_REQ"}]}`, vies.Answer{Status: vies.Unknown, Why: fault.Say("too many ask VIES just now")}},
		"no service":                                      {200, `{"errorWrappers":[{"error":"SERVICE_UNAVAILABLE"}]}`, vies.Answer{Status: vies.Unknown, Why: fault.Say("VIES does not answer just now")}},
		"no time":                                         {200, `{"errorWrappers":[{"error":"TIMEOUT"}]}`, vies.Answer{Status: vies.Unknown, Why: fault.Say("VIES does not answer just now")}},
		"a code that is new":                              {400, `{"errorWrappers":[{"error":"MOON_PHASE"}]}`, vies.Answer{Status: vies.Unknown, Why: fault.Say("VIES gives no answer: %s", "MOON_PHASE")}},
		"a page instead of an answer":                     {503, `<html>`, vies.Answer{Status: vies.Unknown, Why: fault.Say("VIES gave an answer that cannot be read (HTTP %d)", 503)}},
		"an answer that says nothing":                     {200, `{}`, vies.Answer{Status: vies.Unknown, Why: fault.Say("VIES gave an answer that cannot be read (HTTP %d)", 200)}},
		"an answer that is too long":                      {200, `{"valid":true,"name":"` + strings.Repeat("x", 70<<10) + `"}`, vies.Answer{Status: vies.Unknown, Why: fault.Say("VIES gave an answer that cannot be read (HTTP %d)", 200)}},
	} {
		address, all := server(t, c.status, c.body)
		got, err := check(t, address)
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", what, err, diff)
		}
		if diff := cmp.Diff([]asked{{"POST", "/rest-api/check-vat-number", "application/json", map[string]string{"countryCode": "BE", "vatNumber": "0123456749"}}}, *all); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
}

func TestWhoAsksIsNamedWhereAProofIsWanted(t *testing.T) {
	address, all := server(t, 200, `{"valid":true}`)
	_, err := vies.New(address, http.DefaultClient).Check(t.Context(), number(t, "GR123456783"), number(t, "BE0123456749"))
	want := map[string]string{"countryCode": "EL", "vatNumber": "123456783", "requesterMemberStateCode": "BE", "requesterNumber": "0123456749"}
	if diff := cmp.Diff(want, (*all)[0].Body); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

func TestWhatWillStayWrongIsAFailure(t *testing.T) {
	for body, want := range map[string]string{
		`{"errorWrappers":[{"error":"INVALID_INPUT"}]}`:          "VIES refuses the number: it is not written as numbers of BE are",
		`{"errorWrappers":[{"error":"INVALID_REQUESTER_INFO"}]}`: "VIES refuses the number of who asks",
	} {
		address, _ := server(t, 400, body)
		if _, err := check(t, address); fault.KindOf(err) != fault.Invalid || err.Error() != want {
			t.Errorf("%s: %v", body, err)
		}
	}
	if _, err := vies.New("http://127.0.0.1:1", http.DefaultClient).Check(t.Context(), registry.Number{Country: "BE", Kind: registry.Enterprise, Digits: "0123456749"}, registry.Number{}); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
}

func TestAServerThatDoesNotAnswerIsAskedLater(t *testing.T) {
	hangs := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hangs }))
	t.Cleanup(func() { close(hangs); s.Close() })
	got, err := vies.New(s.URL, &http.Client{Timeout: 50 * time.Millisecond}).Check(t.Context(), number(t, "BE0123456749"), registry.Number{})
	if got.Status != vies.Unknown || err != nil || !strings.HasPrefix(got.Why.String(), "VIES cannot be reached: ") {
		t.Errorf("%+v, %v", got, err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := vies.New(s.URL, http.DefaultClient).Check(ctx, number(t, "BE0123456749"), registry.Number{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	s = httptest.NewServer(http.NotFoundHandler())
	s.Close()
	if got, err := check(t, s.URL); got.Status != vies.Unknown || err != nil {
		t.Errorf("%+v, %v", got, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(200, `{"valid":true,"requestDate":"2026-03-01+01:00"}`)
	f.Add(500, `{"valid":null,"userError":"","errorWrappers":[{},{"error":"x"}]}`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 200 || status > 599 {
			return
		}
		client := &http.Client{Transport: answers(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body)), Header: http.Header{}, Request: r}, nil
		})}
		got, err := vies.New("http://vies.example", client).Check(t.Context(), number(t, "BE0123456749"), registry.Number{})
		if err != nil && fault.KindOf(err) != fault.Invalid || err == nil && (got.Status == vies.Unknown) != (got.Why.String() != "") {
			t.Error(fmt.Sprintf("%+v", got), err)
		}
	})
}

// answers is a transport that answers by itself.
type answers func(*http.Request) (*http.Response, error)

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) { return a(r) }
