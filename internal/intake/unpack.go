package intake

import (
	"bytes"
	"io"

	"acquit/internal/format"
	"acquit/internal/format/archive"
)

// unpack puts what archives hold in their place. A file of an archive that cannot be
// unpacked stands for itself: whoever opens it hears why.
func unpack(files []File) []File {
	var all []File
	for _, f := range files {
		if isArchive(f) {
			all = append(all, filesOf(f)...)
			continue
		}
		all = append(all, f)
	}
	return all
}

// isArchive reports whether a file holds others. One that cannot be read is told as it
// is taken in.
func isArchive(f File) bool {
	body, err := f.Open()
	if err != nil {
		return false
	}
	defer body.Close()
	head, _, err := format.Head(body)
	return err == nil && archive.Detect(head)
}

func filesOf(f File) []File {
	body, err := read(f)
	if err != nil {
		return []File{failing(f.Name, err)}
	}
	var all []File
	for inner, err := range archive.Files(bytes.NewReader(body), int64(len(body))) {
		if err != nil {
			all = append(all, failing(f.Name, err))
			continue
		}
		all = append(all, File{Name: f.Name + "/" + inner.Name, Open: inner.Open})
	}
	return all
}

// failing is a file that cannot be opened.
func failing(name string, err error) File {
	return File{Name: name, Open: func() (io.ReadCloser, error) { return nil, err }}
}
