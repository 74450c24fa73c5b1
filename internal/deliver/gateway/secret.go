package gateway

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/url"
	"strings"
)

// Secret is a password, or a key, of a provider. It is a function, so that no way of
// printing a Secret prints it.
type Secret struct{ text func() string }

// SecretOf is the secret that is this text.
func SecretOf(text string) Secret { return Secret{func() string { return text }} }

func (s Secret) reveal() string {
	if s.text == nil {
		return ""
	}
	return s.text()
}

// Set reports whether there is one.
func (s Secret) Set() bool { return s.reveal() != "" }

// Is reports whether what somebody says is the secret, in the same time whatever they say.
// Nothing is the secret where there is none.
func (s Secret) Is(said string) bool {
	want, got := sha256.Sum256([]byte(s.reveal())), sha256.Sum256([]byte(said))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1 && s.Set()
}

// NewPathSecret is the text of a secret fit for the path of an address at which callbacks
// arrive.
func NewPathSecret() string {
	key := make([]byte, 32)
	rand.Read(key) // never fails
	return base64.RawURLEncoding.EncodeToString(key)
}

// hidden has a text without the secret, however it was written in it: some servers repeat
// what they were told.
func (s Secret) hidden(text, user string) string {
	secret := s.reveal()
	if secret == "" {
		return text
	}
	pair := base64.StdEncoding.EncodeToString([]byte(user + ":" + secret))
	return strings.NewReplacer(pair, "…", secret, "…", url.QueryEscape(secret), "…", url.PathEscape(secret), "…").Replace(text)
}
