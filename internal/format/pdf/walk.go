package pdf

import (
	"mime"
	"net/http"
	"strings"

	"acquit/internal/fault"
	"acquit/internal/format/en16931"
)

// open reads a PDF as far as its embedded files: those in the list of the catalogue,
// and those that belong to the document besides (AF).
func open(body []byte) (*walk, error) {
	d, err := openDocument(body)
	if err != nil {
		return nil, err
	}
	w := &walk{document: d, nodes: map[int]bool{}, streams: map[int]bool{}}
	w.node(d.key(d.inside(d.root, "Names"), "EmbeddedFiles"), 0)
	for spec := range d.items(d.inside(d.root, "AF")) {
		w.file("", spec)
	}
	if w.err == nil {
		w.err = d.sound()
	}
	return w, nil
}

// walk gathers embedded files.
type walk struct {
	*document
	files          []File
	nodes, streams map[int]bool   // objects that were visited
	odd            []*fault.Error // files that cannot be had, by name
	err            error          // why the walk ended early
}

// node walks through a node of the tree that names the files (ISO 32000-1, 7.9.6):
// names with their files, or further nodes.
func (w *walk) node(v value, depth int) {
	if w.nodes[v.n] || w.follow(v).kind != dict {
		return
	}
	if v.kind == reference {
		w.nodes[v.n] = true
	}
	if depth > maxDepth {
		w.lost = true
		return
	}
	name, even := "", true
	for item := range w.items(w.inside(v, "Names")) {
		if even {
			name = words(w.follow(item))
		} else {
			w.file(name, item)
		}
		even = !even
	}
	for kid := range w.items(w.inside(v, "Kids")) {
		if w.err != nil {
			return
		}
		w.node(kid, depth+1)
	}
}

// file takes one file by its specification (ISO 32000-1, 7.11.3), which may be named
// twice.
func (w *walk) file(name string, spec value) {
	embedded := w.inside(spec, "EF")
	at := w.key(embedded, "F")
	if at.kind != reference {
		at = w.key(embedded, "UF")
	}
	if at.kind != reference || w.streams[at.n] || w.err != nil || w.work.done() {
		return
	}
	if w.streams[at.n] = true; len(w.streams) > maxFiles {
		w.err = fault.New(fault.Invalid, "the PDF has more than %d embedded files", maxFiles)
		return
	}
	for _, key := range []string{"F", "UF"} {
		if s := words(w.inside(spec, key)); s != "" {
			name = s
		}
	}
	content := w.follow(at)
	kind := string(nameOf(w.inside(content, "Subtype")))
	name = en16931.FileName(name, kind)
	if content.kind != stream {
		w.odd = append(w.odd, fault.At(0, name, "the embedded file is missing"))
		return
	}
	body, err := w.unpack(content)
	if err != nil {
		w.odd = append(w.odd, unreadable(name, err))
		return
	}
	w.files = append(w.files, File{Name: name, MIME: mimeOf(body, kind), Body: body})
}

// unreadable says of an embedded file why it cannot be had.
func unreadable(name string, err error) *fault.Error {
	return fault.At(0, name, "the embedded file cannot be read: %s", err)
}

// mimeOf tells the type of a file by what it holds. Where that says little, the PDF
// is believed.
func mimeOf(body []byte, said string) string {
	seen, _, _ := strings.Cut(http.DetectContentType(body), ";")
	switch seen {
	case "text/plain", "application/octet-stream", "application/zip":
		if kind, _, err := mime.ParseMediaType(said); err == nil && strings.Contains(kind, "/") {
			return kind
		}
	}
	return seen
}
