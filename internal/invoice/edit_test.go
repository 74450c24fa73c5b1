package invoice

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
)

func eur(minor int64) money.Amount { return money.Of(minor, money.EUR) }

// reading is a document as it was read: payable at once, or in so many instalments of
// a hundred, a month apart from 16 January.
func reading(parts int) *Invoice {
	i := &Invoice{Kind: Bill, Number: "R-1", IssuedOn: date.Must("2026-01-02"), DueOn: date.Must("2026-01-16"),
		Owed: eur(10000), Open: eur(10000), OrderReference: "PO-1"}
	for n := range parts {
		i.Parts = append(i.Parts, Part{Number: n + 1, DueOn: i.DueOn.AddMonths(n), Amount: eur(10000)})
		i.Owed, i.Open = eur(int64(n+1)*10000), eur(int64(n+1)*10000)
	}
	return i
}

func TestWhatMayBeChangedOfADocument(t *testing.T) {
	note := reading(0)
	note.Kind = CreditNote
	for _, c := range []struct {
		what string
		i    *Invoice
		want []string
	}{
		{"payable at once", reading(0), []string{"due_on", "delivered_on", "order_reference", "buyer_reference", "note"}},
		{"in instalments", reading(2), []string{"due_on/1", "due_on/2", "delivered_on", "order_reference", "buyer_reference", "note"}},
		{"a credit note", note, []string{"delivered_on", "order_reference", "buyer_reference", "note"}},
	} {
		if diff := cmp.Diff(c.want, c.i.Fields()); diff != "" {
			t.Errorf("%s: %s", c.what, diff)
		}
		for _, name := range c.i.Fields() {
			value := "2026-05-01"
			if err := c.i.SetField(name, value); err != nil || c.i.Field(name) != value {
				t.Errorf("%s: %s is %q after %v", c.what, name, c.i.Field(name), err)
			}
		}
		for _, name := range []string{"owed", "due_on/0", "due_on/3", "due_on/x", "due_on/1/1", ""} {
			if err := c.i.SetField(name, "2026-05-01"); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: %q could be changed", c.what, name)
			}
		}
	}
	done := reading(0)
	done.DeliveredOn = date.Must("2026-01-01")
	if err := done.SetField("delivered_on", ""); err != nil || done.Field("delivered_on") != "" || done.SetField("delivered_on", "soon") == nil {
		t.Errorf("delivered on %s after %v", done.DeliveredOn, err)
	}
	if err := reading(0).SetField("due_on", "soon"); !errors.Is(err, fault.Invalid) {
		t.Errorf("a day that is none: %v", err)
	}
}

func TestMovingAnInstalmentMovesTheNextDueDayAndTouchesNoOtherReading(t *testing.T) {
	before := reading(3)
	before.Open = eur(20000) // the first is paid
	after := *before
	if err := after.SetField(PartField(2), "2026-03-01"); err != nil {
		t.Fatal(err)
	}
	if after.DueOn != date.Must("2026-03-01") || before.Parts[1].DueOn != date.Must("2026-02-16") {
		t.Errorf("due on %s, the reading before has %s", after.DueOn, before.Parts[1].DueOn)
	}
	if err := after.SetField(PartField(2), "2026-06-01"); err != nil {
		t.Fatal(err)
	}
	if !slices.IsSortedFunc(after.Parts, func(a, b Part) int { return int(a.DueOn - b.DueOn) }) || after.DueOn != date.Must("2026-03-16") {
		t.Errorf("the parts are %+v, due on %s", after.Parts, after.DueOn)
	}
}

func TestEditsStandOverTheNextReading(t *testing.T) {
	edits := []Edit{{"due_on", "2026-02-06", "2026-01-16"}, {"note", "agreed", ""}, {"order_reference", "", "PO-1"}}
	next := reading(0)
	next.DueOn, next.OrderReference = date.Must("2026-01-30"), "PO-2"
	kept, lost := next.Keep(edits)
	want := []Edit{{"due_on", "2026-02-06", "2026-01-30"}, {"note", "agreed", ""}, {"order_reference", "", "PO-2"}}
	if diff := cmp.Diff(want, kept); diff != "" || len(lost) != 0 {
		t.Errorf("%v lost, %s", lost, diff)
	}
	if next.DueOn != date.Must("2026-02-06") || next.OrderReference != "" || next.Detail.Note != "agreed" {
		t.Errorf("the invoice is %+v", next)
	}
	split := reading(2)
	kept, lost = split.Keep(edits)
	if len(kept) != 2 || len(lost) != 1 || lost[0].Field != "due_on" || split.DueOn != date.Must("2026-01-16") {
		t.Errorf("now in instalments: kept %v, lost %v, due on %s", kept, lost, split.DueOn)
	}
}
