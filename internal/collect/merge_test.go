package collect_test

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"acquit/internal/bank"
	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/matching"
	"acquit/internal/payment"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// dump is every row of the company, by table, as text. What merging writes for good is
// left out: the timelines go on, and the record of the merge stays. So is what the review
// decides anew.
func (b *bureau) dump() map[string][]string {
	b.t.Helper()
	all := map[string][]string{}
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		tables, err := db.Collect(tx.Tx, scanWord, tablesOfACompany(tx))
		if err != nil {
			return err
		}
		for _, table := range tables {
			if slices.Contains([]string{"timeline", "merging", "moved", "review_wanted", "decided_item"}, table) {
				continue
			}
			err := tx.Rows(func(rows *sql.Rows) error {
				line, err := textOfRow(rows)
				all[table] = append(all[table], line)
				return err
			}, `SELECT * FROM `+table+` WHERE company_id = $1`, tx.Company)
			if err != nil {
				return err
			}
			slices.Sort(all[table])
		}
		return nil
	})
	return all
}

func scanWord(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) }

func tablesOfACompany(tx *store.Tx) string {
	if tx.Engine == db.Postgres {
		return `SELECT table_name FROM information_schema.columns WHERE table_schema = current_schema() AND column_name = 'company_id' ORDER BY 1`
	}
	return `SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'company_id' ORDER BY 1`
}

func textOfRow(rows *sql.Rows) (string, error) {
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	values, places := make([]any, len(columns)), make([]any, len(columns))
	for n := range values {
		places[n] = &values[n]
	}
	if err := rows.Scan(places...); err != nil {
		return "", err
	}
	var line strings.Builder
	for n, v := range values {
		if text, ok := v.([]byte); ok {
			v = string(text)
		}
		if columns[n] != "mark" {
			fmt.Fprintf(&line, "%s=%v ", columns[n], v)
		}
	}
	return line.String(), nil
}

func (b *bureau) merge(kept, gone id.ID, fromGone ...string) store.Merging {
	b.t.Helper()
	m, err := b.desk.Merge(b.t.Context(), b.company.ID, kept, gone, fromGone, person, b.clock.Today())
	if err != nil {
		b.t.Fatal(err)
	}
	return m
}

func (b *bureau) unmerge(m store.Merging) error {
	_, err := b.desk.Unmerge(b.t.Context(), b.company.ID, m.ID, person, b.clock.Today())
	return err
}

// Whatever two customers have, whatever is chosen: undoing a merge restores every row of
// every table, and the doctor is content before and after.
func TestMergingAndUndoingIsTheIdentity(t *testing.T) {
	t.Parallel()
	s, clock := sqlite(t)
	companies := 0
	rapid.Check(t, func(r *rapid.T) {
		companies++
		b := newBureau(t, s, clock, named(2000+companies))
		pick := func(what string, from, to int) int { return rapid.IntRange(from, to).Draw(r, what) }
		b.likeAnybody(pick)
		ids := b.customers()
		kept := rapid.SampledFrom(ids).Draw(r, "kept")
		gone := rapid.SampledFrom(slices.DeleteFunc(slices.Clone(ids), func(i id.ID) bool { return i == kept })).Draw(r, "gone")
		b.mergeAndUndo(kept, gone, rapid.SliceOfDistinct(rapid.SampledFrom(customer.Fields()), rapid.ID).Draw(r, "fields")...)
	})
}

func TestMergingAndUndoingIsTheIdentityOnBothEngines(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		n := 0
		b.likeAnybody(func(_ string, from, to int) int { n++; return from + n*7%(to-from+1) })
		ids := b.customers()
		b.mergeAndUndo(ids[0], ids[1], "name", "city", "terms_days")
		// One that was merged goes along when its customer is merged.
		before := b.dump()
		first := b.merge(ids[1], ids[0], "city")
		second := b.merge(ids[2], ids[1])
		b.sound()
		if err := b.unmerge(first); !errors.Is(err, fault.Conflict) {
			t.Errorf("the first of two merges was undone first: %v", err)
		}
		for _, m := range []store.Merging{second, first} {
			if err := b.unmerge(m); err != nil {
				t.Fatal(err)
			}
			b.sound()
		}
		if diff := cmp.Diff(before, b.dump()); diff != "" {
			t.Error(diff)
		}
		if err := b.unmerge(first); !errors.Is(err, fault.Conflict) {
			t.Errorf("undone twice: %v", err)
		}
	})
}

func (b *bureau) mergeAndUndo(kept, gone id.ID, fields ...string) {
	b.t.Helper()
	before := b.dump()
	m := b.merge(kept, gone, fields...)
	b.sound()
	if after := b.dump(); cmp.Equal(before, after) {
		b.t.Fatal("merging changed nothing")
	}
	for _, table := range []string{"invoice", "payment", "hold", "message", "task", "contacted", "dunning_case", "balance"} {
		if n := b.count(table, gone); n > 0 {
			b.t.Errorf("%d rows of %s stay with the one that is gone", n, table)
		}
	}
	if err := b.unmerge(m); err != nil {
		b.t.Fatal(err)
	}
	b.sound()
	if diff := cmp.Diff(before, b.dump()); diff != "" {
		b.t.Fatal(diff)
	}
}

func (b *bureau) count(table string, of id.ID) (n int) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		return tx.Row([]any{&n}, `SELECT COUNT(*) FROM `+table+` WHERE company_id = $1 AND customer_id = $2`, tx.Company, of)
	})
	return n
}

func (b *bureau) customers() (ids []id.ID) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		ids, err = db.Collect(tx.Tx, func(rows *sql.Rows) (i id.ID, err error) { return i, rows.Scan(&i) },
			`SELECT id FROM customer WHERE company_id = $1 ORDER BY id`, tx.Company)
		return err
	})
	return ids
}

// likeAnybody stores three customers with something of everything that a customer has:
// debts in two currencies, parts, credit notes, payments, holds, tasks, messages that
// left and wait, contacts who are the same, payers, suggestions, edits.
func (b *bureau) likeAnybody(pick func(what string, from, to int) int) {
	b.t.Helper()
	debts := b.randomBook(3, pick)
	for n, d := range debts {
		switch pick("what happens", 0, 4) {
		case 0:
			b.pay(d, "40.00")
		case 1:
			b.hold(d, date.None)
		case 2:
			b.credit(d, n)
		}
	}
	b.run()
	b.send()
	b.clock.SetDay(b.clock.Today().AddDays(pick("later", 1, 20)))
	b.run() // what it queues stays queued
	b.split(debts[0], debts[len(debts)-1])
	for n, d := range debts {
		b.facts(d, n, pick)
	}
}

// credit stores a credit note in another currency.
func (b *bureau) credit(d debt, n int) {
	b.t.Helper()
	i := testkit.NewInvoice(d.owner.Customer, fmt.Sprintf("C-%d", n), testkit.Euro("-10.00"), b.clock.Today())
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{i}) })
}

// split books one bank line as the payments of two customers.
func (b *bureau) split(one, other debt) {
	b.t.Helper()
	e := b.line()
	half := testkit.Euro("5.00")
	var all []*payment.Payment
	for _, d := range []debt{one, other} {
		all = append(all, &payment.Payment{Customer: d.owner.Customer, Entry: e.ID, ReceivedOn: b.clock.Today(), Amount: half, OnAccount: half, BookedBy: person})
	}
	if one.owner == other.owner {
		all = all[:1]
	}
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		return errors.Join(tx.AddPayments(all), tx.SetEntryStates(map[id.ID]store.EntryState{e.ID: store.EntryBooked}, map[id.ID]store.Handling{e.ID: store.HandledByHand}))
	})
}

// line stores a bank line.
func (b *bureau) line() store.Entry {
	b.t.Helper()
	e := store.Entry{Key: b.store.Now().String() + fmt.Sprint(b.lines), BookedOn: b.clock.Today(), ValueOn: b.clock.Today(), Amount: testkit.Euro("10.00"), Name: "Somebody", State: store.EntryNew}
	b.lines++
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		a, err := tx.EnsureAccount(bank.Account{IBAN: b.company.IBAN, Currency: "EUR"})
		if err != nil {
			return err
		}
		head := store.Statement{Account: a.ID, Format: "test", Number: e.Key, ClosingOn: b.clock.Today(), Entries: 1}
		if err := tx.AddStatement(&head); err != nil {
			return err
		}
		e.Account, e.Statement = a.ID, head.ID
		return tx.AddEntries([]*store.Entry{&e})
	})
	return e
}

// facts gives a customer a contact that others may have as well, a payer, a name, a rule,
// a suggestion, a task and a hold of its own.
func (b *bureau) facts(d debt, n int, pick func(what string, from, to int) int) {
	b.t.Helper()
	c := d.owner.Customer
	e := b.line()
	testkit.Update(b.t, b.store, b.company.ID, func(tx *store.Tx) error {
		shared := fmt.Sprintf("shared%d@customer.example", pick("mail", 0, 1))
		return errors.Join(
			tx.AddContacts([]*customer.Contact{{Customer: c, Name: "Shared", Email: shared}}),
			tx.AddPayers([]store.Payer{{IBAN: []string{"BE71096123456769", "BE43068999999501"}[pick("iban", 0, 1)], Customer: c}}, "import"),
			tx.AddPayerNames([]store.PayerName{{Key: []string{"lac", "lys"}[pick("name", 0, 1)], Name: "Lac", Customer: c, Entry: e.ID, By: person, On: b.clock.Today()}}),
			tx.AddRule(&store.TextRule{Rule: matching.Rule{Words: "loyer", Customer: c, By: person, On: b.clock.Today()}, State: store.RuleOn}),
			tx.SetSuggestions([]store.Entry{e}, map[id.ID][]matching.Proposal{e.ID: {{Customer: c, OnAccount: e.Amount}}}),
			tx.AddTasks([]task.Task{{Kind: task.NoAddress, Customer: c, Once: "address " + c.String(), DueOn: b.clock.Today()}, {Kind: task.ReviewFailed, Customer: c, Subject: d.id, Once: fmt.Sprint("other ", n), DueOn: b.clock.Today()}}),
			tx.AddHolds(&hold.Hold{Customer: c, Reason: "theirs", PlacedBy: person}),
		)
	})
	if err := b.desk.EditInvoice(b.t.Context(), b.company.ID, d.id, map[string]string{"order_reference": "PO"}, person, b.clock.Today()); err != nil {
		b.t.Fatal(err)
	}
	b.marks(collect.Mark{Customer: c, Label: []string{"vip", "north"}[pick("label", 0, 1)]}, collect.Mark{Customer: c, Manager: []string{"", person}[pick("manager", 0, 1)]})
}

// Every table in which a customer stands is moved by merging, or says here why not.
func TestEveryTableOfACustomerIsMerged(t *testing.T) {
	known := map[string]string{
		"invoice": "moved", "payment": "moved", "hold": "moved", "message": "moved", "task": "moved", "attachment": "moved",
		"contact": "moved, but for those that the other one has", "payer": "moved, but for those that the other one has",
		"payer_name": "moved", "text_rule": "moved", "reply": "moved", "note": "moved", "plan": "moved", "checkout": "moved", "signature": "moved", "told_payment": "moved",
		"circumstance": "moved", "collecting": "moved; the one of who stays counts",
		"contacted": "moved with its invoices", "suggestion": "moved, and made anew by matching",
		"customer_label": "says what the customer says", "dunning_case": "ended, and restored", "balance": "added up anew", "review_wanted": "ended: the other one is reviewed",
		"payer_profile": "made anew by the review",
		"decided_item":  "ended: decided anew", "decision": "stays for good with whom it was about", "scenario_pin": "stays with the name; the one of who stays counts", "delivery_way": "stays with the name; the one of who stays counts",
		"timeline": "stays for good, and is shown with the other one's",
	}
	b := newBureau(t, testkit.Open(t, t.TempDir()+"/acquit.db", testkit.NewClock()), testkit.NewClock())
	testkit.View(t, b.store, b.company.ID, func(tx *store.Tx) error {
		tables, err := db.Collect(tx.Tx, scanWord, `SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c
			WHERE m.type = 'table' AND c.name = 'customer_id' ORDER BY 1`)
		if diff := cmp.Diff(slices.Sorted(maps.Keys(known)), tables); diff != "" {
			t.Errorf("tables with a customer, and those that merging knows of: %s", diff)
		}
		return err
	})
}

func TestWhatWasBuiltOnBothKeepsThemOne(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		alpha, beta := b.owes("ALPHA", 12), b.owes("BETA", 12)
		m := b.merge(alpha.ID, beta.ID)
		b.run()
		b.send()
		if len(b.box.mails) != 1 {
			t.Fatalf("%d mails for one customer", len(b.box.mails))
		}
		if err := b.unmerge(m); !errors.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "messages") {
			t.Errorf("after a message about both: %v", err)
		}
		gamma, delta := b.owes("GAMMA", 1), b.owes("DELTA", 1)
		m = b.merge(gamma.ID, delta.ID)
		mine := debt{id: b.invoiceOf("R-DELTA"), owner: customer.Ref{Company: b.company.ID, Customer: gamma.ID}}
		b.pay(mine, "10.00") // paid by the one that stays
		if err := b.unmerge(m); !errors.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "settled with money of the other") {
			t.Errorf("after a booking from one to the other: %v", err)
		}
		b.sound()
	})
}

func (b *bureau) invoiceOf(number string) id.ID {
	b.t.Helper()
	var all []invoice.Invoice
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		all, err = tx.InvoicesByNumber([]string{number})
		return err
	})
	return all[0].ID
}

func TestWhatArrivedSinceStaysWithTheOneThatStands(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		alpha, beta := b.owes("ALPHA", 1), b.owes("BETA", 1)
		m := b.merge(alpha.ID, beta.ID, "name")
		ref := customer.Ref{Company: b.company.ID, Customer: alpha.ID}
		testkit.Invoice(t, s, ref, "R-NEW", "7.00", clock.Today())
		if _, err := b.desk.PlaceHold(t.Context(), ref, hold.Hold{Invoice: b.invoiceOf("R-BETA"), Reason: "since", PlacedBy: person}, clock.Today()); err != nil {
			t.Fatal(err)
		}
		changed := b.customer(alpha.ID)
		changed.City = "Huy"
		if err := b.desk.EditCustomer(t.Context(), ref, changed, person, clock.Today()); err != nil {
			t.Fatal(err)
		}
		if err := b.unmerge(m); err != nil {
			t.Fatal(err)
		}
		is := b.customer(alpha.ID)
		if is.Name != alpha.Name || is.City != "Huy" || !slices.Equal(is.Edited, []string{"city"}) {
			t.Errorf("%+v", is)
		}
		if b.count("invoice", alpha.ID) != 2 || b.count("invoice", beta.ID) != 1 || b.count("hold", beta.ID) != 1 || b.count("hold", alpha.ID) != 0 {
			t.Error("something is with the wrong customer")
		}
		b.sound()
	})
}

func (b *bureau) customer(i id.ID) (c customer.Customer) {
	b.t.Helper()
	testkit.View(b.t, b.store, b.company.ID, func(tx *store.Tx) (err error) {
		c, _, err = tx.Customer(i)
		return err
	})
	return c
}

func TestBothTimelinesStayProvable(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		alpha, beta := b.owes("ALPHA", 12), b.owes("BETA", 12)
		b.run()
		b.merge(alpha.ID, beta.ID)
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			all, err := tx.History(alpha.ID, store.Moment{}, 100)
			kinds := map[id.ID][]timeline.Kind{}
			for _, e := range all {
				kinds[e.Customer] = append(kinds[e.Customer], e.Kind)
			}
			want := map[id.ID][]timeline.Kind{
				alpha.ID: {timeline.CustomerMerged, timeline.MessageQueued},
				beta.ID:  {timeline.MergedInto, timeline.MessageQueued},
			}
			if diff := cmp.Diff(want, kinds); diff != "" {
				t.Error(diff)
			}
			var paged []timeline.Event
			for at := (store.Moment{}); ; at = store.MomentOf(&paged[len(paged)-1]) {
				page, err := tx.History(alpha.ID, at, 1)
				if err != nil || len(page) == 0 {
					break
				}
				paged = append(paged, page...)
			}
			if diff := cmp.Diff(all, paged); diff != "" {
				t.Errorf("page by page: %s", diff)
			}
			return err
		})
		// Somebody who cuts the end off the timeline of the one that is gone is found.
		testkit.Update(t, s, b.company.ID, func(tx *store.Tx) error {
			_, err := tx.Exec(`DELETE FROM timeline WHERE company_id = $1 AND customer_id = $2 AND kind = 'merged_into'`, tx.Company, beta.ID)
			return err
		})
		var found []string
		testkit.View(t, s, b.company.ID, func(tx *store.Tx) error {
			return tx.Check(func(f store.Finding) { found = append(found, f.Check) })
		})
		if !slices.Equal(found, []string{"timeline"}) {
			t.Errorf("the doctor finds %q", found)
		}
	})
}

func TestTwoThatCannotBeMerged(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		b := newBureau(t, s, clock)
		alpha, beta, gamma := b.owes("ALPHA", 1), b.owes("BETA", 1), b.owes("GAMMA", 1)
		b.merge(alpha.ID, beta.ID)
		for what, c := range map[string]struct {
			kept, gone id.ID
			want       fault.Kind
		}{
			"one and the same":               {alpha.ID, alpha.ID, fault.Invalid},
			"nobody":                         {alpha.ID, 1, fault.NotFound},
			"one that was merged":            {gamma.ID, beta.ID, fault.Conflict},
			"into one that stands no longer": {beta.ID, gamma.ID, fault.Conflict},
		} {
			if _, err := b.desk.Merge(t.Context(), b.company.ID, c.kept, c.gone, nil, person, clock.Today()); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := b.desk.PlaceHold(t.Context(), customer.Ref{Company: b.company.ID, Customer: beta.ID}, hold.Hold{Reason: "late", PlacedBy: person}, clock.Today()); !errors.Is(err, fault.Conflict) {
			t.Errorf("one that is gone was held: %v", err)
		}
	})
}
