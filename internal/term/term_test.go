package term

import (
	"testing"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/invoice"
	"acquit/internal/law"
	"acquit/internal/money"
)

func creditor(country string) *company.Company {
	c := &company.Company{Country: country, Policy: company.Standard()}
	c.Policy.Supplies = law.Goods
	return c
}

func bill(issued, due string) *invoice.Invoice {
	return &invoice.Invoice{Kind: invoice.Bill, IssuedOn: date.Must(issued), DueOn: date.Must(due), Owed: money.Of(100_00, money.EUR), Open: money.Of(100_00, money.EUR)}
}

func TestTheDaysOfAnInvoice(t *testing.T) {
	for _, c := range []struct {
		says                          string
		seller                        string
		buyer                         customer.Customer
		due                           string
		instead, lapses, contestUntil string
	}{
		{"a business in time", "BE", customer.Customer{Kind: customer.Business, Country: "BE"}, "2026-02-01", "", "2036-02-01", "2026-01-16"},
		{"a business beyond the law", "BE", customer.Customer{Kind: customer.Business, Country: "FR"}, "2026-04-01", "2026-02-01", "2036-04-01", "2026-01-16"},
		{"a consumer has the law of his country", "BE", customer.Customer{Kind: customer.Consumer, Country: "NL"}, "2026-02-01", "", "2028-02-01", ""},
		{"a large debtor", "NL", customer.Customer{Kind: customer.Business, Country: "NL", Large: true}, "2026-02-15", "2026-02-01", "2031-02-15", ""},
		{"a country nobody looked up", "XX", customer.Customer{Kind: customer.Business, Country: "BE"}, "2027-02-01", "", "", ""},
	} {
		r, i := For(creditor(c.seller), &c.buyer), bill("2026-01-02", c.due)
		e, beyond := r.Excess(i)
		if beyond != (c.instead != "") || e.Instead.String() != c.instead {
			t.Errorf("%s: beyond %v, due %s instead", c.says, beyond, e.Instead)
		}
		if got := r.LapsesOn(i).String(); got != c.lapses {
			t.Errorf("%s: lapses on %s, want %s", c.says, got, c.lapses)
		}
		if got := r.ContestableUntil(i).String(); got != c.contestUntil {
			t.Errorf("%s: contestable until %s, want %s", c.says, got, c.contestUntil)
		}
	}
}

func TestWhatHasNoSuchDays(t *testing.T) {
	r := For(creditor("BE"), &customer.Customer{Kind: customer.Business, Country: "BE"})
	note := bill("2026-01-02", "2027-01-02")
	note.Kind = invoice.CreditNote
	if _, beyond := r.Excess(note); beyond || r.LapsesOn(note) != date.None || r.ContestableUntil(note) != date.None {
		t.Error("a credit note")
	}
	paid := bill("2026-01-02", "2026-02-02")
	paid.Open = money.Of(0, money.EUR)
	if r.LapsesOn(paid) != date.None || r.ContestableUntil(paid) == date.None {
		t.Error("an invoice that was paid")
	}
	split := bill("2026-01-02", "2027-01-02")
	split.Parts = []invoice.Part{{Number: 1, DueOn: split.DueOn, Amount: split.Owed}}
	if _, beyond := r.Excess(split); beyond || r.LapsesOn(split) != date.Must("2037-01-02") {
		t.Error("instalments")
	}
}

func TestWhenSomebodyIsTold(t *testing.T) {
	of := creditor("BE")
	r := For(of, &customer.Customer{Kind: customer.Consumer, Country: "BE"})
	lapses, paid := r.LapsesOn(bill("2026-01-02", "2026-02-02")), r.LapsesOn(bill("2026-01-02", "2026-02-02"), date.Must("2026-11-30"))
	if lapses != date.Must("2027-02-02") || paid != date.Must("2027-11-30") {
		t.Errorf("it lapses on %s, with a part paid on %s", lapses, paid)
	}
	if r.Warns(lapses, lapses.AddDays(-91)) || !r.Warns(lapses, lapses.AddDays(-90)) || !r.Warns(lapses, lapses.AddDays(30)) || r.Warns(date.None, lapses) {
		t.Error("90 days before, and from then on")
	}
	of.Policy.LimitationDays = 0
	if r = For(of, &customer.Customer{Kind: customer.Consumer, Country: "BE"}); r.Warns(lapses, lapses) {
		t.Error("a company that does not want to be told")
	}
}
