package web

import (
	"slices"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/render"
	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// claimWords are the words in which a claim is printed: the customer's, or those of the
// language in the address.
func (v *visit) claimWords(debtor *customer.Customer) *locale.Words {
	if l := locale.Language(v.query("language")); slices.Contains(locale.Languages[:], l) {
		return v.site.Words.In(locale.For(l, debtor.Country))
	}
	return v.site.Words.In(report.ReaderOf(debtor))
}

// claimAnnex prints how the claim for an invoice is reckoned, instalment by instalment.
func claimAnnex(v *visit, tx *store.Tx) (answer, error) {
	d, err := loadClaim(v, tx)
	if err != nil {
		return nil, err
	}
	if !d.reckoned() {
		return moved{To: d.toClaim(d.Invoice.ID, d.On)}, nil
	}
	w := v.claimWords(&d.Customer)
	annex := render.Annex{Company: &d.Company, Customer: &d.Customer}
	for n := range d.Debts {
		annex.Invoices = append(annex.Invoices, report.Printed(w, &d.Debts[n]))
	}
	body, err := annex.PDF(w)
	return printed{w.T("claim.annex_file", "Invoice", d.Invoice.Number, "Day", d.On.String()) + ".pdf", body}, err
}

// claimStatement prints the statement of claim for an invoice.
func claimStatement(v *visit, tx *store.Tx) (answer, error) {
	d, err := loadClaim(v, tx)
	if err != nil {
		return nil, err
	}
	if !d.reckoned() || d.Due.Total().IsZero() {
		return moved{To: d.toClaim(d.Invoice.ID, d.On)}, nil
	}
	return v.claimOf(tx, &d.Customer, d.Debts, d.Invoice.Number, d.On)
}

// claimOf prints what is claimed of a customer for some debts, under a name of its own. Where
// it lacks what the law asks for, the claim of the first of them says so.
func (v *visit) claimOf(tx *store.Tx, debtor *customer.Customer, debts []report.Reckoned, name string, on date.Date) (answer, error) {
	w, s := v.claimWords(debtor), render.ClaimStatement{Company: &v.Company, Customer: debtor, On: on}
	for n := range debts {
		if due := debts[n].Standing.Due(); !due.Total().IsZero() {
			s.Invoices = append(s.Invoices, report.Printed(w, &debts[n]))
		}
	}
	body, err := s.PDF(w)
	if fault.KindOf(err) == fault.Invalid {
		return v.lacking(tx, debts[0].Invoice.ID, on, err)
	}
	return printed{w.T("claim.statement_file", "Name", name, "Day", on.String()) + ".pdf", body}, err
}

// lacking is the page of a claim that says what keeps it from being printed.
func (v *visit) lacking(tx *store.Tx, i id.ID, on date.Date, refused error) (answer, error) {
	d, err := v.loadClaim(tx, i, on)
	if err != nil {
		return nil, err
	}
	for _, n := range fault.Notes(refused) {
		d.Lacks = append(d.Lacks, v.Words.Sentence(n.Text))
	}
	return d.page(), nil
}

// customerClaim prints the statement of claim for all that is late of a customer, in
// the currency of the address or else the company's.
func customerClaim(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.id("customer")
	if err != nil {
		return nil, err
	}
	debtor, err := theCustomer(tx, i)
	if err != nil {
		return nil, err
	}
	if debtor.MergedInto != 0 {
		return moved{To: v.toCustomer(debtor.MergedInto)}, nil
	}
	on, err := v.claimDay()
	if err != nil {
		return nil, err
	}
	currency := v.Company.Currency
	if named := v.query("currency"); named != "" {
		if currency, err = money.ParseCurrency(named); err != nil {
			return nil, err
		}
	}
	debts, err := report.ClaimsOf(tx, v.Calendar, i, currency, on)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return v.notPrinted(tx, i, currency, on)
	case err != nil:
		return nil, err
	case len(debts) == 0:
		return moved{To: v.toCustomer(i), Toast: ui.Toast{Text: v.Words.T("claim.nothing_late")}}, nil
	}
	return v.claimOf(tx, &debtor, debts, debtor.Name, on)
}

// notPrinted leads to a claim of a customer that cannot be reckoned, which says why.
func (v *visit) notPrinted(tx *store.Tx, of id.ID, currency money.Currency, on date.Date) (answer, error) {
	late, err := tx.ClaimableOf(of, currency, on)
	if err != nil {
		return nil, err
	}
	for _, i := range late {
		_, why, err := report.Known(tx, v.Calendar, i, on)
		if err != nil {
			return nil, err
		}
		if why.Refused != nil || why.From != date.None {
			return moved{To: v.toClaim(i, on)}, nil
		}
	}
	return nil, errNoPage
}
