package web

import (
	"strconv"
	"strings"

	"acquit/internal/company"
	"acquit/internal/deliver"
	"acquit/internal/fault"
	"acquit/internal/money"
	"acquit/internal/profile"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) sendingRoutes() {
	s.getOwner("/settings/sending", sendingPage)
	s.postOwner("/settings/sending", saveSending)
}

// mostSenders bounds the senders of a form.
const mostSenders = 50

// sendingData is the form of what is done before messages leave, and in whose names they go.
type sendingData struct {
	*visit
	FourEyes bool
	Hours    string // as typed
	Senders  []company.Sender
	Guarded  bool
	Years    string // as typed
	Least    string // as typed, in the company's currency
	Payers   []string
	refusal
}

func sendingPage(v *visit, _ *store.Tx) (answer, error) {
	p := &v.Company.Policy
	d := sendingData{visit: v, FourEyes: p.FourEyes, Hours: strconv.Itoa(p.WarnHours), Senders: p.Senders}
	d.guarded(p.Guard)
	return d.page(), nil
}

// guarded fills the form with who counts as loyal.
func (d *sendingData) guarded(g *company.Guard) {
	if d.Guarded = g != nil; g == nil {
		return
	}
	d.Years, d.Payers = strconv.Itoa(g.Years), g.Payers
	if minor := g.Least[d.Company.Currency.String()]; minor > 0 {
		d.Least = d.Words.Amount(money.Of(minor, d.Company.Currency))
	}
}

// guard is who counts as loyal as the form says; nil for nobody.
func (d *sendingData) guard() (*company.Guard, error) {
	if !d.Guarded {
		return nil, nil
	}
	g := &company.Guard{Payers: d.Payers}
	if d.Years != "" {
		years, err := strconv.Atoi(d.Years)
		if err != nil {
			years = -1 // the guard refuses it
		}
		g.Years = years
	}
	if d.Least != "" {
		least, err := d.Words.ParseAmount(d.Least, d.Company.Currency)
		if err != nil {
			return nil, err
		}
		g.Least = map[string]int64{d.Company.Currency.String(): least.Minor}
	}
	return g, g.Check()
}

// payers are the kinds of payer among which people choose.
func (d sendingData) payers() (all []ui.Option) {
	for _, k := range profile.Kinds {
		all = append(all, ui.Option{Value: string(k), Label: payerName(d.Words, k)})
	}
	return all
}

func (d sendingData) page() answer {
	return page{Title: d.Words.T("sender.tab"), Place: settings, Status: formStatus(d.Problem), Body: sendingBody(d)}
}

// rows are the senders with an empty one to fill in.
func (d sendingData) rows() []company.Sender {
	return append(d.Senders[:len(d.Senders):len(d.Senders)], company.Sender{})
}

func (d sendingData) field(n int, name string) string { return name + "-" + strconv.Itoa(n) }

// title heads a sender in the form.
func (d sendingData) title(s *company.Sender) string {
	if s.Name == "" {
		return d.Words.T("sender.new")
	}
	return s.Name
}

func saveSending(v *visit) (answer, error) {
	d := sendingData{visit: v, FourEyes: v.form("four_eyes") != "", Hours: v.form("warn_hours"), Guarded: v.form("guard") != "", Years: v.form("years"), Least: v.form("least"),
		Payers: v.Request.PostForm["payers"]}
	for n := range mostSenders {
		s := company.Sender{Key: strings.ToLower(v.form(d.field(n, "key"))), Name: v.form(d.field(n, "name")), Email: v.form(d.field(n, "email")),
			Phone: v.form(d.field(n, "phone")), Signature: v.form(d.field(n, "signature")), Own: v.form(d.field(n, "own")) != ""}
		if s.Key != "" {
			d.Senders = append(d.Senders, s)
		}
	}
	err := d.save()
	if fault.KindOf(err) == fault.Invalid {
		d.refusal = v.refusalOf(err)
		return d.page(), nil
	}
	return moved{To: v.to("settings", "sending"), Toast: ui.Toast{Text: v.Words.T("web.saved")}}, err
}

func (d *sendingData) save() error {
	to := d.Company
	hours, err := strconv.Atoi(d.Hours)
	if err != nil {
		hours = -1 // the company refuses it
	}
	if to.Policy.Guard, err = d.guard(); err != nil {
		return err
	}
	to.Policy.FourEyes, to.Policy.WarnHours, to.Policy.Senders = d.FourEyes, hours, d.Senders
	for _, s := range d.Senders {
		if s.Email == "" {
			continue
		}
		if _, err := deliver.Address(s.Email); err != nil {
			return err
		}
	}
	return d.Desk.EditCompany(d.Request.Context(), to)
}
