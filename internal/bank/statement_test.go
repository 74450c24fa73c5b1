package bank

import (
	"testing"

	"github.com/govalues/decimal"
)

func entry(amount string, details ...Entry) Entry {
	return Entry{Amount: decimal.MustParse(amount), Currency: "EUR", Details: details}
}

func TestLeavesAreTheDetailsWhereTheyAddUp(t *testing.T) {
	dollars := entry("40")
	dollars.Currency = "USD"
	for _, c := range []struct {
		is    string
		entry Entry
		want  int
	}{
		{"one payment", entry("100"), 1},
		{"a batch that adds up", entry("100", entry("60.00"), entry("40.000")), 2},
		{"a batch with a charge taken off", entry("98", entry("100"), entry("-2")), 2},
		{"a batch that does not add up", entry("100", entry("60"), entry("30")), 1},
		{"a batch in two currencies", entry("100", entry("60"), dollars), 1},
	} {
		if got := c.entry.Leaves(); len(got) != c.want {
			t.Errorf("%s: %d leaves, want %d", c.is, len(got), c.want)
		}
	}
}

func TestDecimalKeepsTheDecimalsOfItsCurrency(t *testing.T) {
	for _, c := range []struct{ in, currency, want string }{
		{"5.000", "EUR", "5.00"},
		{"5.005", "EUR", "5.005"},
		{"5.000", "JPY", "5"},
		{"5.000", "TND", "5.000"},
		{"5.000", "", "5.00"},
	} {
		if got := Decimal(decimal.MustParse(c.in), c.currency).String(); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.in, c.currency, got, c.want)
		}
	}
}

func TestAccountsAreToldApartByNumberAndCurrency(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range []Account{
		{IBAN: "BE71096123456769", Currency: "EUR"},
		{IBAN: "BE71096123456769", Currency: "USD"},
		{Other: "12345678901", Currency: "EUR"},
	} {
		if seen[a.Key()] {
			t.Errorf("%+v shares the key %q", a, a.Key())
		}
		seen[a.Key()] = true
	}
}

func TestGatherForgetsAStatementThatBreaksOff(t *testing.T) {
	g := &Gather{}
	broken, whole := &Statement{Number: "1"}, &Statement{Number: "2"}
	first, second := entry("1"), entry("2")
	for _, err := range []error{
		g.Begin(broken), g.Entry(&first),
		g.Begin(whole), g.Entry(&second), g.End(whole),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(g.Statements) != 1 || g.Statements[0] != whole || len(whole.Entries) != 1 {
		t.Errorf("kept %+v", g.Statements)
	}
}
