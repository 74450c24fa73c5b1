package deliver

import (
	"slices"
	"strings"

	"github.com/emersion/go-message/mail"
)

// What is told of the mails before one.
const (
	maxReferences = 20  // the first and the newest ones; mail programs need no more to join them
	maxID         = 900 // characters: with its field's name, an identifier must fit a line (RFC 5322, 2.1.1)
)

// Follow makes m an answer to the mail with the identifier parent, so that mail programs
// show both as one conversation. before is what that mail refers to itself: its
// References, or else its In-Reply-To where that is one mail (RFC 5322, 3.6.4).
//
// A conversation may go on for years. Where it has too many mails, the first one stays,
// which names the conversation, and the newest (as RFC 5537, 3.4.4 has it). What is no
// identifier, as mails of others may hold, is left out: m must leave all the same.
func (m *Mail) Follow(parent string, before []string) {
	m.InReplyTo, m.References = "", nil
	for _, id := range append(slices.Clone(before), parent) {
		if id = bracketed(id); id != "" && !slices.Contains(m.References, id) {
			m.References = append(m.References, id)
		}
	}
	m.InReplyTo = bracketed(parent)
	if n := len(m.References); n > maxReferences {
		m.References = slices.Delete(m.References, 1, n-maxReferences+1)
	}
}

// bracketed is an identifier as fields write it, or "" for what is none.
func bracketed(id string) string {
	id = "<" + strings.Trim(id, "<> ") + ">"
	if len(id) > maxID || !messageID.MatchString(id) {
		return ""
	}
	return id
}

// thread writes which mails came before this one.
func (m *Mail) thread(h *mail.Header) {
	var known []string
	for _, id := range m.References {
		if id = bracketed(id); id != "" {
			known = append(known, id)
		}
	}
	if len(known) > 0 {
		h.Set("References", strings.Join(known, " "))
	}
	if id := bracketed(m.InReplyTo); id != "" {
		h.Set("In-Reply-To", id)
	}
}

// identifiers are those that stand in a field, in its order.
func identifiers(field string) (all []string) {
	for _, word := range strings.FieldsFunc(field, func(r rune) bool { return r <= ' ' || r == ',' }) {
		if id := bracketed(word); id != "" {
			all = append(all, id)
		}
	}
	return all
}
