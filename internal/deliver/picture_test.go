package deliver

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/fault"
)

// A picture of the HTML stands beside it, so that a mail program shows it there and does not
// list it as a file; what is read back is what was written.
func TestAPictureStandsBesideTheHTML(t *testing.T) {
	m := letter()
	m.Attachments = []Attachment{
		{Name: "qr.png", MIME: "image/png", Body: []byte("\x89PNG"), ContentID: "code@acquit"},
		{Name: "annex.pdf", MIME: "application/pdf", Body: []byte("%PDF")},
	}
	raw, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	read, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png <code@acquit> inline", "application/pdf  attachment"}
	if diff := cmp.Diff(want, tree(t, read.Header.Get, read.Body)); diff != "" {
		t.Errorf("parts (-want +got)\n%s", diff)
	}
	checkLines(t, raw)
	again, err := Read(raw)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m.Attachments, again.Attachments); diff != "" {
		t.Errorf("read back (-want +got)\n%s", diff)
	}
	again.HTML = `<img src="cid:code@acquit"><img src="cid:other@acquit">`
	if shown := again.Shown(); shown != `<img src="data:image/png;base64,iVBORw=="><img src="cid:other@acquit">` {
		t.Errorf("a browser gets %s", shown)
	}
	m.Attachments[0].ContentID = "a>\r\nBcc: <b@c"
	if _, err := m.Bytes(); !errors.Is(err, fault.Invalid) {
		t.Errorf("an odd identifier: %v", err)
	}
}

// tree are the kinds of the parts of a mail, each before what is in it.
func tree(t *testing.T, header func(string) string, body io.Reader) []string {
	t.Helper()
	kind, params, err := mime.ParseMediaType(header("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	all := []string{kind}
	if how, _, _ := mime.ParseMediaType(header("Content-Disposition")); how != "" {
		all[0] += " " + header("Content-Id") + " " + how
	}
	if params["boundary"] == "" {
		return all
	}
	parts := multipart.NewReader(body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, tree(t, part.Header.Get, part)...)
	}
}
