package web_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"acquit/internal/company"
	"acquit/internal/deliver"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/testkit"
	"acquit/internal/user"
)

// shown finds a link that a page shows for handing over.
var shown = regexp.MustCompile(`value="http://[^"/]+(/password/[A-Z2-7]+)"`)

// linkOn is the path of the link that a page shows.
func linkOn(t testing.TB, p page) string {
	t.Helper()
	found := shown.FindStringSubmatch(p.text)
	if found == nil {
		t.Fatalf("the page (%d) shows no link", p.status)
	}
	return found[1]
}

// box is a mail server that takes everything and keeps it.
type box struct{ mails []deliver.Mail }

func (b *box) Deliver(_ context.Context, _ string, _ []string, raw []byte) deliver.Outcome {
	m, err := deliver.Read(raw)
	if err != nil {
		return deliver.Outcome{Kind: deliver.Refused, Answer: err.Error()}
	}
	b.mails = append(b.mails, m)
	return deliver.Outcome{Kind: deliver.Accepted, Answer: "250 taken"}
}

// postmanOnStrike takes nothing.
type postmanOnStrike struct{}

func (postmanOnStrike) Deliver(context.Context, string, []string, []byte) deliver.Outcome {
	return deliver.Outcome{Kind: deliver.Later, Answer: "451 try later"}
}

// roleOf is what somebody is in a company; "" for a stranger.
func (d *desk) roleOf(company, person id.ID) (r user.Role) {
	d.t.Helper()
	testkit.View(d.t, d.store, company, func(tx *store.Tx) (err error) {
		r, err = tx.RoleOf(person)
		return err
	})
	return r
}

// called finds who signs in with an address.
func (d *desk) called(mail string) (u user.User, found bool) {
	d.t.Helper()
	testkit.View(d.t, d.store, 0, func(tx *store.Tx) (err error) {
		u, found, err = tx.UserByEmail(mail)
		return err
	})
	return u, found
}

func TestAnOwnerLetsSomebodyInByALink(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		anne := d.signIn("anne@lys.example")
		made := anne.post(at(c.ID, "settings", "people", "new"), "email", "Zoe@Lys.example", "name", nasty, "language", "de", "role", "controller")
		if made.status != http.StatusOK || !strings.Contains(made.text, "is not shown again") || strings.Contains(made.text, "<script>alert") {
			t.Fatalf("added: %d", made.status)
		}
		link := linkOn(t, made)
		zoe, found := d.called("zoe@lys.example")
		if !found || d.roleOf(c.ID, zoe.ID) != user.Controller || zoe.Language != "de" || zoe.Password != "" {
			t.Fatalf("stored as %+v", zoe)
		}
		if p := anne.get(at(c.ID, "settings", "people")); !strings.Contains(p.text, "invited") || !strings.Contains(p.text, "zoe@lys.example") {
			t.Error("the list does not say that somebody is invited")
		}
		if p := anne.get(at(c.ID, "settings", "people", zoe.ID.String())); !strings.Contains(p.text, "Not set yet") || shown.MatchString(p.text) {
			t.Error("the page does not say how it stands, or shows the link again")
		}
		b := d.browser()
		if p := b.get(link); p.status != http.StatusOK || !strings.Contains(p.text, `<html lang="de`) || !strings.Contains(p.text, "zoe@lys.example") {
			t.Fatalf("the link leads to %d", p.status)
		}
		if p := b.post(link, "next", "a good password", "again", "a good passwort"); p.status != http.StatusUnprocessableEntity {
			t.Errorf("two that differ are %d", p.status)
		}
		if p := b.post(link, "next", "short", "again", "short"); p.status != http.StatusUnprocessableEntity {
			t.Errorf("a short one is %d", p.status)
		}
		if p := b.post(link, "next", "a good password", "again", "a good password"); p.status != http.StatusSeeOther || p.location != "/" {
			t.Fatalf("set: %d to %s", p.status, p.location)
		}
		if p := b.get(at(c.ID, "overview")); p.status != http.StatusOK {
			t.Errorf("who set a password is not signed in: %d", p.status)
		}
		for what, p := range map[string]page{"opened": b.get(link), "used": b.post(link, "next", "another good one", "again", "another good one")} {
			if p.status != http.StatusGone || !strings.Contains(p.text, "/sign-in") {
				t.Errorf("%s again: %d", what, p.status)
			}
		}
		if p := d.browser().post("/sign-in", "mail", "zoe@lys.example", "password", "a good password"); p.status != http.StatusSeeOther {
			t.Errorf("the password does not open: %d", p.status)
		}
		if p := anne.get(at(c.ID, "settings", "people")); strings.Contains(p.text, "invited") {
			t.Error("who has a password is still invited")
		}
	})
}

func TestALinkIsMailedWhereThereIsAMailServer(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		post := &box{}
		d.admit.Channel = post
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		anne := d.signIn("anne@lys.example")
		p := anne.post(at(c.ID, "settings", "people", "new"), "email", "zoe@lys.example", "name", "Zoë", "language", "fr", "role", "reader")
		zoe, _ := d.called("zoe@lys.example")
		if p.status != http.StatusSeeOther || p.location != at(c.ID, "settings", "people", zoe.ID.String()) || len(post.mails) != 1 {
			t.Fatalf("added: %d to %s, %d mails", p.status, p.location, len(post.mails))
		}
		if p = anne.get(p.location); !strings.Contains(p.text, "on its way to zoe@lys.example") || strings.Contains(p.text, "/password/") {
			t.Error("the page does not say that a mail left, or shows the link")
		}
		at := regexp.MustCompile(`http://[^/\s]+(/password/[A-Z2-7]+)`).FindStringSubmatch(post.mails[0].Text)
		if at == nil {
			t.Fatalf("no link in %s", post.mails[0].Text)
		}
		if p = d.browser().get(at[1]); p.status != http.StatusOK {
			t.Errorf("the link in the mail leads to %d", p.status)
		}
	})
}

func TestALinkThatEndedSaysWhatToDo(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		anne := d.person(c.ID, "anne@lys.example", user.Owner)
		old := id.NewToken()
		testkit.Update(t, s, 0, func(tx *store.Tx) error {
			return tx.SavePasswordLink(anne.ID, old.Hash(), time.Now().Add(-time.Second))
		})
		b := d.browser()
		for _, token := range []string{string(old), string(id.NewToken()), "x"} {
			p := b.get("/password/" + token)
			if p.status != http.StatusGone || !strings.Contains(p.text, "Ask for a new one") {
				t.Errorf("%s is %d", token, p.status)
			}
			if p = b.post("/password/"+token, "next", "a good password", "again", "a good password"); p.status != http.StatusGone {
				t.Errorf("a post to %s is %d", token, p.status)
			}
		}
		if p := b.postFrom("cross-site", "/password/"+string(old), "next", "a good password", "again", "a good password"); p.status != http.StatusForbidden {
			t.Errorf("a post from another site is %d", p.status)
		}
	})
}

func TestWhatIsWrongWithANewPersonIsSaidAndKept(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		other := testkit.Company(t, s, func(c *company.Company) { c.Name = "Autre SA" })
		d.person(c.ID, "anne@lys.example", user.Owner)
		d.person(other.ID, "cleo@autre.example", user.Owner)
		anne := d.signIn("anne@lys.example")
		form := at(c.ID, "settings", "people", "new")
		for what, post := range map[string][]string{
			"no address":       {"email", "zoe", "name", "Zoë", "language", "fr", "role", "reader"},
			"no role":          {"email", "zoe@lys.example", "name", "Zoë", "language", "fr", "role", "boss"},
			"no language":      {"email", "zoe@lys.example", "name", "Zoë", "language", "la", "role", "reader"},
			"who is here":      {"email", "ANNE@lys.example", "name", "Zoë", "language", "fr", "role", "reader"},
			"no fields at all": {"name", "Zoë"},
		} {
			if p := anne.post(form, post...); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, `value="Zoë"`) {
				t.Errorf("%s is %d, or what was typed is gone", what, p.status)
			}
		}
		if _, found := d.called("zoe@lys.example"); found {
			t.Error("what was refused was stored")
		}
		p := anne.post(form, "email", "cleo@autre.example", "name", "Somebody", "language", "fr", "role", "reader")
		cleo, _ := d.called("cleo@autre.example")
		if p.status != http.StatusOK || shown.MatchString(p.text) || !strings.Contains(p.text, "has an account here already") || cleo.Name != "cleo@autre.example" {
			t.Errorf("who has an account: %d, %+v", p.status, cleo)
		}
		if p = anne.post(at(c.ID, "settings", "people", cleo.ID.String(), "link")); p.status != http.StatusConflict || shown.MatchString(p.text) {
			t.Errorf("a link for who works elsewhere is %d", p.status)
		}
		d.admit.Channel = postmanOnStrike{}
		if p = anne.post(at(c.ID, "settings", "people", cleo.ID.String(), "link")); p.status != http.StatusServiceUnavailable || !strings.Contains(p.text, "451 try later") || shown.MatchString(p.text) {
			t.Errorf("a mail that was not taken, to who works elsewhere, is %d", p.status)
		}
	})
}

func TestARoleAndARemovalTakeEffectAtTheNextRequest(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		ben := d.person(c.ID, "ben@lys.example", user.Owner)
		anne, his := d.signIn("anne@lys.example"), d.signIn("ben@lys.example")
		page := at(c.ID, "settings", "people", ben.ID.String())
		if p := his.get(at(c.ID, "settings")); p.status != http.StatusOK {
			t.Fatalf("an owner's settings are %d", p.status)
		}
		if p := anne.post(page+"/role", "role", "reader"); p.status != http.StatusSeeOther || p.location != page {
			t.Fatalf("changed: %d to %s", p.status, p.location)
		}
		if p := anne.get(page); !strings.Contains(p.text, "New role: Reader") {
			t.Error("the page does not say that the role was changed")
		}
		if p := his.get(at(c.ID, "settings")); p.status != http.StatusForbidden {
			t.Errorf("a reader's settings are %d", p.status)
		}
		if p := his.get(at(c.ID, "overview")); p.status != http.StatusOK {
			t.Errorf("a reader's overview is %d", p.status)
		}
		if p := anne.post(page + "/remove"); p.status != http.StatusSeeOther || p.location != at(c.ID, "settings", "people") {
			t.Fatalf("removed: %d to %s", p.status, p.location)
		}
		if p := his.get(at(c.ID, "overview")); p.status != http.StatusSeeOther || !strings.HasPrefix(p.location, "/sign-in") {
			t.Errorf("who was removed gets %d", p.status)
		}
		if p := anne.get(page); p.status != http.StatusNotFound {
			t.Errorf("the page of who was removed is %d", p.status)
		}
	})
}

func TestTheLastOwnerIsToldToStay(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		c := testkit.Company(t, s)
		u := d.person(c.ID, "anne@lys.example", user.Owner)
		anne := d.signIn("anne@lys.example")
		page := at(c.ID, "settings", "people", u.ID.String())
		if p := anne.get(page); p.status != http.StatusOK || !strings.Contains(p.text, "The last owner stays") || strings.Contains(p.text, page+"/remove") || strings.Contains(p.text, page+"/role") {
			t.Errorf("the page is %d, or offers what is refused", p.status)
		}
		for _, post := range [][]string{{page + "/role", "role", "controller"}, {page + "/remove"}} {
			if p := anne.post(post[0], post[1:]...); p.status != http.StatusConflict {
				t.Errorf("%s is %d", post[0], p.status)
			}
		}
		d.person(c.ID, "ben@lys.example", user.Owner)
		if p := anne.post(page+"/role", "role", "controller"); p.status != http.StatusSeeOther || p.location != at(c.ID, "overview") {
			t.Errorf("who makes room is led to %s (%d)", p.location, p.status)
		}
		if p := anne.get(at(c.ID, "settings", "people")); p.status != http.StatusForbidden {
			t.Errorf("the people are %d to a controller", p.status)
		}
	})
}

func TestOnlyOwnersOfTheCompanySeeItsPeople(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock)
		ours := testkit.Company(t, s)
		theirs := testkit.Company(t, s, func(c *company.Company) { c.Name = "Autre SA" })
		d.person(ours.ID, "con@lys.example", user.Controller)
		d.person(theirs.ID, "owner@autre.example", user.Owner)
		victim := d.person(ours.ID, "anne@lys.example", user.Owner)
		one := victim.ID.String()
		for mail, want := range map[string]int{"con@lys.example": http.StatusForbidden, "owner@autre.example": http.StatusNotFound} {
			b := d.signIn(mail)
			for _, path := range []string{at(ours.ID, "settings", "people"), at(ours.ID, "settings", "people", "new"), at(ours.ID, "settings", "people", one)} {
				if p := b.get(path); p.status != want || strings.Contains(p.text, "anne@lys.example") {
					t.Errorf("%s is %d to %s", path, p.status, mail)
				}
			}
			for _, post := range [][]string{
				{at(ours.ID, "settings", "people", "new"), "email", "x@lys.example", "name", "x", "language", "fr", "role", "owner"},
				{at(ours.ID, "settings", "people", one, "role"), "role", "reader"}, {at(ours.ID, "settings", "people", one, "remove")}, {at(ours.ID, "settings", "people", one, "link")},
			} {
				if p := b.post(post[0], post[1:]...); p.status != want {
					t.Errorf("%s is %d to %s", post[0], p.status, mail)
				}
			}
		}
		if p := d.signIn("con@lys.example").get(at(ours.ID, "search?q=people")); strings.Contains(p.text, "/settings/people") {
			t.Error("the search leads a controller to the people")
		}
		if p := d.signIn("anne@lys.example").get(at(ours.ID, "search?q=people")); !strings.Contains(p.text, `href="`+at(ours.ID, "settings", "people")+`"`) {
			t.Error("the search does not lead an owner to the people")
		}
		// The people of others are out of reach under one's own company as well.
		b := d.signIn("owner@autre.example")
		if p := b.get(at(theirs.ID, "settings", "people", one)); p.status != http.StatusNotFound {
			t.Errorf("under another company she is %d", p.status)
		}
		for _, act := range []string{"role", "remove", "link"} {
			if p := b.post(at(theirs.ID, "settings", "people", one, act), "role", "reader"); p.status != http.StatusNotFound {
				t.Errorf("%s under another company is %d", act, p.status)
			}
		}
		if d.roleOf(ours.ID, victim.ID) != user.Owner {
			t.Error("Anne was changed")
		}
	})
}

func TestBrowserLetsSomebodyIn(t *testing.T) {
	d, _, w := openOffice(t, func(d *desk, c company.Company) {
		d.person(c.ID, "bartholomaeus.freudenberger-wunderlich@lys.example", user.Controller)
	})
	w.press(`.rail a[href$="/settings"]`)
	w.check("settings")
	w.follow("People")
	w.check("people")
	w.follow("Add a person")
	w.check("person new")
	w.MustElement("#email").MustInput("zoe@lys.example")
	w.MustElement("#name").MustInput("Zoë")
	w.press("main form .btn-primary")
	w.check("person invited")
	link := w.MustElement("#address").MustProperty("value").Str()
	w.MustElement("[data-copy] button").MustClick()
	w.MustElementR("[data-copy] button", "Copied")

	w.MustElement("[data-open=role-reader]").MustClick()
	if got := w.MustElement("#role-reader").MustText(); !strings.Contains(got, "Controller becomes Reader, from the next click on") {
		t.Errorf("the question says %q", got)
	}
	w.check("person role")
	w.press("#role-reader .btn-primary")
	if got := w.MustElement("main").MustText(); !strings.Contains(got, "May look at everything but settings") {
		t.Error("the page does not show the new role")
	}

	zoe := &window{w.Browser().MustIncognito().MustPage(), t, d.url}
	zoe.MustEvalOnNewDocument(`window.refused = []`)
	zoe.MustNavigate(link).MustWaitLoad()
	zoe.check("password")
	zoe.MustElement("#next").MustInput(fresh)
	zoe.MustElement("#again").MustInput(fresh)
	zoe.press("form .btn-primary")
	if got := zoe.title(); got != "Vue d’ensemble" {
		t.Errorf("setting a password leads to %q", got)
	}
	zoe.MustNavigate(link).MustWaitLoad()
	zoe.check("password over")

	w.MustElement("[data-open=remove]").MustClick()
	w.check("person remove")
	w.press("#remove .btn-error")
	if got := w.MustElement("main").MustText(); strings.Contains(got, "Zoë") {
		t.Error("who was removed is still there")
	}
	w.MustElement(".top details:last-of-type summary").MustClick()
	wait := w.MustWaitNavigation()
	w.MustElementR(".top a.menu-item", "Your account").MustClick()
	wait()
	w.MustWaitLoad()
	w.check("account")
	w.MustElement("#current").MustInput("wrong")
	w.MustElement("#next").MustInput(fresh)
	w.MustElement("#again").MustInput(fresh)
	w.press("form[action$=password] .btn")
	w.check("account wrong")
	if got := w.MustElement("main").MustText(); !strings.Contains(got, "This is not your current password") {
		t.Errorf("the page says %q", got)
	}
}

func TestBrowserEditsAnInvoice(t *testing.T) {
	var book book
	d, c, w := openOffice(t, func(d *desk, c company.Company) { book = d.fill(c) })
	page := d.url + at(c.ID, "invoices", book.split.String())
	w.MustNavigate(page).MustWaitLoad()
	w.follow("Edit")
	w.check("invoice edit")
	w.MustElement("[name='due_on/3']").MustInputTime(time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC))
	w.MustElement("#order_reference").MustInput("PO-4711")
	w.MustElement("#note").MustInput("Agreed by telephone with Mrs Söhne: the last instalment after Easter.")
	w.press("main form .btn-primary")
	w.check("invoice edited")
	if got := w.MustElement("main").MustText(); !strings.Contains(got, "edited here") || !strings.Contains(got, "PO-4711") {
		t.Errorf("the page says %q", got)
	}
	w.follow("Edit")
	w.check("invoice edit again")
}
