package paper

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Posted is a letter that goes to the post with others.
type Posted struct {
	Key        string // the caller's name for it
	Document   []byte // of this package
	To         []string
	Country    string // ISO 3166-1
	Postcode   string
	Registered bool
	Number     int // its place in the list where it has one already, as when a part is printed again; 0 for none
}

// Placed is where a letter stands in a batch.
type Placed struct {
	Posted *Posted
	Number int // from 1: its place in the list
	First  int // its pages, from 1
	Last   int
	Sheets int
}

// Batch is what is printed at once: a list of the letters, and the letters in the order of
// the post.
type Batch struct {
	PDF     []byte
	Letters []Placed
	Sheets  int // of the letters, without the list
}

// Stack is how letters are put together.
type Stack struct {
	Home   string // the country that they are posted in: its letters come first
	Duplex bool   // printed on both sides: every letter begins on a sheet of its own
	// List prints the list of some letters, whose pages are not known yet.
	List func(registered bool, letters []Placed) ([]byte, error)
}

// Batches puts letters together: those that go as they are, and apart from them those that
// are handed in at the counter. A batch without letters is nil.
//
// Errors: Invalid for a document of somebody else.
func (s *Stack) Batches(letters []Posted) (ordinary, registered *Batch, err error) {
	var piles [2][]Placed
	for n := range letters {
		l := &letters[n]
		pages, err := pagesOf(l.Document)
		if err != nil {
			return nil, nil, fmt.Errorf("letter %s: %w", l.Key, err)
		}
		pile := 0
		if l.Registered {
			pile = 1
		}
		piles[pile] = append(piles[pile], Placed{Posted: l, Last: pages, Sheets: s.sheets(pages)})
	}
	if ordinary, err = s.batch(false, piles[0]); err != nil {
		return nil, nil, err
	}
	registered, err = s.batch(true, piles[1])
	return ordinary, registered, err
}

// Sort brings letters into the order in which Batches puts them.
func (s *Stack) Sort(letters []Posted) {
	slices.SortStableFunc(letters, func(a, b Posted) int { return s.inOrder(Placed{Posted: &a}, Placed{Posted: &b}) })
}

// sheets is on how many sheets so many pages are printed.
func (s *Stack) sheets(pages int) int {
	if s.Duplex {
		return (pages + 1) / 2
	}
	return pages
}

// batch puts one pile together. Last is the number of pages of each letter until it has its
// place.
func (s *Stack) batch(registered bool, pile []Placed) (*Batch, error) {
	if len(pile) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(pile, s.inOrder)
	b := &Batch{Letters: pile}
	for n := range pile {
		pile[n].Number = cmp.Or(pile[n].Posted.Number, n+1)
		b.Sheets += pile[n].Sheets
	}
	list, err := s.List(registered, pile)
	if err != nil {
		return nil, err
	}
	j := newJoint()
	if err := s.put(j, list); err != nil {
		return nil, err
	}
	for n := range pile {
		l := &pile[n]
		l.First, l.Last = j.pages+1, j.pages+l.Last
		if err := s.put(j, l.Posted.Document); err != nil {
			return nil, err
		}
	}
	b.PDF = j.close()
	return b, nil
}

// put adds a document, and what is missing to its last sheet.
func (s *Stack) put(j *joint, document []byte) error {
	if err := j.add(document); err != nil {
		return err
	}
	if s.Duplex && j.pages%2 == 1 {
		j.blank()
	}
	return nil
}

// inOrder compares letters as the post sorts them: by country, the own one first, by
// postcode, and then as a person looks for them.
func (s *Stack) inOrder(a, b Placed) int {
	return cmp.Or(
		cmp.Compare(s.abroad(a.Posted), s.abroad(b.Posted)),
		strings.Compare(packed(a.Posted.Postcode), packed(b.Posted.Postcode)),
		slices.Compare(a.Posted.To, b.Posted.To),
		strings.Compare(a.Posted.Key, b.Posted.Key),
	)
}

// abroad is the country of a letter, or "" for the own one.
func (s *Stack) abroad(l *Posted) string {
	if l.Country == s.Home {
		return ""
	}
	return l.Country
}

// packed is a postcode without what people put into it: B-1000 is 1000, and 1234 ab 1234AB.
func packed(postcode string) string {
	code := strings.ToUpper(strings.Join(strings.Fields(postcode), ""))
	if country, rest, led := strings.Cut(code, "-"); led && len(country) <= 2 {
		return rest
	}
	return code
}
