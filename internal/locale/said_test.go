package locale

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/testkit/corpus"
)

// spoken are the sentences that a program says through fault.Say, and through every
// function that hands its own last two parameters, format string and args ...any, on
// to it: fault.New and fault.At, a reader's warn.
type spoken struct {
	files    []*sourceFile
	speakers map[string]map[string]int // folder and name of a function to the place of its format
	methods  map[string]int            // the exported ones that are methods, of whatever package
	formats  map[string]string         // to where each is said first
	wrong    []string
}

type sourceFile struct {
	folder string // "internal/fault"
	set    *token.FileSet
	file   *ast.File
	tongue bool // its sentences are said in the reader's language
}

// english may speak English alone, each for a reason.
var english = map[string]string{
	"internal/api":             "programs are spoken to in English",
	"internal/cli":             "the command line speaks English, as logs do",
	"internal/deliver/catcher": "the demo's mail catcher is started on the command line",
	"internal/bench":           "it measures, for those who work on the program",
	"internal/story":           "it tests",
	"internal/testkit":         "it tests",
}

// listen gathers what the files say.
func listen(files []*sourceFile) *spoken {
	s := &spoken{files: files, methods: map[string]int{}, formats: map[string]string{},
		speakers: map[string]map[string]int{"internal/fault": {"Say": 0}}}
	for again := true; again; {
		again = false
		s.each(func(f *sourceFile, in *ast.FuncDecl) { again = s.learn(f, in) || again })
	}
	s.each(s.hear)
	return s
}

// each calls do with every function; variables of a package have none around them.
func (s *spoken) each(do func(f *sourceFile, in *ast.FuncDecl)) {
	for _, f := range s.files {
		rest := &ast.BlockStmt{}
		for _, decl := range f.file.Decls {
			if in, ok := decl.(*ast.FuncDecl); ok && in.Body != nil {
				do(f, in)
			} else if general, ok := decl.(*ast.GenDecl); ok {
				rest.List = append(rest.List, &ast.DeclStmt{Decl: general})
			}
		}
		do(f, &ast.FuncDecl{Name: ast.NewIdent(""), Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: rest})
	}
}

// learn notes a function that hands a format on, and says whether it was news.
func (s *spoken) learn(f *sourceFile, in *ast.FuncDecl) bool {
	at, ok := formatOf(in)
	if _, known := s.speakers[f.folder][in.Name.Name]; known || !ok {
		return false
	}
	found := false
	ast.Inspect(in.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			n, speaks := s.speaks(f, call)
			found = found || speaks && call.Ellipsis.IsValid() && isFormat(call.Args[n])
		}
		return true
	})
	if !found {
		return false
	}
	if s.speakers[f.folder] == nil {
		s.speakers[f.folder] = map[string]int{}
	}
	s.speakers[f.folder][in.Name.Name] = at
	if in.Recv != nil && in.Name.IsExported() {
		s.methods[in.Name.Name] = at
	}
	return true
}

// formatOf is the place of a function's parameter format, when the last two are
// format string and args ...any.
func formatOf(f *ast.FuncDecl) (int, bool) {
	var names []string
	for _, field := range f.Type.Params.List {
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
	}
	n := len(names) - 2
	return n, n >= 0 && names[n] == "format" && names[n+1] == "args"
}

func isFormat(e ast.Expr) bool {
	name, ok := e.(*ast.Ident)
	return ok && name.Name == "format"
}

// speaks reports whether a call says something, and which argument is the format.
func (s *spoken) speaks(f *sourceFile, call *ast.CallExpr) (at int, ok bool) {
	switch called := call.Fun.(type) {
	case *ast.Ident:
		at, ok = s.speakers[f.folder][called.Name]
	case *ast.SelectorExpr:
		if of, isName := called.X.(*ast.Ident); isName && imports(f.file, of.Name) != "" {
			at, ok = s.speakers[imports(f.file, of.Name)][called.Sel.Name]
		} else if at, ok = s.speakers[f.folder][called.Sel.Name]; !ok {
			at, ok = s.methods[called.Sel.Name]
		}
	}
	return at, ok && at < len(call.Args)
}

// imports is the folder that a file knows under a name, or "" when it is no package
// of this house.
func imports(file *ast.File, name string) string {
	for _, i := range file.Imports {
		folder, err := strconv.Unquote(i.Path.Value)
		local := filepath.Base(folder)
		if i.Name != nil {
			local = i.Name.Name
		}
		if err == nil && local == name {
			return strings.TrimPrefix(folder, "acquit/")
		}
	}
	return ""
}

// hear gathers the formats that a function says.
func (s *spoken) hear(f *sourceFile, in *ast.FuncDecl) {
	if !f.tongue {
		return
	}
	_, speaker := s.speakers[f.folder][in.Name.Name]
	ast.Inspect(in.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		at, ok := s.speaks(f, call)
		if !ok || speaker && isFormat(call.Args[at]) {
			return true
		}
		where := f.set.Position(call.Pos()).String()
		format, constant := constantText(call.Args[at])
		if !constant {
			s.wrong = append(s.wrong, where+": the format is no constant, so that nobody can translate it")
		} else if s.formats[format] == "" {
			s.formats[format] = where
		}
		for _, arg := range call.Args[at+1:] {
			if wordy(arg) {
				s.wrong = append(s.wrong, where+": an argument has words of its own, which nobody translates: make them a fault.Say")
			}
		}
		return true
	})
}

// constantText is a text, or several that are added.
func constantText(e ast.Expr) (string, bool) {
	if sum, ok := e.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
		a, okA := constantText(sum.X)
		b, okB := constantText(sum.Y)
		return a + b, okA && okB
	}
	return literal(e)
}

// wordy reports whether an argument is put together from words.
func wordy(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		return wordy(e.X) || wordy(e.Y)
	case *ast.CallExpr:
		called, ok := e.Fun.(*ast.SelectorExpr)
		return ok && strings.HasPrefix(called.Sel.Name, "Sprint")
	}
	text, ok := literal(e)
	return ok && strings.ContainsFunc(text, unicode.IsLetter)
}

// programSays reads the program's source.
func programSays(t *testing.T) *spoken {
	t.Helper()
	var all []*sourceFile
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
		folder, err := filepath.Rel(corpus.Root(), filepath.Dir(name))
		folder = filepath.ToSlash(folder)
		all = append(all, &sourceFile{folder: folder, set: set, file: file, tongue: english[folder] == ""})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return listen(all)
}

var verb = regexp.MustCompile(`%[-+# 0-9.]*[a-zA-Z%]`)

// verbsOf counts the arguments that a format takes.
func verbsOf(format string) int {
	return len(verb.FindAllString(strings.ReplaceAll(format, "%%", ""), -1))
}

// hasWords reports whether there is something to translate in a format.
func hasWords(format string) bool {
	return strings.ContainsFunc(verb.ReplaceAllString(format, ""), unicode.IsLetter)
}

// translated are the languages that the program's own sentences are translated to.
var translated = []Language{French, Dutch, German}

// TestEverySentenceIsTranslated holds the catalogues fault.*.json against what the
// source says.
func TestEverySentenceIsTranslated(t *testing.T) {
	program := programSays(t)
	for _, wrong := range program.wrong {
		t.Error(wrong)
	}
	if len(program.formats) < 100 {
		t.Fatalf("only %d sentences were found", len(program.formats))
	}
	for _, l := range translated {
		texts := readSaid(said, string(l))
		for _, format := range slices.Sorted(maps.Keys(program.formats)) {
			if texts[format] == "" && hasWords(format) {
				t.Errorf("fault.%s.json lacks %q, said at %s", l, format, program.formats[format])
			}
		}
		for format, text := range texts {
			if program.formats[format] == "" {
				t.Errorf("fault.%s.json has %q, which nobody says any more", l, format)
			}
			for _, wrong := range misfits(format, text) {
				t.Errorf("fault.%s.json %q: %s", l, format, wrong)
			}
		}
	}
}

// misfits says what is wrong with the slots of a translation.
func misfits(format, text string) (found []string) {
	want, seen := verbsOf(format), map[int]bool{}
	for _, s := range slot.FindAllString(text, -1) {
		n, kind := slotOf(s)
		if n > want {
			found = append(found, fmt.Sprintf("there is no argument %d", n))
		}
		seen[n] = true
		if !knownKind(kind) {
			found = append(found, fmt.Sprintf("nothing is of the kind %q", kind))
		}
	}
	for n := 1; n <= want; n++ {
		if !seen[n] {
			found = append(found, fmt.Sprintf("argument %d is left out", n))
		}
	}
	if bare := slot.ReplaceAllString(text, ""); strings.ContainsAny(bare, "{}%") {
		found = append(found, "a brace or % that is no argument")
	}
	return found
}

// knownKind reports whether a slot's kind is known: the beginning of a key must be
// that of words.
func knownKind(kind string) bool {
	if !strings.Contains(kind, ".") {
		return slices.Contains([]string{"", "amount", "day", "number"}, kind)
	}
	for key := range NewBook().In("en-GB").catalogue().plain {
		if strings.HasPrefix(key, kind) {
			return true
		}
	}
	return false
}

// TestTranslationsWriteArgumentsAlike finds an argument that is an amount or a day in
// one language and a plain text in another.
func TestTranslationsWriteArgumentsAlike(t *testing.T) {
	want := readSaid(said, string(French))
	for _, l := range translated {
		for format, text := range readSaid(said, string(l)) {
			if diff := cmp.Diff(kindsOf(want[format]), kindsOf(text)); diff != "" && want[format] != "" {
				t.Errorf("%q (-fr +%s)\n%s", format, l, diff)
			}
		}
	}
}

func kindsOf(text string) []string {
	all := slot.FindAllString(text, -1)
	slices.Sort(all)
	return slices.Compact(all)
}

func TestTypographyOfTranslations(t *testing.T) {
	for tag := range formats {
		base := readSaid(said, string(tag.Language()))
		for format, text := range readSaid(said, string(tag)) {
			if base[format] == "" || base[format] == text {
				t.Errorf("fault.%s.json %q is not in its language, or says the same there", tag, format)
			}
			for _, wrong := range misfits(format, text) {
				t.Errorf("fault.%s.json %q: %s", tag, format, wrong)
			}
		}
		for format, text := range readSaid(said, string(tag.Language()), string(tag)) {
			for _, wrong := range typos(slot.ReplaceAllString(text, "X"), tag.Language()) {
				t.Errorf("fault.%s.json %q: %s: %q", tag, format, wrong, text)
			}
		}
	}
}
