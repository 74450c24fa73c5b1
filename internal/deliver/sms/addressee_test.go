package sms

import (
	"testing"

	"acquit/internal/customer"
	"acquit/internal/date"
)

func TestWhoGetsATextMessage(t *testing.T) {
	mobile := func(number string, p customer.Position) customer.Contact {
		return customer.Contact{Phone: number, Position: p}
	}
	fixed, gone, quiet := mobile("02 555 12 12", customer.Payer), mobile("0475 00 00 01", customer.Payer), mobile("0475 00 00 02", customer.Payer)
	gone.TextsRefusedOn, quiet.Purposes = date.Must("2026-01-05"), []customer.Purpose{customer.ForInvoices}
	other, payer, buyer := mobile("0475/00.00.03", ""), mobile("0475 00 00 04", customer.Payer), mobile("+31 6 12345678", customer.Purchaser)
	for name, c := range map[string]struct {
		contacts  []customer.Contact
		positions []customer.Position
		want      string
	}{
		"nobody":                              {nil, nil, ""},
		"a fixed line gets none":              {[]customer.Contact{fixed}, nil, ""},
		"a telephone that took none":          {[]customer.Contact{gone}, nil, ""},
		"who wants no reminders":              {[]customer.Contact{quiet}, nil, ""},
		"anybody before nobody":               {[]customer.Contact{fixed, gone, quiet, other}, nil, "+32475000003"},
		"a payer before others":               {[]customer.Contact{other, payer}, nil, "+32475000004"},
		"the position that the step asks for": {[]customer.Contact{other, payer, buyer}, []customer.Position{customer.Purchaser}, "+31612345678"},
		"a position that nobody has":          {[]customer.Contact{other, payer}, []customer.Position{customer.Director}, "+32475000004"},
		"the first of two":                    {[]customer.Contact{payer, mobile("0475 00 00 05", customer.Accountant)}, nil, "+32475000004"},
	} {
		got, found := Among(c.contacts, c.positions, "BE")
		if got.Number.E164 != c.want || found != (c.want != "") {
			t.Errorf("%s: %s, %t", name, got.Number.E164, found)
		}
	}
}
