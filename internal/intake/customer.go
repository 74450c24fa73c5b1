package intake

import (
	"cmp"
	"slices"
	"strings"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/deliver"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/store"
)

// directory finds the customers that documents are addressed to, and makes those
// that do not exist.
type directory struct {
	company      *company.Company
	byExternal   map[string]*customer.Customer
	byVAT        map[string]*customer.Customer
	byEnterprise map[string]*customer.Customer
	byEndpoint   map[string]*customer.Customer
	byNumber     map[string]*customer.Customer
	byName       map[string][]*customer.Customer
	people       map[id.ID][]*customer.Contact // of those of whom rows name people
	numbered     bool                          // the parties have the company's own numbers: two numbers are two customers
	newKind      customer.Kind                 // what those are who are made; "" as their papers say
	made         []*customer.Customer
	contacts     []*customer.Contact  // new ones
	named        []*customer.Customer // known before, and now also by what another program calls them
}

// openDirectory loads the customers that some parties may be, whose numbers get the form
// in which they are stored.
func openDirectory(tx *store.Tx, c *company.Company, parties []*invoice.Party) (*directory, error) {
	var k store.CustomerKeys
	for _, p := range parties {
		setNumbers(p, c)
		k.ExternalIDs = appendWord(k.ExternalIDs, p.ExternalID)
		for _, number := range []string{p.ID, p.VATID, enterprise(p)} { // what may become its number
			k.Numbers = appendWord(k.Numbers, number)
		}
		k.VATIDs = appendWord(k.VATIDs, p.VATID)
		k.EnterpriseNumbers = appendWord(k.EnterpriseNumbers, enterprise(p))
		k.Endpoints = appendWord(k.Endpoints, p.Endpoint)
		k.Names = appendWord(k.Names, customer.NameKey(p.Name))
	}
	known, err := tx.CustomersByKeys(k)
	if err != nil {
		return nil, err
	}
	d := &directory{company: c, byExternal: map[string]*customer.Customer{}, byVAT: map[string]*customer.Customer{}, byEnterprise: map[string]*customer.Customer{},
		byEndpoint: map[string]*customer.Customer{}, byNumber: map[string]*customer.Customer{}, byName: map[string][]*customer.Customer{}}
	for n := range known {
		d.add(&known[n])
	}
	return d, nil
}

// appendWord adds a word to a list; nothing is none, and that which was added last is
// there already: rows of one customer mostly follow each other.
func appendWord(list []string, word string) []string {
	if word == "" || len(list) > 0 && list[len(list)-1] == word {
		return list
	}
	return append(list, word)
}

func (d *directory) add(c *customer.Customer) {
	for _, as := range c.As() {
		enter(d.byExternal, as.ExternalID, c)
		enter(d.byVAT, as.VATID, c)
		enter(d.byEnterprise, as.EnterpriseNumber, c)
		enter(d.byEndpoint, as.Endpoint, c)
		enter(d.byNumber, as.Number, c)
		if key := customer.NameKey(as.Name); !slices.Contains(d.byName[key], c) {
			d.byName[key] = append(d.byName[key], c)
		}
	}
}

// enter keeps the first customer of a key; the empty key is nobody's.
func enter(index map[string]*customer.Customer, key string, c *customer.Customer) {
	if key != "" && index[key] == nil {
		index[key] = c
	}
}

// find returns the customer that a party is, by the surest mark first. A name is
// only enough when one customer has it and no other mark speaks against it. Whom
// another program calls otherwise it is never.
func (d *directory) find(p *invoice.Party) *customer.Customer {
	if c := d.byExternal[p.ExternalID]; c != nil {
		return c
	}
	if c := d.byVAT[p.VATID]; c != nil && !d.isAnother(c, p) {
		return c
	}
	if c := d.byEnterprise[enterprise(p)]; c != nil && !d.isAnother(c, p) {
		return c
	}
	if c := d.byEndpoint[p.Endpoint]; c != nil && !d.isAnother(c, p) {
		return c
	}
	sameName := func(c *customer.Customer) bool {
		return c.Known(func(as *customer.Customer) bool { return customer.NameKey(as.Name) == customer.NameKey(p.Name) })
	}
	if c := d.byNumber[p.ID]; c != nil && (!contradicts(c, p) || sameName(c)) && !d.isAnother(c, p) {
		return c
	}
	same := d.byName[customer.NameKey(p.Name)]
	if p.Name != "" && len(same) == 1 && !contradicts(same[0], p) && !d.isAnother(same[0], p) {
		return same[0]
	}
	return nil
}

// isAnother reports whether another program has two names for the two, or the company's
// books two numbers.
func (d *directory) isAnother(c *customer.Customer, p *invoice.Party) bool {
	return calledOtherwise(c, p) || d.numbered && p.ID != "" && !numberedHere(c) && !c.Known(func(as *customer.Customer) bool { return as.Number == p.ID })
}

// calledOtherwise reports whether another program has two names for the two.
func calledOtherwise(c *customer.Customer, p *invoice.Party) bool {
	return p.ExternalID != "" && c.ExternalID != "" && !c.Known(func(as *customer.Customer) bool { return as.ExternalID == p.ExternalID })
}

// contradicts reports whether a party bears a mark that is not the customer's.
func contradicts(c *customer.Customer, p *invoice.Party) bool {
	vat, number := p.VATID, enterprise(p)
	return !c.Known(func(as *customer.Customer) bool {
		return (vat == "" || as.VATID == "" || vat == as.VATID) && (number == "" || as.EnterpriseNumber == "" || number == as.EnterpriseNumber)
	})
}

// findOrMake returns the customer that a party is, made for an import when there is
// none.
func (d *directory) findOrMake(tx *store.Tx, p *invoice.Party, imported id.ID) *customer.Customer {
	if c := d.find(p); c != nil {
		d.name(c, p.ExternalID)
		return c
	}
	c := &customer.Customer{
		ID: tx.NewID(), ExternalID: p.ExternalID, Name: p.Name, Kind: cmp.Or(d.newKind, kindOfParty(p)), Language: languageOf(p, d.company), Country: cmp.Or(p.Country, d.company.Country),
		VATID: p.VATID, EnterpriseNumber: enterprise(p), Endpoint: p.Endpoint, Street: p.Street, Postcode: p.Postcode, City: p.City, Import: imported,
	}
	c.Number = d.freeNumber(c, p)
	d.add(c)
	d.made = append(d.made, c)
	if email, err := deliver.Address(p.Email); err == nil {
		d.contacts = append(d.contacts, &customer.Contact{Customer: c.ID, Name: p.Contact, Email: email, Phone: p.Phone, Position: customer.Other})
	}
	return c
}

// nameUnnamed completes the parties of papers that only say a number: by a customer who
// is known, or by another of the papers. It returns those that somebody is known for.
func (d *directory) nameUnnamed(papers []*paper) (good []*paper) {
	said := map[string]*invoice.Party{}
	for _, p := range papers {
		if buyer := &p.doc.Buyer; buyer.Name != "" {
			said[buyer.ID] = buyer
		}
	}
	for _, p := range papers {
		buyer := &p.doc.Buyer
		if buyer.Name == "" && d.find(buyer) == nil {
			other := said[buyer.ID]
			if buyer.ID == "" || other == nil {
				p.fail(unknownCustomer("", cmp.Or(buyer.ID, buyer.VATID, buyer.LegalID)))
				continue
			}
			*buyer = *other
		}
		good = append(good, p)
	}
	return good
}

// known are the customers that were found, in order.
func (d *directory) known() (all []id.ID) {
	for _, same := range d.byName {
		for _, c := range same {
			all = append(all, c.ID)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// loadPeople finds the contacts of all customers that are known.
func (d *directory) loadPeople(tx *store.Tx) error {
	known, err := tx.Contacts(d.known()...)
	d.people = map[id.ID][]*customer.Contact{}
	for owner, all := range known {
		for n := range all {
			d.people[owner] = append(d.people[owner], &all[n])
		}
	}
	return err
}

// meet adds people to a customer's contacts, but for those who are like one of them.
func (d *directory) meet(owner id.ID, people []ContactRecord) {
	for n := range people {
		if one := people[n].contact(owner, d.people[owner]); one != nil && one.ID == 0 {
			d.people[owner] = append(d.people[owner], one)
			d.contacts = append(d.contacts, one)
		}
	}
}

// name keeps what another program calls a customer who was known before.
func (d *directory) name(c *customer.Customer, external string) {
	if external == "" || c.ExternalID != "" {
		return
	}
	c.ExternalID = external
	d.byExternal[external] = c
	d.named = append(d.named, c)
}

// write stores the customers that were made, as far as they are among owners, which are
// in order: one whose only paper was refused is not kept.
func (d *directory) write(tx *store.Tx, owners []id.ID) error {
	gone := map[id.ID]bool{}
	d.made = slices.DeleteFunc(d.made, func(c *customer.Customer) bool {
		_, owns := slices.BinarySearch(owners, c.ID)
		gone[c.ID] = !owns
		return !owns
	})
	d.contacts = slices.DeleteFunc(d.contacts, func(c *customer.Contact) bool { return gone[c.Customer] })
	if err := tx.AddCustomers(d.made); err != nil {
		return err
	}
	return tx.AddContacts(d.contacts)
}

// freeNumber is the first of a party's marks that no other customer has as its
// number.
func (d *directory) freeNumber(c *customer.Customer, p *invoice.Party) string {
	for _, number := range []string{p.ID, c.VATID, c.EnterpriseNumber} {
		if number != "" && d.byNumber[number] == nil {
			return number
		}
	}
	return c.ID.String()
}

// kindOfParty takes who has a register or VAT number for a business, and others
// for consumers, whom the law protects best. A person corrects it.
func kindOfParty(p *invoice.Party) customer.Kind {
	if p.VATID == "" && p.LegalID == "" && p.Endpoint == "" {
		return customer.Consumer
	}
	return customer.Business
}

// languageOf guesses a customer's language from where it is. A person corrects it.
func languageOf(p *invoice.Party, c *company.Company) string {
	switch p.Country {
	case "FR", "LU":
		return "fr"
	case "NL":
		return "nl"
	case "DE", "AT":
		return "de"
	case "BE":
		return languageOfPostcode(p.Postcode, c.Language)
	case "", c.Country:
		return c.Language
	}
	return "en"
}

// languageOfPostcode is the language of a Belgian municipality: the law of 8 July
// 1963 drew the language border, and the postcodes follow the provinces. Brussels
// (1000 to 1299) has two; the company's own is taken there.
func languageOfPostcode(postcode, otherwise string) string {
	digits := strings.TrimPrefix(strings.TrimPrefix(postcode, "B-"), "BE-")
	switch {
	case len(digits) != 4 || digits < "1300":
		return otherwise
	case digits < "1500", digits >= "4000" && digits < "4700", digits >= "4800" && digits < "8000":
		return "fr"
	case digits >= "4700" && digits < "4800":
		return "de" // Eupen and its surroundings
	}
	return "nl"
}
