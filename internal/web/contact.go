package web

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/registry"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) contactRoutes() {
	s.get("/customers/{customer}/edit", editCustomerPage)
	s.post("/customers/{customer}/edit", editCustomer)
	s.get("/customers/{customer}/contacts/{contact}", contactPage)
	s.post("/customers/{customer}/contacts/{contact}", saveContact)
}

// editData is the form of a customer.
type editData struct {
	Customer    customer.Customer
	Terms       string // as typed
	Labels      string // as typed
	Typed       string // the address of an account manager that was typed, not chosen
	Suggestions []ui.Option
	People      people
	refusal
}

func editCustomerPage(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.id("customer")
	if err != nil {
		return nil, err
	}
	c, err := theCustomer(tx, i)
	if err != nil {
		return nil, err
	}
	c.VATID, c.EnterpriseNumber = registry.PrintVAT(c.VATID, c.Country), registry.PrintEnterprise(c.EnterpriseNumber, c.Country)
	d := editData{Customer: c, Labels: customer.LabelText(c.Labels)}
	if c.TermsDays != nil {
		d.Terms = strconv.Itoa(*c.TermsDays)
	}
	return v.editForm(tx, d)
}

func (v *visit) editForm(tx *store.Tx, d editData) (answer, error) {
	inUse, err := tx.LabelsInUse(mostSuggested)
	if err != nil {
		return nil, err
	}
	if labels, err := customer.Labels(d.Labels); err == nil {
		d.Suggestions = suggestions(inUse, labels)
	}
	d.People, err = loadPeople(tx)
	return page{Title: d.Customer.Name, Place: customers, Status: formStatus(d.Problem), Body: editCustomerBody(v, &d)}, err
}

// editAgain shows the form once more, with what was wrong.
func (v *visit) editAgain(d editData) (answer, error) {
	return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.editForm(tx, d) })
}

func editCustomer(v *visit) (answer, error) {
	ref, err := v.ref()
	if err != nil {
		return nil, err
	}
	chosen, typed := v.manager()
	d := editData{Terms: v.form("terms_days"), Labels: v.form("labels"), Typed: typed, Customer: customer.Customer{
		ID: ref.Customer, Name: v.form("name"), Kind: customer.Kind(v.form("kind")), Language: v.form("language"), Country: v.form("country"),
		VATID: v.form("vat_id"), EnterpriseNumber: v.form("enterprise_number"),
		Street: v.form("street"), Postcode: v.form("postcode"), City: v.form("city"), Large: v.form("large") != "",
		Labels: []string{v.form("labels")}, Manager: chosen,
	}}
	if d.Terms != "" {
		days, err := strconv.Atoi(d.Terms)
		if err != nil {
			d.Problem = v.Words.T("web.customer.terms_wrong")
			return v.editAgain(d)
		}
		d.Customer.TermsDays = &days
	}
	to := d.Customer
	to.Manager = cmp.Or(typed, chosen)
	err = v.Desk.EditCustomer(v.Request.Context(), ref, to, v.actor(), v.Today)
	if fault.KindOf(err) == fault.Invalid {
		d.refusal = v.refusalOf(err)
		return v.editAgain(d)
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.toCustomer(ref.Customer), Toast: ui.Toast{Text: v.Words.T("web.saved")}}, nil
}

// contactData is the form of a contact.
type contactData struct {
	Customer customer.Customer
	Contact  customer.Contact
	Problem  string
}

// newContact stands for a contact's identifier in the address of an empty form.
const newContact = "new"

func contactPage(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.id("customer")
	if err != nil {
		return nil, err
	}
	d := contactData{}
	if d.Customer, err = theCustomer(tx, i); err != nil {
		return nil, err
	}
	if v.Request.PathValue("contact") != newContact {
		about, err := v.id("contact")
		if err != nil {
			return nil, err
		}
		d.Contact, err = tx.ContactByID(about)
		if err == nil && d.Contact.Customer != i {
			err = errNoPage
		}
		if err != nil {
			return nil, err
		}
	}
	return v.contactForm(&d), nil
}

func (v *visit) contactForm(d *contactData) page {
	return page{Title: v.Words.Cap("word.contact"), Place: customers, Status: formStatus(d.Problem), Body: contactBody(v, d)}
}

func saveContact(v *visit) (answer, error) {
	ref, err := v.ref()
	if err != nil {
		return nil, err
	}
	c := customer.Contact{Name: v.form("name"), Email: v.form("email"), Phone: v.form("phone"),
		Position: customer.ParsePosition(v.form("position")), Language: v.form("language")}
	for _, p := range v.Request.PostForm["purpose"] {
		if slices.Contains(purposes[:], customer.Purpose(p)) {
			c.Purposes = append(c.Purposes, customer.Purpose(p))
		}
	}
	if v.Request.PathValue("contact") != newContact {
		if c.ID, err = v.id("contact"); err != nil {
			return nil, err
		}
	}
	err = v.Desk.SaveContact(v.Request.Context(), ref, c, v.actor(), v.Today)
	if fault.KindOf(err) == fault.Invalid {
		return v.show(func(v *visit, tx *store.Tx) (answer, error) {
			owner, findErr := theCustomer(tx, ref.Customer)
			return v.contactForm(&contactData{owner, c, v.Words.Fault(err)}), findErr
		})
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.toCustomer(ref.Customer) + "#contacts", Toast: ui.Toast{Text: v.Words.T("web.saved")}}, nil
}

// purposes and positions, in the order in which a person chooses.
var (
	purposes  = [...]customer.Purpose{customer.ForReminders, customer.ForInvoices, customer.ForDisputes}
	positions = [...]customer.Position{customer.Accountant, customer.Payer, customer.Purchaser, customer.Sales, customer.Director, customer.Other}
)

func purposeName(w *locale.Words, p customer.Purpose) string { return w.T("web.purpose." + string(p)) }

func positionName(w *locale.Words, p customer.Position) string {
	return w.T("web.position." + string(customer.ParsePosition(string(p))))
}

func (v *visit) contactTable(d *customerData) ui.TableSpec {
	w := v.Words
	spec := ui.TableSpec{Caption: w.Cap("word.contacts"), Columns: []ui.Column{
		{Label: w.T("web.field.name"), Name: true}, {Label: w.T("web.field.position"), From: ui.ScreenTablet}, {Label: w.T("ui.mail")},
		{Label: w.T("web.field.purposes"), From: ui.ScreenDesktop},
	}, Empty: v.noContacts(d.Customer)}
	first := customer.Recipients(d.Contacts)
	for n := range d.Contacts {
		c := &d.Contacts[n]
		href := ""
		name := ui.Words(contactName(c))
		if v.mayWork() {
			href = v.to("customers", d.Customer.ID.String(), "contacts", c.ID.String())
			name = ui.Link(contactName(c), href)
		}
		mail := ui.Clipped(c.Email)
		if c.RefusedOn != date.None {
			mail = refusedMail(v, c)
		} else if slices.Contains(first, c.Email) {
			mail = ui.Stacked(mail, ui.Words(w.T("web.contact.written_to")))
		}
		spec.Rows = append(spec.Rows, ui.Row{ID: "k-" + c.ID.String(), Href: href, Label: contactName(c), Cells: []templ.Component{
			ui.Stacked(name, phoneOf(v, c)), ui.Words(positionName(w, c.Position)), mail, ui.Muted(purposeWords(w, c))}})
	}
	return spec
}

// phoneOf is a contact's number, and whether text messages reach it.
func phoneOf(v *visit, c *customer.Contact) templ.Component {
	if c.TextsRefusedOn == date.None {
		return ui.Words(c.Phone)
	}
	return refusedTexts(v, c)
}

func contactName(c *customer.Contact) string {
	if c.Name == "" {
		return c.Email
	}
	return c.Name
}

// purposeWords says what a contact is written to about.
func purposeWords(w *locale.Words, c *customer.Contact) string {
	if len(c.Purposes) == 0 {
		return w.T("web.purpose.all")
	}
	var names []string
	for _, p := range c.Purposes {
		names = append(names, purposeName(w, p))
	}
	return w.List(names...)
}

func (v *visit) noContacts(c customer.Customer) templ.Component {
	empty := ui.EmptyState(ui.EmptySpec{Icon: ui.IconPerson, Title: v.Words.T("web.contact.none_title"), Text: v.Words.T("web.contact.none_text")})
	if !v.mayWork() {
		return empty
	}
	return with(empty, ui.ButtonLink(ui.LinkSpec{Label: v.Words.T("web.contact.add"), Icon: ui.IconAdd, Href: v.to("customers", c.ID.String(), "contacts", newContact)}))
}

// messageTable lists messages.
func (v *visit) messageTable(all []message.Message) ui.TableSpec {
	w := v.Words
	spec := ui.TableSpec{Caption: w.Cap("word.messages"), Columns: []ui.Column{
		{Label: w.Cap("word.message"), Name: true}, {Label: w.Cap("ui.date"), Kind: ui.ColumnTight}, {Label: w.T("web.column.state"), Kind: ui.ColumnTight},
		{Label: w.Cap("word.amount"), Kind: ui.ColumnAmount, From: ui.ScreenTablet}}}
	for n := range all {
		m := &all[n]
		href, on := v.toMessage(m.ID), m.SentOn
		if on == 0 {
			on = m.QueuedOn
		}
		look := messageLooks[m.State]
		spec.Rows = append(spec.Rows, ui.Row{ID: "m-" + m.ID.String(), Href: href, Label: m.Subject, Cells: []templ.Component{
			ui.Stacked(ui.Link(v.stepName(m.Scenario, m.Step), href), ui.Words(m.Subject)), ui.Day(w, on),
			ui.Tag(look.tone, look.icon, w.T("web.message."+string(m.State))), ui.Money(w, m.Amount)}})
	}
	return spec
}

// messageLooks is how the states of a message are drawn.
var messageLooks = map[message.State]eventLook{
	message.Queued:    {ui.IconWait, ui.ToneInfo},
	message.Sending:   {ui.IconSend, ui.ToneInfo},
	message.Sent:      {ui.IconSend, ui.ToneGood},
	message.Failed:    {ui.IconError, ui.ToneBad},
	message.Withdrawn: {ui.IconClose, ui.ToneNeutral},
	message.Uncertain: {ui.IconAlert, ui.ToneWarn},
}

func contactTitle(w *locale.Words, c *customer.Contact) string {
	if c.ID == 0 {
		return w.T("web.contact.add")
	}
	return contactName(c)
}

func contactPath(c *customer.Contact) string {
	if c.ID == 0 {
		return newContact
	}
	return c.ID.String()
}

func kindOptions(w *locale.Words) (all []ui.Option) {
	for _, k := range kinds {
		all = append(all, ui.Option{Value: string(k), Label: kindName(w, k)})
	}
	return all
}

func positionOptions(w *locale.Words) (all []ui.Option) {
	for _, p := range positions {
		all = append(all, ui.Option{Value: string(p), Label: positionName(w, p)})
	}
	return all
}

// languageOptions are the languages to choose from, after the customer's own where
// that is one of the answers.
func languageOptions(w *locale.Words, customers bool) (all []ui.Option) {
	if customers {
		all = append(all, ui.Option{Value: "", Label: w.T("web.language.customers")})
	}
	for _, l := range locale.Languages {
		all = append(all, ui.Option{Value: string(l), Label: languageName(w, string(l))})
	}
	return all
}
