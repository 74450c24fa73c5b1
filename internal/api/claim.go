package api

import (
	"net/http"
	"reflect"

	"acquit/internal/allocation"
	"acquit/internal/claim"
	"acquit/internal/date"
	"acquit/internal/explain"
	"acquit/internal/invoice"
	"acquit/internal/law"
	"acquit/internal/locale"
	"acquit/internal/report"
	"acquit/internal/store"
	"acquit/internal/user"
)

// ClaimAnswer is what an invoice comes to on a day, as "acquit claim" prints it: what may be
// asked on the day, and what was asked and stands.
type ClaimAnswer struct {
	Invoice      string       `json:"invoice" doc:"The number of the invoice."`
	Customer     CustomerName `json:"customer" doc:"Who owes."`
	On           date.Date    `json:"on" doc:"The day of the claim, which counts still."`
	Currency     string       `json:"currency" doc:"Currency, ISO 4217."`
	Country      string       `json:"country" doc:"Whose law holds, ISO 3166-1."`
	Segment      law.Segment  `json:"segment" enum:"B2B,B2C" doc:"Who owes in the eyes of the law."`
	Principal    string       `json:"principal" format:"amount" doc:"What is left of the invoice itself."`
	Interest     string       `json:"interest" format:"amount" doc:"Interest that may be asked, or was asked and stands."`
	Compensation string       `json:"compensation" format:"amount" doc:"The sum for being late, as interest."`
	Costs        string       `json:"costs" format:"amount" doc:"Costs of recovery, as interest."`
	Total        string       `json:"total" format:"amount" doc:"All four together."`
	Asked        ClaimBeside  `json:"asked" doc:"What was asked beside the principal, and is neither let go nor paid."`
	Fresh        ClaimBeside  `json:"not_asked_yet" doc:"What may be asked beside the principal, and was not yet."`
	Source       string       `json:"source" doc:"The law that the rule follows from."`
	Debts        []ClaimDebt  `json:"debts" doc:"The invoice, or each of its instalments."`
	Ledger       []ClaimLine  `json:"ledger" doc:"What was asked and let go, in the order in which it was."`
}

// ClaimBeside is a claim without its principal.
type ClaimBeside struct {
	Interest     string `json:"interest" format:"amount" doc:"Interest."`
	Compensation string `json:"compensation" format:"amount" doc:"The sum for being late."`
	Costs        string `json:"costs" format:"amount" doc:"Costs of recovery."`
}

// ClaimDebt is what the law makes of a debt, whether it may be asked yet or not.
type ClaimDebt struct {
	Instalment   int            `json:"instalment" doc:"Its number; 0 for an invoice that is payable at once."`
	DueOn        date.Date      `json:"due_date" doc:"Last day to pay."`
	Accrued      string         `json:"interest_accrued" format:"amount" doc:"All interest that ran up, settled or not, rounded once."`
	Compensation string         `json:"compensation_due" format:"amount" doc:"The sum for being late that came due, settled or not."`
	DayCount     law.DayCount   `json:"day_count" doc:"How the days of a year are counted."`
	InterestOn   date.Date      `json:"interest_claimable_on,omitempty" doc:"First day on which interest may be asked; left out where it never may, as things are."`
	SumOn        date.Date      `json:"compensation_claimable_on,omitempty" doc:"As that of interest, for the sum for being late."`
	CostsOn      date.Date      `json:"costs_claimable_on,omitempty" doc:"As that of interest, for costs."`
	Conditions   []string       `json:"conditions" doc:"What was decided, each with its source."`
	Periods      []ClaimPeriod  `json:"periods" doc:"Times in which nothing changed, each with its interest."`
	Settled      []ClaimSettled `json:"settled" doc:"What payments and credit notes settled."`
}

// ClaimPeriod is some days in which nothing changed.
type ClaimPeriod struct {
	From     date.Date `json:"from" doc:"First day."`
	To       date.Date `json:"to" doc:"Last day, which counts."`
	Days     int       `json:"days" doc:"How many."`
	Year     int       `json:"year_base" doc:"The days of a year."`
	Rate     string    `json:"rate_percent" format:"amount" doc:"Per cent a year."`
	Base     string    `json:"principal" format:"amount" doc:"What bears interest."`
	Interest string    `json:"interest" doc:"Not rounded: a decimal with six places beyond those of the currency."`
	Source   string    `json:"source" doc:"Where the rate stands."`
}

// ClaimSettled is what a payment or credit note settled of each part.
type ClaimSettled struct {
	On           date.Date `json:"date" doc:"Its day."`
	Amount       string    `json:"amount" format:"amount" doc:"Its amount."`
	Principal    string    `json:"principal" format:"amount" doc:"Of the invoice itself."`
	Interest     string    `json:"interest" format:"amount" doc:"Of interest."`
	Compensation string    `json:"compensation" format:"amount" doc:"Of the sum for being late."`
	Costs        string    `json:"costs" format:"amount" doc:"Of costs."`
}

// ClaimLine is something that was asked or let go.
type ClaimLine struct {
	On         date.Date         `json:"on" doc:"When."`
	Kind       store.ClaimedKind `json:"kind" enum:"claimed,waived" doc:"Whether it was asked or let go."`
	Part       allocation.Part   `json:"part" enum:"interest,compensation,costs" doc:"Of what."`
	Instalment int               `json:"instalment" doc:"Of which instalment; 0 for an invoice that is payable at once."`
	Amount     string            `json:"amount" format:"amount" doc:"How much."`
	Step       string            `json:"step,omitempty" doc:"The step of the message that asked; left out where a person did."`
	Reason     string            `json:"reason,omitempty" doc:"A person's."`
}

func claimOperations() []operation {
	return []operation{{Method: http.MethodGet, Path: root + "/invoices/{key}/claim", Name: "get_claim", Summary: "What an invoice comes to for being late", Group: "Invoices", Scope: user.ReadScope,
		Text: "Principal, interest, compensation and costs on a day, each part with its arithmetic and its source. For a day without a rate there is no figure: 404, and the detail names the day.",
		Parameters: []parameter{
			{"key", "path", "What the sending program calls it, or else its number, or what it is called here.", &schema{Type: "string"}},
			{"on", "query", "The day; today when left out.", &schema{Type: "string", Format: "date"}},
		},
		Answer: reflect.TypeFor[ClaimAnswer](), Statuses: []int{http.StatusOK, http.StatusNotFound, http.StatusUnprocessableEntity}, do: (*visit).claim}}
}

func (v *visit) claim() (int, any, error) {
	on := v.Today
	if text := v.Request.URL.Query().Get("on"); text != "" {
		var err error
		if on, err = date.Parse(text); err != nil {
			return 0, nil, v.wrongParameter("on", "it is not a day such as 2026-03-31")
		}
	}
	var answer ClaimAnswer
	err := v.view(func(tx *store.Tx) error {
		found, err := findInvoice(tx, v.Request.PathValue("key"), invoice.Bill)
		if err != nil {
			return err
		}
		r, err := report.Claim(tx, v.Calendar, found.ID, on)
		if err == nil {
			answer = claimAnswer(r, v.Words.In(locale.For(locale.English, v.Company.Country)))
		}
		return err
	})
	return http.StatusOK, answer, err
}

func claimAnswer(r *report.Reckoning, w *locale.Words) ClaimAnswer {
	first, due := &r.Debts[0], &r.Due
	a := ClaimAnswer{Invoice: first.Invoice.Number, Customer: nameOf(first.Customer), On: r.On, Currency: due.Principal.Currency.String(),
		Country: first.Circumstances.Country, Segment: first.Circumstances.Segment, Principal: due.Principal.String(), Interest: due.Interest.String(),
		Compensation: due.Compensation.String(), Costs: due.Costs.String(), Total: due.Total().String(), Asked: besideOf(&r.Asked), Fresh: besideOf(&r.Fresh),
		Source: first.Rule.Source, Debts: []ClaimDebt{}, Ledger: []ClaimLine{}}
	for n := range r.Debts {
		a.Debts = append(a.Debts, claimDebt(&r.Debts[n], w))
	}
	for _, c := range r.Ledger {
		a.Ledger = append(a.Ledger, ClaimLine{c.On, c.Kind, c.Part, c.Item, c.Amount.String(), c.Step, c.Reason})
	}
	return a
}

func besideOf(c *allocation.Claim) ClaimBeside {
	return ClaimBeside{c.Interest.String(), c.Compensation.String(), c.Costs.String()}
}

func claimDebt(r *report.Reckoned, w *locale.Words) ClaimDebt {
	s := &r.Standing
	d := ClaimDebt{Instalment: r.Item, DueOn: r.Circumstances.DueOn, Accrued: s.Accrued.String(), Compensation: s.Compensation.String(), DayCount: r.Rule.Count,
		InterestOn: s.Opening.InterestOn, SumOn: s.Opening.CompensationOn, CostsOn: s.Opening.CostsOn,
		Conditions: []string{}, Periods: []ClaimPeriod{}, Settled: []ClaimSettled{}}
	for _, c := range s.Opening.Conditions {
		d.Conditions = append(d.Conditions, explain.Condition(w, c)+" ("+c.Source+")")
	}
	for n := range s.Periods {
		d.Periods = append(d.Periods, claimPeriod(&s.Periods[n]))
	}
	for _, f := range s.Settled {
		d.Settled = append(d.Settled, ClaimSettled{f.Fact.On, f.Fact.Amount.String(), f.Of.Principal.String(), f.Of.Interest.String(), f.Of.Compensation.String(), f.Of.Costs.String()})
	}
	return d
}

func claimPeriod(p *claim.Period) ClaimPeriod {
	return ClaimPeriod{p.From, p.Until, p.Days, p.Year, p.Rate.String(), p.Base.String(), p.Interest(), p.Source()}
}
