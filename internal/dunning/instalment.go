package dunning

import (
	"slices"

	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/plan"
)

// Agreed is a plan that runs: its instalments are followed up in place of its invoices.
type Agreed struct {
	Plan     id.ID        `json:"plan"`
	Number   int          `json:"number"` // the how-manieth of the customer
	On       date.Date    `json:"on"`     // on which it was agreed
	Total    money.Amount `json:"total"`  // of its invoices, when it was made
	Parts    []plan.Part  `json:"parts"`
	Invoices []id.ID      `json:"invoices"`
	Taken    []Instalment `json:"taken,omitempty"` // the steps that its instalments took
	// WithBeside says that what was claimed beside its invoices is paid with them: Beside is what
	// is left of it.
	WithBeside bool         `json:"with_beside,omitempty"`
	Beside     []plan.Share `json:"beside,omitempty"`
}

// Instalment is a step that the share of an instalment in an invoice took.
type Instalment struct {
	Invoice id.ID `json:"invoice"`
	Part    int   `json:"part"` // as plan.Item
	Taken   Taken `json:"taken"`
}

// BrokenPlan is a plan that was not kept: it is answered as a broken promise about each of its
// invoices is.
type BrokenPlan struct {
	Plan     id.ID     `json:"plan"`
	Invoices []id.ID   `json:"invoices"`
	MissedOn date.Date `json:"missed_on"` // the day of the instalment that did not come
	On       date.Date `json:"on"`        // on which that was known
}

// promise is the broken plan as a promise about an invoice.
func (b *BrokenPlan) promise(i id.ID) hold.Hold {
	return hold.Hold{Cause: hold.ForPromise, Invoice: i, PromisedOn: b.MissedOn, Until: b.On.AddDays(-1)}
}

// promises are those about an item: of the holds, and the plans that were broken about its invoice.
func (s *Snapshot) promises(item *Item) []hold.Hold {
	all := s.Holds
	for n := range s.Broken {
		if b := &s.Broken[n]; slices.Contains(b.Invoices, item.Invoice) {
			all = append(all[:len(all):len(all)], b.promise(item.Invoice))
		}
	}
	return all
}

// GraceDay is the last day on which an instalment that is due on a day may still arrive.
type GraceDay func(date.Date) date.Date

// laid puts the instalments of plans in the place of the invoices that they are about. A plan of
// which an instalment did not come in time counts no more: its invoices stand by themselves again,
// and it is among the broken ones before anybody has written that down.
func (s *Snapshot) laid(items []Item, today date.Date) (laid []Item, broken []BrokenPlan) {
	waits := s.Credits
	for n := range s.Plans {
		p := &s.Plans[n]
		own := p.own(items)
		var late lateness
		if late, waits = p.lateBy(s, own, waits, today); late.First.Number > 0 {
			due := late.First.DueOn
			broken = append(broken, BrokenPlan{Plan: p.Plan, Invoices: p.Invoices, MissedOn: due, On: s.lastDay(due).AddDays(1)})
			continue
		}
		if len(own) == 0 {
			continue
		}
		items = slices.DeleteFunc(slices.Clone(items), func(i Item) bool { return slices.Contains(p.Invoices, i.Invoice) })
		items = append(items, p.lay(own)...)
		slices.SortFunc(items, compareItems)
	}
	return items, broken
}

// own are the items that the plan is about and of which something is open, in their order.
func (p *Agreed) own(items []Item) (own []Item) {
	for n := range items {
		if i := &items[n]; i.Open.Sign() > 0 && slices.Contains(p.Invoices, i.Invoice) {
			own = append(own, *i)
		}
	}
	return own
}

// open is what each of the items owes the plan: what is open of it, and with the first of each
// invoice what was claimed beside that one.
func (p *Agreed) open(own []Item) []money.Amount {
	open := make([]money.Amount, len(own))
	for n := range own {
		open[n] = own[n].Open
	}
	for _, b := range p.Beside {
		if n := slices.IndexFunc(own, func(i Item) bool { return i.Invoice == b.Invoice }); n >= 0 {
			open[n] = open[n].Add(b.Amount)
		}
	}
	return open
}

// left are the instalments of which something is left.
func (p *Agreed) left(own []Item) []plan.Part {
	sum := money.Of(0, p.Total.Currency)
	for _, o := range p.open(own) {
		sum = sum.Add(o)
	}
	return plan.Left(p.Parts, p.Total, sum)
}

// lay puts the shares of instalments in the place of items.
func (p *Agreed) lay(own []Item) (laid []Item) {
	for _, share := range plan.Lay(p.Parts, p.Total, p.open(own)) {
		item := own[share.Debt]
		if share.Part.Number == 0 {
			item.Open = share.Part.Amount
			laid = append(laid, item)
			continue
		}
		item.OwnPart, item.OwnDue = item.Part, item.DueOn
		item.Part, item.DueOn, item.Open, item.Taken, item.Earlier = plan.Item(p.Number, share.Part.Number), share.Part.DueOn, share.Part.Amount, Taken{}, nil
		for _, t := range p.Taken {
			if t.Invoice == item.Invoice && t.Part == item.Part {
				item.Took(t.Taken)
			}
		}
		laid = append(laid, item)
	}
	return laid
}

// lateness is the first instalment of a plan that did not come in time, the zero Part for none, and
// what is missing of all that did not.
type lateness struct {
	First   plan.Part
	Arrears money.Amount
}

// lateBy is how late a plan is. Money that waits to be allocated counts as paid: whether it pays the
// instalment a person says first. What is left of it counts for the next plan. What is contested is
// not asked for, and counts as well.
func (p *Agreed) lateBy(s *Snapshot, own []Item, waits money.Amount, today date.Date) (late lateness, left money.Amount) {
	late.Arrears = money.Of(0, p.Total.Currency)
	contested := p.contested(s, own, today)
	for _, part := range p.left(own) {
		if today <= s.lastDay(part.DueOn) {
			break
		}
		for _, covers := range []*money.Amount{&contested, &waits} {
			covered := covers.Min(part.Amount)
			*covers, part.Amount = covers.Sub(covered), part.Amount.Sub(covered)
		}
		if part.Amount.IsZero() {
			continue
		}
		if late.First.Number == 0 {
			late.First = part
		}
		late.Arrears = late.Arrears.Add(part.Amount)
	}
	return late, waits
}

// contested is how much of the plan's items is contested.
func (p *Agreed) contested(s *Snapshot, own []Item, today date.Date) money.Amount {
	sum := money.Of(0, p.Total.Currency)
	for _, i := range p.Invoices {
		open := money.Of(0, p.Total.Currency)
		for n := range own {
			if own[n].Invoice == i {
				open = open.Add(own[n].Open)
			}
		}
		sum = sum.Add(hold.Contested(s.Holds, i, open, today))
	}
	return sum
}

// lastDay is the last day on which an instalment that is due on a day may still arrive.
func (s *Snapshot) lastDay(due date.Date) date.Date {
	if s.GraceDay == nil {
		return due
	}
	return s.GraceDay(due)
}

// breaks is the day on which the plan of an item is broken if nothing comes.
func (s *Snapshot) breaks(i *Item, today date.Date) date.Date {
	return max(s.lastDay(i.DueOn), today).AddDays(1)
}

// Missed is the first instalment of a plan that did not come in time by a day, and what is missing
// of all that did not; the zero Part where none is late, or nothing is open any more.
func (s *Snapshot) Missed(p *Agreed, today date.Date) (first plan.Part, arrears money.Amount) {
	late, waits := lateness{}, s.Credits
	for n := range s.Plans {
		before := &s.Plans[n]
		if late, waits = before.lateBy(s, before.own(s.Items), waits, today); before.Plan == p.Plan {
			break
		}
	}
	return late.First, late.Arrears
}

// Over reports whether nothing of the invoices of a plan is open.
func (s *Snapshot) Over(p *Agreed) bool { return len(p.own(s.Items)) == 0 }

// Debt is the part of the invoice that an item is about, or is a share of, and its own due day.
func (i *Item) Debt() (part int, due date.Date) {
	if i.Planned() {
		return i.OwnPart, i.OwnDue
	}
	return i.Part, i.DueOn
}

// Planned reports whether the item is the share of an instalment of a plan.
func (i *Item) Planned() bool {
	_, _, planned := plan.ItemOf(i.Part)
	return planned
}
