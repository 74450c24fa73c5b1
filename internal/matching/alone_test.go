package matching

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/customer"
	"acquit/internal/id"
	"acquit/internal/money"
)

func lone(i Item, name string) Lone { return Lone{i, customer.NameKey(name)} }

func TestAnAmountAlone(t *testing.T) {
	three := []Lone{
		lone(item(1, p1, "I1", "512.37"), "Dupont Plomberie SA"), lone(item(2, p2, "I2", "512.37"), "Peinture Vermeulen BV"), lone(item(3, p1, "I3", "512.37"), "Dupont Plomberie SA"),
	}
	var many []Lone
	for n, number := range []string{"2026-0041", "2026-0042", "2026-0043", "2026-0044"} {
		many = append(many, lone(item(id.ID(n+1), p2, number, "512.37"), "Peinture Vermeulen BV"))
	}
	for _, c := range []struct {
		name  string
		entry Entry
		found []Lone
		want  string
	}{
		{"one item of the book", paid(1, "512.37"), three[1:2], "suggest I2=512.37: nothing_named"},
		{"three of them, the oldest first", paid(1, "512.37"), three, "suggest I1=512.37 or I2=512.37 or I3=512.37: nothing_named"},
		{"whose customer is called alike goes first", paid(1, "512.37").by("Mme Vermeulen-Claes"), three, "suggest I2=512.37 or I1=512.37 or I3=512.37: nothing_named"},
		{"four are too many", paid(1, "512.37"), append(slices.Clone(three), lone(item(4, p2, "I4", "512.37"), "")), "none: nothing_named"},
		{"but for the one that is nearly named", paid(1, "512.37").saying("facture 2026-0O42 merci"), many, "suggest 2026-0042=512.37: nothing_named"},
		{"and two that are as near are none", paid(1, "512.37").saying("facture 2026-004 merci"), many, "none: nothing_named"},
		{"of few it goes first", paid(1, "512.37").by("Mme Vermeulen-Claes").saying("2026-0O41"), []Lone{many[1], many[0]}, "suggest 2026-0041=512.37 or 2026-0042=512.37: nothing_named"},
		{"in the currency that was sent", paid(1, "480.00").sentAs("512.37").saying("2026-0O42"), []Lone{lone(inDollars(1, p1, "2026-0042", "512.37"), "")}, "suggest 2026-0042=512.37: nothing_named"},
		{"another currency is another amount", Entry{ID: 1, BookedOn: booked, Amount: money.Must("512.37", money.USD)}, three, "none: nothing_named"},
		{"what was sent counts, not what was booked", paid(1, "480.00").sentAs("512.37"), []Lone{lone(inDollars(1, p1, "I1", "512.37"), "")}, "suggest I1=512.37: nothing_named"},
		{"who pays is known", paid(1, "512.37").from(iban1), three, "suggest +512.37: none_fits"},
	} {
		t.Run(c.name, func(t *testing.T) {
			entries := Read([]Entry{c.entry})
			results := Propose(entries, Candidates{Payers: base().Payers})
			ByAmount(entries, results, c.found)
			if got := outcome(results[0]); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAnAmountAloneSaysWhyItIsSuggested(t *testing.T) {
	entries := Read([]Entry{paid(1, "480.00").sentAs("512.37").by("VERMEULEN Peinture")})
	results := Propose(entries, Candidates{})
	if got := Unexplained(entries, results); !slices.Equal(got, []money.Amount{usd("512.37")}) {
		t.Errorf("%v is unexplained", got)
	}
	ByAmount(entries, results, []Lone{lone(inDollars(1, p1, "I1", "512.37"), "Peinture Vermeulen BV"), lone(inDollars(2, p2, "I2", "512.37"), "Peinture Claes")})
	p := results[0].Ask[0]
	want := []Evidence{{Fact: AmountAlone, Count: 2}, {Fact: NameAlike, Words: "vermeulen"}, {Fact: OriginalPaid, Paid: usd("512.37"), Booked: eur("480.00")}}
	if diff := cmp.Diff(want, p.Evidence); diff != "" || p.Paid != usd("512.37") {
		t.Error(diff)
	}
	if text := strings.Join(strings.Fields(p.Kind()), " "); text != "amount_alone name_alike original_paid" {
		t.Errorf("its kind is %s", text)
	}
}

// What another entry of the run settles is not suggested any more.
func TestAnAmountAloneLeavesOutWhatIsPaid(t *testing.T) {
	entries := Read([]Entry{paid(1, "100.00").saying("2026-0041"), paid(2, "100.00")})
	i := item(1, p1, "2026-0041", "100.00")
	results := Propose(entries, only(i))
	ByAmount(entries, results, []Lone{lone(i, "")})
	if got := outcome(results[1]); got != "none: nothing_named" {
		t.Error(got)
	}
}
