package money

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/govalues/decimal"
	"pgregory.net/rapid"

	"acquit/internal/fault"
)

var (
	dinar = Currency{'T', 'N', 'D'}
	none  = Currency{}
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, text string
		currency   Currency
		want       int64
	}{
		{"a whole number", "1190", EUR, 119000},
		{"two decimals", "1190.05", EUR, 119005},
		{"one decimal", "-0.5", EUR, -50},
		{"zeros beyond the currency's decimals", "12.340000", EUR, 1234},
		{"zeros beyond what a decimal holds", "12.34" + strings.Repeat("0", 40), EUR, 1234},
		{"a negative nothing", "-0.00", EUR, 0},
		{"yen without decimals", "1190", JPY, 1190},
		{"yen with a zero decimal", "1190.0", JPY, 1190},
		{"dinars with three decimals", "0.005", dinar, 5},
		{"no currency counts in hundredths", "1.5", none, 150},
		{"the largest amount", "92233720368547758.07", EUR, math.MaxInt64},
		{"the least amount", "-92233720368547758.08", EUR, math.MinInt64},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := Parse(c.text, c.currency); err != nil || got != Of(c.want, c.currency) {
				t.Errorf("Parse(%q) = %s, %v, want %d units", c.text, got.Text(), err, c.want)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct {
		name, text string
		currency   Currency
	}{
		{"nothing", "", EUR},
		{"a sign without digits", "-", EUR},
		{"words", "ten", EUR},
		{"a comma", "1,50", EUR},
		{"a blank", " 1", EUR},
		{"a currency", "1.50 EUR", EUR},
		{"an exponent", "1e3", EUR},
		{"an exponent that is lost in rounding", "1E-30", EUR},
		{"three decimals of a euro", "0.005", EUR},
		{"a decimal of a yen", "0.5", JPY},
		{"four decimals of a dinar", "0.0005", dinar},
		{"a decimal that is too fine to be held", "1.00000000000000000000001", EUR},
		{"one cent more than fits", "92233720368547758.08", EUR},
		{"one cent less than fits", "-92233720368547758.09", EUR},
		{"one yen more than fits", "9223372036854775808", JPY},
		{"one thousandth more than fits", "9223372036854775.808", dinar},
		{"more digits than a decimal holds", strings.Repeat("9", 30), EUR},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Parse(c.text, c.currency)
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("Parse(%q) = %s, %v, want it refused as invalid", c.text, got.Text(), err)
			}
		})
	}
}

func TestCurrency(t *testing.T) {
	for code, want := range map[string]int{"EUR": 2, "JPY": 0, "ISK": 0, "XOF": 0, "TND": 3, "KWD": 3, "CLF": 4, "HUF": 2} {
		c, err := ParseCurrency(code)
		if err != nil || c.String() != code || c.Digits() != want {
			t.Errorf("%s: %v, %v, %d decimals, want %d", code, c, err, c.Digits(), want)
		}
	}
	for _, wrong := range []string{"", "eur", "EU", "EURO", "E R", "€", "ÉUR"} {
		if c, err := ParseCurrency(wrong); fault.KindOf(err) != fault.Invalid || c != none {
			t.Errorf("ParseCurrency(%q) = %v, %v", wrong, c, err)
		}
	}
	if none.String() != "" {
		t.Errorf("no currency is written %q", none)
	}
}

func TestJSON(t *testing.T) {
	type record struct {
		Amount   Amount   `json:"amount"`
		None     Amount   `json:"none"`
		Currency Currency `json:"currency"`
	}
	want := record{Amount: Must("-1190", EUR), Currency: EUR}
	raw, err := json.Marshal(want)
	if text := `{"amount":"-1190.00 EUR","none":"","currency":"EUR"}`; err != nil || string(raw) != text {
		t.Errorf("%s, %v, want %s", raw, err, text)
	}
	got := record{None: Must("1", JPY), Currency: JPY}
	if err := json.Unmarshal(raw, &got); err != nil || got != want {
		t.Errorf("%s is read as %v, %v", raw, got, err)
	}
	for _, wrong := range []string{"1190.00", "EUR", "1190.00 euro", "1190.005 EUR", "EUR 1190.00", "1190.00  EUR"} {
		a := Must("1", EUR)
		if err := a.UnmarshalText([]byte(wrong)); err == nil || a != (Amount{}) {
			t.Errorf("%q is read as %s, %v", wrong, a.Text(), err)
		}
	}
	if err := new(Currency).UnmarshalText([]byte("euro")); err == nil {
		t.Error("euro is read as a currency")
	}
}

// amounts draws any amount of a currency with 0, 2, 3 or no known decimals.
func amounts(t *rapid.T) Amount {
	c := rapid.SampledFrom([]Currency{EUR, JPY, dinar, none}).Draw(t, "currency")
	return Of(rapid.Int64().Draw(t, "minor"), c)
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := amounts(t)
		if got, err := Parse(a.String(), a.Currency); err != nil || got != a {
			t.Fatalf("%d units of %s are written %q and read as %d, %v", a.Minor, a.Currency, a, got.Minor, err)
		}
		if got, exact, err := Round(a.Decimal(), a.Currency); err != nil || !exact || got != a {
			t.Fatalf("%s rounds to %s, exact %t, %v", a.Text(), got.Text(), exact, err)
		}
	})
}

// roundRational is the oracle of Round: half away from zero in exact fractions.
func roundRational(r *big.Rat, digits int) (minor *big.Int, exact bool) {
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
	scaled := new(big.Rat).Mul(r, new(big.Rat).SetInt(unit))
	// (2|n| + d) / 2d rounds |n|/d half up.
	n, d := new(big.Int).Abs(scaled.Num()), scaled.Denom()
	n.Add(n.Lsh(n, 1), d)
	n.Quo(n, new(big.Int).Lsh(d, 1))
	if scaled.Sign() < 0 {
		n.Neg(n)
	}
	return n, scaled.IsInt()
}

func TestRoundIsHalfAwayFromZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom([]Currency{EUR, JPY, dinar}).Draw(t, "currency")
		scale := rapid.IntRange(0, 19).Draw(t, "scale")
		coefficient := rapid.Int64().Draw(t, "coefficient")
		if rapid.Bool().Draw(t, "a half") && scale > c.Digits() {
			step := int64(math.Pow10(min(scale-c.Digits(), 18)))
			coefficient = coefficient/step*step + step/2
		}
		d := decimal.MustNew(coefficient, scale)
		r, _ := new(big.Rat).SetString(d.String())
		want, wantExact := roundRational(r, c.Digits())
		got, exact, err := Round(d, c)
		if !want.IsInt64() {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("%s %s = %s, %v, want it refused", d, c, got.Text(), err)
			}
			return
		}
		if err != nil || got != Of(want.Int64(), c) || exact != wantExact {
			t.Fatalf("%s %s = %d units, exact %t, %v, want %s, %t", d, c, got.Minor, exact, err, want, wantExact)
		}
	})
}

func TestRound(t *testing.T) {
	for _, c := range []struct {
		name, text string
		currency   Currency
		want       string
		exact      bool
	}{
		{"a half goes up", "0.005", EUR, "0.01", false},
		{"a negative half goes down", "-0.005", EUR, "-0.01", false},
		{"a half beside an even cent goes up too", "0.025", EUR, "0.03", false},
		{"just under a half stays", "0.0049999999999999999", EUR, "0.00", false},
		{"just over a half moves", "-0.0050000000000000001", EUR, "-0.01", false},
		{"a half yen", "2.5", JPY, "3", false},
		{"a carry through all digits", "9999999999999999.995", EUR, "10000000000000000.00", false},
		{"nothing to round", "1.10", EUR, "1.10", true},
		{"zeros to drop", "1.1000", EUR, "1.10", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, exact, err := Round(decimal.MustParse(c.text), c.currency)
			if err != nil || got.String() != c.want || exact != c.exact {
				t.Errorf("%s rounds to %s, exact %t, %v, want %s, %t", c.text, got.Text(), exact, err, c.want, c.exact)
			}
		})
	}
}

// panics reports whether f panicked.
func panics(f func()) (panicked bool) {
	defer func() { panicked = recover() != nil }()
	f()
	return false
}

func TestSumsAreExactOrPanic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := Of(rapid.Int64().Draw(t, "a"), EUR), Of(rapid.Int64().Draw(t, "b"), EUR)
		x, y := big.NewInt(a.Minor), big.NewInt(b.Minor)
		var got Amount
		for _, c := range []struct {
			name string
			sum  func()
			want *big.Int
		}{
			{"+", func() { got = a.Add(b) }, new(big.Int).Add(x, y)},
			{"-", func() { got = a.Sub(b) }, new(big.Int).Sub(x, y)},
		} {
			panicked := panics(c.sum)
			// The least amount has no opposite, so that subtracting it always panics.
			fits := c.want.IsInt64() && !(c.name == "-" && b.Minor == math.MinInt64)
			if panicked == fits || fits && (got.Minor != c.want.Int64() || got.Currency != EUR) {
				t.Fatalf("%d %s %d = %v, panicked %t, want %s", a.Minor, c.name, b.Minor, got, panicked, c.want)
			}
		}
	})
}

func TestCurrenciesDoNotMix(t *testing.T) {
	euro, yen, nothing := Must("1", EUR), Must("1", JPY), Amount{}
	for name, mix := range map[string]func(){
		"adding":                   func() { euro.Add(yen) },
		"subtracting":              func() { euro.Sub(yen) },
		"comparing":                func() { euro.Cmp(yen) },
		"the smaller":              func() { euro.Min(yen) },
		"a zero of one currency":   func() { Of(0, JPY).Add(euro) },
		"an amount of no currency": func() { Of(1, none).Add(euro) },
		"the opposite of least":    func() { Of(math.MinInt64, EUR).Neg() },
		"a wrong text in code":     func() { Must("one", EUR) },
	} {
		if !panics(mix) {
			t.Errorf("%s does not panic", name)
		}
	}
	for name, got := range map[string]Amount{
		"nothing plus":  nothing.Add(euro),
		"plus nothing":  euro.Add(nothing),
		"minus nothing": euro.Sub(nothing),
	} {
		if got != euro {
			t.Errorf("%s gives %s", name, got.Text())
		}
	}
	if sum := nothing.Add(nothing); sum != nothing {
		t.Errorf("nothing and nothing give %s", sum.Text())
	}
}

func TestComparing(t *testing.T) {
	small, large := Must("-5", EUR), Must("3", EUR)
	for _, c := range []struct {
		name      string
		got, want int
	}{
		{"smaller", small.Cmp(large), -1},
		{"larger", large.Cmp(small), 1},
		{"equal", large.Cmp(Must("3.00", EUR)), 0},
		{"the sign of a debt", small.Sign(), -1},
		{"the sign of money", large.Sign(), 1},
		{"the sign of nothing", Of(0, EUR).Sign(), 0},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", c.name, c.got, c.want)
		}
	}
	if small.Min(large) != small || large.Min(small) != small {
		t.Error("the smaller of -5 and 3 is not -5")
	}
	if !Of(0, EUR).IsZero() || !(Amount{}).IsZero() || large.IsZero() {
		t.Error("only nothing is zero")
	}
}

func TestText(t *testing.T) {
	for want, a := range map[string]Amount{
		"1190.00 EUR": Must("1190", EUR),
		"-1 JPY":      Must("-1", JPY),
		"0.005 TND":   Must("0.005", dinar),
		"0.00":        {},
	} {
		if got := a.Text(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// FuzzParse holds that what is accepted is worth exactly what it says.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"1190.00", "-0.5", ".5", "5.", "+1", "1e3", "92233720368547758.07", "0.00000000000000000001", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, c := range []Currency{EUR, JPY, dinar} {
			a, err := Parse(s, c)
			if err != nil {
				continue
			}
			said, ok := new(big.Rat).SetString(s)
			if !ok {
				t.Fatalf("%q is no number and is read as %s", s, a.Text())
			}
			read, _ := new(big.Rat).SetString(a.String())
			if said.Cmp(read) != 0 {
				t.Errorf("%q is read as %s", s, a.Text())
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Parse("1190.05", EUR)
	}
}

func BenchmarkString(b *testing.B) {
	a := Must("1190.05", EUR)
	b.ReportAllocs()
	for b.Loop() {
		_ = a.String()
	}
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		name, amount string
		weights      []int64
		want         string
	}{
		{"in halves, the cent to the first", "0.05", []int64{1, 1}, "0.03 0.02"},
		{"a weight of nothing gets nothing", "0.05", []int64{0, 1, 1}, "0.00 0.03 0.02"},
		{"nothing", "0.00", []int64{7, 1}, "0.00 0.00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, part := range Must(c.amount, EUR).Split(c.weights) {
				got = append(got, part.String())
			}
			if said := strings.Join(got, " "); said != c.want {
				t.Errorf("got %s, want %s", said, c.want)
			}
		})
	}
}

// The parts are the whole, and none is a unit or more from its share.
func TestSplittingLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Of(rapid.Int64Range(0, math.MaxInt64).Draw(t, "amount"), EUR)
		weights := rapid.SliceOfN(rapid.Int64Range(0, 1<<59), 0, 8).Draw(t, "weights")
		weights = append(weights, rapid.Int64Range(1, 1<<59).Draw(t, "weight"))
		whole, sum := new(big.Int), Of(0, EUR)
		for _, w := range weights {
			whole.Add(whole, big.NewInt(w))
		}
		for n, part := range a.Split(weights) {
			sum = sum.Add(part)
			share := new(big.Int).Mul(big.NewInt(a.Minor), big.NewInt(weights[n]))
			apart := new(big.Int).Sub(new(big.Int).Mul(big.NewInt(part.Minor), whole), share)
			if part.Minor < 0 || apart.CmpAbs(whole) >= 0 || weights[n] == 0 && part.Minor > 0 {
				t.Errorf("part %d of %d by %v is %d", n, a.Minor, weights, part.Minor)
			}
		}
		if sum != a {
			t.Errorf("%d becomes %d", a.Minor, sum.Minor)
		}
	})
}
