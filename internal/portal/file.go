package portal

import (
	"context"
	"io"
	"net/http"
	"strconv"

	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/web/guard"
	"acquit/internal/web/ui"
)

// files are those that the message had no room for.
func (v *visit) files() []ui.File {
	var all []ui.File
	for n, f := range v.Link.Files {
		all = append(all, ui.File{Name: f.Name, Size: render.FileSize(v.Words, f.Size), Href: v.to(strconv.Itoa(n + 1))})
	}
	return all
}

// until is the last day on which the link works.
func (v *visit) until() date.Date { return date.Of(v.Link.Until.In(v.Company.Location())) }

func noFile() error { return fault.New(fault.NotFound, "there is no such file") }

// file gives out a file that the message had no room for.
func (s *site) file(v *visit, w http.ResponseWriter) error {
	number, err := strconv.Atoi(v.Request.PathValue("number"))
	if err != nil || number < 1 || number > len(v.Link.Files) {
		return noFile()
	}
	f := &v.Link.Files[number-1]
	whole, err := v.give(w, f.Name, f.MIME, f.Hash)
	if err != nil || !whole {
		return err
	}
	// Whoever has the whole file may hang up. It is given out, so that an error is ours alone.
	if err := s.Desk.Fetched(context.WithoutCancel(v.Request.Context()), v.Company.ID, v.Message.ID, number, v.Today); err != nil {
		s.Log.Error("a file was given out, and that is not noted", "error", err)
	}
	return nil
}

// invoiceFile gives out a file of one of the customer's invoices.
func (s *site) invoiceFile(v *visit, w http.ResponseWriter) error {
	i, err := id.Parse(v.Request.PathValue("invoice"))
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(v.Request.PathValue("file"))
	if err != nil {
		return noFile()
	}
	var files []message.Enclosed
	err = v.view(func(tx *store.Tx) error {
		if _, err := v.theInvoice(tx, i); err != nil {
			return err
		}
		files, err = collect.Shown(tx, i)
		return err
	})
	if err != nil {
		return err
	}
	if number < 1 || number > len(files) {
		return noFile()
	}
	f := &files[number-1]
	_, err = v.give(w, f.Name, f.MIME, f.Hash)
	return err
}

// give gives out a kept file, and reports whether all of it went. It is never shown within the
// page: it came from somebody else.
func (v *visit) give(w http.ResponseWriter, name, kind, hash string) (whole bool, err error) {
	return v.site.give(w, v.Request, v.Company.ID, name, kind, hash)
}

func (s *site) give(w http.ResponseWriter, r *http.Request, of id.ID, name, kind, hash string) (whole bool, err error) {
	body, err := s.Store.OpenDocument(r.Context(), of, hash)
	if err != nil {
		return false, err
	}
	defer body.Close()
	guard.AsDownload(w.Header(), name, kind)
	if r.Method == http.MethodHead {
		return false, nil // who only asks whether it is there has not fetched it
	}
	if _, err := io.Copy(w, body); err != nil {
		s.Log.Warn("a file was not given out to its end", "error", err)
		return false, nil
	}
	return true, nil
}
