package law

import (
	"slices"
	"time"

	"acquit/internal/date"
)

// Supply is what a debt is for, as far as the laws of limitation tell one from another.
type Supply string

// The supplies.
const (
	Unsaid      Supply = ""
	Goods       Supply = "goods"
	Services    Supply = "services"
	Periodic    Supply = "periodic" // what is owed month by month or year by year, such as energy, telephone, a subscription
	Hospitality Supply = "hospitality"
	Care        Supply = "care" // of a person's health
	Transport   Supply = "transport"
)

// Supplies are those that a company may choose from.
func Supplies() []Supply {
	return []Supply{Goods, Services, Periodic, Hospitality, Care, Transport}
}

// Limitation is how long the law of a country lets a creditor claim.
type Limitation struct {
	Country string
	Buyer   Buyer
	Supply  Supply // Unsaid: all that has no row of its own
	Months  int
	// FromIssue: the time runs from the day of the invoice, the nearest that is known to
	// the day on which the creditor had done his part; else from the due day.
	FromIssue bool
	YearEnd   bool // it runs from the end of that year
	Mark      Mark
	Source    string
}

// limitations are what the sources say; what is not here was not looked up.
var limitations = []Limitation{
	{Country: "BE", Buyer: Business, Months: 120, Mark: Seen, Source: "old Civil Code art. 2262bis § 1"},
	{Country: "BE", Buyer: Business, Supply: Periodic, Months: 60, Mark: Memory, Source: "old Civil Code art. 2277, which does not ask who owes"},
	{Country: "BE", Buyer: Public, Months: 120, Mark: Memory, Source: "old Civil Code art. 2262bis § 1"},
	{Country: "BE", Buyer: Consumer, Months: 120, Mark: Seen, Source: "old Civil Code art. 2262bis § 1"},
	{Country: "BE", Buyer: Consumer, Supply: Goods, Months: 12, Mark: Seen, Source: "old Civil Code art. 2272"},
	{Country: "BE", Buyer: Consumer, Supply: Periodic, Months: 60, Mark: Seen, Source: "old Civil Code art. 2277"},
	{Country: "BE", Buyer: Consumer, Supply: Hospitality, Months: 6, Mark: Seen, Source: "old Civil Code art. 2271"},
	{Country: "BE", Buyer: Consumer, Supply: Care, Months: 24, Mark: Seen, Source: "old Civil Code art. 2277bis"},
	{Country: "FR", Buyer: Business, Months: 60, FromIssue: true, Mark: Seen, Source: "Code civil art. 2224, Code de commerce art. L110-4; that it runs from the creditor's performance is from memory"},
	{Country: "FR", Buyer: Business, Supply: Transport, Months: 12, FromIssue: true, Mark: Memory, Source: "Code de commerce art. L133-6"},
	{Country: "FR", Buyer: Consumer, Months: 24, FromIssue: true, Mark: Seen, Source: "Code de la consommation art. L218-2; that it runs from the creditor's performance is from memory"},
	{Country: "FR", Buyer: Public, Months: 48, YearEnd: true, Mark: Memory, Source: "Law 68-1250 of 31 December 1968 art. 1"},
	{Country: "NL", Buyer: Business, Months: 60, Mark: Seen, Source: "Burgerlijk Wetboek art. 3:307"},
	{Country: "NL", Buyer: Public, Months: 60, Mark: Seen, Source: "Burgerlijk Wetboek art. 3:307"},
	{Country: "NL", Buyer: Consumer, Months: 60, Mark: Seen, Source: "Burgerlijk Wetboek art. 3:307"},
	{Country: "NL", Buyer: Consumer, Supply: Goods, Months: 24, Mark: Seen, Source: "Burgerlijk Wetboek art. 7:28"},
	{Country: "LU", Buyer: Business, Months: 120, Mark: Seen, Source: "Code de commerce art. 189"},
	{Country: "LU", Buyer: Public, Months: 120, Mark: Memory, Source: "Code de commerce art. 189"},
	{Country: "LU", Buyer: Consumer, Months: 360, Mark: Seen, Source: "Code civil art. 2262"},
	{Country: "LU", Buyer: Consumer, Supply: Goods, Months: 24, Mark: Memory, Source: "Code civil art. 2272"},
	{Country: "LU", Buyer: Consumer, Supply: Periodic, Months: 60, Mark: Memory, Source: "Code civil art. 2277"},
	{Country: "DE", Buyer: Business, Months: 36, YearEnd: true, Mark: Seen, Source: "BGB § 195 and § 199 (1)"},
	{Country: "DE", Buyer: Public, Months: 36, YearEnd: true, Mark: Seen, Source: "BGB § 195 and § 199 (1)"},
	{Country: "DE", Buyer: Consumer, Months: 36, YearEnd: true, Mark: Seen, Source: "BGB § 195 and § 199 (1)"},
}

// LimitationOf is the limitation of what a buyer owes. Where it is not said what was
// supplied it is the shortest of those for goods, services and what is periodic: a
// creditor who looks at it is never too late. There is none for a country whose law was
// not looked up.
func LimitationOf(country string, b Buyer, s Supply) (Limitation, bool) {
	if s != Unsaid {
		return limitationFor(country, b, s)
	}
	shortest, found := limitationFor(country, b, Services)
	for _, s := range []Supply{Goods, Periodic} {
		if l, _ := limitationFor(country, b, s); l.Months < shortest.Months {
			shortest = l
		}
	}
	return shortest, found
}

func limitationFor(country string, b Buyer, s Supply) (Limitation, bool) {
	for _, s := range []Supply{s, Unsaid} {
		n := slices.IndexFunc(limitations, func(l Limitation) bool { return l.Country == country && l.Buyer == b && l.Supply == s })
		if n >= 0 {
			return limitations[n], true
		}
	}
	return Limitation{}, false
}

// LastDay is the last day on which a debt can be claimed before a court. acknowledged are
// the days, in order, on which the debtor paid a part or said that he owes: each lets the
// time run anew, if it was not over by then (BE old Civil Code art. 2248, FR Code civil
// art. 2240, NL art. 3:318, LU Code civil art. 2248, DE BGB § 212; a part payment as seen
// for Belgium, France and Germany, as remembered for the others). What else stops it, such
// as a summons, is not known here. It is not moved where it falls on a Sunday.
func (l *Limitation) LastDay(issued, due date.Date, acknowledged ...date.Date) date.Date {
	from := due
	if l.FromIssue {
		from = min(issued, due)
	}
	if l.YearEnd {
		from = endOfYear(from)
	}
	last := from.AddMonths(l.Months)
	for _, on := range acknowledged {
		if on <= last {
			last = max(last, on.AddMonths(l.Months))
		}
	}
	return last
}

func endOfYear(on date.Date) date.Date {
	year, _, _ := on.Civil()
	return date.New(year, time.December, 31)
}

// InterestLimitation is how long interest can be claimed, the interest of each day for
// itself.
type InterestLimitation struct {
	Country string
	Months  int
	YearEnd bool // they run from the end of the year of that day
	Mark    Mark
	Source  string
}

var interestLimitations = []InterestLimitation{
	{"BE", 60, false, Seen, "old Civil Code art. 2277"},
	{"FR", 60, false, Memory, "Code civil art. 2224"},
	{"NL", 60, false, Memory, "Burgerlijk Wetboek art. 3:308"},
	{"LU", 60, false, Memory, "Code civil art. 2277"},
	{"DE", 36, true, Seen, "BGB § 195, § 199 (1) and § 217"},
}

// InterestLimitationOf is that of a country; there is none where its law was not looked up.
func InterestLimitationOf(country string) (InterestLimitation, bool) {
	n := slices.IndexFunc(interestLimitations, func(l InterestLimitation) bool { return l.Country == country })
	if n < 0 {
		return InterestLimitation{}, false
	}
	return interestLimitations[n], true
}

// Since is the first day whose interest can still be claimed on a day. With the principal
// its interest is lost too, which is not looked at here.
func (l *InterestLimitation) Since(on date.Date) date.Date {
	if l.YearEnd {
		year, _, _ := on.AddMonths(-l.Months).Civil()
		return date.New(year, time.January, 1)
	}
	return on.AddMonths(-l.Months)
}
