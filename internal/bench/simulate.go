package main

import (
	"context"
	"fmt"
	"strings"
)

// simulatedDays is how far a simulation looks, as far as the page does.
const simulatedDays = 90

// simulate measures what is to come of a book of some thousand customers, and the same book
// under the usual scenario tried on everybody beside what is followed.
func (p *plan) simulate(ctx context.Context) error {
	const customers, invoices = 10_000, 100_000
	p.head("a simulation of %d days, %d customers, %d open invoices", simulatedDays, customers, invoices)
	i, drop, err := p.beside(ctx, "simulate")
	if err != nil {
		return err
	}
	defer drop()
	if err := i.found(ctx, bookDay); err != nil {
		return err
	}
	if _, err := i.acquit(ctx, bookDay, "generate", "--customers", fmt.Sprint(customers), "--invoices", fmt.Sprint(invoices), "--entries", "0"); err != nil {
		return err
	}
	if err := i.vacuum(ctx); err != nil {
		return err
	}
	days := fmt.Sprint(simulatedDays)
	s, err := i.acquit(ctx, bookDay, "simulate", "--days", days)
	if err != nil {
		return err
	}
	if foreseen := strings.Count(s.out, "\n"); foreseen < 2*customers { // two lines for each message
		return fmt.Errorf("simulate: %d lines foresee too little of %d customers to measure anything", foreseen, customers)
	}
	line("simulate --days "+days, s, last(s.out))
	if s, err = i.acquit(ctx, bookDay, "simulate", "--days", days, "--everyone", "--compare", "standard"); err != nil {
		return err
	}
	if !strings.Contains(s.out, "; 0 customers would hear something else") {
		return fmt.Errorf("compare: the usual scenario differs from itself: %s", last(s.out))
	}
	line("compare two scenarios", s, last(s.out))
	return nil
}
