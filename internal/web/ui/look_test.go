package ui

import (
	"testing"
	"testing/quick"
)

// Whatever colour a company has, its links can be read on both grounds, and its buttons as well.
func TestEveryColourCanBeRead(t *testing.T) {
	holds := func(r, g, b uint8) bool {
		own := colour{int(r), int(g), int(b)}
		light, dark := own.on(lightGround, black), own.on(darkGround, white)
		return readable(light, lightGround) && readable(dark, darkGround) && readable(light.written(), light) && readable(dark.written(), dark)
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 20_000}); err != nil {
		t.Error(err)
	}
}

// The contrasts are those that others reckon: the values stand in the examples of WCAG and in the
// tools of browsers.
func TestContrasts(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"#000000", "#ffffff", true}, {"#767676", "#ffffff", true}, {"#777777", "#ffffff", false},
		{"#0000ff", "#ffffff", true}, {"#ff0000", "#ffffff", false}, {"#ffff00", "#000000", true}, {"#e50000", "#ffffff", true},
	} {
		a, _ := parseColour(c.a)
		b, _ := parseColour(c.b)
		if got := readable(a, b); got != c.want {
			t.Errorf("%s on %s: %v", c.a, c.b, got)
		}
	}
	if _, found := parseColour("green"); found {
		t.Error("green is no number")
	}
}
