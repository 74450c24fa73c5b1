package bank

import (
	"strings"
	"testing"

	"github.com/govalues/decimal"
	"pgregory.net/rapid"
)

func balance(amount string) *Balance { return &Balance{Amount: decimal.MustParse(amount)} }

func TestBalancesAreHeldAgainstTheMovements(t *testing.T) {
	for _, c := range []struct {
		is               string
		opening, closing *Balance
		moved            []string
		warns            bool
	}{
		{"what adds up", balance("10.00"), balance("7.5"), []string{"1.00", "-3.50"}, false},
		{"one cent too much", balance("10.00"), balance("7.51"), []string{"1.00", "-3.50"}, true},
		{"no old balance", nil, balance("7.51"), []string{"1.00"}, false},
		{"no new balance", balance("7.51"), nil, []string{"1.00"}, false},
		{"a sum that would be rounded", balance("0"), balance("1000000000000000000"), []string{"1000000000000000000", "0.01"}, true},
		{"a sum that does not fit the balance", balance("0.01"), balance("1000000000000000000"), []string{"1000000000000000000"}, true},
	} {
		d := NewDraft("test")
		d.Opening, d.Closing = c.opening, c.closing
		var moved Total
		for _, amount := range c.moved {
			moved.Add(decimal.MustParse(amount))
		}
		d.CheckBalance(7, moved)
		if warns := len(d.Warnings) == 1 && strings.HasPrefix(d.Warnings[0].String(), "line 7: the old balance "); warns != c.warns || len(d.Warnings) > 1 {
			t.Errorf("%s: %v", c.is, d.Warnings)
		}
	}
}

func TestStatementsOfOneAccountFollowEachOther(t *testing.T) {
	account := Account{IBAN: "BE71096123456769", Currency: "EUR"}
	dollars := account
	dollars.Currency = "USD"
	for _, c := range []struct {
		is     string
		before *Statement
		warns  bool
	}{
		{"the first of a file", nil, false},
		{"one that follows", &Statement{Account: account, Closing: balance("5")}, false},
		{"one that does not", &Statement{Account: account, Closing: balance("5.01")}, true},
		{"one behind another account", &Statement{Account: dollars, Closing: balance("5.01")}, false},
		{"one behind a report", &Statement{Account: account}, false},
	} {
		d := NewDraft("test")
		d.Account, d.Opening = account, balance("5.00")
		d.CheckChain(3, c.before)
		if warns := len(d.Warnings) == 1; warns != c.warns {
			t.Errorf("%s: %v", c.is, d.Warnings)
		}
	}
}

func TestWarningsAreCountedBeyondALimit(t *testing.T) {
	d := NewDraft("test")
	for line := range mostWarnings + 5 {
		d.Remark(line, "%q is odd", "it")
	}
	d.Finish()
	if last := d.Warnings[mostWarnings].String(); len(d.Warnings) != mostWarnings+1 || last != "5 more warnings were left out" {
		t.Errorf("%d warnings, the last is %q", len(d.Warnings), last)
	}
}

// TestTotalsAreExact adds amounts in any order and holds the sum against the whole
// numbers they were made of.
func TestTotalsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var total Total
		want := int64(0)
		for _, thousandths := range rapid.SliceOfN(rapid.Int64Range(-1e15, 1e15), 0, 50).Draw(t, "thousandths") {
			want += thousandths
			total.Add(decimal.MustNew(thousandths, 3))
		}
		if total.Unsure || !total.Sum.Equal(decimal.MustNew(want, 3)) {
			t.Fatalf("%s, %t, want %d thousandths", total.Sum, total.Unsure, want)
		}
	})
}

func TestATotalSaysWhenItIsNone(t *testing.T) {
	var total Total
	for _, amount := range []string{"9999999999999999999", "1", "-1"} {
		total.Add(decimal.MustParse(amount))
	}
	if !total.Unsure {
		t.Errorf("%s is taken for the sum", total.Sum)
	}
}

func TestWhatFillsAFieldIsNoIdentification(t *testing.T) {
	for in, want := range map[string]string{"NOTPROVIDED": "", "NotProvided": "", "NOT PROVIDED": "", "nonref": "", "": "", "INV-1": "INV-1", "NOTPROVIDED 1": "NOTPROVIDED 1"} {
		if got := Stated(in); got != want {
			t.Errorf("%q is %q", in, got)
		}
	}
}

func TestIsBIC(t *testing.T) {
	for in, want := range map[string]bool{
		"GKCCBEBB": true, "GKCCBEBB100": true, "BNPAFRPPXXX": true,
		"": false, "GKCCBEB": false, "GKCCBEBB1": false, "gkccbebb": false, "GKC1BEBB": false, "GKCCB1BB": false, "GKCCBE-B": false, "99887003": false,
	} {
		if IsBIC(in) != want {
			t.Errorf("%q: %t", in, !want)
		}
	}
}
