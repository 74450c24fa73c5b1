package portal

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"acquit/internal/collect"
	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dispute"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// AskPath begins the addresses of the pages on which colleagues without an account are asked about
// disputes.
const AskPath = collect.OpinionPath

// colleague is a request by a link that asks for an opinion.
type colleague struct {
	*site
	Request  *http.Request
	Opinion  dispute.Opinion
	Dispute  dispute.Dispute
	Invoice  invoice.Invoice
	Customer customer.Customer
	Company  company.Company
	Proofs   []evidence.Attachment // what is kept with the invoice
	Words    *locale.Words
	Today    date.Date
	Typed    url.Values
	Faults   map[string]string
	General  string
}

// asked answers a request by a link that asks for an opinion.
func (s *site) asked(show func(*colleague, http.ResponseWriter) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.slowly(w, r, func(t id.Token) (bool, error) {
			c := &colleague{site: s, Request: r, Typed: url.Values{}, Faults: map[string]string{}}
			found, err := c.open(r.Context(), t)
			if found {
				err = show(c, w)
			}
			return found, err
		})
	}
}

// open finds what a token opens.
func (c *colleague) open(ctx context.Context, t id.Token) (found bool, err error) {
	var of, i id.ID
	err = c.Store.View(ctx, 0, func(tx *store.Tx) (err error) {
		of, i, found, err = tx.OpinionByHash(t.Hash())
		return err
	})
	if err != nil || !found {
		return false, err
	}
	err = c.Store.View(ctx, of, func(tx *store.Tx) error { return c.load(tx, i) })
	if err != nil || !c.Opinion.Works(c.Now()) {
		return false, err
	}
	c.Words, c.Today = c.site.Words.In(locale.Tag(c.Opinion.Language)), c.site.Today(&c.Company)
	return true, nil
}

func (c *colleague) load(tx *store.Tx, i id.ID) (err error) {
	for _, load := range []func() error{
		func() (err error) { c.Company, err = tx.TheCompany(); return err },
		func() (err error) { c.Opinion, _, err = tx.OpinionByID(i); return err },
		func() (err error) { c.Dispute, _, err = tx.DisputeByID(c.Opinion.Dispute); return err },
		func() (err error) { c.Invoice, _, err = tx.Invoice(c.Dispute.Invoice); return err },
		func() (err error) { c.Customer, _, err = tx.Customer(c.Invoice.Customer); return err },
		func() (err error) { c.Proofs, err = tx.AttachmentsOf(c.Invoice.ID); return err },
	} {
		if err := load(); err != nil {
			return err
		}
	}
	return nil
}

// to is the address of the page, or of something behind it.
func (c *colleague) to(path ...string) string {
	at := AskPath + c.Request.PathValue("token")
	for _, p := range path {
		at += "/" + p
	}
	return at
}

func (c *colleague) question(w http.ResponseWriter) error {
	c.send(w, c.Request, http.StatusOK, opinionPage(c))
	return nil
}

// says takes what the colleague says. Sent twice it counts once.
func (c *colleague) says(w http.ResponseWriter) error {
	c.Request.Body = http.MaxBytesReader(w, c.Request.Body, mostForm)
	if err := c.Request.ParseForm(); err != nil {
		return fault.Wrap(fault.Invalid, err, "the form is not whole; open the page again")
	}
	c.Typed = c.Request.PostForm
	err := c.Desk.GiveOpinion(c.Request.Context(), c.Company.ID, c.Opinion.ID, dispute.View(c.Typed.Get("view")), c.Typed.Get("text"), c.Today)
	if mendable(c.Words, err, c.Faults, &c.General, asNamed); c.General != "" || len(c.Faults) > 0 {
		c.send(w, c.Request, http.StatusUnprocessableEntity, opinionPage(c))
		return nil
	}
	if err != nil {
		return err
	}
	http.Redirect(w, c.Request, c.to(), http.StatusSeeOther)
	return nil
}

// proof gives out a document that is kept with the invoice.
func (c *colleague) proof(w http.ResponseWriter) error {
	n, err := strconv.Atoi(c.Request.PathValue("file"))
	if err != nil || n < 1 || n > len(c.Proofs) {
		return noFile()
	}
	a := &c.Proofs[n-1]
	_, err = c.give(w, c.Request, c.Company.ID, a.Name, a.MIME, a.Hash)
	return err
}

// files are the documents that are kept with the invoice.
func (c *colleague) files() (all []ui.File) {
	for n := range c.Proofs {
		all = append(all, ui.File{Name: c.Proofs[n].Name, Href: c.to(strconv.Itoa(n + 1))})
	}
	return all
}

// contested is what is contested, as the customer says it.
func (c *colleague) contested() []ui.Fact {
	w := c.Words
	amount := c.Dispute.Amount
	if amount.IsZero() {
		amount = c.Invoice.Open
	}
	return []ui.Fact{{Label: w.Cap("word.customer"), Value: ui.Words(c.Customer.Name)}, {Label: w.Cap("word.invoice"), Value: ui.Words(c.Invoice.Number)},
		{Label: w.T("dispute.contested"), Value: ui.Money(w, amount)}, {Label: w.T("portal.told.reason"), Value: ui.Words(w.T("dispute.reason." + string(c.Dispute.Reason)))}}
}

func (c *colleague) views() (all []ui.Option) {
	for _, v := range dispute.Views() {
		all = append(all, ui.Option{Value: string(v), Label: c.Words.T("dispute.view_" + string(v))})
	}
	return all
}
