package allocation

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
	"acquit/internal/testkit/corpus"
)

func eur(s string) money.Amount { return money.Must(s, money.EUR) }

// claim is a claim of costs, compensation, interest and principal, in this order.
func claim(costs, compensation, interest, principal string) Claim {
	return Claim{Costs: eur(costs), Compensation: eur(compensation), Interest: eur(interest), Principal: eur(principal)}
}

func TestAPaymentSettlesAClaimInTheOrderOfTheLaw(t *testing.T) {
	for _, c := range []struct {
		name, country string
		last          bool // costs, where the law leaves it open
		paid          string
		owed, settled Claim
		left          string
	}{
		{"in Belgium costs go first, then interest", "BE", false, "150.00", claim("12.50", "40.00", "31.07", "900.00"), claim("12.50", "40.00", "31.07", "66.43"), "0.00"},
		{"in the Netherlands as well", "NL", false, "50.00", claim("40.00", "0.00", "22.18", "266.00"), claim("40.00", "0.00", "10.00", "0.00"), "0.00"},
		{"in Germany a small payment leaves the principal as it was", "DE", false, "41.00", claim("15.00", "40.00", "3.00", "500.00"), claim("15.00", "26.00", "0.00", "0.00"), "0.00"},
		{"in Luxembourg what is too much is left over", "LU", false, "700.00", claim("0.00", "40.00", "9.99", "600.00"), claim("0.00", "40.00", "9.99", "600.00"), "50.01"},
		{"in France costs go first", "FR", false, "100.00", claim("5.00", "40.00", "7.31", "300.00"), claim("5.00", "40.00", "7.31", "47.69"), "0.00"},
		{"or last", "FR", true, "310.00", claim("5.00", "40.00", "7.31", "300.00"), claim("2.69", "0.00", "7.31", "300.00"), "0.00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			law, err := Of(c.country)
			if err != nil {
				t.Fatal(err)
			}
			order := law.Parts
			if c.last {
				order = law.CostsLast
			}
			settled, left := order.Spread(eur(c.paid), c.owed)
			if diff := cmp.Diff(c.settled, settled); diff != "" || left != eur(c.left) {
				t.Errorf("%s, and %s is left over: %s", order, left, diff)
			}
		})
	}
}

func TestEveryLawHasItsSource(t *testing.T) {
	for _, l := range laws {
		if l.Source == "" {
			t.Errorf("%s has no source", l.Country)
		}
		for _, o := range []Order{l.Parts, l.CostsLast} {
			if o != nil && !slices.Equal(slices.Sorted(slices.Values(o)), []Part{Compensation, Costs, Interest, Principal}) {
				t.Errorf("%s: the order %s has not each part once", l.Country, o)
			}
		}
	}
	if _, err := Of("XX"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("of a country nobody looked up: %v", err)
	}
}

// vector is a claim with payments, as law/vectors.json tells it. The fixed sum counts
// among the costs there.
type vector struct {
	ID      string `json:"id"`
	Country string `json:"country"`
	Order   []Part `json:"order"`
	Steps   []struct {
		Before      map[Part]string `json:"before"`
		Payment     string          `json:"payment"`
		Allocated   map[Part]string `json:"allocated"`
		Unallocated string          `json:"unallocated"`
		After       map[Part]string `json:"after"`
	} `json:"steps"`
}

// as is the claim that a vector tells; fixed is the part for which it says costs.
func as(parts map[Part]string, fixed Part) Claim {
	c := claim("0.00", "0.00", "0.00", "0.00")
	for p, amount := range parts {
		if p == Costs {
			p = fixed
		}
		*c.of(p) = eur(amount)
	}
	return c
}

// The vectors were computed by others from the law's text.
func TestTheVectorsOfTheLaw(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(corpus.Root(), "..", "shared", "law", "vectors.json"))
	if err != nil {
		t.Skip("no vectors of the law beside the checkout: skipped")
	}
	var doc struct {
		Allocation []vector `json:"allocation"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Allocation) == 0 {
		t.Fatal("there are no vectors")
	}
	for _, v := range doc.Allocation {
		t.Run(v.ID, func(t *testing.T) {
			law, err := Of(v.Country)
			if err != nil {
				t.Fatal(err)
			}
			order := law.Parts
			if v.Order[0] != Costs {
				order = law.CostsLast
			}
			for _, fixed := range []Part{Costs, Compensation} {
				v.follow(t, order, fixed)
			}
		})
	}
}

// follow settles step by step.
func (v *vector) follow(t *testing.T, order Order, fixed Part) {
	if said := slices.DeleteFunc(slices.Clone(order), func(p Part) bool { return p == Compensation }); !slices.Equal(said, v.Order) {
		t.Errorf("the order is %s, the vector says %s", said, v.Order)
	}
	for n, s := range v.Steps {
		if s.Payment == "" {
			continue // the last tells what is left
		}
		before := as(s.Before, fixed)
		settled, left := order.Spread(eur(s.Payment), before)
		if diff := cmp.Diff(as(s.Allocated, fixed), settled); diff != "" {
			t.Errorf("payment %d settles %s", n+1, diff)
		}
		if diff := cmp.Diff(as(s.After, fixed), before.Less(settled)); diff != "" || left != eur(s.Unallocated) {
			t.Errorf("payment %d leaves %s over and %s", n+1, left, diff)
		}
	}
}

func TestTheDebtorsOwnOrder(t *testing.T) {
	for _, c := range []struct {
		name    string
		first   []Part
		want    Order
		consent bool
	}{
		{"nothing said", nil, Order{Costs, Compensation, Interest, Principal}, false},
		{"the principal first needs the creditor's consent", []Part{Principal}, Order{Principal, Costs, Compensation, Interest}, true},
		{"interest before costs does not", []Part{Interest}, Order{Interest, Costs, Compensation, Principal}, false},
		{"a part named twice counts once", []Part{Interest, Principal, Interest}, Order{Interest, Principal, Costs, Compensation}, true},
		{"a part that nobody knows counts for nothing", []Part{"fines"}, Order{Costs, Compensation, Interest, Principal}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := costsFirst.Indicated(c.first...); !slices.Equal(got, c.want) || costsFirst.NeedsConsent(c.first...) != c.consent {
				t.Errorf("%s, needing consent: %v", got, costsFirst.NeedsConsent(c.first...))
			}
		})
	}
}

func anyAmount(t *rapid.T, label string) money.Amount {
	return money.Of(rapid.OneOf(rapid.Int64Range(0, 500), rapid.Int64Range(0, 1<<50)).Draw(t, label), money.EUR)
}

// Nothing is lost, nothing gets more than is owed of it, and nothing gets anything
// before what goes first has all.
func TestSpreadingAClaim(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		order := Order(rapid.Permutation(costsFirst).Draw(t, "order"))
		owed := Claim{anyAmount(t, "principal"), anyAmount(t, "interest"), anyAmount(t, "compensation"), anyAmount(t, "costs")}
		paid := anyAmount(t, "paid")
		settled, left := order.Spread(paid, owed)
		if settled.Total().Add(left) != paid || left.Sign() < 0 {
			t.Errorf("of %s %s settles something and %s is left", paid, settled.Total(), left)
		}
		rest := owed.Less(settled)
		open := false // something that goes before is not settled
		for _, p := range order {
			if rest.of(p).Sign() < 0 || settled.of(p).Sign() < 0 || open && settled.of(p).Sign() > 0 {
				t.Errorf("%s gets %s of %s in the order %s", p, settled.of(p), owed.of(p), order)
			}
			open = open || rest.of(p).Sign() > 0
		}
		if open && left.Sign() > 0 {
			t.Errorf("%s is left over, and something is owed", left)
		}
	})
}

var today = date.Must("2026-03-10")

// debt is what is open of a debt due so many days from today.
func debt(open string, days int) Debt {
	return Debt{Open: eur(open), DueOn: today.AddDays(days), Since: today.AddDays(days - 30)}
}

func (d Debt) indicated() Debt      { d.Indicated = true; return d }
func (d Debt) secured() Debt        { d.Security = 1; return d }
func (d Debt) heavy() Debt          { d.Burden = 1; return d }
func (d Debt) made(before int) Debt { d.Since = d.Since.AddDays(-before); return d }

func TestWhichDebtIsSettledFirst(t *testing.T) {
	for _, c := range []struct {
		name, country, paid string
		debts               []Debt
		want                string // what each gets, and what is left over
	}{
		{"the one that the debtor names, though it is not due", "BE", "80.00", []Debt{debt("50.00", -60), debt("100.00", 5).indicated()}, "0.00 80.00 +0.00"},
		{"what is due before what is not, though that is heavier", "FR", "70.00", []Debt{debt("60.00", 3).heavy(), debt("60.00", -3)}, "10.00 60.00 +0.00"},
		{"of what is due, the heavier", "NL", "70.00", []Debt{debt("60.00", -9), debt("60.00", -3).heavy()}, "10.00 60.00 +0.00"},
		{"in Germany the less secured before the heavier", "DE", "70.00", []Debt{debt("60.00", -9).heavy().secured(), debt("60.00", -3)}, "10.00 60.00 +0.00"},
		{"elsewhere security counts for nothing", "LU", "70.00", []Debt{debt("60.00", -9).heavy().secured(), debt("60.00", -3)}, "60.00 10.00 +0.00"},
		{"the one that was due before", "BE", "61.00", []Debt{debt("60.00", -3), debt("60.00", -4)}, "1.00 60.00 +0.00"},
		{"of those due on one day the one that was made before", "DE", "61.00", []Debt{debt("60.00", -3), debt("60.00", -3).made(1)}, "1.00 60.00 +0.00"},
		{"equals in proportion, the cent to the first", "FR", "100.00", []Debt{debt("100.00", -3), debt("200.00", -3), debt("50.00", -9)}, "16.67 33.33 50.00 +0.00"},
		{"what is too much is left over", "NL", "400.00", []Debt{debt("100.00", -3), debt("200.00", -3)}, "100.00 200.00 +100.00"},
		{"nothing owed", "NL", "4.00", nil, "+4.00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			law, err := Of(c.country)
			if err != nil {
				t.Fatal(err)
			}
			shares, left := law.Debts.Spread(eur(c.paid), c.debts, today)
			var got []string
			for _, s := range shares {
				got = append(got, s.String())
			}
			if said := strings.Join(append(got, "+"+left.String()), " "); said != c.want {
				t.Errorf("got %s, want %s", said, c.want)
			}
		})
	}
}

func TestSpreadingDebts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		law := rapid.SampledFrom(laws).Draw(t, "law")
		debts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Debt {
			return Debt{Indicated: rapid.Bool().Draw(t, "indicated"), DueOn: today.AddDays(rapid.IntRange(-2, 2).Draw(t, "due")), Since: today.AddDays(rapid.IntRange(-32, -30).Draw(t, "since")),
				Burden: rapid.IntRange(0, 1).Draw(t, "burden"), Security: rapid.IntRange(0, 1).Draw(t, "security"), Open: anyAmount(t, "open").Add(eur("0.01"))}
		}), 0, 6).Draw(t, "debts")
		paid := anyAmount(t, "paid")
		shares, left := law.Debts.Spread(paid, debts, today)
		sum := left
		for n, s := range shares {
			sum = sum.Add(s)
			if s.Sign() < 0 || s.Cmp(debts[n].Open) > 0 || left.Sign() > 0 && s != debts[n].Open {
				t.Errorf("debt %d of %s gets %s", n, debts[n].Open, s)
			}
			for m := range debts {
				if shares[m].Sign() > 0 && s.Cmp(debts[n].Open) < 0 && law.Debts.Compare(&debts[n], &debts[m], today) < 0 {
					t.Errorf("debt %d gets %s before debt %d has all of %s", m, shares[m], n, debts[n].Open)
				}
			}
		}
		if sum != paid || left.Sign() < 0 {
			t.Errorf("%s becomes %s", paid, sum)
		}
	})
}
