package claim

import (
	"testing"

	"acquit/internal/allocation"
	"acquit/internal/calendar"
	"acquit/internal/date"
	"acquit/internal/law"
	"acquit/internal/money"
)

// caseOf is a case of a thousand euros that was due on 2 February 2026, under the law of a
// country.
func caseOf(t *testing.T, country string, s law.Segment, notices ...Notice) Case {
	t.Helper()
	rule, err := law.Of(country, s)
	if err != nil {
		t.Fatal(err)
	}
	none := allocation.Nothing(money.EUR)
	due := date.Must("2026-02-02")
	return Case{Debt: Debt{Principal: euro("1000.00"), DueOn: due}, Rule: rule, Terms: termsOf(t, country, s), Ledger: Ledger{none, none, none},
		Circumstances: Circumstances{Country: country, Segment: s, IssuedOn: date.Must("2026-01-02"), DueOn: due, Clause: true, Notices: notices}}
}

func part(p allocation.Part, amount string) allocation.Claim { return allocation.Only(p, euro(amount)) }

func TestWhatStandsAndWhatIsFresh(t *testing.T) {
	sent := Notice{Kind: Reminded, On: date.Must("2026-02-10")}
	for name, c := range map[string]struct {
		of                Case
		on                string
		asked, fresh, due string // the first two of interest and compensation together
	}{
		"between businesses all is fresh from the first day":          {of: caseOf(t, "BE", law.B2B), on: "2026-03-12", asked: "0.00", fresh: "50.93", due: "1050.93"},
		"a Belgian consumer owes nothing more before he was reminded": {of: caseOf(t, "BE", law.B2C), on: "2026-03-12", asked: "0.00", fresh: "0.00", due: "1000.00"},
		"nor in the fourteen days after":                              {of: caseOf(t, "BE", law.B2C, sent), on: "2026-02-24", asked: "0.00", fresh: "0.00", due: "1000.00"},
		"then the clause's sum, and interest from that day on":        {of: caseOf(t, "BE", law.B2C, sent), on: "2026-02-25", asked: "0.00", fresh: "90.29", due: "1090.29"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := c.of.On(calendar.New(), date.Must(c.on))
			if err != nil {
				t.Fatal(err)
			}
			due := s.Due()
			if got := [3]string{s.Asked.Late().String(), s.Fresh.Late().String(), due.Total().String()}; got != [3]string{c.asked, c.fresh, c.due} {
				t.Errorf("asked, fresh, due: %v, want %v", got, [3]string{c.asked, c.fresh, c.due})
			}
		})
	}
}

// What was asked is not asked again, whether it was paid, let go or stands.
func TestNothingIsAskedTwice(t *testing.T) {
	c := caseOf(t, "BE", law.B2B)
	c.Ledger.Claimed = part(allocation.Interest, "10.93").Plus(part(allocation.Compensation, "40.00"))
	c.Ledger.Waived = part(allocation.Compensation, "40.00")
	check := func(on, asked, fresh string) {
		t.Helper()
		s, err := c.On(calendar.New(), date.Must(on))
		if err != nil {
			t.Fatal(err)
		}
		if s.Asked.Late() != euro(asked) || s.Fresh.Late() != euro(fresh) {
			t.Errorf("on %s: asked %s, fresh %s; want %s, %s", on, s.Asked.Late(), s.Fresh.Late(), asked, fresh)
		}
	}
	check("2026-03-12", "10.93", "0.00")
	check("2026-03-22", "10.93", "2.88") // ten days more
	c.Debt.Facts = []Fact{{On: date.Must("2026-03-12"), Amount: euro("10.93"), Part: allocation.Interest}}
	c.Ledger.Paid = part(allocation.Interest, "10.93")
	check("2026-03-22", "0.00", "2.88")
}

// Debts that one Dutch letter asks for cost as one debt does, to the cent; with the VAT of
// who cannot deduct it; and those that recur no more than the cap leaves.
func TestALetterCostsAsOneDebt(t *testing.T) {
	for name, c := range map[string]struct {
		principals, want []string
		vat              string
		earlier          string
	}{
		"three small ones":          {[]string{"50.00", "50.00", "50.00"}, []string{"13.34", "13.33", "13.33"}, "0", ""},
		"two large ones":            {[]string{"1000.00", "3000.00"}, []string{"131.25", "393.75"}, "0", ""},
		"one alone":                 {[]string{"80.00"}, []string{"40.00"}, "0", ""},
		"with VAT":                  {[]string{"80.00"}, []string{"48.40"}, "21", ""},
		"the cap leaves ten":        {[]string{"100.00", "100.00"}, []string{"5.00", "5.00"}, "0", "130.00"},
		"the cap leaves nothing":    {[]string{"100.00"}, []string{"0.00"}, "0", "140.00"},
		"a large one is not capped": {[]string{"300.00"}, []string{"45.00"}, "0", "140.00"},
	} {
		t.Run(name, func(t *testing.T) {
			vat, err := law.ParsePercent(c.vat)
			if err != nil {
				t.Fatal(err)
			}
			one := caseOf(t, "NL", law.B2C, Notice{Kind: FourteenDays, On: date.Must("2026-03-02")})
			one.Terms.CostsVAT = vat
			for _, p := range c.principals {
				one.Letter.Debts = append(one.Letter.Debts, Debt{Principal: euro(p), DueOn: one.Debt.DueOn})
			}
			if c.earlier != "" {
				one.Letter.Recurring, one.Letter.Earlier = true, []law.Charge{{On: date.Must("2026-01-15"), Sum: euro(c.earlier)}}
			}
			for n := range c.principals {
				one.Debt, one.Letter.Own = one.Letter.Debts[n], n
				s, err := one.On(calendar.New(), date.Must("2026-04-01"))
				if err != nil {
					t.Fatal(err)
				}
				if s.Fresh.Compensation != euro(c.want[n]) {
					t.Errorf("the share of %s: %s, want %s", c.principals[n], s.Fresh.Compensation, c.want[n])
				}
			}
		})
	}
}

func TestFactsFillOneDebtAfterTheOther(t *testing.T) {
	facts := []Fact{{On: date.Must("2026-03-01"), Amount: euro("150.00"), Part: allocation.Principal}, {On: date.Must("2026-03-02"), Amount: euro("5.00"), Part: allocation.Interest}}
	first, second := part(allocation.Principal, "100.00"), part(allocation.Principal, "100.00").Plus(part(allocation.Interest, "7.00"))
	a, b := Take(facts, &first), Take(facts, &second)
	if len(a) != 1 || a[0].Amount != euro("100.00") {
		t.Errorf("the first takes %v", a)
	}
	if len(b) != 2 || b[0].Amount != euro("50.00") || b[1].Amount != euro("5.00") {
		t.Errorf("the second takes %v", b)
	}
	if second.Principal != euro("50.00") || second.Interest != euro("2.00") {
		t.Errorf("left of the second: %v", second)
	}
}
