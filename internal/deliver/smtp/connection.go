package smtp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"

	"github.com/emersion/go-sasl"
	gosmtp "github.com/emersion/go-smtp"

	"acquit/internal/deliver"
)

// connection is one conversation with the server.
type connection struct{ client *gosmtp.Client }

// state is what a connection is good for after a delivery.
type state int

const (
	open   state = iota // for the next message
	stale               // it had ended before this message; another one may take it
	broken              // it ended with this message
)

// connect reaches the server and gets as far as the first message.
func connect(ctx context.Context, c *Config, roots *x509.CertPool) (*connection, error) {
	dialer := net.Dialer{Timeout: connectTimeout}
	conn, err := dialer.DialContext(ctx, "tcp", c.address())
	if err != nil {
		return nil, fmt.Errorf("the mail server cannot be reached: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	client, err := greet(conn, c, roots)
	if err == nil && c.User != "" {
		err = authenticate(client, c)
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	return &connection{client}, nil
}

// greet protects the connection as asked and introduces us.
func greet(conn net.Conn, c *Config, roots *x509.CertPool) (*gosmtp.Client, error) {
	settings := &tls.Config{ServerName: c.Host, RootCAs: roots, MinVersion: tls.VersionTLS12}
	var client *gosmtp.Client
	switch c.TLS {
	case StartTLS:
		var err error
		if client, err = gosmtp.NewClientStartTLS(conn, settings); err != nil {
			return nil, fmt.Errorf("the mail server does not protect the connection: %w", err)
		}
	case Implicit:
		client = gosmtp.NewClient(tls.Client(conn, settings))
	default:
		client = gosmtp.NewClient(conn)
	}
	client.CommandTimeout, client.SubmissionTimeout = commandTimeout, answerTimeout
	if err := client.Hello(c.Hello); err != nil {
		return nil, fmt.Errorf("the mail server does not greet us: %w", err)
	}
	return client, nil
}

// authenticate uses PLAIN where the server offers it, as nearly all do, and the
// older LOGIN elsewhere.
func authenticate(client *gosmtp.Client, c *Config) error {
	var mechanism sasl.Client
	switch {
	case client.SupportsAuth(sasl.Plain):
		mechanism = sasl.NewPlainClient("", c.User, c.password())
	case client.SupportsAuth(sasl.Login):
		mechanism = sasl.NewLoginClient(c.User, c.password())
	default:
		return errors.New("the mail server takes no password by PLAIN or LOGIN")
	}
	if err := client.Auth(mechanism); err != nil {
		return fmt.Errorf("the mail server does not let %s in: %w", c.User, err)
	}
	return nil
}

// deliver hands one message over and says what the connection is good for then.
func (c *connection) deliver(ctx context.Context, e envelope) (deliver.Outcome, state) {
	stop := context.AfterFunc(ctx, func() { c.client.Close() })
	defer stop()
	if err := c.client.Mail(e.from, &gosmtp.MailOptions{Size: int64(len(e.raw))}); err != nil {
		outcome, s := c.failed(err)
		if s == broken {
			s = stale
		}
		return outcome, s
	}
	missed, err := c.recipients(e.to)
	if err != nil {
		return c.failed(err)
	}
	if len(missed) == len(e.to) {
		return nobody(missed), c.reset()
	}
	outcome, s := c.data(e.raw)
	if outcome.Kind == deliver.Accepted {
		outcome.Missed = missed
	}
	return outcome, s
}

// recipients names the recipients, and returns those that the server refused. The
// error is that of the connection.
func (c *connection) recipients(to []string) (missed []deliver.Missed, err error) {
	for _, address := range to {
		err := c.client.Rcpt(address, nil)
		if err != nil && hungUp(err) {
			return nil, err
		}
		if err != nil {
			missed = append(missed, deliver.Missed{Address: address, Kind: kindOf(err), Answer: answer(err)})
		}
	}
	return missed, nil
}

// nobody is the outcome when every recipient was refused: one who may be taken
// later is reason to try again.
func nobody(missed []deliver.Missed) deliver.Outcome {
	worst := deliver.Outcome{Kind: deliver.Refused, Answer: missed[0].Answer}
	for _, m := range missed {
		if m.Kind == deliver.Later {
			return deliver.Outcome{Kind: deliver.Later, Answer: m.Answer}
		}
	}
	return worst
}

// data sends the message itself.
func (c *connection) data(raw []byte) (deliver.Outcome, state) {
	body, err := c.client.Data()
	if err != nil {
		return c.failed(err)
	}
	if _, err := body.Write(raw); err != nil {
		// The end was not sent, and a message without its end is not taken.
		return deliver.Outcome{Kind: deliver.Later, Answer: answer(err)}, broken
	}
	response, err := body.CloseWithResponse()
	if err == nil {
		return deliver.Outcome{Kind: deliver.Accepted, Answer: deliver.Answer("250 " + response.StatusText)}, open
	}
	switch class(err) {
	case 2: // it should have been 250
		return deliver.Outcome{Kind: deliver.Accepted, Answer: answer(err)}, c.reset()
	case 4, 5:
		return c.failed(err)
	}
	return deliver.Outcome{Kind: deliver.Uncertain, Answer: deliver.Unanswered(answer(err))}, broken
}

// failed is the outcome of a failure before the message was taken.
func (c *connection) failed(err error) (deliver.Outcome, state) {
	outcome := deliver.Outcome{Kind: kindOf(err), Answer: answer(err)}
	if said := (*gosmtp.SMTPError)(nil); errors.As(err, &said) {
		outcome.Down = aboutUs(said.Code)
	}
	if hungUp(err) {
		return outcome, broken
	}
	return outcome, c.reset()
}

// reset forgets the message that was begun.
func (c *connection) reset() state {
	if err := c.client.Reset(); err != nil {
		return broken
	}
	return open
}

func (c *connection) close() { c.client.Close() }

// quit says goodbye; a server that does not answer is left all the same.
func (c *connection) quit() {
	if err := c.client.Quit(); err != nil {
		c.client.Close()
	}
}

// class is the first digit of what the server said, or 0 when err is what became
// of the connection.
func class(err error) int {
	var said *gosmtp.SMTPError
	if !errors.As(err, &said) {
		return 0
	}
	return said.Code / 100
}

// hungUp reports whether nothing more can be said after err: the connection has
// ended, or the server is about to end it (421).
func hungUp(err error) bool {
	var said *gosmtp.SMTPError
	return !errors.As(err, &said) || said.Code == 421
}

// answer is the server's answer with its code, or what the connection did.
func answer(err error) string {
	var said *gosmtp.SMTPError
	if !errors.As(err, &said) {
		return deliver.Answer(err.Error())
	}
	if said.EnhancedCode == (gosmtp.EnhancedCode{}) {
		return deliver.Answer(fmt.Sprintf("%d %s", said.Code, said.Message))
	}
	e := said.EnhancedCode
	return deliver.Answer(fmt.Sprintf("%d %d.%d.%d %s", said.Code, e[0], e[1], e[2], said.Message))
}
