package web

import (
	"acquit/internal/dunning"
	"acquit/internal/explain"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/web/ui"
)

// toneLooks are the colours of tones, from mild to severe.
var toneLooks = map[dunning.Tone]ui.Tone{dunning.Friendly: ui.ToneInfo, dunning.Polite: ui.ToneWarn, dunning.Firm: ui.ToneLate2,
	dunning.Final: ui.ToneLate3, dunning.Formal: ui.ToneBad}

// channelIcons are the ways in which messages go.
var channelIcons = map[message.Channel]ui.Icon{message.Mail: ui.IconMessages, message.Letter: ui.IconLetter, message.Registered: ui.IconRegistered,
	message.SMS: ui.IconSMS, message.Call: ui.IconCall}

// rungs are the steps of a ladder as they are drawn. terms are the days between an invoice and
// its due day, as a rule.
func rungs(w *locale.Words, s *dunning.Scenario, terms int) []ui.Rung {
	line := s.Line(terms)
	all := make([]ui.Rung, 0, len(s.Steps))
	for n := range s.Steps {
		step := &s.Steps[n]
		way := step.Ways()[0]
		all = append(all, ui.Rung{Key: step.Key, Name: explain.StepName(w, step), Day: line[n], When: explain.StepDay(w, step), Days: step.Days, Anchor: string(step.From),
			Tone: toneLooks[step.Tone], Spoken: explain.Tone(w, step.Tone), Icon: channelIcons[way], Way: explain.Channel(w, way)})
	}
	return all
}

// sketch is a small drawing of a ladder, said in words for those who do not see it.
func (v *visit) sketch(s *dunning.Scenario) (title string, drawn []ui.Rung) {
	drawn = rungs(v.Words, s, v.Company.Policy.TermsDays)
	var said []string
	for _, r := range drawn {
		said = append(said, v.Words.T("scenario.rung", "Step", r.Name, "Day", r.When))
	}
	return v.Words.List(said...), drawn
}
