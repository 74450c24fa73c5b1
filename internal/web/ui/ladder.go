package ui

import (
	"slices"
	"strconv"

	"acquit/internal/locale"
)

// Rung is a step of a scenario that is being built.
type Rung struct {
	Key     string
	Name    string
	Day     int    // on the line, counted from the due day
	When    string // the same in words, from whatever day it counts
	Tone    Tone
	Spoken  string // the tone in words
	Icon    Icon   // of the first channel
	Way     string // the channel in words
	Href    string // opens it
	Move    string // where "by" is posted to move it by days; "" when it cannot be moved
	Current bool
	Fault   string // what is wrong with it; "" for nothing
	// Days and Anchor are how the step counts, for the fields that show them.
	Days   int
	Anchor string
}

// LadderSpec is a scenario drawn as a line of days with a card for each step.
type LadderSpec struct {
	ID    string
	Title string
	Hint  string // how cards are moved; "" where they are not
	Rungs []Rung
}

// Cards of the ladder, in pixels.
const (
	cardWidth  = 148
	cardHeight = 92
	cardGap    = 8
	ladderRoom = 20  // between the axis and the cards next to it
	ladderWide = 840 // the width for which cards are kept apart
)

// placedRung is a rung and where its card is drawn; X is in hundredths of the width.
type placedRung struct {
	Rung
	X     float64
	Shift int // of the card, in pixels, so that its days are inside the line
	Y     int // top of the card
	Stem  int // where the line from the axis meets the card
}

// ladderLine is a ladder laid out; Due is where the due day lies.
type ladderLine struct {
	Rungs       []placedRung
	Due         float64
	First, Last int
	Axis        int
	Height      int
}

// layRungs spreads rungs by their days and gives each card the first lane in which it touches
// no other: above, below, further above, further below.
func layRungs(rungs []Rung) ladderLine {
	l := ladderLine{First: -7, Last: 14}
	for _, r := range rungs {
		l.First, l.Last = min(l.First, r.Day-3), max(l.Last, r.Day+5)
	}
	x := func(day int) float64 { return 3 + 94*float64(day-l.First)/float64(l.Last-l.First) }
	l.Due = x(0)
	lanes := []float64{-1, -1}
	lane := make([]int, len(rungs))
	order := inDayOrder(rungs)
	for _, i := range order {
		from := x(rungs[i].Day) + 100*float64(cardShift(x(rungs[i].Day)))/ladderWide
		lane[i] = freeLane(&lanes, from)
		lanes[lane[i]] = from + 100*float64(cardWidth+cardGap)/ladderWide
	}
	above, below := (len(lanes)+1)/2, len(lanes)/2
	l.Axis = above*(cardHeight+cardGap) + ladderRoom
	l.Height = l.Axis + below*(cardHeight+cardGap) + ladderRoom + 16
	for i, r := range rungs {
		at := x(r.Day)
		p := placedRung{Rung: r, X: at, Shift: cardShift(at)}
		if rank := lane[i] / 2; lane[i]%2 == 0 {
			p.Y = l.Axis - ladderRoom - (rank+1)*(cardHeight+cardGap) + cardGap
			p.Stem = p.Y + cardHeight
		} else {
			p.Y = l.Axis + ladderRoom + 16 + rank*(cardHeight+cardGap)
			p.Stem = p.Y
		}
		l.Rungs = append(l.Rungs, p)
	}
	return l
}

// inDayOrder are the places of rungs by their days.
func inDayOrder(rungs []Rung) []int {
	order := make([]int, len(rungs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return rungs[a].Day - rungs[b].Day })
	return order
}

// cardShift keeps a card inside the line at its ends.
func cardShift(x float64) int {
	switch {
	case x < 9:
		return -12
	case x > 91:
		return 12 - cardWidth
	}
	return -cardWidth / 2
}

// ladderTicks are the days that the axis names: steps of weeks that leave room for words.
func ladderTicks(l *ladderLine) (days []int) {
	step := 7
	for (l.Last-l.First)/step > 12 {
		step *= 2
	}
	for day := l.First / step * step; day <= l.Last; day += step {
		if day >= l.First && day != 0 {
			days = append(days, day)
		}
	}
	return days
}

func (l *ladderLine) at(day int) float64 { return 3 + 94*float64(day-l.First)/float64(l.Last-l.First) }

// signed is a day on the axis: "+14".
func signed(w *locale.Words, day int) string {
	if day > 0 {
		return "+" + w.Int(int64(day))
	}
	return w.Int(int64(day))
}

// shifted moves a card aside.
func shifted(by int) string { return "translate(" + strconv.Itoa(by) + " 0)" }

// sketchRadius draws a more severe step larger, so that colour does not say it alone.
func sketchRadius(t Tone) string {
	size := map[Tone]string{ToneInfo: "3", ToneWarn: "4", ToneLate2: "5", ToneLate3: "6", ToneBad: "7"}
	return size[t]
}
