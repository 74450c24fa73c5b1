package portal

import (
	"context"
	"io"
	"mime"
	"net/http"
	"strconv"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/filename"
	"acquit/internal/render"
	"acquit/internal/web/ui"
)

// files is the page of what a message had no room for.
func (s *site) files(v *visit, w http.ResponseWriter) {
	s.send(w, v.Request, http.StatusOK, filesPage(v))
}

// list are the files behind the link.
func (v *visit) list() []ui.File {
	var all []ui.File
	for n, f := range v.Link.Files {
		all = append(all, ui.File{Name: f.Name, Size: render.FileSize(v.Words, f.Size), Href: Path + v.Request.PathValue("token") + "/" + strconv.Itoa(n+1)})
	}
	return all
}

// until is the last day on which the link works.
func (v *visit) until() date.Date { return date.Of(v.Link.Until.In(v.Company.Location())) }

// file gives out one file. It is never shown within the page: it came from somebody else.
func (s *site) file(v *visit, w http.ResponseWriter) {
	r := v.Request
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil || number < 1 || number > len(v.Link.Files) {
		s.noPage(w, r)
		return
	}
	f := &v.Link.Files[number-1]
	body, err := s.Store.OpenDocument(r.Context(), v.Company.ID, f.Hash)
	if fault.KindOf(err) == fault.NotFound {
		s.noPage(w, r)
		return
	}
	if err != nil {
		s.Log.Error("a file cannot be read", "error", err)
		s.broken(w, r)
		return
	}
	defer body.Close()
	w.Header().Set("Content-Type", f.MIME)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": filename.Shown(f.Name)}))
	w.Header().Set("Content-Length", strconv.FormatInt(f.Size, 10))
	if r.Method == http.MethodHead {
		return // who only asks whether it is there has not fetched it
	}
	if _, err := io.Copy(w, body); err != nil {
		s.Log.Warn("a file was not given out to its end", "error", err)
		return
	}
	// Whoever has the whole file may hang up.
	if err := s.Fetched(context.WithoutCancel(r.Context()), v.Company.ID, v.Message.ID, number, s.Today(&v.Company)); err != nil {
		s.Log.Error("a file was given out, and that is not noted", "error", err)
	}
}
