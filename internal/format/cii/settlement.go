package cii

import (
	"strings"

	"acquit/internal/format/en16931"
	"acquit/internal/invoice"
)

// settlement reads one child of the header's settlement: what is to be paid, how and
// when.
func (r *reader) settlement(name string) error {
	d := r.Doc
	switch name {
	case "CreditorReferenceID":
		return r.Text(&r.Debit.CreditorID)
	case "PaymentReference":
		return r.Texts(&r.references)
	case "InvoiceCurrencyCode":
		return r.Text(&d.Currency)
	case "PayeeTradeParty":
		return r.X.Each((&party{Party: &r.Payee, r: r}).child)
	case "SpecifiedTradeSettlementPaymentMeans":
		return r.paymentMeans()
	case "SpecifiedTradePaymentTerms":
		return r.paymentTerms()
	case "SpecifiedTradeAllowanceCharge":
		return r.allowanceCharge()
	case "SpecifiedLogisticsServiceCharge":
		return r.serviceCharge()
	case "InvoiceReferencedDocument":
		return r.preceding()
	case "BillingSpecifiedPeriod":
		return r.X.Each(func(name string) error {
			if name == "EndDateTime" {
				return r.LastDay(&r.Done.Period)
			}
			return nil
		})
	case "SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation":
		return r.InTotals(r.summation)
	}
	return nil
}

func (r *reader) preceding() error {
	var number string
	err := r.number(&number)
	r.Precede(number)
	return err
}

// summation reads one of the totals (BG-22). Some may be repeated in the currency in
// which VAT is accounted for: the first is in the document's.
func (r *reader) summation(name string) error {
	t := &r.Totals
	switch name {
	case "LineTotalAmount":
		return r.Sum(&t.Lines)
	case "AllowanceTotalAmount":
		return r.Sum(&t.Allowances)
	case "ChargeTotalAmount":
		return r.Sum(&t.Charges)
	case "TaxBasisTotalAmount":
		return r.Once(&t.Net)
	case "TaxTotalAmount":
		tax := en16931.Tax{Currency: r.X.Attr("currencyID")}
		err := r.Sum(&tax.Amount)
		r.Taxes = append(r.Taxes, tax)
		return err
	case "GrandTotalAmount":
		return r.Once(&t.Gross)
	case "TotalPrepaidAmount":
		return r.Sum(&t.Prepaid)
	case "RoundingAmount":
		return r.Sum(&t.Rounding)
	case "DuePayableAmount":
		return r.Payable()
	}
	return nil
}

// payable makes up a payable amount that is missing, which ZUGFeRD 1 allows, from the
// total.
func (r *reader) payable() {
	t := &r.Totals
	if t.Payable.Stated || !t.Gross.Stated {
		return
	}
	t.Payable = t.Gross.Plus(t.Prepaid.Minus()).Plus(t.Rounding)
	if !r.first {
		r.OddAt(r.TotalsLine(), places.Payable, "the payable amount is missing: %s follows from the total", t.Payable)
	}
}

// allowanceCharge reads an allowance (BG-20) or a charge (BG-21) on the document.
func (r *reader) allowanceCharge() error {
	var c en16931.Charge
	var adds string
	err := r.X.Each(func(name string) error {
		switch name {
		case "ChargeIndicator":
			return r.Inside("Indicator", &adds)
		case "CalculationPercent":
			return r.Sum(&c.Percent)
		case "ActualAmount":
			return r.Sum(&c.Amount)
		case "ReasonCode":
			return r.Text(&c.Code)
		case "Reason":
			return r.Text(&c.Reason)
		case "CategoryTradeTax":
			return r.taxRate(&c.TaxRate)
		}
		return nil
	})
	c.Adds = en16931.Yes(adds)
	r.Charge(c)
	return err
}

// serviceCharge reads a charge for transport, which EXTENDED keeps apart.
func (r *reader) serviceCharge() error {
	c := en16931.Charge{Adds: true}
	err := r.X.Each(func(name string) error {
		switch name {
		case "Description":
			return r.Text(&c.Reason)
		case "AppliedAmount":
			return r.Sum(&c.Amount)
		case "AppliedTradeTax":
			return r.taxRate(&c.TaxRate)
		}
		return nil
	})
	r.Charge(c)
	return err
}

// paymentMeans reads one way to pay (BG-16).
func (r *reader) paymentMeans() error {
	var means invoice.PaymentMeans
	var notes []string
	err := r.X.Each(func(name string) error {
		switch name {
		case "TypeCode":
			return r.Text(&means.MeansCode)
		case "Information":
			return r.Texts(&notes)
		case "PayeePartyCreditorFinancialAccount":
			return r.account(&means)
		case "PayeeSpecifiedCreditorFinancialInstitution":
			return r.Inside("BICID", &means.BIC)
		case "PayerPartyDebtorFinancialAccount":
			return r.Inside("IBANID", &r.Debit.Account)
		}
		return nil
	})
	means.Text = strings.Join(notes, "\n")
	r.means = append(r.means, means)
	return err
}

// account reads BT-84 and BT-85.
func (r *reader) account(means *invoice.PaymentMeans) error {
	var other string
	err := r.X.Each(func(name string) error {
		switch name {
		case "IBANID":
			return r.Text(&means.IBAN)
		case "ProprietaryID":
			return r.Text(&other)
		case "AccountName":
			return r.Text(&means.Owner)
		}
		return nil
	})
	en16931.Keep(&means.IBAN, other)
	return err
}

// pay adds the ways to pay, each with what the document asks the buyer to quote. A
// creditor's identifier alone is only who it is.
func (r *reader) pay() {
	if len(r.means) == 0 && len(r.references) > 0 {
		r.means = append(r.means, invoice.PaymentMeans{})
	}
	for _, means := range r.means {
		r.Pay(means, r.references)
	}
	if r.Debit.MandateID == "" && r.Debit.Account == "" {
		r.Debit.CreditorID = ""
	}
}

// paymentTerms reads one element of terms (BT-9, BT-20, BT-89), which EXTENDED
// repeats for instalments and discounts.
func (r *reader) paymentTerms() error {
	t := en16931.Term{Line: r.X.Line(), Source: invoice.DueDocument}
	err := r.X.Each(func(name string) error {
		switch name {
		case "Description":
			return r.Texts(&t.Texts)
		case "DueDateDateTime":
			return r.Day(&t.On)
		case "SettlementPeriodMeasure":
			return r.period(&t.Period)
		case "DirectDebitMandateID":
			return r.Text(&r.Debit.MandateID)
		case "PartialPaymentAmount":
			return r.Sum(&t.Amount)
		case "PartialPaymentPercent":
			return r.Sum(&t.Percent)
		case "ApplicableTradePaymentDiscountTerms":
			return r.discount(&t)
		}
		return nil
	})
	r.Terms.List = append(r.Terms.List, t)
	return err
}

// discount reads what is taken off for paying early.
func (r *reader) discount(t *en16931.Term) error {
	var o en16931.Offer
	err := r.X.Each(func(name string) error {
		switch name {
		case "BasisDateTime":
			return r.Day(&o.From)
		case "BasisPeriodMeasure":
			return r.period(&o.Period)
		case "BasisAmount":
			return r.Sum(&o.Basis)
		case "CalculationPercent":
			return r.Sum(&o.Percent)
		case "ActualDiscountAmount":
			return r.Sum(&o.Amount)
		}
		return nil
	})
	t.Offers = append(t.Offers, o)
	return err
}

func (r *reader) period(dst *en16931.Period) error {
	unit := r.X.Attr("unitCode")
	number, err := r.X.Text()
	*dst = en16931.ParsePeriod(number, unit)
	return err
}
