package cli

import (
	"strings"

	"acquit/internal/date"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/law"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/store"
)

// lawContractCommand holds what a contract says of late payment against the law.
type lawContractCommand struct {
	Country     string      `required:"" help:"Whose law, two letters."`
	Segment     law.Segment `required:"" enum:"B2B,B2C" help:"Who owes: a business or a consumer (${enum})."`
	Rate        string      `help:"The yearly rate that was agreed, such as 12 or 10.5."`
	Sum         string      `placeholder:"AMOUNT or PERCENT%" help:"The sum for being late that was agreed, in euro, or a share of the invoice such as 10%."`
	Least       string      `help:"At least so much, where it is a share."`
	OneSided    bool        `help:"A creditor who is late himself owes nothing like it."`
	LessAllowed bool        `help:"The contract lets the customer prove a lesser damage."`
	On          date.Date   `help:"The day; today when left out."`
}

// findingLine is what the law says to a clause as "law contract" prints it.
type findingLine struct {
	Code   law.FindingCode `json:"code"`
	Effect law.Effect      `json:"effect"`
	Text   string          `json:"text"`
	Source string          `json:"source"`
	Mark   law.Mark        `json:"mark"`
}

func (c *lawContractCommand) Run(a *app) error {
	contract, err := c.contract()
	if err != nil {
		return err
	}
	on := c.On
	if on == date.None {
		on = date.Of(a.now())
	}
	own, _, err := a.ownRates()
	if err != nil {
		return err
	}
	found, err := law.Check(store.OwnOf(own), c.Country, c.Segment, contract, on)
	if err != nil {
		return err
	}
	words := a.words.In(locale.For(locale.English, c.Country))
	lines := []findingLine{}
	for _, f := range found {
		lines = append(lines, findingLine{f.Code, f.Effect, explain.Finding(words, f), f.Source, f.Mark})
	}
	return a.print(map[string]any{"on": on, "findings": lines}, func() {
		for _, l := range lines {
			a.say("%s", l.String())
		}
		if len(lines) == 0 {
			a.say("it is within the law on %s", on)
		}
	})
}

// String is the sentence with its source, where a law has one.
func (l *findingLine) String() string {
	if l.Source == "" {
		return l.Text
	}
	return l.Text + " (" + string(l.Mark) + "; " + l.Source + ")"
}

func (c *lawContractCommand) contract() (law.Contract, error) {
	contract := law.Contract{OneSided: c.OneSided, LessAllowed: c.LessAllowed}
	if c.Rate != "" {
		rate, err := law.ParsePercent(c.Rate)
		if err != nil {
			return contract, err
		}
		contract.Rate = &rate
	}
	if c.Sum == "" {
		return contract, nil
	}
	sum, err := readSum(c.Sum, c.Least)
	contract.Compensation = &sum
	return contract, err
}

// readSum reads a sum of euros, "40.00", or a share, "10%", with the least that it comes to.
func readSum(text, least string) (s law.Scale, err error) {
	share, isShare := strings.CutSuffix(text, "%")
	switch {
	case isShare && least != "":
		floor, err := money.Parse(least, money.EUR)
		if err != nil {
			return s, err
		}
		s.Least = floor.Minor
	case least != "":
		return s, fault.New(fault.Invalid, "a least amount goes with a share, such as 10%%, and %q is none", text)
	}
	if !isShare {
		flat, err := money.Parse(text, money.EUR)
		s.Bands = []law.Band{{Base: flat.Minor}}
		return s, err
	}
	p, err := law.ParsePercent(share)
	s.Bands = []law.Band{{Share: p}}
	return s, err
}
