package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"acquit/internal/date"
	"acquit/internal/db"
)

// installation is a database, as the program is started on it.
type installation struct {
	binary   string
	dir      string // where the embedded database is, and other files
	database string // a PostgreSQL URL, or "" for the embedded database
}

// url is where the book is, for looking at it without the program.
func (i *installation) url() string {
	if i.database != "" {
		return i.database
	}
	return filepath.Join(i.dir, "acquit.db")
}

// beside makes an empty installation on the same engine, and returns how to take it
// away.
func (i *installation) beside(ctx context.Context, name string) (made *installation, drop func(), err error) {
	dir, err := os.MkdirTemp(i.dir, name)
	if err != nil {
		return nil, nil, err
	}
	made = &installation{binary: i.binary, dir: dir}
	if i.database == "" {
		return made, func() { os.RemoveAll(dir) }, nil
	}
	at, err := url.Parse(i.database)
	if err != nil {
		return nil, nil, err
	}
	at.Path = "/acquit_bench_" + name
	made.database = at.String()
	drop = func() {
		os.RemoveAll(dir)
		if err := onServer(ctx, i.database, `DROP DATABASE acquit_bench_`+name+` WITH (FORCE)`); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
	}
	return made, drop, onServer(ctx, i.database, `CREATE DATABASE acquit_bench_`+name)
}

// vacuum lets PostgreSQL look at its tables, those included that are still empty: a
// plan that takes them for empty must do when they fill. What was written before is on
// disk then.
func (i *installation) vacuum(ctx context.Context) error {
	if i.database == "" {
		return nil
	}
	return errors.Join(onServer(ctx, i.database, `VACUUM ANALYZE`), onServer(ctx, i.database, `CHECKPOINT`))
}

// onServer runs what PostgreSQL runs outside transactions only.
func onServer(ctx context.Context, at, statement string) error {
	server, err := sql.Open("pgx", at)
	if err != nil {
		return err
	}
	defer server.Close()
	_, err = server.ExecContext(ctx, statement)
	return err
}

// spent is what a command took.
type spent struct {
	wall, cpu time.Duration
	peak      int64 // MiB of memory; 0 where the system does not tell
	out       string
}

// acquit runs the program on a day and measures it.
func (i *installation) acquit(ctx context.Context, on date.Date, args ...string) (spent, error) {
	cmd := i.command(ctx, on, args...)
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	start := time.Now()
	err := cmd.Start()
	if err != nil {
		return spent{}, err
	}
	ended, peak := make(chan struct{}), make(chan int64)
	go func() { peak <- watch(cmd.Process.Pid, ended) }()
	err = cmd.Wait()
	s := spent{wall: time.Since(start), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), out: out.String()}
	close(ended)
	s.peak = <-peak
	if err != nil {
		err = fmt.Errorf("%s: %w", strings.Join(cmd.Args, " "), err)
	}
	return s, err
}

func (i *installation) command(ctx context.Context, on date.Date, args ...string) *exec.Cmd {
	args = append([]string{"--data", i.dir, "--today", on.String()}, args...)
	if i.database != "" {
		args = append([]string{"--database-url", i.database}, args...)
	}
	return exec.CommandContext(ctx, i.binary, args...)
}

// watch follows a process until it has ended and returns the most memory that it
// used. What the system says at the end would not do: it counts what this program
// had used when it started the other.
func watch(pid int, ended <-chan struct{}) (peak int64) {
	const often = 10 * time.Millisecond
	for {
		if status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)); err == nil {
			peak = max(peak, highWater(status))
		}
		select {
		case <-ended:
			return peak
		case <-time.After(often):
		}
	}
}

func highWater(status []byte) int64 {
	for line := range bytes.Lines(status) {
		if size, found := bytes.CutPrefix(line, []byte("VmHWM:")); found {
			kibibytes, _ := strconv.ParseInt(strings.Fields(string(size))[0], 10, 64)
			return kibibytes >> 10
		}
	}
	return 0
}

// line prints one figure.
func line(what string, s spent, more string) {
	fmt.Printf("%-34s %8.2f s wall %8.2f s cpu %6d MiB  %s\n", what, s.wall.Seconds(), s.cpu.Seconds(), s.peak, more)
}

// rawLine prints the cost of the same rows without the program.
func rawLine(what string, took time.Duration, more string) {
	fmt.Printf("%-34s %8.2f s wall %23s  %s\n", what, took.Seconds(), "", more)
}

func rate(n int, d time.Duration) string { return fmt.Sprintf("%.0f/s", float64(n)/d.Seconds()) }

// times says how many times as long as the raw cost something took.
func times(d, raw time.Duration) string {
	return fmt.Sprintf("%.0f times raw", d.Seconds()/raw.Seconds())
}

func last(out string) string {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return lines[len(lines)-1]
}

// counts reads a query of names and numbers, without the program.
func (i *installation) counts(ctx context.Context, query string) (map[string]int, error) {
	d, err := db.Open(ctx, i.url())
	if err != nil {
		return nil, err
	}
	defer d.Close()
	counts := map[string]int{}
	return counts, d.View(ctx, func(tx *db.Tx) error {
		if tx.Engine == db.Postgres {
			// It may still take the tables for empty, and would read one for each row of
			// another.
			if _, err := tx.Exec(`SET LOCAL enable_nestloop = off`); err != nil {
				return err
			}
		}
		return tx.Rows(func(r *sql.Rows) error {
			var name string
			var n int
			err := r.Scan(&name, &n)
			counts[name] = n
			return err
		}, query)
	})
}
