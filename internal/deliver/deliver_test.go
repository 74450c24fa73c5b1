package deliver

import (
	"errors"
	"strings"
	"testing"

	"acquit/internal/fault"
)

func TestAddress(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"an ordinary address", "compta@acme.example", "compta@acme.example"},
		{"marks before the @", "a.b+reminders_1@acme.example", "a.b+reminders_1@acme.example"},
		{"letters beyond ASCII in the domain", "info@bücher.example", "info@xn--bcher-kva.example"},
		{"capitals in the domain", "Info@ACME.Example", "Info@acme.example"},
		{"no @", "acme.example", ""},
		{"nothing before the @", "@acme.example", ""},
		{"nothing behind the @", "info@", ""},
		{"letters beyond ASCII before the @", "andré@acme.example", ""},
		{"a name around it", "Info <info@acme.example>", ""},
		{"a blank", "in fo@acme.example", ""},
		{"a line break", "info@acme.example\r\nBcc: all@evil.example", ""},
		{"a parameter for the server", "info@acme.example> SIZE=1", ""},
		{"two dots in a row", "in..fo@acme.example", ""},
		{"a dot at the end", "info.@acme.example", ""},
		{"two dots in the domain", "info@acme..example", ""},
		{"two addresses", "a@acme.example,b@acme.example", ""},
		{"too much before the @", strings.Repeat("a", 65) + "@acme.example", ""},
	} {
		got, err := Address(c.in)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: %q gives %q, %v", c.name, c.in, got, err)
		}
		if err != nil && !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v is not invalid input", c.name, err)
		}
	}
}

func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"compta@acme.example", "a@bücher.example", "x>\r\n@y", "@", "a@b@c", "0@\xff0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := Address(s)
		if err != nil {
			return
		}
		if strings.ContainsFunc(got, func(r rune) bool { return r <= ' ' || r > '~' || r == '<' || r == '>' || r == ',' }) {
			t.Errorf("%q gives %q, which is more than an address", s, got)
		}
		if again, err := Address(got); err != nil || again != got {
			t.Errorf("%q gives %q, and that gives %q, %v", s, got, again, err)
		}
	})
}

func TestAnswerIsOneLineOfLimitedLength(t *testing.T) {
	if got := Answer("450\r\n try \x00\tlater"); got != "450 try later" {
		t.Errorf("%q", got)
	}
	long := []rune(Answer(strings.Repeat("é", 10_000)))
	if len(long) != maxAnswer+1 {
		t.Errorf("%d characters", len(long))
	}
}
