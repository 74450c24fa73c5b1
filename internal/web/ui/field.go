package ui

import (
	"github.com/a-h/templ"

	"acquit/internal/invoice"
	"acquit/internal/locale"
)

// fieldNotes ties a control to its hint and error for those who listen.
func fieldNotes(f FieldSpec) templ.OrderedAttributes {
	var notes string
	if f.Hint != "" {
		notes = f.Name + "-hint"
	}
	var attributes templ.OrderedAttributes
	if f.Error != "" {
		notes = f.Name + "-error " + notes
		attributes = append(attributes, templ.KV[string, any]("aria-invalid", "true"))
	}
	if notes != "" {
		attributes = append(attributes, templ.KV[string, any]("aria-describedby", notes))
	}
	return attributes
}

func inputType(kind string) string {
	if kind == "" {
		return "text"
	}
	return kind
}

func checkValue(value string) string {
	if value == "" {
		return "1"
	}
	return value
}

// lineSum is what a line of an invoice comes to with its VAT; "" where that is no amount.
func lineSum(w *locale.Words, i *invoice.Invoice, n int) string {
	amount, err := i.Detail.Lines[n].Gross(i.Owed.Currency)
	if err != nil {
		return ""
	}
	return w.Money(amount)
}
