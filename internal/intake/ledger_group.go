package intake

import (
	"acquit/internal/money"
)

// groups are the lines of one customer that belong together: what settles what is found
// among them alone.
type groups struct {
	moves []move
	up    []int // union-find: the line that stands for each; itself for one that stands for its group
}

// groupsOf joins what the books join: lines with the same letters, and the two sides of
// a transfer between the customer's accounts. Who has no letters at all has one group.
func groupsOf(moves []move) *groups {
	g := &groups{moves: moves, up: make([]int, len(moves))}
	for n := range g.up {
		g.up[n] = n
	}
	lettered := map[string]int{}
	for n := range moves {
		if letters := moves[n].letters; letters == "" {
			continue
		} else if first, known := lettered[letters]; known {
			g.join(first, n)
		} else {
			lettered[letters] = n
		}
	}
	g.joinTransfers()
	if len(lettered) == 0 {
		for n := range moves {
			g.join(0, n)
		}
		return g
	}
	g.joinBroughtForward()
	return g
}

// root is the line that stands for a line's group.
func (g *groups) root(n int) int {
	for g.up[n] != n {
		g.up[n] = g.up[g.up[n]]
		n = g.up[n]
	}
	return n
}

func (g *groups) join(a, b int) {
	if a, b = g.root(a), g.root(b); a != b {
		g.up[max(a, b)] = min(a, b)
	}
}

// joinTransfers marks entries that only move what a customer owes between accounts: to
// the doubtful ones, or what was paid in advance to an invoice. The money in advance is
// the oldest of the same amount.
func (g *groups) joinTransfers() {
	entries := map[int][]int{}
	for n := range g.moves {
		entries[g.moves[n].entry] = append(entries[g.moves[n].entry], n)
	}
	advances := map[money.Amount][]int{}
	for n := range g.moves {
		m := &g.moves[n]
		if of := entries[m.entry]; of[0] == n && g.transfers(of) {
			for _, k := range of {
				g.moves[k].transfer = true
				g.join(n, k)
			}
		}
		if m.account != advance || m.letters != "" {
			continue
		}
		back := m.amount.Neg()
		switch waiting := advances[back]; {
		case !m.transfer && m.amount.Sign() < 0:
			advances[m.amount] = append(advances[m.amount], n)
		case m.transfer && len(waiting) > 0:
			g.join(n, waiting[0])
			advances[back] = waiting[1:]
		}
	}
}

// transfers reports whether the lines of an entry are on several accounts of a customer
// and add up to nothing.
func (g *groups) transfers(of []int) bool {
	sum, several := money.Of(0, g.moves[of[0]].amount.Currency), false
	for _, n := range of {
		sum = sum.Add(g.moves[n].amount)
		several = several || g.moves[n].account != g.moves[of[0]].account
	}
	return several && sum.IsZero()
}

// joinBroughtForward joins payments whose letters no invoice of the year has with what
// the year before left: that is what they settle.
func (g *groups) joinBroughtForward() {
	owes, first := map[int]bool{}, -1
	var forward []int
	for n := range g.moves {
		m := &g.moves[n]
		if m.amount.Sign() > 0 && !m.transfer {
			owes[g.root(n)] = true
		}
		if m.nature == opening && m.letters == "" && m.amount.Sign() > 0 {
			forward = append(forward, n)
		}
	}
	if len(forward) == 0 {
		return
	}
	for n := range g.moves {
		if m := &g.moves[n]; m.letters != "" && !owes[g.root(n)] {
			if first < 0 {
				first = n
			}
			g.join(first, n)
		}
	}
	for _, n := range forward {
		if first >= 0 {
			g.join(first, n)
		}
	}
}

// each hands the lines of one group after the other to do, by the first line of each.
func (g *groups) each(do func(of []*move)) {
	members := map[int][]*move{}
	for n := range g.moves {
		r := g.root(n)
		members[r] = append(members[r], &g.moves[n])
	}
	for n := range g.moves {
		if of := members[n]; of != nil {
			do(of)
		}
	}
}
