package ubl

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"acquit/internal/date"
	"acquit/internal/format/en16931"
	"acquit/internal/invoice"
)

// due gathers what a document says of the day it falls due.
type due struct {
	document date.Date // BT-9 of an invoice
	means    date.Date // in PaymentMeans: BT-9 of a credit note
	terms    date.Date // in PaymentTerms
	days     int       // a structured net term; 0 for none
	line     int       // of the first PaymentTerms
	texts    []string
}

// paymentMeans reads one way to pay (BG-16). Where it names several references,
// each is a way to pay of its own.
func (r *reader) paymentMeans() error {
	var means invoice.PaymentMeans
	var references, notes []string
	err := r.x.Each(func(name string) error {
		switch name {
		case "PaymentMeansCode":
			if named := r.x.Attr("name"); named != "" {
				notes = append(notes, named)
			}
			return r.text(&means.MeansCode)
		case "PaymentDueDate":
			return r.day(&r.due.means)
		case "InstructionNote":
			return r.texts(&notes)
		case "PaymentID":
			return r.texts(&references)
		case "PayeeFinancialAccount":
			return r.account(&means)
		}
		return nil
	})
	means.Text = strings.Join(notes, "\n")
	means.IBAN = en16931.Account(means.IBAN)
	means.BIC = en16931.BIC(means.BIC)
	if len(references) == 0 {
		references = []string{""}
	}
	for i, reference := range references {
		if !slices.Contains(references[:i], reference) {
			means.Reference = reference
			r.doc.Payment = append(r.doc.Payment, means)
		}
	}
	return err
}

// account reads BT-84 and BT-86; the bank's code stood one level deeper before
// EN 16931.
func (r *reader) account(means *invoice.PaymentMeans) error {
	return r.x.Each(func(name string) error {
		switch name {
		case "ID":
			return r.text(&means.IBAN)
		case "FinancialInstitutionBranch":
			return r.branch(&means.BIC)
		}
		return nil
	})
}

func (r *reader) branch(bic *string) error {
	var own, institution string
	err := r.x.Each(func(name string) error {
		switch name {
		case "ID":
			return r.text(&own)
		case "FinancialInstitution":
			return r.id(&institution)
		}
		return nil
	})
	if bicForm.MatchString(en16931.BIC(institution)) {
		own, institution = institution, own
	}
	keep(bic, first(own, institution))
	return err
}

// bicForm is the form of a bank's code. Source: ISO 9362.
var bicForm = regexp.MustCompile(`^[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$`)

// term is one PaymentTerms.
type term struct {
	day      date.Date
	amount   en16931.Sum
	discount en16931.Sum // percent
	days     int
}

// paymentTerms reads terms in words (BT-20) and what UBL says of them outside of
// EN 16931: instalments, and periods.
func (r *reader) paymentTerms() error {
	if r.due.line == 0 {
		r.due.line = r.x.Line()
	}
	var t term
	err := r.x.Each(func(name string) error {
		switch name {
		case "Note":
			return r.texts(&r.due.texts)
		case "Amount":
			return r.sum(&t.amount)
		case "PaymentDueDate", "InstallmentDueDate":
			return r.day(&t.day)
		case "SettlementDiscountPercent":
			return r.sum(&t.discount)
		case "SettlementPeriod":
			return r.period(&t)
		}
		return nil
	})
	r.addTerm(t)
	return err
}

// period reads the end or the length of a settlement period.
func (r *reader) period(t *term) error {
	return r.x.Each(func(name string) error {
		switch name {
		case "EndDate":
			return r.day(&t.day)
		case "DurationMeasure":
			unit := r.x.Attr("unitCode")
			text, err := r.x.Text()
			if n, bad := strconv.Atoi(text); bad == nil && n > 0 && n <= 365 && (unit == "DAY" || unit == "D") {
				t.days = n
			}
			return err
		}
		return nil
	})
}

// addTerm keeps a term that is about paying in full. With an amount of its own
// it is an instalment; the document falls due with the last.
func (r *reader) addTerm(t term) {
	if t.discount.Sign() > 0 {
		return
	}
	if t.day != date.None && t.amount.Stated {
		r.doc.Instalments = append(r.doc.Instalments, invoice.DocumentPart{DueOn: t.day, Amount: t.amount.Decimal})
	}
	r.due.terms = max(r.due.terms, t.day)
	r.due.days = max(r.due.days, t.days)
}

// dueDate settles BT-9 and where it comes from. Without one, the usual terms of
// the customer or the company apply, which intake knows.
func (r *reader) dueDate() {
	d := r.doc
	d.Terms = strings.Join(r.due.texts, "\n")
	switch stated := firstDay(r.due.document, r.due.means); {
	case stated != date.None:
		d.DueOn, d.DueSource = stated, invoice.DueDocument
	case r.due.terms != date.None:
		d.DueOn, d.DueSource = r.due.terms, invoice.DueTerms
	case r.due.days > 0 && d.IssuedOn != date.None:
		d.DueOn, d.DueSource = d.IssuedOn.AddDays(r.due.days), invoice.DueTerms
	default:
		d.DueOn, d.DueSource = en16931.Due(d.Terms, d.IssuedOn)
	}
	if d.DueSource == invoice.DueText {
		r.at(r.due.line, "PaymentTerms/Note", "the due date %s is read from the terms in words", d.DueOn)
	}
	if d.DueOn != date.None && d.DueOn < d.IssuedOn {
		r.at(r.line, "DueDate", "the due date %s lies before the issue date %s", d.DueOn, d.IssuedOn)
	}
}

// firstDay returns the first day that is one.
func firstDay(days ...date.Date) date.Date {
	for _, day := range days {
		if day != date.None {
			return day
		}
	}
	return date.None
}
