package pdf

import (
	"bytes"
	"encoding/hex"
	"fmt"

	"acquit/internal/fault"
)

// What a page has of the nodes above it (ISO 32000-1, 7.7.3.4).
var inherited = [...]string{"Resources", "MediaBox", "CropBox", "Rotate"}

// The measures of what is written anew.
const (
	mostPlain   = 24 << 20 // bytes
	mostNesting = 48       // brackets in brackets
)

// The objects that stand before those that are taken over.
const (
	plainRoot = 1
	plainTree = 2
)

// Plain writes the pages of a PDF anew as simply as can be, so that they can be bound with others
// and printed: all pages on one node, one table of objects, no updates, no object streams.
// What is no page stays behind: embedded files, outlines, forms, signatures; what forms show is
// kept. Streams are as they were.
//
// Errors: Invalid for what cannot be read, is encrypted, or has more than mostPages pages.
func Plain(body []byte, mostPages int) ([]byte, error) {
	d, err := openDocument(body)
	if err != nil {
		return nil, err
	}
	p := &plainer{document: d, numbers: map[int]int{}, places: []int{0, 0, 0}}
	if err := p.collect(d.key(d.follow(d.root), "Pages"), map[string]value{}, mostPages, 0); err != nil {
		return nil, err
	}
	if len(p.pages) == 0 {
		return nil, fault.New(fault.Invalid, "the PDF has no pages")
	}
	return p.write()
}

// plainer writes a document anew.
type plainer struct {
	*document
	pages   []plainPage
	nodes   map[int]bool // of the tree, that were walked through
	numbers map[int]int  // of objects that are taken over: the new by the old
	waiting []int        // old numbers of those that are still to be written
	places  []int        // where each object begins, by its new number
	out     bytes.Buffer
}

// plainPage is a page with what it has of the nodes above it.
type plainPage struct {
	page value
	has  map[string]value
	n    int // its new number
}

// collect finds the pages below a node.
func (p *plainer) collect(v value, has map[string]value, most, depth int) error {
	if p.nodes == nil {
		p.nodes = map[int]bool{}
	}
	if v.kind == reference && p.nodes[v.n] || depth > maxDepth {
		return fault.New(fault.Invalid, "the PDF is damaged: parts of it are missing")
	}
	number := 0
	if v.kind == reference {
		number = v.n
		p.nodes[number] = true
	}
	node := p.follow(v)
	if node.kind != dict {
		return nil
	}
	own := map[string]value{}
	for _, name := range inherited {
		if found := p.key(node, name); found.kind != nothing {
			own[name] = found
		} else if above, known := has[name]; known {
			own[name] = above
		}
	}
	kids := p.follow(p.key(node, "Kids"))
	if kids.kind == nothing {
		if len(p.pages) == most {
			return fault.New(fault.Invalid, "the PDF has more than %d pages", most)
		}
		p.places = append(p.places, 0)
		n := len(p.places) - 1
		if number != 0 {
			p.numbers[number] = n
		}
		p.pages = append(p.pages, plainPage{node, own, n})
		return nil
	}
	for kid := range p.items(kids) {
		if err := p.collect(kid, own, most, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (p *plainer) write() ([]byte, error) {
	p.out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	for n := range p.pages {
		if err := p.page(&p.pages[n]); err != nil {
			return nil, err
		}
	}
	for len(p.waiting) > 0 {
		old := p.waiting[0]
		p.waiting = p.waiting[1:]
		if err := p.object(p.numbers[old], p.document.object(old)); err != nil {
			return nil, err
		}
	}
	if err := p.sound(); err != nil {
		return nil, err
	}
	p.close()
	return p.out.Bytes(), nil
}

func (p *plainer) begin(n int) {
	p.places[n] = p.out.Len()
	fmt.Fprintf(&p.out, "%d 0 obj\n", n)
}

// page writes a page: what it says itself but where it hangs, and what it has from above.
func (p *plainer) page(of *plainPage) error {
	p.begin(of.n)
	fmt.Fprintf(&p.out, "<< /Type /Page /Parent %d 0 R", plainTree)
	for _, name := range inherited {
		if v, known := of.has[name]; known {
			if err := p.entry(name, v, 1); err != nil {
				return err
			}
		}
	}
	for name, v := range p.entries(of.page) {
		switch name {
		case "Type", "Parent", "Resources", "MediaBox", "CropBox", "Rotate", "B", "StructParents", "AF", "Metadata":
			continue
		}
		if err := p.entry(name, v, 1); err != nil {
			return err
		}
	}
	p.out.WriteString(" >>\nendobj\n")
	return nil
}

// object writes an object that a page needs under its new number.
func (p *plainer) object(n int, v value) error {
	p.begin(n)
	if v.kind != stream {
		if err := p.value(v, 0); err != nil {
			return err
		}
		p.out.WriteString("\nendobj\n")
		return nil
	}
	data, ok := p.data(v)
	if !ok {
		return p.trouble()
	}
	fmt.Fprintf(&p.out, "<< /Length %d", len(data)) // first: whoever binds it reads no further
	for name, entry := range p.entries(v) {
		if name == "Length" {
			continue
		}
		if err := p.entry(name, entry, 1); err != nil {
			return err
		}
	}
	p.out.WriteString(" >>\nstream\n")
	p.out.Write(data)
	p.out.WriteString("\nendstream\nendobj\n")
	return p.small()
}

// small is nil while the document is not too large.
func (p *plainer) small() error {
	if p.out.Len() > mostPlain {
		return fault.New(fault.Invalid, "the PDF has more than %d MB to print", mostPlain>>20)
	}
	return nil
}

func (p *plainer) entry(name string, v value, depth int) error {
	p.out.WriteByte(' ')
	p.name([]byte(name))
	p.out.WriteByte(' ')
	return p.value(v, depth)
}

// name writes a name. The words that end an object stand in none: whoever binds the document
// looks for them.
func (p *plainer) name(plain []byte) {
	p.out.WriteByte('/')
	escaped := bytes.Contains(plain, []byte("stream")) || bytes.Contains(plain, []byte("endobj"))
	for _, c := range plain {
		if c <= ' ' || c > '~' || c == '#' || isDelimiter(c) || escaped && (c == 's' || c == 'o') {
			fmt.Fprintf(&p.out, "#%02X", c)
		} else {
			p.out.WriteByte(c)
		}
	}
}

// value writes a value, and has what it refers to written.
func (p *plainer) value(v value, depth int) error {
	if depth > mostNesting {
		return p.trouble()
	}
	switch v.kind {
	case nothing:
		p.out.WriteString("null")
	case integer:
		fmt.Fprintf(&p.out, "%d", v.n)
	case symbol:
		p.name(plainName(v.raw))
	case str:
		p.out.WriteByte('<')
		p.out.WriteString(hex.EncodeToString(bytesOf(v)))
		p.out.WriteByte('>')
	case array:
		p.out.WriteByte('[')
		for item := range p.items(v) {
			p.out.WriteByte(' ')
			if err := p.value(item, depth+1); err != nil {
				return err
			}
		}
		p.out.WriteString(" ]")
	case dict:
		p.out.WriteString("<<")
		for name, entry := range p.entries(v) {
			if err := p.entry(name, entry, depth+1); err != nil {
				return err
			}
		}
		p.out.WriteString(" >>")
	case reference:
		fmt.Fprintf(&p.out, "%d 0 R", p.moved(v.n))
	default:
		p.out.Write(v.raw)
	}
	return p.small()
}

// bytesOf is what a string holds.
func bytesOf(v value) []byte {
	if v.raw[0] == '<' {
		return unhex(v.raw[1:])
	}
	return unescape(v.raw)
}

// moved is the new number of an object.
func (p *plainer) moved(old int) int {
	if n, known := p.numbers[old]; known {
		return n
	}
	p.places = append(p.places, 0)
	n := len(p.places) - 1
	p.numbers[old], p.waiting = n, append(p.waiting, old)
	return n
}

// close writes the catalogue, the node of all pages and the table.
func (p *plainer) close() {
	p.begin(plainRoot)
	fmt.Fprintf(&p.out, "<< /Type /Catalog /Pages %d 0 R >>\nendobj\n", plainTree)
	p.begin(plainTree)
	fmt.Fprintf(&p.out, "<< /Type /Pages /Count %d /Kids [", len(p.pages))
	for n := range p.pages {
		fmt.Fprintf(&p.out, " %d 0 R", p.pages[n].n)
	}
	p.out.WriteString(" ] >>\nendobj\n")
	table := p.out.Len()
	fmt.Fprintf(&p.out, "xref\n0 %d\n0000000000 65535 f \n", len(p.places))
	for _, at := range p.places[1:] {
		fmt.Fprintf(&p.out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&p.out, "trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(p.places), plainRoot, table)
}
