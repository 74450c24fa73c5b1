package main

import (
	"context"
	"fmt"
	"time"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/generate"
)

// follow is one way to follow up the items of the workload, and what must come of
// it.
type follow struct {
	by            string
	items         int
	perCustomer   int
	gap           int            // days between two messages to a customer
	first, second map[string]int // the steps that the two nights decide on and record
	messages      int            // that the first night queues
}

// dunning decides and records two nights, a day apart, with what was decided sent in
// between. Of the items, 70 in a hundred are 5 days late or more on the first day; on
// the next day 56 in a hundred are 20 days late, and one more has come to 5.
func (p *plan) dunning(ctx context.Context, n int) error {
	p.head("dunning, %d items", n)
	raw, err := p.oneStatement(ctx, n)
	if err != nil {
		return err
	}
	hundredth := n / 100
	first := map[string]int{"first": 70 * hundredth}
	// The program as it is: one message for a customer, and a week between two. On the
	// next day only the twentieth of the customers is written to who had no item to
	// remind of before.
	err = p.follow(ctx, raw, follow{by: "customer", items: n, perCustomer: perCustomer, gap: 7, messages: 70 * hundredth / perCustomer,
		first: first, second: map[string]int{"first": hundredth}})
	if err != nil {
		return err
	}
	// Item by item, for comparing with what decides so. The program itself always
	// decides for a customer; so here each item is the only one of a customer of his
	// own, and nothing else is changed: the same items, by the same formula, through
	// the whole of the ordinary night, which has five times as many customers to look
	// at and messages to write as it would have for these items.
	return p.follow(ctx, raw, follow{by: "item", items: n, perCustomer: 1, messages: 70 * hundredth,
		first: first, second: map[string]int{"second": 56 * hundredth, "first": hundredth}})
}

func (p *plan) follow(ctx context.Context, raw [2]time.Duration, f follow) error {
	i, drop, err := p.beside(ctx, "dunning")
	if err != nil {
		return err
	}
	defer drop()
	if err := i.fill(ctx, generate.Regular{Invoices: f.items, PerCustomer: f.perCustomer, Today: workDay}, f.gap); err != nil {
		return err
	}
	if err := i.queue(ctx, workDay, "night by "+f.by, f.first, raw[0]); err != nil {
		return err
	}
	if f.messages > p.mails {
		err = i.markSent(ctx)
	} else {
		err = i.send(ctx, workDay, "send by "+f.by, f.messages)
	}
	if err != nil {
		return err
	}
	if err := i.queue(ctx, nextDay, "next night by "+f.by, f.second, raw[1]); err != nil {
		return err
	}
	return i.healthy(ctx, nextDay)
}

// queue runs a night, which decides and records: each step that an item takes, the
// message that takes it, and the timeline.
func (i *installation) queue(ctx context.Context, on date.Date, what string, want map[string]int, raw time.Duration) error {
	s, err := i.acquit(ctx, on, "run")
	if err != nil {
		return err
	}
	got, err := i.counts(ctx, `SELECT i.step, COUNT(*) FROM message m JOIN message_item i ON i.company_id = m.company_id AND i.message_id = m.id
		WHERE m.state = 'queued' AND i.step <> '' GROUP BY i.step`)
	if err != nil {
		return err
	}
	if err := wrong(what, got, want); err != nil {
		return err
	}
	messages, err := i.messages(ctx)
	if err == nil {
		line(what, s, fmt.Sprintf("%s; in %d messages the steps %s", times(s.wall, raw), messages["queued"], words(got)))
	}
	return err
}

// messages counts the messages in each state.
func (i *installation) messages(ctx context.Context) (map[string]int, error) {
	return i.counts(ctx, `SELECT state, COUNT(*) FROM message GROUP BY state`)
}

// oneStatement decides and records the same two nights as a database can at best: by
// one statement over the items, on tables that hold nothing else. Everything that
// was queued on the first day counts as sent.
func (p *plan) oneStatement(ctx context.Context, n int) (took [2]time.Duration, err error) {
	i, drop, err := p.beside(ctx, "raw")
	if err != nil {
		return took, err
	}
	defer drop()
	d, err := db.Open(ctx, i.url())
	if err != nil {
		return took, err
	}
	defer d.Close()
	if err := bareItems(ctx, d, generate.Regular{Invoices: n, PerCustomer: perCustomer, Today: workDay}); err != nil {
		return took, err
	}
	if err := i.vacuum(ctx); err != nil {
		return took, err
	}
	hundredth := n / 100
	for night, want := range []map[string]int{{"1": 70 * hundredth}, {"2": 56 * hundredth, "1": hundredth}} {
		on := workDay.AddDays(night)
		start := time.Now()
		if err := takeSteps(ctx, d, on); err != nil {
			return took, err
		}
		took[night] = time.Since(start)
		got, err := i.counts(ctx, fmt.Sprintf(`SELECT CAST(step AS TEXT), COUNT(*) FROM taken WHERE on_day = %d GROUP BY step`, on))
		if err != nil {
			return took, err
		}
		if err := wrong("one statement", got, want); err != nil {
			return took, err
		}
		rawLine("raw: one statement, "+on.String(), took[night], "the steps "+words(got))
	}
	return took, nil
}

func bareItems(ctx context.Context, d *db.DB, book generate.Regular) error {
	return d.Update(ctx, func(tx *db.Tx) error {
		for _, statement := range []string{
			`CREATE TABLE item (id BIGINT PRIMARY KEY, customer BIGINT NOT NULL, due_day BIGINT NOT NULL, open_minor BIGINT NOT NULL)`,
			`CREATE TABLE taken (item BIGINT NOT NULL, step BIGINT NOT NULL, on_day BIGINT NOT NULL, PRIMARY KEY (item, step))`,
		} {
			if _, err := tx.Exec(statement); err != nil {
				return err
			}
		}
		n := 0
		_, err := tx.Insert("item", []string{"id", "customer", "due_day", "open_minor"}, func() ([]any, error) {
			if n == book.Invoices {
				return nil, nil
			}
			i := book.Invoice(n)
			n++
			return []any{int64(n), int64((n - 1) / book.PerCustomer), int64(i.DueOn), i.Amount.Minor}, nil
		})
		return err
	})
}

// takeSteps takes the next step of every item for which it has fallen due.
func takeSteps(ctx context.Context, d *db.DB, on date.Date) error {
	return d.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO taken (item, step, on_day)
			SELECT i.id, COALESCE(t.step, 0) + 1, CAST($1 AS BIGINT)
			FROM item i LEFT JOIN (SELECT item, MAX(step) AS step FROM taken GROUP BY item) t ON t.item = i.id
			WHERE i.open_minor > 0
			AND i.due_day + CASE COALESCE(t.step, 0) WHEN 0 THEN 5 WHEN 1 THEN 20 WHEN 2 THEN 35 WHEN 3 THEN 50 END <= CAST($1 AS BIGINT)
			ON CONFLICT DO NOTHING`, int64(on))
		return err
	})
}
