package web_test

import (
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"acquit/internal/db"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/inbox"
	"acquit/internal/intake"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/testkit"
	"acquit/internal/testkit/mailbox"
	"acquit/internal/user"
	"acquit/internal/web"
)

// formOf is what an owner types to read a server's mailbox.
func formOf(server *mailbox.Server, more ...string) []string {
	return append([]string{"host", server.Host, "port", strconv.Itoa(server.Port), "security", string(server.Security), "user", server.User,
		"folder", server.Folder, "done", server.Done, "senders", "@bank.example\r\nan@lys.example"}, more...)
}

func TestAnOwnerSetsAMailboxToBeRead(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d, server := open(t, s, clock), mailbox.Start(t, inbox.None, false)
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		anne, page := d.signIn("anne@lys.example"), at(c.ID, "settings", "inbox")
		shows(t, anne.get(page), "no mailbox is read", filepath.Join(inboxDir, "Lys &amp; Fils SRL"), `href="`+page+`"`, `value="INBOX"`)

		server.Done = "Processed " + hostile
		for what, form := range map[string][]string{
			"no password":          formOf(server),
			"no server":            with(formOf(server, "secret", mailbox.Password), "host", ""),
			"a port that is none":  with(formOf(server, "secret", mailbox.Password), "port", "many"),
			"plain to another one": with(formOf(server, "secret", mailbox.Password), "host", "mail.lys.example"),
		} {
			p := anne.post(page, form...)
			if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text, "Not saved") || !strings.Contains(p.text, "@bank.example") || strings.Contains(p.text, "hunter2") {
				t.Errorf("%s: %d", what, p.status)
			}
		}
		server.Deliver(t, "INBOX", "Subject: One\r\n\r\ntext", "Subject: Two\r\n\r\ntext")
		tried := anne.post(page+"/test", formOf(server, "secret", mailbox.Password)...)
		shows(t, tried, "The connection works", "2 unread mails wait", "is made when it is needed", `value="`+server.Host+`"`)
		if strings.Contains(tried.text, "hunter2") {
			t.Error("the password is sent back")
		}
		shows(t, anne.post(page+"/test", formOf(server, "secret", "wrong")...), "It does not work yet", "does not let "+mailbox.User+" in: Authentication failed")
		shows(t, anne.get(page), "no mailbox is read")

		if p := anne.post(page, formOf(server, "secret", mailbox.Password)...); p.status != http.StatusSeeOther || p.location != page {
			t.Fatalf("saved: %d", p.status)
		}
		saved := anne.get(page)
		shows(t, saved, "will be read within a minute", "the password that is known stays", "an@lys.example")
		if strings.Contains(saved.text, "hunter2") || strings.Contains(saved.text, `type="password" class="input" value="h`) {
			t.Error("the password is shown")
		}
		shows(t, anne.post(page+"/test", formOf(server)...), "The connection works")
		if p := anne.post(page, formOf(server)...); p.status != http.StatusSeeOther {
			t.Errorf("saved without typing the password again: %d", p.status)
		}
		testkit.Update(t, s, c.ID, func(tx *store.Tx) error {
			if _, _, err := tx.StartLook(clock.Now()); err != nil {
				return err
			}
			return tx.EndLook(0, db.JSON(fault.Say("the mail server %s cannot be reached", "mail.lys.example:993")))
		})
		shows(t, anne.get(page), "last read on 05/01/2026", "The mailbox could not be read", "The mail server mail.lys.example:993 cannot be reached")
		anne.get("/language?to=de")
		shows(t, anne.get(page), "Der Mailserver mail.lys.example:993 ist nicht erreichbar")
		anne.get("/language?to=en")
		if p := anne.post(page + "/forget"); p.status != http.StatusSeeOther {
			t.Errorf("forgotten: %d", p.status)
		}
		shows(t, anne.get(page), "no mailbox is read")
	})
}

// with is a form in which a field has another value.
func with(form []string, field, value string) []string {
	for n := 0; n < len(form); n += 2 {
		if form[n] == field {
			form[n+1] = value
		}
	}
	return form
}

func TestOnlyOwnersSetTheMailbox(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l, server := newLedger(t, s, clock), mailbox.Start(t, inbox.None, false)
		for who, b := range map[string]*browser{"a controller": l.anne, "a reader": l.reader, "another company's owner": l.stranger} {
			for what, p := range map[string]page{
				"page":   b.get(l.at("settings", "inbox")),
				"save":   b.post(l.at("settings", "inbox"), formOf(server, "secret", mailbox.Password)...),
				"test":   b.post(l.at("settings", "inbox", "test"), formOf(server, "secret", mailbox.Password)...),
				"forget": b.post(l.at("settings", "inbox", "forget")),
			} {
				if p.status != http.StatusForbidden && p.status != http.StatusNotFound {
					t.Errorf("the %s of %s is %d", what, who, p.status)
				}
			}
		}
		testkit.View(t, s, l.company.ID, func(tx *store.Tx) error {
			_, found, err := tx.Mailbox(0)
			if found {
				t.Error("somebody set a mailbox")
			}
			return err
		})
	})
}

func TestWithoutAKeyThePageSaysWhatToDo(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		d := open(t, s, clock, func(c *web.Config) { c.Inbox = &intake.Inbox{Store: s} })
		c := testkit.Company(t, s)
		d.person(c.ID, "anne@lys.example", user.Owner)
		p := d.signIn("anne@lys.example").get(at(c.ID, "settings", "inbox"))
		shows(t, p, "No password can be kept here", "ACQUIT_SECRET_KEY", "acquit serve --inbox")
		if strings.Contains(p.text, `type="password"`) {
			t.Error("a password is asked for that cannot be kept")
		}
	})
}

func TestWhatCameByItselfAndFailedIsATask(t *testing.T) {
	testkit.Stores(t, func(t *testing.T, s *store.Store, clock *testkit.Clock) {
		l := newLedger(t, s, clock)
		why := func(from, name string) string {
			return db.JSON(intake.Trouble{From: from, Name: name, Why: fault.Say("the mail brings no file that could be taken in")})
		}
		testkit.Update(t, s, l.company.ID, func(tx *store.Tx) error {
			return tx.AddTasks([]task.Task{
				{Kind: task.ArrivalFailed, Subject: 4711, Once: "1", DueOn: clock.Today(), Data: why("erp@lys.example", hostile)},
				{Kind: task.ArrivalFailed, Once: "2", DueOn: clock.Today(), Data: why(intake.FolderActor, "a.xml")},
				{Kind: task.MailboxFailed, Once: "3", DueOn: clock.Today(), Data: why("", mailbox.User)},
				{Kind: task.ArrivalFailed, Once: "4", DueOn: clock.Today(), Data: `[]`},
			})
		})
		l.person(l.company.ID, "olga@lys.example", user.Owner)
		olga := l.signIn("olga@lys.example")
		shows(t, l.anne.get(l.at("today")), "A file that arrived was refused", "erp@lys.example · ", "a.xml · The mail brings no file", "The mailbox cannot be read", mailbox.User+" · The mail brings",
			`href="`+l.at("import", id.ID(4711).String())+`"`, `href="`+l.at("import")+`"`)
		shows(t, olga.get(l.at("today")), `data-href="`+l.at("settings", "inbox")+`"`)
		if strings.Contains(l.anne.get(l.at("today")).text, `data-href="`+l.at("settings", "inbox")+`"`) {
			t.Error("a controller is led to a page that he may not see")
		}
	})
}

func TestBrowserTestsAMailbox(t *testing.T) {
	d, c, w := openOffice(t)
	server := mailbox.Start(t, inbox.None, false)
	server.Done = "Processed"
	settings := server.Mailbox
	if err := (&intake.Inbox{Store: d.store, Key: sealing(t)}).SaveMailbox(t.Context(), c.ID, 0, settings, "wrong"); err != nil {
		t.Fatal(err)
	}
	w.press(`.rail a[href$="/settings"]`)
	w.follow("Inbox")
	w.check("inbox")
	w.MustElement(`[formaction$="/test"]`).MustClick()
	if got := w.MustElement("#tried .alert-line").MustText(); !strings.Contains(got, "It does not work yet") {
		t.Errorf("a wrong password gives %q", got)
	}
	w.check("inbox refused")
	w.MustElement("#secret").MustInput(mailbox.Password)
	w.MustElement(`[formaction$="/test"]`).MustClick()
	w.MustElement(`#tried .alert-line[data-tone=good]`)
	if got := w.MustElement("#secret").MustProperty("value").Str(); got != mailbox.Password {
		t.Error("after a test the password must be typed again")
	}
	w.check("inbox tested")
	w.press("main form .btn-primary")
	w.check("inbox saved")
	if got := w.MustElement("main").MustText(); !strings.Contains(got, "will be read within a minute") {
		t.Errorf("saved: %s", got)
	}
	w.MustElement("[data-open=forget]").MustClick()
	w.check("inbox forget")
	w.press("#forget .btn-error")
	if got := w.MustElement("main").MustText(); !strings.Contains(got, "no mailbox is read") {
		t.Errorf("forgotten: %s", got)
	}
}
