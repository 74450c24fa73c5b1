// Package user is the people who work with Acquit: who they are, which companies
// they may see, and what they may do there.
package user

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"

	"acquit/internal/fault"
	"acquit/internal/id"
)

// User is a person who signs in with an e-mail address and a password.
type User struct {
	ID        id.ID
	Email     string // lower case
	Name      string
	Language  string
	Password  Hash // "" until the person has set one
	CreatedAt time.Time
}

// Role is what a person may do in one company.
type Role string

// The roles, each allowed what the ones after it are.
const (
	Owner      Role = "owner"      // everything, people and settings included
	Controller Role = "controller" // works on receivables
	Sales      Role = "sales"      // looks, and may hold reminders for a limited time
	Reader     Role = "reader"     // looks only
)

// ParseRole reads a role.
func ParseRole(s string) (Role, error) {
	switch r := Role(s); r {
	case Owner, Controller, Sales, Reader:
		return r, nil
	}
	return "", fault.New(fault.Invalid, "%q is no role: owner, controller, sales or reader", s)
}

// MayWrite reports whether the role may change receivables.
func (r Role) MayWrite() bool { return r == Owner || r == Controller }

// MayHold reports whether the role may keep reminders back, if only for a time.
func (r Role) MayHold() bool { return r.MayWrite() || r == Sales }

// MayAdminister reports whether the role may change people and settings.
func (r Role) MayAdminister() bool { return r == Owner }

// ParseEmail checks and normalises an e-mail address.
func ParseEmail(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	name, host, ok := strings.Cut(s, "@")
	if !ok || name == "" || host == "" || strings.ContainsAny(s, " \t\r\n,;<>") || strings.Contains(host, "@") {
		return "", fault.New(fault.Invalid, "%q is not an e-mail address", s)
	}
	return s, nil
}

// Hash is a password as it is stored: argon2id in the PHC text form.
type Hash string

// The cost of a guess: 19 MiB and two passes, the first choice of the OWASP
// password storage guidance for argon2id.
const (
	hashMemory  = 19 * 1024
	hashTime    = 2
	hashThreads = 1
	hashLen     = 32
	saltLen     = 16
)

// MinPassword is the least number of characters of a password: length is what makes a password
// hard to guess, so nothing else is asked of it.
const MinPassword = 10

// NewHash hashes a password. One that is too short is refused.
func NewHash(password string) (Hash, error) {
	if len([]rune(password)) < MinPassword {
		return "", fault.New(fault.Invalid, "a password needs at least %d characters", MinPassword)
	}
	salt := make([]byte, saltLen)
	rand.Read(salt)
	key := argon2.IDKey([]byte(password), salt, hashTime, hashMemory, hashThreads, hashLen)
	b64 := base64.RawStdEncoding
	return Hash(fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, hashMemory, hashTime, hashThreads, b64.EncodeToString(salt), b64.EncodeToString(key))), nil
}

// Mark is a text that changes whenever the password does, and does not tell it: a
// session keeps the mark of the password that began it, and ends with it.
func (h Hash) Mark() string {
	sum := sha256.Sum256([]byte("session " + h))
	return hex.EncodeToString(sum[:16])
}

// Matches reports whether the password is the hashed one. It takes as long for a
// hash that cannot be read, so that the time tells nothing.
func (h Hash) Matches(password string) bool {
	var version, memory, passes, threads int
	parts := strings.Split(string(h), "$")
	ok := len(parts) == 6
	var salt, want []byte
	if ok {
		_, err1 := fmt.Sscanf(parts[2], "v=%d", &version)
		_, err2 := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &threads)
		var err3, err4 error
		salt, err3 = base64.RawStdEncoding.DecodeString(parts[4])
		want, err4 = base64.RawStdEncoding.DecodeString(parts[5])
		ok = err1 == nil && err2 == nil && err3 == nil && err4 == nil && version == argon2.Version && len(want) == hashLen
	}
	if !ok {
		salt, want = make([]byte, saltLen), make([]byte, hashLen)
		memory, passes, threads = hashMemory, hashTime, hashThreads
	}
	got := argon2.IDKey([]byte(password), salt, uint32(passes), uint32(memory), uint8(threads), hashLen)
	return subtle.ConstantTimeCompare(got, want) == 1 && ok
}
