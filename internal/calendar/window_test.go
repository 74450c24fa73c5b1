package calendar

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/fault"
)

func brussels(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// at reads a local time such as "2026-03-12 08:00".
func at(t testing.TB, s string) time.Time {
	t.Helper()
	local, err := time.ParseInLocation("2006-01-02 15:04", s, brussels(t))
	if err != nil {
		t.Fatal(err)
	}
	return local
}

func TestOpen(t *testing.T) {
	mondays := Window{Days: On(time.Monday), From: 0, Until: 24 * 60}
	sundays := mondays
	sundays.Sundays = true
	for _, c := range []struct {
		name   string
		window Window
		time   string
		want   bool
	}{
		{"the first minute", OfficeHours(), "2026-03-12 08:00", true},
		{"the minute before it", OfficeHours(), "2026-03-12 07:59", false},
		{"the last minute", OfficeHours(), "2026-03-12 17:59", true},
		{"the closing hour", OfficeHours(), "2026-03-12 18:00", false},
		{"a Saturday", OfficeHours(), "2026-03-14 10:00", false},
		{"a Sunday", OfficeHours(), "2026-03-15 10:00", false},
		{"a Sunday that is named, but not switched on", Window{Days: On(time.Sunday), From: 0, Until: 24 * 60}, "2026-03-15 10:00", false},
		{"a Sunday that is switched on", sundays, "2026-03-15 10:00", true},
		{"a Saturday beside it", sundays, "2026-03-14 10:00", false},
		{"the whole of a Monday", mondays, "2026-03-16 23:59", true},
		{"a window without days", Window{}, "2026-03-12 10:00", false},
	} {
		if got := c.window.Open(at(t, c.time)); got != c.want {
			t.Errorf("%s: open at %s: %t", c.name, c.time, got)
		}
	}
}

func TestObstacle(t *testing.T) {
	c := New()
	sundays := OfficeHours()
	sundays.Sundays = true
	summer := Period{date.Must("2026-07-13"), date.Must("2026-07-25"), "summer"}
	within := Period{date.Must("2026-07-20"), date.Must("2026-07-22"), "stocktaking"}
	closed := []Period{within, summer}
	for _, o := range []struct {
		name, day string
		window    Window
		closed    []Period
		want      Obstacle
		found     bool
	}{
		{"an open day", "2026-03-12", OfficeHours(), closed, Obstacle{}, false},
		{"a weekend", "2026-03-14", OfficeHours(), nil, Obstacle{}, true},
		{"a Sunday", "2026-03-15", OfficeHours(), nil, Obstacle{}, true},
		{"a Sunday that is switched on", "2026-03-15", sundays, nil, Obstacle{}, false},
		{"a holiday on a Sunday that is switched on", "2026-11-01", sundays, nil, Obstacle{Holiday: AllSaints, Place: "BE"}, true},
		{"a holiday of the creditor", "2026-07-21", OfficeHours(), nil, Obstacle{Holiday: NationalDay, Place: "BE"}, true},
		{"a holiday of the customer", "2026-04-03", OfficeHours(), nil, Obstacle{Holiday: GoodFriday, Place: "DE-BY"}, true},
		{"a holiday of the customer's region alone", "2026-01-06", OfficeHours(), nil, Obstacle{Holiday: Epiphany, Place: "DE-BY"}, true},
		{"a holiday of both names the first", "2026-05-14", OfficeHours(), nil, Obstacle{Holiday: Ascension, Place: "BE"}, true},
		{"the day before it closes", "2026-07-10", OfficeHours(), closed, Obstacle{}, false},
		{"the first day on which it is closed", "2026-07-13", OfficeHours(), closed, Obstacle{Closed: summer}, true},
		{"a weekend meanwhile", "2026-07-18", OfficeHours(), closed, Obstacle{Closed: summer}, true},
		{"a holiday in two periods at once names the longer", "2026-07-21", OfficeHours(), closed, Obstacle{Closed: summer}, true},
		{"the last day on which it is closed", "2026-07-25", OfficeHours(), closed, Obstacle{Closed: summer}, true},
		{"the first working day after it", "2026-07-27", OfficeHours(), closed, Obstacle{}, false},
	} {
		got, found := c.Obstacle(o.window, o.closed, date.Must(o.day), "BE", "DE-BY")
		if got != o.want || found != o.found {
			t.Errorf("%s: %v, %t, want %v, %t", o.name, got, found, o.want, o.found)
		}
	}
}

func TestNothingIsInTheWayOfAnOpenDay(t *testing.T) {
	c := New()
	rapid.Check(t, func(t *rapid.T) {
		w := Window{Days: Weekdays(rapid.IntRange(1, 63).Draw(t, "days") << 1), From: 0, Until: endOfDay, Sundays: rapid.Bool().Draw(t, "sundays")}
		if err := w.Check(); err != nil {
			t.Fatal(err)
		}
		places, d := rapid.SliceOfN(rapid.SampledFrom(known), 0, 2).Draw(t, "places"), days(t)
		first := days(t)
		p := Period{first, first.AddDays(rapid.IntRange(0, 400).Draw(t, "length")), "closed"}
		o, found := c.Obstacle(w, []Period{p}, d, places...)
		holiday := false
		for _, place := range places {
			if _, kept := c.Holiday(place, d); kept {
				holiday = true
			}
		}
		noon := d.Time().Add(12 * time.Hour)
		if want := p.Has(d) || holiday || !w.Open(noon); found != want {
			t.Fatalf("%s with %v: obstacle %v, %t", d, p, o, found)
		}
		if d.Weekday() == time.Sunday && !w.Sundays && !found {
			t.Fatalf("%s is a Sunday", d)
		}
	})
}

func TestSpread(t *testing.T) {
	office := OfficeHours()
	for _, c := range []struct {
		name     string
		window   Window
		minutes  int
		first    string // that seeds may be given
		last     string
		distinct int
	}{
		{"an hour and a half from eight", office, 90, "08:01", "09:29", 88},
		{"at once", office, 0, "08:00", "08:00", 1},
		{"one minute from eight, which is the full hour", office, 1, "08:00", "08:00", 1},
		{"one minute from half past eight", Window{From: 8*60 + 30, Until: 18 * 60}, 1, "08:30", "08:30", 1},
		{"never beyond half of the window", Window{From: 9*60 + 15, Until: 10*60 + 15}, 90, "09:15", "09:44", 30},
		{"the smallest window", Window{From: 9 * 60, Until: 9*60 + 1}, 90, "09:00", "09:00", 1},
		{"twelve hours of a day", Window{From: 0, Until: endOfDay}, 720, "00:01", "11:59", 12 * 59},
	} {
		seen := map[Clock]bool{}
		first, last := endOfDay, Clock(0)
		for seed := range uint64(20_000) {
			at := c.window.Spread(c.minutes, seed)
			seen[at] = true
			first, last = min(first, at), max(last, at)
		}
		if first.String() != c.first || last.String() != c.last || len(seen) != c.distinct {
			t.Errorf("%s: from %s to %s, at %d minutes", c.name, first, last, len(seen))
		}
	}
}

func TestWhatWaitsLeavesWithinTheWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := Clock(rapid.IntRange(0, 24*60-1).Draw(t, "from"))
		w := Window{Days: On(time.Monday), From: from, Until: Clock(rapid.IntRange(int(from)+1, 24*60).Draw(t, "until"))}
		minutes, seed := rapid.IntRange(0, 24*60).Draw(t, "minutes"), rapid.Uint64().Draw(t, "seed")
		at := w.Spread(minutes, seed)
		if at < w.From || at >= w.Until || at > w.SpreadEnd(minutes) {
			t.Fatalf("%s is outside %s to %s", at, w.From, w.Until)
		}
		if at%60 == 0 && at != w.From {
			t.Fatalf("%s is the full hour", at)
		}
		if again := w.Spread(minutes, seed); again != at {
			t.Fatalf("%s and then %s", at, again)
		}
	})
}

func TestCheck(t *testing.T) {
	if err := OfficeHours().Check(); err != nil {
		t.Errorf("office hours: %v", err)
	}
	days := On(time.Monday)
	for name, w := range map[string]Window{
		"no days":             {From: 0, Until: 60},
		"a Sunday as a day":   {Days: days | On(time.Sunday), From: 0, Until: 60},
		"only Sundays":        {Sundays: true, From: 0, Until: 60},
		"a day that is none":  {Days: 1 << 7, From: 0, Until: 60},
		"no hours":            {Days: days, From: 60, Until: 60},
		"hours run backwards": {Days: days, From: 120, Until: 60},
		"before midnight":     {Days: days, From: -1, Until: 60},
		"after midnight":      {Days: days, From: 0, Until: 24*60 + 1},
	} {
		if err := w.Check(); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestClock(t *testing.T) {
	for c := Clock(0); c <= endOfDay; c++ {
		if got, err := ParseClock(c.String()); err != nil || got != c {
			t.Fatalf("minute %d is written %s and read as %d, %v", c, c, got, err)
		}
	}
	for _, wrong := range []string{"", "8:00", "24:01", "25:00", "08:60", "08.00", "08:00:00", "noon"} {
		if got, err := ParseClock(wrong); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q is read as %s, %v", wrong, got, err)
		}
	}
}

func TestWindowAsJSON(t *testing.T) {
	raw, err := json.Marshal(OfficeHours())
	if want := `{"days":62,"from":"08:00","until":"18:00"}`; err != nil || string(raw) != want {
		t.Errorf("%s, %v, want %s", raw, err, want)
	}
	var got Window
	if err := json.Unmarshal(raw, &got); err != nil || got != OfficeHours() {
		t.Errorf("%s is read as %v, %v", raw, got, err)
	}
	sundays := OfficeHours()
	sundays.Sundays = true
	if raw, err = json.Marshal(sundays); err != nil || !strings.Contains(string(raw), `"sundays":true`) {
		t.Errorf("%s, %v", raw, err)
	}
	if err := json.Unmarshal([]byte(`{"from":"8"}`), &got); err == nil {
		t.Errorf("8 is read as %s", got.From)
	}
}
