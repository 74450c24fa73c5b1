package web

import (
	"strconv"

	"github.com/a-h/templ"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/deliver/smtp"
	"acquit/internal/fault"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) mailRoutes() {
	s.getOwner("/settings/mail", mailPage)
	s.postOwner("/settings/mail", saveOutlet)
	s.postOwner("/settings/mail/test", testOutlet)
	s.postOwner("/settings/mail/forget", forgetOutlet)
	s.postOwner("/settings/mail/answers", saveAnswers)
	s.postOwner("/settings/mail/keys", addSigner)
	s.postOwner("/settings/mail/keys/{key}", changeSigner)
	s.postOwner("/settings/mail/keys/{key}/forget", forgetSigner)
	s.getOwnerSlow("/settings/mail/check", mailCheckPage)
}

// mailData is how the company's mails leave, and how answers come back. Values are as typed.
type mailData struct {
	*visit
	Sender  *company.Sender // whose server is shown; nil for the company's
	Outlets []store.Outlet
	Signers []collect.Signer
	Outlet  form
	Answers form
	Signer  form
	Tried   *triedOutlet
	Trouble string // why the keys cannot be read
}

// form is one of several on a page.
type form struct {
	Values map[string]string
	refusal
}

// triedOutlet is what came of a test of the settings.
type triedOutlet struct {
	Answer  string // the server's
	Problem string // why they do not work
}

// outletFields are the names of the fields of a server, but for the password.
var outletFields = [...]string{"host", "tls", "port", "user", "rate"}

func mailPage(v *visit, tx *store.Tx) (answer, error) {
	d := mailData{visit: v}
	return d.load(tx)
}

// mailWith draws the page around what was typed.
func (d mailData) show() (answer, error) {
	return d.visit.show(func(_ *visit, tx *store.Tx) (answer, error) { return d.load(tx) })
}

// load reads what is stored, and fills the forms that nobody has typed into.
func (d mailData) load(tx *store.Tx) (answer, error) {
	var err error
	if d.Sender, err = d.named(); err != nil {
		return nil, err
	}
	if d.Outlets, err = tx.Outlets(); err != nil {
		return nil, err
	}
	if d.Signers, err = d.Desk.Signers(tx); fault.KindOf(err) != "" {
		d.Trouble, err = d.Words.Fault(err), nil
	}
	if err != nil {
		return nil, err
	}
	if d.Outlet.Values == nil {
		d.Outlet.Values = d.stored()
	}
	if d.Answers.Values == nil {
		p := &d.Company.Policy
		d.Answers.Values = map[string]string{"answer_to": p.AnswerTo, "tagged": mark(p.Tagged), "answers_here": mark(p.AnswersHere), "mail_mb": megabytes(p.MailMB)}
	}
	if d.Signer.Values == nil {
		d.Signer.Values = map[string]string{"domain": d.Company.Domain(), "selector": "acquit" + strconv.Itoa(len(d.Signers)+1), "algorithm": "rsa"}
	}
	problem := d.Outlet.Problem + d.Answers.Problem + d.Signer.Problem
	return page{Title: d.Words.T("outlet.tab"), Place: settings, Status: formStatus(problem), Body: mailBody(&d)}, nil
}

// mark is a box that is checked, or not, as a value.
func mark(on bool) string {
	if on {
		return "on"
	}
	return ""
}

// named is the sender that the address or the form names; nil for the company.
func (d *mailData) named() (*company.Sender, error) {
	key := d.Request.FormValue("sender")
	if key == "" {
		return nil, nil
	}
	for n := range d.Company.Policy.Senders {
		if s := &d.Company.Policy.Senders[n]; s.Key == key {
			return s, nil
		}
	}
	return nil, fault.New(fault.NotFound, "there is no sender called %q", key)
}

// sender is the key of whose server is shown.
func (d *mailData) sender() string {
	if d.Sender == nil {
		return ""
	}
	return d.Sender.Key
}

// own is the server of a sender; nil for none of its own.
func (d *mailData) own(sender string) *store.Outlet {
	for n := range d.Outlets {
		if d.Outlets[n].Sender == sender {
			return &d.Outlets[n]
		}
	}
	return nil
}

// stored is the server that is shown, as a form.
func (d *mailData) stored() map[string]string {
	o := d.own(d.sender())
	if o == nil {
		return map[string]string{"tls": string(smtp.StartTLS)}
	}
	return map[string]string{"host": o.Host, "tls": string(o.TLS), "port": o.Port, "user": o.User, "rate": plain(o.Rate)}
}

// plain is a number as a form shows it; none for zero.
func plain(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// typedOutlet reads the form of a server.
func (d *mailData) typedOutlet() (c smtp.Config, err error) {
	d.Outlet.Values = map[string]string{}
	for _, name := range outletFields {
		d.Outlet.Values[name] = d.form(name)
	}
	v := d.Outlet.Values
	c = smtp.Config{Host: v["host"], Port: v["port"], TLS: smtp.Security(v["tls"]), User: v["user"]}
	if v["rate"] != "" {
		if c.Rate, err = strconv.Atoi(v["rate"]); err != nil {
			err = fault.At(0, "rate", "%s", d.Words.T("web.settings.no_number", "Text", v["rate"]))
		}
	}
	return c, err
}

// password is the one that was typed, blanks included.
func (d *mailData) password() string { return d.Request.PostFormValue("secret") }

func saveOutlet(v *visit) (answer, error) {
	d := mailData{visit: v}
	c, err := d.typedOutlet()
	if err == nil {
		err = v.Desk.SaveOutlet(v.Request.Context(), v.Company.ID, v.form("sender"), c, d.password())
	}
	if fault.KindOf(err) == fault.Invalid || fault.KindOf(err) == fault.Unavailable {
		d.Outlet.refusal = v.refusalOf(err)
		return d.show()
	}
	return d.saved("outlet.saved"), err
}

// saved leads back to the page.
func (d *mailData) saved(what string) moved {
	return moved{To: d.toMail(d.form("sender")), Toast: ui.Toast{Text: d.Words.T(what)}}
}

// toMail is the page with the server of a sender.
func (v *visit) toMail(sender string) string {
	if sender == "" {
		return v.to("settings", "mail")
	}
	return v.to("settings", "mail") + "?sender=" + sender
}

// testOutlet mails a test to who asks for it, and says the server's answer.
func testOutlet(v *visit) (answer, error) {
	d := mailData{visit: v, Tried: &triedOutlet{}}
	c, err := d.typedOutlet()
	if err == nil {
		d.Tried.Answer, err = v.Desk.TryOutlet(v.Request.Context(), v.Company.ID, v.form("sender"), c, d.password(), v.Person.Email, v.Words)
	}
	if fault.KindOf(err) == "" && err != nil {
		return nil, err
	}
	if err != nil {
		d.Tried.Problem = v.Words.Fault(err)
	}
	if v.partial() {
		return fragment{Body: triedOutletAnswer(v, d.Tried)}, nil
	}
	return d.show()
}

func forgetOutlet(v *visit) (answer, error) {
	d := mailData{visit: v}
	return d.saved("outlet.forgotten"), v.Desk.DropOutlet(v.Request.Context(), v.Company.ID, v.form("sender"))
}

// megabytes is how large a mail may be, as the form has it.
func megabytes(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// readMegabytes reads it; what is no number is as wrong as one below zero.
func readMegabytes(text string) int {
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

func saveAnswers(v *visit) (answer, error) {
	d := mailData{visit: v}
	d.Answers.Values = map[string]string{"answer_to": v.form("answer_to"), "tagged": v.form("tagged"), "answers_here": v.form("answers_here"), "mail_mb": v.form("mail_mb")}
	to := v.Company
	to.Policy.AnswerTo, to.Policy.Tagged, to.Policy.AnswersHere = d.Answers.Values["answer_to"], d.Answers.Values["tagged"] != "", d.Answers.Values["answers_here"] != ""
	to.Policy.MailMB = readMegabytes(d.Answers.Values["mail_mb"])
	err := v.Desk.EditCompany(v.Request.Context(), to)
	if fault.KindOf(err) == fault.Invalid {
		d.Answers.refusal = v.refusalOf(err)
		return d.show()
	}
	return d.saved("web.saved"), err
}

// state says by which server mails leave.
func (d *mailData) state() string {
	switch {
	case d.own("") != nil:
		return d.Words.T("outlet.state_own", "Server", d.own("").Host)
	case d.Desk.Channel != nil:
		return d.Words.T("outlet.state_usual")
	}
	return d.Words.T("outlet.state_none")
}

// title heads the form of a server.
func (d *mailData) title() string {
	if d.Sender == nil {
		return d.Words.T("outlet.server")
	}
	return d.Words.T("outlet.server_of", "Name", d.Sender.Name)
}

// note says what holds while there is no server of the own.
func (d *mailData) note() string {
	w := d.Words
	switch {
	case d.own(d.sender()) != nil:
		return ""
	case d.Sender != nil:
		return w.T("outlet.note_sender")
	case d.Desk.Channel != nil:
		return w.T("outlet.note_usual")
	}
	return w.T("outlet.note_none")
}

// senders are who may write besides the company, with the servers by which their mails leave.
func (d *mailData) senders() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("sender.title"), Columns: []ui.Column{{Label: w.T("sender.name")}, {Label: w.T("outlet.writes_from")}, {Label: w.T("outlet.leaves_by")}}}
	for n := range d.Company.Policy.Senders {
		s := &d.Company.Policy.Senders[n]
		from, by := d.Company.Email, w.T("outlet.as_the_others")
		if s.Own {
			from = s.Email
		}
		if o := d.own(s.Key); o != nil {
			by = o.Host
		}
		t.Rows = append(t.Rows, ui.Row{ID: "s-" + s.Key, Href: d.toMail(s.Key), Cells: []templ.Component{ui.Link(s.Name, d.toMail(s.Key)), ui.Words(from), ui.Words(by)}})
	}
	return t
}

// toCheck is the look at the DNS for whose server is shown.
func (d *mailData) toCheck() string {
	if d.Sender == nil {
		return d.to("settings", "mail", "check")
	}
	return d.to("settings", "mail", "check") + "?sender=" + d.Sender.Key
}

// passwordHint says whether a password is known.
func (d *mailData) passwordHint() string {
	if o := d.own(d.sender()); o != nil && len(o.Password) > 0 {
		return d.Words.T("inbox.password_known")
	}
	return d.Words.T("outlet.password_hint")
}

// forgetEffect says by what mails leave once the server is forgotten.
func (d *mailData) forgetEffect() string {
	switch {
	case d.Sender != nil:
		return d.Words.T("outlet.forget_sender")
	case d.Desk.Channel != nil:
		return d.Words.T("outlet.forget_usual")
	}
	return d.Words.T("outlet.forget_none")
}

// tagExample is an address with the number of a message.
func (d *mailData) tagExample() string {
	return message.Tagged(d.Company.Answers(), d.Company.ID)
}

// algorithm is how a key signs, as its makers call it.
func (d *mailData) algorithm(s *collect.Signer) string {
	for _, o := range algorithms() {
		if o.Value == string(s.Key.Algorithm()) {
			return o.Label
		}
	}
	return string(s.Key.Algorithm())
}

// title heads the look at the DNS.
func (c *mailCheck) title() string { return joined(c.Words.T("outlet.check"), c.Name) }
