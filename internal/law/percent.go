package law

import (
	"fmt"
	"strconv"
	"strings"

	"acquit/internal/fault"
)

// Percent is a yearly rate in ten-thousandths of one per cent: 10.5 % is 105000. Rates of
// the law have two decimals, those of contracts may have four.
type Percent int64

// percentDigits is how many decimals a rate has at most.
const percentDigits = 4

// ParsePercent reads "10.5": digits, and at most four behind a dot.
func ParsePercent(s string) (Percent, error) {
	bad := fault.New(fault.Invalid, "%q is no rate: it is written as 10.5", s)
	digits, negative := strings.CutPrefix(s, "-")
	whole, behind, dotted := strings.Cut(digits, ".")
	if whole == "" || dotted && behind == "" || len(whole) > 4 || len(behind) > percentDigits {
		return 0, bad
	}
	n, err := strconv.ParseUint(whole+behind+strings.Repeat("0", percentDigits-len(behind)), 10, 32)
	if err != nil {
		return 0, bad
	}
	if negative {
		return -Percent(n), nil
	}
	return Percent(n), nil
}

// String writes a rate with as many decimals as it has, at least two: "10.50".
func (p Percent) String() string {
	sign, n := "", int64(p)
	if n < 0 {
		sign, n = "-", -n
	}
	behind := fmt.Sprintf("%04d", n%10000)
	for len(behind) > 2 && strings.HasSuffix(behind, "0") {
		behind = behind[:len(behind)-1]
	}
	return fmt.Sprintf("%s%d.%s", sign, n/10000, behind)
}

// MarshalText is String.
func (p Percent) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText is ParsePercent.
func (p *Percent) UnmarshalText(text []byte) (err error) {
	*p, err = ParsePercent(string(text))
	return err
}
