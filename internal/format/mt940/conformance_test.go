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
	"acquit/internal/format/textread"
	"acquit/internal/testkit/conform"
	"acquit/internal/testkit/corpus"
	"acquit/internal/testkit/golden"
)

var sources = []string{
	"mt940-betterplace", "mt940-cmxl", "mt940-jejik", "mt940-php", "mt940-rs", "mt940-webschik", "mt940-wolph", "mt940-zilverline",
}

func TestCollectedFilesAgreeWithTheirFacts(t *testing.T) {
	score := conform.New(t)
	for _, source := range sources {
		for file, f := range corpus.Facts[facts](t, source) {
			raw := corpus.Content(t, source, file)
			if !Detect(raw) {
				continue
			}
			statements, err := mt940.Gather(raw)
			check := score.Of(source, file)
			f.Derived.compare(check, statements, err)
			for _, a := range f.Assertions {
				a.compare(check, statements)
			}
			if source == "mt940-rs" {
				compareOracle(t, check, filepath.Join(corpus.Dir(t), source, strings.TrimSuffix(file, ".sta")+".json"), statements)
			}
		}
	}
	score.Hold()
}

// compareOracle compares with what another program reads in the same file, if that was
// collected too.
func compareOracle(t *testing.T, check conform.Check, path string, statements []*bank.Statement) {
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

func TestCollectedFilesAreKnownByTheirContent(t *testing.T) {
	mt940.Collected(t, map[string]int{
		"bankstatementparser": 1, "mt940-betterplace": 6, "mt940-cmxl": 13, "mt940-jejik": 15, "mt940-php": 7,
		"mt940-rs": 15, "mt940-webschik": 2, "mt940-wolph": 23, "mt940-zilverline": 24,
	})
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
	for _, path := range golden.Samples(t, "testdata/*.sta") {
		found += findWords(t, path, golden.Content(t, path))
	}
	corpus.Each(t, func(source, path string, raw []byte) {
		if Detect(raw) {
			found += findWords(t, source+"/"+path, raw)
		}
	})
	if found < 3000 {
		t.Errorf("only %d words were looked for", found)
	}
}

func findWords(t *testing.T, path string, raw []byte) (found int) {
	statements, _ := mt940.Gather(raw)
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
			place = textread.Place(x.line)
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
