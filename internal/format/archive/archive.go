// Package archive opens zip archives, in which banks and accountants hand over many
// files at once, and believes nothing that they say.
//
// Names cannot lead out of the archive, sizes are held to what was said of them, and
// an archive that unpacks to far more than it is, is refused before anything of it is
// unpacked. Archives in it are opened too, those in them are not.
package archive

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"iter"
	"math"
	"path"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"acquit/internal/fault"
	"acquit/internal/format/en16931"
	"acquit/internal/format/textread"
)

// The measures beyond which an archive is refused, counted over it and the archives
// inside it.
const (
	maxFiles    = 50_000
	maxUnpacked = 2 << 30  // bytes
	maxRatio    = 200      // of what files unpack to to what they are packed,
	freely      = 64 << 20 // beyond as many bytes
	maxInner    = 64 << 20 // bytes of the archives inside, kept in memory
	maxListing  = 16 << 20 // bytes of a list of files
	maxFolders  = 16       // of a name; the innermost are kept
)

// File is a file of an archive.
type File struct {
	Name string // where it stands: "2026/march.xml", "banks.zip/march.xml"
	Size int64  // bytes, unpacked
	// Open unpacks the file. Reading ends with a fault.Invalid when the file is damaged
	// or not of its size. It may be called again, and later.
	Open func() (io.ReadCloser, error)
}

// Files goes through the files of an archive of size bytes, in its order, without
// folders and what file managers leave behind. What cannot be handed over comes as a
// fault.Invalid with its name as the place, and the others follow; an archive that is
// damaged or goes beyond all measure ends with one. An archive without files, and an
// office document, which is an archive as well, are refused.
func Files(r io.ReaderAt, size int64) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		o := &opening{yield: yield, tally: tally{archive: size}}
		z, err := list(r, size)
		switch {
		case err != nil:
			o.refuse("", err)
		case isOffice(z):
			o.refuse("", fault.New(fault.Invalid, "this is an office document, not an archive of files"))
		default:
			if o.walk("", z); o.yielded == 0 {
				o.refuse("", fault.New(fault.Invalid, "the archive holds no file"))
			}
		}
	}
}

// opening is an archive on its way.
type opening struct {
	yield   func(File, error) bool
	yielded int
	stopped bool  // nobody wants more
	inner   int64 // bytes of the archives in it
	tally
}

// give hands over a file, or why it cannot be handed over.
func (o *opening) give(f File, err error) {
	o.yielded++
	o.stopped = !o.yield(f, err)
}

// refuse says of a file why it cannot be handed over.
func (o *opening) refuse(name string, err error) { o.give(File{Name: name}, at(name, err)) }

// list reads which files an archive has.
func list(r io.ReaderAt, size int64) (*zip.Reader, error) {
	limited := &listing{r: r, left: maxListing}
	z, err := zip.NewReader(limited, size)
	switch {
	case limited.left < 0:
		return nil, fault.New(fault.Invalid, "the list of the files in the archive is longer than %d MB", maxListing>>20)
	case err != nil && !errors.Is(err, zip.ErrInsecurePath):
		return nil, fault.Wrap(fault.Invalid, err, "the archive is damaged")
	}
	limited.left = math.MaxInt64
	return z, nil
}

// listing is a file that little may be read of as long as it is listed.
type listing struct {
	r    io.ReaderAt
	left int64
}

func (l *listing) ReadAt(p []byte, at int64) (int, error) {
	if l.left == math.MaxInt64 {
		return l.r.ReadAt(p, at)
	}
	if l.left -= int64(len(p)); l.left < 0 {
		return 0, io.ErrShortBuffer
	}
	return l.r.ReadAt(p, at)
}

// walk goes through an archive that stands in a folder of names; "" is the outermost.
func (o *opening) walk(folder string, z *zip.Reader) {
	before := o.tally
	if err := o.tally.add(folder, z); err != nil {
		o.tally = before
		o.give(File{Name: folder}, err)
		return
	}
	for _, f := range z.File {
		if o.stopped {
			return
		}
		if !isLeft(f) {
			o.entry(folder, f)
		}
	}
}

// tally is what an archive and those in it say of themselves.
type tally struct {
	archive  int64 // bytes
	unpacked int64 // bytes of all files
	files    int
}

// add adds what one archive says of its files. It fails at the one with which that
// goes beyond all measure.
func (t *tally) add(folder string, z *zip.Reader) error {
	for _, f := range z.File {
		t.files++
		t.unpacked += int64(min(f.UncompressedSize64, maxUnpacked+1))
		name := path.Join(folder, cleaned(f))
		switch {
		case t.files > maxFiles:
			return fault.At(0, name, "the archive has more than %d files", maxFiles)
		case t.unpacked > maxUnpacked:
			return fault.At(0, name, "the archive unpacks to more than %d MB", maxUnpacked>>20)
		case t.unpacked > freely && t.unpacked/maxRatio > t.archive:
			return fault.At(0, name, "the archive unpacks to far more than files do and is not opened")
		}
	}
	return nil
}

// entry hands over a file of an archive, or the files in it when it is an archive
// itself.
func (o *opening) entry(folder string, f *zip.File) {
	name := path.Join(folder, cleaned(f))
	if err := odd(f); err != nil {
		o.refuse(name, err)
		return
	}
	open := func() (io.ReadCloser, error) {
		r, err := f.Open()
		if err != nil {
			return nil, at(name, fault.Wrap(fault.Invalid, err, "the file is damaged"))
		}
		return &unpacking{r, name}, nil
	}
	file := File{Name: name, Size: int64(f.UncompressedSize64), Open: open}
	is, err := isArchive(file)
	switch {
	case err != nil:
		o.refuse(name, err)
	case !is:
		o.give(file, nil)
	case folder != "":
		o.refuse(name, fault.New(fault.Invalid, "this is an archive in an archive in an archive: unpack it first"))
	default:
		o.nested(file)
	}
}

// nested goes through an archive that is a file of the archive.
func (o *opening) nested(file File) {
	if file.Size > maxInner-o.inner {
		o.refuse(file.Name, fault.New(fault.Invalid, "the archives in the archive come to more than %d MB: unpack it first", maxInner>>20))
		return
	}
	o.inner += file.Size
	body, err := file.read()
	if err != nil {
		o.refuse(file.Name, err)
		return
	}
	z, err := list(bytes.NewReader(body), file.Size)
	switch {
	case err != nil:
		o.refuse(file.Name, err)
	case isOffice(z):
		o.give(file, nil)
	default:
		o.walk(file.Name, z)
	}
}

// read unpacks a file into memory.
func (f File) read() ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// odd says why a file cannot be unpacked.
func odd(f *zip.File) error {
	const encrypted = 1
	switch {
	case f.Flags&encrypted != 0:
		return fault.New(fault.Invalid, "the file is encrypted: unpack the archive with its password")
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return fault.New(fault.Invalid, "the file is packed by a method that is not known here (%d)", f.Method)
	case f.UncompressedSize64 > freely && f.UncompressedSize64/maxRatio > f.CompressedSize64:
		return fault.New(fault.Invalid, "the file unpacks to far more than files do and is not opened")
	}
	return nil
}

// at names the file that a failure is about.
func at(name string, err error) error {
	var e *fault.Error
	if !errors.As(err, &e) {
		return err
	}
	named := *e
	named.Place.Path = name
	return &named
}

// unpacking is a file that is being read.
type unpacking struct {
	io.ReadCloser
	name string
}

func (u *unpacking) Read(b []byte) (int, error) {
	n, err := u.ReadCloser.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = at(u.name, fault.Wrap(fault.Invalid, err, "the file is damaged"))
	}
	return n, err
}

// isLeft reports whether an entry is a folder, or what a file manager left behind.
func isLeft(f *zip.File) bool {
	name := plain(f)
	switch path.Base(name) {
	case ".DS_Store", "Thumbs.db", "desktop.ini":
		return true
	}
	return strings.HasSuffix(name, "/") || strings.HasPrefix(name, "__MACOSX/") || strings.Contains(name, "/__MACOSX/")
}

// plain is the name of an entry in UTF-8, with slashes. Where it is in another
// encoding it is mostly that of Windows in western Europe.
func plain(f *zip.File) string {
	name := textread.DecodeAs(nil, []byte(f.Name), charmap.CodePage850.DecodeByte)
	return strings.ReplaceAll(string(name), `\`, "/")
}

// cleaned is the name of an entry as a path that leads nowhere but into the archive.
func cleaned(f *zip.File) string {
	var kept []string
	for element := range strings.SplitSeq(plain(f), "/") {
		if strings.Trim(element, ". ") != "" {
			kept = append(kept, en16931.FileName(element, ""))
		}
	}
	if len(kept) == 0 {
		return en16931.FileName("", "")
	}
	return path.Join(kept[max(0, len(kept)-maxFolders):]...)
}
