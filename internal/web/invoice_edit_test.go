package web_test

import (
	"net/http"
	"strings"
	"testing"

	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

func TestAnInvoiceIsEditedAndSaysSo(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Controller)
		d.person(c.ID, "rik@lys.example", user.Reader)
		book := d.fill(c)
		b := d.signIn("anne@lys.example")
		page := at(c.ID, "invoices", book.bill.String())
		if p := b.get(page); !strings.Contains(p.text, `href="`+page+`/edit"`) || strings.Contains(p.text, "edited here") {
			t.Error("the page does not offer to edit, or is edited already")
		}
		if p := b.get(page + "/edit"); p.status != http.StatusOK || !strings.Contains(p.text, `value="2025-12-16"`) || strings.Contains(p.text, "the document says:") {
			t.Errorf("the form is %d", p.status)
		}
		bad := b.post(page+"/edit", "due_on", "2025-11-01", "order_reference", "PO-9", "note", nasty)
		if bad.status != http.StatusUnprocessableEntity || !strings.Contains(bad.text, `value="PO-9"`) || !strings.Contains(bad.text, `value="2025-11-01"`) || strings.Contains(bad.text, "<script>alert") {
			t.Errorf("a day before the issue is %d, or what was typed is gone", bad.status)
		}
		if p := b.post(page+"/edit", "due_on", "2026-02-16", "order_reference", "PO-9", "buyer_reference", "", "note", nasty); p.status != http.StatusSeeOther || p.location != page {
			t.Fatalf("saved: %d to %s", p.status, p.location)
		}
		p := b.get(page)
		for _, want := range []string{"edited here", "the document says: 16 December 2025", "the document says nothing", "PO-9", "R-1 was edited",
			"Due date: 16 December 2025 → 16 February 2026 · Order: – → PO-9", "anne@lys.example", "&lt;script&gt;"} {
			if !strings.Contains(p.text, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
		if strings.Contains(p.text, "as the document states") || strings.Contains(p.text, "<script>alert") {
			t.Error("the page says that the document states the day, or runs the note")
		}
		if form := b.get(page + "/edit"); !strings.Contains(form.text, "the document says: 16 December 2025") || !strings.Contains(form.text, `value="2026-02-16"`) {
			t.Error("the form does not say what the document says")
		}
		if p := b.get(at(c.ID, "customers", book.acme.String())); !strings.Contains(p.text, "R-1 was edited") {
			t.Error("the customer's timeline does not tell of it")
		}
		reader := d.signIn("rik@lys.example")
		if p := reader.get(page); strings.Contains(p.text, page+"/edit") {
			t.Error("a reader is offered to edit")
		}
		if p := reader.post(page+"/edit", "note", "x"); p.status != http.StatusForbidden {
			t.Errorf("a reader's edit is %d", p.status)
		}
	})
}

func TestInstalmentsAndCreditNotesAreEditedAsFarAsTheyGo(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Controller)
		book := d.fill(c)
		b := d.signIn("anne@lys.example")
		split, credit := at(c.ID, "invoices", book.split.String()), at(c.ID, "invoices", book.credit.String())
		form := b.get(split + "/edit")
		for _, want := range []string{`name="due_on/1"`, `name="due_on/2"`, `name="due_on/3"`, "Instalment 3: due on"} {
			if !strings.Contains(form.text, want) {
				t.Errorf("the form has no %s", want)
			}
		}
		if p := b.post(split+"/edit", "due_on/3", "2026-04-01"); p.status != http.StatusSeeOther {
			t.Fatalf("an instalment: %d", p.status)
		}
		if p := b.get(split); !strings.Contains(p.text, "Instalment 3: due on: 27 December 2025 → 1 April 2026") {
			t.Error("the timeline does not tell of it")
		}
		if p := b.post(split+"/edit", "due_on/1", "2026-05-01"); p.status != http.StatusUnprocessableEntity {
			t.Errorf("out of order: %d", p.status)
		}
		if p := b.get(credit + "/edit"); p.status != http.StatusOK || strings.Contains(p.text, `name="due_on`) {
			t.Errorf("a credit note is due: %d", p.status)
		}
		if p := b.post(credit+"/edit", "due_on", "2026-05-01", "note", "returned"); p.status != http.StatusSeeOther {
			t.Errorf("a credit note: %d", p.status)
		}
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			got, err := tx.TheInvoice(book.split)
			note, err2 := tx.TheInvoice(book.credit)
			if got.Parts[2].DueOn.String() != "2026-04-01" || note.Detail.Note != "returned" || err2 != nil {
				t.Errorf("stored as %+v and %q", got.Parts, note.Detail.Note)
			}
			return err
		})
	})
}
