package fault

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestATextIsItsSentence(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Say("the file is empty").String(), "the file is empty"},
		{Say("%q is not a day", `a "b"`).String(), fmt.Sprintf("%q is not a day", `a "b"`)},
		{Say("%04d, %#02x and U+%04X", 7, 0xff, 'é').String(), fmt.Sprintf("%04d, %#02x and U+%04X", 7, 0xff, 'é')},
		{Say("100%% of %s, written as %%XX", "it").String(), fmt.Sprintf("100%% of %s, written as %%XX", "it")},
		{Say("%s", "50% off %d").String(), "50% off %d"},
		{Say("%s of %v", io.EOF, []string{"a"}).String(), fmt.Sprintf("%s of %v", io.EOF, []string{"a"})},
		{Say("%s before line %d", Say("the file ends"), 3).String(), "the file ends before line 3"},
		{Say("%s (and %d more)", Say("%q is no day", "x"), 2).String(), `"x" is no day (and 2 more)`},
		{Verbatim("100% sure").String(), "100% sure"},
		{Text{}.String(), ""},
		{Text{Format: "%s of %s", Args: []any{"one"}}.String(), "one of %s"}, // a stored text may be cut
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestATextOfNothingElseIsThatText(t *testing.T) {
	inner := Say("%q is not a day", "x")
	for name, got := range map[string]Text{
		"a text":              Say("%s", inner),
		"a failure":           Say("%s", New(Invalid, "%q is not a day", "x")),
		"what a failure says": TextOf(New(Invalid, "%q is not a day", "x")),
	} {
		if diff := cmp.Diff(inner, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestWhatAnErrorSaysIsItsEnglish(t *testing.T) {
	beneath := At(3, "Ntry", "no amount")
	for name, err := range map[string]error{
		"nothing":                  nil,
		"a failure":                New(Invalid, "%q is not a day", "x"),
		"a place":                  beneath,
		"a file":                   In("a.sta", beneath),
		"a cause":                  Wrap(Invalid, beneath, "statement %d", 2),
		"a foreign cause":          Wrap(Unavailable, io.EOF, "reading"),
		"a failure as an argument": New(Invalid, "the line cannot be read: %s", beneath),
		"a foreign error":          io.EOF,
		"a foreign one around":     fmt.Errorf("statement 2: %w", beneath),
		"a bare kind":              NotFound,
		"several":                  Wrap(Invalid, errors.Join(beneath, io.EOF, Denied), "%d statements were left out", 3),
		"several in words":         fmt.Errorf("%w, then %w", beneath, io.EOF),
	} {
		want := ""
		if err != nil {
			want = err.Error()
		}
		if got := TextOf(err).String(); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestTextsSurviveJSON(t *testing.T) {
	for _, want := range []Text{
		{},
		Say("the file is empty"),
		Say("%q is not a day", "x"),
		Say("%s before line %d: %s", Say("the file ends"), 3, Say("%s of %s", "a", Say("b"))),
		Verbatim("a name: 100%"),
	} {
		stored, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got Text
		if err := json.Unmarshal(stored, &got); err != nil {
			t.Fatalf("%s: %v", stored, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", stored, diff)
		}
	}
	var old Text
	if err := json.Unmarshal([]byte(`"50% of \"it\""`), &old); err != nil || old.String() != `50% of "it"` {
		t.Errorf("a plain string is read as %q, %v", old, err)
	}
	for _, broken := range []string{`3`, `{"format": 3}`, `{"args": [3]}`, `"`} {
		if err := json.Unmarshal([]byte(broken), &old); err == nil {
			t.Errorf("%s is read as %q", broken, old)
		}
	}
}

func TestPlacesAreReadBack(t *testing.T) {
	for _, p := range []Place{{}, {Line: 3}, {Path: "Ntry 1"}, {Line: 3, Path: "Ntry 1, TxDtls 2"}, {Line: 12, Path: "Invoice/ID: x"}} {
		if got := ParsePlace(p.String()); got != p {
			t.Errorf("%q is read as %#v", p, got)
		}
	}
	for s, want := range map[string]Place{
		"line 15, Ntry 1":           {Line: 15, Path: "Ntry 1"}, // as stored once
		"line":                      {Path: "line"},
		"line x":                    {Path: "line x"},
		"line 3 of 7":               {Path: "line 3 of 7"},
		"line 99999999999999999999": {Path: "line 99999999999999999999"},
		"payable amount":            {Path: "payable amount"},
		"7":                         {Path: "7"},
	} {
		if got := ParsePlace(s); got != want {
			t.Errorf("%q is read as %#v", s, got)
		}
	}
}

func TestNotes(t *testing.T) {
	first, second := At(3, "", "no amount"), At(9, "Ntry", "no day")
	for _, c := range []struct {
		name string
		err  error
		want []string
	}{
		{"one failure", In("a.sta", first), []string{"a.sta:3: no amount"}},
		{"a failure with a cause", Wrap(Invalid, io.EOF, "the file cannot be read"), []string{"the file cannot be read: EOF"}},
		{"several, counted", Wrap(Invalid, errors.Join(first, second), "2 statements were left out"), []string{"line 3: no amount", "line 9: Ntry: no day"}},
		{"a foreign error", io.EOF, []string{"EOF"}},
		{"what stands around a failure is for logs", fmt.Errorf("statement 2: %w", second), []string{"line 9: Ntry: no day"}},
	} {
		var got []string
		for _, n := range Notes(c.err) {
			got = append(got, n.String())
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if n := Notes(first)[0]; n.Place != first.Place || n.Text.Format != "no amount" {
		t.Errorf("the place does not stand apart: %#v", n)
	}
	if raw, err := json.Marshal(Notes(second)); err != nil || string(raw) != `["line 9: Ntry: no day"]` {
		t.Errorf("%s, %v", raw, err)
	}
}
