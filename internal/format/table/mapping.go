package table

import (
	"slices"

	"acquit/internal/fault"
	"acquit/internal/format/table/sheet"
)

// Mapping says how a table is to be understood. It is a plain value, kept as JSON and
// found again by its kind and signature.
type Mapping struct {
	Kind      Kind         `json:"kind"`
	Signature string       `json:"signature"`
	Layout    sheet.Layout `json:"layout"`
	HeaderRow int          `json:"header_row"`          // line or row of the headings; 0: none
	FirstRow  int          `json:"first_row,omitempty"` // line or row of the first data; 0: the one behind the headings
	Columns   []Column     `json:"columns"`             // those that something is read from
	Sign      Sign         `json:"sign"`
	Currency  string       `json:"currency,omitempty"` // of all rows, where no column says it
	Account   string       `json:"account,omitempty"`  // ours, of all entries, where no column says it
	Preset    string       `json:"preset,omitempty"`   // the bank whose layout this is
}

// Column says what stands in one column.
type Column struct {
	At      int    `json:"at"` // from 0
	Heading string `json:"heading,omitempty"`
	Field   Field  `json:"field"`
	Rank    int    `json:"rank,omitempty"`    // which contact it belongs to, from 1; 0: the first
	Decimal string `json:"decimal,omitempty"` // "," or ".", of amounts; "" where nothing tells
	Order   Order  `json:"order,omitempty"`   // of days; "" where nothing tells
	Rest    bool   `json:"rest,omitempty"`    // the cells behind it belong to it
}

// Rule is how a table says on which side an amount stands.
type Rule string

// The rules. Positive is what comes to us: a payment in a bank's table, a debt in a
// customer's.
const (
	Signed   Rule = "signed"   // negative amounts are negative
	Inverse  Rule = "inverse"  // the other way round, as credit cards have it
	Marked   Rule = "marked"   // a word beside an amount without a sign
	Credited Rule = "credited" // credit less debit
	Debited  Rule = "debited"  // debit less credit
)

// Sign says on which side amounts stand.
type Sign struct {
	Rule     Rule `json:"rule"`
	Absolute bool `json:"absolute,omitempty"` // signs inside of the debit and credit columns say nothing more
}

// Column returns the column of a field, nil where there is none; the first of
// several.
func (m *Mapping) Column(f Field) *Column {
	at := slices.IndexFunc(m.Columns, func(c Column) bool { return c.Field == f })
	if at < 0 {
		return nil
	}
	return &m.Columns[at]
}

func (m *Mapping) has(any ...Field) bool {
	return slices.ContainsFunc(any, func(f Field) bool { return m.Column(f) != nil })
}

// reads reports whether something is read from a column.
func (m *Mapping) reads(column int) bool {
	return slices.ContainsFunc(m.Columns, func(c Column) bool { return c.At == column })
}

// Check says what is wrong with a mapping that a person or a program put together.
func (m *Mapping) Check() error {
	if !slices.Contains(Kinds(), m.Kind) {
		return fault.New(fault.Invalid, "%q is no kind of table", m.Kind)
	}
	taken := map[Field]bool{}
	for _, c := range m.Columns {
		switch {
		case c.At < 0:
			return fault.New(fault.Invalid, "a table has no column %d", c.At)
		case !c.Field.of(m.Kind):
			return fault.New(fault.Invalid, "%q is no field of such a table", c.Field)
		case taken[c.Field] && !c.Field.Several():
			return fault.New(fault.Invalid, "two columns cannot both be the field %q", c.Field)
		case c.Decimal != "" && c.Decimal != comma && c.Decimal != point:
			return fault.New(fault.Invalid, "%q is no decimal sign", c.Decimal)
		case c.Order != "" && c.Order != Serial && orderSets[c.Order] == 0:
			return fault.New(fault.Invalid, "%q is no order of days: dmy, mdy, ymd or serial", c.Order)
		}
		taken[c.Field] = true
	}
	if !slices.Contains([]Rule{Signed, Inverse, Marked, Credited, Debited}, m.Sign.Rule) {
		return fault.New(fault.Invalid, "%q is no rule for the signs of amounts", m.Sign.Rule)
	}
	if lacks := m.lacks(); len(lacks) > 0 {
		return &fault.Error{Kind: fault.Invalid, Text: lacks[0]}
	}
	return nil
}

// lacks are the things without which rows of a kind mean nothing.
func (m *Mapping) lacks() (all []fault.Text) {
	need := func(ok bool, otherwise fault.Text) {
		if !ok {
			all = append(all, otherwise)
		}
	}
	customer := m.has(CustomerNumber, CustomerName, VATID, EnterpriseNumber)
	amounts := m.has(Debit) || m.has(Credit)
	switch m.Kind {
	case Invoices:
		need(m.has(Number), fault.Say("no column says which invoice a row is"))
		need(customer, fault.Say("no column says which customer a row is about"))
		need(amounts || m.has(Total, OpenAmount), fault.Say("no column holds an amount"))
		need(m.has(IssuedOn, DueOn), fault.Say("no column holds the date of the invoice"))
	case Balances:
		need(customer, fault.Say("no column says which customer a row is about"))
		need(amounts || m.has(OpenAmount), fault.Say("no column holds an amount"))
	case Customers:
		need(m.has(CustomerName), fault.Say("no column holds the name of the customer"))
	case Contacts:
		need(customer, fault.Say("no column says which customer a row is about"))
		need(m.has(Contact, LastName, Email, Phone), fault.Say("no column holds a contact: a name, a mail address or a telephone number"))
	case Entries:
		need(m.has(BookedOn, ValueOn), fault.Say("no column holds the day of booking"))
		need(amounts || m.has(Amount), fault.Say("no column holds an amount"))
	}
	return all
}
