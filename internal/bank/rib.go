package bank

import (
	"fmt"
	"strings"
)

// FrenchIBAN returns the IBAN of a French account from the parts of its RIB: the code of
// the bank and of the branch (guichet), five digits each, and the account number of
// eleven digits and letters, whose key is computed. It is false for anything else.
//
// A RIB does not tell France from Monaco, whose banks number their accounts in the
// same way: an account in Monaco gets the IBAN that it would have in France.
func FrenchIBAN(bankCode, branch, account string) (string, bool) {
	account = strings.ToUpper(account)
	b, okBank := ribNumber(bankCode, 5)
	g, okBranch := ribNumber(branch, 5)
	c, okAccount := ribNumber(account, 11)
	if !okBank || !okBranch || !okAccount || hasLetter(bankCode) || hasLetter(branch) {
		return "", false
	}
	key := 97 - (89*b+15*g+3*c)%97
	return MakeIBAN("FR", bankCode+branch+account+fmt.Sprintf("%02d", key)), true
}

// ribDigits are the digits that the letters A to Z stand for in a RIB: those of
// three rows, as on a punched card, of which the third begins with 2.
const ribDigits = "12345678912345678923456789"

// ribNumber is what size digits and capitals count as in the key of a RIB.
func ribNumber(s string, size int) (n int64, ok bool) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c = ribDigits[c-'A']
		}
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, len(s) == size
}

func hasLetter(s string) bool { return strings.Trim(s, "0123456789") != "" }
