package web

import (
	"maps"
	"strconv"

	"github.com/a-h/templ"

	"acquit/internal/company"
	"acquit/internal/fault"
	"acquit/internal/law"
	"acquit/internal/money"
	"acquit/internal/registry"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) settingsRoutes() {
	s.getOwner("/settings", settingsPage)
	s.postOwner("/settings", saveSettings)
	s.getOwner("/settings/matching", tolerancePage)
	s.postOwner("/settings/matching", saveTolerance)
}

// settingsData is the form of a company. Values are as typed.
type settingsData struct {
	Company company.Company
	Values  map[string]string
	refusal
}

func settingsPage(v *visit, _ *store.Tx) (answer, error) {
	c, p := v.Company, &v.Company.Policy
	d := settingsData{Company: c, Values: map[string]string{
		"name": c.Name, "language": c.Language, "email": c.Email, "phone": c.Phone, "street": c.Street, "postcode": c.Postcode, "city": c.City,
		"enterprise_number": registry.PrintEnterprise(c.EnterpriseNumber, c.Country), "vat_id": registry.PrintVAT(c.VATID, c.Country), "iban": c.IBAN, "bic": c.BIC, "pay_page": p.PayPage,
		"gap": strconv.Itoa(p.MinimumGapDays), "bank_age": strconv.Itoa(p.BankMaxAgeDays), "terms": strconv.Itoa(p.TermsDays),
		"sales_hold": strconv.Itoa(p.SalesHoldDays), "promise": strconv.Itoa(p.PromiseDays),
		"answer_days": strconv.Itoa(p.Disputes.ToAnswer()), "pay_days": strconv.Itoa(p.Disputes.ToPay()), "protest_days": strconv.Itoa(p.Disputes.ProtestDays),
		"plan_most": strconv.Itoa(p.Plans.Most), "plan_first": strconv.Itoa(p.Plans.FirstDays),
		"plan_least":   v.Words.Amount(money.Of(p.Plans.Least[c.Currency.String()], c.Currency)),
		"plan_largest": v.Words.Amount(money.Of(p.Plans.Largest[c.Currency.String()], c.Currency)),
		"night":        strconv.Itoa(p.NightHour), "supplies": string(p.Supplies), "limitation": strconv.Itoa(p.LimitationDays),
		"minimum": v.Words.Amount(money.Of(p.MinimumDue[c.Currency.String()], c.Currency)),
	}}
	return v.settingsForm(&d), nil
}

func (v *visit) settingsForm(d *settingsData) page {
	return page{Title: v.Words.T("web.nav.settings"), Place: settings, Status: formStatus(d.Problem), Body: settingsBody(v, d)}
}

func saveSettings(v *visit) (answer, error) {
	d := settingsData{Company: v.Company, Values: map[string]string{}}
	for _, name := range settingFields {
		d.Values[name] = v.form(name)
	}
	err := d.read(v)
	if err == nil {
		err = v.Desk.EditCompany(v.Request.Context(), d.Company)
	}
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Conflict {
		d.refusal = v.refusalOf(err)
		return v.settingsForm(&d), nil
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.to("settings"), Toast: ui.Toast{Text: v.Words.T("web.saved")}}, nil
}

// settingFields are the names of the form's fields.
var settingFields = [...]string{"name", "language", "email", "phone", "street", "postcode", "city", "enterprise_number", "vat_id", "iban", "bic", "pay_page",
	"gap", "bank_age", "terms", "sales_hold", "promise", "answer_days", "pay_days", "protest_days", "plan_most", "plan_first", "plan_least", "plan_largest", "night", "supplies", "limitation", "minimum"}

// read turns the typed values into the company.
func (d *settingsData) read(v *visit) error {
	c := &d.Company
	for name, to := range map[string]*string{"name": &c.Name, "language": &c.Language, "email": &c.Email, "phone": &c.Phone,
		"street": &c.Street, "postcode": &c.Postcode, "city": &c.City, "pay_page": &c.Policy.PayPage} {
		*to = d.Values[name]
	}
	c.EnterpriseNumber, c.VATID, c.IBAN, c.BIC = d.Values["enterprise_number"], d.Values["vat_id"], d.Values["iban"], registry.Fold(d.Values["bic"])
	p := &c.Policy
	for name, to := range map[string]*int{"gap": &p.MinimumGapDays, "bank_age": &p.BankMaxAgeDays, "terms": &p.TermsDays, "night": &p.NightHour, "limitation": &p.LimitationDays,
		"sales_hold": &p.SalesHoldDays, "promise": &p.PromiseDays,
		"answer_days": &p.Disputes.AnswerDays, "pay_days": &p.Disputes.PayDays, "protest_days": &p.Disputes.ProtestDays,
		"plan_most": &p.Plans.Most, "plan_first": &p.Plans.FirstDays} {
		n, err := strconv.Atoi(d.Values[name])
		if err != nil {
			return fault.At(0, name, "%s", v.Words.T("web.settings.no_number", "Text", d.Values[name]))
		}
		*to = n
	}
	p.Supplies = law.Supply(d.Values["supplies"])
	for name, limits := range map[string]*map[string]int64{"minimum": &p.MinimumDue, "plan_least": &p.Plans.Least, "plan_largest": &p.Plans.Largest} {
		amount, err := v.Words.ParseAmount(d.Values[name], c.Currency)
		if err != nil {
			return fault.At(0, name, "%q is not an amount", d.Values[name])
		}
		all := maps.Clone(*limits) // the visit's own company stays as it was
		if all == nil {
			all = map[string]int64{}
		}
		all[c.Currency.String()] = amount.Minor
		*limits = all
	}
	return nil
}

// field is one of the form's plain fields.
func (d *settingsData) field(v *visit, name, label string, spec ui.FieldSpec) templ.Component {
	spec.Name, spec.Label, spec.Value, spec.Error = name, label, d.Values[name], d.Fields[name]
	return ui.FormField(spec)
}

func (d *settingsData) fixed(v *visit) []ui.Fact {
	w, c := v.Words, &d.Company
	return []ui.Fact{{Label: w.T("web.field.country"), Value: ui.Words(c.Country)}, {Label: w.T("web.filter.currency"), Value: ui.Words(c.Currency.String())},
		{Label: w.T("web.settings.time_zone"), Value: ui.Words(c.TimeZone)}}
}
