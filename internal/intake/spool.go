package intake

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"

	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/store"
)

// inMemory is the size in bytes up to which a file is not worth the disk.
const inMemory = 1 << 20

// spooled is a file that can be read as often as need be and is never held as a
// whole, unless it is small.
type spooled struct {
	io.ReaderAt
	Size  int64
	Hash  string // SHA-256 in hexadecimal
	close func() error
}

// spool opens a file of at most limit bytes for reading it more than once: a file on
// disk where it lies, anything else as a temporary file. Close takes that away.
func spool(f File, limit int64) (*spooled, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fault.Wrap(fault.NotFound, err, "the file cannot be opened")
	}
	s := &spooled{close: r.Close}
	if file, ok := r.(*os.File); ok && isRegular(file) {
		err = s.lies(file, limit)
	} else {
		err = s.set(r, limit)
	}
	if err == nil && s.Size > limit {
		err = fault.New(fault.Invalid, "the file is larger than %d MB", limit>>20)
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func isRegular(f *os.File) bool {
	about, err := f.Stat()
	return err == nil && about.Mode().IsRegular()
}

// lies takes a file where it lies. What changes it while it is taken in is noticed by
// its hash when it is kept.
func (s *spooled) lies(file *os.File, limit int64) (err error) {
	s.ReaderAt = file
	s.Hash, s.Size, err = evidence.Measure(io.NewSectionReader(file, 0, limit+1))
	return fault.Wrap(fault.Invalid, err, "the file cannot be read")
}

// set reads a stream into memory when it is short, else into a temporary file.
func (s *spooled) set(r io.Reader, limit int64) error {
	sum := sha256.New()
	stream := io.TeeReader(io.LimitReader(r, limit+1), sum)
	begin, err := io.ReadAll(io.LimitReader(stream, inMemory+1))
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "the file cannot be read")
	}
	s.ReaderAt, s.Size = bytes.NewReader(begin), int64(len(begin))
	if len(begin) > inMemory {
		if err := s.overflow(io.MultiReader(bytes.NewReader(begin), stream)); err != nil {
			return err
		}
	}
	s.Hash = hex.EncodeToString(sum.Sum(nil))
	return nil
}

// overflow puts a stream into a temporary file.
func (s *spooled) overflow(stream io.Reader) error {
	file, err := os.CreateTemp("", "acquit-import-*")
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "no temporary file can be written")
	}
	source := s.close
	s.close = func() error { return errors.Join(source(), file.Close(), os.Remove(file.Name())) }
	s.ReaderAt = file
	s.Size, err = io.Copy(file, stream)
	return fault.Wrap(fault.Invalid, err, "the file cannot be read")
}

// Close closes the file and takes away what is temporary of it.
func (s *spooled) Close() error { return s.close() }

// Reader reads the file from its beginning.
func (s *spooled) Reader() *io.SectionReader { return io.NewSectionReader(s, 0, s.Size) }

// keep stores the file as a document, piece by piece.
func (s *spooled) keep(tx *store.Tx, name, mime string) error {
	return tx.KeepFrom(evidence.Document{Hash: s.Hash, Name: name, MIME: mime, Size: s.Size}, s.Reader())
}
