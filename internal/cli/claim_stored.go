package cli

import (
	"slices"
	"strings"

	"acquit/internal/allocation"
	"acquit/internal/claim"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/law"
	"acquit/internal/locale"
	"acquit/internal/report"
	"acquit/internal/store"
)

// storedClaim is the claim of an invoice as "claim INVOICE" prints it. Principal, interest,
// compensation and costs are what may be asked on the day and what was asked and stands;
// they come to the total.
type storedClaim struct {
	Invoice      string       `json:"invoice"`
	Customer     string       `json:"customer"`
	On           date.Date    `json:"on"`
	Currency     string       `json:"currency"`
	Country      string       `json:"country"`
	Segment      law.Segment  `json:"segment"`
	Principal    string       `json:"principal"`
	Interest     string       `json:"interest"`
	Compensation string       `json:"compensation"`
	Costs        string       `json:"costs"`
	Total        string       `json:"total"`
	Asked        beside       `json:"asked"`
	Fresh        beside       `json:"not_asked_yet"`
	Source       string       `json:"source"`
	Debts        []debtLine   `json:"debts"`
	Periods      []periodLine `json:"periods"`
	Ledger       []ledgerLine `json:"ledger"`
}

// beside is a claim without its principal.
type beside struct {
	Interest     string `json:"interest"`
	Compensation string `json:"compensation"`
	Costs        string `json:"costs"`
}

func besideOf(c *allocation.Claim) beside {
	return beside{c.Interest.String(), c.Compensation.String(), c.Costs.String()}
}

// debtLine is the invoice, or one of its instalments.
type debtLine struct {
	Instalment int        `json:"instalment"` // 0: payable at once
	Due        date.Date  `json:"due"`
	Claim      claimLine  `json:"claim"` // what the law makes of it, whether it may be asked yet or not
	Conditions []string   `json:"conditions"`
	InterestOn *date.Date `json:"interest_claimable_on"` // null: not as things are
	SumOn      *date.Date `json:"compensation_claimable_on"`
}

type ledgerLine struct {
	On         date.Date         `json:"on"`
	Kind       store.ClaimedKind `json:"kind"`
	Part       allocation.Part   `json:"part"`
	Instalment int               `json:"instalment"`
	Amount     string            `json:"amount"`
	Step       string            `json:"step,omitempty"`
	Reason     string            `json:"reason,omitempty"`
	By         string            `json:"by"`
}

func (c *claimCommand) stored(a *app, s *store.Store, of *company.Company) error {
	on := c.On
	if on == date.None {
		on = a.today(of)
	}
	var r *report.Reckoning
	err := s.View(a.ctx, of.ID, func(tx *store.Tx) error {
		i, err := invoiceCalled(tx, c.Invoice)
		if err != nil {
			return err
		}
		r, err = report.Claim(tx, a.calendar, i, on)
		return err
	})
	if err != nil {
		return err
	}
	line := storedLine(r, a.words.In(locale.For(locale.Language("en"), of.Country)))
	return a.print(line, func() { a.sayStored(&line) })
}

// invoiceCalled finds an invoice by its number.
func invoiceCalled(tx *store.Tx, number string) (id.ID, error) {
	all, err := tx.InvoicesByNumber([]string{number})
	for _, i := range all {
		if i.Kind == invoice.Bill {
			return i.ID, err
		}
	}
	if err == nil {
		err = fault.New(fault.NotFound, "there is no invoice %s", number)
	}
	return 0, err
}

func storedLine(r *report.Reckoning, w *locale.Words) storedClaim {
	first := &r.Debts[0]
	l := storedClaim{Invoice: first.Invoice.Number, Customer: first.Customer.Name, On: r.On, Currency: r.Due.Principal.Currency.String(),
		Country: first.Circumstances.Country, Segment: first.Circumstances.Segment, Principal: r.Due.Principal.String(), Interest: r.Due.Interest.String(),
		Compensation: r.Due.Compensation.String(), Costs: r.Due.Costs.String(), Total: r.Due.Total().String(), Asked: besideOf(&r.Asked), Fresh: besideOf(&r.Fresh),
		Source: first.Rule.Source, Periods: []periodLine{}, Ledger: []ledgerLine{}}
	for n := range r.Debts {
		d := debtOf(&r.Debts[n], w)
		l.Debts, l.Periods = append(l.Debts, d), append(l.Periods, d.Claim.Periods...)
	}
	for _, c := range r.Ledger {
		l.Ledger = append(l.Ledger, ledgerLine{c.On, c.Kind, c.Part, c.Item, c.Amount.String(), c.Step, c.Reason, c.By})
	}
	return l
}

func debtOf(d *report.Reckoned, w *locale.Words) debtLine {
	l := debtLine{Instalment: d.Item, Due: d.Circumstances.DueOn, Claim: lineOfClaim(&d.Standing.Claim, &d.Rule), Conditions: []string{},
		InterestOn: day(d.Standing.Opening.InterestOn), SumOn: day(d.Standing.Opening.CompensationOn)}
	for _, c := range d.Standing.Opening.Conditions {
		l.Conditions = append(l.Conditions, conditionWords(w, c))
	}
	return l
}

// conditionWords is what was decided, and by which source.
func conditionWords(w *locale.Words, c claim.Condition) string {
	return explain.Condition(w, c) + " (" + c.Source + ")"
}

// day is a day that may be none.
func day(on date.Date) *date.Date {
	if on == date.None {
		return nil
	}
	return &on
}

func (a *app) sayStored(l *storedClaim) {
	for n := range l.Debts {
		d := &l.Debts[n]
		if d.Instalment > 0 {
			a.say("instalment %d, due %s", d.Instalment, d.Due)
		}
		for _, c := range d.Conditions {
			a.say("  %s", c)
		}
		a.sayClaim(&d.Claim)
	}
	for _, c := range l.Ledger {
		a.say("%s %s of %s: %s %s", c.On, c.Kind, c.Part, c.Amount, strings.Join(slices.DeleteFunc([]string{c.Step, c.Reason, c.By}, func(s string) bool { return s == "" }), ", "))
	}
	a.say("%s, %s: principal %s, interest %s, compensation %s, costs %s: %s %s may be asked on %s", l.Invoice, l.Customer,
		l.Principal, l.Interest, l.Compensation, l.Costs, l.Total, l.Currency, l.On)
	a.say("asked so far: interest %s, compensation %s, costs %s", l.Asked.Interest, l.Asked.Compensation, l.Asked.Costs)
}
