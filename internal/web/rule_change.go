package web

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/matching"
	"acquit/internal/money"
	"acquit/internal/settle"
	"acquit/internal/store"
	"acquit/internal/timeline"
	"acquit/internal/web/ui"
)

// changeButton leads to the form by which a rule is changed.
func changeButton(v *visit, r *store.TextRule, size ui.Size) templ.Component {
	if !v.mayWork() {
		return ui.Words("")
	}
	return ui.ButtonLink(ui.LinkSpec{Label: v.Words.T("learn.change"), Icon: ui.IconEdit, Href: v.toRule(r.ID, "change"), Size: size, Kind: ui.ButtonQuiet})
}

// ruleChangeData is what another rule would do in the place of one.
type ruleChangeData struct {
	rulesData
	Form   ruleForm
	Was    store.TextRule
	Change settle.RuleChange
	Trial  trial
	Freed  entryList
}

// changeRulePage asks what a rule is to be, and then shows what that would do.
func changeRulePage(v *visit, tx *store.Tx) (answer, error) {
	r, err := v.rule(tx)
	if err != nil {
		return nil, err
	}
	if r.State == store.RuleForgotten { // its page says what became of it
		return moved{To: v.toRule(r.ID)}, nil
	}
	if !v.Request.URL.Query().Has("words") {
		d, err := v.formOf(tx, &r)
		if err != nil {
			return nil, err
		}
		return v.ruleForm(tx, d)
	}
	d := v.typedRule()
	if d.Of = &r; v.query("again") != "" {
		return v.ruleForm(tx, d)
	}
	a, err := d.preview(tx)
	if fault.KindOf(err) == fault.Invalid {
		d.Problem = v.Words.Fault(err)
		return v.ruleForm(tx, d)
	}
	return a, err
}

// formOf is the form of a rule, filled in with what it is.
func (v *visit) formOf(tx *store.Tx, r *store.TextRule) (ruleForm, error) {
	d := ruleForm{visit: v, Of: r, Text: r.Words, Flow: string(r.Flow), Least: bound(v.Words, r.Least), Most: bound(v.Words, r.Most), Says: saysIgnore}
	if r.Account != 0 {
		d.Account = r.Account.String()
	}
	if r.Customer == 0 {
		return d, nil
	}
	c, err := theCustomer(tx, r.Customer)
	d.Says, d.Customer = saysCustomer, cmp.Or(c.Number, c.ID.String())
	d.Likely = []ui.Option{{Value: d.Customer, Label: c.Name}}
	return d, err
}

// bound is an amount as it is typed; nothing for none.
func bound(w *locale.Words, a money.Amount) string {
	if a.IsZero() {
		return ""
	}
	return w.Amount(a)
}

// preview shows what the rule of the form would do in the place of the other.
func (d *ruleForm) preview(tx *store.Tx) (answer, error) {
	is, err := d.rule(tx)
	if err != nil {
		return nil, err
	}
	p := ruleChangeData{rulesData: rulesData{visit: d.visit, Rules: []store.TextRule{*d.Of, {Rule: is}}}, Form: *d, Was: *d.Of}
	if p.Change, err = settle.TryChange(tx, d.Of.ID, &is, d.Today); err != nil {
		return nil, err
	}
	if p.Change.Same {
		return moved{To: d.toRule(d.Of.ID), Toast: ui.Toast{Text: d.Words.T("learn.unchanged")}}, nil
	}
	if err := p.load(tx); err != nil {
		return nil, err
	}
	if p.Trial, err = d.trial(tx, is, p.Change.Trial); err != nil {
		return nil, err
	}
	p.Freed, err = chosen(d.visit, tx, p.Change.Freed)
	return page{Title: is.Words, Place: bank, Body: ruleChangeBody(p)}, err
}

// values are the fields of the form, to be sent again.
func (d *ruleForm) values() []ui.Param {
	return []ui.Param{{Name: "words", Value: d.Text}, {Name: "says", Value: d.Says}, {Name: "customer", Value: d.Customer}, {Name: "flow", Value: d.Flow},
		{Name: "least", Value: d.Least}, {Name: "most", Value: d.Most}, {Name: "account", Value: d.Account}}
}

// toPreview is the page that shows what the form would do; more is what is asked beside.
func (d *ruleForm) toPreview(more ...ui.Param) string {
	query := url.Values{}
	for _, p := range append(d.values(), more...) {
		query.Set(p.Name, p.Value)
	}
	return d.toRule(d.Of.ID, "change") + "?" + query.Encode()
}

// facts are what the rule would look at, with what it looks at now where that is
// something else.
func (d ruleChangeData) facts() []ui.Fact {
	w, is, was := d.Words, &d.Trial.Rule, &d.Was.Rule
	facts := []ui.Fact{
		{Label: w.T("learn.words"), Value: d.instead(ui.Words(is.Words), was.Words, is.Words != was.Words)},
		{Label: w.T("learn.says"), Value: d.instead(ruleSays(d.rulesData, is), cmp.Or(d.Names[was.Customer], w.T("learn.nobodys")), is.Customer != was.Customer)},
	}
	only, before := d.filters(is), d.filters(was)
	if only != "" || before != "" {
		facts = append(facts, ui.Fact{Label: w.T("learn.only"), Value: d.instead(ui.Words(cmp.Or(only, "–")), cmp.Or(before, "–"), only != before)})
	}
	return facts
}

// instead is a value, and what it was before if that was another.
func (d ruleChangeData) instead(is templ.Component, was string, other bool) templ.Component {
	if !other {
		return is
	}
	return ui.Stacked(is, ui.Words(d.Words.T("learn.was", "Value", was)))
}

// verb says in numbers what replacing the rule does at once.
func (d ruleChangeData) verb() string {
	if d.Was.State != store.RuleOn || d.Trial.Waits == 0 {
		return d.Words.T("learn.replace")
	}
	return d.Words.N("learn.replace_n", d.Trial.Waits)
}

// sends are the form and what was seen of it.
func (d ruleChangeData) sends() []ui.Param {
	return append(d.Form.values(), ui.Param{Name: "seen", Value: strconv.Itoa(d.Change.Waits)}, ui.Param{Name: "freed", Value: strconv.Itoa(d.Change.Frees)})
}

// changeRule puts the rule of the form in the place of another.
func changeRule(v *visit) (answer, error) {
	i, err := v.id("rule")
	if err != nil {
		return nil, err
	}
	seen, err := strconv.Atoi(v.form("seen"))
	freed, err2 := strconv.Atoi(v.form("freed"))
	if err != nil || err2 != nil {
		return nil, fault.New(fault.Invalid, "look at what the rule would act on first")
	}
	d := v.typedRule()
	d.Of = &store.TextRule{Rule: matching.Rule{ID: i}}
	var r matching.Rule
	err = v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) (err error) {
		r, err = d.rule(tx)
		return err
	})
	var is id.ID
	if err == nil {
		is, err = settle.ChangeRule(v.Request.Context(), v.Store, v.Company.ID, i, r, seen, freed, v.actor(), v.Today)
	}
	if fault.KindOf(err) == fault.Conflict {
		return moved{To: d.toPreview(), Toast: ui.Toast{Text: v.Words.Fault(err), Tone: ui.ToneBad}}, nil
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.toRule(is), Toast: ui.Toast{Text: v.Words.T("learn.replaced")}}, nil
}

// ruleChangeWords says what was changed of a rule, field by field.
func ruleChangeWords(w *locale.Words, d *timeline.Data) string {
	var all []string
	for _, c := range d.Changes {
		label, value := ruleField(w, c.Field)
		all = append(all, w.T("edit.change", "Field", label, "Was", value(c.Was), "Is", value(c.Is)))
	}
	return strings.Join(all, " · ")
}

// ruleField is what a field of a rule is called, and how its values are said.
func ruleField(w *locale.Words, field string) (label string, value func(string) string) {
	switch field {
	case settle.FieldFlow:
		return w.T("learn.flow"), func(value string) string { return flowWord(w, matching.Flow(value)) }
	case settle.FieldAccount:
		return w.T("learn.on_account"), func(value string) string { return cmp.Or(formatAccount(value), w.T("learn.any_account")) }
	case settle.FieldLeast, settle.FieldMost:
		return w.T("learn." + field), func(value string) string {
			var a money.Amount
			if a.UnmarshalText([]byte(value)) != nil || a.IsZero() {
				return "–"
			}
			return w.Money(a)
		}
	}
	return w.T("learn.words"), func(value string) string { return value }
}
