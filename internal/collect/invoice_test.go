package collect_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/calendar"
	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/timeline"
)

// drawer is where invoices lie that people edit.
type drawer struct {
	t       *testing.T
	store   *store.Store
	desk    *collect.Desk
	company id.ID
	acme    id.ID
	today   date.Date
}

func newDrawer(t *testing.T, s *store.Store, clock *testkit.Clock) *drawer {
	t.Helper()
	d := &drawer{t: t, store: s, company: testkit.Company(t, s).ID, today: clock.Today()}
	d.desk = &collect.Desk{Store: s, Calendar: calendar.New(), Words: locale.NewBook()}
	d.acme = testkit.Customer(t, s, d.company, "ACME").ID
	return d
}

// put stores an invoice; change may give it more before.
func (d *drawer) put(number string, parts int, change func(*invoice.Invoice)) id.ID {
	d.t.Helper()
	var shares []int
	if parts > 0 {
		shares = []int{parts}
	}
	i := testkit.NewInvoice(d.acme, number, testkit.Euro("300.00"), d.today.AddDays(10), shares...)
	if change != nil {
		change(i)
	}
	testkit.Update(d.t, d.store, d.company, func(tx *store.Tx) error { return tx.AddInvoices([]*invoice.Invoice{i}) })
	return i.ID
}

func (d *drawer) edit(i id.ID, fields ...string) error {
	to := map[string]string{}
	for n := 0; n < len(fields); n += 2 {
		to[fields[n]] = fields[n+1]
	}
	return d.desk.EditInvoice(d.t.Context(), d.company, i, to, person, d.today)
}

// look is an invoice as stored, what was edited of it, and what its timeline says.
func (d *drawer) look(i id.ID) (found invoice.Invoice, edits []invoice.Edit, events []timeline.Event) {
	d.t.Helper()
	testkit.View(d.t, d.store, d.company, func(tx *store.Tx) error {
		var err, err2, err3 error
		var all map[id.ID][]invoice.Edit
		found, err = tx.TheInvoice(i)
		all, err2 = tx.InvoiceEdits(i)
		events, err3 = tx.TimelineOf(i, 10)
		edits = all[i]
		return errors.Join(err, err2, err3)
	})
	return found, edits, events
}

// reviewed takes the reviews that are wanted, and reports whether ours was among them.
func (d *drawer) reviewed() (wanted bool) {
	d.t.Helper()
	testkit.Update(d.t, d.store, d.company, func(tx *store.Tx) error {
		all, err := tx.TakeReviews(10)
		wanted = len(all) == 1 && all[0] == d.acme
		return err
	})
	return wanted
}

func (d *drawer) sound() {
	d.t.Helper()
	testkit.View(d.t, d.store, d.company, func(tx *store.Tx) error {
		return tx.Check(func(f store.Finding) { d.t.Errorf("the doctor finds: %+v", f) })
	})
}

func TestAnEditIsMarkedToldAndReviewed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := newDrawer(t, s, clock)
		i := d.put("R-1", 0, func(i *invoice.Invoice) { i.OrderReference, i.Detail.Terms = "PO-1", "30 days" })
		d.reviewed()
		if err := d.edit(i, "due_on", "2026-02-16", "order_reference", " PO-2 ", "note", "agreed", "buyer_reference", ""); err != nil {
			t.Fatal(err)
		}
		found, edits, events := d.look(i)
		if found.DueOn != date.Must("2026-02-16") || found.OrderReference != "PO-2" || found.Detail.Note != "agreed" || found.Detail.Terms != "30 days" {
			t.Errorf("stored as %+v", found)
		}
		want := []invoice.Edit{{Field: "due_on", Value: "2026-02-16", Imported: "2026-01-15"}, {Field: "note", Value: "agreed"},
			{Field: "order_reference", Value: "PO-2", Imported: "PO-1"}}
		if diff := cmp.Diff(want, edits); diff != "" {
			t.Error(diff)
		}
		if len(events) != 1 || events[0].Kind != timeline.InvoiceEdited || events[0].Actor != person || events[0].Customer != d.acme {
			t.Fatalf("the timeline says %+v", events)
		}
		data, err := events[0].Read()
		changes := []timeline.Change{{Field: "due_on", Was: "2026-01-15", Is: "2026-02-16"}, {Field: "order_reference", Was: "PO-1", Is: "PO-2"}, {Field: "note", Is: "agreed"}}
		if diff := cmp.Diff(changes, data.Changes); diff != "" || err != nil {
			t.Error(err, diff)
		}
		if !d.reviewed() {
			t.Error("no review is wanted")
		}
		d.sound()
	})
}

func TestWhatIsNotChangedLeavesNoTrace(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := newDrawer(t, s, clock)
		i := d.put("R-1", 0, func(i *invoice.Invoice) { i.OrderReference = "PO-1" })
		d.reviewed()
		if err := d.edit(i, "due_on", "2026-01-15", "order_reference", "PO-1", "note", " "); err != nil {
			t.Fatal(err)
		}
		if _, edits, events := d.look(i); len(edits)+len(events) != 0 || d.reviewed() {
			t.Errorf("edits %v, events %v", edits, events)
		}
		// To write what the document says takes the mark away, and is told as well.
		for _, day := range []string{"2026-02-16", "2026-02-20", "2026-01-15"} {
			if err := d.edit(i, "due_on", day); err != nil {
				t.Fatal(err)
			}
		}
		if _, edits, events := d.look(i); len(edits) != 0 || len(events) != 3 {
			t.Errorf("edits %v, events %v", edits, events)
		}
	})
}

func TestAnInstalmentIsMovedAndTheOthersStay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := newDrawer(t, s, clock)
		i := d.put("R-1", 3, nil) // 15 January, February and March
		if err := d.edit(i, "due_on/1", "2026-02-01", "due_on/3", "2026-06-01"); err != nil {
			t.Fatal(err)
		}
		found, edits, _ := d.look(i)
		var days []string
		for _, p := range found.Parts {
			days = append(days, p.DueOn.String())
		}
		if got := strings.Join(days, " "); got != "2026-02-01 2026-02-15 2026-06-01" || found.DueOn != date.Must("2026-02-01") || len(edits) != 2 {
			t.Errorf("due on %s, next %s, edits %v", got, found.DueOn, edits)
		}
		d.sound()
	})
}

func TestWhatCannotBeMeantIsRefused(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := newDrawer(t, s, clock)
		whole, split := d.put("R-1", 0, nil), d.put("R-2", 2, nil)
		note := d.put("C-1", 0, func(i *invoice.Invoice) {
			i.Kind, i.Owed, i.Open, i.Total = invoice.CreditNote, i.Owed.Neg(), i.Open.Neg(), i.Total.Neg()
		})
		other := testkit.NewInvoice(d.acme, "X", testkit.Euro("1.00"), d.today)
		for _, c := range []struct {
			what         string
			i            id.ID
			field, value string
			want         fault.Kind
		}{
			{"no day", whole, "due_on", "soon", fault.Invalid},
			{"an empty day", whole, "due_on", "", fault.Invalid},
			{"before it was issued", whole, "due_on", "2025-12-15", fault.Invalid},
			{"in another century", whole, "due_on", "2126-01-15", fault.Invalid},
			{"a part of a whole", whole, "due_on/1", "2026-02-01", fault.Invalid},
			{"the whole of parts", split, "due_on", "2026-02-01", fault.Invalid},
			{"an instalment behind the next", split, "due_on/1", "2026-05-01", fault.Invalid},
			{"an instalment before the last", split, "due_on/2", "2026-01-02", fault.Invalid},
			{"a credit note that is due", note, "due_on", "2026-02-01", fault.Invalid},
			{"an amount", whole, "owed", "1.00", fault.Invalid},
			{"a long note", whole, "note", strings.Repeat("x", 501), fault.Invalid},
			{"an invoice that is not there", other.ID + 1, "note", "x", fault.NotFound},
		} {
			if err := d.edit(c.i, c.field, c.value); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", c.what, err)
			}
		}
		for _, i := range []id.ID{whole, split, note} {
			if _, edits, events := d.look(i); len(edits)+len(events) != 0 {
				t.Errorf("what was refused left %v, %v", edits, events)
			}
		}
		if err := d.edit(note, "note", "for the return of 3 January"); err != nil {
			t.Errorf("a note on a credit note: %v", err)
		}
		d.sound()
	})
}

// What people call a contact here is told from what tables call it.
func TestAContactThatWasRenamedIsKnownByItsFormerNames(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := newDrawer(t, s, clock)
		contact := func() (c customer.Contact) {
			testkit.View(t, s, d.company, func(tx *store.Tx) error {
				all, err := tx.Contacts(d.acme)
				c = all[d.acme][0]
				return err
			})
			return c
		}
		c := contact()
		for _, mail := range []string{"new@acme.example", "newer@acme.example"} {
			c.Email = mail
			if err := d.desk.SaveContact(t.Context(), customer.Ref{Company: d.company, Customer: d.acme}, c, person, d.today); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff([]string{"ACME@customer.example", "new@acme.example"}, contact().Former); diff != "" {
			t.Error(diff)
		}
	})
}
