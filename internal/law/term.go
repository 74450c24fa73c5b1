package law

import (
	"slices"

	"acquit/internal/date"
)

// Term is what the law of a country says of how long a buyer may be given to pay.
type Term struct {
	Country string
	Buyer   Buyer
	Large   bool // the buyer is a large undertaking, and the seller is not
	// Usual is how many days there are to pay where nothing was agreed, or nothing that
	// holds. They run from receipt of the invoice, or of what it is for.
	Usual int
	Most  int // the days that may be agreed; 0 for no bound
	// FromIssue: Most runs from the day of the invoice, else from its receipt.
	FromIssue bool
	// EndOfMonth may be agreed in the place of Most: so many days and to the end of the
	// month, in either order. 0 where it may not.
	EndOfMonth int
	// Express: more than Most holds where it was expressly agreed and is not grossly unfair,
	// up to Absolute days; 0 for no such bound.
	Express  bool
	Absolute int
	Mark     Mark
	Source   string
}

// directive is the source of what was not looked up in a country's own law.
const directive = "Directive 2011/7/EU art. 3 and 4, which each country has made its own law"

// terms are what the sources say; what is not here was not looked up. Consumers are
// outside the directive, and no bound for them was found.
var terms = []Term{
	{Country: "BE", Buyer: Business, Usual: 30, Most: 60, Mark: Seen, Source: "Law of 2 August 2002 on late payment art. 4, as changed by the law of 14 August 2021"},
	{Country: "BE", Buyer: Public, Usual: 30, Most: 30, Express: true, Absolute: 60, Mark: Memory, Source: "Law of 2 August 2002 art. 4; above 30 000 EUR the royal decree of 14 January 2013 on public contracts"},
	{Country: "FR", Buyer: Business, Usual: 30, Most: 60, FromIssue: true, EndOfMonth: 45, Mark: Seen, Source: "Code de commerce art. L441-10 I"},
	{Country: "FR", Buyer: Public, Usual: 30, Most: 30, Express: true, Absolute: 60, Mark: Memory, Source: "Code de la commande publique art. R2192-10 and R2192-11"},
	{Country: "NL", Buyer: Business, Usual: 30, Most: 60, Express: true, Mark: Memory, Source: "Burgerlijk Wetboek art. 6:119a (5)"},
	{Country: "NL", Buyer: Business, Large: true, Usual: 30, Most: 30, Mark: Seen, Source: "Burgerlijk Wetboek art. 6:119a, as changed by Stb. 2022, 146"},
	{Country: "NL", Buyer: Public, Usual: 30, Most: 30, Express: true, Absolute: 60, Mark: Memory, Source: "Burgerlijk Wetboek art. 6:119b"},
	{Country: "LU", Buyer: Business, Usual: 30, Most: 60, Express: true, Mark: Memory, Source: "Law of 18 April 2004, as changed by the law of 29 March 2013"},
	{Country: "LU", Buyer: Public, Usual: 30, Most: 30, Express: true, Absolute: 60, Mark: Memory, Source: "Law of 18 April 2004; " + directive},
	{Country: "DE", Buyer: Business, Usual: 30, Most: 60, Express: true, Mark: Seen, Source: "BGB § 271a (1) and § 286 (3)"},
	{Country: "DE", Buyer: Public, Usual: 30, Most: 30, Express: true, Absolute: 60, Mark: Seen, Source: "BGB § 271a (2) and § 286 (3)"},
}

// TermOf is what is said of a buyer's time to pay. There is none for consumers, and for a
// country whose law was not looked up. Large counts in the Netherlands alone.
func TermOf(country string, b Buyer, large bool) (Term, bool) {
	if n := slices.IndexFunc(terms, func(t Term) bool { return t.Country == country && t.Buyer == b && t.Large && large }); n >= 0 {
		return terms[n], true
	}
	n := slices.IndexFunc(terms, func(t Term) bool { return t.Country == country && t.Buyer == b && !t.Large })
	if n < 0 {
		return Term{}, false
	}
	return terms[n], true
}

// TooLong reports whether a term of so many days is beyond what the law allows without
// more.
func (t *Term) TooLong(days int) bool { return t.Most > 0 && days > t.Most }

// Unless is what makes a due day good that lies beyond the law's term.
type Unless string

// The exceptions.
const (
	Nothing        Unless = "nothing"
	AgreedExpress  Unless = "express"      // agreed expressly, and not grossly unfair
	AgreedMonthEnd Unless = "end_of_month" // the contract reckons to the end of a month
)

// Excess is how a due day lies beyond what the law allows.
type Excess struct {
	Term
	Allowed date.Date // the last due day that needs no exception
	Instead date.Date // the last day to pay that the law puts in the place of one that does not hold
	Unless  Unless
}

// InterestFrom is the first day that bears interest where the due day does not hold.
func (e *Excess) InterestFrom() date.Date { return e.Instead.AddDays(1) }

// Exceeds says how a due day lies beyond what the law allows. Where it is not known when
// the invoice was received, date.None, its own day stands for that: it is never later.
func (t *Term) Exceeds(issued, received, due date.Date) (Excess, bool) {
	if received == date.None {
		received = issued
	}
	from := received
	if t.FromIssue {
		from = issued
	}
	e := Excess{Term: *t, Allowed: from.AddDays(t.Most), Instead: received.AddDays(t.Usual), Unless: Nothing}
	if t.Most == 0 || due <= e.Allowed {
		return Excess{}, false
	}
	switch {
	case t.EndOfMonth > 0 && due <= monthEnd(issued, t.EndOfMonth):
		e.Unless = AgreedMonthEnd
	case t.Express && (t.Absolute == 0 || due <= from.AddDays(t.Absolute)):
		e.Unless = AgreedExpress
	}
	return e, true
}

// monthEnd is the later of the two ways in which businesses reckon "45 days, end of month".
func monthEnd(issued date.Date, days int) date.Date {
	return max(issued.AddDays(days).EndOfMonth(), issued.EndOfMonth().AddDays(days))
}
