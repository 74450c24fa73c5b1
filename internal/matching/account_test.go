package matching

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"acquit/internal/id"
	"acquit/internal/money"
)

// deposit is money on account of P1.
func deposit(e Entry, given ...id.ID) Deposit { return Deposit{e, p1, given} }

func TestMoneyOnAccount(t *testing.T) {
	for _, c := range []struct {
		name     string
		items    []Item
		deposits []Deposit
		want     []string
	}{
		{"its own reference names an invoice", base().Items, []Deposit{deposit(paid(1, "150.00").referring(2))}, []string{"auto I2=150.00"}},
		{"the reference of another customer's invoice names nothing", base().Items[3:], []Deposit{deposit(paid(1, "150.00").referring(4))}, []string{"none: none_fits"}},
		{"its text is asked about", base().Items, []Deposit{deposit(paid(1, "200.00").saying("I2"))}, []string{"suggest I2=200.00: account_used"}},
		{"so is the only fit", base().Items, []Deposit{deposit(paid(1, "300.00"))}, []string{"suggest I3=300.00: account_used"}},
		{"several that fit are all shown", []Item{item(1, p1, "I1", "100.00"), item(2, p1, "I2", "100.00")}, []Deposit{deposit(paid(1, "100.00"))}, []string{"suggest I1=100.00 or I2=100.00: several_fit"}},
		{"with nothing said the oldest are shown", base().Items, []Deposit{deposit(paid(1, "120.00"))}, []string{"suggest I1=100.00 I2=20.00: none_fits"}},
		{"more than is owed stays on account", base().Items[:1], []Deposit{deposit(paid(1, "150.00"))}, []string{"suggest I1=100.00 +50.00: none_fits"}},
		{"what was given before is asked about", base().Items, []Deposit{deposit(paid(1, "150.00").referring(2), 2)}, []string{"suggest I2=150.00: account_used"}},
		{"two deposits do not take one invoice", base().Items[:1], []Deposit{deposit(paid(1, "100.00")), deposit(paid(2, "100.00"))}, []string{"suggest I1=100.00: account_used", "none: none_fits"}},
		{"another currency is left alone", base().Items, []Deposit{deposit(Entry{ID: 1, BookedOn: booked, Amount: money.Must("100.00", money.USD)})}, []string{"none: none_fits"}},
		{"nothing is owed", nil, []Deposit{deposit(paid(1, "100.00"))}, []string{"none: none_fits"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, r := range Spend(c.deposits, c.items) {
				got = append(got, outcome(r))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// No deposit gives more than it holds, no item gets more than is open, and none gets
// another customer's.
func TestMoneyOnAccountIsGivenOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := anyCandidates(t).Items
		var deposits []Deposit
		for _, e := range anyEntries(t) {
			deposits = append(deposits, Deposit{e, id.ID(rapid.IntRange(1, 3).Draw(t, "whose")), []id.ID{id.ID(rapid.IntRange(0, 8).Draw(t, "given"))}})
		}
		left := map[id.ID]money.Amount{}
		owner := map[id.ID]id.ID{}
		for _, i := range items {
			left[i.Invoice], owner[i.Invoice] = i.Open, i.Customer
		}
		for n, r := range Spend(deposits, items) {
			all := r.Ask
			if r.Certain != nil {
				all = []Proposal{*r.Certain}
			}
			for place, p := range all {
				sum := money.Of(0, deposits[n].Amount.Currency)
				for _, s := range p.Shares {
					sum = sum.Add(s.Amount)
					if s.Amount.Sign() <= 0 || owner[s.Invoice] != deposits[n].Customer || r.Certain != nil && slices.Contains(deposits[n].Given, s.Invoice) {
						t.Errorf("deposit %d of %d gives %+v", n, deposits[n].Customer, s)
					}
					if place > 0 {
						continue
					}
					if left[s.Invoice] = left[s.Invoice].Sub(s.Amount); left[s.Invoice].Sign() < 0 {
						t.Errorf("item %d gets more than is open", s.Invoice)
					}
				}
				if sum.Cmp(deposits[n].Amount) > 0 || len(p.Shares) == 0 || len(p.Differences) > 0 {
					t.Errorf("deposit %d of %s gives %s: %+v", n, deposits[n].Amount, sum, p)
				}
			}
		}
	})
}
