package web_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/input"

	"acquit/internal/allocation"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// A claim is looked at, let go with a reason, by the keys alone; for a day without a rate the
// way to enter it stands there.
func TestBrowserLetsAClaimGo(t *testing.T) {
	b, clock := chromium(t), testkit.NewClock()
	l := newLedger(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	l.person(l.company.ID, "owner@lys.example", user.Owner)
	l.asks(l.r1, allocation.Compensation, "40.00")
	w := l.openWindow(t, b, "owner@lys.example")

	w.MustNavigate(l.url + l.at("invoices", l.r1.ID.String())).MustWaitLoad()
	w.check("invoice with a claim")
	w.follow("€46.85")
	w.says("main", "€1,236.85 may be asked on 5 January 2026")
	w.check("claim")

	w.MustElement("[data-open=waive]").MustFocus()
	w.Keyboard.MustType(input.Enter)
	w.MustElement("#waive[open]").MustWaitVisible()
	w.MustElement("#waive #reason").MustFocus()
	w.Keyboard.MustType(input.KeyO, input.KeyK)
	w.MustElement("#waive .btn-primary").MustFocus()
	wait := w.MustWaitNavigation()
	w.Keyboard.MustType(input.Enter)
	wait()
	w.MustWaitLoad()
	w.says("main", "€1,190.00 may be asked on 5 January 2026")
	w.says("#ledger", "Compensation let go")
	if left := l.left(l.r1); !left.Late().IsZero() {
		t.Errorf("%s is left", left.Late().Text())
	}
	w.check("claim let go")

	w.MustNavigate(l.url + l.claim(l.r1) + "?on=2027-02-01").MustWaitLoad()
	w.check("claim without a rate")
	w.press(".alert-line .btn-primary")
	if at := w.MustInfo().URL; !strings.Contains(at, "/settings/rates?") || w.MustElement("#from").MustProperty("value").Str() != "2027-01-01" {
		t.Errorf("entering the rate leads to %s", at)
	}
	w.MustNavigate(l.url + l.at("settings", "late")).MustWaitLoad()
	w.check("late payment")
	w.MustNavigate(l.url + l.at("customers", l.acme.ID.String())).MustWaitLoad()
	w.check("customer with a claim")
}
