package web

import (
	"bytes"
	"net/http"

	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/render"
	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/web/guard"
	"acquit/internal/web/ui"
)

func (s *site) statementRoutes() { s.get("/customers/{customer}/statement.pdf", customerStatement) }

// printed is a document that was printed for this answer.
type printed struct {
	Name string
	Body []byte // PDF
}

func (p printed) answer(_ *visit, header http.Header, body *bytes.Buffer) (int, error) {
	guard.AsDownload(header, p.Name, "application/pdf")
	_, err := body.Write(p.Body)
	return http.StatusOK, err
}

// customerStatement prints a statement of account in the customer's language. Days that
// are left out are those from the beginning, and up to today.
func customerStatement(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.id("customer")
	if err != nil {
		return nil, err
	}
	c, err := theCustomer(tx, i)
	if err != nil {
		return nil, err
	}
	if c.MergedInto != 0 {
		return moved{To: v.toCustomer(c.MergedInto)}, nil
	}
	span, err := v.span()
	if err != nil {
		return nil, err
	}
	account, err := report.Account(tx, &v.Company, &c, span, v.Today)
	if err != nil {
		return nil, err
	}
	return accountPaper{account, v.site.Words.In(report.ReaderOf(&c))}, nil
}

// accountPaper is an account that is printed when it was read: thousands of movements take
// a second, in which nobody should wait for the book.
type accountPaper struct {
	account *render.Account
	words   *locale.Words
}

func (a accountPaper) answer(v *visit, header http.Header, body *bytes.Buffer) (int, error) {
	pdf, err := a.account.PDF(a.words)
	if err != nil {
		return 0, err
	}
	return printed{a.words.T("paper.account.file", "Number", a.account.Customer.Number) + ".pdf", pdf}.answer(v, header, body)
}

// span is what the address asks of an account.
func (v *visit) span() (span report.Span, err error) {
	span.From, span.Until, err = v.days("until")
	if err == nil && span.Until == date.None {
		span.Until, err = v.day("to") // as the dialog calls it: another one of its page has an "until"
	}
	if err != nil {
		return span, fault.Wrap(fault.Invalid, err, "%s", v.Words.T("paper.account.bad_days"))
	}
	if span.Until == date.None {
		span.Until = v.Today
	}
	if code := v.query("currency"); code != "" {
		span.Currency, err = money.ParseCurrency(code)
	}
	return span, err
}

// statementCurrencies are those that the customer has an account in.
func (d *customerData) statementCurrencies() (all []ui.Option) {
	for n := range d.Balances {
		code := d.Balances[n].Currency
		all = append(all, ui.Option{Value: code, Label: code})
	}
	return all
}

// statementFrom is the day from which an account is told when nobody says another one: the
// first of this year.
func (v *visit) statementFrom() date.Date {
	year, _, _ := v.Today.Civil()
	return date.New(year, 1, 1)
}
