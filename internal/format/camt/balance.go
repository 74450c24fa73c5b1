package camt

import (
	"acquit/internal/bank"
	"acquit/internal/fault"
)

// balances keeps, of all the Bal elements of a statement, the two that say where
// it starts and ends: opening booked (OPBD) or previously closed (PRCD), and
// closing booked (CLBD). A page of a statement may have an interim balance (ITBD)
// in their stead.
type balances struct {
	opening, closing     candidate
	firstITBD, lastITBD  candidate
	interim              int
	sum                  bank.Total // of the booked entries
	sumCurrency, another string     // another is set when the entries mix currencies
}

// candidate is a balance with its fitness; rank 0 is none.
type candidate struct {
	bank.Balance
	currency string
	rank     int
}

// balance reads a Bal element.
func (s *statement) balance() error {
	var code, mark, day string
	var a amount
	err := s.Each(func(name string) (err error) {
		switch name {
		case "Tp":
			code, err = s.balanceType()
		case "Amt":
			a, err = s.amount()
		case "CdtDbtInd": // missing in some files, whose balances are all positive
			mark, err = s.Text()
		case "Dt":
			day, err = s.DeepText()
		}
		return err
	})
	if err != nil {
		return err
	}
	d, ok := a.decimal()
	if !ok {
		s.notes.add(placeOf(s.Line(), "Bal"), "the balance %s is left out: %q is not an amount of digits and a point", code, a.figure)
		return nil
	}
	if s.currency == "" {
		s.currency = a.currency
	}
	found := candidate{bank.Balance{Date: dayOf(day), Amount: signed(d, mark)}, a.currency, 1}
	if a.currency == s.out.Account.Currency || s.out.Account.Currency == "" {
		found.rank += 2
	}
	s.balances.consider(code, found)
	return nil
}

// balanceType reads Tp/CdOrPrtry/Cd, or Tp/Cd as version 01 has it. The subtype
// beside it is not asked for.
func (s *statement) balanceType() (code string, err error) {
	err = s.Each(func(name string) (err error) {
		if name == "CdOrPrtry" || name == "Cd" {
			code, err = s.DeepText()
		}
		return err
	})
	return code, err
}

// consider keeps c where it fits better than what is there: in the account's
// currency rather than another, OPBD rather than PRCD, and over several days the
// first opening and the last closing.
func (b *balances) consider(code string, c candidate) {
	switch code {
	case "OPBD":
		c.rank++
		b.opening = better(b.opening, c, c.Date < b.opening.Date)
	case "PRCD":
		b.opening = better(b.opening, c, c.Date < b.opening.Date)
	case "CLBD":
		b.closing = better(b.closing, c, c.Date > b.closing.Date)
	case "ITBD":
		if b.interim == 0 {
			b.firstITBD = c
		}
		b.lastITBD = c
		b.interim++
	}
}

func better(old, c candidate, tie bool) candidate {
	if c.rank > old.rank || c.rank == old.rank && tie {
		return c
	}
	return old
}

// bridge puts interim balances where a page has neither opening nor closing. One
// alone, with both missing, could be either and is not used.
func (b *balances) bridge() {
	noOpening, noClosing := b.opening.rank == 0, b.closing.rank == 0
	if noOpening && noClosing && b.interim < 2 {
		return
	}
	if noOpening {
		b.opening = b.firstITBD
	}
	if noClosing {
		b.closing = b.lastITBD
	}
}

// known returns a copy of a candidate's balance, or nil for none.
func (c candidate) known() *bank.Balance {
	if c.rank == 0 {
		return nil
	}
	return &c.Balance
}

// count adds a booked entry to the sum.
func (b *balances) count(e *bank.Entry) {
	if e.Status != bank.Booked {
		return
	}
	if b.sumCurrency == "" {
		b.sumCurrency = e.Currency
	}
	if e.Currency != b.sumCurrency {
		b.another = e.Currency
		return
	}
	b.sum.Add(e.Amount)
}

// check warns when opening and entries do not make the closing balance.
func (b *balances) check(n *notes) {
	if b.opening.rank == 0 || b.closing.rank == 0 {
		return
	}
	currency := b.opening.currency
	for _, other := range []string{b.closing.currency, b.sumCurrency, b.another} {
		if other != "" && other != currency {
			n.add(fault.Place{}, "the balances cannot be checked: the statement mixes %s and %s", currency, other)
			return
		}
	}
	opening, closing := b.opening.Amount, b.closing.Amount
	end, err := bank.Plus(opening, b.sum.Sum)
	if err == nil && !b.sum.Unsure && end.Equal(closing) {
		return
	}
	n.add(fault.Place{}, "the entries do not lead from one balance to the other: %s at the start and %s booked make %s, but the statement ends with %s",
		opening, b.sum.Sum, end, closing)
}
