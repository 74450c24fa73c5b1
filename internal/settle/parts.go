package settle

import (
	"acquit/internal/id"
	"acquit/internal/matching"
	"acquit/internal/store"
)

// proposeSums proposes for entries that the bank booked as one sum what the parts, of
// which it told one by one, pay together: where each of them surely pays something and
// all of them come to the sum. A person confirms it, since the sum itself names nothing.
func proposeSums(tx *store.Tx, entries []store.Entry, results map[id.ID]matching.Result) error {
	sums := map[id.ID]store.Entry{}
	var ids []id.ID
	for _, e := range entries {
		if waits(&e) && e.Amount.Sign() > 0 && results[e.ID].Certain == nil {
			sums[e.ID], ids = e, append(ids, e.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	told, err := tx.PartsOf(ids)
	if err != nil || len(told) == 0 {
		return err
	}
	read := matching.Read(readable(told))
	c, err := candidates(tx, read)
	if err != nil {
		return err
	}
	paid := map[id.ID]*matching.Proposal{}
	for _, r := range matching.Propose(read, c) {
		paid[r.Entry] = r.Certain
	}
	parts := map[id.ID][]store.Entry{}
	for _, part := range told {
		parts[part.SameAs] = append(parts[part.SameAs], part)
	}
	for i, of := range parts {
		sum := sums[i]
		if p, whole := together(&sum, of, paid); whole {
			r := results[i]
			r.Entry, r.Ask, r.Refused = i, append([]matching.Proposal{p}, r.Ask...), matching.SeveralPayers
			results[i] = r
		}
	}
	return nil
}

// together is what the parts of a sum pay, and whether that is all of it. What points to
// a place in the text of a part points nowhere in the sum's.
func together(sum *store.Entry, parts []store.Entry, paid map[id.ID]*matching.Proposal) (matching.Proposal, bool) {
	var all matching.Proposal
	left := sum.Amount
	taken := map[id.ID]bool{}
	for _, part := range parts {
		p := paid[part.ID]
		if p == nil || !p.OnAccount.IsZero() || !p.Paid.IsZero() || part.Amount.Currency != left.Currency {
			return all, false
		}
		left = left.Sub(part.Amount)
		all.Shares, all.Differences = append(all.Shares, p.Shares...), append(all.Differences, p.Differences...)
		for _, s := range p.Shares {
			taken[s.Invoice] = true
		}
		for _, e := range p.Evidence {
			if e.Start, e.End, e.InEndToEnd = 0, 0, false; e.Fact != matching.AmountExact {
				all.Evidence = append(all.Evidence, e)
			}
		}
	}
	if !left.IsZero() || len(all.Shares) == 0 || len(taken) < len(all.Shares) {
		return all, false
	}
	all.Customer = all.Shares[0].Customer
	all.Evidence = append(all.Evidence, matching.Evidence{Fact: matching.GroupPays})
	return all, true
}
