package main

import (
	"strings"

	"acquit/examples"
	"acquit/internal/date"
	"acquit/internal/money"
)

// example is a case that the demo shows, for README.md and cases.csv.
type example struct {
	key       string
	customer  int
	documents []*document
	shows     string
}

// note writes down a case.
func (s *story) note(key string, customer int, shows string, documents ...*document) {
	s.cases = append(s.cases, example{key, customer, documents, shows})
}

// spare, gear and plant are lines from the three shelves of the catalogue.
func spare(i int, quantity int64) line { return line{catalogue[small][i], quantity} }
func gear(i int, quantity int64) line  { return line{catalogue[middle][i], quantity} }
func plant(i int, quantity int64) line { return line{catalogue[large][i], quantity} }

// falling issues an invoice that falls due on the day given.
func (s *story) falling(due string, no int, lines ...line) *document {
	d := s.issue(no, workday(day(due).AddDays(-s.of(no).terms)), lines...)
	d.due, d.settled = day(due), true
	return d
}

// plot issues the documents of the cases and returns what is to be paid on them
// once everything has its number.
func (s *story) plot() (payments []func()) {
	s.unpaid()
	for _, chapter := range []func() func(){
		s.ordinary, s.eve, s.instead, s.parts, s.doubt, s.tooMuch, s.tooLittle, s.onAccount, s.credited, s.prepaid, s.instalments, s.severalInOne, s.returned,
	} {
		payments = append(payments, chapter())
	}
	return payments
}

// unpaid are those who let us wait, from the mildest to the worst.
func (s *story) unpaid() {
	s.note("notice-before-due", 1024, "falls due in the coming days: a friendly notice", s.falling("2026-11-24", 1024, gear(1, 1)))
	s.note("due-on-sunday", 1009, "falls due on a Sunday, 15 November", s.falling("2026-11-15", 1009, gear(1, 1), gear(3, 1)))
	s.note("reminder-1", 1045, "eleven days late, a first small reminder", s.falling("2026-11-09", 1045, spare(0, 3), spare(3, 2)))
	s.note("reminder-1-german", 1028, "letters in German; its reminder falls on a Sunday and waits for Monday 16 November", s.falling("2026-11-05", 1028, gear(1, 1), gear(4, 1)))
	s.note("late-consumer", 1057, "a consumer, 25 days late: the first reminder is free of costs", s.falling("2026-10-26", 1057, spare(0, 2)))
	s.note("late-public-body", 1048, "a municipality whose reminder falls on Armistice Day and waits for the 12th", s.falling("2026-11-01", 1048, spare(5, 6), spare(3, 4)))
	s.note("reminder-2", 1020, "a month late", s.falling("2026-10-21", 1020, gear(0, 1), gear(5, 1)))
	s.note("final-reminder", 1023, "46 days late", s.falling("2026-10-05", 1023, gear(0, 1), gear(3, 1)))
	s.note("notice-of-default", 1019, "60 days late, and a second invoice on the same letter",
		s.falling("2026-09-21", 1019, gear(0, 1), gear(1, 1)), s.falling("2026-10-22", 1019, gear(2, 1)))
	s.note("over-60-days", 1031, "a French customer, 77 days late", s.falling("2026-09-04", 1031, gear(0, 1), gear(2, 1)))
	s.note("over-90-days", 1027, "a non-profit that has gone silent, 105 days late", s.falling("2026-08-07", 1027, gear(1, 1)))
	dollars := s.falling("2026-10-30", 1040, gear(0, 2), gear(3, 1))
	euros := s.falling("2026-10-30", 1040, gear(5, 5))
	euros.currency = money.EUR
	s.note("two-currencies", 1040, "late in dollars and in euros: two messages", dollars, euros)
}

// ordinary names customers whose whole year is the case.
func (s *story) ordinary() func() {
	s.note("prompt", 1001, "pays on time with the structured communication")
	s.note("odd-numbers", 1011, "writes invoice numbers in its own ways")
	s.note("no-reference", 1010, "after the first payment nothing but a known account and an exact amount")
	s.note("always-late", 1005, "three to nine days late, always")
	s.note("public-60-days", 1047, "a town that pays after its 60 days")
	s.note("terms-in-words", 1017, "invoices without a due date, only with terms in words")
	s.note("allowance", 1003, "invoices with a discount of 5 % on the document, due after 60 days")
	s.note("batch-camt", 1053, "consumers whose transfers the bank books as one sum each Thursday")
	d := s.falling("2026-11-11", 1012, gear(2, 2))
	s.note("due-on-holiday", 1012, "falls due on Armistice Day, paid the day after", d)
	return func() { s.receive(d.customer, day("2026-11-12"), d.open, d).reference = d.reference }
}

// eve is a payment that comes in on the last day before a reminder.
func (s *story) eve() func() {
	d := s.falling("2026-11-09", 1026, gear(0, 1))
	s.note("eve-of-reminder", 1026, "paid on 18 November, the day before the first reminder at ten days", d)
	return func() { s.receive(d.customer, day("2026-11-18"), d.open, d).reference = d.reference }
}

// instead are payers that we do not know.
func (s *story) instead() func() {
	d := s.falling("2026-11-16", 1046, spare(0, 2), spare(5, 1))
	s.note("another-payer", 1046, "the owner pays from a private account, naming the restaurant only", d)
	s.note("unknown-payer", 0, "185.00 EUR on 13 November from a village fair committee: belongs to nobody")
	return func() {
		t := s.receive(d.customer, day("2026-11-16"), d.open)
		t.who, t.text = party{"MARCHAL-DUBOIS PH", belgianIBAN("063", 9_555_001), "GKCCBEBB"}, "coin cuivre novembre"
		s.transfers = append(s.transfers, &transfer{
			on: day("2026-11-13"), cents: 18500, currency: money.EUR, text: "bijdrage tapinstallatie kermis",
			who: party{"Feestcomité Oosterwalle", belgianIBAN("973", 9_555_002), "ARSPBE22"},
		})
	}
}

// parts are invoices paid in part: for want of money, and for a complaint.
func (s *story) parts() func() {
	half := s.falling("2026-10-20", 1013, gear(1, 1), gear(2, 1))
	s.note("part-payment", 1013, "600.00 paid on 29 October, the rest is late", half)
	complaint := s.falling("2026-10-12", 1033, gear(0, 1), gear(3, 2))
	complaint.attached = true
	s.note("dispute", 1033, "keeps back 318.00 for a controller that does not work", complaint)
	return func() {
		s.receive(half.customer, day("2026-10-29"), 60000, half).reference = half.reference
		s.receive(complaint.customer, day("2026-10-12"), complaint.open-31800, complaint).text =
			complaint.number + " min 318,00 betwist: 1 temperatuurregelaar defect, zie mail"
	}
}

// doubt is a payment that fits two invoices equally well.
func (s *story) doubt() func() {
	a := s.falling("2026-11-25", 1018, gear(3, 1), gear(4, 1))
	b := s.falling("2026-11-28", 1018, gear(3, 1), gear(4, 1))
	s.note("ambiguity", 1018, "two invoices of the same amount, one payment on 17 November without a reference", a, b)
	return func() { s.receive(a.customer, day("2026-11-17"), a.open).text = "betaling" }
}

// tooMuch are payments of more than was asked.
func (s *story) tooMuch() func() {
	more := s.falling("2026-11-04", 1014, gear(1, 1))
	s.note("overpayment", 1014, "pays 10.00 too much", more)
	twice := s.falling("2026-11-02", 1016, spare(0, 1), spare(2, 2))
	s.note("paid-twice", 1016, "pays the same invoice on 30 October and again on 12 November", twice)
	return func() {
		s.receive(more.customer, day("2026-11-04"), more.open+1000, more).reference = more.reference
		amount := twice.open
		s.receive(twice.customer, day("2026-10-30"), amount, twice).reference = twice.reference
		s.receive(twice.customer, day("2026-11-12"), amount).reference = twice.reference
	}
}

// tooLittle are payments of less: banks kept some, a discount was taken.
func (s *story) tooLittle() func() {
	abroad := s.falling("2026-11-06", 1039, gear(0, 1), gear(1, 1))
	s.note("bank-charges", 1039, "18.50 kept by banks on the way", abroad)
	early := s.falling("2026-11-19", 1006, plant(2, 1))
	early.discount = true
	s.note("early-discount", 1006, "takes the 2 % granted for payment within ten days", early)
	return func() {
		t := s.receive(abroad.customer, day("2026-11-06"), abroad.open-1850, abroad)
		t.text, t.charges = "INV "+abroad.number, 1850
		s.receive(early.customer, day("2026-10-29"), early.open-early.open/50, early).reference = early.reference
	}
}

// onAccount is money that came without saying for what, while an invoice is late.
func (s *story) onAccount() func() {
	d := s.falling("2026-11-06", 1015, gear(1, 1))
	s.note("on-account", 1015, "late, but 1,500.00 came in as an advance: no reminder before someone has looked", d)
	return func() {
		s.receive(d.customer, day("2026-11-10"), 150000).text = "voorschot nieuwe installatie"
	}
}

// credited are credit notes over a whole invoice and over a part of one.
func (s *story) credited() func() {
	whole := s.issue(1022, day("2026-09-30"), gear(4, 2))
	against := s.credit(whole, day("2026-10-14"), gear(4, 2))
	whole.settled = true
	s.note("credit-note-whole", 1022, "a credit note covers the invoice", whole, against)
	partly := s.issue(1025, day("2026-09-15"), gear(0, 1), gear(4, 2))
	less := s.credit(partly, day("2026-10-08"), gear(4, 1))
	partly.settled = true
	s.note("credit-note-part", 1025, "one set taken back, the rest paid", partly, less)
	return func() {
		s.receive(partly.customer, day("2026-10-30"), partly.open, partly).text = partly.number + " - " + less.number
	}
}

// prepaid are invoices paid before they were written, in part and wholly.
func (s *story) prepaid() func() {
	advance := s.falling("2026-12-01", 1021, plant(0, 1))
	advance.prepaid, advance.attached = 300000, true
	s.note("prepaid", 1021, "3,000.00 of a kettle paid in advance", advance)
	counter := s.issue(1055, day("2026-10-16"), spare(0, 1), spare(6, 1))
	counter.prepaid, counter.settled = counter.total(), true
	s.note("paid-at-the-counter", 1055, "nothing left to pay when it is imported", counter)
	return func() {}
}

// instalments is one large sale paid in three parts.
func (s *story) instalments() func() {
	d := s.issue(1008, day("2026-08-31"), plant(0, 1), plant(1, 2))
	d.due, d.settled = day("2026-11-30"), true
	third := d.total() / 3
	d.parts = []part{{day("2026-09-30"), third}, {day("2026-10-30"), third}, {d.due, d.total() - 2*third}}
	s.note("instalments", 1008, "three parts due on 30 September, 30 October and 30 November; two are paid", d)
	return func() {
		for _, p := range d.parts[:2] {
			s.receive(d.customer, p.due, p.cents, d).reference = d.reference
		}
	}
}

// severalInOne is one transfer for three invoices, naming only what differs.
func (s *story) severalInOne() func() {
	list := []*document{s.falling("2026-11-10", 1002, gear(4, 1)), s.falling("2026-11-12", 1002, gear(5, 4)), s.falling("2026-11-13", 1002, gear(2, 1))}
	s.note("several-in-one", 1002, "one transfer on 12 November for three invoices, the later two by their last digits", list...)
	return func() {
		var sum int64
		var names []string
		for i, d := range list {
			sum += d.open
			names = append(names, d.number[len("KK-2026-")*min(i, 1):])
		}
		s.receive(list[0].customer, day("2026-11-12"), sum, list...).text = strings.Join(names, "+")
	}
}

// returned is a direct debit that the payer's bank sent back, among those taken
// from four cafés each month.
func (s *story) returned() func() {
	s.note("batch-coda", 1041, "direct debits of four cafés, booked as one sum with its details")
	for no := 1041; no <= 1044; no++ {
		for month := begin; month.EndOfMonth() < examples.Today; month = month.AddMonths(1) {
			d := s.tab(no, month)
			if no == 1043 && d.due == day("2026-11-09") {
				d.bounced = day("2026-11-16")
				s.note("returned-direct-debit", no, "collected on 9 November, sent back on 16 November for want of money", d)
			}
		}
	}
	return func() {}
}

// tab is the invoice of a month for a café, collected on the eighth of the next.
func (s *story) tab(no int, month date.Date) *document {
	d := s.issue(no, workday(month.EndOfMonth().AddDays(-6)), basket(small, s.dice[no])...)
	d.due = bankday(month.EndOfMonth().AddDays(8))
	return d
}
