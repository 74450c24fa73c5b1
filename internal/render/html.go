package render

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// html writes the page as a document, with its code where there is a picture of it; templ
// escapes every text.
func (p *page) html(pictured bool) (string, error) {
	var b strings.Builder
	if err := p.document(pictured).Render(context.Background(), &b); err != nil {
		return "", fmt.Errorf("write the HTML of %q: %w", p.Subject, err)
	}
	return b.String(), nil
}

// shown is a part of the page.
func (p *page) shown(of *part, pictured bool) templ.Component {
	switch {
	case of.Kind == prose:
		return paragraph(marked(of.Said...))
	case of.Kind == list:
		return bullets(of.Said)
	case of.Kind == items && len(p.Credits) > 0:
		return templ.Join(p.items(), figures(p.Credits), figures(p.Sums))
	case of.Kind == items:
		return templ.Join(p.items(), figures(p.Sums))
	case of.Kind == pay:
		return lines(p.Pay)
	case of.Kind == code && pictured:
		return p.picture()
	case of.Kind == button:
		return leads(p.Online)
	case of.Kind == entry:
		return leads(p.Entry)
	case of.Kind == signed && of.Closing != "":
		return templ.Join(paragraph(marked(said{{Text: of.Closing}})), p.signature())
	case of.Kind == signed:
		return p.signature()
	}
	return templ.NopComponent
}

// marked writes lines of words. It is no templ component, since a blank between two pieces
// would be one in the text.
func marked(lines ...said) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		for n, l := range lines {
			if n > 0 {
				b.WriteString("<br>")
			}
			for _, piece := range l {
				piece.markup(&b)
			}
		}
		_, err := io.WriteString(w, b.String())
		return err
	})
}

// markup writes the piece as HTML. An address begins with https:// and is its own text.
func (s span) markup(b *strings.Builder) {
	text := templ.EscapeString(s.Text)
	if s.Link {
		text = `<a href="` + text + `" style="word-break:break-word">` + text + "</a>" // an address is longer than a telephone is wide
	}
	if s.Strong {
		text = "<strong>" + text + "</strong>"
	}
	b.WriteString(text)
}
