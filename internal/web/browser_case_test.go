package web_test

import (
	"path/filepath"
	"testing"

	"acquit/internal/customer"
	"acquit/internal/money"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// The pages of collection are looked at on a telephone and on a desk, and listened to.
func TestBrowserLooksAtCollections(t *testing.T) {
	clock := testkit.NewClock()
	l := newLedger(t, testkit.Open(t, filepath.Join(t.TempDir(), "acquit.db"), clock), clock)
	l.person(l.company.ID, "owner@lys.example", user.Owner)
	ref := customer.Ref{Company: l.company.ID, Customer: l.acme.ID}
	clock.SetDay(clock.Today().AddDays(60))
	if err := l.desk.desk.BeginCollection(t.Context(), ref, money.EUR, "No answer "+hostile, "anne@lys.example", clock.Today()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []customer.Circumstance{
		{Customer: l.acme.ID, Trouble: customer.Hardship, Since: clock.Today(), Until: clock.Today().AddDays(30), Words: hostile},
		{Customer: l.acme.ID, Trouble: customer.Insolvency, Procedure: customer.Reorganisation, Since: clock.Today(), Administrator: hostile},
	} {
		if err := l.desk.desk.NoteTrouble(t.Context(), l.company.ID, &c, "anne@lys.example", clock.Today()); err != nil {
			t.Fatal(err)
		}
	}
	l.desk.review(l.company)
	w := l.openWindow(t, chromium(t), "owner@lys.example")
	of := l.acme.ID.String()
	for name, path := range map[string]string{
		"collections": l.at("collections"), "collections-notice": l.at("collections") + "?view=notice", "collections-over": l.at("collections") + "?view=over", "collections-none": l.at("collections") + "?q=zz",
		"case": l.at("customers", of, "case"), "hardship": l.at("customers", of, "trouble") + "?trouble=hardship", "insolvency": l.at("customers", of, "trouble") + "?trouble=insolvency",
		"sending": l.at("settings", "sending"),
	} {
		w.MustNavigate(l.url + path).MustWaitLoad()
		w.check(name)
	}
}
