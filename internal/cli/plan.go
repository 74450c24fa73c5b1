package cli

import (
	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/plan"
	"acquit/internal/store"
)

type planCommands struct {
	List   planList   `cmd:"" help:"List payment plans."`
	Show   planShow   `cmd:"" help:"Print one plan with its instalments."`
	Make   planMake   `cmd:"" help:"Agree with a customer on paying what is due in instalments."`
	Agree  planAgree  `cmd:"" help:"Agree to a plan that a customer asked for."`
	Refuse planRefuse `cmd:"" help:"Refuse a plan that a customer asked for."`
	End    planEnd    `cmd:"" help:"End a plan: its invoices are followed up by their own days again."`
}

// planLine is a plan as the command line prints it.
type planLine struct {
	ID       string     `json:"id"`
	Customer string     `json:"customer"` // its name
	State    plan.State `json:"state"`
	Currency string     `json:"currency"`
	Total    string     `json:"total"`
	Late     string     `json:"late_amount"` // that was claimed for late payment when it was made
	WithLate bool       `json:"with_late"`   // it is part of the total; else it is let go once the plan is kept
	Left     string     `json:"left"`        // to pay
	Every    plan.Every `json:"every"`
	Parts    []partLine `json:"instalments"`
	AskedOn  date.Date  `json:"asked_on"`
	AgreedOn *date.Date `json:"agreed_on"`
	MissedOn *date.Date `json:"missed_on"` // of a broken one: the day of the instalment that did not come
	ClosedOn *date.Date `json:"closed_on"`
	Text     string     `json:"text,omitempty"`
	Grounds  string     `json:"grounds,omitempty"`
}

type partLine struct {
	Number int       `json:"number"`
	DueOn  date.Date `json:"due_on"`
	Amount string    `json:"amount"`
	Left   string    `json:"left"`
}

func lineOfPlan(r *store.PlanRow) planLine {
	l := planLine{ID: r.ID.String(), Customer: r.CustomerName, State: r.State, Currency: r.Total.Currency.String(), Total: r.Total.String(), Late: money.Of(r.Beside.Minor, r.Total.Currency).String(), WithLate: r.WithBeside, Left: r.Open.Min(r.Total).String(), Every: r.Every,
		Parts: []partLine{}, AskedOn: r.AskedOn, AgreedOn: day(r.AgreedOn), MissedOn: day(r.MissedOn), ClosedOn: day(r.ClosedOn), Text: r.Text, Grounds: r.Grounds}
	left := plan.LeftByNumber(r.Parts, r.Total, r.Open)
	for _, p := range r.Parts {
		l.Parts = append(l.Parts, partLine{p.Number, p.DueOn, p.Amount.String(), left[p.Number].String()})
	}
	return l
}

func (a *app) sayPlan(l *planLine) {
	a.say("%s  %s: %s %s in %d instalments, %s left (%s)", l.ID, l.Customer, l.Total, l.Currency, len(l.Parts), l.Left, l.State)
}

type planList struct {
	State    string `default:"running" enum:"running,asked,broken,closed" help:"running, asked (waiting for a person), broken or closed."`
	Customer string `help:"Only those of this customer, by number or name."`
	Limit    int    `default:"1000" help:"How many at most."`
}

func (c *planList) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		f := store.PlanFilter{View: store.PlanView(c.State)}
		if c.State == "running" {
			f.View = store.PlansRunning
		}
		lines := []planLine{}
		err := s.View(a.ctx, of.ID, func(tx *store.Tx) error {
			if c.Customer != "" {
				who, err := customerCalled(tx, c.Customer)
				if err != nil {
					return err
				}
				f.Customer = who.ID
			}
			page, err := tx.ListPlans(f, store.Cursor{}, max(c.Limit, 1))
			for n := range page.Rows {
				lines = append(lines, lineOfPlan(&page.Rows[n]))
			}
			return err
		})
		if err != nil {
			return err
		}
		return a.print(map[string]any{"plans": lines}, func() {
			for n := range lines {
				a.sayPlan(&lines[n])
			}
			if len(lines) == 0 {
				a.say("no plan")
			}
		})
	})
}

type planShow struct {
	Plan string `arg:"" help:"What the plan is called here."`
}

func (c *planShow) Run(a *app) error {
	return a.onPlan(c.Plan, func(*collect.Desk, *company.Company, id.ID) error { return nil })
}

type planMake struct {
	Customer string   `arg:"" help:"The customer, by number or name."`
	Parts    int      `arg:"" help:"How many instalments."`
	First    string   `arg:"" help:"The day of the first one, YYYY-MM-DD."`
	Every    string   `default:"month" enum:"month,fortnight,week" help:"How far they lie apart: month, fortnight or week."`
	Invoices []string `name:"invoice" help:"Only about this invoice, by number; may be repeated. Left out: all that is due."`
	Late     string   `default:"usual" enum:"usual,with,without" help:"Whether what was claimed for late payment is paid in the instalments: with, without (let go once the plan is kept) or usual (without for consumers)."`
	Text     string   `help:"A note."`
	Tell     bool     `help:"Tell the customer by mail; send delivers it."`
}

func (c *planMake) Run(a *app) error {
	first, err := date.Parse(c.First)
	if err != nil {
		return err
	}
	return a.with(func(s *store.Store, of company.Company) error {
		w := collect.Wish{Numbers: c.Invoices, Parts: c.Parts, Every: plan.Every(c.Every), First: first, Text: c.Text, By: commandLine, Tell: c.Tell}
		if c.Late != "usual" {
			with := c.Late == "with"
			w.Beside = &with
		}
		who, err := a.whoIs(s, of.ID, c.Customer)
		if err != nil {
			return err
		}
		made, err := a.desk(s, nil).MakePlan(a.ctx, customer.Ref{Company: of.ID, Customer: who.ID}, w, a.today(&of))
		if err != nil {
			return err
		}
		return a.printPlan(s, &of, made.ID)
	})
}

type planAgree struct {
	Plan string `arg:"" help:"What the plan is called here."`
}

func (c *planAgree) Run(a *app) error {
	return a.onPlan(c.Plan, func(desk *collect.Desk, of *company.Company, i id.ID) error {
		_, err := desk.AgreePlan(a.ctx, of.ID, i, commandLine, a.today(of))
		return err
	})
}

type planRefuse struct {
	Plan    string `arg:"" help:"What the plan is called here."`
	Grounds string `help:"Why not, in the customer's language: it is mailed. Left out, nothing is."`
}

func (c *planRefuse) Run(a *app) error {
	return a.onPlan(c.Plan, func(desk *collect.Desk, of *company.Company, i id.ID) error {
		_, err := desk.RefusePlan(a.ctx, of.ID, i, c.Grounds, commandLine, a.today(of))
		return err
	})
}

type planEnd struct {
	Plan    string `arg:"" help:"What the plan is called here."`
	Grounds string `arg:"" help:"Why."`
}

func (c *planEnd) Run(a *app) error {
	return a.onPlan(c.Plan, func(desk *collect.Desk, of *company.Company, i id.ID) error {
		_, err := desk.EndPlan(a.ctx, of.ID, i, c.Grounds, commandLine, a.today(of))
		return err
	})
}

// onPlan does something about the plan that a command names, and prints it as it stands then.
func (a *app) onPlan(word string, do func(*collect.Desk, *company.Company, id.ID) error) error {
	i, err := id.Parse(word)
	if err != nil {
		return err
	}
	return a.with(func(s *store.Store, of company.Company) error {
		if err := do(a.desk(s, nil), &of, i); err != nil {
			return err
		}
		return a.printPlan(s, &of, i)
	})
}

func (a *app) printPlan(s *store.Store, of *company.Company, i id.ID) error {
	var l planLine
	err := s.View(a.ctx, of.ID, func(tx *store.Tx) error {
		r, found, err := tx.PlanRow(i)
		if err == nil && !found {
			err = fault.New(fault.NotFound, "there is no such plan")
		}
		if err == nil {
			l = lineOfPlan(&r)
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.print(l, func() {
		a.sayPlan(&l)
		for _, p := range l.Parts {
			a.say("  %2d  %s  %s %s, %s left", p.Number, p.DueOn, p.Amount, l.Currency, p.Left)
		}
	})
}
