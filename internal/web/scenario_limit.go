package web

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/collect"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// limitNames are the limits that are amounts, in the order of the form.
var limitNames = [...]string{"least", "carry", "floor", "ceiling"}

// limitForm is the form of what bounds a scenario. Values are as typed; a limit stands under its
// name and currency.
type limitForm struct {
	Currencies []money.Currency // each with its limits, the company's own first
	Others     []ui.Option      // currencies of the book that can be added
	Values     map[string]string
	refusal
}

// limitKey is the field of a limit in a currency.
func limitKey(name string, c money.Currency) string { return name + "-" + c.String() }

// limits fill the form: with what was typed, or with what the scenario has, and a currency that
// somebody just added.
func (d *scenarioData) limits(tx *store.Tx) error {
	f := &d.Limits
	if f.Values == nil {
		*f = d.storedLimits()
		if c, err := money.ParseCurrency(d.query("currency")); err == nil {
			f.show(c)
		}
	}
	inBook, err := tx.Currencies()
	for _, c := range inBook {
		if !slices.Contains(f.Currencies, c) {
			f.Others = append(f.Others, ui.Option{Value: c.String(), Label: c.String()})
		}
	}
	return err
}

// show adds a currency to the form.
func (f *limitForm) show(c money.Currency) {
	if !slices.Contains(f.Currencies, c) {
		f.Currencies = append(f.Currencies, c)
	}
}

// storedLimits are the limits of the scenario as their form has them.
func (d *scenarioData) storedLimits() limitForm {
	s := &d.Scenario
	f := limitForm{Currencies: []money.Currency{d.Company.Currency}, Values: map[string]string{"include": string(s.Include)}}
	all := s.Limits.ByCurrency()
	for _, name := range limitNames {
		for _, code := range slices.Sorted(maps.Keys(all[name])) {
			if c, err := money.ParseCurrency(code); err == nil && all[name][code] != 0 {
				f.show(c)
				f.Values[limitKey(name, c)] = d.Words.Amount(money.Of(all[name][code], c))
			}
		}
	}
	slices.SortFunc(f.Currencies[1:], func(a, b money.Currency) int { return strings.Compare(a.String(), b.String()) })
	for name, n := range map[string]int{"gap": s.Limits.GapDays, "week": s.Limits.PerWeek} {
		if n != 0 {
			f.Values[name] = strconv.Itoa(n)
		}
	}
	return f
}

// typedLimits are the values of the form as it was sent, but for a currency that is taken away.
func (v *visit) typedLimits() limitForm {
	f := limitForm{Currencies: []money.Currency{v.Company.Currency}, Values: map[string]string{}}
	for _, name := range []string{"gap", "week", "include", "another"} {
		f.Values[name] = v.form(name)
	}
	for _, code := range v.Request.PostForm["shown"] {
		c, err := money.ParseCurrency(code)
		if err != nil || code == v.form("drop") {
			continue
		}
		f.show(c)
		for _, name := range limitNames {
			f.Values[limitKey(name, c)] = v.form(limitKey(name, c))
		}
	}
	return f
}

// read turns what was typed into limits: all that the form shows, and nothing else.
func (f *limitForm) read(v *visit) (l dunning.Limits, err error) {
	var refused fault.Refusals
	for _, c := range f.Currencies {
		named := map[string]int64{}
		for _, name := range limitNames {
			key := limitKey(name, c)
			if f.Values[key] == "" {
				continue
			}
			amount, err := v.Words.ParseAmount(f.Values[key], c)
			if err != nil || amount.Sign() < 0 {
				refused.Add(fault.At(0, key, "%q is no amount from 0", f.Values[key]))
				continue
			}
			named[name] = amount.Minor
		}
		l = l.In(c.String(), named)
	}
	for name, to := range map[string]*int{"gap": &l.GapDays, "week": &l.PerWeek} {
		n, err := strconv.Atoi(cmp.Or(f.Values[name], "0"))
		if err != nil || n < 0 {
			refused.Add(fault.At(0, name, "%q is not a whole number from 0", f.Values[name]))
		}
		*to = n
	}
	return l, refused.Err(fault.Say("%d fields cannot be read", refused.Len()))
}

// addedCurrency is the currency that somebody asks limits in; the zero Currency for none.
func (v *visit) addedCurrency() (c money.Currency, err error) {
	typed := strings.ToUpper(v.form("another"))
	if typed == "" {
		return c, nil
	}
	if c, err = money.ParseCurrency(typed); err != nil {
		return c, fault.At(0, "another", "%q is no currency: its code has three letters, such as USD", typed)
	}
	return c, nil
}

// saveLimits stores what bounds a scenario, and how it speaks to whom. Limits in another currency
// begin with fields for it.
func saveLimits(v *visit) (answer, error) {
	typed := v.typedLimits()
	added, err := v.addedCurrency()
	var a answer
	if err == nil {
		a, err = v.edited(func() string { return "" }, func(s *dunning.Scenario) error {
			limits, err := typed.read(v)
			if err != nil {
				return err
			}
			s.Limits, s.Include, s.Informal = limits, dunning.Inclusion(typed.Values["include"]), v.form("informal") != ""
			s.Softer, s.Firmer = v.Request.PostForm["softer"], v.Request.PostForm["firmer"]
			return collect.CheckRule(&dunning.Rule{Payers: slices.Concat(s.Softer, s.Firmer)})
		})
	}
	if fault.KindOf(err) == fault.Invalid {
		typed.refusal = v.refusalOf(err)
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.limitsAgain(tx, typed) })
	}
	m, ok := a.(moved)
	if err != nil || !ok || added == (money.Currency{}) {
		return v.orSaid(a, err, partRest)
	}
	m.To = asked(m.To, "currency", added.String())
	return v.orSaid(m, nil, "limits-"+added.String())
}

// limitsAgain is the page once more, with what was typed and what is wrong with it.
func (v *visit) limitsAgain(tx *store.Tx, typed limitForm) (answer, error) {
	d, err := v.scenario(tx)
	if err != nil {
		return nil, err
	}
	s := &d.Scenario
	s.Include, s.Informal = dunning.Inclusion(typed.Values["include"]), v.form("informal") != ""
	s.Softer, s.Firmer = v.Request.PostForm["softer"], v.Request.PostForm["firmer"]
	d.Limits = typed
	return d.page(tx, "")
}
