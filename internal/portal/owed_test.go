package portal

import (
	"testing"
	"testing/quick"

	"acquit/internal/date"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/payment"
)

func eur(minor int64) money.Amount { return money.Of(minor, money.EUR) }

// drawn are facts made of a few numbers: invoices with and without instalments, credits, promises
// and disputes.
func drawn(seeds []uint16, today date.Date) (f facts) {
	f.Today = today
	for n, seed := range seeds[:min(len(seeds), 12)] {
		i := invoice.Invoice{ID: id.ID(n + 1), Number: "R", Owed: eur(int64(seed)*7 + 300), DueOn: today.AddDays(int(seed%61) - 30)}
		i.Open = eur(i.Owed.Minor - int64(seed%97))
		i.Claimed = eur(int64(seed % 13))
		switch seed % 5 {
		case 0:
			i.Owed, i.Open = eur(-int64(seed)-1), eur(-int64(seed)-1)
		case 1:
			third := i.Owed.Minor / 3
			i.Parts = []invoice.Part{{Number: 1, DueOn: i.DueOn, Amount: eur(third)}, {Number: 2, DueOn: i.DueOn.AddDays(30), Amount: eur(third)}, {Number: 3, DueOn: i.DueOn.AddDays(60), Amount: eur(i.Owed.Minor - 2*third)}}
		case 2:
			f.Holds = append(f.Holds, hold.Hold{Cause: hold.ForDispute, Invoice: i.ID, Amount: eur(int64(seed % 701))})
		case 3:
			f.Money = append(f.Money, payment.Payment{ID: id.ID(n + 1), Customer: 1, Amount: eur(int64(seed)), OnAccount: eur(int64(seed)), ReceivedOn: today})
		}
		f.Open = append(f.Open, i)
	}
	return f
}

// What is asked for and what is not make up all that is open, whatever the facts, and what a
// customer is asked for is never less than nothing.
func TestSumsMakeUpWhatIsOpen(t *testing.T) {
	today := date.New(2026, 3, 10)
	holds := func(seeds []uint16) bool {
		f := drawn(seeds, today)
		open, credits := eur(0), eur(0)
		for _, i := range f.Open {
			if i.Open.Sign() < 0 {
				credits = credits.Sub(i.Open)
			} else {
				open = open.Add(i.Open)
			}
		}
		for _, p := range f.Money {
			credits = credits.Add(p.OnAccount)
		}
		for _, o := range f.owed() {
			items, now := eur(0), eur(0)
			for n := range o.Items {
				i := &o.Items[n]
				items = items.Add(i.Open)
				if i.Contested.Sign() < 0 || i.Contested.Cmp(i.Open) > 0 {
					return false
				}
				if i.DueOn <= today {
					now = now.Add(i.Asked())
				}
			}
			fits := items == open && o.Late.Add(o.Ahead) == open && o.Credit() == credits
			if !fits || o.Due.Sign() < 0 || o.Due != now.Sub(o.Deducted) || o.Deducted.Cmp(credits) > 0 {
				return false
			}
		}
		return true
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}

// What is contested of an invoice comes off its last instalments: the first ones stay due.
func TestWhatIsContestedComesOffTheLastInstalments(t *testing.T) {
	today := date.New(2026, 3, 10)
	i := invoice.Invoice{ID: 7, Owed: eur(900), Open: eur(900), DueOn: today, Parts: []invoice.Part{{Number: 1, DueOn: today, Amount: eur(300)}, {Number: 2, DueOn: today.AddDays(30), Amount: eur(300)}, {Number: 3, DueOn: today.AddDays(60), Amount: eur(300)}}}
	f := facts{Today: today, Open: []invoice.Invoice{i}, Holds: []hold.Hold{{Cause: hold.ForDispute, Invoice: 7, Amount: eur(400)}}}
	var contested []int64
	for _, one := range f.owed()[0].Items {
		contested = append(contested, one.Contested.Minor)
	}
	if len(contested) != 3 || contested[0] != 0 || contested[1] != 100 || contested[2] != 300 {
		t.Errorf("of the instalments are contested %v", contested)
	}
}
