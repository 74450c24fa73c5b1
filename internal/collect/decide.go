package collect

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// Choice is what a person decides about a case of which every step was taken.
type Choice string

// The choices.
const (
	CallThem Choice = "call"      // somebody calls the customer
	Plan     Choice = "plan"      // it is paid in instalments that were agreed: no message until then
	HandOver Choice = "hand_over" // a partner takes over: somebody sends the file
	WriteOff Choice = "write_off" // the books write it off: somebody books that there
	LeaveIt  Choice = "leave"     // nothing now
)

// Choices are all choices.
func Choices() []Choice { return []Choice{CallThem, Plan, HandOver, WriteOff, LeaveIt} }

// Chosen is a choice, with the day on which the question comes back if the debt is still
// open: the end of a ladder is never silence.
type Chosen struct {
	Choice Choice
	Again  date.Date
	Words  string // why; may be empty, but for a plan
}

// usualWait is how many days a task that follows from a choice has by itself, and the
// question waits when a person says that it is done without saying until when.
const usualWait = 30

// DecideNext notes what a person decides about a case of which every step was taken, makes
// what follows from it somebody's task, and asks again on the day given.
//
// Errors: Invalid for a choice or a day that cannot be, Conflict where the case is not at its
// end any more.
func (d *Desk) DecideNext(ctx context.Context, c customer.Ref, currency money.Currency, to Chosen, by string, today date.Date) error {
	if err := checkChosen(&to, today); err != nil {
		return err
	}
	return d.Store.Update(ctx, c.Company, func(tx *store.Tx) error {
		if err := lockCustomer(tx, c.Customer); err != nil {
			return err
		}
		cases, err := tx.StoredCases(c.Customer)
		if err != nil {
			return err
		}
		if !cases[currency].Finished {
			return fault.New(fault.Conflict, "the case is not at the end of its steps any more")
		}
		if err := follow(tx, c, currency, &to, by, today); err != nil {
			return err
		}
		if err := tx.PutOffOnce([]string{ladderOnce(c.Customer, currency)}, to.Again, by); err != nil {
			return err
		}
		return noted(tx, timeline.Event{Customer: c.Customer, Kind: timeline.NextDecided, On: today, Actor: by,
			Data: timeline.Data{Code: string(to.Choice), Text: to.Words, Day: to.Again}.JSON()})
	})
}

func checkChosen(to *Chosen, today date.Date) error {
	to.Words = strings.TrimSpace(to.Words)
	switch {
	case !slices.Contains(Choices(), to.Choice):
		return fault.New(fault.Invalid, "%q is nothing that can come next: call, plan, hand_over, write_off or leave", string(to.Choice))
	case to.Choice == Plan && to.Words == "":
		return fault.At(0, "words", "say what was agreed")
	case len(to.Words) > mostWords:
		return fault.At(0, "words", "a reason has at most %d characters", mostWords)
	case to.Again <= today || to.Again > today.AddDays(mostPutOffDays):
		return fault.At(0, "again", "the question comes back on a day after today, within a year")
	}
	return nil
}

// follow does what a choice brings about.
func follow(tx *store.Tx, c customer.Ref, currency money.Currency, to *Chosen, by string, today date.Date) error {
	kinds := map[Choice]task.Kind{CallThem: task.Call, HandOver: task.HandOver, WriteOff: task.WriteOff}
	kind, found := kinds[to.Choice]
	switch {
	case found:
		return tx.AddTasks([]task.Task{{Kind: kind, Customer: c.Customer, Once: fmt.Sprintf("decided %s %s %s", to.Choice, c.Customer, currency), DueOn: today,
			Data: timeline.Data{Text: to.Words}.JSON()}})
	case to.Choice == Plan:
		return tx.AddHolds(&hold.Hold{Customer: c.Customer, Currency: currency, Cause: hold.ForPlan, Reason: to.Words, Until: to.Again.AddDays(-1), PlacedBy: by})
	}
	return nil
}
