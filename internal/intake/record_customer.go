package intake

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/bank"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/deliver"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/job"
	"acquit/internal/store"
	"acquit/internal/timeline"
	"acquit/internal/user"
)

// CustomerRecord is a customer with its contacts. What is left out stays as it is; an
// empty text empties a field. Fields that a person edited here stay as well.
type CustomerRecord struct {
	ExternalID       string          `json:"external_id,omitempty" max:"200" doc:"What the sending program calls the customer; it never changes. Sent again, the customer is updated. Without one, the number says which customer is meant."`
	Number           string          `json:"number,omitempty" max:"200" doc:"Customer number, unique; made from what is known when left out."`
	Name             string          `json:"name,omitempty" max:"300" doc:"Name; needed for a customer who is new."`
	Kind             customer.Kind   `json:"kind,omitempty" enum:"business,consumer,public" doc:"Which law protects the customer. One who is new and left without it is a business when it has a VAT or register number or an electronic address, and else a consumer."`
	Language         string          `json:"language,omitempty" enum:"fr,nl,de,en" doc:"Language of messages; guessed from the address for a customer who is new."`
	Country          string          `json:"country,omitempty" format:"country" doc:"Country, ISO 3166-1 alpha-2; the company's own for a customer who is new."`
	VATID            *string         `json:"vat_id,omitempty" max:"50" doc:"VAT number, with its country."`
	EnterpriseNumber *string         `json:"enterprise_number,omitempty" max:"50" doc:"Company register number."`
	Endpoint         *string         `json:"endpoint,omitempty" max:"200" doc:"Electronic address as scheme:value."`
	Street           *string         `json:"street,omitempty" max:"300" doc:"Street and number."`
	Postcode         *string         `json:"postcode,omitempty" max:"20" doc:"Postcode."`
	City             *string         `json:"city,omitempty" max:"200" doc:"City."`
	TermsDays        *int            `json:"terms_days,omitempty" min:"0" max:"365" doc:"Usual term of payment in days; the company's own as long as it is never said."`
	Large            *bool           `json:"large,omitempty" doc:"A large undertaking, while the company is none: Dutch law gives it less time to pay."`
	Labels           *[]string       `json:"labels,omitempty" max:"20" doc:"The company's own labels, such as vip; they take the place of those that are stored. A comma or a semicolon parts two."`
	Manager          *string         `json:"manager,omitempty" max:"254" doc:"Mail address of the account manager, who need not be a person of the company."`
	Contacts         []ContactRecord `json:"contacts,omitempty" max:"50" doc:"People to speak to, found again by mail address, or by name without one. Others stay."`
	IBANs            []string        `json:"ibans,omitempty" max:"50" doc:"Accounts that the customer pays from. Others stay."`
}

// ContactRecord is a person, or a shared mailbox, at a customer's.
type ContactRecord struct {
	Name     string             `json:"name,omitempty" max:"200" doc:"Name. A name or a mail address is needed."`
	Email    string             `json:"email,omitempty" max:"254" doc:"Mail address."`
	Phone    string             `json:"phone,omitempty" max:"50" doc:"Telephone."`
	Position customer.Position  `json:"position,omitempty" enum:"accountant,payer,purchaser,sales,director,other" doc:"What the contact does there. Reminders go to accountants and payers first."`
	Language string             `json:"language,omitempty" enum:"fr,nl,de,en" doc:"Language; the customer's when left out."`
	Purposes []customer.Purpose `json:"purposes,omitempty" max:"3" enum:"reminders,invoices,disputes" doc:"What the contact is written to about; everything when left out."`
}

// RecordCustomers stores at most MostRecords customers with their contacts, and tells
// what became of each; as RecordInvoices.
func (d *Desk) RecordCustomers(ctx context.Context, company id.ID, title string, records []Placed[CustomerRecord]) ([]Outcome, error) {
	return d.record(ctx, company, Customers, title, func(r *recording) ([]Outcome, error) {
		g := &register{recording: r}
		if err := g.load(records); err != nil {
			return nil, err
		}
		all := make([]Outcome, len(records))
		for n := range records {
			all[n] = g.take(&records[n].Record, &check{at: records[n].At})
		}
		return all, g.write()
	})
}

// register gathers what records change of customers.
type register struct {
	*recording
	called   calledCustomers
	byMark   map[string]*customer.Customer // of those who have no name of their own yet, by VAT number, register number and endpoint
	contacts map[id.ID][]*customer.Contact
	payers   map[id.ID][]string

	said    map[id.ID]bool // about whom an earlier record of the batch spoke
	added   []*customer.Customer
	changed []*customer.Customer
	met     []*customer.Contact // new ones
	moved   []*customer.Contact // changed ones
	paying  []store.Payer
}

// load finds the customers that the records may mean.
func (g *register) load(records []Placed[CustomerRecord]) error {
	var k store.CustomerKeys
	for n := range records {
		r := &records[n].Record
		r.setNumbers(&g.company)
		p := r.party()
		k.ExternalIDs, k.Numbers = appendWord(k.ExternalIDs, r.ExternalID), append(k.Numbers, r.numbers(&p)...)
		k.VATIDs, k.EnterpriseNumbers = appendWord(k.VATIDs, p.VATID), appendWord(k.EnterpriseNumbers, enterprise(&p))
		k.Endpoints = appendWord(k.Endpoints, p.Endpoint)
	}
	known, err := lockedCustomers(g.tx, k)
	if err != nil {
		return err
	}
	g.called = calledCustomers{map[string]*customer.Customer{}, map[string]*customer.Customer{}}
	g.byMark, g.said = map[string]*customer.Customer{}, map[id.ID]bool{}
	g.called.enter(known)
	owners := make([]id.ID, len(known))
	for n := range known {
		c := &known[n]
		owners[n] = c.ID
		if c.ExternalID == "" && numberedHere(c) {
			enter(g.byMark, c.VATID, c)
			enter(g.byMark, c.EnterpriseNumber, c)
			enter(g.byMark, c.Endpoint, c)
		}
	}
	return g.loadPeople(owners)
}

// numberedHere reports whether a customer's number was made here, of an invoice, and is
// not what a company calls it.
func numberedHere(c *customer.Customer) bool {
	return c.Number == c.VATID || c.Number == c.EnterpriseNumber || c.Number == c.ID.String()
}

// lockedCustomers finds customers and makes their other writers wait: what is read of
// them stays so.
func lockedCustomers(tx *store.Tx, k store.CustomerKeys) ([]customer.Customer, error) {
	seen, err := tx.CustomersByKeys(k)
	if err != nil || tx.Engine == db.SQLite {
		return seen, err // the transaction is the only writer
	}
	ids := make([]id.ID, len(seen))
	for n := range seen {
		ids[n] = seen[n].ID
	}
	if err := tx.LockCustomers(ids); err != nil {
		return nil, err
	}
	return tx.CustomersByKeys(k)
}

// numbers are what may become the number of a customer who is new, the best first.
func (r *CustomerRecord) numbers(p *invoice.Party) (all []string) {
	for _, number := range []string{r.Number, r.ExternalID, p.VATID, enterprise(p)} {
		all = appendWord(all, number)
	}
	return all
}

func (g *register) loadPeople(owners []id.ID) (err error) {
	if g.payers, err = g.tx.PayersOf(owners); err != nil {
		return err
	}
	people, err := g.tx.Contacts(owners...)
	g.contacts = map[id.ID][]*customer.Contact{}
	for owner, all := range people {
		for n := range all {
			g.contacts[owner] = append(g.contacts[owner], &all[n])
		}
	}
	return err
}

// find returns the customer that a record is about; nil when it is new. Next to what
// the company or the program calls it, a VAT number and the like are enough only for a
// customer who came with an invoice and has neither.
func (g *register) find(r *CustomerRecord) *customer.Customer {
	if c := g.called.find(r.ExternalID, r.Number); c != nil {
		return c
	}
	p := r.party()
	for _, mark := range []string{p.VATID, enterprise(&p), p.Endpoint} {
		if c := g.byMark[mark]; c != nil && !g.said[c.ID] {
			return c
		}
	}
	return nil
}

// take takes in one record.
func (g *register) take(r *CustomerRecord, c *check) Outcome {
	known := g.find(r)
	if known != nil && calledAsMerged(known, r) {
		return g.takePeople(r, known, c)
	}
	is := g.apply(r, known, c)
	people := g.meet(r, is, c)
	ibans := g.accounts(r, is, c)
	was := customer.Customer{}
	if known != nil {
		was = *known
	}
	changes := known == nil || !recordEqual(&was, is) || len(people) > 0 || len(ibans) > 0
	if known != nil && changes && g.said[known.ID] {
		c.refuse("", "%s stands twice in this import, and the two differ", known.Number)
	}
	if len(c.wrong) > 0 {
		return refused(errors.Join(c.wrong...))
	}
	o := Outcome{Result: Unchanged, ID: is.ID, Warnings: append(g.edited(r, is, c), r.doubtNumbers(is, c)...)}
	switch {
	case known == nil:
		o.Result = Created
		g.added = append(g.added, is)
	case changes:
		o.Result = Updated
		*known = *is
		is = known
		g.changed = append(g.changed, known)
	}
	g.said[is.ID] = true
	enter(g.called.byExternal, is.ExternalID, is)
	enter(g.called.byNumber, is.Number, is)
	g.keep(is, people, ibans)
	return o
}

// calledAsMerged reports whether a record calls a customer by the name of one that was
// merged into it.
func calledAsMerged(c *customer.Customer, r *CustomerRecord) bool {
	return slices.ContainsFunc(c.Merged, func(m customer.Customer) bool {
		return r.ExternalID != "" && m.ExternalID == r.ExternalID || r.ExternalID == "" && m.Number == r.Number
	})
}

// takePeople takes the contacts and accounts of a record that means a customer who was
// merged into another: what else it says is the other's to say.
func (g *register) takePeople(r *CustomerRecord, known *customer.Customer, c *check) Outcome {
	people := g.meet(r, known, c)
	ibans := g.accounts(r, known, c)
	if len(c.wrong) > 0 {
		return refused(errors.Join(c.wrong...))
	}
	g.keep(known, people, ibans)
	o := Outcome{Result: Unchanged, ID: known.ID, Warnings: []fault.Note{{Text: fault.Say("%s was merged into %s here: only contacts and accounts are taken over", cmp.Or(r.ExternalID, r.Number), known.Name)}}}
	if len(people)+len(ibans) > 0 {
		o.Result = Updated
	}
	return o
}

// apply is the customer as a record says, over what is stored.
func (g *register) apply(r *CustomerRecord, known *customer.Customer, c *check) *customer.Customer {
	p := r.party()
	is := &customer.Customer{ID: g.tx.NewID(), Import: g.imported, Kind: kindOfParty(&p), Language: languageOf(&p, &g.company), Country: g.company.Country}
	if known != nil {
		copied := *known
		is = &copied
	}
	is.ExternalID = cmp.Or(is.ExternalID, r.ExternalID)
	for _, f := range r.fields() {
		if f.value != nil && !is.EditedHere(f.name) {
			*f.of(is) = *f.value
		}
	}
	if r.Kind != "" && !is.EditedHere("kind") {
		is.Kind = r.Kind
	}
	if r.TermsDays != nil && !is.EditedHere("terms_days") {
		days := *r.TermsDays
		is.TermsDays = &days
	}
	if r.Large != nil && !is.EditedHere("large") {
		is.Large = *r.Large
	}
	g.mark(r, is, c)
	if is.Name == "" {
		c.refuse("name", "the customer has no name")
	}
	if r.ExternalID == "" && r.Number == "" {
		c.refuse("", "a customer needs an external identifier or a number")
	}
	g.number(r, known, is, c)
	return is
}

// mark takes over the labels and the account manager.
func (g *register) mark(r *CustomerRecord, is *customer.Customer, c *check) {
	if r.Labels != nil {
		labels, err := customer.Labels(*r.Labels...)
		c.fail(customer.FieldLabels, err)
		if *r.Labels = labels; !is.EditedHere(customer.FieldLabels) {
			is.Labels = labels
		}
	}
	if r.Manager != nil && *r.Manager != "" {
		address, err := user.ParseEmail(*r.Manager)
		c.fail(customer.FieldManager, err)
		r.Manager = &address
	}
	if r.Manager != nil && !is.EditedHere(customer.FieldManager) {
		is.Manager = *r.Manager
	}
}

// number gives a customer its number. One that is another's is refused.
func (g *register) number(r *CustomerRecord, known, is *customer.Customer, c *check) {
	switch p := r.party(); {
	case r.Number != "" && !numbered(is, r.Number):
		is.Number = r.Number
	case known == nil:
		is.Number = is.ID.String()
		for _, number := range slices.Backward(r.numbers(&p)) {
			if g.called.byNumber[number] == nil {
				is.Number = number
			}
		}
	}
	if other := g.called.byNumber[is.Number]; other != nil && other != known {
		c.fail("number", fault.New(fault.Conflict, "the number %s is that of %s", is.Number, other.Name))
	}
}

// textField is a field of a customer that a record may say.
type textField struct {
	name  string
	value *string // as it is stored; nil when the record does not say it
	of    func(*customer.Customer) *string
}

func (r *CustomerRecord) fields() []textField {
	said := func(value string) *string {
		if value == "" {
			return nil
		}
		return &value
	}
	return []textField{
		{"name", said(r.Name), func(c *customer.Customer) *string { return &c.Name }},
		{"language", said(r.Language), func(c *customer.Customer) *string { return &c.Language }},
		{"country", said(strings.ToUpper(r.Country)), func(c *customer.Customer) *string { return &c.Country }},
		{"vat_id", r.VATID, func(c *customer.Customer) *string { return &c.VATID }},
		{"enterprise_number", r.EnterpriseNumber, func(c *customer.Customer) *string { return &c.EnterpriseNumber }},
		{"endpoint", r.Endpoint, func(c *customer.Customer) *string { return &c.Endpoint }},
		{"street", r.Street, func(c *customer.Customer) *string { return &c.Street }},
		{"postcode", r.Postcode, func(c *customer.Customer) *string { return &c.Postcode }},
		{"city", r.City, func(c *customer.Customer) *string { return &c.City }},
	}
}

// edited warns of what a record says otherwise than a person did here.
func (g *register) edited(r *CustomerRecord, is *customer.Customer, c *check) (all []fault.Note) {
	stays := func(field, value string) {
		all = append(all, fault.Note{Place: fault.Place{Path: c.path(field)}, Text: fault.Say("it was edited here and stays %q", value)})
	}
	for _, f := range r.fields() {
		if now := *f.of(is); f.value != nil && *f.value != now && is.EditedHere(f.name) {
			stays(f.name, now)
		}
	}
	if r.Kind != "" && r.Kind != is.Kind {
		stays("kind", string(is.Kind))
	}
	if r.TermsDays != nil && (is.TermsDays == nil || *is.TermsDays != *r.TermsDays) {
		days := ""
		if is.TermsDays != nil {
			days = strconv.Itoa(*is.TermsDays)
		}
		stays("terms_days", days)
	}
	if r.Large != nil && *r.Large != is.Large {
		stays("large", is.Field("large"))
	}
	if r.Labels != nil && !slices.Equal(*r.Labels, is.Labels) {
		stays(customer.FieldLabels, customer.LabelText(is.Labels))
	}
	if r.Manager != nil && *r.Manager != is.Manager {
		stays(customer.FieldManager, is.Manager)
	}
	return all
}

// recordEqual reports whether nothing changed that a record may say.
func recordEqual(a, b *customer.Customer) bool {
	return customerEqual(a, b) && a.ExternalID == b.ExternalID && a.Number == b.Number && a.Endpoint == b.Endpoint && a.Large == b.Large
}

// meet finds what a record changes of a customer's contacts: a contact as it is to be,
// with its identifier when it is known. Those that a person changed here stay.
func (g *register) meet(r *CustomerRecord, is *customer.Customer, c *check) (people []*customer.Contact) {
	for n := range r.Contacts {
		said, at := &r.Contacts[n], "contacts/"+strconv.Itoa(n)
		if said.Name == "" && said.Email == "" {
			c.refuse(at, "a contact needs a name or an e-mail address")
			continue
		}
		if said.Email != "" {
			address, err := deliver.Address(strings.ToLower(said.Email))
			if err != nil {
				c.fail(at+"/email", err)
				continue
			}
			said.Email = address
		}
		if one := said.contact(is.ID, slices.Concat(g.contacts[is.ID], people)); one != nil {
			people = append(people, one)
		}
	}
	return people
}

// contact is the contact as it is to be; nil when there is nothing to change.
func (r *ContactRecord) contact(owner id.ID, known []*customer.Contact) *customer.Contact {
	is := &customer.Contact{Customer: owner, Position: customer.Other}
	at := slices.IndexFunc(known, func(k *customer.Contact) bool { return k.Is(r.Email, r.Name) })
	if at >= 0 {
		copied := *known[at]
		is = &copied
	}
	if len(is.Edited) > 0 || at >= 0 && is.ID == 0 { // a person's word, or that of a contact further up
		return nil
	}
	is.Name, is.Email, is.Phone = cmp.Or(r.Name, is.Name), cmp.Or(r.Email, is.Email), cmp.Or(r.Phone, is.Phone)
	is.Position, is.Language = cmp.Or(r.Position, is.Position), cmp.Or(r.Language, is.Language)
	if r.Purposes != nil {
		is.Purposes = r.Purposes
	}
	if at >= 0 && contactEqual(known[at], is) {
		return nil
	}
	return is
}

func contactEqual(a, b *customer.Contact) bool {
	return a.Name == b.Name && a.Email == b.Email && a.Phone == b.Phone && a.Position == b.Position && a.Language == b.Language && slices.Equal(a.Purposes, b.Purposes)
}

// accounts are the accounts of a record that the customer is not known to pay from.
func (g *register) accounts(r *CustomerRecord, is *customer.Customer, c *check) (ibans []string) {
	for n, text := range r.IBANs {
		iban, err := bank.ParseIBAN(text)
		c.fail("ibans/"+strconv.Itoa(n), err)
		if err == nil && !slices.Contains(g.payers[is.ID], iban) {
			ibans = append(ibans, iban)
		}
	}
	return ibans
}

// keep notes the contacts and accounts that are to be stored.
func (g *register) keep(is *customer.Customer, people []*customer.Contact, ibans []string) {
	for _, p := range people {
		at := slices.IndexFunc(g.contacts[is.ID], func(k *customer.Contact) bool { return p.ID != 0 && k.ID == p.ID })
		if at >= 0 {
			*g.contacts[is.ID][at] = *p
			g.moved = append(g.moved, p)
			continue
		}
		g.contacts[is.ID] = append(g.contacts[is.ID], p)
		g.met = append(g.met, p)
	}
	for _, iban := range ibans {
		g.payers[is.ID] = append(g.payers[is.ID], iban)
		g.paying = append(g.paying, store.Payer{IBAN: iban, Customer: is.ID})
	}
}

// write stores what was gathered, each kind of row by one statement.
func (g *register) write() error {
	if err := g.tx.AddCustomers(g.added); err != nil {
		return err
	}
	if err := g.tx.SaveCustomers(g.changed); err != nil {
		return err
	}
	if err := g.tx.AddContacts(g.met); err != nil {
		return err
	}
	if err := g.tx.SaveContacts(g.moved); err != nil {
		return err
	}
	if err := g.tx.AddPayers(g.paying, "import"); err != nil {
		return err
	}
	if len(g.added)+len(g.paying) > 0 { // bank lines that wait may be from them
		if err := g.tx.Enqueue(job.Match{Company: g.tx.Company}); err != nil {
			return err
		}
	}
	today := date.Of(g.tx.Now().In(g.company.Location()))
	var events []timeline.Event
	var touched []id.ID
	for _, c := range g.added {
		events = append(events, timeline.Event{Customer: c.ID, Kind: timeline.CustomerCreated, On: today, Actor: g.actor})
	}
	for _, c := range g.changed {
		events = append(events, timeline.Event{Customer: c.ID, Kind: timeline.CustomerUpdated, On: today, Actor: g.actor})
		touched = append(touched, c.ID)
	}
	for _, c := range slices.Concat(g.met, g.moved) {
		touched = append(touched, c.Customer)
	}
	if err := g.tx.Note(events...); err != nil {
		return err
	}
	return g.tx.WantReview(touched...)
}

// party is a new customer as a document would say it, as far as its kind and language
// are guessed by that.
func (r *CustomerRecord) party() invoice.Party {
	text := func(p *string) string {
		if p == nil {
			return ""
		}
		return *p
	}
	return invoice.Party{Name: r.Name, VATID: text(r.VATID), LegalID: text(r.EnterpriseNumber), Endpoint: text(r.Endpoint),
		Postcode: text(r.Postcode), Country: strings.ToUpper(r.Country)}
}
