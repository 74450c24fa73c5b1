package render

import (
	"cmp"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"acquit/internal/bank"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/registry"
	"acquit/internal/render/paper"
)

// press prints for a reader what a company writes to, or about, one customer.
type press struct {
	*locale.Words
	company  *company.Company
	customer *customer.Customer
	on       date.Date
}

// begin is an empty document with the company's foot.
func (s *press) begin(title string) *paper.Paper {
	name := plain(s.company.Name)
	return paper.New(paper.Head{
		Title: title, Author: name, Language: string(s.Tag), On: s.on,
		Running: strings.Join([]string{name, title, s.ShortDate(s.on)}, " · "),
		Foot:    s.foot(),
		Page:    func(page, pages int) string { return s.T("paper.page", "Page", page, "Pages", pages) },
	})
}

// sheet begins a document that is no letter.
func (s *press) sheet(title string) *paper.Paper {
	p := s.begin(title)
	p.Letterhead(plain(s.company.Name), s.contact())
	p.Space(6)
	p.Title(title)
	return p
}

// letter begins a letter to the customer.
func (s *press) letter(subject string, facts []line) *paper.Paper {
	p := s.begin(subject)
	p.Letter(&paper.Letter{
		Name: plain(s.company.Name), Contact: s.contact(), Sender: s.sender(), Addressee: s.addressee(),
		Facts: pairs(facts), Place: s.place(), Subject: subject,
		Window: windowOf(s.company.Country), Folds: s.company.Country == "DE",
	})
	return p
}

// windowOf is where the envelopes of a country have their window. Belgium, France and
// Luxembourg have it at the right, the Netherlands and Germany at the left.
func windowOf(country string) paper.Window {
	switch country {
	case "BE", "FR", "LU":
		return paper.Right
	}
	return paper.Left
}

func (s *press) place() string {
	if city := plain(s.company.City); city != "" {
		return s.T("paper.place", "City", city, "Day", s.on)
	}
	return s.LongDate(s.on)
}

func (s *press) contact() []string { return Imprint(s.Words, s.company)[1:] }

// sender is where an envelope goes back to that nobody takes.
func (s *press) sender() string {
	c := s.company
	return strings.Join(filled(c.Name, c.Street, c.Postcode+" "+c.City), " · ")
}

// addressee names the country where it is another one, in the language of the company's
// post, in capitals, as the Universal Postal Union asks.
func (s *press) addressee() []string {
	c := s.customer
	lines := filled(c.Name, c.Street, c.Postcode+" "+c.City)
	if c.Country != "" && c.Country != s.company.Country {
		lines = append(lines, strings.ToUpper(countryName(c.Country, cmp.Or(s.company.Language, string(s.Tag)))))
	}
	return lines
}

// countryName is what a language calls a country; the code where it has no name for it.
func countryName(code, of string) string {
	region, err := language.ParseRegion(code)
	tag, wrong := language.Parse(of)
	if err != nil || wrong != nil {
		return code
	}
	if name := display.Regions(tag).Name(region); name != "" {
		return name
	}
	return code
}

// foot is who writes and where to pay, below every page.
func (s *press) foot() []string {
	c := s.company
	lines := []string{strings.Join(filled(c.Name, c.Street, c.Postcode+" "+c.City, registry.PrintEnterprise(c.EnterpriseNumber, c.Country)), " · ")}
	if c.IBAN != "" {
		account := "IBAN " + bank.FormatIBAN(c.IBAN)
		if c.BIC != "" {
			account += " · BIC " + plain(c.BIC)
		}
		lines = append(lines, account)
	}
	return lines
}

// pay says where to pay, with a QR code where one can ask for it: for an amount of euros,
// to an account that is known.
func (s *press) pay(p *paper.Paper, amount money.Amount, with, caption string, beside []paper.Pair) error {
	payload, err := s.order(amount, with).Payload()
	if err != nil {
		p.Pairs(beside)
		return nil // the words beside it say the same
	}
	return p.Code(payload, caption, append([]paper.Pair{{Label: s.Cap("word.amount"), Value: s.Money(amount), Strong: true}}, beside...))
}

// account are the company's account and what to write with a payment.
func (s *press) account(with string) []paper.Pair {
	c := s.company
	all := []paper.Pair{{Label: s.T("mail.pay.to"), Value: plain(c.Name)}, {Label: "IBAN", Value: bank.FormatIBAN(c.IBAN), Strong: true}}
	if c.BIC != "" {
		all = append(all, paper.Pair{Label: "BIC", Value: plain(c.BIC)})
	}
	if with != "" {
		all = append(all, paper.Pair{Label: s.T("mail.pay.reference"), Value: printed(with), Strong: true})
	}
	return all
}

// order is a transfer to the company.
func (s *press) order(amount money.Amount, with string) bank.Order {
	c := s.company
	o := bank.Order{Name: first(plain(c.Name), mostPayee), IBAN: c.IBAN, Amount: amount}
	if bank.IsBIC(c.BIC) {
		o.BIC = c.BIC
	}
	if r, ok := bank.ParseReference(with); ok {
		o.Reference = r
	} else {
		o.Text = first(plain(with), mostRemittance)
	}
	return o
}

// What a code has room for, in letters (EPC069-12).
const (
	mostPayee      = 70
	mostRemittance = 140
)

// first is the beginning of a text.
func first(text string, letters int) string {
	if runes := []rune(text); len(runes) > letters {
		return string(runes[:letters])
	}
	return text
}

// filled are the texts that are not empty, on one line each.
func filled(texts ...string) (lines []string) {
	for _, text := range texts {
		if text = plain(text); text != "" {
			lines = append(lines, text)
		}
	}
	return lines
}

// entitled gives a table its title.
func entitled(title string, t *paper.Table) *paper.Table {
	t.Title = title
	return t
}

func pairs(lines []line) (all []paper.Pair) {
	for _, l := range lines {
		all = append(all, paper.Pair(l))
	}
	return all
}

// Imprint says who writes, as completely as it is known: a reader must be able to tell the
// creditor from someone who pretends to be it. The first line is the name.
func Imprint(w *locale.Words, c *company.Company) []string {
	lines := []string{plain(c.Name)}
	lines = append(lines, filled(c.Street, c.Postcode+" "+c.City, c.Phone, c.Email)...)
	if c.EnterpriseNumber != "" {
		lines = append(lines, w.T("mail.enterprise_number", "Number", registry.PrintEnterprise(c.EnterpriseNumber, c.Country)))
	}
	if c.VATID != "" {
		lines = append(lines, w.T("mail.vat_id", "Number", registry.PrintVAT(c.VATID, c.Country)))
	}
	return lines
}
