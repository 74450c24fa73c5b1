package customer

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"acquit/internal/fault"
)

func TestLabels(t *testing.T) {
	long := strings.Repeat("é", LongestLabel)
	for _, c := range []struct {
		what  string
		texts []string
		want  []string
	}{
		{"nothing", []string{"", " , ;\n"}, nil},
		{"in order, whatever the case", []string{"vip, Construction;north\nAlps"}, []string{"Alps", "Construction", "north", "vip"}},
		{"one of two spellings, the first", []string{"VIP, vip", "Vip"}, []string{"VIP"}},
		{"accents in one form or another", []string{"Me\u0301tro", "M\u00e9tro", "m\u00c9tro"}, []string{"Métro"}},
		{"blanks and what cannot be seen", []string{"  key \t account\x00 ", "\xffodd"}, []string{"key account", "odd"}},
		{"as long as it may be", []string{long}, []string{long}},
	} {
		got, err := Labels(c.texts...)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, %v", c.what, got, err)
		}
	}
}

func TestLabelsThatCannotBe(t *testing.T) {
	var many []string
	for n := range MostLabels + 1 {
		many = append(many, strings.Repeat("x", n+1))
	}
	for what, texts := range map[string][]string{"one too long": {strings.Repeat("é", LongestLabel+1)}, "one too many": many} {
		if got, err := Labels(texts...); !errors.Is(err, fault.Invalid) || got != nil {
			t.Errorf("%s: %q, %v", what, got, err)
		}
	}
	if got, err := Labels(many[:MostLabels]...); err != nil || len(got) != MostLabels {
		t.Errorf("as many as may be: %d, %v", len(got), err)
	}
}

func TestLabelsAreReadAsTheyAreWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		labels, err := Labels(rapid.SliceOfN(rapid.StringOfN(rapid.Rune(), 0, LongestLabel, -1), 0, 6).Draw(t, "texts")...)
		if err != nil {
			t.Skip("too long as it is cut")
		}
		again, err := Labels(LabelText(labels))
		if err != nil || !slices.Equal(again, labels) {
			t.Fatalf("%q became %q, %v", labels, again, err)
		}
		c, keys := Customer{Labels: labels}, make([]string, len(labels))
		for n, one := range labels {
			if keys[n] = LabelKey(one); !c.Labelled(" " + one) {
				t.Fatalf("%q is none of %q", one, labels)
			}
		}
		if !slices.IsSorted(keys) || len(slices.Compact(slices.Clone(keys))) != len(keys) {
			t.Fatalf("keys %q are not in order, each once", keys)
		}
	})
}

func TestAMergedCustomerHasTheLabelsThatWereChosen(t *testing.T) {
	kept := Customer{Labels: []string{"vip"}, Manager: "anna@lys.example"}
	gone := Customer{Labels: []string{"north", "vip"}, Manager: "ben@lys.example"}
	is := Merge(&kept, &gone, []string{FieldLabels})
	if !slices.Equal(is.Labels, gone.Labels) || is.Manager != kept.Manager || !is.EditedHere(FieldLabels) || !is.EditedHere(FieldManager) {
		t.Errorf("merged: %+v", is)
	}
	back := Unmerge(&is, &kept, &is)
	if !slices.Equal(back.Labels, kept.Labels) || back.EditedHere(FieldLabels) || back.EditedHere(FieldManager) {
		t.Errorf("parted: %+v", back)
	}
}
