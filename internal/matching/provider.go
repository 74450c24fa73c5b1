package matching

import (
	"regexp"
	"strings"

	"acquit/internal/money"
)

// A payment provider pays out what several customers paid by card or link, less its fee:
// the gross sum is what they settled, the net sum is what came.

// feeShare is the largest part of a payout that is taken for a provider's fee, in
// hundredths of a percent. What providers take is less; what is more is something else.
const feeShare = 500

// feeWords are how a text tells of a fee, with the amount behind it.
var feeWords = regexp.MustCompile(`(?i)\b(?:fees?|charges?|frais|commissions?|kosten|provisie|provision|geb(?:ü|ue)hr(?:en)?|entgelt)\b[^0-9]{0,12}([0-9][0-9 .]*[.,][0-9]{2})\b`)

// isFee reports whether an amount that is missing of claims may be a provider's fee, and
// points to where the text tells of it; the zero Evidence where it does not. One customer
// alone who pays less has no provider in between.
func (e *Entry) isFee(claims []claim, open, missing money.Amount) (is bool, told Evidence) {
	if oneOwner(claims) || !MayBeFee(open, missing) {
		return false, told
	}
	for _, at := range feeWords.FindAllStringSubmatchIndex(e.Text, -1) {
		digits := strings.Map(func(r rune) rune {
			if '0' <= r && r <= '9' {
				return r
			}
			return -1
		}, e.Text[at[2]:at[3]])
		if amount, err := money.Parse(digits[:len(digits)-2]+"."+digits[len(digits)-2:], missing.Currency); err == nil && amount == missing {
			return true, Evidence{Fact: FeeTold, Start: at[0], End: at[1]}
		}
	}
	return true, told
}

// MayBeFee reports whether what is missing of a sum is no more than a provider takes.
func MayBeFee(sum, missing money.Amount) bool {
	return missing.Sign() >= 0 && missing.Minor*perTenThousand <= sum.Minor*feeShare
}

// told reports whether the entry itself explains why it is less than what it settles.
func (p *Proposal) told() bool {
	for _, e := range p.Evidence {
		if e.Fact == BankCharge || e.Fact == FeeTold {
			return true
		}
	}
	return false
}
