package render

import (
	"context"
	"fmt"
	"strings"
)

// html writes the page as a document; templ escapes every text.
func (p *page) html() (string, error) {
	var b strings.Builder
	if err := p.document().Render(context.Background(), &b); err != nil {
		return "", fmt.Errorf("write the HTML of %q: %w", p.Subject, err)
	}
	return b.String(), nil
}
