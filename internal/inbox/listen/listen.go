// Package listen takes mails in as they are handed over: by SMTP from the servers of
// those who write (RFC 5321), or by LMTP from a mail server of our own (RFC 2033). It
// takes mails for the addresses it is told and for no others, and passes nothing on.
package listen

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"

	gosmtp "github.com/emersion/go-smtp"

	"acquit/internal/fault"
)

// Envelope is what is said of a mail besides the mail itself. Who sent it is what the
// other side says, and proves nothing.
type Envelope struct {
	From  string // where bounces go; "" for mails that must not be answered, such as bounces
	To    []Recipient
	Peer  string // address of the machine that hands it over, without its port
	Hello string // by which name it introduced itself
	TLS   bool   // the connection was protected
}

// Recipient is one whom a mail is for.
type Recipient struct {
	Address string // "reply+k7@lys.example", its domain in small letters
	Mailbox string // the address without its tag, in small letters: "reply@lys.example"
	Tag     string // what stands behind the first plus, as it was written: "k7"; "" for none
}

// Config says what is taken in. Zero limits mean the usual ones.
type Config struct {
	Name string // by which the server introduces itself: "mail.lys.example"
	LMTP bool
	TLS  *tls.Config // offers STARTTLS; nil for no protection
	// Takes reports whether there is a mailbox; see Only. An error has the other side try
	// again later.
	Takes func(ctx context.Context, mailbox string) (bool, error)
	// Take takes a whole mail in: what broke off on its way is never handed over. When it
	// returns nil, the mail is ours to answer for. A failure of kind fault.Invalid,
	// Conflict, NotFound or Denied refuses the mail for good, any other one has it brought
	// again; Failed has an answer of its own for each recipient. It is called by many at a
	// time, and gets a mail again when the other side has not heard the answer.
	Take func(ctx context.Context, e Envelope, mail io.Reader) error
	Now  func() time.Time
	Log  *slog.Logger // what went wrong here; nil for nobody

	MostBytes       int64         // of a mail
	MostRecipients  int           // of a mail
	MostConnections int           // at a time
	MostOfOne       int           // connections of one machine at a time; LMTP has no such limit
	Idle            time.Duration // for a command, or for a whole mail
	Whole           time.Duration // for a connection
}

// The usual limits. A server must wait five minutes for a command (RFC 5321, 4.5.3.2.7).
const (
	usualBytes       = 25 << 20
	usualRecipients  = 100
	usualConnections = 50
	usualOfOne       = 10
	usualIdle        = 5 * time.Minute
	usualWhole       = 30 * time.Minute
)

// longestLine is how long a line may be. RFC 5321, 4.5.3.1.6 allows 1,000 characters,
// and many programs write a whole text in one.
const longestLine = 1 << 20

// Failed says for which recipients a mail could not be taken in, by their Address, and
// why; it was taken for the others. Where one answer stands for all (SMTP), the mail is
// brought again while one of them may work later, and comes again to the others as well.
type Failed map[string]error

// Error is what went wrong with one of them.
func (f Failed) Error() string {
	for _, err := range f {
		return err.Error()
	}
	return "nothing failed"
}

// Server listens.
type Server struct {
	config Config
	smtp   *gosmtp.Server
	listen net.Listener
	ctx    context.Context // of what is under way
	cancel context.CancelFunc

	mu       sync.Mutex
	stopping bool
	lines    map[*line]struct{}
}

// Start listens on an address such as ":25" or "127.0.0.1:2424".
func Start(address string, c Config) (*Server, error) {
	if c.Takes == nil || c.Take == nil || c.Now == nil {
		return nil, errors.New("listen: a server needs Takes, Take and Now")
	}
	c.complete()
	s := &Server{config: c, lines: map[*line]struct{}{}}
	var err error
	if s.listen, err = net.Listen("tcp", address); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "mails cannot be listened for on %s", address)
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.smtp = s.protocol()
	go s.serve()
	return s, nil
}

func (c *Config) complete() {
	c.Name = cmp.Or(c.Name, "localhost")
	c.MostBytes = cmp.Or(c.MostBytes, usualBytes)
	c.MostRecipients = cmp.Or(c.MostRecipients, usualRecipients)
	c.MostConnections = cmp.Or(c.MostConnections, usualConnections)
	c.MostOfOne = cmp.Or(c.MostOfOne, usualOfOne)
	c.Idle, c.Whole = cmp.Or(c.Idle, usualIdle), cmp.Or(c.Whole, usualWhole)
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
}

// protocol is the library's server.
func (s *Server) protocol() *gosmtp.Server {
	c := &s.config
	server := gosmtp.NewServer(gosmtp.BackendFunc(func(conn *gosmtp.Conn) (gosmtp.Session, error) {
		return s.session(conn), nil
	}))
	server.Domain, server.LMTP, server.TLSConfig = c.Name, c.LMTP, c.TLS
	server.MaxMessageBytes, server.MaxRecipients, server.MaxLineLength = c.MostBytes, c.MostRecipients, longestLine
	server.ReadTimeout, server.WriteTimeout = c.Idle, c.Idle
	server.ErrorLog = log.New(io.Discard, "", 0) // what strangers do wrong is theirs
	return server
}

// serve runs until the listener is closed.
func (s *Server) serve() {
	if err := s.smtp.Serve(door{s.listen, s}); err != nil {
		s.config.Log.Error("mails are no longer listened for", "error", err)
	}
}

// Address is where the server listens.
func (s *Server) Address() string { return s.listen.Addr().String() }

// Stop takes no more mails. Those that are on their way over the line are taken whole and
// answered, unless ctx ends before; other connections are ended at once.
func (s *Server) Stop(ctx context.Context) error {
	s.mu.Lock()
	s.stopping = true
	for l := range s.lines {
		if !l.busy {
			l.Conn.SetReadDeadline(past)
		}
	}
	s.mu.Unlock()
	err := s.smtp.Shutdown(ctx)
	s.listen.Close() // where Stop came before the library had begun
	s.cancel()
	if err != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		for l := range s.lines {
			l.Conn.Close()
		}
	}
	return err
}

// Only is a Takes of some addresses; "@lys.example" stands for all of a domain.
func Only(addresses ...string) func(context.Context, string) (bool, error) {
	known := map[string]bool{}
	for _, a := range addresses {
		known[strings.ToLower(a)] = true
	}
	return func(_ context.Context, mailbox string) (bool, error) {
		return known[mailbox] || known[mailbox[strings.LastIndexByte(mailbox, '@'):]], nil
	}
}
