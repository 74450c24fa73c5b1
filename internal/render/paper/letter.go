package paper

import "strings"

// Window is on which side of an envelope the addressee shows.
type Window bool

// The windows. Left is that of German envelopes (DIN 680, for the address field of DIN 5008,
// form B) and of Dutch ones, Right that of French, Belgian and Luxembourg ones.
const (
	Left  Window = false
	Right Window = true
)

// Places of the first page of a letter, in millimetres from its corner. What is in the window
// stands where each of the envelopes of the test shows it, DL and C5/6, wherever the sheet
// lies in them: from 59 to 85 mm from the top, and 25 to 91 or 110 to 190 mm from the left.
// What is not in the window stands where none shows it: above 44 and below 99 mm, or aside.
const (
	windowTop    = 45.0
	windowWide   = 66.0 // for the narrowest
	senderAt     = 60.8 // what is written above the addressee, in small letters
	addresseeAt  = 65.4 // the first line
	addresseeEnd = 84.1 // the last line, at most
	addresseeBy  = 4.6  // from one line to the next
	addresseeMin = 3.95 // where there are six
	mostLines    = 6    // of an addressee
	factsWide    = 58.0
	subjectAt    = 102.0
	firstFold    = 105.0
	secondFold   = 210.0
	middleOfPage = 148.5
)

// x is where what shows in the window begins.
func (w Window) x() float64 {
	if w == Right {
		return 110
	}
	return 25
}

// placeAt is where place and day stand: at the right, and so below a window that is there.
func (w Window) placeAt() float64 {
	if w == Right {
		return subjectAt
	}
	return subjectAt - 7.5
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
	x := l.Window.x()
	p.put(x, senderAt, cut(l.Sender, windowWide, style{size: tiny, grey: true}), style{size: tiny, grey: true})
	lines := addressLines(l.Addressee, windowWide)
	steps := float64(max(len(lines)-1, 1))
	first := min(addresseeAt, addresseeEnd-addresseeMin*steps)
	by := min(addresseeBy, (addresseeEnd-first)/steps)
	for n, said := range lines {
		p.put(x, first+by*float64(n), said, style{size: text + 0.5})
	}
	facts := left
	if l.Window == Left {
		facts = width - right - factsWide
	}
	layPairs(l.Facts, factsWide).putAll(p, facts, windowTop+11)
	p.putRight(width-right, l.Window.placeAt(), l.Place, style{size: text})
	if l.Folds {
		for _, y := range []float64{firstFold, middleOfPage, secondFold} {
			p.rule(4, 4+markAt(y), y, hairline)
		}
	}
	p.y = l.Window.placeAt() + 4.5
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
