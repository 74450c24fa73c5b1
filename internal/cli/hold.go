package cli

import (
	"time"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/store"
)

type holdCommands struct {
	List  holdList  `cmd:"" help:"List what holds messages back today."`
	Place holdPlace `cmd:"" help:"Hold messages to a customer, to those with a label, or to everybody back."`
	Lift  holdLift  `cmd:"" help:"Lift holds."`
}

// holdLine is a hold as the command line prints it. Instants are in UTC.
type holdLine struct {
	ID         string     `json:"id"`
	Scope      string     `json:"scope"` // invoice, customer, currency, label or company
	Customer   string     `json:"customer,omitempty"`
	Name       string     `json:"name,omitempty"`
	Invoice    string     `json:"invoice,omitempty"`
	Currency   string     `json:"currency,omitempty"`
	Label      string     `json:"label,omitempty"`
	Cause      hold.Cause `json:"cause"` // "" for a person's own
	Reason     string     `json:"reason"`
	PromisedOn *date.Date `json:"promised_on"` // null for no promise
	Amount     string     `json:"amount,omitempty"`
	Until      *date.Date `json:"until"` // null: until it is lifted
	Everything bool       `json:"everything"`
	PlacedBy   string     `json:"placed_by"`
	PlacedAt   string     `json:"placed_at"`
}

func lineOfHold(r *store.HoldRow) holdLine {
	l := holdLine{ID: r.ID.String(), Scope: "customer", Customer: r.Number, Name: r.Name, Invoice: r.Bill, Label: r.Label, Cause: r.Cause, Reason: r.Reason,
		PromisedOn: day(r.PromisedOn), Until: day(r.Until), Everything: r.Everything, PlacedBy: r.PlacedBy, PlacedAt: r.PlacedAt.UTC().Format(time.RFC3339)}
	if !r.Amount.IsZero() {
		l.Amount = r.Amount.String()
	}
	switch {
	case r.Invoice != 0:
		l.Scope = "invoice"
	case r.Label != "":
		l.Scope = "label"
	case r.Customer == 0:
		l.Scope = "company"
	case r.Currency != (money.Currency{}):
		l.Scope = "currency"
	}
	if r.Currency != (money.Currency{}) {
		l.Currency = r.Currency.String()
	}
	return l
}

func (a *app) sayHold(l *holdLine) {
	until := "until it is lifted"
	if l.Until != nil {
		until = "until " + l.Until.String()
	}
	about := l.Scope
	for _, word := range []string{l.Label, l.Customer, l.Name, l.Invoice, l.Currency} {
		if word != "" {
			about += " " + word
		}
	}
	why := l.Reason
	if l.Cause != hold.ByPerson {
		why = string(l.Cause) + " " + why
	}
	a.say("%s  %s, %s: %s (%s)", l.ID, about, until, why, l.PlacedBy)
}

type holdList struct {
	Customer string `arg:"" optional:"" help:"The number or the name of a customer; everybody's when left out."`
}

// mostHolds bounds what is read at a time.
const mostHolds = 1000

func (c *holdList) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		lines := []holdLine{}
		err := s.View(a.ctx, of.ID, func(tx *store.Tx) error {
			f := store.HoldFilter{Today: a.today(&of)}
			if c.Customer != "" {
				who, err := customerCalled(tx, c.Customer)
				if err != nil {
					return err
				}
				f.Customer = who.ID
			}
			for at := (store.Cursor{}); ; {
				page, err := tx.ListHolds(f, at, mostHolds)
				if err != nil {
					return err
				}
				for n := range page.Rows {
					lines = append(lines, lineOfHold(&page.Rows[n]))
				}
				if page.Next == nil {
					return nil
				}
				at = *page.Next
			}
		})
		if err != nil {
			return err
		}
		return a.print(map[string]any{"holds": lines}, func() {
			for n := range lines {
				a.sayHold(&lines[n])
			}
			if len(lines) == 0 {
				a.say("nothing is held back")
			}
		})
	})
}

// customerCalled finds a customer by its number or name.
func customerCalled(tx *store.Tx, word string) (customer.Customer, error) {
	who, found, err := tx.CustomerByWord(word)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "there is no customer %q, or several are called so", word)
	}
	return who, err
}

type holdPlace struct {
	Customer   string         `arg:"" optional:"" help:"The number or the name of a customer."`
	Label      string         `help:"Everybody with this label instead of one customer."`
	All        bool           `help:"Everybody instead of one customer."`
	Invoice    string         `help:"Only this invoice of the customer."`
	Currency   money.Currency `help:"Only what is owed in this currency."`
	Cause      hold.Cause     `help:"sales, dispute, promise or reply; left out, the reason alone says it."`
	Reason     string         `help:"Why."`
	Promised   date.Date      `placeholder:"YYYY-MM-DD" help:"The day by which payment was promised."`
	Amount     string         `help:"How much was promised, or is contested; all of it when left out."`
	Until      date.Date      `placeholder:"YYYY-MM-DD" help:"The last day it holds; until it is lifted when left out."`
	Everything bool           `help:"Hold every message, not reminders alone."`
}

func (c *holdPlace) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		named := 0
		for _, is := range []bool{c.Customer != "", c.Label != "", c.All} {
			if is {
				named++
			}
		}
		if named != 1 {
			return fault.New(fault.Invalid, "name a customer, or a label with --label, or everybody with --all")
		}
		h, err := c.place(a, s, &of)
		if err != nil {
			return err
		}
		var line holdLine
		err = s.View(a.ctx, of.ID, func(tx *store.Tx) error {
			row, err := tx.HoldRow(h.ID)
			line = lineOfHold(&row)
			return err
		})
		if err != nil {
			return err
		}
		return a.print(line, func() { a.sayHold(&line) })
	})
}

// place places the hold that the command line asks for.
func (c *holdPlace) place(a *app, s *store.Store, of *company.Company) (hold.Hold, error) {
	h := hold.Hold{Label: c.Label, Currency: c.Currency, Cause: c.Cause, Reason: c.Reason, PromisedOn: c.Promised, Until: c.Until, Everything: c.Everything, PlacedBy: commandLine}
	if c.Customer == "" {
		return a.desk(s, nil).PlaceBroadHold(a.ctx, of.ID, h, a.today(of))
	}
	var who customer.Customer
	err := s.View(a.ctx, of.ID, func(tx *store.Tx) (err error) {
		if who, err = customerCalled(tx, c.Customer); err != nil || c.Invoice == "" {
			return err
		}
		h.Invoice, err = invoiceCalled(tx, c.Invoice)
		return err
	})
	if err == nil && c.Amount != "" {
		currency := c.Currency
		if currency == (money.Currency{}) {
			currency = of.Currency
		}
		h.Amount, err = money.Parse(c.Amount, currency)
	}
	if err != nil {
		return h, err
	}
	return a.desk(s, nil).PlaceHold(a.ctx, customer.Ref{Company: of.ID, Customer: who.ID}, h, a.today(of))
}

type holdLift struct {
	Holds []string `arg:"" help:"Their identifiers, as hold list prints them."`
}

func (c *holdLift) Run(a *app) error {
	return a.with(func(s *store.Store, of company.Company) error {
		ids := make([]id.ID, len(c.Holds))
		for n, text := range c.Holds {
			var err error
			if ids[n], err = id.Parse(text); err != nil {
				return err
			}
		}
		lifted, err := a.desk(s, nil).LiftHolds(a.ctx, of.ID, ids, commandLine, a.today(&of))
		if err != nil {
			return err
		}
		done := make([]string, len(lifted))
		for n := range lifted {
			done[n] = lifted[n].ID.String()
		}
		return a.print(map[string]any{"lifted": done}, func() {
			for _, i := range done {
				a.say("%s is lifted", i)
			}
		})
	})
}
