package guard

import (
	"mime"
	"net/http"

	"acquit/internal/filename"
)

// plainTypes are what a browser may be told that a download is. Everything else
// is bytes.
var plainTypes = map[string]bool{"application/pdf": true, "application/xml": true, "text/csv": true, "text/plain": true,
	"image/png": true, "image/jpeg": true, "message/rfc822": true, "application/zip": true}

// AsDownload tells the browser to keep what follows, and not to show it.
func AsDownload(header http.Header, name, kind string) {
	plain, _, err := mime.ParseMediaType(kind)
	if err != nil || !plainTypes[plain] {
		plain = "application/octet-stream"
	}
	header.Set("Content-Type", plain)
	header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": filename.Shown(name)}))
	header.Set("Content-Security-Policy", "default-src 'none'; sandbox")
}
