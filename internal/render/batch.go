package render

import (
	"cmp"
	"slices"
	"strconv"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/locale"
	"acquit/internal/render/paper"
)

// Batch is the letters that a company posts at once.
type Batch struct {
	Company *company.Company
	On      date.Date
	Duplex  bool // printed on both sides
}

// Posted is a letter of a batch: key is the caller's name for it, and document what Letter
// printed.
func (b *Batch) Posted(key string, to *customer.Customer, document []byte, registered bool) paper.Posted {
	return paper.Posted{Key: key, Document: document, To: filled(to.Name, to.Postcode+" "+to.City), Postcode: to.Postcode,
		Country: cmp.Or(to.Country, b.Company.Country), Registered: registered}
}

// Sort brings letters into the order in which Print puts them.
func (b *Batch) Sort(letters []paper.Posted) {
	stack := paper.Stack{Home: b.Company.Country}
	stack.Sort(letters)
}

// Print puts the letters into the order of the post behind a list of them, for the readers
// of w, and those that are registered apart. One of the two without letters is nil.
//
// Errors: Invalid for a document that was not printed here.
func (b *Batch) Print(w *locale.Words, letters []paper.Posted) (ordinary, registered *paper.Batch, err error) {
	stack := paper.Stack{Home: b.Company.Country, Duplex: b.Duplex, List: func(registered bool, placed []paper.Placed) ([]byte, error) {
		return b.list(w, registered, placed)
	}}
	return stack.Batches(letters)
}

// list prints what goes to the post, to be ticked off there.
func (b *Batch) list(w *locale.Words, registered bool, letters []paper.Placed) ([]byte, error) {
	s := press{Words: w, company: b.Company, on: b.On}
	title := w.T("batch.title", "Day", b.On)
	if registered {
		title = w.T("batch.title_registered", "Day", b.On)
	}
	p := s.sheet(title)
	t := &paper.Table{Columns: []paper.Column{{Head: w.T("batch.number"), Right: true}, {Head: w.T("batch.addressee"), Fill: true},
		{Head: w.T("batch.place")}, {Head: w.T("batch.country")}, {Head: w.T("batch.sheets"), Right: true}}}
	sheets := 0
	for _, l := range letters {
		to := append(slices.Clip(l.Posted.To), "", "")
		t.Rows = append(t.Rows, paper.Row{Cells: paper.Texts(strconv.Itoa(l.Number), to[0], to[1], l.Posted.Country, strconv.Itoa(l.Sheets))})
		sheets += l.Sheets
	}
	t.Foot = []paper.Row{{Strong: true, Cells: paper.Texts(w.T("batch.sum"), strconv.Itoa(sheets))}}
	p.Table(t)
	return p.Bytes()
}
