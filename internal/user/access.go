package user

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"acquit/internal/fault"
	"acquit/internal/id"
)

// Scope is what a program may do with a token of the API.
type Scope string

// The scopes, each allowed what the ones after it are.
const (
	WriteScope Scope = "write" // hands over records, and reads
	ReadScope  Scope = "read"  // reads only
)

// ParseScope reads a scope.
func ParseScope(s string) (Scope, error) {
	switch scope := Scope(s); scope {
	case WriteScope, ReadScope:
		return scope, nil
	}
	return "", fault.New(fault.Invalid, "%q is no scope: read or write", s)
}

// Allows reports whether what needs another scope may be done.
func (s Scope) Allows(needed Scope) bool { return s == WriteScope || s == needed }

// Access is a token by which a program reaches one company through the API. The
// secret itself is kept nowhere.
type Access struct {
	ID        id.ID
	Name      string // what it is for, unique among those that can be used
	Scope     Scope
	CreatedBy string
	CreatedAt time.Time
	UsedAt    time.Time // to the minute or so; zero when it was never used
	RevokedBy string
	RevokedAt time.Time // zero while it can be used
}

// Secret is what a program sends to prove that it has access.
type Secret string

// secretPrefix tells people, and those who search sources for secrets, what it is.
const secretPrefix = "acquit_"

// NewSecret makes a secret of 130 random bits.
func NewSecret() Secret { return Secret(secretPrefix + rand.Text()) }

// Hash is the secret as it is stored. A secret is too random to be guessed, so that
// one round of SHA-256 is enough, and to look the hash up tells nothing by its time.
func (s Secret) Hash() string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// IsSecret reports whether a text may be a secret at all.
func IsSecret(s string) bool { return strings.HasPrefix(s, secretPrefix) && len(s) < 100 }
