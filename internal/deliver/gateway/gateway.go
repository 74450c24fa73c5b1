package gateway

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync/atomic"
	"time"

	"acquit/internal/deliver"
	"acquit/internal/fault"
)

// Limits of a request; those of the whole stand in the definition.
const (
	connectTimeout = 10 * time.Second
	idleTimeout    = 60 * time.Second
	mostAnswer     = 64 << 10 // bytes
	mostHeads      = 32 << 10
	mostRedirects  = 3
	mostIdle       = 8 // connections that wait
)

// Options are what the operator decides, and no definition does.
type Options struct {
	// Networks of the house in which a provider may be; none where this is empty.
	Networks []netip.Prefix
	// Roots are who is trusted to say who a server is; nil for the machine's own.
	Roots *x509.CertPool
}

// Gateway speaks to one provider. Its methods may be called by many at a time.
type Gateway struct {
	definition *Definition
	secret     Secret
	client     *http.Client
}

// New returns the gateway of a definition that Parse made. It connects when it is used.
//
// Errors: Invalid when the secret and the definition do not fit.
func New(d *Definition, secret Secret, o Options) (*Gateway, error) {
	if (d.Auth.Kind != "") != secret.Set() {
		return nil, fault.New(fault.Invalid, "%s needs a secret exactly where it proves who sends", d.Name)
	}
	g := &Gateway{definition: d, secret: secret}
	g.client = &http.Client{CheckRedirect: sameHouse, Transport: &schemes{o, g.transport(o, false), g.transport(o, true)}}
	return g, nil
}

// schemes has a transport for each protection of a connection.
type schemes struct {
	Options
	protected, plain *http.Transport
}

// RoundTrip sends one request.
func (s *schemes) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme == "https" {
		return s.protected.RoundTrip(r)
	}
	return s.plain.RoundTrip(r)
}

// transport goes through no proxy: it would connect to what the guard has not seen.
func (g *Gateway) transport(o Options, plain bool) *http.Transport {
	guard := &guard{own: o.Networks, private: plain}
	dialer := &net.Dialer{Timeout: connectTimeout, Control: guard.control}
	t := &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: connectTimeout, IdleConnTimeout: idleTimeout,
		MaxIdleConnsPerHost: mostIdle, MaxResponseHeaderBytes: mostHeads, DisableCompression: true}
	t.TLSClientConfig = tlsConfig(o.Roots)
	return t
}

// sameHouse follows a redirect only to the same machine and with the same method: the
// secret and the message are for nobody else.
func sameHouse(next *http.Request, before []*http.Request) error {
	first := before[0]
	if len(before) > mostRedirects || next.Method != first.Method || next.URL.Scheme != first.URL.Scheme || next.URL.Host != first.URL.Host {
		return http.ErrUseLastResponse
	}
	return nil
}

// Close ends the connections that wait.
func (g *Gateway) Close() error {
	s := g.client.Transport.(*schemes)
	s.protected.CloseIdleConnections()
	s.plain.CloseIdleConnections()
	return nil
}

// Message is what is sent.
type Message struct {
	Reference string // our own number of it, the same at every try
	Values    Values
	// Unanswered is how long ago a try was first left without an answer; zero where none was.
	Unanswered time.Duration
}

// Sent is what became of a message.
type Sent struct {
	deliver.Outcome
	Number string            // the provider's; "" when it gave none
	Fields map[string]string // what else the answer said
	// Unanswered reports that the provider may have the message. An outcome of Later may be
	// tried again all the same, since the provider knows it again: the caller notes when this
	// was first so, and says it with the next try.
	Unanswered bool
}

// Send hands a message over. What fails before all of the request has left has not been
// taken: Later. When the answer is missing or unclear, nobody knows: Uncertain, or Later where
// the provider knows again what comes twice.
func (g *Gateway) Send(ctx context.Context, m Message) Sent {
	r := &g.definition.Send
	if m.Unanswered > 0 && !r.Once.remembers(m.Unanswered) {
		return Sent{Outcome: outcome(deliver.Uncertain, fault.Say("an earlier try was left without an answer, and the provider may not know the message again")), Unanswered: true}
	}
	a, whole, err := g.exchange(ctx, r, m.Reference, g.definition.worded(m.Values))
	var refused *fault.Error
	switch {
	case err == nil:
		return g.sent(r, a)
	case whole:
		return r.unclear(Sent{Outcome: deliver.Outcome{Kind: deliver.Uncertain, Answer: deliver.Unanswered(g.wrong(err))}})
	case errors.As(err, &refused) && refused.Kind == fault.Invalid: // what it says cannot be sent
		return Sent{Outcome: outcome(deliver.Refused, fault.TextOf(err))}
	}
	return Sent{Outcome: deliver.Outcome{Kind: deliver.Later, Answer: g.wrong(err)}}
}

func outcome(kind deliver.Kind, why fault.Text) deliver.Outcome {
	return deliver.Outcome{Kind: kind, Answer: why.Kept()}
}

// remembers reports whether the provider still knows a message again.
func (o *Once) remembers(since time.Duration) bool {
	return o != nil && since < time.Duration(o.Hours)*time.Hour
}

// unclear marks what may have been taken.
func (r *Request) unclear(s Sent) Sent {
	s.Unanswered = true
	if r.Once != nil {
		s.Kind = deliver.Later
	}
	return s
}

// sent reads the answer to a message.
func (g *Gateway) sent(r *Request, a *answer) Sent {
	s := Sent{Fields: fieldsOf(a.tree, r.Answer.Fields)}
	s.Number, s.Kind = s.Fields[NumberField], r.Answer.kindOf(a.status)
	s.Answer = g.spoken(a, s.Fields[WhyField])
	if state := r.Answer.State; state != nil && s.Kind == deliver.Accepted {
		word := said(a.tree, state.At)
		if s.Kind = deliver.Kind(state.of(word)); s.Kind == "" {
			s.Kind = deliver.Uncertain
			s.Answer = fault.Say("the definition does not know the provider's word %q", word).Kept()
		}
	}
	if s.Kind == deliver.Uncertain {
		return r.unclear(s)
	}
	return s
}

// spoken is an answer in one line: its status, and the reason where it gives one.
func (g *Gateway) spoken(a *answer, why string) string {
	if why == "" && a.tree == nil {
		why = string(a.body[:min(len(a.body), mostField)])
	}
	return deliver.Answer(g.secret.hidden(fmt.Sprintf("%d %s %s", a.status, http.StatusText(a.status), why), g.definition.Auth.User))
}

// wrong is what went wrong on the way, in one line. The library's error repeats the address,
// and with it perhaps what the message says.
func (g *Gateway) wrong(err error) string {
	if fault.KindOf(err) != "" {
		return fault.TextOf(err).Kept()
	}
	var around *url.Error
	if errors.As(err, &around) {
		err = around.Err
	}
	return deliver.Answer(g.secret.hidden(err.Error(), g.definition.Auth.User))
}

// Report is what a provider says of a message.
type Report struct {
	Number    string // the provider's
	Reference string // ours
	State     string // one of the use; "" for a word that the definition does not know
	Word      string // the provider's own word for it
	Fields    map[string]string
}

// Ask asks the provider what became of a message.
//
// Errors: Unavailable when there is no answer that says it; NotFound when the definition has
// no such request.
func (g *Gateway) Ask(ctx context.Context, number, reference string) (Report, error) {
	r := g.definition.State
	if r == nil {
		return Report{}, fault.New(fault.NotFound, "%s cannot be asked what became of a message", g.definition.Name)
	}
	a, _, err := g.exchange(ctx, r, reference, Values{NumberVariable: TextOf(number), ReferenceVariable: TextOf(reference)})
	if err != nil {
		return Report{}, fault.New(fault.Unavailable, "%s does not answer: %s", g.definition.Name, g.wrong(err))
	}
	if a.status/100 != 2 || a.tree == nil {
		return Report{}, fault.New(fault.Unavailable, "%s does not answer: %s", g.definition.Name, g.spoken(a, said(a.tree, r.Answer.Fields[WhyField])))
	}
	report := reportOf(a.tree, r.Answer.State, r.Answer.Fields)
	if report.Number == "" {
		report.Number = number
	}
	return report, nil
}

func reportOf(tree any, state *States, at map[string]string) Report {
	r := Report{Fields: fieldsOf(tree, at), Word: said(tree, state.At)}
	r.Number, r.Reference, r.State = r.Fields[NumberField], r.Fields[ReferenceField], state.of(r.Word)
	return r
}

// answer is what came back.
type answer struct {
	status int
	body   []byte
	tree   any // nil for what is no JSON, is too long or breaks off
}

// exchange sends a request and reads its answer. whole reports whether all of the request
// may have left.
func (g *Gateway) exchange(ctx context.Context, r *Request, reference string, values Values) (_ *answer, whole bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Duration(g.definition.TimeoutSeconds)*time.Second)
	defer cancel()
	var left atomic.Bool
	req, err := r.made(ctx, reference, values, &left)
	if err != nil {
		return nil, false, err
	}
	if req.Body == nil {
		req = req.WithContext(connected(ctx, &left))
	}
	g.prove(req)
	resp, err := g.client.Do(req)
	if err != nil {
		return nil, left.Load(), err
	}
	defer resp.Body.Close()
	a := &answer{status: resp.StatusCode}
	body, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer+1))
	if a.body = body; err == nil && len(body) <= mostAnswer {
		a.tree, _ = jsonTree(body) // what is none says nothing
	}
	return a, true, nil
}
