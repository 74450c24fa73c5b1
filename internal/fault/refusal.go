package fault

import "errors"

// mostRefusals bounds the refusals that are named one by one.
const mostRefusals = 100

// Refusals are the failures of parts of an input, while the rest is read. The first of
// them are named, the others counted. The zero value is none.
type Refusals struct {
	named []error
	n     int
}

// Add adds one.
func (r *Refusals) Add(err error) {
	if r.n++; r.n <= mostRefusals {
		r.named = append(r.named, err)
	}
}

// Len is how many there are.
func (r *Refusals) Len() int { return r.n }

// Err is nil for none, and the one that there is; several stand below a sentence that
// tells their number.
func (r *Refusals) Err(several Text) error {
	switch r.n {
	case 0:
		return nil
	case 1:
		return r.named[0]
	}
	return &Error{Kind: Invalid, Text: several, Cause: errors.Join(r.named...)}
}
