package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/testkit"
)

// returned stores a bank line by which the bank takes something back.
func returned(reason, endToEnd string) func(*store.Entry) {
	return func(e *store.Entry) { e.ReturnReason, e.EndToEnd, e.Text = reason, endToEnd, "rejet" }
}

// What the bank took back shows with its reason on both lines and on the timeline, and
// can be undone.
func TestAReturnShowsOnBothLines(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		came := l.receives("1", "1190.00", func(e *store.Entry) { e.Text, e.EndToEnd = "INV-2026-0001", "DD-1" })
		went := l.receives("2", "-1193.50", func(e *store.Entry) {
			returned("AM04", "DD-1")(e)
			e.Charges = testkit.Euro("3.50")
		})
		of, by := l.at("bank", "entries", came.ID.String()), l.at("bank", "entries", went.ID.String())
		shows(t, l.anne.get(of), "Taken back", "The bank took €1,193.50 back", "There was not enough money on the account.", "a fee of €3.50", "To the bank line")
		shows(t, l.anne.get(by), "Return", "Takes back €1,190.00", "There was not enough money on the account.", "Undo the return?", "counts as paid again")
		shows(t, l.anne.get(l.at("customers", l.acme.ID.String())), "The bank took €1,190.00 back", "INV-2026-0001", "There was not enough money", "a fee of €3.50")
		for _, state := range []string{"return", "returned"} {
			shows(t, l.anne.get(l.at("bank", "entries")+"?state="+state), "1,19")
		}
		if p := l.reader.post(by + "/undo"); p.status != http.StatusForbidden {
			t.Errorf("a reader undoes it: %d", p.status)
		}
		l.anne.post(by + "/undo")
		if l.open(l.r1) != "0.00" || l.now(came.ID).State != store.EntryBooked {
			t.Errorf("open %s, the payment is %s", l.open(l.r1), l.now(came.ID).State)
		}
		shows(t, l.anne.get(l.at("customers", l.acme.ID.String())), "The return of €1,190.00 was undone")
	})
}

// Where nothing proves what was taken back, a person chooses, in every language.
func TestAPersonChoosesWhatWasTakenBack(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		came := l.receives("1", "1190.00", func(e *store.Entry) { e.Text = "INV-2026-0001" })
		l.receives("2", "1190.00", func(e *store.Entry) { e.Text = "INV-2026-0002" })
		went := l.receives("3", "-1190.00", returned("MD06", ""))
		by := l.at("bank", "entries", went.ID.String())
		shows(t, l.anne.get(l.at("today")), "The bank took a payment back", by)
		for language, words := range map[locale.Language][]string{
			locale.English: {"Which payment came back?", "The payer had the money paid back.", "Take this back", "The account at the other side is the same."},
			locale.French:  {"Quel paiement est revenu", "Le payeur s’est fait rembourser.", "Reprendre ce paiement"},
			locale.Dutch:   {"Welke betaling kwam terug?", "De betaler heeft het geld laten terugbetalen.", "Deze betaling terugboeken"},
			locale.German:  {"Welche Zahlung kam zurück?", "Der Zahler hat sich das Geld erstatten lassen.", "Diese Zahlung zurückbuchen"},
		} {
			l.anne.get("/language?to=" + string(language) + "&back=" + l.at("bank"))
			shows(t, l.anne.get(by), words...)
		}
		l.anne.get("/language?to=en&back=" + l.at("bank"))
		if p := l.reader.get(by); strings.Contains(p.text, "Take this back") {
			t.Error("a reader may choose")
		}
		for _, form := range [][]string{{"of", "x"}, {"of", came.ID.String(), "customer", "x"}, {"of", went.ID.String()}} {
			if p := l.anne.post(by+"/return", form...); p.status < 400 {
				t.Errorf("%v is taken: %d", form, p.status)
			}
		}
		if p := l.stranger.post(by+"/return", "of", came.ID.String()); p.status < 400 {
			t.Errorf("a stranger takes it back: %d", p.status)
		}
		l.anne.post(by+"/return", "of", came.ID.String(), "customer", l.acme.ID.String())
		if l.open(l.r1) != "1190.00" || l.now(went.ID).State != store.EntryReturn {
			t.Errorf("open %s, the entry is %s", l.open(l.r1), l.now(went.ID).State)
		}
	})
}

// A refund that names nothing waits for a person, and is told in its own words.
func TestARefundIsConfirmed(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		l.receives("1", "1290.00", func(e *store.Entry) { e.Text = "INV-2026-0001" })
		went := l.receives("2", "-100.00", func(e *store.Entry) { e.Text = "merci" })
		if l.now(went.ID).State != store.EntryAsk {
			t.Fatalf("the refund is %s", l.now(went.ID).State)
		}
		p := l.anne.get(l.at("bank", "confirm") + "?at=" + went.ID.String())
		shows(t, p, "Pays back to Acme", "what is on account", "exactly what the customer has on account")
		seal := regexp.MustCompile(`name="seal" value="([^"]+)"`).FindStringSubmatch(p.text)
		if seal == nil {
			t.Fatal("nothing can be confirmed")
		}
		l.anne.post(l.at("bank", "entries", went.ID.String(), "confirm"), "seal", seal[1])
		if l.now(went.ID).State != store.EntryBooked {
			t.Fatalf("the refund is %s", l.now(went.ID).State)
		}
		shows(t, l.anne.get(l.at("customers", l.acme.ID.String())), "€100.00 of the money on account paid back")
		l.anne.post(l.at("bank", "entries", went.ID.String(), "undo"))
		shows(t, l.anne.get(l.at("customers", l.acme.ID.String())), "The refund of €100.00 was undone")
	})
}
