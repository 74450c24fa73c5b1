package law

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
	"acquit/internal/testkit/corpus"
)

func TestRatesAreWritten(t *testing.T) {
	for text, want := range map[string]Percent{"10.5": 105_000, "10.50": 105_000, "0": 0, "8": 80_000, "-0.88": -8_800, "1.2345": 12_345, "9999.9999": 99_999_999} {
		if got, err := ParsePercent(text); err != nil || got != want {
			t.Errorf("%s is %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", ".5", "5.", "1,5", "1.23456", "--1", "+1", "1e3", "12345", "1.-5"} {
		if got, err := ParsePercent(text); !errors.Is(err, fault.Invalid) {
			t.Errorf("%q is read as %d", text, got)
		}
	}
	for p, want := range map[Percent]string{105_000: "10.50", 80_000: "8.00", -8_800: "-0.88", 12_345: "1.2345", 0: "0.00", 1_230: "0.123"} {
		if got := p.String(); got != want {
			t.Errorf("%d is written %s", p, got)
		}
	}
}

// Whatever comes with the program has a source, a mark, and no day with two rates.
func TestTheRatesOfTheProgram(t *testing.T) {
	if len(All()) < 10 {
		t.Fatalf("%v", All())
	}
	for _, s := range All() {
		for _, r := range RatesOf(s) {
			if r.Source == "" || !slices.Contains([]Mark{Seen, Derived, Memory}, r.Mark) || r.Percent < 0 && s.Name != "BASISZINSSATZ" {
				t.Errorf("%+v", r)
			}
		}
	}
	for _, c := range countries {
		if len(RatesOf(c.Series())) == 0 || c.Source == "" {
			t.Errorf("%s %s has no rates, or no source", c.Country, c.Segment)
		}
	}
}

// Rates that the law reckons from another one are what its formula says.
func TestRatesFollowTheirFormulas(t *testing.T) {
	base := RatesOf(Series{"DE", "BASISZINSSATZ"})
	for series, points := range map[Series]Percent{{"DE", "B2B"}: 90_000, {"DE", "B2C"}: 50_000} {
		for _, r := range RatesOf(series) {
			of, found := base.On(r.From)
			if r.Until < date.Must("2014-07-29") && series.Name == "B2B" {
				points -= 10_000
			}
			if !found || r.Percent != of.Percent+points {
				t.Errorf("%s from %s: %s is not %s and %s points", series, r.From, r.Percent, of.Percent, points)
			}
			points = map[string]Percent{"B2B": 90_000, "B2C": 50_000}[series.Name]
		}
	}
	for _, r := range RatesOf(Series{"FR", "B2B_CONTRACT_FLOOR"}) {
		if of, found := RatesOf(Series{"FR", "B2C"}).On(r.From); !found || r.Percent != 3*of.Percent {
			t.Errorf("FR from %s: %s is not three times %s", r.From, r.Percent, of.Percent)
		}
	}
	for _, r := range RatesOf(Series{"BE", "B2C_CAP"}) {
		if of, found := RatesOf(Series{"BE", "B2B"}).On(r.From); !found || r.Percent != of.Percent {
			t.Errorf("BE from %s: consumers at most %s, business %s", r.From, r.Percent, of.Percent)
		}
	}
}

func TestADayWithoutARate(t *testing.T) {
	for series, day := range map[Series]string{{"FR", "B2C"}: "2026-07-01", {"BE", "B2B"}: "2027-01-01", {"LU", "B2C"}: "2025-01-01", {"BE", "B2C_CAP"}: "2013-01-01"} {
		if r, found := RatesOf(series).On(date.Must(day)); found {
			t.Errorf("%s on %s: %+v", series, day, r)
		}
		if missing := RatesOf(series).Missing(date.Must(day).AddDays(-1), date.Must(day)); missing == date.None {
			t.Errorf("%s lacks nothing until %s", series, day)
		}
	}
	if missing := RatesOf(Series{"BE", "B2B"}).Missing(date.Must("2013-03-16"), date.Must("2026-12-31")); missing != date.None {
		t.Errorf("BE B2B lacks %s", missing)
	}
	if _, err := Of("XX", B2B); !errors.Is(err, fault.NotFound) {
		t.Errorf("of a country nobody looked up: %v", err)
	}
}

func TestGapsOfTheComingHalfYear(t *testing.T) {
	for day, want := range map[string]string{"2026-01-01": "2026-12-31", "2026-06-30": "2026-12-31", "2026-07-01": "2027-06-30", "2026-12-31": "2027-06-30"} {
		if got := ComingHalf(date.Must(day)); got != date.Must(want) {
			t.Errorf("on %s it ends on %s", day, got)
		}
	}
	day := date.Must("2025-07-01")
	if all, err := Gaps(nil, day, date.Must("2025-12-31")); err != nil || len(all) != 1 || all[0].Series != (Series{"LU", "B2C"}) || all[0].From != day || all[0].Known != date.Must("2024-12-31") {
		t.Errorf("%+v", all)
	}
	if all, err := Gaps(nil, day, date.Must("2027-01-01")); err != nil || len(all) != len(countries) || all[0].From != date.Must("2027-01-01") {
		t.Errorf("no rate of 2027 is known, and %+v are missing", all)
	}
}

func TestATableThatIsNone(t *testing.T) {
	const head = "country,series,from,until,percent,mark,source\n"
	for table, want := range map[string]string{
		head + "BE,B2B,2025-01-01,2025-06-30,1.0,seen,x\nBE,B2B,2025-06-30,2025-12-31,1.0,seen,x\n": "two rates of BE B2B hold on 2025-06-30",
		head + "BE,B2B,2025-02-01,2025-01-31,1.0,seen,x\n":                                          "ends before it begins",
		head + "BE,B2B,2025-02-30,2025-06-30,1.0,seen,x\n":                                          "rates.csv:2",
		head + "BE,B2B,2025-01-01,2025-06-30,ten,seen,x\n":                                          `rates.csv:2: "ten" is no rate`,
		head + "BE,B2B,2025-01-01\n":                                                                "wrong number of fields",
	} {
		if _, err := read([]byte(table)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// A company's own rates hold where they hold, and the law's everywhere else.
func TestOwnRatesGoFirst(t *testing.T) {
	day := date.Must("2025-01-01")
	anyRates := func(t *rapid.T, label string, percent Percent) (all Rates) {
		at := day
		for range rapid.IntRange(0, 4).Draw(t, label) {
			from := at.AddDays(rapid.IntRange(0, 9).Draw(t, "gap"))
			at = from.AddDays(rapid.IntRange(1, 20).Draw(t, "days"))
			all = append(all, Rate{From: from, Until: at.AddDays(-1), Percent: percent})
		}
		return all
	}
	rapid.Check(t, func(t *rapid.T) {
		of, own := anyRates(t, "law", 1), anyRates(t, "own", 2)
		both, err := of.With(own)
		if err != nil {
			t.Fatal(err)
		}
		for on := day; on < day.AddDays(130); on++ {
			want, known := own.On(on)
			if !known {
				want, known = of.On(on)
			}
			if got, found := both.On(on); found != known || got.Percent != want.Percent {
				t.Errorf("on %s %v %s, want %v %s", on, found, got.Percent, known, want.Percent)
			}
		}
	})
}

func TestRatesThatStayTheSame(t *testing.T) {
	be := RatesOf(Series{"BE", "B2B"})
	same := be.Same(date.Must("2025-08-01"), date.Must("2026-12-31"))
	if len(same) != 3 || same[0].From != date.Must("2025-07-01") || same[2].Until != date.Must("2026-12-31") {
		t.Errorf("%+v", same)
	}
	if same := be.Same(date.Must("2025-08-01"), date.Must("2025-09-30")); len(same) != 1 {
		t.Errorf("beyond what was asked: %+v", same)
	}
	if same := be.Same(date.Must("2027-08-01"), date.Must("2027-09-30")); same != nil {
		t.Errorf("of nothing: %+v", same)
	}
}

// The sums were computed by others from the law's text.
func TestTheVectorsOfScales(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(corpus.Root(), "..", "shared", "law", "vectors.json"))
	if err != nil {
		t.Skip("no vectors of the law beside the checkout: skipped")
	}
	var doc struct {
		Collection []struct{ Principal, Bik_excl_vat string }        `json:"nl_bik"`
		Clause     []struct{ Balance, Max_flat_compensation string } `json:"be_b2c_flat_cap"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil || len(doc.Collection) == 0 || len(doc.Clause) == 0 {
		t.Fatal(err, doc)
	}
	for _, v := range doc.Collection {
		if got := collection.Of(money.Must(v.Principal, money.EUR)); got.String() != v.Bik_excl_vat {
			t.Errorf("NL %s: %s, want %s", v.Principal, got, v.Bik_excl_vat)
		}
	}
	for _, v := range doc.Clause {
		if got := clause.Of(money.Must(v.Balance, money.EUR)); got.String() != v.Max_flat_compensation {
			t.Errorf("BE %s: %s, want %s", v.Balance, got, v.Max_flat_compensation)
		}
	}
}

func TestAScale(t *testing.T) {
	for _, c := range []struct {
		scale     Scale
		principal money.Amount
		want      string
	}{
		{flat(40_00), money.Must("0.01", money.EUR), "40.00"},
		{flat(40_00), money.Must("0.00", money.EUR), "0.00"},
		{flat(40_00), money.Must("1000.00", money.USD), "0.00"},
		{collection, money.Must("-500.00", money.EUR), "0.00"},
		{collection, money.Must("2500.01", money.EUR), "375.00"},
		{collection, money.Must("2500.05", money.EUR), "375.01"},
		{clause, money.Must("150.00", money.EUR), "20.00"},
		{clause, money.Must("500.00", money.EUR), "65.00"},
		{Scale{}, money.Must("500.00", money.EUR), "0.00"},
	} {
		if got := c.scale.Of(c.principal).String(); got != c.want {
			t.Errorf("of %s: %s, want %s", c.principal.Text(), got, c.want)
		}
	}
	if diff := cmp.Diff(Actual.Base(date.Must("2024-02-29")), 366); diff != "" || Actual.Base(date.Must("2100-03-01")) != 365 || Fixed365.Base(date.Must("2024-02-29")) != 365 {
		t.Error("a leap year")
	}
}
