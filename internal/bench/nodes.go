package main

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"acquit/internal/date"
	"acquit/internal/store"
)

// shared measures the night of a day as so many nodes share it, from its beginning to its
// end, and what each of them worked for it.
func (i *installation) shared(ctx context.Context, nodes int, on date.Date, raw time.Duration) error {
	all := make([]*exec.Cmd, nodes)
	stop := func() {
		for _, cmd := range all {
			if cmd != nil && cmd.ProcessState == nil {
				cmd.Process.Signal(syscall.SIGTERM)
				cmd.Wait()
			}
		}
	}
	defer stop()
	for n := range all {
		cmd := i.command(ctx, on, "serve", "--only", "worker")
		if err := cmd.Start(); err != nil {
			return err
		}
		all[n] = cmd
	}
	took, err := i.untilOver(ctx, on)
	if err != nil {
		return err
	}
	stop()
	var worked []string
	for _, cmd := range all {
		worked = append(worked, fmt.Sprintf("%.1f s", (cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()).Seconds()))
	}
	rawLine(fmt.Sprintf("a night, nodes that share it: %d", nodes), took, times(took, raw)+"; they worked "+strings.Join(worked, " and "))
	return nil
}

// untilOver waits for the end of the night of a day, and returns how long it took.
func (i *installation) untilOver(ctx context.Context, on date.Date) (took time.Duration, err error) {
	s, err := store.Open(ctx, i.url(), time.Now)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	c, err := theCompany(ctx, s)
	if err != nil {
		return 0, err
	}
	for ctx.Err() == nil {
		err := s.View(ctx, c.ID, func(tx *store.Tx) error {
			nights, err := tx.Nights(1)
			if err == nil && len(nights) > 0 && nights[0].On == on && !nights[0].FinishedAt.IsZero() {
				took = nights[0].FinishedAt.Sub(nights[0].StartedAt)
			}
			return err
		})
		if err != nil || took > 0 {
			return took, err
		}
		time.Sleep(100 * time.Millisecond)
	}
	return 0, fmt.Errorf("the night of %s did not end: %w", on, ctx.Err())
}
