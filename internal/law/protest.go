package law

import (
	"slices"

	"acquit/internal/date"
)

// Protest is what silence on an invoice comes to among merchants.
type Protest struct {
	Country string
	Buyer   Buyer
	// Days or Months are within which courts expect that an invoice is contested; who says
	// nothing is taken to accept it. Both 0: silence is no acceptance. They are a rule of
	// thumb: the laws say a reasonable time.
	Days, Months int
	Mark         Mark
	Source       string
}

// protests are what the sources say; what is not here was not looked up.
var protests = []Protest{
	{"BE", Business, 14, 0, Seen, "Civil Code art. 8.11 § 4 (law of 15 April 2018, then art. 1348bis § 4 of the old code); case law"},
	{"BE", Consumer, 0, 0, Seen, "Civil Code art. 8.11 § 4, which speaks of undertakings alone"},
	{"LU", Business, 0, 1, Memory, "Code de commerce art. 109; case law"},
	{"FR", Business, 0, 0, Memory, "Code de commerce art. L110-3: proof is free among merchants"},
	{"NL", Business, 0, 0, Memory, "Burgerlijk Wetboek art. 6:89: who complains must do so promptly"},
	{"DE", Business, 0, 0, Memory, "HGB § 377: goods are inspected at once; silence on an invoice is no acceptance"},
}

// ProtestOf is what silence of a buyer comes to. There is none where the law was not
// looked up.
func ProtestOf(country string, b Buyer) (Protest, bool) {
	n := slices.IndexFunc(protests, func(p Protest) bool { return p.Country == country && p.Buyer == b })
	if n < 0 {
		return Protest{}, false
	}
	return protests[n], true
}

// Until is the last day on which an invoice that was received on a day may still be
// contested; date.None where silence is no acceptance.
func (p *Protest) Until(received date.Date) date.Date {
	if p.Days == 0 && p.Months == 0 {
		return date.None
	}
	return received.AddMonths(p.Months).AddDays(p.Days)
}
