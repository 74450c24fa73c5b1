package en16931

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/date"
	"acquit/internal/invoice"
	"acquit/internal/money"
)

// Terms gathers what a document says of when it is to be paid.
type Terms struct {
	DueOn date.Date // BT-9, of the whole document
	List  []Term
}

// Term is one element of payment terms. Each of its days and sums may be left out.
type Term struct {
	Line    int
	Texts   []string          // BT-20
	On      date.Date         // the day that it states
	Source  invoice.DueSource // what On is: DueDocument where the syntax keeps BT-9, else DueTerms
	Period  Period            // a net term, from the issue date
	Amount  Sum               // it is about this much of what is payable,
	Percent Sum               // or about this share of it
	Offers  []Offer
}

// Offer is a discount for paying early, as structured terms state it.
type Offer struct {
	Percent, Amount, Basis Sum
	From                   date.Date // what Period counts from; None for the issue date
	Period                 Period
	Until                  date.Date
}

// nothing reports whether an offer takes nothing off: it is a way of stating the net
// term.
func (o *Offer) nothing() bool { return o.Percent.Sign() <= 0 && o.Amount.Sign() <= 0 }

// Period is a length of time; the zero Period is none.
type Period struct{ Days, Months int }

// ParsePeriod reads a number with its unit. What it does not understand, or what is
// longer than a year, is no period.
// Source: UN/ECE recommendation 20: DAY, WEE, MON, ANN; D stands in older files.
func ParsePeriod(number, unit string) Period {
	n, err := strconv.Atoi(strings.TrimSuffix(number, ".00"))
	if err != nil || n < 0 {
		return Period{}
	}
	p := Period{}
	switch unit {
	case "DAY", "D", "day", "d":
		p.Days = n
	case "WEE":
		p.Days = 7 * min(n, 100)
	case "MON":
		p.Months = n
	case "ANN":
		p.Months = 12 * min(n, 100)
	}
	if p.Days > 366 || p.Months > 12 {
		return Period{}
	}
	return p
}

// after is the day at the end of a period, None for no period.
func (p Period) after(day date.Date) date.Date {
	if p == (Period{}) {
		return date.None
	}
	return day.AddMonths(p.Months).AddDays(p.Days)
}

// dueDate settles when the document falls due and where that comes from, what is
// taken off for paying early, and the instalments. Without a due date the usual
// terms of the customer or the company apply, which intake knows.
func (d *Draft) dueDate(c money.Currency) {
	doc, terms := d.Doc, d.Terms.List
	var texts []string
	for i := range terms {
		terms[i].settle(doc.IssuedOn)
		texts = append(texts, terms[i].Texts...)
	}
	doc.Terms = strings.Join(texts, "\n")
	last := d.lastDay()
	switch {
	case d.Terms.DueOn != date.None:
		doc.DueOn, doc.DueSource = d.Terms.DueOn, invoice.DueDocument
	case last != nil:
		doc.DueOn, doc.DueSource = last.On, last.Source
	default:
		doc.DueOn, doc.DueSource = Due(doc.Terms, doc.IssuedOn)
	}
	if doc.DueSource == invoice.DueText {
		d.OddAt(terms[0].Line, d.places.Terms, "the due date %s is read from the terms in words", doc.DueOn)
	}
	d.discounts()
	d.instalments(c)
	if doc.DueOn != date.None && doc.DueOn < doc.IssuedOn {
		d.OddAt(d.line, d.places.DueOn, "the due date %s lies before the issue date %s", doc.DueOn, doc.IssuedOn)
	}
}

// settle gives a term its day when it states a length of time.
func (t *Term) settle(issued date.Date) {
	period := t.Period
	for _, o := range t.Offers {
		if o.nothing() && period == (Period{}) {
			period = o.Period
		}
	}
	t.Offers = slices.DeleteFunc(t.Offers, func(o Offer) bool { return o.nothing() })
	if day := period.after(issued); t.On == date.None && day != date.None {
		t.On, t.Source = day, invoice.DueTerms
	}
}

// lastDay is the term with the last day, on which everything falls due that is not
// paid before; nil when no term names a day. What only grants a discount until its
// day names an earlier one.
func (d *Draft) lastDay() (last *Term) {
	var whole date.Date // on which a term wants everything
	several := false
	for i := range d.Terms.List {
		t := &d.Terms.List[i]
		if t.On == date.None {
			continue
		}
		if !t.Partial() && !t.grants() {
			several = several || whole != date.None && whole != t.On
			whole = t.On
		}
		if last == nil || t.On > last.On {
			last = t
		}
	}
	if several && d.Terms.DueOn == date.None {
		d.OddAt(last.Line, d.places.Terms, "the terms name several due dates: the last one counts, %s", last.On)
	}
	return last
}

// Partial reports whether a term is about a part of what is payable.
func (t *Term) Partial() bool { return t.Amount.Stated || t.Percent.Stated }

// grants reports whether a term speaks of a discount.
func (t *Term) grants() bool {
	return len(t.Offers) > 0 || earlyWords.MatchString(strings.Join(t.Texts, "\n"))
}

// discounts keeps what is taken off for paying early: what the structured terms
// offer, then XRechnung's notation, and else what words say without doubt.
func (d *Draft) discounts() {
	doc := d.Doc
	for i := range d.Terms.List {
		t := &d.Terms.List[i]
		for _, o := range t.Offers {
			doc.Discounts = append(doc.Discounts, d.offered(o, t))
		}
	}
	if len(doc.Discounts) == 0 {
		doc.Discounts = Discounts(doc.Terms, doc.IssuedOn)
	}
	if len(doc.Discounts) == 0 {
		d.grantedUntil()
	}
	slices.SortStableFunc(doc.Discounts, func(a, b invoice.Discount) int { return cmp.Compare(a.Until, b.Until) })
	for _, discount := range doc.Discounts {
		if discount.Source == invoice.DueText {
			d.OddAt(d.Terms.List[0].Line, d.places.Terms, "a discount of %s percent until %s is read from the terms in words", discount.Percent, discount.Until)
		}
	}
}

// offered is an offer of a term. An offer without a day of its own is granted until
// the term's, where the document falls due later.
func (d *Draft) offered(o Offer, t *Term) invoice.Discount {
	from := o.From
	if from == date.None {
		from = d.Doc.IssuedOn
	}
	until := firstDay(o.Until, o.Period.after(from))
	if until == date.None && t.On < d.Doc.DueOn {
		until = t.On
	}
	return invoice.Discount{Percent: o.Percent.Decimal, Amount: o.Amount.Decimal, Basis: o.Basis.Decimal,
		Days: o.Period.Days, Until: until, Source: invoice.DueTerms}
}

// grantedUntil reads terms that name a percentage in words and a day beside them,
// before the day on which the document falls due: "2 % discount until".
func (d *Draft) grantedUntil() {
	for i := range d.Terms.List {
		t := &d.Terms.List[i]
		percent, ok := early(strings.Join(t.Texts, "\n"))
		if ok && t.On != date.None && t.On < d.Doc.DueOn {
			d.Doc.Discounts = append(d.Doc.Discounts, invoice.Discount{Percent: percent, Until: t.On, Source: invoice.DueText})
		}
	}
}

// instalments keeps the terms about parts of what is payable, by their days. The
// document falls due with the first of them when they make up the whole.
func (d *Draft) instalments(c money.Currency) {
	doc := d.Doc
	var parts []Term
	for _, t := range d.Terms.List {
		if whole := t.Amount.Stated && t.Amount.Equal(doc.Payable); t.Partial() && t.On != date.None && !whole {
			parts = append(parts, t)
		}
	}
	slices.SortStableFunc(parts, func(a, b Term) int { return cmp.Compare(a.On, b.On) })
	shares(parts, doc.Payable, c)
	sum := Sum{}
	for _, t := range parts {
		if !t.Amount.Stated {
			continue
		}
		sum = sum.Plus(t.Amount)
		doc.Instalments = append(doc.Instalments, invoice.DocumentPart{DueOn: t.On, Amount: t.Amount.Decimal})
	}
	if sum.Stated && sum.Equal(doc.Payable) && d.Terms.DueOn == date.None {
		doc.DueOn, doc.DueSource = parts[0].On, parts[0].Source
	}
}

// shares turns percentages into amounts, each rounded to the currency's smallest
// unit. Where they make up a hundred, the last takes what rounding leaves.
func shares(parts []Term, payable decimal.Decimal, c money.Currency) {
	percent, left := Sum{}, Sum{payable, true}
	for i := range parts {
		t := &parts[i]
		if !t.Amount.Stated {
			percent = percent.Plus(t.Percent)
			t.Amount = share(t.Percent, payable, c)
		}
		if i < len(parts)-1 {
			left = left.Plus(t.Amount.Minus())
		}
	}
	if len(parts) > 0 && percent.Equal(decimal.Hundred) && left.Stated && everyPercent(parts) {
		parts[len(parts)-1].Amount = left
	}
}

// everyPercent reports whether each part states a percentage.
func everyPercent(parts []Term) bool {
	return !slices.ContainsFunc(parts, func(t Term) bool { return !t.Percent.Stated })
}

// share is a percentage of an amount; not stated when it cannot be reckoned.
func share(percent Sum, of decimal.Decimal, c money.Currency) Sum {
	product, err := percent.Mul(of)
	if err != nil {
		return Sum{}
	}
	product, err = product.Quo(decimal.Hundred)
	if err != nil {
		return Sum{}
	}
	a, _, err := money.Round(product, c)
	if err != nil {
		return Sum{}
	}
	return Sum{a.Decimal(), true}
}

// firstDay returns the first day that is one.
func firstDay(days ...date.Date) date.Date {
	for _, day := range days {
		if day != date.None {
			return day
		}
	}
	return date.None
}
