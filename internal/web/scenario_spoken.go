package web

import (
	"slices"
	"strings"

	"acquit/internal/dunning"
	"acquit/internal/fault"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/render"
	"acquit/internal/store"
	"acquit/internal/web/ui"
)

// spokenPart is what the open step says by SMS or on the telephone, in the open language.
type spokenPart struct {
	Channel message.Channel
	Own     string       // the company's own words; "" for the program's
	Faults  []string     // what is wrong with them
	Lines   []string     // as the chosen customer would get them
	Trouble string       // why nobody can; "" where somebody can
	Short   render.Short // of an SMS
}

// spokenChannels are those whose messages have no page.
var spokenChannels = [...]message.Channel{message.SMS, message.Call}

// speak loads what the open step says without a page: where it goes such a way, or has own words
// for it.
func (d *scenarioData) speak(tx *store.Tx) error {
	if d.Step == nil {
		return nil
	}
	for _, c := range spokenChannels {
		own, found := d.Step.Spoken(c, d.Language)
		if !found && !slices.Contains(d.Step.Ways(), c) {
			continue
		}
		part := spokenPart{Channel: c, Own: own}
		if found {
			part.Faults = d.textFaults(render.CheckSpoken(own, c, d.Step, &d.Company))
		}
		if err := d.spokenTo(tx, &part); err != nil {
			return err
		}
		d.Spoken = append(d.Spoken, part)
	}
	return nil
}

// spokenTo fills in what a part says to the customer who was chosen.
func (d *scenarioData) spokenTo(tx *store.Tx, part *spokenPart) error {
	to, err := d.reader(tx)
	if err == nil {
		part.Lines, err = d.Desk.LookSpoken(tx, to, &d.Scenario, d.Step.Key, d.Language, part.Channel, d.Today)
	}
	sentence, mendable := d.mendable(err)
	if mendable {
		part.Trouble = sentence
		return nil
	}
	if part.Channel == message.SMS {
		part.Short = render.ShortOf(part.Lines)
	}
	return err
}

// title names the part.
func (p *spokenPart) title(w *locale.Words) string {
	return w.T("settings.spoken.title_" + string(p.Channel))
}

// size says in how many parts an SMS goes, and which letters make them short.
func (p *spokenPart) size(w *locale.Words) string {
	said := w.N("settings.spoken.segments", p.Short.Segments, "Letters", w.Int(int64(p.Short.Letters)))
	if p.Short.Strange != "" {
		said += " " + w.T("settings.spoken.strange", "Letters", strings.Join(strings.Split(p.Short.Strange, ""), " "))
	}
	return said
}

// words are those that can be said without a page.
func (p *spokenPart) words() []render.Word {
	return slices.DeleteFunc(render.Vocabulary(), func(w render.Word) bool { return w.Is&render.Shows != 0 })
}

// id is where the part stands on the page.
func (p *spokenPart) id() string { return "spoken-" + string(p.Channel) }

// wordsOf is the field of a form with the words for a channel.
func wordsOf(c message.Channel) string { return "words-" + string(c) }

// foldsSpoken reports whether a part begins folded on a phone.
func (d *scenarioData) foldsSpoken(p *spokenPart) bool {
	return d.query("lang") == "" && len(p.Faults) == 0
}

// saveSpoken stores own words of a step for an SMS or a call into the draft, begins with the
// program's, or goes back to those. What is wrong with them is said on the page, as of a text.
func saveSpoken(v *visit) (answer, error) {
	plan, err := v.id("plan")
	if err != nil {
		return nil, err
	}
	key, language, channel := v.Request.PathValue("step"), v.form("lang"), message.Channel(v.form("channel"))
	if !knownLanguage(language) || !slices.Contains(spokenChannels[:], channel) {
		return nil, errNoPage
	}
	text := strings.ReplaceAll(strings.TrimSpace(v.Request.PostFormValue(wordsOf(channel))), "\r\n", "\n")
	switch v.form("do") {
	case "standard":
		text = render.StandardSpoken(v.site.Words.In(locale.For(locale.Language(language), v.Company.Country)), channel)
	case "drop":
		text = ""
	}
	a, err := v.edited(func() string { return key }, func(s *dunning.Scenario) error {
		step, found := s.Step(key)
		if !found {
			return fault.New(fault.Conflict, "somebody removed the step meanwhile")
		}
		step.Speak(channel, language, text)
		return s.Put(&step, v.Company.Policy.TermsDays)
	})
	m, ok := a.(moved)
	if !ok {
		return a, err
	}
	to, _, _ := strings.Cut(v.textAt(plan, key, language, v.form("customer")), "#")
	m.To, m.Toast = to+"#spoken-"+string(channel), ui.Toast{Text: v.Words.T("scenario.in_draft")}
	return m, err
}
