package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// below are the files people write on the floors below one.
func below(floor string) func(*source) bool {
	return func(s *source) bool {
		n := floorOf(s.pkg())
		return written(s) && n >= 0 && n < floorNamed(floor)
	}
}

// uses lists the places where a file speaks of one of a package's names.
func (s *source) uses(imported string, names ...string) []*ast.SelectorExpr {
	local := s.local(imported)
	var found []*ast.SelectorExpr
	ast.Inspect(s.file, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := selector.X.(*ast.Ident); ok && local != "" && x.Name == local && slices.Contains(names, selector.Sel.Name) {
			found = append(found, selector)
		}
		return true
	})
	return found
}

// timed may wait, each for a reason; none may ask what time it is.
var timed = map[string]string{
	"db":           "a transaction that others undid waits before it runs again",
	"deliver/smtp": "a server that does not answer is given up after a while",
}

// clockless: below the faces nobody asks for the time.
func clockless(s *source) []string {
	var complaints []string
	for _, use := range s.uses("time", "Now", "Since", "Until") {
		complaints = append(complaints, fmt.Sprintf("%s: time.%s below the faces: take the day or a now func() time.Time as a parameter, so that a test can set it", s.at(use), use.Sel.Name))
	}
	for _, use := range s.uses("time", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick", "Sleep") {
		if timed[s.pkg()] == "" {
			complaints = append(complaints, fmt.Sprintf("%s: time.%s below the faces: waiting is the worker's; or list the package in internal/arch/law_test.go with a reason", s.at(use), use.Sel.Name))
		}
	}
	return complaints
}

func TestNoClockBelowTheFaces(t *testing.T) { hold(t, clockless, below(gates)) }

// floating may use floats, each for a reason that is neither money, days nor law.
var floating = map[string]string{
	"web/ui":          "places on a chart",
	"render/paper":    "places on a page",
	"bench":           "seconds and rates",
	"testkit/trial":   "rates",
	"testkit/pdfread": "places on a page",
}

// exact: no floats for money, days or law.
func exact(s *source) []string {
	if floating[s.pkg()] != "" {
		return nil
	}
	var complaints []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		if name, ok := n.(*ast.Ident); ok && (name.Name == "float64" || name.Name == "float32") {
			complaints = append(complaints, fmt.Sprintf("%s: %s: money is an integer number of minor units, a rate is a decimal; if it is neither, list the package in internal/arch/law_test.go with a reason", s.at(name), name.Name))
		}
		return true
	})
	return complaints
}

func TestNoFloatsForMoneyDaysOrLaw(t *testing.T) { hold(t, exact, written) }

// explicit: nothing happens because a package was imported.
func explicit(s *source) []string {
	var complaints []string
	for _, decl := range s.file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
			complaints = append(complaints, fmt.Sprintf("%s: init: let the caller do it, in the order that he sees", s.at(f)))
		}
	}
	return complaints
}

func TestNoInit(t *testing.T) { hold(t, explicit, written) }

var statement = regexp.MustCompile(`^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE (TABLE|INDEX|UNIQUE)|ALTER TABLE|DROP TABLE|WITH) [\w$*(]`)

// querying may hold SQL, each for a reason.
var querying = map[string]string{
	"store": "it is the memory",
	"db":    "it is the engine room",
	"bench": "it reads the same rows without the house, to compare",
}

// unqueried: SQL stands in the memory and the engine room alone.
func unqueried(s *source) []string {
	if querying[s.pkg()] != "" {
		return nil
	}
	var complaints []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		literal, ok := n.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}
		if text, err := strconv.Unquote(literal.Value); err == nil && (statement.MatchString(text) || text == "database/sql") {
			complaints = append(complaints, fmt.Sprintf("%s: SQL stands in internal/store, one file for each noun: add a method there and call it", s.at(literal)))
		}
		return true
	})
	return complaints
}

func TestSQLStandsInTheStoreAlone(t *testing.T) {
	hold(t, unqueried, func(s *source) bool {
		return written(s) && floors[max(floorOf(s.pkg()), 0)].name != tests
	})
}

// silent: only the command line speaks on standard output.
func silent(s *source) []string {
	var complaints []string
	for _, use := range s.uses("fmt", "Print", "Printf", "Println") {
		complaints = append(complaints, fmt.Sprintf("%s: fmt.%s: return what there is to say; the command line prints it", s.at(use), use.Sel.Name))
	}
	return complaints
}

func TestNothingIsPrintedBelowTheCommandLine(t *testing.T) { hold(t, silent, below("wiring")) }

// decided are the methods of the store that write what was decided about a case.
var decided = []string{"SaveCases", "AddMessages"}

// oneWriter: what is decided about cases is written by the review alone, and by the file of
// thanks, which follow from it. What a person writes is no decision, and an invoice that is sent
// is none either: it is the debt itself, and no step of a ladder.
func oneWriter(s *source) []string {
	if slices.Contains([]string{"internal/collect/review.go", "internal/collect/thanks.go", "internal/collect/personal.go", "internal/collect/delivery_queue.go"}, s.path) || s.pkg() == "store" {
		return nil
	}
	var complaints []string
	ast.Inspect(s.file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if selector, ok := call.Fun.(*ast.SelectorExpr); ok && slices.Contains(decided, selector.Sel.Name) {
				complaints = append(complaints, fmt.Sprintf("%s: %s: only the review writes what is decided; ask for one with tx.WantReview", s.at(selector), selector.Sel.Name))
			}
		}
		return true
	})
	return complaints
}

func TestOnlyTheReviewWritesDecisions(t *testing.T) { hold(t, oneWriter, written) }
