package calendar

import (
	"strings"
	"testing"

	"acquit/internal/date"
	"acquit/internal/fault"
)

func TestCheckPeriods(t *testing.T) {
	today := date.Must("2026-03-12")
	period := func(from, to, reason string) Period {
		first, _ := date.Parse(from)
		last, _ := date.Parse(to)
		return Period{first, last, reason}
	}
	many := func(n int) (all []Period) {
		for range n {
			all = append(all, period("2026-12-24", "2027-01-03", "year's end"))
		}
		return all
	}
	for _, c := range []struct {
		name    string
		periods []Period
		refused bool
	}{
		{"none", nil, false},
		{"over the year's end", many(1), false},
		{"one day", []Period{period("2026-05-15", "2026-05-15", "bridge")}, false},
		{"one that is over", []Period{period("2020-07-01", "2020-07-21", "summer")}, false},
		{"as far ahead as may be", []Period{period("2028-03-01", "2028-03-12", "move")}, false},
		{"as many as may be", many(50), false},
		{"the longest reason", []Period{period("2026-05-15", "2026-05-15", strings.Repeat("é", 200))}, false},
		{"one more", many(51), true},
		{"backwards", []Period{period("2026-12-24", "2026-12-23", "year's end")}, true},
		{"without a first day", []Period{period("", "2026-12-23", "year's end")}, true},
		{"without a last day", []Period{period("2026-12-24", "", "year's end")}, true},
		{"too far ahead", []Period{period("2028-03-01", "2028-03-13", "move")}, true},
		{"without a reason", []Period{period("2026-12-24", "2026-12-25", "")}, true},
		{"a reason like a letter", []Period{period("2026-12-24", "2026-12-25", strings.Repeat("é", 201))}, true},
	} {
		err := CheckPeriods(c.periods, today)
		if refused := fault.KindOf(err) == fault.Invalid; refused != c.refused || !refused && err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestParts(t *testing.T) {
	for country, want := range map[string]int{"DE": 16, "FR": 3, "BE": 0, "ES": 0, "": 0} {
		got := Parts(country)
		if len(got) != want {
			t.Errorf("%s has %v", country, got)
		}
		for _, p := range got {
			if !strings.HasPrefix(string(p), country+"-") {
				t.Errorf("%s is no part of %s", p, country)
			}
		}
	}
}
