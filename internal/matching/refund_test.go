package matching

import (
	"testing"

	"acquit/internal/id"
	"acquit/internal/money"
)

func TestRefunds(t *testing.T) {
	const iban, other = "BE71096123456769", "BE43068999999501"
	credit := func(i id.ID, owner id.ID, number, amount string) Item { return item(i, owner, number, amount) }
	purse := func(owner id.ID, amount string) Purse { return Purse{owner, money.Must(amount, money.EUR)} }
	for _, c := range []struct {
		name   string
		left   Line
		items  []Item
		payers []Payer
		purses []Purse
		want   string
	}{
		{"a credit note that is named, to the cent", line(1, "2026-02-02", "-30.00"), []Item{credit(1, p1, "CN-2026-17", "-30.00")}, nil, nil, "auto CN-2026-17=-30.00"},
		{"two credit notes that are named", line(1, "2026-02-02", "-50.00"), []Item{credit(1, p1, "CN-2026-17", "-30.00"), credit(2, p1, "CN-2026-18", "-20.00")}, nil, nil, "auto CN-2026-17=-30.00 CN-2026-18=-20.00"},
		{"a credit note less an invoice", line(1, "2026-02-02", "-20.00"), []Item{credit(1, p1, "CN-2026-17", "-30.00"), item(2, p1, "INV-2026-18", "10.00")}, nil, nil, "auto CN-2026-17=-30.00 INV-2026-18=10.00"},
		{"another amount", line(1, "2026-02-02", "-29.00"), []Item{credit(1, p1, "CN-2026-17", "-30.00")}, nil, nil, "nothing"},
		{"an invoice that is open", line(1, "2026-02-02", "-30.00"), []Item{item(1, p1, "CN-2026-17", "30.00")}, nil, nil, "nothing"},
		{"to another customer's account", line(1, "2026-02-02", "-30.00", account(other)), []Item{credit(1, p1, "CN-2026-17", "-30.00")}, []Payer{{other, p2}}, nil, "suggest CN-2026-17=-30.00"},
		{"to the customer's account", line(1, "2026-02-02", "-30.00", account(iban)), []Item{credit(1, p1, "CN-2026-17", "-30.00")}, []Payer{{iban, p1}}, nil, "auto CN-2026-17=-30.00"},
		{"nothing named, to the customer's account", line(1, "2026-02-02", "-30.00", account(iban), silent), []Item{credit(1, p1, "CN-2026-17", "-30.00")}, []Payer{{iban, p1}}, nil, "suggest CN-2026-17=-30.00"},
		{"nothing named, two that fit", line(1, "2026-02-02", "-30.00", account(iban), silent), []Item{credit(1, p1, "CN-2026-17", "-30.00"), credit(2, p1, "CN-2026-18", "-30.00")}, []Payer{{iban, p1}}, nil, "suggest CN-2026-17=-30.00 or CN-2026-18=-30.00"},
		{"nothing named, all credit notes together", line(1, "2026-02-02", "-50.00", account(iban), silent), []Item{credit(1, p1, "CN-2026-17", "-30.00"), credit(2, p1, "CN-2026-18", "-20.00")}, []Payer{{iban, p1}}, nil, "suggest CN-2026-17=-30.00 CN-2026-18=-20.00"},
		{"money on account, to the customer's account", line(1, "2026-02-02", "-40.00", account(iban), silent), nil, []Payer{{iban, p1}}, []Purse{purse(p1, "40.00")}, "suggest -40.00"},
		{"money on account, an invoice named that was paid too much", line(1, "2026-02-02", "-40.00"), []Item{spent(item(1, p1, "CN-2026-17", "1.00"))}, nil, []Purse{purse(p1, "40.00")}, "auto -40.00"},
		{"another amount than on account", line(1, "2026-02-02", "-41.00", account(iban), silent), nil, []Payer{{iban, p1}}, []Purse{purse(p1, "40.00")}, "nothing"},
		{"to somebody unknown", line(1, "2026-02-02", "-40.00", account(other), silent), []Item{credit(1, p1, "CN-2026-17", "-40.00")}, nil, []Purse{purse(p1, "40.00")}, "nothing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := c.left.Entry
			if e.Text == "" {
				e.Text = "Avoir CN-2026-17, CN-2026-18, INV-2026-18"
			}
			r := Refunds(Read([]Entry{e}), Candidates{Items: c.items, Payers: c.payers}, c.purses)[0]
			if got := refundText(&r); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// silent is a text that names nothing.
func silent(l *Line) { l.Text = "remboursement" }

func refundText(r *Result) string {
	text := func(p *Proposal) (s string) {
		for _, share := range p.Shares {
			s += " " + share.Number + "=" + share.Amount.String()
		}
		if !p.OnAccount.IsZero() {
			s += " " + p.OnAccount.String()
		}
		return s
	}
	switch {
	case r.Certain != nil:
		return "auto" + text(r.Certain)
	case len(r.Ask) == 0:
		return "nothing"
	}
	all := "suggest" + text(&r.Ask[0])
	for n := range r.Ask[1:] {
		all += " or" + text(&r.Ask[n+1])
	}
	return all
}

// Two refunds do not pay one credit note, or one sum on account, back twice.
func TestNothingIsPaidBackTwice(t *testing.T) {
	e := line(1, "2026-02-02", "-30.00").Entry
	e.Text = "CN-2026-17"
	again := e
	again.ID = 2
	for name, c := range map[string]struct {
		items  []Item
		purses []Purse
	}{
		"a credit note":    {[]Item{item(1, p1, "CN-2026-17", "-30.00")}, nil},
		"money on account": {[]Item{spent(item(1, p1, "CN-2026-17", "1.00"))}, []Purse{{p1, money.Must("30.00", money.EUR)}}},
	} {
		results := Refunds(Read([]Entry{again, e}), Candidates{Items: c.items}, c.purses)
		if results[0].Certain != nil || results[1].Certain == nil {
			t.Errorf("%s: %s and %s", name, refundText(&results[1]), refundText(&results[0]))
		}
	}
}

// spent is an item of which nothing is open.
func spent(i Item) Item {
	i.Open.Minor = 0
	return i
}
