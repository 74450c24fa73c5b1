package main

import (
	"context"
	"fmt"
	"strings"

	"acquit/internal/db"
)

// matching matches bank entries, one number of them after the other, each against the
// open items of a large book of its own: what it takes must grow with the entries alone.
func (p *plan) matching(ctx context.Context) error {
	for _, entries := range p.matched {
		if err := p.matchOnce(ctx, entries); err != nil {
			return err
		}
	}
	return nil
}

func (p *plan) matchOnce(ctx context.Context, entries int) error {
	p.head("%d entries against %d open items of %d customers", entries, p.invoices, p.customers)
	i, drop, err := p.beside(ctx, "matching")
	if err != nil {
		return err
	}
	defer drop()
	if err := i.found(ctx, bookDay); err != nil {
		return err
	}
	_, err = i.acquit(ctx, bookDay, "generate", "--customers", fmt.Sprint(p.customers), "--invoices", fmt.Sprint(p.invoices), "--entries", fmt.Sprint(entries))
	if err != nil {
		return err
	}
	if err := i.vacuum(ctx); err != nil { // the book has stood for a night
		return err
	}
	matched, err := i.acquit(ctx, bookDay, "match")
	if err != nil {
		return err
	}
	line("match and review", matched, fmt.Sprintf("%s entries, %.0f µs each: %s", rate(entries, matched.wall), float64(matched.wall.Microseconds())/float64(entries), last(matched.out)))
	for l := range strings.Lines(matched.out) {
		if strings.HasPrefix(l, "matched in ") {
			fmt.Print(l)
		}
	}
	if err := i.raw(ctx); err != nil {
		return err
	}
	return i.healthy(ctx, bookDay)
}

// raw prints what rows cost without the program.
func (i *installation) raw(ctx context.Context) error {
	d, err := db.Open(ctx, i.url())
	if err != nil {
		return err
	}
	defer d.Close()
	return rawInsert(ctx, d)
}
