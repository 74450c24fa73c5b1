package intake

import (
	"cmp"
	"slices"
	"strings"

	"acquit/internal/date"
	"acquit/internal/invoice"
	"acquit/internal/money"
)

// claim is an invoice or a credit note of a ledger.
type claim struct {
	number  string // "" for what the year before left altogether
	kind    invoice.Kind
	row     int // of its first line
	issued  date.Date
	total   money.Amount // as owed: negative of a credit note
	settled []settlement // by day
	carried bool         // brought forward: the total is what was left of it
}

// left is what is open of a claim.
func (c *claim) left() money.Amount {
	left := c.total
	for _, s := range c.settled {
		left = left.Sub(s.amount)
	}
	return left
}

// deposit is money that settles nothing yet.
type deposit struct {
	row    int
	on     date.Date
	piece  string // the opening's word for it, when it has one
	amount money.Amount
}

// standing is what a ledger says of one customer. What is left of its claims, less its
// deposits, is what the customer's accounts stand at.
type standing struct {
	claims   []*claim
	deposits []deposit
	guessed  bool         // there are no letters: what settles what was worked out here
	uneven   int          // groups of capital letters that do not add up to nothing
	row      int          // of the first line of the first of these
	doubtful money.Amount // what of it stands on the accounts of doubtful customers

	ledger  *ledger
	debtor  *debtor
	byKey   map[claimKey]*claim
	pairing bool // of a customer without letters
}

// claimKey names a claim of a customer. Instalments on several lines are one claim.
type claimKey struct {
	number   string
	kind     invoice.Kind
	currency money.Currency
}

// standing works out what a customer owes, what was paid of it and when.
func (d *debtor) standing(l *ledger) *standing {
	s := &standing{ledger: l, debtor: d, byKey: map[claimKey]*claim{}, doubtful: money.Of(0, l.currency)}
	s.pairing = !slices.ContainsFunc(d.moves, func(m move) bool { return m.letters != "" })
	for n := range d.moves {
		if d.moves[n].account == doubtful {
			s.doubtful = s.doubtful.Add(d.moves[n].amount)
		}
	}
	groupsOf(d.moves).each(s.resolve)
	for _, c := range s.claims {
		slices.SortStableFunc(c.settled, func(a, b settlement) int { return cmp.Compare(a.on, b.on) })
	}
	s.byKey, s.ledger, s.debtor = nil, nil, nil
	return s
}

// post is a claim, or money, in one group, with what is left of it there. Money has no
// claim: what came in is a credit, what was paid back a debt.
type post struct {
	claim *claim
	move  *move
	left  money.Amount // without a sign
	key   string       // folded number
}

// resolve settles the debts of a group with its credits.
func (s *standing) resolve(of []*move) {
	s.judge(of)
	debts, credits := map[money.Currency][]*post{}, map[money.Currency][]*post{}
	var currencies []money.Currency
	balance, last := money.Of(0, s.ledger.currency), of[0].on
	for _, m := range of {
		balance, last = balance.Add(m.amount), max(last, m.on)
		if m.transfer || m.amount.IsZero() {
			continue
		}
		p, c := s.post(m), m.sum().Currency
		if !slices.Contains(currencies, c) {
			currencies = append(currencies, c)
		}
		if m.amount.Sign() > 0 {
			debts[c] = append(debts[c], p)
		} else {
			credits[c] = append(credits[c], p)
		}
	}
	for _, c := range currencies {
		if len(currencies) > 1 && balance.IsZero() {
			clearAll(debts[c], last)
			clearAll(credits[c], last)
			continue
		}
		s.pair(debts[c], credits[c])
		s.leave(debts[c], credits[c])
	}
}

// judge notes what a bookkeeper should look at.
func (s *standing) judge(of []*move) {
	sum, capital, debts, credits := money.Of(0, s.ledger.currency), false, false, false
	for _, m := range of {
		sum = sum.Add(m.amount)
		capital = capital || m.letters != "" && m.letters == strings.ToUpper(m.letters)
		debts, credits = debts || m.amount.Sign() > 0, credits || m.amount.Sign() < 0
	}
	if capital && !sum.IsZero() {
		if s.uneven++; s.uneven == 1 {
			s.row = of[0].row
		}
	}
	s.guessed = s.guessed || s.pairing && debts && credits
}

// clearAll settles everything: the sum in the currency of the ledger says so, and other
// currencies stand in between.
func clearAll(all []*post, on date.Date) {
	for _, p := range all {
		if p.claim != nil {
			p.claim.settled = append(p.claim.settled, settlement{on, p.signed(p.left)})
		}
	}
}

// signed is an amount as the post's claim owes it.
func (p *post) signed(a money.Amount) money.Amount {
	if p.claim.kind == invoice.CreditNote {
		return a.Neg()
	}
	return a
}

// post is a line as what it does to its group.
func (s *standing) post(m *move) *post {
	p := &post{move: m, left: m.sum(), key: invoice.NumberKey(m.piece)}
	if p.left.Sign() < 0 {
		p.left = p.left.Neg()
		if m.nature == sale {
			s.claim(p, invoice.CreditNote)
		}
		return p
	}
	if m.nature != cash {
		s.claim(p, invoice.Bill)
	}
	return p
}

// claim makes a post one of a claim.
func (s *standing) claim(p *post, kind invoice.Kind) {
	number := s.numberOf(p.move)
	key := claimKey{invoice.NumberKey(number), kind, p.left.Currency}
	c := s.byKey[key]
	if c == nil {
		c = &claim{number: number, kind: kind, row: p.move.row, issued: p.move.issuedOn(), total: money.Of(0, p.left.Currency), carried: true}
		if number == "" {
			c.issued = p.move.on
		}
		s.byKey[key] = c
		s.claims = append(s.claims, c)
	}
	p.claim, p.key = c, key.number
	c.total = c.total.Add(p.signed(p.left))
	c.issued, c.row = min(c.issued, cmp.Or(p.move.issuedOn(), c.issued)), min(c.row, p.move.row)
	c.carried = c.carried && p.move.nature == opening
}

// numberOf is the number of what a line books: its piece, or what its label names. One
// that has neither is called by its journal and day. What the year before left has none,
// unless the line is about one piece.
func (s *standing) numberOf(m *move) string {
	if m.nature == opening {
		return s.broughtForward(m)
	}
	return cmp.Or(m.piece, numberIn(m.label), m.journal+"-"+strings.ReplaceAll(m.on.String(), "-", ""))
}

// broughtForward is the number of the piece that an opening line is about, "" when it
// is a sum.
func (s *standing) broughtForward(m *move) string {
	sum := broughtForward(m.label)
	switch own := s.ledger.shared[m.piece] == s.debtor; {
	case m.piece == "" && !sum:
		return numberIn(m.label)
	case m.piece == "" || !own:
		return ""
	case m.pieceOn != date.None && m.pieceOn < m.on, digits(m.piece) >= 3 && !sum:
		return m.piece
	}
	return ""
}

// pair settles debts with credits: money that was sent back with the money it was, then
// what names each other, then what is as much, then the oldest with the oldest.
func (s *standing) pair(debts, credits []*post) {
	older := func(a, b *post) int {
		return cmp.Or(cmp.Compare(a.day(), b.day()), cmp.Compare(a.move.row, b.move.row))
	}
	slices.SortStableFunc(debts, older)
	slices.SortStableFunc(credits, older)
	pairBy(debts, credits, func(p *post) (int64, bool) { return p.left.Minor, p.claim == nil }, false)
	pairBy(debts, credits, func(p *post) (string, bool) { return p.key, p.key != "" }, false)
	pairBy(debts, credits, func(p *post) (int64, bool) { return p.left.Minor, true }, true)
	n := 0
	for _, d := range debts {
		for n < len(credits) && !d.left.IsZero() {
			settle(d, credits[n])
			if credits[n].left.IsZero() {
				n++
			}
		}
	}
}

// day is when a post came to be: an invoice when it was issued, money when it moved.
func (p *post) day() date.Date {
	if p.claim != nil {
		return p.move.issuedOn()
	}
	return p.move.on
}

// pairBy settles debts with credits of the same key; with forward, only with later ones.
func pairBy[K comparable](debts, credits []*post, key func(*post) (K, bool), forward bool) {
	waiting := map[K][]*post{}
	for _, c := range credits {
		if k, ok := key(c); ok && !c.left.IsZero() {
			waiting[k] = append(waiting[k], c)
		}
	}
	for _, d := range debts {
		k, ok := key(d)
		for ok && !d.left.IsZero() && len(waiting[k]) > 0 {
			c := waiting[k][0]
			if forward && c.day() < d.day() {
				waiting[k] = waiting[k][1:]
				continue
			}
			settle(d, c)
			if c.left.IsZero() {
				waiting[k] = waiting[k][1:]
			}
		}
	}
}

// settle settles as much of a debt with a credit as either has left.
func settle(debt, credit *post) {
	share := debt.left.Min(credit.left)
	if share.IsZero() {
		return
	}
	on := max(debt.day(), credit.day())
	if debt.claim != nil {
		if credit.claim == nil {
			on = credit.move.on
		}
		debt.claim.settled = append(debt.claim.settled, settlement{on, share})
	}
	if credit.claim != nil {
		credit.claim.settled = append(credit.claim.settled, settlement{on, share.Neg()})
	}
	debt.left, credit.left = debt.left.Sub(share), credit.left.Sub(share)
}

// leave takes over what is left of money: what came in goes on account, and what was
// paid back, of money that is not known here, is owed again.
func (s *standing) leave(debts, credits []*post) {
	for _, p := range debts {
		if p.claim == nil && !p.left.IsZero() {
			s.claim(p, invoice.Bill)
		}
	}
	for _, p := range credits {
		if p.claim == nil && !p.left.IsZero() {
			d := deposit{row: p.move.row, on: p.move.on, amount: p.left}
			if p.move.nature == opening {
				d.piece = p.move.piece
			}
			s.deposits = append(s.deposits, d)
		}
	}
}
