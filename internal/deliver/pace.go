package deliver

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"acquit/internal/fault"
)

// Paced is a Channel that hands over no more than so many messages in a minute to the
// addresses of one domain: providers who get more at once from somebody they do not know
// put mails off, or take them for spam. It counts for itself alone; several nodes send
// as many each.
//
// It never waits. A message that must not leave yet is Later, was not tried, and says in
// Outcome.Until when it may; whoever sends takes another one meanwhile.
type Paced struct {
	channel Channel
	rate    int
	now     func() time.Time

	mu   sync.Mutex
	left map[string][]time.Time // by domain, when its last messages left, oldest first; at most rate
	tidy time.Time              // when domains that have had nothing for a while are forgotten
}

// window is the time over which messages are counted.
const window = time.Minute

// Pace returns a Paced of a channel; rate is in messages a minute, 0 for as many as
// there are.
func Pace(c Channel, rate int, now func() time.Time) *Paced {
	return &Paced{channel: c, rate: rate, now: now, left: map[string][]time.Time{}}
}

// Deliver hands a message over unless one of the domains it goes to has had enough.
func (p *Paced) Deliver(ctx context.Context, from string, to []string, raw []byte) Outcome {
	if full, until := p.take(to); full != "" {
		return Outcome{Kind: Later, Until: until, Answer: fault.Say("%s has had %d messages within a minute: this one waits", full, p.rate).Kept()}
	}
	return p.channel.Deliver(ctx, from, to, raw)
}

// Free is when a message to some addresses may leave: not after now, it may leave at once.
func (p *Paced) Free(to []string) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, until := p.full(domains(to), p.now())
	return until
}

// take counts a message for all domains it goes to, or for none when one of them is
// full: it returns that one, and when it is free.
func (p *Paced) take(to []string) (full string, until time.Time) {
	if p.rate <= 0 {
		return "", until
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now, all := p.now(), domains(to)
	if full, until = p.full(all, now); full != "" {
		return full, until
	}
	for _, domain := range all {
		last := append(p.left[domain], now)
		p.left[domain] = last[max(0, len(last)-p.rate):]
	}
	p.forget(now)
	return "", until
}

// full is the domain that has to wait longest, and until when; "" for none.
func (p *Paced) full(all []string, now time.Time) (full string, until time.Time) {
	for _, domain := range all {
		last := p.left[domain]
		if p.rate <= 0 || len(last) < p.rate {
			continue
		}
		if free := last[0].Add(window); free.After(now) && free.After(until) {
			full, until = domain, free
		}
	}
	return full, until
}

// forget drops the domains that nothing went to within the window, once in a window.
func (p *Paced) forget(now time.Time) {
	if now.Before(p.tidy) {
		return
	}
	p.tidy = now.Add(window)
	for domain, last := range p.left {
		if !last[len(last)-1].Add(window).After(now) {
			delete(p.left, domain)
		}
	}
}

// domains are those of some addresses, each once. What is no address counts for nothing:
// the channel refuses it.
func domains(to []string) (all []string) {
	for _, s := range to {
		if address, err := Address(s); err == nil {
			all = append(all, strings.ToLower(address[strings.LastIndexByte(address, '@')+1:]))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
