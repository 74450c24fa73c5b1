package web

import (
	"encoding/base64"
	"html"
	"slices"
	"strings"

	"acquit/internal/collect"
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/fault"
	"acquit/internal/id"
	"acquit/internal/locale"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

func (s *site) textRoutes() {
	s.postOwner("/scenarios/{plan}/steps/{step}/text", saveText)
	s.postOwner("/scenarios/{plan}/steps/{step}/spoken", saveSpoken)
	s.get("/scenarios/{plan}/steps/{step}/preview", previewPart)
	s.postOwner("/scenarios/{plan}/steps/{step}/preview", previewTyped)
	s.postOwner("/scenarios/{plan}/steps/{step}/check", checkTyped)
	s.postOwner("/scenarios/{plan}/steps/{step}/test", sendTest)
}

// textAt is the page's address with a text open.
func (v *visit) textAt(plan id.ID, step, language, reader string) string {
	return asked(v.toPlan(plan), "step", step, "lang", language, "customer", reader) + "#text"
}

// typedText is the text of the form, which browsers send with lines that end in \r\n.
func (v *visit) typedText() dunning.Text {
	return dunning.Text{Subject: v.form("subject"), Body: strings.ReplaceAll(strings.TrimSpace(v.Request.PostFormValue("body")), "\r\n", "\n")}
}

// saveText stores an own text into the draft, begins one with the program's words, or goes back to
// those. A text that has faults is stored as well: they are said on the page, and it cannot be
// published.
func saveText(v *visit) (answer, error) {
	plan, err := v.id("plan")
	if err != nil {
		return nil, err
	}
	key, language := v.Request.PathValue("step"), v.form("lang")
	if !knownLanguage(language) {
		return nil, errNoPage
	}
	a, err := v.edited(func() string { return key }, func(s *dunning.Scenario) error {
		switch v.form("do") {
		case "standard":
			return putText(s, key, language, v.standardText(s, key, language))
		case "drop":
			return putText(s, key, language, nil)
		}
		text := v.typedText()
		return putText(s, key, language, &text)
	})
	if _, ok := a.(moved); !ok {
		return a, err
	}
	return moved{To: v.textAt(plan, key, language, v.form("customer")), Toast: ui.Toast{Text: v.Words.T("scenario.in_draft")}}, err
}

// standardText is the program's own text of a step, or of thanks.
func (v *visit) standardText(s *dunning.Scenario, key, language string) *dunning.Text {
	words := v.site.Words.In(locale.For(locale.Language(language), v.Company.Country))
	text := render.StandardThanks(words, s.Informal)
	if step, found := s.Step(key); found {
		text = render.Standard(words, step.Tone, s.Informal)
	}
	return &text
}

// putText gives a step, or the thanks, a text in a language; nil takes it back.
func putText(s *dunning.Scenario, key, language string, text *dunning.Text) error {
	if key == thanksKey {
		if s.Thanks == nil {
			return fault.New(fault.Conflict, "the scenario says no thanks any more")
		}
		s.Thanks.Texts = withText(s.Thanks.Texts, language, text)
		return nil
	}
	step, found := s.Step(key)
	if !found {
		return fault.New(fault.Conflict, "somebody removed the step meanwhile")
	}
	step.Texts = withText(step.Texts, language, text)
	return s.Put(&step, 0)
}

func withText(texts map[string]dunning.Text, language string, text *dunning.Text) map[string]dunning.Text {
	all := map[string]dunning.Text{}
	for l, t := range texts {
		all[l] = t
	}
	if delete(all, language); text != nil {
		all[language] = *text
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

// lookedAt composes what the open text says to the customer who was chosen. typed is a text that
// is not stored; nil for what is.
func (v *visit) lookedAt(tx *store.Tx, language string, typed *dunning.Text) (l collect.Looked, err error) {
	d, err := v.scenario(tx)
	if err != nil {
		return l, err
	}
	if version, err := id.Parse(v.query("version")); err == nil {
		if old, found, err := tx.ScenarioByID(version); err == nil && found && old.Plan == d.Plan.ID {
			d.Scenario = old
		}
	}
	key := v.Request.PathValue("step")
	if typed != nil {
		if err := putText(&d.Scenario, key, language, typed); err != nil {
			return l, err
		}
	}
	to, err := v.reader(tx)
	if err != nil {
		return l, err
	}
	if key == thanksKey {
		return v.Desk.LookAtThanks(tx, to, &d.Scenario, language, v.Today)
	}
	return v.Desk.Look(tx, to, &d.Scenario, key, language, v.Today)
}

// reader is the customer to whom a preview is written: the one who was chosen, or the one whose
// debt is oldest.
func (v *visit) reader(tx *store.Tx) (id.ID, error) {
	if typed := v.query("customer"); typed != "" {
		c, err := meant(tx, typed)
		return c.ID, err
	}
	i, err := tx.LongestOverdue(v.Company.Currency)
	if err == nil && i == 0 {
		err = fault.New(fault.Invalid, "nobody owes anything: there is nothing to look at yet")
	}
	return i, err
}

// previewPart is a message as it would be said, for a frame.
func previewPart(v *visit, tx *store.Tx) (answer, error) {
	return v.preview(tx, v.query("lang"), nil)
}

func previewTyped(v *visit) (answer, error) {
	return v.show(func(v *visit, tx *store.Tx) (answer, error) {
		text := v.typedText()
		return v.preview(tx, v.form("lang"), &text)
	})
}

func (v *visit) preview(tx *store.Tx, language string, typed *dunning.Text) (answer, error) {
	l, err := v.lookedAt(tx, language, typed)
	if sentence, mendable := v.mendable(err); mendable {
		return mailPart{sentencePage(sentence)}, nil
	}
	if err != nil {
		return nil, err
	}
	return mailPart{framed(&l.Mail)}, nil
}

// mendable is what a person can do something about, as a sentence.
func (v *visit) mendable(err error) (sentence string, is bool) {
	kinds := []fault.Kind{fault.Invalid, fault.NotFound, fault.Conflict, fault.Unavailable}
	if err == nil || !slices.Contains(kinds, fault.KindOf(err)) {
		return "", false
	}
	return v.Words.Fault(err), true
}

// sentencePage is a page of one sentence for a frame.
func sentencePage(sentence string) string {
	return `<!DOCTYPE html><meta charset="utf-8"><p style="font:14px/1.5 system-ui,sans-serif;padding:16px;color:#444">` + html.EscapeString(sentence) + `</p>`
}

// framed is a mail's page with its pictures in it.
func framed(m *render.Mail) string {
	if m.Code == nil {
		return m.HTML
	}
	return strings.ReplaceAll(m.HTML, "cid:"+render.CodeID, "data:image/png;base64,"+base64.StdEncoding.EncodeToString(m.Code))
}

// checkedData is what is said of a text while it is typed.
type checkedData struct {
	*visit
	Subject string // as the customer will read it; "" where it cannot be said
	Faults  []string
}

// checkTyped says what is wrong with a text that is being typed, line by line.
func checkTyped(v *visit) (answer, error) {
	return v.show(func(v *visit, tx *store.Tx) (answer, error) {
		d, err := v.scenario(tx)
		if err != nil {
			return nil, err
		}
		text := v.typedText()
		checked := checkedData{visit: v, Faults: v.textFaults(d.checkText(v.Request.PathValue("step"), text))}
		if len(checked.Faults) == 0 {
			if l, err := v.lookedAt(tx, v.form("lang"), &text); err == nil {
				checked.Subject = l.Mail.Subject
			}
		}
		return fragment{Body: checkedText(checked)}, nil
	})
}

func (d *scenarioData) checkText(key string, text dunning.Text) error {
	if step, found := d.Scenario.Step(key); found {
		return render.CheckText(text, &step, &d.Company)
	}
	return render.CheckThanks(text, &d.Company)
}

// textFaults are the faults of a text in words, each with its line.
func (v *visit) textFaults(err error) (all []string) {
	if err == nil {
		return nil
	}
	for _, n := range fault.Notes(err) {
		said := v.Words.Sentence(n.Text)
		switch {
		case n.Place.Line > 0:
			said = v.Words.T("scenario.text.line", "N", n.Place.Line, "Fault", said)
		case n.Place.Path == "subject":
			said = v.Words.T("scenario.text.in_subject", "Fault", said)
		}
		all = append(all, said)
	}
	return all
}

// ownFaults are the faults of the text that is open.
func (d *scenarioData) ownFaults() []string {
	if d.Own == nil {
		return nil
	}
	return d.textFaults(d.checkText(d.textKey(), *d.Own))
}

// sendTest mails what is typed, or what the program says, to whoever asks.
func sendTest(v *visit) (answer, error) {
	plan, err := v.id("plan")
	if err != nil {
		return nil, err
	}
	var typed *dunning.Text
	if _, sent := v.Request.PostForm["body"]; sent {
		text := v.typedText()
		typed = &text
	}
	var l collect.Looked
	err = v.Store.View(v.Request.Context(), v.Company.ID, func(tx *store.Tx) (err error) {
		l, err = v.lookedAt(tx, v.form("lang"), typed)
		return err
	})
	if err == nil {
		err = v.Desk.SendTest(v.Request.Context(), v.Company.ID, &l, v.Words, v.Person.Email)
	}
	back := v.textAt(plan, v.Request.PathValue("step"), v.form("lang"), v.form("customer"))
	if sentence, mendable := v.mendable(err); mendable {
		return moved{To: back, Toast: ui.Toast{Text: v.Words.T("scenario.text.not_sent", "Why", sentence), Tone: ui.ToneBad}}, nil
	}
	if err != nil {
		return nil, err
	}
	return moved{To: back, Toast: ui.Toast{Text: v.Words.T("scenario.text.sent_to", "Mail", v.Person.Email)}}, nil
}

// textKey is the key under which the open text stands.
func (d *scenarioData) textKey() string {
	if d.Step == nil {
		return thanksKey
	}
	return d.Step.Key
}

// textPath is where something is done with the open text.
func (d *scenarioData) textPath(what string) string {
	return d.toPlan(d.Plan.ID, "steps", d.textKey(), what)
}

// previewAddress is what the frame shows at first.
func (d *scenarioData) previewAddress() string {
	version := ""
	if d.Old {
		version = d.Scenario.ID.String()
	}
	return asked(d.textPath("preview"), "lang", d.Language, "customer", d.Reader, "version", version)
}

// languageTabs are the languages of a text; those with own words are marked.
func (d *scenarioData) languageTabs() (tabs []ui.TabSpec) {
	for _, l := range locale.Languages {
		tab := ui.TabSpec{Label: languageName(d.Words, string(l)), Current: string(l) == d.Language,
			Href: asked(d.at(""), "step", d.textKey(), "lang", string(l), "customer", d.Reader) + "#text"}
		if d.Texts[string(l)] {
			tab.Count = d.Words.T("scenario.text.own_mark")
		}
		tabs = append(tabs, tab)
	}
	return tabs
}

// vocabulary are the words that the open text can use.
func (d *scenarioData) vocabulary() (all []render.Word) {
	for _, word := range render.Vocabulary() {
		if d.Step != nil || word.Is&render.OfThanks != 0 {
			all = append(all, word)
		}
	}
	return all
}

// tagOf is how a word is written in a text.
func tagOf(word render.Word) string {
	if word.Is&(render.Says|render.Shows) == 0 {
		return "{{if " + word.Name + "}}…{{end}}"
	}
	return "{{" + word.Name + "}}"
}

// openTitle is what the open text is of.
func (d *scenarioData) openTitle() string {
	if d.Step == nil {
		return d.Words.T("scenario.thanks")
	}
	return explain.StepName(d.Words, d.Step)
}
