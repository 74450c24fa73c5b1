// Package fault names the kinds of failure that a person or a program can act
// on, and says where in a file a failure lies.
//
// A kind is found with errors.Is; each face maps kinds to its own signals (an
// HTTP status, an exit code, a retry) in one table.
package fault

import (
	"errors"
	"strconv"
	"strings"
)

// Kind is a class of failure. Kinds are constants and errors at the same time,
// so that errors.Is(err, fault.NotFound) reads as it is meant.
type Kind string

// The kinds. A failure without a kind is a bug or a broken machine.
const (
	Invalid     Kind = "invalid"     // the input is wrong and will stay so
	Conflict    Kind = "conflict"    // the input disagrees with what is stored
	NotFound    Kind = "not found"   // what is named does not exist
	Denied      Kind = "denied"      // the person may not do this
	Unavailable Kind = "unavailable" // may work later: retry
)

// Error makes a Kind an error of its own.
func (k Kind) Error() string { return string(k) }

// Error is a failure with its kind, in words for the person who can mend it.
type Error struct {
	Kind  Kind
	Place Place // where in the input, when it came from a file
	Text  Text  // one sentence, no trailing dot
	Cause error // what lies beneath, if anything
}

// Place is a position in an input. The zero value means "nowhere in particular".
type Place struct {
	File string // as the person named it
	Line int    // 1-based; 0 when lines mean nothing
	Path string // inside a structure: "Invoice/LegalMonetaryTotal/PayableAmount"
}

// String gives the place as compilers do: file:line: path.
func (p Place) String() string { return p.Text().String() }

// Text is the place in words.
func (p Place) Text() Text {
	switch {
	case p.Line == 0:
		return joined(colon, Verbatim(p.File), Verbatim(p.Path))
	case p.File == "" && p.Path == "":
		return Say("line %d", p.Line)
	case p.File == "":
		return Say("line %d: %s", p.Line, p.Path)
	case p.Path == "":
		return Say("%s:%d", p.File, p.Line)
	}
	return Say("%s:%d: %s", p.File, p.Line, p.Path)
}

// ParsePlace reads what String wrote of a place without a file, "line 3: Ntry 1",
// also with a comma as it was written once. What is written otherwise is a path.
func ParsePlace(s string) Place {
	after, found := strings.CutPrefix(s, "line ")
	digits := len(after) - len(strings.TrimLeft(after, "0123456789"))
	line, err := strconv.Atoi(after[:digits])
	path := after[digits:]
	if !found || err != nil || path != "" && !strings.HasPrefix(path, ": ") && !strings.HasPrefix(path, ", ") {
		return Place{Path: s}
	}
	return Place{Line: line, Path: path[min(2, len(path)):]}
}

func (e *Error) Error() string { return TextOf(e).String() }

// Is reports whether target is this failure's kind.
func (e *Error) Is(target error) bool { return target == e.Kind }

func (e *Error) Unwrap() error { return e.Cause }

// New returns a failure of kind k; the message is formatted as by fmt.Sprintf.
func New(k Kind, format string, args ...any) *Error {
	return &Error{Kind: k, Text: Say(format, args...)}
}

// At returns an Invalid failure at a line and path of an input whose file name
// the caller may add with In.
func At(line int, path, format string, args ...any) *Error {
	e := New(Invalid, format, args...)
	e.Place = Place{Line: line, Path: path}
	return e
}

// Wrap adds a kind and a sentence to err. It returns nil when err is nil.
func Wrap(k Kind, err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	e := New(k, format, args...)
	e.Cause = err
	return e
}

// In names the file that err came from, where err is a failure that does not
// name one. Other errors are returned as they are.
func In(file string, err error) error {
	var e *Error
	if !errors.As(err, &e) || e.Place.File != "" {
		return err
	}
	if error(e) != err { // what stands around the failure is kept
		return &Error{Kind: e.Kind, Place: Place{File: file}, Cause: err}
	}
	named := *e
	named.Place.File = file
	return &named
}

// KindOf returns the kind of err, or "" when it has none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	var k Kind
	if errors.As(err, &k) {
		return k
	}
	return ""
}
