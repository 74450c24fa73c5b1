package collect

import (
	"context"
	"slices"
	"strings"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/plan"
	"acquit/internal/render"
	"acquit/internal/sign"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// SignatureWish is what a person wants a customer to sign.
type SignatureWish struct {
	Kind        sign.Kind
	Plan        id.ID    // that runs
	Invoices    []id.ID  // of Debt; none for all that is due
	Title, Text string   // of Terms
	To          []string // none for those to whom reminders go
}

// signing is a request with what is looked at when something is done about it.
type signing struct {
	*Desk
	tx       *store.Tx
	request  *sign.Request
	plan     *plan.Plan // of a plan; nil otherwise
	company  company.Company
	customer customer.Customer
	words    *locale.Words // of the document
	today    date.Date
}

// AskSignature asks a customer to sign something on its page: the document goes to it by mail, and
// is kept as it was asked to be signed.
//
// Errors: Invalid for what cannot be signed, with the field as its place; Conflict where customers
// have no page.
func (d *Desk) AskSignature(ctx context.Context, c customer.Ref, w SignatureWish, by string, today date.Date) (sign.Request, error) {
	var asked sign.Request
	err := d.Store.Update(ctx, c.Company, func(tx *store.Tx) error {
		s, err := d.signs(tx, c.Customer, today)
		if err != nil {
			return err
		}
		if s.company.Policy.Portal == nil || d.Address == "" {
			return fault.New(fault.Conflict, "customers sign on their own page, and they have none: see Customer’s page in the settings")
		}
		s.words = d.in(&s.customer)
		s.request = &sign.Request{Customer: c.Customer, Kind: w.Kind, State: sign.Asked, Total: money.Of(0, s.company.Currency), Language: string(s.words.Tag), AskedOn: today, AskedBy: by}
		if err := s.draw(&w); err != nil {
			return err
		}
		if err := s.ask(w.To, by); err != nil {
			return err
		}
		asked = *s.request
		return s.note(timeline.SignatureAsked, by)
	})
	return asked, err
}

// signs locks a customer, and loads who signs for whom.
func (d *Desk) signs(tx *store.Tx, customer id.ID, today date.Date) (s *signing, err error) {
	if err := lockCustomer(tx, customer); err != nil {
		return nil, err
	}
	s = &signing{Desk: d, tx: tx, today: today}
	if s.company, err = tx.TheCompany(); err != nil {
		return nil, err
	}
	s.customer, _, err = tx.Customer(customer)
	return s, err
}

// draw fills in what is to be signed.
func (s *signing) draw(w *SignatureWish) error {
	r := s.request
	r.Title = s.words.T("sign.title_" + string(r.Kind))
	switch r.Kind {
	case sign.Debt:
		return s.drawDebt(w.Invoices)
	case sign.Plan:
		r.Plan = w.Plan
		return s.drawPlan()
	case sign.Terms:
		r.Title, r.Text = strings.TrimSpace(w.Title), strings.TrimSpace(w.Text)
		switch {
		case r.Title == "" || len([]rune(r.Title)) > mostSubject:
			return fault.At(0, "title", "the document needs a title of at most %d characters", mostSubject)
		case r.Text == "" || len([]rune(r.Text)) > sign.MostText:
			return fault.At(0, "text", "the document needs a text of at most %d characters", sign.MostText)
		}
		return nil
	}
	return fault.At(0, "kind", "%q is nothing that can be signed", string(r.Kind))
}

// drawDebt takes the invoices that the customer is to acknowledge, but for what is contested of
// them.
func (s *signing) drawDebt(chosen []id.ID) error {
	all, err := s.tx.OpenInvoices(s.customer.ID)
	if err != nil {
		return err
	}
	holds, err := s.tx.Holds(s.customer.ID)
	if err != nil {
		return err
	}
	r := s.request
	for n := range all {
		i := &all[n]
		if i.Kind != invoice.Bill || len(chosen) == 0 && (i.DueOn >= s.today || i.Open.Currency != r.Total.Currency) || len(chosen) > 0 && !slices.Contains(chosen, i.ID) {
			continue
		}
		owed := i.Open.Sub(hold.Contested(holds, i.ID, i.Open, s.today))
		switch {
		case owed.Sign() <= 0:
			continue
		case len(r.Shares) == 0:
			r.Total = money.Of(0, owed.Currency)
		case owed.Currency != r.Total.Currency:
			return fault.At(0, "invoices", "a document is about invoices in one currency")
		}
		r.Shares, r.Total = append(r.Shares, sign.Share{Invoice: i.ID, Number: i.Number, Amount: owed}), r.Total.Add(owed)
	}
	if len(r.Shares) == 0 {
		return fault.At(0, "invoices", "choose open invoices of which something is not contested")
	}
	return nil
}

// drawPlan takes the plan that the customer is to sign.
func (s *signing) drawPlan() error {
	r := s.request
	if err := s.loadPlan(); err != nil {
		return err
	}
	if s.plan.State != plan.Running || s.plan.Customer != s.customer.ID {
		return fault.At(0, "plan", "a plan is signed while it runs")
	}
	about := make([]id.ID, len(s.plan.Shares))
	for n, one := range s.plan.Shares {
		about[n] = one.Invoice
	}
	numbers, err := s.tx.InvoiceNumbers(about)
	for _, one := range s.plan.Shares {
		r.Shares = append(r.Shares, sign.Share{Invoice: one.Invoice, Number: numbers[one.Invoice], Amount: one.Amount})
	}
	r.Total = s.plan.Total
	return err
}

func (s *signing) loadPlan() error {
	p, found, err := s.tx.PlanByID(s.request.Plan)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "there is no such plan")
	}
	s.plan = &p
	return err
}

// ask draws the document, mails it and stores the request.
func (s *signing) ask(to []string, by string) error {
	r := s.request
	printed, err := (&render.Declaration{Company: &s.company, Customer: &s.customer, On: s.today, Request: r, Plan: s.plan}).PDF(s.words)
	if err != nil {
		return err
	}
	doc := evidence.New(s.words.T("sign.file_"+string(r.Kind))+".pdf", "application/pdf", printed)
	w := s.words
	l := Letter{To: to, Subject: w.T("sign.mail_subject", "Title", r.Title), Files: []evidence.Document{doc},
		Body: strings.Join([]string{w.T("mail.greeting"), w.T("sign.mail_asked", "Title", r.Title), w.T("mail.closing")}, "\n\n")}
	if r.Message, err = write(s.tx, s.customer.ID, &l, by, s.today); err != nil {
		return err
	}
	r.Document = doc.Hash
	return s.tx.AskSignature(r)
}

// signature loads a request, and locks its customer. customer is the one that must be asked; 0 for
// whoever it is.
func (d *Desk) signature(tx *store.Tx, i, customer id.ID, today date.Date) (*signing, error) {
	r, found, err := tx.SignatureByID(i)
	if err != nil {
		return nil, err
	}
	if !found || customer != 0 && r.Customer != customer {
		return nil, fault.New(fault.NotFound, "there is no such document to sign")
	}
	s, err := d.signs(tx, r.Customer, today)
	if err != nil {
		return nil, err
	}
	if r, _, err = tx.SignatureByID(i); err != nil { // as it stands now that nobody else changes it
		return nil, err
	}
	s.request, s.words = &r, d.Words.In(locale.Tag(r.Language))
	if r.Plan != 0 {
		err = s.loadPlan()
	}
	return s, err
}

// Sign keeps a customer's signature: the document with its certificate is kept with the customer
// and with its invoices, and mailed to who signed. Sent twice it is signed once.
//
// Errors: as sign.Request.Sign, and Conflict for a plan that is over.
func (d *Desk) Sign(ctx context.Context, c customer.Ref, i id.ID, by sign.Signature, today date.Date) (sign.Request, error) {
	var signed sign.Request
	err := d.Store.Update(ctx, c.Company, func(tx *store.Tx) error {
		s, err := d.signature(tx, i, c.Customer, today)
		if err != nil {
			return err
		}
		r := s.request
		if signed = *r; r.State == sign.Signed && r.Address == by.Address {
			return nil
		}
		if s.plan != nil && s.plan.State != plan.Running {
			return fault.New(fault.Conflict, "the plan is over already")
		}
		by.At = tx.Now()
		if err := r.Sign(by, today); err != nil {
			return err
		}
		doc, err := s.certified()
		if err != nil {
			return err
		}
		if err := s.keep(doc); err != nil {
			return err
		}
		signed = *r
		return s.note(timeline.SignatureGiven, Guest)
	})
	return signed, err
}

// certified is the document with the certificate behind it. It is drawn from what was kept, which
// is what was signed.
func (s *signing) certified() (evidence.Document, error) {
	r := s.request
	doc, found, err := s.tx.Document(r.Document)
	if err == nil && (!found || evidence.Hash(doc.Body) != r.Document) {
		err = fault.New(fault.Conflict, "the document is not kept any more as it was to be signed")
	}
	if err != nil {
		return doc, err
	}
	whole, err := (&render.Certificate{Company: &s.company, Customer: &s.customer, Request: r}).Behind(s.words, doc.Body)
	return evidence.New(s.words.T("sign.file_"+string(r.Kind))+" "+r.ClosedOn.String()+".pdf", "application/pdf", whole), err
}

// keep stores what was signed, with the customer and its invoices, and mails it to who signed.
func (s *signing) keep(doc evidence.Document) error {
	r := s.request
	r.Signed = doc.Hash
	if err := s.tx.Keep(doc); err != nil {
		return err
	}
	if err := s.tx.SaveSignature(r); err != nil {
		return err
	}
	to := []evidence.Attachment{{Customer: r.Customer}}
	for _, one := range r.Shares {
		to = append(to, evidence.Attachment{Invoice: one.Invoice})
	}
	for n := range to {
		a := &to[n]
		a.Kind, a.Name, a.Hash, a.AddedBy = evidence.Contract, doc.Name, doc.Hash, Guest
		if err := s.tx.Attach(a); err != nil {
			return err
		}
	}
	w := s.words
	l := Letter{To: []string{r.Address}, Subject: w.T("sign.mail_subject_signed", "Title", r.Title), Files: []evidence.Document{doc},
		Body: strings.Join([]string{w.T("mail.greeting"), w.T("sign.mail_signed", "Title", r.Title, "Name", r.Name), w.T("mail.closing")}, "\n\n")}
	if _, err := write(s.tx, r.Customer, &l, Actor, s.today); err != nil {
		return err
	}
	return s.tx.WantReview(r.Customer) // what is acknowledged lapses later
}

// DeclineSignature keeps that a customer does not want to sign, and gives it to a person.
//
// Errors: as sign.Request.Decline.
func (d *Desk) DeclineSignature(ctx context.Context, c customer.Ref, i id.ID, grounds string, today date.Date) error {
	return d.Store.Update(ctx, c.Company, func(tx *store.Tx) error {
		s, err := d.signature(tx, i, c.Customer, today)
		if err != nil || s.request.State == sign.Declined {
			return err
		}
		if err := s.request.Decline(grounds, today, Guest); err != nil {
			return err
		}
		if err := tx.SaveSignature(s.request); err != nil {
			return err
		}
		t := task.Task{Kind: task.SignatureDeclined, Customer: s.customer.ID, Subject: i, Once: "declined " + i.String(), DueOn: today,
			Data: timeline.Data{Text: quoted(s.request.Grounds)}.JSON()}
		if err := tx.AddTasks([]task.Task{t}); err != nil {
			return err
		}
		return s.note(timeline.SignatureDeclined, Guest)
	})
}

// WithdrawSignature ends a request that the company does not want signed any more.
//
// Errors: as sign.Request.Withdraw.
func (d *Desk) WithdrawSignature(ctx context.Context, company, i id.ID, by string, today date.Date) error {
	return d.Store.Update(ctx, company, func(tx *store.Tx) error {
		s, err := d.signature(tx, i, 0, today)
		if err != nil || s.request.State == sign.Withdrawn {
			return err
		}
		if err := s.request.Withdraw(today, by); err != nil {
			return err
		}
		if err := tx.SaveSignature(s.request); err != nil {
			return err
		}
		return s.note(timeline.SignatureWithdrawn, by)
	})
}

// note tells the customer's timeline.
func (s *signing) note(k timeline.Kind, by string) error {
	r := s.request
	data := timeline.Data{Text: r.Title, Code: string(r.Kind), Amount: r.Total}
	if k == timeline.SignatureGiven {
		data.To = []string{r.Name, r.Address}
	}
	return s.tx.Note(timeline.Event{Customer: r.Customer, Kind: k, On: s.today, Actor: by, Subject: r.ID, Data: data.JSON()})
}
