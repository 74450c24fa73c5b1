package web

import (
	"net/http"
	"net/url"
	"slices"

	"acquit/internal/allocation"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/law"
	"acquit/internal/money"
	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) claimRoutes() {
	s.get("/invoices/{invoice}/claim", claimPage)
	s.get("/invoices/{invoice}/claim/annex.pdf", claimAnnex)
	s.get("/invoices/{invoice}/claim/statement.pdf", claimStatement)
	s.get("/customers/{customer}/claim.pdf", customerClaim)
	s.post("/invoices/{invoice}/claim/waive", waiveClaim)
	s.post("/invoices/{invoice}/claim/costs", chargeCosts)
}

// claimData is what an invoice comes to on a day, and how.
type claimData struct {
	*visit
	Invoice  invoice.Invoice
	Customer customer.Customer
	*report.Reckoning
	Unknown report.Unknown    // why it was not reckoned; zero where it was
	Fees    []store.ReturnFee // of payments that came back, and that were not asked for yet
	Agreed  []agreedRate      // rates of contracts to which the law says something
	Lacks   []string          // what keeps the statement of claim from being printed
}

func claimPage(v *visit, tx *store.Tx) (answer, error) {
	d, err := loadClaim(v, tx)
	if err != nil {
		return nil, err
	}
	return d.page(), nil
}

func (d *claimData) page() page {
	p := page{Title: d.Words.T("claim.title", "Invoice", d.Invoice.Number), Place: invoices, Body: claimBody(d)}
	if len(d.Lacks) > 0 {
		p.Status = http.StatusUnprocessableEntity
	}
	return p
}

// loadClaim reckons the claim of the invoice that the address names, on its day.
func loadClaim(v *visit, tx *store.Tx) (*claimData, error) {
	i, err := v.id("invoice")
	if err != nil {
		return nil, err
	}
	on, err := v.claimDay()
	if err != nil {
		return nil, err
	}
	return v.loadClaim(tx, i, on)
}

func (v *visit) loadClaim(tx *store.Tx, i id.ID, on date.Date) (d *claimData, err error) {
	d = &claimData{visit: v}
	if d.Invoice, err = tx.TheInvoice(i); err != nil {
		return nil, err
	}
	if d.Customer, err = theCustomer(tx, d.Invoice.Customer); err != nil {
		return nil, err
	}
	if d.Invoice.Kind == invoice.CreditNote {
		return nil, errNoPage
	}
	if err := d.reckon(tx, on); err != nil {
		return nil, err
	}
	if d.Agreed, err = d.beyond(tx); err != nil {
		return nil, err
	}
	if err := learnOf(v, tx, d.Ledger, func(c *store.Claimed) id.ID { return c.Scenario }); err != nil {
		return nil, err
	}
	d.Fees, err = unaskedFees(tx, i, d.Ledger)
	return d, err
}

// beyond are the rates of contracts in the time of the claim to which the law says something.
func (d *claimData) beyond(tx *store.Tx) (all []agreedRate, err error) {
	first := &d.Debts[0]
	own, err := tx.CompanyRates()
	if err != nil || first.Refused != nil {
		return nil, err
	}
	late := first.Debt.DueOn.AddDays(1)
	for _, r := range own[first.Rule.Series()] {
		if r.Mark != law.Agreed || r.From > d.On || r.Until < late {
			continue
		}
		found, err := law.Check(own, first.Rule.Country, first.Rule.Segment, law.Contract{Rate: &r.Percent}, max(r.From, late))
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			all = append(all, agreedRate{r, found})
		}
	}
	return all, nil
}

// claimDay is the day of the address, or today.
func (v *visit) claimDay() (date.Date, error) { return v.dayOr("on", v.Today) }

// reckon reckons what can be, and finds out why where nothing can.
func (d *claimData) reckon(tx *store.Tx, on date.Date) (err error) {
	d.Reckoning, err = report.Claim(tx, d.Calendar, d.Invoice.ID, on)
	if fault.KindOf(err) != fault.NotFound {
		return err
	}
	refused := err
	if d.Reckoning, d.Unknown, err = report.Known(tx, d.Calendar, d.Invoice.ID, on); err == nil && d.reckoned() {
		err = refused
	}
	return err
}

// unaskedFees are what the bank took for payments that came back, but for those that a
// person added since, as costs of the same amount.
func unaskedFees(tx *store.Tx, i id.ID, ledger []store.Claimed) ([]store.ReturnFee, error) {
	fees, err := tx.ReturnFees(i)
	asked := slices.Clone(ledger)
	fees = slices.DeleteFunc(fees, func(f store.ReturnFee) bool {
		at := slices.IndexFunc(asked, func(c store.Claimed) bool {
			return c.Kind == store.WasClaimed && c.Part == allocation.Costs && c.Amount == f.Amount && c.On >= f.On
		})
		if at >= 0 {
			asked = slices.Delete(asked, at, at+1)
		}
		return at >= 0
	})
	return fees, err
}

// toClaim is the address of the claim of an invoice on a day; None is today.
func (v *visit) toClaim(i id.ID, on date.Date, file ...string) string {
	to := v.to(append([]string{"invoices", i.String(), "claim"}, file...)...)
	if on == date.None || on == v.Today {
		return to
	}
	return to + "?" + url.Values{"on": {on.String()}}.Encode()
}

// reckoned reports whether the figures of the day are known.
func (d *claimData) reckoned() bool { return d.Unknown.From == date.None && d.Unknown.Refused == nil }

func (d *claimData) state() string {
	w, due := d.Words, d.Due.Total()
	switch {
	case !d.reckoned():
		return w.T("claim.state_unknown", "Amount", due)
	case due.IsZero():
		return w.T("claim.state_none", "Day", d.On)
	}
	return w.T("claim.state", "Amount", due, "Day", d.On)
}

// rateMissing says which rate is missing, and from which day on.
func (d *claimData) rateMissing() string {
	w, u := d.Words, &d.Unknown
	return w.T("claim.missing_text", "Series", w.T("rates.series_of", "Country", countryName(w, u.Series.Country), "Series", seriesName(w, u.Series)), "Day", u.From)
}

// lettingGo is what would be let go today.
func (d *claimData) lettingGo() money.Amount { return d.Asked.Late().Add(d.Fresh.Late()) }

// mayWaive reports whether there is something to let go today, for somebody who may.
func (d *claimData) mayWaive() bool {
	return d.mayWork() && d.On == d.Today && d.lettingGo().Sign() > 0
}

// mayCharge reports whether the law lets costs be asked today, for somebody who may.
func (d *claimData) mayCharge() bool {
	on := d.Debts[0].Standing.Opening.CostsOn
	return d.mayWork() && d.On == d.Today && on != date.None && on <= d.Today
}

// waiving says in numbers what is let go.
func (d *claimData) waiving() string {
	if !d.reckoned() {
		return d.Words.T("claim.waive_asked", "Amount", d.Asked.Late())
	}
	return d.Words.T("claim.waive_effect", "Asked", d.Asked.Late(), "Fresh", d.Fresh.Late())
}

// costsFields are the form of further costs, filled in with the fee of a payment that came
// back and was not asked for yet.
func (d *claimData) costsFields() (amount, reason ui.FieldSpec) {
	w := d.Words
	amount = ui.FieldSpec{Name: "amount", Label: w.T("claim.costs_amount", "Currency", d.Invoice.Owed.Currency.String()), InputMode: "decimal", Required: true, Short: true, Autocomplete: "off"}
	reason = ui.FieldSpec{Name: "costs-reason", Label: w.T("claim.costs_reason"), Hint: w.T("claim.costs_reason_hint"), Required: true, Rows: 2}
	if len(d.Fees) > 0 {
		fee := &d.Fees[0]
		amount.Value, amount.Hint = w.Amount(fee.Amount), w.T("claim.fee_hint", "Amount", fee.Amount, "Day", fee.On)
		reason.Value = w.T("claim.fee_reason", "Day", fee.On)
	}
	return amount, reason
}

// claimed finds the customer and the currency of the invoice that an act is about.
func (v *visit) claimed() (customer.Ref, invoice.Invoice, error) {
	var about invoice.Invoice
	i, err := v.id("invoice")
	if err == nil {
		err = v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) (err error) {
			about, err = tx.TheInvoice(i)
			return err
		})
	}
	return customer.Ref{Company: v.Company.ID, Customer: about.Customer}, about, err
}

func waiveClaim(v *visit) (answer, error) {
	ref, about, err := v.claimed()
	if err != nil {
		return nil, err
	}
	if err := v.Desk.Waive(v.Request.Context(), ref, about.ID, v.form("reason"), v.actor(), v.Today); err != nil {
		return nil, err
	}
	return moved{To: v.toClaim(about.ID, date.None), Toast: ui.Toast{Text: v.Words.T("claim.waived_done", "Invoice", about.Number)}}, nil
}

func chargeCosts(v *visit) (answer, error) {
	ref, about, err := v.claimed()
	if err != nil {
		return nil, err
	}
	costs, err := v.Words.ParseAmount(v.form("amount"), about.Owed.Currency)
	if err != nil {
		return nil, err
	}
	if err := v.Desk.Charge(v.Request.Context(), ref, about.ID, costs, v.form("costs-reason"), v.actor(), v.Today); err != nil {
		return nil, err
	}
	return moved{To: v.toClaim(about.ID, date.None), Toast: ui.Toast{Text: v.Words.T("claim.costs_done", "Amount", costs)}}, nil
}
