package catcher

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/deliver"
	"acquit/internal/deliver/smtp"
	"acquit/internal/fault"
)

func start(t *testing.T, folder string) (*Catcher, *smtp.Channel) {
	t.Helper()
	c, err := Start("127.0.0.1:0", folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	config, err := smtp.Parse(c.URL())
	if err != nil {
		t.Fatal(err)
	}
	channel := smtp.New(config)
	t.Cleanup(func() { channel.Close() })
	return c, channel
}

func letter(t *testing.T, subject string) []byte {
	t.Helper()
	m := deliver.Mail{
		From: "compta@lys.example", To: []string{"payables@acme.example"}, Subject: subject,
		Text: "Bonjour\n", HTML: "<p>Bonjour</p>", MessageID: "<1.2@lys.example>",
		Date: time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC),
	}
	raw, err := m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func send(t *testing.T, c *smtp.Channel, raw []byte, to ...string) deliver.Outcome {
	t.Helper()
	return c.Deliver(t.Context(), "compta@lys.example", to, raw)
}

func TestMailsAreKeptAcrossAStart(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "mail [1]")
	c, channel := start(t, folder)
	raw := letter(t, "Échéance")
	for range 2 {
		if o := send(t, channel, raw, "payables@acme.example", "boss@acme.example"); o.Kind != deliver.Accepted {
			t.Fatal(o)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "notes.txt"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := c.List()
	c.Close()

	again, channel := start(t, folder)
	if diff := cmp.Diff(before, again.List()); diff != "" {
		t.Fatalf("after a start (-before +after)\n%s", diff)
	}
	if o := send(t, channel, raw, "payables@acme.example"); o.Kind != deliver.Accepted {
		t.Fatal(o)
	}
	got := again.List()
	if len(got) != 3 || got[0].ID != 3 || !bytes.Equal(got[2].Raw, raw) || got[2].Mail.Subject != "Échéance" || got[2].Mail.HTML != "<p>Bonjour</p>" {
		t.Errorf("%+v", got)
	}
}

func TestFind(t *testing.T) {
	c, channel := start(t, "")
	for _, subject := range []string{"one", "two", "three"} {
		send(t, channel, letter(t, subject), "payables@acme.example")
	}
	for id, want := range map[int]string{1: "one", 3: "three", 0: "", 4: ""} {
		m, found := c.Find(id)
		if found != (want != "") || m.Mail.Subject != want {
			t.Errorf("%d: %q, %t", id, m.Mail.Subject, found)
		}
	}
}

func TestOldMailsAreForgotten(t *testing.T) {
	c := &Catcher{}
	for n := range keep + 5 {
		c.add(Mail{ID: n + 1})
	}
	if c.Count() != keep || c.List()[0].ID != keep+5 {
		t.Errorf("%d mails, the newest %d", c.Count(), c.List()[0].ID)
	}
	if _, found := c.Find(5); found {
		t.Error("an old mail is still there")
	}
	if m, found := c.Find(6); !found || m.ID != 6 {
		t.Error("the oldest mail is not found")
	}
}

func TestOnlyThisMachineIsListenedTo(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "192.0.2.1:25", "mail.example:25", "127.0.0.1"} {
		if c, err := Start(address, ""); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", address, err)
			c.Close()
		}
	}
}

func TestAForeignFileInTheFolderIsNamed(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "000001.eml"), []byte("Subject: hi\r\n\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Start("127.0.0.1:0", folder)
	if !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "000001.eml") {
		t.Errorf("%v", err)
	}
}

func TestWhatIsNoMailIsRefused(t *testing.T) {
	c, channel := start(t, "")
	if o := send(t, channel, []byte("not a mail"), "payables@acme.example"); o.Kind != deliver.Refused || c.Count() != 0 {
		t.Errorf("%+v, %d kept", o, c.Count())
	}
}
