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

// at is a debt of a thousand euros that was due at the end of May 2025.
func at(facts ...Fact) Debt {
	return Debt{Principal: euro("1000.00"), DueOn: date.Must("2025-05-31"), Facts: facts}
}

func TestWhatCannotBeClaimed(t *testing.T) {
	terms := termsOf(t, "BE", law.B2B)
	for name, c := range map[string]struct {
		debt Debt
		on   string
		kind fault.Kind
	}{
		"nothing is no debt":                    {Debt{Principal: euro("0.00")}, "2026-01-01", fault.Invalid},
		"less than nothing is none":             {Debt{Principal: euro("-1.00")}, "2026-01-01", fault.Invalid},
		"a payment of nothing":                  {at(Fact{On: date.Must("2025-06-01"), Amount: euro("0.00")}), "2026-01-01", fault.Invalid},
		"a payment in another currency":         {at(Fact{On: date.Must("2025-06-01"), Amount: money.Must("1.00", money.USD)}), "2026-01-01", fault.Invalid},
		"a half-year whose rate nobody knows":   {at(), "2027-01-01", fault.NotFound},
		"a time from before the rates are kept": {Debt{Principal: euro("1.00"), DueOn: date.Must("2012-12-30")}, "2013-02-01", fault.NotFound},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := For(c.debt, terms, date.Must(c.on)); !errors.Is(err, c.kind) {
				t.Errorf("%+v, %v", got.Owed, err)
			}
		})
	}
}

// What was paid in full before the rates end is a claim still.
func TestNothingRunsOnWhatIsPaid(t *testing.T) {
	d := at(Fact{On: date.Must("2025-06-30"), Amount: euro("1049.45")})
	c, err := For(d, termsOf(t, "BE", law.B2B), date.Must("2030-01-01"))
	if err != nil || !c.Owed.Total().IsZero() || c.Left != euro("0.00") || c.Accrued != euro("9.45") {
		t.Errorf("%v: %s is owed of %s, %s left over", err, c.Owed.Total(), c.Accrued, c.Left)
	}
}

// A credit note is no payment: it leaves costs and interest as they are.
func TestACreditNoteLessensThePrincipal(t *testing.T) {
	d := at(Fact{On: date.Must("2025-06-30"), Amount: euro("1200.00"), Part: allocation.Principal})
	c, err := For(d, termsOf(t, "BE", law.B2B), date.Must("2025-12-31"))
	if err != nil || c.Owed.Interest != euro("9.45") || c.Owed.Compensation != euro("40.00") || !c.Owed.Principal.IsZero() || c.Left != euro("200.00") {
		t.Errorf("%v: %+v, %s left over", err, c.Owed, c.Left)
	}
}

func TestAPeriodIsWrittenSoThatItAddsUp(t *testing.T) {
	for _, c := range []struct {
		principal, currency string
		days                int
		want                string
	}{
		{"1000.00", "EUR", 30, "9.45205479"},
		{"0.01", "EUR", 1, "0.00000315"},
		{"100000000000.00", "EUR", 365, "11500000000.00000000"},
		{"1000", "JPY", 30, "9.452055"},
	} {
		currency, err := money.ParseCurrency(c.currency)
		if err != nil {
			t.Fatal(err)
		}
		p := Period{Base: money.Must(c.principal, currency)}
		p.interest = interest(p.Base.Minor, 115_000, c.days, 365)
		if got := p.Interest(); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.principal, c.currency, got, c.want)
		}
	}
}

func BenchmarkClaims(b *testing.B) {
	terms := termsOf(b, "BE", law.B2B)
	d := at(Fact{On: date.Must("2025-09-01"), Amount: euro("300.00")})
	on := date.Must("2026-10-01")
	for b.Loop() {
		if _, err := For(d, terms, on); err != nil {
			b.Fatal(err)
		}
	}
}
