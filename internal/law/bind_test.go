package law

import (
	"testing"

	"acquit/internal/date"
)

// agreed is a rate of a contract from 2024 on.
func agreed(s Series, percent string) Rate {
	p, err := ParsePercent(percent)
	if err != nil {
		panic(err)
	}
	return Rate{Series: s, From: date.Must("2024-01-01"), Until: NoEnd, Percent: p, Mark: Agreed, Source: "the contract"}
}

func TestAContractHoldsWithinTheLaw(t *testing.T) {
	for name, c := range map[string]struct {
		country string
		segment Segment
		agreed  string
		on      string
		want    string // "" for none
		void    bool
	}{
		"between businesses a contract may ask less":                  {"BE", B2B, "7", "2026-03-01", "7.00", false},
		"or more, which a judge may cut":                              {"BE", B2B, "14", "2026-03-01", "14.00", false},
		"also while the law's own rate is not known":                  {"BE", B2B, "7", "2027-03-01", "7.00", false},
		"before the contract the law holds":                           {"BE", B2B, "7", "2023-12-31", "12.00", false},
		"a French one below the floor gives way to the law":           {"FR", B2B, "5", "2026-03-01", "12.15", false},
		"and holds where it is above it":                              {"FR", B2B, "8", "2026-03-01", "8.00", false},
		"day by day: in 2024 the floor was higher":                    {"FR", B2B, "8", "2024-03-01", "14.50", false},
		"it cannot be held against a floor that nobody knows":         {"FR", B2B, "8", "2026-08-01", "12.40", false},
		"a Belgian consumer owes what the clause says within the cap": {"BE", B2C, "8", "2026-03-01", "8.00", false},
		"and nothing but the principal beyond it":                     {"BE", B2C, "20", "2026-03-01", "10.50", true},
		"nothing agreed is the law":                                   {"NL", B2C, "", "2026-03-01", "4.00", false},
	} {
		t.Run(name, func(t *testing.T) {
			rule, err := Of(c.country, c.segment)
			if err != nil {
				t.Fatal(err)
			}
			own := Own{}
			if c.agreed != "" {
				own[rule.Series()] = Rates{agreed(rule.Series(), c.agreed)}
			}
			b, err := rule.Bind(own)
			if err != nil {
				t.Fatal(err)
			}
			got, found := b.Rates.On(date.Must(c.on))
			if found != (c.want != "") || found && got.Percent.String() != c.want || b.Void != c.void {
				t.Errorf("%s, void %v; want %s, %v", got.Percent, b.Void, c.want, c.void)
			}
		})
	}
}
