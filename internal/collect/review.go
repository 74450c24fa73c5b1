package collect

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/job"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// batch is how many customers are reviewed in one transaction: enough that the
// queries cost nothing by head, few enough that others can write in between.
const batch = 500

// Review brings the cases of some customers in line with the facts. It may run at
// any time and any number of times.
func (d *Desk) Review(ctx context.Context, company id.ID, customers []id.ID, today date.Date) ([]Decision, error) {
	var decisions []Decision
	err := d.Store.Update(ctx, company, func(tx *store.Tx) (err error) {
		decisions, err = d.review(tx, customers, today)
		return err
	})
	return decisions, err
}

// ReviewWanted reviews the customers whose facts changed since their last review,
// and returns how many there were.
func (d *Desk) ReviewWanted(ctx context.Context, company id.ID, today date.Date) (total int, err error) {
	for {
		customers, err := d.reviewBatch(ctx, company, batch, today)
		if err != nil && len(customers) > 0 && ctx.Err() == nil {
			err = d.reviewEach(ctx, company, len(customers), today, err)
		}
		total += len(customers)
		if err != nil || len(customers) < batch {
			return total, err
		}
	}
}

// reviewBatch takes some customers off the list of those whose review is wanted and
// reviews them. With an error it returns those that it tried: they are still on the
// list.
func (d *Desk) reviewBatch(ctx context.Context, company id.ID, limit int, today date.Date) (customers []id.ID, err error) {
	err = d.Store.Update(ctx, company, func(tx *store.Tx) (err error) {
		if customers, err = tx.TakeReviews(limit); err != nil || len(customers) == 0 {
			return err
		}
		_, err = d.review(tx, customers, today)
		return err
	})
	return customers, err
}

// reviewEach reviews the n customers of a batch that failed one by one, so that only
// the one that is at fault is set aside: taken off the list and left to a person.
func (d *Desk) reviewEach(ctx context.Context, company id.ID, n int, today date.Date, cause error) error {
	slog.Warn("a batch of customers could not be reviewed; trying them one by one", "customers", n, "error", cause)
	for range n {
		one, err := d.reviewBatch(ctx, company, 1, today)
		if err != nil && len(one) > 0 && ctx.Err() == nil {
			err = d.takeAside(ctx, company, one[0], today, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// takeAside sets a customer aside whose review was wanted. When another worker was
// faster the review that is next on the list stays wanted.
func (d *Desk) takeAside(ctx context.Context, company, customer id.ID, today date.Date, cause error) error {
	err := d.Store.Update(ctx, company, func(tx *store.Tx) error {
		next, err := tx.TakeReviews(1)
		if err != nil || slices.Contains(next, customer) {
			return err
		}
		return tx.WantReview(next...)
	})
	if err != nil {
		return err
	}
	return d.setAside(ctx, company, customer, today, cause)
}

func (d *Desk) review(tx *store.Tx, customers []id.ID, today date.Date) ([]Decision, error) {
	if err := tx.LockCustomers(customers); err != nil {
		return nil, err
	}
	set, err := d.setting(tx)
	if err != nil {
		return nil, err
	}
	cases, err := tx.Cases(customers)
	if err != nil {
		return nil, err
	}
	days, err := findLegalDays(tx, &set.company, cases, today)
	if err != nil {
		return nil, err
	}
	changes := changes{legal: days, today: today, setting: set, withdraw: map[id.ID]string{}}
	decisions := make([]Decision, 0, len(cases))
	for _, c := range cases {
		set.complete(c)
		a, err := assess(&c.Snapshot, &set.scenario, today)
		if err != nil {
			changes.tasks = append(changes.tasks, reviewFailed(c.Customer.ID, err, today))
			continue
		}
		changes.decide(c, a)
		changes.done = append(changes.done, reviewTask(c.Customer.ID))
		decisions = append(decisions, decision(c, a))
	}
	if err := d.settleRests(tx, customers, set.company.Policy.Late.WaiveRest, today); err != nil {
		return nil, err
	}
	return decisions, changes.write(tx)
}

// assess is dunning.Assess, with a bug in it turned into an error: one customer
// that cannot be decided must not stop the night for the others.
func assess(s *dunning.Snapshot, scenario *dunning.Scenario, today date.Date) (a dunning.Assessment, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the decision failed: %v", p)
		}
	}()
	return dunning.Assess(s, scenario, today), nil
}

// changes gathers what a batch of decisions writes, so that each kind of row is
// written by one statement.
type changes struct {
	today    date.Date
	setting  *setting
	withdraw map[id.ID]string // queued messages, and why they are withdrawn
	queue    []*message.Message
	cases    []store.CaseRow
	events   []timeline.Event
	tasks    []task.Task
	done     []string // Once of tasks that the facts have done
	legal    *legalDays
}

// decide notes what a decision changes.
func (ch *changes) decide(c *store.Case, a dunning.Assessment) {
	queued := ch.keepOrWithdraw(c, &a)
	if a.Verdict == dunning.Act && !queued {
		ch.add(c, &a)
	}
	finished := a.Verdict == dunning.Finished
	now := store.Decided{Verdict: a.Verdict, Step: a.Step.Key, NextOn: a.NextOn, Finished: finished}
	if now == c.Before && a.Verdict != dunning.Hold { // one reason to hold may follow another
		return
	}
	ch.cases = append(ch.cases, store.CaseRow{Customer: c.Customer.ID, Currency: c.Snapshot.Currency, DecidedOn: ch.today, Finished: finished, Assessment: a})
	ch.tell(c, &a)
}

// Replaced is why a queued message is withdrawn when another one is called for. It
// stands beside the reasons of decisions.
const Replaced dunning.Code = "replaced"

// keepOrWithdraw withdraws the queued messages that the decision no longer calls
// for, and reports whether the one that it calls for is queued already.
func (ch *changes) keepOrWithdraw(c *store.Case, a *dunning.Assessment) (queued bool) {
	for _, p := range c.Pending {
		if (a.Verdict == dunning.Act || a.Postponed()) && p.Once == a.Once() {
			queued = true
			continue
		}
		reason := a.Reasons[0]
		if a.Verdict == dunning.Act || a.Postponed() {
			reason = dunning.Reason{Code: Replaced}
		}
		why := db.JSON(reason)
		ch.withdraw[p.ID] = why
		ch.event(c, timeline.MessageWithdrawn, p.ID, timeline.Data{Reason: why})
	}
	return queued
}

// add queues the message that a decision calls for.
func (ch *changes) add(c *store.Case, a *dunning.Assessment) {
	m := &message.Message{
		Customer:   c.Customer.ID,
		Currency:   c.Snapshot.Currency,
		Scenario:   ch.setting.scenario.ID,
		Step:       a.Step.Key,
		Channel:    "mail",
		Language:   c.Customer.Language,
		State:      message.Queued,
		Once:       a.Once(),
		QueuedOn:   ch.today,
		Recipients: customer.Recipients(c.Contacts),
		Amount:     a.Total(),
	}
	m.Items = itemsOf(a)
	ch.queue = append(ch.queue, m)
}

// itemsOf are the items that a message lists.
func itemsOf(a *dunning.Assessment) (all []message.Item) {
	for _, d := range a.Items {
		item := message.Item{Invoice: d.Item.Invoice, Part: d.Item.Part, Open: d.Item.Open}
		if d.Due {
			item.Step = d.Step
		}
		all = append(all, item)
	}
	return all
}

// tell notes what people should see of a decision that differs from the last.
func (ch *changes) tell(c *store.Case, a *dunning.Assessment) {
	done, noAddress := ladderTask(c), addressTask(c)
	switch {
	case a.Verdict == dunning.Close && c.Before.Verdict != "" && c.Before.Verdict != dunning.Close:
		ch.event(c, timeline.CaseClosed, 0, timeline.Data{})
	case a.Verdict == dunning.Finished && !c.Before.Finished:
		ch.event(c, timeline.LadderFinished, 0, timeline.Data{Amount: a.Total(), Step: a.Reasons[0].Step})
		ch.tasks = append(ch.tasks, task.Task{Kind: task.LadderFinished, Customer: c.Customer.ID, Once: done,
			Data: timeline.Data{Amount: a.Total()}.JSON(), DueOn: ch.today.AddDays(ch.grace(a))})
	}
	if c.Before.Finished && a.Verdict != dunning.Finished {
		ch.done = append(ch.done, done)
	}
	if a.Reasons[0].Code == dunning.NoRecipient {
		ch.tasks = append(ch.tasks, task.Task{Kind: task.NoAddress, Customer: c.Customer.ID, Once: noAddress, DueOn: ch.today})
	} else if c.Before.Verdict == dunning.Hold {
		ch.done = append(ch.done, noAddress)
	}
}

// grace is how many days the last step gave the customer: the task for a person
// falls due when they are over.
func (ch *changes) grace(a *dunning.Assessment) int {
	step, _ := ch.setting.scenario.Step(a.Reasons[0].Step)
	return step.DeadlineDays
}

func ladderTask(c *store.Case) string {
	return fmt.Sprintf("ladder %s %s", c.Customer.ID, c.Snapshot.Currency)
}

func addressTask(c *store.Case) string { return fmt.Sprintf("address %s", c.Customer.ID) }

func (ch *changes) event(c *store.Case, kind timeline.Kind, subject id.ID, data timeline.Data) {
	ch.events = append(ch.events, timeline.Event{Customer: c.Customer.ID, Kind: kind, On: ch.today, Actor: Actor, Subject: subject, Data: data.JSON()})
}

// finished are the tasks that the facts have done. A customer may still need in one
// currency what is done in another.
func (ch *changes) finished() []string {
	return slices.DeleteFunc(ch.done, func(once string) bool {
		return slices.ContainsFunc(ch.tasks, func(t task.Task) bool { return t.Once == once })
	})
}

func (ch *changes) write(tx *store.Tx) error {
	if err := ch.legal.write(tx); err != nil {
		return err
	}
	if err := tx.Withdraw(ch.withdraw); err != nil {
		return err
	}
	if err := tx.AddMessages(ch.queue); err != nil {
		return err
	}
	for _, m := range ch.queue {
		ch.events = append(ch.events, timeline.Event{Customer: m.Customer, Kind: timeline.MessageQueued, On: ch.today, Actor: Actor, Subject: m.ID,
			Data: timeline.Data{Step: m.Step, Amount: m.Amount, Count: len(m.Items)}.JSON()})
	}
	if err := tx.SaveCases(ch.cases); err != nil {
		return err
	}
	if err := tx.AddTasks(ch.tasks); err != nil {
		return err
	}
	if err := tx.FinishTasks(ch.finished(), Actor); err != nil {
		return err
	}
	if len(ch.queue) > 0 {
		if err := tx.Enqueue(job.Send{Company: tx.Company}); err != nil {
			return err
		}
	}
	return tx.Note(slices.Clip(ch.events)...)
}
