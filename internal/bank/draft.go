package bank

import (
	"github.com/govalues/decimal"

	"acquit/internal/fault"
)

// Draft is a statement while it is read, with what readers of all formats do alike:
// they note what is odd, and hold the statement against itself and its neighbour.
type Draft struct {
	*Statement
	omitted int // warnings beyond the limit
}

// NewDraft begins a statement of a format.
func NewDraft(format string) Draft { return Draft{Statement: &Statement{Format: format}} }

// mostWarnings keeps a file that is odd in every line from filling the memory.
const mostWarnings = 100

// Remark notes what is odd, with its line.
func (d *Draft) Remark(line int, format string, args ...any) {
	if len(d.Warnings) == mostWarnings {
		d.omitted++
		return
	}
	d.Warnings = append(d.Warnings, fault.Note{Place: fault.Place{Line: line}, Text: fault.Say(format, args...)})
}

// Finish says how many warnings were left out. Nothing is noted after it.
func (d *Draft) Finish() {
	if d.omitted > 0 {
		d.Warnings = append(d.Warnings, fault.Note{Text: fault.Say("%d more warnings were left out", d.omitted)})
	}
}

// CheckBalance adds the movements to the old balance; line is where the new one stands.
// A statement that lacks one of them is not checked.
func (d *Draft) CheckBalance(line int, moved Total) {
	if d.Opening == nil || d.Closing == nil {
		return
	}
	want, err := Plus(d.Opening.Amount, moved.Sum)
	if err != nil || moved.Unsure || !want.Equal(d.Closing.Amount) {
		d.Remark(line, "the old balance %s and movements of %s do not give the new balance %s", d.Opening.Amount, moved.Sum, d.Closing.Amount)
	}
}

// CheckChain compares with the statement before it in the file, nil for none, if that is
// of the same account; line is where this one begins.
func (d *Draft) CheckChain(line int, before *Statement) {
	if before == nil || before.Closing == nil || d.Opening == nil || before.Account.Key() != d.Account.Key() {
		return
	}
	if !before.Closing.Amount.Equal(d.Opening.Amount) {
		d.Remark(line, "the old balance %s is not the new balance %s of the statement before it: one may be missing",
			d.Opening.Amount, before.Closing.Amount)
	}
}

// Total is an exact sum of amounts. The zero value is nothing.
type Total struct {
	Sum    decimal.Decimal // of what fits
	Unsure bool            // there is more that does not
}

// Add adds an amount.
func (t *Total) Add(d decimal.Decimal) {
	sum, err := Plus(t.Sum, d)
	if err != nil {
		t.Unsure = true
		return
	}
	t.Sum = sum
}

// Plus is the sum of two amounts with the decimals of both. It fails rather than round
// one that has more digits than a decimal holds, 19.
func Plus(a, b decimal.Decimal) (decimal.Decimal, error) {
	return a.AddExact(b, max(a.Scale(), b.Scale()))
}
