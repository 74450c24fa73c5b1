package archive

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
)

// headLen is how much of a file Detect looks at.
const headLen = 16 << 10

// The marks that a zip archive begins with.
const (
	markFile  = "PK\x03\x04"
	markEmpty = "PK\x05\x06" // an archive without files
)

// Detect reports whether a file that begins with head is a zip archive of files.
// Office documents such as XLSX are zip archives as well: they are told apart by the
// parts that they begin with.
func Detect(head []byte) bool {
	if bytes.HasPrefix(head, []byte(markEmpty)) {
		return true
	}
	if !bytes.HasPrefix(head, []byte(markFile)) {
		return false
	}
	for len(head) > 0 {
		name, data, next := localFile(head)
		if isPart(name) || name == "mimetype" && bytes.HasPrefix(data, []byte("application/vnd.")) {
			return false
		}
		head = next
	}
	return true
}

// localFile reads the header of the entry that b begins with (APPNOTE 4.3.7): its
// name, what follows the header, and what follows the entry when that can be told.
func localFile(b []byte) (name string, data, next []byte) {
	const length = 30
	if len(b) < length || !bytes.HasPrefix(b, []byte(markFile)) {
		return "", nil, nil
	}
	u16 := func(at int) int { return int(binary.LittleEndian.Uint16(b[at:])) }
	flags, packed := u16(6), int(binary.LittleEndian.Uint32(b[18:]))
	end := length + u16(26)
	begin := end + u16(28)
	name, data = string(b[length:min(end, len(b))]), b[min(begin, len(b)):]
	const sizeFollows = 8
	if flags&sizeFollows == 0 && packed < len(data) {
		next = data[packed:]
	}
	return name, data, next
}

// isPart reports whether an entry has the name of a part of an office document
// (ISO/IEC 29500-2).
func isPart(name string) bool {
	switch folder, rest, _ := strings.Cut(name, "/"); folder {
	case "[Content_Types].xml":
		return true
	case "_rels", "docProps", "customXml", "xl", "word", "ppt":
		return strings.HasSuffix(rest, ".xml") || strings.HasSuffix(rest, ".rels")
	}
	return false
}

// isOffice reports whether an archive is an office document, of which all parts are
// known.
func isOffice(z *zip.Reader) bool {
	has := map[string]bool{}
	for _, f := range z.File {
		switch f.Name {
		case "[Content_Types].xml", "mimetype", "content.xml":
			has[f.Name] = true
		}
	}
	return has["[Content_Types].xml"] || has["mimetype"] && has["content.xml"]
}

// isArchive reports whether a file of an archive is an archive of files itself.
func isArchive(f File) (bool, error) {
	r, err := f.Open()
	if err != nil {
		return false, err
	}
	defer r.Close()
	head := make([]byte, min(headLen, f.Size))
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return false, err
	}
	return Detect(head[:n]), nil
}
