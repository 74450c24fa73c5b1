package fault

import (
	"errors"
	"fmt"
	"io"
	"testing"
)

func TestKinds(t *testing.T) {
	cause := New(NotFound, "no such account")
	for _, c := range []struct {
		name string
		err  error
		kind Kind
		not  Kind
	}{
		{"a failure is its kind", New(Invalid, "wrong"), Invalid, Conflict},
		{"a failure with a place is invalid", At(3, "Ntry", "wrong"), Invalid, NotFound},
		{"a wrapped failure", fmt.Errorf("reading: %w", New(Denied, "no")), Denied, Invalid},
		{"the outer kind comes first", Wrap(Conflict, cause, "booking"), Conflict, Invalid},
		{"a bare kind", Unavailable, Unavailable, Invalid},
		{"a wrapped bare kind", fmt.Errorf("saving: %w", Conflict), Conflict, Invalid},
		{"a foreign error beneath", Wrap(Unavailable, io.EOF, "reading"), Unavailable, Invalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !errors.Is(c.err, c.kind) || errors.Is(c.err, c.not) {
				t.Errorf("%v: is %s %t, is %s %t", c.err, c.kind, errors.Is(c.err, c.kind), c.not, errors.Is(c.err, c.not))
			}
			if got := KindOf(c.err); got != c.kind {
				t.Errorf("%v is %q, want %q", c.err, got, c.kind)
			}
		})
	}
	if wrapped := Wrap(Conflict, cause, "booking"); !errors.Is(wrapped, NotFound) || !errors.Is(wrapped, cause) {
		t.Errorf("%v has lost its cause", wrapped)
	}
	for name, err := range map[string]error{"no error": nil, "a foreign error": io.EOF} {
		if got := KindOf(err); got != "" {
			t.Errorf("%s is %q", name, got)
		}
	}
}

func TestWrappingNoErrorIsNoError(t *testing.T) {
	if err := Wrap(Invalid, nil, "reading"); err != nil {
		t.Errorf("%v", err)
	}
	if err := In("a.xml", nil); err != nil {
		t.Errorf("%v", err)
	}
}

func TestPlace(t *testing.T) {
	for want, place := range map[string]Place{
		"":                      {},
		"a.xml":                 {File: "a.xml"},
		"a.xml:3":               {File: "a.xml", Line: 3},
		"line 3":                {Line: 3},
		"Invoice/ID":            {Path: "Invoice/ID"},
		"line 3: Invoice/ID":    {Line: 3, Path: "Invoice/ID"},
		"a.xml: Invoice/ID":     {File: "a.xml", Path: "Invoice/ID"},
		"a.xml:3: Invoice/ID":   {File: "a.xml", Line: 3, Path: "Invoice/ID"},
		"a.xml: line 3 of 7: x": {File: "a.xml", Path: "line 3 of 7: x"},
	} {
		if got := place.String(); got != want {
			t.Errorf("%#v is %q, want %q", place, got, want)
		}
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"a sentence", New(Invalid, "%q is not a day", "x"), `"x" is not a day`},
		{"a place", At(3, "Ntry", "no amount"), "line 3: Ntry: no amount"},
		{"a cause", Wrap(Unavailable, io.EOF, "reading the answer"), "reading the answer: EOF"},
		{"a file", In("a.sta", At(3, "", "no amount")), "a.sta:3: no amount"},
		{"a file without a line", In("a.sta", New(Invalid, "empty")), "a.sta: empty"},
		{"a file around a cause", In("a.sta", Wrap(Invalid, At(3, "", "no amount"), "statement 2")), "a.sta: statement 2: line 3: no amount"},
		{"a file around other words", In("a.sta", fmt.Errorf("statement 2: %w", At(3, "", "no amount"))), "a.sta: statement 2: line 3: no amount"},
		{"a file that is named already", In("b.zip", In("a.sta", New(Invalid, "empty"))), "a.sta: empty"},
		{"a foreign error", In("a.sta", io.EOF), "EOF"},
		{"a bare kind", NotFound, "not found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.err.Error(); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestNamingAFileChangesNothingElse(t *testing.T) {
	original := At(3, "Ntry", "no amount")
	named := In("a.sta", original)
	if original.Place.File != "" {
		t.Error("the original was changed")
	}
	if !errors.Is(named, Invalid) {
		t.Errorf("%v is no longer invalid", named)
	}
	outer := fmt.Errorf("statement 2: %w", original)
	if named := In("a.sta", outer); !errors.Is(named, Invalid) || !errors.Is(named, outer) {
		t.Errorf("%v has lost its kind or its cause", named)
	}
}
