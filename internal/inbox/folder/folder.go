// Package folder watches a folder of the file system into which people and programs
// put files. It asks again and again what is there, so that it works on network shares
// as well; it follows no link and enters no folder.
package folder

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"acquit/internal/fault"
)

// Where files go when they were read, within the folder.
const (
	Processed = "processed" // with a folder for each month
	Failed    = "failed"
)

// mostEntries is how many of a folder's entries one look considers.
const mostEntries = 10_000

// Watch knows what lay in a folder at the last look. It is for one goroutine at a time.
type Watch struct {
	path string
	last map[string]mark
}

// mark tells whether a file is still the one that was seen.
type mark struct {
	size     int64
	modified time.Time
}

func markOf(info fs.FileInfo) mark { return mark{info.Size(), info.ModTime()} }

func (m mark) same(other mark) bool {
	return m.size == other.size && m.modified.Equal(other.modified)
}

// File is a whole file that waits in the folder.
type File struct {
	Name string
	Size int64
	mark mark
}

// Key tells the file from every other one that had its name.
func (f *File) Key() string { return key(f.Name, f.mark) }

func key(name string, m mark) string {
	return fmt.Sprintf("%s|%d|%d", name, m.size, m.modified.UnixNano())
}

// New returns a watch over the folder at a path, which is made at the first look.
func New(path string) *Watch { return &Watch{path: path} }

// Path is where the folder is.
func (w *Watch) Path() string { return w.path }

// Look returns the files that are whole: their size and time are those of the look
// before. The oldest comes first.
func (w *Watch) Look() ([]File, error) {
	root, err := w.open()
	if err != nil {
		return nil, err
	}
	defer root.Close()
	now, err := list(root)
	if err != nil {
		return nil, err
	}
	var whole []File
	for name, m := range now {
		if before, known := w.last[name]; known && before.same(m) {
			whole = append(whole, File{Name: name, Size: m.size, mark: m})
		}
	}
	w.last = now
	slices.SortFunc(whole, func(a, b File) int {
		return cmp.Or(a.mark.modified.Compare(b.mark.modified), cmp.Compare(a.Name, b.Name))
	})
	return whole, nil
}

// Lies reports whether a file with a key lay in the folder at the last look, whole or
// not.
func (w *Watch) Lies(wanted string) bool {
	for name, m := range w.last {
		if key(name, m) == wanted {
			return true
		}
	}
	return false
}

// open opens the folder, and makes it and its sub-folders where they are missing.
func (w *Watch) open() (*os.Root, error) {
	if err := os.MkdirAll(w.path, 0o770); err != nil {
		return nil, unusable(w.path, err)
	}
	info, err := os.Lstat(w.path)
	if err == nil && !info.IsDir() {
		err = errors.New("it is a link or a file")
	}
	if err != nil {
		return nil, unusable(w.path, err)
	}
	root, err := os.OpenRoot(w.path)
	if err != nil {
		return nil, unusable(w.path, err)
	}
	for _, name := range []string{Processed, Failed} {
		if err := ensure(root, name); err != nil {
			root.Close()
			return nil, unusable(path.Join(w.path, name), err)
		}
	}
	return root, nil
}

// ensure makes a folder where there is none. A link in its place is refused: files
// would leave the house through it.
func ensure(root *os.Root, name string) error {
	if err := root.Mkdir(name, 0o770); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := root.Lstat(name)
	if err == nil && !info.IsDir() {
		err = errors.New("it is a link or a file")
	}
	return err
}

func unusable(path string, err error) error {
	return fault.Wrap(fault.Unavailable, err, "the folder %s cannot be used", path)
}

// list are the files that lie in the folder.
func list(root *os.Root) (map[string]mark, error) {
	dir, err := root.Open(".")
	if err != nil {
		return nil, unusable(root.Name(), err)
	}
	defer dir.Close()
	entries, err := dir.ReadDir(mostEntries)
	if err != nil && err != io.EOF {
		return nil, unusable(root.Name(), err)
	}
	files := map[string]mark{}
	for _, e := range entries {
		if unfinished(e.Name()) {
			continue
		}
		info, err := e.Info() // of the entry itself, were it a link by now
		if err == nil && info.Mode().IsRegular() {
			files[e.Name()] = markOf(info)
		}
	}
	return files, nil
}

// unfinishedEndings are what programs add to the name of a file that they still write.
var unfinishedEndings = []string{".part", ".tmp", ".filepart", ".partial", ".crdownload"}

// unfinished reports whether a name says that its file is hidden, or still written.
func unfinished(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") || slices.Contains(unfinishedEndings, strings.ToLower(path.Ext(name)))
}

// ErrGone says that a file is no longer the one that was seen: somebody took it back,
// or put another one in its place.
var ErrGone = errors.New("the file is gone, or another one by now")

// Open opens a file. One that is gone, or is another one by now, is ErrGone.
func (w *Watch) Open(f File) (io.ReadCloser, error) {
	root, err := w.open()
	if err != nil {
		return nil, err
	}
	defer root.Close()
	if err := f.still(root, f.Name); err != nil {
		return nil, err
	}
	return root.Open(f.Name)
}

// still reports whether the file that was seen is the one that has a name.
func (f *File) still(root *os.Root, name string) error {
	info, err := root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ErrGone
	case err != nil:
		return err
	case !info.Mode().IsRegular() || !f.mark.same(markOf(info)):
		return ErrGone
	}
	return nil
}

// Done moves a file that was taken in to a folder of the processed ones, which is named
// by month: "2026-11". Nothing that lies there is overwritten.
func (w *Watch) Done(f File, month string) error {
	root, err := w.open()
	if err != nil {
		return err
	}
	defer root.Close()
	folder := path.Join(Processed, month)
	if err := ensure(root, folder); err != nil {
		return unusable(path.Join(w.path, folder), err)
	}
	return move(root, f, folder, "")
}

// SetAside moves a file to those that were refused, with a report beside it.
func (w *Watch) SetAside(f File, report string) error {
	root, err := w.open()
	if err != nil {
		return err
	}
	defer root.Close()
	return move(root, f, Failed, report)
}

// move moves a file into a folder. Its report, where there is one, is there first, so
// that no refused file stands without.
func move(root *os.Root, f File, folder, report string) error {
	if err := f.still(root, f.Name); err != nil {
		return err
	}
	to, err := reserve(root, folder, f.Name, report)
	if err != nil {
		return err
	}
	if err := relocate(root, f, to); err != nil {
		return errors.Join(err, unreserve(root, to, report))
	}
	return nil
}

// relocate gives a file another name. Another file may have come under its name
// meanwhile: that one goes back, to be read.
func relocate(root *os.Root, f File, to string) error {
	if err := root.Rename(f.Name, to); err != nil {
		return err
	}
	if err := f.still(root, to); err != nil {
		return errors.Join(err, putBack(root, to, f.Name))
	}
	return nil
}

// reportEnding is what the name of a report adds to that of its file.
const reportEnding = ".txt"

// mostAlike bounds how many files of one name a folder keeps.
const mostAlike = 10_000

// reserve finds a free name in a folder and takes it with an empty file, so that a
// rename overwrites nothing else: not every file system can rename without that.
func reserve(root *os.Root, folder, name, report string) (string, error) {
	ending := path.Ext(name)
	for n := 1; n <= mostAlike; n++ {
		to := path.Join(folder, name)
		if n > 1 {
			to = path.Join(folder, fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ending), n, ending))
		}
		err := create(root, to, "")
		if err == nil && report != "" {
			if err = create(root, to+reportEnding, report); err != nil {
				err = errors.Join(err, root.Remove(to))
			}
		}
		if !errors.Is(err, fs.ErrExist) {
			return to, err
		}
	}
	return "", fault.New(fault.Conflict, "there are too many files called %q", name)
}

// create writes a file where there is none.
func create(root *os.Root, name, text string) error {
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o660)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, text)
	return errors.Join(err, f.Close())
}

// unreserve takes away what reserve made, unless a file lies there.
func unreserve(root *os.Root, to, report string) error {
	info, err := root.Lstat(to)
	if err == nil && info.Size() == 0 {
		err = root.Remove(to)
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if report != "" {
		err = errors.Join(err, root.Remove(to+reportEnding))
	}
	return err
}

// putBack moves a file that was moved by mistake to where it was, or beside that.
func putBack(root *os.Root, from, name string) error {
	to, err := reserve(root, ".", name, "")
	if err != nil {
		return err
	}
	return root.Rename(from, to)
}
