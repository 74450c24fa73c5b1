package collect

import (
	"context"
	"log/slog"
	"slices"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// See is called with each decision of a night, in the order of customers.
type See func(Decision)

// partSize is how many customers one part of a night has: enough that a part takes a second
// or two, few enough that several nodes have some.
const partSize = 5000

// RunDay runs the night of a day here, part after part: every customer who owes something is
// reviewed. It returns how many decisions there were by verdict. A night may be run again,
// which changes nothing; a day before the last night is a Conflict, since what happened after
// it cannot be unknown.
func (d *Desk) RunDay(ctx context.Context, company id.ID, today date.Date, see See) (map[string]int, error) {
	parts, err := d.StartNight(ctx, company, today)
	if err != nil {
		return nil, err
	}
	all := map[string]int{}
	for n := range parts {
		counts, night, err := d.runPart(ctx, company, today, &parts[n], see)
		for verdict, n := range counts {
			all[verdict] += n
		}
		if missed := night[Uncovered]; missed > 0 {
			all[Uncovered] = missed
		}
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// StartNight begins the night of a day, and cuts it into parts that may run anywhere, in any
// order and side by side (RunPart).
func (d *Desk) StartNight(ctx context.Context, company id.ID, today date.Date) (parts []store.Part, err error) {
	err = d.Store.View(ctx, company, func(tx *store.Tx) error {
		_, err := lastNight(tx, today)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := d.fillProfiles(ctx, company, today); err != nil {
		return nil, err
	}
	// Who was settled since the last review owes nothing, and is in no part.
	if _, err := d.ReviewWanted(ctx, company, today); err != nil {
		return nil, err
	}
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		last, err := lastNight(tx, today)
		if err != nil {
			return err
		}
		if err := remindOfRates(tx, last, today); err != nil {
			return err
		}
		if err := remindOfReceipts(tx, today); err != nil {
			return err
		}
		if _, err := tx.AssignDuty(nil, today); err != nil { // what a rule, a label or a manager gives since it was made
			return err
		}
		parts, err = tx.StartNight(today, partSize)
		return err
	})
	return parts, err
}

// lastNight is the day of the last night, which is not after today.
func lastNight(tx *store.Tx, today date.Date) (date.Date, error) {
	nights, err := tx.Nights(1)
	if err != nil || len(nights) == 0 {
		return date.None, err
	}
	last := nights[0].On
	if last > today {
		return last, fault.New(fault.Conflict, "the night of %s was run already; a night before it cannot be run any more (simulate may use any day)", last)
	}
	return last, nil
}

// RunPart runs a part of the night of a day, unless that is done. The part that is done last
// ends the night, and returns what the night did.
func (d *Desk) RunPart(ctx context.Context, company id.ID, today date.Date, number int) (night map[string]int, err error) {
	var part store.Part
	var found bool
	err = d.Store.View(ctx, company, func(tx *store.Tx) (err error) {
		part, found, err = tx.NightPart(today, number)
		return err
	})
	if err != nil || !found || part.Done {
		return nil, err
	}
	_, night, err = d.runPart(ctx, company, today, &part, nil)
	return night, err
}

// runPart reviews the customers of a part, and returns what was decided; with the part that is
// done last also what the night did.
func (d *Desk) runPart(ctx context.Context, company id.ID, today date.Date, part *store.Part, see See) (counts, night map[string]int, err error) {
	counts = map[string]int{}
	err = d.walk(ctx, company, part, func(customers []id.ID) error {
		decisions, err := d.Review(ctx, company, customers, today)
		if err != nil && ctx.Err() == nil {
			decisions, err = d.oneByOne(ctx, company, customers, today, err)
		}
		for _, decision := range decisions {
			counts[string(decision.Assessment.Verdict)]++
			if see != nil {
				see(decision)
			}
		}
		return err
	})
	if err != nil {
		return counts, nil, err
	}
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		night = nil
		last, err := tx.PartDone(today, part, counts)
		if err == nil && last {
			night, err = finishNight(tx, today)
		}
		return err
	})
	return counts, night, err
}

// Uncovered is the name under which a night counts the overdue items that it left without a
// next step or a reason; it stands beside the verdicts, where there are any.
const Uncovered = "uncovered"

// finishNight notes what all parts of a night did.
func finishNight(tx *store.Tx, today date.Date) (map[string]int, error) {
	counts, err := tx.PartCounts(today)
	if err != nil {
		return nil, err
	}
	covered, err := tx.Coverage(today)
	if err != nil {
		return nil, err
	}
	if missed := covered.Without(); missed > 0 {
		counts[Uncovered] = missed
	}
	return counts, tx.FinishNight(today, counts)
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

// walk calls do with all customers of a part of a night, batch by batch.
func (d *Desk) walk(ctx context.Context, company id.ID, part *store.Part, do func([]id.ID) error) error {
	return inBatches(func(after id.ID, limit int) (customers []id.ID, err error) {
		err = d.Store.View(ctx, company, func(tx *store.Tx) error {
			customers, err = tx.PartCustomers(part, after, limit)
			return err
		})
		return customers, err
	}, do)
}

// Preview decides as the night would, and stores nothing.
func (d *Desk) Preview(ctx context.Context, company id.ID, today date.Date, see See) error {
	return d.each(ctx, company, func(set *setting, c *store.Case) error {
		scenario := set.scenario(c)
		a, err := assess(&c.Snapshot, scenario, today)
		if err == nil {
			see(decision(c, scenario, a))
		}
		return err
	})
}

// each calls do with every case for which there is something to decide, on one
// consistent state of the book.
func (d *Desk) each(ctx context.Context, company id.ID, do func(*setting, *store.Case) error) error {
	return d.Store.View(ctx, company, func(tx *store.Tx) error {
		return d.batches(tx, nil, func(set *setting, cases []*store.Case) error {
			for _, c := range cases {
				if err := do(set, c); err != nil {
					slog.Error("a customer could not be decided about", "customer", c.Customer.ID, "error", err)
				}
			}
			return nil
		})
	})
}

// batches calls do with the cases of some customers, or of all for whom there is something
// to decide when customers is nil: batch by batch, all cases of a customer in one.
func (d *Desk) batches(tx *store.Tx, customers []id.ID, do func(*setting, []*store.Case) error) error {
	set, err := d.setting(tx)
	if err != nil {
		return err
	}
	one := func(some []id.ID) error {
		cases, err := readable(tx, set, some)
		if err != nil {
			return err
		}
		return do(set, cases)
	}
	if customers == nil {
		return inBatches(tx.OpenCustomers, one)
	}
	for some := range slices.Chunk(customers, batch) {
		if err := one(some); err != nil {
			return err
		}
	}
	return nil
}

// inBatches calls do with all customers of a list that goes on after one, batch by batch.
func inBatches(list func(after id.ID, limit int) ([]id.ID, error), do func([]id.ID) error) error {
	for after := id.ID(0); ; {
		customers, err := list(after, batch)
		if err != nil || len(customers) == 0 {
			return err
		}
		if err := do(customers); err != nil {
			return err
		}
		after = customers[len(customers)-1]
	}
}

// readable loads the cases of some customers. One whose facts cannot be read is left
// out, unless all are: then it is the database that is at fault.
func readable(tx *store.Tx, set *setting, customers []id.ID) (all []*store.Case, err error) {
	if all, err = set.cases(tx, customers); err == nil {
		return all, nil
	}
	read := 0
	for _, c := range customers {
		cases, bad := set.cases(tx, []id.ID{c})
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
