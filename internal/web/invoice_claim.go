package web

import (
	"github.com/a-h/templ"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/payment"
	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// lateData is what an invoice that is late may be asked beside its principal today.
type lateData struct {
	Late bool
	Due  money.Amount
	Why  string // it cannot be reckoned; "" where it was
}

func (d *lateData) load(v *visit, tx *store.Tx, i *invoice.Invoice) error {
	d.Late = i.Kind == invoice.Bill && i.Open.Sign() > 0 && i.DueOn < v.Today
	if !d.Late {
		return nil
	}
	r, err := report.Claim(tx, v.Calendar, i.ID, v.Today)
	if fault.KindOf(err) == fault.NotFound {
		d.Why = v.Words.Fault(err)
		return nil
	}
	if err == nil {
		d.Due = r.Due.Late()
	}
	return err
}

// claimFacts are what was claimed beside the invoice, and what may be claimed to date. Both
// lead to how it is reckoned.
func (d *invoiceData) claimFacts(v *visit) (facts []ui.Fact) {
	w, href := v.Words, v.toClaim(d.Invoice.ID, date.None)
	if !d.Invoice.Claimed.IsZero() {
		facts = append(facts, ui.Fact{Label: w.T("claim.claimed"), Value: ui.Link(w.Money(d.Invoice.Claimed), href)})
	}
	if d.Late.Late {
		label := w.T("claim.to_date")
		var value templ.Component = ui.Link(w.Money(d.Late.Due), href)
		if d.Late.Why != "" {
			value = dashLink(label, d.Late.Why, href)
		}
		facts = append(facts, ui.Fact{Label: label, Value: value})
	}
	return facts
}

// ofPart says which part of a claim an allocation settles; "" for the principal.
func ofPart(w *locale.Words, a *payment.Allocation) string {
	if a.OfPrincipal() {
		return ""
	}
	return partName(w, a.Part)
}
