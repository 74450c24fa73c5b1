package table

import (
	"slices"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/fault"
)

// Customer is a row of a table of customers, with the contacts in it.
type Customer struct {
	Place     fault.Place   `json:"-"`
	Party     Party         `json:"party"`
	Kind      customer.Kind `json:"kind,omitempty"`
	TermsDays *int          `json:"terms_days,omitempty"`
	Labels    []string      `json:"labels,omitempty"`
	Manager   string        `json:"manager,omitempty"` // a mail address, or a name, as found
	Contacts  []Person      `json:"contacts,omitempty"`
}

// Person is a contact. One with several mail addresses is several, of which the
// first alone has the name.
type Person struct {
	Name     string            `json:"name,omitempty"`
	Email    string            `json:"email,omitempty"`
	Phone    string            `json:"phone,omitempty"`
	Position customer.Position `json:"position,omitempty"`
}

// Customer reads the row as a customer.
func (r *Record) Customer() (Customer, error) {
	c := Customer{Place: fault.Place{Line: r.Line}, Party: r.party(), Kind: r.kind(), TermsDays: r.terms(), Labels: r.labels(), Manager: r.Text(Manager), Contacts: r.people()}
	if given := r.Text(FirstName); given != "" && c.Party.Name != "" && !r.use.mapping.has(LastName, Contact) {
		c.Party.Name = first(given) + " " + c.Party.Name // a person: the column of names has the family's
		for n := range c.Contacts {
			if c.Contacts[n].Name == first(given) {
				c.Contacts[n].Name = c.Party.Name
			}
		}
	}
	if c.Party.Name == "" {
		return c, r.wrong(r.use.mapping.Column(CustomerName), "the customer has no name")
	}
	return c, nil
}

// labels reads the labels of a customer; a cell that cannot be says nothing.
func (r *Record) labels() []string {
	labels, err := customer.Labels(r.Text(Labels))
	if err != nil {
		r.note(r.use.mapping.Column(Labels), "%s", fault.TextOf(err))
	}
	return labels
}

// Persons is a row of a table of contacts.
type Persons struct {
	Place    fault.Place `json:"-"`
	Customer Party       `json:"customer"`
	All      []Person    `json:"all"`
}

// Persons reads the row as contacts of a customer.
func (r *Record) Persons() (Persons, error) {
	c := Persons{Place: fault.Place{Line: r.Line}, Customer: r.party(), All: r.people()}
	switch {
	case !c.Customer.named():
		return c, r.wrong(r.use.mapping.Column(CustomerNumber), "the row does not say which customer it is about")
	case len(c.All) == 0:
		return c, r.wrong(nil, "the row names no contact")
	}
	return c, nil
}

// people puts the contacts of a row together: what bears the same number belongs to
// one.
func (r *Record) people() (all []Person) {
	var ranks []int
	for _, v := range r.many {
		if v.field != Text && !slices.Contains(ranks, v.rank) {
			ranks = append(ranks, v.rank)
		}
	}
	slices.Sort(ranks)
	for _, rank := range ranks {
		all = append(all, r.person(rank)...)
	}
	return all
}

// person reads one contact, and the further addresses in its cell.
func (r *Record) person(rank int) []Person {
	of := func(f Field) string {
		for _, v := range r.many {
			if v.field == f && v.rank == rank {
				return v.text
			}
		}
		return ""
	}
	p := Person{Name: of(Contact), Phone: of(Phone)}
	if p.Name == "" {
		p.Name = strings.TrimSpace(of(FirstName) + " " + of(LastName))
	}
	if position := of(Position); position != "" {
		p.Position = positionOf(position)
	}
	addresses := emails(of(Email))
	if text := of(Email); text != "" && len(addresses) == 0 {
		r.note(r.use.mapping.Column(Email), "%q is not an e-mail address", text)
	}
	if len(addresses) == 0 {
		if p.Name == "" {
			return nil // a telephone number alone is the customer's, not a person's
		}
		return []Person{p}
	}
	p.Email = addresses[0]
	all := []Person{p}
	for _, more := range addresses[1:] {
		all = append(all, Person{Email: more, Position: p.Position})
	}
	return all
}
