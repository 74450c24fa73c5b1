package main

import (
	"cmp"
	"fmt"
	"slices"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/money"
)

// line is one line of a document, in cents without VAT.
type line struct {
	item     item
	quantity int64
}

func (l line) net() int64 { return l.quantity * l.item.price }

// part is an instalment.
type part struct {
	due   date.Date
	cents int64
}

// document is an invoice or, where it credits another one, a credit note.
type document struct {
	number    string
	customer  *customer
	on, due   date.Date
	currency  money.Currency
	lines     []line
	allowance int64 // off the lines' sum, without VAT
	prepaid   int64
	credits   *document
	inWords   bool // no due date, only terms in words
	attached  bool // carries its PDF
	discount  bool // two per cent off when paid within ten days
	parts     []part
	reference bank.Reference // what the payer is asked to quote; none on a credit note
	open      int64          // what the story leaves unpaid
	bounced   date.Date      // the day on which its direct debit came back
	settled   bool           // the story has decided how it is paid
}

// group is the part of a document under one VAT rate.
type group struct {
	rate     int
	category string // UNTDID 5305: S, K or G
	base     int64
	tax      int64
}

// category is the VAT category and rate under which c buys an item.
func (c *customer) category(rate int) (string, int) {
	switch {
	case c.country == "BE" || c.vat == "" && c.country != "US":
		return "S", rate
	case c.country == "GB" || c.country == "US":
		return "G", 0
	}
	return "K", 0
}

// groups sums the lines by VAT rate. The allowance falls on the first group.
func (d *document) groups() []group {
	var list []group
	for _, l := range d.lines {
		category, rate := d.customer.category(l.item.rate)
		at := slices.IndexFunc(list, func(g group) bool { return g.rate == rate })
		if at < 0 {
			at, list = len(list), append(list, group{rate: rate, category: category})
		}
		list[at].base += l.net()
	}
	list[0].base -= d.allowance
	for i := range list {
		list[i].tax = (list[i].base*int64(list[i].rate) + 50) / 100
	}
	return list
}

// total is the sum with VAT, and payable what is left of it after prepayments.
func (d *document) total() int64 {
	sum := int64(0)
	for _, g := range d.groups() {
		sum += g.base + g.tax
	}
	return sum
}

func (d *document) payable() int64 { return d.total() - d.prepaid }

// number gives the documents their numbers in the order of their days, what
// follows from them, and what each leaves open before any payment.
func number(list []*document) {
	slices.SortStableFunc(list, func(a, b *document) int {
		return cmp.Or(cmp.Compare(a.on, b.on), cmp.Compare(a.customer.no, b.customer.no))
	})
	ranks := map[string]int{}
	for _, d := range list {
		year, _, _ := d.on.Civil()
		prefix := "KK"
		if d.credits != nil {
			prefix = "CN"
		}
		series := fmt.Sprintf("%s-%d", prefix, year)
		ranks[series]++
		rank := ranks[series]
		if d.credits == nil && year == 2025 {
			rank += 417 // the year began before the story
		}
		d.number = fmt.Sprintf("%s-%04d", series, rank)
		d.reference = d.refer(year, rank)
		d.open = d.payable()
	}
	for _, d := range list {
		if d.credits != nil {
			d.credits.open -= d.open
			d.open = 0
		}
	}
}

// refer makes the payment reference: a structured communication at home, a
// creditor reference abroad, none on a credit note.
func (d *document) refer(year, rank int) bank.Reference {
	switch {
	case d.credits != nil:
		return bank.Reference{}
	case d.customer.country == "BE":
		return must(bank.MakeOGM(int64(year%100)*1e8 + int64(d.customer.no)*1e4 + int64(rank)))
	}
	return must(bank.MakeRF(fmt.Sprintf("KK%d%04d", year, rank)))
}
