package matching

import (
	"slices"
	"testing"

	"acquit/internal/id"
	"acquit/internal/money"
)

func usd(s string) money.Amount { return money.Must(s, money.USD) }

// inDollars is an item in dollars.
func inDollars(n id.ID, owner id.ID, number, open string) Item {
	i := item(n, owner, number, "0.00")
	i.Open = usd(open)
	return i
}

func (e Entry) sentAs(s string) Entry { e.Original = usd(s); return e }

func TestMoneyFromAbroad(t *testing.T) {
	one := only(inDollars(1, p1, "2026-0041", "120.00"))
	mixed := only(inDollars(1, p1, "2026-0041", "120.00"), item(2, p1, "2026-0042", "108.00"))
	for _, c := range []struct {
		name  string
		c     Candidates
		entry Entry
		want  string
	}{
		{"the reference names it, and the original amount is what is open", one, paid(1, "110.52").sentAs("120.00").referring(1), "auto 2026-0041=120.00"},
		{"the number names it", one, paid(1, "110.52").sentAs("120.00").saying("inv 2026-0041"), "auto 2026-0041=120.00"},
		{"the payer is known and it is the only fit", one, paid(1, "110.52").sentAs("120.00").from(iban1), "auto 2026-0041=120.00"},
		{"a name alone is asked about", one, paid(1, "110.52").sentAs("120.00").by("Archibald + Haddock"), "suggest 2026-0041=120.00: name_only"},
		{"a part of it", one, paid(1, "55.00").sentAs("60.00").referring(1), "auto 2026-0041=60.00"},
		{"more than it", one, paid(1, "130.00").sentAs("141.00").referring(1), "auto 2026-0041=120.00 +21.00"},
		{"what is named in the account’s own currency is paid in it", mixed, paid(1, "108.00").sentAs("120.00").saying("2026-0042"), "auto 2026-0042=108.00"},
		{"so is what fits the booked amount", mixed, paid(1, "108.00").sentAs("120.00").from(iban1), "auto 2026-0042=108.00"},
		{"the original amount fits and the booked one does not", mixed, paid(1, "110.52").sentAs("120.00").from(iban1), "auto 2026-0041=120.00"},
		{"nothing in its currency is owed", base(), paid(1, "100.00").sentAs("108.00").from(iban1), "auto I1=100.00"},
		{"without an original amount a person is asked", one, paid(1, "110.52").saying("inv 2026-0041").from(iban1), "suggest 2026-0041=120.00: currency_other"},
		{"with one in a third currency as well", only(inDollars(1, p1, "2026-0041", "120.00")), Entry{ID: 1, BookedOn: booked, Amount: eur("110.52"), Original: money.Must("95.00", money.GBP)}.saying("inv 2026-0041"),
			"suggest 2026-0041=120.00: currency_other"},
		{"items of two customers in another currency are shown apart", only(inDollars(1, p1, "2026-0041", "120.00"), inDollars(2, p2, "2026-0042", "30.00")), paid(1, "140.00").saying("2026-0041 2026-0042"),
			"suggest 2026-0041=120.00 or 2026-0042=30.00: currency_other"},
		{"a weak number in another currency says nothing", only(inDollars(1, p1, "12", "120.00")), paid(1, "110.52").saying("on 12 may"), "none: nothing_named"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := outcome(Propose(Read([]Entry{c.entry}), c.c)[0]); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// The rate is for a person to see: both amounts stand with the proposal.
func TestTheRateIsTold(t *testing.T) {
	one := only(inDollars(1, p1, "2026-0041", "120.00"))
	told := func(p *Proposal) Evidence { return p.Evidence[len(p.Evidence)-1] }
	r := Propose(Read([]Entry{paid(1, "110.52").sentAs("120.00").referring(1)}), one)[0]
	if r.Certain.Paid != usd("120.00") || told(r.Certain) != (Evidence{Fact: OriginalPaid, Paid: usd("120.00"), Booked: eur("110.52")}) {
		t.Errorf("%+v", r.Certain)
	}
	p := &Propose(Read([]Entry{paid(1, "110.52").saying("inv 2026-0041")}), one)[0].Ask[0]
	if p.Paid != usd("120.00") || told(p) != (Evidence{Fact: CurrencyOther, Paid: usd("120.00"), Booked: eur("110.52")}) {
		t.Errorf("%+v", p)
	}
	if by := p.Evidence[0]; by.Fact != NumberNamed || "inv 2026-0041"[by.Start:by.End] != "2026-0041" {
		t.Errorf("it is named by %+v", by)
	}
	if slices.ContainsFunc(p.Evidence, func(e Evidence) bool { return e.Fact == AmountExact }) {
		t.Error("the amount is said to be exact, and is not known")
	}
}
