package api

import (
	"context"
	"net/http"
	"reflect"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/plan"
	"acquit/internal/store"
	"acquit/internal/user"
)

// PlanAnswer is what was agreed, or is wished, about paying in instalments, as it stands.
type PlanAnswer struct {
	ID       string           `json:"id" doc:"What it is called here."`
	Customer CustomerName     `json:"customer" doc:"Who pays in instalments."`
	Number   int              `json:"plan" doc:"Which of the customer's plans it is, as messages and decisions name it."`
	State    plan.State       `json:"state" enum:"asked,running,kept,broken,refused,ended" doc:"It waits for a person, runs, was paid, an instalment did not come in time, is not wanted, or somebody ended it."`
	Currency string           `json:"currency" doc:"ISO 4217."`
	Total    string           `json:"total_amount" format:"amount" doc:"What the instalments come to."`
	Left     string           `json:"left_amount" format:"amount" doc:"What is left to pay of them."`
	Late     string           `json:"late_amount,omitempty" format:"amount" doc:"What was claimed for late payment when it was made."`
	WithLate bool             `json:"with_late,omitempty" doc:"Whether that is part of the instalments; else it is let go once the plan is kept."`
	Parts    []PlanInstalment `json:"instalments" doc:"The instalments, in the order of their days."`
	Invoices []PlannedInvoice `json:"invoices" doc:"What is paid in instalments."`
	Text     string           `json:"text,omitempty" format:"lines" doc:"What the customer says, or a note."`
	Grounds  string           `json:"grounds,omitempty" format:"lines" doc:"Why it was refused or ended."`
	AskedOn  date.Date        `json:"asked_date" doc:"When it was asked for or made."`
	AskedBy  string           `json:"asked_by" doc:"Who asked for it or made it; customer for its own page."`
	AgreedOn date.Date        `json:"agreed_date,omitempty" doc:"Since when it runs."`
	MissedOn date.Date        `json:"missed_date,omitempty" doc:"Of a broken one: the day of the first instalment that did not come."`
	ClosedOn date.Date        `json:"closed_date,omitempty" doc:"When it ended; left out while it lasts."`
}

// PlanInstalment is one instalment of a plan.
type PlanInstalment struct {
	Number int       `json:"instalment" doc:"From 1."`
	DueOn  date.Date `json:"due_date" doc:"By when it is to be paid."`
	Amount string    `json:"amount" format:"amount" doc:"What it comes to."`
	Left   string    `json:"left_amount" format:"amount" doc:"What is left of it: what comes in pays the first ones first."`
}

// PlannedInvoice is an invoice that is paid in instalments.
type PlannedInvoice struct {
	Invoice string `json:"invoice" doc:"Its number."`
	ID      string `json:"invoice_id" doc:"What it is called here."`
	Amount  string `json:"amount" format:"amount" doc:"What is paid of it by the plan."`
}

// PlanList is one page of a list.
type PlanList struct {
	Plans []PlanAnswer `json:"plans" doc:"The plans of this page, the newest first."`
	Next  string       `json:"next_cursor,omitempty" doc:"Send it as cursor for the next page; the last page has none."`
}

// PlanRecord is a plan to agree on.
type PlanRecord struct {
	Parts    int        `json:"instalments" doc:"How many instalments, 2 to 60. Their amounts differ by a cent at most."`
	First    date.Date  `json:"first_date" doc:"The day of the first one. A day on which banks do not work is moved to the next."`
	Every    plan.Every `json:"every,omitempty" enum:"month,fortnight,week" doc:"How far they lie apart; a month when left out."`
	Invoices []string   `json:"invoices,omitempty" doc:"The numbers of the open invoices that are paid so; all that is due when left out."`
	Currency string     `json:"currency,omitempty" doc:"Only what is due in this currency, ISO 4217. A plan is in one."`
	Late     *bool      `json:"with_late,omitempty" doc:"Whether what was claimed for late payment is paid as well; left out, consumers pay none of it and others do."`
	Text     string     `json:"text,omitempty" max:"5000" format:"lines" doc:"A note."`
	Tell     bool       `json:"tell,omitempty" doc:"Tell the customer by mail what was agreed, which leaves at once."`
}

// GroundsRecord says why.
type GroundsRecord struct {
	Grounds string `json:"grounds,omitempty" max:"5000" format:"lines" doc:"Why, in the customer's language. Whoever is refused is told by mail where there are grounds; to end a plan they are needed."`
}

var planViews = map[string]store.PlanView{"": store.PlansRunning, "running": store.PlansRunning, "asked": store.PlansAsked, "broken": store.PlansBroken, "closed": store.PlansClosed}

func planOperations() []operation {
	key := parameter{"key", "path", "What the plan is called here.", &schema{Type: "string"}}
	who := parameter{"key", "path", "The customer: what the sending program calls it, or else its number, or what it is called here.", &schema{Type: "string"}}
	answer := reflect.TypeFor[PlanAnswer]()
	return []operation{
		{Method: http.MethodGet, Path: root + "/plans", Name: "list_plans", Summary: "List payment plans", Group: "Payment plans", Scope: user.ReadScope,
			Text: "The newest first.",
			Parameters: append([]parameter{
				{"state", "query", "Which are listed: those that run when left out, those that wait for a person, those that were broken, or all that are over.",
					&schema{Type: "string", Enum: []string{"running", "asked", "broken", "closed"}}},
				{"customer", "query", "Only those of this customer: what the sending program calls it, or else its number, or what it is called here.", &schema{Type: "string"}},
			}, paging()...), Answer: reflect.TypeFor[PlanList](), Statuses: []int{http.StatusOK, http.StatusNotFound, http.StatusUnprocessableEntity}, do: (*visit).plans},
		{Method: http.MethodGet, Path: root + "/plans/{key}", Name: "get_plan", Summary: "One payment plan", Group: "Payment plans", Scope: user.ReadScope,
			Parameters: []parameter{key}, Answer: answer, Statuses: []int{http.StatusOK, http.StatusNotFound}, do: (*visit).plan},
		changing("/customers/{key}/plans", "make_plan", "Payment plans", "Agree on a payment plan",
			"It runs at once, whatever the limits within which customers agree by themselves: its instalments are followed up in place of its invoices. An invoice that is in another plan is a conflict.",
			`{"instalments": 3, "first_date": "2026-04-15", "invoices": ["2026-0117"], "tell": true}`, who, answer, (*visit).makePlan),
		{Method: http.MethodPost, Path: root + "/plans/{key}/agree", Name: "agree_plan", Summary: "Agree to a plan that a customer asked for", Group: "Payment plans", Scope: user.WriteScope,
			Text: "The customer is told by mail. One about which somebody decided already is a conflict. There is no body.", Parameters: []parameter{key}, Answer: answer,
			Statuses: []int{http.StatusOK, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity}, do: (*visit).agreePlan},
		changing("/plans/{key}/refuse", "refuse_plan", "Payment plans", "Refuse a plan that a customer asked for",
			"One about which somebody decided already is a conflict.", `{"grounds": "Nous ne pouvons pas attendre aussi longtemps."}`, key, answer, (*visit).refusePlan),
		changing("/plans/{key}/end", "end_plan", "Payment plans", "End a payment plan",
			"Its invoices are followed up by their own days again. One that is over is a conflict.", `{"grounds": "Paid at once, as agreed by telephone."}`, key, answer, (*visit).endPlan),
	}
}

func (v *visit) plans() (int, any, error) {
	at, limit, err := v.pageOf()
	if err != nil {
		return 0, nil, err
	}
	query := v.Request.URL.Query()
	view, known := planViews[query.Get("state")]
	if !known {
		return 0, nil, v.wrongParameter("state", "it is running, asked, broken or closed")
	}
	list := PlanList{Plans: []PlanAnswer{}}
	err = v.view(func(tx *store.Tx) error {
		f := store.PlanFilter{View: view}
		if key := query.Get("customer"); key != "" {
			who, err := findCustomer(tx, key)
			if err != nil {
				return err
			}
			f.Customer = who.ID
		}
		page, err := tx.ListPlans(f, at, limit)
		if err != nil {
			return err
		}
		list.Plans, err = planAnswers(tx, page.Rows)
		list.Next = nextOf(page.Next)
		return err
	})
	return http.StatusOK, list, err
}

func planAnswers(tx *store.Tx, rows []store.PlanRow) ([]PlanAnswer, error) {
	var whose, about []id.ID
	for n := range rows {
		whose = append(whose, rows[n].Customer)
		for _, s := range rows[n].Shares {
			about = append(about, s.Invoice)
		}
	}
	names, err := customerNames(tx, whose)
	if err != nil {
		return nil, err
	}
	invoices, err := tx.InvoicesByID(about)
	numbers := map[id.ID]string{}
	for n := range invoices {
		numbers[invoices[n].ID] = invoices[n].Number
	}
	all := make([]PlanAnswer, len(rows))
	for n := range rows {
		all[n] = planAnswer(&rows[n], names, numbers)
	}
	return all, err
}

func planAnswer(r *store.PlanRow, names map[id.ID]CustomerName, numbers map[id.ID]string) PlanAnswer {
	a := PlanAnswer{ID: r.ID.String(), Customer: names[r.Customer], Number: r.Number, State: r.State, Currency: r.Total.Currency.String(), Total: r.Total.String(),
		Left: r.Open.Min(r.Total).String(), WithLate: r.WithBeside, Parts: []PlanInstalment{}, Invoices: []PlannedInvoice{}, Text: r.Text, Grounds: r.Grounds,
		AskedOn: r.AskedOn, AskedBy: r.AskedBy, AgreedOn: r.AgreedOn, MissedOn: r.MissedOn, ClosedOn: r.ClosedOn}
	if !r.Beside.IsZero() {
		a.Late = r.Beside.String()
	}
	left := plan.LeftByNumber(r.Parts, r.Total, r.Open)
	for _, p := range r.Parts {
		a.Parts = append(a.Parts, PlanInstalment{p.Number, p.DueOn, p.Amount.String(), left[p.Number].String()})
	}
	for _, s := range r.Shares {
		a.Invoices = append(a.Invoices, PlannedInvoice{numbers[s.Invoice], s.Invoice.String(), s.Amount.String()})
	}
	return a
}

// planNow is the plan that is called i, as it stands.
func (v *visit) planNow(i id.ID) (answer PlanAnswer, err error) {
	return answer, v.view(func(tx *store.Tx) error {
		r, found, err := tx.PlanRow(i)
		if err == nil && !found {
			err = errNoSuch
		}
		if err != nil {
			return err
		}
		all, err := planAnswers(tx, []store.PlanRow{r})
		if err == nil {
			answer = all[0]
		}
		return err
	})
}

func (v *visit) plan() (int, any, error) {
	i, err := v.called()
	if err != nil {
		return 0, nil, err
	}
	answer, err := v.planNow(i)
	return http.StatusOK, answer, err
}

// wishFields are the fields of a PlanRecord that are called otherwise within.
var wishFields = map[string]string{"parts": "instalments", "first": "first_date"}

func (v *visit) makePlan(asked *PlanRecord) (any, error) {
	w := collect.Wish{Numbers: asked.Invoices, Parts: asked.Parts, Every: asked.Every, First: asked.First, Beside: asked.Late, Text: asked.Text, By: v.actor(), Tell: asked.Tell}
	var err error
	if asked.Currency != "" {
		if w.Currency, err = money.ParseCurrency(asked.Currency); err != nil {
			return nil, placed(fault.At(0, "currency", "%q is no currency", asked.Currency), nil)
		}
	}
	var who customer.Customer
	err = v.view(func(tx *store.Tx) (err error) {
		who, err = findCustomer(tx, v.Request.PathValue("key"))
		return err
	})
	if err != nil {
		return nil, err
	}
	made, err := v.collects().MakePlan(v.Request.Context(), customer.Ref{Company: v.Company.ID, Customer: who.ID}, w, v.Today)
	if err != nil {
		return nil, placed(err, wishFields)
	}
	return v.planNow(made.ID)
}

// onPlan does something about the plan that the address names.
func (v *visit) onPlan(do func(ctx context.Context, i id.ID) error) (any, error) {
	i, err := v.called()
	if err != nil {
		return nil, err
	}
	if err := do(v.Request.Context(), i); err != nil {
		return nil, placed(err, nil)
	}
	return v.planNow(i)
}

func (v *visit) agreePlan() (int, any, error) {
	answer, err := v.onPlan(func(ctx context.Context, i id.ID) error {
		_, err := v.collects().AgreePlan(ctx, v.Company.ID, i, v.actor(), v.Today)
		return err
	})
	return http.StatusOK, answer, err
}

func (v *visit) refusePlan(asked *GroundsRecord) (any, error) {
	return v.onPlan(func(ctx context.Context, i id.ID) error {
		_, err := v.collects().RefusePlan(ctx, v.Company.ID, i, asked.Grounds, v.actor(), v.Today)
		return err
	})
}

func (v *visit) endPlan(asked *GroundsRecord) (any, error) {
	return v.onPlan(func(ctx context.Context, i id.ID) error {
		_, err := v.collects().EndPlan(ctx, v.Company.ID, i, asked.Grounds, v.actor(), v.Today)
		return err
	})
}
