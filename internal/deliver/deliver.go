// Package deliver brings messages out of the house: the exact bytes of a mail,
// and the channels that hand them over.
package deliver

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"acquit/internal/fault"
)

// Channel hands over one message. Deliver may be called by many at a time.
type Channel interface {
	// Deliver hands raw, a message from Mail.Bytes, to the recipients. It returns
	// when the outcome is known, or when ctx ends.
	Deliver(ctx context.Context, from string, to []string, raw []byte) Outcome
}

// Kind is how a delivery ended.
type Kind string

// The ends of a delivery.
const (
	Accepted  Kind = "accepted"  // the next server answers for the message now
	Refused   Kind = "refused"   // this message will never be taken
	Later     Kind = "later"     // the message has not left: try again
	Uncertain Kind = "uncertain" // the message may have left: trying again may send it twice
)

// Outcome is what became of a message.
type Outcome struct {
	Kind   Kind
	Answer string    // the server's words, or what went wrong, in one line
	Missed []Missed  // recipients that were left out of an accepted message
	Until  time.Time // set for a message that was not even tried (Later): when it may be; see Paced
	Down   bool      // the server is not there, or does not let us in (Later): it takes no other message either
}

// Missed is a recipient that the server did not take: Refused or Later.
type Missed struct {
	Address string
	Kind    Kind
	Answer  string
}

// The lengths that RFC 5321, 4.5.3.1 allows for an address.
const (
	maxLocal   = 64
	maxAddress = 254
)

// localMarks are the characters besides letters, digits and dots that RFC 5322,
// 3.2.3 allows before the @ without quotes.
const localMarks = "!#$%&'*+-/=?^_`{|}~"

// Address checks a mail address and returns it fit for a server: bücher.example
// becomes xn--bcher-kva.example. Names around an address, quoted local parts and
// letters beyond ASCII before the @ are refused: too few servers take them.
func Address(s string) (string, error) {
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return "", fault.New(fault.Invalid, "%q is not a mail address: it has no @", s)
	}
	local, domain := s[:at], s[at+1:]
	if !validLocal(local) {
		return "", fault.New(fault.Invalid, "%q is not a mail address that can be written to: look at what stands before the @", s)
	}
	host, err := idna.Lookup.ToASCII(domain)
	if err != nil || !utf8.ValidString(domain) || host == "" || strings.Contains(host, "..") || at+1+len(host) > maxAddress {
		return "", fault.New(fault.Invalid, "%q is not a mail address that can be written to: look at what stands behind the @", s)
	}
	return local + "@" + host, nil
}

// validLocal reports whether s is a dot-atom: words joined by single dots.
func validLocal(s string) bool {
	if len(s) > maxLocal {
		return false
	}
	for word := range strings.SplitSeq(s, ".") {
		if word == "" || strings.ContainsFunc(word, notLocal) {
			return false
		}
	}
	return true
}

func notLocal(r rune) bool {
	letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	return !letter && !strings.ContainsRune(localMarks, r)
}

// maxAnswer is as much of a server's answer as anyone reads.
const maxAnswer = 500

// Line makes one line of a text from outside, such as a server's answer or a
// name: control characters, which could end a header, become blanks.
func Line(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	// Only plain blanks are squeezed: French sets others, which do not break.
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
}

// Answer is a server's answer as an Outcome holds it.
func Answer(s string) string {
	line := []rune(Line(s))
	if len(line) > maxAnswer {
		return string(line[:maxAnswer]) + "…"
	}
	return string(line)
}

// Unanswered says, as an Outcome holds it, that a server was silent at the end of a
// message; answer is what was heard instead.
func Unanswered(answer string) string {
	return fault.Say("no answer to the end of the message: %s", answer).Kept()
}
