package explain

import (
	"github.com/govalues/decimal"

	"acquit/internal/claim"
	"acquit/internal/law"
	"acquit/internal/locale"
	"acquit/internal/money"
)

// LateSum says how the sum for being late follows from the scale of the law; "" where none
// came due.
func LateSum(w *locale.Words, c *claim.Claim, scale *law.Scale) string {
	if c.Compensation.Sign() <= 0 {
		return ""
	}
	said := w.T("paper.annex.late_sum", "Amount", c.Compensation)
	if scale.Of(c.CompensationOf) != c.Compensation {
		return said // a contract gave another one
	}
	if how := Scale(w, scale, c.CompensationOf); how != "" {
		said += " " + how
	}
	return said
}

// Scale says by which step of a scale a principal makes a sum due, and within which bounds;
// "" where the sum is the same for all.
func Scale(w *locale.Words, scale *law.Scale, principal money.Amount) string {
	cents := func(n int64) money.Amount { return money.Of(n, principal.Currency) }
	var step law.Band
	for _, b := range scale.Bands {
		if principal.Minor > b.From {
			step = b
		}
	}
	if step.Share == 0 {
		return ""
	}
	said := w.T("paper.annex.share", "Share", Yearly(w, step.Share), "Base", principal, "From", cents(step.From), "Fixed", cents(step.Base))
	if scale.Least > 0 {
		said += " " + w.T("paper.annex.least", "Amount", cents(scale.Least))
	}
	if scale.Most > 0 {
		said += " " + w.T("paper.annex.most", "Amount", cents(scale.Most))
	}
	return said
}

// Long writes a decimal that has more digits than an amount, such as interest that was not
// rounded.
func Long(w *locale.Words, text string) string {
	d, err := decimal.Parse(text)
	if err != nil {
		return text
	}
	return w.Number(d)
}
