// Package vault keeps bodies in a directory, each in a file that is named by the
// SHA-256 of its content. It knows nothing of what they are.
package vault

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"acquit/internal/fault"
	"acquit/internal/id"
)

// Vault is a directory of bodies.
type Vault struct{ path string }

// Open returns the vault in a directory, which is made when it does not exist.
func Open(path string) (*Vault, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "the directory %s of the documents cannot be made", path)
	}
	return &Vault{path}, nil
}

// Shelf is what a vault holds of one company. It stands in a directory of its own, so
// that it can be copied or erased by itself.
type Shelf struct{ path string }

// Shelf returns the shelf of a company.
func (v *Vault) Shelf(company id.ID) Shelf { return Shelf{filepath.Join(v.path, company.String())} }

// file is where a body lies: two levels of folders keep each of them small.
func (s Shelf) file(hash string) string { return filepath.Join(s.path, hash[:2], hash[2:4], hash) }

// Put keeps what body gives under a hash. The file is on disk and whole before it has
// its name; what was cut off leaves a file that begins with a dot, and nothing else.
func (s Shelf) Put(hash string, body io.Reader) error {
	file := s.file(hash)
	folder := filepath.Dir(file)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the document %s cannot be written", hash)
	}
	draft, err := os.CreateTemp(folder, ".draft-*") // with mode 0600
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "the document %s cannot be written", hash)
	}
	defer os.Remove(draft.Name())
	if _, err := io.Copy(draft, body); err != nil {
		return errors.Join(err, draft.Close())
	}
	if err := errors.Join(draft.Sync(), draft.Close()); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the document %s cannot be written", hash)
	}
	if err := os.Rename(draft.Name(), file); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the document %s cannot be written", hash)
	}
	return s.sync(folder)
}

// sync brings the names of a new file and of the folders above it to disk.
func (s Shelf) sync(folder string) error {
	for _, path := range []string{folder, filepath.Dir(folder), s.path, filepath.Dir(s.path)} {
		f, err := os.Open(path)
		if err == nil {
			err = errors.Join(f.Sync(), f.Close())
		}
		if err != nil {
			return fault.Wrap(fault.Unavailable, err, "the directory %s of the documents cannot be written", path)
		}
	}
	return nil
}

// Open opens the body with a hash; NotFound when there is none.
func (s Shelf) Open(hash string) (io.ReadCloser, error) {
	f, err := os.Open(s.file(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(fault.NotFound, err, "the document %s is missing where documents are kept", hash)
	}
	return f, fault.Wrap(fault.Unavailable, err, "the document %s cannot be read", hash)
}

// Remove takes the body with a hash away, if it is there.
func (s Shelf) Remove(hash string) error {
	if err := os.Remove(s.file(hash)); !errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(fault.Unavailable, err, "the document %s cannot be removed", hash)
	}
	return nil
}
