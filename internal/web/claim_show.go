package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/allocation"
	"acquit/internal/claim"
	"acquit/internal/date"
	"acquit/internal/explain"
	"acquit/internal/law"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// partWords are what the parts of a claim are called.
var partWords = map[allocation.Part]string{allocation.Principal: "word.principal", allocation.Interest: "word.interest",
	allocation.Compensation: "word.compensation", allocation.Costs: "word.costs"}

// claimParts are the parts of a claim, in the order of the pages.
var claimParts = [...]allocation.Part{allocation.Principal, allocation.Interest, allocation.Compensation, allocation.Costs}

func partName(w *locale.Words, p allocation.Part) string { return w.Cap(partWords[p]) }

// anchor is where on the page the arithmetic of a debt stands.
func anchor(what string, item int) string { return what + "-" + strconv.Itoa(item) }

// sums are what is due on the day. Each figure leads to how it comes about.
func (d *claimData) sums() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("claim.due_on", "Day", d.On), Columns: []ui.Column{
		{Label: w.T("claim.part"), Name: true}, {Label: w.T("claim.asked"), Kind: ui.ColumnAmount},
		{Label: w.T("claim.fresh"), Kind: ui.ColumnAmount}, {Label: w.T("claim.due"), Kind: ui.ColumnAmount},
	}}
	for _, p := range claimParts {
		t.Rows = append(t.Rows, ui.Row{ID: "due-" + string(p), Cells: []templ.Component{
			ui.Link(shortPart(w, p), d.opens(p)), d.late(d.Asked, p), d.fresh(p), ui.Money(w, d.Due.Of(p)),
		}})
	}
	t.Total = []templ.Component{ui.Words(w.Cap("word.total")), ui.Sum(w, d.Asked.Late()), d.freshSum(), ui.Sum(w, d.Due.Total())}
	return t
}

// late is a part of a claim beside the principal; nothing is a dash.
func (d *claimData) late(of allocation.Claim, p allocation.Part) templ.Component {
	if p == allocation.Principal {
		return ui.Muted("–")
	}
	return d.orDash(of.Of(p))
}

func (d *claimData) orDash(a money.Amount) templ.Component {
	if a.IsZero() {
		return ui.Muted("–")
	}
	return ui.Money(d.Words, a)
}

// fresh is what may be asked of a part and was not yet; a dash where nobody reckoned it.
func (d *claimData) fresh(p allocation.Part) templ.Component {
	if !d.reckoned() {
		return ui.Muted("–")
	}
	return d.late(d.Fresh, p)
}

func (d *claimData) freshSum() templ.Component {
	if !d.reckoned() {
		return ui.Muted("–")
	}
	return ui.Sum(d.Words, d.Fresh.Late())
}

// opens is where the arithmetic of a part begins.
func (d *claimData) opens(p allocation.Part) string {
	first := &d.Debts[0]
	switch {
	case p == allocation.Costs:
		return "#ledger"
	case p == allocation.Principal && !d.takenOff(first):
		return d.toInvoice(d.Invoice.ID)
	case p == allocation.Principal:
		return "#" + anchor("parts", first.Item)
	case p == allocation.Interest && d.reckoned(), p == allocation.Compensation && first.Standing.Compensation.Sign() > 0:
		return "#" + anchor(string(p), first.Item)
	}
	return "#" + anchor("when", first.Item)
}

// takenOff reports whether a debt is more than what came due of it: something was paid or let
// go, or there are others beside it.
func (d *claimData) takenOff(of *report.Reckoned) bool {
	return d.reckoned() && (len(d.Debts) > 1 || len(of.Standing.Settled) > 0 || !of.Ledger.Waived.Late().IsZero() || len(d.oddities(of)) > 0)
}

// debtName says of which debt something is, where an invoice has several.
func (d *claimData) debtName(of *report.Reckoned) string {
	if of.Item == 0 {
		return ""
	}
	return joined(d.Words.T("web.part_of", "Part", of.Item, "Parts", len(d.Debts)), d.Words.T("claim.due_day", "Day", of.Circumstances.DueOn))
}

// basis is whose debt it is, under which law, and when that lets more be asked than the
// principal.
func (d *claimData) basis(of *report.Reckoned) []ui.Fact {
	w, x, opening := d.Words, &of.Circumstances, &of.Standing.Opening
	segment := w.T("claim.segment_" + strings.ToLower(string(x.Segment)))
	facts := []ui.Fact{
		{Label: w.Cap("word.customer"), Value: ui.CustomerLink(d.Customer.Name, d.toCustomer(d.Customer.ID))},
		{Label: w.T("web.column.issued"), Value: ui.Day(w, d.Invoice.IssuedOn)},
		{Label: w.Cap("word.due_date"), Value: ui.Day(w, x.DueOn)},
		{Label: w.T("claim.law"), Value: ui.Words(w.T("claim.law_of", "Country", countryName(w, x.Country), "Segment", segment))},
	}
	if of.Refused != nil {
		return facts
	}
	year := w.T("paper.annex.year_365")
	if of.Rule.Count == law.Actual {
		year = w.T("paper.annex.year_actual")
	}
	return append(facts,
		ui.Fact{Label: w.T("paper.annex.law"), Value: ui.Words(w.Source(of.Rule.Source))},
		ui.Fact{Label: w.T("paper.annex.count"), Value: ui.Words(year)},
		ui.Fact{Label: w.T("claim.interest_on"), Value: d.opening(opening.InterestOn)},
		ui.Fact{Label: w.T("claim.sum_on"), Value: d.opening(opening.CompensationOn)},
		ui.Fact{Label: w.T("claim.costs_on"), Value: d.opening(opening.CostsOn)})
}

func (d *claimData) opening(on date.Date) templ.Component {
	if on == date.None {
		return ui.Muted(d.Words.T("claim.never"))
	}
	return ui.Words(d.Words.T("claim.from_day", "Day", on))
}

// cameDue is all that came due of a debt, part by part, whatever became of it.
func cameDue(of *report.Reckoned) allocation.Claim {
	return allocation.Claim{Principal: of.Debt.Principal, Interest: of.Standing.Accrued, Compensation: of.Standing.Compensation, Costs: of.Ledger.Claimed.Costs}
}

// lateSum says how the sum for being late comes about, sentence by sentence.
func (d *claimData) lateSum(of *report.Reckoned) []string {
	w := d.Words
	all := []string{explain.LateSum(w, &of.Standing.Claim, &of.Rule.Compensation)}
	if n := len(of.Letter.Debts); n > 1 {
		all = append(all, w.N("claim.n_shared", n))
	}
	if vat := of.Terms.CostsVAT; vat != 0 {
		all = append(all, w.T("claim.with_vat", "Rate", explain.Yearly(w, vat)))
	}
	return all
}

// parts are how each part of a debt comes about: what came due, less what was paid and let go.
func (d *claimData) parts(of *report.Reckoned) ui.TableSpec {
	w, due := d.Words, of.Standing.Due()
	t := ui.TableSpec{Caption: w.T("claim.adds_up"), Columns: []ui.Column{
		{Label: w.T("claim.part"), Name: true}, {Label: w.T("claim.came_due"), Kind: ui.ColumnAmount, From: ui.ScreenTablet},
		{Label: w.T("claim.paid"), Kind: ui.ColumnAmount, From: ui.ScreenTablet}, {Label: w.T("claim.waived"), Kind: ui.ColumnAmount, From: ui.ScreenTablet},
		{Label: w.T("claim.due"), Kind: ui.ColumnAmount},
	}}
	came, paid, sums := cameDue(of), of.Standing.Paid(), [3]money.Amount{}
	for _, p := range claimParts {
		row := [3]money.Amount{came.Of(p), paid.Of(p), of.Ledger.Waived.Of(p)}
		for n := range row {
			sums[n] = sums[n].Add(row[n])
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{d.partCell(p, row), d.orDash(row[0]), d.taken(row[1]), d.taken(row[2]), ui.Money(w, due.Of(p))}})
	}
	t.Total = []templ.Component{ui.Words(w.Cap("word.total")), ui.Sum(w, sums[0]), d.taken(sums[1]), d.taken(sums[2]), ui.Sum(w, due.Total())}
	return t
}

// partCell is the name of a part and, on a phone, what became of it.
func (d *claimData) partCell(p allocation.Part, row [3]money.Amount) templ.Component {
	w, said := d.Words, []string{}
	for n, key := range [...]string{"claim.came_due", "claim.paid", "claim.waived"} {
		if !row[n].IsZero() {
			said = append(said, w.T(key)+" "+w.Money(row[n]))
		}
	}
	if len(said) < 2 {
		return ui.Words(shortPart(w, p))
	}
	return onPhone(ui.Words(shortPart(w, p)), strings.Join(said, " · "))
}

// taken is what was taken off an amount, with the sign of that; nothing is a dash.
func (d *claimData) taken(a money.Amount) templ.Component {
	if a.IsZero() {
		return ui.Muted("–")
	}
	return ui.Money(d.Words, a.Neg())
}

// oddities say where what is due is not what the sums above come to.
func (d *claimData) oddities(of *report.Reckoned) (all []string) {
	w, s := d.Words, &of.Standing
	if on := s.Opening.InterestOn; !s.Accrued.IsZero() && on > d.On {
		all = append(all, w.T("claim.not_yet", "Amount", s.Accrued, "Day", on))
	}
	came := cameDue(of)
	for _, p := range claimParts[1:] {
		if asked := of.Ledger.Claimed.Of(p); asked.Cmp(came.Of(p)) > 0 {
			all = append(all, w.T("claim.more_asked", "Part", partName(w, p), "Amount", asked))
		}
	}
	return all
}

// periods are the times in which nothing changed, each with its interest.
func (d *claimData) periods(c *claim.Claim) ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: partName(w, allocation.Interest), Columns: []ui.Column{
		{Label: w.T("paper.annex.period"), Name: true}, {Label: w.T("paper.annex.base"), Kind: ui.ColumnAmount, From: ui.ScreenTablet},
		{Label: w.T("paper.annex.rate"), Kind: ui.ColumnAmount, From: ui.ScreenTablet}, {Label: w.T("paper.annex.days"), Kind: ui.ColumnAmount, From: ui.ScreenTablet},
		{Label: w.T("paper.annex.of_year"), Kind: ui.ColumnAmount, From: ui.ScreenTablet}, {Label: w.T("paper.annex.interest"), Kind: ui.ColumnAmount},
	}}
	days, none := 0, ui.Words("")
	for n := range c.Periods {
		p := &c.Periods[n]
		days += p.Days
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{periodCell(d, p), ui.Money(w, p.Base), ui.Words(explain.Yearly(w, p.Rate)),
			ui.Words(w.Int(int64(p.Days))), ui.Words(w.Int(int64(p.Year))), long(w, p.Interest())}})
	}
	t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{ui.Muted(w.T("paper.annex.unrounded", "Days", w.N("word.n_days", days))), none, none, none, none, long(w, c.Unrounded())}})
	t.Total = []templ.Component{ui.Words(w.T("paper.annex.rounded")), none, none, none, none, ui.Sum(w, c.Accrued)}
	return t
}

// reckoning is a period as it is reckoned: "1 210,00 € × 10,5 % × 181 ÷ 365".
func (d *claimData) reckoning(p *claim.Period) string {
	w := d.Words
	return w.Money(p.Base) + " × " + explain.Yearly(w, p.Rate) + " × " + w.Int(int64(p.Days)) + " ÷ " + w.Int(int64(p.Year))
}

// sourcesOnce are rates without those that say the same of where they stand.
func sourcesOnce(all []law.Rate) []law.Rate {
	return slices.CompactFunc(slices.Clone(all), func(a, b law.Rate) bool { return a.Source == b.Source && a.Mark == b.Mark })
}

// settled is what each payment settled of the parts.
func (d *claimData) settled(c *claim.Claim) ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("paper.annex.settled"), Columns: []ui.Column{{Label: w.T("paper.annex.came_on"), Name: true}}}
	for _, p := range claimParts {
		t.Columns = append(t.Columns, ui.Column{Label: shortPart(w, p), Kind: ui.ColumnAmount, From: ui.ScreenTablet})
	}
	t.Columns = append(t.Columns, ui.Column{Label: w.Cap("word.amount"), Kind: ui.ColumnAmount})
	for n := range c.Settled {
		s := &c.Settled[n]
		row := ui.Row{Cells: []templ.Component{onPhone(ui.Day(w, s.Fact.On), partsSaid(w, s.Of))}}
		for _, p := range claimParts {
			row.Cells = append(row.Cells, d.orDash(s.Of.Of(p)))
		}
		row.Cells = append(row.Cells, ui.Money(w, s.Fact.Amount))
		t.Rows = append(t.Rows, row)
	}
	return t
}

// shortParts are the names of the parts over narrow columns.
var shortParts = map[allocation.Part]string{allocation.Principal: "claim.principal", allocation.Interest: "paper.part.interest",
	allocation.Compensation: "paper.part.compensation", allocation.Costs: "paper.part.costs"}

func shortPart(w *locale.Words, p allocation.Part) string { return w.T(shortParts[p]) }

// partsSaid names the parts of a claim that are not nothing: "interest 3,20 €, costs 12,00 €".
func partsSaid(w *locale.Words, c allocation.Claim) string {
	var said []string
	for _, p := range claimParts {
		if a := c.Of(p); !a.IsZero() {
			said = append(said, w.T(partWords[p])+" "+w.Money(a))
		}
	}
	return strings.Join(said, ", ")
}

// ledger is what was asked and let go, line by line, the first at the top.
func (d *claimData) ledger() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("claim.ledger"), Columns: []ui.Column{
		{Label: w.T("claim.what"), Name: true}, {Label: w.Cap("ui.date"), Kind: ui.ColumnTight}, {Label: w.T("claim.reason"), From: ui.ScreenTablet},
		{Label: w.Cap("word.amount"), Kind: ui.ColumnAmount},
	}}
	for n := range d.Ledger {
		c := &d.Ledger[n]
		amount := c.Amount
		if c.Kind == store.WasWaived {
			amount = amount.Neg()
		}
		t.Rows = append(t.Rows, ui.Row{ID: "l-" + c.ID.String(), Cells: []templ.Component{d.ledgerWhat(c), ui.Day(w, c.On), ui.Words(c.Reason), ui.Money(w, amount)}})
	}
	return t
}

// ledgerWhat says what a line of the ledger is, and by what or whom; the reason stands there
// too where its column has no room.
func (d *claimData) ledgerWhat(c *store.Claimed) templ.Component {
	w := d.Words
	part := shortPart(w, c.Part)
	if c.Item > 0 {
		part = joined(part, w.T("web.part_of", "Part", c.Item, "Parts", len(d.Debts)))
	}
	what := ledgerLine(d, c, w.T("claim.ledger_"+string(c.Kind), "Part", part))
	if c.Reason == "" {
		return what
	}
	return onPhone(what, c.Reason)
}
