// Bench measures the program as a whole, as its users run it, and prints figures
// beside the raw cost of the same rows on the same machine in the same run. It is
// no test: nothing fails when a figure is bad. It fails when a count is wrong, since
// what was not done right needs no time. `make bench` runs it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"acquit/internal/date"
)

// bookDay is the day on which the large book is looked at.
var bookDay = date.Must("2026-11-20")

// plan is what is measured: a large book, and the workload.
type plan struct {
	installation
	only                         string
	customers, invoices, entries int
	readers, requests            int
	statementEntries             int
	claimed                      int
	businesses                   int
	items, cash, matched         []int
	mails                        int // the most that are really sent at a time
}

func main() {
	p := plan{items: []int{10_000, 100_000}, cash: []int{1_000, 10_000}, matched: []int{10_000, 30_000, 100_000}}
	flag.StringVar(&p.binary, "acquit", "bin/acquit", "the program to measure")
	flag.StringVar(&p.database, "database-url", "", "an empty PostgreSQL database, of somebody who may make others; the embedded one when not given")
	flag.Func("only", "measure one part only: book, matching, workload, tables, statements, invoices, claims, nights, simulate, mails, dossier or registers", func(s string) error {
		if p.only = s; !slices.ContainsFunc(parts, func(one part) bool { return one.name == s }) {
			return fmt.Errorf("there is no such part")
		}
		return nil
	})
	flag.IntVar(&p.customers, "customers", 100_000, "customers in the large book")
	flag.IntVar(&p.invoices, "invoices", 1_000_000, "open invoices in the large book")
	flag.IntVar(&p.entries, "entries", 100_000, "bank entries to match in the large book")
	flag.IntVar(&p.readers, "readers", 20, "people who read pages at the same time")
	flag.IntVar(&p.requests, "requests", 2_000, "requests for each page")
	flag.Func("items", "open items of the workload, one size after the other, in hundreds (default 10000,100000; 1000000 takes long)", sizes(&p.items))
	flag.Func("cash", "bank entries of the workload, one size after the other (default 1000,10000; 100000 takes long)", sizes(&p.cash))
	flag.Func("matched", "bank entries to match against the large book, one number after the other (default 10000,30000,100000)", sizes(&p.matched))
	flag.IntVar(&p.mails, "mails", 20_000, "a night of the workload with more messages than this is not sent but marked as sent")
	flag.IntVar(&p.statementEntries, "statement-entries", 100_000, "entries of the statement that is read in each format; 1200000 make a CAMT file of 1 GB")
	flag.IntVar(&p.claimed, "claims", 1_000_000, "debts whose claims are reckoned")
	flag.IntVar(&p.businesses, "businesses", 2_000_000, "businesses in the extract of a register")
	limit := flag.Duration("limit", 2*time.Hour, "give up after so long")
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), *limit)
	defer cancel()
	if err := p.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// sizes reads "10000,100000".
func sizes(into *[]int) func(string) error {
	return func(s string) error {
		*into = nil
		for word := range strings.SplitSeq(s, ",") {
			n, err := strconv.Atoi(word)
			if err != nil || n <= 0 || n%100 != 0 {
				return fmt.Errorf("%q is no number of whole hundreds", word)
			}
			*into = append(*into, n)
		}
		return nil
	}
}

func (p *plan) run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "acquit-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	p.dir = dir
	for _, one := range parts {
		if p.only != "" && p.only != one.name {
			continue
		}
		if err := one.measure(p, ctx); err != nil {
			return err
		}
	}
	return nil
}

// part is something that is measured by itself.
type part struct {
	name    string
	measure func(*plan, context.Context) error
}

var parts = []part{{"book", (*plan).book}, {"matching", (*plan).matching}, {"workload", (*plan).workload}, {"tables", (*plan).tables}, {"statements", (*plan).statements}, {"invoices", (*plan).electronic}, {"claims", (*plan).claims}, {"nights", (*plan).nights}, {"simulate", (*plan).simulate}, {"mails", (*plan).conversations}, {"dossier", (*plan).file}, {"registers", (*plan).registers}}

// book measures the large book.
func (p *plan) book(ctx context.Context) error {
	p.head("%d customers, %d open invoices, %d entries", p.customers, p.invoices, p.entries)
	if err := p.found(ctx, bookDay); err != nil {
		return err
	}
	for _, measure := range []func(context.Context) error{p.generate, p.scan, p.night, p.match, p.realNight, p.pages, p.guests} {
		if err := measure(ctx); err != nil {
			return err
		}
	}
	return nil
}

// head says what is measured, and on what.
func (i *installation) head(format string, args ...any) {
	engine := "embedded database"
	if i.database != "" {
		engine = "PostgreSQL"
	}
	load, _ := os.ReadFile("/proc/loadavg")
	fmt.Printf("%s; %s; load %s\n", engine, fmt.Sprintf(format, args...), strings.TrimSpace(string(load)))
}

// found makes the company whose book it is.
func (i *installation) found(ctx context.Context, on date.Date) error {
	_, err := i.acquit(ctx, on, "company", "create", "--name", "Bench", "--email", "bench@bench.example", "--iban", "BE68539007547034")
	return err
}

func (p *plan) generate(ctx context.Context) error {
	s, err := p.acquit(ctx, bookDay, "generate", "--customers", fmt.Sprint(p.customers), "--invoices", fmt.Sprint(p.invoices), "--entries", fmt.Sprint(p.entries))
	if err == nil {
		line("generate", s, rate(p.invoices, s.wall)+" invoices")
	}
	return err
}

func (p *plan) night(ctx context.Context) error {
	s, err := p.acquit(ctx, bookDay, "run", "--dry-run")
	if err == nil {
		line("night's decision (run --dry-run)", s, last(s.out))
	}
	return err
}

func (p *plan) match(ctx context.Context) error {
	s, err := p.acquit(ctx, bookDay, "match")
	if err == nil {
		line("match", s, rate(p.entries, s.wall)+" entries: "+last(s.out))
	}
	return err
}

func (p *plan) realNight(ctx context.Context) error {
	s, err := p.acquit(ctx, bookDay, "run")
	if err == nil {
		line("night that queues (run)", s, last(s.out))
	}
	return err
}
