package story_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"acquit/internal/story"
	"acquit/internal/testkit"
)

func TestStories(t *testing.T) {
	files, err := filepath.Glob("stories/*.story")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".story"), func(t *testing.T) {
			t.Parallel()
			parsed := parsed(t, file)
			testkit.Engines(t, func(t *testing.T, url string) { play(t, parsed, url) })
		})
	}
}

func parsed(t *testing.T, file string) *story.Story {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := story.Parse(file, string(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func play(t *testing.T, s *story.Story, url string) {
	t.Helper()
	testkit.Lay(t, url)
	stage, err := story.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := stage.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := stage.Play(s); err != nil {
		t.Error(err)
	}
}

// A story that says something else than what happens must fail, and say so well.
func TestAFailingStorySaysWhatHappened(t *testing.T) {
	const start = "# A title.\ncompany  Lys & Fils SRL  BE\ncustomer ACME  fr  mail compta@acme.example\n" +
		"2026-01-02  invoice R-1 ACME 1190.00 EUR due 2026-01-16\n"
	for name, c := range map[string]struct{ text, want string }{
		"a mail that was not expected":       {"2026-01-26  night\n", "happened, but was not expected:\n    mail ACME reminder-1 R-1 1190.00"},
		"nothing, although a mail left":      {"2026-01-26  night\n  > nothing\n", "happened, but was not expected:\n    mail ACME reminder-1 R-1 1190.00"},
		"a mail that did not leave":          {"2026-01-25  night\n  > mail ACME reminder-1 R-1 1190.00\n", "line 6: > mail ACME reminder-1 R-1 1190.00"},
		"another amount":                     {"2026-01-26  night\n  > mail ACME reminder-1 R-1 1190.01\n", "what really happened:\n    mail ACME reminder-1 R-1 1190.00"},
		"one mail, expected twice":           {"2026-01-26  night\n  > mail ACME reminder-1 R-1 1190.00\n  > mail ACME reminder-1 R-1 1190.00\n", "line 7: > mail"},
		"a payment that was not expected":    {"2026-01-26  bank  +1190.00 from ACME \"R-1\"\n  > case ACME closed: paid\n", "not expected:\n    settled R-1"},
		"a closing that was not expected":    {"2026-01-26  bank  +1190.00 from ACME \"R-1\"\n  > settled R-1\n", "not expected:\n    case ACME closed: paid"},
		"another standing":                   {"2026-01-20  look\n  > held ACME: bank_stale\n", "where the customers stand:\n    waiting ACME: step_later until 2026-01-26"},
		"an act that is refused":             {"2026-01-20  undo 5.00\n", "refused: no bank entry of 5.00 is in the state"},
		"a day before the one that was last": {"2026-01-01  look\n", "x.story:5: a story goes forwards"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := story.Parse("x.story", start+c.text)
			if err != nil {
				t.Fatal(err)
			}
			stage, err := story.Open(t.Context(), filepath.Join(t.TempDir(), "acquit.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer stage.Close()
			if err := stage.Play(s); err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "x.story:5: ") {
				t.Errorf("got:\n%v\nwant x.story:5: and:\n%s", err, c.want)
			}
		})
	}
}

func TestWhatIsNoStoryIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "x.story: a story needs a title",
		"# Title only.\n":            "x.story: a story needs a title",
		"# T.\nreboot now\n":         `x.story:2: "reboot" is nothing that can happen`,
		"# T.\n  > nothing\n":        "x.story:2: nothing happened yet",
		"# T.\n2026-02-30 night\n":   `x.story:2: "2026-02-30" is nothing that can happen`,
		"# T.\n2026-01-05 25 night":  `x.story:2: "25" is nothing that can happen`,
		"# T.\n2026-01-05 9:00 send": `x.story:2: "9:00" is nothing that can happen`,
	} {
		if _, err := story.Parse("x.story", text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// Each story has a title of one sentence, and README.md explains every verb.
func TestStoriesAreWritten(t *testing.T) {
	manual, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("stories/*.story")
	used := map[string]bool{}
	for _, file := range files {
		s := parsed(t, file)
		if !strings.HasSuffix(s.Title, ".") {
			t.Errorf("%s: the title is no sentence: %s", file, s.Title)
		}
		for _, a := range s.Acts {
			used[a.Verb] = true
			if !strings.Contains(string(manual), "`"+a.Verb) {
				t.Errorf("%s:%d: README.md does not explain %q", file, a.Line, a.Verb)
			}
		}
	}
	for _, verb := range story.Verbs() {
		if !used[verb] {
			t.Errorf("no story uses %q", verb)
		}
	}
}
