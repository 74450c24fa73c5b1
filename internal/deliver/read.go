package deliver

import (
	"bytes"
	"encoding/base64"
	"io"
	"slices"
	"strings"

	message "github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"

	"acquit/internal/fault"
)

// Read takes a mail apart again. The text and the HTML are the first of their
// kind; every other part is an attachment.
func Read(raw []byte) (Mail, error) {
	r, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil && !message.IsUnknownCharset(err) {
		return Mail{}, fault.Wrap(fault.Invalid, err, "this is not a mail")
	}
	m := readHeader(r.Header)
	for {
		part, err := r.NextPart()
		if err == io.EOF {
			return m, nil
		}
		if err != nil && !message.IsUnknownCharset(err) {
			return m, fault.Wrap(fault.Invalid, err, "a part of the mail cannot be read")
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			return m, fault.Wrap(fault.Invalid, err, "a part of the mail breaks off")
		}
		m.addPart(part.Header, body)
	}
}

// readHeader reads what it can: a mail from elsewhere may lack any field.
func readHeader(h mail.Header) (m Mail) {
	m.Subject, _ = h.Subject()
	m.Date, _ = h.Date()
	m.MessageID = h.Get("Message-Id")
	m.References = identifiers(h.Get("References"))
	if ids := identifiers(h.Get("In-Reply-To")); len(ids) > 0 {
		m.InReplyTo = ids[0]
	}
	automatic, _, _ := strings.Cut(h.Get("Auto-Submitted"), ";")
	m.Personal = automatic == "" || strings.EqualFold(strings.TrimSpace(automatic), "no") // RFC 3834, 5.1
	m.Unsubscribe = page(h.Get("List-Unsubscribe"))
	m.Language = h.Get("Content-Language")
	if list, err := h.AddressList("From"); err == nil && len(list) > 0 {
		m.From, m.FromName = list[0].Address, list[0].Name
	}
	if list, err := h.AddressList("Sender"); err == nil && len(list) > 0 {
		m.Sender = list[0].Address
	}
	if list, err := h.AddressList("Reply-To"); err == nil && len(list) > 0 {
		m.ReplyTo = list[0].Address
	}
	m.To, m.Cc = addressesIn(&h, "To"), addressesIn(&h, "Cc")
	return m
}

// page is the address of a page among those of a List- field (RFC 2369, 2).
func page(field string) string {
	for one := range strings.SplitSeq(field, ",") {
		if one = strings.Trim(one, "<> \t\r\n"); strings.HasPrefix(one, "https://") {
			return one
		}
	}
	return ""
}

func addressesIn(h *mail.Header, field string) (all []string) {
	list, _ := h.AddressList(field)
	for _, a := range list {
		all = append(all, a.Address)
	}
	return all
}

func (m *Mail) addPart(header mail.PartHeader, body []byte) {
	var name, mime, id string
	switch h := header.(type) {
	case *mail.AttachmentHeader:
		mime, _, _ = h.ContentType()
		name, _ = h.Filename()
	case *mail.InlineHeader:
		mime, _, _ = h.ContentType()
		switch {
		case mime == "text/plain" && m.Text == "":
			m.Text = string(body)
			return
		case mime == "text/html" && m.HTML == "":
			m.HTML = string(body)
			return
		}
		_, params, _ := h.ContentDisposition()
		name, id = params["filename"], strings.Trim(h.Get("Content-Id"), "<> ")
	}
	m.Attachments = append(m.Attachments, Attachment{Name: name, MIME: mime, Body: body, ContentID: id})
}

// Enclosed are the files that go with the mail, without the pictures of its HTML.
func (m *Mail) Enclosed() []Attachment {
	return slices.DeleteFunc(slices.Clone(m.Attachments), func(a Attachment) bool { return m.shows(&a) })
}

// Shown is the HTML as a browser shows it by itself: with its pictures inside.
func (m *Mail) Shown() string {
	shown := m.HTML
	for n := range m.Attachments {
		if a := &m.Attachments[n]; a.ContentID != "" && strings.HasPrefix(a.kind(), "image/") {
			shown = strings.ReplaceAll(shown, `src="cid:`+a.ContentID+`"`, `src="data:`+a.kind()+";base64,"+base64.StdEncoding.EncodeToString(a.Body)+`"`)
		}
	}
	return shown
}
