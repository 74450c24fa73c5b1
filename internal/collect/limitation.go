package collect

import (
	"slices"

	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/term"
	"acquit/internal/timeline"
)

// legalDays are what the law says of the open invoices of a batch, as far as it is not
// stored yet, and what people are told of it.
type legalDays struct {
	today   date.Date
	changed []invoice.Invoice
	tasks   []task.Task
	done    []string // Once of tasks that name what is no longer so
}

// dated is an open invoice as it is stored, with what the law says of it now.
type dated struct {
	*invoice.Invoice
	lapses, allowed date.Date
}

// findLegalDays works out the legal days of all open invoices of some cases. Of most there
// is nothing to say, and nothing was said.
func findLegalDays(tx *store.Tx, of *company.Company, cases []*store.Case, today date.Date) (*legalDays, error) {
	l := &legalDays{today: today}
	all := map[id.ID][]dated{}
	var near []id.ID
	for _, c := range cases {
		r := term.For(of, &c.Customer)
		for n := range c.Debts {
			d := dated{Invoice: &c.Debts[n]}
			d.date(&r, today, nil)
			if d.lapses == date.None && d.allowed == date.None && d.LapsesOn == date.None && d.AllowedOn == date.None {
				continue
			}
			if all[c.Customer.ID] = append(all[c.Customer.ID], d); d.lapses != date.None {
				near = append(near, d.ID)
			}
		}
	}
	paid, err := tx.Acknowledged(near)
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		r := term.For(of, &c.Customer)
		for n := range all[c.Customer.ID] {
			d := &all[c.Customer.ID][n]
			if days := paid[d.ID]; len(days) > 0 {
				d.date(&r, today, days)
			}
		}
	}
	l.note(all)
	return l, l.tell(tx, cases, all)
}

// date sets the legal days of an invoice by the rules that govern it.
func (d *dated) date(r *term.Rules, today date.Date, paid []date.Date) {
	d.lapses, d.allowed = date.None, date.None
	if on := r.LapsesOn(d.Invoice, paid...); r.Warns(on, today) {
		d.lapses = on
	}
	if e, beyond := r.Excess(d.Invoice); beyond {
		d.allowed = e.Allowed
	}
}

// note keeps the invoices of which something else is stored.
func (l *legalDays) note(all map[id.ID][]dated) {
	for _, debts := range all {
		for _, d := range debts {
			if d.lapses != d.LapsesOn || d.allowed != d.AllowedOn {
				changed := *d.Invoice
				changed.LapsesOn, changed.AllowedOn = d.lapses, d.allowed
				l.changed = append(l.changed, changed)
			}
		}
	}
}

// tell gives a task for each customer of whose claims one is soon lost, and takes back
// those that name what was paid or moved.
func (l *legalDays) tell(tx *store.Tx, cases []*store.Case, all map[id.ID][]dated) error {
	var customers, near []id.ID
	var once []string
	for _, c := range cases {
		customer := c.Customer.ID
		if len(customers) > 0 && customers[len(customers)-1] == customer {
			continue // the case of another currency: they come in the order of customers
		}
		customers, once = append(customers, customer), append(once, limitationTask(customer))
		if slices.ContainsFunc(all[customer], func(d dated) bool { return d.lapses != date.None }) {
			near = append(near, customer)
		}
	}
	open, err := tx.OpenTasksOnce(once)
	if err != nil {
		return err
	}
	done, err := tx.TasksDone(near, task.LimitationNears)
	known := map[string][]task.Task{} // by Once: a task keeps it when its customer is merged into another one
	for _, t := range slices.Concat(open, done) {
		known[t.Once] = append(known[t.Once], t)
	}
	for n, customer := range customers {
		l.tellOf(customer, all[customer], known[once[n]])
	}
	return err
}

// tellOf names what is lost first of what a customer owes. known are the tasks that name
// something already. A person who did one is not told again of the same invoice and day.
func (l *legalDays) tellOf(customer id.ID, debts []dated, known []task.Task) {
	var first *dated
	var told *task.Task
	if n := slices.IndexFunc(known, func(t task.Task) bool { return t.DoneAt.IsZero() }); n >= 0 {
		told = &known[n]
	}
	for n := range debts {
		switch d := &debts[n]; {
		case d.lapses == date.None:
		case told != nil && d.named(told) && d.lapses < l.today:
			return // it was lost meanwhile: that is for a person to see
		case d.lapses < l.today || slices.ContainsFunc(known, d.doneByPerson):
		case first == nil || d.lapses < first.lapses:
			first = d
		}
	}
	if told != nil && first != nil && first.named(told) {
		return
	}
	if told != nil {
		l.done = append(l.done, told.Once)
	}
	if first != nil {
		l.tasks = append(l.tasks, task.Task{Kind: task.LimitationNears, Customer: customer, Subject: first.ID, Once: limitationTask(customer),
			Data: timeline.Data{Numbers: []string{first.Number}, Day: first.lapses, Amount: first.Open}.JSON(), DueOn: first.lapses})
	}
}

// named reports whether a task is about the invoice and its last day.
func (d *dated) named(t *task.Task) bool { return t.Subject == d.ID && t.DueOn == d.lapses }

// doneByPerson reports whether a person did a task about that.
func (d *dated) doneByPerson(t task.Task) bool {
	return d.named(&t) && !t.DoneAt.IsZero() && t.DoneBy != Actor
}

// limitationTask is the Once of the task that names what is lost first of what a customer
// owes.
func limitationTask(customer id.ID) string { return "limitation " + customer.String() }

func (l *legalDays) write(tx *store.Tx) error {
	if l == nil {
		return nil // nothing was looked at
	}
	if err := tx.SaveLegalDays(l.changed); err != nil {
		return err
	}
	if err := tx.FinishTasks(l.done, Actor); err != nil {
		return err
	}
	return tx.AddTasks(l.tasks)
}
