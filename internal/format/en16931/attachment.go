package en16931

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"mime"
	"strings"

	"acquit/internal/filename"
	"acquit/internal/invoice"
)

// maxAttachment is the most bytes of an embedded file that is kept.
const maxAttachment = 32 << 20

// Attach reads the current element, a file in base64 (BT-125) with whatever white
// space stands in it, and keeps it under the name that it bears, else under the
// other one. A file that is damaged or too large is left out with a warning, since
// the debt does not depend on it.
func (d *Draft) Attach(other string) error {
	name, kind := d.X.Attr("filename"), d.X.Attr("mimeCode")
	raw, err := d.X.RawText(maxSize)
	if err != nil {
		return err
	}
	packed := bytes.TrimRight(unspaced(raw), "=")
	size := base64.RawStdEncoding.DecodedLen(len(packed))
	name = FileName(First(name, other), kind)
	if size > maxAttachment {
		d.Odd("the embedded file %s is larger than %d MB and left out", name, maxAttachment>>20)
		return nil
	}
	body := make([]byte, size)
	if _, err := base64.RawStdEncoding.Decode(body, packed); err != nil {
		d.Odd("the embedded file is damaged and left out")
		return nil
	}
	sum := sha256.Sum256(body)
	d.Doc.Attachments = append(d.Doc.Attachments, invoice.AttachmentFile{
		Name: name, MIME: mimeType(kind), Size: int64(size), SHA256: hex.EncodeToString(sum[:]), Body: body,
	})
	return nil
}

// unspaced takes the white space out of b, in place.
func unspaced(b []byte) []byte {
	kept := b[:0]
	for _, c := range b {
		if c > ' ' {
			kept = append(kept, c)
		}
	}
	return kept
}

// mimeType returns a MIME type as the document says it, or that of any bytes when
// it says none.
func mimeType(s string) string {
	if kind, _, err := mime.ParseMediaType(s); err != nil || !strings.Contains(kind, "/") {
		return "application/octet-stream"
	}
	return s
}

// FileName is the name of an embedded file, fit to be kept and shown. A name of which
// nothing is left is "attachment", with the ending that belongs to the MIME type when
// that is known.
func FileName(name, kind string) string {
	return cmp.Or(filename.Of(name), "attachment"+endings[kind])
}

// endings are those of the types that the standard allows.
// Source: EN 16931 code lists, MIMECode.
var endings = map[string]string{
	"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "text/csv": ".csv",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
	"application/vnd.oasis.opendocument.spreadsheet":                    ".ods",
	"application/xml": ".xml", "text/xml": ".xml",
}
