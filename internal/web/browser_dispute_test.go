package web_test

import (
	"path/filepath"
	"testing"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/dispute"
	"acquit/internal/id"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// The pages of disputes and of plans are looked at on a telephone and on a desk, and listened to.
func TestBrowserLooksAtDisputesAndPlans(t *testing.T) {
	clock := testkit.NewClock()
	l := newLedger(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	l.person(l.company.ID, "owner@lys.example", user.Owner)
	ref := customer.Ref{Company: l.company.ID, Customer: l.acme.ID}
	about, err := l.desk.desk.Contest(t.Context(), ref, collect.Contested{Invoice: l.r1.ID, Reason: dispute.Quality, Amount: testkit.Euro("300.00"), Text: "Three are broken " + hostile, By: "anne@lys.example"}, clock.Today())
	if err != nil {
		t.Fatal(err)
	}
	agreed, err := l.desk.desk.MakePlan(t.Context(), ref, collect.Wish{Invoices: []id.ID{l.r2.ID}, Parts: 3, First: clock.Today().AddDays(14), By: "anne@lys.example"}, clock.Today())
	if err != nil {
		t.Fatal(err)
	}
	w := l.openWindow(t, chromium(t), "owner@lys.example")
	for name, path := range map[string]string{
		"disputes": l.at("disputes"), "disputes-reasons": l.at("disputes", "reasons"), "dispute": l.at("disputes", about.ID.String()), "dispute-accept": l.at("disputes", about.ID.String()) + "?with=accepted",
		"contest": l.at("invoices", l.r2.ID.String(), "contest"), "plans": l.at("plans"), "plans-promises": l.at("plans") + "?view=promises", "plan-agreed": l.at("plans", agreed.ID.String()),
		"plan-form": l.at("customers", l.acme.ID.String(), "plan"), "plan-preview": l.at("customers", l.acme.ID.String(), "plan") + "?parts=2&every=month&first=2026-02-02&invoice=" + l.r1.ID.String(),
		"plan-refused": l.at("customers", l.acme.ID.String(), "plan") + "?parts=2&first=2026-13-45",
	} {
		w.MustNavigate(l.url + path).MustWaitLoad()
		w.check(name)
	}
}
