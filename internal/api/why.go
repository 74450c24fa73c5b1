package api

import (
	"net/http"
	"reflect"

	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/user"
)

// WhyAnswer is what stood about a customer on a day.
type WhyAnswer struct {
	On        date.Date   `json:"on" doc:"The day."`
	Decisions []WhyOfCase `json:"decisions" doc:"What stood, by currency; none before the first night that looked."`
}

// WhyOfCase is a decision in one currency.
type WhyOfCase struct {
	Currency  string          `json:"currency" doc:"Currency, ISO 4217."`
	DecidedOn date.Date       `json:"decided_on" doc:"The day on which it was decided."`
	AsOf      date.Date       `json:"as_of" doc:"The day as of which the reasons speak: the one asked for or, where nobody looked on it, the one on which it was decided."`
	Same      bool            `json:"same" doc:"Deciding again gives what was decided then. Where not, the calendar or the program has changed since."`
	Verdict   dunning.Verdict `json:"verdict" enum:"act,wait,hold,finished,close" doc:"What was to be done."`
	Step      string          `json:"step,omitempty" doc:"The step that a message was to take."`
	Reasons   []WhyReason     `json:"reasons" doc:"Why, about the customer as a whole."`
	Items     []WhyItem       `json:"items" doc:"Why, about each open item, by due day."`
}

// WhyReason is a reason and its sentence.
type WhyReason struct {
	Code     dunning.Code `json:"code" doc:"The kind of reason."`
	Sentence string       `json:"sentence" doc:"The reason in words."`
}

// WhyItem is what stood about one open item.
type WhyItem struct {
	Invoice string          `json:"invoice" doc:"Number of the invoice."`
	Part    int             `json:"instalment,omitempty" doc:"Which instalment; left out for an invoice that is payable at once."`
	Plan    int             `json:"plan,omitempty" doc:"Which of the customer's payment plans the instalment is of; left out for an instalment of the invoice itself."`
	DueOn   date.Date       `json:"due_date" doc:"Due day."`
	Open    string          `json:"open_amount" format:"amount" doc:"What was open."`
	Verdict dunning.Verdict `json:"verdict" enum:"act,wait,hold,finished,close" doc:"What was to be done about it."`
	Reason  WhyReason       `json:"reason" doc:"Why."`
	Ladder  []WhyStep       `json:"ladder" doc:"Each step of the scenario as the item saw it."`
}

// WhyStep is a step of the scenario as an item saw it.
type WhyStep struct {
	Step   string            `json:"step" doc:"Key of the step."`
	Name   string            `json:"step_name" doc:"What the step is called: by the company, or else in English."`
	State  dunning.RungState `json:"state" enum:"taken,leaves,stopped,ahead,lapsed,left_out" doc:"Where the item stood with it."`
	On     date.Date         `json:"on,omitempty" doc:"When it left, or falls due."`
	Reason *WhyReason        `json:"reason,omitempty" doc:"The first reason why it was not taken; left out for what was."`
}

func whyOperations() []operation {
	return []operation{{Method: http.MethodGet, Path: root + "/customers/{key}/why", Name: "get_why", Summary: "Why something was sent to a customer, or nothing", Group: "Customers", Scope: user.ReadScope,
		Text: "What stood on a day, decided again from the facts that were kept, with the first reason why each step of each item was not taken.",
		Parameters: []parameter{
			{"key", "path", "What the sending program calls the customer, or else the number, or what the customer is called here.", &schema{Type: "string"}},
			{"on", "query", "The day; today when left out.", &schema{Type: "string", Format: "date"}},
		},
		Answer: reflect.TypeFor[WhyAnswer](), Statuses: []int{http.StatusOK, http.StatusNotFound, http.StatusUnprocessableEntity}, do: (*visit).why}}
}

func (v *visit) why() (int, any, error) {
	answer := WhyAnswer{On: v.Today, Decisions: []WhyOfCase{}}
	if text := v.Request.URL.Query().Get("on"); text != "" {
		var err error
		if answer.On, err = date.Parse(text); err != nil || answer.On > v.Today {
			return 0, nil, v.wrongParameter("on", "it is not a day such as 2026-03-31, today or before")
		}
	}
	words := v.Words.In(locale.For(locale.English, v.Company.Country))
	err := v.view(func(tx *store.Tx) error {
		found, err := findCustomer(tx, v.Request.PathValue("key"))
		if err != nil {
			return err
		}
		stood, err := v.collects().Recall(tx, found.ID, answer.On, v.Today)
		for n := range stood {
			answer.Decisions = append(answer.Decisions, whyOf(&stood[n], words))
		}
		return err
	})
	return http.StatusOK, answer, err
}

func whyOf(r *collect.Recalled, w *locale.Words) WhyOfCase {
	a, w := &r.Decision.Assessment, explain.Named(w, r.Decision.Scenario)
	why := WhyOfCase{Currency: r.Kept.Currency.String(), DecidedOn: r.Kept.On, AsOf: r.On, Same: r.Same, Verdict: r.Kept.Verdict, Step: r.Kept.Step,
		Reasons: []WhyReason{}, Items: []WhyItem{}}
	for _, reason := range a.Reasons {
		why.Reasons = append(why.Reasons, whyReason(reason, w))
	}
	for n, rungs := range r.Decision.Rungs(r.On) {
		d := &a.Items[n]
		item := WhyItem{Invoice: d.Item.Number, Part: instalmentOf(d.Item.Part), Plan: planOf(d.Item.Part), DueOn: d.Item.DueOn, Open: d.Item.Open.String(), Verdict: d.Verdict, Reason: whyReason(d.Reason, w), Ladder: []WhyStep{}}
		for _, rung := range rungs {
			step := WhyStep{Step: rung.Step, Name: explain.Step(w, rung.Step), State: rung.State, On: rung.On}
			if rung.Reason.Code != "" {
				reason := whyReason(rung.Reason, w)
				step.Reason = &reason
			}
			item.Ladder = append(item.Ladder, step)
		}
		why.Items = append(why.Items, item)
	}
	return why
}

func whyReason(r dunning.Reason, w *locale.Words) WhyReason {
	return WhyReason{r.Code, explain.Sentence(w, r)}
}
