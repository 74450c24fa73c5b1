package inbox

import (
	"mime"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/html/charset"
)

// What of a header is kept.
const (
	mostReferences = 100
	mostAddresses  = 200
	longestID      = 998 // bytes of a Message-ID: those of the longest line (RFC 5322, 2.1.1)
)

// passedOn are the fields in which servers note for whom they took a mail.
var passedOn = []string{"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "X-Rcpt-To"}

// address reads from the header who writes to whom, when, and in answer to what.
func (m *Mail) address(h mail.Header) {
	if ids := identifiers(h.Get("Message-Id")); len(ids) > 0 {
		m.MailID = ids[0]
	}
	if ids := identifiers(h.Get("In-Reply-To")); len(ids) > 0 {
		m.InReplyTo = ids[0]
	}
	m.References = latest(identifiers(h.Get("References")))
	m.SentAt = sentAt(h)
	if from := addresses(h["From"]); len(from) > 0 {
		m.From, m.FromName = from[0].Address, oneLine(from[0].Name)
	}
	m.To, m.Cc = plain(addresses(h["To"])), plain(addresses(h["Cc"]))
	for _, field := range passedOn {
		m.DeliveredTo = append(m.DeliveredTo, plain(addresses(h[field]))...)
	}
	m.DeliveredTo = distinct(m.DeliveredTo)
	if to := addresses(h["Reply-To"]); len(to) > 0 && !strings.EqualFold(to[0].Address, m.From) {
		m.ReplyTo = to[0].Address
	}
	m.Subject = oneLine(words(h.Get("Subject")))
}

// identifiers are the Message-IDs of a field, each once (RFC 5322, 3.6.4). Some programs
// write words between them, and some leave the brackets out.
func identifiers(field string) (all []string) {
	if !strings.Contains(field, "<") {
		if id := identifier(field); strings.Contains(id, "@") {
			return []string{id}
		}
		return nil
	}
	seen := map[string]bool{}
	for {
		_, after, found := strings.Cut(field, "<")
		id, rest, closed := strings.Cut(after, ">")
		if !found || !closed {
			return all
		}
		if id = identifier(id); id != "" && !seen[id] {
			seen[id] = true
			all = append(all, id)
		}
		field = rest
	}
}

// identifier is a Message-ID that can be one, else "". Blanks within come from lines that
// were folded.
func identifier(id string) string {
	id = strings.Join(strings.Fields(id), "")
	if len(id) > longestID || strings.ContainsAny(id, "<>") || strings.ContainsFunc(id, unicode.IsControl) {
		return ""
	}
	return strings.ToValidUTF8(id, "\uFFFD")
}

// latest keeps the first mail of a long conversation, and the last ones.
func latest(all []string) []string {
	if len(all) <= mostReferences {
		return all
	}
	return append(all[:1:1], all[len(all)-mostReferences+1:]...)
}

// sentAt is when a mail was sent, as it says; zero when it says nothing that can be.
func sentAt(h mail.Header) time.Time {
	at, err := h.Date()
	if err != nil || at.Year() < 1970 || at.Year() > 9999 {
		return time.Time{}
	}
	return at
}

// addresses reads fields that list addresses. Where one cannot be read, what stands in
// angle brackets is taken.
func addresses(fields []string) (all []*mail.Address) {
	parser := mail.AddressParser{WordDecoder: &mime.WordDecoder{CharsetReader: charset.NewReaderLabel}}
	for _, field := range fields {
		list, err := parser.ParseList(field)
		if err != nil {
			list = bracketed(field)
		}
		all = append(all, list...)
		if len(all) > mostAddresses {
			return all[:mostAddresses]
		}
	}
	return all
}

// bracketed finds the addresses of a field that is not written as it should be.
func bracketed(field string) (all []*mail.Address) {
	for _, one := range strings.Split(field, ",") {
		name, after, _ := strings.Cut(one, "<")
		address, _, closed := strings.Cut(after, ">")
		if address = strings.TrimSpace(address); !closed {
			name, address = "", strings.TrimSpace(one)
		}
		if local, domain, ok := strings.Cut(address, "@"); ok && local != "" && domain != "" && !strings.ContainsAny(address, " \t\r\n<>") && !strings.Contains(domain, "@") {
			all = append(all, &mail.Address{Name: words(strings.Trim(strings.TrimSpace(name), `"`)), Address: address})
		}
	}
	return all
}

// plain are the addresses alone.
func plain(all []*mail.Address) (out []string) {
	for _, a := range all {
		if address := oneLine(a.Address); address != "" {
			out = append(out, address)
		}
	}
	return out
}

// distinct keeps the first of addresses that are the same.
func distinct(all []string) []string {
	var out []string
	for _, a := range all {
		if !slices.ContainsFunc(out, func(b string) bool { return strings.EqualFold(a, b) }) {
			out = append(out, a)
		}
	}
	return out
}

// words decodes the words of a header (RFC 2047). What cannot be decoded stays.
func words(s string) string {
	decoder := mime.WordDecoder{CharsetReader: charset.NewReaderLabel}
	text, err := decoder.DecodeHeader(s)
	if err != nil {
		text = s
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}

// oneLine makes one line of a text from outside.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), func(r rune) bool {
		return unicode.IsControl(r) || r == ' '
	}), " ")
}
