package render

import (
	"strconv"
	"strings"
	"time"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/locale"
	"acquit/internal/plan"
	"acquit/internal/render/paper"
	"acquit/internal/sign"
)

// Declaration is a document that a customer is asked to sign.
type Declaration struct {
	Company  *company.Company
	Customer *customer.Customer
	On       date.Date // when it was asked for
	Request  *sign.Request
	Plan     *plan.Plan // of a plan; nil otherwise
}

// PDF prints the declaration for the readers of w.
func (d *Declaration) PDF(w *locale.Words) ([]byte, error) {
	s := press{w, d.Company, d.Customer, d.On}
	p := s.sheet(plain(d.Request.Title))
	p.Pairs(s.parties())
	p.Space(2)
	p.Paragraph(w.T("sign.says_"+string(d.Request.Kind), "Customer", plain(d.Customer.Name), "Company", plain(d.Company.Name), "Amount", d.Request.Total, "Day", w.LongDate(d.On)))
	for _, part := range strings.Split(d.Request.Text, "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			p.Paragraph(plain(part))
		}
	}
	if len(d.Request.Shares) > 0 {
		p.Table(s.sharesOf(d.Request))
	}
	if d.Plan != nil {
		p.Table(s.scheduleOf(d.Plan))
		if late := s.late(d.Plan); late != "" {
			p.Paragraph(late)
		}
		p.Paragraph(w.T("sign.plan_broken"))
	}
	return p.Bytes()
}

// parties are who says something to whom.
func (s *press) parties() []paper.Pair {
	customer := []string{plain(s.customer.Name)}
	if n := s.customer.EnterpriseNumber; n != "" {
		customer = append(customer, plain(n))
	}
	return []paper.Pair{{Label: s.Cap("word.customer"), Value: strings.Join(customer, " · ")}, {Label: s.Cap("word.company"), Value: plain(s.company.Name)}}
}

func (s *press) sharesOf(r *sign.Request) *paper.Table {
	t := &paper.Table{Columns: []paper.Column{{Head: s.Cap("word.invoice"), Fill: true}, {Head: s.T("sign.open", "Currency", r.Total.Currency.String()), Right: true}}}
	for _, one := range r.Shares {
		t.Rows = append(t.Rows, paper.Row{Cells: paper.Texts(plain(one.Number), s.Amount(one.Amount))})
	}
	t.Foot = []paper.Row{{Strong: true, Cells: paper.Texts(s.T("sign.total"), s.Money(r.Total))}}
	return t
}

func (s *press) scheduleOf(p *plan.Plan) *paper.Table {
	t := &paper.Table{Title: s.T("sign.schedule"), Columns: []paper.Column{{Head: s.T("instalment.number")}, {Head: s.Cap("word.due_date"), Fill: true}, {Head: s.Cap("word.amount"), Right: true}}}
	for _, one := range p.Parts {
		t.Rows = append(t.Rows, paper.Row{Cells: paper.Texts(strconv.Itoa(one.Number), s.LongDate(one.DueOn), s.Money(one.Amount))})
	}
	return t
}

// late says what becomes of what was claimed for late payment; "" where nothing was.
func (s *press) late(p *plan.Plan) string {
	switch {
	case p.Beside.IsZero():
		return ""
	case p.WithBeside:
		return s.T("instalment.mail_with_beside", "Amount", p.Beside)
	}
	return s.T("sign.plan_without_late", "Amount", p.Beside)
}

// Certificate says who signed a document, and how that is known.
type Certificate struct {
	Company  *company.Company
	Customer *customer.Customer
	Request  *sign.Request
}

// Behind is a document with the certificate behind it, for the readers of w.
func (c *Certificate) Behind(w *locale.Words, document []byte) ([]byte, error) {
	s := press{w, c.Company, c.Customer, c.Request.ClosedOn}
	p := s.sheet(w.T("sign.certificate"))
	p.Paragraph(w.T("sign.certificate_says", "Title", plain(c.Request.Title), "Company", plain(c.Company.Name)))
	r := c.Request
	local := r.At.In(c.Company.Location())
	p.Pairs([]paper.Pair{
		{Label: w.T("sign.name"), Value: plain(r.Name)},
		{Label: w.T("sign.role"), Value: plain(r.Role)},
		{Label: w.Cap("word.customer"), Value: plain(c.Customer.Name)},
		{Label: w.T("sign.address"), Value: plain(r.Address)},
		{Label: w.T("sign.at"), Value: w.LongDate(date.Of(local)) + ", " + local.Format("15:04:05 MST") + " (" + r.At.UTC().Format(time.RFC3339) + ")"},
		{Label: w.T("sign.from"), Value: plain(r.From)},
		{Label: w.T("sign.agent"), Value: plain(r.Agent)},
		{Label: w.T("sign.reference"), Value: r.ID.String()},
		{Label: "SHA-256", Value: r.Document},
	})
	p.Paragraph(w.T("sign.how"))
	p.Paragraph(w.T("sign.check"))
	certificate, err := p.Bytes()
	if err != nil {
		return nil, err
	}
	return Bound([][]byte{document, certificate})
}
