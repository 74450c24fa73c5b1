package web

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dispute"
	"acquit/internal/evidence"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/timeline"
	"acquit/internal/web/ui"
)

func (s *site) disputeRoutes() {
	s.get("/disputes/{dispute}", disputePage)
	s.post("/disputes/{dispute}/review", reviewDispute)
	s.post("/disputes/{dispute}/withdraw", withdrawDispute)
	s.post("/disputes/{dispute}/change", changeDispute)
	s.post("/disputes/{dispute}/give", giveDispute)
	s.post("/disputes/{dispute}/accept", acceptDispute)
	s.post("/disputes/{dispute}/reject", rejectDispute)
	s.post("/disputes/{dispute}/ask", askOpinion)
	s.get("/invoices/{invoice}/dispute", disputeOfInvoice)
	s.getWork("/invoices/{invoice}/contest", contestPage)
	s.post("/disputes", contestInvoice)
}

// disputeData is a dispute with what is needed to answer it.
type disputeData struct {
	*visit
	store.DisputeRow
	Due      date.Date // of the invoice
	People   []store.Member
	Proofs   []evidence.Attachment // what is kept with the invoice
	Events   []timeline.Event
	Opinions []dispute.Opinion // of colleagues who were asked
	With     dispute.State     // the answer that is being written: Accepted, Rejected, or "" for none
	Letter   collect.AnswerLetter
	PayBy    date.Date // that the answer gives
	refusal
}

func disputePage(v *visit, tx *store.Tx) (answer, error) { return v.disputePage(tx, refusal{}) }

func (v *visit) disputePage(tx *store.Tx, wrong refusal) (answer, error) {
	d := &disputeData{visit: v, refusal: wrong}
	i, err := v.id("dispute")
	if err != nil {
		return nil, err
	}
	var found bool
	if d.DisputeRow, found, err = tx.DisputeRow(i); err == nil && !found {
		err = errNoPage
	}
	if err != nil {
		return nil, err
	}
	for _, load := range []func(*store.Tx) error{d.loadAround, d.loadAnswer} {
		if err := load(tx); err != nil {
			return nil, err
		}
	}
	return page{Title: v.Words.T("dispute.one", "Invoice", d.Number), Place: disputes, Status: formStatus(d.Problem), Body: disputeBody(d)}, nil
}

func (d *disputeData) loadAround(tx *store.Tx) (err error) {
	if d.People, err = answerers(tx); err != nil {
		return err
	}
	if d.Proofs, err = tx.AttachmentsOf(d.Invoice); err != nil {
		return err
	}
	if d.Events, err = tx.TimelineOf(d.Invoice, mostEvents); err != nil {
		return err
	}
	if d.Opinions, err = tx.OpinionsOf(d.ID); err != nil {
		return err
	}
	about, _, err := tx.Invoice(d.Invoice)
	d.Due = about.DueOn
	if err != nil {
		return err
	}
	return d.learnEvents(tx, d.Events)
}

// loadAnswer prepares the letter of the answer that is being written.
func (d *disputeData) loadAnswer(tx *store.Tx) (err error) {
	if with := dispute.State(d.query("with")); d.mayWork() && d.Waits() && (with == dispute.Accepted || with == dispute.Rejected) {
		d.With = with
		a := collect.Answer{}
		if a.Agreed, err = d.agreed(); err != nil {
			a.Agreed = money.Amount{}
		}
		if a.PayBy, err = d.day("pay_by"); err != nil {
			a.PayBy = date.None
		}
		d.Letter, d.PayBy, err = d.Desk.AnswerLetter(tx, d.Dispute, with, a, d.Today)
	}
	return err
}

// agreed is the amount that the form says is to be credited; zero for all.
func (d *disputeData) agreed() (money.Amount, error) {
	if d.query("amount") == "" {
		return money.Amount{}, nil
	}
	return d.Words.ParseAmount(d.query("amount"), d.Open.Currency)
}

func (d *disputeData) state() string {
	return joined(d.CustomerName, d.Words.Money(d.Contested()), reasonName(d.Words, d.Reason))
}

func (d *disputeData) facts() []ui.Fact {
	w := d.Words
	facts := []ui.Fact{
		{Label: w.T("web.column.state"), Value: disputeTag(w, &d.Dispute, d.Today)},
		{Label: w.Cap("word.customer"), Value: ui.Link(d.CustomerName, d.toCustomer(d.Customer))},
		{Label: w.Cap("word.invoice"), Value: ui.Link(d.Number, d.toInvoice(d.Invoice))},
		{Label: w.T("dispute.contested"), Value: ui.Money(w, d.Contested())},
		{Label: w.T("bank.left_open"), Value: ui.Money(w, d.Open)},
		{Label: w.T("portal.told.reason"), Value: ui.Stacked(ui.Words(reasonName(w, d.Reason)), ui.Words(w.T("dispute.codes", "Peppol", d.Reason.Codes().Peppol, "French", d.Reason.Codes().French)))},
		{Label: w.T("dispute.opened_on"), Value: ui.Stacked(ui.Day(w, d.OpenedOn), ui.Words(memberName(d.People, placer(w, d.OpenedBy))))},
		{Label: w.T("reply.owner"), Value: ui.Words(d.disputeOwner(d.People, &d.Dispute))},
	}
	if d.Waits() {
		facts = append(facts, ui.Fact{Label: w.T("dispute.answer_by"), Value: ui.Day(w, d.AnswerBy)})
	}
	if d.TooLate() {
		facts = append(facts, ui.Fact{Label: w.T("dispute.protest"), Value: ui.Tag(ui.ToneWarn, ui.IconAlert, w.T("dispute.too_late", "Day", d.ProtestBy))})
	} else if d.ProtestBy != date.None {
		facts = append(facts, ui.Fact{Label: w.T("dispute.protest"), Value: ui.Words(w.T("dispute.in_time", "Day", d.ProtestBy))})
	}
	return append(facts, d.outcome()...)
}

// outcome is what was answered, and how it ended.
func (d *disputeData) outcome() (facts []ui.Fact) {
	w := d.Words
	if d.DecidedOn != date.None {
		facts = append(facts, ui.Fact{Label: w.T("dispute.decided_on"), Value: ui.Stacked(ui.Day(w, d.DecidedOn), ui.Words(memberName(d.People, placer(w, d.DecidedBy))))})
	}
	if !d.Agreed.IsZero() {
		facts = append(facts, ui.Fact{Label: w.T("dispute.agreed"), Value: ui.Money(w, d.Agreed)})
	}
	if d.PayByAnswer() != date.None {
		facts = append(facts, ui.Fact{Label: w.T("dispute.pay_by"), Value: ui.Day(w, d.PayByAnswer())})
	}
	if !d.Lasts() {
		facts = append(facts, ui.Fact{Label: w.T("dispute.closed_on"), Value: ui.Day(w, d.ClosedOn)})
	}
	return facts
}

// PayByAnswer is the day that the answer that was given gave to pay.
func (d *disputeData) PayByAnswer() date.Date { return d.Dispute.PayBy }

// payByTyped is what stands in the field of the day.
func (d *disputeData) payByTyped() string {
	if typed := d.query("pay_by"); typed != "" {
		return typed
	}
	return d.PayBy.String()
}

// disputeDone does something about the dispute that the address names, and says so.
func (v *visit) disputeDone(said string, do func(ctx context.Context, i id.ID) error) (answer, error) {
	i, err := v.id("dispute")
	if err != nil {
		return nil, err
	}
	if err := do(v.Request.Context(), i); err != nil {
		if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Unavailable {
			wrong := v.refusalOf(err)
			return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.disputePage(tx, wrong) })
		}
		return nil, err
	}
	return moved{To: v.toDispute(i), Toast: ui.Toast{Text: v.Words.T(said)}}, nil
}

func reviewDispute(v *visit) (answer, error) {
	return v.disputeDone("dispute.done_review", func(ctx context.Context, i id.ID) error {
		_, err := v.Desk.ReviewDispute(ctx, v.Company.ID, i, v.actor(), v.Today)
		return err
	})
}

func withdrawDispute(v *visit) (answer, error) {
	return v.disputeDone("dispute.done_withdrawn", func(ctx context.Context, i id.ID) error {
		_, err := v.Desk.WithdrawDispute(ctx, v.Company.ID, i, v.actor(), v.Today)
		return err
	})
}

func changeDispute(v *visit) (answer, error) {
	return v.disputeDone("dispute.done_changed", func(ctx context.Context, i id.ID) error {
		c := collect.Change{Reason: dispute.Reason(v.form("reason"))}
		var err error
		if c.AnswerBy, err = v.day("answer_by"); err != nil {
			return fault.At(0, "answer_by", "%q is not a day written as YYYY-MM-DD", v.form("answer_by"))
		}
		_, err = v.Desk.ChangeDispute(ctx, v.Company.ID, i, c, v.actor(), v.Today)
		return err
	})
}

func giveDispute(v *visit) (answer, error) {
	return v.disputeDone("dispute.done_given", func(ctx context.Context, i id.ID) error {
		return v.Desk.GiveDispute(ctx, v.Company.ID, i, v.form("owner"))
	})
}

// answerAsked reads the form of an answer.
func (v *visit) answerAsked(ctx context.Context, i id.ID) (a collect.Answer, err error) {
	a = collect.Answer{Grounds: v.form("grounds"), Tell: v.form("tell") != ""}
	if a.PayBy, err = v.day("pay_by"); err != nil {
		return a, fault.At(0, "pay_by", "%q is not a day written as YYYY-MM-DD", v.form("pay_by"))
	}
	if v.form("amount") == "" {
		return a, nil
	}
	err = v.Store.View(ctx, v.Company.ID, func(tx *store.Tx) error {
		d, found, err := tx.DisputeRow(i)
		if err == nil && !found {
			err = errNoPage
		}
		if err != nil {
			return err
		}
		if a.Agreed, err = v.Words.ParseAmount(v.form("amount"), d.Open.Currency); err != nil {
			err = fault.At(0, "amount", "%q is not an amount", v.form("amount"))
		}
		return err
	})
	return a, err
}

func acceptDispute(v *visit) (answer, error) {
	return v.disputeDone("dispute.done_accepted", func(ctx context.Context, i id.ID) error {
		a, err := v.answerAsked(ctx, i)
		if err == nil {
			_, err = v.Desk.AcceptDispute(ctx, v.Company.ID, i, a, v.actor(), v.Today)
		}
		return err
	})
}

func rejectDispute(v *visit) (answer, error) {
	return v.disputeDone("dispute.done_rejected", func(ctx context.Context, i id.ID) error {
		a, err := v.answerAsked(ctx, i)
		if err == nil {
			_, err = v.Desk.RejectDispute(ctx, v.Company.ID, i, a, v.actor(), v.Today)
		}
		return err
	})
}

// answerVerb is the last part of the address to which an answer is sent.
func answerVerb(with dispute.State) string {
	if with == dispute.Accepted {
		return "accept"
	}
	return "reject"
}

// chosenKind is how the button of a choice looks.
func chosenKind(chosen bool) ui.ButtonKind {
	if chosen {
		return ui.ButtonPrimary
	}
	return ""
}

// disputeOfInvoice leads to the dispute that lasts about an invoice.
func disputeOfInvoice(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.id("invoice")
	if err != nil {
		return nil, err
	}
	lasting, err := tx.DisputesAbout([]id.ID{i})
	if err != nil || len(lasting) == 0 {
		return moved{To: v.toInvoice(i)}, err
	}
	return moved{To: v.toDispute(lasting[0].ID)}, nil
}

// contesting writes down what a customer contests of an invoice.
type contesting struct {
	*visit
	Invoice  invoice.Invoice
	Customer customer.Customer
	refusal
}

func contestPage(v *visit, tx *store.Tx) (answer, error) { return v.contestPage(tx, refusal{}) }

func (v *visit) contestPage(tx *store.Tx, wrong refusal) (answer, error) {
	f := &contesting{visit: v, refusal: wrong}
	i, err := v.id("invoice")
	if err != nil { // sent by a form
		i, err = id.Parse(v.form("invoice"))
	}
	if err != nil {
		return nil, err
	}
	var found bool
	if f.Invoice, found, err = tx.Invoice(i); err == nil && !found {
		err = errNoPage
	}
	if err != nil {
		return nil, err
	}
	if f.Customer, err = theCustomer(tx, f.Invoice.Customer); err != nil {
		return nil, err
	}
	lasting, err := tx.DisputesAbout([]id.ID{i})
	if err == nil && len(lasting) > 0 && wrong.Problem == "" && v.query("again") == "" {
		return moved{To: v.toDispute(lasting[0].ID)}, nil
	}
	return page{Title: v.Words.T("dispute.new"), Place: invoices, Status: formStatus(f.Problem), Body: contestBody(f)}, err
}

// lines are the places of the lines that were ticked.
func (f *contesting) lines() []string { return f.Request.PostForm["line"] }

// disputedLines are the lines of an invoice that are contested.
func disputedLines(w *locale.Words, lines []dispute.Line) ui.TableSpec {
	spec := ui.TableSpec{Caption: w.T("dispute.lines"), Columns: []ui.Column{{Label: w.T("web.invoice.line"), Name: true}, {Label: w.T("dispute.line_gross"), Kind: ui.ColumnAmount}}}
	for _, l := range lines {
		spec.Rows = append(spec.Rows, ui.Row{Cells: []templ.Component{ui.Words(l.Text), ui.Money(w, l.Amount)}})
	}
	return spec
}

// reasonOptions are the reasons among which people choose.
func (v *visit) reasonOptions() (all []ui.Option) {
	for _, r := range dispute.Reasons() {
		all = append(all, ui.Option{Value: string(r), Label: reasonName(v.Words, r)})
	}
	return all
}

func contestInvoice(v *visit) (answer, error) {
	i, err := id.Parse(v.form("invoice"))
	if err != nil {
		return nil, err
	}
	var about invoice.Invoice
	err = v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) (err error) {
		var found bool
		if about, found, err = tx.Invoice(i); err == nil && !found {
			err = errNoPage
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	what := collect.Contested{Invoice: i, Reason: dispute.Reason(v.form("reason")), Text: v.form("text"), By: v.actor()}
	for _, typed := range v.Request.PostForm["line"] {
		place, err := strconv.Atoi(typed)
		if err != nil {
			return nil, fault.New(fault.Invalid, "the form is not whole; open the page again")
		}
		what.Lines = append(what.Lines, place)
	}
	if words := v.form("amount"); words != "" {
		if what.Amount, err = v.Words.ParseAmount(words, about.Owed.Currency); err != nil {
			err = fault.At(0, "amount", "%q is not an amount", words)
		}
	}
	var opened dispute.Dispute
	if err == nil {
		opened, err = v.Desk.Contest(v.Request.Context(), customer.Ref{Company: v.Company.ID, Customer: about.Customer}, what, v.Today)
	}
	if fault.KindOf(err) == fault.Invalid {
		wrong := v.refusalOf(err)
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.contestPage(tx, wrong) })
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.backTo(v.toDispute(opened.ID)), Toast: ui.Toast{Text: v.Words.T("dispute.done_opened"), Undo: v.toDispute(opened.ID, "withdraw")}}, nil
}

// askOpinion asks a colleague about a dispute by a link in a mail.
func askOpinion(v *visit) (answer, error) {
	return v.disputeDone("dispute.done_asked", func(ctx context.Context, i id.ID) error {
		return v.Desk.AskOpinion(ctx, v.Company.ID, i, v.form("address"), v.form("question"), v.actor(), v.Words, v.Today)
	})
}

// saidOn is when a colleague was asked, or answered.
func (d *disputeData) saidOn(o *dispute.Opinion) string {
	w := d.Words
	if o.View == "" {
		return w.T("dispute.opinion_waits", "Who", o.Address, "Day", o.AskedOn)
	}
	return w.T("dispute.opinion_says", "Who", o.Address, "View", w.T("dispute.view_"+string(o.View)))
}
