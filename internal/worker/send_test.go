package worker_test

import (
	"context"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/deliver"
	"acquit/internal/intake"
	"acquit/internal/job"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// hours is a channel that takes every message, and keeps when.
type hours struct {
	mu    sync.Mutex
	clock *testkit.Clock
	left  map[string]time.Time // by the address that wrote
}

func (h *hours) Deliver(_ context.Context, from string, _ []string, _ []byte) deliver.Outcome {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.left[from] = h.clock.Now()
	return deliver.Outcome{Kind: deliver.Accepted, Answer: "250 ok"}
}

func (h *hours) all() map[string]time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return maps.Clone(h.left)
}

// A company that spreads its messages and one that does not, both at eight o'clock.
func TestANodeSendsWithinTheHoursAndSpread(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		eight := time.Date(2026, time.January, 5, 7, 0, 0, 0, time.UTC) // in Brussels
		clock.Set(eight)
		calm := testkit.Company(t, s)
		hasty := testkit.Company(t, s, func(c *company.Company) {
			c.Name, c.Email, c.Policy.SpreadMinutes = "Lys Logistique SA", "hasty@lys.example", 0
		})
		for _, c := range []company.Company{calm, hasty} {
			who := testkit.Customer(t, s, c.ID, "ACME")
			testkit.Invoice(t, s, customer.Ref{Company: c.ID, Customer: who.ID}, "R-1", "100.00", clock.Today().AddDays(-10))
		}
		sent := &hours{clock: clock, left: map[string]time.Time{}}
		log := workWith(t, s, &intake.Inbox{Store: s, Words: locale.NewBook(), Dir: t.TempDir()}, sent)
		until(t, "the message that waits for nothing has left", func() bool { return sent.all()[hasty.Email].Equal(eight) })
		if at, left := sent.all()[calm.Email]; left {
			t.Errorf("the other left at %s", at)
		}
		clock.Advance(2 * time.Hour)
		testkit.Update(t, s, calm.ID, func(tx *store.Tx) error { return tx.Enqueue(job.Send{Company: calm.ID}) })
		until(t, "the other has left", func() bool { return sent.all()[calm.Email].Equal(eight.Add(2 * time.Hour)) })
		if text := log.String(); strings.Contains(text, "level=ERROR") {
			t.Errorf("the log says %s", text)
		}
	})
}
