package dunning

import (
	"fmt"
	"slices"
	"strings"

	"acquit/internal/date"
	"acquit/internal/money"
)

// Verdict is what is to be done about a customer today.
type Verdict string

// The verdicts.
const (
	Act      Verdict = "act"      // a message is to leave
	Wait     Verdict = "wait"     // nothing is due yet
	Hold     Verdict = "hold"     // something is due but must not leave
	Finished Verdict = "finished" // the last step was taken: a person decides
	Close    Verdict = "close"    // nothing is open
)

// Assessment is a decision with everything that led to it.
type Assessment struct {
	Verdict Verdict    `json:"verdict"`
	Step    Step       `json:"step"`    // the step that sets the tone; only for Act
	Items   []Decision `json:"items"`   // every open item, by due day
	Reasons []Reason   `json:"reasons"` // about the customer as a whole, the first is the deciding one
	// NextOn is the first day on which the answer may be another although nothing
	// happened; None when only a new fact changes it, and for Act. That bank data
	// grows old is not foreseen.
	NextOn date.Date `json:"next_on"`
}

// Decision is what is to be done about one item.
type Decision struct {
	Item    Item         `json:"item"`
	Verdict Verdict      `json:"verdict"` // Act: takes Step with this message; else only listed
	Due     bool         `json:"due"`     // it would take Step if a message left today, and nothing about the item forbids it
	Step    string       `json:"step"`    // its next step; "" when none is left
	Times   int          `json:"times"`   // how often it will have taken Step: 1 the first time
	On      date.Date    `json:"on"`      // when Step falls due, held or not
	Reason  Reason       `json:"reason"`
	next    date.Date    // when this decision changes by itself
	covered money.Amount // what unallocated money already covers
}

// Once names what a message would do: the steps that its items take. Two messages
// with one name would say the same thing twice.
func (a *Assessment) Once() string {
	var parts []string
	for _, d := range a.Items {
		if d.Due {
			parts = append(parts, fmt.Sprintf("%s.%d:%s.%d", d.Item.Invoice, d.Item.Part, d.Step, d.Times))
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

// Postponed reports whether a message that was queued may stay so: it only waits
// for a day on which messages leave.
func (a *Assessment) Postponed() bool {
	return a.Verdict == Wait && len(a.Reasons) > 0 && a.Reasons[0].Code == NoSendDay
}

// Total is what the open items come to.
func (a *Assessment) Total() money.Amount {
	var sum money.Amount
	for _, d := range a.Items {
		sum = sum.Add(d.Item.Open)
	}
	return sum
}

// Assess decides. It takes steps in order and skips none: a night that was missed
// is caught up by one message that takes the next step of each item.
func Assess(s *Snapshot, scenario *Scenario, today date.Date) Assessment {
	a := Assessment{Items: decideItems(s, scenario, today)}
	switch {
	case len(a.Items) == 0:
		a.Verdict, a.Reasons = Close, []Reason{{Code: NothingOpen}}
	case !a.stepsDue():
		a.rest(today)
	default:
		if reason, until, stopped := obstacle(s, &a, today); stopped {
			a.refuse(reason, until)
		} else {
			a.act(scenario)
		}
	}
	return a
}

func (a *Assessment) stepsDue() bool {
	return slices.ContainsFunc(a.Items, func(d Decision) bool { return d.Due })
}

// act lets the message speak in the tone of the highest step that is due.
func (a *Assessment) act(scenario *Scenario) {
	a.Verdict = Act
	highest := -1
	for n := range a.Items {
		d := &a.Items[n]
		if rank := scenario.rank(d.Step); d.Due && rank > highest {
			highest = rank
			a.Step, a.Reasons = scenario.Steps[rank], []Reason{d.Reason}
		}
	}
}

// rest gives the verdict when no item has a step to take today: the strongest of
// what the items say, for the reason of the item that changes first.
func (a *Assessment) rest(today date.Date) {
	decider := &a.Items[0]
	for n := range a.Items {
		if d := &a.Items[n]; d.outweighs(decider, today) {
			decider = d
		}
	}
	a.Verdict, a.Reasons, a.NextOn = decider.standing(today), []Reason{decider.Reason}, a.moves()
}

// standing is what an item that takes no step means for the customer as a whole. A
// held item of which no step has fallen due yet keeps nothing back.
func (d *Decision) standing(today date.Date) Verdict {
	if d.Verdict == Hold && d.On > today {
		return Wait
	}
	return d.Verdict
}

// outweighs reports whether d decides rather than other.
func (d *Decision) outweighs(other *Decision, today date.Date) bool {
	mine, its := d.standing(today), other.standing(today)
	if mine != its {
		return mine == Hold || its == Finished
	}
	return mine == Wait && d.On < other.On
}

// refuse turns a decision to act into one that waits or holds for a reason that
// concerns the whole customer, and that goes away by itself on until.
func (a *Assessment) refuse(reason Reason, until date.Date) {
	a.Verdict, a.Reasons, a.NextOn = reason.verdict(), []Reason{reason}, until
	for n := range a.Items {
		if d := &a.Items[n]; d.Due {
			d.Verdict, d.Reason = a.Verdict, reason
			a.NextOn = earliest(a.NextOn, d.next)
		}
	}
}

// obstacle finds the first reason why nothing may leave today although steps are
// due, and the day on which it goes away by itself.
func obstacle(s *Snapshot, a *Assessment, today date.Date) (reason Reason, until date.Date, stopped bool) {
	if h := holding(s.Holds, 0, today); h != nil {
		return Reason{Code: CustomerHeld, Day: h.Until, Text: h.Reason}, h.Until.AddDays(1), true
	}
	if reason, stale := s.stale(today); stale {
		return reason, date.None, true
	}
	if s.OnItsWay {
		return Reason{Code: OnItsWay}, date.None, true
	}
	if !s.Reachable {
		return Reason{Code: NoRecipient}, date.None, true
	}
	if sum := a.asked(today); sum.Cmp(s.MinimumDue) < 0 {
		return Reason{Code: BelowMinimum, Amount: sum, Limit: s.MinimumDue}, a.grows(today), true
	}
	if len(s.Refused) > 0 && slices.Contains(s.Refused, a.Once()) {
		return Reason{Code: WasRefused}, a.moves(), true
	}
	// Two messages on one day are never right, whatever gap a company sets.
	gap := max(s.GapDays, 1)
	if free := s.LastSent.AddDays(gap); today < free {
		return Reason{Code: TooSoon, Day: free, Days: gap}, free, true
	}
	if s.SendDay != nil && !s.SendDay(today) {
		next := nextSendDay(s.SendDay, today)
		return Reason{Code: NoSendDay, Day: next}, next, true
	}
	return Reason{}, date.None, false
}

// stale reports that the bank data is older than the company allows.
func (s *Snapshot) stale(today date.Date) (Reason, bool) {
	switch {
	case !s.HasBank || s.BankMaxAge <= 0:
		return Reason{}, false
	case s.BankSeenTo == date.None:
		return Reason{Code: BankStale}, true
	}
	age := int(today - s.BankSeenTo)
	return Reason{Code: BankStale, Day: s.BankSeenTo, Days: age}, age > s.BankMaxAge
}

// asked is the sum that a message would press for: what takes a step or is past
// its due day, and is neither held nor covered by money that waits.
func (a *Assessment) asked(today date.Date) (sum money.Amount) {
	for n := range a.Items {
		if d := &a.Items[n]; d.Due || d.Verdict != Hold && d.Item.DueOn < today {
			sum = sum.Add(d.Item.Open.Sub(d.covered))
		}
	}
	return sum
}

// moves is the first day on which what is to be done about an item changes by
// itself.
func (a *Assessment) moves() (day date.Date) {
	for n := range a.Items {
		day = earliest(day, a.Items[n].next)
	}
	return day
}

// grows is the first day on which more is asked: an item takes a step or passes
// its due day.
func (a *Assessment) grows(today date.Date) date.Date {
	day := a.moves()
	for n := range a.Items {
		if d := &a.Items[n]; !d.Due && d.Verdict != Hold && d.Item.DueOn >= today {
			day = earliest(day, d.Item.DueOn.AddDays(1))
		}
	}
	return day
}

// sendHorizon bounds the search for a day on which messages may leave: no calendar
// closes longer than the holidays around a year's end.
const sendHorizon = 30

func nextSendDay(open SendDay, today date.Date) date.Date {
	for n := 1; n <= sendHorizon; n++ {
		if day := today.AddDays(n); open(day) {
			return day
		}
	}
	return date.None
}

// earliest is the earlier of two days; None is no day.
func earliest(a, b date.Date) date.Date {
	if a == date.None || b != date.None && b < a {
		return b
	}
	return a
}
