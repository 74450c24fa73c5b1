package locale

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// messagesOf reads every message of a language or of a tag's own files.
func messagesOf(t *testing.T, suffix string) map[string]*i18n.Message {
	t.Helper()
	messages := map[string]*i18n.Message{}
	for _, name := range names(suffix) {
		if err := readFile(name, messages); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return messages
}

var placeholder = regexp.MustCompile(`\{\{\.([A-Z][A-Za-z]*)\}\}`)

// placeholders lists the names in a text, sorted, each once.
func placeholders(text string) []string {
	var list []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		list = append(list, m[1])
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// shape is what a translation may not change: whether the message has plural
// forms, and its placeholders.
func shape(m *i18n.Message) string {
	return fmt.Sprintf("plural %t, placeholders %v", m.One != "", placeholders(m.Other))
}

func shapes(messages map[string]*i18n.Message) map[string]string {
	all := map[string]string{}
	for key, m := range messages {
		all[key] = shape(m)
	}
	return all
}

func TestEveryLanguageHasEveryMessage(t *testing.T) {
	want := shapes(messagesOf(t, "en"))
	if len(want) == 0 {
		t.Fatal("there are no messages")
	}
	for _, l := range Languages {
		if diff := cmp.Diff(want, shapes(messagesOf(t, string(l)))); diff != "" {
			t.Errorf("%s differs (-en +%s)\n%s", l, l, diff)
		}
	}
}

func TestACountryChangesOnlyWordsOfItsLanguage(t *testing.T) {
	for tag := range formats {
		base := messagesOf(t, string(tag.Language()))
		for key, m := range messagesOf(t, string(tag)) {
			switch b, ok := base[key]; {
			case !ok:
				t.Errorf("%s: %s is not in %s", tag, key, tag.Language())
			case shape(m) != shape(b):
				t.Errorf("%s: %s has %s, its language has %s", tag, key, shape(m), shape(b))
			case m.One == b.One && m.Other == b.Other:
				t.Errorf("%s: %s says the same as its language", tag, key)
			}
		}
	}
}

func TestEveryFileIsOfAKnownLanguageAndHasEachKeyOnce(t *testing.T) {
	known := map[string]bool{}
	for _, l := range Languages {
		known[string(l)] = true
	}
	for tag := range formats {
		known[string(tag)] = true
	}
	all, err := fs.Glob(files, "catalogue/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		parts := strings.Split(path.Base(name), ".")
		if len(parts) != 3 || !known[parts[1]] {
			t.Errorf("%s is not named <room>.<language>.json", name)
		}
		raw, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range repeated(t, raw) {
			t.Errorf("%s has the key %s twice", name, key)
		}
	}
}

// repeated lists the keys that stand more than once in an object.
func repeated(t *testing.T, raw []byte) []string {
	t.Helper()
	seen := map[string]int{}
	d := json.NewDecoder(bytes.NewReader(raw))
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		seen[key.(string)]++
		var text any
		if err := d.Decode(&text); err != nil {
			t.Fatal(err)
		}
	}
	maps.DeleteFunc(seen, func(_ string, n int) bool { return n == 1 })
	return slices.Sorted(maps.Keys(seen))
}

func TestTypography(t *testing.T) {
	suffixes := []string{}
	for _, l := range Languages {
		suffixes = append(suffixes, string(l))
	}
	for tag := range formats {
		suffixes = append(suffixes, string(tag))
	}
	for _, suffix := range suffixes {
		for key, m := range messagesOf(t, suffix) {
			for _, text := range []string{m.One, m.Other} {
				for _, fault := range typos(text, Tag(suffix).Language()) {
					t.Errorf("%s %s: %s: %q", suffix, key, fault, text)
				}
			}
		}
	}
}

var (
	otherTemplate = regexp.MustCompile(`\{\{`)
	frenchMark    = regexp.MustCompile(`[^\x{202f}:;?!…][;?!]|[^\x{202f}:;?!…/0-9]:|[0-9]:[^0-9]`)
	frenchOpen    = regexp.MustCompile(`«[^\x{a0}\x{202f}]`)
	frenchClose   = regexp.MustCompile(`[^\x{a0}\x{202f}]»`)
	address       = regexp.MustCompile(`(https?|mailto):`)
)

// typos names what is wrong with the setting of a text. A colon stands without a
// blank in a time (14:05), and in an address.
func typos(text string, l Language) []string {
	var found []string
	check := func(wrong bool, fault string) {
		if wrong {
			found = append(found, fault)
		}
	}
	check(strings.ContainsAny(text, `'"`), "straight quotes")
	check(strings.Contains(text, "..."), "three dots for an ellipsis")
	check(strings.ContainsAny(text, "<>"), "looks like HTML")
	check(strings.TrimSpace(text) != text, "blanks at an end")
	check(strings.Contains(text, "  "), "two blanks")
	bare := placeholder.ReplaceAllString(text, "X")
	check(otherTemplate.MatchString(bare), "a template that is more than {{.Name}}")
	if l == French {
		bare = address.ReplaceAllString(bare, "")
		check(frenchMark.MatchString(bare), "no narrow no-break space before : ; ? or !")
		check(frenchOpen.MatchString(bare) || frenchClose.MatchString(bare), "no no-break space inside « »")
	}
	return found
}

func TestTypos(t *testing.T) {
	for _, c := range []struct {
		name, text string
		lang       Language
		want       int
	}{
		{"a clean French question", "Payé\u202f?", French, 0},
		{"a plain space before a mark", "Payé ?", French, 1},
		{"a wide no-break space before a mark", "Payé\u00a0!", French, 1},
		{"no space before a mark", "Payé!", French, 1},
		{"a colon without space", "Total: 5", French, 1},
		{"a colon after a number", "Facture 12: payée", French, 1},
		{"a mark after a placeholder", "Payer {{.Amount}}?", French, 1},
		{"a time and an address", "À 14:05 sur https://acquit.example", French, 0},
		{"two marks at once", "Payé\u202f?!", French, 0},
		{"clean guillemets", "«\u00a0Payé\u202f»", French, 0},
		{"tight guillemets", "«Payé»", French, 1},
		{"English marks are tight", "Paid?", English, 0},
		{"a straight apostrophe", "it's", English, 1},
		{"three dots", "wait...", English, 1},
		{"an element", "<b>paid</b>", English, 1},
		{"a condition", "{{if .A}}x{{end}}", German, 1},
		{"a blank at the end", "bezahlt ", German, 1},
	} {
		if got := typos(c.text, c.lang); len(got) != c.want {
			t.Errorf("%s: %q has %v, want %d", c.name, c.text, got, c.want)
		}
	}
}
