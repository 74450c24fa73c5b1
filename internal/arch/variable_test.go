package arch

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"testing"
)

func TestPackageVariablesNeverChange(t *testing.T) {
	packages := map[string][]*source{}
	for _, s := range house(t) {
		if written(s) && floors[max(floorOf(s.pkg()), 0)].name != tests {
			packages[s.pkg()] = append(packages[s.pkg()], s)
		}
	}
	for _, files := range packages {
		for _, complaint := range constant(files) {
			t.Error(complaint)
		}
	}
}

// constant: what stands outside functions is a table, set once where it stands. It
// looks at a whole package, since a variable of one file may be changed in another.
func constant(files []*source) []string {
	scope, uses := resolve(files)
	var complaints []string
	for _, s := range files {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Names) > 0 && scope.Lookup(spec.Names[0].Name) == uses[spec.Names[0]] {
				if kind := s.changing(spec.Type); kind != "" {
					complaints = append(complaints, fmt.Sprintf("%s: a package variable of type %s is there to change: put it into a struct that the caller makes", s.at(spec), kind))
				}
			}
			for _, target := range changed(n) {
				name := root(target)
				if name == nil || uses[name] == nil {
					continue
				}
				if v, ok := uses[name].(*types.Var); ok && v.Parent() == scope {
					complaints = append(complaints, fmt.Sprintf("%s: the package variable %s is changed: put it into a struct that the caller makes", s.at(n), name.Name))
				}
			}
			return true
		})
	}
	return complaints
}

// unseen imports nothing: what other packages hold does not matter here.
type unseen struct{}

func (unseen) Import(string) (*types.Package, error) { return nil, errors.New("not looked at") }

// resolve finds what the names of a package stand for, as far as the package
// itself says it.
func resolve(files []*source) (*types.Scope, map[*ast.Ident]types.Object) {
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}}
	lenient := types.Config{Importer: unseen{}, Error: func(error) {}}
	var all []*ast.File
	for _, s := range files {
		all = append(all, s.file)
	}
	pkg, _ := lenient.Check(files[0].pkg(), files[0].set, all, info)
	for name, object := range info.Defs {
		info.Uses[name] = object
	}
	return pkg.Scope(), info.Uses
}

// changing names a type whose values exist to be changed: a lock, a counter, a
// channel. It is empty for other types.
func (s *source) changing(kind ast.Expr) string {
	switch kind := kind.(type) {
	case *ast.ChanType:
		return "chan"
	case *ast.IndexExpr: // atomic.Pointer[T]
		return s.changing(kind.X)
	case *ast.SelectorExpr:
		if x, ok := kind.X.(*ast.Ident); ok && (x.Name == s.local("sync") || x.Name == s.local("sync/atomic")) {
			return x.Name + "." + kind.Sel.Name
		}
	}
	return ""
}

// changed are the expressions that a node writes to, or lets others write to.
func changed(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			return n.Lhs
		}
	case *ast.IncDecStmt:
		return []ast.Expr{n.X}
	case *ast.UnaryExpr:
		if whole, ok := n.X.(*ast.Ident); ok && n.Op == token.AND { // an entry of a table may be pointed to
			return []ast.Expr{whole}
		}
	case *ast.CallExpr:
		if name, ok := n.Fun.(*ast.Ident); ok && (name.Name == "delete" || name.Name == "clear") && len(n.Args) > 0 {
			return n.Args[:1]
		}
	}
	return nil
}

// root is the variable that an expression is a part of, or nil.
func root(e ast.Expr) *ast.Ident {
	switch e := e.(type) {
	case *ast.Ident:
		return e
	case *ast.SelectorExpr:
		return root(e.X)
	case *ast.IndexExpr:
		return root(e.X)
	case *ast.SliceExpr:
		return root(e.X)
	case *ast.StarExpr:
		return root(e.X)
	case *ast.ParenExpr:
		return root(e.X)
	}
	return nil
}
