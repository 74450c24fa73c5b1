// Package evidence names documents by what they contain: two files with one hash
// are one file, and a changed file has another name.
package evidence

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"time"

	"acquit/internal/fault"
)

// Document is a file as it came or went, kept for good.
type Document struct {
	Hash      string // SHA-256 of the body in hexadecimal
	Name      string // as it was first called
	MIME      string
	Size      int64  // bytes of the body
	Body      []byte // nil where the body is read apart, because it may be large
	CreatedAt time.Time
}

// New returns a document named by its content.
func New(name, mime string, body []byte) Document {
	return Document{Hash: Hash(body), Name: name, MIME: mime, Size: int64(len(body)), Body: body}
}

// Hash is the SHA-256 of body in hexadecimal.
func Hash(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// Measure reads a body to its end without holding it, and returns its hash and its
// length in bytes.
func Measure(body io.Reader) (hash string, size int64, err error) {
	sum := sha256.New()
	size, err = io.Copy(sum, body)
	return hex.EncodeToString(sum.Sum(nil)), size, err
}

// Prove gives what body gives, and holds its last piece back until the whole is known
// to have the hash: who reads to io.EOF has what was kept, and what was changed
// meanwhile ends in a Conflict.
func Prove(body io.Reader, hash string) io.Reader {
	return &proof{body: bufio.NewReaderSize(body, 64<<10), sum: sha256.New(), want: hash}
}

type proof struct {
	body *bufio.Reader
	sum  hash.Hash
	want string
	seen bool // the end
}

func (p *proof) Read(into []byte) (int, error) {
	if p.seen {
		return 0, io.EOF
	}
	n, err := p.body.Read(into)
	p.sum.Write(into[:n])
	if err == nil {
		_, err = p.body.Peek(1)
	}
	switch {
	case err == nil:
		return n, nil
	case err != io.EOF:
		return 0, err
	case hex.EncodeToString(p.sum.Sum(nil)) != p.want:
		return 0, fault.New(fault.Conflict, "the document %s is no longer what was kept: its content has another hash", p.want)
	}
	p.seen = true
	return n, nil
}
