package demo

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/intake"
	"acquit/internal/money"
)

// shopTitle is what the history of imports says of the records of the shop's program.
const shopTitle = "webwinkel"

// shopYears is for how long the shop's customers have been known, in days: long enough to
// tell what kind of payer each of them is.
const shopYears = 900

// shop is what the program of the web shop hands over, record by record.
type shop struct {
	customers []intake.Placed[intake.CustomerRecord]
	sales     []sale
	days      map[date.Date]*shopDay
}

type shopDay struct {
	invoices []intake.Placed[intake.InvoiceRecord]
	payments []intake.Placed[intake.PaymentRecord]
}

// sale is an invoice of the shop and when it was paid; None for one that is open.
type sale struct {
	buyer       *buyer
	issued, due date.Date
	paid        date.Date
	cents       int64
	number      string
}

// openShop works out the shop's book as it stands at the end of a day.
func openShop(today date.Date) *shop {
	s := &shop{days: map[date.Date]*shopDay{}}
	for _, group := range [][]buyer{habitualBuyers, abroad, households, keyBuyers, heldBuyers} {
		for n := range group {
			b := &group[n]
			s.customers = append(s.customers, intake.Placed[intake.CustomerRecord]{At: "/customers/" + b.number, Record: b.record()})
			s.sales = append(append(s.sales, b.history(today)...), b.open(today)...)
		}
	}
	slices.SortStableFunc(s.sales, func(a, b sale) int { return cmp.Compare(a.issued, b.issued) })
	for n := range s.sales {
		year, _, _ := s.sales[n].issued.Civil()
		s.sales[n].number = fmt.Sprintf("WW-%d-%04d", year, n+1)
		s.sell(&s.sales[n])
	}
	return s
}

// record is the customer as the shop's program knows it.
func (b *buyer) record() intake.CustomerRecord {
	labels, manager := []string{"webwinkel"}, ""
	if b.labels != "" {
		labels = append(labels, b.labels)
	}
	if b.kind == business {
		manager = Sales
	}
	name, position, _ := strings.Cut(b.person, ", ")
	contact := intake.ContactRecord{Name: name, Position: customer.Position(position), Language: b.lang, Phone: b.phone()}
	if b.domain != "" {
		contact.Email = strings.ToLower(strings.Fields(plain.Replace(name))[0]) + "@" + b.domain + ".example"
	}
	return intake.CustomerRecord{ExternalID: "shop-" + b.number, Number: b.number, Name: b.name, Kind: b.kind, Language: b.lang, Country: b.country,
		Street: &b.street, Postcode: &b.postcode, City: &b.city, TermsDays: &b.terms, Labels: &labels, Manager: &manager, Contacts: []intake.ContactRecord{contact}}
}

// plain takes the marks off the letters that first names of the cast have.
var plain = strings.NewReplacer("é", "e", "É", "E", "è", "e", "ë", "e", "ï", "i")

// phone is a number in an area that is not given out.
func (b *buyer) phone() string {
	if b.country == "FR" { // mobile numbers that are given to nobody (ARCEP, decision 2018-0881)
		return fmt.Sprintf("+33 6 39 98 %s %s", b.number[:2], b.number[2:])
	}
	prefix := map[string]string{"BE": "+32 9", "NL": "+31 20", "LU": "+352", "DE": "+49 30"}
	return fmt.Sprintf("%s 000 %s %s", prefix[b.country], b.number[:2], b.number[2:])
}

// history is what a buyer bought and paid: until its habits would leave something open, or
// its first open invoice fell due.
func (b *buyer) history(today date.Date) (all []sale) {
	if b.yearly == 0 {
		return nil
	}
	every := 365 / b.yearly
	lastDue := today.AddDays(-max(b.owes[0], 0) - 1)
	seed := int(b.number[3]-'0')*31 + int(b.number[2]-'0')*17
	for n, issued := 0, today.AddDays(-shopYears+seed%every); ; n, issued = n+1, issued.AddDays(every) {
		due := issued.AddDays(b.terms)
		paid := due.AddDays(b.late + (n*7+seed)%(2*b.spread+1) - b.spread)
		if due > lastDue || paid >= today {
			return all
		}
		all = append(all, sale{buyer: b, issued: issued, due: due, paid: max(paid, issued.AddDays(1)), cents: b.price(n + seed)})
	}
}

// open is what a buyer owes at the end.
func (b *buyer) open(today date.Date) (all []sale) {
	for n, late := range b.owes {
		due := today.AddDays(-late)
		all = append(all, sale{buyer: b, issued: due.AddDays(-b.terms), due: due, cents: b.price(50 + n)})
	}
	return all
}

// price is what the nth invoice of a buyer comes to, in cents: between once and nearly four
// times its smallest.
func (b *buyer) price(n int) int64 {
	return b.size + b.size*int64(n*n*7%29)/10 + int64(n*37%100)
}

// sell hands an invoice over on its day, and its payment on the day of that.
func (s *shop) sell(of *sale) {
	total := exact(of.cents)
	invoice := intake.InvoiceRecord{DueOn: of.due, PaperRecord: intake.PaperRecord{ExternalID: of.number, Number: of.number,
		Customer: intake.PartyRecord{ExternalID: "shop-" + of.buyer.number}, IssuedOn: of.issued, DeliveredOn: of.issued.AddDays(-int(of.cents % 9)), Currency: money.EUR, Total: &total}}
	day := s.add(of.issued)
	day.invoices = append(day.invoices, intake.Placed[intake.InvoiceRecord]{At: "/invoices/" + of.number, Record: invoice})
	if of.paid == date.None {
		return
	}
	payment := intake.PaymentRecord{ExternalID: "pay-" + of.number, Customer: intake.CustomerKey{ExternalID: "shop-" + of.buyer.number},
		ReceivedOn: of.paid, Amount: &total, Currency: money.EUR, Text: of.number,
		Allocations: []intake.AllocationRecord{{Number: of.number, Amount: &total}}}
	day = s.add(of.paid)
	day.payments = append(day.payments, intake.Placed[intake.PaymentRecord]{At: "/payments/" + of.number, Record: payment})
}

// exact is an amount of cents.
func exact(cents int64) decimal.Decimal { return decimal.MustNew(cents, 2) }

func (s *shop) add(day date.Date) *shopDay {
	if s.days[day] == nil {
		s.days[day] = &shopDay{}
	}
	return s.days[day]
}

// on is what is handed over on a day.
func (s *shop) on(day date.Date) *shopDay {
	if s.days[day] == nil {
		return &shopDay{}
	}
	return s.days[day]
}

// before is everything that was handed over before a day, or on it.
func (s *shop) before(day date.Date) *shopDay {
	all := &shopDay{}
	var days []date.Date
	for d := range s.days {
		if d <= day {
			days = append(days, d)
		}
	}
	slices.Sort(days)
	for _, d := range days {
		all.invoices = append(all.invoices, s.days[d].invoices...)
		all.payments = append(all.payments, s.days[d].payments...)
	}
	return all
}
