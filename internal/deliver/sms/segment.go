package sms

import (
	"slices"
	"strings"
	"unicode/utf16"
)

// Coding is how the letters of a text message travel.
type Coding string

// The codings. One letter that GSM lacks makes the whole message UCS-2.
const (
	GSM  Coding = "GSM-7"
	UCS2 Coding = "UCS-2"
)

// The letters of the GSM 7 bit default alphabet (3GPP TS 23.038, 6.2.1), and those of its
// extension table (6.2.1.1), which take two places: an escape stands before them.
const (
	basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	extension = "\f^{}\\[~]|€"
)

// How many units one message has room for, and each part of a longer one, whose head says
// which part it is (3GPP TS 23.040, 9.2.3.24.1): septets of GSM, or pairs of bytes.
const (
	oneGSM, partGSM   = 160, 153
	oneUCS2, partUCS2 = 70, 67
)

// MostSegments is of how many parts a message may be; providers take no more.
const MostSegments = 10

// Size is what a text takes.
type Size struct {
	Coding   Coding
	Units    int    // septets, or pairs of bytes
	Segments int    // what is paid for; 0 for no text
	Room     int    // units that the last segment still has
	Foreign  []rune // the letters that GSM lacks, each once: those that make it UCS-2
}

// SizeOf counts a text as it is sent. A letter that takes two units is never cut in two: it
// moves to the next part.
func SizeOf(text string) Size {
	s := Size{Coding: GSM}
	one, part, cost := oneGSM, partGSM, septets
	for _, r := range text {
		if septets(r) == 0 && !slices.Contains(s.Foreign, r) {
			s.Foreign = append(s.Foreign, r)
		}
	}
	if len(s.Foreign) > 0 {
		s.Coding, one, part, cost = UCS2, oneUCS2, partUCS2, utf16.RuneLen
	}
	for _, r := range text {
		s.Units += max(cost(r), 1) // what is no letter travels as one that stands for it
	}
	if s.Units <= one {
		s.Segments, s.Room = min(s.Units, 1), one-s.Units
		return s
	}
	s.Segments, s.Room = 1, part
	for _, r := range text {
		n := max(cost(r), 1)
		if n > s.Room {
			s.Segments, s.Room = s.Segments+1, part
		}
		s.Room -= n
	}
	return s
}

// septets is how many places a letter takes in GSM; 0 when it lacks it.
func septets(r rune) int {
	switch {
	case strings.ContainsRune(basic, r):
		return 1
	case strings.ContainsRune(extension, r):
		return 2
	}
	return 0
}

// typography are signs of print that a telephone shows as well in the plain way.
var typography = strings.NewReplacer( // of two that begin alike, the first counts
	"«\u202f", `"`, "\u202f»", `"`, "«\u00a0", `"`, "\u00a0»", `"`, "«", `"`, "»", `"`,
	"\u00a0", " ", "\u202f", " ", "\u2009", " ", "\u00ad", "", "\r\n", "\n",
	"‘", "'", "’", "'", "‚", "'", "“", `"`, "”", `"`, "„", `"`,
	"\u2011", "-", "–", "-", "—", "-", "−", "-", "·", "-", "…", "...",
)

// Plain writes the signs of print in the plain way, so that they alone do not make a message
// UCS-2, of which fewer than half the letters fit. No letter changes.
func Plain(text string) string { return typography.Replace(text) }
