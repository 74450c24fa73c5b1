package sms

import (
	"strings"

	"acquit/internal/fault"
)

// Line is what a telephone number reaches, as far as its country's plan tells.
type Line string

// The lines.
const (
	Mobile  Line = "mobile"
	Fixed   Line = "fixed"   // a line, or a service, that gets no text messages
	Unknown Line = "unknown" // the plan does not tell, or is not known here
)

// Number is a telephone number.
type Number struct {
	E164    string // +32475123456 (ITU-T E.164)
	Country string // whose plan it follows, of those that are known here; "" for another
	Line    Line
}

// plan is what is known of a country's numbers. Lengths are of the number behind the
// country's code, without the trunk zero.
type plan struct {
	country, code   string
	trunk           bool // national numbers begin with a 0 that falls away
	least, most     int  // digits
	mobile          []prefix
	fixedBeginsWith string // digits that begin a line or service without text messages
}

// prefix begins mobile numbers of some lengths.
type prefix struct {
	digits      string
	least, most int
}

// plans are the numbering plans, from memory of what the regulators publish:
//
//   - BE: BIPT, numbering plan of the royal decree of 27 April 2007: mobile 045 to 049 with nine
//     digits; 04 with eight digits is Liège.
//   - FR: ARCEP, decision 2018-0881 and its amendments: 06 and 073 to 079 mobile; 0700 to 0702
//     are for machines; 01 to 05 and 09 fixed, 08 services.
//   - NL: ACM, Nummerplan telefoon- en ISDN-diensten: 061 to 065 and 068 mobile; 066 pagers, 067 and
//     069 services; 01 to 05, 07 and 08 fixed and services; 097 machines.
//   - LU: ILR, plan national de numérotation: no trunk digit; 6x1 and 6x8 with nine digits mobile;
//     others fixed or services, of four to eleven digits.
//   - DE: BNetzA, Nummernplan Öffentliche zellulare Mobilfunkdienste: 015 with eleven digits, 016
//     (160, 162, 163) and 017 with ten or eleven; 02 to 09 fixed or services,
//     with the digits of an extension.
var plans = []plan{
	{country: "BE", code: "32", trunk: true, least: 8, most: 9, fixedBeginsWith: "123456789",
		mobile: []prefix{{"45", 9, 9}, {"46", 9, 9}, {"47", 9, 9}, {"48", 9, 9}, {"49", 9, 9}}},
	{country: "FR", code: "33", trunk: true, least: 9, most: 9, fixedBeginsWith: "1234589",
		mobile: []prefix{{"6", 9, 9}, {"73", 9, 9}, {"74", 9, 9}, {"75", 9, 9}, {"76", 9, 9}, {"77", 9, 9}, {"78", 9, 9}, {"79", 9, 9}}},
	{country: "NL", code: "31", trunk: true, least: 9, most: 9, fixedBeginsWith: "12345789",
		mobile: []prefix{{"61", 9, 9}, {"62", 9, 9}, {"63", 9, 9}, {"64", 9, 9}, {"65", 9, 9}, {"68", 9, 9}}},
	{country: "LU", code: "352", least: 4, most: 11, fixedBeginsWith: "234578",
		mobile: []prefix{{"621", 9, 9}, {"628", 9, 9}, {"651", 9, 9}, {"658", 9, 9}, {"661", 9, 9}, {"668", 9, 9}, {"671", 9, 9}, {"678", 9, 9}, {"681", 9, 9}, {"688", 9, 9}, {"691", 9, 9}, {"698", 9, 9}}},
	{country: "DE", code: "49", trunk: true, least: 4, most: 13, fixedBeginsWith: "23456789",
		mobile: []prefix{{"15", 11, 11}, {"160", 10, 11}, {"162", 10, 11}, {"163", 10, 11}, {"17", 10, 11}}},
}

// The digits of an international number (ITU-T E.164, 6.2.1). None is shorter than seven.
const (
	leastDigits = 7
	mostDigits  = 15
)

// between are signs that people write between digits, blanks of print among them.
const between = " .-/()\t\u00a0\u2007\u2009\u202f‐‑–—·"

// ParseNumber reads a telephone number as people write it: +32 475 12 34 56, 0032475123456,
// 0475/12.34.56, +32 (0)475… country says whose national numbers are meant; "" for nobody's.
// A spreadsheet may have eaten a plus or a leading zero: that is read where it leaves one
// meaning.
//
// Errors: Invalid.
func ParseNumber(written, country string) (Number, error) {
	digits, international, err := dialled(written)
	if err != nil {
		return Number{}, err
	}
	if international {
		return internationalNumber(written, digits)
	}
	p := planOf(country)
	if p == nil {
		return Number{}, fault.New(fault.Invalid, "%q does not say of which country it is: write it with + and the country's code", written)
	}
	if p.trunk && strings.HasPrefix(digits, "0") {
		return p.number(written, digits[1:])
	}
	return p.bare(written, digits)
}

// dialled are the digits that are written, and whether the country's code leads them.
func dialled(written string) (digits string, international bool, err error) {
	rest := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(written), "tel:"))
	rest, international = strings.CutPrefix(rest, "+")
	if international || strings.HasPrefix(rest, "00") {
		rest = strings.Replace(rest, "(0)", "", 1) // the zero that falls away from abroad
	}
	for _, r := range rest {
		switch {
		case '0' <= r && r <= '9':
			digits += string(r)
		case !strings.ContainsRune(between, r):
			return "", false, noNumber(written)
		}
	}
	if after, found := strings.CutPrefix(digits, "00"); found && !international {
		digits, international = after, true
	}
	if digits == "" {
		return "", false, noNumber(written)
	}
	return digits, international, nil
}

func noNumber(written string) error {
	return fault.New(fault.Invalid, "%q is no telephone number", written)
}

func internationalNumber(written, digits string) (Number, error) {
	for n := range plans {
		if p := &plans[n]; strings.HasPrefix(digits, p.code) {
			national := digits[len(p.code):]
			if p.trunk {
				national = strings.TrimPrefix(national, "0")
			}
			return p.number(written, national)
		}
	}
	if len(digits) < leastDigits || len(digits) > mostDigits || digits[0] == '0' {
		return Number{}, noNumber(written)
	}
	return Number{E164: "+" + digits, Line: Unknown}, nil
}

func planOf(country string) *plan {
	for n := range plans {
		if plans[n].country == country {
			return &plans[n]
		}
	}
	return nil
}

// number is that of a plan, without its trunk digit.
func (p *plan) number(written, national string) (Number, error) {
	if !p.has(national) {
		return Number{}, fault.New(fault.Invalid, "%q is no number of %s", written, p.country)
	}
	return Number{E164: "+" + p.code + national, Country: p.country, Line: p.line(national)}, nil
}

// has reports whether a number can be one of the plan.
func (p *plan) has(national string) bool {
	return len(national) >= p.least && len(national) <= p.most && national[0] != '0'
}

func (p *plan) line(national string) Line {
	for _, m := range p.mobile {
		if strings.HasPrefix(national, m.digits) && m.least <= len(national) && len(national) <= m.most {
			return Mobile
		}
	}
	if strings.Contains(p.fixedBeginsWith, national[:1]) {
		return Fixed
	}
	return Unknown
}

// bare reads digits with neither plus nor zero: a whole national number where there is no
// trunk digit, and otherwise one of which a spreadsheet ate the one or the other.
func (p *plan) bare(written, digits string) (Number, error) {
	abroad, led := strings.CutPrefix(digits, p.code)
	led = led && p.has(abroad)
	switch here := p.has(digits); {
	case here && led:
		return Number{}, fault.New(fault.Invalid, "%q can be read with the country's code or without it: write it with +", written)
	case led:
		return p.number(written, abroad)
	}
	return p.number(written, digits)
}
