package paper

import "strings"

// Window is on which side of an envelope the addressee shows.
type Window bool

// The windows. Left is form B of DIN 5008, 20 mm from the side and 45 mm from the top,
// 85 mm wide and 45 mm high; Dutch C5/6 envelopes have theirs there too. Right is the
// same field from 105 mm on: within that of French (AFNOR Z 11-001) and Belgian
// envelopes.
const (
	Left  Window = false
	Right Window = true
)

// Places of the first page of a letter, in millimetres from its corner.
const (
	windowTop    = 45.0
	windowTall   = 45.0
	windowWide   = 85.0
	senderAt     = 59.5 // what is written above the addressee, in small letters
	addresseeAt  = 65.5 // the first line
	addresseeBy  = 4.6
	mostLines    = 6 // of an addressee
	subjectAt    = 102.0
	firstFold    = 105.0
	secondFold   = 210.0
	middleOfPage = 148.5
)

// x is where the window begins.
func (w Window) x() float64 {
	if w == Right {
		return 105
	}
	return 20
}

// Letter is what the first page of a letter has above its subject.
type Letter struct {
	Name      string   // who writes
	Contact   []string // beside the name: address, telephone, numbers of registers
	Sender    string   // in the window, above the addressee: where the envelope goes back to
	Addressee []string // at most six lines
	Facts     []Pair   // beside the window
	Place     string   // with the day
	Subject   string
	Window    Window
	Folds     bool // marks where to fold and to punch
}

// Letter begins a letter on the first page.
func (p *Paper) Letter(l *Letter) {
	p.Letterhead(l.Name, l.Contact)
	x := l.Window.x() + 5
	p.put(x, senderAt, cut(l.Sender, windowWide-8, style{size: tiny, grey: true}), style{size: tiny, grey: true})
	for n, said := range addressLines(l.Addressee, windowWide-8) {
		p.put(x, addresseeAt+addresseeBy*float64(n), said, style{size: text + 0.5})
	}
	facts := left
	if l.Window == Left {
		facts = width - right - 62
	}
	layPairs(l.Facts, 62).putAll(p, facts, windowTop+11)
	p.putRight(width-right, subjectAt-7.5, l.Place, style{size: text})
	if l.Folds {
		for _, y := range []float64{firstFold, middleOfPage, secondFold} {
			p.rule(4, 4+markAt(y), y, hairline)
		}
	}
	p.y = subjectAt - 3
	st := style{size: strong, bold: true}
	for _, said := range wrap(l.Subject, room, st) {
		p.put(left, p.y+4, said, st)
		p.y += 5.5
	}
	p.y += gap
}

// markAt is how long a mark is: the one for the punch is longer.
func markAt(y float64) float64 {
	if y == middleOfPage {
		return 6
	}
	return 4
}

// Letterhead says who writes, at the top of the first page.
func (p *Paper) Letterhead(name string, contact []string) {
	aside := style{size: small, grey: true}
	from := width - right
	for _, said := range contact {
		from = min(from, width-right-min(wide(said, aside), 75))
	}
	y := 16.0
	for _, said := range wrap(name, from-left-8, style{size: 14, bold: true}) {
		p.put(left, y+4, said, style{size: 14, bold: true})
		y += 6
	}
	for n, said := range contact {
		p.put(from, 18.5+3.7*float64(n), cut(said, 75, aside), aside)
	}
	p.y = max(y, 18.5+3.7*float64(len(contact))) + gap
}

// addressLines are an addressee within the window: a long name is broken, and where there
// are too many lines then, the ones in the middle are joined.
func addressLines(said []string, most float64) []string {
	st := style{size: text + 0.5}
	var lines []string
	for _, s := range said {
		lines = append(lines, wrap(s, most, st)...)
	}
	for len(lines) > mostLines {
		lines = append(lines[:1], append([]string{cut(strings.Join(lines[1:3], " "), most, st)}, lines[3:]...)...)
	}
	return lines
}
