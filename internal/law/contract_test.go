package law

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/testkit/corpus"
)

func rate(text string) *Percent {
	p, err := ParsePercent(text)
	if err != nil {
		panic(err)
	}
	return &p
}

// tenth is a tenth of the principal, and at least so many cents.
func tenth(least int64) *Scale { return &Scale{Bands: []Band{{0, 0, 100_000}}, Least: least} }

func sum(cents int64) *Scale { s := flat(cents); return &s }

func eur(s string) money.Amount { return money.Must(s, money.EUR) }

func TestContractsAreHeldAgainstTheLaw(t *testing.T) {
	const day = "2026-03-01"
	for name, c := range map[string]struct {
		country  string
		segment  Segment
		contract Contract
		on       string
		want     []FindingCode
	}{
		"a contract that says nothing":                       {"BE", B2B, Contract{}, day, nil},
		"a Belgian business may agree on the law’s rate":     {"BE", B2B, Contract{Rate: rate("10.5")}, day, nil},
		"a judge may lower what is above it":                 {"BE", B2B, Contract{Rate: rate("12")}, day, []FindingCode{RateOverLaw}},
		"interest cannot be excluded":                        {"BE", B2B, Contract{Rate: rate("0")}, day, []FindingCode{RateOfNothing}},
		"nor can compensation":                               {"LU", B2B, Contract{Compensation: &Scale{}}, day, []FindingCode{SumOfNothing}},
		"a tenth of the invoice is more than forty euros":    {"BE", B2B, Contract{Compensation: tenth(0)}, day, []FindingCode{SumOverLaw}},
		"forty euros are forty euros":                        {"DE", B2B, Contract{Compensation: sum(40_00)}, day, nil},
		"a French contract is under the floor":               {"FR", B2B, Contract{Rate: rate("7.85")}, day, []FindingCode{RateUnderFloor}},
		"on the floor it stands":                             {"FR", B2B, Contract{Rate: rate("7.86")}, day, nil},
		"the floor may be above what holds without contract": {"FR", B2B, Contract{Rate: rate("14.6")}, "2024-03-01", []FindingCode{RateUnderFloor, RateOverLaw}},
		"no French floor is known for the half-year":         {"FR", B2B, Contract{Rate: rate("9")}, "2026-07-01", []FindingCode{LimitUnknown}},

		"a Belgian consumer’s interest is capped":            {"BE", B2C, Contract{Rate: rate("10.51")}, day, []FindingCode{RateOverCap}},
		"at the cap it stands":                               {"BE", B2C, Contract{Rate: rate("10.5"), Compensation: &clause}, day, nil},
		"a tenth is more than the cap for the smallest sums": {"BE", B2C, Contract{Compensation: tenth(25_00)}, day, []FindingCode{SumOverCap}},
		"what the creditor does not owe himself":             {"BE", B2C, Contract{Compensation: sum(20_00), OneSided: true}, day, []FindingCode{ClauseOneSided}},
		"no cap is known for that day":                       {"BE", B2C, Contract{Rate: rate("8")}, "2013-01-01", []FindingCode{LimitUnknown}},
		"a French consumer owes no sum by law":               {"FR", B2C, Contract{Compensation: sum(15_00)}, day, []FindingCode{SumNotForeseen}},
		"nor one that is not mutual":                         {"FR", B2C, Contract{Compensation: sum(15_00), OneSided: true}, day, []FindingCode{ClauseOneSided, SumNotForeseen}},
		"the Dutch scale is mandatory for consumers":         {"NL", B2C, Contract{Compensation: sum(75_00)}, day, []FindingCode{SumMandatory}},
		"a milder scale may be agreed":                       {"NL", B2C, Contract{Compensation: sum(40_00)}, day, nil},
		"a German consumer must be heard on a lesser damage": {"DE", B2C, Contract{Compensation: sum(5_00)}, day, []FindingCode{LessMustBeHeard, SumNotForeseen}},
		"and is":                   {"DE", B2C, Contract{Compensation: sum(5_00), LessAllowed: true}, day, []FindingCode{SumNotForeseen}},
		"a German consumer’s rate": {"DE", B2C, Contract{Rate: rate("6.28")}, day, []FindingCode{RateOverLaw}},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := Check(nil, c.country, c.segment, c.contract, date.Must(c.on))
			if err != nil {
				t.Fatal(err)
			}
			var codes []FindingCode
			for _, f := range found {
				codes = append(codes, f.Code)
			}
			if diff := cmp.Diff(c.want, codes); diff != "" {
				t.Error(diff)
			}
		})
	}
	if _, err := Check(nil, "ES", B2B, Contract{}, date.Must(day)); !errors.Is(err, fault.NotFound) {
		t.Errorf("of a country that nobody looked up: %v", err)
	}
}

// A rate that the company entered is a limit as one of the program is.
func TestLimitsThatWereEntered(t *testing.T) {
	s, day := Series{"FR", floor}, date.Must("2026-08-01")
	own := Own{s: {{Series: s, From: date.Must("2026-07-01"), Until: date.Must("2026-12-31"), Percent: 90_000, Mark: Entered}}}
	found, err := Check(own, "FR", B2B, Contract{Rate: rate("8.99")}, day)
	if err != nil || len(found) != 1 || found[0].Code != RateUnderFloor || found[0].Rate != 90_000 || found[0].Series != s {
		t.Errorf("%v: %+v", err, found)
	}
}

func TestALimitIsTold(t *testing.T) {
	found, err := Check(nil, "BE", B2C, Contract{Rate: rate("18"), Compensation: tenth(0)}, date.Must("2026-03-01"))
	if err != nil || len(found) != 2 {
		t.Fatal(err, found)
	}
	if found[0].Rate != 105_000 {
		t.Errorf("the rate’s limit is %s", found[0].Rate)
	}
	// Up to 800 euros a tenth is no more than 65 euros and 5 % of what is above 500.
	if at := found[1]; at.Principal != eur("800.01") || at.Most != eur("80.00") {
		t.Errorf("of %s at most %s", at.Principal, at.Most)
	}
}

func TestWhatAContractMakesOfTheLaw(t *testing.T) {
	day := date.Must("2026-03-01")
	for name, c := range map[string]struct {
		country  string
		segment  Segment
		contract Contract
		want     Agreement
	}{
		"nothing agreed":                        {"BE", B2B, Contract{}, Agreement{Compensation: flat(40_00)}},
		"what a judge may lower holds":          {"BE", B2B, Contract{Rate: rate("12"), Compensation: tenth(0)}, Agreement{Rate: rate("12"), Compensation: *tenth(0)}},
		"what excludes interest does not":       {"FR", B2B, Contract{Rate: rate("0"), Compensation: &Scale{}}, Agreement{Compensation: flat(40_00)}},
		"beyond the caps only the principal":    {"BE", B2C, Contract{Rate: rate("12")}, Agreement{Bare: true}},
		"a mandatory scale stands in its place": {"NL", B2C, Contract{Rate: rate("3"), Compensation: sum(90_00)}, Agreement{Rate: rate("3"), Compensation: collection}},
	} {
		t.Run(name, func(t *testing.T) {
			rule, err := Of(c.country, c.segment)
			if err != nil {
				t.Fatal(err)
			}
			found, err := Check(nil, c.country, c.segment, c.contract, day)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, rule.Under(c.contract, found)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Where a scale is found to go beyond another one it does, and where none is found it
// nowhere does.
func TestScalesAreHeldAgainstEachOther(t *testing.T) {
	anyScale := func(t *rapid.T, label string) (s Scale) {
		from := int64(0)
		for range rapid.IntRange(0, 3).Draw(t, label) {
			s.Bands = append(s.Bands, Band{from, rapid.Int64Range(0, 200).Draw(t, "base"), Percent(rapid.IntRange(0, 30).Draw(t, "share") * 10_000)})
			from += rapid.Int64Range(1, 700).Draw(t, "band")
		}
		s.Least, s.Most = rapid.Int64Range(0, 90).Draw(t, "least"), rapid.Int64Range(0, 400).Draw(t, "most")
		return s
	}
	rapid.Check(t, func(t *rapid.T) {
		s, limit := anyScale(t, "scale"), anyScale(t, "limit")
		at, over := s.over(limit)
		if over && s.exact(at.Minor) <= limit.exact(at.Minor) {
			t.Fatalf("of %s it is %s, and may be %s", at, s.Of(at), limit.Of(at))
		}
		for cents := int64(1); cents < 6000; cents++ {
			if s.exact(cents) > limit.exact(cents) && (!over || cents < at.Minor) {
				t.Fatalf("of %d cents it is more than it may be; found %s", cents, at)
			}
			if p := money.Of(cents, money.EUR); s.Of(p).Minor != (s.exact(cents)+500_000)/1_000_000 {
				t.Fatalf("of %s it is %s, exactly %d millionths", p, s.Of(p), s.exact(cents))
			}
		}
	})
}

// Every rule about clauses has a source, a mark, its sentence and its effect in words, and
// speaks of a country that was looked up.
func TestEveryFindingHasItsGroundAndSentence(t *testing.T) {
	book := locale.NewBook()
	codes, effects := []FindingCode{LimitUnknown}, []Effect{Unproven}
	for _, r := range clauseRules {
		if _, err := Of(r.country, r.segment); err != nil && r.country != "" || r.source == "" || r.mark == "" {
			t.Errorf("%+v", r)
		}
		codes, effects = append(codes, r.code), append(effects, r.effect)
	}
	for _, l := range locale.Languages {
		w := book.In(locale.For(l, "BE"))
		for _, code := range codes {
			if !w.Has("contract." + string(code)) {
				t.Errorf("%s has no sentence in %s", code, l)
			}
		}
		for _, e := range effects {
			if !w.Has("contract.effect." + string(e)) {
				t.Errorf("%s has no words in %s", e, l)
			}
		}
	}
}

func TestCostsOfCollectionWithVAT(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(corpus.Root(), "..", "shared", "law", "vectors.json"))
	if err != nil {
		t.Skip("no vectors of the law beside the checkout: skipped")
	}
	var doc struct {
		Collection []struct{ Principal, Bik_incl_21_vat string } `json:"nl_bik"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil || len(doc.Collection) == 0 {
		t.Fatal(err, doc)
	}
	for _, v := range doc.Collection {
		if got := WithVAT(collection.Of(eur(v.Principal)), *rate("21")); got.String() != v.Bik_incl_21_vat {
			t.Errorf("of %s: %s, want %s", v.Principal, got, v.Bik_incl_21_vat)
		}
	}
	if got := WithVAT(eur("40.03"), *rate("5.5")); got != eur("42.23") {
		t.Errorf("half a cent is rounded to %s", got)
	}
}

func TestCostsOfDebtsThatRecur(t *testing.T) {
	asked := func(on, sum string) Charge { return Charge{date.Must(on), eur(sum)} }
	three := []Charge{asked("2026-01-10", "40.00"), asked("2026-02-10", "40.00"), asked("2026-03-10", "40.00")}
	for name, c := range map[string]struct {
		principal, on string
		earlier       []Charge
		want          string
	}{
		"the first":                           {"50.00", "2026-01-10", nil, "40.00"},
		"the fourth finds twenty left":        {"50.00", "2026-04-10", three, "20.00"},
		"the fifth nothing":                   {"50.00", "2026-05-10", append(slices.Clone(three), asked("2026-04-10", "20.00")), "0.00"},
		"six months later the first is gone":  {"50.00", "2026-07-10", three, "40.00"},
		"the day before it still counts":      {"50.00", "2026-07-09", three, "20.00"},
		"what comes later does not":           {"50.00", "2026-01-20", three, "40.00"},
		"a debt that is not small":            {"266.67", "2026-04-10", three, "40.00"},
		"one cent less is":                    {"266.66", "2026-04-10", three, "20.00"},
		"before the cap began":                {"50.00", "2024-09-30", []Charge{asked("2024-09-01", "140.00")}, "40.00"},
		"more than the cap was asked already": {"50.00", "2026-04-10", []Charge{asked("2026-04-01", "150.00")}, "0.00"},
	} {
		if got := Recurring(eur(c.principal), date.Must(c.on), c.earlier); got != eur(c.want) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// A limit that nobody knows keeps a contract out only where it would not hold beyond it,
// and a contract of the company is no limit to another.
func TestLimitsThatAreNotKnown(t *testing.T) {
	for _, c := range []struct {
		country string
		segment Segment
		want    Effect
	}{{"BE", B2B, Reducible}, {"DE", B2C, Reducible}, {"BE", B2C, Unproven}} {
		rule, err := Of(c.country, c.segment)
		if err != nil {
			t.Fatal(err)
		}
		own := Own{rule.Series(): {agreed(rule.Series(), "9")}}
		found, err := Check(own, c.country, c.segment, Contract{Rate: rate("9")}, date.Must("2027-01-01"))
		if err != nil || len(found) != 1 || found[0].Code != LimitUnknown || found[0].Effect != c.want {
			t.Errorf("%s %s: %v, %+v", c.country, c.segment, err, found)
		}
	}
}

// Whatever was asked before, six months never come to more than the cap.
func TestNoSixMonthsGoBeyondTheCap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var asked []Charge
		on := date.Must("2025-01-01")
		for range rapid.IntRange(1, 20).Draw(t, "debts") {
			on = on.AddDays(rapid.IntRange(0, 60).Draw(t, "days"))
			asked = append(asked, Charge{on, Recurring(money.Of(rapid.Int64Range(1, recurringBelow-1).Draw(t, "principal"), money.EUR), on, asked)})
		}
		for _, last := range asked {
			together := eur("0.00")
			for _, c := range asked {
				if last.On.AddMonths(-6) < c.On && c.On <= last.On {
					together = together.Add(c.Sum)
				}
			}
			if together.Cmp(eur("140.00")) > 0 {
				t.Errorf("the six months to %s come to %s", last.On, together)
			}
		}
	})
}

func TestRemindersOfRegularDeliveries(t *testing.T) {
	for nth, want := range map[int]string{1: "0.00", 3: "0.00", 4: "7.50", 12: "7.50"} {
		if most, rule, found := ReminderCostOf("BE", nth); !found || most != eur(want) || !rule.Postage || rule.Source == "" || rule.Mark == "" {
			t.Errorf("the reminder of due day %d may cost %s (%+v)", nth, most, rule)
		}
	}
	if most, _, found := ReminderCostOf("FR", 9); found || !most.IsZero() {
		t.Errorf("in France it may cost %s", most)
	}
}

// What a document must say has a source and a mark, and the documents that DocumentOf names
// must say something wherever the law was looked up.
func TestMentionsHaveTheirSource(t *testing.T) {
	for _, d := range duties {
		if d.source == "" || d.mark == "" || len(d.keys) == 0 {
			t.Errorf("%+v", d)
		}
	}
	for _, c := range countries {
		for _, formal := range []bool{true, false} {
			for _, first := range []bool{true, false} {
				document, keys := DocumentOf(c.Country, c.Segment, formal, first), map[MentionKey]bool{}
				for _, m := range Mentions(c.Country, c.Segment, document) {
					if keys[m.Key] {
						t.Errorf("%s %s: %s is asked of %s twice", c.Country, c.Segment, m.Key, document)
					}
					keys[m.Key] = true
				}
				if (document == Plain) != (len(keys) == 0) {
					t.Errorf("%s %s: %q must say %v", c.Country, c.Segment, document, keys)
				}
			}
		}
	}
}

func TestWhatAMessageIsInLaw(t *testing.T) {
	for _, c := range []struct {
		country       string
		segment       Segment
		formal, first bool
		want          Document
	}{
		{"BE", B2C, false, true, FirstReminder},
		{"BE", B2C, false, false, Plain},
		{"BE", B2C, true, true, FirstReminder},
		{"BE", B2C, true, false, FormalNotice},
		{"BE", B2B, false, true, Plain},
		{"NL", B2C, true, false, FourteenDays},
		{"NL", B2C, false, true, Plain},
		{"NL", B2B, true, false, FormalNotice},
		{"FR", B2C, true, true, FormalNotice},
		{"DE", B2C, false, true, Plain},
	} {
		if got := DocumentOf(c.country, c.segment, c.formal, c.first); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}
