package dunning

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"acquit/internal/date"
)

// Mark is a fingerprint of what was decided and of the facts that a person would ask about:
// two nights that decide the same have the same one. How many days something has lasted does
// not change it.
func (a *Assessment) Mark(s *Snapshot) string {
	var f fingerprint
	f.word(string(a.Verdict), a.Step.Key, string(a.Channel), s.Payer)
	f.number(int64(a.NextOn), s.Credits.Minor, int64(s.LastSent))
	for n := range a.Reasons {
		f.reason(&a.Reasons[n])
	}
	if s.Collecting != date.None {
		f.number(int64(s.Collecting))
	}
	if a.Approval != nil {
		f.reason(a.Approval)
	}
	for n := range a.Items {
		f.item(&a.Items[n])
	}
	sum := sha256.Sum256(f)
	return hex.EncodeToString(sum[:12])
}

// fingerprint gathers what is hashed.
type fingerprint []byte

func (f *fingerprint) word(all ...string) {
	for _, w := range all {
		*f = append(append(*f, w...), 0)
	}
}

func (f *fingerprint) number(all ...int64) {
	for _, n := range all {
		*f = append(strconv.AppendInt(*f, n, 10), 0)
	}
}

func (f *fingerprint) reason(r *Reason) {
	f.word(string(r.Code), r.Step, r.Invoice, r.Text, string(r.Holiday), r.Hold)
	f.number(int64(r.Day), r.Amount.Minor, r.Limit.Minor)
}

func (f *fingerprint) item(d *Decision) {
	f.number(int64(d.Item.Invoice), int64(d.Item.Part), d.Item.Open.Minor, int64(d.Item.DueOn), int64(d.On), int64(d.Times))
	f.word(string(d.Verdict), d.Step, strconv.FormatBool(d.Listed))
	f.reason(&d.Reason)
	if !d.Item.Contested.IsZero() {
		f.number(d.Item.Contested.Minor)
	}
}
