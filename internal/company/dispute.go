package company

import (
	"cmp"

	"acquit/internal/fault"
)

// Disputes is how a company deals with what customers contest, in calendar days.
type Disputes struct {
	// AnswerDays is within how many days it wants to answer; 0 for the usual number.
	AnswerDays int `json:"answer_days,omitempty"`
	// PayDays is how many days its answer gives to pay what is not contested any more; 0 for the
	// usual number.
	PayDays int `json:"pay_days,omitempty"`
	// ProtestDays is within how many days of an invoice its terms of sale let customers protest;
	// 0 where they do not say.
	ProtestDays int `json:"protest_days,omitempty"`
}

const (
	usualAnswerDays = 10
	usualPayDays    = 8
	mostDisputeDays = 366
)

// ToAnswer is within how many days it wants to answer.
func (d *Disputes) ToAnswer() int { return cmp.Or(d.AnswerDays, usualAnswerDays) }

// ToPay is how many days its answer gives to pay.
func (d *Disputes) ToPay() int { return cmp.Or(d.PayDays, usualPayDays) }

// check refuses days that cannot be.
func (d *Disputes) check() error {
	for field, days := range map[string]int{"answer_days": d.AnswerDays, "pay_days": d.PayDays, "protest_days": d.ProtestDays} {
		if days < 0 || days > mostDisputeDays {
			return fault.At(0, field, "this takes 0 to %d days", mostDisputeDays)
		}
	}
	return nil
}
