package deliver

import (
	"encoding/base64"
	"slices"
)

// Limit is the size, in bytes as it is sent, up to which a mail reaches nearly everybody:
// a little below the 10,240,000 that a common mail server takes where nobody set it
// otherwise, since servers on the way and a signature add fields.
const Limit = 10_000_000

// Fit leaves out attachments until the mail, as it is sent, has at most limit bytes, and
// returns those that it left out, so that the caller can offer them otherwise. The
// attachments that come first have the right of way; one that is too large keeps no
// smaller one back. Pictures that the HTML shows are never left out, and nothing is cut:
// a text that is too long alone stays.
func (m *Mail) Fit(limit int) (left []Attachment) {
	if size, err := m.size(); err != nil || size <= limit {
		return nil // what cannot be written is refused by Bytes
	}
	all := m.Attachments
	m.Attachments = slices.DeleteFunc(slices.Clone(all), func(a Attachment) bool { return !m.shows(&a) })
	for n := range all {
		if m.shows(&all[n]) {
			continue
		}
		m.Attachments = append(m.Attachments, all[n])
		if size, err := m.size(); err != nil || size > limit {
			m.Attachments = m.Attachments[:len(m.Attachments)-1]
			left = append(left, all[n])
		}
	}
	return left
}

// shows reports whether a is a picture of the HTML.
func (m *Mail) shows(a *Attachment) bool { return m.HTML != "" && a.ContentID != "" }

// size is how many bytes the mail has as it is sent. Files are reckoned and not written:
// they are most of a mail.
func (m *Mail) size() (int, error) {
	empty, bodies := *m, 0
	empty.Attachments = slices.Clone(m.Attachments)
	for n := range empty.Attachments {
		a := &empty.Attachments[n]
		bodies += encoded(len(a.Body))
		a.Body = nil
	}
	raw, err := empty.Bytes()
	return len(raw) + bodies, err
}

// lineLength is that of base64 in a mail (RFC 2045, 6.8).
const lineLength = 76

// encoded is the size of n bytes in base64, with the ends of all its lines but the last.
func encoded(n int) int {
	size := base64.StdEncoding.EncodedLen(n)
	return size + max(0, size-1)/lineLength*len("\r\n")
}
