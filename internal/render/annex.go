package render

import (
	"slices"
	"strings"

	"acquit/internal/allocation"
	"acquit/internal/claim"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/explain"
	"acquit/internal/law"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/render/paper"
)

// ClaimedInvoice is what is claimed for one invoice, and by which rule it was computed.
type ClaimedInvoice struct {
	Number    string
	IssuedOn  date.Date
	DueOn     date.Date
	Principal money.Amount // what was owed before anything was paid
	Claim     claim.Claim
	// LetGo is what is not asked of what is owed: it was let go, or may not be asked yet.
	// The zero value is nothing.
	LetGo allocation.Claim
	Rule  law.Rule
	Sent  Sent // how the invoice got there, where it was sent from here
}

// Sent is when an invoice was sent, and to whom.
type Sent struct {
	On date.Date // None where it was not sent from here
	To []string  // addresses of a mail; none for a letter
}

// said is that an invoice was sent, in words; "" where it was not sent from here.
func (s *Sent) said(w *locale.Words) string {
	switch {
	case s.On == date.None:
		return ""
	case len(s.To) == 0:
		return w.T("delivery.paper_by_post", "Day", s.On)
	}
	return w.T("delivery.paper_by_mail", "Day", s.On, "To", plain(strings.Join(s.To, ", ")))
}

// ClaimedOf is what is claimed for the invoice of a number: what the law makes of its debt,
// less what was let go and what may not be asked yet.
func ClaimedOf(number string, issued date.Date, c *claim.Case, s *claim.Standing) ClaimedInvoice {
	none := money.Of(0, c.Debt.Principal.Currency)
	left := s.Owed.Less(s.Due())
	for _, part := range []*money.Amount{&left.Principal, &left.Interest, &left.Compensation, &left.Costs} {
		if part.Sign() < 0 { // more was asked than came due
			*part = none
		}
	}
	return ClaimedInvoice{Number: number, IssuedOn: issued, DueOn: c.Debt.DueOn, Principal: c.Debt.Principal, Claim: s.Claim, Rule: c.Rule, LetGo: left}
}

// asked is what is owed without what was let go.
func (i *ClaimedInvoice) asked() allocation.Claim { return i.Claim.Owed.Less(i.LetGo) }

// Annex shows how the claims for invoices were computed: what a reader needs to reckon
// them himself. There is at least one, and all are of one day.
type Annex struct {
	Company  *company.Company
	Customer *customer.Customer
	Invoices []ClaimedInvoice
}

// PDF prints the annex for the readers of w.
func (a *Annex) PDF(w *locale.Words) ([]byte, error) {
	s := press{w, a.Company, a.Customer, a.Invoices[0].Claim.On}
	p := s.sheet(w.T("paper.annex.title", "Number", plain(a.Invoices[0].Number)))
	p.Pairs([]paper.Pair{
		{Label: w.Cap("word.creditor"), Value: plain(a.Company.Name)},
		{Label: w.Cap("word.debtor"), Value: plain(a.Customer.Name)},
	})
	s.computed(p, &a.Invoices[0])
	for n := range a.Invoices[1:] {
		i := &a.Invoices[n+1]
		p.Chapter(w.T("paper.annex.title", "Number", plain(i.Number)))
		s.computed(p, i)
	}
	return p.Bytes()
}

// computed shows the claim for an invoice: what it rests on, each period, what payments
// settled, and what is left.
func (s *press) computed(p *paper.Paper, i *ClaimedInvoice) {
	p.Pairs(s.basis(i))
	p.Paragraph(s.T("paper.annex.formula") + " " + s.T("paper.annex.rounding"))
	if i.Rule.Compounds {
		p.Paragraph(s.T("paper.annex.compounds"))
	}
	if len(i.Claim.Periods) == 0 {
		p.Paragraph(s.T("paper.annex.no_interest"))
	} else {
		p.Table(s.periods(&i.Claim))
	}
	if said := explain.LateSum(s.Words, &i.Claim, &i.Rule.Compensation); said != "" {
		p.Paragraph(said)
	}
	if len(i.Claim.Settled) > 0 {
		p.Table(entitled(s.T("paper.annex.settled"), s.settled(i.Claim.Settled)))
	}
	p.Table(entitled(s.T("paper.annex.owed", "Day", i.Claim.On), s.parts(i)))
}

func (s *press) basis(i *ClaimedInvoice) []paper.Pair {
	year := s.T("paper.annex.year_365")
	if i.Rule.Count == law.Actual {
		year = s.T("paper.annex.year_actual")
	}
	all := []paper.Pair{
		{Label: s.Cap("word.invoice"), Value: strings.TrimSpace(plain(i.Number) + " " + s.issued(i.IssuedOn)), Strong: true},
	}
	if sent := i.Sent.said(s.Words); sent != "" {
		all = append(all, paper.Pair{Label: s.T("delivery.sent"), Value: sent})
	}
	all = append(all, paper.Pair{Label: s.Cap("word.due_date"), Value: s.LongDate(i.DueOn)}, paper.Pair{Label: s.Cap("word.principal"), Value: s.Money(i.Principal)})
	if periods := i.Claim.Periods; len(periods) > 0 {
		all = append(all, paper.Pair{Label: s.T("paper.annex.since"), Value: s.LongDate(periods[0].From)})
	}
	return append(all, paper.Pair{Label: s.T("paper.annex.until"), Value: s.LongDate(i.Claim.On)},
		paper.Pair{Label: s.T("paper.annex.count"), Value: year},
		paper.Pair{Label: s.T("paper.annex.law"), Value: s.Source(i.Rule.Source)})
}

// issued is "of 12/03/2026", or nothing.
func (s *press) issued(on date.Date) string {
	if on == date.None {
		return ""
	}
	return s.T("mail.of_day", "Day", s.ShortDate(on))
}

// periods are the periods of a claim, each with the source of its rate.
func (s *press) periods(c *claim.Claim) *paper.Table {
	t := &paper.Table{Columns: []paper.Column{
		{Head: s.T("paper.annex.period"), Fill: true}, {Head: s.T("paper.annex.days"), Right: true}, {Head: s.T("paper.annex.of_year"), Right: true},
		{Head: s.T("paper.annex.rate"), Right: true}, {Head: s.T("paper.annex.base"), Right: true}, {Head: s.T("paper.annex.interest"), Right: true}}}
	days := 0
	for n := range c.Periods {
		period := &c.Periods[n]
		days += period.Days
		t.Rows = append(t.Rows, paper.Row{Note: s.rateSource(period.Sources), Cells: paper.Texts(
			s.ShortDate(period.From)+" – "+s.ShortDate(period.Until), s.Int(int64(period.Days)), s.Int(int64(period.Year)),
			explain.Yearly(s.Words, period.Rate), s.Money(period.Base), explain.Long(s.Words, period.Interest()))})
	}
	t.Foot = []paper.Row{
		{Cells: paper.Texts(s.T("paper.annex.unrounded", "Days", s.N("word.n_days", days)), explain.Long(s.Words, c.Unrounded()))},
		{Cells: paper.Texts(s.T("paper.annex.rounded"), s.Money(c.Accrued)), Strong: true}}
	return t
}

// rateSource names where the rate of a period comes from, each source once, and how well
// it is known.
func (s *press) rateSource(all []law.Rate) string {
	var named []string
	for _, r := range all {
		text := s.Source(plain(r.Source)) + " (" + s.mark(r.Mark) + ")"
		if !slices.Contains(named, text) {
			named = append(named, text)
		}
	}
	return s.Several(named)
}

// mark says how well a rate is known. A mark without words stands as it is.
func (s *press) mark(m law.Mark) string {
	if key := "paper.mark." + string(m); s.Has(key) {
		return s.T(key)
	}
	return string(m)
}

// settled shows what each payment settled of what.
func (s *press) settled(all []claim.Settled) *paper.Table {
	t := &paper.Table{Columns: append([]paper.Column{{Head: s.T("paper.annex.came_on"), Fill: true}, {Head: s.Cap("word.amount"), Right: true}}, s.partColumns()...)}
	for n := range all {
		of := &all[n].Of
		t.Rows = append(t.Rows, paper.Row{Cells: paper.Texts(append([]string{s.ShortDate(all[n].Fact.On), s.Money(all[n].Fact.Amount)}, s.partAmounts(of)...)...)})
	}
	return t
}

func (s *press) partColumns() []paper.Column {
	return []paper.Column{
		{Head: s.Cap("word.principal"), Right: true}, {Head: s.T("paper.part.interest"), Right: true},
		{Head: s.T("paper.part.compensation"), Right: true}, {Head: s.T("paper.part.costs"), Right: true}}
}

func (s *press) partAmounts(c *allocation.Claim) []string {
	return []string{s.Money(c.Principal), s.Money(c.Interest), s.Money(c.Compensation), s.Money(c.Costs)}
}

// parts show, for each part of a claim, what came due, what was settled or let go, and what
// is left.
func (s *press) parts(i *ClaimedInvoice) *paper.Table {
	t := &paper.Table{Columns: []paper.Column{{Head: s.T("paper.annex.part"), Fill: true}, {Head: s.T("paper.annex.came_due"), Right: true},
		{Head: s.T("paper.annex.was_settled"), Right: true}, {Head: s.T("paper.annex.left"), Right: true}}}
	partly := !i.LetGo.Total().IsZero()
	if partly {
		t.Columns = slices.Insert(t.Columns, 3, paper.Column{Head: s.T("paper.annex.let_go"), Right: true})
	}
	settled := i.Claim.Paid()
	row := func(name string, settled, owed, letGo money.Amount) paper.Row {
		amounts := []string{name, s.Money(owed.Add(settled)), s.Money(settled), s.Money(owed.Sub(letGo))}
		if partly {
			amounts = slices.Insert(amounts, 3, s.Money(letGo))
		}
		return paper.Row{Cells: paper.Texts(amounts...)}
	}
	owed, gone := &i.Claim.Owed, allocation.Nothing(i.Principal.Currency).Plus(i.LetGo)
	t.Rows = []paper.Row{
		row(s.Cap("word.principal"), settled.Principal, owed.Principal, gone.Principal), row(s.Cap("word.interest"), settled.Interest, owed.Interest, gone.Interest),
		row(s.Cap("word.compensation"), settled.Compensation, owed.Compensation, gone.Compensation), row(s.Cap("word.costs"), settled.Costs, owed.Costs, gone.Costs)}
	total := row(s.Cap("word.total"), settled.Total(), owed.Total(), gone.Total())
	total.Strong = true
	t.Foot = []paper.Row{total}
	return t
}
