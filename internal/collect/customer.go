package collect

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/registry"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// EditCustomer stores what a person changed of a customer. The fields that differ
// are marked, so that imports leave them alone from then on. Number, identifiers
// and marks of to are not read.
//
// Errors: Invalid for what cannot be, with the field as its place where that is a number
// of a register, the labels or the account manager.
func (d *Desk) EditCustomer(ctx context.Context, c customer.Ref, to customer.Customer, by string, today date.Date) error {
	if err := checkCustomer(&to); err != nil {
		return err
	}
	return d.Store.Update(ctx, c.Company, func(tx *store.Tx) error {
		if err := lockCustomer(tx, c.Customer); err != nil {
			return err
		}
		was, _, err := tx.Customer(c.Customer)
		if err != nil {
			return err
		}
		to := to
		numbers, err := saidOf(&to).Edited(saidOf(&was))
		if err != nil {
			return err
		}
		to.VATID, to.EnterpriseNumber = numbers.VATID, numbers.Enterprise
		to.ID, to.Number, to.ExternalID, to.Endpoint, to.CreatedAt = was.ID, was.Number, was.ExternalID, was.Endpoint, was.CreatedAt
		changed := changedFields(&was, &to)
		if len(changed) == 0 {
			return nil
		}
		to.Edited = mark(was.Edited, changed)
		if err := tx.SaveCustomers([]*customer.Customer{&to}); err != nil {
			return err
		}
		return noted(tx, timeline.Event{Customer: c.Customer, Kind: timeline.CustomerUpdated, On: today, Actor: by,
			Data: timeline.Data{Text: strings.Join(changed, " "), Changes: saidHere(&was, &to)}.JSON()})
	})
}

func saidOf(c *customer.Customer) registry.Said {
	return registry.Said{Country: c.Country, VATID: c.VATID, Enterprise: c.EnterpriseNumber}
}

func checkCustomer(c *customer.Customer) error {
	if c.Name = strings.TrimSpace(c.Name); c.Name == "" {
		return fault.New(fault.Invalid, "a customer needs a name")
	}
	if _, err := customer.ParseKind(string(c.Kind)); err != nil {
		return err
	}
	if _, err := locale.ParseLanguage(c.Language); err != nil {
		return err
	}
	if c.Country = strings.ToUpper(strings.TrimSpace(c.Country)); len(c.Country) != 2 {
		return fault.New(fault.Invalid, "%q is not a country code of two letters", c.Country)
	}
	if c.TermsDays != nil && (*c.TermsDays < 0 || *c.TermsDays > mostTerms) {
		return fault.New(fault.Invalid, "%d is no number of days from 0 to %d", *c.TermsDays, mostTerms)
	}
	var labels, manager error
	c.Labels, labels = customer.Labels(c.Labels...)
	c.Manager, manager = managerAddress(c.Manager)
	return errors.Join(beside(customer.FieldLabels, labels), beside(customer.FieldManager, manager))
}

// beside is what is wrong with a field, with the field as its place.
func beside(field string, err error) error {
	if err == nil {
		return nil
	}
	return &fault.Error{Kind: fault.KindOf(err), Place: fault.Place{Path: field}, Cause: err}
}

// mostTerms bounds a term of payment, in days.
const mostTerms = 365

// changedFields names the fields that differ, as imports call them.
func changedFields(was, is *customer.Customer) []string {
	var d difference
	d.note("name", was.Name, is.Name)
	d.note("kind", string(was.Kind), string(is.Kind))
	d.note("language", was.Language, is.Language)
	d.note("country", was.Country, is.Country)
	d.note("vat_id", was.VATID, is.VATID)
	d.note("enterprise_number", was.EnterpriseNumber, is.EnterpriseNumber)
	d.note("street", was.Street, is.Street)
	d.note("postcode", was.Postcode, is.Postcode)
	d.note("city", was.City, is.City)
	d.note("terms_days", termsText(was.TermsDays), termsText(is.TermsDays))
	d.note("large", was.Field("large"), is.Field("large"))
	return append(d, saidHere(was, is)...).fields()
}

func termsText(days *int) string {
	if days == nil {
		return ""
	}
	return strconv.Itoa(*days)
}

// SaveContact stores a person to speak to at a customer's: a new one when the
// contact has no identifier.
func (d *Desk) SaveContact(ctx context.Context, c customer.Ref, to customer.Contact, by string, today date.Date) error {
	if err := checkContact(&to); err != nil {
		return err
	}
	return d.Store.Update(ctx, c.Company, func(tx *store.Tx) error {
		if err := lockCustomer(tx, c.Customer); err != nil {
			return err
		}
		to := to
		to.Customer = c.Customer
		if err := storeContact(tx, &to); err != nil {
			return err
		}
		return noted(tx, timeline.Event{Customer: c.Customer, Kind: timeline.CustomerUpdated, On: today, Actor: by,
			Data: timeline.Data{Text: "contact", To: addresses(&to)}.JSON()})
	})
}

func checkContact(c *customer.Contact) error {
	c.Name, c.Email, c.Phone = strings.TrimSpace(c.Name), strings.TrimSpace(c.Email), strings.TrimSpace(c.Phone)
	if c.Name == "" && c.Email == "" {
		return fault.New(fault.Invalid, "a contact needs a name or an e-mail address")
	}
	if len(c.Name)+len(c.Email)+len(c.Phone) > mostWords {
		return fault.New(fault.Invalid, "name, address and telephone of a contact have at most %d characters", mostWords)
	}
	if c.Email != "" {
		address, err := deliver.Address(c.Email)
		if err != nil {
			return err
		}
		c.Email = address
	}
	if c.Language != "" {
		_, err := locale.ParseLanguage(c.Language)
		return err
	}
	return nil
}

func storeContact(tx *store.Tx, to *customer.Contact) error {
	everything := []string{"name", "email", "phone", "position", "language", "purposes"}
	if to.ID == 0 {
		to.Edited = everything
		return tx.AddContacts([]*customer.Contact{to})
	}
	was, err := tx.ContactByID(to.ID)
	if err != nil {
		return err
	}
	if was.Customer != to.Customer {
		return fault.New(fault.NotFound, "the customer has no such contact")
	}
	to.Edited = mark(was.Edited, everything)
	to.Succeed(&was)
	return tx.SaveContact(to)
}

func addresses(c *customer.Contact) []string {
	if c.Email == "" {
		return nil
	}
	return []string{c.Email}
}
