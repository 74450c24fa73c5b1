package matching

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/money"
)

func TestPropose(t *testing.T) {
	settled := func(i Item) Item { i.Open = eur("0.00"); return i }
	sharing := func(items ...Item) Candidates {
		for n := range items {
			items[n].Reference = "000000000100"
		}
		return only(items...)
	}
	const ogm = "+++010/8068/17183+++" // a reference with right check digits
	ogmItem := item(1, p1, "I1", "100.00")
	ogmItem.Reference = "010806817183"
	for _, c := range []struct {
		name string
		c    Candidates
		e    Entry
		want string
	}{
		{"a reference that nobody carries", base(), paid(1, "100.00").referring(99), "none: nothing_named"},
		{"a reference in the text", only(ogmItem), paid(1, "40.00").saying("merci " + ogm), "auto I1=40.00"},
		{"a reference in its field and again in the text", only(ogmItem), Entry{ID: 1, Amount: eur("40.00"), Reference: "010806817183", Text: ogm}, "auto I1=40.00"},
		{"an item that was found in two ways", only(ogmItem, ogmItem), paid(1, "100.00").from(iban1), "auto I1=100.00"},
		{"bare digits of a reference in the text", only(ogmItem), paid(1, "40.00").saying("010806817183 merci"), "auto I1=40.00"},
		{"bare digits of a reference that is settled prove nothing", only(settled(ogmItem)), paid(1, "40.00").saying("010806817183"), "none: nothing_named"},
		{"the reference outweighs a number", base(), paid(1, "40.00").referring(2).saying("I1"), "auto I2=40.00"},
		{"the reference of a settled invoice finds its customer", only(settled(item(1, p1, "I1", "1.00"))), paid(1, "100.00").referring(1), "auto +100.00"},
		{"a shared reference and one exact amount", sharing(item(1, p1, "I1", "100.00"), item(2, p1, "I2", "200.00")), paid(1, "200.00").referring(100), "auto I2=200.00"},
		{"a shared reference pays the oldest first", sharing(item(1, p1, "I1", "100.00"), item(2, p1, "I2", "200.00")), paid(1, "150.00").referring(100), "auto I1=100.00 I2=50.00"},
		{"a shared reference and two exact amounts", sharing(item(1, p1, "I1", "100.00"), item(2, p1, "I2", "100.00")), paid(1, "100.00").referring(100), "auto I1=100.00"},
		{"a shared reference of which some are settled", sharing(settled(item(1, p1, "I1", "1.00")), item(2, p1, "I2", "100.00")), paid(1, "70.00").referring(100), "auto I2=70.00"},
		{"a reference that two customers share", sharing(item(1, p1, "I1", "100.00"), item(2, p2, "I2", "200.00")), paid(1, "150.00").referring(100), "suggest I1=100.00 +50.00 or I2=150.00: several_payers"},
		{"another currency is another debt", base(), Entry{ID: 1, Amount: money.Must("100.00", money.USD), IBAN: iban1}, "suggest +100.00: none_fits"},
		{"invoices of two customers in one text", base(), paid(1, "150.00").saying("I1 I4"), "suggest I1=100.00 +50.00 or I4=150.00: several_payers"},
		{"another customer's account, and the exact amount", base(), paid(1, "1000.00").from(iban1).saying("I4"), "auto I4=1000.00"},
		{"another customer's account, and a part", base(), paid(1, "400.00").from(iban1).saying("I4"), "suggest I4=400.00: payer_other"},
		{"invoices of two customers that come to the amount", base(), paid(1, "1100.00").saying("I1 I4"), "auto I1=100.00 I4=1000.00"},
		{"short numbers of two customers that come to the amount", only(item(1, p1, "12", "20.00"), item(2, p2, "34", "30.00")), paid(1, "50.00").saying("12 + 34"), "suggest 12=20.00 34=30.00 or 12=20.00 +30.00 or 34=30.00 +20.00: several_payers"},
		{"a number cut in two, of who pays", base(item(5, p1, "INV-2026-0012", "80.00")), paid(1, "80.00").by("Haddock Archibald").saying("INV-20 26-0012"), "auto INV-2026-0012=80.00"},
		{"a number that is cut off, of who pays", base(item(5, p1, "INV-2026-0012", "80.00")), paid(1, "80.00").by("Haddock Archibald").saying("NV-2026-0012"), "auto INV-2026-0012=80.00"},
		{"a number with one sign wrong, of who pays", base(item(5, p1, "INV-2026-0012", "80.00")), paid(1, "80.00").by("Haddock Archibald").saying("INV-2026-0021"), "auto INV-2026-0012=80.00"},
		{"a number with one sign wrong, and a part", base(item(5, p1, "INV-2026-0012", "80.00")), paid(1, "70.00").by("Haddock Archibald").saying("INV-2026-0021"), "suggest INV-2026-0012=70.00: number_short"},
		{"a number with one sign wrong, of another customer", base(item(5, p2, "INV-2026-0012", "80.00")), paid(1, "80.00").by("Haddock Archibald").saying("INV-2026-0021"), "suggest I1=80.00: name_only"},
		{"a number as near to two", base(item(5, p1, "INV-2026-0012", "80.00"), item(6, p1, "INV-2026-0013", "70.00")), paid(1, "60.00").by("Haddock Archibald").saying("INV-2026-0011"), "suggest I1=60.00: name_only"},
		{"a number as near to two, and what one of them owes", base(item(5, p1, "INV-2026-0012", "80.00"), item(6, p1, "INV-2026-0013", "70.00")), paid(1, "70.00").by("Haddock Archibald").saying("INV-2026-0011"), "auto INV-2026-0013=70.00"},
		{"a list of which only the ends are written", only(item(1, p1, "2024-101", "10.00"), item(2, p1, "2024-102", "20.00"), item(3, p1, "2024-103", "30.00")), paid(1, "60.00").saying("2024-101 à 103"), "auto 2024-101=10.00 2024-102=20.00 2024-103=30.00"},
		{"a list of which only the ends are written, and less", only(item(1, p1, "INV2024-101", "10.00"), item(2, p1, "INV2024-102", "20.00")), paid(1, "25.00").saying("INV2024-101+102"), "suggest INV2024-101=10.00 INV2024-102=15.00: number_short"},
		{"numbers that are written on to words", only(item(1, p1, "20260012", "10.00"), item(2, p1, "20260013", "20.00")), paid(1, "30.00").saying("REF 0: 20260012REF 1: 20260013"), "auto 20260012=10.00 20260013=20.00"},
		{"numbers that are written on to each other", only(item(1, p1, "20260012", "10.00"), item(2, p1, "20260013", "20.00")), paid(1, "30.00").saying("2026001220260013"), "auto 20260012=10.00 20260013=20.00"},
		{"more than the one number that is surely named", base(), paid(1, "300.00").saying("I1"), "auto I1=100.00 +200.00"},
		{"more than the one number that is surely named, beside another", base(), paid(1, "300.00").saying("I1 and INV-2026-77"), "suggest I1=100.00 +200.00: paid_more"},
		{"an order of the customer, and its amount", base(ordered(item(5, p1, "INV-2026-0012", "80.00"), "PO-4711")), paid(1, "80.00").saying("our PO-4711"), "auto INV-2026-0012=80.00"},
		{"an order of the customer, and a part", base(ordered(item(5, p1, "INV-2026-0012", "80.00"), "PO-4711")), paid(1, "70.00").saying("our PO-4711"), "suggest INV-2026-0012=70.00: number_short"},
		{"a number that is one's own and another's order", base(item(5, p1, "PO-4711", "80.00"), ordered(item(6, p2, "INV-2026-0012", "80.00"), "PO-4711")), paid(1, "80.00").saying("PO-4711"), "auto PO-4711=80.00"},
		{"all that was due", base(due(item(5, p1, "I5", "50.00"), "2026-09-01"), due(item(6, p1, "I6", "70.00"), "2026-09-02")), paid(1, "120.00").from(iban1), "suggest I5=50.00 I6=70.00: none_fits"},
		{"some of what is open", base(), paid(1, "400.00").from(iban1), "suggest I1=100.00 I3=300.00: none_fits"},
		{"several choices of what is open", base(item(5, p1, "I5", "200.00")), paid(1, "500.00").from(iban1), "suggest I2=200.00 I3=300.00 or I3=300.00 I5=200.00 or I1=100.00 I2=200.00 I5=200.00: none_fits"},
		{"a credit note among what is open", base(item(5, p1, "CN5", "-50.00")), paid(1, "250.00").from(iban1), "suggest I3=300.00 CN5=-50.00 or I1=100.00 I2=200.00 CN5=-50.00: none_fits"},
		{"a discount in time, with the reference", discounted(), paid(1, "98.00").referring(1), "auto I1=98.00 I1-2.00 discount_taken"},
		{"a discount that is too late", discounted(), paid(20, "98.00").referring(1), "auto I1=98.00"},
		{"what the bank kept", only(item(1, p1, "I1", "100.00")), paid(1, "92.50").referring(1).charged("7.50"), "auto I1=92.50 I1-7.50 bank_charge"},
		{"a small difference proves no short number", tolerating(only(item(1, p1, "12", "20.00")), "1.00", 0), paid(1, "19.50").saying("facture 12"), "suggest 12=19.50 12-0.50 small_difference: number_short"},
		{"a customer number beside the name", named("C-7"), paid(1, "200.00").by("Haddock Archibald").saying("klant C-7"), "auto I2=200.00"},
		{"a customer number alone", named("C-7"), paid(1, "200.00").saying("klant C-7"), "suggest I2=200.00: name_only"},
		{"a name that a person taught", taught("lys fils"), paid(1, "200.00").by("Fils & Lys"), "auto I2=200.00"},
		{"a name that a person taught of two customers", Candidates{Items: base().Items, Learned: []Taught{{Named: Named{"lys fils", p1}}, {Named: Named{"lys fils", p2}}}}, paid(1, "200.00").by("Lys Fils"), "suggest I2=200.00: several_payers"},
		{"a number in the end-to-end reference", base(), paid(1, "40.00").endToEnd("I1"), "auto I1=40.00"},
		{"the longest number counts", only(item(1, p1, "INV-2026-1", "10.00"), item(2, p1, "INV-2026-1/A", "20.00")), paid(1, "5.00").saying("INV-2026-1/A"), "auto INV-2026-1/A=5.00"},
		{"numbers that differ in their marks, written as one is", only(item(1, p1, "INV-1-11", "10.00"), item(2, p1, "INV-11-1", "20.00")), paid(1, "5.00").saying("inv-11-1"), "auto INV-11-1=5.00"},
		{"numbers that differ in their marks, written otherwise", only(item(1, p1, "INV-1-11", "10.00"), item(2, p1, "INV-11-1", "20.00")), paid(1, "5.00").saying("INV111"), "suggest INV-1-11=5.00: number_short"},
		{"an old invoice of the same number is settled", only(settled(item(1, p1, "12", "5.00")), item(2, p1, "12", "20.00")), paid(1, "20.00").saying("12"), "auto 12=20.00"},
		{"a short number and the exact amount", only(item(1, p1, "12", "20.00")), paid(1, "20.00").saying("facture 12"), "auto 12=20.00"},
		{"a short number and another amount", only(item(1, p1, "12", "20.00")), paid(1, "10.00").saying("facture 12"), "suggest 12=10.00: number_short"},
		{"a short number, another amount and the customer's account", only(item(1, p1, "12", "20.00")), paid(1, "10.00").from(iban1).saying("facture 12"), "suggest 12=10.00: number_short"},
		{"a middling number and another amount", only(item(1, p1, "123456", "20.00")), paid(1, "10.00").saying("facture 123456"), "suggest 123456=10.00: number_short"},
		{"a middling number and the customer's account", only(item(1, p1, "123456", "20.00")), paid(1, "10.00").from(iban1).saying("facture 123456"), "auto 123456=10.00"},
		{"a long number proves itself", only(item(1, p1, "20260012", "20.00")), paid(1, "10.00").saying("facture 20260012"), "auto 20260012=10.00"},
		{"a long number that reads as a day", only(item(1, p1, "20261012", "20.00")), paid(1, "10.00").saying("facture 20261012"), "suggest 20261012=10.00: number_short"},
		{"a postcode that is another customer's number does not stand in the way", base(item(5, p2, "75011", "80.00")), paid(1, "300.00").from(iban1).saying("75011 Paris"), "auto I3=300.00"},
		{"a postcode beside the number that is meant", base(item(5, p1, "75011", "80.00")), paid(1, "60.00").saying("I1 75011 Paris"), "auto I1=60.00"},
		{"a short number beside another, and both fit", base(item(5, p1, "75011", "80.00")), paid(1, "180.00").saying("I1 75011"), "auto I1=100.00 75011=80.00"},
		{"an account that two customers use", Candidates{Items: base().Items, Payers: []Payer{{iban1, p1}, {iban1, p2}}}, paid(1, "1000.00").from(iban1), "suggest I4=1000.00: several_payers"},
		{"an account that is listed twice", Candidates{Items: base().Items, Payers: []Payer{{iban1, p1}, {iban1, p1}}}, paid(1, "300.00").from(iban1), "auto I3=300.00"},
		{"a known account outweighs a name", base(), paid(1, "1000.00").from(iban2).by("Archibald Haddock"), "auto I4=1000.00"},
		{"a known customer who owes nothing", Candidates{Payers: base().Payers}, paid(1, "5.00").from(iban1), "suggest +5.00: none_fits"},
		{"nobody known says nothing", base(), paid(1, "100.00").saying("thank you"), "none: nothing_named"},
		{"a part of what is open, oldest first", base(), paid(1, "250.00").from(iban1), "suggest I1=100.00 I2=150.00: none_fits"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := outcome(Propose(Read([]Entry{c.e}), c.c)[0]); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestEvidence(t *testing.T) {
	for _, c := range []struct {
		name string
		e    Entry
		want []Evidence
	}{
		{"a reference and a known account", paid(1, "40.00").referring(1).from(iban1),
			[]Evidence{{Fact: ReferenceNames, Number: "I1"}, {Fact: PartPaid}, {Fact: PayerKnown}}},
		{"a number in the text", paid(1, "100.00").saying("for I1"),
			[]Evidence{{Fact: NumberNamed, Number: "I1", Start: 4, End: 6}, {Fact: AmountExact}}},
		{"a number in the end-to-end reference", paid(1, "110.00").saying("thanks").endToEnd("X I1"),
			[]Evidence{{Fact: NumberNamed, Number: "I1", Start: 2, End: 4, InEndToEnd: true}, {Fact: PaidMore}}},
		{"an account and an amount", paid(1, "300.00").from(iban1),
			[]Evidence{{Fact: PayerKnown}, {Fact: AmountExact}, {Fact: OnlyFit}}},
		{"the sum of everything", paid(1, "600.00").from(iban1),
			[]Evidence{{Fact: PayerKnown}, {Fact: AmountSum}, {Fact: OnlySum}}},
		{"a name", paid(1, "7.00").by("Haddock Archibald"), []Evidence{{Fact: NameSame}, {Fact: PartPaid}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Propose(Read([]Entry{c.e}), base())[0]
			p := r.Certain
			if p == nil {
				p = &r.Ask[0]
			}
			if diff := cmp.Diff(c.want, p.Evidence); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A settled invoice is evidence too: it tells whose money it is.
func TestEvidenceOfASettledInvoice(t *testing.T) {
	results := Propose(Read([]Entry{paid(1, "100.00").referring(1), paid(2, "100.00").referring(1)}), base())
	want := []Evidence{{Fact: ReferenceNames, Number: "I1"}, {Fact: AlreadySettled, Number: "I1"}, {Fact: PaidMore}}
	if diff := cmp.Diff(want, results[1].Certain.Evidence); diff != "" {
		t.Error(diff)
	}
}

// Strong evidence goes first, whatever was booked first.
func TestAFitDoesNotTakeWhatAReferenceNames(t *testing.T) {
	results := Propose(Read([]Entry{paid(1, "300.00").from(iban1), paid(2, "300.00").referring(3)}), base())
	if got := outcome(results[0]) + "; " + outcome(results[1]); got != "suggest I1=100.00 I2=200.00: none_fits; auto I3=300.00" {
		t.Error(got)
	}
}

func TestKeysOf(t *testing.T) {
	entries := []Entry{
		paid(1, "1.00").referring(1).saying("INV-7, I1").from(iban1).by("Jean Van Damme 1234"),
		paid(2, "1.00").referring(1).saying("+++010/8068/17183+++").endToEnd("I1").from(iban1),
	}
	want := Keys{
		References: []string{"000000000001", "010806817183"},
		Numbers:    []string{"010806817183", "I1", "INV7"},
		IBANs:      []string{iban1},
		Names:      []string{"damme jean van", "jean van damme", "van damme jean"},
		Customers:  []string{"010/8068/17183", "i1", "inv-7"},
		Amounts:    []money.Amount{eur("1.00")},
		Since:      booked.AddDays(1 - ToldBehind),
	}
	if diff := cmp.Diff(want, KeysOf(Read(entries))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(Keys{Amounts: want.Amounts, Since: booked.AddDays(3 - ToldBehind)}, KeysOf(Read([]Entry{paid(3, "1.00")}))); diff != "" {
		t.Errorf("an entry that says nothing has keys\n%s", diff)
	}
}
