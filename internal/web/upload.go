package web

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/filename"
	"acquit/internal/intake"
)

// MostUpload is the usual Config.MostUpload.
const MostUpload = 1 << 30

// What one upload may hold besides. A file is bounded by intake as well.
const (
	mostFiles   = 1000
	mostField   = 1 << 10
	aroundFiles = 1 << 20 // of the form, without the files in it
)

// An upload may take as long as it needs, but breaks off when nothing came for so long;
// and it waits longer than other requests for those who write, since nobody likes to
// send it twice.
const (
	uploadSilence  = time.Minute
	uploadPatience = 2 * time.Minute
)

// upload is what a form with files brought.
type upload struct {
	files  []intake.File // in temporary files
	fields map[string]string
}

// ledgers is how the ledgers among the files are wanted.
func (u *upload) ledgers() intake.LedgerOptions {
	o := intake.LedgerOptions{OpenOnly: u.fields["open_only"] != ""}
	if customer.Kind(u.fields["customers"]) == customer.Business {
		o.Customers = customer.Business
	}
	return o
}

// receive reads the form of the request and writes its files into a folder as they come.
// Who sends it was asked for before.
func (v *visit) receive(dir string) (*upload, error) {
	if v.Request.ContentLength > v.MostUpload+aroundFiles {
		return nil, v.tooMuch()
	}
	line := http.NewResponseController(v.Writer)
	v.Request.Body = http.MaxBytesReader(nil, steady{v.Request.Body, line}, v.MostUpload+aroundFiles)
	form, err := v.Request.MultipartReader()
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "no files were sent")
	}
	u := &upload{fields: map[string]string{}}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = v.receivePart(u, part, dir)
		}
		if err != nil {
			return nil, v.brokenUpload(err)
		}
	}
	if len(u.files) == 0 {
		return nil, fault.New(fault.Invalid, "%s", v.Words.T("import.no_file"))
	}
	return u, line.SetReadDeadline(time.Time{}) // all is here; what follows takes its time
}

// receivePart takes one part of a form: a file under a name of our own, or a field.
func (v *visit) receivePart(u *upload, part *multipart.Part, dir string) error {
	switch {
	case part.FormName() != "files" && len(u.fields) < mostFiles:
		value, err := io.ReadAll(io.LimitReader(part, mostField))
		u.fields[part.FormName()] = string(value)
		return err
	case part.FormName() != "files" || part.FileName() == "":
		return nil
	case len(u.files) == mostFiles:
		return fault.New(fault.Invalid, "%s", v.Words.N("import.too_many", mostFiles))
	}
	path := filepath.Join(dir, fmt.Sprintf("%04d", len(u.files)))
	u.files = append(u.files, intake.File{Name: filename.Shown(part.FileName()), Open: func() (io.ReadCloser, error) { return os.Open(path) }})
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, part)
	return errors.Join(err, out.Close())
}

// steady is the body of an upload that breaks off when its line falls silent.
type steady struct {
	io.ReadCloser
	line *http.ResponseController
}

func (s steady) Read(b []byte) (int, error) {
	if err := s.line.SetReadDeadline(time.Now().Add(uploadSilence)); err != nil {
		return 0, err
	}
	return s.ReadCloser.Read(b)
}

// brokenUpload says why the files did not arrive: they are too much, there is no room
// for them, or the line broke.
func (v *visit) brokenUpload(err error) error {
	var large *http.MaxBytesError
	var disk *fs.PathError
	switch {
	case fault.KindOf(err) != "":
		return err
	case errors.As(err, &large):
		return v.tooMuch()
	case errors.As(err, &disk):
		return fault.Wrap(fault.Unavailable, err, "no temporary file can be written")
	}
	return fault.Wrap(fault.Invalid, err, "%s", v.Words.T("import.broken"))
}

func (v *visit) tooMuch() error {
	return fault.New(fault.Invalid, "%s", v.Words.T("import.too_much", "Megabytes", v.MostUpload>>20))
}
