package web

import (
	"cmp"
	"net/url"
	"strconv"

	"acquit/internal/collect"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) editorRoutes() {
	s.get("/scenarios/{plan}", scenarioPage)
	s.get("/scenarios/{plan}/versions/{version}", oldVersionPage)
	s.postOwner("/scenarios/{plan}/versions/{version}/restore", restoreVersion)
	s.postOwner("/scenarios/{plan}/name", renameScenario)
	s.postOwner("/scenarios/{plan}/usual", makeUsual)
	s.postOwner("/scenarios/{plan}/retire", retireScenario)
	s.postOwner("/scenarios/{plan}/drop", dropDraft)
	s.postOwner("/scenarios/{plan}/limits", saveLimits)
	s.postOwner("/scenarios/{plan}/thanks", saveThanks)
	s.postOwner("/scenarios/{plan}/broken", addBroken)
	s.postOwner("/scenarios/{plan}/steps", addStep)
	s.postOwner("/scenarios/{plan}/steps/{step}", saveStep)
	s.postOwner("/scenarios/{plan}/steps/{step}/move", moveStep)
	s.postOwner("/scenarios/{plan}/steps/{step}/remove", removeStep)
	s.textRoutes()
}

// ladderID is the part of the page that is drawn anew when a card was moved.
const ladderID = "ladder"

// scenarioData is a scenario that is looked at or worked on.
type scenarioData struct {
	*visit
	Plan     store.Plan
	Scenario dunning.Scenario // the draft, or the current version, or an old one
	Current  *dunning.Scenario
	Draft    bool
	Old      bool // an old version is looked at, and cannot be changed
	Versions []store.PlanVersion
	Faults   []collect.ScenarioFault
	Step     *dunning.Step // that is open; nil for none
	Values   map[string]string
	refusal
	Limits   limitForm
	Language string          // of the text that is open
	Reader   string          // number of the customer to whom the preview is written
	Readers  []ui.Option     // customers to choose among
	Own      *dunning.Text   // the text that is open; nil for the program's own
	Texts    map[string]bool // the languages that have an own text
	Spoken   []spokenPart    // what the open step says without a page
}

func scenarioPage(v *visit, tx *store.Tx) (answer, error) {
	d, err := v.scenario(tx)
	if err != nil {
		return nil, err
	}
	return d.page(tx, v.query("step"))
}

// scenario is the scenario that the address names: its draft, or its current version.
func (v *visit) scenario(tx *store.Tx) (*scenarioData, error) {
	d := &scenarioData{visit: v}
	plan, err := v.id("plan")
	if err != nil {
		return nil, err
	}
	plans, err := tx.CountedPlans()
	if err != nil {
		return nil, err
	}
	for _, p := range plans {
		if p.ID == plan {
			d.Plan = p
		}
	}
	if d.Plan.ID == 0 {
		return nil, errNoPage
	}
	if current, found, err := tx.CurrentOf(plan); err != nil {
		return nil, err
	} else if found {
		d.Current, d.Scenario = &current, current
	}
	draft, found, err := tx.DraftOf(plan)
	if found {
		d.Draft, d.Scenario = true, draft
	}
	d.Scenario.Name = d.Plan.Name
	return d, err
}

// page shows the scenario with one of its steps open: the one of a key, or the first.
func (d *scenarioData) page(tx *store.Tx, key string) (answer, error) {
	if err := d.open(tx, key); err != nil {
		return nil, err
	}
	return page{Title: d.Plan.Name, Place: scenarios, Status: formStatus(cmp.Or(d.Problem, d.Limits.Problem)), Body: scenarioBody(d)}, nil
}

// open loads what the page shows beside the ladder.
func (d *scenarioData) open(tx *store.Tx, key string) (err error) {
	if d.Versions, err = tx.Versions(d.Plan.ID); err != nil {
		return err
	}
	d.Faults = collect.ScenarioFaults(&d.Scenario, &d.Company)
	step, found := d.Scenario.Step(key)
	if !found && key != thanksKey && len(d.Scenario.Steps) > 0 {
		step, found = d.Scenario.Steps[0], true
	}
	if found {
		d.Step = &step
		if d.Values == nil {
			d.Values = stepValues(&step)
		}
	}
	d.openText(key)
	if err := d.limits(tx); err != nil {
		return err
	}
	if err := d.readers(tx); err != nil {
		return err
	}
	return d.speak(tx)
}

// thanksKey stands for the thanks where a step's key stands otherwise.
const thanksKey = "thanks"

// openText finds the text that is open: of the step, or of the thanks.
func (d *scenarioData) openText(key string) {
	d.Language = cmp.Or(d.query("lang"), d.Company.Language)
	if !knownLanguage(d.Language) {
		d.Language = d.Company.Language
	}
	texts := map[string]dunning.Text(nil)
	switch {
	case key == thanksKey && d.Scenario.Thanks != nil:
		texts = d.Scenario.Thanks.Texts
	case d.Step != nil:
		texts = d.Step.Texts
	}
	d.Texts = map[string]bool{}
	for language := range texts {
		d.Texts[language] = true
	}
	if own, found := texts[d.Language]; found {
		d.Own = &own
	}
}

func knownLanguage(code string) bool {
	for _, l := range locale.Languages {
		if string(l) == code {
			return true
		}
	}
	return false
}

// readers are customers to whom a preview can be written: those whose debts are oldest.
func (d *scenarioData) readers(tx *store.Tx) error {
	d.Reader = d.query("customer")
	rows, err := tx.ListCustomers(store.CustomerFilter{Sort: store.ByOldest, Currency: d.Company.Currency, Today: d.Today}, store.Cursor{}, mostReaders)
	for _, c := range rows.Rows {
		d.Readers = append(d.Readers, ui.Option{Value: c.Number, Label: c.Name})
	}
	if d.Reader == "" && len(rows.Rows) > 0 {
		d.Reader = rows.Rows[0].Number
	}
	return err
}

// mostReaders is how many customers the preview suggests.
const mostReaders = 30

// partRest is the part of the page that is beside the ladder.
const partRest = "rest"

// foldsStep reports whether the open step begins folded on a phone: where nobody asked for it,
// and nothing of it is wrong.
func (d *scenarioData) foldsStep() bool {
	return d.query("step") == "" && d.Problem == "" && len(d.faults(d.openKey())) == 0
}

// foldsText is foldsStep for the text.
func (d *scenarioData) foldsText() bool { return d.query("lang") == "" && len(d.ownFaults()) == 0 }

// waysNote names the ways of the open step and what goes with its mails, for when its fields
// are folded.
func (d *scenarioData) waysNote() string {
	var ways []string
	for _, c := range d.Step.Ways() {
		ways = append(ways, explain.Channel(d.Words, c))
	}
	return d.alongWith(d.Words.List(ways...))
}

// alongWith is the ways of the open step with what goes with its mails.
func (d *scenarioData) alongWith(ways string) string {
	if len(d.Step.Encloses) == 0 || !d.Step.Mails() {
		return ways
	}
	var files []string
	for _, e := range d.Step.Encloses {
		files = append(files, explain.Enclosure(d.Words, e))
	}
	return d.Words.T("enclose.along", "Ways", ways, "Files", d.Words.List(files...))
}

// bringsNote names what the open step claims and brings about.
func (d *scenarioData) bringsNote() string {
	var all []string
	for _, p := range d.Step.Claims {
		all = append(all, explain.Claim(d.Words, p))
	}
	for _, e := range d.Step.Effects {
		all = append(all, explain.Effect(d.Words, e))
	}
	return d.Words.List(all...)
}

// mayEdit reports whether the scenario can be changed here.
func (d *scenarioData) mayEdit() bool { return d.mayShape() && !d.Old }

// openKey is the key of what is open.
func (d *scenarioData) openKey() string {
	if d.Step == nil {
		return ""
	}
	return d.Step.Key
}

// at is the page's own address with a step open.
func (d *scenarioData) at(step string) string {
	to := d.toPlan(d.Plan.ID)
	if d.Old {
		to = d.toPlan(d.Plan.ID, "versions", d.Scenario.ID.String())
	}
	return asked(to, "step", step)
}

// asked is an address with what it asks for: names and values in turn; empty values are left
// out.
func asked(path string, pairs ...string) string {
	q := url.Values{}
	for n := 0; n+1 < len(pairs); n += 2 {
		if pairs[n+1] != "" {
			q.Set(pairs[n], pairs[n+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func (d *scenarioData) state() string {
	w := d.Words
	switch {
	case d.Old:
		return w.T("scenario.old_version", "N", d.Scenario.Version)
	case d.Current == nil:
		return w.T("scenario.state_new")
	case d.Draft:
		return w.T("scenario.state_draft", "N", d.Current.Version, "Cases", w.N("scenario.n_cases", d.Plan.Cases))
	}
	return w.T("scenario.state_current", "N", d.Current.Version, "Cases", w.N("scenario.n_cases", d.Plan.Cases))
}

// ladder is the drawing of the scenario.
func (d *scenarioData) ladder() ui.LadderSpec {
	w := d.Words
	s := ui.LadderSpec{ID: ladderID, Title: w.T("scenario.ladder_of", "Scenario", d.Plan.Name), Rungs: rungs(w, &d.Scenario, d.Company.Policy.TermsDays)}
	if d.mayEdit() {
		s.Hint = w.T("scenario.drag")
	}
	for n := range s.Rungs {
		r := &s.Rungs[n]
		r.Href, r.Current, r.Fault = d.at(r.Key)+"#step", r.Key == d.openKey(), d.faultOf(r.Key)
		if d.mayEdit() {
			r.Move = d.toPlan(d.Plan.ID, "steps", r.Key, "move")
		}
	}
	return s
}

// faultOf is the first thing that is wrong with a step; "" for nothing.
func (d *scenarioData) faultOf(step string) string {
	for _, f := range d.Faults {
		if f.Step == step {
			return d.Words.Fault(f.Err)
		}
	}
	return ""
}

// faults are what is wrong with a step itself, or with the scenario for "".
func (d *scenarioData) faults(step string) (all []string) {
	for _, f := range d.Faults {
		if f.Step == step && f.Language == "" {
			all = append(all, d.Words.Fault(f.Err))
		}
	}
	return all
}

// edited changes the draft, and comes back to the page with a step open.
func (v *visit) edited(step func() string, edit func(*dunning.Scenario) error) (answer, error) {
	plan, err := v.id("plan")
	if err != nil {
		return nil, err
	}
	if _, err = v.Desk.EditDraft(v.Request.Context(), v.Company.ID, plan, v.actor(), edit); err != nil {
		return nil, err
	}
	to := v.toPlan(plan)
	if key := step(); key != "" {
		to = asked(to, "step", key) + "#step"
	}
	return moved{To: to}, nil
}

// addStep puts a step behind another one.
func addStep(v *visit) (answer, error) {
	key := ""
	return v.edited(func() string { return key }, func(s *dunning.Scenario) error {
		if len(s.Steps) >= mostSteps {
			return fault.New(fault.Invalid, "a scenario has at most %d steps", mostSteps)
		}
		key = s.Add(v.form("after"))
		return nil
	})
}

// mostSteps bounds a ladder: more are neither drawn nor read.
const mostSteps = 20

func addBroken(v *visit) (answer, error) {
	key := ""
	return v.edited(func() string { return key }, func(s *dunning.Scenario) error {
		key = s.Answer()
		return nil
	})
}

func removeStep(v *visit) (answer, error) {
	return v.edited(func() string { return "" }, func(s *dunning.Scenario) error {
		s.Remove(v.Request.PathValue("step"))
		return nil
	})
}

// moveStep moves a card by days. A script gets the ladder anew, and nothing else: what is typed
// beside it stays.
func moveStep(v *visit) (answer, error) {
	key := v.Request.PathValue("step")
	by, err := strconv.Atoi(v.form("by"))
	if err != nil {
		return nil, fault.New(fault.Invalid, "%s", v.Words.T("web.settings.no_number", "Text", v.form("by")))
	}
	a, err := v.edited(func() string { return key }, func(s *dunning.Scenario) error {
		s.Shift(key, by, v.Company.Policy.TermsDays)
		return nil
	})
	if err != nil || !v.partial() {
		return a, err
	}
	return v.show(func(v *visit, tx *store.Tx) (answer, error) {
		d, err := v.scenario(tx)
		if err != nil {
			return nil, err
		}
		if err := d.open(tx, cmp.Or(v.form("open"), key)); err != nil {
			return nil, err
		}
		return fragment{Body: movedLadder(d)}, nil
	})
}

// acted does something with the scenario that the address names.
func (v *visit) acted(to, said string, do func(plan id.ID) error) (answer, error) {
	plan, err := v.id("plan")
	if err == nil {
		err = do(plan)
	}
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Conflict {
		return moved{To: v.toPlan(plan), Toast: ui.Toast{Text: v.Words.Fault(err), Tone: ui.ToneBad}}, nil
	}
	if err != nil {
		return nil, err
	}
	if to == "" {
		to = v.toPlan(plan)
	}
	return moved{To: to, Toast: ui.Toast{Text: said}}, nil
}

func renameScenario(v *visit) (answer, error) {
	return v.acted("", v.Words.T("web.saved"), func(plan id.ID) error {
		return v.Desk.RenameScenario(v.Request.Context(), v.Company.ID, plan, v.form("plan-name"))
	})
}

func makeUsual(v *visit) (answer, error) {
	return v.acted("", v.Words.T("scenario.is_usual"), func(plan id.ID) error {
		_, err := v.Desk.MakeUsual(v.Request.Context(), v.Company.ID, plan)
		return err
	})
}

func retireScenario(v *visit) (answer, error) {
	return v.acted(v.to("scenarios"), v.Words.T("scenario.retired"), func(plan id.ID) error {
		_, err := v.Desk.Retire(v.Request.Context(), v.Company.ID, plan)
		return err
	})
}

func dropDraft(v *visit) (answer, error) {
	return v.acted("", v.Words.T("scenario.dropped"), func(plan id.ID) error {
		return v.Desk.DropDraft(v.Request.Context(), v.Company.ID, plan)
	})
}

// oldVersionPage looks at a version that was published once.
func oldVersionPage(v *visit, tx *store.Tx) (answer, error) {
	d, err := v.scenario(tx)
	if err != nil {
		return nil, err
	}
	version, err := v.id("version")
	if err != nil {
		return nil, err
	}
	s, found, err := tx.ScenarioByID(version)
	if err == nil && (!found || s.Plan != d.Plan.ID) {
		err = errNoPage
	}
	if err != nil {
		return nil, err
	}
	d.Scenario, d.Old = s, true
	return d.page(tx, v.query("step"))
}

func restoreVersion(v *visit) (answer, error) {
	version, err := v.id("version")
	if err != nil {
		return nil, err
	}
	return v.acted("", v.Words.T("scenario.restored"), func(plan id.ID) error {
		return v.Desk.Restore(v.Request.Context(), v.Company.ID, plan, version, v.actor())
	})
}

// senders are those in whose names a step may write.
func (v *visit) senders() map[string]string {
	names := map[string]string{"": v.Company.Name}
	for _, s := range v.Company.Policy.Senders {
		names[s.Key] = s.Name
	}
	return names
}

// stepFacts are what a step is, for those who only look.
func (d *scenarioData) stepFacts() []ui.Fact {
	w, s := d.Words, d.Step
	all := []ui.Fact{{Label: w.T("scenario.field.day"), Value: ui.Words(explain.StepDay(w, s))}, {Label: w.T("scenario.field.tone"), Value: ui.Words(explain.Tone(w, s.Tone))}}
	bare := dunning.Step{Key: s.Key, Name: s.Name, Tone: s.Tone, Days: s.Days, From: s.From, Channels: s.Channels}
	was, is := dunning.Scenario{Steps: []dunning.Step{bare}}, dunning.Scenario{Steps: []dunning.Step{*s}}
	for _, c := range dunning.Diff(&was, &is) {
		said := explain.Change(w, &c, &was, &is, d.senders())
		all = append(all, ui.Fact{Label: said.What, Value: ui.Words(said.Is)})
	}
	var ways []string
	for _, c := range s.Ways() {
		ways = append(ways, explain.Channel(w, c))
	}
	return append(all, ui.Fact{Label: w.T("scenario.field.channels"), Value: ui.Words(w.List(ways...))})
}

// addWord is what the button that adds a step does.
func (d *scenarioData) addWord() string {
	if d.Step == nil || d.answers() {
		return d.Words.T("scenario.add_step")
	}
	return d.Words.T("scenario.add_behind", "Step", explain.StepName(d.Words, d.Step))
}

// stepNote says when the open step is taken.
func (d *scenarioData) stepNote() string {
	if d.answers() {
		return d.Words.N("scenario.broken_note", d.Step.Days)
	}
	return explain.StepDay(d.Words, d.Step)
}

// restFacts are what bounds a scenario, for those who only look.
func (d *scenarioData) restFacts() []ui.Fact {
	w := d.Words
	var bare dunning.Scenario
	var all []ui.Fact
	rest := d.Scenario
	rest.Steps, rest.Broken = nil, nil
	for _, c := range dunning.Diff(&bare, &rest) {
		said := explain.Change(w, &c, &bare, &rest, d.senders())
		all = append(all, ui.Fact{Label: said.What, Value: ui.Words(said.Is)})
	}
	if len(all) == 0 {
		all = append(all, ui.Fact{Label: w.T("scenario.rest"), Value: ui.Words(w.T("scenario.no_limits"))})
	}
	return all
}
