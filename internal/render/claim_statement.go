package render

import (
	"strings"

	"acquit/internal/allocation"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/registry"
	"acquit/internal/render/paper"
)

// ClaimStatement is what a creditor claims of a debtor on a day, as a lawyer, a bailiff or
// a court reads it: the parties, the sums by invoice, what was paid, and how each sum was
// computed.
type ClaimStatement struct {
	Company   *company.Company
	Customer  *customer.Customer
	On        date.Date // the day for which every claim was computed
	Invoices  []ClaimedInvoice
	Reference string // to write with a payment; "" for the customer's number
}

// PDF prints the statement for the readers of w.
//
// Errors: Invalid where it claims nothing, where its claims are of different days, or in
// different currencies; Unlawful where it lacks what a court asks for.
func (c *ClaimStatement) PDF(w *locale.Words) ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	s := press{w, c.Company, c.Customer, c.On}
	p := s.sheet(w.T("paper.claim.title"))
	p.Paragraph(w.T("paper.claim.intro", "Day", c.On))
	s.sides(p)
	s.claimed(p, c)
	if err := s.payClaim(p, c); err != nil {
		return nil, err
	}
	s.annexes(p, c)
	return p.Bytes()
}

// sides shows who claims, and of whom.
func (s *press) sides(p *paper.Paper) {
	s.party(p, s.T("paper.claim.creditor"), creditorOf(s.company))
	s.party(p, s.T("paper.claim.debtor"), debtorOf(s.customer))
}

// claimed shows what is claimed, invoice by invoice, and what was paid of it.
func (s *press) claimed(p *paper.Paper, c *ClaimStatement) {
	p.Table(entitled(s.T("paper.claim.sums"), s.claims(c.Invoices)))
	if paid := s.paid(c.Invoices); paid != nil {
		p.Table(entitled(s.T("paper.claim.paid"), paid))
	}
}

// annexes show how the claim for each invoice was computed.
func (s *press) annexes(p *paper.Paper, c *ClaimStatement) {
	for n := range c.Invoices {
		p.Chapter(s.T("paper.claim.annex", "N", n+1, "Number", plain(c.Invoices[n].Number)))
		s.computed(p, &c.Invoices[n])
	}
}

func (c *ClaimStatement) check() error {
	if len(c.Invoices) == 0 {
		return fault.New(fault.Invalid, "a statement of claim against %s claims nothing", c.Customer.Name)
	}
	currency := c.Invoices[0].Principal.Currency
	for n := range c.Invoices {
		switch i := &c.Invoices[n]; {
		case i.Claim.On != c.On:
			return fault.New(fault.Invalid, "the claim for invoice %s was computed for %s, and the statement is of %s", i.Number, i.Claim.On, c.On)
		case i.Principal.Currency != currency:
			return fault.New(fault.Invalid, "a statement of claim is in one currency: invoice %s is not in %s", i.Number, currency)
		}
	}
	return c.lawful()
}

// total is what is claimed for all invoices.
func (c *ClaimStatement) total() allocation.Claim {
	sum := allocation.Nothing(c.Invoices[0].Principal.Currency)
	for n := range c.Invoices {
		sum = sum.Plus(c.Invoices[n].asked())
	}
	return sum
}

// party shows who is in it, with all numbers that are known.
func (s *press) party(p *paper.Paper, name string, of party) {
	all := []paper.Pair{{Label: name, Value: plain(of.name), Strong: true}}
	add := func(label, value string) {
		if value = plain(value); value != "" {
			all = append(all, paper.Pair{Label: label, Value: value})
		}
	}
	place := filled(of.street, of.postcode+" "+of.city)
	if of.country != "" {
		place = append(place, countryName(of.country, string(s.Tag)))
	}
	add(s.T("paper.claim.address"), strings.Join(place, ", "))
	add(s.T("paper.claim.enterprise"), of.enterprise)
	add(s.T("paper.claim.vat"), of.vat)
	add(s.T("mail.customer_number"), of.number)
	p.Pairs(all)
}

// party is a creditor or a debtor.
type party struct{ name, street, postcode, city, country, enterprise, vat, number string }

func creditorOf(c *company.Company) party {
	return party{c.Name, c.Street, c.Postcode, c.City, c.Country, registry.PrintEnterprise(c.EnterpriseNumber, c.Country), registry.PrintVAT(c.VATID, c.Country), ""}
}

func debtorOf(c *customer.Customer) party {
	return party{c.Name, c.Street, c.Postcode, c.City, c.Country, registry.PrintEnterprise(c.EnterpriseNumber, c.Country), registry.PrintVAT(c.VATID, c.Country), c.Number}
}

// claims are what is owed for each invoice.
func (s *press) claims(all []ClaimedInvoice) *paper.Table {
	t := &paper.Table{Columns: append([]paper.Column{{Head: s.Cap("word.invoice"), Fill: true}}, append(s.partColumns(), paper.Column{Head: s.Cap("word.total"), Right: true})...)}
	sum := allocation.Nothing(all[0].Principal.Currency)
	row := func(asked *allocation.Claim, first paper.Cell) paper.Row {
		return paper.Row{Cells: append([]paper.Cell{first}, paper.Texts(append(s.partAmounts(asked), s.Money(asked.Total()))...)...)}
	}
	for n := range all {
		i := &all[n]
		asked := i.asked()
		sum = sum.Plus(asked)
		t.Rows = append(t.Rows, row(&asked, paper.Cell{Text: plain(i.Number), Strong: true, Notes: filled(s.issued(i.IssuedOn), s.T("paper.claim.due", "Day", s.ShortDate(i.DueOn)))}))
	}
	total := row(&sum, paper.Cell{Text: s.Cap("word.total")})
	total.Strong = true
	t.Foot = []paper.Row{total}
	return t
}

// paid is what came in for all invoices; nil where nothing did.
func (s *press) paid(all []ClaimedInvoice) *paper.Table {
	t := &paper.Table{Columns: []paper.Column{{Head: s.T("paper.annex.came_on")}, {Head: s.Cap("word.invoice"), Fill: true}, {Head: s.Cap("word.amount"), Right: true}}}
	sum := money.Of(0, all[0].Principal.Currency)
	for n := range all {
		for _, settled := range all[n].Claim.Settled {
			sum = sum.Add(settled.Fact.Amount)
			t.Rows = append(t.Rows, paper.Row{Cells: paper.Texts(s.ShortDate(settled.Fact.On), plain(all[n].Number), s.Money(settled.Fact.Amount))})
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	t.Foot = []paper.Row{{Strong: true, Cells: paper.Texts(s.Cap("word.total"), s.Money(sum))}}
	return t
}

// payClaim says where to pay the whole claim.
func (s *press) payClaim(p *paper.Paper, c *ClaimStatement) error {
	if c.Company.IBAN == "" {
		return nil
	}
	with := c.Reference
	if with == "" {
		with = plain(c.Customer.Number)
	}
	total := c.total()
	p.Heading(s.T("paper.claim.pay"))
	return s.pay(p, total.Total(), with, s.T("paper.code"), s.account(with))
}
