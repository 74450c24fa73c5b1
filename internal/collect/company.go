package collect

import (
	"context"
	"slices"

	"acquit/internal/bank"
	"acquit/internal/calendar"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/fault"
	"acquit/internal/law"
	"acquit/internal/money"
	"acquit/internal/registry"
	"acquit/internal/store"
)

// EditCompany stores what an owner changed of a company: who it is, and its policy.
// Country, currency and time zone stay: what was decided and booked rests on them.
// The next night decides by the new policy.
//
// Errors: Invalid for what cannot be, with the field as its place where that is a number
// of a register.
func (d *Desk) EditCompany(ctx context.Context, to company.Company) error {
	if err := checkCompany(&to); err != nil {
		return err
	}
	return d.Store.Update(ctx, to.ID, func(tx *store.Tx) error {
		was, err := tx.TheCompany()
		if err != nil {
			return err
		}
		to := to
		numbers, err := registry.Said{Country: was.Country, VATID: to.VATID, Enterprise: to.EnterpriseNumber}.Edited(
			registry.Said{Country: was.Country, VATID: was.VATID, Enterprise: was.EnterpriseNumber})
		if err != nil {
			return err
		}
		to.VATID, to.EnterpriseNumber = numbers.VATID, numbers.Enterprise
		to.Country, to.Currency, to.TimeZone, to.CreatedAt = was.Country, was.Currency, was.TimeZone, was.CreatedAt
		if err := calendar.CheckPeriods(to.Policy.Closed, date.Of(tx.Now().In(was.Location()))); err != nil {
			return err
		}
		senders := make([]string, len(to.Policy.Senders))
		for n := range to.Policy.Senders {
			senders[n] = to.Policy.Senders[n].Key
		}
		if err := tx.KeepOutletsOf(senders); err != nil {
			return err
		}
		return tx.SaveCompany(&to)
	})
}

// mostTolerated is a tenth, in hundredths of a percent.
const mostTolerated = 1000

func checkCompany(c *company.Company) error {
	if c.Email != "" {
		address, err := deliver.Address(c.Email)
		if err != nil {
			return err
		}
		c.Email = address
	}
	if c.IBAN != "" {
		iban, err := bank.ParseIBAN(c.IBAN)
		if err != nil {
			return err
		}
		c.IBAN = iban
	}
	p := &c.Policy
	if p.AnswerTo != "" {
		address, err := deliver.Address(p.AnswerTo)
		if err != nil {
			return fault.At(0, "answer_to", "%s", fault.TextOf(err))
		}
		p.AnswerTo = address
	}
	for _, limit := range []struct {
		field string
		days  int
	}{
		{"bank_age", p.BankMaxAgeDays}, {"gap", p.MinimumGapDays}, {"terms", p.TermsDays}, {"limitation", p.LimitationDays},
		{"sales_hold", p.SalesHoldDays}, {"promise", p.PromiseDays},
	} {
		if limit.days < 0 || limit.days > mostTerms {
			return fault.At(0, limit.field, "%d is no number of days from 0 to %d", limit.days, mostTerms)
		}
	}
	if p.Supplies != law.Unsaid && !slices.Contains(law.Supplies(), p.Supplies) {
		return fault.New(fault.Invalid, "%q is nothing that a company supplies", string(p.Supplies))
	}
	if p.NightHour < 0 || p.NightHour > 23 {
		return fault.New(fault.Invalid, "%d is no hour from 0 to 23", p.NightHour)
	}
	if p.ToleratedShare < 0 || p.ToleratedShare > mostTolerated {
		return fault.New(fault.Invalid, "a difference of %d hundredths of a percent is no small one", p.ToleratedShare)
	}
	for currency, minor := range p.ToleratedMost {
		if _, err := money.ParseCurrency(currency); err != nil || minor < 0 {
			return fault.New(fault.Invalid, "%d %s is no amount that can be let go", minor, currency)
		}
	}
	for currency, minor := range p.MinimumDue {
		if minor < 0 {
			return fault.New(fault.Invalid, "the smallest sum in %s cannot be negative", currency)
		}
	}
	return p.Window.Check()
}
