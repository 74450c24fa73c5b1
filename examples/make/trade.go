package main

import (
	"math/rand/v2"

	"acquit/examples"
	"acquit/internal/date"
	"acquit/internal/money"
)

// story gathers what happens.
type story struct {
	customers []*customer
	documents []*document
	transfers []*transfer
	cases     []example
	dice      map[int]*rand.Rand // one for each customer, so that a change to one leaves the others alone
}

// of returns the customer with that number.
func (s *story) of(no int) *customer { return s.customers[no-1001] }

// currency is what c is billed in.
func (c *customer) currency() money.Currency {
	if c.pays.by == dollar {
		return money.USD
	}
	return money.EUR
}

// issue adds an invoice of day on to customer no; it is due after the customer's
// terms.
func (s *story) issue(no int, on date.Date, lines ...line) *document {
	c := s.of(no)
	d := &document{customer: c, on: on, due: on.AddDays(c.terms), currency: c.currency(), lines: lines}
	s.documents = append(s.documents, d)
	return d
}

// credit adds a credit note to d.
func (s *story) credit(d *document, on date.Date, lines ...line) *document {
	n := s.issue(d.customer.no, on, lines...)
	n.credits, n.settled = d, true
	return n
}

// trade issues the ordinary invoices of the year.
func (s *story) trade() {
	for _, c := range s.customers {
		if c.pays.by == debit {
			continue // see tab
		}
		dice := s.dice[c.no]
		step := 382 / c.yearly
		for on := begin.AddDays(dice.IntN(step)); on <= examples.Today; on = on.AddDays(step/2 + 1 + dice.IntN(step)) {
			issued := workday(on)
			if issued > examples.Today || c.pays.stops != date.None && issued.AddDays(c.terms+c.pays.late) >= c.pays.stops {
				break // what a customer no longer pays is told case by case
			}
			d := s.issue(c.no, issued, basket(c.buys, dice)...)
			s.dress(d, dice)
			if back := workday(issued.AddDays(7)); dice.IntN(40) == 0 && back <= examples.Today {
				s.credit(d, back, line{d.lines[0].item, 1}) // one piece taken back
			}
		}
	}
}

// basket picks what is bought: mostly things of the customer's own size.
func basket(of size, dice *rand.Rand) []line {
	shelf := catalogue[of]
	count := 1 + dice.IntN(3)
	if of == large {
		count = 1 + dice.IntN(2)
	}
	var lines []line
	for _, i := range dice.Perm(len(shelf))[:count] {
		l := line{item: shelf[i], quantity: 1 + int64(dice.IntN(2))}
		switch {
		case l.item.unit == "MTR":
			l.quantity = 5 + int64(dice.IntN(40))
		case l.item.unit == "HUR":
			l.quantity = 2 + int64(dice.IntN(7))
		case of == small:
			l.quantity = 1 + int64(dice.IntN(4))
		case of == large && l.item.price > 300000:
			l.quantity = 1
		}
		lines = append(lines, l)
	}
	if of == middle && dice.IntN(3) == 0 {
		spare := catalogue[small][dice.IntN(len(catalogue[small]))]
		lines = append(lines, line{item: spare, quantity: 1 + int64(dice.IntN(6))})
	}
	return lines
}

// dress gives an ordinary invoice the habits of its customer.
func (s *story) dress(d *document, dice *rand.Rand) {
	switch d.customer.no {
	case 1003:
		for _, l := range d.lines {
			d.allowance += l.net()
		}
		d.allowance /= 20
	case 1017, 1029, 1032, 1037:
		d.inWords = true
	case 1004, 1030:
		d.inWords = dice.IntN(3) == 0
	}
}
