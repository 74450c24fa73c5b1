package inbox

import (
	"bytes"
	"net/textproto"
	"strings"
	"time"

	"acquit/internal/date"
)

// What a mail may hold. A mail is made by a stranger: more than this is no invoice.
const (
	MostMail  = 40 << 20 // bytes of a whole mail
	mostHead  = 1 << 20  // bytes of a mail's header
	mostParts = 500
	deepest   = 12      // parts within parts
	mostText  = 4 << 20 // bytes of what is there to be read
)

// Mail is what came in one mail: who wrote it, what it says, and the files it brings.
type Mail struct {
	MailID      string   // the Message-ID without its angle brackets; "" for none
	InReplyTo   string   // the Message-ID that the mail answers, as it says; "" for none
	References  []string // the Message-IDs of the conversation before it, the oldest first
	SentAt      time.Time
	From        string // the sender's address, as the mail says it; "" when it says none
	FromName    string
	To          []string // addresses, as those that follow
	Cc          []string
	DeliveredTo []string // by which the mail reached the mailbox, as servers on the way noted
	ReplyTo     string   // where the sender wants answers; "" for no other place
	Subject     string   // in one line
	Text        string   // all that is there to be read, made of HTML where there is nothing else
	Own         string   // what the writer wrote now: Text without quoted mails and the signature
	HTML        string   // the mail as a page, as the stranger made it: show what Clean makes of it
	Pictures    []Attachment
	Files       []Attachment
	Kind        Kind
	BackOn      date.Date // when somebody who is absent is back, as the mail seems to say
	Failed      []Failure // whom the mail that a report is about did not reach
	About       string    // the Message-ID that a report is about; "" when it is not told
}

// Words are what the writer says: all that is there, where every word is quoted.
func (m *Mail) Words() string {
	if m.Own != "" {
		return m.Own
	}
	return strings.TrimSpace(m.Text)
}

// Kind says what a mail is: who or what wrote it, and why.
type Kind string

// The kinds.
const (
	Written   Kind = "written"   // somebody wrote it
	Automatic Kind = "automatic" // a program sent it, as lists and confirmations are
	Absence   Kind = "absence"   // a program says that the reader is away
	Bounce    Kind = "bounce"    // a mail server says that a mail did not arrive, or not yet
	Receipt   Kind = "receipt"   // a program says that a mail was shown, or was delivered
)

// Failure is an address that a mail did not reach.
type Failure struct {
	Address string // "" when the report does not say whom
	Status  string // the enhanced status (RFC 3463), such as 5.1.1; "" when it is not told
	Why     string // what the server said, in one line
	Cause   Cause  // what that means
	Hard    bool   // the address is at fault, and no further mail will reach it
	Delayed bool   // the server keeps trying
}

// Attachment is a file that came with a mail.
type Attachment struct {
	Name      string // fit to be a file's; never empty
	Body      []byte
	ContentID string // by which the page of the mail shows it, without angle brackets; "" for none
	MIME      string // what the mail says it is, in small letters
}

// Picture reports whether the file may be there for people to look at only, beside
// another one that says the same to programs.
func (a *Attachment) Picture() bool { return bytes.HasPrefix(a.Body, []byte("%PDF-")) }

// ReadMail takes a mail apart (RFC 5322, RFC 2045 to 2047): who wrote to whom in answer
// to what, what is there to be read, and the files, also those of mails that were
// forwarded as files within it. What was read before an error is returned with it.
func ReadMail(raw []byte) (Mail, error) {
	r := reader{}
	header, body, err := open(bytes.NewReader(raw))
	if err != nil {
		return r.mail, err
	}
	r.mail.address(header)
	err = r.part(textproto.MIMEHeader(header), body, 0)
	r.mail.Text, r.mail.HTML = r.said.text(), r.said.page()
	r.mail.Own = own(Passages(r.mail.Text))
	r.judge(textproto.MIMEHeader(header))
	return r.mail, err
}
