package portal

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/message"
	"acquit/internal/payment"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// invoiceData is all that the page of an invoice shows.
type invoiceData struct {
	*visit
	Invoice invoice.Invoice
	Items   []item     // what is open of it
	ToPay   *selection // and how that is paid; nil where nothing is
	Files   []message.Enclosed
	Sizes   map[string]store.DocumentKind // by hash
	Settled []payment.Allocation
}

// theInvoice is an invoice of the customer; of anybody else's there is none.
func (v *visit) theInvoice(tx *store.Tx, i id.ID) (invoice.Invoice, error) {
	found, err := tx.TheInvoice(i)
	if err == nil && found.Customer != v.Customer.ID {
		err = fault.New(fault.NotFound, "there is no such invoice")
	}
	return found, err
}

func (s *site) invoice(v *visit, w http.ResponseWriter) error {
	i, err := id.Parse(v.Request.PathValue("invoice"))
	if err != nil {
		return err
	}
	d := invoiceData{visit: v}
	if err := v.view(func(tx *store.Tx) error { return d.load(tx, i) }); err != nil {
		return err
	}
	return v.show(w, invoicePage(&d))
}

func (d *invoiceData) load(tx *store.Tx, i id.ID) (err error) {
	if d.Invoice, err = d.theInvoice(tx, i); err != nil {
		return err
	}
	f, err := loadFacts(tx, &d.Customer, d.Today)
	if err != nil {
		return err
	}
	if d.Invoice.Open.Sign() > 0 {
		d.Items, d.ToPay = f.items(&d.Invoice), d.selection(f.owed(), d.query())
	}
	if d.Files, err = collect.Shown(tx, i); err != nil {
		return err
	}
	hashes := make([]string, len(d.Files))
	for n := range d.Files {
		hashes[n] = d.Files[n].Hash
	}
	if d.Sizes, err = tx.DocumentsByHash(hashes); err != nil {
		return err
	}
	about := store.AllocationFilter{Invoice: i}
	if d.Invoice.Kind == invoice.CreditNote {
		about = store.AllocationFilter{Credit: i}
	}
	d.Settled, err = tx.Allocations(about)
	return err
}

// title names the document.
func (d *invoiceData) title() string {
	if d.Invoice.Kind == invoice.CreditNote {
		return d.Words.T("portal.credit_note", "Number", d.Invoice.Number)
	}
	return d.Words.T("portal.invoice", "Number", d.Invoice.Number)
}

func (d *invoiceData) facts() (all []ui.Fact) {
	w, i := d.Words, &d.Invoice
	if i.IssuedOn != date.None {
		all = append(all, ui.Fact{Label: w.T("portal.issued"), Value: ui.Words(w.LongDate(i.IssuedOn))})
	}
	if i.Kind == invoice.Bill {
		all = append(all, ui.Fact{Label: w.T("portal.due"), Value: ui.Words(w.LongDate(i.DueOn))})
	}
	if i.OrderReference != "" {
		all = append(all, ui.Fact{Label: w.T("portal.order"), Value: ui.Words(i.OrderReference)})
	}
	all = append(all, ui.Fact{Label: w.T("portal.total"), Value: ui.Money(w, positive(i))})
	if !i.Claimed.IsZero() {
		all = append(all, ui.Fact{Label: w.T("portal.claimed"), Value: ui.Money(w, i.Claimed)})
	}
	for n := range d.Settled {
		if a := &d.Settled[n]; a.OfPrincipal() {
			all = append(all, ui.Fact{Label: w.T("portal.settled", "Day", a.On), Value: ui.Money(w, a.Amount.Neg())})
		}
	}
	return all
}

// files are the invoice's, with what they are and their sizes.
func (d *invoiceData) files() (all []ui.File) {
	for n, f := range d.Files {
		all = append(all, ui.File{Name: f.Name, Size: render.FileSize(d.Words, d.Sizes[f.Hash].Size), Href: d.to("invoice", d.Invoice.ID.String(), strconv.Itoa(n+1))})
	}
	return all
}

func (d *invoiceData) query() url.Values { return url.Values{payInvoice: {d.Invoice.ID.String()}} }

// settledWords say that nothing is open.
func (d *invoiceData) settledWords() string {
	switch {
	case d.Invoice.Kind == invoice.CreditNote && !d.Invoice.Open.IsZero():
		return d.Words.T("portal.credit_left", "Amount", d.Invoice.Open.Neg())
	case d.Invoice.Kind == invoice.CreditNote:
		return d.Words.T("portal.credit_used")
	}
	return d.Words.T("portal.paid")
}

// contestable reports whether the customer can say that something is wrong with the invoice.
func (d *invoiceData) contestable() bool {
	return len(d.Items) > 0 && slices.Contains(d.hears(), company.SayContest)
}
