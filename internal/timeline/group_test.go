package timeline_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"acquit/internal/timeline"
)

// Every kind of event belongs to one group, so that a person who looks for it finds it.
func TestEveryKindBelongsToOneGroup(t *testing.T) {
	grouped := map[timeline.Kind]int{}
	for _, g := range timeline.Groups() {
		if len(g.Kinds()) == 0 {
			t.Errorf("%s has no kinds", g)
		}
		for _, k := range g.Kinds() {
			grouped[k]++
		}
	}
	kinds := declared(t)
	if len(kinds) < 50 {
		t.Fatalf("only %d kinds are found", len(kinds))
	}
	for _, k := range kinds {
		if grouped[k] != 1 {
			t.Errorf("%s is in %d groups: name it once in group.go", k, grouped[k])
		}
	}
}

// declared are the constants of type Kind in the package's source.
func declared(t *testing.T) (all []timeline.Kind) {
	file, err := parser.ParseFile(token.NewFileSet(), "timeline.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); ok && name.Name == "Kind" {
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil || slices.Contains(all, timeline.Kind(value)) {
				t.Errorf("%v: %v", spec.Names, err)
			}
			all = append(all, timeline.Kind(value))
		}
		return true
	})
	return all
}
