package collect

import (
	"context"
	"errors"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
)

// round sends messages some at a time: they are written in one transaction, handed over side
// by side outside any, and what became of them is recorded in another. When the program is
// killed in between, nobody knows what became of those; findCutOff gives them to a person. So
// they are as many as a server takes in a moment, and few with one that takes its time.
type round struct {
	desk     *Desk
	company  id.ID
	today    date.Date
	see      func(Result)    // nil for nobody
	usual    deliver.Channel // the company's own server
	served   bool            // there is a server at all
	size     int             // how many the next ones are
	down     map[string]away // servers that let nothing in, by sender
	up       map[string]bool // servers that took something
	stranded bool            // there was no server for a mail

	Sending      // what became of them
	unseen  bool // a message was left that may lack something, or one does
}

const (
	// sideBySide is how many messages are handed over at a time: as many connections wait
	// for a server's answer.
	sideBySide = 4
	// mostTogether bounds how many are written in one transaction.
	mostTogether = 32
	// moment is how long handing over may take of those that were written together.
	moment = time.Second
)

// round begins to send for a company. When the settings of its mail server cannot be used, a
// person is told, and nothing is sent.
func (d *Desk) round(ctx context.Context, company id.ID, today date.Date, see func(Result)) (*round, error) {
	r := &round{desk: d, company: company, today: today, see: see, size: 1, down: map[string]away{}, up: map[string]bool{}}
	var useless error
	err := d.Store.View(ctx, company, func(tx *store.Tx) error {
		c, err := tx.TheCompany()
		if err != nil {
			return err
		}
		if err := checkSender(&c); err != nil {
			return err
		}
		p, err := d.mailer(tx, &c)
		if fault.KindOf(err) != "" {
			useless = err
			return nil
		}
		if err == nil {
			r.usual, r.served = p.servers[""], len(p.servers) > 0
		}
		return err
	})
	if useless != nil {
		r.down[""] = away{why: fault.TextOf(useless).Kept()}
		return r, errors.Join(useless, r.noteServers(ctx))
	}
	return r, err
}

// end tells of servers that let us in, or did not, and of mails for which there was none.
func (r *round) end(ctx context.Context) error {
	if err := r.noteServers(ctx); err != nil {
		return err
	}
	if r.stranded {
		return ErrNoServer
	}
	return nil
}

// send sends those of some messages that are ready.
func (r *round) send(ctx context.Context, due []store.DueMessage, ready func(store.DueMessage) bool) error {
	var next []store.DueMessage
	for _, m := range due {
		if m.Channel == message.Mail && !r.served {
			r.stranded = true
			continue
		}
		if !ready(m) || m.Channel == message.Mail && r.heldUp("") {
			r.unseen = true
			continue
		}
		if !r.free(m.Recipients) {
			r.unseen = true
			r.Postponed++
			continue
		}
		// What one message changes counts for the next one to the same customer.
		if slices.ContainsFunc(next, func(other store.DueMessage) bool { return other.Customer == m.Customer }) {
			if err := r.together(ctx, next); err != nil {
				return err
			}
			next = nil
		}
		if next = append(next, m); len(next) < r.size {
			continue
		}
		if err := r.together(ctx, next); err != nil {
			return err
		}
		next = nil
	}
	return r.together(ctx, next)
}

// free reports whether a message may leave to some addresses now, where the server keeps a
// pace: one that may not is not even written.
func (r *round) free(to []string) bool {
	paced, ok := r.usual.(*deliver.Paced)
	return !ok || !paced.Free(to).After(r.desk.Store.Now())
}

// together sends some messages. When they cannot be looked at together each is looked at by
// itself: one that cannot be keeps no other back.
func (r *round) together(ctx context.Context, due []store.DueMessage) error {
	if len(due) == 0 {
		return nil
	}
	var all []lookedAt
	err := r.desk.Store.Update(ctx, r.company, func(tx *store.Tx) (err error) {
		all, err = r.desk.claim(tx, due, r.today)
		return err
	})
	switch {
	case err == nil:
		return r.handOver(ctx, all)
	case ctx.Err() != nil:
		return err
	case len(due) == 1:
		return r.desk.setAside(ctx, r.company, due[0].Customer, r.today, err)
	}
	for n := range due {
		if err := r.together(ctx, due[n:n+1]); err != nil {
			return err
		}
	}
	return nil
}

// handed is a message that was handed over, and what the channel says of it.
type handed struct {
	letter  *letter
	outcome deliver.Outcome
}

// handOver hands the messages over that are on their way, and records what became of them.
func (r *round) handOver(ctx context.Context, all []lookedAt) error {
	var leaving []handed
	for n := range all {
		if all[n].state == message.Sending {
			leaving = append(leaving, handed{letter: &all[n].letter})
		}
	}
	if len(leaving) > 0 {
		began := r.desk.Store.Now()
		r.deliver(ctx, leaving)
		r.pace(len(leaving), r.desk.Store.Now().Sub(began))
		// The outcome is recorded even when the caller has given up: it is a fact.
		err := r.desk.Store.Update(context.WithoutCancel(ctx), r.company, func(tx *store.Tx) error { return r.desk.record(tx, leaving, r.today) })
		if err != nil {
			return err
		}
		r.heard(ctx, leaving)
	}
	for n := range all {
		r.saw(&all[n])
	}
	return nil
}

// deliver hands messages over side by side. A panic becomes the caller's: it ends a job, and
// not the program.
func (r *round) deliver(ctx context.Context, leaving []handed) {
	panics := make(chan any, len(leaving))
	var senders errgroup.Group
	senders.SetLimit(sideBySide)
	for n := range leaving {
		senders.Go(func() error {
			defer func() { panics <- recover() }()
			r.deliverOne(ctx, &leaving[n])
			return nil
		})
	}
	senders.Wait()
	for range leaving {
		if p := <-panics; p != nil {
			panic(p)
		}
	}
}

func (r *round) deliverOne(ctx context.Context, h *handed) {
	l := h.letter
	if r.heldUp(l.outlet) {
		h.outcome = deliver.Outcome{Kind: deliver.Later, Answer: r.down[l.outlet].why, Down: true}
		return
	}
	h.outcome = reached(l.via.Deliver(ctx, l.from, l.to, l.raw), l.message.Recipients)
}

// pace sets how many messages are written together next, by how long it took to hand some
// over. Where a domain gets so many a minute each has to be asked for by itself.
func (r *round) pace(messages int, took time.Duration) {
	if _, paced := r.usual.(*deliver.Paced); paced {
		return
	}
	each := max(took/time.Duration(messages), time.Microsecond)
	r.size = int(min(max(moment/each, 1), mostTogether))
}

// saw counts what became of a message, and shows it.
func (r *round) saw(c *lookedAt) {
	state := c.state
	if state == message.Sending {
		state = c.letter.message.State
	}
	r.count(state)
	r.unseen = r.unseen || state == lacks || state == noServer
	r.stranded = r.stranded || state == noServer
	if r.see != nil && state != "" {
		r.see(Result{Message: c.letter.message, State: state, Outcome: c.letter.message.Outcome})
	}
}
