package intake

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// headings are the columns of a table of customers, and the words that stand for
// them in the four languages. A table needs a name; everything else is optional.
var headings = map[string][]string{
	"number":            {"number", "customer_number", "customer", "id", "numéro", "numero", "code", "nummer", "klantnummer", "kundennummer"},
	"name":              {"name", "customer_name", "nom", "raison sociale", "naam", "klant", "firma"},
	"kind":              {"kind", "type", "soort", "art"},
	"language":          {"language", "langue", "taal", "sprache"},
	"country":           {"country", "pays", "land"},
	"vat_id":            {"vat_id", "vat", "tva", "n° tva", "btw", "btw-nummer", "ust-idnr", "ust-id"},
	"enterprise_number": {"enterprise_number", "bce", "kbo", "siren", "kvk", "ondernemingsnummer", "handelsregister"},
	"street":            {"street", "address", "adresse", "rue", "straat", "straße", "strasse"},
	"postcode":          {"postcode", "zip", "code postal", "cp", "plz", "postleitzahl"},
	"city":              {"city", "ville", "localité", "plaats", "gemeente", "ort", "stadt"},
	"email":             {"email", "e-mail", "mail", "courriel"},
	"phone":             {"phone", "telephone", "téléphone", "telefoon", "telefon", "tel"},
	"terms_days":        {"terms_days", "terms", "délai", "betalingstermijn", "zahlungsziel"},
	"contact":           {"contact", "contact_name", "contactpersoon", "ansprechpartner"},
	"position":          {"position", "fonction", "functie", "funktion"},
	"iban":              {"iban"},
}

// Customers takes in a table of customers in delimited text. A row whose number is
// known updates that customer, except for what a person changed here; a further row
// with the same number adds its contact.
func (d *Desk) Customers(ctx context.Context, company id.ID, f File) (Report, error) {
	report := newReport(f, Customers)
	body, err := read(f)
	if err == nil && len(bytes.TrimSpace(body)) == 0 {
		err = fault.New(fault.Invalid, "the file is empty")
	}
	if err != nil {
		return d.leaveOut(ctx, company, report, err)
	}
	rows := readTable(body, &report)
	err = d.Store.Update(ctx, company, func(tx *store.Tx) error {
		fresh := report.clone()
		fresh.Import = tx.NewID()
		if err := storeCustomers(tx, rows, &fresh); err != nil {
			return err
		}
		report = fresh
		return d.remember(tx, &report, body, "text/csv")
	})
	return report, err
}

// row is one line of a table, by heading.
type row struct {
	line   int
	fields map[string]string
}

// readTable reads delimited text with a line of headings. A line that cannot be
// read is reported and left out.
func readTable(body []byte, report *Report) []row {
	report.Format = "csv"
	text := decodeText(body)
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = delimiter(text)
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	r.TrimLeadingSpace = r.Comma != '\t' // a tab is a blank too: empty fields would be lost
	head, err := r.Read()
	if err != nil {
		report.fail(fault.At(1, "", "the line of headings cannot be read: %s", err))
		return nil
	}
	columns := columnsOf(head)
	if !slices.Contains(columns, "name") {
		report.fail(fault.At(1, "", "no column is headed \"name\"; the headings are: %s", strings.Join(head, ", ")))
		return nil
	}
	var rows []row
	for {
		record, err := r.Read()
		line, _ := r.FieldPos(0)
		switch {
		case errors.Is(err, io.EOF):
			return rows
		case err != nil:
			report.fail(fault.At(line, "", "the line cannot be read: %s", err))
			return rows
		}
		fields := map[string]string{}
		for n, value := range record {
			if n < len(columns) && columns[n] != "" {
				fields[columns[n]] = strings.TrimSpace(value)
			}
		}
		report.Read++
		rows = append(rows, row{line, fields})
	}
}

// decodeText reads UTF-8, or else Windows-1252, which every byte fits.
func decodeText(body []byte) string {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if utf8.Valid(body) {
		return string(body)
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(body)
	if err != nil {
		return string(body)
	}
	return string(text)
}

// delimiter is the mark that stands most often in the first line.
func delimiter(text string) rune {
	line, _, _ := strings.Cut(text, "\n")
	best := ';'
	for _, mark := range ",\t|" {
		if strings.Count(line, string(mark)) > strings.Count(line, string(best)) {
			best = mark
		}
	}
	return best
}

// columnsOf names the columns by their headings; an unknown one is "".
func columnsOf(head []string) []string {
	columns := make([]string, len(head))
	for n, word := range head {
		word = strings.ToLower(strings.TrimSpace(word))
		for name, words := range headings {
			if slices.Contains(words, word) && !slices.Contains(columns, name) {
				columns[n] = name
			}
		}
	}
	return columns
}

func storeCustomers(tx *store.Tx, rows []row, report *Report) error {
	c, err := tx.TheCompany()
	if err != nil {
		return err
	}
	t := &table{tx: tx, language: c.Language, country: c.Country, report: report, byNumber: map[string]*customer.Customer{}, seen: map[string]bool{}}
	if err := t.load(rows); err != nil {
		return err
	}
	for _, r := range rows {
		if err := t.take(r); err != nil {
			report.fail(fault.At(r.line, "", "%s", err))
		}
	}
	return t.write()
}

// table gathers what the rows of a table change.
type table struct {
	tx       *store.Tx
	language string
	country  string
	report   *Report
	byNumber map[string]*customer.Customer
	seen     map[string]bool // numbers that an earlier row of this table had
	contacts map[id.ID][]customer.Contact
	added    []*customer.Customer
	changed  []*customer.Customer
	people   []*customer.Contact
	payers   []store.Payer
}

// load finds the customers that the rows may mean.
func (t *table) load(rows []row) error {
	var k store.CustomerKeys
	for _, r := range rows {
		k.Numbers = appendWord(k.Numbers, numberOf(r))
	}
	known, err := t.tx.CustomersByKeys(k)
	if err != nil {
		return err
	}
	var owners []id.ID
	for n := range known {
		t.byNumber[known[n].Number] = &known[n]
		owners = append(owners, known[n].ID)
	}
	t.contacts, err = t.tx.Contacts(owners...)
	return err
}

// numberOf is a row's customer number; without one, the name stands for it.
func numberOf(r row) string {
	if n := r.fields["number"]; n != "" {
		return n
	}
	return r.fields["name"]
}

func (t *table) take(r row) error {
	number := numberOf(r)
	if r.fields["name"] == "" {
		return fault.New(fault.Invalid, "the customer has no name")
	}
	before := t.byNumber[number]
	c, err := t.customerOf(r, before)
	if err != nil {
		return err
	}
	switch {
	case t.seen[number]:
		c = before // a further row only brings another contact
	case before == nil:
		c.ID, c.Number = t.tx.NewID(), number
		t.byNumber[number] = c
		t.added = append(t.added, c)
		t.report.Created++
	case customerEqual(before, c):
		t.report.Unchanged++
	default:
		*before = *c
		t.changed = append(t.changed, before)
		t.report.Updated++
	}
	t.seen[number] = true
	t.payers = append(t.payers, store.Payer{IBAN: normalIBAN(r.fields["iban"]), Customer: c.ID})
	return t.contactOf(r, c)
}

// customerOf is the customer as a row says, over what is stored: empty fields and
// those that a person edited stay.
func (t *table) customerOf(r row, before *customer.Customer) (*customer.Customer, error) {
	c := &customer.Customer{Kind: customer.Business, Language: t.language, Country: t.country, Import: t.report.Import}
	if before != nil {
		copied := *before
		c = &copied
	}
	set := func(field string, to *string, fold func(string) string) {
		if v := fold(r.fields[field]); v != "" && !c.EditedHere(field) {
			*to = v
		}
	}
	same := func(s string) string { return s }
	set("name", &c.Name, same)
	set("language", &c.Language, strings.ToLower)
	set("country", &c.Country, strings.ToUpper)
	set("vat_id", &c.VATID, compact)
	set("enterprise_number", &c.EnterpriseNumber, enterpriseWord)
	set("street", &c.Street, same)
	set("postcode", &c.Postcode, same)
	set("city", &c.City, same)
	if v := r.fields["kind"]; v != "" && !c.EditedHere("kind") {
		kind, err := customer.ParseKind(v)
		if err != nil {
			return nil, err
		}
		c.Kind = kind
	}
	if v := r.fields["terms_days"]; v != "" && !c.EditedHere("terms_days") {
		days, err := strconv.Atoi(v)
		if err != nil || days < 0 || days > 365 {
			return nil, fault.New(fault.Invalid, "%q is no number of days from 0 to 365", v)
		}
		c.TermsDays = &days
	}
	if len(c.Country) != 2 {
		return nil, fault.New(fault.Invalid, "%q is not a country code of two letters", c.Country)
	}
	if !slices.Contains([]string{"fr", "nl", "de", "en"}, c.Language) {
		return nil, fault.New(fault.Invalid, "%q is no language that is spoken here: fr, nl, de or en", c.Language)
	}
	return c, nil
}

// enterpriseWord folds a register number as documents give it: a Belgian one
// without its country.
func enterpriseWord(s string) string { return strings.TrimPrefix(compact(s), "BE") }

func customerEqual(a, b *customer.Customer) bool {
	days := func(p *int) int {
		if p == nil {
			return -1
		}
		return *p
	}
	return a.Name == b.Name && a.Kind == b.Kind && a.Language == b.Language && a.Country == b.Country && a.VATID == b.VATID &&
		a.EnterpriseNumber == b.EnterpriseNumber && a.Street == b.Street && a.Postcode == b.Postcode && a.City == b.City &&
		days(a.TermsDays) == days(b.TermsDays)
}

// contactOf adds a row's contact unless the customer has it already.
func (t *table) contactOf(r row, c *customer.Customer) error {
	email := strings.ToLower(r.fields["email"])
	name := r.fields["contact"]
	if email == "" && name == "" {
		return nil
	}
	if email != "" {
		address, err := deliver.Address(email)
		if err != nil {
			t.report.warn(fault.Place{Line: r.line}, "%s", err)
			return nil
		}
		email = address
	}
	for _, known := range t.contacts[c.ID] {
		if known.Is(email, name) {
			return nil
		}
	}
	contact := customer.Contact{Customer: c.ID, Name: name, Email: email, Phone: r.fields["phone"], Position: customer.ParsePosition(r.fields["position"])}
	t.contacts[c.ID] = append(t.contacts[c.ID], contact)
	t.people = append(t.people, &contact)
	return nil
}

func (t *table) write() error {
	if err := t.tx.AddCustomers(t.added); err != nil {
		return err
	}
	var touched []id.ID
	for _, c := range t.changed {
		touched = append(touched, c.ID)
	}
	slices.Sort(touched)
	if err := t.tx.LockCustomers(touched); err != nil {
		return err
	}
	if err := t.tx.SaveCustomers(t.changed); err != nil {
		return err
	}
	if err := t.tx.AddContacts(t.people); err != nil {
		return err
	}
	if err := t.tx.AddPayers(t.payers, "import"); err != nil {
		return err
	}
	today := date.Of(t.tx.Now())
	var events []timeline.Event
	for _, c := range t.added {
		events = append(events, timeline.Event{Customer: c.ID, Kind: timeline.CustomerCreated, On: today, Actor: "import"})
	}
	for _, c := range t.changed {
		events = append(events, timeline.Event{Customer: c.ID, Kind: timeline.CustomerUpdated, On: today, Actor: "import"})
	}
	for _, p := range t.people {
		touched = append(touched, p.Customer)
	}
	if err := t.tx.Note(events...); err != nil {
		return err
	}
	return t.tx.WantReview(touched...)
}
