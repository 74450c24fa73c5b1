package web

import (
	"maps"
	"slices"

	"github.com/govalues/decimal"

	"acquit/internal/company"
	"acquit/internal/fault"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// toleranceData is the form of how much a company lets go. Values are as typed.
type toleranceData struct {
	*visit
	Currencies []money.Currency // the company's own first
	Values     map[string]string
	Problem    string
}

func tolerancePage(v *visit, tx *store.Tx) (answer, error) {
	d, err := v.tolerance(tx)
	if err != nil {
		return nil, err
	}
	p := &v.Company.Policy
	for _, c := range d.Currencies {
		d.Values["most-"+c.String()] = v.Words.Amount(money.Of(p.ToleratedMost[c.String()], c))
	}
	d.Values["share"] = v.Words.Number(decimal.MustNew(int64(p.ToleratedShare), shareDigits).Trim(0))
	d.Values["account"] = p.DifferenceAccount
	return d.page(), nil
}

// tolerance is the empty form: one limit for each currency in which money comes in.
func (v *visit) tolerance(tx *store.Tx) (d toleranceData, err error) {
	d = toleranceData{visit: v, Currencies: []money.Currency{v.Company.Currency}, Values: map[string]string{}}
	accounts, err := tx.BankAccounts()
	codes := slices.Sorted(maps.Keys(v.Company.Policy.ToleratedMost))
	for _, a := range accounts {
		codes = append(codes, a.Currency)
	}
	for _, code := range codes {
		if c, notOne := money.ParseCurrency(code); notOne == nil && !slices.Contains(d.Currencies, c) {
			d.Currencies = append(d.Currencies, c)
		}
	}
	return d, err
}

func (d toleranceData) page() page {
	return page{Title: d.Words.T("tolerance.title"), Place: settings, Status: formStatus(d.Problem), Body: toleranceBody(d)}
}

func saveTolerance(v *visit) (answer, error) {
	var d toleranceData
	err := v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) (err error) {
		d, err = v.tolerance(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	to := v.Company
	if err = d.read(&to); err == nil {
		err = v.Desk.EditCompany(v.Request.Context(), to)
	}
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Conflict {
		d.Problem = v.Words.Fault(err)
		return d.page(), nil
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.to("settings", "matching"), Toast: ui.Toast{Text: v.Words.T("web.saved")}}, nil
}

// shareDigits are the decimals of a percentage: it is kept in hundredths.
const shareDigits = 2

// longestAccount is how long the name of an account of the books may be.
const longestAccount = 40

// read turns the typed values into the company's policy.
func (d toleranceData) read(to *company.Company) error {
	p := &to.Policy
	p.ToleratedMost = maps.Clone(p.ToleratedMost) // the visit's own company stays as it was
	if p.ToleratedMost == nil {
		p.ToleratedMost = map[string]int64{}
	}
	for _, name := range append([]string{"share", "account"}, d.fields()...) {
		d.Values[name] = d.form(name)
	}
	for _, c := range d.Currencies {
		most, err := d.Words.ParseAmount(d.Values["most-"+c.String()], c)
		if err != nil {
			return err
		}
		p.ToleratedMost[c.String()] = most.Minor
	}
	share, err := d.Words.ParseAmount(d.Values["share"], money.EUR) // as an amount: a number with two decimals
	if err != nil {
		return fault.New(fault.Invalid, "%s", d.Words.T("tolerance.no_share", "Text", d.Values["share"]))
	}
	p.ToleratedShare = int(share.Minor)
	account := []rune(d.Values["account"])
	p.DifferenceAccount = string(account[:min(len(account), longestAccount)])
	return nil
}

// fields are the names of the limits by currency.
func (d toleranceData) fields() (all []string) {
	for _, c := range d.Currencies {
		all = append(all, "most-"+c.String())
	}
	return all
}
