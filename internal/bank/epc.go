package bank

import (
	"strings"
	"unicode/utf8"

	"acquit/internal/fault"
	"acquit/internal/money"
)

// Order is a transfer that somebody is asked to make, as a QR code tells it to the program
// of his bank (EPC069-12).
type Order struct {
	BIC       string // 8 or 11 letters and digits; banks of the EEA need none
	Name      string // of who is paid, at most 70 letters
	IBAN      string
	Amount    money.Amount // euros, from 0.01 to 999,999,999.99
	Purpose   string       // a code of at most four letters, or none
	Reference Reference    // an ISO 11649 one stands in a field of its own; others stand in the text
	Text      string       // at most 140 letters; none beside an ISO 11649 reference
	Note      string       // for the payer's eyes, at most 70 letters
	// First asks for version 1 of the code, for banks outside the EEA and programs that know
	// no other: there the BIC must stand.
	First bool
}

// mostPayload is how many bytes a code holds at the level of repair that is asked for.
const mostPayload = 331

// mostOrdered is the largest amount of a code, in cents.
const mostOrdered = 999_999_999_99

// Payload is the text of the code: its fields by line, in UTF-8, without those that are
// empty at its end.
//
// Errors: Invalid for what the code has no room for.
func (o Order) Payload() (string, error) {
	reference, text := "", o.Text
	if o.Reference.Scheme == RF {
		reference = o.Reference.Digits
	} else if o.Reference != (Reference{}) {
		text = strings.TrimSpace(o.Reference.String() + " " + text)
	}
	switch {
	case o.Amount.Currency != money.EUR || o.Amount.Minor < 1 || o.Amount.Minor > mostOrdered:
		return "", fault.New(fault.Invalid, "%s cannot be asked for by a QR code: it is for 0.01 to 999999999.99 euros", o.Amount.Text())
	case reference != "" && text != "":
		return "", fault.New(fault.Invalid, "a QR code has either a reference or a text: %q stands beside %s", text, reference)
	case o.First && o.BIC == "":
		return "", fault.New(fault.Invalid, "version 1 of a QR code names the bank: its BIC is missing")
	case o.BIC != "" && !IsBIC(o.BIC):
		return "", fault.New(fault.Invalid, "%q is no BIC", o.BIC)
	}
	iban, err := ParseIBAN(o.IBAN)
	if err != nil {
		return "", err
	}
	lines := []string{"BCD", o.version(), "1", "SCT", o.BIC, o.Name, iban, "EUR" + o.Amount.String(), o.Purpose, reference, text, o.Note}
	for _, f := range []struct {
		text string
		most int
	}{{o.Name, 70}, {o.Purpose, 4}, {text, 140}, {o.Note, 70}} {
		if utf8.RuneCountInString(f.text) > f.most || strings.ContainsAny(f.text, "\r\n") {
			return "", fault.New(fault.Invalid, "%q has no room in a QR code: it may have %d letters, on one line", f.text, f.most)
		}
	}
	if o.Name == "" {
		return "", fault.New(fault.Invalid, "a QR code says who is paid")
	}
	payload := strings.TrimRight(strings.Join(lines, "\n"), "\n")
	if len(payload) > mostPayload {
		return "", fault.New(fault.Invalid, "the QR code would have %d bytes, and holds %d", len(payload), mostPayload)
	}
	return payload, nil
}

func (o *Order) version() string {
	if o.First {
		return "001"
	}
	return "002"
}
