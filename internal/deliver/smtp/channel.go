package smtp

import (
	"context"
	"crypto/x509"
	"errors"
	"slices"
	"sync"
	"time"

	gosmtp "github.com/emersion/go-smtp"

	"acquit/internal/deliver"
	"acquit/internal/fault"
)

// The times that a server has. RFC 5321, 4.5.3.2 asks for five minutes a command
// and ten for the answer to a message; a server that needs two for a command is
// asked again later, since nothing is lost by that.
const (
	connectTimeout = 30 * time.Second
	commandTimeout = 2 * time.Minute
	answerTimeout  = 10 * time.Minute
	wholeTimeout   = 15 * time.Minute
)

// Channel is a deliver.Channel to one mail server. It keeps connections open from
// one message to the next: as many as there are deliveries at a time.
type Channel struct {
	config Config
	roots  *x509.CertPool // nil for the machine's own

	mu   sync.Mutex
	idle []*connection
}

// New returns a channel. It connects when the first message is delivered.
func New(c Config) *Channel { return &Channel{config: c} }

// Close says goodbye on the connections that wait. A later Deliver connects anew.
func (c *Channel) Close() error {
	c.mu.Lock()
	idle := c.idle
	c.idle = nil
	c.mu.Unlock()
	for _, conn := range idle {
		conn.quit()
	}
	return nil
}

// Deliver hands a message over. Whatever fails before the server has read the end
// of the message leaves it undelivered: Refused or Later by the server's code, and
// Later without one. When the answer to the end is missing, nobody knows:
// Uncertain.
func (c *Channel) Deliver(ctx context.Context, from string, to []string, raw []byte) deliver.Outcome {
	e, err := newEnvelope(from, to, raw)
	if err != nil {
		return deliver.Outcome{Kind: deliver.Refused, Answer: fault.TextOf(err).Kept()}
	}
	ctx, cancel := context.WithTimeout(ctx, wholeTimeout)
	defer cancel()
	for {
		conn, used, err := c.take(ctx)
		if err != nil {
			return deliver.Outcome{Kind: deliver.Later, Answer: said(err), Down: true}
		}
		outcome, state := conn.deliver(ctx, e)
		if state == open {
			c.put(conn)
			return outcome
		}
		conn.close()
		if state == stale && used {
			continue // a server may hang up on a connection that waited
		}
		return outcome
	}
}

// take returns a connection that waited, or a new one.
func (c *Channel) take(ctx context.Context) (conn *connection, used bool, err error) {
	c.mu.Lock()
	if last := len(c.idle) - 1; last >= 0 {
		conn, c.idle = c.idle[last], c.idle[:last]
	}
	c.mu.Unlock()
	if conn != nil {
		return conn, true, nil
	}
	conn, err = connect(ctx, &c.config, c.roots)
	return conn, false, err
}

func (c *Channel) put(conn *connection) {
	c.mu.Lock()
	c.idle = append(c.idle, conn)
	c.mu.Unlock()
}

// envelope is what the server is told besides the message.
type envelope struct {
	from string
	to   []string
	raw  []byte
}

func newEnvelope(from string, to []string, raw []byte) (e envelope, err error) {
	if len(to) == 0 {
		return e, errors.New("there is nobody to deliver to")
	}
	if e.from, err = deliver.Address(from); err != nil {
		return e, err
	}
	for _, s := range to {
		address, err := deliver.Address(s)
		if err != nil {
			return e, err
		}
		e.to = append(e.to, address)
	}
	e.raw = raw
	return e, nil
}

// kindOf sorts a failure that came before the end of the message. A refusal that
// is about us, such as a wrong password, is not about the message: somebody mends
// the settings, and it leaves then.
func kindOf(err error) deliver.Kind {
	var answer *gosmtp.SMTPError
	if !errors.As(err, &answer) || answer.Code/100 != 5 {
		return deliver.Later
	}
	if aboutUs(answer.Code) || answer.Code >= 502 && answer.Code <= 504 { // a command that the server does not know, or not now
		return deliver.Later
	}
	return deliver.Refused
}

// aboutUs reports whether a code says that the server does not know who we are (RFC 4954, 6).
func aboutUs(code int) bool { return slices.Contains([]int{530, 534, 535, 538}, code) }

// said is a failure as an Outcome holds it: the program's own words so that each reader
// has them in the own language.
func said(err error) string {
	if fault.KindOf(err) != "" {
		return fault.TextOf(err).Kept()
	}
	return deliver.Answer(err.Error())
}
