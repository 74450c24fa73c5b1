package web

import (
	"slices"
	"strconv"
	"strings"

	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/message"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// before is the anchor of days before the due date, as the form has it.
const before = "before"

// mostWays is how many channels the form asks for.
const mostWays = 4

// stepValues are a step as its form has it. What is ticked stands under its name and value.
func stepValues(s *dunning.Step) map[string]string {
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	values := map[string]string{"name": s.Name, "tone": string(s.Tone), "days": strconv.Itoa(max(s.Days, -s.Days)), "when": string(s.From),
		"repeat": number(s.RepeatDays), "times": number(s.RepeatTimes), "deadline": number(s.DeadlineDays), "sender": s.Sender}
	if s.BeforeDue() {
		values["when"] = before
	}
	tick := func(name string, is bool) {
		if is {
			values[name] = "1"
		}
	}
	tick("copy", s.CopyManager)
	tick("approve", s.Approve)
	for n, c := range s.Ways() {
		values["way"+strconv.Itoa(n)] = string(c)
	}
	for _, p := range s.To {
		tick("to "+string(p), true)
	}
	for _, p := range s.Claims {
		tick("claims "+string(p), true)
	}
	for _, e := range s.Encloses {
		tick("encloses "+string(e), true)
	}
	for _, e := range s.Effects {
		tick("effects "+string(e), true)
	}
	return values
}

// typedStep are the values of the form as it was sent.
func (v *visit) typedStep() map[string]string {
	values := map[string]string{}
	for _, name := range []string{"name", "tone", "days", "when", "repeat", "times", "deadline", "sender", "copy", "approve"} {
		values[name] = v.form(name)
	}
	for n := range mostWays {
		values["way"+strconv.Itoa(n)] = v.form("way" + strconv.Itoa(n))
	}
	for _, group := range []string{"to", "claims", "effects", "encloses"} {
		for _, value := range v.Request.PostForm[group] {
			values[group+" "+value] = "1"
		}
	}
	return values
}

// readStep writes typed values into a step; its key and texts stay.
func readStep(values map[string]string, s *dunning.Step) error {
	var refused fault.Refusals
	number := func(name string) int {
		if values[name] == "" {
			return 0
		}
		n, err := strconv.Atoi(values[name])
		if err != nil || n < 0 {
			refused.Add(fault.At(0, name, "%q is not a whole number from 0", values[name]))
		}
		return n
	}
	s.Name, s.Tone, s.Sender = values["name"], dunning.Tone(values["tone"]), values["sender"]
	s.Days, s.From = number("days"), dunning.Anchor(values["when"])
	if values["when"] == before {
		s.Days, s.From = -s.Days, dunning.FromDue
	}
	s.RepeatDays, s.RepeatTimes, s.DeadlineDays = number("repeat"), number("times"), number("deadline")
	s.CopyManager, s.Approve = values["copy"] != "", values["approve"] != ""
	s.Channels = nil
	for n := range mostWays {
		if way := message.Channel(values["way"+strconv.Itoa(n)]); way != "" && !slices.Contains(s.Channels, way) {
			s.Channels = append(s.Channels, way)
		}
	}
	if slices.Equal(s.Channels, []message.Channel{message.Mail}) {
		s.Channels = nil
	}
	s.To, s.Claims, s.Effects = ticked(values, "to", positions[:]), ticked(values, "claims", claimable[:]), ticked(values, "effects", dunning.Effects())
	s.Encloses = ticked(values, "encloses", dunning.Enclosures())
	return refused.Err(fault.Say("%d fields cannot be read", refused.Len()))
}

// ticked are those of a group whose boxes are ticked.
func ticked[T ~string](values map[string]string, group string, all []T) (chosen []T) {
	for _, one := range all {
		if values[group+" "+string(one)] != "" {
			chosen = append(chosen, one)
		}
	}
	return chosen
}

// saveStep stores what was typed of a step into the draft. What is wrong with it but can be
// stored is said on the page.
func saveStep(v *visit) (answer, error) {
	key, values := v.Request.PathValue("step"), v.typedStep()
	a, err := v.edited(func() string { return key }, func(s *dunning.Scenario) error {
		step, found := s.Step(key)
		if !found {
			return fault.New(fault.Conflict, "somebody removed the step meanwhile")
		}
		if err := readStep(values, &step); err != nil {
			return err
		}
		return s.Put(&step, v.Company.Policy.TermsDays)
	})
	if kind := fault.KindOf(err); kind != fault.Invalid {
		return a, err
	}
	return v.show(func(v *visit, tx *store.Tx) (answer, error) {
		d, broken := v.scenario(tx)
		if broken != nil {
			return nil, broken
		}
		d.Values, d.refusal = values, v.refusalOf(err)
		return d.page(tx, key)
	})
}

// field is one of the step's plain fields.
func (d *scenarioData) field(name string, f ui.FieldSpec) ui.FieldSpec {
	f.Name, f.Label, f.Value, f.Error = name, d.Words.T("scenario.form."+name), d.Values[name], d.Fields[name]
	f.Autocomplete = "off"
	return f
}

// box is one of the step's boxes.
func (d *scenarioData) box(group, value, label string) ui.CheckSpec {
	name := group
	if value != "" {
		name += " " + value
	}
	return ui.CheckSpec{Name: group, Value: value, Label: label, Checked: d.Values[name] != ""}
}

// enclosureBox is the box of a kind of file. It cannot be ticked where the step sends no mail.
func (d *scenarioData) enclosureBox(e dunning.Enclosure) ui.CheckSpec {
	box := d.box("encloses", string(e), d.Words.T("enclose.box."+string(e)))
	box.Disabled = !d.mails()
	return box
}

// mails reports whether the ways in the form name the mail.
func (d *scenarioData) mails() bool {
	none := true
	for n := range mostWays {
		switch way := d.Values["way"+strconv.Itoa(n)]; {
		case message.Channel(way) == message.Mail:
			return true
		case way != "":
			none = false
		}
	}
	return none // as Step.Ways has it
}

// enclosesHint says what the boxes of files mean, or why they cannot be ticked.
func (d *scenarioData) enclosesHint() string {
	if !d.mails() {
		return d.Words.T("enclose.no_mail")
	}
	return d.Words.T("enclose.hint")
}

func (d *scenarioData) tones() (all []ui.Option) {
	for _, t := range dunning.Tones() {
		all = append(all, ui.Option{Value: string(t), Label: explain.Tone(d.Words, t)})
	}
	return all
}

// whens are the days from which a step can count. The first step has none before it, and the one
// after a broken promise counts from the promised day alone.
func (d *scenarioData) whens() (all []ui.Option) {
	if d.answers() {
		return []ui.Option{{Value: string(dunning.FromDue), Label: d.Words.T("scenario.when.promise")}}
	}
	for _, when := range []string{before, string(dunning.FromDue), string(dunning.FromIssue), string(dunning.FromMonthEnd), string(dunning.FromPrevious)} {
		all = append(all, ui.Option{Value: when, Label: d.Words.T("scenario.when." + when)})
	}
	return all
}

// answers reports whether the open step is the one after a broken promise.
func (d *scenarioData) answers() bool {
	return d.Step != nil && d.Scenario.Broken != nil && d.Scenario.Broken.Key == d.Step.Key
}

func (d *scenarioData) ways(n int) (all []ui.Option) {
	if n > 0 {
		all = append(all, ui.Option{Label: d.Words.T("scenario.form.no_way")})
	}
	for _, c := range message.Channels() {
		all = append(all, ui.Option{Value: string(c), Label: explain.Channel(d.Words, c)})
	}
	return all
}

func (d *scenarioData) signers() []ui.Option {
	all := []ui.Option{{Label: d.Company.Name}}
	for _, s := range d.Company.Policy.Senders {
		all = append(all, ui.Option{Value: s.Key, Label: s.Name})
	}
	return all
}

// orSaid says what a person can mend beside a part of the scenario's page.
func (v *visit) orSaid(a answer, err error, part string) (answer, error) {
	if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.Conflict {
		if m, ok := a.(moved); ok && err == nil {
			m.To, m.Toast = m.To+"#"+part, ui.Toast{Text: v.Words.T("scenario.in_draft")}
			a = m
		}
		return a, err
	}
	plan, bad := id.Parse(v.Request.PathValue("plan"))
	if bad != nil {
		return nil, bad
	}
	return moved{To: v.toPlan(plan) + "#" + part, Toast: ui.Toast{Text: strings.Join([]string{v.Words.T("web.not_saved"), v.Words.Fault(err)}, ". "), Tone: ui.ToneBad}}, nil
}

// saveThanks says from which tone on thanks follow; "" for no thanks.
func saveThanks(v *visit) (answer, error) {
	a, err := v.edited(func() string { return "" }, func(s *dunning.Scenario) error {
		after := dunning.Tone(v.form("after"))
		switch {
		case after == "":
			s.Thanks = nil
		case s.Thanks == nil:
			s.Thanks = &dunning.Thanks{After: after}
		default:
			s.Thanks.After = after
		}
		return nil
	})
	return v.orSaid(a, err, "rest")
}

func (d *scenarioData) thanksOptions() []ui.Option {
	all := []ui.Option{{Label: d.Words.T("scenario.no_thanks")}}
	for _, t := range dunning.Tones() {
		all = append(all, ui.Option{Value: string(t), Label: d.Words.T("scenario.thanks_after", "Tone", explain.Tone(d.Words, t))})
	}
	return all
}

// thanksAfter is the tone from which thanks follow; "" for none.
func (d *scenarioData) thanksAfter() string {
	if d.Scenario.Thanks == nil {
		return ""
	}
	return string(d.Scenario.Thanks.After)
}

func (d *scenarioData) inclusions() (all []ui.Option) {
	for _, i := range []dunning.Inclusion{dunning.IncludeAll, dunning.IncludeLate, dunning.IncludeTaking} {
		all = append(all, ui.Option{Value: string(i), Label: explain.Included(d.Words, i)})
	}
	return all
}
