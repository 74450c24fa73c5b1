package sms

import (
	"slices"

	"acquit/internal/customer"
)

// Addressee is the contact of a customer to whom a text message goes.
type Addressee struct {
	Contact customer.Contact
	Number  Number
}

// Among is who gets a customer's reminders as text messages: one contact who wants reminders
// and has a mobile telephone that takes messages; those in one of the positions before
// accountants and payers, and these before others. country says whose national numbers are
// meant. found is false where there is nobody.
func Among(contacts []customer.Contact, positions []customer.Position, country string) (best Addressee, found bool) {
	rank := func(c *customer.Contact) int {
		switch {
		case slices.Contains(positions, c.Position):
			return 0
		case c.Position == customer.Accountant || c.Position == customer.Payer:
			return 1
		}
		return 2
	}
	for n := range contacts {
		c := &contacts[n]
		if !c.Textable() || !c.Wants(customer.ForReminders) || found && rank(c) >= rank(&best.Contact) {
			continue
		}
		if number, err := ParseNumber(c.Phone, country); err == nil && number.Line == Mobile {
			best, found = Addressee{*c, number}, true
		}
	}
	return best, found
}
