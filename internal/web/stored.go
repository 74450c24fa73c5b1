package web

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"time"

	"acquit/internal/evidence"
	"acquit/internal/web/guard"
)

// stored is a kept document as a download, however large: it is sent piece by piece, and
// the connection is broken off when it turns out not to be what was kept. As with any
// download the browser does not show it; see download.
type stored struct {
	Name     string
	Document evidence.Document // without its body
	body     io.ReadCloser
}

func (d *stored) answer(v *visit, header http.Header, _ *bytes.Buffer) (status int, err error) {
	if d.body, err = v.Store.OpenDocument(v.Request.Context(), v.Company.ID, d.Document.Hash); err != nil {
		return 0, err
	}
	guard.AsDownload(header, d.Name, d.Document.MIME)
	header.Set("Content-Length", strconv.FormatInt(d.Document.Size, 10))
	return http.StatusOK, nil
}

// flow sends the body behind the headers.
func (d *stored) flow(v *visit) {
	defer d.body.Close()
	v.send(d.Name, func(out io.Writer) error {
		_, err := io.Copy(out, d.body)
		return err
	})
}

// send sends what is written behind the headers. What breaks off breaks the connection off, so that
// no browser takes a part for the whole.
func (v *visit) send(name string, write func(io.Writer) error) {
	out := &outlet{ResponseWriter: v.Writer, control: http.NewResponseController(v.Writer), begun: true}
	defer out.control.SetWriteDeadline(time.Time{}) // the connection may be used again
	if err := write(out); err != nil {
		v.Log.Warn("a download broke off", "file", name, "error", err)
		panic(http.ErrAbortHandler)
	}
}
