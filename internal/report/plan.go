package report

import (
	"cmp"
	"slices"

	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/money"
)

// Coming is a message that is foreseen, as lists show it.
type Coming struct {
	On       date.Date
	Customer id.ID
	Name     string
	Step     string // its key
	Called   string // what the company calls the step; "" for the name that the key has
	Tone     dunning.Tone
	Channel  message.Channel
	Asked    money.Amount
	Items    int  // that it lists
	Taking   int  // of them, those that take a step
	Approval bool // a person approves it
}

// ComingOf is the message of a decision to act.
func ComingOf(on date.Date, customer id.ID, name string, a *dunning.Assessment) Coming {
	c := Coming{On: on, Customer: customer, Name: name, Step: a.Step.Key, Called: a.Step.Name, Tone: a.Step.Tone, Channel: a.Channel, Asked: a.Listed(), Approval: a.Approval != nil}
	for n := range a.Items {
		if a.Items[n].Listed {
			c.Items++
		}
		if a.Items[n].Due {
			c.Taking++
		}
	}
	return c
}

// Load is what a day, a week or the whole of a plan comes to.
type Load struct {
	Messages  int
	Approvals int // messages that a person approves
	Channels  map[message.Channel]int
	Tones     map[dunning.Tone]int
}

func (l *Load) add(c *Coming) {
	if l.Channels == nil {
		l.Channels, l.Tones = map[message.Channel]int{}, map[dunning.Tone]int{}
	}
	l.Messages++
	l.Channels[c.Channel]++
	l.Tones[c.Tone]++
	if c.Approval {
		l.Approvals++
	}
}

// Calls is how many of the messages are made by telephone, and Post how many a person puts
// into an envelope.
func (l *Load) Calls() int { return l.Channels[message.Call] }

// Post is how many of the messages a person posts.
func (l *Load) Post() int { return l.Channels[message.Letter] + l.Channels[message.Registered] }

// Plan is what is to come in some days, summed up while it is foreseen.
type Plan struct {
	Load
	Customers int // who hear something
	Steps     map[string]int
	Days      map[date.Date]*Load
	All       []Coming
	last      id.ID
}

// Add counts a message. Those of a customer come one after the other.
func (p *Plan) Add(c Coming) {
	if p.Days == nil {
		p.Days, p.Steps = map[date.Date]*Load{}, map[string]int{}
	}
	if p.Days[c.On] == nil {
		p.Days[c.On] = &Load{}
	}
	p.add(&c)
	p.Days[c.On].add(&c)
	p.Steps[c.Step]++
	if c.Customer != p.last {
		p.Customers, p.last = p.Customers+1, c.Customer
	}
	p.All = append(p.All, c)
}

// Sort puts the messages in the order of days and names.
func (p *Plan) Sort() {
	slices.SortStableFunc(p.All, func(a, b Coming) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Customer, b.Customer))
	})
}

// Weeks are the loads of the weeks from one day through another, by their Mondays.
func (p *Plan) Weeks(from, through date.Date) (mondays []date.Date, loads []Load) {
	for m := monday(from); m <= through; m = m.AddDays(7) {
		var l Load
		for d := m; d < m.AddDays(7); d = d.AddDays(1) {
			if day := p.Days[d]; day != nil {
				l.merge(day)
			}
		}
		mondays, loads = append(mondays, m), append(loads, l)
	}
	return mondays, loads
}

func (l *Load) merge(o *Load) {
	if l.Channels == nil {
		l.Channels, l.Tones = map[message.Channel]int{}, map[dunning.Tone]int{}
	}
	l.Messages, l.Approvals = l.Messages+o.Messages, l.Approvals+o.Approvals
	for c, n := range o.Channels {
		l.Channels[c] += n
	}
	for t, n := range o.Tones {
		l.Tones[t] += n
	}
}

// Comparison is two plans for one state of the book.
type Comparison struct {
	One, Other Plan
	Differ     int          // customers who hear something else
	First      []Difference // the first of them
	most       int
	who        Difference
}

// Difference is a customer who hears something else by one plan than by the other.
type Difference struct {
	Customer   id.ID
	Name       string
	One, Other []Coming // all that it hears, by each
}

// Compare begins a comparison that names at most so many differences.
func Compare(most int) *Comparison { return &Comparison{most: most} }

// Add counts a message of one plan or the other. All of a customer come one after the other.
func (c *Comparison) Add(other bool, m Coming) {
	if m.Customer != c.who.Customer {
		c.End()
		c.who = Difference{Customer: m.Customer, Name: m.Name}
	}
	if other {
		c.Other.Add(m)
		c.who.Other = append(c.who.Other, m)
	} else {
		c.One.Add(m)
		c.who.One = append(c.who.One, m)
	}
}

// End closes the comparison after the last message.
func (c *Comparison) End() {
	if c.who.Customer != 0 && !slices.Equal(c.who.One, c.who.Other) {
		if c.Differ++; len(c.First) < c.most {
			c.First = append(c.First, c.who)
		}
	}
	c.who = Difference{}
}

// Where is the first message in which the two differ; nil where one says nothing more.
func (d *Difference) Where() (one, other *Coming) {
	n := 0
	for n < len(d.One) && n < len(d.Other) && d.One[n] == d.Other[n] {
		n++
	}
	if n < len(d.One) {
		one = &d.One[n]
	}
	if n < len(d.Other) {
		other = &d.Other[n]
	}
	return one, other
}
