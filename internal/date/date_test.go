package date

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"acquit/internal/fault"
)

// TestEveryDay walks from 0001-01-01 to 9999-12-31 beside time.Time.
func TestEveryDay(t *testing.T) {
	want := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	for d := first; d <= last; d++ {
		year, month, day := d.Civil()
		wantYear, wantMonth, wantDay := want.Date()
		if year != wantYear || month != wantMonth || day != wantDay || d.Weekday() != want.Weekday() {
			t.Fatalf("day %d is %d-%d-%d, a %s, want %s", d, year, month, day, d.Weekday(), want)
		}
		if made := New(year, month, day); made != d {
			t.Fatalf("New(%d, %d, %d) = %d, want %d", year, month, day, made, d)
		}
		want = want.AddDate(0, 0, 1)
	}
	if want.Year() != 10000 {
		t.Errorf("the walk ended at %s", want)
	}
}

// days draws any day that can be written.
func days(t *rapid.T) Date {
	return Date(rapid.Int32Range(int32(first), int32(last)).Draw(t, "day"))
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := days(t)
		if want := d.Time().Format(time.DateOnly); d.String() != want {
			t.Fatalf("day %d is written %q, want %q", d, d, want)
		}
		if got, err := Parse(d.String()); err != nil || got != d {
			t.Fatalf("%s is read as %s, %v", d, got, err)
		}
		value, err := d.Value()
		if err != nil {
			t.Fatal(err)
		}
		var got Date
		if err := got.Scan(value); err != nil || got != d {
			t.Fatalf("%s is stored as %v and read as %s, %v", d, value, got, err)
		}
	})
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ name, text string }{
		{"the first day", "0001-01-01"},
		{"the last day", "9999-12-31"},
		{"a leap day", "2024-02-29"},
		{"the leap day of a century", "2000-02-29"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := Parse(c.text); err != nil || got.String() != c.text || !got.Valid() {
				t.Errorf("Parse(%q) = %s, %v", c.text, got, err)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ name, text string }{
		{"nothing", ""},
		{"the thirtieth of February", "2026-02-30"},
		{"a leap day of an ordinary year", "2026-02-29"},
		{"a leap day of an ordinary century", "1900-02-29"},
		{"the thirty-first of April", "2026-04-31"},
		{"day zero", "2026-01-00"},
		{"day thirty-two", "2026-01-32"},
		{"month zero", "2026-00-01"},
		{"month thirteen", "2026-13-01"},
		{"year zero", "0000-01-01"},
		{"one digit for a month", "2026-1-01"},
		{"slashes", "2026/01/01"},
		{"the day first", "01-02-2026"},
		{"an hour behind it", "2026-01-01T00:00:00Z"},
		{"a blank before it", " 2026-01-1"},
		{"a sign", "-026-01-01"},
		{"other digits", "２０２6"},
		{"letters", "2026-Ja-01"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := Parse(c.text); fault.KindOf(err) != fault.Invalid || got != None {
				t.Errorf("Parse(%q) = %s, %v", c.text, got, err)
			}
		})
	}
}

func TestDigits(t *testing.T) {
	if got, err := Digits("2026", "03", "12"); err != nil || got != Must("2026-03-12") {
		t.Errorf("%s, %v", got, err)
	}
	for _, wrong := range [][3]string{{"26", "03", "12"}, {"2026", "3", "12"}, {"2026", "03", "1"}, {"2026", "03", ""}, {"2026", "03", "+1"}} {
		if got, err := Digits(wrong[0], wrong[1], wrong[2]); fault.KindOf(err) != fault.Invalid {
			t.Errorf("Digits(%q) = %s, %v", wrong, got, err)
		}
	}
}

func TestNewNormalises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.IntRange(100, 9000).Draw(t, "year")
		month := time.Month(rapid.IntRange(-30, 30).Draw(t, "month"))
		day := rapid.IntRange(-400, 400).Draw(t, "day")
		want := time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		if got := New(year, month, day); got.String() != want {
			t.Fatalf("New(%d, %d, %d) = %s, want %s", year, month, day, got, want)
		}
	})
}

func TestAddMonths(t *testing.T) {
	for _, c := range []struct {
		name, day string
		months    int
		want      string
	}{
		{"to a longer month", "2026-02-28", 1, "2026-03-28"},
		{"to a shorter month", "2026-01-31", 1, "2026-02-28"},
		{"to a leap February", "2024-01-31", 1, "2024-02-29"},
		{"over the year's end", "2026-11-30", 3, "2027-02-28"},
		{"back over the year's end", "2026-01-15", -1, "2025-12-15"},
		{"back to a shorter month", "2026-05-31", -3, "2026-02-28"},
		{"a year from a leap day", "2024-02-29", 12, "2025-02-28"},
		{"no months", "2026-05-31", 0, "2026-05-31"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Must(c.day).AddMonths(c.months); got.String() != c.want {
				t.Errorf("%s and %d months is %s, want %s", c.day, c.months, got, c.want)
			}
		})
	}
}

func TestMonths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := New(rapid.IntRange(1000, 9000).Draw(t, "year"), time.January, rapid.IntRange(1, 366).Draw(t, "day"))
		n := rapid.IntRange(-2000, 2000).Draw(t, "months")
		year, month, day := d.Civil()
		got := d.AddMonths(n)
		gotYear, gotMonth, gotDay := got.Civil()
		if gotYear*12+int(gotMonth) != year*12+int(month)+n {
			t.Fatalf("%s and %d months is %s", d, n, got)
		}
		if gotDay != day && (gotDay > day || got != got.EndOfMonth()) {
			t.Fatalf("%s and %d months is %s", d, n, got)
		}
		end := d.EndOfMonth()
		if _, endMonth, _ := end.Civil(); endMonth != month || end < d || end.AddDays(1) != New(year, month+1, 1) {
			t.Fatalf("the month of %s ends on %s", d, end)
		}
	})
}

func TestOfKeepsTheDayOfTheZone(t *testing.T) {
	brussels, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	late := time.Date(2026, 3, 12, 23, 30, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		time time.Time
		want string
	}{
		{"in its own zone", late, "2026-03-12"},
		{"where it is tomorrow already", late.In(brussels), "2026-03-13"},
		{"where it is hours earlier", late.In(time.FixedZone("", -12*3600)), "2026-03-12"},
		{"a negative offset after midnight", time.Date(2026, 3, 12, 0, 30, 0, 0, time.UTC).In(time.FixedZone("", -3600)), "2026-03-11"},
		{"midnight", time.Date(2026, 3, 12, 0, 0, 0, 0, brussels), "2026-03-12"},
		{"the last instant of a day", time.Date(2026, 3, 12, 23, 59, 59, 999999999, brussels), "2026-03-12"},
		{"the hour that summer time skips", time.Date(2026, 3, 29, 2, 30, 0, 0, brussels), "2026-03-29"},
		{"long before 1970", time.Date(1900, 1, 1, 12, 0, 0, 0, time.UTC), "1900-01-01"},
		{"the zero time", time.Time{}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Of(c.time); got.String() != c.want {
				t.Errorf("%s is the day %s, want %s", c.time, got, c.want)
			}
		})
	}
}

func TestOfIsTheDayOfTheClock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := time.FixedZone("", rapid.IntRange(-14*3600, 14*3600).Draw(t, "offset"))
		at := time.Unix(rapid.Int64Range(-60_000_000_000, 250_000_000_000).Draw(t, "seconds"), 0).In(zone)
		if got, want := Of(at).String(), at.Format(time.DateOnly); got != want {
			t.Fatalf("%s is the day %s, want %s", at, got, want)
		}
	})
}

func TestNoDay(t *testing.T) {
	value, err := None.Value()
	if value != nil || err != nil {
		t.Errorf("no day is stored as %v, %v", value, err)
	}
	if None.Valid() || None.String() != "" || !None.Time().IsZero() {
		t.Errorf("no day is %q, %s", None, None.Time())
	}
	if None.AddDays(3) != None || None.AddMonths(3) != None || None.EndOfMonth() != None {
		t.Error("no day moved")
	}
	if None >= Must("0001-01-01") {
		t.Error("no day does not sort first")
	}
}

func TestValid(t *testing.T) {
	for d, want := range map[Date]bool{first - 1: false, first: true, last: true, last + 1: false, -5: false} {
		if d.Valid() != want {
			t.Errorf("day %d is valid: %t", d, d.Valid())
		}
	}
}

func TestScan(t *testing.T) {
	day := Must("2026-03-12")
	for _, c := range []struct {
		name string
		src  any
		want Date
	}{
		{"a text", "2026-03-12", day},
		{"bytes", []byte("2026-03-12"), day},
		{"a date column", time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC), day},
		{"a date column in a zone of the driver", time.Date(2026, 3, 12, 2, 0, 0, 0, time.FixedZone("", 7200)), day},
		{"NULL", nil, None},
	} {
		got := Must("2001-01-01")
		if err := got.Scan(c.src); err != nil || got != c.want {
			t.Errorf("%s: %s, %v, want %s", c.name, got, err, c.want)
		}
	}
	for _, wrong := range []any{"2026-02-30", []byte("x"), int64(5), 1.5, true} {
		if err := new(Date).Scan(wrong); err == nil {
			t.Errorf("%v is read as a day", wrong)
		}
	}
}

func TestJSON(t *testing.T) {
	type record struct{ Due, Paid Date }
	want := record{Due: Must("2026-03-12")}
	raw, err := json.Marshal(want)
	if text := `{"Due":"2026-03-12","Paid":""}`; err != nil || string(raw) != text {
		t.Errorf("%s, %v, want %s", raw, err, text)
	}
	got := record{Paid: Must("2001-01-01")}
	if err := json.Unmarshal(raw, &got); err != nil || got != want {
		t.Errorf("%s is read as %v, %v", raw, got, err)
	}
	if err := json.Unmarshal([]byte(`{"Due":"2026-02-30"}`), &got); err == nil {
		t.Errorf("the thirtieth of February is read as %s", got.Due)
	}
}

func TestMustPanicsOnAWrongDay(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("it did not panic")
		}
	}()
	Must("2026-02-30")
}

// FuzzParse holds that exactly the days that exist are read, as they are.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"2026-03-12", "2026-02-29", "0001-01-01", "9999-12-31", "2026-1-1", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := Parse(s)
		want, wantErr := time.Parse(time.DateOnly, s)
		exists := wantErr == nil && want.Year() > 0
		switch {
		case exists != (err == nil):
			t.Errorf("%q is read as %s, %v", s, got, err)
		case err == nil && fmt.Sprint(got) != s:
			t.Errorf("%q is read as %s", s, got)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Parse("2026-03-12")
	}
}
