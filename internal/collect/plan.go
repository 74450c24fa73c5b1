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
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/plan"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// Wish is a plan as somebody wants it.
type Wish struct {
	Invoices []id.ID  // none for all that is due in the currency
	Numbers  []string // of open invoices, beside Invoices
	Currency money.Currency
	Parts    int
	Every    plan.Every // "" for a month
	First    date.Date
	// Beside says whether what was claimed for being late is paid with the invoices; nil for what is
	// usual: consumers pay none of it, whoever else pays all.
	Beside *bool
	Text   string // what the customer says
	Once   string // names the act of a customer who asks: what is sent twice is one plan; "" for no such name
	By     string
	Tell   bool // the customer is told by mail what was agreed
}

// PlanOf is how a plan would divide what a customer owes; nothing is stored.
//
// Errors: as AskPlan.
func (d *Desk) PlanOf(tx *store.Tx, customer id.ID, w Wish, today date.Date) ([]plan.Part, error) {
	s, err := d.draw(tx, customer, &w, today)
	return s.plan.Parts, err
}

// draw draws a plan up as it is wanted, and stores nothing.
func (d *Desk) draw(tx *store.Tx, customer id.ID, w *Wish, today date.Date) (*planning, error) {
	s := &planning{Desk: d, tx: tx, plan: &plan.Plan{}, wish: w, by: w.By, today: today}
	if err := s.load(customer); err != nil {
		return s, err
	}
	return s, s.make()
}

// AskPlan keeps a customer's wish to pay in instalments, and returns the plan: it runs at once
// within the limits that the company gave its customers, and waits for a person otherwise.
//
// Errors: Invalid for a plan that cannot be, Conflict where one of the invoices is in another.
func (d *Desk) AskPlan(ctx context.Context, c customer.Ref, w Wish, today date.Date) (p plan.Plan, err error) {
	err = d.Store.Update(ctx, c.Company, func(tx *store.Tx) error {
		if err := lockCustomer(tx, c.Customer); err != nil {
			return err
		}
		p, err = d.askPlan(tx, c.Customer, w, today)
		return err
	})
	return p, err
}

// MakePlan agrees on a plan, whatever the limits: a person wants it so.
//
// Errors: as AskPlan.
func (d *Desk) MakePlan(ctx context.Context, c customer.Ref, w Wish, today date.Date) (p plan.Plan, err error) {
	err = d.Store.Update(ctx, c.Company, func(tx *store.Tx) error {
		if err := lockCustomer(tx, c.Customer); err != nil {
			return err
		}
		s, err := d.draw(tx, c.Customer, &w, today)
		if err != nil {
			return err
		}
		p, err = s.start(w.By, w.Tell)
		return err
	})
	return p, err
}

// askPlan is AskPlan in a transaction that has locked the customer.
func (d *Desk) askPlan(tx *store.Tx, customer id.ID, w Wish, today date.Date) (plan.Plan, error) {
	if w.Once != "" {
		if before, found, err := tx.PlanByOnce(customer, w.Once); err != nil || found {
			return before, err
		}
	}
	s, err := d.draw(tx, customer, &w, today)
	if err != nil {
		return plan.Plan{}, err
	}
	alone, err := s.alone()
	if err != nil {
		return plan.Plan{}, err
	}
	if alone {
		return s.start(Actor, true)
	}
	p := s.plan
	if err := tx.MakePlan(p); err != nil {
		return *p, err
	}
	waits := task.Task{Kind: task.PlanWaits, Customer: customer, Subject: p.ID, Once: planTask(task.PlanWaits, p.ID), DueOn: today,
		Data: timeline.Data{Text: quoted(w.Text), Amount: p.Total, Count: len(p.Parts)}.JSON()}
	if err := tx.AddTasks([]task.Task{waits}); err != nil {
		return *p, err
	}
	return *p, s.note(timeline.PlanAsked)
}

// start keeps the plan that was drawn up, and lets it run.
func (s *planning) start(agreedBy string, tell bool) (plan.Plan, error) {
	if err := s.plan.Agree(s.today, agreedBy); err != nil {
		return *s.plan, err
	}
	if err := s.tx.MakePlan(s.plan); err != nil {
		return *s.plan, err
	}
	return *s.plan, s.agreed(tell)
}

// planTask is the Once of a task that a plan gives.
func planTask(k task.Kind, i id.ID) string { return string(k) + " plan " + i.String() }

// planTasks are the tasks that a plan gives.
var planTasks = []task.Kind{task.PlanWaits, task.PlanBroken}

// planning is a plan with what is looked at when something is done about it.
type planning struct {
	*Desk
	tx       *store.Tx
	plan     *plan.Plan
	wish     *Wish
	invoices []invoice.Invoice
	customer customer.Customer
	company  company.Company
	today    date.Date
	by       string
}

func (s *planning) load(customer id.ID) (err error) {
	if s.company, err = s.tx.TheCompany(); err != nil {
		return err
	}
	s.customer, _, err = s.tx.Customer(customer)
	return err
}

// make divides what is open of the invoices.
func (s *planning) make() error {
	if err := s.choose(); err != nil {
		return err
	}
	w := s.wish
	if w.First < s.today {
		return fault.At(0, "first", "the first instalment cannot be paid by %s, which is over", w.First)
	}
	p := plan.Plan{Customer: s.customer.ID, State: plan.Asked, Every: cmp.Or(w.Every, plan.Month), Text: strings.TrimSpace(w.Text), AskedOn: s.today, AskedBy: s.by, Once: w.Once}
	if len(p.Text) > mostBody {
		return fault.At(0, "text", "a mail has at most %d characters", mostBody)
	}
	with := s.withBeside()
	for n := range s.invoices {
		i := &s.invoices[n]
		share := plan.Share{Invoice: i.ID, Amount: i.Open}
		p.Total, p.Beside = i.Open.Add(p.Total), i.Claimed.Add(p.Beside)
		if with && !i.Claimed.IsZero() {
			p.WithBeside, share.Amount, p.Total = true, share.Amount.Add(i.Claimed), p.Total.Add(i.Claimed)
		}
		p.Shares = append(p.Shares, share)
	}
	country := calendar.Place(s.customer.Country)
	parts, err := plan.Schedule(p.Total, w.Parts, p.Every, w.First, func(day date.Date) date.Date { return s.Calendar.NextBusinessDay(country, day) })
	p.Parts = parts
	*s.plan = p
	return err
}

// withBeside reports whether what was claimed for being late is paid with the invoices.
func (s *planning) withBeside() bool {
	if s.wish.Beside != nil {
		return *s.wish.Beside
	}
	return PaysBeside(&s.customer)
}

// PaysBeside reports whether a customer usually pays what was claimed for being late in instalments
// as well: a consumer's plan is free of it, unless somebody wants it otherwise.
func PaysBeside(c *customer.Customer) bool { return c.Kind != customer.Consumer }

// choose finds the invoices that the plan is about.
func (s *planning) choose() error {
	all, err := s.tx.OpenInvoices(s.customer.ID)
	if err != nil {
		return err
	}
	w := s.wish
	if err := w.number(all); err != nil {
		return err
	}
	s.invoices = slices.DeleteFunc(all, func(i invoice.Invoice) bool {
		named := len(w.Invoices) == 0 && i.DueOn <= s.today || slices.Contains(w.Invoices, i.ID)
		return i.Open.Sign() <= 0 || !named || w.Currency != (money.Currency{}) && i.Open.Currency != w.Currency
	})
	var about []id.ID
	for n := range s.invoices {
		about = append(about, s.invoices[n].ID)
		if s.invoices[n].Open.Currency != s.invoices[0].Open.Currency {
			return fault.At(0, "invoices", "a plan is about invoices in one currency")
		}
	}
	if len(about) == 0 || len(about) < len(w.Invoices) {
		return fault.At(0, "invoices", "a plan is about open invoices of the customer")
	}
	lasting, err := s.tx.PlansAbout(about)
	if err == nil && len(lasting) > 0 {
		err = fault.New(fault.Conflict, "one of these invoices is in a plan already")
	}
	return err
}

// number finds the invoices among those open that have the numbers.
func (w *Wish) number(open []invoice.Invoice) error {
	for _, number := range w.Numbers {
		n := slices.IndexFunc(open, func(i invoice.Invoice) bool { return i.Number == number })
		if n < 0 {
			return fault.At(0, "invoices", "the customer has no open invoice %s", number)
		}
		if !slices.Contains(w.Invoices, open[n].ID) {
			w.Invoices = append(w.Invoices, open[n].ID)
		}
	}
	w.Numbers = nil
	return nil
}

// afterBroken is for how many days a customer who broke a plan agrees on none by itself.
const afterBroken = 366

// alone reports whether the customer may agree on the plan by itself.
func (s *planning) alone() (bool, error) {
	limits, p := &s.company.Policy.Plans, s.plan
	if !slices.Contains(limits.Offers(p.Total), len(p.Parts)) || p.Every != plan.Month {
		return false, nil
	}
	if p.Parts[0].DueOn > s.today.AddDays(limits.ToFirst()) {
		return false, nil
	}
	before, err := s.tx.PlansOf(s.customer.ID, 100)
	return !slices.ContainsFunc(before, func(b plan.Plan) bool {
		return b.State == plan.Broken && b.ClosedOn > s.today.AddDays(-afterBroken) || b.Lasts()
	}), err
}

// agreed lets the plan run: what was held for its sake is held no more, and the customer is told.
func (s *planning) agreed(tell bool) error {
	if err := s.release(); err != nil {
		return err
	}
	if err := s.tx.FinishTasksAbout([]id.ID{s.plan.ID}, planTasks, s.by); err != nil {
		return err
	}
	if err := s.note(timeline.PlanAgreed); err != nil || !tell {
		return err
	}
	return s.tell(planLetter(s.in(&s.customer), s.plan, ""))
}

// answered closes the reply by which the customer asked for the plan.
func (s *planning) answered() error {
	if s.plan.Once == "" {
		return nil
	}
	r, found, err := s.tx.ReplyByMailID(s.customer.ID, s.plan.Once)
	if err != nil || !found || !r.Waits() {
		return err
	}
	return closeReply(s.tx, &r, reply.Answered, s.by)
}

// release lifts the holds that waited for the plan.
func (s *planning) release() error {
	holds, err := s.tx.Holds(s.customer.ID)
	if err != nil {
		return err
	}
	var over []id.ID
	for _, h := range holds {
		about := h.Invoice == 0 && (h.Currency == (money.Currency{}) || h.Currency == s.plan.Total.Currency) || slices.ContainsFunc(s.plan.Shares, func(one plan.Share) bool { return one.Invoice == h.Invoice })
		if h.Cause == hold.ForPlan && about {
			over = append(over, h.ID)
		}
	}
	_, err = s.tx.LiftHolds(over, s.by)
	return err
}

// tell writes to the customer. One whom no mail reaches is not told.
func (s *planning) tell(l Letter) error {
	contacts, err := s.tx.Contacts(s.customer.ID)
	if err != nil || len(customer.Recipients(contacts[s.customer.ID])) == 0 {
		return err
	}
	by := s.by
	if by == Guest { // nobody wrote it
		by = Actor
	}
	_, err = write(s.tx, s.customer.ID, &l, by, s.today)
	return err
}

// note tells the customer's timeline what became of the plan.
func (s *planning) note(k timeline.Kind) error {
	return noted(s.tx, planEvent(s.plan, k, s.by, s.today))
}

func planEvent(p *plan.Plan, k timeline.Kind, by string, today date.Date) timeline.Event {
	data := timeline.Data{Amount: p.Total, Count: len(p.Parts), Day: p.Parts[0].DueOn, Text: cmp.Or(p.Grounds, p.Text)}
	return timeline.Event{Customer: p.Customer, Kind: k, On: today, Actor: by, Subject: p.ID, Data: data.JSON()}
}

// onPlan does something about a plan, keeps what has become of it, and tells of it.
func (d *Desk) onPlan(ctx context.Context, company, i id.ID, by string, today date.Date, do func(*planning) error) (is plan.Plan, err error) {
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		s := &planning{Desk: d, tx: tx, plan: &is, by: by, today: today}
		if err := s.lock(i); err != nil {
			return err
		}
		if err := s.load(is.Customer); err != nil {
			return err
		}
		if err := do(s); err != nil {
			return err
		}
		return tx.SavePlans([]*plan.Plan{&is})
	})
	return is, err
}

// lock loads a plan that nobody else changes meanwhile.
func (s *planning) lock(i id.ID) (err error) {
	for range 2 { // somebody may have been faster
		var found bool
		if *s.plan, found, err = s.tx.PlanByID(i); err == nil && !found {
			err = fault.New(fault.NotFound, "there is no such plan")
		}
		if err == nil {
			err = lockCustomer(s.tx, s.plan.Customer)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// AgreePlan lets a plan run that a customer asked for, and tells it.
//
// Errors: Conflict where somebody has decided already, Invalid where its first day is over.
func (d *Desk) AgreePlan(ctx context.Context, company, i id.ID, by string, today date.Date) (plan.Plan, error) {
	return d.onPlan(ctx, company, i, by, today, func(s *planning) error {
		if err := s.plan.Agree(today, by); err != nil {
			return err
		}
		if first := s.plan.Parts[0].DueOn; first < today { // it would break at once
			return fault.At(0, "first", "the first instalment cannot be paid by %s, which is over", first)
		}
		if err := s.answered(); err != nil {
			return err
		}
		return s.agreed(true)
	})
}

// RefusePlan says that the company does not want a plan that a customer asked for. Where there are
// grounds the customer is told.
//
// Errors: Conflict where somebody has decided already.
func (d *Desk) RefusePlan(ctx context.Context, company, i id.ID, grounds, by string, today date.Date) (plan.Plan, error) {
	return d.onPlan(ctx, company, i, by, today, func(s *planning) error {
		grounds = strings.TrimSpace(grounds)
		if err := s.plan.Refuse(grounds, today, by); err != nil {
			return err
		}
		if err := s.answered(); err != nil {
			return err
		}
		if err := s.release(); err != nil {
			return err
		}
		if err := s.tx.FinishTasksAbout([]id.ID{i}, planTasks, by); err != nil {
			return err
		}
		if grounds != "" {
			if err := s.tell(planLetter(s.in(&s.customer), s.plan, grounds)); err != nil {
				return err
			}
		}
		return s.note(timeline.PlanRefused)
	})
}

// EndPlan ends a plan: its invoices are followed up by their own days again.
//
// Errors: Conflict for one that is over, Invalid without grounds.
func (d *Desk) EndPlan(ctx context.Context, company, i id.ID, grounds, by string, today date.Date) (plan.Plan, error) {
	return d.onPlan(ctx, company, i, by, today, func(s *planning) error {
		if grounds = strings.TrimSpace(grounds); grounds == "" {
			return fault.At(0, "grounds", "say why the plan ends")
		}
		if err := s.plan.Stop(grounds, today, by); err != nil {
			return err
		}
		if err := s.tx.FinishTasksAbout([]id.ID{i}, planTasks, by); err != nil {
			return err
		}
		return s.note(timeline.PlanEnded)
	})
}

// planLetter tells a customer of a plan that was agreed, or on what grounds it was refused.
func planLetter(w *locale.Words, p *plan.Plan, grounds string) Letter {
	l := Letter{Subject: w.T("instalment.mail_subject")}
	if p.State == plan.Refused {
		l.Body = strings.Join([]string{w.T("mail.greeting"), w.T("instalment.mail_refused"), grounds, w.T("mail.closing")}, "\n\n")
		return l
	}
	var lines []string
	for _, part := range p.Parts {
		lines = append(lines, w.T("instalment.mail_part", "Part", part.Number, "Day", w.LongDate(part.DueOn), "Amount", part.Amount))
	}
	said := []string{w.T("mail.greeting"), w.N("instalment.mail_agreed", len(p.Parts), "Amount", p.Total), strings.Join(lines, "\n"), besideWords(w, p), w.T("instalment.mail_late"), w.T("mail.closing")}
	l.Body = strings.Join(slices.DeleteFunc(said, func(one string) bool { return one == "" }), "\n\n")
	return l
}

// besideWords say what becomes of what was claimed for being late; "" where nothing was.
func besideWords(w *locale.Words, p *plan.Plan) string {
	switch {
	case p.Beside.IsZero():
		return ""
	case p.WithBeside:
		return w.T("instalment.mail_with_beside", "Amount", p.Beside)
	}
	return w.T("instalment.mail_without_beside", "Amount", p.Beside)
}
