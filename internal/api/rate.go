package api

import (
	"sync"
	"time"

	"acquit/internal/id"
)

// A token may ask so often at once, and once more after each pause: 300 times a minute
// in the long run.
const (
	askAtOnce = 60
	askPause  = 200 * time.Millisecond
)

// rate slows down programs that ask too often. Only tokens that can be used are
// counted, so that it holds few.
type rate struct {
	mu    sync.Mutex
	empty map[id.ID]time.Time // when what a token asked is forgotten
}

func newRate() *rate { return &rate{empty: map[id.ID]time.Time{}} }

// allow counts a request of a token. When it has asked too often, wait is how long
// until it may again.
func (l *rate) allow(token id.ID, now time.Time) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.empty[token]
	if at.Before(now) {
		at = now
	}
	if wait = at.Add(-(askAtOnce - 1) * askPause).Sub(now); wait > 0 {
		return wait
	}
	l.empty[token] = at.Add(askPause)
	return 0
}
