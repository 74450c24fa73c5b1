package law

// AdvanceCode is what the law says of money that is asked for before anything was
// delivered.
type AdvanceCode string

// The rules on advances.
const (
	VATOnReceipt     AdvanceCode = "vat_on_receipt"    // VAT is due on what is received in advance
	NothingPerformed AdvanceCode = "nothing_performed" // no interest by law, and no sum for being late, before the seller has done his part
	MayWithdraw      AdvanceCode = "may_withdraw"      // arrhes unless called acompte: either may withdraw, the seller gives back twice as much
	HalfAtMost       AdvanceCode = "half_at_most"      // at most half of the price may be asked for in advance
	PartIsLate       AdvanceCode = "part_is_late"      // the sum for being late is due for instalments too
)

// Advance is a rule on advances, and where it holds.
type Advance struct {
	Code    AdvanceCode
	Country string // "" for every one that was looked up
	Buyer   Buyer  // "" for all
	Mark    Mark
	Source  string
}

var advances = []Advance{
	{NothingPerformed, "", Business, Derived, "Directive 2011/7/EU art. 3 (1) (a)"},
	{NothingPerformed, "", Public, Derived, "Directive 2011/7/EU art. 4 (1) (a)"},
	{MayWithdraw, "FR", Consumer, Memory, "Code de la consommation art. L214-1"},
	{HalfAtMost, "NL", Consumer, Memory, "Burgerlijk Wetboek art. 7:26 (2)"},
	{PartIsLate, "DE", Business, Seen, "BGB § 288 (5)"},
	{PartIsLate, "DE", Public, Seen, "BGB § 288 (5)"},
	{VATOnReceipt, "", "", Memory, "Directive 2006/112/EC art. 65"},
}

// AdvancesOf are the rules for an advance that a buyer owes, the weightiest first. There
// are none for a country whose law was not looked up.
func AdvancesOf(country string, b Buyer) (all []Advance) {
	if _, err := Of(country, b.Segment()); err != nil {
		return nil
	}
	for _, a := range advances {
		if (a.Country == "" || a.Country == country) && (a.Buyer == "" || a.Buyer == b) {
			all = append(all, a)
		}
	}
	return all
}
