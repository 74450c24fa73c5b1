package collect

import (
	"cmp"

	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
)

// farAhead is for how many days it is foreseen what follows from a call.
const farAhead = 400

// Following is what happens after a call, if nothing else does.
type Following struct {
	Next *Planned  // the message that leaves first; nil for none within a year
	Held date.Date // the last day on which what was said keeps reminders back; None where it does not, or for as long as it takes
	Open bool      // it keeps them back for as long as it takes
}

// AfterCall foresees what follows from a call that is noted as c, and stores nothing.
//
// Errors: as NoteCall.
func (d *Desk) AfterCall(tx *store.Tx, c Call, today date.Date) (f Following, err error) {
	c.On = cmp.Or(c.On, today)
	if err := c.check(today); err != nil {
		return f, err
	}
	a := afterCall{Desk: d, tx: tx, call: &c, today: today}
	if c.Message != 0 {
		m, found, err := tx.MessageByID(c.Message)
		if err != nil {
			return f, err
		}
		if found {
			a.message, c.Customer = &m, m.Customer
		}
	}
	if _, err := a.invoices(); err != nil {
		return f, err
	}
	holds, err := a.checked()
	if err != nil {
		return f, err
	}
	for _, h := range holds {
		f.Held, f.Open = max(f.Held, h.Until), f.Open || h.Until == date.None
	}
	f.Next, err = a.foresee(holds)
	return f, err
}

// checked are the holds that the call brings, as they would stand.
func (a *afterCall) checked() ([]*hold.Hold, error) {
	holds, err := a.holds()
	if err != nil || len(holds) == 0 {
		return nil, err
	}
	p, err := a.placing(a.tx, holds, a.today)
	if err != nil {
		return nil, err
	}
	for _, h := range holds {
		if err := p.check(h); err != nil {
			return nil, err
		}
	}
	return holds, nil
}

// foresee is the next message to the customer with some holds more; nil for none.
func (a *afterCall) foresee(holds []*hold.Hold) (next *Planned, err error) {
	err = a.batches(a.tx, []id.ID{a.call.Customer}, func(set *setting, cases []*store.Case) error {
		given, err := a.graces(a.tx, set, cases)
		if err != nil {
			return err
		}
		f := future{set: set, end: a.today.AddDays(farAhead), see: func(p Planned) {
			if next == nil || p.On < next.On {
				next = &p
			}
		}}
		for _, c := range cases {
			f.add(c, set.scenario(c), given[c.Customer.ID].clone(), a.today.AddDays(1))
			if err := a.spoken(f.courses[len(f.courses)-1], holds); err != nil {
				return err
			}
		}
		f.until(func() bool { return next != nil })
		return nil
	})
	return next, err
}

// spoken brings to a course what was said: the step of the call is taken, and more is held.
func (a *afterCall) spoken(c *course, holds []*hold.Hold) error {
	if m := a.message; m != nil && a.call.How.Spoke() && m.Currency == c.facts.Currency {
		now, err := assess(&c.facts, c.scenario, a.today)
		if err != nil {
			return err
		}
		if now.Verdict == dunning.Act && now.Channel == message.Call {
			c.facts.TakeBy(&now, a.today, a.today)
		}
	}
	c.facts.Holds = c.facts.Holds[:len(c.facts.Holds):len(c.facts.Holds)]
	for _, h := range holds {
		c.facts.Holds = append(c.facts.Holds, *h)
	}
	return nil
}
