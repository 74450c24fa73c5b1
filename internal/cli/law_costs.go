package cli

import (
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/law"
	"acquit/internal/money"
)

// lawCostsCommand reckons the costs of collecting that the Dutch scale gives.
type lawCostsCommand struct {
	Principal []string  `required:"" help:"A debt, with its VAT. Several are reminded of together, and cost as one."`
	VAT       string    `placeholder:"PERCENT" help:"Raise the costs by this VAT, where the creditor cannot deduct it."`
	Recurring bool      `help:"The debt is one of a consumer that recurs, such as the term of a subscription."`
	On        date.Date `help:"The day on which the costs are asked; today when left out."`
	Earlier   []string  `placeholder:"DAY:AMOUNT" help:"Costs that were asked before for such a debt, without VAT."`
}

// costsLine is what "law costs" prints.
type costsLine struct {
	Principal string `json:"principal"`
	Costs     string `json:"costs"`
	WithVAT   string `json:"costs_with_vat"`
	Source    string `json:"source"`
}

func (c *lawCostsCommand) Run(a *app) error {
	rule, err := law.Of("NL", law.B2C)
	if err != nil {
		return err
	}
	all := money.Of(0, money.EUR)
	for _, text := range c.Principal {
		principal, err := money.Parse(text, money.EUR)
		if err != nil {
			return err
		}
		all = all.Add(principal)
	}
	costs := rule.Compensation.Of(all)
	if c.Recurring {
		if costs, err = c.recurring(a, all); err != nil {
			return err
		}
	}
	raised := costs
	if c.VAT != "" {
		vat, err := law.ParsePercent(c.VAT)
		if err != nil {
			return err
		}
		raised = law.WithVAT(costs, vat)
	}
	line := costsLine{all.String(), costs.String(), raised.String(), rule.Source}
	return a.print(line, func() {
		a.say("costs of collecting %s EUR: %s, with VAT %s (%s)", line.Principal, line.Costs, line.WithVAT, line.Source)
	})
}

// recurring is what six months leave of the cap.
func (c *lawCostsCommand) recurring(a *app, principal money.Amount) (money.Amount, error) {
	on := c.On
	if on == date.None {
		on = date.Of(a.now())
	}
	if len(c.Principal) > 1 {
		return principal, fault.New(fault.Invalid, "costs of a debt that recurs are reckoned for one debt at a time")
	}
	var earlier []law.Charge
	for _, text := range c.Earlier {
		f, err := readFact(text, money.EUR)
		if err != nil {
			return principal, err
		}
		earlier = append(earlier, law.Charge{On: f.On, Sum: f.Amount})
	}
	return law.Recurring(principal, on, earlier), nil
}
