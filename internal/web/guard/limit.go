package guard

import (
	"hash/maphash"
	"sync"
	"time"
)

// Limiter slows down those who try passwords, or guess links. It counts in a fixed number of
// slots, chosen by a hash that nobody outside can foresee, so that its size does
// not depend on who tries; two keys that share a slot only share its patience.
type Limiter struct {
	seed  maphash.Seed
	mu    sync.Mutex
	empty [1 << 14]time.Time // when the tries in each slot are forgotten
}

// A key has so many tries at once, and one more after each pause.
const (
	triesAtOnce = 10
	tryPause    = time.Minute
)

// NewLimiter counts nothing yet.
func NewLimiter() *Limiter { return &Limiter{seed: maphash.MakeSeed()} }

// Allow counts a try of each of the keys and reports whether all have tries left.
// When they have not, wait is how long until they do.
func (l *Limiter) Allow(now time.Time, keys ...string) (wait time.Duration, ok bool) {
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

// Left reports whether a key has tries left, and counts none: where only what turns out wrong is a
// try, it is counted by Allow then.
func (l *Limiter) Left(now time.Time, key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.slot(key).Add(-(triesAtOnce - 1) * tryPause).After(now)
}

// Forget gives a key back all its tries: the right password was given.
func (l *Limiter) Forget(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	*l.slot(key) = time.Time{}
}

// Refund gives a key back one try: a right password says nothing against whoever
// else comes from the same address.
func (l *Limiter) Refund(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	slot := l.slot(key)
	*slot = slot.Add(-tryPause)
}

func (l *Limiter) slot(key string) *time.Time {
	return &l.empty[maphash.String(l.seed, key)%uint64(len(l.empty))]
}
