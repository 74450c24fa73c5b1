package ui

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestAgeingPiecesFillTheBar(t *testing.T) {
	pieces := AgeingSpec{Buckets: buckets()}.pieces(german())
	last := pieces[len(pieces)-1]
	if end := last.From + last.Width; math.Abs(end-100) > 1e-9 {
		t.Errorf("the bar ends at %f", end)
	}
}

func TestTheTableOfAChartSumsWhatIsDrawn(t *testing.T) {
	w := german()
	bar := render(t, AgeingBar(w, AgeingSpec{Title: "t", Buckets: buckets()}))
	columns := render(t, Columns(w, ColumnsSpec{ID: "c", Title: "t", Bars: []Bar{{Long: "a", Amount: eur("10.50")}, {Long: "b", Amount: eur("20.25"), Low: eur("5.00"), High: eur("30.00")}}}))
	for got, want := range map[string]string{bar: `value="19965319.61"`, columns: `value="30.75"`} {
		foot := got[strings.Index(got, "<tfoot"):]
		if !strings.Contains(foot, want) {
			t.Errorf("the foot is %s, want %s", foot, want)
		}
	}
}

func TestChartsOfNothingAreDrawn(t *testing.T) {
	w := german()
	render(t, AgeingBar(w, AgeingSpec{}))
	render(t, Columns(w, ColumnsSpec{}))
	render(t, Dots(w, DotsSpec{}))
	render(t, SparkLine(nil, ""))
	if got := render(t, Line(w, LineSpec{Points: []Point{{Value: 3}}})); strings.Contains(got, "NaN") || strings.Contains(got, "Inf") {
		t.Errorf("one reading gives %s", got)
	}
}

func TestAnAxisHoldsItsValuesBetweenRoundMarks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(-1e6, 1e6).Draw(t, "low")
		high := low + rapid.Float64Range(0, 1e6).Draw(t, "span")
		a := newAxis(low, high)
		if a.Min > low || a.Max < high || len(a.Marks) < 2 || len(a.Marks) > 8 {
			t.Fatalf("%v holds %f to %f", a, low, high)
		}
		for _, mark := range a.Marks {
			if mark != math.Trunc(mark) {
				t.Fatalf("%f is not round", mark)
			}
		}
		if y := a.y(high); y < plotTop || y > plotBottom {
			t.Fatalf("%f is drawn at %f", high, y)
		}
	})
}

func TestFiguresAreShortInTheirUnit(t *testing.T) {
	w := german()
	tests := []struct{ highest, amount, word, want string }{
		{"9999.00", "1234.00", "ui.in_ones", "1.234"},
		{"48000.00", "48000.00", "ui.in_thousands", "48,0"},
		{"480000.00", "8537.50", "ui.in_thousands", "8,5"},
		{"480000.00", "480000.00", "ui.in_thousands", "480"},
		{"12345678.90", "12345678.90", "ui.in_millions", "12,3"},
	}
	for _, test := range tests {
		u := unitFor(eur(test.highest))
		if got := u.short(w, eur(test.amount)); got != test.want || u.word != test.word {
			t.Errorf("%s beside %s is %q in %s, want %q in %s", test.amount, test.highest, got, u.word, test.want, test.word)
		}
	}
}

func TestStopsKeepTheirWordsApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := german()
		var stops []Stop
		for at := -10; len(stops) < rapid.IntRange(1, 12).Draw(t, "n"); at += rapid.IntRange(0, 20).Draw(t, "gap") {
			stops = append(stops, Stop{Day: at, Name: rapid.SampledFrom([]string{"Anruf", "Zahlungserinnerung", "Inverzugsetzung mit Einschreiben"}).Draw(t, "name")})
		}
		ends := map[int]float64{}
		for _, s := range layStops(w, stops).Stops {
			from, to := reach(s.X, max(letters(s.Name), letters(dueDistance(w, s.Day))))
			if end, ok := ends[s.Y]; ok && end > from {
				t.Fatalf("%s on day %d begins at %f, before %f", s.Name, s.Day, from, end)
			}
			ends[s.Y] = to
		}
	})
}

func BenchmarkTableOf500Rows(b *testing.B) {
	page := listPage(german(), 500)
	for b.Loop() {
		if err := page.Render(b.Context(), discard{}); err != nil {
			b.Fatal(err)
		}
	}
}

// discard throws away what is written.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
