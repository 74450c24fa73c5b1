package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// marked is what the company says of a customer: labels, account manager, and which of
// the two were edited here.
func (l *ledger) marked(i id.ID) (said string) {
	l.t.Helper()
	testkit.View(l.t, l.store, l.company.ID, func(tx *store.Tx) error {
		c, _, err := tx.Customer(i)
		said = customer.LabelText(c.Labels) + " | " + c.Manager + " | " + strings.Join(c.Edited, " ")
		return err
	})
	return said
}

// hides fails when a page shows any of some texts.
func hides(t *testing.T, p page, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if p.status != http.StatusOK || strings.Contains(p.text, text) {
			t.Errorf("the page, %d, shows %q", p.status, text)
		}
	}
}

func TestSeveralCustomersGetALabelAndLoseIt(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		beta := testkit.Customer(t, s, l.company.ID, "BETA", func(c *customer.Customer) { c.Labels = []string{"north", "VIP"} })
		ids := []string{"id", "c-" + l.acme.ID.String(), "id", "c-" + beta.ID.String()}
		back := l.at("customers") + "?language=fr"
		labels, undo := l.at("customers", "labels"), l.at("customers", "marks")
		shows(t, l.anne.get(l.at("customers")), "Labels…", "Account manager…", `formaction="`+labels+`"`, "north")
		query := "?" + url.Values{"id": {ids[1], ids[3]}, "back": {back}}.Encode()
		shows(t, l.anne.get(labels+query), "Labels of 2 customers", "Put the label on 2 customers", `<option value="north">`, "1 of 2", "Take it off 1 customer", "They owe €1,490.00.")
		put := append(slices.Clone(ids), "back", back, "label", "vip")
		if p := l.anne.post(labels, put...); p.status != http.StatusSeeOther || p.location != back {
			t.Fatalf("put on: %d to %s", p.status, p.location)
		}
		p := l.anne.get(l.at("customers?label=Vip"))
		shows(t, p, "1 customer now has the label vip", "BETA SA", "Acme &amp; Zonen", "Label: Vip", `href="`+l.at("customers")+`?label=VIP"`)
		if l.marked(l.acme.ID) != "vip |  | labels" || l.marked(beta.ID) != "north, VIP |  | " {
			t.Errorf("%s; %s", l.marked(l.acme.ID), l.marked(beta.ID))
		}
		marks := p.hidden(undo, "mark")
		if len(marks) != 1 {
			t.Fatalf("the toast takes %q back", marks)
		}
		l.anne.post(undo, "label", p.hidden(undo, "label")[0], "mark", marks[0], "back", back)
		shows(t, l.anne.get(back), "1 customer is as before")
		if l.marked(l.acme.ID) != " |  | " {
			t.Errorf("taken back: %s", l.marked(l.acme.ID))
		}
		l.anne.post(labels, append(slices.Clone(ids), "label", "VIP", "off", "1")...)
		shows(t, l.anne.get(l.at("customers?label=north")), "1 customer no longer has the label VIP", "BETA SA")
		l.anne.post(labels, append(slices.Clone(ids), "label", "VIP", "off", "1")...)
		shows(t, l.anne.get(l.at("customers")), "None of them has the label VIP")
		for _, label := range []string{"", " , ", "one, two", strings.Repeat("x", 41)} {
			if p := l.anne.post(labels, append(slices.Clone(ids), "label", label)...); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "Labels of 2 customers") {
				t.Errorf("the label %q: %d", label, p.status)
			}
		}
		shows(t, l.anne.get(l.at("customers", beta.ID.String())), "Labels: north, VIP → north", "edited here")
	})
}

func TestSeveralCustomersGetAnAccountManager(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		beta := testkit.Customer(t, s, l.company.ID, "BETA", func(c *customer.Customer) { c.Manager = "ben@lys.example" })
		ids := []string{"id", "c-" + l.acme.ID.String(), "id", "c-" + beta.ID.String()}
		managers, undo := l.at("customers", "managers"), l.at("customers", "marks")
		query := "?" + url.Values{"id": {ids[1], ids[3]}}.Encode()
		shows(t, l.anne.get(managers+query), "Account manager of 2 customers", "Set the account manager of 2 customers", "Account manager now: nobody (1), ben@lys.example (1).",
			`<option value="anne@lys.example" selected>anne · anne@lys.example`, `<option value="ben@lys.example">`)
		l.anne.post(managers, append(slices.Clone(ids), "manager", "anne@lys.example")...)
		p := l.anne.get(l.at("customers?manager=mine"))
		shows(t, p, "anne is now the account manager of 2 customers", "BETA SA", "My customers")
		if l.marked(l.acme.ID) != " | anne@lys.example | manager" || l.marked(beta.ID) != " | anne@lys.example | manager" {
			t.Errorf("%s; %s", l.marked(l.acme.ID), l.marked(beta.ID))
		}
		shows(t, l.anne.get(l.at("invoices?manager=mine")), "INV-2026-0001", "My customers")
		hides(t, l.anne.get(l.at("invoices?manager=none")), "INV-2026-0001")
		hides(t, l.reader.get(l.at("customers?manager=mine")), "BETA SA")
		l.anne.post(undo, append(pairs("mark", p.hidden(undo, "mark")), "label", "")...)
		if l.marked(l.acme.ID) != " |  | " || l.marked(beta.ID) != " | ben@lys.example | " {
			t.Errorf("taken back: %s; %s", l.marked(l.acme.ID), l.marked(beta.ID))
		}
		if p := l.anne.post(managers, append(slices.Clone(ids), "manager", "anne@lys.example", "manager_other", "Zoë")...); p.status != http.StatusUnprocessableEntity ||
			!strings.Contains(p.text, "is not an e-mail address") || !strings.Contains(p.text, `value="Zoë"`) {
			t.Errorf("no address: %d", p.status)
		}
		l.anne.post(managers, append(slices.Clone(ids), "manager", "anne@lys.example", "manager_other", "Zoe@Lys.example")...)
		shows(t, l.anne.get(l.at("customers?manager=zoe@lys.example")), "Account manager: zoe@lys.example", "BETA SA")
		l.anne.post(managers, append(slices.Clone(ids), "manager", "")...)
		shows(t, l.anne.get(l.at("customers?manager=none")), "2 customers no longer have an account manager", "Without account manager", "BETA SA")
	})
}

func TestLabelsAndTheAccountManagerAreEdited(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		testkit.Customer(t, s, l.company.ID, "BETA", func(c *customer.Customer) { c.Labels, c.Manager = []string{"north"}, "ben@lys.example" })
		page := l.at("customers", l.acme.ID.String())
		form := []string{"name", l.acme.Name, "kind", "business", "language", "fr", "country", "BE", "city", "Namur"}
		if p := l.anne.post(page+"/edit", append(slices.Clone(form), "labels", "vip, Bouw,VIP", "manager", "anne@lys.example")...); p.status != http.StatusSeeOther {
			t.Fatalf("saved: %d %s", p.status, p.text)
		}
		shows(t, l.anne.get(page), `href="`+l.at("customers")+`?label=Bouw"`, `href="`+l.at("customers")+`?manager=anne%40lys.example"`, "Account manager: – → anne@lys.example", `manager=anne%40lys.example">anne</a>`)
		shows(t, l.anne.get(page+"/edit"), `value="Bouw, vip"`, `<option value="Bouw, vip, north">`, `<option value="anne@lys.example" selected>`, `<option value="ben@lys.example">`)
		bad := l.anne.post(page+"/edit", append(slices.Clone(form), "labels", strings.Repeat("x", 41), "manager", "ben@lys.example", "manager_other", "nobody")...)
		for _, text := range []string{"is longer than 40 characters", "is not an e-mail address", `value="nobody"`, `<option value="ben@lys.example" selected>`} {
			if !strings.Contains(bad.text, text) {
				t.Errorf("the form does not show %q again", text)
			}
		}
		if bad.status != http.StatusUnprocessableEntity || l.marked(l.acme.ID) != "Bouw, vip | anne@lys.example | labels manager" {
			t.Errorf("%d: %s", bad.status, l.marked(l.acme.ID))
		}
		sheet := l.anne.get(l.at("customers.csv?label=bouw")).text
		if !strings.Contains(sheet, ",Labels,Account manager,") || !strings.Contains(sheet, `,"Bouw, vip",anne@lys.example,`) || strings.Contains(sheet, "BETA") {
			t.Errorf("the sheet: %s", sheet)
		}
		for _, path := range []string{"customers/labels", "customers/managers"} {
			if p := l.reader.get(l.at() + path + "?id=" + l.acme.ID.String()); p.status != http.StatusForbidden {
				t.Errorf("%s is %d to a reader", path, p.status)
			}
			if p := l.anne.get(l.at() + path + "?id=" + id.ID(42).String()); p.status != http.StatusNotFound {
				t.Errorf("%s is %d for nobody", path, p.status)
			}
		}
		undo := l.at("customers", "marks")
		if p := l.reader.post(undo, "mark", l.acme.ID.String()+" forget "); p.status != http.StatusForbidden {
			t.Errorf("a reader marks: %d", p.status)
		}
		for _, mark := range []string{"", "x", id.ID(42).String()} {
			if p := l.anne.post(undo, "mark", mark); p.status != http.StatusNotFound {
				t.Errorf("%q is %d", mark, p.status)
			}
		}
	})
}
