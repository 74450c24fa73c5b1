package web

import (
	"slices"
	"strconv"
	"strings"

	"acquit/internal/company"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) portalRoutes() {
	s.getOwner("/settings/portal", portalPage)
	s.postOwner("/settings/portal", savePortal)
	s.postOwner("/settings/portal/logo", saveLogo)
	s.getOwner("/settings/portal/logo", ownLogo)
	s.getOwner("/settings/portal/look.css", ownLook)
	s.getOwner("/settings/portal/preview", previewPortal)
	s.postOwner("/settings/portal/preview", previewTypedPage)
}

// portalForm is the form of the customer's page. Numbers are as typed.
type portalForm struct {
	*visit
	On    bool
	Mails bool // there is a mail server, by which codes leave
	Page  company.Portal
	Typed map[string]string
	refusal
}

// portalNumbers are the numbers of the form, and where the page keeps them.
var portalNumbers = [...]struct {
	Key string
	On  func(*company.Portal) *int
}{
	{"link_days", func(p *company.Portal) *int { return &p.LinkDays }},
	{"paid_days", func(p *company.Portal) *int { return &p.PaidDays }},
	{"promise_days", func(p *company.Portal) *int { return &p.PromiseDays }},
}

// portalPage shows the page as it is; one that is off as it would be.
func portalPage(v *visit, tx *store.Tx) (answer, error) {
	f := v.portalForm()
	var err error
	f.Mails, err = v.People.Mails(tx, &v.Company)
	return f.page(), err
}

// shutsOut reports whether nobody comes in as the page is: a code is asked for that cannot be mailed.
func (f portalForm) shutsOut() bool {
	return f.On && !f.Mails && f.Problem == "" && f.Page.Proof.Covers(company.ByCode)
}

func (v *visit) portalForm() portalForm {
	f := portalForm{visit: v, On: v.Company.Policy.Portal != nil, Page: *company.StandardPortal(), Typed: map[string]string{}}
	if f.On {
		f.Page = *v.Company.Policy.Portal
		f.Page.LinkDays = v.Company.Policy.LinkLife()
	}
	for _, n := range portalNumbers {
		f.Typed[n.Key] = strconv.Itoa(*n.On(&f.Page))
	}
	return f
}

func (f portalForm) page() page {
	return page{Title: f.Words.T("guest.tab"), Place: settings, Status: formStatus(f.Problem), Body: portalBody(f)}
}

func savePortal(v *visit) (answer, error) {
	f := portalForm{visit: v, On: v.form("on") != "", Typed: map[string]string{}}
	err := f.read()
	if err == nil {
		to := v.Company
		if to.Policy.Portal = nil; f.On {
			to.Policy.Portal = &f.Page
		}
		err = v.Desk.EditCompany(v.Request.Context(), to)
	}
	if fault.KindOf(err) == fault.Invalid {
		f.refusal = v.refusalOf(err)
		return f.page(), nil
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.to("settings", "portal"), Toast: ui.Toast{Text: v.Words.T("web.saved")}}, nil
}

// read turns what was typed into the page.
func (f *portalForm) read() (err error) {
	f.Page = company.Portal{Proof: company.Proof(f.form("proof")), Colour: strings.ToLower(f.form("colour")), Greeting: map[string]string{}}
	if was := f.Company.Policy.Portal; was != nil {
		f.Page.Logo = was.Logo
	}
	for _, s := range company.Says() {
		if f.form("say_"+string(s)) == "" {
			f.Page.Closed = append(f.Page.Closed, s)
		}
	}
	for _, l := range locale.Languages {
		if text := f.form("greeting_" + string(l)); text != "" {
			f.Page.Greeting[string(l)] = text
		}
	}
	for _, n := range portalNumbers {
		f.Typed[n.Key] = f.form(n.Key)
		number, wrong := strconv.Atoi(f.Typed[n.Key])
		if wrong != nil && err == nil {
			err = fault.At(0, n.Key, "%s", f.Words.T("guest.bad_number"))
		}
		*n.On(&f.Page) = number
	}
	return err
}

// proofs are the choices of what a reader shows.
func (f portalForm) proofs() (all []ui.Option) {
	for _, p := range company.Proofs() {
		key := "guest.proof_" + string(p)
		if p == company.ByLink {
			key = "guest.proof_link"
		}
		all = append(all, ui.Option{Value: string(p), Label: f.Words.T(key), Hint: f.Words.T(key + "_hint")})
	}
	return all
}

// number is the field of a number.
func (f portalForm) number(key string) ui.FieldSpec {
	return ui.FieldSpec{Name: key, Label: f.Words.T("guest." + key), Value: f.Typed[key], Error: f.Fields[key], InputMode: "numeric", Short: true, Required: true}
}

// hinted is the field of a number with what it means.
func (f portalForm) hinted(key string) ui.FieldSpec {
	field := f.number(key)
	field.Hint = f.Words.T("guest." + key + "_hint")
	return field
}

// open reports whether customers can say something.
func (f portalForm) open(s company.Say) bool { return !slices.Contains(f.Page.Closed, s) }
