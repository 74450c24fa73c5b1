package store_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/registry"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// registered is an invented business of the Belgian register.
func registered(number, name, postcode string, options ...func(*registry.Business)) registry.Business {
	b := registry.Business{Register: registry.KBO, Number: number, Name: name, Form: "610", Active: true, Situation: "000",
		Street: "Rue du Lac 1", Postcode: postcode, City: "Namur", Country: "BE", Since: day("1999-02-03")}
	for _, option := range options {
		option(&b)
	}
	return b
}

// begin begins an edition of the Belgian register.
func begin(t *testing.T, s *store.Store, on date.Date) (f store.Filling) {
	t.Helper()
	testkit.Update(t, s, 0, func(tx *store.Tx) (err error) {
		f, err = tx.FillRegister(registry.KBO, on)
		return err
	})
	return f
}

// between writes all that an extract says behind a number.
func between(t *testing.T, s *store.Store, f *store.Filling, after, through string, batch ...registry.Business) (filled store.Filled) {
	t.Helper()
	testkit.Update(t, s, 0, func(tx *store.Tx) (err error) {
		filled, err = tx.FillBetween(f, after, through, batch)
		return err
	})
	return filled
}

func counts(t *testing.T, s *store.Store, f *store.Filling, businesses int) {
	t.Helper()
	testkit.Update(t, s, 0, func(tx *store.Tx) error {
		codes := []registry.Code{{Kind: registry.FormCode, Code: "610", Language: "fr", Words: "Société à responsabilité limitée"}, {Kind: registry.FormCode, Code: "610", Language: "nl", Words: "Besloten vennootschap"}}
		return tx.CountRegister(f, store.Register{Serial: 7, Businesses: businesses, By: "test"}, codes)
	})
}

// takenIn takes in a full extract.
func takenIn(t *testing.T, s *store.Store, on string, all ...registry.Business) store.Filled {
	t.Helper()
	f := begin(t, s, day(on))
	filled := between(t, s, &f, "", "", all...)
	counts(t, s, &f, len(all))
	sweep(t, s)
	return filled
}

func sweep(t *testing.T, s *store.Store) {
	t.Helper()
	for more := true; more; {
		testkit.Update(t, s, 0, func(tx *store.Tx) (err error) {
			more, err = tx.SweepRegister(registry.KBO)
			return err
		})
	}
}

// rows are how many rows stand in the tables of registers: businesses, names, changes.
func rows(t *testing.T, s *store.Store) (n [3]int) {
	t.Helper()
	testkit.View(t, s, 0, func(tx *store.Tx) error {
		return tx.Row([]any{&n[0], &n[1], &n[2]}, `SELECT (SELECT COUNT(*) FROM register_business), (SELECT COUNT(*) FROM register_name), (SELECT COUNT(*) FROM register_change)`)
	})
	return n
}

func inRegister(t *testing.T, s *store.Store, number string) (b registry.Business, found bool) {
	t.Helper()
	testkit.View(t, s, 0, func(tx *store.Tx) (err error) {
		b, found, err = tx.Business(registry.KBO, number)
		return err
	})
	return b, found
}

// proposed are the numbers of the businesses that a name may mean.
func proposed(t *testing.T, s *store.Store, name, postcode string) (numbers []string) {
	t.Helper()
	testkit.View(t, s, 0, func(tx *store.Tx) error {
		found, err := tx.FindBusinesses(name, postcode, "")
		for _, b := range found {
			numbers = append(numbers, b.Number)
		}
		return err
	})
	return numbers
}

func TestRegisterIsTakenInAgain(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		lys := registered("0123456749", "Lys & Fils", "5000", func(b *registry.Business) {
			b.ShortName, b.Others = "LF", []string{"Chez Lys", "Lelie & Zonen"}
		})
		spaan := registered("0202239951", "Bakkerij De Spaan", "9000", func(b *registry.Business) { b.Situation = "050" })
		ended := registered("0403199702", "Ancienne Maison", "4000", func(b *registry.Business) { b.Active, b.EndedOn = false, day("2020-05-06") })
		if got := takenIn(t, s, "2026-08-31", lys, spaan, ended); got != (store.Filled{New: 3}) {
			t.Errorf("%+v", got)
		}
		want := lys
		want.On = day("2026-08-31")
		got, found := inRegister(t, s, lys.Number)
		if diff := cmp.Diff(want, got); diff != "" || !found {
			t.Error(found, diff)
		}
		before := rows(t, s)
		if got := takenIn(t, s, "2026-08-31", lys, spaan, ended); got != (store.Filled{Unchanged: 3}) || rows(t, s) != before || before != [3]int{3, 6, 0} {
			t.Errorf("the same again: %+v, rows %v of %v", got, rows(t, s), before)
		}

		lys.Name, lys.Others = "Lys et Filles", nil
		fresh := registered("1000000021", "Neuve", "1000")
		if got := takenIn(t, s, "2026-09-30", lys, spaan, fresh); got != (store.Filled{New: 1, Changed: 1, Unchanged: 1, Gone: 1}) {
			t.Errorf("a month later: %+v", got)
		}
		if n := rows(t, s); n != [3]int{4, 4, 0} {
			t.Errorf("rows are left that do not count: %v", n)
		}
		if b, found := inRegister(t, s, ended.Number); !found || b.Active || b.GoneOn != day("2026-09-30") || b.EndedOn != day("2020-05-06") || b.City != "Namur" {
			t.Errorf("what is gone: %+v", b)
		}
		if got := takenIn(t, s, "2026-10-31", lys, ended, fresh); got != (store.Filled{New: 1, Unchanged: 2, Gone: 1}) {
			t.Errorf("what was gone is back: %+v", got)
		}
		if b, _ := inRegister(t, s, ended.Number); b.GoneOn != date.None || b.On != day("2026-10-31") {
			t.Errorf("%+v", b)
		}
		testkit.View(t, s, 0, func(tx *store.Tx) error {
			all, err := tx.Registers()
			if diff := cmp.Diff([]store.Register{{Name: registry.KBO, On: day("2026-10-31"), Serial: 7, Businesses: 3, By: "test", At: clock.Now().UTC()}}, all); diff != "" {
				t.Error(diff)
			}
			words, wrong := tx.CodeWords(registry.KBO, registry.FormCode, "610", "nl")
			other, _ := tx.CodeWords(registry.KBO, registry.FormCode, "610", "de")
			if wrong != nil || words != "Besloten vennootschap" || other != "Société à responsabilité limitée" {
				t.Errorf("%q, %q, %v", words, other, wrong)
			}
			return err
		})
	})
}

func TestAnUpdateOfARegisterChangesWhatItNames(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		a, b, c := registered("0123456749", "Aster", "5000"), registered("0202239951", "Bellis", "5000"), registered("0403199702", "Crocus", "5000")
		takenIn(t, s, "2026-08-31", a, b, c)
		f := begin(t, s, day("2026-09-30"))
		b.City = "Liège"
		var filled store.Filled
		testkit.Update(t, s, 0, func(tx *store.Tx) (err error) {
			filled, err = tx.FillSome(&f, []registry.Business{a, b, registered("1000000021", "Dahlia", "5000")}, []string{c.Number, "0999999922"})
			return err
		})
		if filled != (store.Filled{New: 1, Changed: 1, Unchanged: 1, Gone: 1}) {
			t.Errorf("%+v", filled)
		}
		if got, _ := inRegister(t, s, b.Number); got.City != "Namur" {
			t.Errorf("seen before it counts: %+v", got)
		}
		counts(t, s, &f, 3)
		sweep(t, s)
		if got, _ := inRegister(t, s, b.Number); got.City != "Liège" || got.On != day("2026-09-30") {
			t.Errorf("%+v", got)
		}
		if diff := cmp.Diff([]string{"1000000021"}, proposed(t, s, "dahlia", "")); diff != "" {
			t.Error(diff)
		}
		if got := proposed(t, s, "Crocus", ""); got != nil {
			t.Errorf("what is gone is proposed: %v", got)
		}
	})
}

func TestAnUnfinishedImportOfARegisterLeavesWhatWas(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		a, b, c := registered("0123456749", "Aster", "5000"), registered("0202239951", "Bellis", "5000"), registered("0403199702", "Crocus", "5000")
		first := begin(t, s, day("2026-08-31"))
		between(t, s, &first, "", a.Number, a)
		if _, found := inRegister(t, s, a.Number); found || proposed(t, s, "Aster", "") != nil {
			t.Error("the first import is seen before it counts")
		}
		// It broke off; the next one goes on with what stands there.
		if got := takenIn(t, s, "2026-08-31", a, b); got != (store.Filled{New: 1, Unchanged: 1}) {
			t.Errorf("gone on with: %+v", got)
		}
		before := rows(t, s)

		broken := begin(t, s, day("2026-09-30"))
		moved := a
		moved.Name, moved.City = "Anemone", "Liège"
		between(t, s, &broken, "", "", moved, c)
		if got, _ := inRegister(t, s, a.Number); got.City != "Namur" || proposed(t, s, "anemone", "") != nil || !slices.Equal(proposed(t, s, "aster", ""), []string{a.Number}) {
			t.Errorf("seen before it counts: %+v", got)
		}
		if got, _ := inRegister(t, s, b.Number); got.GoneOn != date.None {
			t.Errorf("%+v", got)
		}

		// Whoever begins anew stops the other, and clears away what it left.
		next := begin(t, s, day("2026-09-30"))
		for what, do := range map[string]func(*store.Tx) error{
			"write":  func(tx *store.Tx) error { _, err := tx.FillBetween(&broken, "", "", nil); return err },
			"change": func(tx *store.Tx) error { _, err := tx.FillSome(&broken, nil, nil); return err },
			"count":  func(tx *store.Tx) error { return tx.CountRegister(&broken, store.Register{}, nil) },
		} {
			if err := s.Update(t.Context(), 0, do); fault.KindOf(err) != fault.Conflict {
				t.Errorf("%s: %v", what, err)
			}
		}
		sweep(t, s)
		if n := rows(t, s); n != before {
			t.Errorf("%v rows are left, %v were there before", n, before)
		}
		if got := between(t, s, &next, "", "", a, b); got != (store.Filled{Unchanged: 2}) {
			t.Errorf("%+v", got)
		}
	})
}

func TestBusinessesAreProposedByName(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		all := []registry.Business{
			registered("0000000097", "Garage Dupont SRL", "5000"),
			registered("0000000194", "Garage Dupont", "4000", func(b *registry.Business) { b.Active = false }),
			registered("0000000291", "Garage Dupont & Fils", "5000"),
			registered("0000000388", "Toitures Éclair", "5000", func(b *registry.Business) { b.Others = []string{"Le Garage du Toit"} }),
			registered("0000000485", "Dupont Marie", "1000"),
			registered("0000000582", "Tu", "1000"),
		}
		for n := range 20 {
			all = append(all, registered(fmt.Sprintf("0000001%03d", n), fmt.Sprintf("Immo %02d", n), "1000"))
		}
		takenIn(t, s, "2026-08-31", all...)
		for _, c := range []struct {
			name, postcode string
			want           []string
		}{
			{"GARAGE Dupont", "", []string{"0000000097", "0000000194", "0000000291"}}, // the active one first
			{"garage dupont sa", "5000", []string{"0000000097", "0000000291"}},
			{"toitures eclair", "", []string{"0000000388"}},
			{"Le Garage", "", []string{"0000000388"}}, // another of its names
			{"Marie Dupont", "", []string{"0000000485"}},
			{"t", "", []string{"0000000388", "0000000582"}},
			{"", "", nil},
			{"garage%", "9999", nil},
		} {
			if diff := cmp.Diff(c.want, proposed(t, s, c.name, c.postcode)); diff != "" {
				t.Errorf("%s %s: %s", c.name, c.postcode, diff)
			}
		}
		if got := proposed(t, s, "immo", ""); len(got) != store.MostProposals {
			t.Errorf("%d proposals", len(got))
		}
		testkit.View(t, s, 0, func(tx *store.Tx) error {
			found, err := tx.FindBusinesses("garage", "5000", registry.SIRENE)
			if len(found) != 0 {
				t.Errorf("in another register: %v", found)
			}
			return err
		})
	})
}
