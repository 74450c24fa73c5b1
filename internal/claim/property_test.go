package claim

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"acquit/internal/allocation"
	"acquit/internal/date"
	"acquit/internal/money"
)

var exactly = cmp.Options{cmpopts.EquateComparable(money.Amount{}, date.Date(0)), cmp.AllowUnexported(Period{}, exact{})}

func must(t *rapid.T, d Debt, terms Terms, on date.Date) Claim {
	c, err := For(d, terms, on)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// ran is the interest of periods up to a day, not rounded.
func ran(periods []Period, until date.Date) (sum exact) {
	for _, p := range periods {
		if p.From > until {
			break
		}
		days := int(min(p.Until, until)) - int(p.From) + 1
		sum = sum.plus(interest(p.Base.Minor, p.Rate, days, p.Year))
	}
	return sum
}

// What ran up never becomes less, whatever is paid meanwhile; and it is the sum of its
// days: those of a shorter time are the first ones of a longer one.
func TestInterestGrowsByItsDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := lawful(t)
		d, on := anyDebt(t)
		earlier := on.AddDays(-rapid.IntRange(0, 400).Draw(t, "days before"))
		before, after := must(t, d, terms, earlier), must(t, d, terms, on)
		if before.Accrued.Cmp(after.Accrued) > 0 || before.Compensation.Cmp(after.Compensation) > 0 {
			t.Errorf("%s and %s on %s, %s and %s on %s", before.Accrued, before.Compensation, earlier, after.Accrued, after.Compensation, on)
		}
		if got, want := ran(after.Periods, earlier), ran(before.Periods, earlier); got != want {
			t.Errorf("until %s ran up %s, and %s as the beginning of more", earlier, want.text(2), got.text(2))
		}
		whole := ran(after.Periods, on)
		var sum exact
		for n := range after.Periods {
			sum = sum.plus(after.Periods[n].interest)
		}
		if sum != whole {
			t.Errorf("the periods come to %s, their days to %s", sum.text(2), whole.text(2))
		}
	})
}

// Where nothing is paid and interest bears none, it is rounded once: to the sum of its days.
func TestInterestIsRoundedOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := lawful(t)
		terms.Compounds = false
		d, on := anyDebt(t)
		d.Facts = nil
		c := must(t, d, terms, on)
		if want := ran(c.Periods, on).rounded(); c.Accrued.Minor != want || c.Owed.Interest != c.Accrued {
			t.Errorf("%s ran up, %s is owed; the days come to %d cents", c.Accrued, c.Owed.Interest, want)
		}
	})
}

func TestNothingRunsUpBeforeItIsLate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := lawful(t)
		d, _ := anyDebt(t)
		c := must(t, d, terms, d.DueOn.AddDays(-rapid.IntRange(0, 1000).Draw(t, "days before")))
		if !c.Accrued.IsZero() || !c.Owed.Interest.IsZero() || len(c.Periods) > 0 {
			t.Errorf("%s ran up in %+v", c.Accrued, c.Periods)
		}
	})
}

// No part is ever less than nothing, and nothing is left over while something is owed.
func TestNoPartIsNegative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := lawful(t)
		d, on := anyDebt(t)
		c := must(t, d, terms, on)
		for _, p := range []allocation.Part{allocation.Principal, allocation.Interest, allocation.Compensation, allocation.Costs} {
			if c.Owed.Of(p).Sign() < 0 {
				t.Errorf("%s of %s is owed", c.Owed.Of(p), p)
			}
			for _, s := range c.Settled {
				if s.Of.Of(p).Sign() < 0 {
					t.Errorf("%s of %s is settled by %+v", s.Of.Of(p), p, s.Fact)
				}
			}
		}
		if c.Accrued.Sign() < 0 || c.Compensation.Sign() < 0 || c.Left.Sign() < 0 {
			t.Errorf("%+v", c)
		}
	})
}

// Facts of one day, some of them of the same amount, are one set: their order is nobody's.
func TestTheOrderOfADayIsNobodys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := lawful(t)
		d, on := anyDebt(t)
		day := d.DueOn.AddDays(rapid.IntRange(-3, 500).Draw(t, "day"))
		for range rapid.IntRange(2, 4).Draw(t, "more facts") {
			d.Facts = append(d.Facts, Fact{On: day, Amount: money.Of(rapid.Int64Range(1, min(d.Principal.Minor, 3)).Draw(t, "amount"), money.EUR),
				Part: rapid.SampledFrom([]allocation.Part{"", allocation.Principal, allocation.Interest, allocation.Compensation, allocation.Costs}).Draw(t, "of")})
		}
		c := must(t, d, terms, on)
		other := d
		other.Facts = rapid.Permutation(d.Facts).Draw(t, "in another order")
		if diff := cmp.Diff(c, must(t, other, terms, on), exactly); diff != "" {
			t.Error(diff)
		}
	})
}

// A credit note that comes before it is late is as if less had been billed.
func TestACreditOnTheDueDayIsASmallerPrincipal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := lawful(t)
		d, on := anyDebt(t)
		d.Principal.Minor++ // one cent at least stays
		on = max(on, d.DueOn)
		credit := money.Of(rapid.Int64Range(1, d.Principal.Minor-1).Draw(t, "credit"), money.EUR)
		smaller, credited := d, d
		smaller.Principal = d.Principal.Sub(credit)
		d.Facts = slices.DeleteFunc(d.Facts, func(f Fact) bool { return f.On <= d.DueOn })
		smaller.Facts = d.Facts
		credited.Facts = append(slices.Clone(d.Facts), Fact{On: d.DueOn, Amount: credit, Part: allocation.Principal})
		want, got := must(t, smaller, terms, on), must(t, credited, terms, on)
		if len(got.Settled) == 0 || got.Settled[0].Of.Principal != credit {
			t.Fatalf("the credit of %s settles %+v", credit, got.Settled)
		}
		got.Settled = got.Settled[1:]
		if diff := cmp.Diff(want, got, exactly, cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
	})
}
