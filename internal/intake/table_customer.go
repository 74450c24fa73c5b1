package intake

import (
	"cmp"
	"slices"
	"strings"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/deliver"
	"acquit/internal/fault"
	"acquit/internal/format/table"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// peopleRows takes in rows of customers, and of contacts. A row whose customer is known
// updates it, except for what a person changed here; a further row of the same customer
// adds its contacts.
type peopleRows struct {
	tx      *store.Tx
	company company.Company
	report  *Report
	kind    table.Kind
	rows    []personRow
	said    map[id.ID]bool // customers about whom a row of the table spoke
	staff   *staff         // nil until a row names an account manager

	dir     *directory
	added   []*customer.Customer
	changed []*customer.Customer
	moved   []*customer.Contact // changed ones
	payers  []store.Payer
}

// personRow is a row of a table of customers or contacts.
type personRow struct {
	place     fault.Place
	is        table.Party
	party     invoice.Party
	kind      customer.Kind
	termsDays *int
	labels    []string
	manager   string
	people    []table.Person
}

func newPeopleRows(tx *store.Tx, c company.Company, kind table.Kind, report *Report) *peopleRows {
	return &peopleRows{tx: tx, company: c, report: report, kind: kind, said: map[id.ID]bool{}}
}

func (t *peopleRows) part() int { return chunk }

func (t *peopleRows) take(r *table.Record) error {
	if t.kind == table.Contacts {
		row, err := r.Persons()
		if err == nil {
			t.rows = append(t.rows, personRow{place: row.Place, is: row.Customer, party: partyOf(&row.Customer), people: row.All})
		}
		return err
	}
	row, err := r.Customer()
	if err == nil {
		t.rows = append(t.rows, personRow{row.Place, row.Party, partyOf(&row.Party), row.Kind, row.TermsDays, row.Labels, row.Manager, row.Contacts})
	}
	return err
}

// flush stores the rows so far.
func (t *peopleRows) flush() error {
	if err := t.open(); err != nil {
		return err
	}
	t.added, t.changed, t.moved, t.payers = nil, nil, nil, nil
	for n := range t.rows {
		if err := t.file(&t.rows[n]); err != nil {
			t.report.fail(&fault.Error{Kind: fault.KindOf(err), Place: t.rows[n].place, Cause: err})
		}
	}
	t.rows = t.rows[:0]
	return t.write()
}

// open finds the customers that the rows may mean, and makes their other writers wait.
func (t *peopleRows) open() (err error) {
	var parties []*invoice.Party
	for n := range t.rows {
		parties = append(parties, &t.rows[n].party)
	}
	if t.dir, err = openDirectory(t.tx, &t.company, parties); err != nil {
		return err
	}
	if t.tx.Engine != db.SQLite { // whose transaction is the only writer
		if err := t.tx.LockCustomers(t.dir.known()); err != nil {
			return err
		}
		if t.dir, err = openDirectory(t.tx, &t.company, parties); err != nil {
			return err
		}
	}
	t.dir.numbered = true
	if err := t.nameManagers(); err != nil {
		return err
	}
	return t.dir.loadPeople(t.tx)
}

// nameManagers turns the account managers of the rows into mail addresses. Those whom
// nobody knows are passed over.
func (t *peopleRows) nameManagers() (err error) {
	for n := range t.rows {
		r := &t.rows[n]
		if r.manager == "" {
			continue
		}
		if t.staff == nil {
			if t.staff, err = loadStaff(t.tx); err != nil {
				return err
			}
		}
		word, unknown := r.manager, false
		if r.manager, unknown = t.staff.address(word); unknown {
			t.report.warn(r.place, "%q is neither a mail address nor the name of one person of the company: no account manager is taken from it", word)
		}
	}
	return nil
}

// file takes in one row.
func (t *peopleRows) file(r *personRow) error {
	known := t.dir.find(&r.party)
	if t.kind == table.Contacts {
		if known == nil {
			return unknownCustomer("", cmp.Or(r.party.ID, r.party.Name, r.party.VATID, r.party.LegalID))
		}
		t.count(t.meet(r, known.ID))
		return nil
	}
	is := t.customerOf(r, known)
	t.doubtNumbers(r, is.Country)
	switch {
	case known == nil:
		is.Number = t.dir.freeNumber(is, &r.party)
		t.dir.add(is)
		t.added, known = append(t.added, is), is
		t.report.Created++
		t.meet(r, known.ID)
	case calledAsMerged(known, &CustomerRecord{Number: r.party.ID}):
		t.report.warn(r.place, "%s was merged into %s here: only contacts and accounts are taken over", r.party.ID, known.Name)
		t.count(t.meet(r, known.ID))
	case t.said[known.ID]:
		t.meet(r, known.ID) // a further row only brings another contact
	default:
		changed := !customerEqual(known, is) || known.Number != is.Number
		if changed {
			*known = *is
			t.changed = append(t.changed, known)
		}
		t.count(t.meet(r, known.ID) || changed)
	}
	t.said[known.ID] = true
	t.payers = append(t.payers, store.Payer{IBAN: normalIBAN(r.is.IBAN), Customer: known.ID})
	return nil
}

// doubtNumbers warns of what a row says of a customer and cannot be.
func (t *peopleRows) doubtNumbers(r *personRow, country string) {
	_, wrong := saidOf(&r.party, country).Normal()
	for _, w := range wrong {
		t.report.note(fault.Note{Place: r.place, Text: fault.TextOf(w.Err)})
	}
}

// count counts a row about a customer who was known.
func (t *peopleRows) count(changed bool) {
	if changed {
		t.report.Updated++
		return
	}
	t.report.Unchanged++
}

// customerOf is the customer as a row says, over what is stored: empty fields and
// those that a person edited stay.
func (t *peopleRows) customerOf(r *personRow, known *customer.Customer) *customer.Customer {
	is := &customer.Customer{ID: t.tx.NewID(), Kind: customer.Business, Language: languageOf(&r.party, &t.company), Country: t.company.Country, Import: t.report.Import}
	if known != nil {
		copied := *known
		is = &copied
		if r.party.ID != "" && numberedHere(is) && t.dir.byNumber[r.party.ID] == nil {
			is.Number = r.party.ID
			enter(t.dir.byNumber, is.Number, known)
		}
	}
	set := func(field, value string, to *string) {
		if value != "" && !is.EditedHere(field) {
			*to = value
		}
	}
	set("name", r.is.Name, &is.Name)
	set("language", r.is.Language, &is.Language)
	set("country", r.is.Country, &is.Country)
	set("vat_id", r.party.VATID, &is.VATID)
	set("enterprise_number", r.party.LegalID, &is.EnterpriseNumber)
	set("street", r.is.Street, &is.Street)
	set("postcode", r.is.Postcode, &is.Postcode)
	set("city", r.is.City, &is.City)
	if r.kind != "" && !is.EditedHere("kind") {
		is.Kind = r.kind
	}
	set(customer.FieldManager, r.manager, &is.Manager)
	if r.termsDays != nil && !is.EditedHere("terms_days") {
		is.TermsDays = r.termsDays
	}
	if len(r.labels) > 0 && !is.EditedHere(customer.FieldLabels) {
		is.Labels = r.labels
	}
	return is
}

func customerEqual(a, b *customer.Customer) bool {
	days := func(p *int) int {
		if p == nil {
			return -1
		}
		return *p
	}
	return a.Name == b.Name && a.Kind == b.Kind && a.Language == b.Language && a.Country == b.Country && a.VATID == b.VATID &&
		a.EnterpriseNumber == b.EnterpriseNumber && a.Street == b.Street && a.Postcode == b.Postcode && a.City == b.City &&
		days(a.TermsDays) == days(b.TermsDays) && slices.Equal(a.Labels, b.Labels) && a.Manager == b.Manager
}

// meet takes in the people of a row, and reports whether they say something new. Those
// that a person changed here stay.
func (t *peopleRows) meet(r *personRow, owner id.ID) (news bool) {
	for _, p := range r.people {
		said := ContactRecord{Name: p.Name, Email: p.Email, Phone: p.Phone, Position: p.Position}
		if p.Email != "" {
			address, err := deliver.Address(strings.ToLower(p.Email))
			if err != nil {
				t.report.warn(r.place, "%s", err)
				continue
			}
			said.Email = address
		}
		news = t.keep(said.contact(owner, t.dir.people[owner])) || news
	}
	return news
}

// keep notes a contact that is to be stored, if there is one.
func (t *peopleRows) keep(p *customer.Contact) bool {
	if p == nil {
		return false
	}
	known := t.dir.people[p.Customer]
	if at := slices.IndexFunc(known, func(k *customer.Contact) bool { return p.ID != 0 && k.ID == p.ID }); at >= 0 {
		*known[at] = *p
		t.moved = append(t.moved, p)
		return true
	}
	t.dir.people[p.Customer] = append(known, p)
	t.dir.contacts = append(t.dir.contacts, p)
	return true
}

// write stores what was gathered, each kind of row by one statement.
func (t *peopleRows) write() error {
	if err := t.tx.AddCustomers(t.added); err != nil {
		return err
	}
	if err := t.tx.SaveCustomers(t.changed); err != nil {
		return err
	}
	if err := t.tx.AddContacts(t.dir.contacts); err != nil {
		return err
	}
	if err := t.tx.SaveContacts(t.moved); err != nil {
		return err
	}
	if err := t.tx.AddPayers(t.payers, "import"); err != nil {
		return err
	}
	return t.tell()
}

// tell writes the timelines, and asks for a review of whom something changed.
func (t *peopleRows) tell() error {
	today := date.Of(t.tx.Now().In(t.company.Location()))
	var events []timeline.Event
	var touched []id.ID
	for _, c := range t.added {
		events = append(events, timeline.Event{Customer: c.ID, Kind: timeline.CustomerCreated, On: today, Actor: "import"})
	}
	for _, c := range t.changed {
		events = append(events, timeline.Event{Customer: c.ID, Kind: timeline.CustomerUpdated, On: today, Actor: "import"})
		touched = append(touched, c.ID)
	}
	for _, p := range slices.Concat(t.dir.contacts, t.moved) {
		touched = append(touched, p.Customer)
	}
	if err := t.tx.Note(events...); err != nil {
		return err
	}
	return t.tx.WantReview(touched...)
}
