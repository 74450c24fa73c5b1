// Package claim computes what is owed for a debt that is late: principal, interest day by
// day at the rate of the day, and the sum that is due for being late. It is pure and
// exact: interest is added up unrounded and rounded once, half up, where it becomes an
// amount: on the day of the claim, when a payment may settle it, when it begins to bear
// interest itself.
package claim

import (
	"cmp"
	"slices"
	"strings"

	"acquit/internal/allocation"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/law"
	"acquit/internal/money"
)

// Debt is what is owed from a day on, and what became of it.
type Debt struct {
	Principal money.Amount // with its VAT: interest runs on that too (C-585/20)
	DueOn     date.Date    // the last day to pay
	// From is the first day that bears interest, where that is not the day after DueOn: a
	// consumer owes it only some time after he was reminded.
	From date.Date
	// CompensationOn is the first day on which the sum for being late is due, where that is
	// not the first one that bears interest. It follows from what is open then.
	CompensationOn date.Date
	// Costs are what is owed beside it from DueOn on, such as those of a bailiff.
	Costs money.Amount
	Facts []Fact
}

// Fact is what makes a debt less.
type Fact struct {
	On     date.Date
	Amount money.Amount // more than nothing
	// Part is what it makes less, whatever else is owed: a credit note is of the principal.
	// One of no part settles what the order of the law puts first.
	Part allocation.Part
}

// Terms are what a claim is computed by.
type Terms struct {
	Rates        law.Rates
	Count        law.DayCount
	Compounds    bool
	Compensation law.Scale
	CostsVAT     law.Percent // by which the Compensation is raised
	Order        allocation.Order
	// PaymentDayFree leaves out the day on which a payment came in; it counts otherwise.
	PaymentDayFree bool
}

// Claim is what is owed on a day, each part for itself.
type Claim struct {
	On   date.Date
	Owed allocation.Claim
	// Accrued is all interest that ran up, and Compensation all that came due for being
	// late, settled or not.
	Accrued      money.Amount
	Compensation money.Amount
	// CompensationOf is the principal that was open when the compensation came due; zero
	// where it did not.
	CompensationOf money.Amount
	Periods        []Period
	Settled        []Settled
	Left           money.Amount // of the payments, when nothing is owed any more
}

// Period is some days in which nothing changed: what bears interest, the rate, the length
// of the year.
type Period struct {
	From, Until date.Date // both included
	Days        int
	Year        int // the days of a year
	Rate        law.Percent
	Base        money.Amount // what bears interest
	Sources     []law.Rate   // of the rate: several where one followed the other unchanged
	interest    exact
}

// Interest is what ran up in a period, with six decimals beyond those of the currency.
func (p *Period) Interest() string { return p.interest.text(p.Base.Currency.Digits()) }

// Unrounded is the interest of all periods, exact but for the sixth decimal beyond those of
// the currency.
func (c *Claim) Unrounded() string {
	var sum exact
	for n := range c.Periods {
		sum = sum.plus(c.Periods[n].interest)
	}
	return sum.text(c.Accrued.Currency.Digits())
}

// Source names where the rates of a period stand, each place once.
func (p *Period) Source() string {
	var named []string
	for _, r := range p.Sources {
		if !slices.Contains(named, r.Source) {
			named = append(named, r.Source)
		}
	}
	return strings.Join(named, "; ")
}

// Paid is what all facts settled, part by part.
func (c *Claim) Paid() allocation.Claim {
	sum := allocation.Nothing(c.Owed.Principal.Currency)
	for n := range c.Settled {
		sum = sum.Plus(c.Settled[n].Of)
	}
	return sum
}

// Settled is what a fact settled of each part.
type Settled struct {
	Fact Fact
	Of   allocation.Claim
}

// For computes what is owed of a debt on a day. The order of facts of the same day makes
// no difference: those that settle the principal count first, those of no part last.
//
// Errors: Invalid for a principal or a fact of nothing or less, for costs of less than
// nothing, and for another currency; NotFound for a day without a rate: a claim is
// computed wholly or not at all.
func For(d Debt, t Terms, on date.Date) (Claim, error) {
	if err := d.check(); err != nil {
		return Claim{}, err
	}
	r := newRun(&d, &t, on)
	for _, f := range r.facts {
		if err := r.until(r.last(f.On)); err != nil {
			return Claim{}, err
		}
		r.settle(f)
	}
	if err := r.until(on); err != nil {
		return Claim{}, err
	}
	r.round()
	r.claim.Owed = r.owed
	return r.claim, nil
}

func (d *Debt) check() error {
	if d.Principal.Sign() <= 0 {
		return fault.New(fault.Invalid, "%s is no debt: it must be more than nothing", d.Principal.Text())
	}
	if c := d.Costs; c.Sign() < 0 || c.Sign() > 0 && c.Currency != d.Principal.Currency {
		return fault.New(fault.Invalid, "%s are no costs of a debt of %s", c.Text(), d.Principal.Text())
	}
	for _, f := range d.Facts {
		if f.Amount.Sign() <= 0 || f.Amount.Currency != d.Principal.Currency {
			return fault.New(fault.Invalid, "%s makes a debt of %s no less", f.Amount.Text(), d.Principal.Text())
		}
	}
	return nil
}

// run follows a debt from the first day that bears interest on.
type run struct {
	terms   *Terms
	claim   Claim
	facts   []Fact
	owed    allocation.Claim
	bearing int64     // interest that bears interest itself, of what is owed
	next    date.Date // the first day that is not looked at yet
	turn    date.Date // the next day on which interest begins to bear interest; none where it never does
	running exact     // what ran up and was not rounded yet
	sumOn   date.Date // the day on which the compensation comes due
	late    bool      // it is due
}

// usualPeriods is how many periods a debt mostly has, besides those that payments begin.
const usualPeriods = 3

func newRun(d *Debt, t *Terms, on date.Date) *run {
	none := money.Of(0, d.Principal.Currency)
	since := max(d.From, d.DueOn.AddDays(1))
	r := &run{terms: t, next: since, sumOn: cmp.Or(d.CompensationOn, since), owed: allocation.Nothing(none.Currency), claim: Claim{On: on, Accrued: none, Compensation: none, CompensationOf: none, Left: none}}
	r.owed.Principal = d.Principal
	if d.Costs.Sign() > 0 {
		r.owed.Costs = d.Costs
	}
	if t.Compounds {
		r.turn = since.AddMonths(12)
	}
	r.facts = make([]Fact, 0, len(d.Facts))
	for _, f := range d.Facts {
		if f.On <= on {
			r.facts = append(r.facts, f)
		}
	}
	r.claim.Settled, r.claim.Periods = make([]Settled, 0, len(r.facts)), make([]Period, 0, len(r.facts)+usualPeriods)
	slices.SortStableFunc(r.facts, func(a, b Fact) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(order(a), order(b)), cmp.Compare(a.Part, b.Part), cmp.Compare(a.Amount.Minor, b.Amount.Minor))
	})
	return r
}

// order is in which order the facts of a day count: those of the principal first, those of
// no part last.
func order(f Fact) int {
	switch f.Part {
	case allocation.Principal:
		return 0
	case "":
		return 2
	}
	return 1
}

// last is the last day that bears interest before a fact of a day counts.
func (r *run) last(on date.Date) date.Date {
	if r.terms.PaymentDayFree {
		return on.AddDays(-1)
	}
	return on
}

// until lets interest run up to a day, that day included.
func (r *run) until(day date.Date) error {
	if !r.late && day >= r.sumOn && r.owed.Principal.Sign() > 0 {
		r.late = true
		r.claim.Compensation, r.claim.CompensationOf = law.WithVAT(r.terms.Compensation.Of(r.owed.Principal), r.terms.CostsVAT), r.owed.Principal
		r.owed.Compensation = r.claim.Compensation
	}
	for r.next <= day {
		if r.next == r.turn {
			r.round()
			r.bearing, r.turn = r.owed.Interest.Minor, r.turn.AddMonths(12)
		}
		if err := r.period(day); err != nil {
			return err
		}
	}
	return nil
}

// period lets interest run to the next day on which something changes, at most to a day.
func (r *run) period(day date.Date) error {
	base := money.Of(r.owed.Principal.Minor+r.bearing, r.owed.Principal.Currency)
	if r.turn != date.None {
		day = min(day, r.turn.AddDays(-1))
	}
	from := r.next
	if base.IsZero() {
		r.next = day.AddDays(1)
		return nil
	}
	sources := r.terms.Rates.Same(from, min(day, r.endOfYear(from)))
	if len(sources) == 0 {
		return fault.New(fault.NotFound, "no rate is known for %s: nothing is carried over from another time", from)
	}
	p := Period{From: from, Until: min(day, r.endOfYear(from), sources[len(sources)-1].Until), Year: r.terms.Count.Base(from),
		Rate: sources[0].Percent, Base: base, Sources: sources}
	p.Days = int(p.Until) - int(p.From) + 1
	p.interest = interest(base.Minor, p.Rate, p.Days, p.Year)
	r.running, r.next = r.running.plus(p.interest), p.Until.AddDays(1)
	r.claim.Periods = append(r.claim.Periods, p)
	return nil
}

// endOfYear is the last day whose year is reckoned as long as that of a day.
func (r *run) endOfYear(on date.Date) date.Date {
	if r.terms.Count != law.Actual {
		return r.claim.On
	}
	year, _, _ := on.Civil()
	return date.New(year, 12, 31)
}

// round makes what ran up an amount that is owed.
func (r *run) round() {
	ran := money.Of(r.running.rounded(), r.owed.Principal.Currency)
	r.owed.Interest, r.claim.Accrued = r.owed.Interest.Add(ran), r.claim.Accrued.Add(ran)
	r.running = exact{}
}

// settle lets a fact make the debt less.
func (r *run) settle(f Fact) {
	order := r.terms.Order
	if f.Part != "" {
		order = allocation.Order{f.Part}
	}
	if f.Part != allocation.Principal {
		r.round()
	}
	settled, left := order.Spread(f.Amount, r.owed)
	r.owed = r.owed.Less(settled)
	r.bearing = min(r.bearing, r.owed.Interest.Minor)
	r.claim.Left = r.claim.Left.Add(left)
	r.claim.Settled = append(r.claim.Settled, Settled{f, settled})
}
