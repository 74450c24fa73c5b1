package web

import (
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// versionOfRow is the version of the scenario that the case of an invoice follows.
func versionOfRow(i *store.InvoiceRow) id.ID { return i.Standing.Scenario }

// standsOn are what may stand about an open invoice, in the order in which a person chooses.
var standsOn = [...]dunning.Verdict{dunning.Act, dunning.Wait, dunning.Hold, dunning.Finished}

// standingAsked reads from the address what is to stand about the listed invoices.
func (d *invoicesData) standingAsked(w *locale.Words) error {
	d.filter.Verdict, d.filter.Code = dunning.Verdict(d.list.get("stands")), dunning.Code(d.list.get("why"))
	known := func(key, value string) bool { return value == "" || w.Has(key+value) }
	if !known("reason.verdict.", d.list.get("stands")) || !known("why.code.", d.list.get("why")) {
		return errNoPage
	}
	return nil
}

// asksStanding reports whether the list is narrowed by what stands about its invoices.
func (d *invoicesData) asksStanding() bool { return d.filter.Verdict != "" || d.filter.Code != "" }

// standingMenus offer what is to stand about the listed invoices, in broad lines or for one
// reason. What is settled has neither.
func (d *invoicesData) standingMenus(w *locale.Words) []ui.FilterMenu {
	stands, why := ui.FilterMenu{Label: w.T("web.column.next_step")}, ui.FilterMenu{Label: w.T("why.reason")}
	keep := ""
	if d.filter.ByDue() {
		keep = d.list.get("state")
	}
	for _, v := range standsOn {
		stands.Options = append(stands.Options, ui.Choice{Label: locale.Capital(explain.Verdict(w, v)), Current: d.filter.Verdict == v,
			Href: d.list.with("stands", string(v), "why", "", "state", keep)})
	}
	for _, c := range dunning.ItemCodes() {
		why.Options = append(why.Options, ui.Choice{Label: keptReason(w, c), Current: d.filter.Code == c,
			Href: d.list.with("stands", "", "why", string(c), "state", keep)})
	}
	return []ui.FilterMenu{stands, why}
}

// standing says what comes next for an invoice and when, or why nothing does.
func (v *visit) standing(i *store.InvoiceRow) templ.Component {
	w, s := v.speaking(i.Standing.Scenario), &i.Standing
	switch verdict := s.Code.Verdict(); {
	case i.Open.Sign() <= 0:
		return ui.Words("")
	case s.Code == "":
		return ui.Muted("–")
	case verdict == dunning.Hold:
		return ui.Stacked(ui.Words(w.T("web.customer.held_back")), ui.Words(keptReason(w, s.Code)))
	case s.Step == "":
		return ui.Muted(keptReason(w, s.Code))
	case s.StepOn == date.None:
		return ui.Muted(explain.Step(w, s.Step))
	}
	day := strings.ReplaceAll(w.ShortDayMonth(max(s.StepOn, v.Today)), " ", "\u00a0") // the column is narrow
	return ui.Muted(w.T("web.customer.step_on", "Step", explain.Step(w, s.Step), "Day", day))
}

// standingCells write what stands about an invoice: its next step, the day of that, held or
// not, and the reason.
func (v *visit) standingCells(r *render.Sheet, i *store.InvoiceRow) {
	s := &i.Standing
	if i.Open.Sign() <= 0 || s.Code == "" {
		r.Text("")
		r.Day(date.None)
		r.Text("")
		return
	}
	step := ""
	if s.Step != "" {
		step = v.stepName(s.Scenario, s.Step)
	}
	r.Text(step)
	r.Day(s.StepOn)
	r.Text(keptReason(v.Words, s.Code))
}
