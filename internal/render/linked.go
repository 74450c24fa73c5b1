package render

import (
	"slices"
	"strings"

	"acquit/internal/date"
	"acquit/internal/locale"
)

// Linked is where the link in a message leads: to the customer's own page, and to what a mail had
// no room for.
type Linked struct {
	At    string       // the address; "" where files must be asked for
	Until date.Date    // the last day on which the address works
	Page  bool         // the customer's page is there
	Files []LinkedFile // what had no room
}

// LinkedFile is one file of it.
type LinkedFile struct {
	Name string
	Size int64 // in bytes
}

// FileSize is the size of a file as people say it, rounded up.
func FileSize(w *locale.Words, bytes int64) string {
	const kilo, mega = 1000, 1_000_000
	if bytes < mega {
		return w.T("link.kilobytes", "N", (bytes+kilo-1)/kilo)
	}
	return w.T("link.megabytes", "N", (bytes+mega-1)/mega)
}

// address is that of the customer's page; "" for none.
func (l *Linked) address() string {
	if l == nil || !l.Page {
		return ""
	}
	return l.At
}

// mention says in a page where its link leads; l is nil where it has none. The customer's page
// stands below where to pay, unless the text names it itself. Files stand above who signs.
func (p *page) mention(l *Linked) {
	if l == nil {
		return
	}
	if at := l.address(); at != "" && !p.says(at) {
		p.Entry = line{Label: p.words.T("link.page"), Value: at}
		if !p.has(pay) {
			p.Entry.Label = p.words.T("link.own_page")
		}
		p.insert(p.belowPay(), part{Kind: entry})
	}
	if len(l.Files) == 0 {
		return
	}
	var files []said
	for _, f := range l.Files {
		files = append(files, said{{Text: p.words.T("link.file", "Name", f.Name, "Size", FileSize(p.words, f.Size))}})
	}
	parts := []part{{Kind: prose, Said: []said{{{Text: p.words.N("link.missing", len(l.Files))}}}}, {Kind: list, Said: files}}
	if l.At == "" {
		parts = append(parts, part{Kind: prose, Said: []said{{{Text: p.words.T("link.ask")}}}})
	} else {
		parts = append(parts, part{Kind: prose, Said: []said{{{Text: p.words.T("link.here", "Day", l.Until)}}, {{Text: l.At, Link: true}}}})
	}
	p.insert(p.aboveSigned(), parts...)
}

func (p *page) insert(at int, parts ...part) { p.Parts = slices.Insert(p.Parts, at, parts...) }

// aboveSigned is the place above who signs.
func (p *page) aboveSigned() int {
	if at := slices.IndexFunc(p.Parts, func(one part) bool { return one.Kind == signed }); at >= 0 {
		return at
	}
	return len(p.Parts)
}

// belowPay is the place below the last way to pay.
func (p *page) belowPay() int {
	for n := len(p.Parts) - 1; n >= 0; n-- {
		if k := p.Parts[n].Kind; k == pay || k == code || k == button {
			return n + 1
		}
	}
	return p.aboveSigned()
}

// says reports whether an address stands in the text.
func (p *page) says(address string) bool {
	return slices.ContainsFunc(p.Parts, func(one part) bool {
		return slices.ContainsFunc(one.Said, func(l said) bool { return strings.Contains(l.plain(), address) })
	})
}

// ownPage is the address of the customer's page; "" for none.
func (b *builder) ownPage() string {
	if b.bill != nil {
		return b.bill.Linked.address()
	}
	return b.reminder.Linked.address()
}
