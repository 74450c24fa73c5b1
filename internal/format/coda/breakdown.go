package coda

import (
	"strings"

	"github.com/govalues/decimal"

	"acquit/internal/bank"
	"acquit/internal/money"
)

// What an amount was before it was booked: communication 105 tells it of a payment in
// another currency, and the details of type 8 and 9 of one that banks took their
// charges from.

// foreign is structured communication 105. Its amounts have no sign.
type foreign struct {
	gross     int64 // thousandths of the account's currency; 0 when it is not told
	original  decimal.Decimal
	currency  string
	reference string // of the payer
}

// foreign reads communication 105, which stands in the movement itself or in one of
// its information records.
func (m movement) foreign() (f foreign, ok bool) {
	content := ""
	if m.structure() == "105" {
		content = m.first.cut(66, 115) + m.second.cut(11, 63)
	}
	for i := 0; content == "" && i < len(m.rest); i++ {
		if r := m.rest[i]; r.kind() == "31" && r.cut(40, 43) == "1105" {
			content = r.cut(44, 113)
			if i+1 < len(m.rest) && m.rest[i+1].kind() == "32" {
				content += m.rest[i+1].cut(11, 115)
			}
		}
	}
	if len(content) < 57 {
		return f, false
	}
	f.gross, _ = thousandths("0", content[:15])
	f.reference = strings.TrimSpace(content[45:57])
	n, isAmount := thousandths("0", content[15:30])
	if c, err := money.ParseCurrency(content[42:45]); err == nil && isAmount && n > 0 {
		f.currency = c.String()
		f.original = bank.Decimal(decimal.MustNew(n, 3), f.currency)
	}
	return f, true
}

// beside gives an entry the sums beside its own, as far as communication 105 tells
// them: what the other side paid in its currency, and what the banks kept.
func (s *statement) beside(e *bank.Entry, m *movement) {
	f, ok := m.foreign()
	if !ok {
		return
	}
	original := f.original
	if m.thousandths < 0 {
		original, f.gross = original.Neg(), -f.gross
	}
	if f.currency != "" && (f.currency != e.Currency || !original.Equal(e.Amount)) {
		e.Original = &bank.Sum{Amount: original, Currency: f.currency}
	}
	if f.gross != 0 {
		s.keep(e, f.gross-m.thousandths)
	}
}

// keep notes what the banks kept of a payment, in thousandths.
func (s *statement) keep(e *bank.Entry, charges int64) {
	if charges > 0 && e.Charges == nil {
		e.Charges = &bank.Sum{Amount: s.decimal(charges), Currency: s.Account.Currency}
	}
}

// breakdown is what the details of type 8 and 9 say of one payment.
type breakdown struct {
	of         *bank.Entry
	net        int64 // what was booked, in thousandths
	sum, gross int64 // of all details, and of those that are the amount before charges
}

// The categories of a transaction code that name an amount and no charge.
const (
	netCategory   = "000"
	grossCategory = "100"
)

// add takes a detail in. Its text and reference are the payment's, and so is the
// original amount, unless it is that of a charge.
func (b *breakdown) add(m movement, part *bank.Entry) {
	e := b.of
	if e.Reference == "" {
		e.Reference = part.Reference
	}
	switch {
	case e.Text == "":
		e.Text = part.Text
	case part.Text != "":
		e.Text += "\n" + part.Text
	}
	b.sum += m.thousandths
	category := m.first.cut(59, 61)
	if category == grossCategory {
		b.gross += m.thousandths
	}
	if e.Original == nil && (category == grossCategory || category == netCategory) {
		e.Original = part.Original
	}
}

// settle gives the payment what its details say of its amount. Charges are known only
// where the amount before them is named and all of it adds up to what was booked.
func (s *statement) settle(b *breakdown) {
	if b.gross == 0 || b.sum != b.net || b.gross == b.net {
		return
	}
	if b.of.Original == nil {
		b.of.Original = &bank.Sum{Amount: s.decimal(b.gross), Currency: s.Account.Currency}
	}
	s.keep(b.of, b.gross-b.net)
}
