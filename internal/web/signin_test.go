package web_test

import (
	"net/http"
	"strings"
	"testing"

	"acquit/internal/company"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

func TestWhoIsNotSignedInIsAskedTo(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		b := d.browser()
		p := b.get(at(c.ID, "overview"))
		if p.status != http.StatusSeeOther || !strings.HasPrefix(p.location, "/sign-in?next=%2Fc%2F") {
			t.Fatalf("%d to %s", p.status, p.location)
		}
		form := b.get(p.location)
		if form.status != http.StatusOK || !strings.Contains(form.text, `name="next" value="`+at(c.ID, "overview")+`"`) {
			t.Errorf("the sign-in does not know where to go on: %d %s", form.status, form.text)
		}
		p = b.post("/sign-in", "mail", " Anne@Lys.example ", "password", password, "next", at(c.ID, "overview"))
		if p.status != http.StatusSeeOther || p.location != at(c.ID, "overview") {
			t.Fatalf("signed in: %d to %s", p.status, p.location)
		}
		cookie := p.header.Get("Set-Cookie")
		if !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") {
			t.Errorf("the cookie is open to scripts or other sites: %s", cookie)
		}
		if p = b.get(at(c.ID, "overview")); p.status != http.StatusOK {
			t.Errorf("the page is %d", p.status)
		}
		if p = b.get("/"); p.location != at(c.ID, "overview") {
			t.Errorf("the root leads to %s", p.location)
		}
		if p = b.post("/sign-out"); p.location != "/sign-in" {
			t.Errorf("signed out to %s", p.location)
		}
		if p = b.get(at(c.ID, "overview")); p.status != http.StatusSeeOther {
			t.Errorf("after signing out the page is %d", p.status)
		}
	})
}

func TestAWrongAddressAndAWrongPasswordLookTheSame(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		d.person(testkit.Company(t, s).ID, "anne@lys.example", user.Owner)
		b := d.browser()
		known := b.post("/sign-in", "mail", "anne@lys.example", "password", "wrong")
		unknown := b.post("/sign-in", "mail", "anna@lys.example", "password", "wrong")
		if known.status != http.StatusUnauthorized || unknown.status != known.status {
			t.Errorf("%d and %d", known.status, unknown.status)
		}
		if strings.ReplaceAll(known.text, "anne", "anna") != unknown.text {
			t.Error("the answers differ")
		}
	})
}

func TestNobodyMayTryPasswordsForLong(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		d.person(testkit.Company(t, s).ID, "anne@lys.example", user.Owner)
		b := d.browser()
		status := 0
		for range 10 {
			status = b.post("/sign-in", "mail", "anne@lys.example", "password", "wrong").status
		}
		if status != http.StatusUnauthorized {
			t.Errorf("the tenth try is %d", status)
		}
		if p := b.post("/sign-in", "mail", "anne@lys.example", "password", password); p.status != http.StatusTooManyRequests {
			t.Errorf("the eleventh try is %d", p.status)
		}
	})
}

func TestAPostFromAnotherSiteIsRefused(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		d.person(testkit.Company(t, s).ID, "anne@lys.example", user.Owner)
		b := d.signIn("anne@lys.example")
		if p := b.postFrom("cross-site", "/sign-out"); p.status != http.StatusForbidden {
			t.Errorf("answered %d", p.status)
		}
		if p := b.get("/"); p.location == "/sign-in" {
			t.Error("the other site signed Anne out")
		}
	})
}

func TestNobodyIsSentToAnotherSite(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		d.person(testkit.Company(t, s).ID, "anne@lys.example", user.Owner)
		for _, next := range []string{"https://evil.example/", "//evil.example/", `/\evil.example`, "javascript:alert(1)", "evil"} {
			b := d.browser()
			if p := b.post("/sign-in", "mail", "anne@lys.example", "password", password, "next", next); p.location != "/" {
				t.Errorf("%q leads to %s", next, p.location)
			}
			if p := b.get("/language?to=fr&back=" + next); p.location != "/" {
				t.Errorf("after choosing a language %q leads to %s", next, p.location)
			}
		}
	})
}

func TestTheCompaniesOfOthersDoNotExist(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		ours := testkit.Company(t, s)
		theirs := testkit.Company(t, s, func(c *company.Company) { c.Name = "Autre SA" })
		d.person(ours.ID, "anne@lys.example", user.Owner)
		b := d.signIn("anne@lys.example")
		for _, path := range []string{at(theirs.ID, "overview"), at(theirs.ID+1, "overview"), "/c/nonsense/overview", "/nowhere"} {
			if p := b.get(path); p.status != http.StatusNotFound || strings.Contains(p.text, "Autre") {
				t.Errorf("%s is %d", path, p.status)
			}
		}
	})
}

func TestPagesAreClosedToOtherSitesAndCaches(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		p := d.signIn("anne@lys.example").get(at(c.ID, "overview"))
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "same-origin"} {
			if got := p.header.Get(name); got != want {
				t.Errorf("%s is %q", name, got)
			}
		}
		if csp := p.header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("the policy is %q", csp)
		}
	})
}
