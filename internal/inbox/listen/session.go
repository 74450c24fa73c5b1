package listen

import (
	"bytes"
	"errors"
	"io"
	"net"
	"regexp"
	"slices"
	"strings"
	"unicode"

	gosmtp "github.com/emersion/go-smtp"

	"acquit/internal/fault"
)

// mostStrangers is after how many addresses that are not here somebody is sent away: who
// guesses names has no mail to bring.
const mostStrangers = 10

// session is one conversation.
type session struct {
	server    *Server
	conn      *gosmtp.Conn
	line      *line
	envelope  Envelope
	said      []string // recipients as they were written, in their order
	strangers int
}

// session begins a conversation, or begins it anew once it is protected.
func (s *Server) session(conn *gosmtp.Conn) *session {
	_, protected := conn.TLSConnectionState()
	one := &session{server: s, conn: conn, line: lineOf(conn.Conn())}
	one.envelope = Envelope{Peer: one.line.peer, Hello: oneLine(conn.Hostname()), TLS: protected}
	return one
}

// lineOf is the connection that carries a conversation.
func lineOf(conn net.Conn) *line {
	if protected, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = protected.NetConn()
	}
	return conn.(*line) // the door lets in nothing else
}

// Mail begins a mail.
func (s *session) Mail(from string, _ *gosmtp.MailOptions) error {
	s.envelope.From, s.envelope.To, s.said = oneLine(from), nil, nil
	return nil
}

// The answers to an address.
var (
	notHere   = answer(550, gosmtp.EnhancedCode{5, 1, 1}, "There is no such mailbox here")
	noRelay   = answer(550, gosmtp.EnhancedCode{5, 7, 1}, "Mails are not passed on from here")
	guessing  = answer(421, gosmtp.EnhancedCode{4, 7, 0}, "Too many mailboxes that are not here")
	later     = answer(451, gosmtp.EnhancedCode{4, 3, 0}, "Not now, try again later")
	brokenOff = answer(451, gosmtp.EnhancedCode{4, 4, 2}, "The mail broke off, try again")
)

func answer(code int, enhanced gosmtp.EnhancedCode, words string) *gosmtp.SMTPError {
	return &gosmtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: words}
}

// Rcpt adds somebody whom the mail is for, if he is here.
func (s *session) Rcpt(to string, _ *gosmtp.RcptOptions) error {
	r, ok := readRecipient(to)
	if !ok {
		return s.stranger(noRelay)
	}
	known, err := s.server.config.Takes(s.server.ctx, r.Mailbox)
	if err != nil {
		s.server.config.Log.Error("whether there is a mailbox cannot be told", "mailbox", r.Mailbox, "error", err)
		return later
	}
	if !known {
		return s.stranger(notHere)
	}
	s.said = append(s.said, to)
	if !slices.Contains(s.envelope.To, r) {
		s.envelope.To = append(s.envelope.To, r)
	}
	return nil
}

// stranger counts addresses that are not here. A mail server of our own (LMTP) brings
// what others have guessed, and goes on.
func (s *session) stranger(refusal *gosmtp.SMTPError) error {
	if s.strangers++; s.strangers < mostStrangers || s.server.config.LMTP {
		return refusal
	}
	s.conn.Reject()
	return guessing
}

// addresses are those that may be here. The marks by which others were once asked to pass
// a mail on, user%host and host!user (RFC 5321, F.2), stand in none, also where a whole
// domain is taken in; nor do quotes.
var addresses = regexp.MustCompile("^([A-Za-z0-9#$&'*=?^_`{|}~.-]+)(\\+[A-Za-z0-9#$&'*+=?^_`{|}~.-]*)?(@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*)\\.?$")

// longestAddress is that of RFC 5321, 4.5.3.1.3.
const longestAddress = 254

// readRecipient takes an address apart. The library has left out what a source route puts
// before it, as RFC 5321, C asks: only the last address counts.
func readRecipient(to string) (r Recipient, ok bool) {
	m := addresses.FindStringSubmatch(to)
	if m == nil || len(to) > longestAddress {
		return r, false
	}
	name, tag, domain := m[1], m[2], strings.ToLower(m[3])
	return Recipient{Address: name + tag + domain, Mailbox: strings.ToLower(name) + domain, Tag: strings.TrimPrefix(tag, "+")}, true
}

// longestAnswer is as much of an answer as anyone reads.
const longestAnswer = 300

// oneLine makes one line of a text from outside.
func oneLine(s string) string {
	s = strings.ToValidUTF8(s[:min(len(s), longestAnswer)], "")
	words := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || unicode.IsControl(r) })
	return strings.Join(words, " ")
}

// Data takes the mail itself, with one answer for all.
func (s *session) Data(body io.Reader) error {
	s.line.keep(true)
	defer s.line.keep(false)
	return s.answer(s.take(body))
}

// LMTPData takes the mail itself, with an answer for each recipient.
func (s *session) LMTPData(body io.Reader, status gosmtp.StatusCollector) error {
	s.line.keep(true)
	defer s.line.keep(false)
	err := s.take(body)
	var failed Failed
	if !errors.As(err, &failed) {
		return s.answer(err)
	}
	for _, to := range s.said {
		r, _ := readRecipient(to)
		status.SetStatus(to, s.answer(failed[r.Address]))
	}
	return nil
}

// take reads the mail to its end and hands it on.
func (s *session) take(body io.Reader) error {
	raw, err := io.ReadAll(body)
	if errors.Is(err, gosmtp.ErrDataTooLarge) {
		return gosmtp.ErrDataTooLarge
	}
	if _, chunked := body.(*io.PipeReader); err != nil || chunked && !s.line.whole(s.conn.Conn()) {
		return brokenOff
	}
	return s.server.config.Take(s.server.ctx, s.envelope, bytes.NewReader(raw))
}

// answer is what the other side is told. Only what it can mend is said in words; of what
// is wrong here it gets none.
func (s *session) answer(err error) error {
	var said *gosmtp.SMTPError
	var failed Failed
	switch {
	case err == nil:
		return nil
	case errors.As(err, &said):
		return said
	case errors.As(err, &failed):
		return s.worst(failed)
	}
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict:
		return answer(554, gosmtp.EnhancedCode{5, 6, 0}, oneLine(err.Error()))
	case fault.NotFound, fault.Denied:
		return answer(550, gosmtp.EnhancedCode{5, 7, 1}, oneLine(err.Error()))
	}
	s.server.config.Log.Error("a mail could not be taken in", "from", s.envelope.From, "peer", s.envelope.Peer, "error", err)
	return later
}

// worst is the one answer where recipients have several: again, if that may help one of
// them; else refused, if nobody took it.
func (s *session) worst(failed Failed) error {
	var refused error
	taken := false
	for _, r := range s.envelope.To {
		one := s.answer(failed[r.Address])
		var said *gosmtp.SMTPError
		switch {
		case one == nil:
			taken = true
		case errors.As(one, &said) && said.Temporary():
			return one
		default:
			refused = one
		}
	}
	if taken {
		return nil
	}
	return refused
}

// Reset forgets the mail that was begun.
func (s *session) Reset() { s.envelope.From, s.envelope.To, s.said = "", nil, nil }

// Logout ends the conversation.
func (s *session) Logout() error { return nil }
