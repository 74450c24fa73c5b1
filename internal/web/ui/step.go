package ui

import (
	"slices"

	"acquit/internal/locale"
)

// The line of a scenario, in pixels: its words are set in lanes above and below
// the axis, each lane high enough for a name and a day.
const (
	laneHeight = 40
	laneGap    = 16
	lineWidth  = 640 // the least width on which the line is drawn
)

// placedStop is a stop and where it is drawn; X is in hundredths of the width.
type placedStop struct {
	Stop
	X      float64
	Y      int // baseline of its name
	Stem   int // where the line from the axis to the words ends
	Anchor string
}

// stopLine is a scenario laid out; the axis lies at Axis pixels from the top.
type stopLine struct {
	Stops  []placedStop
	Axis   int
	Height int
}

// layStops spreads stops by their days and gives each the first lane in which
// its words touch no others: above, below, further above, further below.
func layStops(w *locale.Words, stops []Stop) stopLine {
	stops = withDueDay(w, stops)
	first, last := 0, 1
	for _, s := range stops {
		first, last = min(first, s.Day), max(last, s.Day)
	}
	x := func(day int) float64 { return 3 + 94*float64(day-first)/float64(last-first) }
	lanes := []float64{-1, -1}
	lane := make([]int, len(stops))
	for i, s := range stops {
		from, to := reach(x(s.Day), max(letters(s.Name), letters(dueDistance(w, s.Day))))
		lane[i] = freeLane(&lanes, from)
		lanes[lane[i]] = to
	}
	above := (len(lanes) + 1) / 2
	below := len(lanes) / 2
	line := stopLine{Axis: above*laneHeight + laneGap, Height: (above+below)*laneHeight + 2*laneGap}
	for i, s := range stops {
		line.Stops = append(line.Stops, place(s, x(s.Day), lane[i], line.Axis))
	}
	return line
}

// stepDue marks the due day among the steps.
const stepDue StepState = "due"

// withDueDay puts the due day in its place, unless a step falls on it and says
// so itself.
func withDueDay(w *locale.Words, stops []Stop) []Stop {
	at, found := slices.BinarySearchFunc(stops, 0, func(s Stop, day int) int { return s.Day - day })
	if found {
		return stops
	}
	return slices.Insert(slices.Clone(stops), at, Stop{Name: w.T("ui.on_due_day"), State: stepDue})
}

// freeLane finds a lane that is free from a point on, or opens a new one.
func freeLane(lanes *[]float64, from float64) int {
	for i, end := range *lanes {
		if end < from {
			return i
		}
	}
	*lanes = append(*lanes, -1)
	return len(*lanes) - 1
}

// reach is the stretch that words of a number of letters take at x.
func reach(x float64, length int) (from, to float64) {
	width := float64(length*letterWidth) / lineWidth * 100
	switch anchor(x) {
	case "start":
		return x, x + width
	case "end":
		return x - width, x
	}
	return x - width/2, x + width/2
}

// anchor keeps words inside the line at its ends.
func anchor(x float64) string {
	switch {
	case x < 12:
		return "start"
	case x > 88:
		return "end"
	}
	return "middle"
}

func place(s Stop, x float64, lane, axis int) placedStop {
	rank := lane/2 + 1
	p := placedStop{Stop: s, X: x, Anchor: anchor(x)}
	if lane%2 == 0 {
		p.Y = axis - laneGap - rank*laneHeight + 26
		p.Stem = p.Y + 18
	} else {
		p.Y = axis + laneGap + (rank-1)*laneHeight + 14
		p.Stem = p.Y - 12
	}
	return p
}

// dueDistance says a day by its distance from the due day.
func dueDistance(w *locale.Words, days int) string {
	switch {
	case days == 0:
		return w.T("ui.on_due_day")
	case days < 0:
		return w.N("ui.before_due", -days)
	}
	return w.N("ui.after_due", days)
}
