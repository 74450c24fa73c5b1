package bank

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestIBANOfARIB(t *testing.T) {
	for _, c := range []struct {
		name                  string
		bank, branch, account string
		want                  string
	}{
		{"the example of the IBAN registry", "20041", "01005", "0500013M026", "FR1420041010050500013M02606"},
		{"the example that French banks print", "30001", "00794", "12345678901", "FR7630001007941234567890185"},
		{"small letters", "20041", "01005", "0500013m026", "FR1420041010050500013M02606"},
		{"a short account", "20041", "01005", "0500013M02", ""},
		{"a letter in the bank", "2004A", "01005", "0500013M026", ""},
		{"a letter in the branch", "20041", "0100A", "0500013M026", ""},
		{"a blank in the account", "20041", "01005", "0500013 026", ""},
		{"nothing", "", "", "", ""},
	} {
		got, ok := FrenchIBAN(c.bank, c.branch, c.account)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q %v", c.name, got, ok)
		}
	}
}

// TestTheKeyOfARIBMakesItDivisible holds the key against its definition: the whole
// RIB, with its letters as digits, is a multiple of 97.
func TestTheKeyOfARIBMakesItDivisible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.StringMatching(`[0-9]{5}`).Draw(t, "bank")
		g := rapid.StringMatching(`[0-9]{5}`).Draw(t, "branch")
		c := rapid.StringMatching(`[0-9A-Z]{11}`).Draw(t, "account")
		iban, ok := FrenchIBAN(b, g, c)
		if checked, err := ParseIBAN(iban); !ok || err != nil || checked != iban {
			t.Fatalf("%q: %v", iban, err)
		}
		rib := strings.NewReplacer("A", "1", "J", "1", "B", "2", "K", "2", "S", "2", "C", "3", "L", "3", "T", "3", "D", "4", "M", "4", "U", "4",
			"E", "5", "N", "5", "V", "5", "F", "6", "O", "6", "W", "6", "G", "7", "P", "7", "X", "7", "H", "8", "Q", "8", "Y", "8",
			"I", "9", "R", "9", "Z", "9").Replace(iban[4:])
		n, _ := new(big.Int).SetString(rib, 10)
		if n.Mod(n, big.NewInt(97)).Sign() != 0 || !strings.HasPrefix(iban[4:], b+g+c) {
			t.Fatalf("%s has the wrong key", iban)
		}
	})
}
