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
	"unicode"

	"golang.org/x/net/html/charset"

	"acquit/internal/fault"
	"acquit/internal/filename"
)

// What a mail may hold. A mail is made by a stranger: more than this is no invoice.
const (
	MostMail  = 40 << 20 // bytes of a whole mail
	mostHead  = 1 << 20  // bytes of a mail's header
	mostParts = 500
	deepest   = 12 // parts within parts
)

// Mail is a mail with the files it brings.
type Mail struct {
	From    string // the sender's address, as the mail says it; "" when it says none
	Subject string // in one line
	Files   []Attachment
}

// Attachment is a file that came with a mail.
type Attachment struct {
	Name string // fit to be a file's; never empty
	Body []byte
}

// Picture reports whether the file may be there for people to look at only, beside
// another one that says the same to programs.
func (a *Attachment) Picture() bool { return bytes.HasPrefix(a.Body, []byte("%PDF-")) }

// ReadMail takes a mail apart (RFC 5322, RFC 2045 to 2047), also mails that were
// forwarded as files within it. What is there to be read by people, such as its text
// and the pictures in it, is left out. Files that were read before an error are
// returned with it.
func ReadMail(raw []byte) (Mail, error) {
	r := reader{}
	header, body, err := open(bytes.NewReader(raw))
	if err != nil {
		return r.mail, err
	}
	r.mail.Subject = oneLine(words(header.Get("Subject")))
	r.mail.From = sender(header.Get("From"))
	err = r.part(textproto.MIMEHeader(header), body, 0)
	return r.mail, err
}

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

// reader gathers the files of a mail.
type reader struct {
	mail  Mail
	parts int
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
		return r.within(multipart.NewReader(body, params["boundary"]), depth)
	case kind == "message/rfc822":
		return r.forwarded(header, body, depth)
	}
	name := nameOf(header, params)
	if !brings(kind, name) {
		return nil
	}
	content, err := decode(header, body)
	if len(content) > 0 {
		r.mail.Files = append(r.mail.Files, Attachment{Name: fileName(name, kind), Body: content})
	}
	return err
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

// forwarded reads a mail within the mail.
func (r *reader) forwarded(header textproto.MIMEHeader, body io.Reader, depth int) error {
	content, err := decode(header, body)
	if err != nil {
		return err
	}
	inner, rest, err := open(bytes.NewReader(content))
	if err != nil {
		return err
	}
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

// fileName is the name of a file that came by mail.
func fileName(name, kind string) string {
	_, form, _ := strings.Cut(kind, "/")
	return cmp.Or(filename.Of(oneLine(name)), "file."+strings.TrimPrefix(form, "x-"))
}

// words decodes the words of a header (RFC 2047). What cannot be decoded stays.
func words(s string) string {
	decoder := mime.WordDecoder{CharsetReader: charset.NewReaderLabel}
	text, err := decoder.DecodeHeader(s)
	if err != nil {
		text = s
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}

// sender is the address that a mail says it is from.
func sender(field string) string {
	parser := mail.AddressParser{WordDecoder: &mime.WordDecoder{CharsetReader: charset.NewReaderLabel}}
	list, err := parser.ParseList(field)
	if err != nil || len(list) == 0 {
		return ""
	}
	return oneLine(list[0].Address)
}

// oneLine makes one line of a text from outside.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), func(r rune) bool {
		return unicode.IsControl(r) || r == ' '
	}), " ")
}
