// Package customer is who owes: a business, a consumer or a public body, with
// the people to speak to there.
package customer

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
)

// Ref names a customer of a company.
type Ref struct{ Company, Customer id.ID }

// Kind decides which law protects a customer.
type Kind string

// The kinds of customer.
const (
	Business Kind = "business"
	Consumer Kind = "consumer"
	Public   Kind = "public"
)

// ParseKind reads a kind; the empty text is a business.
func ParseKind(s string) (Kind, error) {
	switch k := Kind(strings.ToLower(strings.TrimSpace(s))); k {
	case "":
		return Business, nil
	case Business, Consumer, Public:
		return k, nil
	}
	return "", fault.New(fault.Invalid, "%q is no kind of customer: business, consumer or public", s)
}

// Customer is one debtor of one company.
type Customer struct {
	ID               id.ID
	Number           string // the company's own name for it, unique
	ExternalID       string // what another program calls it, unique; "" when none did
	Name             string
	Kind             Kind
	Language         string // fr, nl, de or en
	Country          string // ISO 3166-1 alpha-2
	VATID            string
	EnterpriseNumber string
	Endpoint         string // electronic address, scheme:value
	Street           string
	Postcode         string
	City             string
	TermsDays        *int     // nil: the company's usual term
	Large            bool     // a large undertaking, which Dutch law gives less time to pay
	Labels           []string // the company's own words for it, as Labels gives them
	Manager          string   // mail address of the account manager, in lower case, who need not be a person of the company; "" for none
	Edited           []string // fields that a person changed here; imports leave them alone
	Import           id.ID    // the file that brought it, only when it is added; zero for none
	CreatedAt        time.Time
	MergedInto       id.ID      // the customer that stands for it since the two were merged; zero for none
	Merged           []Customer // those that were merged into it, where they are loaded
	// Letters do not reach the address, for the reason LettersRefused, a message.Back; None
	// while they may. A change of the address takes it back.
	LettersRefusedOn date.Date
	LettersRefused   string
}

// Postable reports whether letters may reach the customer.
func (c *Customer) Postable() bool { return c.HasAddress() && c.LettersRefusedOn == date.None }

// HasAddress reports whether the customer's address is whole.
func (c *Customer) HasAddress() bool { return c.Street != "" && c.Postcode != "" && c.City != "" }

// EditedHere reports whether a person changed the field here.
func (c *Customer) EditedHere(field string) bool { return slices.Contains(c.Edited, field) }

// Position is what a contact does at the customer's.
type Position string

// The positions that follow-up knows of.
const (
	Accountant Position = "accountant"
	Payer      Position = "payer"
	Purchaser  Position = "purchaser"
	Sales      Position = "sales"
	Director   Position = "director"
	Other      Position = "other"
)

// ParsePosition reads a position; the empty text and what is unknown are Other.
func ParsePosition(s string) Position {
	switch p := Position(strings.ToLower(strings.TrimSpace(s))); p {
	case Accountant, Payer, Purchaser, Sales, Director:
		return p
	}
	return Other
}

// Purpose is what a contact wants to be written about.
type Purpose string

// The purposes.
const (
	ForReminders Purpose = "reminders"
	ForInvoices  Purpose = "invoices"
	ForDisputes  Purpose = "disputes"
)

// Contact is a person, or a shared mailbox, at a customer's.
type Contact struct {
	ID       id.ID
	Customer id.ID
	Name     string
	Email    string
	Phone    string
	Position Position
	Language string // "" for the customer's
	Purposes []Purpose
	Edited   []string
	Former   []string // names and addresses it had before a person changed them here
	// Mails do not reach the address, as a server said in the words Refused; None while they do.
	RefusedOn date.Date
	Refused   string
	// Text messages do not reach the telephone, as a provider said in the words TextsRefused;
	// None while they do.
	TextsRefusedOn date.Date
	TextsRefused   string
	// Somebody called the number and learned that it is not the contact's; None while it may be.
	MisdialledOn date.Date
}

// Mailable reports whether mails may reach the contact.
func (c *Contact) Mailable() bool { return c.Email != "" && c.RefusedOn == date.None }

// Textable reports whether text messages may reach the contact, if its number is of a mobile
// telephone.
func (c *Contact) Textable() bool { return c.Callable() && c.TextsRefusedOn == date.None }

// Callable reports whether the contact may be called.
func (c *Contact) Callable() bool { return c.Phone != "" && c.MisdialledOn == date.None }

// Is reports whether a contact that a table names is this one: by its address, and by
// its name where the table has no address. What it was called before counts as well:
// the table may be older than what a person changed here.
func (c *Contact) Is(email, name string) bool {
	if email == "" {
		return c.Name == name || slices.Contains(c.Former, name)
	}
	same := func(address string) bool { return strings.EqualFold(address, email) }
	return same(c.Email) || slices.ContainsFunc(c.Former, same)
}

// Succeed keeps in c what the contact was called before.
func (c *Contact) Succeed(was *Contact) {
	c.Former = slices.Clone(was.Former)
	for _, word := range []string{was.Email, was.Name} {
		if word != "" && word != c.Email && word != c.Name && !slices.Contains(c.Former, word) {
			c.Former = append(c.Former, word)
		}
	}
}

// Wants reports whether the contact is to be written to for p. A contact without
// purposes wants everything.
func (c *Contact) Wants(p Purpose) bool {
	return len(c.Purposes) == 0 || slices.Contains(c.Purposes, p)
}

// Recipients are the mail addresses that a reminder goes to: the contacts who
// want reminders and have an address that mails reach; accountants and payers before others, so
// that nobody else is asked when one of them is known.
func Recipients(contacts []Contact) []string {
	var first, rest []string
	for _, c := range contacts {
		switch {
		case !c.Mailable() || !c.Wants(ForReminders):
		case c.Position == Accountant || c.Position == Payer:
			first = append(first, c.Email)
		default:
			rest = append(rest, c.Email)
		}
	}
	if len(first) > 0 {
		return first
	}
	return rest
}

// InvoiceRecipients are the mail addresses that invoices go to: the contacts who asked for
// invoices by name; where there are none those who want everything, accountants and payers before
// others.
func InvoiceRecipients(contacts []Contact) []string {
	var asked, first, rest []string
	for _, c := range contacts {
		switch {
		case !c.Mailable() || !c.Wants(ForInvoices):
		case len(c.Purposes) > 0:
			asked = append(asked, c.Email)
		case c.Position == Accountant || c.Position == Payer:
			first = append(first, c.Email)
		default:
			rest = append(rest, c.Email)
		}
	}
	switch {
	case len(asked) > 0:
		return asked
	case len(first) > 0:
		return first
	}
	return rest
}

// RecipientsAmong are the mail addresses of those contacts who want reminders and have one of
// the positions; where there is none, or no position is named, those of Recipients.
func RecipientsAmong(contacts []Contact, positions []Position) (all []string) {
	for _, c := range contacts {
		if c.Mailable() && c.Wants(ForReminders) && slices.Contains(positions, c.Position) {
			all = append(all, c.Email)
		}
	}
	if len(all) == 0 {
		return Recipients(contacts)
	}
	return all
}

// legalForms are left out of a name's key, so that "Lys & Fils SRL" and "Lys et
// Fils" come near each other.
var legalForms = map[string]bool{
	"sa": true, "nv": true, "sprl": true, "bvba": true, "srl": true, "bv": true, "sarl": true, "sas": true,
	"gmbh": true, "ag": true, "ug": true, "kg": true, "asbl": true, "vzw": true, "sc": true, "scrl": true,
	"cv": true, "cvba": true, "eurl": true, "sasu": true, "ltd": true, "limited": true, "inc": true, "llc": true,
	"ohg": true, "ev": true, "vof": true, "snc": true, "et": true, "en": true, "und": true, "and": true,
}

// NameKey folds a name to what is compared and sorted: lower case, no accents, no
// punctuation, no legal form.
func NameKey(name string) string {
	plain := name
	if strings.IndexFunc(name, func(r rune) bool { return r > unicode.MaxASCII }) >= 0 {
		fold := transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC)
		if folded, _, err := transform.String(fold, name); err == nil {
			plain = folded
		}
	}
	// "S.A." and "B.V." are one word each.
	plain = strings.ReplaceAll(strings.ToLower(plain), ".", "")
	words := strings.FieldsFunc(plain, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var kept []string
	for _, w := range words {
		if !legalForms[w] {
			kept = append(kept, w)
		}
	}
	if len(kept) == 0 {
		kept = words
	}
	return strings.Join(kept, " ")
}

// HasLabel reports whether the customer bears a label, whatever its case.
func (c *Customer) HasLabel(label string) bool {
	return slices.ContainsFunc(c.Labels, func(l string) bool { return strings.EqualFold(l, label) })
}
