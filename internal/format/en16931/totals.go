package en16931

import (
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/fault"
)

// Sum is an amount that a document may state or leave out.
type Sum struct {
	decimal.Decimal
	Stated bool
}

// ParseSum reads an amount as XML writes it: digits and at most one dot, no
// thousands separators, no exponent. It keeps the decimals.
func ParseSum(s string) (Sum, error) {
	if strings.Trim(s, "+-.0123456789") != "" {
		return Sum{}, fault.New(fault.Invalid, "%q is not an amount", s)
	}
	d, err := decimal.Parse(s)
	if err != nil {
		return Sum{}, fault.New(fault.Invalid, "%q is not an amount", s)
	}
	return Sum{d, true}, nil
}

// Plus returns the sum of s and t, stated if one of them is. A sum beyond 19
// digits is not stated: no document comes near it.
func (s Sum) Plus(t Sum) Sum {
	sum, err := s.Add(t.Decimal)
	return Sum{sum, err == nil && (s.Stated || t.Stated)}
}

// Minus returns s with its sign turned.
func (s Sum) Minus() Sum { return Sum{s.Neg(), s.Stated} }

// Totals are the sums of a document (BG-22).
type Totals struct {
	Lines      Sum // BT-106
	Allowances Sum // BT-107
	Charges    Sum // BT-108
	Net        Sum // BT-109
	Tax        Sum // BT-110
	Gross      Sum // BT-112
	Prepaid    Sum // BT-113
	Rounding   Sum // BT-114
	Payable    Sum // BT-115
}

// Check returns a sentence for each rule of the standard that the totals break:
// BR-CO-13, BR-CO-15 and BR-CO-16. A rule whose sums are not stated is not
// checked.
func (t Totals) Check() []fault.Text {
	var broken []fault.Text
	for _, rule := range []struct {
		holds bool
		text  fault.Text
	}{
		{adds(t.Net, t.Lines, t.Allowances.Minus(), t.Charges), fault.Say("the net amount %s is not the lines less allowances plus charges (BR-CO-13)", t.Net)},
		{adds(t.Gross, t.Net, t.Tax), fault.Say("the total %s is not the net amount plus VAT (BR-CO-15)", t.Gross)},
		{adds(t.Payable, t.Gross, t.Prepaid.Minus(), t.Rounding), fault.Say("the payable amount %s is not the total less prepayments plus rounding (BR-CO-16)", t.Payable)},
	} {
		if !rule.holds {
			broken = append(broken, rule.text)
		}
	}
	return broken
}

// adds reports whether total is first plus the others, or cannot be compared
// because total or first is not stated.
func adds(total, first Sum, others ...Sum) bool {
	sum := first
	for _, other := range others {
		sum = sum.Plus(other)
	}
	return !total.Stated || !first.Stated || sum.Cmp(total.Decimal) == 0
}
