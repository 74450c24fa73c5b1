package web

import (
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/collect"
	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) scenarioRoutes() {
	s.get("/scenarios", scenariosPage)
	s.postOwner("/scenarios", newScenario)
	s.getOwner("/scenarios/rule", scenarioRulePage)
	s.postOwner("/scenarios/rule", tryScenarioRule)
	s.postOwner("/scenarios/rules", saveScenarioRules)
	s.getOwner("/scenarios/entry", oldDebtsPage)
	s.postOwner("/scenarios/entry", saveOldDebts)
	s.editorRoutes()
	s.publishRoutes()
	s.pinRoutes()
}

// mostPins is how many customers with a scenario of their own are shown.
const mostPins = 100

// scenariosData is the page of all scenarios.
type scenariosData struct {
	*visit
	Plans    []store.Plan
	Versions map[id.ID]*dunning.Scenario // the current version of each, or its draft
	Rules    []dunning.Rule
	Pins     []store.Pinned
	Name     string // of a new one, as typed
	From     string
	Problem  string
}

func scenariosPage(v *visit, tx *store.Tx) (answer, error) {
	return v.scenariosForm(tx, scenariosData{})
}

func (v *visit) scenariosForm(tx *store.Tx, d scenariosData) (answer, error) {
	d.visit, d.Versions = v, map[id.ID]*dunning.Scenario{}
	var err error
	if d.Plans, err = tx.CountedPlans(); err != nil {
		return nil, err
	}
	if d.Rules, err = tx.ScenarioRules(); err != nil {
		return nil, err
	}
	if d.Pins, err = tx.Pins(mostPins); err != nil {
		return nil, err
	}
	var ids []id.ID
	for _, p := range d.Plans {
		if p.Current != 0 {
			ids = append(ids, p.Current)
		} else {
			ids = append(ids, p.Draft)
		}
	}
	versions, err := tx.ScenariosByID(ids)
	for n := range versions {
		d.Versions[versions[n].Plan] = &versions[n]
	}
	return page{Title: v.Words.T("scenario.title"), Place: scenarios, Status: formStatus(d.Problem), Body: scenariosBody(d)}, err
}

func (v *visit) toPlan(plan id.ID, more ...string) string {
	return v.to(append([]string{"scenarios", plan.String()}, more...)...)
}

// mayShape reports whether the person may change scenarios.
func (v *visit) mayShape() bool { return v.Role.MayAdminister() }

func (d scenariosData) state() string {
	cases, behind := 0, 0
	for _, p := range d.Plans {
		cases, behind = cases+p.Cases, behind+p.Behind
	}
	said := d.Words.T("scenario.state", "Scenarios", d.Words.N("scenario.n", len(d.Plans)), "Cases", d.Words.N("scenario.n_cases", cases))
	if behind > 0 {
		said += " " + d.Words.N("scenario.n_behind", behind)
	}
	return said
}

func (d scenariosData) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("scenario.title"), Columns: []ui.Column{
		{Label: w.Cap("word.scenario"), Name: true}, {Label: w.T("scenario.ladder"), From: ui.ScreenTablet},
		{Label: w.T("scenario.version"), Kind: ui.ColumnTight}, {Label: w.T("scenario.cases"), Kind: ui.ColumnAmount},
		{Label: w.T("scenario.behind_current"), Kind: ui.ColumnAmount, From: ui.ScreenTablet}}}
	for n := range d.Plans {
		p := &d.Plans[n]
		href := d.toPlan(p.ID)
		t.Rows = append(t.Rows, ui.Row{ID: "plan-" + p.ID.String(), Href: href, Label: p.Name, Cells: []templ.Component{
			planName(d.visit, p), d.drawn(p), versionSaid(d.visit, p), ui.Words(w.Int(int64(p.Cases))), behindLink(d.visit, p)}})
	}
	return t
}

func (d scenariosData) drawn(p *store.Plan) templ.Component {
	version := d.Versions[p.ID]
	if version == nil || len(version.Steps) == 0 {
		return ui.Muted("–")
	}
	return ui.LadderSketch(d.sketch(version))
}

// sources are what a new scenario can start as: a ready-made one, or one that there is.
func (d scenariosData) sources() (all []ui.Option) {
	w := d.Words
	for _, r := range dunning.Ready() {
		all = append(all, ui.Option{Value: "ready " + r.Key, Label: w.T("ready." + r.Key)})
	}
	for _, p := range d.Plans {
		all = append(all, ui.Option{Value: "copy " + p.ID.String(), Label: w.T("scenario.copy_of", "Scenario", p.Name)})
	}
	return all
}

// newScenario starts a scenario, and opens it.
func newScenario(v *visit) (answer, error) {
	d := scenariosData{Name: v.form("name"), From: v.form("from")}
	from, err := v.scenarioLike(&d)
	var plan id.ID
	if err == nil {
		plan, err = v.Desk.NewScenario(v.Request.Context(), v.Company.ID, d.Name, from, v.actor())
	}
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Conflict {
		d.Problem = v.Words.Fault(err)
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.scenariosForm(tx, d) })
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.toPlan(plan), Toast: ui.Toast{Text: v.Words.T("scenario.started")}}, nil
}

// scenarioLike is the scenario that a new one starts as. A ready-made one lends its name where none was
// typed.
func (v *visit) scenarioLike(d *scenariosData) (s dunning.Scenario, err error) {
	if key, ready := strings.CutPrefix(d.From, "ready "); ready {
		for _, r := range dunning.Ready() {
			if r.Key == key {
				if d.Name == "" {
					d.Name = v.Words.T("ready." + key)
				}
				return r.Scenario, nil
			}
		}
		return s, errNoPage
	}
	plan, err := id.Parse(strings.TrimPrefix(d.From, "copy "))
	if err != nil {
		return s, err
	}
	return s, v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) error {
		found := false
		if s, found, err = tx.CurrentOf(plan); err == nil && !found {
			s, found, err = tx.DraftOf(plan)
		}
		if err == nil && !found {
			err = errNoPage
		}
		return err
	})
}

// planNames are the names of scenarios.
func planNames(plans []store.Plan) map[id.ID]string {
	names := map[id.ID]string{}
	for _, p := range plans {
		names[p.ID] = p.Name
	}
	return names
}

func (d scenariosData) pinsTable() ui.TableSpec {
	w, names := d.Words, planNames(d.Plans)
	t := ui.TableSpec{Caption: w.T("scenario.pins"), Columns: []ui.Column{
		{Label: w.Cap("word.customer"), Name: true}, {Label: w.Cap("word.scenario")}, {Label: w.T("scenario.pinned_by"), From: ui.ScreenTablet}}}
	for _, p := range d.Pins {
		href := d.toCustomer(p.Customer)
		t.Rows = append(t.Rows, ui.Row{Href: href, Label: p.Name, Cells: []templ.Component{
			ui.CustomerLink(p.Name, href), ui.Words(names[p.Plan]), ui.Words(p.By + ", " + d.stamp(p.At))}})
	}
	return t
}

// rulesMark is what the rules were when the page was drawn.
func (d scenariosData) rulesMark() string { return collect.RulesMark(d.Rules) }
