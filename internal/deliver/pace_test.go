package deliver

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// kept is a channel that keeps what it is given.
type kept struct {
	mu   sync.Mutex
	sent []string
}

func (k *kept) Deliver(_ context.Context, _ string, to []string, _ []byte) Outcome {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.sent = append(k.sent, to...)
	return Outcome{Kind: Accepted, Answer: "250"}
}

// clock is a clock that tests move.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func paced(rate int) (*Paced, *kept, *clock) {
	k, c := &kept{}, &clock{time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)}
	return Pace(k, rate, c.now), k, c
}

func TestADomainGetsNoMoreThanItsShareOfAMinute(t *testing.T) {
	p, k, c := paced(2)
	start := c.at
	send := func(to ...string) Outcome { return p.Deliver(t.Context(), "a@lys.example", to, nil) }
	if send("a@acme.example").Kind != Accepted {
		t.Fatal("the first one")
	}
	c.at = start.Add(10 * time.Second)
	if send("b@ACME.example").Kind != Accepted {
		t.Fatal("the second one")
	}
	o := send("c@acme.example")
	if o.Kind != Later || !o.Until.Equal(start.Add(time.Minute)) || !strings.Contains(o.Answer, "acme.example") {
		t.Errorf("the third one: %+v", o)
	}
	if o := send("c@other.example"); o.Kind != Accepted {
		t.Errorf("another domain: %+v", o)
	}
	if o := send("d@third.example", "d@acme.example"); o.Kind != Later {
		t.Errorf("one of two domains is full: %+v", o)
	}
	if free := p.Free([]string{"d@third.example"}); free.After(c.at) {
		t.Errorf("what was not sent was counted: third.example is free at %s", free)
	}
	if free := p.Free([]string{"x@acme.example", "x@other.example"}); !free.Equal(o.Until) {
		t.Errorf("acme.example is free at %s", free)
	}
	c.at = o.Until
	if o := send("c@acme.example"); o.Kind != Accepted {
		t.Errorf("a minute after the first one: %+v", o)
	}
	if o := send("d@acme.example"); o.Kind != Later || !o.Until.Equal(start.Add(70*time.Second)) {
		t.Errorf("the next one: %+v", o)
	}
	if len(k.sent) != 4 {
		t.Errorf("sent: %v", k.sent)
	}
}

func TestWithoutARateEverythingLeaves(t *testing.T) {
	p, k, c := paced(0)
	for range 100 {
		p.Deliver(t.Context(), "a@lys.example", []string{"a@acme.example"}, nil)
	}
	if len(k.sent) != 100 || p.Free([]string{"a@acme.example"}).After(c.at) {
		t.Errorf("%d left", len(k.sent))
	}
}

func TestWhatIsNoAddressIsLeftToTheChannel(t *testing.T) {
	p, k, _ := paced(1)
	for range 2 {
		p.Deliver(t.Context(), "a@lys.example", []string{"nobody"}, nil)
	}
	if len(k.sent) != 2 {
		t.Errorf("%v", k.sent)
	}
}

func TestDomainsAreForgotten(t *testing.T) {
	p, _, c := paced(5)
	for n := range 1000 {
		c.at = c.at.Add(time.Second)
		p.Deliver(t.Context(), "a@lys.example", []string{fmt.Sprintf("a@d%d.example", n)}, nil)
	}
	if len(p.left) > 121 {
		t.Errorf("%d domains are remembered", len(p.left))
	}
}

// TestNoMinuteHasMoreThanTheRate sends at random and counts in every window; what is put
// off leaves at the instant that was promised.
func TestNoMinuteHasMoreThanTheRate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.IntRange(1, 5).Draw(t, "rate")
		p, _, c := paced(rate)
		left := map[string][]time.Time{}
		for range 60 {
			c.at = c.at.Add(time.Duration(rapid.IntRange(0, 20_000).Draw(t, "ms")) * time.Millisecond)
			to := "a@" + rapid.SampledFrom([]string{"one.example", "two.example"}).Draw(t, "domain")
			o := p.Deliver(t.Context(), "a@lys.example", []string{to}, nil)
			if o.Kind == Later && rapid.Bool().Draw(t, "waits") {
				c.at = o.Until
				o = p.Deliver(t.Context(), "a@lys.example", []string{to}, nil)
				if o.Kind != Accepted {
					t.Fatalf("it waited for nothing: %+v", o)
				}
			}
			if o.Kind == Accepted {
				left[to] = append(left[to], c.at)
			}
		}
		for to, all := range left {
			for n := rate; n < len(all); n++ {
				if all[n].Sub(all[n-rate]) < time.Minute {
					t.Fatalf("%s got %d within %s", to, rate+1, all[n].Sub(all[n-rate]))
				}
			}
		}
	})
}
