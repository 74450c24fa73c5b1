package law

import (
	"slices"

	"acquit/internal/date"
	"acquit/internal/fault"
)

// Segment is who owes: the laws protect consumers.
type Segment string

// The segments. A public buyer owes as a business does.
const (
	B2B Segment = "B2B"
	B2C Segment = "B2C"
)

// DayCount is by how many days the yearly rate is divided.
type DayCount string

// The day counts.
const (
	Fixed365 DayCount = "ACT/365F" // 365 in every year
	Actual   DayCount = "ACT/ACT"  // 366 for the days of a leap year, 365 for the others
)

// Base is how many days the year of a day has.
func (c DayCount) Base(on date.Date) int {
	if year, _, _ := on.Civil(); c == Actual && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		return 366
	}
	return 365
}

// Rule is what the law of a country lets a creditor ask for late payment.
type Rule struct {
	Country string // ISO 3166-1 alpha-2
	Segment Segment
	Rates   string // the name of the series in whose rates interest runs
	Count   DayCount
	// Compounds: what ran up in a year bears interest from then on.
	Compounds bool
	// Compensation is due from the first day of delay. Only a contract gives it where
	// NeedsClause says so, and then at most that much.
	Compensation Scale
	NeedsClause  bool
	Source       string
}

// The Dutch scale, and the Belgian one for consumers.
var (
	collection = Scale{
		Bands: []Band{{0, 0, 150_000}, {2_500_00, 375_00, 100_000}, {5_000_00, 625_00, 50_000}, {10_000_00, 875_00, 10_000}, {200_000_00, 2_775_00, 5_000}},
		Least: 40_00, Most: 6_775_00,
	}
	clause = Scale{Bands: []Band{{0, 20_00, 0}, {150_00, 30_00, 100_000}, {500_00, 65_00, 50_000}}, Most: 2_000_00}
)

// countries are what the sources say; what is not here was not looked up.
var countries = []Rule{
	{"BE", B2B, "B2B", Fixed365, false, flat(40_00), false, "Law of 2 August 2002 on late payment, art. 5 and 6"},
	{"BE", B2C, "B2C_CAP", Fixed365, false, clause, true, "Economic Law Code art. XIX.2 and XIX.4 (law of 4 May 2023)"},
	{"FR", B2B, "B2B", Fixed365, false, flat(40_00), false, "Code de commerce art. L441-10 II and D441-5"},
	{"FR", B2C, "B2C", Fixed365, false, Scale{}, false, "Code civil art. 1231-6 and 1344-1: from the formal notice on"},
	{"NL", B2B, "B2B", Actual, true, collection, false, "Burgerlijk Wetboek art. 6:119a and 6:119 (2); Besluit vergoeding voor buitengerechtelijke incassokosten art. 2"},
	{"NL", B2C, "B2C", Actual, true, collection, false, "Burgerlijk Wetboek art. 6:119 and 6:96 (6); Besluit vergoeding voor buitengerechtelijke incassokosten art. 2"},
	{"LU", B2B, "B2B", Fixed365, false, flat(40_00), false, "Law of 18 April 2004 on time limits for payment and default interest"},
	{"LU", B2C, "B2C", Fixed365, false, Scale{}, false, "Law of 18 April 2004: from the end of the third month after delivery on, where the invoice says so"},
	{"DE", B2B, "B2B", Actual, false, flat(40_00), false, "BGB § 288 (2) and (5)"},
	{"DE", B2C, "B2C", Actual, false, Scale{}, false, "BGB § 288 (1)"},
}

// Of is the rule of a country for those who owe.
//
// Errors: NotFound for a country whose law was not looked up. Nothing is carried over
// from another one.
func Of(country string, s Segment) (Rule, error) {
	n := slices.IndexFunc(countries, func(r Rule) bool { return r.Country == country && r.Segment == s })
	if n < 0 {
		return Rule{}, fault.New(fault.NotFound, "no source says what late payment costs in %s (%s)", country, string(s))
	}
	return countries[n], nil
}

// WithoutClause is what the law lets a creditor ask whose contract says nothing: in Belgium
// of a consumer the legal rate of the year, and no sum for being late.
func (r Rule) WithoutClause() Rule {
	if r.NeedsClause {
		r.Rates, r.Compensation = "B2C", Scale{}
	}
	return r
}

// Series is the row of rates in which interest runs.
func (r *Rule) Series() Series { return Series{r.Country, r.Rates} }

// Countries are those whose law was looked up.
func Countries() (all []string) {
	for _, r := range countries {
		if !slices.Contains(all, r.Country) {
			all = append(all, r.Country)
		}
	}
	return all
}

// SeriesOf are the series by which those of a segment are claimed upon in a country, with
// and without a clause in the contract; none where the law was not looked up.
func SeriesOf(country string, s Segment) []Series {
	r, err := Of(country, s)
	if err != nil {
		return nil
	}
	all := []Series{r.Series()}
	if bare := r.WithoutClause(); bare.Rates != r.Rates {
		all = append(all, bare.Series())
	}
	return all
}
