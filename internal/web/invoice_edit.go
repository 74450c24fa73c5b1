package web

import (
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/timeline"
	"acquit/internal/web/ui"
)

func (s *site) invoiceEditRoutes() {
	s.get("/invoices/{invoice}/edit", editInvoicePage)
	s.post("/invoices/{invoice}/edit", editInvoice)
}

// invoiceEdit is the form of what may be changed of an invoice. Values are as typed,
// by the names of invoice.Fields.
type invoiceEdit struct {
	Invoice  invoice.Invoice
	Customer customer.Customer
	Edits    []invoice.Edit
	Values   map[string]string
	Problem  string
}

func editInvoicePage(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.id("invoice")
	if err != nil {
		return nil, err
	}
	d, err := loadEdit(tx, i)
	if err != nil {
		return nil, err
	}
	d.Values = map[string]string{}
	for _, name := range d.Invoice.Fields() {
		d.Values[name] = d.Invoice.Field(name)
	}
	return v.invoiceForm(d), nil
}

func loadEdit(tx *store.Tx, i id.ID) (*invoiceEdit, error) {
	found, err := tx.TheInvoice(i)
	if err != nil {
		return nil, err
	}
	owner, err := theCustomer(tx, found.Customer)
	if err != nil {
		return nil, err
	}
	edits, err := tx.InvoiceEdits(i)
	return &invoiceEdit{Invoice: found, Customer: owner, Edits: edits[i]}, err
}

func (v *visit) invoiceForm(d *invoiceEdit) page {
	return page{Title: d.Invoice.Number, Place: invoices, Status: formStatus(d.Problem), Body: editInvoiceBody(v, d)}
}

// editInvoice stores what was changed. A form that was opened before the instalments
// were others says nothing about those.
func editInvoice(v *visit) (answer, error) {
	i, err := v.id("invoice")
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	err = v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) error {
		found, err := tx.TheInvoice(i)
		for _, name := range found.Fields() {
			if value := v.form(name); v.Request.PostForm.Has(name) {
				values[name] = value
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	err = v.Desk.EditInvoice(v.Request.Context(), v.Company.ID, i, values, v.actor(), v.Today)
	if fault.KindOf(err) == fault.Invalid {
		problem := v.Words.Fault(err)
		return v.show(func(v *visit, tx *store.Tx) (answer, error) {
			d, err := loadEdit(tx, i)
			if err != nil {
				return nil, err
			}
			d.Values, d.Problem = values, problem
			return v.invoiceForm(d), nil
		})
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.toInvoice(i), Toast: ui.Toast{Text: v.Words.T("web.saved")}}, nil
}

// field is one of the form's fields.
func (d *invoiceEdit) field(v *visit, name string, spec ui.FieldSpec) templ.Component {
	spec.Name, spec.Label, spec.Value = name, invoiceField(v.Words, name), d.Values[name]
	if was, edited := importedValue(d.Edits, name); edited && name != invoice.FieldNote { // documents have no note
		spec.Hint = joinWords(importedWords(v.Words, name, was), spec.Hint)
	}
	return ui.FormField(spec)
}

// days are the due days that may be changed: the instalments', or the whole's.
func (d *invoiceEdit) days() (names []string) {
	for _, name := range d.Invoice.Fields() {
		if isDue(name) {
			names = append(names, name)
		}
	}
	return names
}

func isDue(field string) bool {
	return field == invoice.FieldDueOn || strings.HasPrefix(field, invoice.FieldDueOn+"/")
}

// invoiceField is what a field of an invoice is called.
func invoiceField(w *locale.Words, name string) string {
	switch name {
	case invoice.FieldDueOn:
		return w.Cap("word.due_date")
	case invoice.FieldDeliveredOn:
		return w.T("delivery.delivered_on")
	case invoice.FieldOrderReference:
		return w.T("web.invoice.order")
	case invoice.FieldBuyerReference:
		return w.T("web.invoice.buyer_reference")
	case invoice.FieldNote:
		return w.T("edit.note")
	}
	_, part, _ := strings.Cut(name, "/")
	return w.T("edit.part_due", "Part", part)
}

// fieldValue is a field's value in words; nothing is a dash.
func fieldValue(w *locale.Words, field, value string) string {
	if value == "" {
		return "–"
	}
	if isDue(field) || field == invoice.FieldDeliveredOn {
		if day, err := date.Parse(value); err == nil {
			return w.LongDate(day)
		}
	}
	return value
}

// importedValue is what the document says of a field that was edited here.
func importedValue(edits []invoice.Edit, field string) (value string, edited bool) {
	for _, e := range edits {
		if e.Field == field {
			return e.Imported, true
		}
	}
	return "", false
}

// importedWords says what the document says of a field.
func importedWords(w *locale.Words, field, value string) string {
	if value == "" {
		return w.T("edit.imported_none")
	}
	return w.T("edit.imported", "Value", fieldValue(w, field, value))
}

// edited is a value of the invoice; where a person changed it here, with the mark of
// that and with what the document says.
func (d *invoiceData) edited(v *visit, field string, value templ.Component) templ.Component {
	was, edited := importedValue(d.Edits, field)
	if !edited {
		return value
	}
	return ui.Stacked(editedHere(v.Words, value), ui.Words(importedWords(v.Words, field, was)))
}

// due is when the invoice is due next, and where that comes from.
func (d *invoiceData) due(v *visit) templ.Component {
	w, i := v.Words, &d.Invoice
	day, field := ui.DayFrom(w, i.DueOn, v.Today), invoice.FieldDueOn
	for _, p := range i.Parts {
		if p.DueOn == i.DueOn {
			field = invoice.PartField(p.Number)
		}
	}
	if _, edited := importedValue(d.Edits, field); edited {
		return d.edited(v, field, day)
	}
	return ui.Stacked(day, ui.Words(w.T("web.due_source."+string(i.DueSource))))
}

// editedHere puts the mark of what a person changed here beside a value.
func editedHere(w *locale.Words, value templ.Component) templ.Component {
	return templ.Join(value, ui.Words(" "), ui.Tag(ui.ToneInfo, ui.IconEdit, w.T("web.edited_here")))
}

// changeWords says what was changed of an invoice, field by field.
func changeWords(w *locale.Words, d *timeline.Data) string {
	var all []string
	for _, c := range d.Changes {
		all = append(all, w.T("edit.change", "Field", invoiceField(w, c.Field), "Was", fieldValue(w, c.Field, c.Was), "Is", fieldValue(w, c.Field, c.Is)))
	}
	return strings.Join(all, " · ")
}
