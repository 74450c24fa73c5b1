package portal

import (
	"bufio"
	"bytes"
	"net/http"
	"net/url"

	"acquit/internal/account"
	"acquit/internal/date"
	"acquit/internal/filename"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/render"
	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/web/guard"
)

// accountData is what a customer was asked for and paid over some days.
type accountData struct {
	*visit
	Account *render.Account
}

// yearBack is how far the account is told when nobody asks for more.
const yearBack = 365

// told reads the account of the address's currency: of a year, or from the beginning.
func (v *visit) told() (d accountData, err error) {
	ask := v.Request.URL.Query()
	span := report.Span{From: v.Today.AddDays(-yearBack), Until: v.Today}
	if ask.Has("all") {
		span.From = date.None
	}
	if code := ask.Get(payCurrency); code != "" {
		if span.Currency, err = money.ParseCurrency(code); err != nil {
			return d, err
		}
	}
	d.visit = v
	return d, v.view(func(tx *store.Tx) (err error) {
		d.Account, err = report.Account(tx, &v.Company, &v.Customer, span, v.Today)
		return err
	})
}

// account is the page of the account.
func (s *site) account(v *visit, w http.ResponseWriter) error {
	d, err := v.told()
	if err != nil {
		return err
	}
	return v.show(w, accountPage(&d))
}

func (s *site) statementPDF(v *visit, w http.ResponseWriter) error {
	d, err := v.told()
	if err != nil {
		return err
	}
	pdf, err := d.Account.PDF(v.Words)
	if err != nil {
		return err
	}
	guard.AsDownload(w.Header(), d.name()+".pdf", "application/pdf")
	_, err = w.Write(pdf)
	return err
}

func (s *site) statementCSV(v *visit, w http.ResponseWriter) error {
	d, err := v.told()
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := d.sheet(render.NewSheet(bufio.NewWriter(&body), v.Words)); err != nil {
		return err
	}
	guard.AsDownload(w.Header(), d.name()+".csv", "text/csv")
	_, err = w.Write(body.Bytes())
	return err
}

// name is that of the file.
func (d *accountData) name() string {
	return filename.Clean(d.Words.T("paper.account.file", "Number", d.Customer.Number))
}

func (d *accountData) sheet(rows *render.Sheet) error {
	w, a := d.Words, &d.Account.Account
	rows.Text(w.T("portal.day"), w.T("portal.what"), w.T("portal.number"), w.T("portal.due"), w.Cap("word.amount"), w.T("portal.currency"))
	if err := rows.End(); err != nil {
		return err
	}
	for n := range a.Movements {
		m := &a.Movements[n]
		rows.Day(m.On)
		rows.Text(render.Moved(w, m), m.Number)
		rows.Day(m.DueOn)
		rows.Money(a.Opening.Currency, m.Amount)
		if err := rows.End(); err != nil {
			return err
		}
	}
	return rows.Flush()
}

// positive is what a document asks for, or credits.
func positive(i *invoice.Invoice) money.Amount {
	if i.Owed.Sign() < 0 {
		return i.Owed.Neg()
	}
	return i.Owed
}

// newest are the movements, the newest first.
func (d *accountData) newest() []*account.Movement {
	all := d.Account.Account.Movements
	newest := make([]*account.Movement, len(all))
	for n := range all {
		newest[len(all)-1-n] = &all[n]
	}
	return newest
}

func (d *accountData) closing() money.Amount { return d.Account.Account.Closing() }

// everything reports whether the account is told from its beginning.
func (d *accountData) everything() bool { return d.Account.Account.From == date.None }

func (d *accountData) currency() url.Values {
	return url.Values{payCurrency: {d.Account.Account.Opening.Currency.String()}}
}

// all is the address of the account from its beginning.
func (d *accountData) all() string {
	q := d.currency()
	q.Set("all", "1")
	return d.with(q, "account")
}

// statement is the address of the account as a file.
func (d *accountData) statement(kind string) string {
	q := d.currency()
	if d.everything() {
		q.Set("all", "1")
	}
	return d.with(q, "statement."+kind)
}
