package ui

import "strings"

// stretch is a part of a text: words, or code.
type stretch struct {
	words string
	code  bool
}

// stretches parts a text at its backticks: what stands between two of them is code.
func stretches(text string) (all []stretch) {
	for n, words := range strings.Split(text, "`") {
		if words != "" {
			all = append(all, stretch{words, n%2 == 1})
		}
	}
	return all
}
