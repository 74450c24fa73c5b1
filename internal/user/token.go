package user

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Token is the secret of a one-time link: whoever has it may set a person's
// password. Only its hash is stored.
type Token string

// TokenLife is how long a link may be used: over a weekend, not over a holiday.
const TokenLife = 72 * time.Hour

// NewToken makes a token of 130 random bits, fit for an address.
func NewToken() Token { return Token(rand.Text()) }

// Hash is the token as it is stored. A token is too random to be guessed, so that
// one round of SHA-256 is enough.
func (t Token) Hash() string {
	sum := sha256.Sum256([]byte(t))
	return hex.EncodeToString(sum[:])
}
