package claim

import (
	"errors"
	"testing"

	"acquit/internal/allocation"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/law"
	"acquit/internal/money"
)

// The cases of this file were fixed by other programs in their tests; each is called as
// they are there (ERP, CC, bgb-interest, hledger-interest).

// agreed are terms of one rate a year and one sum, whenever it is late.
func agreed(t *testing.T, percent string, cents int64) Terms {
	t.Helper()
	rate, err := law.ParsePercent(percent)
	if err != nil {
		t.Fatal(err)
	}
	terms := Terms{Count: law.Fixed365, Rates: law.Rates{{From: date.Must("2020-01-01"), Until: date.Must("2029-12-31"), Percent: rate, Mark: law.Agreed}},
		Order: allocation.Order{allocation.Costs, allocation.Interest, allocation.Principal}}
	if cents > 0 {
		terms.Compensation = law.Scale{Bands: []law.Band{{Base: cents}}}
	}
	return terms
}

func TestWhatIsAddedToADebtThatIsLate(t *testing.T) {
	due := date.Must("2025-03-31")
	for name, c := range map[string]struct {
		principal, rate string
		fixed           int64
		days            int
		interest        string
		beside, total   string // interest and sum; all together
	}{
		"F1: no rate and no fee":        {"100.00", "0", 0, 20, "0.00", "0.00", "100.00"},
		"F2: ten per cent and a fee":    {"100.00", "10", 10_00, 15, "0.41", "10.41", "110.41"},
		"F3: eight per cent and a fee":  {"100.00", "8", 20_00, 20, "0.44", "20.44", "120.44"},
		"F3: a fee alone":               {"100.00", "0", 20_00, 20, "0.00", "20.00", "120.00"},
		"N3: paid on the due day":       {"100.00", "10", 10_00, 0, "0.00", "0.00", "100.00"},
		"N3: paid before":               {"100.00", "10", 10_00, -5, "0.00", "0.00", "100.00"},
		"N5: 96 days":                   {"1000.00", "5", 0, 96, "13.15", "13.15", "1013.15"},
		"N5: 234 days":                  {"1000.00", "5", 0, 234, "32.05", "32.05", "1032.05"},
		"N9: looked at long before due": {"1000.00", "5", 40_00, -300, "0.00", "0.00", "1000.00"},
	} {
		t.Run(name, func(t *testing.T) {
			claim, err := For(Debt{Principal: euro(c.principal), DueOn: due}, agreed(t, c.rate, c.fixed), due.AddDays(c.days))
			if err != nil {
				t.Fatal(err)
			}
			if o := claim.Owed; o.Interest != euro(c.interest) || o.Late() != euro(c.beside) || o.Total() != euro(c.total) {
				t.Errorf("interest %s, %s beside the principal, %s in all", o.Interest, o.Late(), o.Total())
			}
		})
	}
}

func TestCostsOfADebt(t *testing.T) {
	terms, due := agreed(t, "0", 0), date.Must("2025-03-31")
	for name, c := range map[string]struct {
		costs string
		in    money.Currency
		total string // "" for an error
	}{
		"F9: costs in the currency of the debt": {"12.50", money.EUR, "112.50"},
		"F9: costs of nothing":                  {"0.00", money.EUR, "100.00"},
		"costs in another currency":             {"12.50", money.USD, ""},
		"costs of less than nothing":            {"-1.00", money.EUR, ""},
	} {
		t.Run(name, func(t *testing.T) {
			claim, err := For(Debt{Principal: euro("100.00"), DueOn: due, Costs: money.Must(c.costs, c.in)}, terms, due.AddDays(20))
			switch {
			case c.total == "" && !errors.Is(err, fault.Invalid):
				t.Errorf("%+v, %v", claim.Owed, err)
			case c.total != "" && (err != nil || claim.Owed.Total() != euro(c.total)):
				t.Errorf("%s, %v", claim.Owed.Total(), err)
			}
		})
	}
	if _, err := law.Of("BE", "handling"); !errors.Is(err, fault.NotFound) { // F9: a kind that nobody knows
		t.Errorf("unknown: %v", err)
	}
}

// N2: German consumers owed two rates in 2023.
func TestAClaimAcrossTwoHalfYears(t *testing.T) {
	claim, err := For(Debt{Principal: euro("1000.00"), DueOn: date.Must("2022-12-31")}, termsOf(t, "DE", law.B2C), date.Must("2023-12-31"))
	if err != nil || len(claim.Periods) != 2 {
		t.Fatalf("%+v, %v", claim.Periods, err)
	}
	for n, want := range []struct {
		from, until, rate string
		days              int
	}{{"2023-01-01", "2023-06-30", "6.62", 181}, {"2023-07-01", "2023-12-31", "8.12", 184}} {
		p := claim.Periods[n]
		if p.From != date.Must(want.from) || p.Until != date.Must(want.until) || p.Rate.String() != want.rate || p.Days != want.days {
			t.Errorf("%s to %s: %s, %d days", p.From, p.Until, p.Rate, p.Days)
		}
	}
	if claim.Accrued != euro("73.76") { // 32.8279 and 40.9337
		t.Errorf("%s ran up", claim.Accrued)
	}
}

// N3: what is no amount is no debt.
func TestADebtOfNothingIsAnError(t *testing.T) {
	for _, amount := range []string{"0.00", "-100.00"} {
		if _, err := For(Debt{Principal: euro(amount), DueOn: date.Must("2025-03-31")}, agreed(t, "5", 0), date.Must("2025-04-30")); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", amount, err)
		}
	}
}
