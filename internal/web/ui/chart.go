package ui

import (
	"math"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/govalues/decimal"

	"acquit/internal/locale"
	"acquit/internal/money"
)

// Charts measure in pixels from the top and in per cent from the left, so that
// words and strokes keep their size while a chart fills its room.
const (
	plotTop    = 20  // room above for the figure of the highest bar
	plotBottom = 170 // the axis
	plotHeight = 194 // with the labels under the axis
	gutter     = 7.0 // left of the plot, in per cent, for the figures of the axis
)

// axis is a vertical scale from Min to Max with its round marks.
type axis struct {
	Min, Max float64
	Marks    []float64
}

// newAxis returns a scale of round marks, three to six where the values allow,
// around low and high. Marks are whole numbers.
func newAxis(low, high float64) axis {
	if high <= low {
		high = low + 1
	}
	step := roundStep(max((high-low)/5, 1))
	a := axis{Min: math.Floor(low/step) * step, Max: math.Ceil(high/step) * step}
	for i := 0; ; i++ {
		mark := a.Min + float64(i)*step
		if mark > a.Max+step/2 {
			return a
		}
		a.Marks = append(a.Marks, mark)
	}
}

// roundStep is the least of 1, 2, 5, 25 and their tens that is not below x,
// which is 1 or more.
func roundStep(x float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, factor := range []float64{1, 2, 2.5, 5} {
		if step := factor * power; step >= x && step == math.Trunc(step) {
			return step
		}
	}
	return 10 * power
}

// share is how high v lies on the scale, from 0 to 1.
func (a axis) share(v float64) float64 {
	if a.Max <= a.Min {
		return 0.5
	}
	return min(max((v-a.Min)/(a.Max-a.Min), 0), 1)
}

// y is where v lies on the plot.
func (a axis) y(v float64) float64 {
	return plotBottom - a.share(v)*(plotBottom-plotTop)
}

// Widths of a plot in pixels for which labels are thinned out, and of a letter.
const (
	phonePlot   = 330
	tabletPlot  = 470
	letterWidth = 6
)

// nowhere is the screen on which nothing is shown.
const nowhere Screen = "nowhere"

// labelFrom tells from which screen on the i-th of n labels is shown, so that
// labels of the given length do not touch: some on every screen, more on a wide
// one.
func labelFrom(i, n, length int) Screen {
	run := n * (length + 1) * letterWidth
	wide := 1 + run/(tabletPlot+1)
	narrow := wide * (1 + run/(phonePlot*wide+1))
	switch {
	case i%narrow == 0:
		return ScreenPhone
	case i%wide == 0:
		return ScreenTablet
	}
	return nowhere
}

// letters counts the letters of a word.
func letters(s string) int { return len([]rune(s)) }

// linkOrWords is a link where there is somewhere to go.
func linkOrWords(label, href string) templ.Component {
	if href == "" {
		return Words(label)
	}
	return Link(label, href)
}

// pixels writes a length for an SVG attribute.
func pixels(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

// percent writes hundredths of a width for an SVG attribute.
func percent(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) + "%" }

// unit is the size in which the figures of a chart are written, so that they
// are short: ones, thousands or millions of a currency.
type unit struct {
	word   string // key of the catalogue
	digits int    // decimals that the unit moves the point by
}

// unitFor chooses the unit for amounts up to the highest.
func unitFor(highest money.Amount) unit {
	switch whole := highest.Minor / int64(math.Pow10(highest.Currency.Digits())); {
	case whole >= 10_000_000:
		return unit{"ui.in_millions", 6}
	case whole >= 10_000:
		return unit{"ui.in_thousands", 3}
	}
	return unit{"ui.in_ones", 0}
}

// short writes an amount in the unit: with one decimal below a hundred,
// without above.
func (u unit) short(w *locale.Words, a money.Amount) string {
	d, err := decimal.New(a.Minor, a.Currency.Digits()+u.digits)
	if err != nil {
		return w.Money(a)
	}
	decimals := 0
	if u.digits > 0 && d.Abs().Less(decimal.Hundred) {
		decimals = 1
	}
	return w.Number(d.Round(decimals))
}

// pair writes a name and its value with the colon of the language.
func pair(w *locale.Words, name, value string) string {
	return w.T("ui.pair", "Name", name, "Value", value)
}

// highest is the largest of amounts of one currency.
func highest(amounts []money.Amount) money.Amount {
	return slices.MaxFunc(amounts, func(a, b money.Amount) int { return a.Cmp(b) })
}

// sum adds amounts of one currency.
func sum(amounts []money.Amount) (total money.Amount) {
	for _, a := range amounts {
		total = total.Add(a)
	}
	return total
}
