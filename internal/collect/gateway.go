package collect

import (
	"context"
	"strings"
	"sync"
	"time"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/deliver"
	"acquit/internal/deliver/gateway"
	"acquit/internal/deliver/press"
	"acquit/internal/deliver/sms"
	"acquit/internal/dunning"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/law"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/render"
	"acquit/internal/store"
)

// provider is a gateway of a company that was opened: one of the two channels is set.
type provider struct {
	store.Gateway
	definition *gateway.Definition
	texts      *sms.Channel
	press      *press.Online
	path       gateway.Secret // of the address at which it reports
}

// name is what the provider is called.
func (p *provider) name() string { return p.definition.Name }

// close ends the connections that wait.
func (p *provider) close() {
	if p.texts != nil {
		p.texts.Close()
	}
	if p.press != nil {
		p.press.Close()
	}
}

// providers are the gateways that are in use. They are opened once, and again when somebody has
// changed them.
type providers struct {
	mu   sync.Mutex
	open map[gate]openGate
}

// gate is whose provider of what something is.
type gate struct {
	company id.ID
	kind    store.GatewayKind
}

type openGate struct {
	settings string
	provider *provider
}

// aboutGateway and aboutPath name a company's secrets where they are sealed.
func aboutGateway(of id.ID, kind store.GatewayKind) string {
	return "gateway " + string(kind) + " of " + of.String()
}

func aboutPath(of id.ID, kind store.GatewayKind) string {
	return "address of gateway " + string(kind) + " of " + of.String()
}

// provider opens a gateway, or finds it open.
func (d *Desk) provider(of id.ID, g *store.Gateway) (*provider, error) {
	at, settings := gate{of, g.Kind}, db.JSON(g)
	d.providers.mu.Lock()
	defer d.providers.mu.Unlock()
	known := d.providers.open[at]
	if known.provider != nil && known.settings == settings {
		return known.provider, nil
	}
	secret, err := d.unsealed(g.Secret, aboutGateway(of, g.Kind))
	if err != nil {
		return nil, locked(err)
	}
	path, err := d.unsealed(g.Path, aboutPath(of, g.Kind))
	if err != nil {
		return nil, locked(err)
	}
	p, err := d.opened(g, secret)
	if err != nil {
		return nil, err
	}
	p.path = gateway.SecretOf(path)
	if known.provider != nil {
		known.provider.close()
	}
	if d.providers.open == nil {
		d.providers.open = map[gate]openGate{}
	}
	d.providers.open[at] = openGate{settings, p}
	return p, nil
}

// locked is that a provider's secrets cannot be read, and what to do about it.
func locked(err error) error {
	return fault.Wrap(fault.Invalid, err, "the provider's secret can no longer be read: enter it again under Text messages and letters in the settings, or start the program with the secret key by which it was sealed")
}

// opened is a provider by settings that need not be stored.
//
// Errors: Invalid for a definition that cannot work, with the place in it.
func (d *Desk) opened(g *store.Gateway, secret string) (p *provider, err error) {
	p = &provider{Gateway: *g}
	options := gateway.Options{Networks: d.Networks}
	if g.Kind == store.Texts {
		if p.definition, err = sms.Parse([]byte(g.Definition)); err == nil {
			p.texts, err = sms.New(p.definition, gateway.SecretOf(secret), options)
		}
		return p, err
	}
	if p.definition, err = press.Parse([]byte(g.Definition)); err == nil {
		p.press, err = press.New(p.definition, gateway.SecretOf(secret), options)
	}
	return p, err
}

// gates are the providers of a company that are on. One that cannot be opened has its trouble.
type gates struct {
	open    map[store.GatewayKind]*provider
	trouble map[store.GatewayKind]error
}

// gates opens what the company has set. What is wrong with one is no trouble of the others.
func (d *Desk) gates(tx *store.Tx) (g gates, err error) {
	all, err := tx.Gateways()
	g.open, g.trouble = map[store.GatewayKind]*provider{}, map[store.GatewayKind]error{}
	for n := range all {
		one := &all[n]
		if !one.On {
			continue
		}
		p, err := d.provider(tx.Company, one)
		switch {
		case err == nil:
			g.open[one.Kind] = p
		case fault.KindOf(err) == "":
			return g, err
		default:
			g.trouble[one.Kind] = err
		}
	}
	return g, err
}

// of is the provider of a kind that is on; nil for none.
func (g *gates) of(kind store.GatewayKind) (*provider, error) {
	if err := g.trouble[kind]; err != nil {
		return nil, closedGate{err}
	}
	return g.open[kind], nil
}

// closedGate is that a message waits because its provider cannot be used as it is set.
type closedGate struct{ error }

// Unwrap is why.
func (c closedGate) Unwrap() error { return c.error }

// noWay is that a message cannot go the way that was chosen: the step's next one is taken.
type noWay struct{ error }

// Unwrap is why.
func (n noWay) Unwrap() error { return n.error }

// errQuiet is that nobody gets a text message at this time.
var errQuiet = fault.New(fault.Unavailable, "no text message leaves at this time")

// asText writes a message as a text message, and claims it: it is on its way then.
func (d *Desk) asText(tx *store.Tx, set *setting, c *store.Case, m *message.Message, a *dunning.Assessment, r *render.Reminder, asks *demand) (letter, error) {
	p, err := set.gates.of(store.Texts)
	if err != nil {
		return letter{}, err
	}
	to, found := sms.Among(c.Contacts, a.Step.To, c.Customer.Country)
	switch {
	case p == nil || !found:
		return letter{}, noWay{fault.New(fault.Invalid, "nobody can be reached by text message")}
	case !set.textHour(tx.Now(), c.Customer.Country):
		return letter{}, errQuiet
	}
	text, err := d.texted(r, asks, &a.Step, d.in(&c.Customer))
	if fault.KindOf(err) == fault.Invalid {
		return letter{}, noWay{err}
	}
	if err != nil {
		return letter{}, err
	}
	doc := evidence.New(m.ID.String()+".txt", "text/plain; charset=utf-8", []byte(text))
	m.Subject, m.Content, m.Recipients = "", doc.Hash, []string{to.Number.E164}
	h, err := handoverOf(tx, m, p)
	if err != nil {
		return letter{}, err
	}
	h.send = func(ctx context.Context) gateway.Sent {
		return p.texts.Send(ctx, sms.Message{Reference: h.dispatch.Message.String(), To: to.Number, From: p.Sender, Text: text, Unanswered: h.since})
	}
	l := h.claims(m, []byte(text))
	l.content = doc
	return l, nil
}

// texted is what a message says as a text message. What the law asks a message to say has no
// room in one, nor has how a claim was reckoned.
func (d *Desk) texted(r *render.Reminder, asks *demand, step *dunning.Step, w *locale.Words) (string, error) {
	if step.Tone == dunning.Formal || len(step.Claims) > 0 || asks.document != law.Plain {
		return "", fault.New(fault.Invalid, "a text message has no room for what the law asks this one to say")
	}
	words := spoken(w, step, message.SMS, r.Customer.Language)
	lines, err := r.Say(w, words)
	if err != nil {
		return "", err
	}
	text := sms.Plain(strings.Join(lines, "\n"))
	if n := sms.SizeOf(text).Segments; n > sms.MostSegments {
		return "", fault.New(fault.Invalid, "the text takes %d messages, and at most %d are sent", n, sms.MostSegments)
	}
	return text, nil
}

// textHour reports whether text messages may leave at an instant to a country: in the company's
// hours, and neither on a Sunday, though mails may leave then, nor on a holiday of either side.
// A telephone wakes people.
func (s *setting) textHour(now time.Time, country string) bool {
	window := s.company.Policy.Window
	window.Sundays = false
	local := now.In(s.company.Location())
	_, closed := s.sendDay(country)(date.Of(local))
	return window.Open(local) && !closed
}

// posts hands a letter to who prints and posts; the zero letter where a person posts it.
func (g *gates) posts(tx *store.Tx, m *message.Message, country string, pdf []byte) (letter, error) {
	p, err := g.of(store.Press)
	if err != nil || p == nil || m.Channel == message.Registered && !p.Registered {
		return letter{}, err
	}
	pages, err := render.PagesOf(pdf)
	if err != nil {
		return letter{}, err
	}
	h, err := handoverOf(tx, m, p)
	if err != nil {
		return letter{}, err
	}
	registered := m.Channel == message.Registered
	h.send = func(ctx context.Context) gateway.Sent {
		return p.press.Send(ctx, press.Letter{Reference: h.dispatch.Message.String(), PDF: pdf, Pages: pages, Duplex: p.Duplex, Colour: p.Colour,
			Registered: registered, Country: country, Unanswered: h.since})
	}
	return h.claims(m, pdf), nil
}

// handover is a message on its way to a provider. It is the channel of that one message, and
// remembers what the provider said.
type handover struct {
	provider *provider
	dispatch store.Dispatch
	since    time.Duration // how long ago a try was first left without an answer
	send     func(context.Context) gateway.Sent
	sent     gateway.Sent
}

// handoverOf begins with what the provider said of earlier tries.
func handoverOf(tx *store.Tx, m *message.Message, p *provider) (*handover, error) {
	h := &handover{provider: p, dispatch: store.Dispatch{Message: m.ID, Kind: p.Kind, HandedAt: tx.Now()}}
	before, err := tx.DispatchesOf(m.ID)
	if len(before) > 0 && before[0].Kind == p.Kind {
		h.dispatch = before[0]
	}
	if at := h.dispatch.UnansweredAt; !at.IsZero() {
		h.since = max(tx.Now().Sub(at), 1)
	}
	return h, err
}

// claims marks a message as on its way.
func (h *handover) claims(m *message.Message, content []byte) letter {
	m.State, m.Attempts = message.Sending, m.Attempts+1
	return letter{via: h, raw: content, outlet: "gateway " + string(h.provider.Kind)}
}

// Deliver hands the message over. Its envelope and its words are in what was written.
func (h *handover) Deliver(ctx context.Context, _ string, _ []string, _ []byte) deliver.Outcome {
	h.sent = h.send(ctx)
	return h.sent.Outcome
}

// The pauses between questions what became of a message, and for how long it is asked for.
const (
	askAgain   = time.Hour
	askPosted  = 24 * time.Hour
	asksTexts  = 3 * 24 * time.Hour
	asksLetter = 45 * 24 * time.Hour // a letter that came back is on its way for weeks
)

// noteDispatches keeps what providers said of messages that were handed to them.
func noteDispatches(tx *store.Tx, handed []handed) error {
	var all []store.Dispatch
	for n := range handed {
		h, ours := handed[n].letter.via.(*handover)
		if !ours {
			continue
		}
		d, sent := h.dispatch, &h.sent
		switch {
		case sent.Unanswered && d.UnansweredAt.IsZero():
			d.UnansweredAt = tx.Now()
		case sent.Kind == deliver.Accepted:
			d.UnansweredAt = time.Time{}
		}
		if sent.Number != "" {
			d.Number = sent.Number
		}
		if sent.Kind == deliver.Accepted && h.provider.definition.State != nil {
			d.NextAskAt = tx.Now().Add(askAgain)
		}
		if d.Number != "" || sent.Kind == deliver.Accepted || sent.Unanswered {
			all = append(all, d)
		}
	}
	return tx.SaveDispatches(all)
}
