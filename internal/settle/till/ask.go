package till

import (
	"context"
	"time"

	"acquit/internal/checkout"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/job"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

const (
	// askedAtOnce is about how many payments a provider is asked in one round.
	askedAtOnce = 200
	// askingTime bounds a round.
	askingTime = 5 * time.Minute
	// mostSilent is how many questions without an answer end a round.
	mostSilent = 3
	// payoutHours is how often a provider is asked what it has paid out, while something of ours is
	// with it.
	payoutHours = 6 * time.Hour
	// payoutDays is how far back: what was sent before is known.
	payoutDays = 45
)

// Waits reports whether providers of the transaction's company are to be asked about payments.
func Waits(tx *store.Tx) (bool, error) { return tx.CheckoutsWait(tx.Now()) }

// Ask asks a company's providers about the payments of which nobody was heard lately, and what
// they have paid out. A payment of which nobody answers is asked for in a later round.
func (d *Desk) Ask(ctx context.Context, of id.ID) error {
	ctx, cancel := context.WithTimeout(ctx, askingTime)
	defer cancel()
	var due []store.Checkout
	err := d.Store.Update(ctx, of, func(tx *store.Tx) (err error) {
		due, err = tx.AskCheckouts(tx.Now().Add(askLater), askedAtOnce)
		return err
	})
	if err != nil {
		return err
	}
	for n, silent := 0, 0; n < len(due) && silent < mostSilent && ctx.Err() == nil; n++ {
		if due[n].Ref == "" {
			err = d.giveUp(ctx, of, due[n].ID)
		} else {
			_, err = d.Look(ctx, of, due[n].ID)
		}
		switch {
		case fault.KindOf(err) == "" && err != nil:
			return err
		case err != nil:
			silent++
		default:
			silent = 0
		}
	}
	if err := d.askPayouts(ctx, of); err != nil {
		return err
	}
	return d.miss(ctx, of)
}

// lateDays is after how many days a person looks where a payment is that did not come to the bank:
// providers pay out weekly at the latest, unless the company has asked for another rhythm.
const lateDays = 14

// miss gives a person to do what did not come to the bank for long.
func (d *Desk) miss(ctx context.Context, of id.ID) error {
	return d.Store.Update(ctx, of, func(tx *store.Tx) error {
		c, err := tx.TheCompany()
		if err != nil {
			return err
		}
		underWay, err := tx.CheckoutsUnderWay(askedAtOnce)
		var tasks []task.Task
		today := d.Today(&c)
		for _, one := range underWay {
			if paidOn := date.Of(one.PaidAt.In(c.Location())); paidOn.AddDays(lateDays) < today {
				tasks = append(tasks, task.Task{Kind: task.NotPaidOut, Customer: one.Customer, Subject: one.Entry, Once: one.LateOnce(), DueOn: today,
					Data: timeline.Data{Amount: one.Amount, Day: paidOn}.JSON()})
			}
		}
		if err != nil || len(tasks) == 0 {
			return err
		}
		return tx.AddTasks(tasks)
	})
}

// giveUp ends a payment that the provider never heard of: nobody was shown where to pay it.
func (d *Desk) giveUp(ctx context.Context, of, i id.ID) error {
	return d.Store.Update(ctx, of, func(tx *store.Tx) error {
		c, found, err := tx.LockCheckout(i)
		if err != nil || !found || c.Status != checkout.Starting {
			return err
		}
		c.Status, c.AskAt = checkout.Expired, time.Time{}
		return tx.SaveCheckout(&c)
	})
}

// askPayouts learns what the providers have paid out that still have money of ours.
func (d *Desk) askPayouts(ctx context.Context, of id.ID) error {
	var open []*Opened
	var since date.Date
	err := d.Store.View(ctx, of, func(tx *store.Tx) error {
		c, err := tx.TheCompany()
		if err != nil {
			return err
		}
		since = d.Today(&c).AddDays(-payoutDays)
		underWay, err := tx.CheckoutsUnderWay(askedAtOnce)
		if err != nil {
			return err
		}
		asked := map[checkout.Name]bool{}
		for _, c := range underWay {
			if asked[c.Provider] {
				continue
			}
			asked[c.Provider] = true
			o, err := d.Open(tx, c.Provider)
			if err != nil {
				return err
			}
			if o != nil && tx.Now().Sub(o.PayoutsAt) >= payoutHours {
				open = append(open, o)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, o := range open {
		all, err := o.Payouts(ctx, since)
		if fault.KindOf(err) != "" {
			all = nil // of what it does not tell now it is asked later
		} else if err != nil {
			return err
		}
		if err := d.paidOut(ctx, of, o, all); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) paidOut(ctx context.Context, of id.ID, o *Opened, all []checkout.Payout) error {
	return d.Store.Update(ctx, of, func(tx *store.Tx) error {
		if err := tx.SavePayouts(o.Till.Provider, all); err != nil {
			return err
		}
		if err := tx.PayoutsAsked(o.Till.Provider); err != nil || len(all) == 0 {
			return err
		}
		return tx.Enqueue(job.Match{Company: of}) // the bank line may be here already
	})
}
