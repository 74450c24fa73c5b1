package calendar

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rickar/cal/v2"

	"acquit/internal/date"
	"acquit/internal/locale"
)

// published are the official lists of the five countries, re-typed. Sundays that
// are feasts in themselves, such as Easter, are left out.
var published = map[Place]map[int]string{
	// employment.belgium.be, "Jours fériés légaux".
	"BE": {
		2024: "01-01 04-01 05-01 05-09 05-20 07-21 08-15 11-01 11-11 12-25",
		2025: "01-01 04-21 05-01 05-29 06-09 07-21 08-15 11-01 11-11 12-25",
		2026: "01-01 04-06 05-01 05-14 05-25 07-21 08-15 11-01 11-11 12-25",
		2027: "01-01 03-29 05-01 05-06 05-17 07-21 08-15 11-01 11-11 12-25",
	},
	// service-public.fr, "Jours fériés".
	"FR": {
		2024: "01-01 04-01 05-01 05-08 05-09 05-20 07-14 08-15 11-01 11-11 12-25",
		2025: "01-01 04-21 05-01 05-08 05-29 06-09 07-14 08-15 11-01 11-11 12-25",
		2026: "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25",
		2027: "01-01 03-29 05-01 05-06 05-08 05-17 07-14 08-15 11-01 11-11 12-25",
	},
	// rijksoverheid.nl, "Officiële feestdagen", without Good Friday and 5 May in
	// the years in which most people work. 27 April 2025 was a Sunday.
	"NL": {
		2024: "01-01 04-01 04-27 05-09 05-20 12-25 12-26",
		2025: "01-01 04-21 04-26 05-05 05-29 06-09 12-25 12-26",
		2026: "01-01 04-06 04-27 05-14 05-25 12-25 12-26",
		2027: "01-01 03-29 04-27 05-06 05-17 12-25 12-26",
	},
	// guichet.public.lu, "Jours fériés légaux". In 2024 Ascension was on 9 May.
	"LU": {
		2024: "01-01 04-01 05-01 05-09 05-09 05-20 06-23 08-15 11-01 12-25 12-26",
		2025: "01-01 04-21 05-01 05-09 05-29 06-09 06-23 08-15 11-01 12-25 12-26",
		2026: "01-01 04-06 05-01 05-09 05-14 05-25 06-23 08-15 11-01 12-25 12-26",
		2027: "01-01 03-29 05-01 05-06 05-09 05-17 06-23 08-15 11-01 12-25 12-26",
	},
	// bmi.bund.de, "Gesetzliche Feiertage": those of all Länder.
	"DE": {
		2024: "01-01 03-29 04-01 05-01 05-09 05-20 10-03 12-25 12-26",
		2025: "01-01 04-18 04-21 05-01 05-29 06-09 10-03 12-25 12-26",
		2026: "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26",
		2027: "01-01 03-26 03-29 05-01 05-06 05-17 10-03 12-25 12-26",
	},
}

func TestHolidaysAreThePublishedOnes(t *testing.T) {
	c := New()
	for place, years := range published {
		for year, want := range years {
			var got []string
			for _, day := range c.Year(place, year) {
				got = append(got, strings.TrimPrefix(day.On.String(), fmt.Sprint(year)+"-"))
			}
			if diff := cmp.Diff(strings.Fields(want), got); diff != "" {
				t.Errorf("%s %d (-published +got)\n%s", place, year, diff)
			}
		}
	}
}

// TestLaender holds the Länder against their own lists for 2026 and 2027: what
// each keeps besides the nine days of all.
func TestLaender(t *testing.T) {
	c := New()
	for _, l := range []struct {
		place      Place
		y2026      string
		y2027      string
		everywhere int // its number of holidays in 2027
	}{
		{"DE-BW", "01-06 06-04 11-01", "01-06 05-27 11-01", 12},
		{"DE-BY", "01-06 06-04 08-15 11-01", "01-06 05-27 08-15 11-01", 13},
		{"DE-BE", "03-08", "03-08", 10},
		{"DE-BB", "10-31", "10-31", 10},
		{"DE-HB", "10-31", "10-31", 10},
		{"DE-HH", "10-31", "10-31", 10},
		{"DE-HE", "06-04", "05-27", 10},
		{"DE-MV", "03-08 10-31", "03-08 10-31", 11},
		{"DE-NI", "10-31", "10-31", 10},
		{"DE-NW", "06-04 11-01", "05-27 11-01", 11},
		{"DE-RP", "06-04 11-01", "05-27 11-01", 11},
		{"DE-SL", "06-04 08-15 11-01", "05-27 08-15 11-01", 12},
		{"DE-SN", "10-31 11-18", "10-31 11-17", 11},
		{"DE-ST", "01-06 10-31", "01-06 10-31", 11},
		{"DE-SH", "10-31", "10-31", 10},
		{"DE-TH", "09-20 10-31", "09-20 10-31", 11},
	} {
		if got := extra(c, l.place, 2026); got != l.y2026 {
			t.Errorf("%s 2026 keeps %s, want %s", l.place, got, l.y2026)
		}
		if got := extra(c, l.place, 2027); got != l.y2027 {
			t.Errorf("%s 2027 keeps %s, want %s", l.place, got, l.y2027)
		}
		if got := len(c.Year(l.place, 2027)); got != l.everywhere {
			t.Errorf("%s 2027 has %d holidays, want %d", l.place, got, l.everywhere)
		}
	}
}

// extra lists the days that a part keeps besides its country's.
func extra(c *Calendar, p Place, year int) string {
	var days []string
	for _, day := range c.Year(p, year) {
		if _, shared := c.Holiday(p[:2], day.On); !shared {
			days = append(days, day.On.String()[5:])
		}
	}
	return strings.Join(days, " ")
}

func TestHoliday(t *testing.T) {
	c := New()
	for _, h := range []struct {
		name  string
		place Place
		day   string
		want  Holiday
	}{
		{"a national day", "BE", "2026-07-21", NationalDay},
		{"the same day elsewhere", "FR", "2026-07-21", ""},
		{"the King's day on a Saturday when the 27th is a Sunday", "NL", "2031-04-26", KingsDay},
		{"that Sunday itself", "NL", "2031-04-27", ""},
		{"5 May in a fifth year", "NL", "2025-05-05", LiberationDay},
		{"5 May in another year", "NL", "2026-05-05", ""},
		{"Good Friday in the Netherlands", "NL", "2026-04-03", ""},
		{"Good Friday in Germany", "DE", "2026-04-03", GoodFriday},
		{"Good Friday in Moselle", "FR-57", "2026-04-03", GoodFriday},
		{"Good Friday in Paris", "FR-75", "2026-04-03", ""},
		{"a holiday of the country in one of its parts", "FR-57", "2026-07-14", NationalDay},
		{"Europe Day before it was a holiday", "LU", "2018-05-09", ""},
		{"two holidays on one day", "LU", "2024-05-09", EuropeDay},
		{"80 years after the war in Berlin", "DE-BE", "2025-05-08", LiberationDay},
		{"a year later", "DE-BE", "2026-05-08", ""},
		{"a part that we do not know", "DE-XX", "2026-10-03", UnityDay},
		{"a country that we do not know", "ES", "2026-12-25", ""},
		{"no country", "", "2026-12-25", ""},
		{"a year that is not remembered", "BE", "2150-12-25", Christmas},
		{"a year before those", "BE", "1999-12-25", Christmas},
	} {
		t.Run(h.name, func(t *testing.T) {
			got, found := c.Holiday(h.place, date.Must(h.day))
			if got != h.want || found != (h.want != "") {
				t.Errorf("%s %s is %q, %t, want %q", h.place, h.day, got, found, h.want)
			}
		})
	}
	if got, found := c.Holiday("BE", date.None); found {
		t.Errorf("no day is %s", got)
	}
}

func TestEveryHolidayHasItsNameInEveryLanguage(t *testing.T) {
	c, book := New(), locale.NewBook()
	seen := map[Holiday]bool{}
	for p := range places {
		for _, year := range []int{2025, 2026} {
			for _, day := range c.Year(p, year) {
				seen[day.Holiday] = true
			}
		}
	}
	if len(seen) < 20 {
		t.Fatalf("only %d holidays", len(seen))
	}
	for h := range seen {
		for _, l := range locale.Languages {
			if key := "calendar." + string(h); !book.In(locale.For(l, "")).Has(key) {
				t.Errorf("%s has no message %s", l, key)
			}
		}
	}
}

// TestHolidaysDoNotDependOnTheMachinesZone moves the zone in which the library
// works. In Havana the clocks skip the midnight of Women's Day 2026.
func TestHolidaysDoNotDependOnTheMachinesZone(t *testing.T) {
	want := New().Year("DE-BE", 2026)
	defer func(machine *time.Location) { cal.DefaultLoc = machine }(cal.DefaultLoc)
	for _, zone := range []string{"Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Havana"} {
		location, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		cal.DefaultLoc = location
		if diff := cmp.Diff(want, New().Year("DE-BE", 2026)); diff != "" {
			t.Errorf("in %s\n%s", zone, diff)
		}
	}
}
