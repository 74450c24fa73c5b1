package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"acquit/internal/law"
	"acquit/internal/testkit/corpus"
)

// lawyers are the packages whose tables say where something stands in the law.
var lawyers = []string{"internal/law", "internal/claim", "internal/allocation"}

// sourceTable gathers the sources of one package's tables.
type sourceTable struct {
	set       *token.FileSet
	files     []*ast.File
	constants map[string]ast.Expr
	at        map[string]int // type to the place of its field for a source
	found     map[string]string
	wrong     []string
}

// sourcesIn reads the tables of a folder.
func sourcesIn(t *testing.T, folder string) *sourceTable {
	t.Helper()
	s := &sourceTable{set: token.NewFileSet(), constants: map[string]ast.Expr{}, at: map[string]int{}, found: map[string]string{}}
	names, err := filepath.Glob(filepath.Join(corpus.Root(), folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(s.set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		s.files = append(s.files, file)
	}
	s.each(s.learn)
	s.each(s.read)
	return s
}

func (s *sourceTable) each(do func(ast.Node)) {
	for _, f := range s.files {
		ast.Inspect(f, func(n ast.Node) bool { do(n); return true })
	}
}

// learn notes constants, and the types that have a source.
func (s *sourceTable) learn(n ast.Node) {
	switch n := n.(type) {
	case *ast.ValueSpec:
		for i, name := range n.Names {
			if i < len(n.Values) {
				s.constants[name.Name] = n.Values[i]
			}
		}
	case *ast.TypeSpec:
		if of, ok := n.Type.(*ast.StructType); ok {
			if at, found := sourceField(of); found {
				s.at[n.Name.Name] = at
			}
		}
	}
}

// sourceField is the place of the field for a source, counted as literals without names do.
func sourceField(of *ast.StructType) (at int, found bool) {
	for _, field := range of.Fields.List {
		for _, name := range field.Names {
			if strings.EqualFold(name.Name, "source") {
				return at, true
			}
			at++
		}
		if len(field.Names) == 0 {
			at++
		}
	}
	return 0, false
}

// read notes the sources of a table: a literal of a list.
func (s *sourceTable) read(n ast.Node) {
	table, ok := n.(*ast.CompositeLit)
	if !ok {
		return
	}
	list, ok := table.Type.(*ast.ArrayType)
	if !ok {
		return
	}
	of, ok := list.Elt.(*ast.Ident)
	if !ok {
		return
	}
	at, ok := s.at[of.Name]
	if !ok {
		return
	}
	for _, row := range table.Elts {
		s.readRow(row.(*ast.CompositeLit), at)
	}
}

func (s *sourceTable) readRow(row *ast.CompositeLit, at int) {
	where := s.set.Position(row.Pos()).String()
	for n, e := range row.Elts {
		pair, named := e.(*ast.KeyValueExpr)
		switch {
		case !named && n == at:
		case named && strings.EqualFold(pair.Key.(*ast.Ident).Name, "source"):
			e = pair.Value
		default:
			continue
		}
		if text, ok := s.constant(e); ok && text != "" {
			s.found[text] = where
		} else {
			s.wrong = append(s.wrong, where+": the source is no text, so that nobody can translate it")
		}
		return
	}
	s.wrong = append(s.wrong, where+": there is no source")
}

// constant is a text, the name of one, or several that are added.
func (s *sourceTable) constant(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.Ident:
		value, known := s.constants[e.Name]
		if !known {
			return "", false
		}
		return s.constant(value)
	case *ast.BinaryExpr:
		a, okA := s.constant(e.X)
		b, okB := s.constant(e.Y)
		return a + b, okA && okB && e.Op == token.ADD
	}
	return literal(e)
}

// lawSources are all sources of the program, to where each stands first.
func lawSources(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, folder := range lawyers {
		s := sourcesIn(t, folder)
		for _, wrong := range s.wrong {
			t.Error(wrong)
		}
		if len(s.found) < 5 {
			t.Fatalf("only %d sources were found in %s", len(s.found), folder)
		}
		maps.Copy(all, s.found)
	}
	for _, series := range law.All() {
		for _, r := range law.RatesOf(series) {
			all[r.Source] = "the rate of " + series.String() + " from " + r.From.String()
		}
	}
	return all
}

// wordless reports whether a place is named without words: an address, or the number of a
// judgment.
func wordless(place string) bool {
	return strings.HasPrefix(place, "https://") || strings.HasPrefix(place, "ECLI:")
}

// keyOf is what the catalogues call a place.
func keyOf(place string) string {
	if strings.Contains(place, "ECB rate") {
		return rateIn.ReplaceAllString(place, "{1}")
	}
	return place
}

// TestEverySourceIsTranslated holds the catalogues source.*.json against the tables of the
// law.
func TestEverySourceIsTranslated(t *testing.T) {
	named := map[string]string{}
	for text, where := range lawSources(t) {
		for _, place := range strings.Split(text, between) {
			if !wordless(place) {
				named[keyOf(place)] = where
			}
		}
	}
	for _, l := range translated {
		texts := readSaid(cited, string(l))
		for _, key := range slices.Sorted(maps.Keys(named)) {
			if texts[key] == "" {
				t.Errorf("source.%s.json lacks %q, of %s", l, key, named[key])
			}
		}
		for key := range texts {
			if named[key] == "" {
				t.Errorf("source.%s.json has %q, which nobody names any more", l, key)
			}
		}
	}
}

func TestTypographyOfSources(t *testing.T) {
	for _, l := range translated {
		for key, text := range readSaid(cited, string(l)) {
			if strings.Contains(key, "{1}") != strings.Contains(text, "{1:number}") {
				t.Errorf("source.%s.json %q: the rate is not in both: %q", l, key, text)
			}
			for _, wrong := range typos(slot.ReplaceAllString(text, "X"), l) {
				t.Errorf("source.%s.json %q: %s: %q", l, key, wrong, text)
			}
		}
	}
}

func TestSource(t *testing.T) {
	for _, c := range []struct {
		name, text string
		tag        Tag
		want       string
	}{
		{"a statute has the name of the reader's language", "Economic Law Code art. XIX.2", "nl-BE", "Wetboek van economisch recht, art. XIX.2"},
		{"several places are translated one by one, with the reader's marks between them", "Code de commerce art. L441-10 II: more than 40 euros on proof; Code civil art. 1231-5", "fr-FR",
			"Code de commerce, art. L. 441-10, II\u202f: plus de 40 euros sur justification\u202f; Code civil, art. 1231-5"},
		{"the rate of any half-year is written as the reader does", "Law of 2 August 2002 art. 5: ECB rate 3.75 + 8 points, rounded up to half a point", "de-DE",
			"Gesetz vom 2. August 2002, Art. 5: EZB-Satz 3,75 + 8 Prozentpunkte, auf den nächsten halben Punkt aufgerundet"},
		{"an article that looks like a rate is none", "Civil Code art. 5.88: beside it the 40 euros are not asked for the same costs", "nl-BE",
			"Burgerlijk Wetboek, art. 5.88: naast dit beding worden de 40 euro niet voor dezelfde kosten gevraagd"},
		{"an address stays", "legal rate of the year; https://bank.example/rates?y=2026", "de-DE", "gesetzlicher Zinssatz des Jahres; https://bank.example/rates?y=2026"},
		{"the number of a judgment stays", "Burgerlijk Wetboek art. 6:96 (6); ECLI:NL:HR:2016:2704", "nl-NL", "Burgerlijk Wetboek, art. 6:96 lid 6; ECLI:NL:HR:2016:2704"},
		{"a person's own words stay as they were written", "Contract of 3 May; page 4, rate 2.50", "fr-FR", "Contract of 3 May; page 4, rate 2.50"},
		{"English is as it is written", "old Civil Code art. 2277", "en-IE", "old Civil Code art. 2277"},
		{"nothing is nothing", "", "fr-FR", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := NewBook().In(c.tag).Source(c.text); got != c.want {
				t.Errorf("%q is said as\n%q, want\n%q", c.text, got, c.want)
			}
		})
	}
}
