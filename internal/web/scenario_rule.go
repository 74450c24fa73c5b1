package web

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/collect"
	"acquit/internal/customer"
	"acquit/internal/db"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/money"
	"acquit/internal/profile"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// mostNamed is how many customers an effect names.
const mostNamed = 20

// ruleSaid says for whom a rule is.
func (d scenariosData) ruleSaid(r *dunning.Rule) string { return d.visit.ruleSaid(r) }

func (v *visit) ruleSaid(r *dunning.Rule) string {
	w := v.Words
	var parts []string
	add := func(key string, values []string) {
		if len(values) > 0 {
			parts = append(parts, w.T("scenario.rule.if_"+key, "Values", w.List(values...)))
		}
	}
	words := func(n int, word func(int) string) (all []string) {
		for i := range n {
			all = append(all, word(i))
		}
		return all
	}
	add("labels", r.Labels)
	add("kinds", words(len(r.Kinds), func(n int) string { return kindName(w, r.Kinds[n]) }))
	add("countries", words(len(r.Countries), func(n int) string { return countryName(w, r.Countries[n]) }))
	add("payers", words(len(r.Payers), func(n int) string { return explain.PayerKind(w, profile.Kind(r.Payers[n])) }))
	add("managers", r.Managers)
	var least []string
	for _, currency := range slices.Sorted(maps.Keys(r.Least)) {
		if c, err := money.ParseCurrency(currency); err == nil {
			least = append(least, w.Money(money.Of(r.Least[currency], c)))
		}
	}
	add("least", least)
	if r.Held {
		parts = append(parts, w.T("scenario.rule.if_held"))
	}
	if len(parts) == 0 {
		return w.T("scenario.rule.everybody")
	}
	return joined(parts...)
}

// scenarioRuleData is the form of one rule, as typed.
type scenarioRuleData struct {
	*visit
	At      int // its place; -1 for a new one
	Seen    string
	Plans   []store.Plan
	Values  map[string]string
	Kinds   []string
	Payers  []string
	Held    bool
	Problem string
}

func scenarioRulePage(v *visit, tx *store.Tx) (answer, error) {
	d := scenarioRuleData{visit: v, At: -1, Values: map[string]string{}}
	rules, err := tx.ScenarioRules()
	if err != nil {
		return nil, err
	}
	if at, err := strconv.Atoi(v.query("at")); err == nil && at >= 0 && at < len(rules) {
		d.At = at
		d.fill(&rules[at])
	}
	return d.page(tx, rules)
}

// fill writes a rule into the form.
func (d *scenarioRuleData) fill(r *dunning.Rule) {
	d.Values = map[string]string{"plan": r.Plan.String(), "labels": strings.Join(r.Labels, ", "), "countries": strings.Join(r.Countries, ", "),
		"managers": strings.Join(r.Managers, ", ")}
	if least, named := r.Least[d.Company.Currency.String()]; named {
		d.Values["least"] = d.Words.Amount(money.Of(least, d.Company.Currency))
	}
	for _, k := range r.Kinds {
		d.Kinds = append(d.Kinds, string(k))
	}
	d.Payers, d.Held = r.Payers, r.Held
}

func (d *scenarioRuleData) page(tx *store.Tx, rules []dunning.Rule) (answer, error) {
	d.Seen = collect.RulesMark(rules)
	var err error
	if d.Plans, err = tx.Plans(); err != nil {
		return nil, err
	}
	return page{Title: d.title(), Place: scenarios, Status: formStatus(d.Problem), Body: scenarioRuleBody(*d)}, nil
}

func (d scenarioRuleData) title() string {
	if d.At < 0 {
		return d.Words.T("scenario.rule.add")
	}
	return d.Words.T("scenario.rule.n", "N", strconv.Itoa(d.At+1))
}

// plans are the scenarios that can be followed.
func planOptions(plans []store.Plan) (all []ui.Option) {
	for _, p := range plans {
		if p.Current != 0 {
			all = append(all, ui.Option{Value: p.ID.String(), Label: p.Name})
		}
	}
	return all
}

// read turns the form into a rule.
func (d *scenarioRuleData) read() (r dunning.Rule, err error) {
	v := d.visit
	for _, name := range []string{"plan", "labels", "countries", "managers", "least"} {
		d.Values[name] = v.form(name)
	}
	d.Kinds, d.Payers, d.Held = v.Request.PostForm["kind"], v.Request.PostForm["payer"], v.form("held") != ""
	if r.Plan, err = id.Parse(d.Values["plan"]); err != nil {
		return r, err
	}
	r.Labels, r.Managers, r.Payers, r.Held = listed(d.Values["labels"]), listed(strings.ToLower(d.Values["managers"])), d.Payers, d.Held
	r.Countries = listed(strings.ToUpper(d.Values["countries"]))
	for _, k := range d.Kinds {
		r.Kinds = append(r.Kinds, customer.Kind(k))
	}
	if d.Values["least"] != "" {
		least, err := v.Words.ParseAmount(d.Values["least"], d.Company.Currency)
		if err != nil {
			return r, err
		}
		r.Least = map[string]int64{d.Company.Currency.String(): least.Minor}
	}
	return r, collect.CheckRule(&r)
}

// listed are values with commas between them.
func listed(typed string) (all []string) {
	for part := range strings.SplitSeq(typed, ",") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// tryScenarioRule shows what a change of the rules would do, before it is done.
func tryScenarioRule(v *visit) (answer, error) {
	return v.show(func(v *visit, tx *store.Tx) (answer, error) {
		rules, err := tx.ScenarioRules()
		if err != nil {
			return nil, err
		}
		if v.form("seen") != collect.RulesMark(rules) {
			return moved{To: v.to("scenarios") + "#rules", Toast: ui.Toast{Text: v.Words.T("scenario.rule.changed_meanwhile"), Tone: ui.ToneBad}}, nil
		}
		changed, err := v.changedRules(slices.Clone(rules))
		if fault.KindOf(err) == fault.Invalid {
			d := scenarioRuleData{visit: v, At: v.ruleAt(len(rules)), Values: map[string]string{}, Problem: v.Words.Fault(err)}
			_, _ = d.read()
			return d.page(tx, rules)
		}
		if err != nil {
			return nil, err
		}
		return v.rulesEffect(tx, changed)
	})
}

// ruleAt is the place of the rule that the form is about; -1 for a new one.
func (v *visit) ruleAt(n int) int {
	at, err := strconv.Atoi(v.form("at"))
	if err != nil || at < 0 || at >= n {
		return -1
	}
	return at
}

// changedRules are the rules as the form wants them.
func (v *visit) changedRules(rules []dunning.Rule) ([]dunning.Rule, error) {
	at, do := v.ruleAt(len(rules)), v.form("do")
	switch {
	case do == "up" && at > 0:
		rules[at], rules[at-1] = rules[at-1], rules[at]
		return rules, nil
	case do == "down" && at >= 0 && at+1 < len(rules):
		rules[at], rules[at+1] = rules[at+1], rules[at]
		return rules, nil
	case do == "remove" && at >= 0:
		return slices.Delete(rules, at, at+1), nil
	case do != "":
		return nil, errNoPage
	}
	d := scenarioRuleData{visit: v, Values: map[string]string{}}
	r, err := d.read()
	if err != nil {
		return nil, err
	}
	if at >= 0 {
		rules[at] = r
		return rules, nil
	}
	return append(rules, r), nil
}

// rulesEffectData is what other rules would do.
type rulesEffectData struct {
	*visit
	Rules   []dunning.Rule
	Seen    string
	Changed int
	Named   []collect.Reassigned
	Names   map[id.ID]string
}

func (v *visit) rulesEffect(tx *store.Tx, rules []dunning.Rule) (answer, error) {
	d := rulesEffectData{visit: v, Rules: rules, Seen: v.form("seen")}
	was, err := collect.Assigned(tx)
	if err != nil {
		return nil, err
	}
	is, last := was, id.ID(0)
	is.Rules = rules
	err = collect.Reassign(tx, &was, &is, func(r collect.Reassigned) {
		if r.Customer == last {
			return // in another currency
		}
		if last = r.Customer; d.Changed < mostNamed {
			d.Named = append(d.Named, r)
		}
		d.Changed++
	})
	if err != nil {
		return nil, err
	}
	plans, err := tx.Plans()
	d.Names = planNames(plans)
	return page{Title: v.Words.T("scenario.rules"), Place: scenarios, Body: rulesEffectBody(d)}, err
}

// posted are the rules as the confirmation sends them.
func (d rulesEffectData) posted() string { return db.JSON(d.Rules) }

func (d rulesEffectData) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("scenario.who_changes"), Columns: []ui.Column{
		{Label: w.Cap("word.customer"), Name: true}, {Label: w.T("scenario.was")}, {Label: w.T("scenario.is")}}}
	for _, r := range d.Named {
		href := d.toCustomer(r.Customer)
		t.Rows = append(t.Rows, ui.Row{Href: href, Label: r.Name, Cells: []templ.Component{
			ui.CustomerLink(r.Name, href), ui.Words(d.Names[r.Was]), ui.Words(d.Names[r.Is])}})
	}
	return t
}

func saveScenarioRules(v *visit) (answer, error) {
	var rules []dunning.Rule
	if err := json.Unmarshal([]byte(v.Request.PostFormValue("rules")), &rules); err != nil {
		return nil, fault.New(fault.Invalid, "the rules cannot be read: go back and look at them once more")
	}
	changed, err := v.Desk.SetRules(v.Request.Context(), v.Company.ID, rules, v.form("seen"))
	if err != nil {
		return nil, err
	}
	return moved{To: v.to("scenarios") + "#rules", Toast: ui.Toast{Text: v.Words.N("scenario.rule.saved", changed)}}, nil
}
