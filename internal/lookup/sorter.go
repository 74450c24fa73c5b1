package lookup

import (
	"bufio"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/fault"
)

// Sorter puts records in the order of their keys without holding them in memory, whatever
// their order is and in however many files they stand. They are set aside on disk in heaps,
// each with the keys of one stretch; a heap is held whole when it is its turn. Numbers of
// registers have check digits, so that a stretch bounds how many businesses there can be in
// it.
type Sorter struct {
	dir   string
	width uint64
	heaps map[uint64]*heap
	row   []byte
}

type heap struct {
	file *os.File
	w    *bufio.Writer
}

// NewSorter makes a sorter whose heaps are so many keys wide.
//
// Errors: Unavailable where no temporary file can be written.
func NewSorter(width uint64) (*Sorter, error) {
	dir, err := os.MkdirTemp("", "acquit-register-*")
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "no temporary file can be written")
	}
	return &Sorter{dir: dir, width: width, heaps: map[uint64]*heap{}}, nil
}

// Record is a record as it was set aside.
type Record struct {
	Kind   byte // which file it is of
	Line   int
	fields string
}

// mostHeaps bounds the files that are open at a time.
const mostHeaps = 600

// Add sets a record aside.
func (s *Sorter) Add(key uint64, kind byte, line int, fields ...[]byte) error {
	h, err := s.heap(key / s.width)
	if err != nil {
		return err
	}
	row := append(s.row[:0], kind)
	row = binary.BigEndian.AppendUint64(row, key)
	row = binary.AppendUvarint(row, uint64(line))
	for _, f := range fields {
		row = binary.AppendUvarint(row, uint64(len(f)))
		row = append(row, f...)
	}
	s.row = row
	var length [binary.MaxVarintLen64]byte
	if _, err := h.w.Write(length[:binary.PutUvarint(length[:], uint64(len(row)))]); err != nil {
		return unwritable(err)
	}
	_, err = h.w.Write(row)
	return unwritable(err)
}

func unwritable(err error) error {
	return fault.Wrap(fault.Unavailable, err, "no temporary file can be written")
}

func (s *Sorter) heap(n uint64) (*heap, error) {
	if h := s.heaps[n]; h != nil {
		return h, nil
	}
	if len(s.heaps) >= mostHeaps {
		return nil, errors.New("lookup: too many heaps: keys must be bounded by their caller")
	}
	file, err := os.Create(filepath.Join(s.dir, strconv.FormatUint(n, 10)))
	if err != nil {
		return nil, unwritable(err)
	}
	h := &heap{file, bufio.NewWriterSize(file, 16<<10)}
	s.heaps[n] = h
	return h, nil
}

// entry is where a record stands in its heap.
type entry struct {
	key uint64
	at  int
}

// Each hands over all records of one key after the other, in the order of keys; those of a
// key in the order in which they were added. They may be kept. It may be called once.
func (s *Sorter) Each(ctx context.Context, take func(key uint64, records []Record) error) error {
	order := make([]uint64, 0, len(s.heaps))
	for n := range s.heaps {
		order = append(order, n)
	}
	slices.Sort(order)
	for _, n := range order {
		if err := ctx.Err(); err != nil {
			return err
		}
		text, err := s.heaps[n].load()
		if err != nil {
			return err
		}
		if err := each(text, take); err != nil {
			return err
		}
	}
	return nil
}

func each(text string, take func(uint64, []Record) error) error {
	entries := sorted(text)
	var records []Record
	for n, e := range entries {
		row := text[e.at:]
		length, skip := uvarint(row)
		records = append(records, record(row[skip:skip+int(length)]))
		if n+1 < len(entries) && entries[n+1].key == e.key {
			continue
		}
		if err := take(e.key, records); err != nil {
			return err
		}
		records = records[:0]
	}
	return nil
}

// load reads a heap and takes its file away: what is in memory needs no room on disk.
func (h *heap) load() (string, error) {
	if err := h.w.Flush(); err != nil {
		return "", unwritable(err)
	}
	size, err := h.file.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = h.file.Seek(0, io.SeekStart)
	}
	var text strings.Builder
	text.Grow(int(size))
	if err == nil {
		_, err = io.Copy(&text, h.file)
	}
	err = errors.Join(err, h.file.Close(), os.Remove(h.file.Name()))
	return text.String(), fault.Wrap(fault.Unavailable, err, "a temporary file cannot be read")
}

// keyAt is where the key stands in a row, behind the kind.
const keyAt, lineAt = 1, 9

// sorted are the places of the rows of a heap, by key and then by place.
func sorted(text string) []entry {
	var entries []entry
	for at := 0; at < len(text); {
		length, skip := uvarint(text[at:])
		row := text[at+skip:]
		var key uint64
		for n := keyAt; n < lineAt; n++ {
			key = key<<8 | uint64(row[n])
		}
		entries = append(entries, entry{key, at})
		at += skip + int(length)
	}
	order := func(a, b entry) int {
		if c := cmp.Compare(a.key, b.key); c != 0 {
			return c
		}
		return cmp.Compare(a.at, b.at)
	}
	if !slices.IsSortedFunc(entries, order) {
		slices.SortFunc(entries, order)
	}
	return entries
}

func record(row string) Record {
	line, skip := uvarint(row[lineAt:])
	return Record{Kind: row[0], Line: int(line), fields: row[lineAt+skip:]}
}

// Fields are the fields of the record; into is filled and returned.
func (r *Record) Fields(into []string) []string {
	into = into[:0]
	for rest := r.fields; rest != ""; {
		length, skip := uvarint(rest)
		rest = rest[skip:]
		into, rest = append(into, rest[:length]), rest[length:]
	}
	return into
}

// uvarint is binary.Uvarint of a text, so that what was read need not be copied.
func uvarint(s string) (value uint64, read int) {
	for shift := 0; read < len(s); shift += 7 {
		b := s[read]
		read++
		value |= uint64(b&0x7f) << shift
		if b < 0x80 {
			break
		}
	}
	return value, read
}

// Close takes away what was set aside.
func (s *Sorter) Close() error {
	for _, h := range s.heaps {
		h.file.Close() // closed already when its turn has come
	}
	return os.RemoveAll(s.dir)
}
