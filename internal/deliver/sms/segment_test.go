package sms

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWhatATextTakes(t *testing.T) {
	a := func(n int) string { return strings.Repeat("a", n) }
	for _, tt := range []struct {
		name, text string
		want       Size
		foreign    string
	}{
		{"nothing", "", Size{Coding: GSM, Room: 160}, ""},
		{"one", "Votre facture, 12,50 £ à payer", Size{Coding: GSM, Units: 30, Segments: 1, Room: 130}, ""},
		{"just one", a(160), Size{Coding: GSM, Units: 160, Segments: 1}, ""},
		{"one letter more", a(161), Size{Coding: GSM, Units: 161, Segments: 2, Room: 145}, ""},
		{"just two", a(306), Size{Coding: GSM, Units: 306, Segments: 2}, ""},
		{"three", a(307), Size{Coding: GSM, Units: 307, Segments: 3, Room: 152}, ""},
		{"an extended letter counts twice", "€" + a(158), Size{Coding: GSM, Units: 160, Segments: 1}, ""},
		{"and is not cut in two", a(152) + "€" + a(10), Size{Coding: GSM, Units: 164, Segments: 2, Room: 141}, ""},
		{"which can cost a part", a(152) + "€" + a(152), Size{Coding: GSM, Units: 306, Segments: 3, Room: 152}, ""},
		{"Dutch", "Uw factuur staat nog open: graag € 12,50 vóór vrijdag", Size{Coding: UCS2, Units: 53, Segments: 1, Room: 17}, "ó"},
		{"French", "reçu, merci : à bientôt", Size{Coding: UCS2, Units: 23, Segments: 1, Room: 47}, "çô"},
		{"German", "Grüße an Frau Müller, Straße 1", Size{Coding: GSM, Units: 30, Segments: 1, Room: 130}, ""},
		{"just one of UCS-2", "ç" + a(69), Size{Coding: UCS2, Units: 70, Segments: 1}, "ç"},
		{"two of UCS-2", "ç" + a(70), Size{Coding: UCS2, Units: 71, Segments: 2, Room: 63}, "ç"},
		{"a letter of two units is not cut in two", "ç" + a(65) + "🙂" + a(3), Size{Coding: UCS2, Units: 71, Segments: 2, Room: 62}, "ç🙂"},
	} {
		got := SizeOf(tt.text)
		if string(got.Foreign) != tt.foreign {
			t.Errorf("%s: %q are not of GSM, want %q", tt.name, string(got.Foreign), tt.foreign)
		}
		if got.Foreign = nil; got.Coding != tt.want.Coding || got.Units != tt.want.Units || got.Segments != tt.want.Segments || got.Room != tt.want.Room {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

// The alphabet has its 127 letters and the escape, each once; the extension has its ten.
func TestTheAlphabetIsWhole(t *testing.T) {
	seen := map[rune]bool{}
	for _, r := range basic + extension {
		if seen[r] {
			t.Errorf("%q stands there twice", r)
		}
		seen[r] = true
	}
	if n := utf8.RuneCountInString(basic); n != 127 {
		t.Errorf("%d letters", n)
	}
	if n := utf8.RuneCountInString(extension); n != 10 {
		t.Errorf("%d extended letters", n)
	}
	at := func(n int) rune { return []rune(basic)[n] } // the escape, 0x1B, stands between
	for n, want := range map[int]rune{0x00: '@', 0x0A: '\n', 0x10: 'Δ', 0x1A: 'Ξ', 0x1C - 1: 'Æ', 0x20 - 1: ' ', 0x40 - 1: '¡', 0x41 - 1: 'A', 0x5F - 1: '§', 0x60 - 1: '¿', 0x7F - 1: 'à'} {
		if at(n) != want {
			t.Errorf("at %#x stands %q, not %q", n, at(n), want)
		}
	}
}

// A text is packed into parts letter by letter here, as a telephone does, and comes to as many.
func TestPartsAreAsManyAsTheyArePacked(t *testing.T) {
	letters := []rune("abc €[]ÄçŁ🙂\n")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom(letters[:rapid.SampledFrom([]int{4, 8, len(letters)}).Draw(t, "of")]), 0, 700, -1).Draw(t, "text")
		got := SizeOf(text)
		one, part := 160, 153
		if wide := slices.ContainsFunc([]rune(text), func(r rune) bool { return strings.ContainsRune("çŁ🙂", r) }); wide {
			one, part = 70, 67
		}
		var parts []int
		units := 0
		for _, r := range text {
			n := 1
			if one == 70 {
				n = len(utf16.Encode([]rune{r}))
			} else if strings.ContainsRune("€[]", r) {
				n = 2
			}
			units += n
			if len(parts) == 0 || parts[len(parts)-1]+n > part {
				parts = append(parts, 0)
			}
			parts[len(parts)-1] += n
		}
		if units <= one && units > 0 {
			parts = []int{units}
		}
		if got.Units != units || got.Segments != len(parts) || got.Segments > 1 && got.Room != part-parts[len(parts)-1] {
			t.Errorf("%+v, want %d units in %v", got, units, parts)
		}
	})
}

func TestTypographyAloneCostsNothing(t *testing.T) {
	text := "Rappel\u202f: la facture «\u202fR‑12\u202f» – 1\u202f190,00\u00a0€ – n’est pas payée… “Merci”"
	plain := Plain(text)
	if plain != `Rappel : la facture "R-12" - 1 190,00 € - n'est pas payée... "Merci"` {
		t.Errorf("it becomes %s", plain)
	}
	if before, after := SizeOf(text), SizeOf(plain); before.Coding != UCS2 || after.Coding != GSM {
		t.Errorf("%+v, %+v", before, after)
	}
	if Plain(plain) != plain || Plain("reçu, Łódź") != "reçu, Łódź" {
		t.Error("letters were changed")
	}
}
