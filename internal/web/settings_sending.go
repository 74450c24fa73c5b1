package web

import (
	"strconv"
	"strings"

	"acquit/internal/company"
	"acquit/internal/deliver"
	"acquit/internal/fault"
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
	refusal
}

func sendingPage(v *visit, _ *store.Tx) (answer, error) {
	p := &v.Company.Policy
	d := sendingData{visit: v, FourEyes: p.FourEyes, Hours: strconv.Itoa(p.WarnHours), Senders: p.Senders}
	return d.page(), nil
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
	d := sendingData{visit: v, FourEyes: v.form("four_eyes") != "", Hours: v.form("warn_hours")}
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
