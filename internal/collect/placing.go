package collect

import (
	"slices"
	"strings"

	"acquit/internal/calendar"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// placing is what holds are checked against before they are placed.
type placing struct {
	tx        *store.Tx
	calendar  *calendar.Calendar
	today     date.Date
	company   company.Company
	customers map[id.ID]customer.Customer
	invoices  map[id.ID]invoice.Invoice
}

func (d *Desk) placing(tx *store.Tx, all []*hold.Hold, today date.Date) (*placing, error) {
	p := &placing{tx: tx, calendar: d.Calendar, today: today, customers: map[id.ID]customer.Customer{}, invoices: map[id.ID]invoice.Invoice{}}
	var customers, invoices []id.ID
	for _, h := range all {
		customers, invoices = append(customers, h.Customer), append(invoices, h.Invoice)
	}
	var err error
	if p.company, err = tx.TheCompany(); err != nil {
		return nil, err
	}
	found, err := tx.Customers(customers)
	for _, c := range found {
		p.customers[c.ID] = c
	}
	if err != nil {
		return nil, err
	}
	bills, err := tx.InvoicesByID(invoices)
	for _, i := range bills {
		p.invoices[i.ID] = i
	}
	return p, err
}

// checkWide refuses what is one customer's matter for a hold on several.
func checkWide(h *hold.Hold) error {
	if h.Cause == hold.ByPerson || h.Cause == hold.BySales {
		return nil
	}
	return fault.At(0, "cause", "promises, disputes, plans and answers are one customer's matter")
}

// check refuses a hold that cannot be, and completes it.
func (p *placing) check(h *hold.Hold) error {
	h.Reason = strings.TrimSpace(h.Reason)
	explained := h.Cause == hold.ForPromise || h.Cause == hold.ForReply || h.Cause == hold.ForPlan
	switch {
	case !slices.Contains(hold.Causes(), h.Cause):
		return fault.At(0, "cause", "%q is nothing that holds messages back", string(h.Cause))
	case h.Reason == "" && !explained:
		return fault.At(0, "reason", "a hold needs a reason")
	case len(h.Reason) > mostWords:
		return fault.At(0, "reason", "a reason has at most %d characters", mostWords)
	case h.Until != date.None && h.Until < p.today:
		return fault.At(0, "until", "a hold cannot end on %s, which is over", h.Until)
	}
	if h.Invoice != 0 && p.invoices[h.Invoice].Customer != h.Customer {
		return fault.New(fault.NotFound, "the customer has no such invoice")
	}
	if h.Cause != hold.ForPromise {
		h.PromisedOn = date.None
	}
	if h.Cause != hold.ForPromise && h.Cause != hold.ForDispute {
		h.Amount = money.Amount{}
	}
	return p.checkCause(h)
}

// checkCause looks at what each cause needs.
func (p *placing) checkCause(h *hold.Hold) error {
	switch h.Cause {
	case hold.BySales:
		return p.checkSales(h)
	case hold.ForPromise:
		return p.checkPromise(h)
	case hold.ForDispute:
		if h.Invoice == 0 {
			return fault.At(0, "invoice", "a dispute is about an invoice")
		}
		return p.checkAmount(h)
	case hold.ForReply:
		if h.Invoice != 0 {
			return fault.At(0, "invoice", "an answer is held for as a whole, not for one invoice")
		}
	}
	if h.Label == "" || h.Customer != 0 {
		return nil
	}
	known, err := p.tx.HasLabel(h.Label)
	if err == nil && !known {
		err = fault.At(0, "label", "no customer has the label %q", h.Label)
	}
	return err
}

// checkSales bounds what sales may ask for.
func (p *placing) checkSales(h *hold.Hold) error {
	most := p.company.Policy.SalesHoldDays
	switch {
	case h.Until == date.None:
		return fault.At(0, "until", "a hold for sales needs a last day")
	case most > 0 && h.Until > p.today.AddDays(most):
		return fault.At(0, "until", "sales may hold messages back until %s at most", p.today.AddDays(most))
	}
	return nil
}

// BankDays is how many bank days after the promised one a payment may still arrive: one
// for the transfer, one for the statement.
const BankDays = 2

func (p *placing) checkPromise(h *hold.Hold) error {
	most := p.company.Policy.PromiseDays
	switch {
	case h.PromisedOn == date.None:
		return fault.At(0, "promised", "a promise needs the day by which is paid")
	case h.PromisedOn < p.today:
		return fault.At(0, "promised", "payment cannot be promised for %s, which is over", h.PromisedOn)
	case most > 0 && h.PromisedOn > p.today.AddDays(most):
		return fault.At(0, "promised", "a promise may reach until %s at most", p.today.AddDays(most))
	}
	who := p.customers[h.Customer]
	h.Until = arrives(p.calendar, p.company.Place(), who.Country, h.PromisedOn)
	if h.Invoice != 0 {
		return p.checkAmount(h)
	}
	return p.checkOwed(h)
}

// checkAmount looks at the amount of an invoice that is promised or contested. None is all of
// it.
func (p *placing) checkAmount(h *hold.Hold) error {
	i := p.invoices[h.Invoice]
	if i.Open.Sign() <= 0 {
		return fault.At(0, "invoice", "nothing of invoice %s is open", i.Number)
	}
	return within(h, i.Open)
}

// checkOwed looks whether a customer owes what it promises to pay.
func (p *placing) checkOwed(h *hold.Hold) error {
	if h.Currency == (money.Currency{}) && !h.Amount.IsZero() {
		h.Currency = h.Amount.Currency
	}
	balances, err := p.tx.Balances(h.Customer)
	if err != nil {
		return err
	}
	for n := range balances {
		b := &balances[n]
		c, err := money.ParseCurrency(b.Currency)
		if err != nil {
			return err
		}
		if (h.Currency == (money.Currency{}) || h.Currency == c) && b.OldestOn != date.None && b.OldestOn <= h.PromisedOn {
			return within(h, money.Of(b.Open, c))
		}
	}
	return fault.At(0, "promised", "nothing is open that is due by %s", h.PromisedOn)
}

// within refuses an amount that is not part of what is open.
func within(h *hold.Hold, open money.Amount) error {
	if h.Amount.IsZero() {
		h.Amount = money.Amount{}
		return nil
	}
	if h.Amount.Currency != open.Currency || h.Amount.Sign() < 0 || h.Amount.Cmp(open) > 0 {
		return fault.At(0, "amount", "%s is no part of the %s that are open", h.Amount.Text(), open.Text())
	}
	h.Currency = h.Amount.Currency
	return nil
}

// supersede ends the promises and disputes in whose place new ones come: the customer's last word
// counts.
func (p *placing) supersede(all []*hold.Hold) error {
	var customers []id.ID
	for _, h := range all {
		if supersedes(h.Cause) {
			customers = append(customers, h.Customer)
		}
	}
	if len(customers) == 0 {
		return nil
	}
	standing, err := p.tx.Holds(customers...)
	if err != nil {
		return err
	}
	var over []id.ID
	var done []string
	for n := range standing {
		s := &standing[n]
		if supersedes(s.Cause) && slices.ContainsFunc(all, func(h *hold.Hold) bool {
			return h.Cause == s.Cause && h.Customer == s.Customer && h.Invoice == s.Invoice
		}) {
			over, done = append(over, s.ID), append(done, promiseTask(s.ID))
		}
	}
	if _, err := p.tx.LiftHolds(over, all[0].PlacedBy); err != nil {
		return err
	}
	return p.tx.FinishTasks(done, all[0].PlacedBy)
}

// supersedes reports whether a hold ends those of its cause about the same that came before it.
func supersedes(c hold.Cause) bool { return c == hold.ForPromise || c == hold.ForDispute }

// event tells of a hold in its customer's timeline.
func (p *placing) event(h *hold.Hold, kind timeline.Kind, by string) timeline.Event {
	data := timeline.Data{Text: h.Reason, Day: h.Until, Amount: h.Amount, Cause: string(h.Cause), Promised: h.PromisedOn}
	if i, found := p.invoices[h.Invoice]; found && h.Invoice != 0 {
		data.Numbers = []string{i.Number}
	}
	return timeline.Event{Customer: h.Customer, Kind: kind, On: p.today, Actor: by, Subject: h.ID, Data: data.JSON()}
}
