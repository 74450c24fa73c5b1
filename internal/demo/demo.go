// Package demo builds the book that `acquit demo` shows: Ketel & Kraan from the files of
// package examples, the web shop that it took over, and what its people do about both, day
// by day, through the verbs that everybody else uses.
//
// The story ends on examples.Today, whatever day it is outside: its files bear their days.
// Nothing is drawn by chance, so that two builds hold the same book.
package demo

import (
	"context"
	"io"

	"acquit/examples"
	"acquit/internal/admit"
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/matching"
	"acquit/internal/settle"
	"acquit/internal/store"
)

// Nights is how many days before the story's end the nights begin: far enough for an invoice
// to climb the whole ladder.
const Nights = 112

// Builder builds the book. All fields are needed but Progress.
type Builder struct {
	Desk     *collect.Desk // with a channel, into which everything is really sent
	People   *admit.Desk
	SetDay   func(date.Date)       // turns the clock of the desk's store to the morning of a day
	Progress func(done, total int) // hears how many nights are over
	Texts    string                // where a provider of text messages listens; "" for none

	ctx     context.Context
	company company.Company
	intake  *intake.Desk     // of the files
	records *intake.Desk     // of the shop's program
	plans   map[string]id.ID // the scenarios, by their keys among the ready-made ones
	shop    *shop
}

// Build builds the story and stores it, unless an earlier run did.
func (b *Builder) Build(ctx context.Context) error {
	b.ctx = ctx
	var all []company.Company
	err := b.Desk.Store.View(ctx, 0, func(tx *store.Tx) (err error) {
		all, err = tx.Companies()
		return err
	})
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.Name == examples.Company.Name {
			b.company = c
			return b.connect()
		}
	}
	return b.build()
}

func (b *Builder) build() error {
	plan, err := readStory()
	if err != nil {
		return err
	}
	first := examples.Today.AddDays(-Nights)
	b.SetDay(first)
	b.intake = &intake.Desk{Store: b.Desk.Store, Actor: Bookkeeper}
	b.records = &intake.Desk{Store: b.Desk.Store, Actor: shopTitle}
	b.shop = openShop(examples.Today)
	for _, settle := range []func() error{b.settleIn, b.connect, b.invite, b.scenarios, b.customers} {
		if err := settle(); err != nil {
			return err
		}
	}
	if err := b.facts(plan.before(first), b.shop.before(first), first); err != nil {
		return err
	}
	for n := range Nights {
		today := first.AddDays(n + 1)
		b.SetDay(today)
		if err := b.day(plan, today); err != nil {
			return fault.In(today.String(), err)
		}
		if b.Progress != nil {
			b.Progress(n+1, Nights)
		}
	}
	return b.takeOver()
}

// customers takes in who buys: from the brewery trade by a table, from the shop by records.
func (b *Builder) customers() error {
	report, err := b.intake.Customers(b.ctx, b.company.ID, file("customers.csv"))
	if err == nil {
		err = failed([]intake.Report{report})
	}
	if err != nil {
		return err
	}
	outcomes, err := b.records.RecordCustomers(b.ctx, b.company.ID, shopTitle, b.shop.customers)
	return refused(outcomes, err)
}

// day is a whole one: what comes in, what people do, the night and its messages, and what
// people do about those.
func (b *Builder) day(s story, today date.Date) error {
	if err := b.facts(s.on(today), b.shop.on(today), today); err != nil {
		return err
	}
	for _, scene := range scenes {
		if scene.on() == today {
			if err := scene.play(b, today); err != nil {
				return err
			}
		}
	}
	if _, err := b.Desk.RunDay(b.ctx, b.company.ID, today, nil); err != nil {
		return err
	}
	if _, err := b.Desk.Warn(b.ctx, b.company.ID, today); err != nil {
		return err
	}
	if _, err := b.Desk.Send(b.ctx, b.company.ID, today, nil); err != nil {
		return err
	}
	return b.office(today)
}

// facts takes in what came on a day, or until it, and books what is certain.
func (b *Builder) facts(files *storyDay, records *shopDay, today date.Date) error {
	for _, take := range []func() ([]intake.Report, error){
		func() ([]intake.Report, error) { return b.intake.Invoices(b.ctx, b.company.ID, all(files.invoices)) },
		func() ([]intake.Report, error) {
			return b.intake.Statements(b.ctx, b.company.ID, all(files.statements))
		},
	} {
		reports, err := take()
		if err == nil {
			err = failed(reports)
		}
		if err != nil {
			return err
		}
	}
	if err := b.record(records); err != nil {
		return err
	}
	if _, err := settle.Match(b.ctx, b.Desk.Store, b.company.ID, today, nil); err != nil {
		return err
	}
	return b.tidy(today)
}

// record hands over what the shop's program tells.
func (b *Builder) record(s *shopDay) error {
	if len(s.invoices) > 0 {
		if err := refused(b.records.RecordInvoices(b.ctx, b.company.ID, shopTitle, s.invoices)); err != nil {
			return err
		}
	}
	if len(s.payments) > 0 {
		return refused(b.records.RecordPayments(b.ctx, b.company.ID, shopTitle, s.payments))
	}
	return nil
}

// patience is how many days an entry waits before the story's bookkeeper takes it in hand, so
// that what waits on the last day is what came lately.
const patience = 12

// tidy is the bookkeeper's work: an old entry is booked as matching suggests, or set aside
// where it suggests nothing.
func (b *Builder) tidy(today date.Date) error {
	var entries []store.Entry
	var ask map[id.ID][]matching.Proposal
	err := b.view(func(tx *store.Tx) (err error) {
		if entries, err = tx.Unmatched(0, 1000); err != nil {
			return err
		}
		ids := make([]id.ID, len(entries))
		for n, e := range entries {
			ids[n] = e.ID
		}
		ask, err = tx.Suggestions(ids...)
		return err
	})
	if err != nil {
		return err
	}
	for _, e := range entries {
		switch {
		case e.State != store.EntryAsk || e.BookedOn > today.AddDays(-patience):
		case len(ask[e.ID]) > 0 && ask[e.ID][0].Customer != 0:
			err = settle.Confirm(b.ctx, b.Desk.Store, b.company.ID, e.ID, ask[e.ID][0], Bookkeeper, today)
		default:
			err = settle.Ignore(b.ctx, b.Desk.Store, b.company.ID, e.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// takeOver hands over what came on the last day from another program: a table that waits for
// a person, and customers of whom one is here already. What it changed is decided at once.
func (b *Builder) takeOver() error {
	reports, err := b.intake.Any(b.ctx, b.company.ID, all([]string{examples.NewCustomers, examples.OpenItems}))
	if err == nil {
		err = failed(reports)
	}
	if err != nil {
		return err
	}
	_, err = b.Desk.ReviewWanted(b.ctx, b.company.ID, examples.Today)
	return err
}

func (b *Builder) view(read func(*store.Tx) error) error {
	return b.Desk.Store.View(b.ctx, b.company.ID, read)
}

// failed is the first thing that could not be taken in, nil where all was.
func failed(reports []intake.Report) error {
	for _, r := range reports {
		if r.Failed() {
			return fault.New(fault.Invalid, "%s: %s", r.File, r.Errors[0].Text)
		}
	}
	return nil
}

// refused is why the first of some records was not taken in, nil where all were.
func refused(outcomes []intake.Outcome, err error) error {
	for _, o := range outcomes {
		if err == nil && o.Result == intake.Refused {
			err = o.Err
		}
	}
	return err
}

func file(name string) intake.File {
	return intake.File{Name: name, Open: func() (io.ReadCloser, error) { return examples.Files.Open(name) }}
}

func all(names []string) []intake.File {
	files := make([]intake.File, len(names))
	for n, name := range names {
		files[n] = file(name)
	}
	return files
}
