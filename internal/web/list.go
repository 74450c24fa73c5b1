package web

import (
	"net/url"
	"slices"

	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/web/ui"

	"github.com/a-h/templ"
)

// rowsOnPage is how many rows a list shows at once.
const rowsOnPage = 50

// list is the address of a list with its filters. Changing a filter leads to the
// first page.
type list struct {
	path  string
	query url.Values
}

// list reads the filters of the given names from the address.
func (v *visit) list(names ...string) list {
	l := list{v.Request.URL.Path, url.Values{}}
	for _, name := range names {
		if value := v.query(name); value != "" {
			l.query.Set(name, value)
		}
	}
	return l
}

func (l list) get(name string) string { return l.query.Get(name) }

// with is the address with filters changed: pairs of name and value, where ""
// takes the filter away.
func (l list) with(pairs ...string) string {
	return l.at(l.path, pairs...)
}

// at is with under another path, such as that of the list as a file.
func (l list) at(path string, pairs ...string) string {
	q := url.Values{}
	for name, values := range l.query {
		q[name] = values
	}
	for n := 0; n+1 < len(pairs); n += 2 {
		q.Del(pairs[n])
		if pairs[n+1] != "" {
			q.Set(pairs[n], pairs[n+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// keep are the filters that a form keeps which asks for others.
func (l list) keep(others ...string) []ui.Param {
	var all []ui.Param
	for name, values := range l.query {
		if !slices.Contains(others, name) {
			all = append(all, ui.Param{Name: name, Value: values[0]})
		}
	}
	return all
}

// choice is a value of a filter in a menu.
func (l list) choice(name, value, label string) ui.Choice {
	return ui.Choice{Label: label, Href: l.with(name, value), Current: l.get(name) == value}
}

// cursor is where in a list the address points to.
func (v *visit) cursor() store.Cursor {
	if before := v.query("before"); before != "" {
		return store.ParseCursor(before, true)
	}
	return store.ParseCursor(v.query("after"), false)
}

// pager leads on and back from a page.
func (l list) pager(previous, next *store.Cursor, shown string) ui.Pager {
	if previous == nil && next == nil {
		return ui.Pager{}
	}
	p := ui.Pager{Shown: shown}
	if previous != nil {
		p.Previous = l.with("before", previous.String())
	}
	if next != nil {
		p.Next = l.with("after", next.String())
	}
	return p
}

// dueSoonDays is how near a due day is worth a colour.
const dueSoonDays = 7

// debtStatus is where a debt stands that is due on a day.
func debtStatus(open money.Amount, due, today date.Date) ui.Status {
	late := int(today - due)
	switch {
	case open.IsZero():
		return ui.Status{State: ui.StatePaid}
	case late > 0:
		return ui.Status{State: ui.StateOverdue, Days: late}
	case late >= -dueSoonDays:
		return ui.Status{State: ui.StateDueSoon, Days: -late}
	}
	return ui.Status{State: ui.StateNotDue}
}

// invoiceStatus is the chip of a document.
func (v *visit) invoiceStatus(i *invoice.Invoice) templ.Component {
	if i.Kind == invoice.CreditNote {
		return ui.Tag(ui.ToneNeutral, ui.IconNote, v.Words.Cap("word.credit_note"))
	}
	status := ui.StatusChip(v.Words, debtStatus(i.Open, i.DueOn, v.Today))
	if tags := v.legalTags(i); len(tags) > 0 {
		return lines(append([]templ.Component{status}, tags...))
	}
	return status
}

// inOrder puts the totals of the company's own currency first.
func inOrder(c *company.Company, all []store.Total) []store.Total {
	var own, other []store.Total
	for _, t := range all {
		if t.Currency == c.Currency {
			own = append(own, t)
		} else {
			other = append(other, t)
		}
	}
	return append(own, other...)
}

// amountOf is what a balance has in the minor units of its currency. Currencies of
// stored balances are known.
func amountOf(b *store.Balance, minor int64) money.Amount {
	c, err := money.ParseCurrency(b.Currency)
	if err != nil {
		return money.Amount{}
	}
	return money.Of(minor, c)
}
