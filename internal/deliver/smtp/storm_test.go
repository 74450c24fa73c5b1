package smtp_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"acquit/internal/deliver"
	"acquit/internal/deliver/catcher"
)

// TestNothingIsLostOrDoubledWhileTheServerFails delivers many mails at a time to a server
// that puts off, hangs up, keeps silent and is started again. Whoever sends tries again
// what is Later and nothing else: what was Accepted is there once, what is Uncertain once
// at the most.
func TestNothingIsLostOrDoubledWhileTheServerFails(t *testing.T) {
	const mails = 2000
	first, ch := start(t)
	server := atomic.Pointer[catcher.Catcher]{}
	server.Store(first)
	all := []*catcher.Catcher{first}
	address := strings.TrimSuffix(strings.TrimPrefix(first.URL(), "smtp://"), "?tls=none")
	restart := func() {
		server.Load().Close()
		next, err := catcher.Start(address, "")
		for n := 0; err != nil && n < 1000; n++ { // a client that tries may have the port for an instant
			next, err = catcher.Start(address, "")
		}
		if err != nil {
			t.Error(err)
			return
		}
		t.Cleanup(func() { next.Close() })
		all = append(all, next)
		server.Store(next)
	}
	fail := []func(){
		func() { server.Load().Defer(5) }, func() { server.Load().HangUp(3) }, func() { server.Load().Drop(2) },
		func() { server.Load().HangUp(1); server.Load().Drop(1) }, restart,
	}

	var mu sync.Mutex
	uncertain := map[string]bool{}
	next, retried := atomic.Int32{}, atomic.Int32{}
	var senders sync.WaitGroup
	for range 4 {
		senders.Go(func() {
			for n := int(next.Add(1)); n <= mails; n = int(next.Add(1)) {
				if n%100 == 0 {
					mu.Lock()
					fail[n/100%len(fail)]()
					mu.Unlock()
				}
				id := fmt.Sprintf("<%d.1@lys.example>", n)
				o := deliverUntilKnown(t, ch, numbered(t, id), &retried)
				if o.Kind == deliver.Uncertain {
					mu.Lock()
					uncertain[id] = true
					mu.Unlock()
				} else if o.Kind != deliver.Accepted {
					t.Errorf("%s: %+v", id, o)
				}
			}
		})
	}
	senders.Wait()

	arrived := map[string]int{}
	for _, c := range all {
		for _, m := range c.List() {
			arrived[m.Mail.MessageID]++
		}
	}
	for n := range mails {
		id := fmt.Sprintf("<%d.1@lys.example>", n+1)
		if got := arrived[id]; got > 1 || got == 0 && !uncertain[id] {
			t.Errorf("%s arrived %d times", id, got)
		}
	}
	if len(all) < 4 || retried.Load() == 0 || len(uncertain) == 0 || len(uncertain) > 60 {
		t.Errorf("%d servers, %d tries again, %d uncertain: this tries nothing", len(all), retried.Load(), len(uncertain))
	}
}

// numbered is a mail with an identifier.
func numbered(t *testing.T, id string) []byte {
	t.Helper()
	m := deliver.Mail{From: sender, To: []string{payer}, Subject: "Rappel", Text: "Bonjour\n", MessageID: id, Date: time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)}
	raw, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// deliverUntilKnown tries again while the outcome is Later.
func deliverUntilKnown(t *testing.T, ch deliver.Channel, raw []byte, retried *atomic.Int32) deliver.Outcome {
	for range 10_000 {
		if o := ch.Deliver(t.Context(), sender, []string{payer}, raw); o.Kind != deliver.Later {
			return o
		}
		retried.Add(1)
	}
	return deliver.Outcome{Kind: deliver.Later, Answer: "given up"}
}
