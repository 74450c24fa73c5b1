package collect

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestPrintsStaySmall(t *testing.T) {
	even := func(bytes int64) func(int) int64 { return func(int) int64 { return bytes } }
	for name, c := range map[string]struct {
		letters int
		size    func(int) int64
		want    [][2]int
	}{
		"none":                  {0, even(1), nil},
		"as many as one has":    {mostPrinted, even(1), [][2]int{{0, mostPrinted}}},
		"one more":              {mostPrinted + 1, even(1), [][2]int{{0, mostPrinted}, {mostPrinted, mostPrinted + 1}}},
		"heavy ones":            {5, even(mostPrintedBytes / 2), [][2]int{{0, 2}, {2, 4}, {4, 5}}},
		"each too heavy":        {2, even(mostPrintedBytes + 1), [][2]int{{0, 1}, {1, 2}}},
		"a heavy one at a time": {3, func(n int) int64 { return []int64{1, mostPrintedBytes, 1}[n] }, [][2]int{{0, 1}, {1, 2}, {2, 3}}},
	} {
		if got := cutPrints(c.letters, c.size); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, not %v", name, got, c.want)
		}
	}
}

// However letters are cut, each is in one print, in order, and no print but that of one letter is
// too heavy.
func TestEveryLetterIsInOnePrint(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		sizes := rapid.SliceOfN(rapid.Int64Range(0, mostPrintedBytes+9), 0, 900).Draw(r, "sizes")
		at := 0
		for _, run := range cutPrints(len(sizes), func(n int) int64 { return sizes[n] }) {
			sum := int64(0)
			for _, s := range sizes[run[0]:run[1]] {
				sum += s
			}
			if n := run[1] - run[0]; run[0] != at || n < 1 || n > mostPrinted || n > 1 && sum > mostPrintedBytes {
				t.Fatalf("%v holds %d bytes, after %d", run, sum, at)
			}
			at = run[1]
		}
		if at != len(sizes) {
			t.Fatalf("%d of %d letters are printed", at, len(sizes))
		}
	})
}
