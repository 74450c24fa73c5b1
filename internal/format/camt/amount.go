package camt

import (
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
)

// amount is an Amt element as written. Its figure has no sign: a CdtDbtInd
// beside it tells the direction.
type amount struct{ figure, currency string }

func (m *message) amount() (a amount, err error) {
	a.currency = strings.ToUpper(m.Attr("Ccy"))
	a.figure, err = m.Text()
	return a, err
}

// maxFigure is how many characters the 18 digits that ISO 20022 allows take with
// a point; decimal would round what is longer.
const maxFigure = 19

// decimal returns the exact number, and whether there is one. A negative one
// would have two directions, so it is none.
func (a amount) decimal() (decimal.Decimal, bool) {
	digits := strings.TrimLeft(a.figure, "+0")
	if a.figure == "" || len(digits) > maxFigure || strings.ContainsAny(digits, "eE-") {
		return decimal.Zero, false
	}
	d, err := decimal.Parse(a.figure)
	if err != nil || d.IsNeg() {
		return decimal.Zero, false
	}
	return bank.Decimal(d, a.currency), true
}

// none reports whether a says nothing: some banks write 0 for "see the entry".
func (a amount) none() bool {
	d, ok := a.decimal()
	return !ok || d.IsZero()
}

func (a amount) String() string { return strings.TrimSpace(a.figure + " " + a.currency) }

// The values of CdtDbtInd.
const (
	credit = "CRDT"
	debit  = "DBIT"
)

// signed gives d its direction. RvslInd plays no part: a reversed debit is marked
// CRDT, because its money comes back to the account.
func signed(d decimal.Decimal, mark string) decimal.Decimal {
	if mark == debit {
		return d.Neg()
	}
	return d
}

// equals reports whether two amounts are the same money: "100.0" is "100.00".
func (a amount) equals(b amount) bool {
	x, okX := a.decimal()
	y, okY := b.decimal()
	return okX && okY && a.currency == b.currency && x.Cmp(y) == 0
}
