package web

import (
	"github.com/a-h/templ"

	"acquit/internal/collect"
	"acquit/internal/date"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) publishRoutes() {
	s.getOwnerSlow("/scenarios/{plan}/publish", publishPage)
	s.postOwner("/scenarios/{plan}/publish", publishScenario)
	s.postOwner("/scenarios/{plan}/move", moveCases)
}

// publishData is what a draft changes, or what moving those who are behind changes.
type publishData struct {
	*scenarioData
	Changes []explain.Changed
	Effect  collect.Effect
	Named   []collect.Differs
	Problem string
}

func publishPage(v *visit) (answer, error) { return v.publishForm("") }

func (v *visit) publishForm(problem string) (answer, error) {
	d := publishData{Problem: problem}
	_, err := v.show(func(v *visit, tx *store.Tx) (_ answer, err error) {
		if d.scenarioData, err = v.scenario(tx); err != nil {
			return nil, err
		}
		d.Versions, err = tx.Versions(d.Plan.ID)
		return nil, err
	})
	if err != nil {
		return nil, err
	}
	d.Faults = collect.ScenarioFaults(&d.Scenario, &d.Company)
	d.compare()
	d.Effect, err = v.Desk.EffectOf(v.Request.Context(), v.Company.ID, d.Plan.ID, &d.Scenario, v.Today, func(c collect.Differs) {
		if len(d.Named) < mostNamed {
			d.Named = append(d.Named, c)
		}
	})
	return page{Title: d.title(), Place: scenarios, Status: formStatus(problem), Body: publishBody(d)}, err
}

// compare says what differs: from the current version for a draft; for those who are behind, from
// the newest version that one of them follows.
func (d *publishData) compare() {
	was := d.Current
	if !d.Draft {
		was = nil
		for n := range d.Versions {
			if p := &d.Versions[n]; p.State == store.VersionPast && p.Cases > 0 {
				was = &p.Scenario
				break
			}
		}
	}
	if was == nil {
		return
	}
	for _, c := range dunning.Diff(was, &d.Scenario) {
		d.Changes = append(d.Changes, explain.Change(d.Words, &c, was, &d.Scenario, d.senders()))
	}
}

func (d publishData) title() string {
	if d.Draft {
		return d.Words.T("scenario.publish.title", "Scenario", d.Plan.Name)
	}
	return d.Words.T("scenario.move.title", "Scenario", d.Plan.Name)
}

// effect says in numbers what moving all now would do.
func (d publishData) effect() string {
	w := d.Words
	if d.Effect.Cases == 0 {
		return w.T("scenario.publish.nobody")
	}
	said := w.N("scenario.publish.changes", d.Effect.Changed, "Cases", w.N("scenario.n_cases", d.Effect.Cases))
	if d.Effect.Rewrites > 0 {
		said += " " + w.N("scenario.publish.rewrites", d.Effect.Rewrites)
	}
	if !d.Effect.All {
		said += " " + w.T("scenario.publish.not_all")
	}
	return said
}

func (d publishData) changesTable() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("scenario.changes"), Columns: []ui.Column{
		{Label: w.Cap("word.step"), Name: true}, {Label: w.T("scenario.what")}, {Label: w.T("scenario.was")}, {Label: w.T("scenario.is")}}}
	for _, c := range d.Changes {
		about := c.About
		if about == "" {
			about = w.T("scenario.whole")
		}
		t.Rows = append(t.Rows, ui.Row{Label: about, Cells: []templ.Component{ui.Words(about), ui.Words(c.What), orDash(c.Was), orDash(c.Is)}})
	}
	return t
}

func orDash(said string) templ.Component {
	if said == "" {
		return ui.Muted("–")
	}
	return ui.Words(said)
}

func (d publishData) namedTable() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("scenario.who_changes"), Columns: []ui.Column{
		{Label: w.Cap("word.customer"), Name: true}, {Label: w.T("scenario.was")}, {Label: w.T("scenario.is")}}}
	for n := range d.Named {
		c := &d.Named[n]
		href := d.toCustomer(c.Customer)
		t.Rows = append(t.Rows, ui.Row{Href: href, Label: c.Name, Cells: []templ.Component{ui.CustomerLink(c.Name, href), ui.Words(d.next(c.Was)), ui.Words(d.next(c.Is))}})
	}
	return t
}

// next says what comes next for a case.
func (d publishData) next(n collect.Next) string {
	w := d.Words
	step := n.Step
	for _, s := range []*dunning.Scenario{&d.Scenario, d.Current} {
		if s == nil {
			continue
		}
		if found, ok := s.Step(n.Step); ok {
			step = explain.StepName(w, &found)
			break
		}
	}
	switch {
	case n.Step == "":
		return explain.Verdict(w, n.Verdict)
	case n.On == date.None:
		return explain.Step(w, step)
	}
	return w.T("scenario.publish.next", "Step", explain.Step(w, step), "Day", n.On)
}

// publishScenario publishes the draft that the person saw.
func publishScenario(v *visit) (answer, error) {
	plan, err := v.id("plan")
	if err != nil {
		return nil, err
	}
	draft, err := id.Parse(v.form("draft"))
	if err != nil {
		return nil, err
	}
	p, err := v.Desk.Publish(v.Request.Context(), v.Company.ID, plan, draft, v.actor(), v.form("cases") == "move")
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Conflict {
		return v.publishForm(v.Words.Fault(err))
	}
	if err != nil {
		return nil, err
	}
	said := v.Words.T("scenario.publish.done", "N", p.Scenario.Version)
	if p.Moved > 0 {
		said += " " + v.Words.N("scenario.move.done", p.Moved)
	}
	return moved{To: v.toPlan(plan), Toast: ui.Toast{Text: said}}, nil
}

// moveCases moves those who are behind to the version that the person saw.
func moveCases(v *visit) (answer, error) {
	version, err := id.Parse(v.form("version"))
	if err != nil {
		return nil, err
	}
	n := 0
	a, err := v.acted("", "", func(plan id.ID) (err error) {
		n, err = v.Desk.MoveToCurrent(v.Request.Context(), v.Company.ID, plan, version, v.actor())
		return err
	})
	if m, ok := a.(moved); ok && m.Toast.Text == "" {
		m.Toast.Text = v.Words.N("scenario.move.done", n)
		return m, err
	}
	return a, err
}

// publishVerb is what the button does.
func (d publishData) publishVerb() string {
	n := 1
	if d.Current != nil {
		n = d.Current.Version + 1
	}
	return d.Words.T("scenario.publish.verb", "N", n)
}

// since says from which version the changes count.
func (d publishData) since() string {
	for n := range d.Versions {
		p := &d.Versions[n]
		if d.Draft && p.State == store.VersionCurrent || !d.Draft && p.State == store.VersionPast && p.Cases > 0 {
			return d.Words.T("scenario.since", "N", p.Scenario.Version)
		}
	}
	return ""
}

// followers are how many cases follow which version.
func (d publishData) followers() (all []ui.Fact) {
	for n := range d.Versions {
		if p := &d.Versions[n]; p.State != store.VersionDraft {
			all = append(all, ui.Fact{Label: d.Words.T("scenario.version_n", "N", p.Scenario.Version), Value: ui.Words(d.Words.N("scenario.n_cases", p.Cases))})
		}
	}
	return all
}

// faultSaid is a fault with the step and language that it is in.
func (d *scenarioData) faultSaid(f collect.ScenarioFault) string {
	w, said := d.Words, d.Words.Fault(f.Err)
	if f.Language == "" {
		return said
	}
	about := w.T("scenario.thanks")
	if step, found := d.Scenario.Step(f.Step); found {
		about = explain.StepName(w, &step)
	}
	return w.T("scenario.text.fault_in", "Step", about, "Language", languageName(w, f.Language), "Fault", said)
}
