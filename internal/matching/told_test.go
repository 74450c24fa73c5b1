package matching

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/date"
	"acquit/internal/id"
)

// told is what a customer said that it paid so many days after the day on which entry 0 is booked.
func told(n int, customer id.ID, days int, amount string, invoices ...id.ID) Told {
	return Told{ID: id.ID(n), Customer: customer, On: booked.AddDays(days), Amount: eur(amount), Invoices: invoices}
}

func TestWhatCustomersSaidThatTheyPaid(t *testing.T) {
	alike := []Item{item(5, p1, "I5", "150.00"), item(6, p1, "I6", "150.00")} // with I1 and I2 to have 300 in three ways
	for _, c := range []struct {
		name  string
		entry Entry
		told  []Told
		want  string
	}{
		{"some invoices, from a known account", paid(0, "300.00").from(iban1), []Told{told(1, p1, -1, "300.00", 5, 6)}, "auto I5=150.00 I6=150.00"},
		{"without what was said", paid(0, "300.00").from(iban1), nil, "auto I3=300.00"},
		{"one of two alike", paid(0, "150.00").from(iban1), []Told{told(1, p1, -1, "150.00", 6)}, "auto I6=150.00"},
		{"a part of one", paid(0, "80.00").from(iban1), []Told{told(1, p1, -1, "80.00", 3)}, "auto I3=80.00"},
		{"what is written with it counts more", paid(0, "300.00").from(iban1).saying("facture I3"), []Told{told(1, p1, -1, "300.00", 5, 6)}, "auto I3=300.00"},
		{"a reference counts more", paid(0, "300.00").from(iban1).referring(3), []Told{told(1, p1, -1, "300.00", 5, 6)}, "auto I3=300.00"},
		{"said twice", paid(0, "150.00").from(iban1), []Told{told(1, p1, -1, "150.00", 6), told(2, p1, 0, "150.00", 6)}, "auto I6=150.00"},
		{"said of two", paid(0, "150.00").from(iban1), []Told{told(1, p1, -1, "150.00", 5), told(2, p1, 0, "150.00", 6)}, "suggest I6=150.00 or I5=150.00: several_fit"},
		{"by another, from a known account", paid(0, "1000.00").from(iban1), []Told{told(1, p2, 0, "1000.00", 4)}, "suggest I1=100.00 I2=200.00 I3=300.00 I5=150.00 I6=150.00 +100.00: none_fits"},
		{"from nobody who is known", paid(0, "300.00"), []Told{told(1, p1, -1, "300.00", 5, 6)}, "suggest I5=150.00 I6=150.00: told_only"},
		{"by the name alone", paid(0, "300.00").by("Archibald + Haddock"), []Told{told(1, p1, -1, "300.00", 5, 6)}, "suggest I5=150.00 I6=150.00: name_only"},
		{"without an invoice, from nobody who is known", paid(0, "250.00"), []Told{told(1, p1, -1, "250.00")}, "suggest I1=100.00 I2=150.00: told_only"},
		{"another amount", paid(0, "301.00"), []Told{told(1, p1, -1, "300.00", 5, 6)}, "none: nothing_named"},
		{"of another currency", Entry{BookedOn: booked, Amount: usd("300.00")}, []Told{told(1, p1, -1, "300.00", 5, 6)}, "none: nothing_named"},
		{"long before", paid(0, "300.00"), []Told{told(1, p1, -15, "300.00", 5, 6)}, "none: nothing_named"},
		{"a fortnight before", paid(0, "300.00"), []Told{told(1, p1, -14, "300.00", 5, 6)}, "suggest I5=150.00 I6=150.00: told_only"},
		{"some days after", paid(0, "300.00"), []Told{told(1, p1, 3, "300.00", 5, 6)}, "suggest I5=150.00 I6=150.00: told_only"},
		{"long after", paid(0, "300.00"), []Told{told(1, p1, 4, "300.00", 5, 6)}, "none: nothing_named"},
		{"of an invoice that is not there", paid(0, "300.00"), []Told{told(1, p1, 0, "300.00", 5, 99)}, "none: nothing_named"},
		{"of another customer’s invoice", paid(0, "300.00"), []Told{told(1, p2, 0, "300.00", 5, 6)}, "none: nothing_named"},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := base(alike...)
			found.Told = c.told
			if got := outcome(Propose(Read([]Entry{c.entry}), found)[0]); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWhatWasSaidIsPaidOnce(t *testing.T) {
	found := only(item(5, p1, "I5", "150.00"), item(6, p1, "I6", "150.00"), item(7, p1, "I7", "150.00"))
	found.Told = []Told{told(1, p1, 0, "150.00", 6)}
	results := Propose(Read([]Entry{paid(0, "150.00").from(iban1), paid(1, "150.00").from(iban1)}), found)
	if first, second := outcome(results[0]), outcome(results[1]); first != "auto I6=150.00" || second != "suggest I5=150.00 or I7=150.00: several_fit" {
		t.Errorf("%s, then %s", first, second)
	}
	want := []Evidence{{Fact: PayerKnown}, {Fact: ToldPaid, On: booked}, {Fact: AmountExact}}
	if diff := cmp.Diff(want, results[0].Certain.Evidence); diff != "" {
		t.Error(diff)
	}
}

func TestKeysReachBackToWhatWasSaid(t *testing.T) {
	keys := KeysOf(Read([]Entry{paid(3, "100.00"), paid(1, "480.00").sentAs("512.37"), paid(2, "100.00")}))
	if want := booked.AddDays(1 - ToldBehind); keys.Since != want || keys.Since == date.None {
		t.Errorf("since %s, want %s", keys.Since, want)
	}
	if got := len(keys.Amounts); got != 3 || !slices.Contains(keys.Amounts, usd("512.37")) {
		t.Errorf("the amounts %v", keys.Amounts)
	}
}
