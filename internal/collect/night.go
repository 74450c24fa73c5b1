package collect

import (
	"context"
	"log/slog"

	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// See is called with each decision of a night, in the order of customers.
type See func(Decision)

// RunDay runs the night of a day: every customer who owes something is reviewed.
// A night may be run again, which changes nothing; a day before the last night is
// a Conflict, since what happened after it cannot be unknown.
func (d *Desk) RunDay(ctx context.Context, company id.ID, today date.Date, see See) (map[string]int, error) {
	if err := d.startNight(ctx, company, today); err != nil {
		return nil, err
	}
	// Who was settled since the last review owes nothing, and is not walked by.
	if _, err := d.ReviewWanted(ctx, company, today); err != nil {
		return nil, err
	}
	counts := map[string]int{}
	count := func(decision Decision) {
		counts[string(decision.Assessment.Verdict)]++
		if see != nil {
			see(decision)
		}
	}
	err := d.walk(ctx, company, func(customers []id.ID) error {
		decisions, err := d.Review(ctx, company, customers, today)
		if err != nil && ctx.Err() == nil {
			decisions, err = d.oneByOne(ctx, company, customers, today, err)
		}
		for _, decision := range decisions {
			count(decision)
		}
		return err
	})
	if err != nil {
		return counts, err
	}
	return counts, d.Store.Update(ctx, company, func(tx *store.Tx) error { return tx.FinishNight(today, counts) })
}

func (d *Desk) startNight(ctx context.Context, company id.ID, today date.Date) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		nights, err := tx.Nights(1)
		if err != nil {
			return err
		}
		last := date.None
		if len(nights) > 0 {
			last = nights[0].On
		}
		if last > today {
			return fault.New(fault.Conflict, "the night of %s was run already; a night before it cannot be run any more (simulate may use any day)", last)
		}
		if err := remindOfRates(tx, last, today); err != nil {
			return err
		}
		return tx.StartNight(today)
	})
}

// oneByOne reviews the customers of a batch that failed, so that only the one that
// is at fault is set aside.
func (d *Desk) oneByOne(ctx context.Context, company id.ID, customers []id.ID, today date.Date, cause error) ([]Decision, error) {
	slog.Warn("a batch of customers could not be reviewed; trying them one by one", "customers", len(customers), "error", cause)
	var all []Decision
	for _, c := range customers {
		decisions, err := d.Review(ctx, company, []id.ID{c}, today)
		if err == nil {
			all = append(all, decisions...)
			continue
		}
		if ctx.Err() != nil {
			return all, ctx.Err()
		}
		if err := d.setAside(ctx, company, c, today, err); err != nil {
			return all, err // the database itself is at fault
		}
	}
	return all, nil
}

// setAside leaves a customer whose facts cannot be read, or whose decision cannot
// be stored, to a person.
func (d *Desk) setAside(ctx context.Context, company, customer id.ID, today date.Date, cause error) error {
	slog.Error("a customer could not be reviewed", "customer", customer, "error", cause)
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		return tx.AddTasks([]task.Task{reviewFailed(customer, cause, today)})
	})
}

func reviewFailed(customer id.ID, cause error, today date.Date) task.Task {
	return task.Task{Kind: task.ReviewFailed, Customer: customer, Once: reviewTask(customer),
		Data: timeline.Data{Text: fault.TextOf(cause).Kept()}.JSON(), DueOn: today}
}

// reviewTask is the Once of the task of a customer that was set aside. The next
// review that succeeds has done it.
func reviewTask(customer id.ID) string { return "review " + customer.String() }

// walk calls do with all customers for whom there is something to decide, batch by
// batch.
func (d *Desk) walk(ctx context.Context, company id.ID, do func([]id.ID) error) error {
	after := id.ID(0)
	for {
		var customers []id.ID
		err := d.Store.View(ctx, company, func(tx *store.Tx) (err error) {
			customers, err = tx.OpenCustomers(after, batch)
			return err
		})
		if err != nil || len(customers) == 0 {
			return err
		}
		if err := do(customers); err != nil {
			return err
		}
		after = customers[len(customers)-1]
	}
}

// Preview decides as the night would, and stores nothing.
func (d *Desk) Preview(ctx context.Context, company id.ID, today date.Date, see See) error {
	return d.each(ctx, company, func(set *setting, c *store.Case) error {
		a, err := assess(&c.Snapshot, &set.scenario, today)
		if err == nil {
			see(decision(c, a))
		}
		return err
	})
}

// each calls do with every case for which there is something to decide, on one
// consistent state of the book.
func (d *Desk) each(ctx context.Context, company id.ID, do func(*setting, *store.Case) error) error {
	return d.Store.View(ctx, company, func(tx *store.Tx) error {
		set, err := d.setting(tx)
		if err != nil {
			return err
		}
		for after := id.ID(0); ; {
			customers, err := tx.OpenCustomers(after, batch)
			if err != nil || len(customers) == 0 {
				return err
			}
			cases, err := readable(tx, customers)
			if err != nil {
				return err
			}
			for _, c := range cases {
				set.complete(c)
				if err := do(set, c); err != nil {
					slog.Error("a customer could not be decided about", "customer", c.Customer.ID, "error", err)
				}
			}
			after = customers[len(customers)-1]
		}
	})
}

// readable loads the cases of some customers. One whose facts cannot be read is left
// out, unless all are: then it is the database that is at fault.
func readable(tx *store.Tx, customers []id.ID) (all []*store.Case, err error) {
	if all, err = tx.Cases(customers); err == nil {
		return all, nil
	}
	read := 0
	for _, c := range customers {
		cases, bad := tx.Cases([]id.ID{c})
		if bad != nil {
			slog.Error("a customer's facts cannot be read", "customer", c, "error", bad)
			continue
		}
		read++
		all = append(all, cases...)
	}
	if read == 0 {
		return nil, err
	}
	return all, nil
}

// Why decides for one customer as of a day, with every reason, and stores nothing.
func (d *Desk) Why(ctx context.Context, company, customer id.ID, today date.Date) ([]Decision, error) {
	var decisions []Decision
	err := d.Store.View(ctx, company, func(tx *store.Tx) (err error) {
		decisions, err = d.Explain(tx, customer, today)
		return err
	})
	return decisions, err
}

// Explain is Why inside a transaction.
func (d *Desk) Explain(tx *store.Tx, customer id.ID, today date.Date) ([]Decision, error) {
	set, err := d.setting(tx)
	if err != nil {
		return nil, err
	}
	cases, err := tx.Cases([]id.ID{customer})
	var decisions []Decision
	for _, c := range cases {
		set.complete(c)
		decisions = append(decisions, decision(c, dunning.Assess(&c.Snapshot, &set.scenario, today)))
	}
	return decisions, err
}

// Planned is a message that a simulation foresees.
type Planned struct {
	On date.Date
	Decision
}

// Simulate foresees the messages of the coming days, from the day after today, if
// nothing happens meanwhile and bank data stays fresh. It stores nothing.
func (d *Desk) Simulate(ctx context.Context, company id.ID, today date.Date, days int, see func(Planned)) error {
	end := today.AddDays(days)
	return d.each(ctx, company, func(set *setting, c *store.Case) error {
		c.Snapshot.BankMaxAge = 0
		for day := today.AddDays(1); day <= end; {
			a, err := assess(&c.Snapshot, &set.scenario, day)
			switch {
			case err != nil:
				return err
			case a.Verdict == dunning.Act:
				see(Planned{day, decision(c, a)})
				c.Snapshot.Take(&a, day)
				day = day.AddDays(1)
			case a.NextOn == date.None:
				return nil
			default:
				day = max(day.AddDays(1), a.NextOn)
			}
		}
		return nil
	})
}
