package cli

import (
	"context"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/phase"
	"acquit/internal/store"
)

type caseCommands struct {
	List      caseList      `cmd:"" help:"List the cases in a phase."`
	Begin     caseBegin     `cmd:"" help:"Begin to collect what is overdue of a customer."`
	End       caseEnd       `cmd:"" help:"End that: the ordinary reminders go on."`
	Hardship  caseHardship  `cmd:"" help:"Note that a customer cannot pay for the time being: nothing is claimed for being late, and a person approves severe steps."`
	Insolvent caseInsolvent `cmd:"" help:"Note that a court watches over a customer's debts: older invoices are no longer asked for."`
	Recover   caseRecover   `cmd:"" help:"Say that a hardship or an insolvency is over."`
}

// caseLine is a case as the command line prints it.
type caseLine struct {
	Customer string      `json:"customer"` // its number
	Name     string      `json:"name"`
	Currency string      `json:"currency"`
	Phase    phase.Phase `json:"phase"`
	Since    date.Date   `json:"since"`
	Open     string      `json:"open"`
	Items    int         `json:"items"`
	Oldest   *date.Date  `json:"oldest_due_on"`
	NextOn   *date.Date  `json:"next_on"`
	Finished bool        `json:"finished"` // the last step was taken: a person decides
	Trouble  []string    `json:"troubles"`
}

func lineOfCase(k *store.CaseListed) caseLine {
	l := caseLine{Customer: k.Number, Name: k.Name, Currency: k.Currency.String(), Phase: k.Phase, Since: k.Since, Open: k.Open.String(), Items: k.Items, Oldest: day(k.Oldest), NextOn: day(k.NextOn), Finished: k.Finished, Trouble: []string{}}
	if k.Insolvent {
		l.Trouble = append(l.Trouble, string(customer.Insolvency))
	}
	if k.Hardship {
		l.Trouble = append(l.Trouble, string(customer.Hardship))
	}
	return l
}

type caseList struct {
	Phase string `default:"collection" enum:"reminder,notice,collection,legal" help:"reminder, notice, collection or legal."`
	Limit int    `default:"1000" help:"How many at most."`
}

func (c *caseList) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		lines := []caseLine{}
		err := s.View(a.ctx, of.ID, func(tx *store.Tx) error {
			page, err := tx.ListCases(store.CaseFilter{Phase: phase.Phase(c.Phase)}, store.Cursor{}, max(c.Limit, 1))
			for n := range page.Rows {
				lines = append(lines, lineOfCase(&page.Rows[n]))
			}
			return err
		})
		if err != nil {
			return err
		}
		return a.print(map[string]any{"cases": lines}, func() {
			for n := range lines {
				l := &lines[n]
				a.say("%s  %s: %s %s open, in the phase %s since %s", l.Customer, l.Name, l.Open, l.Currency, l.Phase, l.Since)
			}
			if len(lines) == 0 {
				a.say("no case is in the phase %s", c.Phase)
			}
		})
	})
}

// collected is about whom and why collection begins or ends.
type collected struct {
	Customer string `arg:"" help:"The customer's number, or a name that only one has."`
	Why      string `arg:"" help:"Why."`
	Currency string `placeholder:"EUR" help:"Its currency; the company's when left out."`
}

// change begins or ends collection.
func (c *collected) change(a *app, do func(*collect.Desk) func(context.Context, customer.Ref, money.Currency, string, string, date.Date) error, said string) error {
	return a.with(func(s *store.Store, of company.Company) error {
		currency := of.Currency
		if c.Currency != "" {
			var err error
			if currency, err = money.ParseCurrency(c.Currency); err != nil {
				return err
			}
		}
		who, err := a.whoIs(s, of.ID, c.Customer)
		if err == nil {
			err = do(a.desk(s, nil))(a.ctx, customer.Ref{Company: of.ID, Customer: who.ID}, currency, c.Why, commandLine, a.today(&of))
		}
		if err != nil {
			return err
		}
		return a.print(map[string]any{"customer": who.Number, "currency": currency.String()}, func() { a.say(said, who.Name) })
	})
}

// whoIs is the customer that a word names.
func (a *app) whoIs(s *store.Store, of id.ID, word string) (who customer.Customer, err error) {
	return who, s.View(a.ctx, of, func(tx *store.Tx) (err error) {
		who, err = customerCalled(tx, word)
		return err
	})
}

type caseBegin struct{ collected }

func (c *caseBegin) Run(a *app) error {
	return c.change(a, func(d *collect.Desk) func(context.Context, customer.Ref, money.Currency, string, string, date.Date) error {
		return d.BeginCollection
	}, "collection from %s has begun")
}

type caseEnd struct{ collected }

func (c *caseEnd) Run(a *app) error {
	return c.change(a, func(d *collect.Desk) func(context.Context, customer.Ref, money.Currency, string, string, date.Date) error {
		return d.EndCollection
	}, "collection from %s has ended")
}

type caseHardship struct {
	Customer string    `arg:"" help:"The customer's number, or a name that only one has."`
	Words    string    `arg:"" help:"What is known of it."`
	Since    date.Date `placeholder:"YYYY-MM-DD" help:"Since when; today when left out."`
	Until    date.Date `placeholder:"YYYY-MM-DD" help:"The last day; without end when left out."`
}

func (c *caseHardship) Run(a *app) error {
	return a.noteTrouble(c.Customer, customer.Circumstance{Trouble: customer.Hardship, Words: c.Words, Since: c.Since, Until: c.Until})
}

type caseInsolvent struct {
	Customer      string    `arg:"" help:"The customer's number, or a name that only one has."`
	Procedure     string    `arg:"" enum:"bankruptcy,reorganisation,debt_settlement" help:"bankruptcy, reorganisation or debt_settlement."`
	Since         date.Date `placeholder:"YYYY-MM-DD" help:"The day of the judgment; today when left out."`
	LodgeBy       date.Date `placeholder:"YYYY-MM-DD" help:"The last day to lodge what is owed."`
	Administrator string    `help:"Who looks after it."`
	Mail          string    `help:"The administrator's mail address."`
	Court         string    `help:"The court."`
	Reference     string    `help:"The court's reference."`
	Words         string    `help:"What else is known."`
}

func (c *caseInsolvent) Run(a *app) error {
	return a.noteTrouble(c.Customer, customer.Circumstance{Trouble: customer.Insolvency, Procedure: customer.Procedure(c.Procedure), Since: c.Since, LodgeBy: c.LodgeBy,
		Administrator: c.Administrator, Mail: c.Mail, Court: c.Court, Reference: c.Reference, Words: c.Words})
}

// noteTrouble keeps a trouble of a customer.
func (a *app) noteTrouble(word string, t customer.Circumstance) error {
	return a.with(func(s *store.Store, of company.Company) error {
		who, err := a.whoIs(s, of.ID, word)
		if err != nil {
			return err
		}
		if t.Customer = who.ID; t.Since == date.None {
			t.Since = a.today(&of)
		}
		if err := a.desk(s, nil).NoteTrouble(a.ctx, of.ID, &t, commandLine, a.today(&of)); err != nil {
			return err
		}
		return a.print(map[string]any{"customer": who.Number, "trouble": t.Trouble, "since": t.Since}, func() { a.say("%s: %s since %s", who.Name, t.Trouble, t.Since) })
	})
}

type caseRecover struct {
	Customer string `arg:"" help:"The customer's number, or a name that only one has."`
	Trouble  string `arg:"" enum:"hardship,insolvency" help:"hardship or insolvency."`
}

func (c *caseRecover) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		who, err := a.whoIs(s, of.ID, c.Customer)
		if err != nil {
			return err
		}
		var known []customer.Circumstance
		if err := s.View(a.ctx, of.ID, func(tx *store.Tx) (err error) { known, err = tx.Troubled([]id.ID{who.ID}); return err }); err != nil {
			return err
		}
		var over id.ID
		for n := range known {
			if string(known[n].Trouble) == c.Trouble {
				over = known[n].ID
			}
		}
		if err := a.desk(s, nil).EndTrouble(a.ctx, of.ID, over, commandLine, a.today(&of)); err != nil {
			return err
		}
		return a.print(map[string]any{"customer": who.Number, "trouble": c.Trouble}, func() { a.say("%s: the %s is over", who.Name, c.Trouble) })
	})
}
