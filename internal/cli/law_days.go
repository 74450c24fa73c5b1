package cli

import (
	"slices"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/law"
)

type lawDaysCommand struct {
	Country  string        `required:"" help:"Whose law: the seller's, for consumers their own."`
	Kind     customer.Kind `default:"business" help:"Who owes: business, consumer or public."`
	Large    bool          `help:"The customer is a large undertaking, and the seller is not."`
	Supplies law.Supply    `help:"What was supplied: goods, services, periodic, hospitality, care or transport; the shortest time when left out."`
	Issued   date.Date     `required:"" help:"Day of the invoice."`
	Received date.Date     `help:"Day of its receipt; that of the invoice when left out."`
	Due      date.Date     `required:"" help:"Last day to pay."`
	Paid     []date.Date   `help:"A day on which a part was paid, in order; may be given several times."`
}

// lawSource is where a rule stands, and how well that is known.
type lawSource struct {
	Mark   law.Mark `json:"mark"`
	Source string   `json:"source"`
}

// lawTermLine is a due day as the law looks at it.
type lawTermLine struct {
	Most     int        `json:"most_days"`
	Exceeded bool       `json:"exceeded"`
	Allowed  date.Date  `json:"allowed_until,omitempty"`
	Unless   law.Unless `json:"unless,omitempty"`
	Instead  date.Date  `json:"due_instead,omitempty"`
	Interest date.Date  `json:"interest_from,omitempty"`
	lawSource
}

type lawContestLine struct {
	Until date.Date `json:"until"`
	lawSource
}

type lawLimitationLine struct {
	LastDay date.Date `json:"last_day"`
	Months  int       `json:"months"`
	lawSource
}

// lawDays is what "law days" prints.
type lawDays struct {
	Term       *lawTermLine       `json:"term,omitempty"`
	Contest    *lawContestLine    `json:"contest,omitempty"`
	Limitation *lawLimitationLine `json:"limitation"`
}

func (c *lawDaysCommand) Run(a *app) error {
	kind, err := customer.ParseKind(string(c.Kind))
	if err != nil {
		return err
	}
	if c.Supplies != law.Unsaid && !slices.Contains(law.Supplies(), c.Supplies) {
		return fault.New(fault.Invalid, "%q is nothing that a company supplies", string(c.Supplies))
	}
	b := law.Buyer(kind)
	l, found := law.LimitationOf(c.Country, b, c.Supplies)
	if !found {
		return fault.New(fault.NotFound, "no source says how long a claim lasts in %s", c.Country)
	}
	days := lawDays{Term: c.term(b), Contest: c.contest(b), Limitation: &lawLimitationLine{l.LastDay(c.Issued, c.Due, c.Paid...), l.Months, lawSource{l.Mark, l.Source}}}
	return a.print(days, func() { days.say(a) })
}

func (c *lawDaysCommand) term(b law.Buyer) *lawTermLine {
	t, found := law.TermOf(c.Country, b, c.Large)
	if !found {
		return nil
	}
	line := &lawTermLine{Most: t.Most, lawSource: lawSource{t.Mark, t.Source}}
	if e, beyond := t.Exceeds(c.Issued, c.Received, c.Due); beyond {
		line.Exceeded, line.Allowed, line.Unless, line.Instead, line.Interest = true, e.Allowed, e.Unless, e.Instead, e.InterestFrom()
	}
	return line
}

func (c *lawDaysCommand) contest(b law.Buyer) *lawContestLine {
	p, _ := law.ProtestOf(c.Country, b)
	received := c.Received
	if received == date.None {
		received = c.Issued
	}
	if until := p.Until(received); until != date.None {
		return &lawContestLine{until, lawSource{p.Mark, p.Source}}
	}
	return nil
}

func (d *lawDays) say(a *app) {
	switch t := d.Term; {
	case t == nil:
		a.say("term: the law sets no bound")
	case !t.Exceeded:
		a.say("term: within the %d days that the law allows (%s: %s)", t.Most, t.Mark, t.Source)
	default:
		a.say("term: beyond %s, the last day that the law allows; due on %s instead, unless %s (%s: %s)", t.Allowed, t.Instead, t.Unless, t.Mark, t.Source)
	}
	if d.Contest == nil {
		a.say("contest: silence is no acceptance")
	} else {
		a.say("contest: until %s, and accepted then (%s: %s)", d.Contest.Until, d.Contest.Mark, d.Contest.Source)
	}
	a.say("limitation: until %s (%s: %s)", d.Limitation.LastDay, d.Limitation.Mark, d.Limitation.Source)
}
