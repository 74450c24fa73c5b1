package share

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSharesAddUpToAHundred(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.Int64Range(-1e12, 1e12), 1, 12).Draw(t, "parts")
		total, positive := 0, false
		for i, share := range PerCent(parts) {
			if share < 0 || share > 0 && parts[i] <= 0 {
				t.Fatalf("%d has %d %%", parts[i], share)
			}
			total += share
			positive = positive || parts[i] > 0
		}
		if positive && total != 100 || !positive && total != 0 {
			t.Fatalf("the shares add up to %d", total)
		}
	})
}

func TestSharesRoundTheLargestRestUp(t *testing.T) {
	tests := []struct {
		name  string
		parts []int64
		want  []int
	}{
		{"thirds", []int64{1, 1, 1}, []int{34, 33, 33}},
		{"a credit has no share", []int64{100, -50}, []int{100, 0}},
		{"nothing is open", []int64{0, 0}, []int{0, 0}},
		{"none is all while another is there", []int64{997, 3}, []int{99, 1}},
		{"the smallest rest gives way", []int64{667, 333}, []int{67, 33}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, PerCent(test.parts)); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}
