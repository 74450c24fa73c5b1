package render

import (
	"slices"

	"acquit/internal/date"
	"acquit/internal/locale"
)

// Linked is what a mail had no room for.
type Linked struct {
	At    string    // the address where it is; "" where it must be asked for
	Until date.Date // the last day on which the address works
	Files []LinkedFile
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

// mention says in a page what it had no room for, above who signs; l is nil where all went with
// it.
func (p *page) mention(l *Linked) {
	if l == nil {
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
	at := slices.IndexFunc(p.Parts, func(one part) bool { return one.Kind == signed })
	if at < 0 {
		at = len(p.Parts)
	}
	p.Parts = slices.Insert(p.Parts, at, parts...)
}
