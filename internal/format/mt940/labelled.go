package mt940

import "strings"

// cutAtLabels cuts a text at labels such as "NAAM: ", each at its first place behind a
// blank or the like, and returns what stands before them all, and what stands behind
// each: "" for a label that the text does not have.
func cutAtLabels(text string, labels ...string) (before string, values []string) {
	values = make([]string, len(labels))
	starts := make([]int, len(labels))
	for i, label := range labels {
		starts[i] = indexLabel(text, label)
	}
	before = text
	if first := nextStart(starts, -1, len(text)); first < len(text) {
		before = text[:first]
	}
	for i, start := range starts {
		if start >= 0 {
			from := start + len(labels[i])
			values[i] = strings.TrimSpace(text[from:max(from, nextStart(starts, start, len(text)))])
		}
	}
	return strings.TrimSpace(before), values
}

// nextStart is the least start behind a place, or the end.
func nextStart(starts []int, behind, end int) int {
	for _, start := range starts {
		if start > behind && start < end {
			end = start
		}
	}
	return end
}

func indexLabel(text, label string) int {
	for from := 0; ; {
		at := strings.Index(text[from:], label)
		if at < 0 {
			return -1
		}
		if at += from; at == 0 || strings.IndexByte(" \n;/", text[at-1]) >= 0 {
			return at
		}
		from = at + len(label)
	}
}
