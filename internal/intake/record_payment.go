package intake

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/job"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/timeline"
)

// PaymentRecord is money that a company received from a customer, as its books say.
// What it does not give to invoices goes on account.
type PaymentRecord struct {
	ExternalID  string             `json:"external_id" max:"200" doc:"What the sending program calls the payment. It is booked once, however often it is sent."`
	Customer    CustomerKey        `json:"customer" doc:"Who paid."`
	ReceivedOn  date.Date          `json:"received_date" doc:"Day on which the money came in."`
	Amount      *decimal.Decimal   `json:"amount" doc:"How much came in, more than nothing."`
	Currency    money.Currency     `json:"currency,omitzero" doc:"Currency, ISO 4217; the company's own when left out."`
	Text        string             `json:"text,omitempty" max:"500" doc:"What the payer wrote with it, such as a reference or the number of an invoice. What stays on account is held against it."`
	Allocations []AllocationRecord `json:"allocations,omitempty" max:"500" doc:"What it settles. Further invoices may be named later, with the same payment sent again."`
}

// CustomerKey names a customer who is known.
type CustomerKey struct {
	ExternalID string `json:"external_id,omitempty" max:"200" doc:"What the sending program calls the customer."`
	Number     string `json:"number,omitempty" max:"200" doc:"Customer number. An external_id or a number is needed."`
}

// AllocationRecord says how much of a payment settles an invoice.
type AllocationRecord struct {
	ExternalID string           `json:"external_id,omitempty" max:"200" doc:"What the sending program calls the invoice."`
	Number     string           `json:"number,omitempty" max:"100" doc:"Number of the invoice. An external_id or a number is needed."`
	Amount     *decimal.Decimal `json:"amount" doc:"How much of the payment settles it."`
}

// RecordPayments books at most MostRecords payments, and tells what became of each. A
// payment is booked once by its external identifier; one that was taken back here stays
// so. Shares that an invoice has not open are a conflict of their payment alone; as
// RecordInvoices otherwise.
func (d *Desk) RecordPayments(ctx context.Context, company id.ID, title string, records []Placed[PaymentRecord]) ([]Outcome, error) {
	return d.record(ctx, company, Payments, title, func(r *recording) ([]Outcome, error) {
		till := &till{recording: r}
		if err := till.load(records); err != nil {
			return nil, err
		}
		all := make([]Outcome, len(records))
		for n := range records {
			all[n] = till.take(&records[n].Record, &check{at: records[n].At})
		}
		return all, till.write()
	})
}

// till gathers what records book.
type till struct {
	*recording
	called   calledCustomers
	invoices map[id.ID]*invoice.Invoice
	byName   map[string]*invoice.Invoice // by what another program calls it
	byNumber map[string]*invoice.Invoice // and by number
	known    map[string]*payment.Payment // by external identifier, those of this batch included
	given    map[id.ID]map[id.ID]int64   // by payment and invoice, in minor units, what was undone included
	open     map[id.ID]money.Amount      // what is left of invoices after what came before
	left     map[id.ID]money.Amount      // and of payments that were here before
	added    []*payment.Payment
	gifts    []gift
}

// gift is what one record books: a payment that is new, or more of one that is not.
type gift struct {
	from   *payment.Payment
	shares []share
}

// share is what a payment gives to an invoice.
type share struct {
	to     *invoice.Invoice
	amount money.Amount
}

// load finds what the records speak of. The customers are locked, so that it stays so.
func (t *till) load(records []Placed[PaymentRecord]) error {
	var k store.CustomerKeys
	var names, numbers, external []string
	for n := range records {
		r := &records[n].Record
		external = append(external, r.ExternalID)
		k.ExternalIDs, k.Numbers = appendWord(k.ExternalIDs, r.Customer.ExternalID), appendWord(k.Numbers, r.Customer.Number)
		for _, a := range r.Allocations {
			names, numbers = appendWord(names, a.ExternalID), appendWord(numbers, a.Number)
		}
	}
	payers, err := lockedCustomers(t.tx, k)
	if err != nil {
		return err
	}
	t.called = calledCustomers{map[string]*customer.Customer{}, map[string]*customer.Customer{}}
	t.called.enter(payers)
	if err := t.loadInvoices(names, numbers); err != nil {
		return err
	}
	return t.loadPayments(external)
}

func (t *till) loadInvoices(names, numbers []string) error {
	byNumber, err := t.tx.InvoicesByNumber(numbers)
	if err != nil {
		return err
	}
	byName, err := t.tx.InvoicesByExternal(names)
	if err != nil {
		return err
	}
	t.invoices, t.byName, t.byNumber = map[id.ID]*invoice.Invoice{}, map[string]*invoice.Invoice{}, map[string]*invoice.Invoice{}
	t.open = map[id.ID]money.Amount{}
	for _, i := range append(byNumber, byName...) {
		if i.Kind == invoice.Bill && t.invoices[i.ID] == nil {
			t.invoices[i.ID], t.byNumber[i.Number], t.open[i.ID] = &i, &i, i.Open
			if i.ExternalID != "" {
				t.byName[i.ExternalID] = &i
			}
		}
	}
	return nil
}

func (t *till) loadPayments(external []string) error {
	known, err := t.tx.PaymentsByExternal(external)
	if err != nil {
		return err
	}
	t.known, t.left = map[string]*payment.Payment{}, map[id.ID]money.Amount{}
	ids := make([]id.ID, len(known))
	for n := range known {
		p := &known[n]
		t.known[p.ExternalID], t.left[p.ID], ids[n] = p, p.OnAccount, p.ID
	}
	t.given, err = t.tx.GivenBefore(ids)
	return err
}

// take takes in one record.
func (t *till) take(r *PaymentRecord, c *check) Outcome {
	p := t.payment(r, c)
	if len(c.wrong) > 0 {
		return refused(errors.Join(c.wrong...))
	}
	known := t.known[r.ExternalID]
	result := Created
	switch {
	case known == nil:
	case !samePayment(known, p):
		return refused(&fault.Error{Kind: fault.Conflict, Place: fault.Place{Path: c.at},
			Text: fault.Say("%s is booked here already, %s on %s: a payment does not change", known.ExternalID, known.Amount.Text(), known.ReceivedOn)})
	case !known.ReversedAt.IsZero():
		return Outcome{Result: Unchanged, ID: known.ID,
			Warnings: []fault.Note{{Place: fault.Place{Path: c.at}, Text: fault.Say("the payment was taken back here and stays so")}}}
	default:
		p, result = known, Updated
	}
	shares := t.divide(r, p, c)
	switch {
	case len(c.wrong) > 0:
		return refused(errors.Join(c.wrong...))
	case known == nil:
		t.known[p.ExternalID] = p
		t.added = append(t.added, p)
	case len(shares) == 0:
		return Outcome{Result: Unchanged, ID: p.ID}
	}
	t.give(p, shares)
	return Outcome{Result: result, ID: p.ID}
}

// payment is the payment as a record says.
func (t *till) payment(r *PaymentRecord, c *check) *payment.Payment {
	currency := cmp.Or(r.Currency, t.company.Currency)
	amount := c.share("amount", r.Amount, currency)
	payer := t.called.find(r.Customer.ExternalID, r.Customer.Number)
	switch {
	case r.Customer == CustomerKey{}:
		c.refuse("customer", "a customer needs an external identifier or a number")
	case payer == nil:
		c.fail("customer", unknownCustomer(r.Customer.ExternalID, r.Customer.Number))
	}
	if payer == nil {
		payer = &customer.Customer{}
	}
	return &payment.Payment{ID: t.tx.NewID(), Customer: payer.ID, Source: payment.API, ExternalID: r.ExternalID, ReceivedOn: r.ReceivedOn,
		Amount: amount, OnAccount: amount, Text: r.Text, Reference: referenceIn(r.Text), BookedBy: t.actor, Import: t.imported}
}

// referenceIn is the one structured reference that stands in a text; "" for none, or for
// several.
func referenceIn(text string) string {
	if found := bank.FindReferences(text); len(found) == 1 && !found[0].Weak {
		return found[0].Digits
	}
	return ""
}

// share is an amount that must be more than nothing.
func (c *check) share(field string, d *decimal.Decimal, currency money.Currency) money.Amount {
	a, _, err := money.Round(c.amount(field, d, currency), currency)
	if err == nil && a.Sign() <= 0 {
		c.refuse(field, "%s is not more than nothing", a.Text())
	}
	return a
}

func samePayment(a, b *payment.Payment) bool {
	return a.Customer == b.Customer && a.Amount == b.Amount && a.ReceivedOn == b.ReceivedOn
}

// divide is what a payment is to give to invoices beyond what it gave before. What an
// invoice has not open it cannot get: the money may be here already, on a bank line.
func (t *till) divide(r *PaymentRecord, p *payment.Payment, c *check) (shares []share) {
	left, named := t.leftOf(p), map[id.ID]bool{}
	for n := range r.Allocations {
		a, at := &r.Allocations[n], "allocations/"+strconv.Itoa(n)
		amount, to := c.share(at+"/amount", a.Amount, p.Amount.Currency), t.find(a)
		switch {
		case to == nil || to.Customer != p.Customer:
			c.fail(at, fault.New(fault.NotFound, "the customer has no such invoice"))
			continue
		case to.Owed.Currency != p.Amount.Currency:
			c.refuse(at, "%s cannot settle invoices in %s", p.Amount.Text(), to.Owed.Currency)
			continue
		case named[to.ID]:
			c.refuse(at, "%s stands twice in this payment", to.Number)
			continue
		}
		named[to.ID] = true
		more := amount.Sub(money.Of(t.given[p.ID][to.ID], amount.Currency))
		switch {
		case more.Sign() <= 0:
		case more.Cmp(t.open[to.ID]) > 0:
			c.fail(at, fault.New(fault.Conflict, "%s has %s open: %s cannot be booked on it", to.Number, t.open[to.ID].Text(), more.Text()))
		case more.Cmp(left) > 0:
			c.fail(at, fault.New(fault.Conflict, "the payment has %s left: %s cannot be booked from it", left.Text(), more.Text()))
		default:
			left = left.Sub(more)
			shares = append(shares, share{to, more})
		}
	}
	return shares
}

// find returns the invoice that an allocation names; nil when there is none, or when it
// names two.
func (t *till) find(a *AllocationRecord) *invoice.Invoice {
	called, numbered := t.byName[a.ExternalID], t.byNumber[a.Number]
	switch {
	case a.ExternalID == "":
		return numbered
	case a.Number == "" || called == numbered:
		return called
	}
	return nil
}

// leftOf is what a payment has left after what came before.
func (t *till) leftOf(p *payment.Payment) money.Amount {
	if left, known := t.left[p.ID]; known {
		return left
	}
	return p.Amount
}

// give notes what a payment gives.
func (t *till) give(p *payment.Payment, shares []share) {
	left := t.leftOf(p)
	if t.given[p.ID] == nil {
		t.given[p.ID] = map[id.ID]int64{}
	}
	for _, s := range shares {
		left, t.open[s.to.ID] = left.Sub(s.amount), t.open[s.to.ID].Sub(s.amount)
		t.given[p.ID][s.to.ID] += s.amount.Minor
	}
	t.left[p.ID] = left
	t.gifts = append(t.gifts, gift{p, shares})
}

// write books what was gathered, each kind of row by one statement.
func (t *till) write() error {
	if err := t.tx.AddPayments(t.added); err != nil {
		return err
	}
	today := date.Of(t.tx.Now().In(t.company.Location()))
	evidence := db.JSON([]matching.Evidence{{Fact: matching.BooksSay}})
	var allocations []*payment.Allocation
	var events []timeline.Event
	var payers []id.ID
	for _, g := range t.gifts {
		data := timeline.Data{Amount: g.from.Amount, Day: g.from.ReceivedOn, Count: len(g.shares)}
		for _, s := range g.shares {
			allocations = append(allocations, &payment.Allocation{Payment: g.from.ID, Invoice: s.to.ID, On: g.from.ReceivedOn, Amount: s.amount,
				Evidence: evidence, BookedBy: t.actor})
			if len(data.Numbers) < fewNumbers {
				data.Numbers = append(data.Numbers, s.to.Number)
			}
		}
		events = append(events, timeline.Event{Customer: g.from.Customer, Kind: timeline.PaymentBooked, On: today, Actor: t.actor, Subject: g.from.ID, Data: data.JSON()})
		payers = append(payers, g.from.Customer)
	}
	if err := t.tx.Allocate(allocations); err != nil {
		return err
	}
	if err := t.tx.Note(events...); err != nil {
		return err
	}
	if len(t.gifts) > 0 { // bank lines that wait may have been for what is settled now
		if err := t.tx.Enqueue(job.Match{Company: t.tx.Company}); err != nil {
			return err
		}
	}
	return t.tx.WantReview(slices.Compact(slices.Sorted(slices.Values(payers)))...)
}

// fewNumbers is how many invoice numbers an event names.
const fewNumbers = 5
