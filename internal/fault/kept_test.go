package fault

import (
	"testing"

	"pgregory.net/rapid"
)

// Whatever is kept is read again as it was said, and words of others stay what they are.
func TestWhatIsKeptIsReadAgain(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		words := rapid.String().Draw(r, "words")
		own := Say("no answer to the end of the message: %s", words)
		if got := ReadKept(own.Kept()); got.String() != own.String() || got.Format != own.Format {
			t.Fatalf("%q came back as %q", own, got)
		}
		if Verbatim(words).Kept() != words {
			t.Fatalf("%q was kept as %q", words, Verbatim(words).Kept())
		}
	})
	for _, answer := range []string{"550 no such user", `{"format":`, `{"format": 7}`, ""} {
		if got := ReadKept(answer).String(); got != answer {
			t.Errorf("%q came back as %q", answer, got)
		}
	}
}
