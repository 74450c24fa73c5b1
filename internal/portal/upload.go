package portal

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/filename"
)

// Bounds of what a form brings.
const (
	mostFiles    = 5
	mostFileSize = 10 << 20 // of all files together
	mostTyped    = 8 << 10  // of one field
	uploadTime   = 2 * time.Minute
)

// taken are the types of file that are taken, by their content: documents and pictures that
// people make, and nothing that runs.
var taken = []string{"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"}

// files reads the form of the request, and returns the files in it.
func (f *sayForm) files(w http.ResponseWriter) (all []evidence.Document, err error) {
	r := f.Request
	r.Body = http.MaxBytesReader(w, r.Body, mostFileSize+mostFiles*mostTyped)
	f.Typed = url.Values{}
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "multipart/form-data" {
		if err := r.ParseForm(); err != nil {
			return nil, f.broken(err)
		}
		f.Typed = r.PostForm
		return nil, nil
	}
	// A slow line may take its time; one that stands still does not hold the form for ever.
	if err := http.NewResponseController(w).SetReadDeadline(time.Now().Add(uploadTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return nil, err
	}
	form, err := r.MultipartReader()
	if err != nil {
		return nil, f.broken(err)
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err == nil {
			all, err = f.part(part, all)
		}
		if err != nil {
			return nil, f.broken(err)
		}
	}
}

// part takes one part of the form: a field, or a file.
func (f *sayForm) part(part *multipart.Part, all []evidence.Document) ([]evidence.Document, error) {
	if part.FormName() != fieldFiles {
		value, err := io.ReadAll(io.LimitReader(part, mostTyped))
		f.Typed.Add(part.FormName(), strings.ToValidUTF8(string(value), "\uFFFD"))
		return all, err
	}
	if part.FileName() == "" {
		return all, nil
	}
	body, err := io.ReadAll(part)
	if err != nil || len(body) == 0 {
		return all, err
	}
	name, kind := filename.Shown(part.FileName()), evidence.MediaType(body)
	plain, _, _ := mime.ParseMediaType(kind)
	switch {
	case !f.asks(fieldFiles):
		return all, nil
	case len(all) == mostFiles:
		return all, fault.At(0, fieldFiles, "%s", f.Words.N("portal.too_many_files", mostFiles))
	case !slices.Contains(taken, plain):
		return all, fault.At(0, fieldFiles, "%s", f.Words.T("portal.bad_file", "File", name))
	}
	return append(all, evidence.New(name, plain, body)), nil
}

// broken says why a form could not be read.
func (f *sayForm) broken(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return fault.At(0, fieldFiles, "%s", f.Words.T("portal.too_large", "Megabytes", mostFileSize>>20))
	case fault.KindOf(err) != "":
		return err
	}
	return fault.Wrap(fault.Invalid, err, "%s", f.Words.T("portal.broken_form"))
}
