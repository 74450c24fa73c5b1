package claim

import (
	"math/big"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"acquit/internal/allocation"
	"acquit/internal/date"
	"acquit/internal/law"
	"acquit/internal/money"
)

// daily computes the same claim day by day, in fractions, and knows nothing of periods.
func daily(d Debt, t Terms, on date.Date) allocation.Claim {
	none := money.Of(0, d.Principal.Currency)
	owed := allocation.Claim{Principal: d.Principal, Interest: none, Compensation: none, Costs: d.Costs}
	first := max(d.From, d.DueOn.AddDays(1))
	running, bearing, years := new(big.Rat), int64(0), 0
	round := func() {
		twice := new(big.Int).Mul(running.Num(), big.NewInt(2))
		twice.Add(twice, running.Denom())
		owed.Interest.Minor += new(big.Int).Quo(twice, new(big.Int).Mul(running.Denom(), big.NewInt(2))).Int64()
		running = new(big.Rat)
	}
	sumOn := d.CompensationOn
	if sumOn == date.None {
		sumOn = first
	}
	run := func(day date.Date) {
		if day == sumOn {
			owed.Compensation = t.Compensation.Of(owed.Principal)
		}
		if day < first {
			return
		}
		if t.Compounds && day != first && day == first.AddMonths(12*(years+1)) {
			round()
			years, bearing = years+1, owed.Interest.Minor
		}
		rate, _ := t.Rates.On(day)
		share := big.NewRat(int64(rate.Percent), int64(1_000_000*t.Count.Base(day)))
		running.Add(running, share.Mul(share, new(big.Rat).SetInt64(owed.Principal.Minor+bearing)))
	}
	settle := func(f Fact) {
		if f.Part == allocation.Principal {
			owed.Principal = owed.Principal.Sub(f.Amount.Min(owed.Principal))
		} else {
			round()
			order := t.Order
			if f.Part != "" {
				order = allocation.Order{f.Part}
			}
			settled, _ := order.Spread(f.Amount, owed)
			owed = owed.Less(settled)
		}
		bearing = min(bearing, owed.Interest.Minor)
	}
	early := d.DueOn
	for _, f := range d.Facts {
		early = min(early, f.On)
	}
	for day := early; day <= on; day++ {
		if !t.PaymentDayFree {
			run(day)
		}
		for _, part := range []allocation.Part{allocation.Principal, allocation.Compensation, allocation.Costs, allocation.Interest, ""} {
			for _, f := range d.Facts {
				if f.On == day && f.Part == part {
					settle(f)
				}
			}
		}
		if t.PaymentDayFree {
			run(day)
		}
	}
	round()
	return owed
}

// lawful are the terms of a country and who owes.
func lawful(t *rapid.T) Terms {
	country := rapid.SampledFrom([]string{"BE", "FR", "NL", "LU", "DE"}).Draw(t, "country")
	rule, err := law.Of(country, law.B2B)
	if err != nil {
		t.Fatal(err)
	}
	order, err := allocation.Of(country)
	if err != nil {
		t.Fatal(err)
	}
	return Terms{Rates: law.RatesOf(rule.Series()), Count: rule.Count, Compounds: rule.Compounds, Compensation: rule.Compensation,
		Order: order.Parts, PaymentDayFree: rapid.Bool().Draw(t, "payment day free")}
}

var firstDay = date.Must("2013-03-16")

func anyDay(t *rapid.T, label string, from, until date.Date) date.Date {
	return from.AddDays(rapid.IntRange(0, int(until)-int(from)).Draw(t, label))
}

func anyDebt(t *rapid.T) (d Debt, on date.Date) {
	d.DueOn = anyDay(t, "due", firstDay, date.Must("2026-06-30"))
	on = anyDay(t, "on", d.DueOn.AddDays(-10), min(d.DueOn.AddDays(1500), date.Must("2026-12-31")))
	d.Principal = money.Of(rapid.OneOf(rapid.Int64Range(1, 300), rapid.Int64Range(1, 1e13)).Draw(t, "principal"), money.EUR)
	d.Costs = money.Of(rapid.Int64Range(0, 5000).Draw(t, "costs"), money.EUR)
	if rapid.Bool().Draw(t, "later") {
		d.From = d.DueOn.AddDays(rapid.IntRange(-5, 60).Draw(t, "from"))
	}
	if rapid.Bool().Draw(t, "a sum later") {
		d.CompensationOn = d.DueOn.AddDays(rapid.IntRange(1, 90).Draw(t, "sum on"))
	}
	d.Facts = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Fact {
		return Fact{On: d.DueOn.AddDays(rapid.IntRange(-20, 800).Draw(t, "fact on")), Amount: money.Of(rapid.Int64Range(1, d.Principal.Minor).Draw(t, "fact"), money.EUR),
			Part: rapid.SampledFrom([]allocation.Part{"", "", allocation.Principal, allocation.Principal, allocation.Interest, allocation.Compensation, allocation.Costs}).Draw(t, "part")}
	}), 0, 4).Draw(t, "facts")
	return d, on
}

// A second way of reckoning comes to the same.
func TestDayByDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := lawful(t)
		d, on := anyDebt(t)
		c, err := For(d, terms, on)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(daily(d, terms, on), c.Owed, cmpopts.EquateComparable(money.Amount{})); diff != "" {
			t.Error(diff)
		}
	})
}

// A day more is never a cent less; what ran up before due is nothing; the order of what
// happened on one day makes no difference; and nothing is lost.
func TestWhatHoldsOfEveryClaim(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := lawful(t)
		d, on := anyDebt(t)
		c, err := For(d, terms, on)
		if err != nil {
			t.Fatal(err)
		}
		if on <= d.DueOn && (!c.Accrued.IsZero() || !c.Compensation.IsZero()) {
			t.Errorf("before it is late %s ran up, and %s is due", c.Accrued, c.Compensation)
		}
		shuffled := d
		shuffled.Facts = rapid.Permutation(d.Facts).Draw(t, "in another order")
		slices.SortStableFunc(shuffled.Facts, func(a, b Fact) int { return int(a.On) - int(b.On) })
		if again, _ := For(shuffled, terms, on); cmp.Diff(c.Owed, again.Owed, cmpopts.EquateComparable(money.Amount{})) != "" {
			t.Errorf("in another order %+v", again.Owed)
		}
		paid, settled := money.Of(0, money.EUR), c.Owed.Total()
		for _, s := range c.Settled {
			paid, settled = paid.Add(s.Fact.Amount), settled.Add(s.Of.Total())
		}
		if due := d.Principal.Add(d.Costs).Add(c.Accrued).Add(c.Compensation); due != settled {
			t.Errorf("%s was due, %s is settled or owed", due, settled)
		}
		for _, f := range d.Facts {
			if f.On == on.AddDays(1) {
				return // a payment makes it less
			}
		}
		if on < date.Must("2026-12-31") {
			if next, err := For(d, terms, on.AddDays(1)); err != nil || next.Owed.Total().Cmp(c.Owed.Total()) < 0 {
				t.Errorf("%v, the day after it is %s instead of %s", err, next.Owed.Total(), c.Owed.Total())
			}
		}
	})
}

// Before it is rounded, interest of two stretches is that of both together.
func TestInterestAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		principal, rate := rapid.Int64Range(1, 1e13).Draw(t, "principal"), law.Percent(rapid.IntRange(0, 300_000).Draw(t, "rate"))
		a, b := rapid.IntRange(0, 20_000).Draw(t, "days"), rapid.IntRange(0, 20_000).Draw(t, "and days")
		year := rapid.SampledFrom([]int{365, 366}).Draw(t, "year")
		if got, want := interest(principal, rate, a, year).plus(interest(principal, rate, b, year)), interest(principal, rate, a+b, year); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	})
}
