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
}

// mostRules is how many rules the list shows; a company cannot have more.
const mostRules = 500

// rulesData is the rules of the company.
type rulesData struct {
	*visit
	Rules  []store.TextRule
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
	return page{Title: v.Words.T("learn.title"), Place: bank, Body: rulesBody(d)}, nil
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
	}}
	for n := range d.Rules {
		r := &d.Rules[n]
		href := d.toRule(r.ID)
		t.Rows = append(t.Rows, ui.Row{ID: "rule-" + r.ID.String(), Href: href, Label: r.Words, Cells: []templ.Component{
			ui.Stacked(ui.Link(r.Words, href), ui.Words(d.filters(&r.Rule))), ruleSays(d, &r.Rule), ruleTag(w, r.State),
			d.acted(r), ui.Muted(w.T("learn.made_by", "Person", r.By, "Day", r.On)),
		}})
	}
	return t
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

// ruleForm is the form of a new rule. Values are as typed.
type ruleForm struct {
	*visit
	Text, Account, Flow, Least, Most, Says, Customer string

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
	}
	return v.ruleForm(tx, d)
}

func (v *visit) ruleForm(tx *store.Tx, d ruleForm) (answer, error) {
	var err error
	d.Accounts, err = tx.BankAccounts()
	return page{Title: v.Words.T("learn.new"), Place: bank, Status: formStatus(d.Problem), Body: newRuleBody(d)}, err
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

// addRule keeps a rule and shows on what it would act.
func addRule(v *visit) (answer, error) {
	d := ruleForm{visit: v, Text: v.form("words"), Account: v.form("account"), Flow: v.form("flow"), Least: v.form("least"), Most: v.form("most"),
		Says: v.form("says"), Customer: v.form("customer")}
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
	if d.Says != saysIgnore {
		c, err := meant(tx, d.Customer)
		r.Customer = c.ID
		return r, err
	}
	return r, nil
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
	Rule    store.TextRule
	Trial   settle.Trial
	Waiting entryList
	Booked  entryList
}

func rulePage(v *visit, tx *store.Tx) (answer, error) {
	i, err := v.id("rule")
	if err != nil {
		return nil, err
	}
	r, found, err := tx.RuleByID(i)
	if err == nil && !found {
		err = errNoPage
	}
	if err != nil {
		return nil, err
	}
	d := ruleData{rulesData: rulesData{visit: v, Rules: []store.TextRule{r}}, Rule: r}
	if err := d.load(tx); err != nil {
		return nil, err
	}
	if d.Trial, err = settle.Try(tx, &r.Rule, v.Today); err != nil {
		return nil, err
	}
	if d.Waiting, err = chosen(v, tx, d.Trial.Waiting); err != nil {
		return nil, err
	}
	d.Booked, err = chosen(v, tx, d.Trial.Booked)
	return page{Title: r.Words, Place: bank, Body: ruleBody(d)}, err
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

// facts are what the rule looks at, and who made it.
func (d ruleData) facts() []ui.Fact {
	w := d.Words
	facts := []ui.Fact{{Label: w.T("learn.words"), Value: ui.Words(d.Rule.Words)}, {Label: w.T("learn.says"), Value: ruleSays(d.rulesData, &d.Rule.Rule)}}
	if filters := d.filters(&d.Rule.Rule); filters != "" {
		facts = append(facts, ui.Fact{Label: w.T("learn.only"), Value: ui.Words(filters)})
	}
	if d.Rule.Customer == 0 {
		facts = append(facts, ui.Fact{Label: w.T("learn.acted"), Value: d.acted(&d.Rule)})
	}
	return append(facts, ui.Fact{Label: w.T("learn.made"), Value: ui.Words(w.T("learn.made_by", "Person", d.Rule.By, "Day", d.Rule.On))})
}

// onVerb says in numbers what switching the rule on does.
func (d ruleData) onVerb() string {
	if d.Trial.Waits == 0 {
		return d.Words.T("learn.on_none")
	}
	return d.Words.N("learn.on_n", d.Trial.Waits)
}

// shownOf says how many of all are shown, when not all are.
func (d ruleData) shownOf(shown, all int) string {
	if shown == all {
		return ""
	}
	return d.Words.T("learn.shown_of", "Shown", d.Words.Int(int64(shown)), "All", d.Words.Int(int64(all)))
}

// against says that the rule speaks against what was booked; "" when it does not.
func (d ruleData) against() string {
	switch n := d.Trial.Others; {
	case n == 0:
		return ""
	case d.Rule.Customer == 0:
		return d.Words.N("learn.n_were_booked", n)
	default:
		return d.Words.N("learn.n_were_others", n, "Customer", d.Names[d.Rule.Customer])
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
	err = settle.SwitchOn(v.Request.Context(), v.Store, v.Company.ID, i, seen, v.Today)
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
		return v.toRule(i), settle.SwitchOff(v.Request.Context(), v.Store, v.Company.ID, i)
	})
}

func forgetRule(v *visit) (answer, error) {
	return v.changeRule("learn.rule_forgotten", func(i id.ID) (string, error) {
		return v.to("bank", "learned"), settle.ForgetRule(v.Request.Context(), v.Store, v.Company.ID, i)
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
