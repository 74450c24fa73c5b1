// Package id makes identifiers: 63-bit numbers that sort by the time of their
// making and need no round trip to a database.
package id

import (
	"crypto/rand"
	"encoding/binary"
	"strings"
	"sync"
	"time"

	"acquit/internal/fault"
)

// ID identifies a row. Zero means "none".
//
// From the top: 41 bits of milliseconds since 2025-01-01 (69 years), 12 bits
// drawn at random for each Maker, 10 bits that count within a millisecond.
type ID int64

const (
	countBits = 10
	makerBits = 12
)

// epoch is 2025-01-01T00:00:00Z in Unix milliseconds.
const epoch = 1735689600000

// alphabet is Crockford's base 32 in lower case: no i, l, o or u, which people
// mistake for others.
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// textLen is the length of an ID's text: 13 digits of 5 bits hold 63.
const textLen = 13

// String gives 13 characters that sort as the IDs do.
func (i ID) String() string {
	var b [textLen]byte
	for n := textLen - 1; n >= 0; n-- {
		b[n] = alphabet[i&31]
		i >>= 5
	}
	return string(b[:])
}

// Parse reads what String wrote, in either case.
func Parse(s string) (ID, error) {
	if len(s) != textLen || s[0] > '7' { // the first digit holds the top 3 of 63 bits
		return 0, fault.New(fault.NotFound, "%q is not an identifier", s)
	}
	var v ID
	for _, c := range []byte(s) {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		digit := strings.IndexByte(alphabet, c)
		if digit < 0 {
			return 0, fault.New(fault.NotFound, "%q is not an identifier", s)
		}
		v = v<<5 | ID(digit)
	}
	return v, nil
}

// MarshalText writes what String gives, so that JavaScript keeps all 63 bits.
func (i ID) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (i *ID) UnmarshalText(text []byte) (err error) {
	*i, err = Parse(string(text))
	return err
}

// Maker makes identifiers. It is safe for concurrent use; several makers, on
// several nodes, do not collide unless they drew the same random number.
type Maker struct {
	now   func() time.Time
	maker int64

	mu   sync.Mutex
	last int64 // milliseconds since epoch, and count, of the last ID made
}

// NewMaker returns a Maker that reads its time from now.
func NewMaker(now func() time.Time) *Maker {
	var b [2]byte
	rand.Read(b[:]) // never fails: crypto/rand aborts the program instead
	return &Maker{now: now, maker: int64(binary.BigEndian.Uint16(b[:]) & (1<<makerBits - 1))}
}

// New returns an identifier greater than every one that m made before, even when
// the clock stands still or runs back: it then counts on from the last.
func (m *Maker) New() ID {
	m.mu.Lock()
	defer m.mu.Unlock()
	next := (m.now().UnixMilli() - epoch) << countBits
	if next <= m.last {
		next = m.last + 1
	}
	m.last = next
	ms, count := next>>countBits, next&(1<<countBits-1)
	return ID(ms<<(makerBits+countBits) | m.maker<<countBits | count)
}
