package arch

import (
	"fmt"
	"go/ast"
	"testing"
)

// Longer than this, a function or a file is read in pieces and should be written
// in pieces.
const (
	longestFunction = 60
	longestFile     = 600
)

// long lists the functions that may be longer, each with the reason; "folder/file.go
// name" is what the test prints. Prefer to leave it empty.
var long = map[string]string{
	"examples/make/cast.go cast": "a table with one line for each customer of the example",
}

// short: no function is longer than longestFunction lines.
func short(s *source) []string {
	var complaints []string
	for _, decl := range s.file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		name := s.path + " " + f.Name.Name
		n, reason := s.lines(f), long[name]
		switch {
		case n > longestFunction && reason == "":
			complaints = append(complaints, fmt.Sprintf("%s: %s has %d lines, more than %d: name its steps as functions of their own, or list %q in internal/arch/size_test.go with a reason",
				s.at(f), f.Name.Name, n, longestFunction, name))
		case n <= longestFunction && reason != "":
			complaints = append(complaints, fmt.Sprintf("%s: %s is short now: take it off the list in internal/arch/size_test.go", s.at(f), f.Name.Name))
		}
	}
	return complaints
}

func TestFunctionsAreShort(t *testing.T) { hold(t, short, written) }

// small: no file that people write is longer than longestFile lines.
func small(s *source) []string {
	if n := s.length(); n > longestFile {
		return []string{fmt.Sprintf("%s: %d lines, more than %d: split it by what it is about", s.path, n, longestFile)}
	}
	return nil
}

func TestFilesAreSmall(t *testing.T) {
	hold(t, small, func(s *source) bool { return !s.generated })
}
