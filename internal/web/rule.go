package web

import (
	"slices"
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
	"acquit/internal/web/ui"
)

func (s *site) ruleRoutes() {
	s.getWork("/bank/rules/new", newRulePage)
	s.post("/bank/rules/new", addRule)
	s.get("/bank/rules/{rule}", rulePage)
	s.post("/bank/rules/{rule}/on", switchOnRule)
	s.post("/bank/rules/{rule}/off", switchOffRule)
	s.post("/bank/rules/{rule}/forget", forgetRule)
	s.getWork("/bank/rules/{rule}/change", changeRulePage)
	s.post("/bank/rules/{rule}/change", changeRule)
}

// mostRules is how many rules the list shows; a company cannot have more.
const mostRules = 500

// mostGone is how many rules that were forgotten are shown, the newest first.
const mostGone = 50

// rulesData is the rules of the company.
type rulesData struct {
	*visit
	Rules  []store.TextRule
	Gone   []store.TextRule // that were forgotten
	Counts map[id.ID]int    // of the entries that each ignored
	Names  map[id.ID]string // of the customers to whom they point
	Owned  map[id.ID]string // the company's accounts
}

func rulesPage(v *visit, tx *store.Tx) (answer, error) {
	d := rulesData{visit: v}
	var err error
	if d.Rules, err = tx.Rules(0, mostRules); err != nil {
		return nil, err
	}
	if err := d.load(tx); err != nil {
		return nil, err
	}
	d.Gone, err = tx.ForgottenRules(mostGone)
	return page{Title: v.Words.T("learn.title"), Place: bank, Body: rulesBody(d)}, err
}

// load finds what the rules speak of.
func (d *rulesData) load(tx *store.Tx) (err error) {
	var ids, owners []id.ID
	for _, r := range d.Rules {
		ids, owners = append(ids, r.ID), append(owners, r.Customer)
	}
	if d.Counts, err = tx.CountRuledOut(ids); err != nil {
		return err
	}
	customers, err := tx.Customers(owners)
	if err != nil {
		return err
	}
	d.Names, d.Owned = map[id.ID]string{}, map[id.ID]string{}
	for _, c := range customers {
		d.Names[c.ID] = c.Name
	}
	accounts, err := tx.BankAccounts()
	for _, a := range accounts {
		d.Owned[a.ID] = accountName(&a)
	}
	return err
}

func (d rulesData) table() ui.TableSpec {
	w := d.Words
	t := ui.TableSpec{Caption: w.T("learn.rules"), Empty: noRules(d.visit), Columns: []ui.Column{
		{Label: w.T("learn.words"), Name: true}, {Label: w.T("learn.says")}, {Label: w.T("bank.state"), Kind: ui.ColumnTight},
		{Label: w.T("learn.acted"), Kind: ui.ColumnAmount, From: ui.ScreenTablet}, {Label: w.T("learn.made"), From: ui.ScreenDesktop},
		{Label: w.T("bank.actions"), Kind: ui.ColumnAction},
	}}
	for n := range d.Rules {
		r := &d.Rules[n]
		href := d.toRule(r.ID)
		t.Rows = append(t.Rows, ui.Row{ID: "rule-" + r.ID.String(), Href: href, Label: r.Words, Cells: []templ.Component{
			ui.Stacked(ui.Link(r.Words, href), ui.Words(d.filters(&r.Rule))), ruleSays(d, &r.Rule), ruleTag(w, r.State),
			d.acted(r), ui.Stacked(ui.Words(r.By), ui.Words(w.LongDate(r.On))), changeButton(d.visit, r, ui.SizeSmall),
		}})
	}
	return t
}

// madeBy says who made a rule, and when.
func madeBy(w *locale.Words, r *store.TextRule) string {
	return w.T("learn.made_by", "Person", r.By, "Day", r.On)
}

// endedBy says who forgot a rule, and when; "" where that was not kept.
func endedBy(w *locale.Words, r *store.TextRule) string {
	if r.EndedBy == "" {
		return ""
	}
	return w.T("learn.made_by", "Person", r.EndedBy, "Day", r.EndedOn)
}

func (v *visit) toRule(i id.ID, more ...string) string {
	return v.to(append([]string{"bank", "rules", i.String()}, more...)...)
}

// acted says how many entries a rule ignored. What a rule that points to a customer did
// is told by each booking.
func (d rulesData) acted(r *store.TextRule) templ.Component {
	if r.Customer != 0 {
		return ui.Muted("–")
	}
	return ui.Words(d.Words.Int(int64(d.Counts[r.ID])))
}

// filters says what narrows a rule beside its words.
func (d rulesData) filters(r *matching.Rule) string {
	w := d.Words
	var parts []string
	if r.Flow != "" {
		parts = append(parts, flowWord(w, r.Flow))
	}
	switch least, most := !r.Least.IsZero(), !r.Most.IsZero(); {
	case least && most && r.Least == r.Most:
		parts = append(parts, w.Money(r.Least))
	case least && most:
		parts = append(parts, w.T("learn.between", "Least", r.Least, "Most", r.Most))
	case least:
		parts = append(parts, w.T("learn.at_least", "Least", r.Least))
	case most:
		parts = append(parts, w.T("learn.at_most", "Most", r.Most))
	}
	if r.Account != 0 {
		parts = append(parts, d.Owned[r.Account])
	}
	return strings.Join(parts, " · ")
}

func flowWord(w *locale.Words, f matching.Flow) string {
	if f == "" {
		return w.T("learn.flow_any")
	}
	return w.T("learn.flow_" + string(f))
}

// ruleForm is the form of a rule. Values are as typed.
type ruleForm struct {
	*visit
	Of                                               *store.TextRule // the one that is changed; nil for a new one
	Text, Account, Flow, Least, Most, Says, Customer string

	Likely   []ui.Option // customers
	Accounts []store.BankAccount
	Problem  string
}

// What a rule may say.
const (
	saysCustomer = "customer"
	saysIgnore   = "ignore"
)

// newRulePage asks for a rule; one that begins at an entry has its payer's words.
func newRulePage(v *visit, tx *store.Tx) (answer, error) {
	d := ruleForm{visit: v, Says: saysCustomer}
	if at := v.query("entry"); at != "" {
		i, err := id.Parse(at)
		if err != nil {
			return nil, err
		}
		e, found, err := tx.EntryByID(i)
		if err == nil && !found {
			err = errNoPage
		}
		if err != nil {
			return nil, err
		}
		d.Text, d.Account = matching.NameKey(e.Name), e.Account.String()
		if d.Text == "" {
			d.Text = oneLine(e.Text)
		}
		if d.Flow = string(matching.FlowIn); e.Amount.Sign() < 0 {
			d.Flow, d.Says = string(matching.FlowOut), saysIgnore
		}
		l, err := v.lessonOf(tx, &e)
		if err != nil {
			return nil, err
		}
		d.Likely = l.likely()
	}
	return v.ruleForm(tx, d)
}

func (v *visit) ruleForm(tx *store.Tx, d ruleForm) (answer, error) {
	var err error
	d.Accounts, err = tx.BankAccounts()
	p := page{Title: v.Words.T("learn.new"), Place: bank, Status: formStatus(d.Problem)}
	if d.Of != nil {
		p.Title, p.Body = d.Of.Words, changeRuleBody(d)
	} else {
		p.Body = newRuleBody(d)
	}
	return p, err
}

func (d ruleForm) accounts() []ui.Option {
	all := []ui.Option{{Label: d.Words.T("learn.any_account")}}
	for n := range d.Accounts {
		all = append(all, ui.Option{Value: d.Accounts[n].ID.String(), Label: accountName(&d.Accounts[n])})
	}
	return all
}

func (d ruleForm) flows() (all []ui.Option) {
	for _, f := range []matching.Flow{"", matching.FlowIn, matching.FlowOut} {
		all = append(all, ui.Option{Value: string(f), Label: flowWord(d.Words, f)})
	}
	return all
}

func (d ruleForm) saying() []ui.Option {
	w := d.Words
	return []ui.Option{{Value: saysCustomer, Label: w.T("learn.says_customer")}, {Value: saysIgnore, Label: w.T("learn.says_nobody")}}
}

// typedRule is the form as it was sent.
func (v *visit) typedRule() ruleForm {
	return ruleForm{visit: v, Text: v.query("words"), Account: v.query("account"), Flow: v.query("flow"), Least: v.query("least"), Most: v.query("most"),
		Says: v.query("says"), Customer: v.query("customer")}
}

// addRule keeps a rule and shows on what it would act.
func addRule(v *visit) (answer, error) {
	d := v.typedRule()
	var r matching.Rule
	err := v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) (err error) {
		r, err = d.rule(tx)
		return err
	})
	var i id.ID
	if err == nil {
		i, err = settle.AddRule(v.Request.Context(), v.Store, v.Company.ID, r, v.actor(), v.Today)
	}
	if fault.KindOf(err) == fault.Invalid {
		d.Problem = v.Words.Fault(err)
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.ruleForm(tx, d) })
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.toRule(i)}, nil
}

// rule reads what was typed.
func (d *ruleForm) rule(tx *store.Tx) (r matching.Rule, err error) {
	r = matching.Rule{Words: d.Text}
	if f := matching.Flow(d.Flow); f == matching.FlowIn || f == matching.FlowOut {
		r.Flow = f
	}
	currency := d.Company.Currency
	if d.Account != "" {
		if r.Account, err = id.Parse(d.Account); err != nil {
			return r, err
		}
		if currency, err = currencyOf(tx, r.Account, currency); err != nil {
			return r, err
		}
	}
	if r.Least, err = d.amount(d.Least, currency); err != nil {
		return r, err
	}
	if r.Most, err = d.amount(d.Most, currency); err != nil {
		return r, err
	}
	switch {
	case d.Says == saysIgnore:
		return r, nil
	case d.Customer == "":
		return r, fault.New(fault.Invalid, "say which customer’s payments they are")
	}
	c, err := meant(tx, d.Customer)
	r.Customer = c.ID
	return r, err
}

// currencyOf is what an account is kept in.
func currencyOf(tx *store.Tx, account id.ID, otherwise money.Currency) (money.Currency, error) {
	accounts, err := tx.BankAccounts()
	for _, a := range accounts {
		if c, err := money.ParseCurrency(a.Currency); a.ID == account && err == nil {
			return c, nil
		}
	}
	return otherwise, err
}

// amount reads a bound; nothing typed is none.
func (d *ruleForm) amount(typed string, c money.Currency) (money.Amount, error) {
	if typed == "" {
		return money.Amount{}, nil
	}
	return d.Words.ParseAmount(typed, c)
}

// ruleData is one rule, and on what it would act.
type ruleData struct {
	rulesData
	Rule   store.TextRule
	Before *store.TextRule // what it was before it was changed
	After  *store.TextRule // what it was changed into
	Trial  trial
}

// trial is on what a rule would act, with some of the entries.
type trial struct {
	settle.Trial
	Rule    matching.Rule
	Waiting entryList
	Booked  entryList
}

func rulePage(v *visit, tx *store.Tx) (answer, error) {
	r, err := v.rule(tx)
	if err != nil {
		return nil, err
	}
	d := ruleData{rulesData: rulesData{visit: v, Rules: []store.TextRule{r}}, Rule: r}
	if err := d.load(tx); err != nil {
		return nil, err
	}
	if d.Before, d.After, err = besideRule(tx, &r); err != nil {
		return nil, err
	}
	if r.State != store.RuleForgotten {
		t, err := settle.Try(tx, &r.Rule, v.Today)
		if err != nil {
			return nil, err
		}
		if d.Trial, err = v.trial(tx, r.Rule, t); err != nil {
			return nil, err
		}
	}
	return page{Title: r.Words, Place: bank, Body: ruleBody(d)}, nil
}

// rule is the rule that the address names, forgotten or not.
func (v *visit) rule(tx *store.Tx) (store.TextRule, error) {
	i, err := v.id("rule")
	if err != nil {
		return store.TextRule{}, err
	}
	r, found, err := tx.RuleByID(i)
	if err == nil && !found {
		err = errNoPage
	}
	return r, err
}

// besideRule is what a rule was before it was changed, and what it was changed into.
func besideRule(tx *store.Tx, r *store.TextRule) (before, after *store.TextRule, err error) {
	was, found, err := tx.RuleByID(r.Replaces)
	if err != nil {
		return nil, nil, err
	}
	if found {
		before = &was
	}
	is, found, err := tx.RuleAfter(r.ID)
	if found {
		after = &is
	}
	return before, after, err
}

// trial loads the entries that a trial names.
func (v *visit) trial(tx *store.Tx, r matching.Rule, of settle.Trial) (t trial, err error) {
	t.Trial, t.Rule = of, r
	if t.Waiting, err = chosen(v, tx, of.Waiting); err != nil {
		return t, err
	}
	t.Booked, err = chosen(v, tx, of.Booked)
	return t, err
}

// chosen is a list of some entries, the newest first.
func chosen(v *visit, tx *store.Tx, ids []id.ID) (entryList, error) {
	l := entryList{visit: v}
	var err error
	if l.Entries, err = tx.ChosenEntries(ids); err != nil {
		return l, err
	}
	slices.Reverse(l.Entries)
	return l, l.load(tx)
}

// facts are what the rule looks at, who made it, and what became of it.
func (d ruleData) facts() []ui.Fact {
	w := d.Words
	facts := []ui.Fact{{Label: w.T("learn.words"), Value: ui.Words(d.Rule.Words)}, {Label: w.T("learn.says"), Value: ruleSays(d.rulesData, &d.Rule.Rule)}}
	if filters := d.filters(&d.Rule.Rule); filters != "" {
		facts = append(facts, ui.Fact{Label: w.T("learn.only"), Value: ui.Words(filters)})
	}
	if d.Rule.Customer == 0 {
		facts = append(facts, ui.Fact{Label: w.T("learn.acted"), Value: d.acted(&d.Rule)})
	}
	return append(facts, d.history()...)
}

// history is who made the rule, or changed it, and who forgot it.
func (d ruleData) history() []ui.Fact {
	w, r := d.Words, &d.Rule
	made := ui.Fact{Label: w.T("learn.made"), Value: ui.Words(madeBy(w, r))}
	if d.Before == nil {
		return append([]ui.Fact{made}, d.end()...)
	}
	made.Label = w.T("learn.changed")
	before := ui.Fact{Label: w.T("learn.before"), Value: ui.Stacked(ui.Link(d.Before.Words, d.toRule(d.Before.ID)), ui.Words(madeBy(w, d.Before)))}
	return append([]ui.Fact{made, before}, d.end()...)
}

// end is who forgot the rule, or changed it into another. Of some it was not kept.
func (d ruleData) end() []ui.Fact {
	w, r := d.Words, &d.Rule
	switch {
	case d.After != nil:
		return []ui.Fact{{Label: w.T("learn.after"), Value: ui.Stacked(ui.Link(d.After.Words, d.toRule(d.After.ID)), ui.Words(madeBy(w, d.After)))}}
	case r.EndedBy != "":
		return []ui.Fact{{Label: w.T("learn.ended"), Value: ui.Words(endedBy(w, r))}}
	}
	return nil
}

// would says on how many entries the rule would act; nothing of one that is forgotten.
func (d ruleData) would() string {
	if d.Rule.State == store.RuleForgotten {
		return ""
	}
	return d.Words.T("learn.would", "Waiting", d.Words.Int(int64(d.Trial.Waits)), "Booked", d.Words.Int(int64(d.Trial.WasBooked)))
}

// onVerb says in numbers what switching the rule on does.
func (d ruleData) onVerb() string {
	if d.Trial.Waits == 0 {
		return d.Words.T("learn.on_none")
	}
	return d.Words.N("learn.on_n", d.Trial.Waits)
}

// headOf heads a list of entries with their number, if there are any.
func headOf(w *locale.Words, what string, n int, more ...any) string {
	if n == 0 {
		return w.T("learn." + what)
	}
	return w.N("learn.n_"+what, n, more...)
}

// shownOf says how many of all are shown, when not all are.
func shownOf(w *locale.Words, shown, all int) string {
	if shown == all {
		return ""
	}
	return w.T("learn.shown_of", "Shown", w.Int(int64(shown)), "All", w.Int(int64(all)))
}

// against says that a rule speaks against what was booked; "" when it does not.
func (d rulesData) against(t *trial) string {
	switch n := t.Others; {
	case n == 0:
		return ""
	case t.Rule.Customer == 0:
		return d.Words.N("learn.n_were_booked", n)
	default:
		return d.Words.N("learn.n_were_others", n, "Customer", d.Names[t.Rule.Customer])
	}
}

func switchOnRule(v *visit) (answer, error) {
	i, err := v.id("rule")
	if err != nil {
		return nil, err
	}
	seen, err := strconv.Atoi(v.form("seen"))
	if err != nil {
		return nil, fault.New(fault.Invalid, "look at what the rule would act on first")
	}
	err = settle.SwitchOn(v.Request.Context(), v.Store, v.Company.ID, i, seen, v.actor(), v.Today)
	if fault.KindOf(err) == fault.Conflict {
		return moved{To: v.toRule(i), Toast: ui.Toast{Text: v.Words.Fault(err), Tone: ui.ToneBad}}, nil
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.toRule(i), Toast: ui.Toast{Text: v.Words.T("learn.is_on"), Undo: v.toRule(i, "off")}}, nil
}

func switchOffRule(v *visit) (answer, error) {
	return v.changeRule("learn.is_off", func(i id.ID) (string, error) {
		return v.toRule(i), settle.SwitchOff(v.Request.Context(), v.Store, v.Company.ID, i, v.actor(), v.Today)
	})
}

func forgetRule(v *visit) (answer, error) {
	return v.changeRule("learn.rule_forgotten", func(i id.ID) (string, error) {
		return v.to("bank", "learned"), settle.ForgetRule(v.Request.Context(), v.Store, v.Company.ID, i, v.actor(), v.Today)
	})
}

func (v *visit) changeRule(told string, do func(id.ID) (to string, err error)) (answer, error) {
	i, err := v.id("rule")
	if err != nil {
		return nil, err
	}
	to, err := do(i)
	if err != nil {
		return nil, err
	}
	return moved{To: v.backTo(to), Toast: ui.Toast{Text: v.Words.T(told)}}, nil
}
