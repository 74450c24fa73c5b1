package collect

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// Reached is how a call ended.
type Reached string

// The ends of a call. In the first seven somebody was spoken to, which is a contact of the
// follow-up where the call was one of its steps.
const (
	Called      Reached = "called"       // the customer was spoken to, and nothing follows
	Promised    Reached = "promised"     // payment is promised for a day
	Contests    Reached = "contests"     // something is wrong with an invoice
	PaysAlready Reached = "paid"         // it was paid, they say
	WantsCopy   Reached = "copy"         // a copy of invoices is asked for
	Elsewhere   Reached = "elsewhere"    // somebody else is in charge
	Refused     Reached = "refused"      // nobody wanted to talk
	CallAgain   Reached = "again"        // they want to be called another time
	Unreached   Reached = "unreached"    // nobody answered
	VoiceMail   Reached = "voicemail"    // a machine did
	WrongNumber Reached = "wrong_number" // the number is not the customer's
)

// Ends are all ends of a call, in the order in which people choose.
func Ends() []Reached {
	return []Reached{Called, Promised, Contests, PaysAlready, WantsCopy, Elsewhere, Unreached, VoiceMail, CallAgain, WrongNumber, Refused}
}

// Spoke reports whether somebody was spoken to who could say something about the debt.
func (r Reached) Spoke() bool {
	return slices.Contains([]Reached{Called, Promised, Contests, PaysAlready, WantsCopy, Elsewhere, Refused}, r)
}

// MostCalls is how often a customer is called before the next channel is taken.
const MostCalls = 3

// mostCallAge is how many days ago a call may have been that is noted only now.
const mostCallAge = 92

// Call is a conversation on the telephone, as the person tells it who had it.
type Call struct {
	Customer id.ID // zero: that of Message
	Message  id.ID // the step of the follow-up that it was; zero for a call that none asked for
	How      Reached
	Incoming bool      // the customer called
	On       date.Date // when it was; None for today
	Contact  id.ID     // whose number was called; zero where it is nobody's who is known
	With     string    // who was spoken to, and the number
	Note     string    // what was said, in the person's words
	Reason   string    // why what follows is held, where there is no note

	Invoices   []id.ID      // that were paid or promised, are contested or asked for; none for all that is open
	PromisedOn date.Date    // the day for which payment is promised
	Amount     money.Amount // how much was paid, or of one invoice or of all is promised or contested; zero for all of it
	PaidOn     date.Date    // the day on which it was paid, they say; None for one that is not known
	AgainOn    date.Date    // the day on which to call again; None for never, or as the follow-up does
	AgainAt    string       // the time of day, 15:04; "" for any
}

// NoteCall notes how a call went, with what follows from it: a promise, a dispute, and what was
// said to be paid already hold reminders back as they do in a mail; other things give somebody
// something to do. A step of the follow-up in which somebody was spoken to is taken. Where nobody
// answered it is tried again on the next day, or on the one that the person chooses, and in vain
// three times; then, or where no other number is known, the step's next channel takes its place.
//
// Errors: Invalid for what a call cannot be, as PlaceHold for what is held; Conflict for a step
// that is not waiting for its call any more.
func (d *Desk) NoteCall(ctx context.Context, company id.ID, c Call, by string, today date.Date) error {
	c.On = cmp.Or(c.On, today)
	if err := c.check(today); err != nil {
		return err
	}
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		c := c
		var m *message.Message
		if c.Message != 0 {
			taken, err := takeMessage(tx, c.Message, message.Ready)
			if err != nil {
				return err
			}
			if taken.Channel != message.Call || c.Customer != 0 && c.Customer != taken.Customer {
				return fault.New(fault.Invalid, "the message is no call")
			}
			m, c.Customer = &taken, taken.Customer
		}
		if err := lockCustomer(tx, c.Customer); err != nil {
			return err
		}
		a := afterCall{Desk: d, tx: tx, call: &c, message: m, by: by, today: today}
		return a.note()
	})
}

// clock is a time of day as people write it.
var clock = regexp.MustCompile(`^([01]?\d|2[0-3]):[0-5]\d$`)

// check refuses what no call can be.
func (c *Call) check(today date.Date) error {
	c.Note, c.Reason, c.With = strings.TrimSpace(c.Note), strings.TrimSpace(c.Reason), strings.TrimSpace(c.With)
	switch {
	case !slices.Contains(Ends(), c.How):
		return fault.New(fault.Invalid, "%q is no end of a call", string(c.How))
	case len(c.Note) > mostWords:
		return fault.At(0, "note", "a note has at most %d characters", mostWords)
	case len(c.With) > mostWords:
		return fault.At(0, "with", "a note has at most %d characters", mostWords)
	case c.On > today || c.On < today.AddDays(-mostCallAge):
		return fault.At(0, "on", "a call is noted within %d days, and not before it was made", mostCallAge)
	case c.AgainAt != "" && !clock.MatchString(c.AgainAt):
		return fault.At(0, "at", "%q is not a time written as 15:04", c.AgainAt)
	case c.AgainOn != date.None && c.AgainOn < today:
		return fault.At(0, "again", "nobody can be called on %s, which is over", c.AgainOn)
	case c.AgainOn > today.AddDays(mostPutOffDays):
		return fault.At(0, "again", "a task is put off for a year at most")
	}
	return c.checkEnd(today)
}

// checkEnd looks at what each end needs.
func (c *Call) checkEnd(today date.Date) error {
	switch {
	case c.How == CallAgain && c.AgainOn == date.None:
		return fault.At(0, "again", "to call again needs the day")
	case c.How == Contests && len(c.Invoices) != 1:
		return fault.At(0, "invoice", "a dispute is about an invoice")
	case c.How == Contests && c.Note == "":
		return fault.At(0, "note", "a hold needs a reason")
	case c.How == Promised && len(c.Invoices) > 1 && !c.Amount.IsZero():
		return fault.At(0, "amount", "an amount is promised for one invoice, or for all together")
	case c.How == PaysAlready && c.PaidOn > today:
		return fault.At(0, "paid", "nothing was paid on %s, which is still to come", c.PaidOn)
	case c.Incoming && !c.How.Spoke() && c.How != CallAgain:
		return fault.New(fault.Invalid, "who called was spoken to")
	}
	return nil
}

// afterCall does what follows from a call.
type afterCall struct {
	*Desk
	tx      *store.Tx
	call    *Call
	message *message.Message // nil where the call was no step of the follow-up
	by      string
	today   date.Date
}

func (a *afterCall) note() error {
	c := a.call
	about, err := a.invoices()
	if err != nil {
		return err
	}
	if err := a.tx.FinishTasksOf(c.Customer, task.CallBack, a.by); err != nil {
		return err
	}
	if c.How == WrongNumber {
		if err := a.misdialled(); err != nil {
			return err
		}
	}
	if a.message != nil {
		if err := a.step(); err != nil {
			return err
		}
	} else if c.AgainOn != date.None {
		if err := a.tx.AddTasks([]task.Task{a.callBack()}); err != nil {
			return err
		}
	}
	if a.message == nil || c.How.Spoke() {
		if err := noted(a.tx, a.event(about)); err != nil {
			return err
		}
	}
	if c.How == PaysAlready {
		if err := tellPaid(a.tx, c.Customer, c.Invoices, c.Amount, cmp.Or(c.PaidOn, c.On)); err != nil {
			return err
		}
	}
	if err := a.hold(); err != nil {
		return err
	}
	return a.tx.AddTasks(a.tasks(about))
}

// invoices are the numbers of those that the call was about, all of them the customer's.
func (a *afterCall) invoices() (numbers []string, err error) {
	found, err := a.tx.InvoicesByID(a.call.Invoices)
	for n := range found {
		if found[n].Customer != a.call.Customer {
			return nil, fault.New(fault.NotFound, "the customer has no such invoice")
		}
		numbers = append(numbers, found[n].Number)
	}
	if err == nil && len(found) < len(a.call.Invoices) {
		err = fault.New(fault.NotFound, "the customer has no such invoice")
	}
	return numbers, err
}

// event tells of the call in the customer's timeline.
func (a *afterCall) event(about []string) timeline.Event {
	c := a.call
	data := timeline.Data{Code: string(c.How), Text: c.Note, Numbers: about, Amount: c.Amount, Promised: c.PromisedOn, Day: cmp.Or(c.AgainOn, c.PaidOn)}
	e := timeline.Event{Customer: c.Customer, Kind: timeline.CallMade, On: c.On, Actor: a.by}
	if c.With != "" {
		data.To = []string{c.With}
	}
	if c.Incoming {
		data.Cause = "incoming"
	}
	if a.message != nil {
		e.Subject, data.Step = a.message.ID, a.message.Step
	}
	e.Data = data.JSON()
	return e
}

// step says what becomes of the step of the follow-up that the call was.
func (a *afterCall) step() error {
	c, m := a.call, a.message
	switch {
	case c.How.Spoke():
		m.Outcome = ""
		return a.byHand(a.tx, []message.Message{*m}, a.by, a.today, a.today)
	case c.How == CallAgain:
		return a.later(c.AgainOn)
	case c.How == WrongNumber:
		other, err := a.otherNumber()
		if err != nil {
			return err
		}
		if other {
			return noted(a.tx, a.missed())
		}
	case m.Attempts < MostCalls:
		tried := a.missed()
		m.Attempts++
		if err := a.tx.SaveMessage(m, m.WrittenAt); err != nil {
			return err
		}
		if err := a.tx.Note(tried); err != nil {
			return err
		}
		return a.later(max(c.AgainOn, a.today.AddDays(1)))
	}
	if err := a.tx.Note(a.missed()); err != nil {
		return err
	}
	if err := a.tx.FinishTasks([]string{messageTask(m.ID)}, a.by); err != nil {
		return err
	}
	return a.refused(a.tx, m, fault.Say("nobody was reached by telephone").Kept(), a.today)
}

// later puts the call off until a day.
func (a *afterCall) later(on date.Date) error {
	if err := a.tx.FinishTasks([]string{messageTask(a.message.ID)}, a.by); err != nil {
		return err
	}
	t := callTask(a.message, on)
	if a.call.AgainOn != date.None {
		t.Data = timeline.Data{Step: a.message.Step, Amount: a.message.Amount, Count: a.message.Attempts, Code: a.call.AgainAt}.JSON()
	}
	if on > a.today {
		t.AgainOn, t.PutOffBy = on, a.by
	}
	if err := a.tx.AddTasks([]task.Task{t}); err != nil || a.call.How != CallAgain {
		return err
	}
	return noted(a.tx, a.event(nil))
}

// missed tells that the step did not reach anybody.
func (a *afterCall) missed() timeline.Event {
	data := timeline.Data{Step: a.message.Step, Count: a.message.Attempts, Code: string(a.call.How), Text: a.call.Note}
	if a.call.With != "" {
		data.To = []string{a.call.With}
	}
	return timeline.Event{Customer: a.call.Customer, Kind: timeline.CallMissed, On: a.call.On, Actor: a.by, Subject: a.message.ID, Data: data.JSON()}
}

// misdialled marks the number that was called, so that nobody calls it again, and has somebody
// look for the right one.
func (a *afterCall) misdialled() error {
	t := task.Task{Kind: task.WrongNumber, Customer: a.call.Customer, Subject: a.call.Contact, Once: "number " + a.call.Customer.String(), DueOn: a.today}
	if a.call.Contact != 0 {
		if err := isContactOf(a.tx, a.call.Customer, a.call.Contact); err != nil {
			return err
		}
		if err := a.tx.Misdialled(a.call.Contact, a.today); err != nil {
			return err
		}
	}
	return a.tx.AddTasks([]task.Task{t})
}

// otherNumber reports whether the customer has another number than the one that was wrong. Where
// it is not known which was called, none is.
func (a *afterCall) otherNumber() (bool, error) {
	if a.call.Contact == 0 {
		return false, nil
	}
	contacts, err := a.tx.Contacts(a.call.Customer)
	for n := range contacts[a.call.Customer] {
		if contacts[a.call.Customer][n].Callable() {
			return true, err
		}
	}
	return false, err
}

// hold keeps reminders back for what was said.
func (a *afterCall) hold() error {
	all, err := a.holds()
	if err != nil || len(all) == 0 {
		return err
	}
	return a.placeFor(a.tx, all, opening{Owner: a.by}, a.today)
}

// holds are what keeps reminders back for what was said.
func (a *afterCall) holds() (all []*hold.Hold, err error) {
	c, reason := a.call, cmp.Or(a.call.Note, a.call.Reason)
	one := hold.Hold{Customer: c.Customer, Reason: reason, Amount: c.Amount, PlacedBy: a.by}
	switch c.How {
	case Promised:
		one.Cause, one.PromisedOn = hold.ForPromise, c.PromisedOn
		for _, i := range c.Invoices {
			h := one
			h.Invoice = i
			all = append(all, &h)
		}
		if len(all) == 0 {
			all = append(all, &one)
		}
	case Contests:
		one.Cause, one.Invoice = hold.ForDispute, c.Invoices[0]
		all = append(all, &one)
	case PaysAlready:
		of, err := a.tx.TheCompany()
		if err != nil {
			return nil, err
		}
		one.Amount, one.Until = money.Amount{}, a.Calendar.AddBusinessDays(of.Place(), max(a.today, c.PaidOn), BankDays)
		all = append(all, &one)
	}
	return all, nil
}

// tasks are what somebody has to do after the call.
func (a *afterCall) tasks(about []string) []task.Task {
	c := a.call
	kind := map[Reached]task.Kind{WantsCopy: task.SendCopy, Elsewhere: task.OtherPerson}[c.How]
	if kind == "" {
		return nil
	}
	return []task.Task{{Kind: kind, Customer: c.Customer, Once: string(kind) + " " + c.Customer.String(), DueOn: a.today, Owner: a.by,
		Data: timeline.Data{Text: c.Note, Numbers: about}.JSON()}}
}

// callBack is the task to call the customer again.
func (a *afterCall) callBack() task.Task {
	t := task.Task{Kind: task.CallBack, Customer: a.call.Customer, Once: callBackTask(a.call.Customer), DueOn: a.call.AgainOn, Owner: a.by,
		Data: timeline.Data{Text: a.call.Note, Code: a.call.AgainAt}.JSON()}
	if t.DueOn > a.today {
		t.AgainOn, t.PutOffBy = t.DueOn, a.by
	}
	return t
}

// callBackTask is the Once of the task to call a customer again.
func callBackTask(customer id.ID) string { return "call back " + customer.String() }

// callTask asks a person to call.
func callTask(m *message.Message, on date.Date) task.Task {
	return task.Task{Kind: task.Call, Customer: m.Customer, Subject: m.ID, Once: messageTask(m.ID), DueOn: on,
		Data: timeline.Data{Step: m.Step, Amount: m.Amount, Count: m.Attempts}.JSON()}
}

// TryNumber says that a contact may be called under its number after all.
func (d *Desk) TryNumber(ctx context.Context, c customer.Ref, contact id.ID) error {
	return d.reinstate(ctx, c, contact, func(tx *store.Tx) error { return tx.Misdialled(contact, date.None) })
}
