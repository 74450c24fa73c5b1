package catcher

import (
	"io"
	"net"
	"slices"

	gosmtp "github.com/emersion/go-smtp"

	"acquit/internal/deliver"
)

// door is the listener; it hangs up on those that the catcher was told to hang up
// on.
type door struct {
	net.Listener
	catcher *Catcher
}

// Accept waits for the next connection that is let in.
func (d door) Accept() (net.Conn, error) {
	for {
		conn, err := d.Listener.Accept()
		if err != nil {
			return nil, err
		}
		d.catcher.fail(func(*failures) { d.catcher.connections++ })
		if !d.catcher.use(&d.catcher.hungUp) {
			return conn, nil
		}
		conn.Close()
	}
}

// session is one client's conversation.
type session struct {
	catcher *Catcher
	conn    *gosmtp.Conn
	from    string
	to      []string
}

// Mail begins a mail.
func (s *session) Mail(from string, _ *gosmtp.MailOptions) error {
	s.from, s.to = from, nil
	return nil
}

// Rcpt adds a recipient.
func (s *session) Rcpt(to string, _ *gosmtp.RcptOptions) error {
	if s.catcher.refuses(to) {
		return &gosmtp.SMTPError{Code: 550, EnhancedCode: gosmtp.EnhancedCode{5, 1, 1}, Message: "No such user here"}
	}
	s.to = append(s.to, to)
	return nil
}

// Data takes the mail itself.
func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.catcher.use(&s.catcher.deferred) {
		return &gosmtp.SMTPError{Code: 451, EnhancedCode: gosmtp.EnhancedCode{4, 7, 1}, Message: "Try again later"}
	}
	if err := s.catcher.catch(s.from, slices.Clone(s.to), raw); err != nil {
		return &gosmtp.SMTPError{Code: 554, EnhancedCode: gosmtp.EnhancedCode{5, 6, 0}, Message: deliver.Answer(err.Error())}
	}
	if s.catcher.use(&s.catcher.dropped) {
		return s.conn.Conn().Close() // the answer finds nobody
	}
	return nil
}

// Reset forgets the mail that was begun.
func (s *session) Reset() { s.from, s.to = "", nil }

// Logout ends the conversation.
func (s *session) Logout() error { return nil }
