// Package inbox is where a company's files come by themselves: a mailbox that is read,
// and what its mails hold. The folder inbox/folder watches a folder of the file system,
// inbox/imap reads a mailbox.
package inbox

import (
	"net"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"acquit/internal/fault"
)

// Security is how the connection to a mail server is protected.
type Security string

// The kinds of protection. A connection that should be protected and cannot be is
// given up: there is no falling back to plain text.
const (
	Implicit Security = "implicit" // from the first byte on, as a rule on port 993
	StartTLS Security = "starttls" // from the STARTTLS command on, as a rule on port 143
	None     Security = "none"     // this very machine only
)

// Mailbox is where mails with files come, and where they go when they were read. Its
// password is kept apart.
type Mailbox struct {
	Host     string   `json:"host"`
	Port     int      `json:"port"`
	Security Security `json:"security"`
	User     string   `json:"user"`
	Folder   string   `json:"folder"`            // which mails are read: "INBOX"
	Done     string   `json:"done,omitempty"`    // where mails go that were taken in; "" to mark them as read
	Failed   string   `json:"failed,omitempty"`  // where the others go; "" to flag them
	Senders  []string `json:"senders,omitempty"` // whose mails alone are taken in: addresses, or @domain; none for everybody's
}

// The longest that a name of a machine, a user or a folder may be, and how many senders
// may be listed.
const (
	longestName = 255
	mostSenders = 200
)

// Check puts the settings into order and refuses what cannot work.
func (m *Mailbox) Check() error {
	m.Host, m.User = strings.TrimSpace(m.Host), strings.TrimSpace(m.User)
	switch {
	case m.Host == "" || len(m.Host) > longestName || strings.ContainsFunc(m.Host, oddInHost):
		return fault.New(fault.Invalid, "%q is no name of a mail server", m.Host)
	case m.Port < 1 || m.Port > 65535:
		return fault.New(fault.Invalid, "%d is no port from 1 to 65535", m.Port)
	case m.User == "" || odd(m.User):
		return fault.New(fault.Invalid, "say by which name the mail server knows the mailbox")
	case m.Security != Implicit && m.Security != StartTLS && m.Security != None:
		return fault.New(fault.Invalid, "%q is no protection of a connection", string(m.Security))
	case m.Security == None && !m.loopback():
		return fault.New(fault.Invalid, "the password for %s would travel unprotected", m.Host)
	}
	if err := m.checkFolders(); err != nil {
		return err
	}
	return m.checkSenders()
}

func (m *Mailbox) checkFolders() error {
	m.Folder, m.Done, m.Failed = strings.TrimSpace(m.Folder), strings.TrimSpace(m.Done), strings.TrimSpace(m.Failed)
	if m.Folder == "" {
		m.Folder = "INBOX"
	}
	for _, name := range []string{m.Folder, m.Done, m.Failed} {
		if odd(name) {
			return fault.New(fault.Invalid, "%q is no name of a mail folder", name)
		}
	}
	if strings.EqualFold(m.Folder, m.Done) || strings.EqualFold(m.Folder, m.Failed) {
		return fault.New(fault.Invalid, "mails that were read must go to another folder than %q, or stay there marked", m.Folder)
	}
	return nil
}

func (m *Mailbox) checkSenders() error {
	var all []string
	for _, s := range m.Senders {
		s = strings.ToLower(strings.TrimSpace(s))
		if s == "" || slices.Contains(all, s) {
			continue
		}
		if at := strings.LastIndexByte(s, '@'); at < 0 || at == len(s)-1 || odd(s) || strings.ContainsFunc(s, unicode.IsSpace) {
			return fault.New(fault.Invalid, "%q is neither a mail address nor what all addresses of a firm end with, such as @firm.example", s)
		}
		all = append(all, s)
	}
	if len(all) > mostSenders {
		return fault.New(fault.Invalid, "more than %d senders are too many", mostSenders)
	}
	m.Senders = all
	return nil
}

// oddInHost reports what neither a name of a machine nor an address of one has.
func oddInHost(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(".-:", r)
}

// odd reports whether a name is too long, or holds what ends a line.
func odd(s string) bool {
	return len(s) > longestName || strings.ContainsFunc(s, unicode.IsControl)
}

// loopback reports whether the server is this very machine.
func (m *Mailbox) loopback() bool {
	ip := net.ParseIP(m.Host)
	return m.Host == "localhost" || ip != nil && ip.IsLoopback()
}

// Address is the server's host and port.
func (m *Mailbox) Address() string { return net.JoinHostPort(m.Host, strconv.Itoa(m.Port)) }

// Same reports whether both settings lead to the same mailbox in the same way, so that
// the password of one may be used for the other.
func (m *Mailbox) Same(other *Mailbox) bool {
	return m.Host == other.Host && m.Port == other.Port && m.User == other.User && m.Security == other.Security
}

// Takes reports whether mails of a sender are taken in.
func (m *Mailbox) Takes(sender string) bool {
	sender = strings.ToLower(sender)
	return len(m.Senders) == 0 || slices.ContainsFunc(m.Senders, func(s string) bool {
		return s == sender || s[0] == '@' && strings.HasSuffix(sender, s)
	})
}
