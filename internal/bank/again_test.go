package bank

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/money"
)

var march = date.Must("2026-03-02")

// told is a payment as a careful bank tells it.
func told(minor int64) Told {
	return Told{Amount: money.Of(minor, money.EUR), BookedOn: march, ValueOn: march, BankRef: "AX12345678", EndToEnd: "NOTA-4711",
		Reference: "123456789002", IBAN: "BE71096123456769", Name: "Lys & Fils SRL", Text: "Invoice R-1 and R-2"}
}

func TestAPaymentIsKnownAgainByWhatTwoFilesSay(t *testing.T) {
	for _, c := range []struct {
		is     string
		within int
		again  func(*Told)
		want   bool
	}{
		{"the same", 0, func(*Told) {}, true},
		{"another amount", 0, func(x *Told) { x.Amount.Minor++ }, false},
		{"another currency", 0, func(x *Told) { x.Amount.Currency = money.USD }, false},
		{"another day", 0, func(x *Told) { x.BookedOn, x.ValueOn = march.AddDays(1), march.AddDays(1) }, false},
		{"another booking day, the same value day", 0, func(x *Told) { x.BookedOn = march.AddDays(1) }, true},
		{"later, as booked things are", 10, func(x *Told) { x.BookedOn, x.ValueOn = march.AddDays(3), march.AddDays(3) }, true},
		{"later than announced things are", 10, func(x *Told) { x.BookedOn, x.ValueOn = march.AddDays(11), march.AddDays(11) }, false},
		{"later, by the account alone", 10, func(x *Told) {
			*x = Told{Amount: x.Amount, BookedOn: march.AddDays(2), IBAN: x.IBAN}
		}, false},
		{"later, by account and text", 10, func(x *Told) {
			*x = Told{Amount: x.Amount, BookedOn: march.AddDays(2), IBAN: x.IBAN, Text: "INVOICE R1 AND R2"}
		}, true},
		{"by the account alone", 0, func(x *Told) { *x = Told{Amount: x.Amount, BookedOn: march, IBAN: x.IBAN} }, true},
		{"by the text alone, wrapped and in capitals", 0, func(x *Told) { *x = Told{Amount: x.Amount, BookedOn: march, Text: "/REMI/INVOICE R-1\nAND R-2/"} }, true},
		{"by a word of the text", 0, func(x *Told) { *x = Told{Amount: x.Amount, BookedOn: march, Text: "R-1"} }, false},
		{"by the name alone", 0, func(x *Told) { *x = Told{Amount: x.Amount, BookedOn: march, Name: "LYS & FILS"} }, false},
		{"by nothing", 0, func(x *Told) { *x = Told{Amount: x.Amount, BookedOn: march} }, false},
		{"by a bank's reference that says nothing", 0, func(x *Told) { *x = Told{Amount: x.Amount, BookedOn: march, BankRef: "0000"} }, false},
		{"by the bank's reference", 0, func(x *Told) { *x = Told{Amount: x.Amount, BookedOn: march, BankRef: "ax 12345678"} }, true},
		{"another reference of the bank, all else the same", 0, func(x *Told) { x.BankRef = "2026062-17" }, true},
		{"another end-to-end identifier", 0, func(x *Told) { x.EndToEnd = "NOTA-4712" }, false},
		{"the beginning of the end-to-end identifier", 0, func(x *Told) { x.EndToEnd = "NOTA-4711 AND MORE" }, true},
		{"another structured reference", 0, func(x *Told) { x.Reference = "123456789103" }, false},
		{"another payer", 0, func(x *Told) { x.IBAN = "BE68539007547034" }, false},
		{"the payer's account as the country writes it", 0, func(x *Told) { x.IBAN = "096-1234567-69" }, true},
	} {
		first, second := told(12000), told(12000)
		c.again(&second)
		found, doubtful := Again([]Told{second}, []Told{first}, c.within)
		if got := found[0] == 0; got != c.want {
			t.Errorf("%s: known again %t", c.is, got)
		}
		asked := !c.want && second.Amount == first.Amount && second.BookedOn == first.BookedOn
		if (doubtful == 1) != asked {
			t.Errorf("%s: %d are doubtful", c.is, doubtful)
		}
	}
}

// A payment that could be either leaves the other one to whom nothing else fits.
func TestWhoHasAChoiceMakesRoom(t *testing.T) {
	marked, bare := told(500), told(500)
	bare.EndToEnd = ""
	either, one := told(500), told(500)
	either.EndToEnd, either.Text = "", ""
	one.IBAN, one.Name, one.Text, one.Reference, one.BankRef = "", "", "", "", ""
	for _, fresh := range [][]Told{{either, one}, {one, either}} {
		for _, known := range [][]Told{{marked, bare}, {bare, marked}} {
			if found, _ := Again(fresh, known, 0); slices.Contains(found, -1) {
				t.Errorf("found %v", found)
			}
		}
	}
}

// somePayments are payments of a small world, so that many are alike.
func somePayments(t *rapid.T) (all []Told) {
	for n := range rapid.IntRange(0, 12).Draw(t, "payments") {
		p := Told{Amount: money.Of(rapid.Int64Range(1, 3).Draw(t, "amount")*100, money.EUR)}
		p.BookedOn = march.AddDays(rapid.IntRange(0, 2).Draw(t, "day"))
		p.ValueOn = p.BookedOn
		p.IBAN = rapid.SampledFrom([]string{"BE71096123456769", "BE68539007547034"}).Draw(t, "iban")
		p.EndToEnd = rapid.SampledFrom([]string{"", "ORDER-0001", "ORDER-0002"}).Draw(t, "end to end")
		p.Text = rapid.SampledFrom([]string{"", "rent of March 2026", "invoice R-17 of March"}).Draw(t, "text")
		p.BankRef = rapid.SampledFrom([]string{"", fmt.Sprintf("AX%08d", n)}).Draw(t, "bank reference")
		all = append(all, p)
	}
	return all
}

// retold is what another format says of payments: all of it leaves the same things
// out, but for the account, and the order is another.
func retold(t *rapid.T, payments []Told) []Told {
	noEnd, noText, noRef := rapid.Bool().Draw(t, "no end to end"), rapid.Bool().Draw(t, "no text"), rapid.Bool().Draw(t, "no reference")
	all := slices.Clone(payments)
	for n := range all {
		if noEnd {
			all[n].EndToEnd = ""
		}
		if noText {
			all[n].Text = ""
		}
		if noRef {
			all[n].BankRef = ""
		}
	}
	return rapid.Permutation(all).Draw(t, "order")
}

// Told in another format, all payments are known again, however many are alike; and
// a true twin more is one payment more.
func TestWhatIsToldAgainAddsNothingAndATwinAddsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		payments := somePayments(t)
		again := retold(t, payments)
		if found, doubtful := Again(again, payments, 0); slices.Contains(found, -1) || doubtful > 0 {
			t.Fatalf("%v told as %v: found %v, %d doubtful", payments, again, found, doubtful)
		}
		if len(payments) == 0 {
			return
		}
		twin := rapid.SampledFrom(again).Draw(t, "twin")
		found, _ := Again(append(again, twin), payments, 0)
		if n := count1(found, -1); n != 1 {
			t.Fatalf("with a twin more, %d are new", n)
		}
	})
}

func count1(all []int, wanted int) (n int) {
	for _, x := range all {
		if x == wanted {
			n++
		}
	}
	return n
}

// Nobody is found twice, and what is found contradicts nothing.
func TestNobodyIsFoundTwiceOrAgainstTheFacts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fresh, known := somePayments(t), somePayments(t)
		found, _ := Again(fresh, known, rapid.IntRange(0, 3).Draw(t, "within"))
		taken := map[int]bool{}
		for f, k := range found {
			if k < 0 {
				continue
			}
			a, b := fresh[f], known[k]
			if taken[k] || a.Amount != b.Amount || a.IBAN != b.IBAN || a.EndToEnd != "" && b.EndToEnd != "" && a.EndToEnd != b.EndToEnd {
				t.Fatalf("%v found as %v, taken %t", a, b, taken[k])
			}
			taken[k] = true
		}
	})
}

// Of many that are alike, as many are new as there are more than before; and finding
// that out is not a matter of their product.
func TestManyTwins(t *testing.T) {
	fresh, known := make([]Told, 700), make([]Told, 500)
	for n := range fresh {
		fresh[n] = told(100)
	}
	for n := range known {
		known[n] = told(100)
	}
	if found, _ := Again(fresh, known, 0); count1(found, -1) != 200 {
		t.Errorf("%d are new", count1(found, -1))
	}
}
