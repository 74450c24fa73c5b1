package collect

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/dunning"
	"acquit/internal/id"
	"acquit/internal/job"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/phase"
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
		if err := tx.LockCustomers(customers); err != nil {
			return err
		}
		if _, err := profiles(tx, customers, today); err != nil {
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
	if err := planDeliveries(tx, set, customers, today); err != nil {
		return nil, err
	}
	cases, err := set.cases(tx, customers)
	if err != nil {
		return nil, err
	}
	if err := set.settlePlans(tx, cases, today); err != nil {
		return nil, err
	}
	if err := set.settleHolds(tx, cases, today); err != nil {
		return nil, err
	}
	if err := endCollected(tx, cases, today); err != nil {
		return nil, err
	}
	days, err := findLegalDays(tx, &set.company, cases, today)
	if err != nil {
		return nil, err
	}
	endings, err := closedAs(tx, cases)
	if err != nil {
		return nil, err
	}
	changes := changes{legal: days, endings: endings, today: today, now: tx.Now(), setting: set, withdraw: map[id.ID]string{}}
	decisions := make([]Decision, 0, len(cases))
	for _, c := range cases {
		scenario := set.scenario(c)
		a, err := assess(&c.Snapshot, scenario, today)
		if err != nil {
			changes.tasks = append(changes.tasks, reviewFailed(c.Customer.ID, err, today))
			continue
		}
		changes.decide(c, scenario, a)
		changes.done = append(changes.done, reviewTask(c.Customer.ID))
		decisions = append(decisions, decision(c, scenario, a))
	}
	if err := d.settleRests(tx, customers, set.company.Policy.Late.WaiveRest, today); err != nil {
		return nil, err
	}
	if err := tx.FinishBrokenTasks(customers, Actor); err != nil {
		return nil, err
	}
	if err := tx.FinishAddressTasks(customers, Actor); err != nil {
		return nil, err
	}
	if err := thank(tx, set, &changes); err != nil {
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
	now      time.Time
	setting  *setting
	closed   []closing
	withdraw map[id.ID]string // queued messages, and why they are withdrawn
	doubtful []id.ID          // queued messages that may have left
	queue    []*message.Message
	cases    []store.CaseRow
	events   []timeline.Event
	tasks    []task.Task
	ended    []task.Task // to decide about what has taken its last step
	done     []string    // Once of tasks that the facts have done
	legal    *legalDays
	endings  map[store.CaseOf]phase.Ending // of the cases of which nothing is open any more
}

// decide notes what a decision changes.
func (ch *changes) decide(c *store.Case, scenario *dunning.Scenario, a dunning.Assessment) {
	queued := ch.keepOrWithdraw(c, scenario, &a)
	if a.Verdict == dunning.Act && !queued {
		ch.add(c, scenario, &a)
	}
	if a.Verdict == dunning.Close && c.Before.Verdict != "" && c.Before.Verdict != dunning.Close {
		ch.closed = append(ch.closed, closing{c, scenario})
	}
	ended := a.Ended()
	if !ended.IsZero() {
		ch.ended = append(ch.ended, task.Task{Kind: task.LadderFinished, Customer: c.Customer.ID, Once: ladderOnce(c.Customer.ID, c.Snapshot.Currency),
			Data: timeline.Data{Amount: ended}.JSON(), DueOn: ch.grace(&a)})
	}
	mark, reached := a.Mark(&c.Snapshot), c.Snapshot.Phase(scenario)
	if mark == c.Before.Mark && scenario.ID == c.Before.Scenario && reached == c.Before.Phase {
		return
	}
	ch.cases = append(ch.cases, store.CaseRow{Customer: c.Customer.ID, Currency: c.Snapshot.Currency, DecidedOn: ch.today,
		Finished: !ended.IsZero(), Scenario: scenario.ID, Mark: mark, Phase: reached, PhaseOn: since(&c.Before, reached, ch.today), Assessment: a, Facts: c.Snapshot})
	ch.tell(c, &a)
}

// Replaced is why a queued message is withdrawn when another one is called for. It
// stands beside the reasons of decisions.
const Replaced dunning.Code = "replaced"

// keepOrWithdraw withdraws the prepared messages that the decision no longer calls
// for, and reports whether the one that it calls for is prepared already.
func (ch *changes) keepOrWithdraw(c *store.Case, scenario *dunning.Scenario, a *dunning.Assessment) (queued bool) {
	wanted := a.Verdict == dunning.Act || a.Postponed()
	for _, p := range c.Pending {
		if isThanks(p) && a.Verdict == dunning.Close {
			continue // its own last look decides
		}
		if wanted && stands(&p, scenario, a) {
			queued = true
			continue
		}
		if p.Doubtful {
			ch.doubt(c, &p)
			queued = true // one at a time: a person says first what became of it
			continue
		}
		if p.State == message.Ready {
			ch.done = append(ch.done, messageTask(p.ID)) // nobody need call any more
		}
		reason := a.Reasons[0]
		if wanted {
			reason = dunning.Reason{Code: Replaced}
		}
		why := db.JSON(reason)
		ch.withdraw[p.ID] = why
		ch.event(c, timeline.MessageWithdrawn, p.ID, timeline.Data{Reason: why})
	}
	return queued
}

// stands reports whether a prepared message is the one that a decision calls for. What was
// written already must say what is open still.
func stands(p *store.Pending, scenario *dunning.Scenario, a *dunning.Assessment) bool {
	if p.Once != a.Once() || p.Scenario != scenario.ID {
		return false
	}
	return a.Postponed() || p.Channel == a.Channel && (p.State != message.Ready || p.Listed == a.Listed())
}

// add prepares the message that a decision calls for.
func (ch *changes) add(c *store.Case, scenario *dunning.Scenario, a *dunning.Assessment) {
	m := &message.Message{
		Customer: c.Customer.ID,
		Currency: c.Snapshot.Currency,
		Scenario: scenario.ID,
		Step:     a.Step.Key,
		Channel:  a.Channel,
		Language: c.Customer.Language,
		State:    message.Queued,
		Once:     a.Once(),
		QueuedOn: ch.today,
		Amount:   a.Listed(),
	}
	if a.Channel == message.Mail {
		m.Recipients = recipients(c, &a.Step)
	}
	if people, _ := ch.setting.mustApprove(a); people > 0 {
		m.State = message.Proposed
	}
	if ch.setting.mustWarn(&c.Customer, &a.Step) {
		m.NotBefore = ch.setting.warnedBy(ch.now)
	}
	m.Items = itemsOf(a)
	ch.queue = append(ch.queue, m)
}

// recipients are the addresses that the message of a step goes to.
func recipients(c *store.Case, step *dunning.Step) []string {
	return customer.RecipientsAmong(c.Contacts, step.To)
}

// itemsOf are the items that a message lists.
func itemsOf(a *dunning.Assessment) (all []message.Item) {
	for _, d := range a.Items {
		if !d.Listed {
			continue
		}
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
	noAddress, ended := addressTask(c), a.Ended()
	switch {
	case a.Verdict == dunning.Close && c.Before.Verdict != "" && c.Before.Verdict != dunning.Close:
		ch.event(c, timeline.CaseClosed, 0, timeline.Data{Code: string(ch.endings[store.CaseOf{Customer: c.Customer.ID, Currency: c.Snapshot.Currency}])})
	case !ended.IsZero() && !c.Before.Finished:
		ch.event(c, timeline.LadderFinished, 0, timeline.Data{Amount: ended, Step: lastStep(a)})
	}
	if c.Before.Finished && ended.IsZero() {
		ch.done = append(ch.done, ladderOnce(c.Customer.ID, c.Snapshot.Currency))
	}
	if a.Reasons[0].Code == dunning.NoRecipient {
		ch.tasks = append(ch.tasks, task.Task{Kind: task.NoAddress, Customer: c.Customer.ID, Once: noAddress, DueOn: ch.today})
	} else if c.Before.Verdict == dunning.Hold {
		ch.done = append(ch.done, noAddress)
	}
}

// grace is the day until which the last step gave the customer time: the task for a
// person falls due then.
func (ch *changes) grace(a *dunning.Assessment) date.Date {
	day := ch.today
	for n := range a.Items {
		day = max(day, a.Items[n].Item.Taken.Until)
	}
	return day
}

// ladderOnce is the Once of the task to decide about debts of which every step was taken.
func ladderOnce(customer id.ID, currency money.Currency) string {
	return fmt.Sprintf("ladder %s %s", customer, currency)
}

// lastStep is the last step that an item took which is at its end.
func lastStep(a *dunning.Assessment) string {
	for _, d := range a.Items {
		if d.Verdict == dunning.Finished {
			return d.Reason.Step
		}
	}
	return ""
}

// askAgain gives the tasks to decide about what is at the end of its steps. What a person
// said lately is done is not asked at once again; it is when the debt is still there.
func (ch *changes) askAgain(tx *store.Tx) error {
	once := make([]string, len(ch.ended))
	for n := range ch.ended {
		once[n] = ch.ended[n].Once
	}
	lately, err := tx.RecentlyDone(once, tx.Now().AddDate(0, 0, -usualWait), Actor)
	if err != nil {
		return err
	}
	return tx.AddTasks(slices.DeleteFunc(ch.ended, func(t task.Task) bool { return slices.Contains(lately, t.Once) }))
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
	if err := tx.Doubt(ch.doubtful, mayHaveLeft.Kept()); err != nil {
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
	if err := ch.askAgain(tx); err != nil {
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
