// Package share divides a hundred among parts, so that a figure is the same wherever it is
// read: in a report, over a bar, beside a list.
package share

import (
	"math/bits"
	"slices"
)

// PerCent returns whole per cents of parts that add up to 100: those with the largest
// rests are rounded up, but none is all while another is there. Parts below zero have no
// share, and nothing has none.
func PerCent(parts []int64) []int {
	var total uint64
	for _, p := range parts {
		total += uint64(max(p, 0))
	}
	shares, rests := make([]int, len(parts)), make([]uint64, len(parts))
	if total == 0 {
		return shares
	}
	left := 100
	for n, p := range parts {
		high, low := bits.Mul64(uint64(max(p, 0)), 100)
		whole, rest := bits.Div64(high, low, total)
		shares[n], left = int(whole), left-int(whole)
		if whole != 99 {
			rests[n] = rest
		}
	}
	for ; left > 0; left-- {
		n := slices.Index(rests, slices.Max(rests))
		shares[n]++
		rests[n] = 0
	}
	return shares
}
