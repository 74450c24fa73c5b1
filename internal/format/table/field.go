package table

import (
	"slices"

	"acquit/internal/fault"
)

// Kind is what the rows of a table are.
type Kind string

// The kinds of table.
const (
	Invoices  Kind = "invoices"  // one invoice or credit note in each row
	Balances  Kind = "balances"  // what each customer owes, one row for each
	Customers Kind = "customers" // one customer in each row, with one contact or several
	Contacts  Kind = "contacts"  // one contact in each row
	Entries   Kind = "entries"   // one bank entry in each row
)

// Kinds are the kinds of table.
func Kinds() []Kind { return []Kind{Invoices, Balances, Customers, Contacts, Entries} }

// Field is what a column can mean. Which fields a row may have depends on its kind.
type Field uint8

// The fields. None is a column that nothing is read from.
const (
	None Field = iota

	CustomerNumber
	CustomerName
	VATID
	EnterpriseNumber
	Street
	HouseNumber
	Postcode
	City
	Locality // postcode and city in one
	Country
	Language
	Email
	Phone
	TermsDays
	CustomerKind
	Labels
	Manager // account manager
	Contact
	FirstName
	LastName
	Position

	Number // of an invoice
	Type   // which of the rows are credit notes
	IssuedOn
	DueOn
	Total
	OpenAmount
	Paid
	Net
	Tax
	OrderReference
	DeliveredOn

	Debit
	Credit
	Side // on which the amount stands, debit or credit
	Currency
	Reference // structured
	Text
	IBAN // of the other side
	BIC

	BookedOn
	ValueOn
	Amount
	Balance       // behind the entry
	BalanceBefore // it
	Name          // of the other side
	PayerName
	PayerIBAN
	PayerBIC
	PayeeName
	PayeeIBAN
	PayeeBIC
	EndToEnd
	Mandate
	BankRef
	Code
	Status
	Fee
	OriginalAmount
	OriginalCurrency
	Account // ours
	Owner   // of our account

	fieldCount
)

// sort is what the values of a field are.
type sort uint8

const (
	words   sort = iota // any text
	code                // a text in which blanks and case mean nothing
	day                 // a date
	amount              // of money
	several             // text, of which a row may have several columns
)

// fieldSpec is what is known of a field.
type fieldSpec struct {
	name  string // in JSON
	sort  sort
	kinds []Kind
}

// whose are the kinds in which rows name a customer.
var whose = []Kind{Invoices, Balances, Customers, Contacts}

var fields = [fieldCount]fieldSpec{
	None:             {"", words, nil},
	CustomerNumber:   {"customer_number", words, whose},
	CustomerName:     {"customer_name", words, whose},
	VATID:            {"vat_id", code, whose},
	EnterpriseNumber: {"enterprise_number", code, whose},
	Street:           {"street", words, whose[:3]},
	HouseNumber:      {"house_number", words, whose[:3]},
	Postcode:         {"postcode", words, whose[:3]},
	City:             {"city", words, whose[:3]},
	Locality:         {"locality", words, whose[:3]},
	Country:          {"country", code, whose[:3]},
	Language:         {"language", words, whose},
	Email:            {"email", several, whose},
	Phone:            {"phone", several, whose},
	TermsDays:        {"terms_days", words, []Kind{Invoices, Customers}},
	CustomerKind:     {"customer_kind", words, []Kind{Customers}},
	Labels:           {"labels", words, []Kind{Customers}},
	Manager:          {"manager", words, []Kind{Customers}},
	Contact:          {"contact", several, whose},
	FirstName:        {"first_name", several, whose[2:]},
	LastName:         {"last_name", several, whose[2:]},
	Position:         {"position", several, whose[2:]},

	Number:         {"number", words, []Kind{Invoices}},
	Type:           {"type", words, []Kind{Invoices}},
	IssuedOn:       {"issue_date", day, []Kind{Invoices}},
	DueOn:          {"due_date", day, []Kind{Invoices}},
	Total:          {"total", amount, []Kind{Invoices}},
	OpenAmount:     {"open", amount, []Kind{Invoices, Balances}},
	Paid:           {"paid", amount, []Kind{Invoices}},
	Net:            {"net", amount, []Kind{Invoices}},
	Tax:            {"tax", amount, []Kind{Invoices}},
	OrderReference: {"order_reference", words, []Kind{Invoices}},
	DeliveredOn:    {"delivery_date", day, []Kind{Invoices}},

	Debit:     {"debit", amount, []Kind{Invoices, Balances, Entries}},
	Credit:    {"credit", amount, []Kind{Invoices, Balances, Entries}},
	Side:      {"side", words, []Kind{Invoices, Balances, Entries}},
	Currency:  {"currency", code, []Kind{Invoices, Balances, Customers, Entries}},
	Reference: {"reference", words, []Kind{Invoices, Entries}},
	Text:      {"text", several, []Kind{Invoices, Entries}},
	IBAN:      {"iban", code, []Kind{Invoices, Balances, Customers, Entries}},
	BIC:       {"bic", code, []Kind{Customers, Entries}},

	BookedOn:         {"booking_date", day, []Kind{Entries}},
	ValueOn:          {"value_date", day, []Kind{Entries}},
	Amount:           {"amount", amount, []Kind{Entries}},
	Balance:          {"balance", amount, []Kind{Entries}},
	BalanceBefore:    {"balance_before", amount, []Kind{Entries}},
	Name:             {"name", words, []Kind{Entries}},
	PayerName:        {"payer_name", words, []Kind{Entries}},
	PayerIBAN:        {"payer_iban", code, []Kind{Entries}},
	PayerBIC:         {"payer_bic", code, []Kind{Entries}},
	PayeeName:        {"payee_name", words, []Kind{Entries}},
	PayeeIBAN:        {"payee_iban", code, []Kind{Entries}},
	PayeeBIC:         {"payee_bic", code, []Kind{Entries}},
	EndToEnd:         {"end_to_end_id", words, []Kind{Entries}},
	Mandate:          {"mandate_id", words, []Kind{Entries}},
	BankRef:          {"bank_reference", words, []Kind{Entries}},
	Code:             {"code", words, []Kind{Entries}},
	Status:           {"status", words, []Kind{Entries}},
	Fee:              {"fee", amount, []Kind{Entries}},
	OriginalAmount:   {"original_amount", amount, []Kind{Entries}},
	OriginalCurrency: {"original_currency", code, []Kind{Entries}},
	Account:          {"account", code, []Kind{Entries}},
	Owner:            {"owner", words, []Kind{Entries}},
}

// Fields are the fields that a row of a kind may have.
func Fields(k Kind) (all []Field) {
	for f := None + 1; f < fieldCount; f++ {
		if f.of(k) {
			all = append(all, f)
		}
	}
	return all
}

// of reports whether rows of a kind may have the field.
func (f Field) of(k Kind) bool { return f < fieldCount && slices.Contains(fields[f].kinds, k) }

// Several reports whether a row may have the field in several columns.
func (f Field) Several() bool { return fields[f].sort == several }

// IsAmount reports whether the values of the field are amounts.
func (f Field) IsAmount() bool { return fields[f].sort == amount }

// String is the field's name in JSON.
func (f Field) String() string {
	if f >= fieldCount {
		return ""
	}
	return fields[f].name
}

// MarshalText writes the name.
func (f Field) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads a name; the empty one is None.
func (f *Field) UnmarshalText(text []byte) error {
	for n, spec := range fields {
		if spec.name == string(text) {
			*f = Field(n)
			return nil
		}
	}
	return fault.New(fault.Invalid, "%q is no field of a table", text)
}
