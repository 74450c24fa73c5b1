package imap

import (
	"bufio"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/google/go-cmp/cmp"

	"acquit/internal/fault"
	"acquit/internal/inbox"
	"acquit/internal/testkit/mailbox"
)

// mail is a mail with a subject.
func mail(subject string) string {
	return "From: an@lys.example\r\nSubject: " + subject + "\r\n\r\n" + strings.Repeat("text of "+subject+"\r\n", 40)
}

// enter opens the mailbox of a server.
func enter(t *testing.T, s *mailbox.Server) *Session {
	t.Helper()
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	session, err := open(t.Context(), &s.Mailbox, mailbox.Password, s.Roots)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(session.Close)
	return session
}

// unread lists the mails that wait.
func unread(t *testing.T, s *Session, limit int) []Waiting {
	t.Helper()
	all, _, err := s.Unread(limit)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func put(t *testing.T, s *Session, m Waiting, failed bool) {
	t.Helper()
	if err := s.Put(m, failed); err != nil {
		t.Fatal(err)
	}
}

func TestMailsAreReadAndPutAway(t *testing.T) {
	for _, security := range []inbox.Security{inbox.Implicit, inbox.StartTLS, inbox.None} {
		for _, old := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s old=%t", security, old), func(t *testing.T) {
				server := mailbox.Start(t, security, old)
				server.Done, server.Failed = "Processed", "To look at"
				server.Deliver(t, "INBOX", mail("before"))
				server.Read(t, "INBOX")
				server.Deliver(t, "INBOX", mail("one"), mail("two"), mail("three"))
				s := enter(t, server)
				all, total, err := s.Unread(2)
				if err != nil || len(all) != 2 || total != 3 || all[0].Size != int64(len(mail("one"))) || s.Key(all[0]) == s.Key(all[1]) {
					t.Fatalf("%v of %d, %v", all, total, err)
				}
				raw, waits, err := s.Fetch(all[0])
				if string(raw) != mail("one") || !waits || err != nil {
					t.Errorf("%q, %t, %v", raw, waits, err)
				}
				if again := unread(t, s, 9); len(again) != 3 {
					t.Errorf("to read a mail leaves %d unread", len(again))
				}
				put(t, s, all[0], false)
				put(t, s, all[1], true)
				if left := unread(t, s, 9); len(left) != 1 {
					t.Errorf("%d are left", len(left))
				}
				if old { // it cannot take single mails out of a folder: they are marked as deleted
					server.Sweep(t, "INBOX")
				}
				want := map[string][]mailbox.Mail{
					"INBOX":      {{Raw: strings.TrimSpace(mail("before")), Flags: "seen"}, {Raw: strings.TrimSpace(mail("three"))}},
					"Processed":  {{Raw: strings.TrimSpace(mail("one")), Flags: "seen"}},
					"To look at": {{Raw: strings.TrimSpace(mail("two")), Flags: "flagged seen"}},
				}
				for folder, mails := range want {
					if diff := cmp.Diff(mails, server.Mails(t, folder)); diff != "" {
						t.Errorf("%s: %s", folder, diff)
					}
				}
			})
		}
	}
}

func TestMailsAreMarkedWhereNoFolderIsNamed(t *testing.T) {
	server := mailbox.Start(t, inbox.None, false)
	server.Deliver(t, "INBOX", mail("one"), mail("two"))
	s := enter(t, server)
	all := unread(t, s, 9)
	put(t, s, all[0], false)
	put(t, s, all[1], true)
	got := server.Mails(t, "INBOX")
	if len(got) != 2 || got[0].Flags != "seen" || got[1].Flags != "flagged seen" {
		t.Errorf("%v", got)
	}
	if left := unread(t, s, 9); len(left) != 0 {
		t.Errorf("%d are left", len(left))
	}
}

func TestAMailThatSomebodyElseTookIsLeft(t *testing.T) {
	server := mailbox.Start(t, inbox.None, false)
	server.Done = "Processed"
	server.Deliver(t, "INBOX", mail("one"), mail("two"))
	mine, theirs := enter(t, server), enter(t, server)
	all := unread(t, mine, 9)
	put(t, theirs, all[0], false)
	server.Read(t, "INBOX")
	for n, m := range all {
		if _, waits, err := mine.Fetch(m); waits || err != nil {
			t.Errorf("mail %d: %t, %v", n, waits, err)
		}
	}
	if got := server.Mails(t, "Processed"); len(got) != 1 {
		t.Errorf("%v", got)
	}
}

func TestAMailThatCannotMoveIsFoundAgain(t *testing.T) {
	server := mailbox.Start(t, inbox.None, false)
	server.Done = "Processed"
	no := &goimap.Error{Type: goimap.StatusResponseTypeNo, Code: goimap.ResponseCodeOverQuota, Text: "the box is full"}
	server.OnMove = func() error { return no }
	server.Deliver(t, "INBOX", mail("one"))
	s := enter(t, server)
	m := unread(t, s, 1)[0]
	if err := s.Put(m, false); !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "the box is full") {
		t.Errorf("put away: %v", err)
	}
	if again := unread(t, s, 9); len(again) != 1 || again[0] != m {
		t.Errorf("found again: %v", again)
	}
}

func TestAMailIsFoundByItsKey(t *testing.T) {
	server := mailbox.Start(t, inbox.None, false)
	server.Deliver(t, "INBOX", mail("one"), mail("two"), mail("three"))
	s := enter(t, server)
	all := unread(t, s, 9)
	put(t, s, all[1], false)
	server.Done = "Processed"
	put(t, s, all[2], false)
	for _, c := range []struct {
		key          string
		lies, unread bool
	}{
		{s.Key(all[0]), true, true}, {s.Key(all[1]), true, false}, {s.Key(all[2]), false, false},
		{strings.Replace(s.Key(all[0]), "INBOX", "Other", 1), false, false}, {s.Key(all[0]) + "x", false, false}, {"", false, false},
	} {
		m, lies, waits, err := s.Find(c.key)
		if lies != c.lies || waits != c.unread || err != nil || lies && s.Key(m) != c.key {
			t.Errorf("%s: %v %t %t, %v", c.key, m, lies, waits, err)
		}
	}
}

func TestFoldersAreFound(t *testing.T) {
	server := mailbox.Start(t, inbox.None, false)
	s := enter(t, server)
	for name, want := range map[string]bool{"INBOX": true, "Processed": false, "Entwürfe": false} {
		if got, err := s.Has(name); got != want || err != nil {
			t.Errorf("%s: %t, %v", name, got, err)
		}
	}
}

// TestWrongSettings holds that each trouble is told in words, that nothing leaves
// unprotected which should be protected, and that the password is in no answer.
func TestWrongSettings(t *testing.T) {
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody.Close()
	for _, c := range []struct {
		name   string
		server inbox.Security
		change func(*mailbox.Server)
		kind   fault.Kind
		says   string
	}{
		{"a wrong password", inbox.Implicit, func(s *mailbox.Server) { s.User = "somebody@lys.example" }, fault.Invalid, "does not let somebody@lys.example in: Authentication failed"},
		{"a certificate that nobody knows", inbox.Implicit, func(s *mailbox.Server) { s.Roots = x509.NewCertPool() }, fault.Unavailable, "certificate"},
		{"a certificate that nobody knows, by STARTTLS", inbox.StartTLS, func(s *mailbox.Server) { s.Roots = x509.NewCertPool() }, fault.Unavailable, "certificate"},
		{"a server that cannot protect", inbox.None, func(s *mailbox.Server) { s.Security = inbox.StartTLS }, fault.Unavailable, "does not protect the connection"},
		{"plain text where protection begins at once", inbox.None, func(s *mailbox.Server) { s.Security = inbox.Implicit }, fault.Unavailable, "does not protect the connection"},
		{"a folder that is not there", inbox.None, func(s *mailbox.Server) { s.Folder = "Factures" }, fault.Invalid, `"Factures" cannot be opened: No such mailbox`},
		{"a server that is not there", inbox.None, func(s *mailbox.Server) { s.Port = nobody.Addr().(*net.TCPAddr).Port }, fault.Unavailable, "cannot be reached"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := mailbox.Start(t, c.server, false)
			c.change(server)
			_, err := open(t.Context(), &server.Mailbox, mailbox.Password, server.Roots)
			if fault.KindOf(err) != c.kind || !strings.Contains(fmt.Sprint(err), c.says) || strings.Contains(fmt.Sprintf("%+v", err), "hunter2") {
				t.Errorf("%s: %v", fault.KindOf(err), err)
			}
		})
	}
}

// talker is a server that says what it likes, whatever it is asked.
func talker(t *testing.T, say func(net.Conn)) *inbox.Mailbox {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				say(conn)
			}()
		}
	}()
	return &inbox.Mailbox{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, Security: inbox.None, User: "me", Folder: "INBOX"}
}

func TestAServerThatMisbehavesIsGivenUp(t *testing.T) {
	for name, say := range map[string]func(net.Conn){
		"it hangs up":           func(net.Conn) {},
		"it is no mail server":  func(c net.Conn) { fmt.Fprint(c, "HTTP/1.1 400 Bad Request\r\n\r\n") },
		"it sends us away":      func(c net.Conn) { fmt.Fprint(c, "* BYE too busy\r\n") },
		"it never stops a line": func(c net.Conn) { endless(c, "* OK ", "x") },
		"it never stops answering": func(c net.Conn) {
			endless(c, "* OK [CAPABILITY IMAP4rev1] hi\r\n", "* OK "+strings.Repeat("x", 1000)+"\r\n")
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(t.Context(), talker(t, say), "hunter2")
			if !errors.Is(err, fault.Unavailable) || strings.Contains(err.Error(), "hunter2") || len(err.Error()) > 1000 {
				t.Errorf("%v", err)
			}
		})
	}
}

// endless says something again and again until the other side has gone.
func endless(c net.Conn, first, again string) {
	fmt.Fprint(c, first)
	for block := []byte(strings.Repeat(again, 1000)); ; {
		if _, err := c.Write(block); err != nil {
			return
		}
	}
}

func TestTheSessionEndsWithItsContext(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	asked := make(chan struct{})
	box := talker(t, func(c net.Conn) {
		fmt.Fprint(c, "* OK [CAPABILITY IMAP4rev1] hi\r\n")
		bufio.NewReader(c).ReadString('\n') // the question that is never answered
		close(asked)
		<-ctx.Done()
	})
	go func() {
		<-asked
		stop()
	}()
	if _, err := Open(ctx, box, "hunter2"); !errors.Is(err, fault.Unavailable) {
		t.Errorf("%v", err)
	}
}

// scripted answers each command as the script says, by the word that is asked.
func scripted(answers map[string]string) func(net.Conn) {
	return func(c net.Conn) {
		fmt.Fprint(c, "* OK [CAPABILITY IMAP4rev1] hi\r\n")
		for in := bufio.NewScanner(c); in.Scan(); {
			tag, rest, _ := strings.Cut(in.Text(), " ")
			word, more, _ := strings.Cut(rest, " ")
			if word == "UID" {
				word, _, _ = strings.Cut(more, " ")
			}
			fmt.Fprintf(c, "%s%s OK done\r\n", answers[word], tag)
		}
	}
}

func TestAMailThatIsLargerThanItSaysIsNotReadOn(t *testing.T) {
	said := 0
	script := scripted(map[string]string{"SELECT": "* OK [UIDVALIDITY 7] ok\r\n"})
	box := talker(t, func(c net.Conn) {
		script(&intercepted{Conn: c, on: " FETCH ", instead: func() {
			fmt.Fprintf(c, "* 1 FETCH (UID 1 FLAGS () BODY[] {%d}\r\n", int64(1)<<40)
			for block := make([]byte, 1<<20); ; said += len(block) {
				if _, err := c.Write(block); err != nil {
					return
				}
			}
		}})
	})
	s, err := Open(t.Context(), box, "hunter2")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if raw, waits, err := s.Fetch(Waiting{UID: 1, Size: 10}); raw != nil || waits || !errors.Is(err, fault.Unavailable) {
		t.Errorf("%d bytes, %t, %v", len(raw), waits, err)
	}
}

// intercepted is a connection on which one command is answered otherwise.
type intercepted struct {
	net.Conn
	on      string
	instead func()
}

func (i *intercepted) Read(b []byte) (int, error) {
	n, err := i.Conn.Read(b)
	if strings.Contains(string(b[:n]), i.on) {
		i.instead()
		return 0, net.ErrClosed
	}
	return n, err
}
