package collect

import (
	"context"
	"net/url"
	"slices"
	"time"

	"acquit/internal/date"
	"acquit/internal/deliver/press"
	"acquit/internal/deliver/sms"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// tiding is what a provider reports of a message.
type tiding struct {
	number, reference string // the provider's number of it, and ours
	state, why        string
	on                date.Date
	registered        string
	cost              *money.Amount
}

// further is how far a message has come in each state: a report of less than what is known came
// late, and changes nothing.
var further = map[string]int{
	string(sms.UnderWay): 1, string(press.Posted): 2, string(sms.Delivered): 3, string(sms.Failed): 3, string(sms.Missed): 3, string(press.Returned): 3,
}

func (p *provider) heard(query url.Values, body []byte) (all []tiding, err error) {
	if p.texts != nil {
		reports, err := p.texts.Heard(query, body)
		for _, r := range reports {
			all = append(all, ofText(r))
		}
		return all, err
	}
	reports, err := p.press.Heard(query, body)
	for _, r := range reports {
		all = append(all, ofLetter(r))
	}
	return all, err
}

func (p *provider) ask(ctx context.Context, number, reference string) (tiding, error) {
	if p.texts != nil {
		r, err := p.texts.Ask(ctx, number, reference)
		return ofText(r), err
	}
	r, err := p.press.State(ctx, number, reference)
	return ofLetter(r), err
}

func ofText(r sms.Report) tiding {
	return tiding{number: r.Number, reference: r.Reference, state: string(r.State), why: r.Why}
}

func ofLetter(r press.Report) tiding {
	return tiding{number: r.Number, reference: r.Reference, state: string(r.Stage), why: r.Why, on: r.On, registered: r.RegisteredNumber, cost: r.Cost}
}

// Heard takes what a provider reports by itself: the values of the address, and the body. secret
// is the one in the path of the address.
//
// Errors: NotFound for an address that is none; Invalid for what cannot be read; Unavailable
// when it is too early to hear it.
func (d *Desk) Heard(ctx context.Context, of id.ID, kind store.GatewayKind, secret string, query url.Values, body []byte) error {
	var p *provider
	var today date.Date
	err := d.Store.View(ctx, of, func(tx *store.Tx) error {
		c, err := tx.TheCompany()
		if err != nil {
			return err
		}
		today = date.Of(tx.Now().In(c.Location()))
		p, err = d.providerOf(tx, kind)
		return err
	})
	if fault.KindOf(err) == fault.NotFound || err == nil && (p == nil || !p.path.Is(secret)) {
		return fault.New(fault.NotFound, "nobody reports at this address")
	}
	if err != nil {
		return err
	}
	all, err := p.heard(query, body)
	if err != nil {
		return err
	}
	return d.learn(ctx, of, kind, all, today)
}

// providerOf is the company's provider of a kind, whether it is on or not: what it was given
// may still arrive. It is nil for none.
func (d *Desk) providerOf(tx *store.Tx, kind store.GatewayKind) (*provider, error) {
	g, err := tx.Gateway(kind)
	if err != nil || g == nil {
		return nil, err
	}
	return d.provider(tx.Company, g)
}

// ProvidersWait reports whether providers of the transaction's company are to be asked what
// became of messages.
func ProvidersWait(tx *store.Tx) (bool, error) { return tx.DispatchesWait(tx.Now()) }

const (
	// askedAtOnce is of how many messages a provider is asked in one round.
	askedAtOnce = 200
	// askingTime bounds a round.
	askingTime = 5 * time.Minute
	// mostSilent is how many questions without an answer end a round.
	mostSilent = 3
)

// AskProviders asks a company's providers what became of the messages that are under way. A
// message of which nobody answers is asked for in the next round.
func (d *Desk) AskProviders(ctx context.Context, of id.ID, today date.Date) error {
	ctx, cancel := context.WithTimeout(ctx, askingTime)
	defer cancel()
	for _, kind := range store.GatewayKinds() {
		var p *provider
		var due []store.Dispatch
		err := d.Store.Update(ctx, of, func(tx *store.Tx) (err error) {
			if p, err = d.providerOf(tx, kind); err != nil {
				return err
			}
			again := tx.Now().Add(askAgain)
			if p == nil || p.definition.State == nil {
				again = time.Time{} // nobody is there to ask
			}
			due, err = tx.AskDispatches(kind, again, askedAtOnce)
			return err
		})
		if err != nil {
			return err
		}
		if p == nil || p.definition.State == nil {
			continue
		}
		if err := d.learn(ctx, of, kind, p.askAll(ctx, due), today); err != nil {
			return err
		}
	}
	return nil
}

// askAll asks for some messages, until nobody answers any more.
func (p *provider) askAll(ctx context.Context, due []store.Dispatch) (heard []tiding) {
	for n, silent := 0, 0; n < len(due) && silent < mostSilent && ctx.Err() == nil; n++ {
		t, err := p.ask(ctx, due[n].Number, due[n].Message.String())
		if err != nil {
			silent++
			continue
		}
		silent, t.reference = 0, due[n].Message.String()
		heard = append(heard, t)
	}
	return heard
}

// learn stores what providers report of messages, some at a time.
func (d *Desk) learn(ctx context.Context, of id.ID, kind store.GatewayKind, all []tiding, today date.Date) error {
	for part := range slices.Chunk(all, batch) {
		err := d.Store.Update(ctx, of, func(tx *store.Tx) error { return d.learned(tx, kind, part, today) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) learned(tx *store.Tx, kind store.GatewayKind, all []tiding, today date.Date) error {
	// Asked first: whatever is known of a message that was on its way before is read below.
	busy, err := tx.HandingOver(channelsOf(kind))
	if err != nil {
		return err
	}
	known, messages, err := reportedOn(tx, kind, all)
	if err != nil {
		return err
	}
	var changed []store.Dispatch
	for n := range all {
		t := &all[n]
		at := slices.IndexFunc(known, func(k store.Dispatch) bool { return k.Message.String() == t.reference })
		if at < 0 {
			at = slices.IndexFunc(known, func(k store.Dispatch) bool { return k.Number != "" && k.Number == t.number })
		}
		if _, err := id.Parse(t.reference); at < 0 && err != nil && busy {
			return errTooEarly // the answer with the number may not be here yet
		}
		if at < 0 {
			continue // no message of ours
		}
		k := &known[at]
		m := messages[k.Message]
		if m == nil {
			continue
		}
		if m.State == message.Sending {
			return errTooEarly
		}
		if err := d.told(tx, m, k, t, today); err != nil {
			return err
		}
		changed = append(slices.DeleteFunc(changed, func(c store.Dispatch) bool { return c.Message == k.Message }), *k)
	}
	return tx.SaveDispatches(changed)
}

// errTooEarly is that a report came before the answer to the request that it is about was noted.
// Who reports hears so, and reports again.
var errTooEarly = fault.New(fault.Unavailable, "the message is being handed over: report on it later")

// channelsOf are the channels for which a kind of provider is.
func channelsOf(kind store.GatewayKind) []message.Channel {
	return slices.DeleteFunc(message.Channels(), func(c message.Channel) bool { return goesBy(c) != kind })
}

// reportedOn are the messages that reports are about, locked, and what was known of them. One
// whose handing over was cut off is known by our number alone.
func reportedOn(tx *store.Tx, kind store.GatewayKind, all []tiding) ([]store.Dispatch, map[id.ID]*message.Message, error) {
	var numbers []string
	var ours []id.ID
	for _, t := range all {
		if i, err := id.Parse(t.reference); err == nil {
			ours = append(ours, i)
		} else if t.number != "" {
			numbers = append(numbers, t.number)
		}
	}
	known, err := tx.DispatchesNumbered(kind, numbers)
	if err != nil {
		return nil, nil, err
	}
	named, err := tx.DispatchesOf(ours...)
	if err != nil {
		return nil, nil, err
	}
	for _, k := range named {
		if k.Kind == kind && !slices.ContainsFunc(known, func(o store.Dispatch) bool { return o.Message == k.Message }) {
			known = append(known, k)
		}
	}
	for _, k := range known {
		ours = append(ours, k.Message)
	}
	slices.Sort(ours)
	ours = slices.Compact(ours)
	owners, err := tx.OwnersOf(ours)
	if err != nil {
		return nil, nil, err
	}
	if err := tx.LockCustomers(owners); err != nil {
		return nil, nil, err
	}
	found, err := tx.LockMessages(ours)
	messages := map[id.ID]*message.Message{}
	for n := range found {
		m := &found[n]
		if messages[m.ID] = m; m.State == message.Uncertain && goesBy(m.Channel) == kind && !slices.ContainsFunc(known, func(o store.Dispatch) bool { return o.Message == m.ID }) {
			known = append(known, store.Dispatch{Message: m.ID, Kind: kind, HandedAt: tx.Now()})
		}
	}
	return known, messages, err
}

// goesBy is the kind of provider for a channel; "" for none.
func goesBy(c message.Channel) store.GatewayKind {
	switch {
	case c == message.SMS:
		return store.Texts
	case c.OnPaper():
		return store.Press
	}
	return ""
}

// told takes one report of a message. What is known already, or less, changes nothing.
func (d *Desk) told(tx *store.Tx, m *message.Message, k *store.Dispatch, t *tiding, today date.Date) error {
	if k.Number == "" {
		k.Number = t.number
	}
	fresh := further[t.state] > further[k.State]
	if fresh {
		k.State = t.state
	}
	if !k.NextAskAt.IsZero() {
		k.NextAskAt = nextAsk(k, tx.Now())
	}
	if !fresh || m.State != message.Sent && m.State != message.Uncertain {
		return nil
	}
	event := timeline.Event{Customer: m.Customer, Subject: m.ID, On: today, Actor: Actor}
	data := timeline.Data{Step: m.Step, To: m.Recipients}
	switch t.state {
	case string(sms.Delivered):
		event.Kind = timeline.TextDelivered
	case string(press.Posted):
		event.Kind, data.Day, data.Text = timeline.LetterPosted, t.on, t.registered
		if t.cost != nil {
			data.Amount = *t.cost
		}
		if t.registered != "" {
			if err := tx.SaveNumbers(map[id.ID]string{m.ID: t.registered}, Actor); err != nil {
				return err
			}
		}
	case string(sms.Failed):
		if k.Kind == store.Texts {
			return d.textLost(tx, m, t.why, today)
		}
		return d.lost(tx, m, fault.Say("the letter was not posted: %s", t.why), today)
	case string(sms.Missed):
		return d.lost(tx, m, fault.Say("the text message did not arrive: %s", t.why), today)
	case string(press.Returned):
		// In words of its own, which may be any: only a person says that a letter was offered.
		return d.letterReturned(tx, m, Back{Why: message.BackOther, On: today, Words: t.why}, Actor, today)
	default:
		return nil
	}
	if err := d.cameAfterAll(tx, m, today); err != nil {
		return err
	}
	event.Data = data.JSON()
	return tx.Note(event)
}

// nextAsk is when a provider is asked again; zero when there is nothing more to learn.
func nextAsk(k *store.Dispatch, now time.Time) time.Time {
	age, most := now.Sub(k.HandedAt), asksLetter
	if k.Kind == store.Texts {
		most = asksTexts
	}
	switch {
	case further[k.State] > further[string(press.Posted)] || age > most:
		return time.Time{}
	case k.State == string(press.Posted) || age > asksTexts:
		return now.Add(askPosted)
	}
	return now.Add(askAgain)
}

// cameAfterAll settles that a message whose outcome nobody knew has left: its provider says so.
func (d *Desk) cameAfterAll(tx *store.Tx, m *message.Message, today date.Date) error {
	if m.State != message.Uncertain {
		return nil
	}
	all := []message.Message{*m}
	if err := tx.LoadItems(all); err != nil {
		return err
	}
	handed, err := handedOn(tx, m)
	if err != nil {
		return err
	}
	letters, err := d.written(tx, all, handed)
	if err != nil {
		return err
	}
	return left(tx, letters, Actor, handed, today)
}

// textLost looks after a text message that will never arrive: its number gets no more, and the
// steps of the message are taken back, so that the review says it to another telephone or by
// another way.
func (d *Desk) textLost(tx *store.Tx, m *message.Message, why string, today date.Date) error {
	owner, _, err := tx.Customer(m.Customer)
	if err != nil {
		return err
	}
	contacts, err := tx.Contacts(m.Customer)
	if err != nil {
		return err
	}
	var silent []id.ID
	for _, c := range contacts[m.Customer] {
		if n, err := sms.ParseNumber(c.Phone, owner.Country); err == nil && slices.Contains(m.Recipients, n.E164) {
			silent = append(silent, c.ID)
		}
	}
	if err := tx.RefuseTexts(silent, why, today); err != nil {
		return err
	}
	return notArrived(tx, m, why, today)
}

// lost looks after a letter that will never be posted, or a text message that did not arrive this
// time: the step's next way is taken, or a person looks.
func (d *Desk) lost(tx *store.Tx, m *message.Message, why fault.Text, today date.Date) error {
	if err := tx.TakeBackContacted(m); err != nil {
		return err
	}
	return d.refused(tx, m, why.Kept(), today)
}
