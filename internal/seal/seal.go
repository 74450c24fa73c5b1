// Package seal keeps secrets that must be read again, such as the password of a
// mailbox, so that the database and its backups alone do not give them away. The key
// lies elsewhere.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"acquit/internal/fault"
)

// KeyLen is the length of a key in bytes (AES-256).
const KeyLen = 32

// Key seals and opens. Its cipher is behind a function, so that no way of printing a
// Key prints it.
type Key struct{ cipher func() cipher.AEAD }

// New returns the key of 32 bytes.
func New(key []byte) (*Key, error) {
	if len(key) != KeyLen {
		return nil, fault.New(fault.Invalid, "a secret key has %d bytes, written in base64", KeyLen)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	return &Key{cipher: func() cipher.AEAD { return gcm }}, err
}

// Parse reads a key written in base64.
func Parse(text string) (*Key, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil {
		key = nil // what is wrong with it is a part of the secret
	}
	return New(key)
}

// File reads the key in a file, and makes both when there is no such file. Only its
// owner may read it.
func File(path string) (*Key, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeFile(path); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "the secret key %s cannot be made", path)
		}
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the secret key %s cannot be read", path)
	}
	key, err := Parse(string(text))
	return key, fault.In(path, err)
}

// makeFile writes a new key under another name first: of two programs that begin at
// once, both find the one that was first, and find it whole.
func makeFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(path), ".secret-*") // with mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name())
	key := make([]byte, KeyLen)
	rand.Read(key) // never fails
	_, err = draft.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	if err := os.Link(draft.Name(), path); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// Seal closes a secret up. about says what it is and whose: only who knows that opens
// it again, so that a sealed secret is of no use in another place.
func (k *Key) Seal(secret, about string) []byte {
	return k.cipher().Seal(nil, nil, []byte(secret), []byte(about))
}

// Open returns the secret. One that was sealed by another key, or is about something
// else, is a Conflict.
func (k *Key) Open(sealed []byte, about string) (string, error) {
	secret, err := k.cipher().Open(nil, nil, sealed, []byte(about))
	if err != nil {
		return "", fault.New(fault.Conflict, "this secret was sealed by another key; give it again")
	}
	return string(secret), nil
}
