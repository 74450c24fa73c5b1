package locale

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/govalues/decimal"

	"acquit/internal/date"
	"acquit/internal/money"
)

// intl is what Node's Intl wrote: see gen/formats.mjs.
type intl struct {
	Tags map[Tag]struct {
		Money   map[string]map[string]string // currency, amount, text
		Number  map[string]string
		Percent map[string]string
		List    map[string]string
		Day     map[string]map[string]string // pattern, day, text
	}
}

func readIntl(t *testing.T) intl {
	t.Helper()
	raw, err := os.ReadFile("testdata/intl.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden intl
	if err := json.Unmarshal(raw, &golden); err != nil {
		t.Fatal(err)
	}
	if len(golden.Tags) != len(formats) {
		t.Fatalf("the golden has %d tags, the table %d", len(golden.Tags), len(formats))
	}
	return golden
}

// signed puts the true minus where Intl has a hyphen.
func signed(s string) string { return strings.ReplaceAll(s, "-", minus) }

func TestAmountsAreWrittenAsByIntl(t *testing.T) {
	for tag, golden := range readIntl(t).Tags {
		f := tag.Format()
		for currency, texts := range golden.Money {
			c, err := money.ParseCurrency(currency)
			if err != nil {
				t.Fatal(err)
			}
			for plain, want := range texts {
				if diff := cmp.Diff(signed(want), f.Money(money.Must(plain, c))); diff != "" {
					t.Errorf("%s %s %s (-want +got)\n%s", tag, plain, currency, diff)
				}
			}
		}
	}
}

func TestNumbersAreWrittenAsByIntl(t *testing.T) {
	for tag, golden := range readIntl(t).Tags {
		f := tag.Format()
		for plain, want := range golden.Number {
			if got := f.Number(decimal.MustParse(plain)); got != signed(want) {
				t.Errorf("%s number %s = %q, want %q", tag, plain, got, signed(want))
			}
			whole, fraction, ok := decimal.MustParse(plain).Int64(0)
			if got := f.Int(whole); ok && fraction == 0 && !strings.Contains(plain, ".") && got != signed(want) {
				t.Errorf("%s whole number %s = %q, want %q", tag, plain, got, signed(want))
			}
		}
		for plain, want := range golden.Percent {
			if got := f.Percent(decimal.MustParse(plain)); got != signed(want) {
				t.Errorf("%s %s percent = %q, want %q", tag, plain, got, signed(want))
			}
		}
		for items, want := range golden.List {
			if got := f.List(strings.Fields(items)...); got != want {
				t.Errorf("%s list of %s = %q, want %q", tag, items, got, want)
			}
		}
	}
}

func TestDaysAreWrittenAsByIntl(t *testing.T) {
	for tag, golden := range readIntl(t).Tags {
		f := tag.Format()
		write := map[string]func(date.Date) string{
			"short": f.ShortDate, "long": f.LongDate, "full": f.FullDate,
			"dayMonth": f.DayMonth, "monthYear": f.MonthYear,
			"shortDayMonth": f.ShortDayMonth, "shortMonthYear": f.ShortMonthYear,
		}
		if len(write) != len(golden.Day) {
			t.Fatalf("%s: the golden has %d patterns, the format %d", tag, len(golden.Day), len(write))
		}
		for pattern, days := range golden.Day {
			for day, want := range days {
				if day == "2026-01-01" && tag.Language() == French && pattern != "short" {
					want = strings.Replace(want, "1 janv", "1er janv", 1)
				}
				if got := write[pattern](date.Must(day)); got != want {
					t.Errorf("%s %s of %s = %q, want %q", tag, pattern, day, got, want)
				}
			}
		}
	}
}

func TestFrenchCountsTheFirstByRank(t *testing.T) {
	first := date.Must("2026-01-01")
	if got := Tag("fr-BE").Format().LongDate(first); got != "1er janvier 2026" {
		t.Errorf("French writes %q", got)
	}
	if got := Tag("nl-BE").Format().LongDate(first); got != "1 januari 2026" {
		t.Errorf("Dutch writes %q", got)
	}
	if got := Tag("fr-BE").Format().LongDate(date.Must("2026-01-31")); got != "31 janvier 2026" {
		t.Errorf("French writes %q", got)
	}
}

func TestWhatIntlDoesNotWrite(t *testing.T) {
	f := Tag("fr-BE").Format()
	for _, c := range []struct{ name, got, want string }{
		{"no day", f.LongDate(date.None), ""},
		{"no currency", f.Money(money.Of(-123450, money.Currency{})), "−1\u202f234,50"},
		{"a column that names its currency once", f.Amount(money.Must("-1234.5", money.EUR)), "−1\u202f234,50"},
		{"a currency without a sign of its own", f.Money(money.Must("5", money.Currency{'Q', 'Q', 'Q'})), "5,00\u00a0QQQ"},
		{"the least amount", f.Money(money.Of(math.MinInt64, money.EUR)), "−92\u202f233\u202f720\u202f368\u202f547\u202f758,08\u00a0€"},
		{"the least whole number", f.Int(math.MinInt64), "−9\u202f223\u202f372\u202f036\u202f854\u202f775\u202f808"},
		{"decimals kept", f.Number(decimal.MustParse("12.50")), "12,50"},
		{"an instant", f.Stamp(time.Date(2026, 3, 12, 14, 5, 59, 0, time.UTC)), "12/03/2026\u00a014:05"},
		{"an empty list", f.List(), ""},
		{"a month", f.Month(time.March) + f.ShortMonth(time.January), "marsjanv."},
		{"a weekday", f.Weekday(time.Sunday) + f.ShortWeekday(time.Saturday), "dimanchesam."},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

func BenchmarkMoney(b *testing.B) {
	f, a := Tag("fr-BE").Format(), money.Must("118430.55", money.EUR)
	b.ReportAllocs()
	for b.Loop() {
		f.Money(a)
	}
}

func BenchmarkShortDate(b *testing.B) {
	f, d := Tag("fr-BE").Format(), date.Must("2026-03-12")
	b.ReportAllocs()
	for b.Loop() {
		f.ShortDate(d)
	}
}
