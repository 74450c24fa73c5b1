package collect

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/payment"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// Sending is what became of the messages that were due.
type Sending struct {
	Sent      int `json:"sent"`
	Withdrawn int `json:"withdrawn"` // overtaken by facts at the last look
	Postponed int `json:"postponed"` // wait for a day on which messages leave
	Later     int `json:"later"`     // the server could not take them now
	Failed    int `json:"failed"`
	Uncertain int `json:"uncertain"`
}

// Result is one message's outcome, as faces show it.
type Result struct {
	Message message.Message
	State   message.State
	Outcome string
}

// lost is how long a message may be on its way before it is taken as cut off by a
// crash. Longer than any channel waits for an answer.
const lost = 15 * time.Minute

// Send delivers the queued messages whose time has come. today is the company's
// civil day, on which each message is looked at a last time.
func (d *Desk) Send(ctx context.Context, company id.ID, today date.Date, see func(Result)) (Sending, error) {
	var s Sending
	err := d.checkSender(ctx, company)
	if err != nil {
		return s, err
	}
	if s.Uncertain, err = d.findCutOff(ctx, company, today); err != nil {
		return s, err
	}
	lacking := false
	for after := id.ID(0); ; {
		var due []id.ID
		err := d.Store.View(ctx, company, func(tx *store.Tx) (err error) {
			due, err = tx.DueMessages(tx.Now(), after, batch)
			return err
		})
		if err != nil {
			return s, err
		}
		if len(due) == 0 {
			// What was withdrawn at the last look may be replaced by another message.
			if reviewed, err := d.ReviewWanted(ctx, company, today); err != nil || reviewed == 0 {
				return s, errors.Join(err, d.nothingLacks(ctx, company, lacking))
			}
			continue
		}
		for _, m := range due {
			r, err := d.sendOne(ctx, company, m, today)
			if err != nil {
				return s, err
			}
			s.count(r.State)
			lacking = lacking || r.State == lacks
			if see != nil && r.State != "" {
				see(r)
			}
			after = m
		}
	}
}

// nothingLacks takes the task off the list to enter what messages must say, unless one of
// those that were just looked at still lacks it.
func (d *Desk) nothingLacks(ctx context.Context, company id.ID, lacking bool) error {
	if lacking {
		return nil
	}
	return d.Store.Update(ctx, company, func(tx *store.Tx) error { return tx.FinishTasks([]string{lackingTask}, Actor) })
}

// checkSender refuses to send for a company without an address: each message would
// fail for good, for a reason that is not the customer's.
func (d *Desk) checkSender(ctx context.Context, company id.ID) error {
	return d.Store.View(ctx, company, func(tx *store.Tx) error {
		c, err := tx.TheCompany()
		if err != nil {
			return err
		}
		if _, err := deliver.Address(c.Email); err != nil {
			return fault.Wrap(fault.Invalid, err, "%s cannot write to anybody before it has a mail address of its own", c.Name)
		}
		return nil
	})
}

func (s *Sending) count(state message.State) {
	switch state {
	case message.Sent:
		s.Sent++
	case message.Withdrawn:
		s.Withdrawn++
	case message.Queued:
		s.Later++
	case message.Failed:
		s.Failed++
	case message.Uncertain:
		s.Uncertain++
	case postponed, lacks:
		s.Postponed++
	}
}

// postponed marks a message that stays queued because today is no day to send.
const postponed message.State = "postponed"

// lacks marks a message that stays queued until somebody has entered what it must say.
const lacks message.State = "lacks"

// letter is a message on its way: claimed, rendered and kept, but not yet handed
// over.
type letter struct {
	message message.Message
	from    string
	raw     []byte
	taken   []store.Contacted
}

// sendOne sends one message: claim it, hand it over outside any transaction,
// record the outcome. A crash in between leaves it in the state "sending", which
// findCutOff finds: it may have left, so it is never sent again by itself.
func (d *Desk) sendOne(ctx context.Context, company, m id.ID, today date.Date) (Result, error) {
	var l letter
	var state message.State
	err := d.Store.Update(ctx, company, func(tx *store.Tx) (err error) {
		l, state, err = d.claim(tx, m, today)
		return err
	})
	if err != nil && l.message.Customer != 0 && ctx.Err() == nil {
		// One message that cannot be looked at keeps no other back.
		return Result{}, d.setAside(ctx, company, l.message.Customer, today, err)
	}
	if err != nil || state != message.Sending {
		return Result{Message: l.message, State: state, Outcome: l.message.Outcome}, err
	}
	outcome := d.Channel.Deliver(ctx, l.from, l.message.Recipients, l.raw)
	// The outcome is recorded even when the caller has given up: it is a fact.
	err = d.Store.Update(context.WithoutCancel(ctx), company, func(tx *store.Tx) error {
		return d.record(tx, &l, outcome, today)
	})
	return Result{Message: l.message, State: l.message.State, Outcome: l.message.Outcome}, err
}

// claim takes the last look and, when the message is still called for, renders it,
// keeps the exact bytes and marks it as on its way. The state it returns is
// Sending, Withdrawn, Failed, postponed, or "" when another sender was faster.
func (d *Desk) claim(tx *store.Tx, i id.ID, today date.Date) (letter, message.State, error) {
	seen, found, err := tx.MessageByID(i)
	if err != nil || !found {
		return letter{}, "", err
	}
	if err := tx.LockCustomers([]id.ID{seen.Customer}); err != nil {
		return letter{}, "", err
	}
	m, _, err := tx.LockMessage(i)
	if err != nil || m.State != message.Queued {
		return letter{}, "", err
	}
	set, err := d.setting(tx)
	if err != nil {
		return letter{}, "", err
	}
	c, err := d.caseOf(tx, set, &m)
	if err != nil {
		return letter{message: m}, "", err
	}
	a, err := assess(&c.Snapshot, &set.scenario, today)
	switch {
	case err != nil:
		return letter{message: m}, "", err
	case a.Postponed() && a.Once() == m.Once:
		return letter{message: m}, postponed, nil
	case a.Verdict != dunning.Act || a.Once() != m.Once || m.Scenario != set.scenario.ID:
		return letter{message: m}, message.Withdrawn, d.overtake(tx, c, &m, &a, today)
	}
	l, err := d.compose(tx, set, c, &m, &a, today)
	if lacking := (render.Unlawful{}); errors.Is(err, errRateMissing) || errors.As(err, &lacking) {
		return letter{message: m}, lacks, d.wait(tx, &m, err, today)
	}
	if fault.KindOf(err) == fault.Invalid {
		// What cannot be written will not be written tomorrow either: a person looks.
		err = d.give(tx, &m, message.Failed, fault.TextOf(err).Kept(), today)
		return letter{message: m}, message.Failed, err
	}
	return l, message.Sending, err
}

func (d *Desk) caseOf(tx *store.Tx, set *setting, m *message.Message) (*store.Case, error) {
	cases, err := tx.Cases([]id.ID{m.Customer})
	for _, c := range cases {
		if c.Snapshot.Currency == m.Currency {
			set.complete(c)
			return c, err
		}
	}
	if err == nil {
		err = fmt.Errorf("message %s is about no case", m.ID)
	}
	return nil, err
}

// overtake withdraws a message that the facts no longer call for, says why, and
// asks for the review that may put another in its place.
func (d *Desk) overtake(tx *store.Tx, c *store.Case, m *message.Message, a *dunning.Assessment, today date.Date) error {
	ch := changes{today: today, withdraw: map[id.ID]string{}}
	c.Pending = []store.Pending{{ID: m.ID, Currency: m.Currency}} // a Once that no decision has
	ch.keepOrWithdraw(c, a)
	m.State, m.Outcome = message.Withdrawn, ch.withdraw[m.ID]
	if err := ch.write(tx); err != nil {
		return err
	}
	return tx.WantReview(m.Customer)
}

// compose renders a message and claims it.
func (d *Desk) compose(tx *store.Tx, set *setting, c *store.Case, m *message.Message, a *dunning.Assessment, today date.Date) (letter, error) {
	r, err := d.reminder(tx, set, c, a, today)
	if err != nil {
		return letter{}, err
	}
	asks, err := d.demandOf(tx, set, c, a, today)
	if err != nil {
		return letter{}, err
	}
	asks.tell(&r)
	tag := locale.For(locale.Language(c.Customer.Language), c.Customer.Country)
	written, err := r.Mail(d.Words.In(tag))
	if err != nil {
		return letter{}, err
	}
	enclosed, err := enclosures(&r, asks, d.Words.In(tag))
	if err != nil {
		return letter{}, err
	}
	m.Recipients = customer.Recipients(c.Contacts)
	_, domain, _ := strings.Cut(set.company.Email, "@")
	mail := deliver.Mail{
		From: set.company.Email, FromName: set.company.Name, To: m.Recipients, Subject: written.Subject,
		Text: written.Text, HTML: written.HTML, Language: string(tag), Attachments: enclosed,
		MessageID: message.MailID(tx.Company, m.ID, domain), Date: tx.Now().In(set.company.Location()),
	}
	raw, err := mail.Bytes()
	if err != nil {
		return letter{}, err
	}
	kept := evidence.New(m.ID.String()+".eml", "message/rfc822", raw)
	m.State, m.Subject, m.Content, m.Attempts = message.Sending, written.Subject, kept.Hash, m.Attempts+1
	// What is open may have changed since it was queued.
	m.Amount, m.Items, m.Document = a.Total().Add(claimedIn(&r)), asks.note(itemsOf(a)), asks.document
	if err := tx.SetMessageItems(m); err != nil {
		return letter{}, err
	}
	if err := tx.Keep(kept); err != nil {
		return letter{}, err
	}
	return letter{message: *m, from: set.company.Email, raw: raw, taken: taken(a)}, tx.SaveMessage(m, tx.Now())
}

// reminder gathers what a message says.
func (d *Desk) reminder(tx *store.Tx, set *setting, c *store.Case, a *dunning.Assessment, today date.Date) (render.Reminder, error) {
	r := render.Reminder{Company: &set.company, Customer: &c.Customer, Tone: a.Step.Tone, On: today}
	if a.Step.DeadlineDays > 0 {
		r.Deadline = today.AddDays(a.Step.DeadlineDays)
	}
	open, err := tx.OpenInvoices(c.Customer.ID)
	if err != nil {
		return r, err
	}
	supplied, err := suppliedWith(tx, c, open)
	if err != nil {
		return r, err
	}
	at := map[id.ID]int{}
	for n, i := range open {
		at[i.ID] = n
		if i.Open.Sign() < 0 && i.Open.Currency == c.Snapshot.Currency {
			r.Credits = append(r.Credits, render.Credit{Number: i.Number, On: i.IssuedOn, Amount: i.Open.Neg()})
		}
	}
	for _, decided := range a.Items {
		i, item := &open[at[decided.Item.Invoice]], decided.Item
		line := render.Item{Number: i.Number, IssuedOn: i.IssuedOn, DueOn: item.DueOn, Part: item.Part, Parts: len(i.Parts),
			Total: i.Owed, Open: item.Open, Reference: i.Reference, RemindedOn: item.Taken.On, Supplied: supplied[i.ID]}
		for _, p := range i.Parts {
			if p.Number == item.Part {
				line.Total = p.Amount
			}
		}
		r.Items = append(r.Items, line)
	}
	payments, err := tx.OnAccount(c.Customer.ID)
	for _, p := range payment.Left(payments) {
		if p.OnAccount.Currency == c.Snapshot.Currency {
			r.Credits = append(r.Credits, render.Credit{On: p.ReceivedOn, Amount: p.OnAccount})
		}
	}
	return r, err
}

// suppliedWith says what invoices are for, in the words of their first line: a consumer must
// be told.
func suppliedWith(tx *store.Tx, c *store.Case, open []invoice.Invoice) (map[id.ID]string, error) {
	if c.Customer.Kind != customer.Consumer {
		return nil, nil
	}
	ids := make([]id.ID, len(open))
	for n, i := range open {
		ids[n] = i.ID
	}
	details, err := tx.InvoiceDetails(ids)
	words := map[id.ID]string{}
	for i, d := range details {
		if len(d.Lines) > 0 {
			words[i] = d.Lines[0].Text
		}
	}
	return words, err
}

// taken are the steps that the items take with a message.
func taken(a *dunning.Assessment) (all []store.Contacted) {
	for _, d := range a.Items {
		if d.Due {
			all = append(all, store.Contacted{Invoice: d.Item.Invoice, Part: d.Item.Part, Step: d.Step, Times: d.Times})
		}
	}
	return all
}

// record stores what became of a message that was handed over.
func (d *Desk) record(tx *store.Tx, l *letter, o deliver.Outcome, today date.Date) error {
	m := &l.message
	if err := tx.LockCustomers([]id.ID{m.Customer}); err != nil {
		return err
	}
	switch o.Kind {
	case deliver.Accepted:
		return d.left(tx, l, missed(o), today)
	case deliver.Later:
		if m.Attempts < maxAttempts {
			m.State, m.Outcome, m.NextTryAt = message.Queued, o.Answer, tx.Now().Add(backoff(m.Attempts))
			return tx.SaveMessage(m, time.Time{})
		}
		return d.give(tx, m, message.Failed, o.Answer, today)
	case deliver.Uncertain:
		return d.give(tx, m, message.Uncertain, o.Answer, today)
	}
	return d.give(tx, m, message.Failed, o.Answer, today)
}

// missed is the server's answer, with the recipients that it left out.
func missed(o deliver.Outcome) string {
	answer := fault.ReadKept(o.Answer)
	for _, r := range o.Missed {
		answer = fault.Say("%s; not taken for %s: %s", answer, r.Address, r.Answer)
	}
	return answer.Kept()
}

// left records that a message has left the house: its items have taken their
// steps.
func (d *Desk) left(tx *store.Tx, l *letter, answer string, today date.Date) error {
	m := &l.message
	m.State, m.SentOn, m.Outcome = message.Sent, today, answer
	if err := tx.SaveMessage(m, time.Time{}); err != nil {
		return err
	}
	if err := tx.NoteContacted(m, today, l.taken); err != nil {
		return err
	}
	if err := claimed(tx, m, today); err != nil {
		return err
	}
	if err := tx.Note(timeline.Event{Customer: m.Customer, Kind: timeline.MessageSent, On: today, Actor: Actor, Subject: m.ID,
		Data: timeline.Data{Step: m.Step, Amount: m.Amount, To: m.Recipients, Text: answer}.JSON()}); err != nil {
		return err
	}
	return tx.WantReview(m.Customer)
}

// lackingTask is the Once of the task to enter what messages must say.
const lackingTask = "messages lack something"

// wait leaves a message queued that cannot say what the law asks for, and tells a person
// what is missing. It leaves by itself when that is known.
func (d *Desk) wait(tx *store.Tx, m *message.Message, why error, today date.Date) error {
	m.Outcome = fault.TextOf(why).Kept()
	if err := tx.SaveMessage(m, time.Time{}); err != nil {
		return err
	}
	return tx.AddTasks([]task.Task{{Kind: task.MessageLacks, Customer: m.Customer, Subject: m.ID, Once: lackingTask, DueOn: today,
		Data: timeline.Data{Step: m.Step, Text: m.Outcome}.JSON()}})
}

// give leaves a message to a person: it was refused for good, or nobody knows
// whether it left.
func (d *Desk) give(tx *store.Tx, m *message.Message, state message.State, why string, today date.Date) error {
	kind, event := task.MessageFailed, timeline.MessageFailed
	if state == message.Uncertain {
		kind, event = task.MessageUncertain, timeline.MessageUncertain
	}
	m.State, m.Outcome = state, why
	if err := tx.SaveMessage(m, time.Time{}); err != nil {
		return err
	}
	data := timeline.Data{Step: m.Step, Text: why, To: m.Recipients}.JSON()
	if err := tx.AddTasks([]task.Task{{Kind: kind, Customer: m.Customer, Subject: m.ID, Once: messageTask(m.ID), Data: data, DueOn: today}}); err != nil {
		return err
	}
	if err := tx.Note(timeline.Event{Customer: m.Customer, Kind: event, On: today, Actor: Actor, Subject: m.ID, Data: data}); err != nil {
		return err
	}
	return tx.WantReview(m.Customer)
}

func messageTask(m id.ID) string { return "message " + m.String() }

// maxAttempts and backoff spread the tries of a message over about three days.
const maxAttempts = 16

func backoff(attempts int) time.Duration {
	return min(time.Minute<<min(attempts, 9), 6*time.Hour)
}

// findCutOff finds the messages whose sender was stopped between handing over and
// recording, leaves them to a person, and returns how many there were.
func (d *Desk) findCutOff(ctx context.Context, company id.ID, today date.Date) (found int, err error) {
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		found = 0
		cut, err := tx.CutOff(tx.Now().Add(-lost))
		for _, i := range cut {
			m, err := takeMessage(tx, i, message.Sending)
			if fault.KindOf(err) == fault.Conflict {
				continue // its outcome was recorded after all
			}
			if err != nil {
				return err
			}
			found++
			if err := d.give(tx, &m, message.Uncertain, fault.Say("the program was stopped while the message was being handed over").Kept(), today); err != nil {
				return err
			}
		}
		return err
	})
	return found, err
}
