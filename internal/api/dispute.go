package api

import (
	"context"
	"net/http"
	"reflect"

	"github.com/govalues/decimal"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/dispute"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/user"
)

// DisputeAnswer is what a customer contests, as it stands.
type DisputeAnswer struct {
	ID        string         `json:"id" doc:"What it is called here."`
	Customer  CustomerName   `json:"customer" doc:"Who contests it."`
	Invoice   string         `json:"invoice" doc:"The number of the invoice."`
	InvoiceID string         `json:"invoice_id" doc:"What the invoice is called here."`
	Reason    dispute.Reason `json:"reason" enum:"price,quantity,quality,undelivered,order,double,paid,addressee,vat,other" doc:"What is wrong with it."`
	Peppol    string         `json:"peppol_code" doc:"The reason in the code list OPStatusReason of Peppol."`
	French    string         `json:"french_code" doc:"The reason among those of the state 207 of the French life cycle."`
	Text      string         `json:"text,omitempty" format:"lines" doc:"What the customer says."`
	Contested string         `json:"contested_amount" format:"amount" doc:"How much is contested: it is not asked for meanwhile."`
	Currency  string         `json:"currency" doc:"ISO 4217."`
	Lines     []DisputedLine `json:"lines,omitempty" doc:"The lines of the invoice that are contested, as they stood."`
	State     dispute.State  `json:"state" enum:"open,review,accepted,rejected,withdrawn,settled" doc:"Nobody has begun, somebody looks into it, the customer is right, is not, contests no more, or it was paid or credited before anybody answered."`
	Owner     string         `json:"owner,omitempty" doc:"Who looks into it."`
	OpenedOn  date.Date      `json:"opened_date" doc:"Since when."`
	OpenedBy  string         `json:"opened_by" doc:"Who wrote it down; customer for its own page."`
	AnswerBy  date.Date      `json:"answer_by_date" doc:"By when the company wants to answer."`
	ProtestBy date.Date      `json:"protest_by_date,omitempty" doc:"The last day on which the terms of sale let the customer protest."`
	Agreed    string         `json:"agreed_amount,omitempty" format:"amount" doc:"Of an accepted one: how much is to be credited."`
	Grounds   string         `json:"grounds,omitempty" format:"lines" doc:"What the customer was answered."`
	DecidedOn date.Date      `json:"decided_date,omitempty" doc:"When it was accepted or rejected."`
	PayBy     date.Date      `json:"pay_by_date,omitempty" doc:"The last day of the time that the answer gave; nothing is asked before it is over."`
	ClosedOn  date.Date      `json:"closed_date,omitempty" doc:"When it ended; left out while it lasts. An accepted one lasts until its credit note comes."`
}

// DisputedLine is a line of an invoice that is contested.
type DisputedLine struct {
	Place  int    `json:"place" doc:"Where it stands in the invoice: 1 is the first."`
	Text   string `json:"text" doc:"What it is for."`
	Amount string `json:"amount" format:"amount" doc:"What it comes to with its VAT."`
}

// DisputeList is one page of a list.
type DisputeList struct {
	Disputes []DisputeAnswer `json:"disputes" doc:"The disputes of this page."`
	Next     string          `json:"next_cursor,omitempty" doc:"Send it as cursor for the next page; the last page has none."`
}

// ContestRecord is what a customer contests.
type ContestRecord struct {
	Reason dispute.Reason   `json:"reason,omitempty" enum:"price,quantity,quality,undelivered,order,double,paid,addressee,vat,other" doc:"What is wrong; other when left out."`
	Text   string           `json:"text" max:"500" doc:"What the customer says."`
	Lines  []int            `json:"lines,omitempty" doc:"The lines of the invoice that are contested, by their place: 1 is the first."`
	Amount *decimal.Decimal `json:"amount,omitempty" doc:"How much is contested; left out for what the lines come to with their VAT, or for all that is open."`
}

// VerdictRecord is the company's answer.
type VerdictRecord struct {
	Amount  *decimal.Decimal `json:"amount,omitempty" doc:"Of an accepted one: how much is to be credited; left out for all that is contested."`
	Grounds string           `json:"grounds,omitempty" max:"50000" format:"lines" doc:"Why, in the customer's language. Needed to reject."`
	PayBy   date.Date        `json:"pay_by_date,omitempty" doc:"The last day to pay what is left; left out for the company's usual time."`
	Tell    bool             `json:"tell,omitempty" doc:"Tell the customer by mail, which leaves at once."`
}

// disputeViews are the states by which disputes are listed.
var disputeViews = map[string]store.DisputeView{"": store.DisputesToAnswer, "open": store.DisputesToAnswer, "credit": store.DisputesToCredit, "closed": store.DisputesClosed, "all": store.DisputesEvery}

func disputeOperations() []operation {
	key := parameter{"key", "path", "What the dispute is called here.", &schema{Type: "string"}}
	bill := parameter{"key", "path", "The invoice: what the sending program calls it, or else its number, or what it is called here.", &schema{Type: "string"}}
	answer := reflect.TypeFor[DisputeAnswer]()
	return []operation{
		{Method: http.MethodGet, Path: root + "/disputes", Name: "list_disputes", Summary: "List what customers contest", Group: "Disputes", Scope: user.ReadScope,
			Text: "Those that wait for an answer, the first to be answered first; others the newest first.",
			Parameters: append([]parameter{
				{"state", "query", "Which are listed: those to answer when left out, accepted ones that wait for a credit note, those that are over, or all.",
					&schema{Type: "string", Enum: []string{"open", "credit", "closed", "all"}}},
				{"customer", "query", "Only those of this customer: what the sending program calls it, or else its number, or what it is called here.", &schema{Type: "string"}},
			}, paging()...), Answer: reflect.TypeFor[DisputeList](), Statuses: []int{http.StatusOK, http.StatusNotFound, http.StatusUnprocessableEntity}, do: (*visit).disputes},
		{Method: http.MethodGet, Path: root + "/disputes/{key}", Name: "get_dispute", Summary: "One dispute", Group: "Disputes", Scope: user.ReadScope,
			Parameters: []parameter{key}, Answer: answer, Statuses: []int{http.StatusOK, http.StatusNotFound}, do: (*visit).dispute},
		changing("/invoices/{key}/contest", "contest_invoice", "Disputes", "Note that an invoice is contested",
			"What is contested is not asked for from then on; the rest is. Of an invoice that is contested already the same dispute goes on, by what is said last.",
			`{"reason": "quality", "text": "Three of the eight are broken.", "amount": "300.00"}`, bill, answer, (*visit).contest),
		changing("/disputes/{key}/accept", "accept_dispute", "Disputes", "Accept what is contested",
			"A person is asked for the credit note; the dispute ends when as much is credited. One that was answered already is a conflict.",
			`{"amount": "200.00", "grounds": "Two came broken.", "tell": true}`, key, answer, (*visit).acceptDispute),
		changing("/disputes/{key}/reject", "reject_dispute", "Disputes", "Reject what is contested",
			"All of the invoice is to be paid by a new day; the follow-up goes on after it. One that was answered already is a conflict.",
			`{"grounds": "The delivery note is signed.", "pay_by_date": "2026-03-31", "tell": true}`, key, answer, (*visit).rejectDispute),
		{Method: http.MethodPost, Path: root + "/disputes/{key}/withdraw", Name: "withdraw_dispute", Summary: "Say that it is contested no more", Group: "Disputes", Scope: user.WriteScope,
			Text: "One that is over is a conflict. There is no body.", Parameters: []parameter{key}, Answer: answer,
			Statuses: []int{http.StatusOK, http.StatusNotFound, http.StatusConflict}, do: (*visit).withdrawDispute},
	}
}

func (v *visit) disputes() (int, any, error) {
	at, limit, err := v.pageOf()
	if err != nil {
		return 0, nil, err
	}
	query := v.Request.URL.Query()
	view, known := disputeViews[query.Get("state")]
	if !known {
		return 0, nil, v.wrongParameter("state", "it is open, credit, closed or all")
	}
	list := DisputeList{Disputes: []DisputeAnswer{}}
	err = v.view(func(tx *store.Tx) error {
		f := store.DisputeFilter{View: view}
		if key := query.Get("customer"); key != "" {
			who, err := findCustomer(tx, key)
			if err != nil {
				return err
			}
			f.Customer = who.ID
		}
		page, err := tx.ListDisputes(f, at, limit)
		if err != nil {
			return err
		}
		list.Disputes, err = disputeAnswers(tx, page.Rows)
		list.Next = nextOf(page.Next)
		return err
	})
	return http.StatusOK, list, err
}

func disputeAnswers(tx *store.Tx, rows []store.DisputeRow) ([]DisputeAnswer, error) {
	whose := make([]id.ID, len(rows))
	for n := range rows {
		whose[n] = rows[n].Customer
	}
	names, err := customerNames(tx, whose)
	all := make([]DisputeAnswer, len(rows))
	for n := range rows {
		all[n] = disputeAnswer(&rows[n], names)
	}
	return all, err
}

func disputeAnswer(r *store.DisputeRow, names map[id.ID]CustomerName) DisputeAnswer {
	codes := r.Reason.Codes()
	a := DisputeAnswer{ID: r.ID.String(), Customer: names[r.Customer], Invoice: r.Number, InvoiceID: r.Invoice.String(), Reason: r.Reason, Peppol: codes.Peppol, French: codes.French,
		Text: r.Text, Contested: r.Contested().String(), Currency: r.Open.Currency.String(), State: r.State, Owner: r.Owner, OpenedOn: r.OpenedOn, OpenedBy: r.OpenedBy, AnswerBy: r.AnswerBy,
		ProtestBy: r.ProtestBy, Grounds: r.Grounds, DecidedOn: r.DecidedOn, PayBy: r.PayBy, ClosedOn: r.ClosedOn}
	for _, l := range r.Lines {
		a.Lines = append(a.Lines, DisputedLine{l.Place, l.Text, l.Amount.String()})
	}
	if !r.Agreed.IsZero() {
		a.Agreed = r.Agreed.String()
	}
	return a
}

// disputeNow is the dispute that is called i, as it stands.
func (v *visit) disputeNow(i id.ID) (answer DisputeAnswer, err error) {
	return answer, v.view(func(tx *store.Tx) error {
		r, found, err := tx.DisputeRow(i)
		if err == nil && !found {
			err = errNoSuch
		}
		if err != nil {
			return err
		}
		all, err := disputeAnswers(tx, []store.DisputeRow{r})
		answer = all[0]
		return err
	})
}

func (v *visit) dispute() (int, any, error) {
	i, err := v.called()
	if err != nil {
		return 0, nil, err
	}
	answer, err := v.disputeNow(i)
	return http.StatusOK, answer, err
}

func (v *visit) contest(asked *ContestRecord) (any, error) {
	var about invoice.Invoice
	err := v.view(func(tx *store.Tx) (err error) {
		about, err = findInvoice(tx, v.Request.PathValue("key"), invoice.Bill)
		return err
	})
	if err != nil {
		return nil, err
	}
	what := collect.Contested{Invoice: about.ID, Reason: asked.Reason, Text: asked.Text, Lines: asked.Lines, By: v.actor()}
	if what.Amount, err = exactly(asked.Amount, about.Owed.Currency); err != nil {
		return nil, placed(err, nil)
	}
	d, err := v.collects().Contest(v.Request.Context(), customer.Ref{Company: v.Company.ID, Customer: about.Customer}, what, v.Today)
	if err != nil {
		return nil, placed(err, contestFields)
	}
	return v.disputeNow(d.ID)
}

// contestFields are the fields of a ContestRecord that are called otherwise within.
var contestFields = map[string]string{"reason": "text"}

// exactly is an amount that a program sent; the zero Amount for none.
func exactly(sent *decimal.Decimal, c money.Currency) (money.Amount, error) {
	if sent == nil {
		return money.Amount{}, nil
	}
	amount, exact, err := money.Round(*sent, c)
	if err == nil && !exact {
		err = fault.At(0, "amount", "%s has more than %d decimals", sent, c.Digits())
	}
	return amount, err
}

// answerFields are the fields of a VerdictRecord that are called otherwise within.
var answerFields = map[string]string{"pay_by": "pay_by_date"}

type answering = func(ctx context.Context, company, i id.ID, a collect.Answer, by string, today date.Date) (dispute.Dispute, error)

// answerDispute answers the dispute that the address names.
func (v *visit) answerDispute(asked *VerdictRecord, with answering) (any, error) {
	i, err := v.called()
	if err != nil {
		return nil, err
	}
	now, err := v.disputeNow(i)
	if err != nil {
		return nil, err
	}
	c, err := money.ParseCurrency(now.Currency)
	if err != nil {
		return nil, err
	}
	a := collect.Answer{Grounds: asked.Grounds, PayBy: asked.PayBy, Tell: asked.Tell}
	if a.Agreed, err = exactly(asked.Amount, c); err != nil {
		return nil, placed(err, nil)
	}
	if _, err := with(v.Request.Context(), v.Company.ID, i, a, v.actor(), v.Today); err != nil {
		return nil, placed(err, answerFields)
	}
	return v.disputeNow(i)
}

func (v *visit) acceptDispute(asked *VerdictRecord) (any, error) {
	return v.answerDispute(asked, v.collects().AcceptDispute)
}

func (v *visit) rejectDispute(asked *VerdictRecord) (any, error) {
	return v.answerDispute(asked, v.collects().RejectDispute)
}

func (v *visit) withdrawDispute() (int, any, error) {
	i, err := v.called()
	if err != nil {
		return 0, nil, err
	}
	if _, err := v.collects().WithdrawDispute(v.Request.Context(), v.Company.ID, i, v.actor(), v.Today); err != nil {
		return 0, nil, err
	}
	answer, err := v.disputeNow(i)
	return http.StatusOK, answer, err
}
