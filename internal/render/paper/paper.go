// Package paper prints: letters and statements on A4 as PDF. It knows of windows,
// paragraphs, tables and codes, and of no law and no language: every text comes from the
// caller. The same texts give the same bytes.
package paper

import (
	"bytes"
	"fmt"
	"slices"

	"codeberg.org/go-pdf/fpdf"

	"acquit/internal/date"
)

// Sizes of a page, in millimetres.
const (
	width, height = 210.0, 297.0
	left, right   = 25.0, 20.0 // margins
	top           = 20.0       // of the pages behind the first
	bottom        = 25.0       // what the foot takes
	room          = width - left - right
	line          = 4.8 // from one line to the next
	gap           = 3.0 // below a paragraph
	signature     = 11.0
)

// Sizes of letters, in points.
const (
	text   = 9.5
	small  = 8.0
	tiny   = 6.5
	strong = 11.5
	title  = 15.0
)

// point is a printer's point in millimetres.
const point = 25.4 / 72

// grey is the ink of what stands aside.
const grey = 95

// Head is what a document says of itself.
type Head struct {
	Title    string
	Author   string
	Language string    // BCP 47
	On       date.Date // of the document; also its day of making, since the same facts give the same bytes
	Foot     []string  // below every page: who writes, and where to pay
	Running  string    // above the pages behind the first, which may part from it
	// Page writes the number of a page; "2 / 3" where it is nil.
	Page func(page, pages int) string
}

// Paper is a document under way. What is added stands below what was added before, on
// the next page where there is no room.
type Paper struct {
	pdf  *fpdf.Fpdf
	head Head
	y    float64 // where the next line begins
	set  on      // how the last text was set
}

// on is a style on a page: each page is told of its own.
type on struct {
	style
	page int
}

// New begins a document with an empty page.
func New(h Head) *Paper {
	pdf := fpdf.New("P", "mm", "A4", "")
	p := &Paper{pdf: pdf, head: h, y: top}
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(left, top, right)
	pdf.SetCellMargin(0)
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(h.On.Time())
	pdf.SetModificationDate(h.On.Time())
	pdf.SetTitle(plain(h.Title), true)
	pdf.SetAuthor(plain(h.Author), true)
	pdf.SetLang(h.Language)
	pdf.SetProducer("Acquit", true)
	pdf.AddUTF8FontFromBytes("text", "", slices.Clone(regular)) // it writes into what it is given
	pdf.AddUTF8FontFromBytes("text", "B", slices.Clone(bold))
	pdf.AddPage()
	return p
}

// Bytes ends the document with the foot of every page.
func (p *Paper) Bytes() ([]byte, error) {
	pages := p.pdf.PageCount()
	for n := range pages {
		p.pdf.SetPage(n + 1)
		p.foot(n+1, pages)
	}
	var b bytes.Buffer
	if err := p.pdf.Output(&b); err != nil {
		return nil, fmt.Errorf("print %q: %w", p.head.Title, err)
	}
	return b.Bytes(), nil
}

func (p *Paper) foot(page, pages int) {
	number := fmt.Sprintf("%d / %d", page, pages)
	if p.head.Page != nil {
		number = p.head.Page(page, pages)
	}
	y := height - bottom + 6.5
	p.rule(left, width-right, y, hairline)
	st := style{size: 7.5, grey: true}
	beside := wide(number, st) + 6
	for n, said := range p.head.Foot {
		p.put(left, y+4.5+3.5*float64(n), cut(said, room-beside, st), st)
	}
	p.putRight(width-right, y+4.5, number, st)
}

// turn begins the next page.
func (p *Paper) turn() {
	p.pdf.AddPage()
	p.y = top
	if p.head.Running != "" {
		st := style{size: small, grey: true}
		p.put(left, top-4, cut(p.head.Running, room, st), st)
		p.rule(left, width-right, top-2, hairline)
		p.y = top + 5
	}
}

// need turns the page unless so many millimetres are left, and reports whether it did.
func (p *Paper) need(h float64) bool {
	if h <= p.left() {
		return false
	}
	p.turn()
	return true
}

// left is how many millimetres are left on the page.
func (p *Paper) left() float64 { return height - bottom - p.y }

// Space leaves some millimetres free.
func (p *Paper) Space(mm float64) { p.y += mm }

// style is how a text is set.
type style struct {
	size       float64 // in points
	bold, grey bool
}

// use makes a style the one in which texts are put.
func (p *Paper) use(s style) {
	if now := (on{s, p.pdf.PageNo()}); now != p.set {
		p.set = now
		weight := ""
		if s.bold {
			weight = "B"
		}
		p.pdf.SetFont("text", weight, s.size)
		ink := 0
		if s.grey {
			ink = grey
		}
		p.pdf.SetTextColor(ink, ink, ink)
	}
}

func (p *Paper) put(x, y float64, said string, s style) {
	p.use(s)
	p.pdf.Text(x, y, printable(said))
}

func (p *Paper) putRight(x, y float64, said string, s style) {
	p.put(x-wide(said, s), y, said, s)
}

// A hairline parts rows, and a rule what is more than a row.
const (
	hairline = 0.15
	thick    = 0.25
)

// rule draws a line across; a hairline is light.
func (p *Paper) rule(from, to, y, thickness float64) {
	ink := 0
	if thickness == hairline {
		ink = 190
	}
	p.pdf.SetDrawColor(ink, ink, ink)
	p.pdf.SetLineWidth(thickness)
	p.pdf.Line(from, y, to, y)
}

// Title is the name of a document that is no letter.
func (p *Paper) Title(said string) {
	st := style{size: title, bold: true}
	for _, l := range wrap(said, room, st) {
		p.put(left, p.y+5, l, st)
		p.y += 7
	}
	p.y += gap
}

// Chapter begins a page of its own.
func (p *Paper) Chapter(said string) {
	p.turn()
	p.Title(said)
}

// Heading parts what follows from what went before; it stays with the first lines of what
// follows.
func (p *Paper) Heading(said string) {
	p.need(titled(said) + codeSize + 4*line)
	p.title(said)
}

// titled is how tall a heading is.
func titled(said string) float64 {
	if said == "" {
		return 0
	}
	return 5.5*float64(len(wrap(said, room, style{size: strong, bold: true}))) + 1.5
}

// title puts a heading.
func (p *Paper) title(said string) {
	y := p.y
	for n, l := range wrap(said, room, style{size: strong, bold: true}) {
		p.put(left, y+4+5.5*float64(n), l, style{size: strong, bold: true})
	}
	p.y += titled(said)
}

// Signed ends a letter: its last paragraph, or none, the closing, or none, room for a
// signature, and who signs. They stand together: a closing alone on a page could be under
// any letter.
func (p *Paper) Signed(last Lines, closing, name string) {
	lines := wrap(name, room, style{size: text, bold: true})
	closings := wrap(closing, room, style{size: text})
	tall := line*float64(len(closings)+len(lines)) + signature
	if above := last.flow(room); len(above) > 0 {
		p.need(line*float64(len(above)) + gap + tall)
		p.Text(last)
	}
	p.need(tall)
	for _, l := range closings {
		p.put(left, p.y+3.6, l, style{size: text})
		p.y += line
	}
	p.y += signature
	for _, l := range lines {
		p.put(left, p.y+3.6, l, style{size: text, bold: true})
		p.y += line
	}
}
