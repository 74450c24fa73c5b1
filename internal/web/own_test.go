package web_test

import (
	"net/http"
	"strings"
	"testing"

	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

const fresh = "staple it well today"

func TestEverybodyHasAnAccount(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "rik@lys.example", user.Reader)
		d.person(c.ID, "anne@lys.example", user.Owner)
		b := d.signIn("rik@lys.example")
		account := at(c.ID, "account")
		if p := b.get(at(c.ID, "overview")); !strings.Contains(p.text, `href="`+account+`"`) {
			t.Error("the menu does not lead to the account")
		}
		b.get("/language?to=nl")
		if p := b.post(account, "name", nasty, "language", "fr", "email", "rik@lys.example"); p.status != http.StatusSeeOther || p.location != account {
			t.Fatalf("saved: %d to %s", p.status, p.location)
		}
		if p := b.get(account); !strings.Contains(p.text, `<html lang="fr`) || !strings.Contains(p.text, "toast-card") || strings.Contains(p.text, "<script>alert") {
			t.Error("the language that was chosen in the browser stands over the one that was just chosen")
		}
		b.get("/language?to=en")
		for what, c := range map[string]struct {
			form   []string
			status int
		}{
			"another address without the password": {[]string{"name", "Kept", "language", "fr", "email", "rik@home.example"}, http.StatusUnprocessableEntity},
			"a wrong password":                     {[]string{"name", "Kept", "language", "fr", "email", "rik@home.example", "password", "wrong"}, http.StatusUnprocessableEntity},
			"an address that is taken":             {[]string{"name", "Kept", "language", "fr", "email", "anne@lys.example", "password", password}, http.StatusConflict},
			"no name":                              {[]string{"name", " ", "language", "fr", "email", "rik@lys.example"}, http.StatusUnprocessableEntity},
		} {
			p := b.post(account, c.form...)
			if p.status != c.status || !strings.Contains(p.text, "Not saved") || c.form[1] == "Kept" && !strings.Contains(p.text, `value="Kept"`) || strings.Contains(p.text, password) {
				t.Errorf("%s is %d", what, p.status)
			}
		}
		if p := b.post(account, "name", "Rik", "language", "fr", "email", "Rik@home.example", "password", password); p.status != http.StatusSeeOther {
			t.Fatalf("another address: %d", p.status)
		}
		if u, found := d.called("rik@home.example"); !found || u.Name != "Rik" || u.Language != "fr" {
			t.Errorf("stored as %+v", u)
		}
		if p := b.get(account); p.status != http.StatusOK {
			t.Errorf("another address ended the session: %d", p.status)
		}
	})
}

func TestANewPasswordEndsAllOtherSessions(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		d.person(c.ID, "ben@lys.example", user.Reader)
		here, there, bens := d.signIn("anne@lys.example"), d.signIn("anne@lys.example"), d.signIn("ben@lys.example")
		page := at(c.ID, "overview")
		before := here.cookies()[0].Value
		for what, form := range map[string][]string{
			"a wrong one":     {"current", "wrong", "next", fresh, "again", fresh},
			"two that differ": {"current", password, "next", fresh, "again", fresh + "!"},
			"a short one":     {"current", password, "next", "short", "again", "short"},
			"nothing":         {},
		} {
			if p := here.post(at(c.ID, "account", "password"), form...); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "The password was not changed") {
				t.Errorf("%s is %d", what, p.status)
			}
		}
		if p := there.get(page); p.status != http.StatusOK {
			t.Fatalf("what was refused ended a session: %d", p.status)
		}
		if p := here.post(at(c.ID, "account", "password"), "current", password, "next", fresh, "again", fresh); p.status != http.StatusSeeOther {
			t.Fatalf("changed: %d", p.status)
		}
		if p := here.get(page); p.status != http.StatusOK || !strings.Contains(p.text, "signed out everywhere else") {
			t.Errorf("here the page is %d", p.status)
		}
		if here.cookies()[0].Value == before {
			t.Error("the session goes on under the old token")
		}
		if p := there.get(page); p.status != http.StatusSeeOther || !strings.HasPrefix(p.location, "/sign-in") {
			t.Errorf("elsewhere the page is %d", p.status)
		}
		if p := there.post(at(c.ID, "settings"), "name", "x"); p.status != http.StatusSeeOther || !strings.HasPrefix(p.location, "/sign-in") {
			t.Errorf("elsewhere a post is %d", p.status)
		}
		if p := bens.get(page); p.status != http.StatusOK {
			t.Errorf("Ben's page is %d", p.status)
		}
		if p := d.browser().post("/sign-in", "mail", "anne@lys.example", "password", password); p.status != http.StatusUnauthorized {
			t.Errorf("the old password is %d", p.status)
		}
		// The operator's way, and that of a link, end them as well.
		if err := d.admit.ResetPassword(t.Context(), "anne@lys.example", password); err != nil {
			t.Fatal(err)
		}
		if p := here.get(page); p.status != http.StatusSeeOther {
			t.Errorf("after the operator's new password the page is %d", p.status)
		}
	})
}

func TestASessionIsNoWayToTryPasswords(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		b := d.signIn("anne@lys.example")
		status := 0
		for n := range 10 {
			if n%2 == 0 {
				status = b.post(at(c.ID, "account", "password"), "current", "wrong", "next", fresh, "again", fresh).status
			} else {
				status = b.post(at(c.ID, "account"), "name", "x", "language", "fr", "email", "x@lys.example", "password", "wrong").status
			}
		}
		if status != http.StatusUnprocessableEntity {
			t.Errorf("the tenth try is %d", status)
		}
		if p := b.post(at(c.ID, "account", "password"), "current", password, "next", fresh, "again", fresh); p.status != http.StatusTooManyRequests {
			t.Errorf("the eleventh try is %d", p.status)
		}
	})
}
