package en16931

import (
	"slices"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/format/xmlread"
	"acquit/internal/invoice"
)

// Draft is a document on its way out of its file: what a reader of either syntax
// gathers, and the small steps in which it does so. Finish makes a document of it.
type Draft struct {
	X      *xmlread.Reader // stands at the element that is being read
	Doc    *invoice.Document
	Credit bool   // the root element says that this is a credit note
	Spec   string // BT-24, which names the profile
	Totals Totals
	Taxes  []Tax
	Terms  Terms
	Payee  Party
	Debit  invoice.DirectDebit
	Done   Done

	syntax     string
	places     Places
	line       int // of the root element
	path       string
	totalsLine int
	payableIn  string // the currency beside the payable amount
}

// Done is when what the document asks for was delivered or done.
type Done struct {
	Delivered date.Date // BT-72
	Period    date.Date // BT-74, the last day of the period that is invoiced
}

// LastDay reads a day of which the latest counts, where several are stated.
func (d *Draft) LastDay(dst *date.Date) error {
	var day date.Date
	err := d.Day(&day)
	*dst = max(*dst, day)
	return err
}

// Places are the paths below the root element at which a syntax keeps what a
// document cannot do without: failures and warnings about it name them.
type Places struct{ Number, IssuedOn, DueOn, Currency, Totals, Gross, Payable, Terms, Payee string }

// NewDraft begins a document at the current element of x, its root. The name of
// the syntax begins the document's format.
func NewDraft(x *xmlread.Reader, syntax string, places Places) *Draft {
	return &Draft{X: x, syntax: syntax, places: places, line: x.Line(), path: x.Path(), Doc: &invoice.Document{
		Preceding: []string{}, Payment: []invoice.PaymentMeans{}, Instalments: []invoice.DocumentPart{},
		Lines: []invoice.Line{}, Notes: []string{}, Attachments: []invoice.AttachmentFile{}, Warnings: []fault.Note{},
	}}
}

// Text reads the current element's text into dst. The first one counts.
func (d *Draft) Text(dst *string) error {
	s, err := d.X.Text()
	Keep(dst, s)
	return err
}

// Texts adds the current element's text to dst.
func (d *Draft) Texts(dst *[]string) error {
	s, err := d.X.Text()
	if s != "" {
		*dst = append(*dst, s)
	}
	return err
}

// Inside reads the text of the children of one name into dst.
func (d *Draft) Inside(child string, dst *string) error {
	return d.X.Each(func(name string) error {
		if name == child {
			return d.Text(dst)
		}
		return nil
	})
}

// Day reads a day, bare or in an element inside. One that cannot be read is kept
// as a warning.
func (d *Draft) Day(dst *date.Date) error {
	text, err := d.X.DeepText()
	if err != nil || text == "" {
		return err
	}
	day, err := ParseDay(text)
	if err != nil {
		d.Odd("%q is not a day", text)
		return nil
	}
	if *dst == date.None {
		*dst = day
	}
	return nil
}

// Sum reads an amount, a quantity or a rate. One that cannot be read is kept as a
// warning.
func (d *Draft) Sum(dst *Sum) error {
	text, err := d.X.Text()
	if err != nil || text == "" {
		return err
	}
	sum, err := ParseSum(text)
	if err != nil {
		d.Odd("%q is not an amount", text)
		return nil
	}
	*dst = sum
	return nil
}

// Once is Sum for what a document may repeat: the first one counts.
func (d *Draft) Once(dst *Sum) error {
	if dst.Stated {
		return nil
	}
	return d.Sum(dst)
}

// SumInside reads an amount, a quantity or a rate in the children of these names. The
// first one counts.
func (d *Draft) SumInside(dst *Sum, children ...string) error {
	return d.X.Each(func(name string) error {
		if slices.Contains(children, name) {
			return d.Once(dst)
		}
		return nil
	})
}

// Endpoint reads an electronic address (BT-34, BT-49).
func (d *Draft) Endpoint(of *Party) error {
	scheme := d.X.Attr("schemeID")
	address, err := d.X.Text()
	of.Reach(scheme, address)
	return err
}

// Payable reads BT-115, the one amount that a document cannot do without.
func (d *Draft) Payable() error {
	d.payableIn = d.X.Attr("currencyID")
	text, err := d.X.Text()
	if err != nil {
		return err
	}
	if d.Totals.Payable, err = ParseSum(text); err != nil {
		return d.X.Fail("the payable amount %q is not an amount", text)
	}
	return nil
}

// InTotals reads the children of the element that holds the totals (BG-22).
func (d *Draft) InTotals(child func(name string) error) error {
	d.totalsLine = d.X.Line()
	return d.X.Each(child)
}

// TotalsLine is the line of the totals, 0 when there are none.
func (d *Draft) TotalsLine() int { return d.totalsLine }

// Pay adds a way to pay (BG-16), once for each of its references. What the
// document says twice is kept once.
func (d *Draft) Pay(means invoice.PaymentMeans, references []string) {
	means.IBAN, means.BIC = Account(means.IBAN), BIC(means.BIC)
	if len(references) == 0 {
		references = []string{""}
	}
	for _, means.Reference = range references {
		if !slices.Contains(d.Doc.Payment, means) {
			d.Doc.Payment = append(d.Doc.Payment, means)
		}
	}
}

// Precede notes an invoice that this document is about (BG-3).
func (d *Draft) Precede(number string) {
	if number != "" {
		d.Doc.Preceding = append(d.Doc.Preceding, number)
	}
}

// Line is a line (BG-25) as a document says it.
type Line struct {
	ID, Unit                      string
	Name, Description, Note       string // the first that is there is its text
	Quantity, Price, Net, TaxRate Sum
}

// Line adds a line, which is kept to be shown.
func (d *Draft) Line(l Line) {
	d.Doc.Lines = append(d.Doc.Lines, invoice.Line{
		ID: l.ID, Unit: l.Unit, Text: First(l.Name, l.Description, l.Note),
		Quantity: l.Quantity.Decimal, Price: l.Price.Decimal, Net: l.Net.Decimal, TaxRate: l.TaxRate.Decimal,
	})
}

// Charge adds an allowance or a charge on the whole document.
func (d *Draft) Charge(c Charge) {
	amount := c.Amount
	if !c.Adds {
		amount = amount.Minus()
	}
	d.Doc.Charges = append(d.Doc.Charges, invoice.Charge{
		Text: First(c.Reason, c.Code), Code: c.Code, Amount: amount.Decimal, Percent: c.Percent.Decimal, TaxRate: c.TaxRate.Decimal,
	})
}

// Charge is an allowance (BG-20) or a charge (BG-21) as a document says it.
type Charge struct {
	Adds                     bool // a charge; else an allowance
	Reason, Code             string
	Amount, Percent, TaxRate Sum
}

// maxWarnings is how many warnings a person may want to read.
const maxWarnings = 100

// Odd keeps a warning at the current element.
func (d *Draft) Odd(format string, args ...any) {
	d.note(d.X.Line(), d.X.Path(), fault.Say(format, args...))
}

// OddAt keeps a warning at a path below the root element.
func (d *Draft) OddAt(line int, path, format string, args ...any) {
	d.note(line, d.path+"/"+path, fault.Say(format, args...))
}

func (d *Draft) note(line int, path string, text fault.Text) {
	if len(d.Doc.Warnings) < maxWarnings {
		d.Doc.Warnings = append(d.Doc.Warnings, fault.Note{Place: fault.Place{Line: line, Path: path}, Text: text})
	}
}

// fail is a failure at a path below the root element.
func (d *Draft) fail(line int, path, format string, args ...any) error {
	return fault.At(line, d.path+"/"+path, format, args...)
}

// Keep sets dst unless it is set.
func Keep(dst *string, s string) {
	if *dst == "" {
		*dst = s
	}
}

// Yes reads an indicator of XML.
func Yes(s string) bool { return s == "true" || s == "1" }

// First returns the first text that says something.
func First(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}
