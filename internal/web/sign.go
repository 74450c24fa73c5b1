package web

import (
	"cmp"
	"slices"
	"strings"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/plan"
	"acquit/internal/sign"
	"acquit/internal/store"
	"acquit/internal/timeline"
	"acquit/internal/web/ui"
)

func (s *site) signRoutes() {
	s.getWork("/customers/{customer}/sign", signFormPage)
	s.post("/customers/{customer}/sign", askSignature)
	s.get("/signatures/{document}", signaturePage)
	s.get("/signatures/{document}/{file}", signatureFile)
	s.post("/signatures/{document}/withdraw", withdrawSignature)
}

// toSignature is the address of something that a customer was asked to sign.
func (v *visit) toSignature(i id.ID, more ...string) string {
	return v.to(append([]string{"signatures", i.String()}, more...)...)
}

// signForm asks a customer to sign something.
type signForm struct {
	*visit
	Customer customer.Customer
	Open     []invoice.Invoice
	Plans    []plan.Plan // that run
	Before   []sign.Request
	refusal
}

func signFormPage(v *visit, tx *store.Tx) (answer, error) { return v.signFormPage(tx, refusal{}) }

func (v *visit) signFormPage(tx *store.Tx, wrong refusal) (answer, error) {
	f := &signForm{visit: v, refusal: wrong}
	i, err := v.id("customer")
	if err != nil {
		return nil, err
	}
	if f.Customer, err = theCustomer(tx, i); err != nil {
		return nil, err
	}
	if f.Open, err = tx.OpenInvoices(i); err != nil {
		return nil, err
	}
	f.Open = slices.DeleteFunc(f.Open, func(i invoice.Invoice) bool { return i.Open.Sign() <= 0 })
	if f.Plans, err = lastingPlans(tx, i); err != nil {
		return nil, err
	}
	f.Plans = slices.DeleteFunc(f.Plans, func(p plan.Plan) bool { return p.State != plan.Running })
	f.Before, err = tx.SignaturesOf(i, mostPlans)
	return page{Title: v.Words.T("sign.ask"), Place: customers, Status: formStatus(f.Problem), Body: signFormBody(f)}, err
}

// typed is what was typed, or asked for by the address.
func (f *signForm) typed(field string) string { return cmp.Or(f.form(field), f.query(field)) }

// kind is what is to be signed; at first a plan where one runs.
func (f *signForm) kind() sign.Kind {
	if k := sign.Kind(f.typed("kind")); k.Known() {
		return k
	}
	if len(f.Plans) > 0 {
		return sign.Plan
	}
	return sign.Debt
}

func (f *signForm) kinds() (all []ui.Option) {
	for _, k := range sign.Kinds() {
		if k == sign.Plan && len(f.Plans) == 0 || k == sign.Debt && len(f.Open) == 0 {
			continue
		}
		all = append(all, ui.Option{Value: string(k), Label: f.Words.T("sign.file_" + string(k)), Hint: f.Words.T("sign.hint_" + string(k))})
	}
	return all
}

// plans are the plans that can be signed.
func (f *signForm) plans() (all []ui.Option) {
	for n := range f.Plans {
		all = append(all, ui.Option{Value: f.Plans[n].ID.String(), Label: planTitle(f.Words, &f.Plans[n])})
	}
	return all
}

// chosen reports whether an invoice is one to acknowledge: at first those that are due.
func (f *signForm) chosen(i *invoice.Invoice) bool {
	if f.typed("kind") == "" {
		return i.DueOn < f.Today
	}
	return slices.Contains(f.Request.Form["invoice"], i.ID.String())
}

// before are what the customer was asked to sign before.
func (f *signForm) before() ui.TableSpec {
	w := f.Words
	t := ui.TableSpec{Caption: w.T("sign.before"), Columns: []ui.Column{{Label: w.T("sign.what"), Name: true}, {Label: w.T("sign.asked_on"), Kind: ui.ColumnTight}, {Label: w.T("web.column.state"), Kind: ui.ColumnTight}}}
	for n := range f.Before {
		r := &f.Before[n]
		t.Rows = append(t.Rows, ui.Row{ID: "g-" + r.ID.String(), Href: f.toSignature(r.ID), Label: r.Title, Cells: cells(ui.Link(r.Title, f.toSignature(r.ID)), ui.Day(w, r.AskedOn), signTag(w, r.State))})
	}
	return t
}

func askSignature(v *visit) (answer, error) {
	ref, err := v.ref()
	if err != nil {
		return nil, err
	}
	w := collect.SignatureWish{Kind: sign.Kind(v.form("kind")), Title: v.form("title"), Text: v.Request.PostFormValue("text")}
	if typed := v.form("plan"); typed != "" && w.Kind == sign.Plan {
		if w.Plan, err = id.Parse(typed); err != nil {
			return nil, err
		}
	}
	if w.Kind == sign.Debt {
		if w.Invoices, err = v.ids("invoice"); err != nil {
			err = fault.At(0, "invoices", "choose open invoices of which something is not contested")
		}
	}
	var asked sign.Request
	if err == nil {
		asked, err = v.Desk.AskSignature(v.Request.Context(), ref, w, v.actor(), v.Today)
	}
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Conflict {
		wrong := v.refusalOf(err)
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.signFormPage(tx, wrong) })
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.toSignature(asked.ID), Toast: ui.Toast{Text: v.Words.T("sign.done_asked")}}, nil
}

// signature is one request.
type signature struct {
	*visit
	sign.Request
	CustomerName string
	Events       []timeline.Event
}

// waitingSignatures are what a customer was asked to sign and has not answered.
func waitingSignatures(tx *store.Tx, customer id.ID) ([]sign.Request, error) {
	all, err := tx.SignaturesOf(customer, mostPlans)
	return slices.DeleteFunc(all, func(r sign.Request) bool { return r.State != sign.Asked }), err
}

// theSignature is the request that the address names.
func (v *visit) theSignature(tx *store.Tx) (r sign.Request, err error) {
	i, err := v.id("document")
	if err != nil {
		return r, err
	}
	r, found, err := tx.SignatureByID(i)
	if err == nil && !found {
		err = errNoPage
	}
	return r, err
}

func signaturePage(v *visit, tx *store.Tx) (answer, error) {
	d := &signature{visit: v}
	var err error
	if d.Request, err = v.theSignature(tx); err != nil {
		return nil, err
	}
	who, err := theCustomer(tx, d.Request.Customer)
	if err != nil {
		return nil, err
	}
	d.CustomerName = who.Name
	d.Events, err = tx.TimelineOf(d.ID, mostEvents)
	return page{Title: d.Title, Place: customers, Body: signatureBody(d)}, err
}

func (d *signature) facts() []ui.Fact {
	w := d.Words
	facts := []ui.Fact{{Label: w.T("web.column.state"), Value: signTag(w, d.State)}, {Label: w.Cap("word.customer"), Value: ui.Link(d.CustomerName, d.toCustomer(d.Request.Customer))}}
	if !d.Total.IsZero() {
		facts = append(facts, ui.Fact{Label: w.Cap("word.amount"), Value: ui.Money(w, d.Total)})
	}
	facts = append(facts, ui.Fact{Label: w.T("sign.asked_on"), Value: ui.Stacked(ui.Day(w, d.AskedOn), ui.Words(actorName(w, d.AskedBy)))})
	if d.State == sign.Signed {
		at := d.At.In(d.Company.Location())
		facts = append(facts, ui.Fact{Label: w.T("sign.at"), Value: ui.Stacked(ui.Day(w, date.Of(at)), ui.Words(at.Format("15:04:05")))},
			ui.Fact{Label: w.T("sign.name"), Value: ui.Stacked(ui.Words(d.Name), ui.Words(d.Signature.Role))}, ui.Fact{Label: w.T("sign.address"), Value: ui.Words(d.Address)},
			ui.Fact{Label: w.T("sign.from"), Value: ui.Words(d.From)})
	}
	if d.Plan != 0 {
		facts = append(facts, ui.Fact{Label: w.T("sign.title_plan"), Value: ui.Link(w.T("instalment.to"), d.toAgreement(d.Plan))})
	}
	return facts
}

// shares are the invoices that the document is about.
func (d *signature) shares() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("web.nav.invoices"), Columns: []ui.Column{{Label: w.Cap("word.invoice"), Name: true}, {Label: w.Cap("word.amount"), Kind: ui.ColumnAmount}}}
	for _, s := range d.Shares {
		href := d.toInvoice(s.Invoice)
		t.Rows = append(t.Rows, ui.Row{ID: "s-" + s.Invoice.String(), Href: href, Label: s.Number, Cells: cells(ui.InvoiceLink(s.Number, href), ui.Money(w, s.Amount))})
	}
	return t
}

// signatureFile gives out the document, as it was asked to be signed or as it was.
func signatureFile(v *visit, tx *store.Tx) (answer, error) {
	r, err := v.theSignature(tx)
	if err != nil {
		return nil, err
	}
	hash := map[string]string{"document.pdf": r.Document, "signed.pdf": r.Signed}[v.Request.PathValue("file")]
	if hash == "" {
		return nil, errNoPage
	}
	return kept(tx, hash, strings.TrimSpace(r.Title)+".pdf")
}

func withdrawSignature(v *visit) (answer, error) {
	i, err := v.id("document")
	if err != nil {
		return nil, err
	}
	if err := v.Desk.WithdrawSignature(v.Request.Context(), v.Company.ID, i, v.actor(), v.Today); err != nil {
		return nil, err
	}
	return moved{To: v.toSignature(i), Toast: ui.Toast{Text: v.Words.T("sign.done_withdrawn")}}, nil
}
