package main

import (
	"context"
	"fmt"
	"net"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/deliver/catcher"
	"acquit/internal/generate"
)

// send hands all that is queued to a mail server on this machine and counts there
// what came.
func (i *installation) send(ctx context.Context, on date.Date, what string, want int) error {
	box, err := catcher.Start("127.0.0.1:0", "")
	if err != nil {
		return err
	}
	defer box.Close()
	s, err := i.acquit(ctx, on, "--smtp-url", box.URL(), "send")
	if err != nil {
		return err
	}
	got := 0
	if all := box.List(); len(all) > 0 {
		got = all[0].ID // the newest; older ones may be forgotten
	}
	if got != want {
		return fmt.Errorf("%s: %d mails came where it must be %d", what, got, want)
	}
	line(what, s, fmt.Sprintf("%s: %d mails", rate(got, s.wall), got))
	return nil
}

// markSent stores that all that is queued has been sent, without sending it: the night
// after is what is measured, and a hundred thousand mails take their time.
func (i *installation) markSent(ctx context.Context) error {
	d, err := db.Open(ctx, i.url())
	if err != nil {
		return err
	}
	defer d.Close()
	var steps, messages int64
	err = d.Update(ctx, func(tx *db.Tx) (err error) {
		steps, err = tx.Exec(`INSERT INTO contacted (company_id, customer_id, currency, invoice_id, part, step, times, on_day, message_id)
			SELECT m.company_id, m.customer_id, m.currency, i.invoice_id, i.part, i.step, 1, m.queued_on, m.id
			FROM message m JOIN message_item i ON i.company_id = m.company_id AND i.message_id = m.id
			WHERE m.state = 'queued' AND i.step <> ''`)
		if err != nil {
			return err
		}
		messages, err = tx.Exec(`UPDATE message SET state = 'sent', sent_on = queued_on WHERE state = 'queued'`)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Printf("%-34s %d messages with %d steps\n", "marked as sent", messages, steps)
	return i.vacuum(ctx)
}

// serverDown sends a night's messages while there is no mail server, and again on the
// next day, when there is one: all must still be queued, and then all must come, each
// once.
func (p *plan) serverDown(ctx context.Context) error {
	const items = 10_000
	const messages = items * 70 / 100 / perCustomer
	p.head("mail, %d messages, and a server that is down", messages)
	i, drop, err := p.beside(ctx, "mail")
	if err != nil {
		return err
	}
	defer drop()
	if err := i.fill(ctx, generate.Regular{Invoices: items, PerCustomer: perCustomer, Today: workDay}, 7); err != nil {
		return err
	}
	if _, err := i.acquit(ctx, workDay, "run"); err != nil {
		return err
	}
	nowhere, err := nobody()
	if err != nil {
		return err
	}
	s, err := i.acquit(ctx, workDay, "--smtp-url", nowhere, "send")
	if err != nil {
		return err
	}
	if err := i.noted(ctx, "send, server down", map[string]int{"queued": messages}); err != nil {
		return err
	}
	line("send, server down", s, last(s.out))
	if err := i.sendAgain(ctx, messages); err != nil {
		return err
	}
	return i.healthy(ctx, nextDay)
}

// nobody is the address of a mail server that has gone away.
func nobody() (string, error) {
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer gone.Close()
	return fmt.Sprintf("smtp://%s?tls=none", gone.Addr()), nil
}

// noted counts the messages in each state, and the steps that count as taken: those
// of messages that were sent.
func (i *installation) noted(ctx context.Context, what string, want map[string]int) error {
	got, err := i.counts(ctx, `SELECT state, COUNT(*) FROM message GROUP BY state UNION ALL SELECT 'steps taken', COUNT(*) FROM contacted`)
	if err != nil {
		return err
	}
	return wrong(what, got, want)
}

func (i *installation) sendAgain(ctx context.Context, messages int) error {
	box, err := catcher.Start("127.0.0.1:0", "")
	if err != nil {
		return err
	}
	defer box.Close()
	s, err := i.acquit(ctx, nextDay, "--smtp-url", box.URL(), "send")
	if err != nil {
		return err
	}
	if err := i.noted(ctx, "send, server back", map[string]int{"sent": messages, "steps taken": messages * perCustomer}); err != nil {
		return err
	}
	came := map[string]int{}
	for _, m := range box.List() {
		came[m.Mail.MessageID]++
	}
	if len(came) != messages || box.Count() != messages {
		return fmt.Errorf("server back: %d mails came, %d of them different, where it must be %d", box.Count(), len(came), messages)
	}
	line("send, server back", s, fmt.Sprintf("%s: %d mails, each once", rate(messages, s.wall), len(came)))
	return nil
}

// queued is how many mails the server with moods is sent: seven of ten customers are late.
const queued = 30_030

// conversations delivers a night's mails to a server that can be relied on, and to one that answers
// some with 451, ends connections before and after it has taken a mail, and goes away. What
// it could not take is sent on the days after. In the end each has come exactly once, or a
// person is told that nobody knows.
func (p *plan) conversations(ctx context.Context) error {
	p.head("mails, %d messages", queued)
	i, drop, err := p.beside(ctx, "mails")
	if err != nil {
		return err
	}
	defer drop()
	if err := i.fill(ctx, generate.Regular{Invoices: queued / 70 * 100, PerCustomer: 1, Today: workDay}, 7); err != nil {
		return err
	}
	if _, err := i.acquit(ctx, workDay, "run"); err != nil {
		return err
	}
	return i.moodily(ctx)
}

func (i *installation) moodily(ctx context.Context) error {
	box, err := startMoody(7, 30, 5, 2, 4000)
	if err != nil {
		return err
	}
	defer box.close()
	day, left := workDay, queued
	for round := 1; left > 0; round++ {
		if round > 12 {
			return fmt.Errorf("%d mails are still queued after %d days", left, round-1)
		}
		s, err := i.acquit(ctx, day, "--smtp-url", box.url(), "send")
		if err != nil {
			return err
		}
		states, err := i.messages(ctx)
		if err != nil {
			return err
		}
		line(fmt.Sprintf("send, day %d", round), s, fmt.Sprintf("%s: %s", rate(left-states["queued"], s.wall), words(states)))
		left, day = states["queued"], day.AddDays(1)
	}
	return i.eachOnce(ctx, box)
}

// eachOnce compares what came with what is noted: a mail that the server has answered for is
// noted as sent and came once; of the others nobody knows, and they came once at most.
func (i *installation) eachOnce(ctx context.Context, box *moody) error {
	states, err := i.messages(ctx)
	if err != nil {
		return err
	}
	box.mu.Lock()
	defer box.mu.Unlock()
	for name, times := range box.came {
		if times > 1 {
			return fmt.Errorf("%s came %d times", name, times)
		}
	}
	if known := len(box.came) - len(box.muted); states["sent"] != known || states["sent"]+states["uncertain"] != queued {
		return fmt.Errorf("%d mails came, %d of them without an answer, and noted are %s", len(box.came), len(box.muted), words(states))
	}
	fmt.Printf("%-34s %d mails came, none twice; %d without an answer; the server was started %d times\n", "what came", len(box.came), len(box.muted), box.starts)
	return nil
}
