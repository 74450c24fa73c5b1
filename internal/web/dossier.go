package web

import (
	"bytes"
	"io"
	"net/http"

	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/report"
	"acquit/internal/report/dossier"
	"acquit/internal/store"
	"acquit/internal/web/guard"
	"acquit/internal/web/ui"
)

func (s *site) dossierRoutes() {
	s.get("/customers/{customer}/dossier.zip", customerDossier)
	s.get("/invoices/{invoice}/dossier.zip", invoiceDossier)
}

// whole is a complete file as a download: it is printed when it was gathered, and written while it is
// sent, one document after the other.
type whole struct {
	gathered *dossier.Gathered
	file     *dossier.File
}

func (f *whole) answer(_ *visit, header http.Header, _ *bytes.Buffer) (_ int, err error) {
	if f.file, err = f.gathered.Print(); err != nil {
		return 0, err
	}
	guard.AsDownload(header, f.file.Name, "application/zip")
	return http.StatusOK, nil
}

// flow sends the file behind the headers.
func (f *whole) flow(v *visit) {
	v.send(f.file.Name, func(out io.Writer) error { return f.file.Write(v.Request.Context(), v.Store, v.Company.ID, out) })
}

func customerDossier(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.id("customer")
	if err != nil {
		return nil, err
	}
	currency := v.Company.Currency
	if named := v.query("currency"); named != "" {
		if currency, err = money.ParseCurrency(named); err != nil {
			return nil, err
		}
	}
	return v.dossier(tx, i, 0, currency)
}

func invoiceDossier(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.id("invoice")
	if err != nil {
		return nil, err
	}
	bill, found, err := tx.Invoice(i)
	if err == nil && !found {
		err = errNoPage
	}
	if err != nil {
		return nil, err
	}
	return v.dossier(tx, bill.Customer, bill.ID, bill.Owed.Currency)
}

// dossier gathers a file in the language of the address, or else the customer's.
func (v *visit) dossier(tx *store.Tx, of, invoice id.ID, currency money.Currency) (answer, error) {
	c, err := theCustomer(tx, of)
	if err != nil {
		return nil, err
	}
	about := dossier.About{Customer: of, Currency: currency, Invoice: invoice, On: v.Today, Internal: v.query("internal") != ""}
	gathered, err := dossier.Gather(tx, v.Calendar, v.claimWords(&c), about)
	return &whole{gathered: gathered}, err
}

// dossierForm asks in which language a complete file is, and for whom.
type dossierForm struct {
	*visit
	Action   string
	Hidden   []ui.Param
	Customer *customer.Customer
}

// dossierForm is that of the case.
func (d *caseData) dossierForm() *dossierForm {
	return &dossierForm{d.visit, d.to("customers", d.Customer.ID.String(), "dossier.zip"), []ui.Param{{Name: "currency", Value: d.Currency.String()}}, &d.Customer}
}

// dossierForm is that of the invoice alone.
func (d *invoiceData) dossierForm(v *visit) *dossierForm {
	return &dossierForm{v, v.to("invoices", d.Invoice.ID.String(), "dossier.zip"), nil, &d.Customer}
}

// late reports whether anything of the invoice is overdue, of which a file can be made.
func (d *invoiceData) late(today date.Date) bool {
	return d.Invoice.Kind == invoice.Bill && d.Invoice.DueOn < today && (d.Invoice.Open.Sign() > 0 || !d.Invoice.Claimed.IsZero())
}

// language is the one that the customer reads.
func (f *dossierForm) language() string { return string(report.ReaderOf(f.Customer).Language()) }
