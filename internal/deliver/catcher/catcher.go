// Package catcher is a mail server that delivers nothing: it keeps what it is
// given, so that a demo and the tests can look at mails that were really sent. It
// can be told to fail in the ways in which real servers do.
package catcher

import (
	"fmt"
	"io"
	"log"
	"net"
	"slices"
	"sync"

	gosmtp "github.com/emersion/go-smtp"

	"acquit/internal/deliver"
	"acquit/internal/fault"
)

// keep is how many mails are kept; the oldest are forgotten first.
const keep = 10_000

// Mail is a mail that was caught.
type Mail struct {
	ID   int      // counts from 1, in the order of arrival
	From string   // who the server was told it comes from
	To   []string // and who it goes to
	Mail deliver.Mail
	Raw  []byte // as it came over the wire
}

// Catcher is a running mail server. It is safe for concurrent use.
type Catcher struct {
	server *gosmtp.Server
	listen net.Listener
	folder string // "" when mails are kept in memory only

	mu          sync.Mutex
	last        int // ID of the last mail
	mails       []Mail
	connections int
	failures
}

// failures are what the catcher was told to do wrong.
type failures struct {
	deferred, dropped, hungUp int // how many times more
	refused                   map[string]bool
}

// Start listens on a loopback address such as "127.0.0.1:0". In a folder, which
// is made when it is not there, each mail is also a file; those of an earlier run
// are read back.
func Start(address, folder string) (*Catcher, error) {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return nil, fault.New(fault.Invalid, "%q is no address of this machine alone, such as 127.0.0.1:2525: a mail catcher must not be reached from outside", address)
	}
	c := &Catcher{folder: folder, failures: failures{refused: map[string]bool{}}}
	if err := c.load(); err != nil {
		return nil, err
	}
	if c.listen, err = net.Listen("tcp", address); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the mail catcher cannot listen on %s", address)
	}
	c.server = gosmtp.NewServer(gosmtp.BackendFunc(func(conn *gosmtp.Conn) (gosmtp.Session, error) {
		return &session{catcher: c, conn: conn}, nil
	}))
	c.server.Domain = "localhost"
	c.server.MaxMessageBytes = 64 << 20
	c.server.ErrorLog = log.New(io.Discard, "", 0)
	go c.server.Serve(door{c.listen, c})
	return c, nil
}

// Close stops the server and ends its connections.
func (c *Catcher) Close() error { return c.server.Close() }

// URL is where the server listens, as package smtp reads it.
func (c *Catcher) URL() string { return fmt.Sprintf("smtp://%s?tls=none", c.listen.Addr()) }

// List returns the mails, newest first.
func (c *Catcher) List() []Mail {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := slices.Clone(c.mails)
	slices.Reverse(list)
	return list
}

// Find returns the mail of an ID, and whether it is still kept.
func (c *Catcher) Find(id int) (Mail, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, found := slices.BinarySearchFunc(c.mails, id, func(m Mail, id int) int { return m.ID - id })
	if !found {
		return Mail{}, false
	}
	return c.mails[n], true
}

// Count is how many mails are kept.
func (c *Catcher) Count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.mails)
}

// Connections is how many connections were made, those that were hung up on
// included.
func (c *Catcher) Connections() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.connections
}

// Defer answers the next n mails with 451: not now.
func (c *Catcher) Defer(n int) { c.fail(func(f *failures) { f.deferred = n }) }

// Refuse answers a recipient with 550: not here.
func (c *Catcher) Refuse(address string) { c.fail(func(f *failures) { f.refused[address] = true }) }

// Drop keeps the next n mails but breaks the connection instead of answering.
func (c *Catcher) Drop(n int) { c.fail(func(f *failures) { f.dropped = n }) }

// HangUp closes the next n connections before a word is said.
func (c *Catcher) HangUp(n int) { c.fail(func(f *failures) { f.hungUp = n }) }

func (c *Catcher) fail(set func(*failures)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	set(&c.failures)
}

// use takes one failure off a count, and reports whether there was one.
func (c *Catcher) use(count *int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if *count == 0 {
		return false
	}
	*count--
	return true
}

func (c *Catcher) refuses(address string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.refused[address]
}

// catch keeps a mail, in its file before in memory: what List shows is there after
// a restart too.
func (c *Catcher) catch(from string, to []string, raw []byte) error {
	m, err := deliver.Read(raw)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	caught := Mail{ID: c.last + 1, From: from, To: to, Mail: m, Raw: raw}
	if err := c.store(&caught); err != nil {
		return err
	}
	c.add(caught)
	return nil
}

// add appends a mail; the caller holds the lock.
func (c *Catcher) add(m Mail) {
	c.last = m.ID
	c.mails = append(c.mails, m)
	if len(c.mails) > keep {
		c.mails = slices.Delete(c.mails, 0, len(c.mails)-keep)
	}
}
