package web

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"acquit/internal/evidence"
	"acquit/internal/filename"
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
	asDownload(header, d.Name, d.Document.MIME)
	header.Set("Content-Length", strconv.FormatInt(d.Document.Size, 10))
	return http.StatusOK, nil
}

// flow sends the body behind the headers.
func (d *stored) flow(v *visit) {
	defer d.body.Close()
	out := &outlet{ResponseWriter: v.Writer, control: http.NewResponseController(v.Writer), begun: true}
	defer out.control.SetWriteDeadline(time.Time{}) // the connection may be used again
	if _, err := io.Copy(out, d.body); err != nil {
		v.Log.Warn("a download broke off", "document", d.Document.Hash, "error", err)
		panic(http.ErrAbortHandler)
	}
}

// plainTypes are what a browser may be told that a download is. Everything else
// is bytes.
var plainTypes = map[string]bool{"application/pdf": true, "application/xml": true, "text/csv": true, "text/plain": true,
	"image/png": true, "image/jpeg": true, "message/rfc822": true, "application/zip": true}

// asDownload tells the browser to keep what follows, and not to show it.
func asDownload(header http.Header, name, kind string) {
	plain, _, err := mime.ParseMediaType(kind)
	if err != nil || !plainTypes[plain] {
		plain = "application/octet-stream"
	}
	header.Set("Content-Type", plain)
	header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": filename.Shown(name)}))
	header.Set("Content-Security-Policy", "default-src 'none'; sandbox")
}
