package ui

import (
	"testing"

	"pgregory.net/rapid"
)

// steps is a ladder with crowded days, long names and a fault.
func steps() []Rung {
	return []Rung{
		{Key: "a", Name: "Freundlicher Hinweis auf die Fälligkeit", Day: -5, When: "5 Tage vor dem Fälligkeitstag", Tone: ToneInfo, Spoken: "freundlich", Icon: IconMessages, Way: "E-Mail", Href: "#a", Move: "/a", Days: -5},
		{Key: "b", Name: "Erste Erinnerung", Day: 3, When: "3 Tage nach dem Fälligkeitstag", Tone: ToneWarn, Spoken: "höflich", Icon: IconLetter, Way: "Brief", Href: "#b", Move: "/b", Days: 3, Current: true},
		{Key: "c", Name: "Zweite Erinnerung", Day: 5, When: "5 Tage nach dem Fälligkeitstag", Tone: ToneLate2, Spoken: "bestimmt", Icon: IconCall, Way: "Anruf", Href: "#c", Move: "/c", Days: 5, Fault: "Die Stufe braucht einen Ton."},
		{Key: "d", Name: "Mahnung", Day: 60, When: "60 Tage nach dem Fälligkeitstag", Tone: ToneBad, Spoken: "förmlich", Icon: IconRegistered, Way: "Einschreiben", Href: "#d", Move: "/d", Days: 60},
	}
}

// Wherever steps stand, no card lies on another one, on the axis or outside the drawing.
func TestCardsDoNotTouch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rungs []Rung
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			rungs = append(rungs, Rung{Day: rapid.IntRange(-60, 200).Draw(t, "day")})
		}
		l := layRungs(rungs)
		for n, a := range l.Rungs {
			if a.Y < 0 || a.Y+cardHeight > l.Height || a.Y < l.Axis && a.Y+cardHeight > l.Axis {
				t.Fatalf("the card of day %d lies at %d of %d, with the axis at %d", a.Day, a.Y, l.Height, l.Axis)
			}
			for _, b := range l.Rungs[n+1:] {
				left, right := a.X/100*ladderWide+float64(a.Shift), b.X/100*ladderWide+float64(b.Shift)
				if a.Y == b.Y && max(left, right)-min(left, right) < cardWidth {
					t.Fatalf("the cards of days %d and %d touch", a.Day, b.Day)
				}
			}
		}
	})
}
