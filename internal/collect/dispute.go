package collect

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"acquit/internal/calendar"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dispute"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// Contested is what somebody contests of an invoice.
type Contested struct {
	Invoice id.ID
	Reason  dispute.Reason
	Lines   []int        // of the invoice, by their place, 1 for the first; none for no certain ones
	Amount  money.Amount // zero for what the lines come to, or for all that is open
	Text    string       // what the customer says
	By      string       // who writes it down
}

// Contest opens a dispute about an invoice, or brings what is said anew into the one that lasts.
// What is contested is not asked for from then on; the rest is.
//
// Errors: Invalid for what cannot be contested.
func (d *Desk) Contest(ctx context.Context, c customer.Ref, what Contested, today date.Date) (opened dispute.Dispute, err error) {
	if what.Reason = cmp.Or(what.Reason, dispute.Other); !what.Reason.Known() {
		return opened, fault.At(0, "reason", "%q is no reason to contest an invoice", string(what.Reason))
	}
	h := &hold.Hold{Customer: c.Customer, Invoice: what.Invoice, Cause: hold.ForDispute, Amount: what.Amount, Reason: what.Text, PlacedBy: what.By}
	err = d.Store.Update(ctx, c.Company, func(tx *store.Tx) error {
		if err := d.placeFor(tx, []*hold.Hold{h}, opening{Reason: what.Reason, Lines: what.Lines}, today); err != nil {
			return err
		}
		found, err := tx.DisputesByHold([]id.ID{h.ID})
		if err == nil {
			opened = found[0]
		}
		return err
	})
	return opened, err
}

// opening is what is known of the disputes that some holds stand for, beside the holds.
type opening struct {
	Reason dispute.Reason // "" for none of the list
	Owner  string         // who looks into them; "" for whom the rules say
	Lines  []int          // of the one invoice, by their place
	lines  []dispute.Line // what stands there
}

// readLines finds the contested lines of the one invoice. Where nobody said how much of it is
// contested, it is what they come to.
func (p *placing) readLines(all []*hold.Hold, o *opening) error {
	if len(o.Lines) == 0 {
		return nil
	}
	h := all[0]
	i, _, err := p.tx.Invoice(h.Invoice)
	if err != nil {
		return err
	}
	sum := money.Of(0, i.Open.Currency)
	for _, place := range slices.Compact(slices.Sorted(slices.Values(o.Lines))) {
		if place < 1 || place > len(i.Detail.Lines) {
			return fault.At(0, "lines", "invoice %s has no line %d", i.Number, place)
		}
		line := &i.Detail.Lines[place-1]
		amount, err := line.Gross(i.Open.Currency)
		if err != nil {
			return err
		}
		sum = sum.Add(amount)
		o.lines = append(o.lines, dispute.Line{Place: place, Text: line.Text, Amount: amount})
	}
	switch {
	case !h.Amount.IsZero():
	case sum.Sign() <= 0:
		return fault.At(0, "amount", "the lines come to %s: say how much is contested", sum.Text())
	case sum.Cmp(i.Open) < 0:
		h.Amount = sum
	}
	return nil
}

// contest opens the disputes that holds stand for. Of an invoice that is contested already the
// same dispute goes on, by what was said last.
func (p *placing) contest(all []*hold.Hold, o opening) error {
	all = slices.DeleteFunc(slices.Clone(all), func(h *hold.Hold) bool { return h.Cause != hold.ForDispute })
	if len(all) == 0 {
		return nil
	}
	about := make([]id.ID, len(all))
	for n, h := range all {
		about[n] = h.Invoice
	}
	standing, err := p.tx.DisputesAbout(about)
	if err != nil {
		return err
	}
	opened := make([]*dispute.Dispute, len(all))
	for n, h := range all {
		if at := slices.IndexFunc(standing, func(d dispute.Dispute) bool { return d.Invoice == h.Invoice }); at >= 0 {
			opened[n] = &standing[at]
			opened[n].Again(cmp.Or(o.Reason, dispute.Other), h.Amount, o.lines, h.Reason)
		} else {
			opened[n] = p.dispute(h, o)
		}
		opened[n].Hold = h.ID
	}
	if err := p.tx.SaveDisputes(opened); err != nil {
		return err
	}
	tasks := make([]task.Task, len(opened))
	for n, d := range opened {
		tasks[n] = disputeTask(d, p.invoices[d.Invoice].Number)
	}
	return p.tx.AddTasks(tasks)
}

// dispute is a new one.
func (p *placing) dispute(h *hold.Hold, o opening) *dispute.Dispute {
	days := &p.company.Policy.Disputes
	d := &dispute.Dispute{Customer: h.Customer, Invoice: h.Invoice, Reason: cmp.Or(o.Reason, dispute.Other), Amount: h.Amount, Lines: o.lines, Text: h.Reason, State: dispute.Open, Owner: o.Owner,
		OpenedOn: p.today, OpenedBy: h.PlacedBy, AnswerBy: p.calendar.NextBusinessDay(p.company.Place(), p.today.AddDays(days.ToAnswer()))}
	if issued := p.invoices[h.Invoice].IssuedOn; days.ProtestDays > 0 && issued != date.None {
		d.ProtestBy = issued.AddDays(days.ProtestDays)
	}
	return d
}

// disputeTask asks a person to look into a dispute.
func disputeTask(d *dispute.Dispute, number string) task.Task {
	return task.Task{Kind: task.Contested, Customer: d.Customer, Subject: d.ID, Once: string(task.Contested) + " " + d.ID.String(), DueOn: d.AnswerBy, Owner: d.Owner,
		Data: timeline.Data{Text: quoted(d.Text), Numbers: []string{number}, Amount: d.Amount}.JSON()}
}

// disputeTasks are the tasks that a dispute gives.
var disputeTasks = []task.Kind{task.Contested, task.CreditDue}

// endDisputes ends the disputes that some holds stood for.
func endDisputes(tx *store.Tx, holds []id.ID, as dispute.State, by string, today date.Date) error {
	if len(holds) == 0 {
		return nil
	}
	found, err := tx.DisputesByHold(holds)
	if err != nil || len(found) == 0 {
		return err
	}
	ended, subjects := make([]*dispute.Dispute, len(found)), make([]id.ID, len(found))
	for n := range found {
		found[n].End(as, today, by)
		ended[n], subjects[n] = &found[n], found[n].ID
	}
	if err := tx.SaveDisputes(ended); err != nil {
		return err
	}
	return tx.FinishTasksAbout(subjects, disputeTasks, by)
}

// disputing is a dispute with what is looked at when something is done about it.
type disputing struct {
	*Desk
	tx       *store.Tx
	dispute  *dispute.Dispute
	invoice  invoice.Invoice
	hold     hold.Hold
	customer customer.Customer
	company  company.Company
	today    date.Date
	by       string
}

// onDispute does something about a dispute that lasts, keeps what has become of it, and tells of it.
func (d *Desk) onDispute(ctx context.Context, company, i id.ID, by string, today date.Date, do func(*disputing) (timeline.Event, error)) (is dispute.Dispute, err error) {
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		s := &disputing{Desk: d, tx: tx, dispute: &is, by: by, today: today}
		if err := s.lock(i); err != nil {
			return err
		}
		event, err := do(s)
		if err != nil {
			return err
		}
		if err := tx.SaveDisputes([]*dispute.Dispute{s.dispute}); err != nil || event.Kind == "" {
			return err
		}
		event.Customer, event.Subject, event.On, event.Actor = is.Customer, is.Invoice, today, by
		return noted(tx, event)
	})
	return is, err
}

// lock loads a dispute that nobody else changes meanwhile.
func (s *disputing) lock(i id.ID) error {
	if err := s.load(i); err != nil {
		return err
	}
	if err := lockCustomer(s.tx, s.dispute.Customer); err != nil {
		return err
	}
	return s.load(i) // somebody may have been faster
}

func (s *disputing) load(i id.ID) (err error) {
	var found bool
	if *s.dispute, found, err = s.tx.DisputeByID(i); err == nil && !found {
		err = fault.New(fault.NotFound, "there is no such dispute")
	}
	if err != nil {
		return err
	}
	if s.company, err = s.tx.TheCompany(); err != nil {
		return err
	}
	if s.customer, _, err = s.tx.Customer(s.dispute.Customer); err != nil {
		return err
	}
	bills, err := s.tx.InvoicesByID([]id.ID{s.dispute.Invoice})
	if err != nil {
		return err
	}
	s.invoice = bills[0]
	holds, err := s.tx.HoldsByID([]id.ID{s.dispute.Hold})
	if err == nil {
		s.hold = holds[0]
	}
	return err
}

// contested is how much of what is open of the invoice is contested.
func (s *disputing) contested() money.Amount {
	if s.dispute.Amount.IsZero() {
		return s.invoice.Open
	}
	return s.dispute.Amount.Min(s.invoice.Open)
}

// data is what an event about the dispute says.
func (s *disputing) data() timeline.Data {
	return timeline.Data{Numbers: []string{s.invoice.Number}, Amount: s.dispute.Amount, Text: s.dispute.Grounds, Day: s.dispute.PayBy, Code: string(s.dispute.Reason)}
}

// ReviewDispute notes that somebody looks into a dispute.
//
// Errors: Conflict where somebody does already.
func (d *Desk) ReviewDispute(ctx context.Context, company, i id.ID, by string, today date.Date) (dispute.Dispute, error) {
	return d.onDispute(ctx, company, i, by, today, func(s *disputing) (timeline.Event, error) {
		return timeline.Event{Kind: timeline.DisputeReviewed, Data: s.data().JSON()}, s.dispute.Review()
	})
}

// Change is what is changed about a dispute; what is empty stays.
type Change struct {
	Reason   dispute.Reason
	AnswerBy date.Date
}

// ChangeDispute says that a dispute is for another reason, or is to be answered by another day.
//
// Errors: Invalid for what cannot be, Conflict where it is over.
func (d *Desk) ChangeDispute(ctx context.Context, company, i id.ID, c Change, by string, today date.Date) (dispute.Dispute, error) {
	return d.onDispute(ctx, company, i, by, today, func(s *disputing) (timeline.Event, error) {
		switch {
		case !s.dispute.Lasts():
			return timeline.Event{}, fault.New(fault.Conflict, "somebody has dealt with the dispute already")
		case c.Reason != "" && !c.Reason.Known():
			return timeline.Event{}, fault.At(0, "reason", "%q is no reason to contest an invoice", string(c.Reason))
		case c.AnswerBy != date.None && c.AnswerBy < s.dispute.OpenedOn:
			return timeline.Event{}, fault.At(0, "answer_by", "a dispute is answered after it was opened")
		}
		s.dispute.Reason, s.dispute.AnswerBy = cmp.Or(c.Reason, s.dispute.Reason), cmp.Or(c.AnswerBy, s.dispute.AnswerBy)
		return timeline.Event{}, s.tx.DueTasks([]id.ID{i}, task.Contested, s.dispute.AnswerBy)
	})
}

// GiveDispute says who looks into a dispute, "" for nobody.
//
// Errors: Invalid for somebody who may not, Conflict where nothing is left to do about it.
func (d *Desk) GiveDispute(ctx context.Context, company, i id.ID, owner string) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		tasks, err := tx.OpenTasksAbout(i, disputeTasks)
		if err == nil && len(tasks) == 0 {
			err = fault.New(fault.Conflict, "somebody has dealt with the dispute already")
		}
		if err != nil {
			return err
		}
		_, err = giveTasks(tx, tasks, owner)
		return err
	})
}

// Answer is what the company answers to a dispute.
type Answer struct {
	Agreed  money.Amount // of an accepted one: what is to be credited; zero for all that is contested
	Grounds string       // in the customer's language, where it is told
	PayBy   date.Date    // the last day to pay what is left; None for the usual time
	Tell    bool         // the customer is told by mail
}

// AcceptDispute says that the customer is right about what is contested, or about a part of it,
// and asks a person for the credit note. What is left is to be paid by a new day. The dispute
// ends when as much is credited.
//
// Errors: Conflict where it was answered already, Invalid for an amount that is not contested.
func (d *Desk) AcceptDispute(ctx context.Context, company, i id.ID, a Answer, by string, today date.Date) (dispute.Dispute, error) {
	return d.onDispute(ctx, company, i, by, today, func(s *disputing) (e timeline.Event, err error) {
		if a, err = s.check(a); err != nil {
			return e, err
		}
		if a.Agreed.IsZero() {
			a.Agreed = s.contested()
		}
		if a.Agreed == s.invoice.Open {
			a.PayBy = date.None
		}
		if err := s.dispute.Accept(a.Agreed, s.contested(), a.Grounds, a.PayBy, today, by); err != nil {
			return e, err
		}
		if err := s.narrow(); err != nil {
			return e, err
		}
		data := s.data()
		data.Amount = s.dispute.Agreed
		credit := task.Task{Kind: task.CreditDue, Customer: s.dispute.Customer, Subject: i, Once: string(task.CreditDue) + " " + i.String(), DueOn: today, Owner: s.dispute.Owner,
			Data: timeline.Data{Numbers: data.Numbers, Amount: data.Amount}.JSON()}
		return timeline.Event{Kind: timeline.DisputeAccepted, Data: data.JSON()}, s.answered(&a, credit)
	})
}

// RejectDispute answers why the customer is not right, and gives a new day by which all of the
// invoice is to be paid. The follow-up goes on after it where it was.
//
// Errors: Conflict where it was answered already, Invalid without grounds.
func (d *Desk) RejectDispute(ctx context.Context, company, i id.ID, a Answer, by string, today date.Date) (dispute.Dispute, error) {
	return d.onDispute(ctx, company, i, by, today, func(s *disputing) (e timeline.Event, err error) {
		if a, err = s.check(a); err != nil {
			return e, err
		}
		if err := s.dispute.Reject(a.Grounds, a.PayBy, today, by); err != nil {
			return e, err
		}
		if _, err := s.tx.LiftHolds([]id.ID{s.dispute.Hold}, by); err != nil {
			return e, err
		}
		return timeline.Event{Kind: timeline.DisputeRejected, Data: s.data().JSON()}, s.answered(&a)
	})
}

// WithdrawDispute ends a dispute that is contested no more, without an answer.
//
// Errors: Conflict where it is over.
func (d *Desk) WithdrawDispute(ctx context.Context, company, i id.ID, by string, today date.Date) (dispute.Dispute, error) {
	return d.onDispute(ctx, company, i, by, today, func(s *disputing) (timeline.Event, error) {
		lifted, err := s.tx.LiftHolds([]id.ID{s.dispute.Hold}, by)
		if err != nil {
			return timeline.Event{}, err
		}
		if len(lifted) == 0 || !s.dispute.Lasts() {
			return timeline.Event{}, fault.New(fault.Conflict, "somebody has dealt with the dispute already")
		}
		s.dispute.End(dispute.Withdrawn, today, by)
		return timeline.Event{Kind: timeline.DisputeWithdrawn, Data: s.data().JSON()}, s.tx.FinishTasksAbout([]id.ID{i}, disputeTasks, by)
	})
}

// check puts an answer into order, and gives it the usual time to pay.
func (s *disputing) check(a Answer) (Answer, error) {
	a.Grounds = strings.TrimSpace(a.Grounds)
	if len([]rune(a.Grounds)) > mostBody {
		return a, fault.At(0, "grounds", "a mail has at most %d characters", mostBody)
	}
	if a.PayBy == date.None {
		a.PayBy = s.usualPayBy()
	}
	return a, nil
}

// usualPayBy is the last day that an answer gives where nobody says another one: banks work on it.
func (s *disputing) usualPayBy() date.Date {
	return s.Calendar.NextBusinessDay(calendar.Place(s.customer.Country), s.today.AddDays(s.company.Policy.Disputes.ToPay()))
}

// narrow lets the hold keep back what is to be credited, and nothing else.
func (s *disputing) narrow() error {
	if s.hold.Amount == s.dispute.Agreed && s.hold.Until == date.None {
		return nil
	}
	if _, err := s.tx.LiftHolds([]id.ID{s.hold.ID}, s.by); err != nil {
		return err
	}
	h := s.hold
	h.Amount, h.Currency, h.Until, h.PlacedBy = s.dispute.Agreed, s.dispute.Agreed.Currency, date.None, s.by
	if err := s.tx.AddHolds(&h); err != nil {
		return err
	}
	s.dispute.Hold = h.ID
	return nil
}

// answered ends the task to answer, gives the ones that follow, and tells the customer.
func (s *disputing) answered(a *Answer, then ...task.Task) error {
	if err := s.tx.FinishTasksAbout([]id.ID{s.dispute.ID}, disputeTasks, s.by); err != nil {
		return err
	}
	if err := s.tx.AddTasks(then); err != nil || !a.Tell {
		return err
	}
	letter := answerLetter(s.in(&s.customer), s.dispute, &s.invoice)
	_, err := write(s.tx, s.dispute.Customer, &Letter{Subject: letter.Subject, Body: letter.Text(a.Grounds)}, s.by, s.today)
	return err
}

// AnswerLetter is the mail that tells a customer what came of a dispute: what stands above and
// below the grounds.
type AnswerLetter struct {
	Language              string // its tag
	Subject, Above, Below string
}

// Text is the whole letter.
func (l *AnswerLetter) Text(grounds string) string {
	return strings.Join(slices.DeleteFunc([]string{l.Above, grounds, l.Below}, func(s string) bool { return s == "" }), "\n\n")
}

// AnswerLetter is the mail that would tell a customer of an answer; state is Accepted or Rejected.
func (d *Desk) AnswerLetter(tx *store.Tx, of dispute.Dispute, state dispute.State, a Answer, today date.Date) (AnswerLetter, date.Date, error) {
	s := disputing{Desk: d, tx: tx, dispute: &dispute.Dispute{}, today: today}
	if err := s.load(of.ID); err != nil {
		return AnswerLetter{}, date.None, err
	}
	s.dispute.State, s.dispute.Agreed, s.dispute.PayBy = state, a.Agreed, cmp.Or(a.PayBy, s.usualPayBy())
	if a.Agreed.IsZero() {
		s.dispute.Agreed = s.contested()
	}
	return answerLetter(s.in(&s.customer), s.dispute, &s.invoice), s.dispute.PayBy, nil
}

// answerLetter says what came of a dispute, in the customer's language.
func answerLetter(w *locale.Words, d *dispute.Dispute, i *invoice.Invoice) AnswerLetter {
	left := i.Open
	if d.State == dispute.Accepted {
		left = i.Open.Sub(d.Agreed)
	}
	l := AnswerLetter{Language: string(w.Tag), Subject: w.T("dispute.mail_subject", "Invoice", i.Number), Below: w.T("mail.closing"),
		Above: w.T("mail.greeting") + "\n\n" + w.T("dispute.mail_"+string(d.State), "Invoice", i.Number, "Agreed", d.Agreed)}
	if left.Sign() > 0 {
		l.Below = w.T("dispute.mail_pay", "Amount", left, "Day", w.LongDate(d.PayBy)) + "\n\n" + l.Below
	}
	return l
}
