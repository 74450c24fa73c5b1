package web

import (
	"hash/maphash"
	"sync"
	"time"
)

// limiter slows down those who try passwords. It counts in a fixed number of
// slots, chosen by a hash that nobody outside can foresee, so that its size does
// not depend on who tries; two keys that share a slot only share its patience.
type limiter struct {
	seed  maphash.Seed
	mu    sync.Mutex
	empty [1 << 14]time.Time // when the tries in each slot are forgotten
}

// A key has so many tries at once, and one more after each pause.
const (
	triesAtOnce = 10
	tryPause    = time.Minute
)

func newLimiter() *limiter { return &limiter{seed: maphash.MakeSeed()} }

// allow counts a try of each of the keys and reports whether all have tries left.
// When they have not, wait is how long until they do.
func (l *limiter) allow(now time.Time, keys ...string) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, key := range keys {
		free := l.slot(key).Add(-(triesAtOnce - 1) * tryPause)
		wait = max(wait, free.Sub(now))
	}
	if wait > 0 {
		return wait, false
	}
	for _, key := range keys {
		slot := l.slot(key)
		if slot.Before(now) {
			*slot = now
		}
		*slot = slot.Add(tryPause)
	}
	return 0, true
}

// forget gives a key back all its tries: the right password was given.
func (l *limiter) forget(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	*l.slot(key) = time.Time{}
}

// refund gives a key back one try: a right password says nothing against whoever
// else comes from the same address.
func (l *limiter) refund(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	slot := l.slot(key)
	*slot = slot.Add(-tryPause)
}

func (l *limiter) slot(key string) *time.Time {
	return &l.empty[maphash.String(l.seed, key)%uint64(len(l.empty))]
}
