package matching

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
)

const (
	iban1 = "BE68539007547034" // P1 is known to pay from it
	iban2 = "NL91ABNA0417164300"
)

// tolerating lets small differences go.
func tolerating(c Candidates, most string, share int) Candidates {
	c.Tolerance = Tolerance{Most: map[money.Currency]int64{money.EUR: eur(most).Minor}, Share: share}
	return c
}

func eur(s string) money.Amount { return money.Must(s, money.EUR) }

var (
	p1, p2 = id.ID(101), id.ID(102)
	booked = date.Must("2026-10-01")
)

// item is an open invoice; its id is its rank in the test.
func item(n id.ID, owner id.ID, number, open string) Item {
	return Item{Invoice: n, Customer: owner, Number: number, NumberKey: invoice.NumberKey(number),
		Reference: fmt.Sprintf("0000000%05d", n), DueOn: booked.AddDays(int(n)), Open: eur(open)}
}

// base is the set that the cases of others are told with: P1 owes 100, 200 and 300,
// P2 owes 1000.
func base(more ...Item) Candidates {
	return Candidates{
		Items: append([]Item{
			item(1, p1, "I1", "100.00"), item(2, p1, "I2", "200.00"), item(3, p1, "I3", "300.00"), item(4, p2, "I4", "1000.00"),
		}, more...),
		Payers: []Payer{{iban1, p1}, {iban2, p2}},
		Named:  []Named{{customer.NameKey("Archibald + Haddock"), p1}},
	}
}

// only are candidates with just these items.
func only(items ...Item) Candidates {
	return Candidates{Items: items, Payers: base().Payers, Named: base().Named}
}

func ordered(i Item, order string) Item { i.OrderKey = invoice.NumberKey(order); return i }

func due(i Item, on string) Item { i.DueOn = date.Must(on); return i }

// discounted are 100 of which two percent may be left out for eight days.
func discounted() Candidates {
	i := item(1, p1, "I1", "100.00")
	i.Discounts = []Discount{{Until: booked.AddDays(8), Of: i.Open, Amount: eur("2.00")}}
	return only(i)
}

// named are the candidates of base, with the number of P1.
func named(number string) Candidates {
	c := base()
	c.Numbered = []Named{{customerKey(number), p1}}
	return c
}

// taught are the candidates of base, with a name under which P1 pays.
func taught(name string) Candidates {
	c := base()
	c.Learned = []Taught{{Named: Named{name, p1}, By: "anne", On: booked}}
	return c
}

func (e Entry) charged(s string) Entry { e.Charges = eur(s); return e }

func paid(n int, amount string) Entry {
	return Entry{ID: id.ID(n), BookedOn: booked.AddDays(n), Amount: eur(amount)}
}

func (e Entry) saying(text string) Entry        { e.Text = text; return e }
func (e Entry) from(iban string) Entry          { e.IBAN = iban; return e }
func (e Entry) by(name string) Entry            { e.Name = name; return e }
func (e Entry) referring(n int) Entry           { e.Reference = fmt.Sprintf("0000000%05d", n); return e }
func (e Entry) endToEnd(reference string) Entry { e.EndToEnd = reference; return e }

// outcome puts a result in a few words: auto, suggest or none; what each item gets
// and what stays on account; and why nothing is certain.
func outcome(r Result) string {
	switch {
	case r.Certain != nil:
		return "auto" + shares(r.Certain)
	case len(r.Ask) > 0:
		said := "suggest"
		for n := range r.Ask {
			if n > 0 {
				said += " or"
			}
			said += shares(&r.Ask[n])
		}
		return said + ": " + string(r.Refused)
	}
	return "none: " + string(r.Refused)
}

func shares(p *Proposal) string {
	var b strings.Builder
	for _, s := range p.Shares {
		fmt.Fprintf(&b, " %s=%s", s.Number, s.Amount)
	}
	for _, d := range p.Differences {
		fmt.Fprintf(&b, " %s-%s %s", d.Number, d.Amount, d.Reason)
	}
	if !p.OnAccount.IsZero() {
		fmt.Fprintf(&b, " +%s", p.OnAccount)
	}
	return b.String()
}

// TestCasesOfOthers holds the rules against cases that other systems fixed in
// their own tests: OCA reconcile (AR), alyf banking (ALY), mass reconcile and
// ERPNext (ERP). What a person taught and what a second worker may claim is settle's and
// the store's.
func TestCasesOfOthers(t *testing.T) {
	thousand := only(item(1, p1, "I1", "1000.00"))
	twoHundreds := only(item(1, p1, "INV-2026-001", "100.00"), item(2, p1, "INV-2026-002", "100.00"))
	for _, c := range []struct {
		id, name string
		c        Candidates
		entries  []Entry
		want     []string
	}{
		{"M1 AR", "the number in the text settles its invoice", base(),
			[]Entry{paid(1, "100.00").from(iban1).saying("payment I1")}, []string{"auto I1=100.00"}},
		{"M1 AR", "the sum of all, with nothing said, is suggested", base(),
			[]Entry{paid(1, "600.00").from(iban1)}, []string{"suggest I1=100.00 I2=200.00 I3=300.00: none_fits"}},
		{"M2 AR", "the whole, with its reference, settles", thousand,
			[]Entry{paid(1, "1000.00").referring(1)}, []string{"auto I1=1000.00"}},
		{"M2 AR", "ten less leaves ten open", thousand,
			[]Entry{paid(1, "990.00").referring(1)}, []string{"auto I1=990.00"}},
		{"M2 AR", "ten more stays on account", thousand,
			[]Entry{paid(1, "1010.00").referring(1)}, []string{"auto I1=1000.00 +10.00"}},
		{"M3 AR", "ten less, where half a percent is let go", tolerating(thousand, "0.00", 50),
			[]Entry{paid(1, "990.00").referring(1)}, []string{"auto I1=990.00"}},
		{"M3 AR", "ten less, where one percent is let go", tolerating(thousand, "0.00", 100),
			[]Entry{paid(1, "990.00").referring(1)}, []string{"auto I1=990.00 I1-10.00 small_difference"}},
		{"M7 AR", "a token on the invoice and on the entry, five less, where ten percent is let go", tolerating(only(item(1, p1, "doudlidou3555", "100.00")), "0.00", 1000),
			[]Entry{paid(1, "95.00").saying("doudlidou3555")}, []string{"auto doudlidou3555=95.00 doudlidou3555-5.00 small_difference"}},
		{"M11 AR", "the item that more of the text agrees with", only(item(1, p1, "1111", "100.00"), item(2, p1, "2222 3333", "100.00"), ordered(item(3, p1, "4444 5555 6666", "100.00"), "1111")),
			[]Entry{paid(1, "100.00").saying("1111 444455556666")}, []string{"auto 4444 5555 6666=100.00"}},
		{"M19", "fifty of 50.10, where five cents are let go", tolerating(only(item(1, p1, "I1", "50.10")), "0.05", 0),
			[]Entry{paid(1, "50.00").referring(1)}, []string{"auto I1=50.00"}},
		{"M19", "fifty of 50.10, where eleven cents are let go", tolerating(only(item(1, p1, "I1", "50.10")), "0.11", 0),
			[]Entry{paid(1, "50.00").referring(1)}, []string{"auto I1=50.00 I1-0.10 small_difference"}},
		{"M24 ALY", "two credit notes and an invoice in one text", only(item(1, p1, "CN-2026-1", "-100.00"), item(2, p1, "CN-2026-2", "-50.00"), item(3, p1, "INV-2026-1", "350.00")),
			[]Entry{paid(1, "200.00").saying("INV-2026-1 less CN-2026-1, CN-2026-2")}, []string{"auto INV-2026-1=350.00 CN-2026-1=-100.00 CN-2026-2=-50.00"}},
		{"M4 AR", "more than is open, without its reference, is suggested", thousand,
			[]Entry{paid(1, "1010.00").from(iban1)}, []string{"suggest I1=1000.00 +10.00: none_fits"}},
		{"M6 AR", "a part, with the reference, is booked", base(),
			[]Entry{paid(1, "40.00").referring(1)}, []string{"auto I1=40.00"}},
		{"M8 AR", "a name in another order, with signs and a number, is found", base(),
			[]Entry{paid(1, "200.00").by("1234//HADDOCK-Archibald")}, []string{"suggest I2=200.00: name_only"}},
		{"M8 AR", "signs that mean something to patterns do no harm", base(),
			[]Entry{paid(1, "200.00").by(`(.*)[a-z]+$^?\ %_`)}, []string{"none: nothing_named"}},
		{"M16", "of two payments of one invoice the oldest is booked", only(item(1, p1, "I1", "50.00")),
			[]Entry{paid(20, "50.00").from(iban1), paid(10, "50.00").from(iban1)}, []string{"suggest +50.00: none_fits", "auto I1=50.00"}},
		{"M20 ALY", "two invoices are named and not quite paid", twoHundreds,
			[]Entry{paid(1, "150.00").saying("INV-2026-002 and INV-2026-001")}, []string{"auto INV-2026-001=100.00 INV-2026-002=50.00"}},
		{"M22 ALY", "two entries pay one invoice together", only(item(1, p1, "I1", "200.00")),
			[]Entry{paid(1, "100.00").referring(1), paid(2, "100.00").saying("I1")}, []string{"auto I1=100.00", "auto I1=100.00"}},
		{"M30", "one invoice is settled by one entry; the other's money is kept on account", base(),
			[]Entry{paid(1, "100.00").referring(1), paid(2, "100.00").referring(1)}, []string{"auto I1=100.00", "auto +100.00"}},
		{"M34 IN", "a number is not found in a date", only(item(1, p1, "12", "100.00"), item(2, p1, "202412", "100.00"), item(3, p1, "1201", "100.00")),
			[]Entry{paid(1, "100.00").saying("paid on 2024-12-01")}, []string{"none: nothing_named"}},
		{"M35 IN", "two invoices of one amount are shown, none is chosen", base(item(5, p1, "I5", "200.00")),
			[]Entry{paid(1, "200.00").from(iban1)}, []string{"suggest I2=200.00 or I5=200.00: several_fit"}},
		{"M36 ERP", "a known account finds its customer, and one exact amount settles", base(),
			[]Entry{paid(1, "300.00").from(iban1)}, []string{"auto I3=300.00"}},
		{"M38 ERP", "a name that only comes near is none", base(),
			[]Entry{paid(1, "200.00").by("Archibald Haddocks")}, []string{"none: nothing_named"}},
	} {
		t.Run(c.id+" "+c.name, func(t *testing.T) {
			var got []string
			for _, r := range Propose(Read(c.entries), c.c) {
				got = append(got, outcome(r))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
