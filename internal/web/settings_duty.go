package web

import (
	"strconv"

	"acquit/internal/date"
	"acquit/internal/duty"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/store"
	"acquit/internal/task"
	"acquit/internal/web/ui"
)

func (s *site) dutyRoutes() {
	s.getOwner("/settings/duty", dutyPage)
	s.postOwner("/settings/duty", addDutyRule)
	s.postOwner("/settings/duty/up", raiseDutyRule)
	s.postOwner("/settings/duty/drop", dropDutyRule)
	s.postOwner("/settings/duty/away", addAbsence)
	s.postOwner("/settings/duty/back", dropAbsence)
}

// dutyData is whose work is whose, and who is away. Values are as typed.
type dutyData struct {
	*visit
	Rules    []duty.Rule
	Absences []duty.Absence
	People   []store.Member
	Labels   []string
	refusal
}

func dutyPage(v *visit, tx *store.Tx) (answer, error) { return v.dutyForm(tx, nil) }

// dutyForm is the page, after a refusal with what was wrong.
func (v *visit) dutyForm(tx *store.Tx, why error) (answer, error) {
	d := dutyData{visit: v}
	if why != nil {
		d.refusal = v.refusalOf(why)
	}
	for _, load := range []func() error{
		func() (err error) { d.Rules, err = tx.DutyRules(); return err },
		func() (err error) { d.Absences, err = tx.Absences(v.Today); return err },
		func() (err error) { d.People, err = answerers(tx); return err },
		func() (err error) { d.Labels, err = tx.LabelsInUse(mostSuggested); return err },
	} {
		if err := load(); err != nil {
			return nil, err
		}
	}
	return page{Title: v.Words.T("duty.title"), Place: settings, Status: formStatus(d.Problem), Body: dutyBody(&d)}, nil
}

// personOptions are those who may be given work; none where nobody need be named.
func (d *dutyData) personOptions(none string) (all []ui.Option) {
	if none != "" {
		all = append(all, ui.Option{Label: none})
	}
	for _, m := range d.People {
		all = append(all, ui.Option{Value: m.Email, Label: m.Name})
	}
	return all
}

func (d *dutyData) labelOptions() []ui.Option {
	all := []ui.Option{{Label: d.Words.T("duty.any")}}
	for _, l := range d.Labels {
		all = append(all, ui.Option{Value: l, Label: l})
	}
	return all
}

// ruledKinds are the tasks that rules tell apart.
var ruledKinds = [...]task.Kind{task.ReplyWaits, task.Call, task.CallBack, task.PlanAsked, task.PlanWaits, task.PlanBroken, task.Contested, task.CreditDue, task.SendCopy, task.OtherPerson, task.PromiseBroken, task.LadderFinished,
	task.NoAddress, task.MessageFailed, task.WrongNumber, task.PaymentReturned, task.LimitationNears, task.HandOver, task.SupplyStop, task.LodgeClaim, task.HardshipEnds}

func (d *dutyData) kindOptions() []ui.Option {
	all := []ui.Option{{Label: d.Words.T("duty.any")}}
	for _, k := range ruledKinds {
		all = append(all, ui.Option{Value: string(k), Label: taskTitle(d.Words, k, "")})
	}
	return all
}

func (d *dutyData) languages() []ui.Option {
	return append([]ui.Option{{Label: d.Words.T("duty.any")}}, languageOptions(d.Words, false)...)
}

// changeRules changes the rules of the company, and shows the page again where that is refused.
func (v *visit) changeRules(change func([]duty.Rule) ([]duty.Rule, error)) (answer, error) {
	var rules []duty.Rule
	err := v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) (err error) {
		rules, err = tx.DutyRules()
		return err
	})
	if err == nil {
		rules, err = change(rules)
	}
	found := 0
	if err == nil {
		found, err = v.Desk.SetDutyRules(v.Request.Context(), v.Company.ID, rules, v.Today)
	}
	if fault.KindOf(err) == fault.Invalid {
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.dutyForm(tx, err) })
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.to("settings", "duty"), Toast: ui.Toast{Text: v.Words.N("duty.rule_saved", found)}}, nil
}

func addDutyRule(v *visit) (answer, error) {
	return v.changeRules(func(rules []duty.Rule) ([]duty.Rule, error) {
		r := duty.Rule{Person: v.form("person"), Kind: task.Kind(v.form("kind")), Label: v.form("label"), Country: v.form("country"), Language: v.form("language"), Manager: v.form("manager")}
		if words := v.form("least"); words != "" {
			least, err := v.Words.ParseAmount(words, v.Company.Currency)
			if err != nil {
				return nil, fault.At(0, "least", "%q is not an amount", words)
			}
			r.Least = least.Minor
		}
		return append(rules, r), nil
	})
}

// place is the place of the rule that a form names, from 0.
func (v *visit) place(rules []duty.Rule) (int, error) {
	n, err := strconv.Atoi(v.form("place"))
	if err != nil || n < 0 || n >= len(rules) {
		return 0, fault.New(fault.Conflict, "the rules were changed meanwhile")
	}
	return n, nil
}

func raiseDutyRule(v *visit) (answer, error) {
	return v.changeRules(func(rules []duty.Rule) ([]duty.Rule, error) {
		n, err := v.place(rules)
		if err == nil && n > 0 {
			rules[n-1], rules[n] = rules[n], rules[n-1]
		}
		return rules, err
	})
}

func dropDutyRule(v *visit) (answer, error) {
	return v.changeRules(func(rules []duty.Rule) ([]duty.Rule, error) {
		n, err := v.place(rules)
		if err != nil {
			return nil, err
		}
		return append(rules[:n], rules[n+1:]...), nil
	})
}

func addAbsence(v *visit) (answer, error) {
	a := duty.Absence{Person: v.form("away"), Deputy: v.form("deputy")}
	var err error
	for name, to := range map[string]*date.Date{"from": &a.From, "through": &a.Through} {
		if *to, err = v.day(name); err != nil {
			return nil, err
		}
	}
	_, err = v.Desk.AddAbsence(v.Request.Context(), v.Company.ID, a, v.Today)
	if fault.KindOf(err) == fault.Invalid {
		return v.show(func(v *visit, tx *store.Tx) (answer, error) { return v.dutyForm(tx, err) })
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.to("settings", "duty"), Toast: ui.Toast{Text: v.Words.T("duty.absence_saved")}}, nil
}

func dropAbsence(v *visit) (answer, error) {
	i, err := id.Parse(v.form("id"))
	if err == nil {
		err = v.Desk.DropAbsence(v.Request.Context(), v.Company.ID, i)
	}
	if err != nil {
		return nil, err
	}
	return moved{To: v.to("settings", "duty"), Toast: ui.Toast{Text: v.Words.T("duty.absence_dropped")}}, nil
}
