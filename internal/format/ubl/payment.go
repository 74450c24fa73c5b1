package ubl

import (
	"strings"

	"acquit/internal/bank"
	"acquit/internal/date"
	"acquit/internal/format/en16931"
	"acquit/internal/invoice"
)

// paymentMeans reads one way to pay (BG-16). Where it names several references,
// each is a way to pay of its own.
func (r *reader) paymentMeans() error {
	var means invoice.PaymentMeans
	var id string
	var due date.Date
	var references, notes []string
	err := r.X.Each(func(name string) error {
		switch name {
		case "ID":
			return r.Text(&id)
		case "PaymentMeansCode":
			if named := r.X.Attr("name"); named != "" {
				notes = append(notes, named)
			}
			return r.Text(&means.MeansCode)
		case "PaymentDueDate":
			return r.Day(&due)
		case "InstructionNote":
			return r.Texts(&notes)
		case "PaymentID":
			return r.Texts(&references)
		case "PayeeFinancialAccount":
			return r.account(&means)
		case "PaymentMandate":
			return r.mandate()
		}
		return nil
	})
	means.Text = strings.Join(notes, "\n")
	r.Pay(means, references)
	r.means[id], r.meansDue = due, max(r.meansDue, due)
	return err
}

// account reads BT-84, BT-85 and BT-86; the bank's code stood one level deeper
// before EN 16931.
func (r *reader) account(means *invoice.PaymentMeans) error {
	return r.X.Each(func(name string) error {
		switch name {
		case "ID":
			return r.Text(&means.IBAN)
		case "Name":
			return r.Text(&means.Owner)
		case "FinancialInstitutionBranch":
			return r.branch(&means.BIC)
		}
		return nil
	})
}

func (r *reader) branch(bic *string) error {
	var own, institution string
	err := r.X.Each(func(name string) error {
		switch name {
		case "ID":
			return r.Text(&own)
		case "FinancialInstitution":
			return r.Inside("ID", &institution)
		}
		return nil
	})
	if bank.IsBIC(en16931.BIC(institution)) {
		own, institution = institution, own
	}
	en16931.Keep(bic, en16931.First(own, institution))
	return err
}

// mandate reads how the seller collects (BG-19).
func (r *reader) mandate() error {
	return r.X.Each(func(name string) error {
		switch name {
		case "ID":
			return r.Text(&r.Debit.MandateID)
		case "PayerFinancialAccount":
			return r.Inside("ID", &r.Debit.Account)
		}
		return nil
	})
}

// debit adds who collects to how: a creditor's identifier alone is only who it is.
func (r *reader) debit() {
	if r.Debit != (invoice.DirectDebit{}) {
		r.Debit.CreditorID = r.creditor
	}
}

// term is one PaymentTerms.
type term struct {
	en16931.Term
	offer  en16931.Offer
	period struct { // of settlement
		end    date.Date
		length en16931.Period
	}
	means string // the ID of the means of payment whose day counts
}

// paymentTerms reads terms in words (BT-20) and what UBL says of them outside of
// EN 16931: instalments, periods and discounts.
func (r *reader) paymentTerms() error {
	t := term{Term: en16931.Term{Line: r.X.Line(), Source: invoice.DueTerms}}
	err := r.X.Each(func(name string) error {
		switch name {
		case "PaymentMeansID":
			return r.Text(&t.means)
		case "Note":
			return r.Texts(&t.Texts)
		case "Amount":
			return r.Sum(&t.Amount)
		case "PaymentPercent":
			return r.Sum(&t.Percent)
		case "PaymentDueDate", "InstallmentDueDate":
			return r.Day(&t.On)
		case "SettlementDiscountPercent":
			return r.Sum(&t.offer.Percent)
		case "SettlementDiscountAmount":
			return r.Sum(&t.offer.Amount)
		case "SettlementPeriod":
			return r.settlementPeriod(&t)
		}
		return nil
	})
	r.addTerm(&t)
	return err
}

// settlementPeriod reads the end or the length of a period.
func (r *reader) settlementPeriod(t *term) error {
	return r.X.Each(func(name string) error {
		switch name {
		case "EndDate":
			return r.Day(&t.period.end)
		case "DurationMeasure":
			unit := r.X.Attr("unitCode")
			number, err := r.X.Text()
			t.period.length = en16931.ParsePeriod(number, unit)
			return err
		}
		return nil
	})
}

// addTerm keeps a term. The period is that of its discount, where it grants one; an
// amount beside a discount may be what it is of or what it comes to, and says
// nothing.
func (r *reader) addTerm(t *term) {
	if t.offer.Percent.Sign() > 0 || t.offer.Amount.Sign() > 0 {
		t.offer.Until, t.offer.Period = t.period.end, t.period.length
		t.Offers, t.Amount = []en16931.Offer{t.offer}, en16931.Sum{}
	} else {
		t.Period = t.period.length
		if t.On == date.None {
			t.On = t.period.end
		}
	}
	r.pending = append(r.pending, *t)
}

// terms hands over what was read of the terms, once the means of payment are known
// whose days they may name. Beside instalments such a day is not that of the whole.
func (r *reader) terms() {
	parts := false
	for _, t := range r.pending {
		if t.On == date.None && t.means != "" {
			t.On = r.means[t.means]
		}
		parts = parts || t.Partial()
		r.Terms.List = append(r.Terms.List, t.Term)
	}
	if r.Terms.DueOn == date.None && !parts {
		r.Terms.DueOn = r.meansDue
	}
}
