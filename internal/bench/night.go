package main

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/dunning"
	"acquit/internal/generate"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/store"
)

// nightly is how many items a customer of the nightly book owes: of ten customers in a row
// seven are late, and three are so late that the ladder of nights writes to them.
const nightly = 10

// nightLadder begins 45 days after the due day.
func nightLadder() dunning.Scenario {
	return dunning.Scenario{Name: "nights", Steps: []dunning.Step{
		{Key: "first", Tone: dunning.Polite, Days: 45, From: dunning.FromDue},
		{Key: "second", Tone: dunning.Firm, Days: 75, From: dunning.FromDue},
	}}
}

// nights measures the night over a large book: what is decided and not stored, the first real
// night, which keeps every decision and queues a message for three customers in ten, the same
// night once more, and once more after one payment, which must write about one customer; and
// the nights of later days as nodes share them.
func (p *plan) nights(ctx context.Context) error {
	p.head("nights, %d items of %d customers", p.invoices, p.invoices/nightly)
	i, drop, err := p.beside(ctx, "nights")
	if err != nil {
		return err
	}
	defer drop()
	if err := i.nightlyBook(ctx, p.invoices); err != nil {
		return err
	}
	raw, err := i.readItems(ctx)
	if err != nil {
		return err
	}
	rawLine("raw: the items are read", raw, "")
	s, err := i.acquit(ctx, workDay, "run", "--dry-run")
	if err != nil {
		return err
	}
	line("dry night", s, times(s.wall, raw)+"; "+last(s.out))
	if s, err = i.acquit(ctx, workDay, "run"); err != nil {
		return err
	}
	queued, err := i.messages(ctx)
	if err != nil {
		return err
	}
	line("first night", s, fmt.Sprintf("%s; %s", times(s.wall, raw), words(queued)))
	if err := wrong("first night", queued, map[string]int{"queued": p.invoices / nightly / 10 * 3}); err != nil {
		return err
	}
	if s, err = i.acquit(ctx, workDay, "run", "--dry-run"); err != nil {
		return err
	}
	line("dry night over what is decided", s, times(s.wall, raw))
	if s, err = i.acquit(ctx, workDay, "coverage"); err != nil {
		return err
	}
	line("coverage", s, times(s.wall, raw))
	if err := i.again(ctx, "the same night again", raw, 0); err != nil {
		return err
	}
	if err := i.onePayment(ctx); err != nil {
		return err
	}
	if err := i.again(ctx, "again after one payment", raw, 1); err != nil {
		return err
	}
	return i.byNodes(ctx, raw)
}

// byNodes measures the nights of two days as the background work runs them: of one node, and
// of two where the engine lets two write at a time.
func (i *installation) byNodes(ctx context.Context, raw time.Duration) error {
	if err := i.shared(ctx, 1, workDay.AddDays(1), raw); err != nil || i.database == "" {
		return err
	}
	return i.shared(ctx, 2, workDay.AddDays(2), raw)
}

// again runs the night once more; as many decisions must be new.
func (i *installation) again(ctx context.Context, what string, raw time.Duration, want int) error {
	before, err := i.decisions(ctx)
	if err != nil {
		return err
	}
	s, err := i.acquit(ctx, workDay, "run")
	if err != nil {
		return err
	}
	after, err := i.decisions(ctx)
	if err != nil {
		return err
	}
	line(what, s, fmt.Sprintf("%s; %d decisions are new", times(s.wall, raw), after-before))
	return wrong(what, map[string]int{"new": after - before}, map[string]int{"new": want})
}

func (i *installation) decisions(ctx context.Context) (int, error) {
	counts, err := i.counts(ctx, `SELECT 'all', COUNT(*) FROM decision`)
	return counts["all"], err
}

func (i *installation) nightlyBook(ctx context.Context, n int) error {
	if err := i.fill(ctx, generate.Regular{Invoices: n, PerCustomer: nightly, Today: workDay}, 7); err != nil {
		return err
	}
	return i.inside(ctx, func(tx *store.Tx) error {
		scenario := nightLadder()
		return tx.StartWith(&scenario)
	})
}

// inside changes the company's book without the program.
func (i *installation) inside(ctx context.Context, change func(*store.Tx) error) error {
	s, err := store.Open(ctx, i.url(), morning(workDay))
	if err != nil {
		return err
	}
	defer s.Close()
	c, err := theCompany(ctx, s)
	if err != nil {
		return err
	}
	return s.Update(ctx, c.ID, change)
}

// readItems reads of every open item what a decision needs, and does nothing with it.
func (i *installation) readItems(ctx context.Context) (time.Duration, error) {
	d, err := db.Open(ctx, i.url())
	if err != nil {
		return 0, err
	}
	defer d.Close()
	start := time.Now()
	err = d.View(ctx, func(tx *db.Tx) error {
		return tx.Rows(func(rows *sql.Rows) error {
			var customer, invoice, open int64
			var number, currency string
			var issued, due date.Date
			return rows.Scan(&customer, &invoice, &currency, &number, &issued, &due, &open)
		}, `SELECT customer_id, id, currency, number, issued_on, due_on, open_minor FROM invoice WHERE open_minor <> 0`)
	})
	return time.Since(start), err
}

// onePayment books money of one customer, on account.
func (i *installation) onePayment(ctx context.Context) error {
	return i.inside(ctx, func(tx *store.Tx) error {
		who, found, err := tx.CustomerByWord("5")
		if err != nil || !found {
			return fmt.Errorf("there is no customer 5: %w", err)
		}
		sum := money.Of(100, money.EUR)
		if err := tx.AddPayments([]*payment.Payment{{Customer: who.ID, ReceivedOn: workDay, Amount: sum, OnAccount: sum, BookedBy: "bench"}}); err != nil {
			return err
		}
		return tx.WantReview(who.ID)
	})
}
