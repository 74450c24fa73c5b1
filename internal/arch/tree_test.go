// Package arch holds the house to its laws: it reads the source and fails with a
// sentence that says what to do instead.
package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"acquit/internal/testkit/corpus"
)

// source is one Go file of the house.
type source struct {
	path      string // from the root of the checkout: "internal/store/store.go"
	file      *ast.File
	set       *token.FileSet
	test      bool // of a package, or beside one
	generated bool // marked as by https://go.dev/s/generatedcode
}

// pkg is the package's name in this house: its folder below internal, "cmd/acquit"
// and "examples" for what stands outside.
func (s *source) pkg() string { return strings.TrimPrefix(path.Dir(s.path), "internal/") }

// at says where in the source a node stands, for an editor to jump to.
func (s *source) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", s.path, s.set.Position(n.Pos()).Line)
}

// lines is how many lines a node spans.
func (s *source) lines(n ast.Node) int {
	return s.set.Position(n.End()).Line - s.set.Position(n.Pos()).Line + 1
}

// length is how many lines the file has.
func (s *source) length() int { return s.set.File(s.file.FileStart).LineCount() }

// imports are the packages of this house that the file imports.
func (s *source) imports() []string {
	var all []string
	for _, i := range s.file.Imports {
		name, err := strconv.Unquote(i.Path.Value)
		if err == nil && strings.HasPrefix(name, "acquit/") {
			all = append(all, strings.TrimPrefix(strings.TrimPrefix(name, "acquit/"), "internal/"))
		}
	}
	return all
}

// local is the name under which the file knows a package, or "" when it does not
// import it.
func (s *source) local(imported string) string {
	for _, i := range s.file.Imports {
		if i.Path.Value != strconv.Quote(imported) {
			continue
		}
		if i.Name != nil {
			return i.Name.Name
		}
		return path.Base(imported)
	}
	return ""
}

// parse reads one file.
func parse(set *token.FileSet, name string, text []byte) (*source, error) {
	file, err := parser.ParseFile(set, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	return &source{path: name, file: file, set: set, test: strings.HasSuffix(name, "_test.go"), generated: ast.IsGenerated(file)}, nil
}

// house reads every Go file of the checkout.
func house(t *testing.T) []*source {
	t.Helper()
	var all []*source
	set := token.NewFileSet()
	for _, top := range []string{"cmd", "examples", "internal"} {
		err := filepath.WalkDir(filepath.Join(corpus.Root(), top), func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && (entry.Name() == "testdata" || entry.Name() == "node_modules"):
				return fs.SkipDir
			case entry.IsDir() || filepath.Ext(name) != ".go":
				return nil
			}
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			short, err := filepath.Rel(corpus.Root(), name)
			if err != nil {
				return err
			}
			s, err := parse(set, filepath.ToSlash(short), text)
			all = append(all, s)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// rule says what is wrong with a file, each with its place; a rule has no opinion
// on what it is not about.
type rule func(s *source) []string

// hold applies a rule to the files that it is for.
func hold(t *testing.T, r rule, isFor func(s *source) bool) {
	t.Helper()
	seen := 0
	for _, s := range house(t) {
		if !isFor(s) {
			continue
		}
		seen++
		for _, complaint := range r(s) {
			t.Error(complaint)
		}
	}
	if seen == 0 {
		t.Error("the rule was held over no file at all")
	}
}

// written are the files that people write and that make the program.
func written(s *source) bool { return !s.test && !s.generated }
