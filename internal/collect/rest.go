package collect

import (
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// settleRests looks at what was claimed beside invoices of some customers whose principal is
// paid: the company lets it go, or a person is asked, until nothing is left of it.
func (d *Desk) settleRests(tx *store.Tx, customers []id.ID, waive bool, today date.Date) error {
	done, err := tx.ClaimTasksDone(customers)
	if err != nil {
		return err
	}
	once := make([]string, len(done))
	for n, i := range done {
		once[n] = restTask(i)
	}
	if err := tx.FinishTasks(once, Actor); err != nil {
		return err
	}
	rests, err := tx.ClaimRests(customers)
	if err != nil || len(rests) == 0 {
		return err
	}
	claims, err := tx.Claims(rests)
	if err != nil {
		return err
	}
	if waive {
		return waiveRests(tx, claims, today)
	}
	left := map[id.ID]money.Amount{}
	for n := range claims {
		left[claims[n].Invoice.ID] = left[claims[n].Invoice.ID].Add(claims[n].Ledger.Left().Late())
	}
	var tasks []task.Task
	for n := range claims {
		if i := claims[n].Invoice; n == 0 || claims[n-1].Invoice != i {
			tasks = append(tasks, task.Task{Kind: task.ClaimLeft, Customer: i.Customer, Subject: i.ID, Once: restTask(i.ID), DueOn: today,
				Data: timeline.Data{Numbers: []string{i.Number}, Amount: left[i.ID]}.JSON()})
		}
	}
	return tx.AddTasks(tasks)
}

// restTask is the Once of the task to decide what becomes of the rest of a claim.
func restTask(invoice id.ID) string { return "claim " + invoice.String() }

func waiveRests(tx *store.Tx, claims []store.Claim, today date.Date) error {
	var lines []store.Claimed
	var events []timeline.Event
	for n := range claims {
		c := &claims[n]
		left := c.Ledger.Left()
		of := linesOf(c.Invoice.ID, c.Item, store.WasWaived, left)
		if len(of) == 0 {
			continue
		}
		for n := range of {
			of[n].On, of[n].By = today, Actor
		}
		lines = append(lines, of...)
		events = append(events, claimEvent(timeline.Waived, c.Invoice.Customer, []invoice.Invoice{*c.Invoice}, left.Late(), "", Actor, today))
	}
	if err := tx.AddClaimed(lines); err != nil {
		return err
	}
	return tx.Note(events...)
}
