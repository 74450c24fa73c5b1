// Package imap reads the mails of a mailbox (RFC 3501, RFC 9051) and puts them where
// they belong when they were read.
package imap

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	goimap "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"

	"acquit/internal/fault"
	"acquit/internal/inbox"
)

// The times that a server has.
const (
	connectTimeout = 30 * time.Second
	answerTimeout  = 2 * time.Minute  // for an answer
	mailTimeout    = 10 * time.Minute // for a whole mail
)

// mostAnswer is how many bytes one answer may have, besides the mail that it brings. A
// search over a million mails has eight.
const mostAnswer = 16 << 20

// Session is a conversation with the server about one folder. It is for one goroutine.
type Session struct {
	client   *imapclient.Client
	conn     *metered
	ctx      context.Context
	box      *inbox.Mailbox
	validity uint32 // of the folder's numbers
}

// Waiting is a mail that nobody has read.
type Waiting struct {
	UID  uint32
	Size int64 // bytes
}

// Open connects to the server and opens the folder with the mails. What the settings
// make impossible is Invalid, what may work later Unavailable. The session ends with
// ctx.
func Open(ctx context.Context, box *inbox.Mailbox, password string) (*Session, error) {
	return open(ctx, box, password, nil)
}

// open is Open with the authorities that are believed; nil for the machine's own.
func open(ctx context.Context, box *inbox.Mailbox, password string, roots *x509.CertPool) (*Session, error) {
	dialer := net.Dialer{Timeout: connectTimeout}
	raw, err := dialer.DialContext(ctx, "tcp", box.Address())
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the mail server %s cannot be reached", box.Address())
	}
	s := &Session{conn: &metered{Conn: raw}, ctx: ctx, box: box}
	err = s.during(connectTimeout, mostAnswer, func() (err error) {
		s.client, err = greet(s.conn, box, roots)
		return err
	})
	if err != nil {
		raw.Close()
		return nil, err
	}
	if err := s.enter(password); err != nil {
		s.client.Close()
		return nil, err
	}
	return s, nil
}

// greet protects the connection as asked and hears the server's first words.
func greet(conn net.Conn, box *inbox.Mailbox, roots *x509.CertPool) (*imapclient.Client, error) {
	settings := &tls.Config{ServerName: box.Host, RootCAs: roots, MinVersion: tls.VersionTLS12}
	var client *imapclient.Client
	switch box.Security {
	case inbox.StartTLS:
		var err error
		if client, err = imapclient.NewStartTLS(conn, &imapclient.Options{TLSConfig: settings}); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "the mail server does not protect the connection")
		}
	case inbox.Implicit:
		protected := tls.Client(conn, settings)
		if err := protected.Handshake(); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "the mail server does not protect the connection")
		}
		client = imapclient.New(protected, nil)
	default:
		client = imapclient.New(conn, nil)
	}
	if err := client.WaitGreeting(); err != nil {
		client.Close()
		return nil, fault.New(fault.Unavailable, "the mail server does not greet us: %s", answer(err))
	}
	return client, nil
}

// enter says who we are and opens the folder.
func (s *Session) enter(password string) error {
	err := s.do(func() error { return s.authenticate(password) })
	switch {
	case refused(err):
		return fault.New(fault.Invalid, "the mail server does not let %s in: %s", s.box.User, answer(err))
	case err != nil:
		return s.broken(err)
	}
	var found *goimap.SelectData
	err = s.do(func() (err error) {
		found, err = s.client.Select(s.box.Folder, nil).Wait()
		return err
	})
	switch {
	case refused(err):
		return fault.New(fault.Invalid, "the mail folder %q cannot be opened: %s", s.box.Folder, answer(err))
	case err != nil:
		return s.broken(err)
	}
	s.validity = found.UIDValidity
	return nil
}

// authenticate uses AUTHENTICATE PLAIN where the server offers it, which takes every
// password, and the older LOGIN elsewhere.
func (s *Session) authenticate(password string) error {
	if s.client.Caps().Has(goimap.AuthCap(sasl.Plain)) {
		return s.client.Authenticate(sasl.NewPlainClient("", s.box.User, password))
	}
	return s.client.Login(s.box.User, password).Wait()
}

// Close says goodbye; a server that does not answer is left all the same.
func (s *Session) Close() {
	s.do(func() error { return s.client.Logout().Wait() })
	s.client.Close()
}

// Key tells a mail from every other one that may ever lie in the folder.
func (s *Session) Key(m Waiting) string { return s.prefix() + strconv.FormatUint(uint64(m.UID), 10) }

// prefix is what the keys of all mails have in common whose numbers hold.
func (s *Session) prefix() string {
	return strings.Join([]string{s.box.Host, s.box.User, s.box.Folder, strconv.FormatUint(uint64(s.validity), 10), ""}, "|")
}

// Find finds a mail by its key: whether it lies in the folder still, and nobody has
// read it.
func (s *Session) Find(key string) (m Waiting, lies, unread bool, err error) {
	uid, ours := strings.CutPrefix(key, s.prefix())
	number, err := strconv.ParseUint(uid, 10, 32)
	if !ours || err != nil {
		return m, false, false, nil
	}
	m.UID = uint32(number)
	err = s.do(func() error {
		list, err := s.client.Fetch(one(m), &goimap.FetchOptions{UID: true, Flags: true, RFC822Size: true}).Collect()
		for _, found := range list {
			m.Size, lies, unread = found.RFC822Size, !slices.Contains(found.Flags, goimap.FlagDeleted), waits(found.Flags)
		}
		return err
	})
	if err != nil {
		return m, false, false, s.broken(err)
	}
	return m, lies, unread, nil
}

// waits reports whether a mail with these flags was not read.
func waits(flags []goimap.Flag) bool {
	return !slices.Contains(flags, goimap.FlagSeen) && !slices.Contains(flags, goimap.FlagDeleted)
}

// Unread lists at most limit mails that were not read, the oldest first, and how many
// there are in all.
func (s *Session) Unread(limit int) (all []Waiting, total int, err error) {
	var found []goimap.UID
	err = s.do(func() error {
		data, err := s.client.UIDSearch(&goimap.SearchCriteria{NotFlag: []goimap.Flag{goimap.FlagSeen, goimap.FlagDeleted}}, nil).Wait()
		if err == nil {
			found = data.AllUIDs()
		}
		return err
	})
	if err != nil {
		return nil, 0, s.broken(err)
	}
	total = len(found)
	slices.Sort(found)
	found = found[:min(limit, total)]
	if len(found) == 0 {
		return nil, total, nil
	}
	all, err = s.sizes(found)
	return all, total, err
}

// sizes asks how large mails are.
func (s *Session) sizes(mails []goimap.UID) ([]Waiting, error) {
	var all []Waiting
	err := s.do(func() error {
		list, err := s.client.Fetch(goimap.UIDSetNum(mails...), &goimap.FetchOptions{UID: true, RFC822Size: true}).Collect()
		for _, m := range list {
			all = append(all, Waiting{UID: uint32(m.UID), Size: m.RFC822Size})
		}
		return err
	})
	if err != nil {
		return nil, s.broken(err)
	}
	slices.SortFunc(all, func(a, b Waiting) int { return cmp.Compare(a.UID, b.UID) })
	return all, nil
}

// Fetch returns a mail as it is, and leaves it unread. unread is false when somebody
// read it meanwhile, or took it away.
func (s *Session) Fetch(m Waiting) (raw []byte, unread bool, err error) {
	err = s.during(mailTimeout, inbox.MostMail+mostAnswer, func() error {
		whole := &goimap.FetchItemBodySection{Peek: true}
		cmd := s.client.Fetch(one(m), &goimap.FetchOptions{UID: true, Flags: true, BodySection: []*goimap.FetchItemBodySection{whole}})
		defer cmd.Close()
		for got := cmd.Next(); got != nil; got = cmd.Next() {
			raw, unread, err = readMail(got)
			if err != nil {
				s.conn.Close() // the rest of the mail would be read to no end
				return err
			}
		}
		return cmd.Close()
	})
	if err != nil {
		return nil, false, s.broken(err)
	}
	return raw, unread && raw != nil, nil
}

// readMail reads what the server says of one mail.
func readMail(got *imapclient.FetchMessageData) (raw []byte, unread bool, err error) {
	for item := got.Next(); item != nil; item = got.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataFlags:
			unread = waits(item.Flags)
		case imapclient.FetchItemDataBodySection:
			if item.Literal == nil {
				continue
			}
			if raw, err = io.ReadAll(io.LimitReader(item.Literal, inbox.MostMail+1)); err != nil {
				return nil, false, err
			}
			if len(raw) > inbox.MostMail {
				return nil, false, errors.New("the server sends more than the mail has")
			}
		}
	}
	return raw, unread, nil
}

// Put puts a mail where it belongs: one that was taken in is marked as read, another
// one is flagged. Both move to their folder where the settings name one, which is made
// when it is missing.
func (s *Session) Put(m Waiting, failed bool) error {
	folder, flags := s.box.Done, []goimap.Flag{goimap.FlagSeen}
	if failed {
		folder, flags = s.box.Failed, []goimap.Flag{goimap.FlagSeen, goimap.FlagFlagged}
	}
	err := s.flag(m, goimap.StoreFlagsAdd, flags...)
	if err == nil && folder != "" {
		err = s.move(m, folder)
	}
	if refused(err) {
		// It is to be found again, for the day on which the server can.
		s.flag(m, goimap.StoreFlagsDel, goimap.FlagSeen)
		return fault.New(fault.Invalid, "the mail server does not put a mail away: %s", answer(err))
	}
	if err != nil {
		return s.broken(err)
	}
	return nil
}

// flag adds flags to a mail, or takes them away.
func (s *Session) flag(m Waiting, op goimap.StoreFlagsOp, flags ...goimap.Flag) error {
	return s.do(func() error {
		return s.client.Store(one(m), &goimap.StoreFlags{Op: op, Silent: true, Flags: flags}, nil).Close()
	})
}

// move moves a mail, and makes the folder where the server asks for that.
func (s *Session) move(m Waiting, folder string) error {
	err := s.moveTo(m, folder)
	if !missing(err) {
		return err
	}
	made := s.do(func() error { return s.client.Create(folder, nil).Wait() })
	if err := s.moveTo(m, folder); made == nil || !missing(err) {
		return err // another node may have made it meanwhile
	}
	return made
}

// moveTo moves a mail to a folder that is there. Where the server cannot move, it is
// copied first and deleted then, each when the server has said that the other is done:
// the library asks for both at once, and a copy that fails would lose the mail.
func (s *Session) moveTo(m Waiting, folder string) error {
	if s.client.Caps().Has(goimap.CapMove) {
		return s.do(func() error {
			_, err := s.client.Move(one(m), folder).Wait()
			return err
		})
	}
	err := s.do(func() error {
		_, err := s.client.Copy(one(m), folder).Wait()
		return err
	})
	if err != nil {
		return err
	}
	if err := s.flag(m, goimap.StoreFlagsAdd, goimap.FlagDeleted); err != nil {
		return err
	}
	if !s.client.Caps().Has(goimap.CapUIDPlus) {
		return nil // to sweep the folder would sweep what others deleted as well
	}
	return s.do(func() error { return s.client.UIDExpunge(one(m)).Close() })
}

// Has reports whether the mailbox has a folder.
func (s *Session) Has(folder string) (bool, error) {
	err := s.do(func() error {
		_, err := s.client.Status(folder, &goimap.StatusOptions{NumMessages: true}).Wait()
		return err
	})
	if refused(err) {
		return false, nil
	}
	if err != nil {
		return false, s.broken(err)
	}
	return true, nil
}

func one(m Waiting) goimap.UIDSet { return goimap.UIDSetNum(goimap.UID(m.UID)) }

// do asks the server something that it answers at once.
func (s *Session) do(ask func() error) error { return s.during(answerTimeout, mostAnswer, ask) }

// during asks the server something. When it takes too long, says too much, or the
// session's time is over, the connection ends, and with it the question.
func (s *Session) during(limit time.Duration, most int64, ask func() error) error {
	ctx, cancel := context.WithTimeout(s.ctx, limit)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { s.conn.Close() })
	defer stop()
	s.conn.allow(most)
	err := ask()
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// broken is a failure of the connection, not of what was asked.
func (s *Session) broken(err error) error {
	return fault.New(fault.Unavailable, "the mail server %s broke off: %s", s.box.Address(), answer(err))
}

// refused reports whether the server answered, and said no.
func refused(err error) bool {
	var said *goimap.Error
	return errors.As(err, &said) && said.Type != goimap.StatusResponseTypeBye
}

// missing reports whether the server says that there is no such folder.
func missing(err error) bool {
	var said *goimap.Error
	return errors.As(err, &said) && (said.Code == goimap.ResponseCodeTryCreate || said.Code == goimap.ResponseCodeNonExistent)
}

// longestAnswer is as much of a server's answer as anyone reads.
const longestAnswer = 300

// answer is the server's answer in one line, or what the connection did.
func answer(err error) string {
	text := err.Error()
	var said *goimap.Error
	if errors.As(err, &said) {
		text = cmp.Or(said.Text, string(said.Type))
	}
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "\uFFFD"), func(r rune) bool {
		return unicode.IsControl(r) || r == ' '
	}), " ")
	if line := []rune(text); len(line) > longestAnswer {
		return string(line[:longestAnswer]) + "…"
	}
	return text
}
