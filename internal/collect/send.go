package collect

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/dunning"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
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
	Proposed  int `json:"proposed"`  // wait for a person's approval, found at the last look
	Ready     int `json:"ready"`     // written, and wait for a person to post them or to make the call
	Warned    int `json:"warned"`    // account managers who were told what is going to leave
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

// mostDue is how many messages are looked for at a time. Most of them may have to wait for
// their minute.
const mostDue = 5000

// Send delivers the queued messages whose time has come. today is the company's
// civil day, on which each message is looked at a last time.
func (d *Desk) Send(ctx context.Context, company id.ID, today date.Date, see func(Result)) (Sending, error) {
	return d.send(ctx, company, today, see, func(store.DueMessage) bool { return true })
}

func (d *Desk) send(ctx context.Context, company id.ID, today date.Date, see func(Result), ready func(store.DueMessage) bool) (Sending, error) {
	var s Sending
	all, err := d.round(ctx, company, today, see)
	if err != nil {
		return s, err
	}
	if s.Uncertain, err = d.findCutOff(ctx, company, today); err != nil {
		return s, err
	}
	if err := d.rewriteLetters(ctx, company, today); err != nil {
		return s, err
	}
	if err := d.queueInvoices(ctx, company, today); err != nil {
		return s, err
	}
	if s.Warned, err = d.Warn(ctx, company, today); err != nil {
		return s, err
	}
	for after := id.ID(0); ; {
		var due []store.DueMessage
		err := d.Store.View(ctx, company, func(tx *store.Tx) (err error) {
			due, err = tx.DueMessages(tx.Now(), after, mostDue)
			return err
		})
		if err != nil {
			return s.with(&all.Sending), err
		}
		if len(due) == 0 {
			// What was withdrawn at the last look may be replaced by another message.
			if reviewed, err := d.ReviewWanted(ctx, company, today); err != nil || reviewed == 0 {
				return s.with(&all.Sending), errors.Join(err, d.nothingLacks(ctx, company, all.unseen), all.end(ctx))
			}
			continue
		}
		if err := all.send(ctx, due, ready); err != nil {
			return s.with(&all.Sending), errors.Join(err, all.end(ctx))
		}
		after = due[len(due)-1].ID
	}
}

// nothingLacks takes the task off the list to enter what messages must say, unless one of
// them still lacks it, or was not looked at.
func (d *Desk) nothingLacks(ctx context.Context, company id.ID, unseen bool) error {
	if unseen {
		return nil
	}
	return d.Store.Update(ctx, company, func(tx *store.Tx) error { return tx.FinishTasks([]string{lackingTask, shutTask}, Actor) })
}

// checkSender refuses to send for a company without an address: each message would
// fail for good, for a reason that is not the customer's.
func checkSender(c *company.Company) error {
	if _, err := deliver.Address(c.Email); err != nil {
		return fault.Wrap(fault.Invalid, err, "%s cannot write to anybody before it has a mail address of its own", c.Name)
	}
	return nil
}

// with is both together.
func (s *Sending) with(more *Sending) Sending {
	return Sending{Sent: s.Sent + more.Sent, Withdrawn: s.Withdrawn + more.Withdrawn, Postponed: s.Postponed + more.Postponed, Proposed: s.Proposed + more.Proposed, Ready: s.Ready + more.Ready,
		Warned: s.Warned + more.Warned, Later: s.Later + more.Later, Failed: s.Failed + more.Failed, Uncertain: s.Uncertain + more.Uncertain}
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
	case message.Proposed:
		s.Proposed++
	case message.Ready:
		s.Ready++
	case postponed, lacks, noServer:
		s.Postponed++
	}
}

// postponed marks a message that stays queued because today is no day to send.
const postponed message.State = "postponed"

// lacks marks a message that stays queued until somebody has entered what it must say.
const lacks message.State = "lacks"

// noServer marks a message that stays queued until there is a server by which it can leave.
const noServer message.State = "no server"

// letter is a message on its way: claimed, rendered and kept, but not yet handed
// over.
type letter struct {
	message message.Message
	step    dunning.Step
	from    string
	to      []string // the recipients, and who gets a copy
	raw     []byte
	offer   *offer            // what the mail had no room for; nil for nothing
	content evidence.Document // what is kept of it; without a hash where it has no words of its own
	taken   []store.Contacted
	via     deliver.Channel
	outlet  string // the sender by whose own server it leaves; "" by the company's
}

// reached is an outcome as it is for those to whom a message is addressed: a copy that was
// taken brings it to nobody.
func reached(o deliver.Outcome, recipients []string) deliver.Outcome {
	if o.Kind != deliver.Accepted {
		return o
	}
	kind, answer, missed := deliver.Refused, "", 0
	for _, m := range o.Missed {
		if slices.Contains(recipients, m.Address) {
			missed, answer = missed+1, m.Answer
			if m.Kind == deliver.Later {
				kind = deliver.Later
			}
		}
	}
	if missed == 0 || missed < len(recipients) {
		return o
	}
	return deliver.Outcome{Kind: kind, Answer: answer}
}

// claim takes the last look at messages and, where they are still called for, writes them,
// keeps their exact bytes and marks them as on their way, or as ready for a person. The states
// it returns are Sending, Ready, Proposed, Withdrawn, Failed, postponed, or "" when another
// sender was faster. No two of the messages go to one customer: what the first one changes
// would be looked at before it is there.
func (d *Desk) claim(tx *store.Tx, due []store.DueMessage, today date.Date) ([]lookedAt, error) {
	ids, customers := make([]id.ID, len(due)), make([]id.ID, len(due))
	for n := range due {
		ids[n], customers[n] = due[n].ID, due[n].Customer
	}
	if err := tx.LockCustomers(customers); err != nil {
		return nil, err
	}
	all, err := tx.LockMessages(ids)
	if err != nil {
		return nil, err
	}
	if err := tx.LoadItems(all); err != nil {
		return nil, err
	}
	set, err := d.setting(tx)
	if err != nil {
		return nil, err
	}
	if set.mailer, err = d.mailer(tx, &set.company); err != nil {
		return nil, err
	}
	if set.gates, err = d.gates(tx); err != nil {
		return nil, err
	}
	caseOf, err := set.casesOf(tx, all)
	if err != nil {
		return nil, err
	}
	if err := set.gatherFor(tx, all, caseOf); err != nil {
		return nil, err
	}
	results := make([]lookedAt, 0, len(all))
	for n := range all {
		one := lookedAt{letter: letter{message: all[n]}}
		if m := &all[n]; m.State == message.Queued {
			if one.letter, one.state, err = d.claimOne(tx, set, caseOf, m, today); err != nil {
				return nil, err
			}
		}
		results = append(results, one)
	}
	return results, keep(tx, results)
}

// lookedAt is a message that was looked at, and what became of it.
type lookedAt struct {
	letter letter
	state  message.State
}

func (d *Desk) claimOne(tx *store.Tx, set *setting, caseOf func(*message.Message) (*store.Case, error), m *message.Message, today date.Date) (letter, message.State, error) {
	if m.Step == message.Personal {
		l, err := d.composePersonal(tx, set, m)
		return d.composed(tx, m, &l, err, today)
	}
	if m.BringsInvoice() {
		return d.claimInvoice(tx, set, m, today)
	}
	c, err := caseOf(m)
	if err != nil {
		return letter{message: *m}, "", err
	}
	if m.Step == thanksStep {
		return d.claimThanks(tx, set, c, m, today)
	}
	return d.claimReminder(tx, set, c, m, today)
}

func (d *Desk) claimReminder(tx *store.Tx, set *setting, c *store.Case, m *message.Message, today date.Date) (letter, message.State, error) {
	scenario := set.scenario(c)
	a, err := assess(&c.Snapshot, scenario, today)
	switch {
	case err != nil:
		return letter{message: *m}, "", err
	case a.Postponed() && a.Once() == m.Once && m.Scenario == scenario.ID:
		return letter{message: *m}, postponed, nil
	case a.Verdict != dunning.Act || a.Once() != m.Once || m.Scenario != scenario.ID || m.Channel != a.Channel:
		state, err := d.unless(tx, m, message.Withdrawn, today, func() error { return d.overtake(tx, c, scenario, m, &a, today) })
		return letter{message: *m}, state, err
	}
	if people, _ := set.mustApprove(&a); !m.HasApproval(people) {
		m.State = message.Proposed
		return letter{message: *m}, message.Proposed, tx.SaveMessage(m, time.Time{})
	}
	if set.mustWarn(&c.Customer, &a.Step) && !m.Warned {
		return letter{message: *m}, postponed, tx.WaitUntil([]id.ID{m.ID}, set.warnedBy(tx.Now()), false)
	}
	l, err := d.compose(tx, set, c, scenario, m, &a, today)
	return d.composed(tx, m, &l, err, today)
}

// composed is the state of a message that was written, or could not be.
func (d *Desk) composed(tx *store.Tx, m *message.Message, l *letter, err error, today date.Date) (letter, message.State, error) {
	if errors.Is(err, ErrNoServer) {
		return letter{message: *m}, noServer, nil
	}
	if errors.Is(err, errQuiet) {
		return letter{message: *m}, postponed, nil
	}
	if shut := (closedGate{}); errors.As(err, &shut) {
		return letter{message: *m}, lacks, d.wait(tx, m, task.ProviderShut, shut.error, today)
	}
	if no := (noWay{}); errors.As(err, &no) {
		state, err := d.unless(tx, m, message.Failed, today, func() error { return d.refused(tx, m, fault.TextOf(no.error).Kept(), today) })
		return letter{message: *m}, state, err
	}
	if lacking := (render.Unlawful{}); errors.Is(err, errRateMissing) || errors.As(err, &lacking) {
		return letter{message: *m}, lacks, d.wait(tx, m, task.MessageLacks, err, today)
	}
	if fault.KindOf(err) == fault.Invalid {
		// What cannot be written will not be written tomorrow either: a person looks.
		err = d.give(tx, m, message.Failed, fault.TextOf(err).Kept(), today)
		return letter{message: *m}, message.Failed, err
	}
	if err == nil && l.message.State == message.Ready && m.Channel == message.Call {
		err = tx.AddTasks([]task.Task{callTask(m, today)})
	}
	return *l, l.message.State, err
}

func (d *Desk) caseOf(tx *store.Tx, set *setting, m *message.Message) (*store.Case, error) {
	of, err := set.casesOf(tx, []message.Message{*m})
	if err != nil {
		return nil, err
	}
	return of(m)
}

// casesOf loads the cases that messages are about.
func (s *setting) casesOf(tx *store.Tx, all []message.Message) (of func(*message.Message) (*store.Case, error), err error) {
	customers := make([]id.ID, len(all))
	for n := range all {
		customers[n] = all[n].Customer
	}
	slices.Sort(customers)
	cases, err := s.cases(tx, slices.Compact(customers))
	known := map[account]*store.Case{}
	for _, c := range cases {
		known[accountOf(c)] = c
	}
	return func(m *message.Message) (*store.Case, error) {
		if c := known[account{m.Customer, m.Currency}]; c != nil {
			return c, nil
		}
		return nil, fmt.Errorf("message %s is about no case", m.ID)
	}, err
}

// overtake withdraws a message that the facts no longer call for, says why, and
// asks for the review that may put another in its place.
func (d *Desk) overtake(tx *store.Tx, c *store.Case, scenario *dunning.Scenario, m *message.Message, a *dunning.Assessment, today date.Date) error {
	ch := changes{today: today, withdraw: map[id.ID]string{}}
	c.Pending = []store.Pending{{ID: m.ID, Currency: m.Currency}} // a Once that no decision has
	ch.keepOrWithdraw(c, scenario, a)
	m.State, m.Outcome = message.Withdrawn, ch.withdraw[m.ID]
	if err := ch.write(tx); err != nil {
		return err
	}
	return tx.WantReview(m.Customer)
}

// lackingTask is the Once of the task to enter what messages must say.
const lackingTask = "messages lack something"

// shutTask is the Once of the task to make a provider usable again.
const shutTask = "a provider is shut"

// wait leaves a message queued that cannot say what the law asks for, or whose provider cannot
// be used, and tells a person what is missing. It leaves by itself when that is known.
func (d *Desk) wait(tx *store.Tx, m *message.Message, kind task.Kind, why error, today date.Date) error {
	m.Outcome = fault.TextOf(why).Kept()
	if err := tx.SaveMessage(m, time.Time{}); err != nil {
		return err
	}
	once := lackingTask
	if kind == task.ProviderShut {
		once = shutTask
	}
	return tx.AddTasks([]task.Task{{Kind: kind, Customer: m.Customer, Subject: m.ID, Once: once, DueOn: today,
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
