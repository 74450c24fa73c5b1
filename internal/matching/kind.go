package matching

import (
	"slices"
	"strings"
)

// Kind names the facts of a proposal, whatever they speak of: "amount_exact number_named".
// Proposals of one kind rest on the same evidence, so that who trusts one trusts all. It
// is "" where there is no evidence.
func (p *Proposal) Kind() string {
	var facts []string
	for _, e := range p.Evidence {
		facts = append(facts, string(e.Fact))
	}
	slices.Sort(facts)
	return strings.Join(slices.Compact(facts), " ")
}

// FactsOf are the facts that a Kind names.
func FactsOf(kind string) []Fact {
	var facts []Fact
	for _, word := range strings.Fields(kind) {
		facts = append(facts, Fact(word))
	}
	return facts
}
