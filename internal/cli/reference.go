package cli

import (
	"cmp"
	"strconv"
	"strings"

	"acquit/internal/bank"
	"acquit/internal/fault"
	"acquit/internal/money"
	"acquit/internal/registry"
)

// numberCommands read and make what a payment or a business is told by.
type numberCommands struct {
	Check referenceCheck `cmd:"" help:"Tell what a structured reference, an account, a VAT or register number is."`
	Make  referenceMake  `cmd:"" help:"Make a structured reference, or the text of a QR code."`
}

type referenceCheck struct {
	Text    string `arg:"" help:"What to look at, as it is written."`
	Country string `placeholder:"CC" help:"In which country's register a number stands; the check digits tell when it is left out."`
}

// readingLine is one thing that a text may be, as "reference check" prints it.
type readingLine struct {
	Kind    string `json:"kind"`
	Country string `json:"country,omitempty"`
	Normal  string `json:"normal"`
	Printed string `json:"printed"`
	Checked bool   `json:"checked"`       // it has check digits, which agree
	VAT     string `json:"vat,omitempty"` // the VAT number that follows from it
}

func (c *referenceCheck) Run(a *app) error {
	lines := []readingLine{}
	if r, ok := bank.ParseReference(c.Text); ok {
		lines = append(lines, readingLine{Kind: string(r.Scheme), Normal: r.Digits, Printed: r.String(), Checked: r.Checked()})
	}
	if iban, err := bank.ParseIBAN(c.Text); err == nil {
		lines = append(lines, readingLine{Kind: "iban", Country: iban[:2], Normal: iban, Printed: bank.FormatIBAN(iban), Checked: true})
	}
	if n, err := registry.ParseEndpoint(c.Text); err == nil && n != (registry.Number{}) {
		lines = append(lines, readingOf(n))
	}
	lines = append(lines, c.numbers()...)
	err := a.print(map[string]any{"text": c.Text, "valid": len(lines) > 0, "readings": lines}, func() {
		for _, l := range lines {
			a.say("%s", l.words())
		}
	})
	if err == nil && len(lines) == 0 {
		err = c.refusal()
	}
	return err
}

func (l *readingLine) words() string {
	words := l.Kind + " " + l.Printed
	if l.Country != "" {
		words = l.Country + " " + words
	}
	if !l.Checked {
		words += ", without check digits"
	}
	if l.VAT != "" {
		words += ", VAT number " + l.VAT
	}
	return words
}

// registers are the countries in whose registers a number is looked for that names none.
var registers = [...]string{"BE", "FR", "NL", "LU"}

// numbers are the numbers of registers and tax offices that a text may be. Where no
// country is given, those do not count that any digits would be.
func (c *referenceCheck) numbers() (lines []readingLine) {
	if vat, err := registry.ParseVAT(c.Text, c.Country); err == nil && vat.Kind == registry.VAT {
		lines = append(lines, readingOf(vat))
	}
	countries := registers[:]
	if c.Country != "" {
		countries = []string{c.Country}
	}
	for _, country := range countries {
		n, err := registry.ParseEnterprise(c.Text, country)
		if err == nil && n.Country == country && n.Kind != registry.Other && (c.Country != "" || n.Checked()) {
			lines = append(lines, readingOf(n))
		}
	}
	return lines
}

func readingOf(n registry.Number) readingLine {
	l := readingLine{Kind: string(n.Kind), Country: n.Country, Normal: n.Digits, Printed: n.String(), Checked: n.Checked()}
	if vat, follows := registry.VATOf(n); follows {
		l.VAT = vat.Digits
	}
	return l
}

// refusal says why a text is nothing that is known.
func (c *referenceCheck) refusal() error {
	_, asAddress := registry.ParseEndpoint(c.Text)
	_, asEnterprise := registry.ParseEnterprise(c.Text, c.Country)
	_, asVAT := registry.ParseVAT(c.Text, c.Country)
	return cmp.Or(asAddress, asEnterprise, asVAT, error(fault.New(fault.Invalid, "%q is no structured reference, account, VAT or register number", c.Text)))
}

type referenceMake struct {
	OGM     makeOGM     `cmd:"" name:"ogm" help:"The Belgian one (OGM, VCS) of a number."`
	RF      makeRF      `cmd:"" name:"rf" help:"The ISO 11649 one of a text, such as an invoice number."`
	Kenmerk makeKenmerk `cmd:"" name:"betalingskenmerk" help:"The Dutch one of a number."`
	QRR     makeQRR     `cmd:"" name:"qrr" help:"The one of Swiss QR-bills, of a number."`
	EPC     makeEPC     `cmd:"" name:"epc" help:"The text of the QR code that asks for a transfer (EPC069-12)."`
}

type makeOGM struct {
	Number string `arg:"" help:"At most 10 digits."`
}

type makeRF struct {
	Text string `arg:"" help:"1 to 21 letters and digits; blanks and - . / _ are left out."`
}

type makeKenmerk struct {
	Number string `arg:"" help:"At most 15 digits."`
	Short  bool   `help:"With a digit for its length instead of zeros in front; of 7 to 12 digits."`
}

type makeQRR struct {
	Number string `arg:"" help:"At most 26 digits."`
}

func (c *makeOGM) Run(a *app) error {
	number, err := strconv.ParseInt(strings.Join(strings.Fields(c.Number), ""), 10, 64)
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "%q is no number of at most 10 digits", c.Number)
	}
	r, err := bank.MakeOGM(number)
	return a.sayReference(r, err)
}

func (c *makeRF) Run(a *app) error {
	r, err := bank.MakeRF(c.Text)
	return a.sayReference(r, err)
}

func (c *makeKenmerk) Run(a *app) error {
	if c.Short {
		r, err := bank.MakeShortKenmerk(c.Number)
		return a.sayReference(r, err)
	}
	r, err := bank.MakeKenmerk(c.Number)
	return a.sayReference(r, err)
}

func (c *makeQRR) Run(a *app) error {
	r, err := bank.MakeQRR(c.Number)
	return a.sayReference(r, err)
}

func (a *app) sayReference(r bank.Reference, err error) error {
	if err != nil {
		return err
	}
	return a.print(map[string]any{"kind": r.Scheme, "normal": r.Digits, "printed": r.String()}, func() { a.say("%s", r) })
}

type makeEPC struct {
	Name      string `required:"" help:"Who is paid."`
	IBAN      string `name:"iban" required:"" help:"On which account."`
	Amount    string `required:"" help:"How many euros."`
	BIC       string `name:"bic" help:"Of the bank; version 1 asks for it."`
	Reference string `help:"Structured reference: an ISO 11649 one in its own field, others in the text."`
	Text      string `help:"What else the transfer says."`
	Purpose   string `help:"Code of at most four letters."`
	Note      string `help:"For the payer's eyes."`
	Version   int    `default:"2" enum:"1,2" help:"Of the code: ${enum}."`
}

func (c *makeEPC) Run(a *app) error {
	amount, err := money.Parse(c.Amount, money.EUR)
	if err != nil {
		return err
	}
	order := bank.Order{First: c.Version == 1, BIC: c.BIC, Name: c.Name, IBAN: c.IBAN, Amount: amount, Purpose: c.Purpose, Text: c.Text, Note: c.Note}
	if c.Reference != "" {
		reference, ok := bank.ParseReference(c.Reference)
		if !ok {
			return fault.New(fault.Invalid, "%q is no structured reference", c.Reference)
		}
		order.Reference = reference
	}
	payload, err := order.Payload()
	if err != nil {
		return err
	}
	return a.print(map[string]any{"payload": payload, "bytes": len(payload)}, func() { a.say("%s", payload) })
}
