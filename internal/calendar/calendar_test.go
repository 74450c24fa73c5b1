package calendar

import (
	"sync"
	"testing"

	"pgregory.net/rapid"

	"acquit/internal/date"
)

func TestBusinessDays(t *testing.T) {
	c := New()
	for _, b := range []struct {
		name  string
		place Place
		day   string
		want  bool
	}{
		{"an ordinary Friday", "BE", "2026-03-13", true},
		{"a Saturday", "BE", "2026-03-14", false},
		{"a Sunday", "BE", "2026-03-15", false},
		{"a holiday on a Tuesday", "BE", "2026-07-21", false},
		{"that Tuesday elsewhere", "NL", "2026-07-21", true},
		{"a Monday in a country without a list", "ES", "2026-05-25", true},
		{"a Saturday in a country without a list", "ES", "2026-05-23", false},
	} {
		if got := c.IsBusinessDay(b.place, date.Must(b.day)); got != b.want {
			t.Errorf("%s: %s %s is a business day: %t", b.name, b.place, b.day, got)
		}
	}
}

func TestNextBusinessDay(t *testing.T) {
	c := New()
	for _, b := range []struct{ name, place, day, want string }{
		{"a business day stays", "BE", "2026-03-13", "2026-03-13"},
		{"over a weekend", "BE", "2026-03-14", "2026-03-16"},
		{"over Easter in Germany", "DE", "2026-04-03", "2026-04-07"},
		{"over Easter in Belgium", "BE", "2026-04-03", "2026-04-03"},
		{"over Christmas and a weekend", "NL", "2026-12-25", "2026-12-28"},
		{"no day", "BE", "", ""},
	} {
		d, _ := date.Parse(b.day)
		if got := c.NextBusinessDay(Place(b.place), d); got.String() != b.want {
			t.Errorf("%s: %s, want %s", b.name, got, b.want)
		}
	}
}

func TestAddBusinessDays(t *testing.T) {
	c := New()
	for _, b := range []struct {
		name, place, day string
		n                int
		want             string
	}{
		{"the third working day after a Thursday", "BE", "2026-03-12", 3, "2026-03-17"},
		{"over Easter Monday", "BE", "2026-04-02", 3, "2026-04-08"},
		{"from a Sunday", "BE", "2026-03-15", 1, "2026-03-16"},
		{"back over a weekend", "BE", "2026-03-16", -1, "2026-03-13"},
		{"back from a holiday", "DE", "2026-10-03", -2, "2026-10-01"},
		{"none from a business day", "BE", "2026-03-12", 0, "2026-03-12"},
		{"none from a Sunday", "BE", "2026-03-15", 0, "2026-03-15"},
		{"from no day", "BE", "", 3, ""},
	} {
		d, _ := date.Parse(b.day)
		if got := c.AddBusinessDays(Place(b.place), d, b.n); got.String() != b.want {
			t.Errorf("%s: %s, want %s", b.name, got, b.want)
		}
	}
}

var known = []Place{"BE", "FR", "NL", "LU", "DE", "DE-BY", "FR-67", "ES"}

// days draws a day of this century.
func days(t *rapid.T) date.Date {
	first := date.Must("2000-01-01")
	return first.AddDays(rapid.IntRange(0, 36500).Draw(t, "day"))
}

func TestCountingBusinessDays(t *testing.T) {
	c := New()
	rapid.Check(t, func(t *rapid.T) {
		p, d := rapid.SampledFrom(known).Draw(t, "place"), days(t)
		n := rapid.IntRange(1, 60).Draw(t, "n")
		end := c.AddBusinessDays(p, d, n)
		count := 0
		for day := d.AddDays(1); day <= end; day = day.AddDays(1) {
			if c.IsBusinessDay(p, day) {
				count++
			}
		}
		if count != n || !c.IsBusinessDay(p, end) {
			t.Fatalf("%d business days after %s is %s, which counts %d", n, d, end, count)
		}
		if start := c.NextBusinessDay(p, d); c.AddBusinessDays(p, c.AddBusinessDays(p, start, n), -n) != start {
			t.Fatalf("%d business days from %s and back is another day", n, start)
		}
	})
}

func TestYearsAreWorkedOutOnceForAll(t *testing.T) {
	c := New()
	var askers sync.WaitGroup
	for range 8 {
		askers.Go(func() {
			for year := 1995; year < 2105; year++ {
				if h, _ := c.Holiday("BE", date.New(year, 12, 25)); h != Christmas {
					t.Errorf("25 December %d is %q", year, h)
				}
			}
		})
	}
	askers.Wait()
	days := c.Year("BE", 2026)
	days[0].Holiday = "changed"
	if again := c.Year("BE", 2026); again[0].Holiday != NewYear {
		t.Error("who asks for a year may change it")
	}
	if days := c.Year("ES", 2026); len(days) != 0 {
		t.Errorf("a country without a list has %v", days)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New()
	}
}

func BenchmarkObstacle(b *testing.B) {
	c, w, d := New(), OfficeHours(), date.Must("2026-12-24")
	closed := []Period{{date.Must("2026-12-26"), date.Must("2027-01-03"), "year's end"}}
	b.ReportAllocs()
	for b.Loop() {
		c.Obstacle(w, closed, d, "BE", "NL")
	}
}

func BenchmarkIsBusinessDay(b *testing.B) {
	c, d := New(), date.Must("2026-12-24")
	b.ReportAllocs()
	for b.Loop() {
		c.IsBusinessDay("DE-BY", d)
	}
}
