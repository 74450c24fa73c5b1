package web_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/input"

	"acquit/internal/store"
	"acquit/internal/testkit"
)

// Money that left: a refund is booked by its key, and somebody says which payment the bank
// took back. Both can be undone.
func TestBrowserBooksMoneyThatLeft(t *testing.T) {
	b, clock := chromium(t), testkit.NewClock()
	l := newLedger(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	l.receives("1", "1290.00", func(e *store.Entry) { e.Text = "INV-2026-0001" })
	l.receives("2", "300.00", func(e *store.Entry) { e.Text = "INV-2026-0002" })
	refund := l.receives("3", "-100.00", func(e *store.Entry) { e.Text = "merci" })
	back := l.receives("4", "-300.00", func(e *store.Entry) {
		returned("MD06", "")(e)
		e.Name, e.IBAN = "", ""
	})
	w := l.openWindow(t, b, "anne@lys.example")

	w.MustNavigate(l.url + l.at("bank", "confirm") + "?at=" + refund.ID.String()).MustWaitLoad()
	for _, words := range []string{"−€100.00", "Text of the entry", "Pays back to Acme", "exactly what the customer has on account", "Book the refund", "Not a refund to a customer"} {
		w.says(".halves", words)
	}
	w.check("confirm refund")
	w.keys('r')
	if at := w.MustInfo().URL; !strings.Contains(at, "/bank/rules/new?entry="+refund.ID.String()) {
		t.Errorf("r leads to %s", at)
	}
	w.MustNavigateBack().MustWaitLoad()
	for _, key := range []struct {
		press input.Key
		state store.EntryState
	}{{'a', store.EntryBooked}, {'u', store.EntryAsk}, {'a', store.EntryBooked}} {
		w.keys(key.press)
		if got := l.now(refund.ID).State; got != key.state {
			t.Fatalf("after %c the refund is %s, not %s", key.press, got, key.state)
		}
	}
	w.says("main", "Everything is confirmed")

	w.MustNavigate(l.url + l.at("bank", "entries", back.ID.String())).MustWaitLoad()
	w.says("main", "Which payment came back?")
	w.says("main", "The payer had the money paid back.")
	w.check("return to choose")
	w.press(".proposal form .btn")
	w.says("main", "Takes back €300.00")
	if got := l.now(back.ID).State; got != store.EntryReturn || l.open(l.r2) != "300.00" {
		t.Fatalf("the entry is %s, and %s is open", got, l.open(l.r2))
	}
	w.press("#toasts form .btn")
	if got := l.now(back.ID); got.Returns != 0 || l.open(l.r2) != "0.00" {
		t.Errorf("the entry is %s, and %s is open", got.State, l.open(l.r2))
	}
	w.says("main", "Which payment came back?")
}
