package id

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
)

// Token is the secret name of a link: whoever has it may do what the link is for. Only its hash
// is ever stored.
type Token string

// NewToken makes a token of 130 random bits, fit for an address.
func NewToken() Token { return Token(rand.Text()) }

// Hash is the token as it is stored. A token is too random to be guessed, so that
// one round of SHA-256 is enough.
func (t Token) Hash() string {
	sum := sha256.Sum256([]byte(t))
	return hex.EncodeToString(sum[:])
}
