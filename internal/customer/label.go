package customer

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"acquit/internal/fault"
)

// The names that imports have for the labels and for the account manager.
const (
	FieldLabels  = "labels"
	FieldManager = "manager"
)

// What a customer's labels may come to: how many there are, and how many characters
// one has.
const (
	MostLabels   = 20
	LongestLabel = 40
)

// Labels are the labels that texts name, parted by commas, semicolons or lines, in the
// order in which they are kept. Two that differ in case alone are one, spelt as it was
// said first.
//
// Errors: Invalid for a label that is too long, and for too many.
func Labels(texts ...string) ([]string, error) {
	var all []string
	said := map[string]bool{}
	for _, text := range texts {
		for _, piece := range strings.FieldsFunc(norm.NFC.String(text), func(r rune) bool { return strings.ContainsRune(",;\r\n", r) }) {
			label := cleanLabel(piece)
			if utf8.RuneCountInString(label) > LongestLabel {
				return nil, fault.New(fault.Invalid, "the label %q is longer than %d characters", label, LongestLabel)
			}
			if key := LabelKey(label); key != "" && !said[key] {
				said[key] = true
				all = append(all, label)
			}
		}
	}
	if len(all) > MostLabels {
		return nil, fault.New(fault.Invalid, "a customer has at most %d labels", MostLabels)
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Compare(LabelKey(a), LabelKey(b)) })
	return all, nil
}

// cleanLabel has one blank between words, and nothing that cannot be seen.
func cleanLabel(text string) string {
	seen := strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) {
			return ' '
		}
		return r
	}, norm.NFC.String(text))
	return strings.Join(strings.Fields(seen), " ")
}

// LabelKey is what of a label is compared: two labels with the same key are one.
func LabelKey(label string) string { return strings.ToLower(cleanLabel(label)) }

// Labelled reports whether the customer has a label, in any case.
func (c *Customer) Labelled(label string) bool {
	return slices.ContainsFunc(c.Labels, func(l string) bool { return LabelKey(l) == LabelKey(label) })
}

// LabelText is labels as a person writes them on one line; Labels reads it.
func LabelText(labels []string) string { return strings.Join(labels, ", ") }
