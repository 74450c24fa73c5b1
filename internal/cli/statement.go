package cli

import (
	"bytes"
	"os"

	"acquit/internal/account"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
	"acquit/internal/render"
	"acquit/internal/report"
	"acquit/internal/store"
)

// statementCommand prints a customer's statement of account.
type statementCommand struct {
	Customer string    `arg:"" help:"The customer's number, or a name that only one has."`
	From     date.Date `placeholder:"YYYY-MM-DD" help:"The first day; from the beginning when left out."`
	Until    date.Date `placeholder:"YYYY-MM-DD" help:"The last day; today when left out."`
	Currency string    `placeholder:"EUR" help:"Its currency; the one in which the customer owes when left out."`
	Out      string    `short:"o" required:"" placeholder:"FILE.pdf" help:"Where to write the PDF; - for standard output."`
}

// accountLine is an account as "statement" prints it.
type accountLine struct {
	Customer  string     `json:"customer"`
	Currency  string     `json:"currency"`
	From      date.Date  `json:"from"`
	Until     date.Date  `json:"until"`
	Opening   string     `json:"opening"`
	Closing   string     `json:"closing"`
	Movements []moveLine `json:"movements"`
	Open      ageLine    `json:"open"`
	Claimed   string     `json:"claimed"`
	Credits   string     `json:"credits"`
	OnAccount string     `json:"on_account"`
	File      string     `json:"file"`
}

type moveLine struct {
	On     date.Date    `json:"on"`
	Kind   account.Kind `json:"kind"`
	Number string       `json:"number"`
	Part   string       `json:"part,omitempty"`
	DueOn  date.Date    `json:"due_on"`
	Amount string       `json:"amount"` // what it adds to the debt
}

// ageLine is what is left of invoices, by age.
type ageLine struct {
	NotDue string `json:"not_due"`
	To30   string `json:"late_1_30"`
	To60   string `json:"late_31_60"`
	To90   string `json:"late_61_90"`
	More   string `json:"late_more"`
}

func (c *statementCommand) Run(a *app) error {
	if c.Out == "-" && a.flags.JSON {
		return fault.New(fault.Invalid, "the PDF and JSON cannot both go to standard output: name a file")
	}
	return a.with(func(s *store.Store, of company.Company) error {
		told, body, err := c.print(a, s, &of)
		if err != nil {
			return err
		}
		if c.Out == "-" {
			_, err := bytes.NewReader(body).WriteTo(a.out)
			return err
		}
		if err := os.WriteFile(c.Out, body, 0o600); err != nil {
			return fault.Wrap(fault.Invalid, err, "%s cannot be written", c.Out)
		}
		line := c.line(told)
		return a.print(line, func() {
			a.say("%s: %d movements, closing with %s %s on %s", line.File, len(line.Movements), line.Closing, line.Currency, line.Until)
		})
	})
}

// print finds the account and prints it for the customer.
func (c *statementCommand) print(a *app, s *store.Store, of *company.Company) (told *render.Account, body []byte, err error) {
	span, today := report.Span{From: c.From, Until: c.Until}, a.today(of)
	if span.Until == date.None {
		span.Until = today
	}
	if c.Currency != "" {
		if span.Currency, err = money.ParseCurrency(c.Currency); err != nil {
			return nil, nil, err
		}
	}
	err = s.View(a.ctx, of.ID, func(tx *store.Tx) error {
		who, found, err := tx.CustomerByWord(c.Customer)
		if err == nil && !found {
			err = fault.New(fault.NotFound, "there is no customer %q, or several are called so", c.Customer)
		}
		if err != nil {
			return err
		}
		told, err = report.Account(tx, of, &who, span, today)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	body, err = told.PDF(a.words.In(report.ReaderOf(told.Customer)))
	return told, body, err
}

func (c *statementCommand) line(told *render.Account) accountLine {
	a := &told.Account
	debt := func(age account.Age) string { return a.Debts[age].String() }
	l := accountLine{Customer: told.Customer.Number, Currency: a.Opening.Currency.String(), From: a.From, Until: a.Until,
		Opening: a.Opening.String(), Closing: a.Closing().String(), Movements: []moveLine{},
		Open:    ageLine{debt(account.NotDue), debt(account.Late30), debt(account.Late60), debt(account.Late90), debt(account.LateMore)},
		Claimed: a.Claimed.String(), Credits: a.Credits.String(), OnAccount: a.OnAccount.String(), File: c.Out}
	for _, m := range a.Movements {
		l.Movements = append(l.Movements, moveLine{m.On, m.Kind, m.Number, string(m.Part), m.DueOn, m.Amount.String()})
	}
	return l
}
