// Bench measures the program as a whole, as its users run it, and prints figures
// beside the raw cost of the same rows on the same machine in the same run. It is
// no test: nothing fails when a figure is bad. `make bench` runs it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// day is the day on which the generated book is looked at.
const day = "2026-11-20"

// plan is how large the book is, and where.
type plan struct {
	binary                       string
	customers, invoices, entries int
	readers, requests            int
	database                     string // a PostgreSQL URL, or "" for the embedded database
	dir                          string
}

func main() {
	p := plan{}
	flag.StringVar(&p.binary, "acquit", "bin/acquit", "the program to measure")
	flag.IntVar(&p.customers, "customers", 100_000, "customers in the book")
	flag.IntVar(&p.invoices, "invoices", 1_000_000, "open invoices in the book")
	flag.IntVar(&p.entries, "entries", 100_000, "bank entries to match")
	flag.IntVar(&p.readers, "readers", 20, "people who read pages at the same time")
	flag.IntVar(&p.requests, "requests", 2_000, "requests for each page")
	flag.StringVar(&p.database, "database-url", "", "an empty PostgreSQL database; the embedded one when not given")
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	if err := p.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (p *plan) run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "acquit-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	p.dir = dir
	p.head()
	if _, err := p.acquit(ctx, "company", "create", "--name", "Bench", "--email", "bench@bench.example"); err != nil {
		return err
	}
	for _, measure := range []func(context.Context) error{p.generate, p.scan, p.night, p.match, p.realNight, p.pages} {
		if err := measure(ctx); err != nil {
			return err
		}
	}
	return nil
}

// head says on what was measured.
func (p *plan) head() {
	engine := "embedded database"
	if p.database != "" {
		engine = "PostgreSQL"
	}
	load, _ := os.ReadFile("/proc/loadavg")
	fmt.Printf("%s; %d customers, %d open invoices, %d entries; load %s\n", engine, p.customers, p.invoices, p.entries,
		strings.TrimSpace(string(load)))
}

// spent is what a command took.
type spent struct {
	wall, cpu time.Duration
	peak      int64 // MiB of memory
	out       string
}

// acquit runs the program and measures it.
func (p *plan) acquit(ctx context.Context, args ...string) (spent, error) {
	args = append([]string{"--data", p.dir, "--today", day}, args...)
	if p.database != "" {
		args = append([]string{"--database-url", p.database}, args...)
	}
	cmd := exec.CommandContext(ctx, p.binary, args...)
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	start := time.Now()
	err := cmd.Run()
	s := spent{wall: time.Since(start), out: out.String()}
	if cmd.ProcessState != nil {
		s.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
			s.peak = usage.Maxrss >> 10
		}
	}
	if err != nil {
		err = fmt.Errorf("acquit %s: %w", strings.Join(args, " "), err)
	}
	return s, err
}

// line prints one figure.
func line(what string, s spent, more string) {
	fmt.Printf("%-34s %8.2f s wall %8.2f s cpu %6d MiB  %s\n", what, s.wall.Seconds(), s.cpu.Seconds(), s.peak, more)
}

func rate(n int, d time.Duration) string { return fmt.Sprintf("%.0f/s", float64(n)/d.Seconds()) }

func (p *plan) generate(ctx context.Context) error {
	s, err := p.acquit(ctx, "generate", "--customers", fmt.Sprint(p.customers), "--invoices", fmt.Sprint(p.invoices), "--entries", fmt.Sprint(p.entries))
	if err == nil {
		line("generate", s, rate(p.invoices, s.wall)+" invoices")
	}
	return err
}

func (p *plan) night(ctx context.Context) error {
	s, err := p.acquit(ctx, "run", "--dry-run")
	if err == nil {
		line("night's decision (run --dry-run)", s, last(s.out))
	}
	return err
}

func (p *plan) match(ctx context.Context) error {
	s, err := p.acquit(ctx, "match")
	if err == nil {
		line("match", s, rate(p.entries, s.wall)+" entries: "+last(s.out))
	}
	return err
}

func (p *plan) realNight(ctx context.Context) error {
	s, err := p.acquit(ctx, "run")
	if err == nil {
		line("night that queues (run)", s, last(s.out))
	}
	return err
}

func last(out string) string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return lines[len(lines)-1]
}

// url is where the book is, for looking at it without the program.
func (p *plan) url() string {
	if p.database != "" {
		return p.database
	}
	return filepath.Join(p.dir, "acquit.db")
}
