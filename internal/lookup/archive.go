package lookup

import (
	"archive/zip"
	"io"
	"path"
	"strings"

	"acquit/internal/fault"
)

// File is a file of an extract.
type File struct {
	Name string // as a person named it; behind an archive's, the name in it
	Open func() (io.ReadCloser, error)
}

// mostRatio is how many times as large as its archive a table may be; real ones are less
// than twenty times as large.
const mostRatio = 200

// Unzip lists the files of an archive by their bare names in small letters. An extract may
// be too large for what archives from strangers are held to; its files are never held whole.
//
// Errors: Invalid for what is no archive, or is one that unpacks beyond all measure.
func Unzip(r io.ReaderAt, size int64, name string) (map[string]File, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fault.In(name, fault.Wrap(fault.Invalid, err, "the archive is damaged"))
	}
	files := map[string]File{}
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		if f.UncompressedSize64/mostRatio > uint64(size) {
			return nil, fault.In(name, fault.New(fault.Invalid, "the archive unpacks to far more than files do and is not opened"))
		}
		bare := strings.ToLower(path.Base(strings.ReplaceAll(f.Name, `\`, "/")))
		files[bare] = File{Name: name + "/" + bare, Open: f.Open}
	}
	return files, nil
}

// Rows opens the table that a file holds and hands over one record after the other, until
// take fails.
func (f File) Rows(remarks *Remarks, must, may []string, take func(*Table) error) error {
	body, err := f.Open()
	if err != nil {
		return fault.In(f.Name, fault.Wrap(fault.Invalid, err, "the file is damaged"))
	}
	defer body.Close()
	t, err := OpenTable(body, f.Name, remarks, must, may)
	if err != nil {
		return err
	}
	for {
		switch err := t.Next(); err {
		case nil:
		case io.EOF:
			return nil
		default:
			return err
		}
		if err := take(t); err != nil {
			return err
		}
	}
}
