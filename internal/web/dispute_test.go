package web_test

import (
	"net/http"
	"strings"
	"testing"

	"acquit/internal/dispute"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// A dispute is noted on an invoice's page, looked into, answered, and counted by its reason.
func TestADisputeFromItsNoteToItsAnswer(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Controller)
		d.person(c.ID, "rik@lys.example", user.Reader)
		book := d.fill(c)
		anne, rik := d.signIn("anne@lys.example"), d.signIn("rik@lys.example")
		list, bill := at(c.ID, "disputes"), at(c.ID, "invoices", book.bill.String())
		shows(t, anne.get(list), "Nothing is contested")
		shows(t, anne.get(list+"?view=closed"), "No dispute is over yet")
		shows(t, anne.get(list+"/reasons"), "Nothing was contested")
		shows(t, anne.get(bill+"/contest"), "Contest an invoice", "The quality, or something is damaged")
		for name, fields := range map[string][]string{
			"a hold needs a reason":         {"reason", "quality"},
			"no part of the":                {"reason", "quality", "text", "broken", "amount", "999999"},
			"is not an amount":              {"reason", "quality", "text", "broken", "amount", "half"},
			"no reason to contest an invoi": {"reason", "moon", "text", "broken"},
		} {
			if p := anne.post(list, append(fields, "invoice", book.bill.String())...); p.status != http.StatusUnprocessableEntity || !strings.Contains(strings.ToLower(p.text), name) {
				t.Errorf("%s: %d", name, p.status)
			}
		}
		page := anne.post(list, "invoice", book.bill.String(), "reason", "quality", "text", "three are broken", "amount", "30").location
		if !strings.HasPrefix(page, list+"/") {
			t.Fatalf("a dispute leads to %s", page)
		}
		shows(t, anne.get(list), "R-1", "three are broken", "30.00", "Open")
		shows(t, anne.get(page), "three are broken", "Peppol QUA", "QUALITE_ERR", "Look into it", "Contested no more")
		shows(t, anne.get(bill), "To the dispute")
		if p := rik.get(bill + "/dispute"); p.location != page {
			t.Errorf("a reader is led to %s", p.location)
		}
		if p := anne.get(bill + "/contest"); p.location != page {
			t.Errorf("contested again it leads to %s", p.location)
		}
		if p := rik.get(page); p.status != http.StatusOK || strings.Contains(p.text, "Look into it") {
			t.Errorf("a reader sees %d", p.status)
		}
		for _, verb := range []string{"review", "accept", "reject", "withdraw", "change", "give", "ask"} {
			if p := rik.post(page + "/" + verb); p.status != http.StatusForbidden {
				t.Errorf("%s is %d to a reader", verb, p.status)
			}
		}
		anne.post(page + "/review")
		shows(t, anne.get(page), "In review")
		shows(t, anne.get(page+"?with=rejected"), "Vous nous avez signalé un problème avec la facture R-1", "Merci de payer les", `lang="fr-BE"`)
		if p := anne.post(page+"/reject", "with", "rejected"); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "Say on what grounds") {
			t.Errorf("without grounds: %d", p.status)
		}
		if p := anne.post(page+"/reject", "grounds", "They left here whole.", "tell", "1"); p.location != page {
			t.Errorf("rejected it leads to %s", p.location)
		}
		shows(t, anne.get(page), "Rejected", "They left here whole.", "To be paid by")
		if p := anne.post(page+"/accept", "with", "accepted"); p.status != http.StatusConflict {
			t.Errorf("answered twice: %d", p.status)
		}
		shows(t, anne.get(list+"/reasons"), "The quality, or something is damaged", "0 of 1")
		shows(t, anne.get(list+"?view=closed"), "Rejected")
		if csv := anne.get(at(c.ID, "disputes.csv?view=closed")); !strings.Contains(csv.text, "QUA") || !strings.Contains(csv.text, "30.00") {
			t.Errorf("as a file: %s", csv.text)
		}
		var i id.ID
		i, _ = id.Parse(page[strings.LastIndex(page, "/")+1:])
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			is, _, err := tx.DisputeByID(i)
			if is.State != dispute.Rejected {
				t.Errorf("it is %+v", is)
			}
			return err
		})
	})
}

// A colleague who has no account is asked by mail; the question and the answer stand on the page.
func TestAColleagueIsAskedAboutADispute(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Controller)
		book := d.fill(c)
		anne := d.signIn("anne@lys.example")
		page := anne.post(at(c.ID, "disputes"), "invoice", book.bill.String(), "reason", "quality", "text", "three are broken").location
		question := []string{"address", "driver@lys.example", "question", "Did you see it?"}
		shows(t, anne.get(page), "Ask a colleague")
		if p := anne.post(page+"/ask", question...); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "under which address the pages are reached") {
			t.Errorf("without an address of the pages: %d", p.status)
		}
		d.desk.Address, d.desk.Channel = "https://acquit.example", postman{}
		for says, form := range map[string][]string{"no mail address": {"address", "driver", "question", "x"}, "A question has": {"address", "driver@lys.example"}} {
			if p := anne.post(page+"/ask", form...); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, says) {
				t.Errorf("%s: %d", says, p.status)
			}
		}
		if p := anne.post(page+"/ask", question...); p.location != page {
			t.Fatalf("%d %s", p.status, p.text)
		}
		shows(t, anne.get(page), "driver@lys.example was asked on")
		var asked dispute.Opinion
		testkit.View(t, s, c.ID, func(tx *store.Tx) error {
			all, err := tx.DisputesOf(book.bill, 1)
			if err != nil {
				return err
			}
			opinions, err := tx.OpinionsOf(all[0].ID)
			asked = opinions[0]
			return err
		})
		if err := d.desk.GiveOpinion(t.Context(), c.ID, asked.ID, dispute.IsWrong, "They were whole.", clock.Today()); err != nil {
			t.Fatal(err)
		}
		shows(t, anne.get(page), "driver@lys.example: The customer is not right", "They were whole.")
		shows(t, anne.get(at(c.ID, "today")), "A colleague answered about a dispute", "They were whole.", page)
	})
}
