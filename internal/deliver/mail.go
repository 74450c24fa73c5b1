package deliver

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime"
	"net/url"
	"regexp"
	"strings"
	"time"

	message "github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"

	"acquit/internal/fault"
)

// Mail is one mail as it is written. The same Mail always has the same bytes: the
// ones that are kept as evidence are the ones that are sent.
type Mail struct {
	From        string // address of the company; answers and bounces come there
	FromName    string
	Sender      string // who sends it for From (RFC 5322, 3.6.2); "" for From itself
	ReplyTo     string // "" for From
	To          []string
	Cc          []string // who gets a copy
	Subject     string
	Text        string // what a reader without HTML sees; never empty
	HTML        string // "" for a mail of text alone
	Language    string // BCP 47: "fr-BE"
	MessageID   string // with its angle brackets
	InReplyTo   string // Message-ID of the mail that this one answers; see Follow
	References  []string
	Personal    bool   // a person wrote it: it does not say that a program did
	Unsubscribe string // address of a page that ends mails of this kind; "" for what is owed to nobody's wish
	Date        time.Time
	Attachments []Attachment
}

// Attachment is a file that goes with a mail.
type Attachment struct {
	Name string
	MIME string // without parameters: "application/pdf"
	Body []byte
	// ContentID, without angle brackets, makes it a picture that the HTML shows by the address
	// cid:ContentID (RFC 2392); "" for a file beside the mail.
	ContentID string
}

var mediaType = regexp.MustCompile(`^[a-z]+/[a-z0-9.+-]+$`)

// kind is the attachment's media type, or that of plain bytes where it has none
// that a leaf of a mail can have.
func (a *Attachment) kind() string {
	if !mediaType.MatchString(a.MIME) || strings.HasPrefix(a.MIME, "multipart/") || strings.HasPrefix(a.MIME, "message/") {
		return "application/octet-stream"
	}
	return a.MIME
}

var messageID = regexp.MustCompile(`^<[!-;=?A-~]+@[!-;=?A-~]+>$`)

// Bytes writes the mail in MIME (RFC 5322, RFC 2045): the text and the HTML as
// alternatives, the pictures of the HTML beside it (RFC 2387), the attachments behind them. Every byte is ASCII, and no line is
// longer than the 998 characters that RFC 5322, 2.1.1 allows; those of the body
// have at most 76.
func (m *Mail) Bytes() ([]byte, error) {
	header, err := m.header()
	if err != nil {
		return nil, err
	}
	root := m.content()
	header.SetContentType(root.mime, root.params)
	if root.encoding != "" {
		header.Set("Content-Transfer-Encoding", root.encoding)
	}
	var out bytes.Buffer
	w, err := message.CreateWriter(&out, header.Header)
	if err != nil {
		return nil, fmt.Errorf("write the head of mail %s: %w", m.MessageID, err)
	}
	if err := root.write(w); err != nil {
		return nil, fmt.Errorf("write mail %s: %w", m.MessageID, err)
	}
	return out.Bytes(), nil
}

// header builds every field but those that describe the content. The library writes
// the field that was added last first.
func (m *Mail) header() (mail.Header, error) {
	var h mail.Header
	if err := m.check(); err != nil {
		return h, err
	}
	if err := m.purpose(&h); err != nil {
		return h, err
	}
	if m.Language != "" {
		h.Set("Content-Language", Line(m.Language))
	}
	h.SetSubject(Line(m.Subject))
	m.thread(&h)
	if err := m.people(&h); err != nil {
		return h, err
	}
	h.Set("Message-Id", m.MessageID)
	h.SetDate(m.Date)
	return h, nil
}

// check refuses what no mail can be without.
func (m *Mail) check() error {
	if !messageID.MatchString(m.MessageID) {
		return fault.New(fault.Invalid, "%q is not a message identifier such as <1@example.com>", m.MessageID)
	}
	for _, a := range m.Attachments {
		if a.ContentID != "" && !messageID.MatchString("<"+a.ContentID+">") {
			return fault.New(fault.Invalid, "%q is not a message identifier such as <1@example.com>", "<"+a.ContentID+">")
		}
	}
	if m.Date.IsZero() || m.Text == "" || Line(m.Subject) == "" {
		return fault.New(fault.Invalid, "a mail needs a date, a subject and a text")
	}
	return nil
}

// purpose says to programs what kind of mail this is.
//
// Auto-Submitted (RFC 3834) and X-Auto-Response-Suppress (Exchange) keep
// out-of-office notes away from what a program wrote but let bounces through, which must
// be heard. What a person wrote has neither: whoever is away may say so.
//
// There is no Precedence and, but for Unsubscribe, no List- field: a reminder is a letter
// to one debtor and no post to a list (RFC 2369, 1), and marking it so would sort it away
// or offer to unsubscribe from a debt. What somebody may end, such as a summary each
// week, has List-Unsubscribe with the one click of RFC 8058; that asks for an https
// address, and for a signature which covers both fields (package dkim covers them).
func (m *Mail) purpose(h *mail.Header) error {
	if !m.Personal {
		h.Set("X-Auto-Response-Suppress", "OOF, AutoReply")
		h.Set("Auto-Submitted", "auto-generated")
	}
	if m.Unsubscribe == "" {
		return nil
	}
	u, err := url.Parse(m.Unsubscribe)
	if err != nil || u.Scheme != "https" || u.Host == "" || len(m.Unsubscribe) > maxID || strings.ContainsFunc(m.Unsubscribe, notInURL) {
		return fault.New(fault.Invalid, "%q is no address of a page that begins with https://", m.Unsubscribe)
	}
	h.Set("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	h.Set("List-Unsubscribe", "<"+m.Unsubscribe+">")
	return nil
}

// notInURL reports what may not stand in an address between angle brackets.
func notInURL(r rune) bool { return r <= ' ' || r > '~' || r == '<' || r == '>' || r == ',' }

// people writes from whom the mail comes, and to whom it goes.
func (m *Mail) people(h *mail.Header) error {
	for _, field := range []struct {
		key, name string
		list      []string
	}{
		{"Reply-To", m.FromName, some(m.ReplyTo)}, {"Cc", "", m.Cc}, {"To", "", m.To},
		{"Sender", "", some(m.differs())}, {"From", m.FromName, []string{m.From}},
	} {
		if len(field.list) == 0 && field.key != "To" {
			continue
		}
		list, err := addresses(field.name, field.list...)
		if err != nil {
			return err
		}
		h.Set(field.key, list)
	}
	return nil
}

// some is a list of one address, or of none where there is none.
func some(address string) []string {
	if address == "" {
		return nil
	}
	return []string{address}
}

// differs is the sender where that is somebody else than the author; the field must not
// repeat From (RFC 5322, 3.6.2).
func (m *Mail) differs() string {
	if strings.EqualFold(m.Sender, m.From) {
		return ""
	}
	return m.Sender
}

// addresses writes a list of addresses with one name. Names beyond ASCII are
// written in base64: in quoted-printable, the library lets marks through that must
// not stand in a name (RFC 2047, 5).
func addresses(name string, list ...string) (string, error) {
	if len(list) == 0 {
		return "", fault.New(fault.Invalid, "a mail needs somebody it goes to")
	}
	name = Line(name)
	var all []string
	for _, s := range list {
		address, err := Address(s)
		switch {
		case err != nil:
			return "", err
		case strings.ContainsFunc(name, func(r rune) bool { return r > '~' }):
			all = append(all, mime.BEncoding.Encode("utf-8", name)+" <"+address+">")
		default:
			all = append(all, (&mail.Address{Name: name, Address: address}).String())
		}
	}
	return strings.Join(all, ", "), nil
}

// node is one part of a MIME tree: a body, or parts of its own.
type node struct {
	mime     string
	params   map[string]string
	encoding string
	filename string
	id       string // by which the HTML shows it
	body     []byte
	parts    []node
}

func (m *Mail) content() node {
	root, html := textNode("text/plain", m.Text), textNode("text/html", m.HTML)
	pictures, files := []node{html}, []node(nil)
	for _, a := range m.Attachments {
		n := node{mime: a.kind(), encoding: "base64", filename: Line(a.Name), id: a.ContentID, body: a.Body}
		if m.shows(&a) {
			pictures = append(pictures, n)
		} else {
			files = append(files, n)
		}
	}
	if len(pictures) > 1 {
		html = m.multipart("related", pictures...)
	}
	if m.HTML != "" {
		root = m.multipart("alternative", root, html)
	}
	if len(files) == 0 {
		return root
	}
	return m.multipart("mixed", append([]node{root}, files...)...)
}

func textNode(kind, text string) node {
	return node{
		mime: kind, params: map[string]string{"charset": "utf-8"},
		encoding: "quoted-printable", body: []byte(text),
	}
}

// multipart joins parts. The boundary is derived from the content, so that it is
// the same each time and nobody who writes a part of the mail can foresee it.
func (m *Mail) multipart(kind string, parts ...node) node {
	hash := sha256.New()
	fmt.Fprintf(hash, "%s %s %q %q %q", kind, m.MessageID, m.Subject, m.Text, m.HTML)
	for _, a := range m.Attachments {
		fmt.Fprintf(hash, " %q %q %x", a.Name, a.MIME, sha256.Sum256(a.Body))
	}
	boundary := hex.EncodeToString(hash.Sum(nil)[:20])
	return node{mime: "multipart/" + kind, params: map[string]string{"boundary": boundary}, parts: parts}
}

// dispose says of a file how it is shown.
func (n *node) dispose(h *message.Header) {
	how := "attachment"
	if n.id != "" {
		how = "inline"
		h.Set("Content-Id", "<"+n.id+">")
	}
	if n.filename != "" {
		h.SetContentDisposition(how, map[string]string{"filename": n.filename})
	}
}

// write puts the content of n into w, whose header has been written.
func (n node) write(w *message.Writer) error {
	if len(n.parts) == 0 {
		if _, err := w.Write(n.body); err != nil {
			return err
		}
	}
	for _, part := range n.parts {
		var h message.Header
		h.SetContentType(part.mime, part.params)
		if part.encoding != "" {
			h.Set("Content-Transfer-Encoding", part.encoding)
		}
		part.dispose(&h)
		pw, err := w.CreatePart(h)
		if err != nil {
			return err
		}
		if err := part.write(pw); err != nil {
			return err
		}
	}
	return w.Close()
}
