package dunning

import (
	"fmt"
	"slices"
	"strings"

	"acquit/internal/date"
	"acquit/internal/message"
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
	Verdict Verdict         `json:"verdict"`
	Step    Step            `json:"step"`              // the step that sets the tone; only for Act
	Channel message.Channel `json:"channel,omitempty"` // by which the message goes; only for Act
	// Approval is why a person must approve the message before it leaves; nil where nobody
	// must. Only for Act.
	Approval *Reason    `json:"approval,omitempty"`
	Items    []Decision `json:"items"`   // every open item, by due day
	Reasons  []Reason   `json:"reasons"` // about the customer as a whole, the first is the deciding one
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
	Listed  bool         `json:"listed"`  // a message that left today would list it
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
	return a.Verdict == Wait && len(a.Reasons) > 0 && a.Reasons[0].noDay()
}

// Total is what the open items come to, listed or not.
func (a *Assessment) Total() money.Amount {
	var sum money.Amount
	for _, d := range a.Items {
		sum = sum.Add(d.Item.Open)
	}
	return sum
}

// Ended is what the items come to that have taken their last step, whatever is to be done
// about the others; nothing where there is none. A person decides about them.
func (a *Assessment) Ended() money.Amount {
	var sum money.Amount
	for _, d := range a.Items {
		if d.Verdict == Finished {
			sum = sum.Add(d.Item.Open)
		}
	}
	return sum
}

// Listed is what the items come to that a message lists.
func (a *Assessment) Listed() money.Amount {
	var sum money.Amount
	for _, d := range a.Items {
		if d.Listed {
			sum = sum.Add(d.Item.Open)
		}
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
		lead := a.lead(scenario)
		a.list(scenario, today)
		if reason, until, stopped := obstacle(s, scenario, &a, lead, today); stopped {
			a.refuse(reason, until)
		} else {
			a.act(s, scenario, lead, today)
		}
	}
	return a
}

func (a *Assessment) stepsDue() bool {
	return slices.ContainsFunc(a.Items, func(d Decision) bool { return d.Due })
}

// lead is the item whose step the message speaks for: the most severe of those that are due,
// since nothing milder may carry a formal notice; of equal ones the highest. The answer to a
// broken promise comes before the ladder's steps in its tone.
func (a *Assessment) lead(scenario *Scenario) (lead *Decision) {
	severest, highest := -1, -1
	for n := range a.Items {
		d := &a.Items[n]
		if !d.Due {
			continue
		}
		step, _ := scenario.Step(d.Step)
		tone, rank := slices.Index(Tones(), step.Tone), scenario.rank(d.Step)
		if rank < 0 {
			rank = len(scenario.Steps)
		}
		if tone > severest || tone == severest && rank > highest {
			severest, highest, lead = tone, rank, d
		}
	}
	return lead
}

// list marks what a message that left today would list. What is held, left alone or likely
// paid is not asked for again; what money on account covers stands beside that money.
func (a *Assessment) list(scenario *Scenario, today date.Date) {
	for n := range a.Items {
		d := &a.Items[n]
		d.Listed = d.Due || d.Verdict != Hold || d.Reason.Code == MoneyWaits
		if d.Item.Planned() { // a plan is not asked for before its days
			d.Listed = d.Listed && (d.Due || d.Item.DueOn < today)
		}
		switch scenario.Include {
		case IncludeLate:
			d.Listed = d.Listed && (d.Due || d.Item.DueOn < today)
		case IncludeTaking:
			d.Listed = d.Due
		}
	}
}

// act lets the message leave.
func (a *Assessment) act(s *Snapshot, scenario *Scenario, lead *Decision, today date.Date) {
	a.Verdict, a.Reasons = Act, []Reason{lead.Reason}
	a.Step, _ = scenario.Step(lead.Step)
	way, passed := s.way(&a.Step, a.Once())
	if a.Channel = way; passed.Code == LetterBack {
		a.Reasons = append(a.Reasons, passed)
	}
	a.Step.Tone = scenario.speaks(&a.Step, s.Payer)
	ceiling := limit(scenario.Limits.Ceiling, s.Currency)
	switch sum := a.asked(today); {
	case a.Step.severe() && s.Hardship.On(today):
		a.Approval = &Reason{Code: InHardship, Day: s.Hardship.Since, Step: a.Step.Key}
	case a.Step.severe() && s.Loyal.On(today):
		a.Approval = &Reason{Code: IsLoyal, Day: s.Loyal.Since, Amount: s.Loyal.Paid, Step: a.Step.Key}
	case !ceiling.IsZero() && sum.Cmp(ceiling) > 0:
		a.Approval = &Reason{Code: AboveCeiling, Amount: sum, Limit: ceiling, Step: a.Step.Key}
	case a.Step.Approve:
		a.Approval = &Reason{Code: AsksApproval, Step: a.Step.Key}
	}
}

// way is the first channel of a step by which the customer can be reached and which has not
// refused this message, with the last reason for which others were passed over; "" where there
// is none.
func (s *Snapshot) way(step *Step, once string) (message.Channel, Reason) {
	why := Reason{Code: NoRecipient, Step: step.Key}
	for _, c := range step.Ways() {
		switch {
		case !s.Reach.By(c) && c.OnPaper() && s.Reach.BackOn != date.None:
			if why.Code == NoRecipient {
				why = Reason{Code: LetterBack, Step: step.Key, Day: s.Reach.BackOn, Text: string(s.Reach.Back)}
			}
		case !s.Reach.By(c):
		case slices.Contains(s.Refused, Refusal{once, c}):
			why = Reason{Code: WasRefused, Step: step.Key}
		default:
			return c, why
		}
	}
	return "", why
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
	a.Verdict, a.Reasons, a.NextOn = reason.Code.Verdict(), []Reason{reason}, until
	for n := range a.Items {
		if d := &a.Items[n]; d.Due {
			d.Verdict, d.Reason = a.Verdict, reason
			a.NextOn = earliest(a.NextOn, d.next)
		}
	}
}

// obstacle finds the first reason why nothing may leave today although steps are
// due, and the day on which it goes away by itself.
func obstacle(s *Snapshot, scenario *Scenario, a *Assessment, lead *Decision, today date.Date) (reason Reason, until date.Date, stopped bool) {
	if h := holding(s, today); h != nil {
		return heldBack(CustomerHeld, h), h.Until.AddDays(1), true
	}
	if reason, stale := s.stale(today); stale {
		return reason, date.None, true
	}
	if s.OnItsWay {
		return Reason{Code: OnItsWay}, date.None, true
	}
	step, _ := scenario.Step(lead.Step)
	if way, why := s.way(&step, a.Once()); way == "" {
		return why, a.moves(), true
	}
	if reason, small := a.tooSmall(s, scenario, today); small {
		return reason, a.grows(today), true
	}
	if reason := s.tooSoon(scenario, today); reason.Code != "" {
		return reason, reason.Day, true
	}
	if reason := s.noDay(today); reason.Code != "" {
		return reason, reason.Day, true
	}
	return Reason{}, date.None, false
}

// tooSmall reports that less is asked than the company or the scenario writes for.
func (a *Assessment) tooSmall(s *Snapshot, scenario *Scenario, today date.Date) (Reason, bool) {
	least := s.MinimumDue
	if own := limit(scenario.Limits.Least, s.Currency); !own.IsZero() {
		least = own
	}
	if sum := a.asked(today); sum.Cmp(least) < 0 {
		return Reason{Code: BelowMinimum, Amount: sum, Limit: least}, true
	}
	carry, largest := limit(scenario.Limits.Carry, s.Currency), money.Of(0, s.Currency)
	for n := range a.Items {
		if d := &a.Items[n]; d.Due && d.Item.Open.Cmp(largest) > 0 {
			largest = d.Item.Open
		}
	}
	return Reason{Code: NoneCarries, Amount: largest, Limit: carry}, largest.Cmp(carry) < 0
}

// week is the days that a limit by week looks back on.
const week = 7

// tooSoon finds that a message left too lately for another; no code where none did. Two
// messages on one day are never right, whatever gap a company sets.
func (s *Snapshot) tooSoon(scenario *Scenario, today date.Date) Reason {
	gap := s.GapDays
	if scenario.Limits.GapDays > 0 {
		gap = scenario.Limits.GapDays
	}
	gap = max(gap, 1)
	if free := s.LastSent.AddDays(gap); today < free {
		return Reason{Code: TooSoon, Day: free, Days: gap}
	}
	most := scenario.Limits.PerWeek
	if most == 0 {
		return Reason{}
	}
	var lately []date.Date
	for _, on := range s.Contacts {
		if on.AddDays(week) > today {
			lately = append(lately, on)
		}
	}
	if len(lately) < most {
		return Reason{}
	}
	slices.Sort(lately)
	return Reason{Code: TooOften, Days: len(lately), Day: lately[len(lately)-most].AddDays(week)}
}

// noDay finds that today is no day to send; no code where it is one. Its Day is the next one.
func (s *Snapshot) noDay(today date.Date) Reason {
	if s.SendDay == nil {
		return Reason{}
	}
	why, closed := s.SendDay(today)
	if !closed {
		return Reason{}
	}
	return Reason{Code: why.Code, Holiday: why.Holiday, Text: why.Text, Day: nextSendDay(s.SendDay, today)}
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

// sendHorizon bounds the search for a day on which messages may leave: a closing period ends
// within two years.
const sendHorizon = 800

func nextSendDay(closed SendDay, today date.Date) date.Date {
	for n := 1; n <= sendHorizon; n++ {
		if day := today.AddDays(n); !isClosed(closed, day) {
			return day
		}
	}
	return date.None
}

func isClosed(closed SendDay, day date.Date) bool {
	_, is := closed(day)
	return is
}

// earliest is the earlier of two days; None is no day.
func earliest(a, b date.Date) date.Date {
	if a == date.None || b != date.None && b < a {
		return b
	}
	return a
}
