package intake_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"acquit/internal/fault"
	"acquit/internal/intake"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// heard are the events of a kind that a customer's timeline has.
func (o *office) heard(number string, kind timeline.Kind) (all []timeline.Data) {
	o.t.Helper()
	o.view(func(tx *store.Tx) error {
		events, err := tx.Timeline(o.customer(number).ID, 0, 50)
		for _, e := range events {
			if e.Kind == kind {
				d, err := e.Read()
				if err != nil {
					return err
				}
				all = append(all, d)
			}
		}
		return err
	})
	return all
}

// held are the reasons for which nothing is said about what a customer owes.
func (o *office) held(number string) (all []string) {
	o.t.Helper()
	o.view(func(tx *store.Tx) error {
		holds, err := tx.Holds(o.customer(number).ID)
		for _, h := range holds {
			all = append(all, h.Reason+" until "+h.Until.String())
		}
		return err
	})
	return all
}

// Two invoices that two payments settle; then the payments were somebody else's.
var (
	lettered = []string{"VE 1 2026-01-05 411000 ACME F1 100.00 AA", "VE 2 2026-01-06 411000 ACME F2 50.00 AA", "BQ 3 2026-01-20 411000 ACME - -70.00 AA", "BQ 3 2026-01-21 411000 ACME - -80.00 AA", "VE 4 2026-01-07 411000 BETA F3 150.00 -"}
	another  = []string{"VE 1 2026-01-05 411000 ACME F1 100.00 -", "VE 2 2026-01-06 411000 ACME F2 50.00 -", "BQ 3 2026-01-20 411000 BETA - -70.00 AA", "BQ 3 2026-01-21 411000 BETA - -80.00 AA", "VE 4 2026-01-07 411000 BETA F3 150.00 AA"}
)

func TestLettersThatAreTakenBackSettleNothing(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.ledger(lettered...)
		r := o.ledger(another...)
		const want = "ACME F1 100.00, ACME F2 50.00"
		if o.stands() != want || r.Updated != 3 || r.Created != 0 {
			t.Errorf("%+v: %s", r, o.stands())
		}
		var told []string
		for _, w := range r.Warnings {
			told = append(told, w.String())
		}
		if all := strings.Join(told, "\n"); !strings.Contains(all, "F1: the lettrage that settled 100.00 EUR of it was taken back") || !strings.Contains(all, "F2: the lettrage that settled 50.00 EUR") {
			t.Error(all)
		}
		if got := o.heard("ACME", timeline.Reopened); len(got) != 1 || got[0].Amount.String() != "150.00" || got[0].Count != 2 || !slices.Equal(got[0].Numbers, []string{"F1", "F2"}) {
			t.Errorf("the timeline says %+v", got)
		}
		if got := o.held("ACME"); len(got) != 2 || !strings.HasPrefix(got[0], "La comptabilité a retiré le lettrage") {
			t.Errorf("what is open again is held: %q", got)
		}
		payments := o.count("payment")
		if again := o.ledger(another...); again.Updated+again.Created != 0 || o.count("payment") != payments || o.stands() != want || len(o.held("ACME")) != 2 {
			t.Errorf("again: %+v: %s", again, o.stands())
		}
		o.sound()
	})
}

func TestOnlyWhatTheLettersSettledIsOpenAgain(t *testing.T) {
	bank := func(amount, text string) func(*office) {
		return func(o *office) {
			o.statement(codaFile("s.coda", "2026-01-20", line{amount: amount, text: text}))
			if _, err := settle.Match(o.t.Context(), o.store, o.company.ID, today, nil); err != nil {
				o.t.Fatal(err)
			}
		}
	}
	nothing := func(*office) {}
	const invoice, other = "VE 1 2026-01-05 411000 ACME F-2026-1 100.00 ", "VE 2 2026-01-06 411000 ACME F-2026-2 40.00 "
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for _, c := range []struct {
			name          string
			first, second []string
			here          func(*office) // between the two
			want          string
		}{
			{"a part of what one payment settled", []string{invoice + "A", "BQ 3 2026-01-10 411000 ACME - -60.00 A", "BQ 4 2026-01-11 411000 ACME - -40.00 A"},
				[]string{invoice + "A", "BQ 3 2026-01-10 411000 ACME - -60.00 A", "BQ 4 2026-01-11 411000 ACME - -40.00 -"}, nothing, "ACME F-2026-1 40.00, ACME on account 40.00"},
			{"less than a payment settled", []string{invoice + "A", "BQ 3 2026-01-10 411000 ACME - -100.00 A"},
				[]string{invoice + "A", "BQ 3 2026-01-10 411000 ACME - -70.00 A", "BQ 4 2026-01-11 411000 BETA - -30.00 -"}, nothing, "ACME F-2026-1 30.00, BETA on account 30.00"},
			{"letters moved to another invoice", []string{invoice + "A", other + "-", "BQ 3 2026-01-10 411000 ACME - -40.00 A"},
				[]string{invoice + "-", other + "B", "BQ 3 2026-01-10 411000 ACME - -40.00 B"}, nothing, "ACME F-2026-1 100.00"},
			{"money that was on account before", []string{invoice + "-", "BQ 3 2026-01-10 411000 ACME - -60.00 -", other + "X"},
				[]string{invoice + "A", "BQ 3 2026-01-10 411000 ACME - -60.00 A", other + "X", "VE 9 2026-01-12 411000 BETA F3 1.00 -"}, func(o *office) {}, "ACME F-2026-1 40.00, ACME F-2026-2 40.00, BETA F3 1.00"},
			{"a bank line here settled the rest, and the books lag", []string{invoice + "A", "BQ 3 2026-01-10 411000 ACME - -60.00 A"},
				[]string{invoice + "A", "BQ 3 2026-01-10 411000 ACME - -60.00 A", "VE 9 2026-01-12 411000 BETA F3 1.00 -"}, bank("40.00", "F-2026-1"), "BETA F3 1.00"},
			{"a bank line here settled all, whatever the books took back", []string{invoice + "X"},
				[]string{invoice + "-", "BQ 3 2026-01-19 411000 ACME - -100.00 -"}, bank("100.00", "F-2026-1"), ""},
			{"the opening as a sum", []string{"AN 1 2026-01-01 411000 ACME AN 100.00 AA", "BQ 3 2026-01-10 411000 ACME - -100.00 AA", other + "X"},
				[]string{"AN 1 2026-01-01 411000 ACME AN 100.00 -", "BQ 3 2026-01-10 411000 BETA - -100.00 -", other + "X"}, nothing, "ACME F-2026-2 40.00, ACME Solde ACME 100.00, BETA on account 100.00"},
			{"the opening piece by piece", []string{"AN 1 2026-01-01 411000 ACME F0@2025-11-30 80.00 AA", "BQ 3 2026-01-10 411000 ACME - -80.00 AA", other + "X"},
				[]string{"AN 1 2026-01-01 411000 ACME F0@2025-11-30 80.00 -", "BQ 3 2026-01-10 411000 BETA - -80.00 -", other + "X"}, nothing, "ACME F-2026-2 40.00, ACME F0 80.00, BETA on account 80.00"},
			{"a credit note", []string{"VE 1 2026-01-05 411000 ACME C1 -30.00 AA", "BQ 3 2026-01-10 411000 ACME - 30.00 AA", other + "X"},
				[]string{"VE 1 2026-01-05 411000 ACME C1 -30.00 -", "BQ 3 2026-01-10 411000 BETA - 30.00 AA", other + "X"}, nothing, "ACME C1 -30.00, ACME F-2026-2 40.00, BETA BQ-20260110 30.00"},
		} {
			t.Run(c.name, func(t *testing.T) {
				o := newOffice(t, s, called(c.name))
				o.ledger(c.first...)
				before := o.stands()
				c.here(o)
				matched := o.stands()
				r := o.ledger(c.second...)
				if got := o.stands(); got != c.want {
					t.Errorf("%s, want %s; before %s, then %s\n%+v", got, c.want, before, matched, r.Warnings)
				}
				o.sound()
				if _, err := o.undo(r.Import); err != nil || o.stands() != matched || len(o.held("ACME")) != 0 {
					t.Errorf("undone: %s, want %s; held %q: %v", o.stands(), matched, o.held("ACME"), err)
				}
				o.sound()
			})
		}
	})
}

// What the year before left is made of the invoices that were here before; letters of
// the year itself are taken back of these.
func TestASumOfTheYearBeforeIsOpenAgain(t *testing.T) {
	last := []string{"VE 1 2025-10-05 411000 ACME F1 100.00 -", "VE 2 2025-10-06 411000 ACME F2 50.00 -", "VE 3 2025-10-06 411000 ACME F3 5.00 AA", "BQ 4 2025-10-07 411000 ACME - -5.00 AA"}
	paid := []string{"AN 1 2026-01-01 411000 ACME AN 150.00 AA", "BQ 2 2026-01-20 411000 ACME - -150.00 AA"}
	wrong := []string{"AN 1 2026-01-01 411000 ACME AN 150.00 AA", "BQ 2 2026-01-20 411000 ACME - -120.00 AA", "BQ 3 2026-01-20 411000 BETA - -30.00 -"}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.ledger(last...)
		o.ledger(paid...)
		if o.stands() != "" {
			t.Error(o.stands())
		}
		const want = "ACME F2 30.00, BETA on account 30.00"
		for range 2 {
			if r := o.ledger(wrong...); o.stands() != want {
				t.Errorf("%s, want %s: %+v", o.stands(), want, r.Warnings)
			}
		}
		o.ledger(last...) // the year before, again, knows nothing of it
		if o.stands() != want {
			t.Errorf("%s, want %s", o.stands(), want)
		}
		o.sound()
	})
}

// An older version that comes again, or comes late, takes nothing back.
func TestAnOlderLedgerTakesNothingBack(t *testing.T) {
	old := []string{"VE 1 2026-01-05 411000 ACME F1 100.00 -", "BQ 2 2026-01-20 411000 ACME - -100.00 -", "VE 3 2026-01-06 411000 BETA F2 1.00 X"}
	late := slices.Concat(old[:2], []string{"VE 3 2026-01-06 411000 BETA F2 1.00 -"})
	settled := []string{"VE 1 2026-01-05 411000 ACME F1 100.00 AA", "BQ 2 2026-01-20 411000 ACME - -100.00 AA", old[2], "VE 4 2026-02-06 411000 BETA F3 2.00 -"}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.ledger(old...)
		o.ledger(settled...)
		for name, lines := range map[string][]string{"again": old, "late": late} {
			if o.ledger(lines...); !o.invoice("F1").Open.IsZero() {
				t.Errorf("%s: F1 is open again: %s", name, o.stands())
			}
		}
		o.sound()
	})
}

func TestAnImportThatWasTakenBackFromIsUndoneAfterTheOther(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		first, second := o.ledger(lettered...), intake.Report{}
		settled := o.stands()
		second = o.ledger(another...)
		if _, err := o.undo(first.Import); !errors.Is(err, fault.Conflict) {
			t.Errorf("undone before the later one: %v", err)
		}
		if done, err := o.undo(second.Import); err != nil || done.Reopened != 2 || done.Closed != 2 || o.stands() != settled {
			t.Errorf("%+v, %v: %s, want %s", done, err, o.stands(), settled)
		}
		o.sound()
		if done, err := o.undo(first.Import); err != nil || done.Invoices != 3 || o.count("invoice") != 0 || o.count("customer") != 0 {
			t.Errorf("%+v, %v: %d invoices", done, err, o.count("invoice"))
		}
		o.sound()
	})
}

// Money on account that a ledger gives and takes back goes where it was.
func TestMoneyOnAccountIsGivenAndTakenBack(t *testing.T) {
	waiting := []string{"VE 1 2026-01-05 411000 ACME F1 100.00 -", "BQ 2 2026-01-20 411000 ACME - -60.00 -", "VE 3 2026-01-06 411000 ACME F2 7.00 X"}
	given := []string{"VE 1 2026-01-05 411000 ACME F1 100.00 A", "BQ 2 2026-01-20 411000 ACME - -60.00 A", waiting[2]}
	back := append(slices.Clone(waiting), "VE 4 2026-02-06 411000 BETA F3 2.00 -")
	const first, second, third = "ACME F1 100.00, ACME F2 7.00, ACME on account 60.00", "ACME F1 40.00, ACME F2 7.00", "ACME F1 100.00, ACME F2 7.00, ACME on account 60.00, BETA F3 2.00"
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		var imports []intake.Report
		for n, lines := range [][]string{waiting, given, back} {
			imports = append(imports, o.ledger(lines...))
			if want := []string{first, second, third}[n]; o.stands() != want {
				t.Errorf("%d: %s, want %s", n, o.stands(), want)
			}
		}
		if n := o.count("payment"); n != 1 {
			t.Errorf("%d payments are made of one", n)
		}
		for n, want := range []string{second, first} {
			if _, err := o.undo(imports[2-n].Import); err != nil || o.stands() != want {
				t.Errorf("undone: %s, want %s: %v", o.stands(), want, err)
			}
			o.sound()
		}
	})
}

func TestWhatIsOpenAgainAndWasPaidSinceIsNotSettledTwice(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.ledger(lettered...)
		r := o.ledger(another...)
		o.pay("F1", "100.00")
		before := o.stands()
		if _, err := o.undo(r.Import); !errors.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "F1 has 0.00 EUR open") || o.stands() != before {
			t.Errorf("%v: %s, want %s", err, o.stands(), before)
		}
		o.sound()
	})
}
