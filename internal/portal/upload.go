package portal

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path/filepath"
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

// taken are the types of file that are taken, by their content, with the endings that their names
// get: documents and pictures that people make, and nothing that runs.
var taken = map[string][]string{"application/pdf": {".pdf"}, "image/png": {".png"}, "image/jpeg": {".jpg", ".jpeg"}, "image/gif": {".gif"}, "image/webp": {".webp"}, "text/plain": {".txt"}}

// receive reads the form of the request, and returns the files in it. A file that is not taken is
// a fault of its field; the rest of the form is read all the same.
func (f *sayForm) receive(w http.ResponseWriter) (all []evidence.Document, err error) {
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
	line := http.NewResponseController(w)
	if err := line.SetReadDeadline(time.Now().Add(uploadTime)); err != nil {
		return nil, err
	}
	defer line.SetReadDeadline(time.Time{}) // the connection may be used again
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
	if part.FileName() == "" || !f.asks(fieldFiles) {
		return all, nil
	}
	body, err := io.ReadAll(part)
	if err != nil || len(body) == 0 {
		return all, err
	}
	name := filename.Shown(part.FileName())
	kind, _, _ := mime.ParseMediaType(evidence.MediaType(body))
	endings, known := taken[kind]
	switch {
	case !known:
		f.Faults[fieldFiles] = f.Words.T("portal.bad_file", "File", name)
	case len(all) == mostFiles:
		f.Faults[fieldFiles] = f.Words.N("portal.too_many_files", mostFiles)
	default:
		all = append(all, evidence.New(ending(name, endings), kind, body))
	}
	return all, nil
}

// ending is a name that ends as the content of its file calls for.
func ending(name string, endings []string) string {
	if slices.Contains(endings, strings.ToLower(filepath.Ext(name))) {
		return name
	}
	return name + endings[0]
}

// broken says why a form could not be read.
func (f *sayForm) broken(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return fault.At(0, fieldFiles, "%s", f.Words.T("portal.too_large", "Megabytes", mostFileSize>>20))
	}
	return fault.Wrap(fault.Invalid, err, "%s", f.Words.T("portal.broken_form"))
}
