package intake_test

import (
	"testing"

	"acquit/internal/intake"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// asked are the jobs that let bank lines be matched.
func (o *office) asked() (n int) {
	o.t.Helper()
	o.view(func(tx *store.Tx) error {
		return tx.Row([]any{&n}, `SELECT COUNT(*) FROM river_job WHERE kind = 'match' AND state = 'available'`)
	})
	return n
}

// suggested is how many of the bank lines have something suggested.
func (o *office) suggested() int { o.t.Helper(); return o.count("suggestion") }

// What other programs hand over lets bank lines that wait be looked at again: a payment
// settles what they may have been for, an account says from whom they are.
func TestRecordsLetBankLinesBeMatched(t *testing.T) {
	match := func(o *office) {
		if _, err := settle.Match(o.t.Context(), o.store, o.company.ID, today, nil); err != nil {
			o.t.Fatal(err)
		}
	}
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		p := newProgram(t, s)
		were(t, "invoice", p.bills(billing("")), "created")
		p.statement(codaFile("s.coda", "2026-01-20", line{amount: "80.00", text: "thank you"}))
		match(p.office)
		if p.suggested() == 0 {
			t.Fatal("nothing is suggested for the bank line")
		}
		before := p.asked()
		were(t, "payment on account", p.payments(paid("")), "created")
		if p.asked() <= before {
			t.Error("nothing is matched after money on account")
		}
		before = p.asked()
		were(t, "given", p.payments(paid(`"allocations": [{"external_id": "F-1", "amount": "100.00"}], `)), "updated")
		if p.asked() <= before {
			t.Error("nothing is matched after a payment")
		}
		were(t, "nothing new", p.payments(paid(`"allocations": [{"external_id": "F-1", "amount": "100.00"}], `)), "unchanged")
		if p.asked() != before+1 {
			t.Error("a payment that says nothing new lets everything be matched")
		}
		match(p.office)
		before = p.asked()
		were(t, "who pays from an account", p.people(`{"external_id": "K-2", "name": "Beta", "ibans": ["BE71096123456769"]}`), "created")
		if p.asked() <= before {
			t.Error("nothing is matched after an account became known")
		}
		before = p.asked()
		were(t, "the same again", p.people(`{"external_id": "K-2", "name": "Beta", "ibans": ["BE71096123456769"]}`), "unchanged")
		if p.asked() != before {
			t.Error("a customer that says nothing new lets everything be matched")
		}
		p.sound()
	})
}

// Files that come by themselves let bank lines be matched as those do that a person
// hands over.
func TestWhatArrivesByItselfIsMatched(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		o := newOffice(t, s)
		for name, f := range map[string]intake.File{
			"an invoice": bill{number: "R-1"}.file(), "a statement": codaFile("s.coda", "2026-01-20", line{amount: "121.00", text: "R-1"}),
			"a ledger": intake.Bytes("ledger.txt", []byte(intake.LedgerOf("VE 1 2026-01-05 411000 A F1 5.00 -"))),
		} {
			before := o.asked()
			if _, err := o.desk.Any(t.Context(), o.company.ID, []intake.File{f}); err != nil || o.asked() <= before {
				t.Errorf("nothing is matched after %s: %v", name, err)
			}
		}
	})
}

// What the payer wrote with money that another program tells of finds the invoice that
// comes later.
func TestMoneyOnAccountWaitsForItsInvoice(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, _ *testkit.Clock) {
		p := newProgram(t, s)
		were(t, "customer", p.people(`{"external_id": "K-8", "name": "Alpha"}`), "created")
		were(t, "payment on account", p.payments(`{"external_id": "P-1", "customer": {"external_id": "K-8"}, "received_date": "2026-01-20", "amount": "100.00",
			"text": "avance +++090/9337/55493+++"}`), "created")
		p.view(func(tx *store.Tx) error {
			all, err := tx.PaymentsByExternal([]string{"P-1"})
			if len(all) != 1 || all[0].Text != "avance +++090/9337/55493+++" || all[0].Reference != "090933755493" {
				t.Errorf("%+v", all)
			}
			return err
		})
		before := p.asked()
		were(t, "its invoice", p.bills(`{"external_id": "F-2", "number": "F-2", "customer": {"external_id": "K-8"}, "issue_date": "2026-01-21", "due_date": "2026-02-20",
			"total_amount": "100.00", "reference": "+++090/9337/55493+++"}`), "created")
		if p.asked() == before {
			t.Error("money that waits is not matched with its invoice")
		}
		if r, err := settle.Match(p.t.Context(), p.store, p.company.ID, today, nil); err != nil || r.Used != 1 {
			t.Errorf("%+v %v", r, err)
		}
		p.sound()
	})
}
