package plan

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
)

// A schedule adds up to the cent, its instalments differ by one minor unit at most, and its days
// lie apart.
func TestAScheduleAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := money.Of(rapid.Int64Range(60, 1<<40).Draw(t, "total"), money.EUR)
		parts := rapid.IntRange(LeastParts, MostParts).Draw(t, "parts")
		every := rapid.SampledFrom(Intervals()).Draw(t, "every")
		first := date.New(2026, 1, 1).AddDays(rapid.IntRange(0, 800).Draw(t, "first"))
		all, err := Schedule(total, parts, every, first, nil)
		if err != nil {
			t.Fatal(err)
		}
		sum := money.Of(0, money.EUR)
		for n, p := range all {
			sum = sum.Add(p.Amount)
			if p.Number != n+1 || all[0].Amount.Minor-p.Amount.Minor > 1 || n > 0 && (p.DueOn <= all[n-1].DueOn || p.Amount.Cmp(all[n-1].Amount) > 0) {
				t.Fatalf("instalment %d is %+v", n+1, p)
			}
		}
		if sum != total || all[0].DueOn != first {
			t.Fatalf("%s in %d parts add up to %s, from %s", total.Text(), parts, sum.Text(), all[0].DueOn)
		}
	})
}

func TestMonthsKeepTheirDay(t *testing.T) {
	all, err := Schedule(money.Of(100, money.EUR), 3, Month, date.New(2026, 1, 31), nil)
	if err != nil || all[1].DueOn != date.New(2026, 2, 28) || all[2].DueOn != date.New(2026, 3, 31) || all[0].Amount.Minor != 34 || all[2].Amount.Minor != 33 {
		t.Errorf("%+v, %v", all, err)
	}
	monday := func(d date.Date) date.Date {
		for d.Weekday() != 1 {
			d = d.AddDays(1)
		}
		return d
	}
	all, err = Schedule(money.Of(100, money.EUR), 2, Week, date.New(2026, 1, 31), monday)
	if err != nil || all[0].DueOn != date.New(2026, 2, 2) || all[1].DueOn != date.New(2026, 2, 9) {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestWhatCannotBeDivided(t *testing.T) {
	day := date.New(2026, 1, 1)
	for name, divide := range map[string]func() ([]Part, error){
		"one instalment":    func() ([]Part, error) { return Schedule(money.Of(100, money.EUR), 1, Month, day, nil) },
		"too many":          func() ([]Part, error) { return Schedule(money.Of(100, money.EUR), 61, Month, day, nil) },
		"less than a cent":  func() ([]Part, error) { return Schedule(money.Of(3, money.EUR), 4, Month, day, nil) },
		"another interval":  func() ([]Part, error) { return Schedule(money.Of(100, money.EUR), 4, "year", day, nil) },
		"a negative amount": func() ([]Part, error) { return Schedule(money.Of(-100, money.EUR), 4, Month, day, nil) },
	} {
		if _, err := divide(); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What is left of a plan is what is open of its invoices, and paying more never leaves more, or
// an earlier instalment.
func TestWhatIsLeftOfAPlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := money.Of(rapid.Int64Range(60, 1_000_000).Draw(t, "total"), money.EUR)
		all, err := Schedule(total, rapid.IntRange(LeastParts, 12).Draw(t, "parts"), Month, date.New(2026, 1, 1), nil)
		if err != nil {
			t.Fatal(err)
		}
		open := money.Of(rapid.Int64Range(0, total.Minor).Draw(t, "open"), money.EUR)
		less := money.Of(rapid.Int64Range(0, open.Minor).Draw(t, "less"), money.EUR)
		left, then := Left(all, total, open), Left(all, total, less)
		sum := money.Of(0, money.EUR)
		for _, p := range left {
			sum = sum.Add(p.Amount)
		}
		if sum != open || len(then) > len(left) || len(then) > 0 && then[0].Number < left[0].Number {
			t.Fatalf("of %s are open %s, and left %+v, then %+v", total.Text(), open.Text(), left, then)
		}
	})
}

func TestNumbersOfInstalments(t *testing.T) {
	if plan, n, ok := ItemOf(Item(3, 12)); plan != 3 || n != 12 || !ok {
		t.Errorf("%d %d %v", plan, n, ok)
	}
	if _, _, ok := ItemOf(12); ok {
		t.Error("an invoice's own instalment is one of a plan")
	}
}
