package law

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"acquit/internal/date"
)

var buyers = []Buyer{Business, Consumer, Public}

// known are the countries that were looked up.
func known() (all []string) {
	for _, r := range countries {
		if !slices.Contains(all, r.Country) {
			all = append(all, r.Country)
		}
	}
	return all
}

func TestWhatTheLawsSayOfTermsHasItsSource(t *testing.T) {
	marks := []Mark{Seen, Derived, Memory}
	says := func(what string, m Mark, source string) {
		if !slices.Contains(marks, m) || len(source) < 10 {
			t.Errorf("%s: %q by %q", what, m, source)
		}
	}
	for _, l := range terms {
		says("term "+l.Country, l.Mark, l.Source)
		if l.Absolute > 0 && (!l.Express || l.Absolute < l.Most) || l.Usual == 0 {
			t.Errorf("%+v", l)
		}
	}
	for _, l := range limitations {
		says("limitation "+l.Country, l.Mark, l.Source)
	}
	for _, l := range interestLimitations {
		says("interest "+l.Country, l.Mark, l.Source)
	}
	for _, p := range protests {
		says("protest "+p.Country, p.Mark, p.Source)
	}
	for _, a := range advances {
		says(string(a.Code), a.Mark, a.Source)
	}
}

func TestEveryCountryIsLookedUpForEveryBuyer(t *testing.T) {
	for _, country := range known() {
		for _, b := range buyers {
			if _, found := TermOf(country, b, false); found == (b == Consumer) {
				t.Errorf("a term of %s in %s: %v", b, country, found)
			}
			for _, s := range append(Supplies(), Unsaid) {
				if l, found := LimitationOf(country, b, s); !found || l.Country != country || l.Buyer != b || l.Supply != s && l.Supply != Unsaid && s != Unsaid {
					t.Errorf("the limitation of %s of %s in %s is %+v", s, b, country, l)
				}
			}
			if len(AdvancesOf(country, b)) == 0 {
				t.Errorf("nothing on advances of %s in %s", b, country)
			}
		}
		if _, found := InterestLimitationOf(country); !found {
			t.Errorf("no limitation of interest in %s", country)
		}
		if _, found := ProtestOf(country, Business); !found {
			t.Errorf("nothing on silence in %s", country)
		}
	}
}

func TestNothingIsCarriedOverToAnotherCountry(t *testing.T) {
	_, term := TermOf("XX", Business, true)
	_, limitation := LimitationOf("XX", Business, Unsaid)
	_, interest := InterestLimitationOf("XX")
	_, protest := ProtestOf("XX", Business)
	if term || limitation || interest || protest || AdvancesOf("XX", Business) != nil {
		t.Error("of a country nobody looked up")
	}
}

func TestADueDayBeyondTheLaw(t *testing.T) {
	for _, c := range []struct {
		says                  string
		country               string
		buyer                 Buyer
		large                 bool
		issued, received, due string
		want                  string // allowed, instead, unless; "" for a due day that holds
	}{
		{"sixty days hold", "BE", Business, false, "2026-01-01", "", "2026-03-02", ""},
		{"sixty-one do not, and thirty take their place", "BE", Business, false, "2026-01-01", "", "2026-03-03", "2026-03-02 2026-01-31 nothing"},
		{"the days run from receipt", "BE", Business, false, "2026-01-01", "2026-01-02", "2026-03-03", ""},
		{"and so do those that take their place", "BE", Business, false, "2026-01-01", "2026-01-10", "2026-12-31", "2026-03-11 2026-02-09 nothing"},
		{"a consumer has as long as he is given", "BE", Consumer, false, "2026-01-01", "", "2026-12-31", ""},
		{"a public buyer may have agreed to sixty", "BE", Public, false, "2026-01-01", "", "2026-03-02", "2026-01-31 2026-01-31 express"},
		{"but not to more", "BE", Public, false, "2026-01-01", "", "2026-03-03", "2026-01-31 2026-01-31 nothing"},
		{"sixty days from the invoice, whenever it is received", "FR", Business, false, "2026-01-01", "2026-01-20", "2026-03-03", "2026-03-02 2026-02-19 end_of_month"},
		{"end of the month and forty-five days", "FR", Business, false, "2026-01-01", "", "2026-03-17", "2026-03-02 2026-01-31 end_of_month"},
		{"and not a day more", "FR", Business, false, "2026-01-01", "", "2026-03-18", "2026-03-02 2026-01-31 nothing"},
		{"forty-five days and the end of the month", "FR", Business, false, "2026-01-31", "", "2026-04-01", ""},
		{"sixty days reach beyond the end of the month", "FR", Business, false, "2026-05-31", "", "2026-07-30", ""},
		{"the end of the month, where forty-five days come first", "FR", Business, false, "2026-05-31", "", "2026-07-31", "2026-07-30 2026-06-30 end_of_month"},
		{"more than sixty days may be agreed", "NL", Business, false, "2026-01-01", "", "2026-06-01", "2026-03-02 2026-01-31 express"},
		{"a large debtor has thirty", "NL", Business, true, "2026-01-01", "", "2026-01-31", ""},
		{"and no more, whatever was agreed", "NL", Business, true, "2026-01-01", "", "2026-02-01", "2026-01-31 2026-01-31 nothing"},
		{"large counts in the Netherlands alone", "BE", Business, true, "2026-01-01", "", "2026-03-02", ""},
		{"Luxembourg", "LU", Business, false, "2026-01-01", "", "2026-03-03", "2026-03-02 2026-01-31 express"},
		{"Germany", "DE", Business, false, "2026-01-01", "", "2026-03-03", "2026-03-02 2026-01-31 express"},
	} {
		term, _ := TermOf(c.country, c.buyer, c.large)
		var received date.Date
		if c.received != "" {
			received = date.Must(c.received)
		}
		got := ""
		if e, beyond := term.Exceeds(date.Must(c.issued), received, date.Must(c.due)); beyond {
			got = strings.Join([]string{e.Allowed.String(), e.Instead.String(), string(e.Unless)}, " ")
			if e.InterestFrom() != e.Instead.AddDays(1) {
				t.Errorf("%s: interest from %s", c.says, e.InterestFrom())
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.says, got, c.want)
		}
	}
	if term, _ := TermOf("BE", Business, false); term.TooLong(60) || !term.TooLong(61) || (&Term{}).TooLong(365) {
		t.Error("a term in days")
	}
}

func TestTheLastDayToClaim(t *testing.T) {
	for _, c := range []struct {
		says         string
		country      string
		buyer        Buyer
		supply       Supply
		issued, due  string
		acknowledged []string
		want         string
	}{
		{"ten years", "BE", Business, Goods, "2026-01-02", "2026-01-16", nil, "2036-01-16"},
		{"goods of a consumer", "BE", Consumer, Goods, "2026-01-02", "2026-01-16", nil, "2027-01-16"},
		{"services of a consumer", "BE", Consumer, Services, "2026-01-02", "2026-01-16", nil, "2036-01-16"},
		{"energy of a consumer", "BE", Consumer, Periodic, "2026-01-02", "2026-01-16", nil, "2031-01-16"},
		{"a hotel bill", "BE", Consumer, Hospitality, "2026-01-02", "2026-01-16", nil, "2026-07-16"},
		{"a doctor's bill", "BE", Consumer, Care, "2026-01-02", "2026-01-16", nil, "2028-01-16"},
		{"nobody said what it is for: the shortest", "BE", Consumer, Unsaid, "2026-01-02", "2026-01-16", nil, "2027-01-16"},
		{"the shortest of a business is that for what is periodic", "BE", Business, Unsaid, "2026-01-02", "2026-01-16", nil, "2031-01-16"},
		{"five years from the invoice", "FR", Business, Goods, "2026-01-02", "2026-01-16", nil, "2031-01-02"},
		{"a carrier", "FR", Business, Transport, "2026-01-02", "2026-01-16", nil, "2027-01-02"},
		{"two years of a consumer", "FR", Consumer, Services, "2026-01-02", "2026-01-16", nil, "2028-01-02"},
		{"four years from the end of the year of a public buyer", "FR", Public, Services, "2025-12-15", "2026-01-14", nil, "2030-12-31"},
		{"five years", "NL", Business, Goods, "2026-01-02", "2026-01-16", nil, "2031-01-16"},
		{"a consumer purchase", "NL", Consumer, Goods, "2026-01-02", "2026-01-16", nil, "2028-01-16"},
		{"services of a Dutch consumer", "NL", Consumer, Services, "2026-01-02", "2026-01-16", nil, "2031-01-16"},
		{"ten years in Luxembourg", "LU", Business, Services, "2026-01-02", "2026-01-16", nil, "2036-01-16"},
		{"thirty of a consumer", "LU", Consumer, Services, "2026-01-02", "2026-01-16", nil, "2056-01-16"},
		{"three years from the end of the year", "DE", Consumer, Goods, "2025-12-20", "2026-01-16", nil, "2029-12-31"},
		{"a day that the other year lacks", "BE", Consumer, Goods, "2024-02-15", "2024-02-29", nil, "2025-02-28"},
		{"a part payment begins it anew", "BE", Consumer, Goods, "2026-01-02", "2026-01-16", []string{"2026-11-30"}, "2027-11-30"},
		{"and another one again", "BE", Consumer, Goods, "2026-01-02", "2026-01-16", []string{"2026-11-30", "2027-11-30"}, "2028-11-30"},
		{"but not when it was over", "BE", Consumer, Goods, "2026-01-02", "2026-01-16", []string{"2027-01-17"}, "2027-01-16"},
		{"from the payment, not from the end of its year", "DE", Business, Goods, "2026-01-02", "2026-01-16", []string{"2028-05-04"}, "2031-05-04"},
		{"a payment before it ran takes nothing away", "DE", Business, Goods, "2026-01-02", "2026-01-16", []string{"2026-02-01"}, "2029-12-31"},
	} {
		l, _ := LimitationOf(c.country, c.buyer, c.supply)
		var acknowledged []date.Date
		for _, on := range c.acknowledged {
			acknowledged = append(acknowledged, date.Must(on))
		}
		if got := l.LastDay(date.Must(c.issued), date.Must(c.due), acknowledged...); got != date.Must(c.want) {
			t.Errorf("%s: %s, want %s (%s)", c.says, got, c.want, l.Source)
		}
	}
}

// Whoever does not say what he supplies is warned as early as anybody, and what a debtor
// acknowledges never shortens the time.
func TestNobodyIsWarnedTooLate(t *testing.T) {
	day := rapid.Custom(func(t *rapid.T) date.Date {
		return date.Must("2020-01-01").AddDays(rapid.IntRange(0, 4000).Draw(t, "day"))
	})
	rapid.Check(t, func(t *rapid.T) {
		country, b := rapid.SampledFrom(known()).Draw(t, "country"), rapid.SampledFrom(buyers).Draw(t, "buyer")
		issued := day.Draw(t, "issued")
		due := issued.AddDays(rapid.IntRange(0, 120).Draw(t, "term"))
		paid := rapid.SliceOfN(day, 0, 4).Draw(t, "paid")
		slices.Sort(paid)
		unsaid, _ := LimitationOf(country, b, Unsaid)
		for _, s := range []Supply{Goods, Services, Periodic} {
			l, _ := LimitationOf(country, b, s)
			if unsaid.LastDay(issued, due) > l.LastDay(issued, due) {
				t.Fatalf("%s of %s in %s is over before what is not said", s, b, country)
			}
			for n := range paid {
				if l.LastDay(issued, due, paid[:n+1]...) < l.LastDay(issued, due, paid[:n]...) {
					t.Fatalf("%s of %s in %s: a payment on %s takes time away", s, b, country, paid[n])
				}
			}
			if l.LastDay(issued, due.AddDays(1)) < l.LastDay(issued, due) {
				t.Fatalf("%s of %s in %s: due a day later, over a day earlier", s, b, country)
			}
		}
	})
}

func TestInterestThatCanStillBeClaimed(t *testing.T) {
	for country, want := range map[string]string{"BE": "2021-05-04", "FR": "2021-05-04", "NL": "2021-05-04", "LU": "2021-05-04", "DE": "2023-01-01"} {
		if l, _ := InterestLimitationOf(country); l.Since(date.Must("2026-05-04")) != date.Must(want) {
			t.Errorf("%s: since %s", country, l.Since(date.Must("2026-05-04")))
		}
	}
}

func TestSilenceOnAnInvoice(t *testing.T) {
	for _, c := range []struct {
		country string
		buyer   Buyer
		want    string
	}{
		{"BE", Business, "2026-01-16"}, {"LU", Business, "2026-02-02"}, {"BE", Consumer, ""}, {"FR", Business, ""}, {"NL", Business, ""}, {"DE", Business, ""},
	} {
		p, found := ProtestOf(c.country, c.buyer)
		if got := p.Until(date.Must("2026-01-02")).String(); got != c.want || !found {
			t.Errorf("%s of %s: %q, want %q", c.country, c.buyer, got, c.want)
		}
	}
	if _, found := ProtestOf("BE", Public); found {
		t.Error("nobody looked up what a public body's silence comes to")
	}
}

func TestRulesOnAdvances(t *testing.T) {
	codes := func(country string, b Buyer) (all []AdvanceCode) {
		for _, a := range AdvancesOf(country, b) {
			all = append(all, a.Code)
		}
		return all
	}
	for _, c := range []struct {
		country string
		buyer   Buyer
		want    []AdvanceCode
	}{
		{"BE", Business, []AdvanceCode{NothingPerformed, VATOnReceipt}},
		{"BE", Consumer, []AdvanceCode{VATOnReceipt}},
		{"FR", Consumer, []AdvanceCode{MayWithdraw, VATOnReceipt}},
		{"NL", Consumer, []AdvanceCode{HalfAtMost, VATOnReceipt}},
		{"DE", Public, []AdvanceCode{NothingPerformed, PartIsLate, VATOnReceipt}},
	} {
		if diff := cmp.Diff(c.want, codes(c.country, c.buyer)); diff != "" {
			t.Errorf("%s of %s: %s", c.country, c.buyer, diff)
		}
	}
}

func TestWhoseLawGoverns(t *testing.T) {
	if Consumer.Land("BE", "NL") != "NL" || Business.Land("BE", "NL") != "BE" || Public.Land("BE", "NL") != "BE" {
		t.Error("a consumer's own country, the seller's for others")
	}
	if Consumer.Segment() != B2C || Business.Segment() != B2B || Public.Segment() != B2B {
		t.Error("a public buyer owes as a business does")
	}
}
