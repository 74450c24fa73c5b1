// Package mailbox is a mail server with one mailbox, in the process of the test that
// reads it over IMAP.
package mailbox

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"acquit/internal/inbox"
)

// Who reads the mailbox.
const (
	User     = "inbox@lys.example"
	Password = "hunter2/ü"
)

// Server is a running mail server with the folder INBOX.
type Server struct {
	inbox.Mailbox                // how it is reached
	Roots         *x509.CertPool // who vouches for it
	Plain         string         // the address of the same mailbox without protection, for the test itself

	// OnMove, when set before the first connection, is asked before a mail moves.
	OnMove func() error
}

// session is one conversation, on which OnMove is asked.
type session struct {
	imapserver.SessionIMAP4rev2
	server *Server
}

// Move asks before it moves.
func (s *session) Move(w *imapserver.MoveWriter, mails goimap.NumSet, to string) error {
	if s.server.OnMove != nil {
		if err := s.server.OnMove(); err != nil {
			return err
		}
	}
	return s.SessionIMAP4rev2.(imapserver.SessionMove).Move(w, mails, to)
}

// Start starts a server whose connections are protected as asked, until the test ends.
// An old server knows no more than RFC 3501: it cannot move mails.
func Start(t testing.TB, security inbox.Security, old bool) *Server {
	t.Helper()
	certified := httptest.NewTLSServer(nil) // only for its certificate
	certified.Close()
	s := &Server{Roots: x509.NewCertPool()}
	s.Roots.AddCert(certified.Certificate())
	user := imapmemserver.NewUser(User, Password)
	if err := user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	users := imapmemserver.New()
	users.AddUser(user)
	options := &imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &session{users.NewSession().(imapserver.SessionIMAP4rev2), s}, nil, nil
		},
		Caps:   goimap.CapSet{goimap.CapIMAP4rev1: {}, goimap.CapIMAP4rev2: {}},
		Logger: log.New(io.Discard, "", 0),
	}
	if old {
		options.Caps = goimap.CapSet{goimap.CapIMAP4rev1: {}}
	}
	plain := *options
	plain.InsecureAuth = true
	s.Plain = serve(t, &plain, nil)
	address := s.Plain
	settings := &tls.Config{Certificates: certified.TLS.Certificates}
	switch security {
	case inbox.Implicit:
		address = serve(t, options, settings)
	case inbox.StartTLS:
		options.TLSConfig = settings
		address = serve(t, options, nil)
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	s.Mailbox = inbox.Mailbox{Host: host, Port: number(port), Security: security, User: User, Folder: "INBOX"}
	return s
}

func number(digits string) (n int) {
	for _, d := range digits {
		n = n*10 + int(d-'0')
	}
	return n
}

// serve serves on a free port until the test ends, and returns its address.
func serve(t testing.TB, options *imapserver.Options, implicit *tls.Config) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if implicit != nil {
		listener = tls.NewListener(listener, implicit)
	}
	server := imapserver.New(options)
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return address
}

// do lets the mailbox's owner do something with a mail program.
func (s *Server) do(t testing.TB, what func(*imapclient.Client) error) {
	t.Helper()
	c, err := imapclient.DialInsecure(s.Plain, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Login(User, Password).Wait(); err != nil {
		t.Fatal(err)
	}
	if err := what(c); err != nil {
		t.Fatal(err)
	}
}

// Deliver puts mails into a folder, unread.
func (s *Server) Deliver(t testing.TB, folder string, mails ...string) {
	t.Helper()
	s.do(t, func(c *imapclient.Client) error {
		for _, raw := range mails {
			cmd := c.Append(folder, int64(len(raw)), nil)
			if _, err := io.Copy(cmd, strings.NewReader(raw)); err != nil {
				return err
			}
			if err := cmd.Close(); err != nil {
				return err
			}
			if _, err := cmd.Wait(); err != nil {
				return err
			}
		}
		return nil
	})
}

// Read marks all mails of a folder as read.
func (s *Server) Read(t testing.TB, folder string) {
	t.Helper()
	s.do(t, func(c *imapclient.Client) error {
		found, err := c.Select(folder, nil).Wait()
		if err != nil || found.NumMessages == 0 {
			return err
		}
		all := goimap.SeqSet{}
		all.AddRange(1, found.NumMessages)
		return c.Store(all, &goimap.StoreFlags{Op: goimap.StoreFlagsAdd, Flags: []goimap.Flag{goimap.FlagSeen}}, nil).Close()
	})
}

// Sweep takes the mails of a folder away that are marked as deleted.
func (s *Server) Sweep(t testing.TB, folder string) {
	t.Helper()
	s.do(t, func(c *imapclient.Client) error {
		if _, err := c.Select(folder, nil).Wait(); err != nil {
			return err
		}
		return c.Expunge().Close()
	})
}

// Mail is a mail as it lies in a folder.
type Mail struct {
	Raw   string
	Flags string // "read", "flagged" and what else, sorted, with blanks between
}

// Mails are the mails of a folder; none when there is no such folder.
func (s *Server) Mails(t testing.TB, folder string) (all []Mail) {
	t.Helper()
	s.do(t, func(c *imapclient.Client) error {
		found, err := c.Select(folder, nil).Wait()
		if err != nil || found.NumMessages == 0 {
			return nil
		}
		everything := goimap.SeqSet{}
		everything.AddRange(1, found.NumMessages)
		list, err := c.Fetch(everything, &goimap.FetchOptions{Flags: true, BodySection: []*goimap.FetchItemBodySection{{Peek: true}}}).Collect()
		for _, m := range list {
			var flags []string
			for _, f := range m.Flags {
				flags = append(flags, strings.ToLower(strings.TrimPrefix(string(f), `\`)))
			}
			slices.Sort(flags)
			all = append(all, Mail{Raw: string(bytes.TrimSpace(m.BodySection[0].Bytes)), Flags: strings.Join(flags, " ")})
		}
		return err
	})
	return all
}
