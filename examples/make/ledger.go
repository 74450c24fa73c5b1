package main

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"

	"acquit/examples"
	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/money"
)

// account is one of our bank accounts, with its movements.
type account struct {
	iban, bic string
	currency  money.Currency
	opening   int64
	transfers []*transfer
}

// statement is what the bank tells about one account in one file.
type statement struct {
	account   *account
	from, to  date.Date // first and last day covered
	rank      int       // within the year
	opening   int64
	closing   int64
	transfers []*transfer
}

// firm is a supplier or other party whom we pay.
func firm(name string, n int) party {
	return party{name, belgianIBAN("402", 8_000_000+113*n), "KREDBEBB"}
}

var (
	landlord  = firm("Immo Nieuwe Vaart BV", 1)
	energy    = firm("Schelde Energie NV", 2)
	telecom   = firm("Belfort Telecom NV", 3)
	staff     = firm("LONEN EN WEDDEN", 4)
	vatOffice = firm("BTW-ONTVANGSTEN", 5)
	social    = firm("SOCIALE BIJDRAGEN", 6)
	garage    = firm("Garage Van Wiele BV", 7)
	suppliers = []party{firm("Kopergieterij Hellebaut NV", 8), firm("Inox Rivière SA", 9), firm("Pompen De Smedt BV", 10), firm("Verpakking & Co BV", 11), firm("Transport Lievens BV", 12), firm("Koelunie Systems BV", 13)}
	// the tax office's reference is the enterprise number with its check digits
	vatReference = must(bank.MakeOGM(must(strconv.ParseInt(examples.Company.Enterprise, 10, 64)))).String()
	ownAccount   = party{examples.Company.Name, examples.Company.SecondIBAN, examples.Company.SecondBIC}
)

// spend books money that leaves the main account.
func (s *story) spend(on date.Date, cents int64, k kind, to party, text string) {
	s.transfers = append(s.transfers, &transfer{on: bankday(on), cents: -cents, currency: money.EUR, kind: k, who: to, text: text})
}

// household is what every firm pays, month by month, so that the statements look
// like real ones.
func (s *story) household(dice *rand.Rand) {
	invoices := 260100
	for month := begin.AddDays(-2); month <= lastBooking; month = month.AddMonths(1) {
		year, m, _ := month.Civil()
		label := fmt.Sprintf("%02d/%d", m, year)
		s.spend(month, 321000, outgoing, landlord, "Huur "+label)
		s.spend(month.AddDays(6), 41750+int64(dice.IntN(9000)), cardPayment, party{}, "CARDSTOP 4871 BRANDSTOF EN TOL "+label)
		s.spend(month.AddDays(8), 12840, debited, telecom, "Telefoon en internet "+label)
		s.spend(month.AddDays(11), 98000+int64(dice.IntN(60000)), debited, energy, "Energie "+label)
		s.spend(month.AddDays(13), 31000+int64(dice.IntN(40000)), outgoing, garage, "Leasing bestelwagen "+label)
		s.spend(month.AddDays(18), 640000+int64(dice.IntN(250000)), outgoing, vatOffice, vatReference)
		s.spend(month.AddDays(24), 2148300+int64(dice.IntN(90000)), salaries, staff, "Lonen "+label)
		s.spend(month.AddDays(26), 815000+int64(dice.IntN(40000)), outgoing, social, "Bijdragen "+label)
		s.spend(bankdayBefore(month.EndOfMonth()), 2395, fees, party{}, "Beheerskosten rekening "+label)
		for _, after := range []int{3, 9, 15, 21, 27} {
			invoices += 1 + dice.IntN(40)
			s.spend(month.AddDays(after), 390000+int64(dice.IntN(430000)), outgoing, suppliers[dice.IntN(len(suppliers))], fmt.Sprintf("Factuur %d", invoices))
		}
	}
	s.transfers = slices.DeleteFunc(s.transfers, func(t *transfer) bool { return t.on > lastBooking || t.on < begin })
	s.bounceOut()
}

// bounceOut is a transfer of ours to an account that was closed: money that comes
// in and is no customer's.
func (s *story) bounceOut() {
	s.spend(day("2026-10-20"), 43125, outgoing, suppliers[3], "Factuur 88120")
	s.transfers = append(s.transfers, &transfer{
		on: day("2026-10-22"), cents: 43125, currency: money.EUR, kind: comesBack, reason: "AC04",
		who: suppliers[3], text: "Factuur 88120",
	})
}

// sweep moves round sums from the second account to the main one, as it fills.
func (s *story) sweep() {
	for month := begin; month <= lastBooking; month = month.AddMonths(1) {
		on := bankday(month.AddDays(16))
		var sum int64
		for _, t := range s.transfers {
			if t.to == second && t.on < on {
				sum += t.cents
			}
		}
		if sum = sum / 500000 * 500000; sum == 0 || on > lastBooking {
			continue
		}
		main := party{examples.Company.Name, examples.Company.IBAN, examples.Company.BIC}
		s.transfers = append(s.transfers,
			&transfer{on: on, to: second, cents: -sum, currency: money.EUR, kind: outgoing, who: main, text: "Overdracht naar hoofdrekening"},
			&transfer{on: on, cents: sum, currency: money.EUR, who: ownAccount, text: "Overdracht naar hoofdrekening"})
	}
}

// accounts deals the movements out to our three accounts, by day.
func (s *story) accounts() []*account {
	c := examples.Company
	list := []*account{
		primary: {iban: c.IBAN, bic: c.BIC, currency: money.EUR, opening: 18431055},
		second:  {iban: c.SecondIBAN, bic: c.SecondBIC, currency: money.EUR, opening: 1205890},
		dollar:  {iban: c.DollarIBAN, bic: c.SecondBIC, currency: money.USD, opening: 310000},
	}
	for _, t := range s.transfers {
		list[t.to].transfers = append(list[t.to].transfers, t)
	}
	for _, a := range list {
		slices.SortStableFunc(a.transfers, func(x, y *transfer) int { return cmp.Compare(x.on, y.on) })
	}
	return list
}

// statements cuts the movements into files: a week each at first, then a day.
func (a *account) statements() []*statement {
	var list []*statement
	balance, rest := a.opening, a.transfers
	year, rank := 2025, 43 // the year began before the story
	for from := begin; from <= lastBooking; {
		to := from
		if from < daily {
			to = min(bankdayBefore(from.AddDays(4)), daily.AddDays(-1)) // Monday to Friday
		}
		if y, _, _ := to.Civil(); y != year {
			year, rank = y, 0
		}
		rank++
		st := &statement{account: a, from: from, to: to, rank: rank, opening: balance}
		for len(rest) > 0 && rest[0].on <= to {
			st.transfers = append(st.transfers, rest[0])
			balance += rest[0].cents
			rest = rest[1:]
		}
		st.closing = balance
		list = append(list, st)
		from = bankday(to.AddDays(1))
	}
	return list
}
