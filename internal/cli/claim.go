package cli

import (
	"slices"
	"strings"

	"acquit/internal/allocation"
	"acquit/internal/claim"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/law"
	"acquit/internal/money"
	"acquit/internal/store"
)

// claimCommand computes what is owed for an invoice, or for a debt of which nothing is
// stored.
type claimCommand struct {
	Invoice   string      `arg:"" optional:"" help:"The number of an invoice. Without one, the flags say what is owed."`
	Country   string      `enum:",BE,FR,NL,LU,DE" default:"" help:"Whose law: BE, FR, NL, LU or DE."`
	Segment   law.Segment `enum:",B2B,B2C" default:"" help:"Who owes: a business or a consumer, B2B or B2C."`
	Principal string      `help:"What is owed, with its VAT."`
	Currency  string      `default:"EUR" help:"Its currency."`
	Due       date.Date   `help:"The last day to pay."`
	From      date.Date   `help:"The first day that bears interest, where that is not the day after."`
	On        date.Date   `help:"The day of the claim; today when left out."`
	NoClause  bool        `help:"The contract has no clause about late payment: a Belgian consumer owes less then."`
	Payment   []string    `placeholder:"DAY:AMOUNT" help:"A payment, which settles what the law puts first."`
	Credit    []string    `placeholder:"DAY:AMOUNT" help:"A credit note, which settles the principal."`
}

// claimLine is a claim as "claim" prints it. Principal, interest, compensation and costs
// are what is owed still, and come to the total.
type claimLine struct {
	On           date.Date    `json:"on"`
	Currency     string       `json:"currency"`
	Principal    string       `json:"principal"`
	Interest     string       `json:"interest"`
	Compensation string       `json:"compensation"`
	Costs        string       `json:"costs"`
	Total        string       `json:"total"`
	Accrued      string       `json:"interest_accrued"`
	LeftOver     string       `json:"left_over"`
	Days         int          `json:"days"`
	DayCount     law.DayCount `json:"day_count"`
	Source       string       `json:"source"`
	Periods      []periodLine `json:"periods"`
	Settled      []settleLine `json:"settled"`
}

type periodLine struct {
	From      date.Date   `json:"from"`
	To        date.Date   `json:"to"`
	Days      int         `json:"days"`
	YearBase  int         `json:"year_base"`
	Rate      law.Percent `json:"rate_percent"`
	Principal string      `json:"principal"`
	Interest  string      `json:"interest"`
	Mark      law.Mark    `json:"mark"`
	Source    string      `json:"source"`
}

type settleLine struct {
	On           date.Date `json:"date"`
	Amount       string    `json:"amount"`
	Principal    string    `json:"principal"`
	Interest     string    `json:"interest"`
	Compensation string    `json:"compensation"`
	Costs        string    `json:"costs"`
}

func (c *claimCommand) Run(a *app) error {
	described := c.Country != "" || c.Segment != "" || c.Principal != "" || c.Due != date.None
	switch {
	case c.Invoice != "" && described:
		return fault.New(fault.Invalid, "an invoice says itself what is owed: give its number alone, with --on")
	case c.Invoice != "":
		return a.with(func(s *store.Store, of company.Company) error { return c.stored(a, s, &of) })
	case c.Country == "" || c.Segment == "" || c.Principal == "" || c.Due == date.None:
		return fault.New(fault.Invalid, "name an invoice, or say what is owed: --country, --segment, --principal and --due")
	}
	return c.described(a)
}

// described computes a claim of which nothing is stored.
func (c *claimCommand) described(a *app) error {
	rule, terms, err := c.law()
	if err != nil {
		return err
	}
	debt, err := c.debt()
	if err != nil {
		return err
	}
	on := c.On
	if on == date.None {
		on = date.Of(a.now())
	}
	owed, err := claim.For(debt, terms, on)
	if err != nil {
		return err
	}
	line := lineOfClaim(&owed, &rule)
	return a.print(line, func() { a.sayClaim(&line) })
}

// law is what the law says, and the terms that follow from it.
func (c *claimCommand) law() (law.Rule, claim.Terms, error) {
	rule, err := law.Of(c.Country, c.Segment)
	if err != nil {
		return rule, claim.Terms{}, err
	}
	if c.NoClause {
		rule = rule.WithoutClause()
	}
	order, err := allocation.Of(c.Country)
	return rule, claim.Terms{Rates: law.RatesOf(rule.Series()), Count: rule.Count, Compounds: rule.Compounds,
		Compensation: rule.Compensation, Order: order.Parts}, err
}

func (c *claimCommand) debt() (d claim.Debt, err error) {
	currency, err := money.ParseCurrency(c.Currency)
	if err != nil {
		return d, err
	}
	d = claim.Debt{DueOn: c.Due, From: c.From, Costs: money.Of(0, currency)}
	if d.Principal, err = money.Parse(c.Principal, currency); err != nil {
		return d, err
	}
	for n, text := range slices.Concat(c.Payment, c.Credit) {
		f, err := readFact(text, currency)
		if err != nil {
			return d, err
		}
		if n >= len(c.Payment) {
			f.Part = allocation.Principal
		}
		d.Facts = append(d.Facts, f)
	}
	return d, nil
}

// readFact reads "2026-03-01:100.00".
func readFact(text string, c money.Currency) (f claim.Fact, err error) {
	day, amount, found := strings.Cut(text, ":")
	if !found {
		return f, fault.New(fault.Invalid, "%q is not written as DAY:AMOUNT", text)
	}
	if f.On, err = date.Parse(day); err != nil {
		return f, err
	}
	f.Amount, err = money.Parse(amount, c)
	return f, err
}

func lineOfClaim(c *claim.Claim, rule *law.Rule) claimLine {
	o := &c.Owed
	l := claimLine{On: c.On, Currency: o.Principal.Currency.String(), Principal: o.Principal.String(), Interest: o.Interest.String(),
		Compensation: o.Compensation.String(), Costs: o.Costs.String(), Total: o.Total().String(), Accrued: c.Accrued.String(), LeftOver: c.Left.String(),
		DayCount: rule.Count, Source: rule.Source, Periods: []periodLine{}, Settled: []settleLine{}}
	for n := range c.Periods {
		p := &c.Periods[n]
		l.Days += p.Days
		l.Periods = append(l.Periods, periodLine{From: p.From, To: p.Until, Days: p.Days, YearBase: p.Year, Rate: p.Rate, Principal: p.Base.String(),
			Interest: p.Interest(), Mark: weakest(p.Sources), Source: p.Source()})
	}
	for _, s := range c.Settled {
		l.Settled = append(l.Settled, settleLine{s.Fact.On, s.Fact.Amount.String(), s.Of.Principal.String(), s.Of.Interest.String(), s.Of.Compensation.String(), s.Of.Costs.String()})
	}
	return l
}

// weakest is the mark of what is known the least of some rates.
func weakest(all []law.Rate) law.Mark {
	order := []law.Mark{law.Memory, law.Derived, law.Entered, law.Seen, law.Agreed}
	least := len(order) - 1
	for _, r := range all {
		least = min(least, max(slices.Index(order, r.Mark), 0))
	}
	return order[least]
}

func (a *app) sayClaim(l *claimLine) {
	for _, p := range l.Periods {
		a.say("%s to %s  %4d days of %d  %8s %% on %s: %s (%s, %s)", p.From, p.To, p.Days, p.YearBase, p.Rate, p.Principal, p.Interest, p.Mark, p.Source)
	}
	for _, s := range l.Settled {
		a.say("%s paid on %s: %s of costs, %s of compensation, %s of interest, %s of the principal", s.Amount, s.On, s.Costs, s.Compensation, s.Interest, s.Principal)
	}
	a.say("principal %s, interest %s, compensation %s, costs %s: %s %s owed on %s (%s)", l.Principal, l.Interest, l.Compensation, l.Costs, l.Total, l.Currency, l.On, l.Source)
}
