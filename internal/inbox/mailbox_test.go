package inbox_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"acquit/internal/fault"
	"acquit/internal/inbox"
)

func settings(change func(*inbox.Mailbox)) *inbox.Mailbox {
	m := &inbox.Mailbox{Host: "mail.lys.example", Port: 993, Security: inbox.Implicit, User: "inbox@lys.example", Folder: "INBOX", Done: "Done", Failed: "Failed"}
	change(m)
	return m
}

func TestSettingsAreCheckedAndPutInOrder(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*inbox.Mailbox)
		good   bool
	}{
		"as they are":               {func(m *inbox.Mailbox) {}, true},
		"without folders":           {func(m *inbox.Mailbox) { m.Folder, m.Done, m.Failed = "", "", "" }, true},
		"one folder for both":       {func(m *inbox.Mailbox) { m.Failed = "Done" }, true},
		"plain on this machine":     {func(m *inbox.Mailbox) { m.Host, m.Security = "127.0.0.1", inbox.None }, true},
		"plain on this machine, v6": {func(m *inbox.Mailbox) { m.Host, m.Security = "::1", inbox.None }, true},
		"plain on another machine":  {func(m *inbox.Mailbox) { m.Security = inbox.None }, false},
		"plain on a lookalike":      {func(m *inbox.Mailbox) { m.Host, m.Security = "localhost.lys.example", inbox.None }, false},
		"no protection named":       {func(m *inbox.Mailbox) { m.Security = "" }, false},
		"no server":                 {func(m *inbox.Mailbox) { m.Host = " " }, false},
		"a server with a path":      {func(m *inbox.Mailbox) { m.Host = "mail.lys.example/x" }, false},
		"no port":                   {func(m *inbox.Mailbox) { m.Port = 0 }, false},
		"a port beyond all":         {func(m *inbox.Mailbox) { m.Port = 65536 }, false},
		"no user":                   {func(m *inbox.Mailbox) { m.User = "" }, false},
		"a user in two lines":       {func(m *inbox.Mailbox) { m.User = "a\r\nb" }, false},
		"a folder in two lines":     {func(m *inbox.Mailbox) { m.Done = "a\nb" }, false},
		"a long folder":             {func(m *inbox.Mailbox) { m.Folder = strings.Repeat("x", 256) }, false},
		"mails go where they came":  {func(m *inbox.Mailbox) { m.Done = "inbox" }, false},
		"failed mails go there":     {func(m *inbox.Mailbox) { m.Failed = "INBOX" }, false},
		"senders":                   {func(m *inbox.Mailbox) { m.Senders = []string{"an@lys.example", "@bank.example"} }, true},
		"a sender without @":        {func(m *inbox.Mailbox) { m.Senders = []string{"lys.example"} }, false},
		"a sender without a firm":   {func(m *inbox.Mailbox) { m.Senders = []string{"an@"} }, false},
		"two senders in one line":   {func(m *inbox.Mailbox) { m.Senders = []string{"an@lys.example ben@lys.example"} }, false},
	} {
		if err := settings(c.change).Check(); c.good != (err == nil) || err != nil && !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	m := settings(func(m *inbox.Mailbox) {
		m.Host, m.User, m.Folder, m.Senders = " mail.lys.example ", " me ", " ", []string{"", " An@Lys.example", "an@lys.example", "@bank.example "}
	})
	if err := m.Check(); err != nil || m.Host != "mail.lys.example" || m.User != "me" || m.Folder != "INBOX" || !slices.Equal(m.Senders, []string{"an@lys.example", "@bank.example"}) {
		t.Errorf("%+v, %v", m, err)
	}
}

func TestTakesMailsOfTheSendersThatAreListed(t *testing.T) {
	everybody, some := inbox.Mailbox{}, inbox.Mailbox{Senders: []string{"an@lys.example", "@bank.example"}}
	for sender, listed := range map[string]bool{"an@lys.example": true, "An@LYS.example": true, "an@lys.example.evil.example": false, "x@bank.example": true,
		"x@notbank.example": false, "bank.example": false, "": false, "x@sub.bank.example": false} {
		if !everybody.Takes(sender) || some.Takes(sender) != listed {
			t.Errorf("%q: %t, %t", sender, everybody.Takes(sender), some.Takes(sender))
		}
	}
}

func TestAPasswordIsUsedForItsMailboxAlone(t *testing.T) {
	m := settings(func(*inbox.Mailbox) {})
	if !m.Same(settings(func(m *inbox.Mailbox) { m.Folder, m.Done, m.Senders = "Other", "", []string{"@a.example"} })) {
		t.Error("another folder is another mailbox")
	}
	for name, change := range map[string]func(*inbox.Mailbox){
		"another server":     func(m *inbox.Mailbox) { m.Host = "mail.evil.example" },
		"another port":       func(m *inbox.Mailbox) { m.Port = 143 },
		"another user":       func(m *inbox.Mailbox) { m.User = "x" },
		"another protection": func(m *inbox.Mailbox) { m.Security = inbox.StartTLS },
	} {
		if m.Same(settings(change)) {
			t.Errorf("%s is the same mailbox", name)
		}
	}
}
