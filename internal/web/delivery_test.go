package web_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"acquit/internal/company"
	"acquit/internal/evidence"
	"acquit/internal/invoice"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// delivers switches the sending of invoices on, from the day on which the ledger begins.
func (l *ledger) delivers(change func(*company.Delivery)) {
	l.t.Helper()
	to := l.company
	to.Policy.Delivery = &company.Delivery{From: l.clock.Today().AddDays(-30), MostDays: 60}
	if change != nil {
		change(to.Policy.Delivery)
	}
	if err := l.desk.desk.EditCompany(l.t.Context(), to); err != nil {
		l.t.Fatal(err)
	}
}

// bills stores an electronic invoice of today, for what was delivered so many days ago, and
// decides what becomes of it.
func (l *ledger) bills(number string, ago int) invoice.Invoice {
	l.t.Helper()
	i := testkit.NewInvoice(l.acme.ID, number, testkit.Euro("119.00"), l.clock.Today().AddDays(30))
	i.DeliveredOn = i.IssuedOn.AddDays(-ago)
	xml := evidence.New(number+".xml", "application/xml", []byte("<Invoice>"+number+"</Invoice>"))
	i.Document, i.Source = xml.Hash, "ubl"
	testkit.Update(l.t, l.store, l.company.ID, func(tx *store.Tx) error {
		return errors.Join(tx.Keep(xml), tx.AddInvoices([]*invoice.Invoice{i}), tx.WantReview(l.acme.ID))
	})
	if _, err := l.desk.desk.ReviewWanted(l.t.Context(), l.company.ID, l.clock.Today()); err != nil {
		l.t.Fatal(err)
	}
	l.sends()
	return *i
}

// sends lets leave what is to leave today.
func (l *ledger) sends() {
	l.t.Helper()
	l.desk.desk.Channel = postman{}
	for range 2 { // a review after what left looks at every invoice again
		if _, err := l.desk.desk.Send(l.t.Context(), l.company.ID, l.clock.Today(), nil); err != nil {
			l.t.Fatal(err)
		}
	}
}

// deliveryNow is how far an invoice has come.
func (l *ledger) deliveryNow(i *invoice.Invoice) message.Delivery {
	l.t.Helper()
	var d message.Delivery
	testkit.View(l.t, l.store, l.company.ID, func(tx *store.Tx) error {
		all, err := tx.Deliveries(i.ID)
		d = all[i.ID]
		return err
	})
	return d
}

func TestInvoicesThatAreToBeSentAreListed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		page := l.at("delivery")
		shows(t, l.anne.get(page), "Invoices are not sent from here")
		l.delivers(nil)
		shows(t, l.anne.get(page), "No invoice waits to be sent", "All that was to be sent has left")
		i := l.bills("WEB-1", 5)
		shows(t, l.reader.get(page), "1 without its PDF", "WEB-1", "Acme &amp; Zonen", "PDF missing")
		shows(t, l.anne.get(page+"?state=lacks"), "WEB-1")
		if p := l.anne.get(page + "?state=by_hand"); strings.Contains(p.text, "WEB-1") || !strings.Contains(p.text, "No invoice fits this filter") {
			t.Error("the filter lets another state through")
		}
		shows(t, l.anne.get(page+"?state=nonsense"), "WEB-1")
		if p := l.stranger.get(page); p.status != http.StatusNotFound {
			t.Errorf("a stranger's look answers %d", p.status)
		}
		leads(t, l.anne.post(l.at("invoices", i.ID.String(), "delivery"), "do", "leave"))
		if p := l.anne.get(page); strings.Contains(p.text, "WEB-1") {
			t.Error("what was left out still waits")
		}
	})
}

func TestDaysFromDeliveryToInvoiceAreListed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		page := l.at("delivery", "days")
		shows(t, l.anne.get(page), "No invoice of the last twelve months says when it was delivered")
		l.bills("WEB-1", 4)
		l.bills("WEB-2", 20)
		shows(t, l.reader.get(page), "2 invoices of the last twelve months", "12 days", "4 days", "20 days", "WEB-1", "WEB-2")
		for _, odd := range []string{"?least=x", "?least=-7", "?least=99999"} {
			shows(t, l.anne.get(page+odd), "WEB-1")
		}
		if p := l.anne.get(page + "?least=14"); strings.Contains(p.text, "WEB-1") || !strings.Contains(p.text, "WEB-2") {
			t.Error("14 days or more lets 4 through, or not 20")
		}
		if p := l.stranger.get(page); p.status != http.StatusNotFound {
			t.Errorf("a stranger's look answers %d", p.status)
		}
	})
}

func TestAnOwnerSaysHowInvoicesAreSent(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		page, olga := l.at("settings", "delivery"), l.olga()
		for name, b := range map[string]*browser{"a controller": l.anne, "a reader": l.reader} {
			if got, sent := b.get(page), b.post(page, "on", "1", "most_days", "7"); got.status != http.StatusForbidden || sent.status != http.StatusForbidden {
				t.Errorf("%s sees it: %d, and changes it: %d", name, got.status, sent.status)
			}
		}
		for name, form := range map[string][]string{
			"days that are no number": {"on", "1", "most_days", "a week"},
			"days below nothing":      {"on", "1", "most_days", "-1"},
			"words nobody fills in":   {"on", "1", "most_days", "7", "subject-fr", "{{Nonsense}}", "body-fr", "a week"},
		} {
			if p := olga.post(page, form...); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "Not saved") || !strings.Contains(p.text, form[len(form)-1]) {
				t.Errorf("%s: %d", name, p.status)
			}
		}
		form := []string{"on", "1", "day", "1", "most_days", "9", "labels", "paper, web", "series", "WEB-; 2026-S", "credits", "1"}
		for range 2 { // once more changes nothing
			leads(t, olga.post(page, form...))
			shows(t, olga.get(page), `value="9"`, `value="paper, web"`, `value="WEB-, 2026-S"`, "issued from 5 January 2026 on")
		}
		leads(t, olga.post(page, "most_days", "9"))
		shows(t, olga.get(l.at("delivery")), "Invoices are not sent from here")
	})
}

func TestAPersonDecidesHowAnInvoiceIsSent(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.delivers(nil)
		i := l.bills("WEB-1", 5)
		here, act := l.at("invoices", i.ID.String()), l.at("invoices", i.ID.String(), "delivery")
		shows(t, l.anne.get(here), "No PDF of it is kept here", "Sent otherwise", "Do not send", "Send a copy")
		if p := l.reader.get(here); strings.Contains(p.text, act) || !strings.Contains(p.text, "PDF missing") {
			t.Error("a reader is asked to decide, or sees nothing of it")
		}
		if p := l.reader.post(act, "do", "leave"); p.status != http.StatusForbidden {
			t.Errorf("a reader's decision answers %d", p.status)
		}
		if p := l.stranger.post(act, "do", "leave"); p.status != http.StatusNotFound {
			t.Errorf("a stranger's decision answers %d", p.status)
		}
		if p := l.anne.post(act, "do", "burn"); p.status != http.StatusNotFound {
			t.Errorf("what nobody can do answers %d", p.status)
		}
		leads(t, l.anne.post(act, "do", "otherwise", "on", clock.Today().AddDays(1).String()))
		if p := l.anne.get(here); !strings.Contains(p.text, "sent today at the latest") || l.deliveryNow(&i).State != message.DeliveryLacks {
			t.Errorf("sent tomorrow: %+v", l.deliveryNow(&i))
		}
		leads(t, l.anne.post(act, "do", "otherwise", "on", clock.Today().AddDays(-1).String()))
		shows(t, l.anne.get(here), "Noted as sent", "Sent without us on 4 January 2026")
		before := l.deliveryNow(&i)
		leads(t, l.anne.post(act, "do", "otherwise"))
		shows(t, l.anne.get(here), "does not wait to be sent from here")
		if after := l.deliveryNow(&i); after != before || after.State != message.Delivered {
			t.Errorf("once more: %+v, was %+v", after, before)
		}
	})
}

func TestACopyOfAnInvoiceIsSent(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.delivers(func(d *company.Delivery) { d.XMLAlone = true })
		i := l.bills("WEB-1", 5)
		here, act := l.at("invoices", i.ID.String()), l.at("invoices", i.ID.String(), "copy")
		if p := l.reader.post(act, "to", "a@acme.example"); p.status != http.StatusForbidden {
			t.Errorf("a reader's copy answers %d", p.status)
		}
		for typed, said := range map[string]string{"": "at least one address", "nobody": "nobody"} {
			leads(t, l.anne.post(act, "to", typed))
			if p := l.anne.get(here); !strings.Contains(p.text, said) || strings.Contains(p.text, "The copy leaves now") {
				t.Errorf("a copy to %q leaves", typed)
			}
		}
		leads(t, l.anne.post(act, "to", "a@acme.example, b@acme.example"))
		shows(t, l.anne.get(here), "The copy leaves now")
		l.sends()
		shows(t, l.anne.get(here), "a@acme.example", "b@acme.example", "Copy")
		way := l.at("customers", l.acme.ID.String(), "delivery")
		if p := l.anne.post(way, "way", "pigeon"); p.status != http.StatusUnprocessableEntity {
			t.Errorf("by pigeon answers %d", p.status)
		}
		if p := l.reader.post(way, "way", string(message.WayHand)); p.status != http.StatusForbidden {
			t.Errorf("a reader's way answers %d", p.status)
		}
		leads(t, l.anne.post(way, "way", string(message.WayHand)))
		shows(t, l.anne.get(here), "By hand: a person sends them")
		if j := l.bills("WEB-2", 0); l.deliveryNow(&j).State != message.DeliveryByHand {
			t.Errorf("the next is %+v", l.deliveryNow(&j))
		}
	})
}
