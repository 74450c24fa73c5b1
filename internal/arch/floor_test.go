package arch

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"acquit/internal/testkit/corpus"
)

// floors is the house from the ground up. A package imports only from floors below
// its own. A folder stands for the packages inside it, unless they are named on a
// floor of their own.
var floors = []struct {
	name     string
	packages []string
}{
	{"failures", []string{"fault"}},
	{"values", []string{"money", "date", "id", "share", "filename"}},
	{"words and codes", []string{"locale", "bank", "registry", "calendar", "law", "allocation"}},
	{"who", []string{"company", "customer", "user"}},
	{"what is owed", []string{"invoice"}},
	{"what happens", []string{"account", "payment", "phase", "message", "reply", "reading", "timeline", "evidence", "hold", "dispute", "plan", "sign", "task", "note"}},
	{"what follows", []string{"matching", "dunning", "claim", "term", "profile", "duty", "job"}},
	{"why, in words", []string{"explain"}},
	{"engine room", []string{"db", "seal", "vault"}},
	{"doors", []string{"format", "render", "deliver", "inbox", "checkout", "lookup", "web/ui"}},
	{"memory", []string{"store"}},
	{"what we do", []string{"admit", "intake", "settle", "collect", "report", "generate", "examples"}},
	{"what it looks like", []string{"demo"}},
	{"gates", []string{"web/guard"}},
	{"faces", []string{"web", "portal", "api", "worker"}},
	{"wiring", []string{"cli"}},
	{"programs", []string{"cmd", "examples/make", "bench"}},
	{tests, []string{"arch", "story", "testkit"}},
}

// tests is the floor that may import everything and is imported by tests alone.
const tests = "tests"

// gates is the first floor that may look at the clock: requests and days come in there.
const gates = "gates"

// floorOf is the number of a package's floor, or -1. The longest name counts.
func floorOf(pkg string) int {
	for name := pkg; name != "."; name = path.Dir(name) {
		for n, floor := range floors {
			if slices.Contains(floor.packages, name) {
				return n
			}
		}
	}
	return -1
}

// floorNamed is the number of a floor.
func floorNamed(name string) int {
	for n, floor := range floors {
		if floor.name == name {
			return n
		}
	}
	panic("there is no floor called " + name)
}

// room is the folder that a package stands in: packages of one room may import
// each other, up or down.
func room(pkg string) string {
	first, _, _ := strings.Cut(pkg, "/")
	return first
}

// downward: a package imports only from floors below its own.
func downward(s *source) []string {
	var complaints []string
	from := floorOf(s.pkg())
	if from < 0 {
		return []string{fmt.Sprintf("%s: package %s stands on no floor: add it to the table in internal/arch/floor_test.go (a rule that needs no store is on floor %q, what needs it on %q)",
			s.path, s.pkg(), "what follows", "what we do")}
	}
	for _, imported := range s.imports() {
		to := floorOf(imported)
		switch {
		case room(s.pkg()) == room(imported) || floors[from].name == tests:
		case to < 0: // complained of in its own file
		case floors[to].name == tests:
			complaints = append(complaints, fmt.Sprintf("%s: imports %s, which is for tests: move what it needs out of there", s.path, imported))
		case to >= from:
			complaints = append(complaints, fmt.Sprintf("%s: %s (%s) imports %s (%s), which is not below it: pass in what it needs as a parameter, or move the code to the higher floor",
				s.path, s.pkg(), floors[from].name, imported, floors[to].name))
		}
	}
	return complaints
}

func TestPackagesImportOnlyFromFloorsBelow(t *testing.T) {
	hold(t, downward, func(s *source) bool { return !s.test })
}

func TestTheTableOfFloorsIsTrue(t *testing.T) {
	seen := map[string]bool{}
	for _, floor := range floors {
		for _, name := range floor.packages {
			if seen[name] {
				t.Errorf("%s stands on two floors", name)
			}
			seen[name] = true
			inside, _ := os.Stat(filepath.Join(corpus.Root(), "internal", name))
			outside, _ := os.Stat(filepath.Join(corpus.Root(), name))
			if inside == nil && outside == nil {
				t.Errorf("%s is gone: take it out of the table of floors", name)
			}
		}
	}
}
