package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/date"
	"acquit/internal/format/table"
	"acquit/internal/intake"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

const openItems = "number;customer_number;customer;issue_date;due_date;total;open;currency\n"

func snapshot(asOf string) intake.TableWish {
	w := intake.TableWish{Kind: table.Invoices, TableOptions: intake.TableOptions{Snapshot: true}}
	if asOf != "" {
		w.AsOf = date.Must(asOf)
	}
	return w
}

// items are documents in a few words, by number.
func (o *office) items(numbers ...string) (all []string) {
	o.t.Helper()
	for _, number := range numbers {
		i := o.invoice(number)
		all = append(all, fmt.Sprintf("%s %s", number, i.Open.Text()))
	}
	return all
}

func TestASnapshotClosesWhatItDoesNotHave(t *testing.T) {
	all := []string{"R-1", "R-2", "R-3", "C-1", "D-1", "L-1", "X-1"}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.invoices(bill{number: "X-1", buyer: "Acme"}.file()) // of 2 January, from another door
		o.rows("R-1;K1;Acme;2026-01-02;2026-01-16;100.00;100.00;EUR", "R-2;K1;Acme;2026-01-02;2026-01-16;100.00;100.00;EUR", "R-3;K2;Beta;2026-01-02;2026-01-16;100.00;40.00;EUR",
			"C-1;K2;Beta;2026-01-02;;-30.00;-30.00;EUR", "D-1;K2;Beta;2026-01-02;2026-01-16;5.00;5.00;USD", "L-1;K2;Beta;2026-02-01;2026-02-16;7.00;7.00;EUR")
		before := o.items(all...)
		r := o.table(openItems+"R-1;K1;Acme;2026-01-02;2026-01-16;100.00;60.00;EUR\nR-4;K1;Acme;2026-01-05;2026-01-20;9.00;9.00;EUR\n", snapshot("2026-01-31"))
		if r.Failed() || r.Closed != 4 || r.Created != 1 || r.Updated != 1 {
			t.Errorf("%+v", r)
		}
		want := []string{"R-1 60.00 EUR", "R-2 0.00 EUR", "R-3 0.00 EUR", "C-1 0.00 EUR", "D-1 5.00 USD", "L-1 7.00 EUR", "X-1 0.00 EUR", "R-4 9.00 EUR"}
		if diff := cmp.Diff(want, o.items(append(all, "R-4")...)); diff != "" {
			t.Errorf("dollars, and what was issued later, stay (-want +got):\n%s", diff)
		}
		o.sound()
		if again := o.table(openItems+"R-1;K1;Acme;2026-01-02;2026-01-16;100.00;60.00;EUR\nR-4;K1;Acme;2026-01-05;2026-01-20;9.00;9.00;EUR\n", snapshot("2026-01-31")); again.Closed != 0 || again.Unchanged != 2 {
			t.Errorf("again: %+v", again)
		}
		done, err := o.undo(r.Import)
		if err != nil || done.Closed != 5 || done.Invoices != 1 {
			t.Errorf("%+v, %v", done, err)
		}
		if diff := cmp.Diff(before, o.items(all...)); diff != "" {
			t.Errorf("undone (-before +after):\n%s", diff)
		}
		o.sound()
	})
}

func TestASnapshotThatIsDoubtfulClosesNothing(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		var lines []string
		for n := range 40 {
			lines = append(lines, fmt.Sprintf("R-%d;K%d;Customer %d;2026-01-02;2026-01-16;10.00;10.00;EUR", n, n%3, n%3))
		}
		o.rows(lines...)
		part := openItems + strings.Join(lines[:19], "\n") + "\nN-1;K1;Customer 1;2026-01-02;2026-01-16;10.00;10.00;EUR\n"

		r := o.table(part, snapshot(""))
		if diff := cmp.Diff([]string{"the table does not have 21 of the 40 items that are open, and they would be closed: confirm that the table is complete, or take it in without closing anything"}, notes(&r)); diff != "" || r.Created != 0 {
			t.Errorf("%+v (-want +got):\n%s", r, diff)
		}
		if o.invoice("N-1") != nil {
			t.Error("a table that is refused is taken in in part")
		}
		r = o.table(part+"R-5;K1;;soon;2026-01-16;10.00;10.00;EUR\n", snapshot(""))
		if len(r.Errors) != 1 || r.Closed != 0 || r.Created != 1 || !strings.Contains(strings.Join(notes(&r), "\n"), "nothing was closed that the table does not have") {
			t.Errorf("%+v", r)
		}
		sure := snapshot("")
		sure.Sure = true
		if r = o.table(part, sure); r.Failed() || r.Closed != 21 {
			t.Errorf("%+v", r)
		}
		o.sound()
	})
}

func TestBalances(t *testing.T) {
	of := func(rows string, o intake.TableOptions) (string, intake.TableWish) {
		return "customer number;customer;balance;currency\n" + rows, intake.TableWish{Kind: table.Balances, TableOptions: o}
	}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.rows("R-1;K9;Invoiced;2026-01-02;2026-01-16;100.00;100.00;EUR")
		for _, c := range []struct {
			name, rows string
			options    intake.TableOptions
			want       string
			items      map[string]string
		}{
			{"the first", "K1;Acme;100.00;EUR\nK2;Beta;-20.00;EUR\nK3;Gamma;0.00;EUR\nK4;Delta;7.00;USD\n", intake.TableOptions{}, "3 created, 0 updated, 1 unchanged, 0 closed",
				map[string]string{"Solde K1": "invoice 100.00", "Solde K2": "credit_note -20.00", "Solde K4 USD": "invoice 7.00"}},
			{"the same again", "K1;Acme;100.00;EUR\nK2;Beta;-20.00;EUR\nK4;Delta;7.00;USD\n", intake.TableOptions{}, "0 created, 0 updated, 3 unchanged, 0 closed",
				map[string]string{"Solde K1": "invoice 100.00", "Solde K2": "credit_note -20.00"}},
			{"one is less", "K1;Acme;70.00;EUR\n", intake.TableOptions{}, "0 created, 1 updated, 0 unchanged, 0 closed", map[string]string{"Solde K1": "invoice 70.00", "Solde K2": "credit_note -20.00"}},
			{"one is more", "K1;Acme;90.00;EUR\n", intake.TableOptions{}, "0 created, 1 updated, 0 unchanged, 0 closed", map[string]string{"Solde K1": "invoice 90.00"}},
			{"a snapshot", "K1;Acme;90.00;EUR\n", intake.TableOptions{Snapshot: true}, "0 created, 0 updated, 1 unchanged, 1 closed",
				map[string]string{"Solde K1": "invoice 90.00", "Solde K2": "credit_note 0.00", "Solde K4 USD": "invoice 7.00", "R-1": "invoice 100.00"}},
			{"said twice", "K1;Acme;90.00;EUR\nK1;Acme;10.00;EUR\n", intake.TableOptions{}, "0 created, 0 updated, 1 unchanged, 0 closed, line 3: Acme has two balances in EUR: add them up", map[string]string{"Solde K1": "invoice 90.00"}},
		} {
			body, w := of(c.rows, c.options)
			r := o.table(body, w)
			got := fmt.Sprintf("%d created, %d updated, %d unchanged, %d closed", r.Created, r.Updated, r.Unchanged, r.Closed)
			if said := notes(&r); len(said) > 0 {
				got += ", " + strings.Join(said, ", ")
			}
			if got != c.want {
				t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
			for number, want := range c.items {
				if i := o.invoice(number); i == nil || fmt.Sprintf("%s %s", i.Kind, i.Open) != want {
					t.Errorf("%s: %s is %+v, want %s", c.name, number, i, want)
				}
			}
			o.sound()
		}
	})
}

func TestASnapshotIsForeseen(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.rows("R-1;K1;Acme;2026-01-02;2026-01-16;100.00;100.00;EUR", "R-2;K1;Acme;2026-01-02;2026-01-16;100.00;100.00;EUR", "R-3;K1;Acme;2026-01-02;2026-01-16;100.00;100.00;EUR")
		o.table("customer number;customer;balance\nK1;Acme;50.00\nK2;Beta;60.00\n", intake.TableWish{Kind: table.Balances})
		for _, c := range []struct {
			kind         table.Kind
			body         string
			closes, open int
		}{
			{table.Invoices, openItems + "R-1;K1;Acme;2026-01-02;2026-01-16;100.00;60.00;EUR\nN-1;K1;Acme;2026-01-02;2026-01-16;1.00;1.00;EUR\n", 4, 5},
			{table.Balances, "customer number;customer;balance\nK1;;50.00\nK7;New;1.00\n", 1, 2},
		} {
			before := o.count("customer")
			q, err := o.desk.Understand(t.Context(), o.company.ID, intake.Bytes("t.csv", []byte(c.body)), intake.TableWish{Kind: c.kind})
			if err != nil || q.Closes != c.closes || q.Open != c.open || o.count("customer") != before || o.count("import") != 2 {
				t.Errorf("%s: %+v, %v", c.kind, q, err)
			}
		}
	})
}

// What is closed is what was open on the day of the table: what was issued later is not
// missing from it. Without a snapshot nothing is counted.
func TestASnapshotIsForeseenForItsDay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		o.rows("R-1;K1;Acme;2025-12-02;2025-12-16;100.00;100.00;EUR", "R-2;K1;Acme;2025-12-10;2025-12-24;100.00;100.00;EUR", "R-3;K1;Acme;2025-12-20;2026-01-03;100.00;100.00;EUR")
		r := o.table(openItems+"R-1;K1;Acme;2025-12-02;2025-12-16;100.00;100.00;EUR\n", intake.TableWish{Kind: table.Invoices})
		if _, err := o.undo(r.Import); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			options      intake.TableOptions
			closes, open int
		}{
			{intake.TableOptions{Snapshot: true}, 2, 3},
			{intake.TableOptions{Snapshot: true, AsOf: date.Must("2025-12-10")}, 1, 2},
			{intake.TableOptions{Snapshot: true, AsOf: date.Must("2025-12-05")}, 0, 1},
			{intake.TableOptions{AsOf: date.Must("2025-12-10")}, 0, 0},
		} {
			if q := o.question(r.Import, intake.Asked{TableOptions: c.options}); q.Closes != c.closes || q.Open != c.open {
				t.Errorf("%+v: %d of %d", c.options, q.Closes, q.Open)
			}
		}
		q := o.question(r.Import, intake.Asked{})
		taken, err := o.desk.TakeTable(t.Context(), o.company.ID, r.Import, q.Mapping, intake.TableOptions{Snapshot: true, AsOf: date.Must("2025-12-10")})
		if err != nil || taken.Closed != 1 {
			t.Errorf("%+v, %v", taken, err)
		}
	})
}
