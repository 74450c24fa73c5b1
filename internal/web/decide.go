package web

import (
	"net/url"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/date"
	"acquit/internal/fault"
	"acquit/internal/money"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/web/ui"
)

func (s *site) decideRoutes() {
	s.getWork("/customers/{customer}/decide", askDecision)
	s.post("/customers/{customer}/decide", decide)
}

// decideData is the question what comes next for a customer for whom every step was taken.
type decideData struct {
	*visit
	Customer customer.Customer
	Currency money.Currency
	Ended    money.Amount // what has taken its last step
	Choice   collect.Choice
	refusal
}

// usualAgain is after how many days the question comes back where nobody says otherwise.
const usualAgain = 14

func askDecision(v *visit, tx *store.Tx) (answer, error) { return v.askDecision(tx, refusal{}) }

func (v *visit) askDecision(tx *store.Tx, wrong refusal) (answer, error) {
	d := decideData{visit: v, Choice: collect.Choice(v.query("choice")), refusal: wrong}
	i, err := v.id("customer")
	if err != nil {
		return nil, err
	}
	if d.Customer, err = theCustomer(tx, i); err != nil {
		return nil, err
	}
	decisions, err := v.Desk.Explain(tx, i, v.Today)
	if err != nil {
		return nil, err
	}
	for n := range decisions {
		one := &decisions[n]
		if ended := one.Assessment.Ended(); !ended.IsZero() && (v.query("currency") == "" || v.query("currency") == one.Currency.String()) {
			d.Currency, d.Ended = one.Currency, ended
			break
		}
	}
	if d.Ended.IsZero() {
		return moved{To: v.toCustomer(i), Toast: ui.Toast{Text: v.Words.T("decide.not_at_end")}}, nil
	}
	if d.Choice == "" {
		d.Choice = collect.CallThem
	}
	return page{Title: v.Words.T("decide.title"), Place: customers, Status: formStatus(d.Problem), Body: decideBody(&d)}, nil
}

// state says how much has taken its last step.
func (d *decideData) state() string {
	return d.Words.T("decide.state", "Customer", d.Customer.Name, "Amount", d.Ended)
}

func (d *decideData) choices() []ui.Option {
	var all []ui.Option
	for _, c := range collect.Choices() {
		all = append(all, ui.Option{Value: string(c), Label: d.Words.T("decide.choice_" + string(c)), Hint: d.Words.T("decide.text_" + string(c))})
	}
	return all
}

// again is the day that stands in the form.
func (d *decideData) again() string {
	if typed := d.query("again"); typed != "" {
		return typed
	}
	return d.Today.AddDays(usualAgain).String()
}

func decide(v *visit) (answer, error) {
	ref, err := v.ref()
	if err != nil {
		return nil, err
	}
	currency, err := money.ParseCurrency(v.form("currency"))
	if err != nil {
		return nil, err
	}
	to := collect.Chosen{Choice: collect.Choice(v.form("choice")), Words: v.form("words")}
	if to.Again, err = date.Parse(v.form("again")); err == nil {
		err = v.Desk.DecideNext(v.Request.Context(), ref, currency, to, v.actor(), v.Today)
	}
	if fault.KindOf(err) == fault.Invalid {
		wrong := v.refusalOf(err)
		return v.show(func(_ *visit, tx *store.Tx) (answer, error) { return v.askDecision(tx, wrong) })
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.toCustomer(ref.Customer), Toast: ui.Toast{Text: v.Words.T("decide.done", "Day", to.Again)}}, nil
}

// toDecide is where a task at the end of a ladder is done.
func (v *visit) toDecide(t *task.Task) string {
	data := taskData(t)
	return v.to("customers", t.Customer.String(), "decide") + "?" + url.Values{"currency": {data.Amount.Currency.String()}}.Encode()
}
