package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"acquit/internal/company"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// secretOn finds the token that a page shows for copying.
var secretOn = regexp.MustCompile(`value="(acquit_[A-Z2-7]+)"`)

func (d *desk) accesses() (all []user.Access) {
	d.t.Helper()
	testkit.View(d.t, d.store, 0, func(tx *store.Tx) error {
		companies, err := tx.Companies()
		if err == nil {
			tx.Company = companies[0].ID
			all, err = tx.Accesses(10)
		}
		return err
	})
	return all
}

func TestAnOwnerMakesATokenAndRevokesIt(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		anne := d.signIn("anne@lys.example")
		if p := anne.get(at(c.ID, "settings", "api")); p.status != http.StatusOK || !strings.Contains(p.text, "No program has access") || !strings.Contains(p.text, `href="/api/docs"`) {
			t.Fatalf("without tokens: %d", p.status)
		}
		made := anne.post(at(c.ID, "settings", "api", "new"), "name", nasty, "scope", "write")
		found := secretOn.FindStringSubmatch(made.text)
		if made.status != http.StatusOK || found == nil || strings.Contains(made.text, "<script>alert") {
			t.Fatalf("made: %d", made.status)
		}
		company, access, err := d.admit.Bearer(t.Context(), found[1])
		if err != nil || company != c.ID || access.Name != nasty || access.Scope != user.WriteScope || access.CreatedBy != "anne@lys.example" {
			t.Fatalf("it opens %s as %+v, %v", company, access, err)
		}
		again := anne.get(at(c.ID, "settings", "api"))
		if secretOn.MatchString(again.text) || !strings.Contains(again.text, "Write and read") || !strings.Contains(again.text, "in use") {
			t.Error("the list shows the secret again, or does not say what the token may")
		}
		for _, wrong := range [][]string{{"name", "", "scope", "read"}, {"name", nasty, "scope", "read"}, {"name", "x", "scope", "admin"}, {"name", strings.Repeat("x", 300), "scope", "read"}} {
			if p := anne.post(at(c.ID, "settings", "api", "new"), wrong...); p.status != http.StatusUnprocessableEntity || secretOn.MatchString(p.text) {
				t.Errorf("%q: %d", wrong, p.status)
			}
		}
		revoke := at(c.ID, "settings", "api", access.ID.String(), "revoke")
		if p := anne.post(revoke); p.status != http.StatusSeeOther || p.location != at(c.ID, "settings", "api") {
			t.Fatalf("revoked: %d to %s", p.status, p.location)
		}
		if _, _, err := d.admit.Bearer(t.Context(), found[1]); err == nil {
			t.Error("a token that was revoked still opens")
		}
		if p := anne.post(revoke); p.status != http.StatusConflict {
			t.Errorf("revoked again: %d", p.status)
		}
		if p := anne.get(at(c.ID, "settings", "api")); !strings.Contains(p.text, "revoked") || strings.Contains(p.text, "/revoke") {
			t.Error("the list does not say that it is revoked, or offers to revoke it again")
		}
		if p := anne.post(at(c.ID, "settings", "api", "new"), "name", nasty, "scope", "read"); p.status != http.StatusOK {
			t.Errorf("its name cannot be used again: %d", p.status)
		}
		if all := d.accesses(); len(all) != 2 || all[1].RevokedBy != "anne@lys.example" {
			t.Errorf("stored are %+v", all)
		}
	})
}

func TestOnlyOwnersSeeTokens(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		other := testkit.Company(t, s, func(c *company.Company) { c.Name = "Other" })
		d.person(c.ID, "carl@lys.example", user.Controller)
		d.person(other.ID, "olga@lys.example", user.Owner)
		access, _, err := d.admit.Grant(t.Context(), c.ID, "Ledger", user.WriteScope, "anne@lys.example")
		if err != nil {
			t.Fatal(err)
		}
		carl, olga := d.signIn("carl@lys.example"), d.signIn("olga@lys.example")
		for what, p := range map[string]page{
			"sees":    carl.get(at(c.ID, "settings", "api")),
			"makes":   carl.post(at(c.ID, "settings", "api", "new"), "name", "x", "scope", "write"),
			"revokes": carl.post(at(c.ID, "settings", "api", access.ID.String(), "revoke")),
		} {
			if p.status != http.StatusForbidden {
				t.Errorf("a controller %s: %d", what, p.status)
			}
		}
		if p := olga.post(at(other.ID, "settings", "api", access.ID.String(), "revoke")); p.status != http.StatusNotFound {
			t.Errorf("the owner of another company revokes: %d", p.status)
		}
		if all := d.accesses(); len(all) != 1 || !all[0].RevokedAt.IsZero() {
			t.Errorf("stored are %+v", all)
		}
	})
}

func TestBrowserMakesATokenAndRevokesIt(t *testing.T) {
	d, _, w := openOffice(t)
	w.press(`.rail a[href$="/settings"]`)
	w.follow("^API$")
	w.check("api without tokens")
	w.press("main .btn-primary")
	w.check("api new")
	w.MustElement("#name").MustInput("Buchhaltungsdatenübergabeprogramm der Niederlassung Luxemburg")
	w.MustElement("#scope").MustSelect("Write and read")
	w.press("main form .btn-primary")
	w.check("api made")
	secret := w.MustElement("#token").MustProperty("value").Str()
	if _, access, err := d.admit.Bearer(t.Context(), secret); err != nil || access.Scope != user.WriteScope {
		t.Fatalf("%q opens %+v, %v", secret, access, err)
	}
	w.MustElement("main tbody button").MustClick()
	w.MustElement("dialog[open]")
	w.check("api to be revoked")
	w.press("dialog[open] .btn-error")
	w.check("api revoked")
	if _, _, err := d.admit.Bearer(t.Context(), secret); err == nil {
		t.Error("the token still opens")
	}
}
