package web

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/allocation"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/law"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) lateRoutes() {
	s.getOwner("/settings/late", latePage)
	s.postOwner("/settings/late", saveLate)
}

// latePolicy is the form of how a company uses the law on late payment, and what the law
// says to the rates of its contracts.
type latePolicy struct {
	*visit
	Late   company.Late
	VAT    string            // on Dutch costs of collection, per cent, as typed
	Formal bool              // the scenario has a notice of default
	Claims []allocation.Part // what that asks for being late
	Agreed []agreedRate
	refusal
}

// lateSwitch is one yes or no of the form: its key, and where the policy keeps it.
type lateSwitch struct {
	Key string
	On  func(*company.Late) *bool
}

// lateGroup are switches under a heading.
type lateGroup struct {
	Key      string
	Switches []lateSwitch
}

var lateGroups = [...]lateGroup{
	{"terms", []lateSwitch{
		{"consumer_clause", func(l *company.Late) *bool { return &l.ConsumerClause }},
		{"mention", func(l *company.Late) *bool { return &l.Mention }},
		{"recurring", func(l *company.Late) *bool { return &l.Recurring }},
	}},
	{"use", []lateSwitch{
		{"small_creditor", func(l *company.Late) *bool { return &l.SmallCreditor }},
		{"mails_as_letters", func(l *company.Late) *bool { return &l.MailsAsLetters }},
		{"payment_day_free", func(l *company.Late) *bool { return &l.PaymentDayFree }},
	}},
	{"payments", []lateSwitch{
		{"insist", func(l *company.Late) *bool { return &l.Insist }},
		{"costs_last", func(l *company.Late) *bool { return &l.CostsLast }},
		{"waive_rest", func(l *company.Late) *bool { return &l.WaiveRest }},
	}},
}

// claimable are the parts of a claim that a notice of default may ask for.
var claimable = [...]allocation.Part{allocation.Interest, allocation.Compensation}

func latePage(v *visit, tx *store.Tx) (answer, error) {
	d := latePolicy{visit: v, Late: v.Company.Policy.Late}
	scenario, err := tx.Scenario()
	if err != nil {
		return nil, err
	}
	d.Claims, d.Formal = scenario.Formal()
	if d.Late.CostsVAT != 0 {
		d.VAT = typedRate(v.Words, d.Late.CostsVAT)
	}
	return d.page(tx)
}

// page is the form, with the rates of contracts that hold today.
func (d *latePolicy) page(tx *store.Tx) (answer, error) {
	own, err := tx.CompanyRates()
	if err == nil {
		d.Agreed, err = agreedRates(own, d.Today)
	}
	return page{Title: d.Words.T("claim.late.tab"), Place: settings, Status: formStatus(d.Problem), Body: lateBody(d)}, err
}

// claims are the parts of a claim that the form has notices of default ask for.
func (v *visit) claims() (parts []allocation.Part) {
	for _, p := range claimable {
		if v.form("asks_"+string(p)) != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

func saveLate(v *visit) (answer, error) {
	to, vat := v.Company, v.form("costs_vat")
	for _, g := range lateGroups {
		for _, s := range g.Switches {
			*s.On(&to.Policy.Late) = v.form(s.Key) != ""
		}
	}
	err := readVAT(vat, &to.Policy.Late)
	if err == nil {
		err = v.Desk.EditCompany(v.Request.Context(), to)
	}
	asked := v.claims()
	if fault.KindOf(err) == fault.Invalid {
		d := latePolicy{visit: v, Late: to.Policy.Late, VAT: vat, Formal: v.form("formal") != "", Claims: asked, refusal: v.refusalOf(err)}
		return v.show(func(_ *visit, tx *store.Tx) (answer, error) { return d.page(tx) })
	}
	if err == nil && v.form("formal") != "" {
		err = v.Desk.SetClaims(v.Request.Context(), v.Company.ID, v.actor(), asked...)
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.to("settings", "late"), Toast: ui.Toast{Text: v.Words.T("web.saved")}}, nil
}

// readVAT reads the VAT on Dutch costs of collection; nothing typed is none.
func readVAT(typed string, to *company.Late) error {
	if to.CostsVAT = 0; typed == "" {
		return nil
	}
	vat, err := readRate(typed)
	if err != nil {
		return fault.At(0, "costs_vat", "%q is no rate: it is written as 10.5", typed)
	}
	to.CostsVAT = vat
	return nil
}

// agreedRate is a rate of the company's contracts, and what the law finds in it for those of
// a segment.
type agreedRate struct {
	law.Rate
	Found []law.Finding
}

// agreedRates hold the rates of contracts that hold on a day against the law, by series.
func agreedRates(own law.Own, on date.Date) (all []agreedRate, err error) {
	for series, rates := range own {
		if r, found := rates.On(on); found && r.Mark == law.Agreed {
			checked, err := checkAgreed(own, series, r, on)
			if err != nil {
				return nil, err
			}
			all = append(all, checked)
		}
	}
	slices.SortFunc(all, func(a, b agreedRate) int { return strings.Compare(a.Series.String(), b.Series.String()) })
	return all, nil
}

// checkAgreed holds a rate against the law, for each segment that is claimed upon by its
// series.
func checkAgreed(own law.Own, s law.Series, r law.Rate, on date.Date) (agreedRate, error) {
	checked := agreedRate{Rate: r}
	for _, segment := range []law.Segment{law.B2B, law.B2C} {
		if !slices.Contains(law.SeriesOf(s.Country, segment), s) {
			continue
		}
		found, err := law.Check(own, s.Country, segment, law.Contract{Rate: &r.Percent}, on)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return checked, err
		}
		checked.Found = append(checked.Found, found...)
	}
	return checked, nil
}

// agreedTable shows the rates of contracts, each with what the law says to it.
func (d *latePolicy) agreedTable() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("claim.late.contract"), Columns: []ui.Column{
		{Label: w.T("rates.of"), Name: true}, {Label: w.T("claim.late.finding")}, {Label: w.T("claim.late.rate"), Kind: ui.ColumnAmount},
	}}
	for n := range d.Agreed {
		r := &d.Agreed[n]
		href := d.toRates(r.Series, date.None)
		name := w.T("rates.series_of", "Country", countryName(w, r.Country), "Series", seriesName(w, r.Series))
		t.Rows = append(t.Rows, ui.Row{ID: "agreed-" + r.Country + "-" + r.Name, Href: href, Label: name, Cells: []templ.Component{
			ui.Link(name, href), lawFindings(d.visit, r.Found), ui.Words(explain.Yearly(w, r.Percent))}})
	}
	return t
}
