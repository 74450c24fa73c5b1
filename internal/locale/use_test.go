package locale

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nicksnyder/go-i18n/v2/i18n"

	"acquit/internal/testkit/corpus"
)

// TestUse holds every call of T, N and Cap in the program's source, pages
// included, against the catalogue: the key must exist, and the arguments must be
// the message's placeholders. Keys that are put together in code are not seen.
func TestUse(t *testing.T) {
	messages := messagesOf(t, "en")
	set := token.NewFileSet()
	err := filepath.WalkDir(corpus.Root(), func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && name != corpus.Root() {
			return fs.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, fault := range misuses(set, file, messages) {
			t.Error(fault)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

var keyText = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_]+)+$`)

// misuses lists the calls in a file that do not suit their message.
func misuses(set *token.FileSet, file *ast.File, messages map[string]*i18n.Message) []string {
	var found []string
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		method, ok := call.Fun.(*ast.SelectorExpr)
		key, isText := literal(call.Args[0])
		if !ok || !isText || !keyText.MatchString(key) || !slices.Contains([]string{"T", "N", "Cap"}, method.Sel.Name) {
			return true
		}
		if fault := misuse(method.Sel.Name, call, messages[key]); fault != "" {
			found = append(found, fmt.Sprintf("%s: %s %s", set.Position(call.Pos()), key, fault))
		}
		return true
	})
	return found
}

// misuse says what is wrong with one call, or "".
func misuse(method string, call *ast.CallExpr, m *i18n.Message) string {
	if m == nil {
		return "is in no catalogue"
	}
	if plural := m.One != ""; plural != (method == "N") {
		return "has plural forms or not, other than " + method + " expects"
	}
	first, given := 1, []string(nil)
	if method == "N" {
		first, given = 2, []string{"N"}
	}
	if call.Ellipsis.IsValid() {
		return "" // the arguments are only known when the program runs
	}
	for i := first; i < len(call.Args); i += 2 {
		name, ok := literal(call.Args[i])
		if !ok {
			return ""
		}
		given = append(given, name)
	}
	slices.Sort(given)
	if want := placeholders(m.Other); !slices.Equal(given, want) {
		return fmt.Sprintf("is given %v and wants %v", given, want)
	}
	return ""
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

func TestMisuses(t *testing.T) {
	const source = `package p

func f() {
	w.T("a.plain")
	w.T("a.gone")
	w.T("a.filled", "Amount", a, "Day", d)
	w.T("a.filled", "Amount", a)
	w.T("a.plain", "Amount", a)
	w.N("a.plural", 3)
	w.N("a.filled", 3, "Amount", a)
	w.Cap("a.plural")
	w.T("a.filled", args...)
	w.T(key)
	w.T("not a key")
	w.Get("a.gone")
}
`
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "p.go", source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	got := misuses(set, file, map[string]*i18n.Message{
		"a.plain":  {Other: "Paid"},
		"a.filled": {Other: "{{.Amount}} on {{.Day}}, {{.Amount}}"},
		"a.plural": {One: "one invoice", Other: "{{.N}} invoices"},
	})
	want := []string{
		"p.go:5:2: a.gone is in no catalogue",
		"p.go:7:2: a.filled is given [Amount] and wants [Amount Day]",
		"p.go:8:2: a.plain is given [Amount] and wants []",
		"p.go:10:2: a.filled has plural forms or not, other than N expects",
		"p.go:11:2: a.plural has plural forms or not, other than Cap expects",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
