package paper

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"

	"acquit/internal/fault"
)

// A document of this package has one table of its objects (ISO 32000-1, 7.5.4), and all its
// pages hang on one node. Joined, each of them keeps its objects under new numbers, and its
// node becomes a branch of a new one.

// The objects that stand before those of the documents.
const (
	catalogueAt = 1
	pagesAt     = 2
)

var (
	header       = []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	startOfTable = regexp.MustCompile(`startxref\s+(\d+)\s+%%EOF\s*$`)
	sizeOfTable  = regexp.MustCompile(`^xref\s+0 (\d+)\s+`)
	rootIn       = regexp.MustCompile(`/Root\s+(\d+) 0 R`)
	pagesIn      = regexp.MustCompile(`/Pages\s+(\d+) 0 R`)
	countIn      = regexp.MustCompile(`/Count\s+(\d+)`)
	pagesType    = regexp.MustCompile(`/Type\s*/Pages\b`)
	lengthIn     = regexp.MustCompile(`/Length\s+(\d+)\b`)
	infoIn       = regexp.MustCompile(`/Info\s+(\d+) 0 R`)
	// pieces of an object: a text in parentheses, or a reference
	piece = regexp.MustCompile(`(?s)\((?:\\.|[^\\()])*\)|\b(\d+) 0 R\b`)
)

// joint is a document that is being made of others.
type joint struct {
	out   bytes.Buffer
	at    []int // where each object begins, by its number
	kids  []int // the nodes of pages
	pages int
}

// Join is one document with the pages of several documents of this package, in their order.
//
// Errors: Invalid for what is none.
func Join(documents [][]byte) ([]byte, error) {
	j := newJoint()
	for _, d := range documents {
		if err := j.add(d); err != nil {
			return nil, err
		}
	}
	return j.close(), nil
}

func newJoint() *joint {
	j := &joint{at: make([]int, pagesAt+1)}
	j.out.Write(header)
	return j
}

// blank adds an empty page.
func (j *joint) blank() {
	n := len(j.at)
	j.at = append(j.at, 0)
	j.object(n, fmt.Appendf(nil, "<< /Type /Page /Parent %d 0 R /MediaBox [ 0 0 %.2f %.2f ] /Resources << >> >>", pagesAt, width/point, height/point))
	j.kids = append(j.kids, n)
	j.pages++
}

// add takes in the objects of a document, but its catalogue and what it says of itself.
func (j *joint) add(document []byte) error {
	places, trailer, node, err := treeOf(document)
	if err != nil {
		return err
	}
	root, info := numberIn(rootIn, trailer), numberIn(infoIn, trailer)
	first := len(j.at) - 1 // object n of the document becomes first + n
	j.at = append(j.at, make([]int, len(places)-1)...)
	for n := 1; n < len(places); n++ {
		body := objectAt(document, places, n)
		if n == root || n == info || body == nil {
			continue
		}
		moved := renumbered(body, first)
		if n == node {
			j.pages += numberIn(countIn, body)
			moved = pagesType.ReplaceAll(moved, fmt.Appendf(nil, "/Type /Pages /Parent %d 0 R ", pagesAt))
		}
		j.object(first+n, moved)
	}
	j.kids = append(j.kids, first+node)
	return nil
}

// treeOf are the places of a document's objects, its trailer, and the node of its pages.
func treeOf(document []byte) (places []int, trailer []byte, node int, err error) {
	places, trailer, err = objectsOf(document)
	if err != nil {
		return nil, nil, 0, err
	}
	root := numberIn(rootIn, trailer)
	if root == 0 || root >= len(places) {
		return nil, nil, 0, notJoined()
	}
	node = numberIn(pagesIn, objectAt(document, places, root))
	if node == 0 || node >= len(places) {
		return nil, nil, 0, notJoined()
	}
	return places, trailer, node, nil
}

// pagesOf is how many pages a document has.
func pagesOf(document []byte) (int, error) {
	places, _, node, err := treeOf(document)
	if err != nil {
		return 0, err
	}
	pages := numberIn(countIn, objectAt(document, places, node))
	if pages == 0 {
		return 0, notJoined()
	}
	return pages, nil
}

// object writes an object under its number.
func (j *joint) object(n int, body []byte) {
	j.at[n] = j.out.Len()
	fmt.Fprintf(&j.out, "%d 0 obj\n", n)
	j.out.Write(body)
	j.out.WriteString("\nendobj\n")
}

// close writes the catalogue, the node of all pages and the table.
func (j *joint) close() []byte {
	j.object(catalogueAt, fmt.Appendf(nil, "<< /Type /Catalog /Pages %d 0 R >>", pagesAt))
	var kids bytes.Buffer
	for _, k := range j.kids {
		fmt.Fprintf(&kids, "%d 0 R ", k)
	}
	j.object(pagesAt, fmt.Appendf(nil, "<< /Type /Pages /Count %d /Kids [ %s] >>", j.pages, kids.Bytes()))
	table := j.out.Len()
	fmt.Fprintf(&j.out, "xref\n0 %d\n0000000000 65535 f \n", len(j.at))
	for _, at := range j.at[1:] {
		if at == 0 {
			j.out.WriteString("0000000000 65535 f \n")
		} else {
			fmt.Fprintf(&j.out, "%010d 00000 n \n", at)
		}
	}
	fmt.Fprintf(&j.out, "trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(j.at), catalogueAt, table)
	return j.out.Bytes()
}

func notJoined() error {
	return fault.New(fault.Invalid, "the document cannot be joined with others: it was not printed here")
}

// objectsOf are the places of a document's objects by their numbers, and its trailer.
func objectsOf(document []byte) (places []int, trailer []byte, err error) {
	start := startOfTable.FindSubmatch(document)
	if start == nil {
		return nil, nil, notJoined()
	}
	at, _ := strconv.Atoi(string(start[1]))
	if at <= 0 || at >= len(document) {
		return nil, nil, notJoined()
	}
	table := document[at:]
	size := sizeOfTable.FindSubmatch(table)
	if size == nil {
		return nil, nil, notJoined()
	}
	count, _ := strconv.Atoi(string(size[1]))
	const line = 20 // bytes of an entry
	rows := table[len(size[0]):]
	if count*line > len(rows) {
		return nil, nil, notJoined()
	}
	places = make([]int, count)
	for n := range places {
		row := rows[n*line : (n+1)*line]
		if row[17] == 'n' {
			places[n], _ = strconv.Atoi(string(row[:10]))
		}
	}
	return places, rows[count*line:], nil
}

// objectAt is what stands between obj and endobj; nil for an object that is none.
func objectAt(document []byte, places []int, n int) []byte {
	if places[n] <= 0 || places[n] >= len(document) {
		return nil
	}
	rest := document[places[n]:]
	begin := bytes.Index(rest, []byte(" obj"))
	if begin < 0 {
		return nil
	}
	begin += len(" obj")
	end := bytes.Index(rest, []byte("endobj"))
	if at := bytes.Index(rest, []byte("stream")); at >= begin && at < end { // what a stream holds may look like anything
		behind := at + numberIn(lengthIn, rest[begin:at])
		if behind > len(rest) {
			return nil
		}
		end = behind + bytes.Index(rest[behind:], []byte("endobj"))
	}
	if end < begin {
		return nil
	}
	return bytes.TrimSpace(rest[begin:end])
}

// renumbered refers to objects under their new numbers. What a stream holds refers to none.
func renumbered(body []byte, by int) []byte {
	head, stream := body, []byte(nil)
	if at := bytes.Index(body, []byte("stream")); at >= 0 {
		head, stream = body[:at], body[at:]
	}
	moved := piece.ReplaceAllFunc(head, func(found []byte) []byte {
		if found[0] == '(' {
			return found
		}
		n, _ := strconv.Atoi(string(found[:bytes.IndexByte(found, ' ')]))
		return fmt.Appendf(nil, "%d 0 R", n+by)
	})
	return append(moved, stream...)
}

func numberIn(pattern *regexp.Regexp, text []byte) int {
	found := pattern.FindSubmatch(text)
	if found == nil {
		return 0
	}
	n, _ := strconv.Atoi(string(found[1])) // digits
	return n
}

// Pages is how many pages a document of this package has.
//
// Errors: Invalid for what is none.
func Pages(document []byte) (int, error) {
	j := newJoint()
	err := j.add(document)
	return j.pages, err
}
