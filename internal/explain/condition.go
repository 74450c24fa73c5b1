package explain

import (
	"github.com/govalues/decimal"

	"acquit/internal/claim"
	"acquit/internal/law"
	"acquit/internal/locale"
)

// Condition says what was decided about when more than the principal may be asked.
func Condition(w *locale.Words, c claim.Condition) string {
	return w.T("condition."+string(c.Code), "Day", c.Day)
}

// Finding says what the law finds in a contract, and what becomes of the clause.
func Finding(w *locale.Words, f law.Finding) string {
	return w.T("contract."+string(f.Code), "Rate", Yearly(w, f.Rate), "Principal", f.Principal, "Most", f.Most) +
		" " + w.T("contract.effect."+string(f.Effect))
}

// Yearly writes a rate of a year as the reader does: "10,5 %".
func Yearly(w *locale.Words, p law.Percent) string {
	d, err := decimal.Parse(p.String())
	if err != nil {
		return p.String()
	}
	return w.Percent(d)
}
