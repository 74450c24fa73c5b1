package filename

import (
	"cmp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestOf(t *testing.T) {
	for name, want := range map[string]string{
		"invoice.pdf":                        "invoice.pdf",
		"../../etc/passwd":                   "passwd",
		`C:\temp\hours.csv`:                  "hours.csv",
		"a/b/":                               "b",
		"Ünïcode 発票.pdf":                     "Ünïcode 発票.pdf",
		"invoice\u202Efdp.exe":               "invoicefdp.exe",
		"line\nbreak\x00.pdf":                "linebreak.pdf",
		"what?: 1|2.pdf":                     "what__ 1_2.pdf",
		".htaccess":                          "htaccess",
		"name. ":                             "name",
		"":                                   "",
		"..":                                 "",
		"???":                                "",
		"\xff\xfe":                           "",
		strings.Repeat("é", 200) + ".pdf":    strings.Repeat("é", 73) + ".pdf",
		strings.Repeat("x", 200):             strings.Repeat("x", 150),
		"x." + strings.Repeat("ending", 100): "x." + strings.Repeat("ending", 100)[:148],
	} {
		if got := Of(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
		if got := Shown(name); got != cmp.Or(want, "file") {
			t.Errorf("%q is shown as %q", name, got)
		}
	}
}

func TestCleanTakesNoFoldersOff(t *testing.T) {
	if got := Clean(` Lys/Fils \ "Nord"` + ".\u200f"); got != "Lys_Fils _ _Nord_" {
		t.Errorf("%q", got)
	}
}

func TestNamesAreFit(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		name := Of(rapid.String().Draw(r, "name"))
		if len(name) > longest || !utf8.ValidString(name) || strings.ContainsAny(name, `/\:*?"<>|`) ||
			strings.HasPrefix(name, ".") || strings.ContainsFunc(name, unicode.IsControl) {
			r.Fatalf("%q", name)
		}
		if again := Of(name); again != name {
			r.Fatalf("%q becomes %q", name, again)
		}
	})
}
