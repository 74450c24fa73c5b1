package mt940

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"acquit/internal/bank"
	"acquit/internal/testkit/corpus"
)

const conformanceFile = "testdata/conformance.txt"

// score counts agreement with the facts of collected real files, by corpus and kind of
// fact.
type score struct {
	t      *testing.T
	counts map[string]*count
}

type count struct{ agreed, total int }

// check counts one fact, and shows it with -v where it disagrees.
func (s *score) check(source, file, kind string, agrees bool, want, got any) {
	key := source + " " + kind
	c := s.counts[key]
	if c == nil {
		c = &count{}
		s.counts[key] = c
	}
	c.total++
	if agrees {
		c.agreed++
		return
	}
	s.t.Logf("%s/%s %s: want %v, got %v", source, file, kind, want, got)
}

var sources = []string{
	"mt940-betterplace", "mt940-cmxl", "mt940-jejik", "mt940-php", "mt940-rs", "mt940-webschik", "mt940-wolph", "mt940-zilverline",
}

func TestCollectedFilesAgreeWithTheirFacts(t *testing.T) {
	s := &score{t, map[string]*count{}}
	for _, source := range sources {
		for file, f := range corpus.Facts[facts](t, source) {
			path := filepath.Join(corpus.Dir(t), source, file)
			raw := content(t, path)
			if !Detect(raw) {
				continue
			}
			statements, err := gather(raw)
			check := func(kind string, agrees bool, want, got any) {
				s.check(source, file, kind, agrees, want, got)
			}
			f.Derived.compare(check, statements, err)
			for _, a := range f.Assertions {
				a.compare(check, statements)
			}
			if oracle := strings.TrimSuffix(path, ".sta") + ".json"; source == "mt940-rs" {
				compareOracle(t, check, oracle, statements)
			}
		}
	}
	s.hold()
}

// compareOracle compares with what another program reads in the same file, if that was
// collected too.
func compareOracle(t *testing.T, check checker, path string, statements []*bank.Statement) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return
	}
	var read []oracle
	if err := json.Unmarshal(raw, &read); err != nil {
		t.Fatal(err)
	}
	check("oracle statements", len(read) == len(statements), len(read), len(statements))
	for i, o := range read[:min(len(read), len(statements))] {
		o.compare(check, statements[i])
	}
}

// hold compares the counts with those committed: none may fall, and whatever disagrees
// is explained there.
func (s *score) hold() {
	var lines []string
	explained := s.explanations()
	for key, c := range s.counts {
		line := fmt.Sprintf("%s: %d of %d", key, c.agreed, c.total)
		s.t.Log(line)
		if why := explained[key]; why != "" {
			line += " # " + why
		} else if c.agreed < c.total {
			s.t.Errorf("%s, and %s does not explain why", line, conformanceFile)
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	golden(s.t, conformanceFile, []byte(strings.Join(lines, "\n")+"\n"))
}

// explanations are the remarks of the committed counts, by corpus and kind.
func (s *score) explanations() map[string]string {
	raw, err := os.ReadFile(conformanceFile)
	if err != nil {
		s.t.Fatal(err)
	}
	explained := map[string]string{}
	for _, line := range strings.Split(string(raw), "\n") {
		if counts, why, ok := strings.Cut(line, " # "); ok {
			key, _, _ := strings.Cut(counts, ":")
			explained[key] = why
		}
	}
	return explained
}

// TestCollectedFilesAreKnownByTheirContent looks for MT940 in everything that was
// collected, and reads it or refuses it with a place.
func TestCollectedFilesAreKnownByTheirContent(t *testing.T) {
	known, files := map[string]int{}, 0
	eachCollected(t, func(source, path string, raw []byte) {
		files++
		if !Detect(raw[:min(len(raw), 16<<10)]) {
			return
		}
		known[source]++
		if err := Read(bytes.NewReader(raw), &bank.Gather{}); err != nil && !strings.Contains(err.Error(), "line ") {
			t.Errorf("%s: refused without a place: %v", path, err)
		}
	})
	for source := range known {
		if !slices.Contains(append(sources, "bankstatementparser"), source) {
			t.Errorf("MT940 was found in %s", source)
		}
	}
	for _, source := range append(sources, "bankstatementparser") {
		if known[source] == 0 {
			t.Errorf("no MT940 was found in %s", source)
		}
	}
	t.Logf("MT940 among %d files: %v", files, known)
}

func eachCollected(t *testing.T, do func(source, path string, raw []byte)) {
	root := corpus.Dir(t)
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		source, _, _ := strings.Cut(strings.TrimPrefix(path, root+string(filepath.Separator)), string(filepath.Separator))
		do(source, path, content(t, path))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// marks are what stands between the values of field 86, and word what must not be lost.
var (
	marks = regexp.MustCompile(`^\d{3}|[?~><@^](0\d|1\d|2\d|3\d|6[0-3]|7\d)|(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|OAMT|COAM)\+|/[A-Z]{2,9}/|REK:`)
	word  = regexp.MustCompile(`[\pL\pN]{5,}`)
)

// labels are the words of banks that name a field of an entry, and so are not kept.
var labels = []string{
	"OMSCHRIJVING", "KENMERK", "BETALINGSKENM", "MACHTIGING", "AUFTRAGGEBER", "MITTEILUNGEN", "COMMUNICATIONS", "DONNEUR", "ORDRE",
	"NOTPROVIDED", "NONREF", "ISSUER",
}

// TestNoWordIsLost finds every word of every field 86 in the entry made of it, in our
// samples and in the collected files.
func TestNoWordIsLost(t *testing.T) {
	found := 0
	for _, path := range samples(t, "testdata/*.sta") {
		found += findWords(t, path, content(t, path))
	}
	eachCollected(t, func(source, path string, raw []byte) {
		if Detect(raw) {
			found += findWords(t, path, raw)
		}
	})
	if found < 3000 {
		t.Errorf("only %d words were looked for", found)
	}
}

func findWords(t *testing.T, path string, raw []byte) (found int) {
	statements, _ := gather(raw)
	entries := map[string]bank.Entry{}
	own := map[string]string{}
	for _, s := range statements {
		for _, e := range s.Entries {
			entries[e.Place] = e
			own[e.Place] = s.Account.IBAN + s.Account.Other
		}
	}
	place := ""
	input := newFields(bytes.NewReader(raw))
	for x, ok := input.next(); ok; x, ok = input.next() {
		if x.tag != "86" {
			place = placeOf(x.line)
			continue
		}
		e, known := entries[place]
		if !known {
			continue // text of the statement, or of an entry that was left out
		}
		text := everything(e, own[place])
		for _, line := range valuesOf(x.lines) {
			for _, w := range word.FindAllString(line, -1) {
				found++
				if !strings.Contains(text, w) && !slices.Contains(labels, w) && !isZeros(w) {
					t.Errorf("%s, %s: %q is not in %q", path, place, w, text)
				}
			}
		}
	}
	return found
}

// valuesOf are the values of a field 86, which may be structured, as they must be found.
func valuesOf(lines []string) []string {
	joined := strings.Join(lines, "")
	if marks.MatchString(joined) || joined != "" && joined[0] == '/' {
		return strings.Split(marks.ReplaceAllString(joined, "\n"), "\n")
	}
	return lines
}

// everything is all that an entry says, without blanks.
func everything(e bank.Entry, own string) string {
	raw, _ := json.Marshal(e)
	var all map[string]any
	_ = json.Unmarshal(raw, &all)
	b := &strings.Builder{}
	fmt.Fprint(b, all, " ", own)
	return strings.Join(strings.Fields(b.String()), "")
}
