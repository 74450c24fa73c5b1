package gateway

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"
)

// mostShown is as much of a body as anyone looks at.
const mostShown = 4000

// Show is the request that would hand a message over, as a person reads it: its first line, its
// headers without what proves who sends it, and the beginning of its body. Nothing is sent.
//
// Errors: Invalid for what cannot be sent.
func (g *Gateway) Show(ctx context.Context, m Message) (string, error) {
	var left atomic.Bool
	r, err := g.definition.Send.made(ctx, m.Reference, g.definition.worded(m.Values), &left)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", r.Method, r.URL)
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		fmt.Fprintf(&b, "%s: %s\n", name, strings.Join(r.Header[name], ", "))
	}
	if r.Body != nil {
		body, err := io.ReadAll(io.LimitReader(r.Body, mostShown))
		if err != nil {
			return "", err
		}
		b.WriteString("\n" + printable(string(body)))
		if r.ContentLength > mostShown {
			b.WriteString("…")
		}
	}
	return g.secret.hidden(b.String(), g.definition.Auth.User), nil
}

// printable is a text without the letters that no page shows, as files have them.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r < ' ' && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text)
}
