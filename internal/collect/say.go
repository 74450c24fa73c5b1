package collect

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"acquit/internal/company"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/deliver"
	"acquit/internal/dispute"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/hold"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/plan"
	"acquit/internal/reply"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/timeline"
)

// Guest is who the timeline says acted, when it was the reader of the customer's own page. Who
// that was is as sure as what the page asked for.
const Guest = "customer"

// Said is what a customer said on its page.
type Said struct {
	Message id.ID  // whose link led to the page
	Once    string // names the act: what is sent twice is said once
	What    company.Say
	Name    string // who says it; "" where the reader did not tell
	Email   string // where answers go; "" for none
	Phone   string // by which to call back
	Subject string // what the form is called, in the reader's words
	Body    string // all that was chosen and written, in the reader's words, as it is kept
	Note    string // what the reader wrote
	About   []id.ID
	Reason  dispute.Reason // of what is contested
	On      date.Date      // on which it was paid, or will be
	Amount  money.Amount   // paid, promised or contested; zero for all
	Lines   []int          // of what is contested, by their place; none for no certain ones
	Parts   int            // instalments that are wished, the first by On; 0 for no number
	Files   []evidence.Document
}

// Bounds of what is said on a page: whoever has the link can say it.
const (
	mostSaidADay  = 20
	paidAgainDays = 30
)

// Say hears what a customer said on its page. It is kept as a mail that came in, and stands in
// the conversation. What the company lets customers do by themselves is done at once: a promise
// within its limits, and waiting some days for a payment that was made. Everything else waits for
// a person, and so do a promise where another one stands and a payment that was announced before.
// What was said before, by Once, changes nothing.
//
// Errors: Invalid for what cannot be; Conflict where too much was said for one day.
func (d *Desk) Say(ctx context.Context, c customer.Ref, s Said, today date.Date) (r reply.Reply, err error) {
	err = d.Store.Update(ctx, c.Company, func(tx *store.Tx) error {
		h := hearing{Desk: d, tx: tx, said: &s, customer: c.Customer, today: today}
		r, err = h.hear()
		return err
	})
	return r, err
}

// hearing is what is made of something that was said, in one transaction.
type hearing struct {
	*Desk
	tx       *store.Tx
	said     *Said
	customer id.ID
	company  company.Company
	numbers  []string // of the invoices that it is about
	planned  bool     // there is a plan now, which asks for a decision itself
	today    date.Date
}

func (h *hearing) hear() (r reply.Reply, err error) {
	if err := lockCustomer(h.tx, h.customer); err != nil {
		return r, err
	}
	if h.company, err = h.tx.TheCompany(); err != nil {
		return r, err
	}
	if err := h.check(); err != nil {
		return r, err
	}
	before, found, err := h.tx.ReplyByMailID(h.customer, h.mailID())
	if err != nil || found {
		return before, err
	}
	switch n, err := h.tx.SaidSince(h.customer, "", h.tx.Now().Add(-24*time.Hour)); {
	case err != nil:
		return r, err
	case n >= mostSaidADay:
		return r, fault.New(fault.Conflict, "too much was said on this page today; write or call instead")
	}
	holds, settled, err := h.holds()
	if err != nil {
		return r, err
	}
	if h.said.What == company.SayPlan && h.said.Parts > 0 {
		if settled, err = h.plan(); err != nil {
			return r, err
		}
	}
	if r, err = h.keep(settled); err != nil {
		return r, err
	}
	return r, h.follow(&r, holds)
}

// check looks at whether it can be said, and finds the invoices that it is about.
func (h *hearing) check() error {
	s := h.said
	if p := h.company.Policy.Portal; p == nil || !p.Hears(s.What) {
		return fault.New(fault.Conflict, "this cannot be said on the page; write or call instead")
	}
	if s.What == company.SayContest && len(s.About) != 1 {
		return fault.At(0, "invoice", "choose the invoice with which something is wrong")
	}
	if s.What == company.SayContest && s.Note == "" {
		return fault.At(0, "note", "write what is wrong")
	}
	if s.What == company.SayContest && !s.Reason.Known() {
		return fault.At(0, "reason", "choose what is wrong")
	}
	if s.Once == "" {
		return fault.New(fault.Invalid, "the form is not whole; open the page again")
	}
	found, err := h.tx.InvoicesByID(s.About)
	if err != nil {
		return err
	}
	for n := range found {
		if found[n].Customer == h.customer {
			h.numbers = append(h.numbers, found[n].Number)
		}
	}
	if len(h.numbers) < len(s.About) {
		return fault.New(fault.NotFound, "there is no such invoice")
	}
	return nil
}

// mailID is the Message-ID of the mail that is kept, without its angle brackets: the same for
// what is sent twice. It begins with what is said.
func (h *hearing) mailID() string {
	sum := sha256.Sum256([]byte(h.said.Message.String() + " " + h.said.Once))
	return string(h.said.What) + "." + hex.EncodeToString(sum[:16]) + ".page@" + cmp.Or(h.company.Domain(), "invalid")
}

// holds are those that it brings, and whether no person has to look at it.
func (h *hearing) holds() (all []*hold.Hold, settled bool, err error) {
	s := h.said
	one := hold.Hold{Customer: h.customer, Reason: quoted(cmp.Or(s.Note, s.Subject)), PlacedBy: Guest}
	switch s.What {
	case company.SayPaid:
		again, err := h.tx.SaidSince(h.customer, string(s.What)+".", h.tx.Now().AddDate(0, 0, -paidAgainDays))
		if err != nil || again > 0 {
			return nil, false, err
		}
		one.Until = h.Calendar.AddBusinessDays(h.company.Place(), max(h.today, s.On), h.company.Policy.Portal.PaidDays)
		return perInvoice(one, s.About), true, nil
	case company.SayPromise:
		standing, err := h.tx.Holds(h.customer)
		if err != nil || slices.ContainsFunc(standing, func(h hold.Hold) bool { return h.Cause == hold.ForPromise }) {
			return nil, false, err
		}
		if most := h.company.Policy.Portal.PromiseDays; most > 0 && s.On > h.today.AddDays(most) {
			return nil, false, fault.At(0, "promised", "a promise may reach until %s at most", h.today.AddDays(most))
		}
		one.Cause, one.PromisedOn = hold.ForPromise, s.On
		if len(s.About) < 2 {
			one.Amount = s.Amount // of several nobody knows how much of which
		}
		return perInvoice(one, s.About), true, nil
	case company.SayContest:
		one.Cause, one.Amount = hold.ForDispute, s.Amount
		return perInvoice(one, s.About), false, nil
	}
	return nil, false, nil
}

// plan asks for a plan about what is due, and reports whether it runs. Where there can be none, as
// when one runs already, a person looks at what the customer wants.
func (h *hearing) plan() (runs bool, err error) {
	w := Wish{Parts: h.said.Parts, First: h.said.On, Text: h.said.Note, Once: h.mailID(), By: Guest}
	p, err := h.askPlan(h.tx, h.customer, w, h.today)
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Conflict {
		return false, nil
	}
	h.planned = err == nil
	return p.State == plan.Running, err
}

// perInvoice is a hold for each invoice; for none of them, of all that the customer owes.
func perInvoice(one hold.Hold, invoices []id.ID) (all []*hold.Hold) {
	if len(invoices) == 0 {
		return []*hold.Hold{&one}
	}
	for _, i := range invoices {
		h := one
		h.Invoice = i
		all = append(all, &h)
	}
	return all
}

// keep keeps it as a mail that came in.
func (h *hearing) keep(settled bool) (reply.Reply, error) {
	s := h.said
	raw, err := h.mail()
	if err != nil {
		return reply.Reply{}, err
	}
	doc := evidence.New(deliver.Line(s.Subject)+".eml", "message/rfc822", raw)
	r := reply.Reply{Customer: h.customer, Sign: reply.ByPage, Answers: s.Message, Kind: reply.Written, State: reply.Open, From: s.Email, FromName: deliver.Line(s.Name),
		Subject: deliver.Line(s.Subject), Excerpt: quoted(cmp.Or(s.Note, s.Body)), MailID: h.mailID(), Content: doc.Hash, Files: len(s.Files), SentAt: h.tx.Now()}
	if settled {
		r.State = reply.Noted
	}
	if err := h.tx.Keep(doc); err != nil {
		return r, err
	}
	_, err = h.tx.AddReply(&r)
	return r, err
}

// unknownSender stands in the head of a mail whose writer has told no address: the name is
// reserved for what is none (RFC 2606).
const unknownSender = "page@customer.invalid"

// mail writes what was said in MIME, with its files.
func (h *hearing) mail() ([]byte, error) {
	s := h.said
	mail := deliver.Mail{From: cmp.Or(s.Email, unknownSender), FromName: deliver.Line(s.Name), To: []string{h.company.Answers()}, Subject: deliver.Line(s.Subject), Text: s.Body,
		MessageID: "<" + h.mailID() + ">", Date: h.tx.Now().In(h.company.Location()), Personal: true}
	mail.Follow(message.MailID(h.tx.Company, s.Message, h.company.Domain()), nil)
	for _, f := range s.Files {
		mail.Attachments = append(mail.Attachments, deliver.Attachment{Name: f.Name, MIME: f.MIME, Body: f.Body})
	}
	return mail.Bytes()
}

// follow brings what was said into the customer's affairs: holds, tasks, documents and the
// timeline.
func (h *hearing) follow(r *reply.Reply, holds []*hold.Hold) error {
	if len(holds) > 0 {
		if err := h.placeFor(h.tx, holds, opening{Reason: h.said.Reason, Lines: h.said.Lines}, h.today); err != nil {
			return err
		}
	}
	if h.said.What == company.SayPaid {
		if err := tellPaid(h.tx, h.customer, h.said.About, h.said.Amount, h.said.On); err != nil {
			return err
		}
	}
	if err := h.attach(); err != nil {
		return err
	}
	if r.State == reply.Open {
		if err := h.tx.AddTasks(append(waiting(r, h.today), h.tasks(r)...)); err != nil {
			return err
		}
		if h.said.What != company.SayDetails && len(holds) == 0 {
			if err := holdFor(h.tx, r); err != nil {
				return err
			}
		}
	}
	return noted(h.tx, timeline.Event{Customer: h.customer, Kind: timeline.ReplyCame, On: h.today, Actor: Guest, Subject: r.ID,
		Data: timeline.Data{To: filled(r.From), Text: r.Subject, Code: string(r.Kind)}.JSON()})
}

func filled(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// attach keeps the files with the invoice that they are about, or with the customer's documents.
func (h *hearing) attach() error {
	for n := range h.said.Files {
		f := &h.said.Files[n]
		if err := h.tx.Keep(*f); err != nil {
			return err
		}
		a := evidence.Attachment{Customer: h.customer, Kind: evidence.Correspondence, Name: f.Name, Hash: f.Hash, AddedBy: Guest}
		if len(h.said.About) == 1 {
			a.Customer, a.Invoice = 0, h.said.About[0]
		}
		if err := h.tx.Attach(&a); err != nil {
			return err
		}
	}
	return nil
}

// tasks are what somebody has to do beside answering.
func (h *hearing) tasks(r *reply.Reply) []task.Task {
	s := h.said
	t := task.Task{Customer: h.customer, Subject: r.ID, DueOn: h.today, Data: timeline.Data{To: filled(r.From), Text: quoted(s.Note), Numbers: h.numbers}.JSON()}
	switch s.What {
	case company.SayPlan:
		if h.planned {
			return nil
		}
		t.Kind, t.Once = task.PlanAsked, wantTask(task.PlanAsked, r.ID)
	case company.SayCall:
		t.Kind, t.Once = task.CallBack, wantTask(task.CallBack, r.ID)
		t.Data = timeline.Data{To: filled(s.Phone), Text: quoted(strings.TrimSpace(s.Phone + " " + s.Note))}.JSON()
	case company.SayPerson:
		t.Kind, t.Once = task.OtherPerson, string(task.OtherPerson)+" "+h.customer.String()
	default:
		return nil
	}
	return []task.Task{t}
}
