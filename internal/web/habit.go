package web

import (
	"strings"

	"acquit/internal/explain"
	"acquit/internal/locale"
	"acquit/internal/profile"
	"acquit/internal/web/ui"
)

// What is drawn of how a customer pays: two years of one who is invoiced every month, and as
// many open invoices.
const mostHabits = 24

// habits are the invoices that the customer paid last, each at its day and as high as it was
// late, and those that are overdue.
func (d *customerData) habits(v *visit) ui.DotsSpec {
	said := explain.Profile(v.Words, &d.Profile)
	spec := ui.DotsSpec{Title: said[0], From: v.Today, To: v.Today}
	for n := range d.Paid {
		p := &d.Paid[n]
		spec.From = min(spec.From, p.PaidOn)
		spec.Dots = append(spec.Dots, ui.Dot{On: p.PaidOn, Late: p.Late(), Label: p.Number, Href: v.toInvoice(p.ID)})
	}
	for n := range d.Open {
		i := &d.Open[n]
		if i.Open.Sign() < 0 || i.DueOn >= v.Today || len(spec.Dots) >= len(d.Paid)+mostHabits {
			continue
		}
		spec.Dots = append(spec.Dots, ui.Dot{On: v.Today, Late: int(v.Today - i.DueOn), Label: i.Number, Href: v.toInvoice(i.ID), Open: true})
	}
	return spec
}

// besides is what is said of a customer's habits under the picture.
func (d *customerData) besides(w *locale.Words) string {
	return strings.Join(append(explain.Profile(w, &d.Profile)[1:], explain.PayerNote(w)), ". ")
}

// payerKinds are the kinds of payer to choose from.
func payerKinds(w *locale.Words, l *list) (all []ui.Choice) {
	for _, k := range profile.Kinds {
		all = append(all, l.choice("payer", string(k), payerName(w, k)))
	}
	return all
}

// payerName is the word for a kind of payer, as an address may ask for it.
func payerName(w *locale.Words, k profile.Kind) string {
	if !k.Known() {
		return string(k)
	}
	return explain.PayerKind(w, k)
}
