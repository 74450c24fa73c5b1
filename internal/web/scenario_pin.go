package web

import (
	"strconv"
	"strings"

	"acquit/internal/collect"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) pinRoutes() {
	s.getWork("/customers/scenario", askPins)
	s.post("/customers/scenario", pinScenarios)
}

// followed is the scenario that a customer follows, and why.
type followed struct {
	Plan    store.Plan
	Version int    // the one that the customer's case follows
	Why     string // by hand, by which rule, or as usual
	Behind  bool   // a newer version is published
}

// followedBy is the scenario that a customer follows: that of its first case, or the one that
// a new case would get.
func (v *visit) followedBy(tx *store.Tx, d *customerData) (f followed, err error) {
	if len(d.Decisions) == 0 {
		return v.wouldFollow(d), nil
	}
	of := &d.Decisions[0]
	for _, p := range d.Plans {
		if p.ID == of.Scenario.Plan {
			f = followed{Plan: p, Version: of.Scenario.Version, Behind: p.Current != of.Scenario.ID}
		}
	}
	if d.Pinned != 0 && d.Pinned == f.Plan.ID {
		f.Why = v.Words.T("scenario.why.pinned")
		return f, nil
	}
	f.Why = v.Words.T("scenario.why.usual")
	rule, err := v.Desk.RuleFor(tx, of.Customer, of.Currency)
	if rule >= 0 {
		f.Why = v.Words.T("scenario.why.rule", "N", strconv.Itoa(rule+1))
	}
	return f, err
}

// wouldFollow is what a customer without a case has been given by hand, or the usual scenario.
func (v *visit) wouldFollow(d *customerData) (f followed) {
	for _, p := range d.Plans {
		switch {
		case p.ID == d.Pinned:
			return followed{Plan: p, Version: p.Version, Why: v.Words.T("scenario.why.pinned")}
		case p.Usual:
			f = followed{Plan: p, Version: p.Version, Why: v.Words.T("scenario.why.usual")}
		}
	}
	return f
}

// said is the scenario in words: its name and version, and why.
func (f *followed) said(v *visit) string {
	w := v.Words
	said := w.T("scenario.follows", "Scenario", f.Plan.Name, "N", f.Version, "Why", f.Why)
	if f.Behind {
		said += " " + w.T("scenario.follows_behind", "N", f.Plan.Version)
	}
	return said
}

// pinsData is the question whether several customers are to follow a scenario.
type pinsData struct {
	*visit
	Customers []store.CustomerRow
	Plan      store.Plan // the zero one leaves it to the rules
	Plans     []store.Plan
	Asked     bool // which scenario it is was said
	Changed   int  // whose scenario is another one then
}

func askPins(v *visit, tx *store.Tx) (answer, error) {
	d := pinsData{visit: v, Asked: v.Request.URL.Query().Has("plan")}
	chosen, err := v.picked()
	if err != nil {
		return nil, err
	}
	if d.Plans, err = tx.Plans(); err != nil {
		return nil, err
	}
	for _, p := range d.Plans {
		if p.ID.String() == v.query("plan") {
			d.Plan = p
		}
	}
	if d.Customers, err = tx.ChosenCustomers(chosen, v.Today); err != nil {
		return nil, err
	}
	if len(d.Customers) == 0 {
		return nil, errNoPage
	}
	before, err := tx.PinsOf(chosen)
	for _, c := range d.Customers {
		if before[c.ID] != d.Plan.ID {
			d.Changed++
		}
	}
	return page{Title: d.title(), Place: customers, Body: pinsBody(d)}, err
}

func (d pinsData) title() string {
	if !d.Asked {
		return d.Words.T("scenario.pin.change")
	}
	if d.Plan.ID == 0 {
		return d.Words.N("scenario.pin.free_title", len(d.Customers))
	}
	return d.Words.N("scenario.pin.title", len(d.Customers), "Scenario", d.Plan.Name)
}

func (d pinsData) hidden() []ui.Param {
	all := []ui.Param{{Name: "back", Value: d.backTo(d.to("customers"))}}
	if d.Asked {
		all = append(all, ui.Param{Name: "plan", Value: pinnedValue(d.Plan.ID)})
	}
	for _, c := range d.Customers {
		all = append(all, param("id", c.ID))
	}
	return all
}

func (d pinsData) table() ui.TableSpec {
	return holdsData{visit: d.visit, Customers: d.Customers}.table()
}

// pinScenarios gives a scenario to customers, and offers to take it back. The form names customers and
// one scenario, or, to undo, pairs of both.
func pinScenarios(v *visit) (answer, error) {
	pins, err := v.pins()
	if err != nil {
		return nil, err
	}
	undo, err := v.Desk.PinScenarios(v.Request.Context(), v.Company.ID, pins, v.actor(), v.Today)
	if err != nil {
		return nil, err
	}
	back := v.backTo(v.to("customers"))
	toast := ui.Toast{Text: v.Words.N("scenario.pin.done", len(undo)), Undo: v.to("customers", "scenario"), Hidden: []ui.Param{{Name: "back", Value: back}}}
	if len(undo) > mostUndone {
		toast.Undo = ""
	}
	for _, p := range undo {
		toast.Hidden = append(toast.Hidden, ui.Param{Name: "pin", Value: p.Customer.String() + " " + p.Plan.String()})
	}
	return moved{To: back, Toast: toast}, nil
}

// mostUndone is how many customers a toast takes back.
const mostUndone = 200

func (v *visit) pins() (all []collect.Pin, err error) {
	if err := v.Request.ParseForm(); err != nil {
		return nil, err
	}
	for _, pair := range v.Request.PostForm["pin"] {
		of, plan, _ := strings.Cut(pair, " ")
		p := collect.Pin{}
		if p.Customer, err = id.Parse(of); err != nil {
			return nil, err
		}
		if p.Plan, err = planOrNone(plan); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	if len(all) > 0 {
		return all, nil
	}
	chosen, err := v.picked()
	if err != nil {
		return nil, err
	}
	plan, err := planOrNone(v.form("plan"))
	for _, c := range chosen {
		all = append(all, collect.Pin{Customer: c, Plan: plan})
	}
	return all, err
}

// planOrNone reads a scenario; "" and 0 are none.
func planOrNone(typed string) (id.ID, error) {
	if typed == "" || typed == id.ID(0).String() {
		return 0, nil
	}
	return id.Parse(typed)
}

// pinOptions are the scenarios that a person can give, and to leave it to the rules.
func (v *visit) pinOptions(plans []store.Plan) []ui.Option {
	return append([]ui.Option{{Label: v.Words.T("scenario.pin.free")}}, planOptions(plans)...)
}

// pinnedValue is the scenario that was given by hand, as the form has it; "" for none.
func pinnedValue(pinned id.ID) string {
	if pinned == 0 {
		return ""
	}
	return pinned.String()
}

// effect says in numbers what the form does.
func (d pinsData) effect() string {
	if !d.Asked {
		return d.Words.N("word.n_customers", len(d.Customers))
	}
	return d.Words.N("scenario.pin.effect", d.Changed)
}
