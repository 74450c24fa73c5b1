package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"acquit/examples"
	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/money"
)

// lastBooking is the last day that the bank has told about.
var lastBooking = bankdayBefore(examples.Today.AddDays(-1))

// party is the other side of a transfer.
type party struct{ name, iban, bic string }

// transfer is one movement on an account of ours, in minor units, positive when
// money comes in.
type transfer struct {
	on        date.Date
	to        lane // primary, second or dollar
	cents     int64
	currency  money.Currency
	who       party
	reference bank.Reference // in its own field
	text      string
	endToEnd  string
	kind      kind
	reason    string // ISO code of a return
	mandate   string
	charges   int64 // what banks on the way have kept
	details   []*transfer
}

// kind is what the bank calls a movement.
type kind int

const (
	incoming  kind = iota
	collected      // a batch of direct debits, or one of them
	bounced        // a direct debit that came back
	outgoing
	salaries
	fees
	cardPayment
	debited   // a direct debit on us
	comesBack // a transfer of ours that could not be carried out
)

// account is where a lane leads.
func (l lane) account() lane {
	switch l {
	case debit:
		return primary
	case bundle:
		return second
	}
	return l
}

// payer is c as its bank names it.
func (c *customer) payer() party { return party{c.name, c.iban, c.bic} }

// receive books cents from c for the documents, and leaves them as much less open.
func (s *story) receive(c *customer, on date.Date, cents int64, paid ...*document) *transfer {
	t := &transfer{on: on, to: c.pays.by.account(), cents: cents, currency: c.currency(), who: c.payer()}
	s.transfers = append(s.transfers, t)
	for _, d := range paid {
		part := min(cents, d.open)
		d.open -= part
		cents -= part
		d.settled = true
	}
	return t
}

// settle pays the ordinary invoices, each customer by its habit.
func (s *story) settle() {
	for _, c := range s.customers {
		dice := s.dice[c.no]
		var list []*document
		for _, d := range s.documents {
			if d.customer == c && !d.settled && d.credits == nil && d.open > 0 {
				list = append(list, d)
			}
		}
		switch {
		case c.pays.says == monthly:
			s.gather(c, list)
		case c.pays.by == debit:
			s.collect(list)
		default:
			for i, d := range list {
				s.pay(d, i == 0, dice)
			}
		}
	}
	s.bundleUp()
}

// pay settles d alone.
func (s *story) pay(d *document, first bool, dice *rand.Rand) {
	c := d.customer
	on := d.due.AddDays(c.pays.late - c.pays.spread + dice.IntN(2*c.pays.spread+1))
	on = bankday(max(on, d.on.AddDays(2)))
	endToEnd := ""
	if dice.IntN(3) == 0 {
		endToEnd = fmt.Sprintf("PAY%d-%05d", c.no, dice.IntN(100000))
	}
	how := dice.IntN(len(ways))
	if first || c.iban == "" {
		how = 0 // a payer whose account is not known yet had better write plainly
	}
	if on > lastBooking {
		return
	}
	t := s.receive(c, on, d.open, d)
	t.endToEnd = endToEnd
	switch says := c.pays.says; {
	case says == structuredRef, says == nothing && first:
		t.reference = d.reference
	case says == typedRef:
		t.text = d.reference.String()
	case says == numbers:
		t.text = ways[how](d)
	}
}

// ways are how payers write an invoice number.
var ways = []func(*document) string{
	func(d *document) string { return d.number },
	func(d *document) string { return strings.ReplaceAll(d.number, "-", "") },
	func(d *document) string { return "Fact. " + strings.ReplaceAll(d.number, "-", " ") },
	func(d *document) string {
		return strings.ReplaceAll(d.number, "-", "/") + " / klant " + fmt.Sprint(d.customer.no)
	},
	func(d *document) string { return strings.ToLower(d.number) + " merci" },
	func(d *document) string {
		year, _, _ := d.on.Civil()
		return fmt.Sprintf("invoice %d-%s", year, d.number[len(d.number)-4:])
	},
	func(d *document) string {
		return "BETALING REF " + d.number + " DD " + d.on.Time().Format("02/01/2006")
	},
}

// gather pays what falls due in a fortnight by one transfer in its middle.
func (s *story) gather(c *customer, list []*document) {
	for len(list) > 0 {
		until := list[0].due.AddDays(14)
		n := slices.IndexFunc(list, func(d *document) bool { return d.due >= until })
		if n < 0 {
			n = len(list)
		}
		on := bankday(max(until.AddDays(-7), list[n-1].on.AddDays(1)))
		if on > lastBooking {
			return
		}
		var sum int64
		var names []string
		for _, d := range list[:n] {
			sum += d.open
			names = append(names, d.number)
		}
		s.receive(c, on, sum, list[:n]...).text = "Facturen " + strings.Join(names, " ")
		list = list[n:]
	}
}

// collect takes each invoice by direct debit on its due day; one of them bounces.
func (s *story) collect(list []*document) {
	for _, d := range list {
		if d.due > lastBooking {
			continue
		}
		amount := d.open
		t := s.receive(d.customer, d.due, amount, d)
		t.kind, t.text, t.mandate, t.endToEnd = collected, d.number, mandate(d.customer), d.number
		if d.bounced != date.None {
			back := *t
			back.on, back.cents, back.kind, back.reason = d.bounced, -amount, bounced, "AM04"
			s.transfers = append(s.transfers, &back)
			d.open = amount
		}
	}
}

// mandate names the direct debit mandate that c signed.
func mandate(c *customer) string { return fmt.Sprintf("KK-MAND-%d", c.no) }

// bundleUp makes one movement of the direct debits of one day, and one of the
// consumers' transfers of one week, as banks do on request.
func (s *story) bundleUp() {
	type booking struct {
		on date.Date
		to lane
	}
	batches := map[booking]*transfer{}
	var list []*transfer
	for _, t := range s.transfers {
		consumers := t.to == second && t.kind == incoming && strings.HasPrefix(t.who.iban, "BE")
		if t.kind != collected && !consumers {
			list = append(list, t)
			continue
		}
		for consumers && (t.on.Weekday() != time.Thursday || !isBankday(t.on)) {
			t.on = t.on.AddDays(1)
		}
		key := booking{t.on, t.to}
		if batches[key] == nil {
			batches[key] = &transfer{on: t.on, to: t.to, currency: t.currency, kind: t.kind}
			list = append(list, batches[key])
		}
		batches[key].cents += t.cents
		batches[key].details = append(batches[key].details, t)
	}
	for i, t := range list {
		if len(t.details) == 1 {
			list[i] = t.details[0]
		}
	}
	s.transfers = list
}
