// Package fault names the kinds of failure that a person or a program can act
// on, and says where in a file a failure lies.
//
// A kind is found with errors.Is; each face maps kinds to its own signals (an
// HTTP status, an exit code, a retry) in one table.
package fault

import (
	"errors"
	"fmt"
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
	Place Place  // where in the input, when it came from a file
	Msg   string // one sentence, no trailing dot
	Cause error  // what lies beneath, if anything
}

// Place is a position in an input. The zero value means "nowhere in particular".
type Place struct {
	File string // as the person named it
	Line int    // 1-based; 0 when lines mean nothing
	Path string // inside a structure: "Invoice/LegalMonetaryTotal/PayableAmount"
}

// String gives the place as compilers do: file:line: path.
func (p Place) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		if p.File == "" {
			b.WriteString("line ")
		} else {
			b.WriteByte(':')
		}
		fmt.Fprintf(&b, "%d", p.Line)
	}
	if p.Path != "" {
		if b.Len() > 0 {
			b.WriteString(": ")
		}
		b.WriteString(p.Path)
	}
	return b.String()
}

func (e *Error) Error() string {
	var parts []string
	for _, part := range []string{e.Place.String(), e.Msg} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if e.Cause != nil {
		parts = append(parts, e.Cause.Error())
	}
	return strings.Join(parts, ": ")
}

// Is reports whether target is this failure's kind.
func (e *Error) Is(target error) bool { return target == e.Kind }

func (e *Error) Unwrap() error { return e.Cause }

// New returns a failure of kind k; the message is formatted as by fmt.Sprintf.
func New(k Kind, format string, args ...any) *Error {
	return &Error{Kind: k, Msg: fmt.Sprintf(format, args...)}
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
