package inbox

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"path"
	"strings"

	"acquit/internal/fault"
	"acquit/internal/filename"
)

// open reads the header of a mail.
func open(body io.Reader) (mail.Header, io.Reader, error) {
	limited := &io.LimitedReader{R: body, N: mostHead}
	m, err := mail.ReadMessage(limited)
	if err != nil {
		return nil, nil, fault.Wrap(fault.Invalid, err, "this is not a mail")
	}
	limited.N = MostMail
	return m.Header, m.Body, nil
}

// reader gathers what a mail holds.
type reader struct {
	mail      Mail
	said      said
	reports   []report
	parts     int
	forwarded int // mails within mails around the part that is read
}

// report is a part that a program reads: what became of a mail, or the mail itself.
type report struct {
	kind string
	body []byte
}

// part reads a part and those within it.
func (r *reader) part(header textproto.MIMEHeader, body io.Reader, depth int) error {
	if r.parts++; r.parts > mostParts || depth > deepest {
		return fault.New(fault.Invalid, "the mail has more than %d parts, or parts within parts beyond %d", mostParts, deepest)
	}
	kind, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil && kind == "" {
		kind = "text/plain" // RFC 2045, 5.2
		if header.Get("Content-Type") != "" {
			kind = "application/octet-stream"
		}
	}
	switch {
	case strings.HasPrefix(kind, "multipart/") && params["boundary"] != "":
		if kind == "multipart/alternative" {
			defer r.said.oneOf()()
		}
		return r.within(multipart.NewReader(body, params["boundary"]), depth)
	case kind == "message/rfc822" || kind == "message/global":
		return r.inner(header, body, depth)
	}
	return r.leaf(header, body, kind, params)
}

// leaf reads a part that has none within it.
func (r *reader) leaf(header textproto.MIMEHeader, body io.Reader, kind string, params map[string]string) error {
	name := nameOf(header, params)
	var keep func(content []byte)
	switch {
	case reported[kind]:
		if r.forwarded > 0 {
			return nil
		}
		keep = func(content []byte) { r.reports = append(r.reports, report{kind, content}) }
	case brings(kind, name):
		keep = func(content []byte) { r.mail.Files = append(r.mail.Files, attachment(header, kind, name, content)) }
	case shows(kind, name):
		keep = func(content []byte) {
			r.mail.Pictures = append(r.mail.Pictures, attachment(header, kind, name, content))
		}
	case r.forwarded > 0:
		return nil
	case kind == "text/plain" || kind == "text/html" && !attached(header):
		keep = func(content []byte) { r.said.add(kind, params, content) }
	default:
		return nil
	}
	content, err := decode(header, body)
	if len(content) > 0 {
		keep(content)
	}
	return err
}

// reported are the kinds of part that say what became of a mail (RFC 3464, 6522, 6533, 8098).
var reported = map[string]bool{"message/delivery-status": true, "message/global-delivery-status": true,
	"message/disposition-notification": true, "message/global-disposition-notification": true,
	"text/rfc822-headers": true, "message/rfc822-headers": true, "message/global-headers": true}

// attachment is a part that brings a file or a picture.
func attachment(header textproto.MIMEHeader, kind, name string, content []byte) Attachment {
	a := Attachment{Name: fileName(name, kind), Body: content, MIME: kind}
	if ids := identifiers(header.Get("Content-Id")); len(ids) > 0 {
		a.ContentID = ids[0]
	} else {
		a.ContentID = oneLine(strings.Trim(header.Get("Content-Id"), "<> "))
	}
	return a
}

// attached reports whether a part is there to be kept, not to be read with the mail.
func attached(header textproto.MIMEHeader) bool {
	kind, _, _ := mime.ParseMediaType(header.Get("Content-Disposition"))
	return kind == "attachment"
}

// within reads the parts of a part.
func (r *reader) within(parts *multipart.Reader, depth int) error {
	var broken []error
	for {
		p, err := parts.NextRawPart()
		if err == io.EOF {
			return errors.Join(broken...)
		}
		if err != nil {
			return errors.Join(append(broken, fault.Wrap(fault.Invalid, err, "a part of the mail cannot be read"))...)
		}
		if err := r.part(p.Header, p, depth+1); err != nil {
			if r.parts > mostParts {
				return err
			}
			broken = append(broken, err)
		}
	}
}

// inner reads a mail within the mail. What it says was said elsewhere; its files count.
func (r *reader) inner(header textproto.MIMEHeader, body io.Reader, depth int) error {
	content, err := decode(header, body)
	if err != nil {
		return err
	}
	inner, rest, err := open(bytes.NewReader(content))
	if err != nil {
		return err
	}
	if r.forwarded == 0 {
		r.reports = append(r.reports, report{"message/rfc822", content})
	}
	r.forwarded++
	defer func() { r.forwarded-- }()
	return r.part(textproto.MIMEHeader(inner), rest, depth+1)
}

// decode returns a part's bytes as they were before they travelled. Its character set
// is left as it is: the readers of files know better than mail programs.
func decode(header textproto.MIMEHeader, body io.Reader) ([]byte, error) {
	if strings.EqualFold(encoding(header), "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	content, err := io.ReadAll(io.LimitReader(body, MostMail))
	if strings.EqualFold(encoding(header), "base64") {
		var wrong error
		if content, wrong = fromBase64(content); err == nil {
			err = wrong
		}
	}
	return content, fault.Wrap(fault.Invalid, err, "a part of the mail breaks off")
}

func encoding(header textproto.MIMEHeader) string {
	return strings.TrimSpace(header.Get("Content-Transfer-Encoding"))
}

// fromBase64 reads base64, whatever stands between its letters (RFC 2045, 6.8).
func fromBase64(text []byte) ([]byte, error) {
	letters := text[:0]
	for _, b := range text {
		if b == '=' {
			break
		}
		if b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '+' || b == '/' {
			letters = append(letters, b)
		}
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(letters)))
	n, err := base64.RawStdEncoding.Decode(out, letters)
	return out[:n], err
}

// nameOf is the name of a part's file, "" when it has none.
func nameOf(header textproto.MIMEHeader, params map[string]string) string {
	_, disposition, _ := mime.ParseMediaType(header.Get("Content-Disposition")) // a wrong one names nothing
	if name := disposition["filename"]; name != "" {
		return words(name)
	}
	return words(params["name"])
}

// forPeople are the kinds of part that people look at, and signatures.
var forPeople = []string{"image/", "audio/", "video/", "font/", "text/html", "text/calendar", "text/vcard", "text/x-vcard", "multipart/",
	"message/", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "application/pgp-keys"}

// pictures are the endings of files that people look at.
var pictures = map[string]bool{".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".bmp": true, ".svg": true, ".webp": true,
	".ics": true, ".vcf": true, ".p7s": true, ".asc": true, ".htm": true, ".html": true}

// seen are the endings of pictures.
var seen = map[string]bool{".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".bmp": true, ".webp": true}

// brings reports whether a part brings a file. A text without a name is what the mail
// says.
func brings(kind, name string) bool {
	if pictures[strings.ToLower(path.Ext(name))] || kind == "text/plain" && name == "" {
		return false
	}
	for _, of := range forPeople {
		if strings.HasPrefix(kind, of) {
			return false
		}
	}
	return true
}

// shows reports whether a part brings a picture.
func shows(kind, name string) bool {
	return strings.HasPrefix(kind, "image/") || kind == "application/octet-stream" && seen[strings.ToLower(path.Ext(name))]
}

// fileName is the name of a file that came by mail.
func fileName(name, kind string) string {
	_, form, _ := strings.Cut(kind, "/")
	return cmp.Or(filename.Of(oneLine(name)), "file."+strings.TrimPrefix(form, "x-"))
}
