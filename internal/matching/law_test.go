package matching

import (
	"testing"

	"pgregory.net/rapid"

	"acquit/internal/allocation"
	"acquit/internal/id"
	"acquit/internal/money"
)

// What nobody names is paid in the order of the law, where the law makes a difference:
// no two items here were due and issued on the same days.
func TestTheOldestFirstIsTheLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var items []Item
		var debts []allocation.Debt
		days := rapid.Permutation([]int{-40, -9, -1, 0, 1, 30}).Draw(t, "days")
		for n := range rapid.IntRange(1, len(days)).Draw(t, "items") {
			i := item(id.ID(n+1), p1, "I", "0.00")
			i.DueOn, i.Open = booked.AddDays(days[n]/2), money.Of(rapid.Int64Range(1, 90).Draw(t, "open"), money.EUR)
			i.IssuedOn = booked.AddDays(days[n] - 60)
			items, debts = append(items, i), append(debts, allocation.Debt{DueOn: i.DueOn, Since: i.IssuedOn, Open: i.Open})
		}
		paid := money.Of(rapid.Int64Range(1, 400).Draw(t, "paid"), money.EUR)
		claims := make([]claim, len(items))
		for n := range items {
			claims[n].item = &items[n]
		}
		got := map[id.ID]money.Amount{}
		p := newBook(Candidates{}).fill(&Entry{Amount: paid, BookedOn: booked}, p1, claims)
		for _, s := range p.Shares {
			got[s.Invoice] = s.Amount
		}
		for _, country := range []string{"BE", "FR", "NL", "LU", "DE"} {
			law, err := allocation.Of(country)
			if err != nil {
				t.Fatal(err)
			}
			shares, left := law.Debts.Spread(paid, debts, booked)
			for n, s := range shares {
				if got[items[n].Invoice].Minor != s.Minor {
					t.Errorf("%s: item %d gets %s, by the law %s", country, n+1, got[items[n].Invoice], s)
				}
			}
			if p.OnAccount.Minor != left.Minor {
				t.Errorf("%s: %s is left over, by the law %s", country, p.OnAccount, left)
			}
		}
	})
}

// Where the law makes no difference it would pay each a share; here one is paid before
// the other.
func TestEqualsArePaidOneAfterTheOther(t *testing.T) {
	a, b := item(1, p1, "I1", "100.00"), item(2, p1, "I2", "100.00")
	a.DueOn, b.DueOn = booked, booked
	r := Propose(Read([]Entry{paid(1, "150.00").saying("I1 I2")}), only(b, a))[0]
	if got := outcome(r); got != "auto I1=100.00 I2=50.00" {
		t.Error(got)
	}
}
