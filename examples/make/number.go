package main

import (
	"fmt"
	"strconv"

	"acquit/internal/bank"
)

// must is for what is written in this program and can only be wrong by its fault.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// belgianIBAN builds an account from a bank's three digits and a number of seven;
// the national check number follows the rule of the structured communication.
func belgianIBAN(bankCode string, account int) string {
	national := must(strconv.ParseInt(fmt.Sprintf("%s%07d", bankCode, account), 10, 64))
	return bank.MakeIBAN("BE", must(bank.MakeOGM(national)).Digits)
}

// frenchIBAN builds an account with its RIB key.
func frenchIBAN(bankCode, branch string, account int) string {
	key := 97 - (89*must(strconv.Atoi(bankCode))+15*must(strconv.Atoi(branch))+3*account)%97
	return bank.MakeIBAN("FR", fmt.Sprintf("%s%s%011d%02d", bankCode, branch, account, key))
}

// dutchAccount is the first number from n on that passes the Dutch weighted
// eleven test, in ten digits.
func dutchAccount(n int) string {
	for ; ; n++ {
		s := fmt.Sprintf("%010d", n)
		if weighted(s, 10)%11 == 0 {
			return s
		}
	}
}

// weighted sums the digits of s by weights that fall by one from first.
func weighted(s string, first int) int {
	sum := 0
	for i, r := range s {
		sum += int(r-'0') * (first - i)
	}
	return sum
}

// enterprise is the Belgian enterprise number on eight digits.
func enterprise(eight int) string {
	return fmt.Sprintf("%08d%02d", eight, 97-eight%97)
}

// siren is the French company number on eight digits, with its Luhn digit.
func siren(eight int) string {
	s, sum := fmt.Sprintf("%08d", eight), 0
	for i, r := range s {
		d := int(r-'0') * (1 + i%2)
		sum += d/10 + d%10
	}
	return s + strconv.Itoa((10-sum%10)%10)
}

// frenchVAT puts the key of two digits before a SIREN.
func frenchVAT(siren string) string {
	return fmt.Sprintf("FR%02d%s", (12+3*must(strconv.Atoi(siren)))%97, siren)
}

// dutchVAT is the first number from n on that passes the eleven test of RSINs.
func dutchVAT(n int) string {
	for ; ; n++ {
		s := fmt.Sprintf("%09d", n)
		if (weighted(s[:8], 9)-int(s[8]-'0'))%11 == 0 {
			return "NL" + s + "B01"
		}
	}
}

// germanVAT adds the check digit of ISO 7064 mod 11,10 to eight digits.
func germanVAT(eight int) string {
	s, product := fmt.Sprintf("%08d", eight), 10
	for _, r := range s {
		sum := (int(r-'0') + product) % 10
		if sum == 0 {
			sum = 10
		}
		product = 2 * sum % 11
	}
	return "DE" + s + strconv.Itoa((11-product)%10)
}

// luxembourgVAT adds the remainder by 89 to six digits.
func luxembourgVAT(six int) string { return fmt.Sprintf("LU%06d%02d", six, six%89) }

// britishVAT adds the mod 97 check of HMRC to seven digits.
func britishVAT(seven int) string {
	s := fmt.Sprintf("%07d", seven)
	return fmt.Sprintf("GB%s%02d", s, 97-weighted(s, 8)%97)
}
