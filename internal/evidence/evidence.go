// Package evidence names documents by what they contain: two files with one hash
// are one file, and a changed file has another name.
package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Document is a file as it came or went, kept for good.
type Document struct {
	Hash      string // SHA-256 of Body in hexadecimal
	Name      string // as it was first called
	MIME      string
	Body      []byte
	CreatedAt time.Time
}

// New returns a document named by its content.
func New(name, mime string, body []byte) Document {
	return Document{Hash: Hash(body), Name: name, MIME: mime, Body: body}
}

// Hash is the SHA-256 of body in hexadecimal.
func Hash(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}
