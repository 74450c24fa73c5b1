package bank

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"acquit/internal/date"
	"acquit/internal/money"
)

// piece is a part of a batch, announced on a day.
func piece(cents int64, day string, of Batch) Told {
	return Told{Amount: money.Of(cents, money.EUR), BookedOn: date.Must(day), ValueOn: date.Must(day), PartOf: of}
}

func TestPartsOfABatchAreFoundByItsName(t *testing.T) {
	const monday, tuesday = "2026-01-19", "2026-01-20"
	bankRef, order, message := Batch{Ref: "COLL-7"}, Batch{Payment: "LYS-2026-05"}, Batch{Message: "MSG-1"}
	sum := func(cents int64, day string, more Told) Told {
		more.Amount, more.BookedOn, more.ValueOn = money.Of(cents, money.EUR), date.Must(day), date.Must(day)
		return more
	}
	for name, c := range map[string]struct {
		sums, parts []Told
		want        []int
	}{
		"by the bank's reference":  {[]Told{sum(300, monday, Told{BankRef: "COLL-7"})}, []Told{piece(100, monday, bankRef), piece(200, monday, bankRef)}, []int{0, 0}},
		"by the order":             {[]Told{sum(300, monday, Told{SumOf: order})}, []Told{piece(100, monday, order), piece(200, monday, order)}, []int{0, 0}},
		"by the order, as CODA":    {[]Told{sum(300, monday, Told{EndToEnd: "LYS-2026-05"})}, []Told{piece(100, monday, order), piece(200, monday, order)}, []int{0, 0}},
		"by the message":           {[]Told{sum(300, monday, Told{SumOf: message})}, []Told{piece(100, monday, message), piece(200, monday, message)}, []int{0, 0}},
		"however it is written":    {[]Told{sum(300, monday, Told{BankRef: "coll 7"})}, []Told{piece(100, monday, bankRef), piece(200, monday, bankRef)}, []int{0, 0}},
		"money that went":          {[]Told{sum(-300, monday, Told{SumOf: order})}, []Told{piece(-100, monday, order), piece(-200, monday, order)}, []int{0, 0}},
		"a batch of one":           {[]Told{sum(300, monday, Told{SumOf: order})}, []Told{piece(300, monday, order)}, []int{0}},
		"announced days before":    {[]Told{sum(300, "2026-01-29", Told{SumOf: order})}, []Told{piece(100, monday, order), piece(200, tuesday, order)}, []int{0, 0}},
		"announced too long ago":   {[]Told{sum(300, "2026-01-30", Told{SumOf: order})}, []Told{piece(300, monday, order)}, []int{-1}},
		"some were not told":       {[]Told{sum(300, monday, Told{SumOf: order})}, []Told{piece(100, monday, order)}, []int{0}},
		"some were not told (ref)": {[]Told{sum(300, monday, Told{BankRef: "COLL-7"})}, []Told{piece(100, monday, bankRef)}, []int{0}},

		"by the amount alone":                       {[]Told{sum(300, monday, Told{})}, []Told{piece(100, monday, Batch{}), piece(200, monday, Batch{})}, []int{-1, -1}},
		"by another name":                           {[]Told{sum(300, monday, Told{BankRef: "COLL-8", SumOf: order})}, []Told{piece(100, monday, bankRef), piece(200, monday, bankRef)}, []int{-1, -1}},
		"by the beginning of a name":                {[]Told{sum(300, monday, Told{BankRef: "COLL-70001"})}, []Told{piece(300, monday, Batch{Ref: "COLL-7000"})}, []int{-1}},
		"by a name that names nothing":              {[]Told{sum(300, monday, Told{BankRef: "NONREF"})}, []Told{piece(300, monday, Batch{Ref: "NONREF"})}, []int{-1}},
		"by zeros":                                  {[]Told{sum(300, monday, Told{BankRef: "000"})}, []Told{piece(300, monday, Batch{Ref: "000"})}, []int{-1}},
		"more than the sum":                         {[]Told{sum(300, monday, Told{BankRef: "COLL-7"})}, []Told{piece(200, monday, bankRef), piece(200, monday, bankRef)}, []int{-1, -1}},
		"less, by the message, which holds others":  {[]Told{sum(300, monday, Told{SumOf: message})}, []Told{piece(100, monday, message)}, []int{-1}},
		"another order of the same message":         {[]Told{sum(300, monday, Told{SumOf: Batch{Payment: "A", Message: "MSG-1"}})}, []Told{piece(300, monday, Batch{Payment: "B", Message: "MSG-1"})}, []int{-1}},
		"another currency":                          {[]Told{sum(300, monday, Told{SumOf: order})}, []Told{{Amount: money.Of(300, money.USD), BookedOn: date.Must(monday), PartOf: order}}, []int{-1}},
		"money that came for money that went":       {[]Told{sum(-300, monday, Told{SumOf: order})}, []Told{piece(100, monday, order)}, []int{-1}},
		"less, where two sums have the name":        {[]Told{sum(300, monday, Told{SumOf: order}), sum(400, monday, Told{SumOf: order})}, []Told{piece(100, monday, order)}, []int{-1}},
		"each sum of an order has those of its day": {[]Told{sum(300, tuesday, Told{SumOf: order}), sum(400, monday, Told{SumOf: order})}, []Told{piece(400, monday, order), piece(100, tuesday, order), piece(200, tuesday, order)}, []int{1, 0, 0}},
		"a part is of one sum":                      {[]Told{sum(100, monday, Told{BankRef: "COLL-7"}), sum(100, monday, Told{SumOf: order})}, []Told{piece(100, monday, Batch{Ref: "COLL-7", Payment: "LYS-2026-05"})}, []int{0}},
	} {
		if diff := cmp.Diff(c.want, Parts(c.sums, c.parts, 10)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestPartsNeverComeToMoreThanTheirSum draws batches with names that they share.
func TestPartsNeverComeToMoreThanTheirSum(t *testing.T) {
	name := rapid.SampledFrom([]string{"", "A", "B"})
	batch := rapid.Custom(func(t *rapid.T) Batch {
		return Batch{name.Draw(t, "ref"), name.Draw(t, "order"), name.Draw(t, "message")}
	})
	day := rapid.SampledFrom([]string{"2026-01-19", "2026-01-20", "2026-02-20"})
	amount := rapid.Int64Range(-5, 5)
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Told {
			return piece(amount.Draw(t, "amount"), day.Draw(t, "day"), batch.Draw(t, "batch"))
		}), 0, 8).Draw(t, "parts")
		sums := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Told {
			s := piece(3*amount.Draw(t, "sum"), day.Draw(t, "day"), Batch{})
			s.BankRef, s.EndToEnd, s.SumOf = name.Draw(t, "ref"), name.Draw(t, "identifier"), batch.Draw(t, "batch")
			return s
		}), 0, 4).Draw(t, "sums")
		left := make([]int64, len(sums))
		for n := range sums {
			left[n] = sums[n].Amount.Minor
		}
		for n, s := range Parts(sums, parts, 10) {
			if s < 0 {
				continue
			}
			of, p := sums[s], parts[n].PartOf
			left[s] -= parts[n].Amount.Minor
			if !slices.ContainsFunc([]string{p.Ref, p.Payment, p.Message}, func(name string) bool {
				return name != "" && slices.Contains([]string{of.BankRef, of.EndToEnd, of.SumOf.Payment, of.SumOf.Message}, name)
			}) || left[s] > 0 != (of.Amount.Minor > 0) && left[s] != 0 || apart(of.BookedOn, parts[n].BookedOn) > 10 {
				t.Fatalf("%+v is no part of %+v, of which %d is left", parts[n], of, left[s])
			}
		}
	})
}

func TestABatchIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`([A-Z0-9]{1,4}( [a-z]{1,3})?)?`)
		b := Batch{name.Draw(t, "ref"), name.Draw(t, "order"), name.Draw(t, "message")}
		if got := ParseBatch(b.String()); got != b || (b.String() == "") != (b == Batch{}) {
			t.Fatalf("%q is read as %+v", b.String(), got)
		}
	})
	if got := ParseBatch(Batch{Ref: "A\nB", Message: " C "}.String()); got != (Batch{Ref: "A B", Message: "C"}) {
		t.Errorf("%+v", got)
	}
}

func TestOtherWordsOfAKindTellTheSameOnlyByAnIdentifier(t *testing.T) {
	one := Told{Amount: money.Of(5000, money.EUR), BookedOn: date.Must("2026-01-20"), ValueOn: date.Must("2026-01-20"), BankRef: "REF1", EndToEnd: "E-1", IBAN: "BE71096123456769", Name: "ACME", Text: "rent of January"}
	for name, c := range map[string]struct {
		change func(*Told)
		same   bool
	}{
		"other words":                          {func(o *Told) { o.Text, o.Name = "RENT", "Acme nv" }, true},
		"by the reference":                     {func(o *Told) { o.EndToEnd, o.Text = "", "" }, true},
		"by the identifier":                    {func(o *Told) { o.BankRef, o.Text = "", "" }, true},
		"another booking day":                  {func(o *Told) { o.BookedOn++ }, true},
		"another value day":                    {func(o *Told) { o.ValueOn++ }, false},
		"another amount":                       {func(o *Told) { o.Amount.Minor++ }, false},
		"another account":                      {func(o *Told) { o.IBAN = "BE43068999999501" }, false},
		"another identifier":                   {func(o *Told) { o.EndToEnd = "E-2" }, false},
		"another reference of the bank":        {func(o *Told) { o.BankRef = "REF2" }, false},
		"a longer identifier":                  {func(o *Told) { o.EndToEnd, o.BankRef = "E-10000000", "" }, false},
		"words alone":                          {func(o *Told) { o.EndToEnd, o.BankRef = "", "" }, false},
		"a reference that names nothing":       {func(o *Told) { o.EndToEnd, o.BankRef = "", "0" }, false},
		"the reference of its batch":           {func(o *Told) { o.EndToEnd, o.PartOf = "", Batch{Ref: "REF1", Payment: "P"} }, false},
		"in a batch, by the identifier":        {func(o *Told) { o.PartOf = Batch{Ref: "REF1", Payment: "P"} }, true},
		"its own reference, in no named batch": {func(o *Told) { o.EndToEnd, o.PartOf = "", Batch{Ref: "REF1"} }, true},
	} {
		other := one
		c.change(&other)
		if got := Retold([]Told{other}, []Told{one})[0] == 0; got != c.same {
			t.Errorf("%s: %v", name, got)
		}
		if got := Retold([]Told{one}, []Told{other})[0] == 0; got != c.same {
			t.Errorf("%s, the other way round: %v", name, got)
		}
	}
	if diff := cmp.Diff([]int{0, 1, -1}, Retold([]Told{one, one, one}, []Told{one, one})); diff != "" {
		t.Error(diff)
	}
}
