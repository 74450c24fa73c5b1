package collect

import (
	"context"
	"strings"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/dispute"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
	"acquit/internal/user"
)

// OpinionPath begins the path of the page on which a colleague is asked about a dispute; the token
// of the link follows.
const OpinionPath = "/a/"

// mostQuestion is how long a question to a colleague may be, in characters.
const mostQuestion = 2000

// asking is a question to a colleague with all that its mail says.
type asking struct {
	opinion  dispute.Opinion
	token    id.Token
	company  company.Company
	customer customer.Customer
	invoice  invoice.Invoice
	dispute  dispute.Dispute
	by       string // what who asks is called
}

// AskOpinion asks a colleague about a dispute, who needs no account: a link is mailed to his address,
// in the words' language. Nothing is stored where no mail leaves.
//
// Errors: Invalid for what is no mail address or no question, Conflict for a dispute that needs no
// answer any more; Unavailable where no mail leaves.
func (d *Desk) AskOpinion(ctx context.Context, of, about id.ID, address, question, by string, w *locale.Words, today date.Date) error {
	address, err := user.ParseEmail(address)
	if err != nil {
		return fault.At(0, "address", "%q is no mail address", strings.TrimSpace(address))
	}
	if question = strings.TrimSpace(question); question == "" || len([]rune(question)) > mostQuestion {
		return fault.At(0, "question", "a question has 1 to %d characters", mostQuestion)
	}
	if d.Address == "" {
		return fault.New(fault.Unavailable, "nobody can be asked by a link: the operator has not said under which address the pages are reached")
	}
	a := asking{token: id.NewToken(), by: by}
	a.opinion = dispute.Opinion{Dispute: about, Hash: a.token.Hash(), Address: address, Question: question, Language: string(w.Tag), AskedOn: today, AskedBy: by}
	if err := d.Store.Update(ctx, of, func(tx *store.Tx) error { return a.store(tx) }); err != nil {
		return err
	}
	outcome, err := d.deliverOwn(ctx, of, a.mail(d.Address, w))
	if err == nil && outcome.Kind == deliver.Accepted {
		return nil
	}
	dropped := d.Store.Update(context.WithoutCancel(ctx), of, func(tx *store.Tx) error { return tx.DropOpinion(a.opinion.ID) })
	if err == nil {
		err = dropped
	}
	if err == nil {
		err = fault.New(fault.Unavailable, "the mail to %s could not be sent", address)
	}
	return err
}

func (a *asking) store(tx *store.Tx) (err error) {
	var found bool
	if a.dispute, found, err = tx.DisputeByID(a.opinion.Dispute); err != nil {
		return err
	}
	if !found {
		return fault.New(fault.NotFound, "there is no such dispute")
	}
	if !a.dispute.Waits() {
		return fault.New(fault.Conflict, "the dispute needs no answer any more")
	}
	if a.company, err = tx.TheCompany(); err != nil {
		return err
	}
	if a.invoice, _, err = tx.Invoice(a.dispute.Invoice); err != nil {
		return err
	}
	if a.customer, _, err = tx.Customer(a.invoice.Customer); err != nil {
		return err
	}
	called, err := tx.NamesOf([]string{a.by})
	if name := called[a.by]; name != "" {
		a.by = name
	}
	a.opinion.Until = tx.Now().AddDate(0, 0, dispute.OpinionDays)
	if err != nil {
		return err
	}
	return tx.AskOpinion(&a.opinion)
}

// mail asks the colleague, and leads to the page.
func (a *asking) mail(address string, w *locale.Words) *deliver.Mail {
	c := &a.company
	lines := []string{w.T("dispute.opinion_mail", "Person", a.by, "Customer", a.customer.Name, "Invoice", a.invoice.Number, "Reason", w.T("dispute.reason."+string(a.dispute.Reason))), "",
		a.opinion.Question, "", w.T("dispute.opinion_link"), address + OpinionPath + string(a.token), "", w.T("dispute.opinion_until", "Day", date.Of(a.opinion.Until.In(c.Location()))), "", c.Name}
	return &deliver.Mail{From: c.Email, FromName: c.Name, To: []string{a.opinion.Address}, Language: string(w.Tag), Date: a.opinion.Until.AddDate(0, 0, -dispute.OpinionDays).In(c.Location()),
		Subject:   deliver.Line(w.T("dispute.opinion_subject", "Customer", a.customer.Name, "Invoice", a.invoice.Number)),
		MessageID: message.MailID(c.ID, a.opinion.ID, c.Domain()), Text: strings.Join(lines, "\n") + "\n"}
}

// GiveOpinion keeps what a colleague says, and tells the person who asked. Sent twice it counts
// once.
//
// Errors: as dispute.Opinion.Give.
func (d *Desk) GiveOpinion(ctx context.Context, of, i id.ID, view dispute.View, text string, today date.Date) error {
	return d.Store.Update(ctx, of, func(tx *store.Tx) error {
		o, found, err := tx.OpinionByID(i)
		if err != nil {
			return err
		}
		if !found {
			return fault.New(fault.NotFound, "there is no such question")
		}
		if o.View == view && o.Text == strings.TrimSpace(text) && view != "" {
			return nil
		}
		if err := o.Give(view, text, tx.Now()); err != nil {
			return err
		}
		if first, err := tx.GiveOpinion(&o); err != nil || !first {
			return err
		}
		c, _, err := tx.DisputeByID(o.Dispute)
		if err != nil {
			return err
		}
		about, _, err := tx.Invoice(c.Invoice)
		if err != nil {
			return err
		}
		data := timeline.Data{Text: quoted(o.Text), Code: string(o.View), To: []string{o.Address}, Numbers: []string{about.Number}}
		t := task.Task{Kind: task.OpinionCame, Customer: about.Customer, Subject: o.Dispute, Once: "opinion " + o.ID.String(), DueOn: today, Owner: o.AskedBy,
			Data: timeline.Data{Text: quoted(o.Text), Numbers: []string{about.Number}}.JSON()}
		if err := tx.AddTasks([]task.Task{t}); err != nil {
			return err
		}
		return tx.Note(timeline.Event{Customer: about.Customer, Kind: timeline.OpinionGiven, On: today, Actor: o.Address, Subject: o.Dispute, Data: data.JSON()})
	})
}
