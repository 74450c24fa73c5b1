package calendar

import (
	"encoding/json"
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
	sundays := Window{Days: On(time.Sunday, time.Monday), From: 0, Until: 24 * 60}
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
		{"a Sunday that the window names", sundays, "2026-03-15 10:00", false},
		{"the whole of a Monday", sundays, "2026-03-16 23:59", true},
		{"a window without days", Window{}, "2026-03-12 10:00", false},
	} {
		if got := c.window.Open(at(t, c.time)); got != c.want {
			t.Errorf("%s: open at %s: %t", c.name, c.time, got)
		}
	}
}

func TestNextOpening(t *testing.T) {
	c := New()
	saturdays := Window{Days: On(time.Saturday), From: 9 * 60, Until: 12 * 60}
	for _, o := range []struct {
		name   string
		window Window
		time   string
		places []Place
		want   string
	}{
		{"now", OfficeHours(), "2026-03-12 10:30", nil, "2026-03-12 10:30"},
		{"later today", OfficeHours(), "2026-03-12 06:10", nil, "2026-03-12 08:00"},
		{"tomorrow", OfficeHours(), "2026-03-12 18:00", nil, "2026-03-13 08:00"},
		{"after the weekend", OfficeHours(), "2026-03-13 20:00", nil, "2026-03-16 08:00"},
		{"after a holiday here", OfficeHours(), "2026-07-21 10:00", []Place{"BE", "FR"}, "2026-07-22 08:00"},
		{"after a holiday there", OfficeHours(), "2026-07-14 10:00", []Place{"BE", "FR"}, "2026-07-15 08:00"},
		{"on a holiday of neither side", OfficeHours(), "2026-07-14 10:00", []Place{"BE", "NL"}, "2026-07-14 10:00"},
		{"on the evening before a holiday", OfficeHours(), "2026-07-20 19:00", []Place{"BE"}, "2026-07-22 08:00"},
		{"over Easter at both sides", OfficeHours(), "2026-04-02 18:30", []Place{"BE", "DE"}, "2026-04-07 08:00"},
		{"only on Saturdays, over a holiday", saturdays, "2026-12-20 10:00", []Place{"BE", "NL"}, "2027-01-02 09:00"},
		{"on the day that the clocks change", Window{Days: On(time.Saturday, time.Monday), From: 0, Until: 60}, "2026-03-28 02:00", nil, "2026-03-30 00:00"},
	} {
		t.Run(o.name, func(t *testing.T) {
			if got, want := c.NextOpening(o.window, at(t, o.time), o.places...), at(t, o.want); !got.Equal(want) {
				t.Errorf("after %s it opens at %s, want %s", o.time, got, want)
			}
		})
	}
	if got := c.NextOpening(Window{}, at(t, "2026-03-12 10:00")); !got.IsZero() {
		t.Errorf("a window without days opens at %s", got)
	}
}

func TestNextSendDay(t *testing.T) {
	c := New()
	sixDays := Window{Days: On(1, 2, 3, 4, 5, 6), From: 0, Until: 24 * 60}
	for _, s := range []struct {
		name   string
		window Window
		day    string
		places []Place
		want   string
	}{
		{"an ordinary day", OfficeHours(), "2026-03-12", []Place{"BE", "NL"}, "2026-03-12"},
		{"never on a Sunday", sixDays, "2026-03-15", nil, "2026-03-16"},
		{"on a Saturday where the window allows it", sixDays, "2026-03-14", nil, "2026-03-14"},
		{"Christmas at both sides", OfficeHours(), "2026-12-25", []Place{"BE", "NL"}, "2026-12-28"},
		{"a Saturday holiday of the customer", sixDays, "2026-12-25", []Place{"BE", "NL"}, "2026-12-28"},
		{"that Saturday with a customer at home", sixDays, "2026-12-25", []Place{"BE", "BE"}, "2026-12-26"},
		{"a window that never opens", Window{}, "2026-03-12", nil, ""},
		{"a window of Sundays", Window{Days: On(time.Sunday)}, "2026-03-12", nil, ""},
	} {
		if got := c.NextSendDay(s.window, date.Must(s.day), s.places...); got.String() != s.want {
			t.Errorf("%s: %q, want %q", s.name, got, s.want)
		}
	}
}

func TestObstacle(t *testing.T) {
	c := New()
	for _, o := range []struct {
		name, day string
		want      Obstacle
		found     bool
	}{
		{"an open day", "2026-03-12", Obstacle{}, false},
		{"a weekend", "2026-03-14", Obstacle{}, true},
		{"a holiday of the creditor", "2026-07-21", Obstacle{NationalDay, "BE"}, true},
		{"a holiday of the customer", "2026-04-03", Obstacle{GoodFriday, "DE"}, true},
		{"a holiday of both names the first", "2026-05-14", Obstacle{Ascension, "BE"}, true},
	} {
		got, found := c.Obstacle(OfficeHours(), date.Must(o.day), "BE", "DE")
		if got != o.want || found != o.found {
			t.Errorf("%s: %v, %t, want %v, %t", o.name, got, found, o.want, o.found)
		}
	}
}

func TestWhatOpensIsOpen(t *testing.T) {
	c, zone := New(), brussels(t)
	rapid.Check(t, func(t *rapid.T) {
		from := Clock(rapid.IntRange(6*60, 22*60).Draw(t, "from"))
		w := Window{
			Days:  Weekdays(rapid.IntRange(1, 63).Draw(t, "days") << 1),
			From:  from,
			Until: Clock(rapid.IntRange(int(from)+1, 24*60).Draw(t, "until")),
		}
		if err := w.Check(); err != nil {
			t.Fatal(err)
		}
		places := rapid.SliceOfN(rapid.SampledFrom(known), 0, 2).Draw(t, "places")
		seconds := rapid.Int64Range(1_600_000_000, 2_000_000_000).Draw(t, "instant")
		start := time.Unix(seconds, 0).In(zone)
		got := c.NextOpening(w, start, places...)
		if got.Before(start) || !w.Open(got) || got.Weekday() == time.Sunday {
			t.Fatalf("after %s it opens at %s", start, got)
		}
		for _, p := range places {
			if h, found := c.Holiday(p, date.Of(got)); found {
				t.Fatalf("it opens at %s, %s of %s", got, h, p)
			}
		}
		for minute := start; minute.Before(got); minute = minute.Add(30 * time.Minute) {
			if _, closed := c.Obstacle(w, date.Of(minute), places...); !closed && w.Open(minute) {
				t.Fatalf("it was open at %s already, before %s", minute, got)
			}
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
		"a Sunday":            {Days: days | On(time.Sunday), From: 0, Until: 60},
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
	if err := json.Unmarshal([]byte(`{"from":"8"}`), &got); err == nil {
		t.Errorf("8 is read as %s", got.From)
	}
}
