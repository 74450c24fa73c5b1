package api

import (
	"slices"

	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/id"
	"acquit/internal/invoice"
	"acquit/internal/locale"
	"acquit/internal/store"
)

// StandingAnswer is what comes next for an open invoice, or why nothing does.
type StandingAnswer struct {
	Verdict dunning.Verdict `json:"verdict" enum:"act,wait,hold,finished" doc:"What is to be done about it."`
	Reason  dunning.Code    `json:"reason" doc:"The kind of reason; the page why of its customer has the sentence."`
	Step    string          `json:"step,omitempty" doc:"Key of its next step; left out where none is left."`
	Name    string          `json:"step_name,omitempty" doc:"What that step is called: by the company, or else in English."`
	On      date.Date       `json:"on,omitempty" doc:"When the step falls due, held or not."`
}

// standingParameters narrow a list of invoices by what stands about them.
func standingParameters() []parameter {
	var verdicts, codes []string
	for _, c := range dunning.ItemCodes() {
		codes = append(codes, string(c))
		if v := string(c.Verdict()); !slices.Contains(verdicts, v) {
			verdicts = append(verdicts, v)
		}
	}
	return []parameter{
		{"verdict", "query", "Only open ones about which this is to be done, by due day.", &schema{Type: "string", Enum: verdicts}},
		{"reason", "query", "Only open ones for this reason, by due day; it goes before a verdict.", &schema{Type: "string", Enum: codes}},
	}
}

// standingAsked reads the parameters into a filter.
func (v *visit) standingAsked(f *store.InvoiceFilter) error {
	query := v.Request.URL.Query()
	f.Verdict, f.Code = dunning.Verdict(query.Get("verdict")), dunning.Code(query.Get("reason"))
	codes := dunning.ItemCodes()
	if f.Verdict != "" && !slices.ContainsFunc(codes, func(c dunning.Code) bool { return c.Verdict() == f.Verdict }) {
		return v.wrongParameter("verdict", "it is act, wait, hold or finished")
	}
	if f.Code != "" && !slices.Contains(codes, f.Code) {
		return v.wrongParameter("reason", "it is none of the reasons that may stand about an open invoice")
	}
	return nil
}

// standings are what stands about those of some documents of which something is left.
func (v *visit) standings(tx *store.Tx, all []invoice.Invoice) (map[id.ID]*StandingAnswer, error) {
	var open []id.ID
	for n := range all {
		if all[n].Open.Sign() > 0 {
			open = append(open, all[n].ID)
		}
	}
	found, err := tx.Standings(open)
	if err != nil {
		return nil, err
	}
	var versions []id.ID
	for _, s := range found {
		versions = append(versions, s.Scenario)
	}
	slices.Sort(versions)
	scenarios, err := tx.ScenariosByID(slices.Compact(versions))
	names := explain.NamesOf(v.Words.In(locale.For(locale.English, v.Company.Country)), scenarios)
	answers := map[id.ID]*StandingAnswer{}
	for i, s := range found {
		answers[i] = &StandingAnswer{Verdict: s.Code.Verdict(), Reason: s.Code, Step: s.Step, On: s.StepOn}
		if s.Step != "" {
			answers[i].Name = names.Step(s.Scenario, s.Step)
		}
	}
	return answers, err
}
