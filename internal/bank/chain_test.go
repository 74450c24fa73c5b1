package bank

import (
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/money"
)

// link is a statement of a day: its family, number and balances.
func link(family, number, openingOn, closingOn string, opening, closing int64) Link {
	l := Link{Family: family, Number: number, Opening: money.Of(opening, money.EUR), Closing: money.Of(closing, money.EUR), ClosingOn: date.Must(closingOn)}
	if openingOn != "" {
		l.OpeningOn = date.Must(openingOn)
	}
	return l
}

func TestBreaks(t *testing.T) {
	// 2026-03-02 is a Monday.
	monday := link("coda", "41", "2026-02-27", "2026-03-02", 0, 100)
	tuesday := link("coda", "42", "2026-03-02", "2026-03-03", 100, 150)
	wednesday := link("coda", "43", "2026-03-03", "2026-03-04", 150, 150)
	thursday := link("coda", "44", "2026-03-04", "2026-03-05", 150, 90)
	friday := link("coda", "45", "2026-03-05", "2026-03-06", 90, 80)
	next := link("coda", "46", "2026-03-06", "2026-03-09", 80, 85)
	for _, c := range []struct {
		is    string
		links []Link
		want  []string
	}{
		{"nothing", nil, nil},
		{"a week", []Link{monday, tuesday, wednesday, thursday, friday, next}, nil},
		{"a week in another order", []Link{next, wednesday, monday, friday, tuesday, thursday}, nil},
		{"one day missing", []Link{monday, wednesday}, []string{"2026-03-03 is missing: the balance differs by 0.50 EUR"}},
		{"three days missing", []Link{monday, friday}, []string{"2026-03-03 to 2026-03-05 are missing: the balance differs by -0.10 EUR"}},
		{"days missing before a weekend", []Link{thursday, link("coda", "47", "2026-03-09", "2026-03-10", 70, 71)},
			[]string{"2026-03-06 to 2026-03-09 are missing: the balance differs by -0.20 EUR"}},
		{"no days missing, a balance that differs", []Link{thursday, link("coda", "45", "2026-03-05", "2026-03-06", 95, 96)},
			[]string{"the balance differs by 0.05 EUR between statement 44 and statement 45"}},
		{"over a weekend, a balance that differs", []Link{link("x", "", "", "2026-03-06", 0, 10), link("x", "", "", "2026-03-09", 20, 30)},
			[]string{"the balance differs by 0.10 EUR between statement of 2026-03-06 and statement of 2026-03-09"}},
		{"a number missing, the balances fit", []Link{monday, tuesday, wednesday, thursday, friday, next, link("coda", "49", "2026-03-09", "2026-03-10", 85, 95)},
			[]string{"statements 47 to 48 did not come, though the balances fit"}},
		{"numbers that name the day of the year", []Link{link("x", "61", "", "2026-03-02", 0, 1), link("x", "62", "", "2026-03-03", 1, 2),
			link("x", "65", "", "2026-03-06", 2, 3), link("x", "68", "", "2026-03-09", 3, 4), link("x", "69", "", "2026-03-10", 4, 5)}, nil},
		{"numbers that begin again with the year", []Link{link("x", "251", "", "2025-12-29", 0, 1), link("x", "252", "", "2025-12-30", 1, 2),
			link("x", "253", "", "2025-12-31", 2, 3), link("x", "1", "", "2026-01-02", 3, 4), link("x", "2", "", "2026-01-05", 4, 5), link("x", "3", "", "2026-01-06", 5, 6)}, nil},
		{"two statements of a day, the second one first", []Link{link("x", "", "", "2026-03-02", 10, 20), link("x", "", "", "2026-03-02", 0, 10), link("x", "", "", "2026-03-03", 20, 30)}, nil},
		{"two statements of a day behind another one", []Link{link("x", "", "", "2026-02-27", 0, 10), link("x", "", "", "2026-03-02", 20, 30), link("x", "", "", "2026-03-02", 10, 20), link("x", "", "", "2026-03-03", 30, 40)}, nil},
		{"the same statement under two numbers", []Link{monday, link("coda", "900", "2026-02-27", "2026-03-02", 0, 100), tuesday}, nil},
		{"another export of the same days", []Link{link("mt940", "", "2026-03-01", "2026-03-04", 0, 150), link("mt940", "", "2026-03-01", "2026-03-05", 0, 90)}, nil},
		{"the same days in another format", []Link{monday, tuesday, link("camt.053", "1", "2026-02-27", "2026-03-03", 0, 150), wednesday}, nil},
		{"days missing that another format tells", []Link{monday, wednesday, link("camt.053", "7", "2026-03-02", "2026-03-03", 100, 150)}, nil},
		{"days missing that a month in another format tells", []Link{monday, link("coda", "60", "2026-03-31", "2026-04-01", 700, 800),
			link("camt.053", "3", "2026-03-01", "2026-03-31", 0, 700)}, nil},
		{"days missing in both formats", []Link{monday, friday, link("camt.053", "1", "2026-02-27", "2026-03-02", 0, 100), link("camt.053", "2", "2026-03-05", "2026-03-06", 90, 80)},
			[]string{"2026-03-03 to 2026-03-05 are missing: the balance differs by -0.10 EUR"}},
		{"another format that tells of other days", []Link{monday, friday, link("camt.053", "1", "2026-02-27", "2026-03-02", 0, 100)},
			[]string{"2026-03-03 to 2026-03-05 are missing: the balance differs by -0.10 EUR"}},
	} {
		var got []string
		for _, b := range Breaks(c.links) {
			got = append(got, b.Text().String())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, not %q", c.is, got, c.want)
		}
	}
}

// A chain from which statements are taken away breaks exactly there, in whatever order
// the rest comes, and is whole again when another format tells of the days.
func TestAChainBreaksWhereAStatementIsTakenAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var chain, kept, other []Link
		day, balance := march, int64(0)
		for n := range rapid.IntRange(2, 12).Draw(t, "days") {
			next := day.AddDays(1)
			for weekend(next) {
				next = next.AddDays(1)
			}
			moved := balance + rapid.Int64Range(1, 9).Draw(t, "booked")
			chain = append(chain, Link{Statement: id.ID(n + 1), Family: "coda", Number: strconv.Itoa(n + 1), OpeningOn: day, ClosingOn: next,
				Opening: money.Of(balance, money.EUR), Closing: money.Of(moved, money.EUR)})
			day, balance = next, moved
		}
		gone := rapid.SliceOfN(rapid.Bool(), len(chain), len(chain)).Draw(t, "gone")
		wanted := 0
		for n, l := range chain {
			if n > 0 && n < len(chain)-1 && gone[n] {
				l.Family = "camt.053"
				other = append(other, l)
				if !gone[n-1] || n == 1 {
					wanted++
				}
				continue
			}
			kept = append(kept, l)
		}
		kept = rapid.Permutation(kept).Draw(t, "order")
		if got := Breaks(kept); len(got) != wanted {
			t.Fatalf("%d breaks, not %d: %v", len(got), wanted, got)
		}
		if got := Breaks(append(kept, other...)); len(got) != 0 && wanted > 0 {
			for _, b := range got {
				if b.Before.Family == "coda" {
					t.Fatalf("bridged, and yet: %s", b.Text())
				}
			}
		}
	})
}
