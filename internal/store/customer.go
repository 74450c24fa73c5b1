package store

import (
	"database/sql"
	"encoding/json"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/id"
)

const customerColumns = `id, number, external_id, name, kind, language, country, vat_id, enterprise_number, endpoint,
	street, postcode, city, terms_days, large, labels, manager, edited, created_at, merged_into,
	letters_refused_on, letters_refused`

func scanCustomer(rows *sql.Rows) (customer.Customer, error) {
	var c customer.Customer
	var labels, edited string
	var into sql.NullInt64
	err := rows.Scan(&c.ID, &c.Number, &c.ExternalID, &c.Name, &c.Kind, &c.Language, &c.Country, &c.VATID, &c.EnterpriseNumber, &c.Endpoint,
		&c.Street, &c.Postcode, &c.City, &c.TermsDays, &c.Large, &labels, &c.Manager, &edited, db.ScanInstant(&c.CreatedAt), &into,
		&c.LettersRefusedOn, &c.LettersRefused)
	c.Labels, c.Edited, c.MergedInto = splitLabels(labels), strings.Fields(edited), id.ID(into.Int64)
	return c, err
}

// Customer finds a customer of the company.
func (tx *Tx) Customer(i id.ID) (customer.Customer, bool, error) {
	return db.One(tx.Tx, scanCustomer, `SELECT `+customerColumns+` FROM customer WHERE company_id = $1 AND id = $2`, tx.Company, i)
}

// CountCustomers counts the company's customers.
func (tx *Tx) CountCustomers() (n int, err error) {
	return n, tx.Row([]any{&n}, `SELECT COUNT(*) FROM customer WHERE company_id = $1 AND merged_into IS NULL`, tx.Company)
}

// Customers finds customers by identifier, in no order; those that do not exist
// are left out.
func (tx *Tx) Customers(ids []id.ID) ([]customer.Customer, error) {
	return db.Collect(tx.Tx, scanCustomer, `SELECT `+customerColumns+` FROM customer
		WHERE company_id = $1 AND id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(ids)))
}

// CustomerByWord finds the customer that a person means: by number, or else by a
// name that only one customer has.
func (tx *Tx) CustomerByWord(word string) (customer.Customer, bool, error) {
	c, found, err := db.One(tx.Tx, scanCustomer, `SELECT `+customerColumns+` FROM customer WHERE company_id = $1 AND id = (
		SELECT COALESCE(m.merged_into, m.id) FROM customer m WHERE m.company_id = $1 AND m.number = $2)`, tx.Company, word)
	if found || err != nil {
		return c, found, err
	}
	same, err := db.Collect(tx.Tx, scanCustomer, `SELECT `+customerColumns+` FROM customer
		WHERE company_id = $1 AND name_key = $2 AND merged_into IS NULL LIMIT 2`, tx.Company, customer.NameKey(word))
	if err != nil || len(same) != 1 {
		return c, false, err
	}
	return same[0], true, nil
}

// CustomerKeys is what imported records say of the customers they are about.
type CustomerKeys struct{ Numbers, ExternalIDs, VATIDs, EnterpriseNumbers, Endpoints, Names []string }

// CustomersByKeys finds every customer that one of the keys may mean, with those that
// were merged into it. Names are folded as by customer.NameKey.
func (tx *Tx) CustomersByKeys(k CustomerKeys) ([]customer.Customer, error) {
	found, err := db.Collect(tx.Tx, scanCustomer, `SELECT `+customerColumns+` FROM customer WHERE company_id = $1 AND id IN (
		SELECT COALESCE(m.merged_into, m.id) FROM customer m WHERE m.company_id = $1 AND m.id IN (
			SELECT id FROM customer WHERE company_id = $1 AND number IN ({list $2 TEXT})
			UNION SELECT id FROM customer WHERE company_id = $1 AND vat_id <> '' AND vat_id IN ({list $3 TEXT})
			UNION SELECT id FROM customer WHERE company_id = $1 AND enterprise_number <> '' AND enterprise_number IN ({list $4 TEXT})
			UNION SELECT id FROM customer WHERE company_id = $1 AND endpoint <> '' AND endpoint IN ({list $5 TEXT})
			UNION SELECT id FROM customer WHERE company_id = $1 AND name_key IN ({list $6 TEXT}) AND merged_into IS NULL
			UNION SELECT id FROM customer WHERE company_id = $1 AND name_key IN ({list $6 TEXT}) AND merged_into IS NOT NULL
			UNION SELECT id FROM customer WHERE company_id = $1 AND external_id <> '' AND external_id IN ({list $7 TEXT})
		)) ORDER BY id`,
		tx.Company, db.JSON(k.Numbers), db.JSON(k.VATIDs), db.JSON(k.EnterpriseNumbers), db.JSON(k.Endpoints), db.JSON(k.Names), db.JSON(k.ExternalIDs))
	if err != nil {
		return nil, err
	}
	return found, tx.addMerged(found)
}

// addMerged loads the customers that were merged into some.
func (tx *Tx) addMerged(all []customer.Customer) error {
	place := map[id.ID]int{}
	ids := make([]id.ID, len(all))
	for n, c := range all {
		place[c.ID], ids[n] = n, c.ID
	}
	return tx.Rows(func(rows *sql.Rows) error {
		gone, err := scanCustomer(rows)
		if err == nil {
			c := &all[place[gone.MergedInto]]
			c.Merged = append(c.Merged, gone)
		}
		return err
	}, `SELECT `+customerColumns+` FROM customer WHERE company_id = $1 AND merged_into IN ({list $2 BIGINT}) AND merged_into IS NOT NULL ORDER BY id`,
		tx.Company, db.JSON(ints(ids)))
}

// AddCustomers stores new customers and gives them identifiers.
func (tx *Tx) AddCustomers(all []*customer.Customer) error {
	now := tx.Now()
	n := 0
	_, err := tx.Insert("customer", []string{"company_id", "id", "number", "external_id", "name", "name_key", "kind", "language", "country",
		"vat_id", "enterprise_number", "endpoint", "street", "postcode", "city", "terms_days", "large", "labels", "manager", "edited", "import_id", "created_at"},
		func() ([]any, error) {
			if n == len(all) {
				return nil, nil
			}
			c := all[n]
			n++
			if c.ID == 0 {
				c.ID = tx.NewID()
			}
			c.CreatedAt = now
			return []any{int64(tx.Company), int64(c.ID), c.Number, c.ExternalID, c.Name, customer.NameKey(c.Name), string(c.Kind), c.Language, c.Country,
				c.VATID, c.EnterpriseNumber, c.Endpoint, c.Street, c.Postcode, c.City, termsValue(c.TermsDays), c.Large,
				joinLabels(c.Labels), c.Manager, strings.Join(c.Edited, " "), optional(c.Import), db.Instant(now)}, nil
		})
	if err != nil {
		return err
	}
	return tx.addLabels(all)
}

func termsValue(days *int) any {
	if days == nil {
		return nil
	}
	return *days
}

// sameAddress is whether a customer's row, r, has the address that is stored: how its letters are
// written makes no other house of it.
const sameAddress = `lower(customer.street) = lower(r.street) AND lower(customer.postcode) = lower(r.postcode)
				AND lower(customer.city) = lower(r.city) AND customer.country = r.country`

// SaveCustomers stores what was changed of customers. A number or external identifier
// that is another's is a duplicate; see db.IsDuplicate. That letters do not reach an address is
// forgotten with the address.
func (tx *Tx) SaveCustomers(all []*customer.Customer) error {
	type row struct {
		ID         int64  `json:"id"`
		Number     string `json:"number"`
		ExternalID string `json:"external_id"`
		Name       string `json:"name"`
		NameKey    string `json:"name_key"`
		Kind       string `json:"kind"`
		Language   string `json:"language"`
		Country    string `json:"country"`
		VATID      string `json:"vat_id"`
		Enterprise string `json:"enterprise_number"`
		Endpoint   string `json:"endpoint"`
		Street     string `json:"street"`
		Postcode   string `json:"postcode"`
		City       string `json:"city"`
		Terms      *int   `json:"terms_days"`
		Large      bool   `json:"large"`
		Labels     string `json:"labels"`
		Manager    string `json:"manager"`
		Edited     string `json:"edited"`
	}
	rows := make([]row, 0, len(all))
	for _, c := range all {
		rows = append(rows, row{int64(c.ID), c.Number, c.ExternalID, c.Name, customer.NameKey(c.Name), string(c.Kind), c.Language, c.Country, c.VATID,
			c.EnterpriseNumber, c.Endpoint, c.Street, c.Postcode, c.City, c.TermsDays, c.Large, joinLabels(c.Labels), c.Manager, strings.Join(c.Edited, " ")})
	}
	_, err := tx.Exec(`UPDATE customer SET number = r.number, external_id = r.external_id, name = r.name, name_key = r.name_key, kind = r.kind, language = r.language,
			country = r.country, vat_id = r.vat_id, enterprise_number = r.enterprise_number, endpoint = r.endpoint,
			street = r.street, postcode = r.postcode, city = r.city, terms_days = r.terms_days, large = r.large, labels = r.labels,
			manager = r.manager, edited = r.edited,
			letters_refused_on = CASE WHEN `+sameAddress+` THEN letters_refused_on END, letters_refused = CASE WHEN `+sameAddress+` THEN letters_refused ELSE '' END
		FROM {rows $2 id BIGINT, number TEXT, external_id TEXT, name TEXT, name_key TEXT, kind TEXT, language TEXT, country TEXT, vat_id TEXT,
			enterprise_number TEXT, endpoint TEXT, street TEXT, postcode TEXT, city TEXT, terms_days INTEGER, large BOOLEAN, labels TEXT, manager TEXT, edited TEXT}
		WHERE customer.company_id = $1 AND customer.id = r.id`, tx.Company, db.JSON(rows))
	if err != nil {
		return err
	}
	return tx.setLabels(all)
}

// NameCustomers stores what another program calls customers who are here already.
func (tx *Tx) NameCustomers(all []*customer.Customer) error {
	if len(all) == 0 {
		return nil
	}
	var names []named
	for _, c := range all {
		names = append(names, named{int64(c.ID), c.ExternalID})
	}
	_, err := tx.Exec(`UPDATE customer SET external_id = r.external_id FROM {rows $2 id BIGINT, external_id TEXT}
		WHERE customer.company_id = $1 AND customer.id = r.id`, tx.Company, db.JSON(names))
	return err
}

const contactColumns = `id, customer_id, name, email, phone, position, language, purposes, edited, former, refused_on, refused, texts_refused_on, texts_refused, misdialled_on`

func scanContact(rows *sql.Rows) (customer.Contact, error) {
	var c customer.Contact
	var purposes, edited, former string
	err := rows.Scan(&c.ID, &c.Customer, &c.Name, &c.Email, &c.Phone, &c.Position, &c.Language, &purposes, &edited, &former, &c.RefusedOn, &c.Refused, &c.TextsRefusedOn, &c.TextsRefused, &c.MisdialledOn)
	if err != nil {
		return c, err
	}
	for _, p := range strings.Fields(purposes) {
		c.Purposes = append(c.Purposes, customer.Purpose(p))
	}
	c.Edited = strings.Fields(edited)
	if former == "[]" { // nearly all
		return c, nil
	}
	return c, json.Unmarshal([]byte(former), &c.Former)
}

// Contacts are the people to speak to at some customers, in the order they were
// added.
func (tx *Tx) Contacts(customers ...id.ID) (map[id.ID][]customer.Contact, error) {
	all, err := db.Collect(tx.Tx, scanContact, `SELECT `+contactColumns+` FROM contact
		WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT}) ORDER BY customer_id, id`, tx.Company, db.JSON(ints(customers)))
	byCustomer := map[id.ID][]customer.Contact{}
	for _, c := range all {
		byCustomer[c.Customer] = append(byCustomer[c.Customer], c)
	}
	return byCustomer, err
}

// AddContacts stores new contacts and gives them identifiers.
func (tx *Tx) AddContacts(all []*customer.Contact) error {
	n := 0
	_, err := tx.Insert("contact", []string{"company_id", "id", "customer_id", "name", "email", "phone", "position", "language", "purposes", "edited"},
		func() ([]any, error) {
			if n == len(all) {
				return nil, nil
			}
			c := all[n]
			n++
			c.ID = tx.NewID()
			return []any{int64(tx.Company), int64(c.ID), int64(c.Customer), c.Name, c.Email, c.Phone, string(c.Position), c.Language,
				joinPurposes(c.Purposes), strings.Join(c.Edited, " ")}, nil
		})
	return err
}

// SaveContact stores what was changed of a contact. An address or a number that is new is tried.
func (tx *Tx) SaveContact(c *customer.Contact) error {
	_, err := tx.Exec(`UPDATE contact SET name = $3, email = $4, phone = $5, position = $6, language = $7, purposes = $8, edited = $9, former = $10,
			refused_on = CASE WHEN lower(email) = lower($4) THEN refused_on END, refused = CASE WHEN lower(email) = lower($4) THEN refused ELSE '' END,
			texts_refused_on = CASE WHEN phone = $5 THEN texts_refused_on END, texts_refused = CASE WHEN phone = $5 THEN texts_refused ELSE '' END,
			misdialled_on = CASE WHEN phone = $5 THEN misdialled_on END
		WHERE company_id = $1 AND id = $2`,
		tx.Company, c.ID, c.Name, c.Email, c.Phone, string(c.Position), c.Language, joinPurposes(c.Purposes), strings.Join(c.Edited, " "), db.JSON(c.Former))
	return err
}

// SaveContacts stores what another program changed of contacts; what people changed
// of them, and what they were called before, stays as it is.
func (tx *Tx) SaveContacts(all []*customer.Contact) error {
	type row struct {
		ID       int64  `json:"id"`
		Name     string `json:"name"`
		Email    string `json:"email"`
		Phone    string `json:"phone"`
		Position string `json:"position"`
		Language string `json:"language"`
		Purposes string `json:"purposes"`
	}
	rows := make([]row, 0, len(all))
	for _, c := range all {
		rows = append(rows, row{int64(c.ID), c.Name, c.Email, c.Phone, string(c.Position), c.Language, joinPurposes(c.Purposes)})
	}
	_, err := tx.Exec(`UPDATE contact SET name = r.name, email = r.email, phone = r.phone, position = r.position, language = r.language, purposes = r.purposes,
			refused_on = CASE WHEN lower(contact.email) = lower(r.email) THEN refused_on END, refused = CASE WHEN lower(contact.email) = lower(r.email) THEN refused ELSE '' END,
			texts_refused_on = CASE WHEN contact.phone = r.phone THEN texts_refused_on END, texts_refused = CASE WHEN contact.phone = r.phone THEN texts_refused ELSE '' END,
			misdialled_on = CASE WHEN contact.phone = r.phone THEN misdialled_on END
		FROM {rows $2 id BIGINT, name TEXT, email TEXT, phone TEXT, position TEXT, language TEXT, purposes TEXT}
		WHERE contact.company_id = $1 AND contact.id = r.id`, tx.Company, db.JSON(rows))
	return err
}

// Misdialled notes since when a contact's number is known not to be its own; None for one that
// may be called after all.
func (tx *Tx) Misdialled(contact id.ID, on date.Date) error {
	_, err := tx.Exec(`UPDATE contact SET misdialled_on = $3 WHERE company_id = $1 AND id = $2`, tx.Company, contact, on)
	return err
}

func joinPurposes(purposes []customer.Purpose) string {
	words := make([]string, len(purposes))
	for n, p := range purposes {
		words[n] = string(p)
	}
	return strings.Join(words, " ")
}

// Payer says that a customer was seen to pay from an account.
type Payer struct {
	IBAN     string
	Customer id.ID
}

type payerRow struct {
	IBAN     string `json:"iban"`
	Customer int64  `json:"customer_id"`
}

// payerRows are the payers whose account is known.
func payerRows(all []Payer) (rows []payerRow) {
	for _, p := range all {
		if p.IBAN != "" {
			rows = append(rows, payerRow{p.IBAN, int64(p.Customer)})
		}
	}
	return rows
}

// AddPayers remembers from which accounts customers pay. What a person or an import says
// outlasts the payment that taught it.
func (tx *Tx) AddPayers(all []Payer, source string) error {
	rows := payerRows(all)
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO payer (company_id, iban, customer_id, source, created_at)
		SELECT DISTINCT CAST($1 AS BIGINT), r.iban, r.customer_id, $3, CAST($4 AS BIGINT) FROM {rows $2 iban TEXT, customer_id BIGINT} WHERE TRUE
		ON CONFLICT (company_id, iban, customer_id) DO UPDATE SET source = excluded.source WHERE payer.source = 'paid' AND excluded.source <> 'paid'`,
		tx.Company, db.JSON(rows), source, db.Instant(tx.Now()))
	return err
}

// ForgetPayers forgets that customers paid from accounts, unless another payment from
// one stands, or came back, or an import says that it is the customer's.
func (tx *Tx) ForgetPayers(all []Payer) error {
	rows := payerRows(all)
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.Exec(`DELETE FROM payer WHERE company_id = $1 AND source = 'paid'
		AND (iban, customer_id) IN (SELECT r.iban, r.customer_id FROM {rows $2 iban TEXT, customer_id BIGINT})
		AND NOT EXISTS (SELECT 1 FROM payment p JOIN entry e ON e.company_id = p.company_id AND e.id = p.entry_id
			WHERE p.company_id = $1 AND p.customer_id = payer.customer_id AND e.iban = payer.iban AND p.amount_minor > 0
				AND (p.reversed_at IS NULL OR p.returned_by IS NOT NULL))`,
		tx.Company, db.JSON(rows))
	return err
}

// Payers are the accounts from which a customer is known to pay.
func (tx *Tx) Payers(customer id.ID) ([]string, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (iban string, err error) {
		return iban, rows.Scan(&iban)
	}, `SELECT iban FROM payer WHERE company_id = $1 AND customer_id = $2 ORDER BY created_at, iban`, tx.Company, customer)
}

// PayersOf are the accounts from which some customers are known to pay.
func (tx *Tx) PayersOf(customers []id.ID) (map[id.ID][]string, error) {
	payers := map[id.ID][]string{}
	err := tx.Rows(func(rows *sql.Rows) error {
		var owner id.ID
		var iban string
		err := rows.Scan(&owner, &iban)
		payers[owner] = append(payers[owner], iban)
		return err
	}, `SELECT customer_id, iban FROM payer WHERE company_id = $1 AND customer_id IN ({list $2 BIGINT})`, tx.Company, db.JSON(ints(customers)))
	return payers, err
}

// Balance is what a customer owes in one currency.
type Balance struct {
	Customer  id.ID
	Currency  string
	Open      int64 // minor units, credit notes deducted
	OnAccount int64
	Items     int
	OldestOn  date.Date
}

// Balances are a customer's, by currency; one without facts has none.
func (tx *Tx) Balances(customer id.ID) ([]Balance, error) {
	return db.Collect(tx.Tx, func(rows *sql.Rows) (b Balance, err error) {
		return b, rows.Scan(&b.Customer, &b.Currency, &b.Open, &b.OnAccount, &b.Items, &b.OldestOn)
	}, `SELECT customer_id, currency, open_minor, on_account_minor, items, oldest_on FROM balance
		WHERE company_id = $1 AND customer_id = $2 ORDER BY currency`, tx.Company, customer)
}
