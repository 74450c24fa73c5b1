package collect_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// marks puts marks one after the other, and returns what undoes the last of them.
func (b *bureau) marks(all ...collect.Mark) (undo []collect.Mark) {
	b.t.Helper()
	for _, m := range all {
		var err error
		if undo, err = b.desk.Mark(b.t.Context(), b.company.ID, []collect.Mark{m}, person, b.clock.Today()); err != nil {
			b.t.Fatal(err)
		}
	}
	return undo
}

// said is what the company says of a customer: labels, account manager, and which of the
// two were edited here.
func (b *bureau) said(i id.ID) string {
	c := b.customer(i)
	return strings.Join([]string{customer.LabelText(c.Labels), c.Manager, strings.Join(c.Edited, " ")}, " | ")
}

func TestLabelsArePutOnAndTakenOff(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		has := testkit.Customer(t, s, b.company.ID, "HAS", func(c *customer.Customer) { c.Labels = []string{"VIP"} })
		lacks := testkit.Customer(t, s, b.company.ID, "LACKS", func(c *customer.Customer) { c.Labels, c.Edited = []string{"north"}, []string{"city", "labels"} })
		plain := testkit.Customer(t, s, b.company.ID, "PLAIN")
		all := func(label string, off bool) (undo []collect.Mark) {
			var marks []collect.Mark
			for _, c := range []id.ID{plain.ID, has.ID, lacks.ID, has.ID} {
				marks = append(marks, collect.Mark{Customer: c, Label: label, Off: off})
			}
			undo, err := b.desk.Mark(t.Context(), b.company.ID, marks, person, clock.Today())
			if err != nil {
				t.Fatal(err)
			}
			return undo
		}
		states := func() []string { return []string{b.said(has.ID), b.said(lacks.ID), b.said(plain.ID)} }
		before := states()
		undo := all(" vip ", false)
		if len(undo) != 2 {
			t.Errorf("%d customers changed: %+v", len(undo), undo)
		}
		if diff := cmp.Diff([]string{"VIP |  | ", "north, vip |  | city labels", "vip |  | labels"}, states()); diff != "" {
			t.Error("put on:", diff)
		}
		if _, err := b.desk.Mark(t.Context(), b.company.ID, undo, person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, states()); diff != "" {
			t.Error("taken back:", diff)
		}
		undo = all("Vip", true)
		if len(undo) != 1 || b.said(has.ID) != " |  | labels" {
			t.Errorf("taken off: %+v, %s", undo, b.said(has.ID))
		}
		if b.marks(undo...); b.said(has.ID) != "Vip |  | " {
			t.Errorf("taken back: %s", b.said(has.ID))
		}
		if undo := all("nobody has it", true); undo != nil {
			t.Errorf("nothing changed, and yet %+v", undo)
		}
		b.sound()
	})
}

func TestAccountManagersAreGivenAndTakenBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		one, two := b.owes("1", 20), b.owes("2", 20)
		b.marks(collect.Mark{Customer: one.ID, Manager: " Ben@Lys.example "})
		undo, err := b.desk.Mark(t.Context(), b.company.ID, []collect.Mark{{Customer: one.ID, Manager: person}, {Customer: two.ID, Manager: person}}, person, clock.Today())
		if err != nil || len(undo) != 2 || b.customer(one.ID).Manager != person || b.customer(two.ID).Manager != person {
			t.Fatalf("%+v, %v", undo, err)
		}
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			events, err := tx.Timeline(one.ID, 0, 1)
			if err != nil {
				return err
			}
			data, err := events[0].Read()
			want := []timeline.Change{{Field: "manager", Was: "ben@lys.example", Is: person}}
			if events[0].Kind != timeline.CustomerUpdated || events[0].Actor != person || !slices.Equal(data.Changes, want) {
				t.Errorf("the timeline says %+v", events[0])
			}
			return err
		})
		if _, err := b.desk.Mark(t.Context(), b.company.ID, undo, person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		if got := b.said(one.ID) + "; " + b.said(two.ID); got != " | ben@lys.example | manager;  |  | " {
			t.Errorf("taken back: %s", got)
		}
		b.sound()
	})
}

func TestMarksThatCannotBe(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		var many []string
		for n := range customer.MostLabels {
			many = append(many, strings.Repeat("x", n+1))
		}
		full := testkit.Customer(t, s, b.company.ID, "FULL", func(c *customer.Customer) { c.Labels = many })
		plain := testkit.Customer(t, s, b.company.ID, "PLAIN")
		for what, marks := range map[string][]collect.Mark{
			"a label that is too long": {{Customer: plain.ID, Label: strings.Repeat("x", 41)}},
			"an address that is none":  {{Customer: plain.ID, Manager: "Anna"}},
			"one label too many":       {{Customer: plain.ID, Label: "vip"}, {Customer: full.ID, Label: "vip"}},
		} {
			if undo, err := b.desk.Mark(t.Context(), b.company.ID, marks, person, clock.Today()); !errors.Is(err, fault.Invalid) || undo != nil {
				t.Errorf("%s: %+v, %v", what, undo, err)
			}
		}
		if _, err := b.desk.Mark(t.Context(), b.company.ID, []collect.Mark{{Customer: 42, Label: "vip"}}, person, clock.Today()); !errors.Is(err, fault.NotFound) {
			t.Errorf("a customer who does not exist: %v", err)
		}
		if b.said(plain.ID) != " |  | " {
			t.Errorf("one was marked all the same: %s", b.said(plain.ID))
		}
		edited := plain
		edited.Labels, edited.Manager = []string{"b, A", "a"}, "ANNA@lys.example"
		if err := b.desk.EditCustomer(t.Context(), customer.Ref{Company: b.company.ID, Customer: plain.ID}, edited, person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		if got := b.said(plain.ID); got != "A, b | anna@lys.example | labels manager" {
			t.Errorf("edited: %s", got)
		}
		edited.Manager, edited.Labels = "Anna", append(many, "vip")
		err := b.desk.EditCustomer(t.Context(), customer.Ref{Company: b.company.ID, Customer: plain.ID}, edited, person, clock.Today())
		var places []string
		for _, n := range fault.Notes(err) {
			places = append(places, n.Place.Path)
		}
		if !slices.Equal(places, []string{"labels", "manager"}) {
			t.Errorf("refused at %q: %v", places, err)
		}
		b.sound()
	})
}
