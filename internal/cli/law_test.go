package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"acquit/internal/testkit/corpus"
	"acquit/internal/testkit/golden"
)

// indent is what stands before each line of an example, and prompt before a command.
const (
	indent = "    "
	prompt = indent + "$ acquit "
	widest = 94 // letters of a line
)

// The pages on the law print what the program prints; with -update they are written anew.
func TestTheExamplesOfTheLaw(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join(corpus.Root(), "docs", "law", "*.md"))
	if err != nil || len(pages) == 0 {
		t.Fatal("no pages on the law", err)
	}
	examples := 0
	for _, page := range pages {
		raw, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		var whole []string
		blocks := strings.Split(string(raw), "\n\n")
		for _, block := range blocks {
			if command, _, _ := strings.Cut(block, "\n"); strings.HasPrefix(command, prompt) {
				examples++
				block = strings.TrimRight(command, "\n") + "\n" + printedBy(t, strings.TrimPrefix(command, prompt))
			}
			whole = append(whole, strings.TrimRight(block, "\n"))
		}
		golden.Match(t, page, strings.Join(whole, "\n\n")+"\n")
	}
	if examples < 10 {
		t.Errorf("only %d examples", examples)
	}
}

// printedBy is what a command prints, as the pages show it.
func printedBy(t *testing.T, command string) string {
	t.Helper()
	var out, wrong bytes.Buffer
	args := append([]string{"--data", t.TempDir()}, strings.Fields(command)...)
	if code := Main(context.Background(), args, &out, &wrong); code != 0 {
		t.Fatalf("acquit %s: %s", command, wrong.String())
	}
	var lines []string
	for line := range strings.Lines(out.String()) {
		lines = append(lines, folded(strings.TrimRight(line, "\n")))
	}
	return strings.Join(lines, "\n")
}

// folded is a line in as many as it needs, of which all but the first stand further in.
func folded(line string) string {
	var whole strings.Builder
	room := 0
	for n, word := range strings.SplitAfter(line, " ") {
		letters := len([]rune(word))
		switch {
		case n == 0:
			whole.WriteString(indent)
			room = widest
		case letters > room:
			whole.WriteString("\n" + indent + "  ")
			room = widest - 2
		}
		whole.WriteString(word)
		room -= letters
	}
	return trailing.ReplaceAllString(whole.String(), "\n")
}

var trailing = regexp.MustCompile(` +\n`)
