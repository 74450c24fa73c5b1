package intake_test

import (
	"errors"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/intake"
	"acquit/internal/matching"
	"acquit/internal/profile"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// undo takes back an import.
func (o *office) undo(imported id.ID) (intake.Undone, error) {
	o.t.Helper()
	return intake.Undo(o.t.Context(), o.store, o.company.ID, imported, "anne@lys.example", today)
}

func TestAnImportIsUndoneAndCanComeAgain(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		parts := []string{"2026-02-01", "60.50", "2026-03-01", "60.50"}
		first := o.invoices(bill{number: "R-1", parts: parts}.file())[0]
		second := o.invoices(bill{number: "R-2", buyer: "Beta"}.file(), bill{number: "C-1", credit: true, about: "R-1"}.file())
		done, err := o.undo(first.Import)
		if err != nil || done != (intake.Undone{Invoices: 1}) {
			t.Errorf("the first: %+v, %v", done, err)
		}
		if o.invoice("R-1") != nil || o.customer("ACME") == nil {
			t.Error("the invoice stays, or its customer, to whom another document belongs, is gone")
		}
		beta := o.customer("Beta")
		testkit.Update(t, s, o.company.ID, func(tx *store.Tx) error { // as the night does
			return tx.SaveProfiles(map[id.ID]profile.Profile{beta.ID: {Kind: profile.New}}, today)
		})
		if done, err := o.undo(second[0].Import); err != nil || done != (intake.Undone{Invoices: 1, Customers: 1}) {
			t.Errorf("the second: %+v, %v", done, err)
		}
		if o.customer("Beta") != nil {
			t.Error("a customer of whom nothing is known stays")
		}
		o.sound()
		if _, err := o.undo(first.Import); !errors.Is(err, fault.Conflict) {
			t.Errorf("undone twice: %v", err)
		}
		again := o.invoices(bill{number: "R-1", parts: parts}.file())[0]
		if what(&again) != "created" {
			t.Errorf("again: %s", what(&again))
		}
		o.sound()
	})
}

func TestWhatWasBuiltOnStays(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		for name, use := range map[string]func(o *office){
			"a payment": func(o *office) { o.pay("R-1", "121.00") },
			"a payment that was undone": func(o *office) {
				o.pay("R-1", "121.00")
				o.view(func(tx *store.Tx) error {
					all, err := tx.Entries(store.EntryFilter{Limit: 1})
					if err == nil {
						err = settle.Undo(o.t.Context(), o.store, o.company.ID, all[0].ID, "anne@lys.example", today)
					}
					return err
				})
			},
			"what the customer said that it paid": func(o *office) {
				i := o.invoice("R-1")
				testkit.Update(o.t, o.store, o.company.ID, func(tx *store.Tx) error {
					return tx.AddTold(&matching.Told{Customer: i.Customer, On: today, Amount: i.Open, Invoices: []id.ID{i.ID}})
				})
			},
			"a credit note": func(o *office) {
				o.invoices(bill{number: "C-1", credit: true, about: "R-1", payable: "21.00"}.file())
				if _, err := settle.Match(o.t.Context(), o.store, o.company.ID, today, nil); err != nil {
					o.t.Fatal(err)
				}
			},
		} {
			t.Run(name, func(t *testing.T) {
				o := newOffice(t, s, called(name))
				r := o.invoices(bill{number: "R-1"}.file())[0]
				use(o)
				if _, err := o.undo(r.Import); !errors.Is(err, fault.Conflict) {
					t.Errorf("undone: %v", err)
				}
				if o.invoice("R-1") == nil {
					t.Error("the invoice is gone")
				}
				o.sound()
			})
		}
	})
}

func TestAStatementIsUndone(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		file := codaFile("a.coda", "2026-01-20", line{amount: "100.00", text: "hello"}, line{amount: "7.00", text: "R-9"})
		r := o.statement(file)
		if _, err := settle.Match(t.Context(), s, o.company.ID, today, nil); err != nil {
			t.Fatal(err)
		}
		done, err := o.undo(r.Import)
		if n, _ := o.entries(); err != nil || done != (intake.Undone{Entries: 2}) || n != 0 {
			t.Errorf("%+v, %v, %d entries stay", done, err, n)
		}
		if again := o.statement(file); again.Created != 2 {
			t.Errorf("again: %+v", again)
		}
		o.pay("R-1", "1.00")
		o.sound()
	})
}

func TestATableIsUndoneButForWhatPeopleChanged(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		r := o.customers("k.csv", "number;name;email;iban;labels;account manager\n1;ACME;a@acme.example;BE71096123456769;\"vip, north\";ben@lys.example\n2;Beta;b@beta.example;;vip;\n3;Gamma;c@gamma.example;;;\n")
		beta := o.customer("Beta")
		changed := *beta
		changed.City, changed.Edited = "Gent", []string{"city"}
		testkit.Update(t, s, o.company.ID, func(tx *store.Tx) error {
			said := timeline.Event{Customer: o.customer("Gamma").ID, Kind: timeline.PayerTaught, On: today, Actor: "anne@lys.example", Data: timeline.Data{Account: "BE43…9501"}.JSON()}
			return errors.Join(tx.SaveCustomers([]*customer.Customer{&changed}), tx.Note(said))
		})
		done, err := o.undo(r.Import)
		if err != nil || done.Customers != 1 || o.customer("ACME") != nil || o.customer("Beta") == nil || o.customer("Gamma") == nil {
			t.Errorf("%+v, %v", done, err)
		}
		o.sound()
	})
}
