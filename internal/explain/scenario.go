package explain

import (
	"slices"

	"acquit/internal/allocation"
	"acquit/internal/dunning"
	"acquit/internal/locale"
	"acquit/internal/message"
	"acquit/internal/money"
	"acquit/internal/profile"
)

// Tone is the word for how a step speaks.
func Tone(w *locale.Words, t dunning.Tone) string {
	if key := "scenario.tone." + string(t); w.Has(key) {
		return w.T(key)
	}
	return string(t)
}

// Channel is the word for a way in which a message goes.
func Channel(w *locale.Words, c message.Channel) string { return w.T("scenario.channel." + string(c)) }

// Effect says what a step proposes or brings about.
func Effect(w *locale.Words, e dunning.Effect) string { return w.T("scenario.effect." + string(e)) }

// Claim is the word for what a step claims beside the principal.
func Claim(w *locale.Words, p allocation.Part) string { return w.T("scenario.claim." + string(p)) }

// Enclosure is the word for what goes with a mail.
func Enclosure(w *locale.Words, e dunning.Enclosure) string { return w.T("enclose.kind." + string(e)) }

// StepDay says when a step is taken.
func StepDay(w *locale.Words, s *dunning.Step) string {
	switch {
	case s.From == dunning.FromDue && s.Days == 0:
		return w.T("scenario.day.on_due")
	case s.BeforeDue():
		return w.T("scenario.day.before", "Days", days(w, -s.Days))
	case s.From == dunning.FromMonthEnd && s.Days == 0:
		return w.T("scenario.day.month_end_0")
	}
	return w.T("scenario.day."+string(s.From), "Days", days(w, s.Days))
}

// Repeats says how often a step is taken again; "" for one that is taken once.
func Repeats(w *locale.Words, s *dunning.Step) string {
	switch {
	case s.RepeatDays == 0:
		return ""
	case s.RepeatTimes == 0:
		return w.T("scenario.repeats_always", "Days", days(w, s.RepeatDays))
	}
	return w.N("scenario.repeats", s.RepeatTimes, "Days", days(w, s.RepeatDays))
}

// Changed is a change of a scenario in words. About is the step, "" for the scenario itself.
type Changed struct{ About, What, Was, Is string }

// Change says what differs between two versions of a scenario in one of its fields. senders
// names those who sign, by their keys.
func Change(w *locale.Words, c *dunning.Change, was, is *dunning.Scenario, senders map[string]string) Changed {
	said := Changed{What: w.T("scenario.field." + string(c.Field))}
	step := c.Step()
	if step == nil {
		said.Was, said.Is = ruled(w, c, was), ruled(w, c, is)
		if c.Language != "" {
			said.What = w.T("scenario.field.thanks_text", "Language", language(w, c.Language))
		}
		return said
	}
	said.About = StepName(w, step)
	switch c.Field {
	case dunning.FieldAdded:
		said.Is = gist(w, step)
	case dunning.FieldRemoved:
		said.Was = gist(w, step)
	case dunning.FieldOrder:
		said.Was, said.Is = behind(w, was, step.Key), behind(w, is, step.Key)
	default:
		if c.Language != "" {
			said.What = w.T("scenario.field."+string(c.Field), "Language", language(w, c.Language))
		}
		said.Was, said.Is = held(w, c, c.Was, senders), held(w, c, c.Is, senders)
	}
	return said
}

func language(w *locale.Words, code string) string { return w.T("web.language." + code) }

// gist says when and how a step speaks.
func gist(w *locale.Words, s *dunning.Step) string {
	return w.T("scenario.gist", "Day", StepDay(w, s), "Tone", Tone(w, s.Tone))
}

// behind is the step that stands before another one in the ladder.
func behind(w *locale.Words, s *dunning.Scenario, key string) string {
	n := slices.IndexFunc(s.Steps, func(of dunning.Step) bool { return of.Key == key })
	if n <= 0 {
		return w.T("scenario.first")
	}
	return w.T("scenario.behind", "Step", StepName(w, &s.Steps[n-1]))
}

// held is what a step has in the field of a change.
func held(w *locale.Words, c *dunning.Change, s *dunning.Step, senders map[string]string) string {
	switch c.Field {
	case dunning.FieldName:
		return StepName(w, s)
	case dunning.FieldDay:
		return StepDay(w, s)
	case dunning.FieldTone:
		return Tone(w, s.Tone)
	case dunning.FieldRepeat:
		return Repeats(w, s)
	case dunning.FieldDeadline:
		if s.DeadlineDays == 0 {
			return ""
		}
		return days(w, s.DeadlineDays)
	case dunning.FieldClaims:
		return named(w, s.Claims, Claim)
	case dunning.FieldChannels:
		return named(w, s.Ways(), Channel)
	case dunning.FieldEffects:
		return named(w, s.Effects, Effect)
	case dunning.FieldEncloses:
		return named(w, s.Encloses, Enclosure)
	case dunning.FieldSender:
		return senders[s.Sender]
	case dunning.FieldCopy:
		return yes(w, s.CopyManager)
	case dunning.FieldApprove:
		return yes(w, s.Approve)
	case dunning.FieldTo:
		var all []string
		for _, p := range s.To {
			all = append(all, w.T("web.position."+string(p)))
		}
		return w.List(all...)
	}
	return worded(w, c, s)
}

// worded is the own text of a step in the field and the language of a change, or that it has
// none.
func worded(w *locale.Words, c *dunning.Change, s *dunning.Step) string {
	channel := map[dunning.Field]message.Channel{dunning.FieldShort: message.SMS, dunning.FieldScript: message.Call}[c.Field]
	if channel == "" {
		return subject(w, s.Texts, c.Language)
	}
	if own, found := s.Spoken(channel, c.Language); found {
		return own
	}
	return w.T("scenario.standard_text")
}

// ruled is what a scenario has in the field of a change.
func ruled(w *locale.Words, c *dunning.Change, s *dunning.Scenario) string {
	switch c.Field {
	case dunning.FieldLeast:
		return bound(w, s.Limits.Least, c.Currency)
	case dunning.FieldCarry:
		return bound(w, s.Limits.Carry, c.Currency)
	case dunning.FieldFloor:
		return bound(w, s.Limits.Floor, c.Currency)
	case dunning.FieldCeiling:
		return bound(w, s.Limits.Ceiling, c.Currency)
	case dunning.FieldGap:
		return counted(w, s.Limits.GapDays)
	case dunning.FieldPerWeek:
		return counted(w, s.Limits.PerWeek)
	case dunning.FieldInclude:
		return Included(w, s.Include)
	case dunning.FieldInformal:
		return yes(w, s.Informal)
	case dunning.FieldSofter:
		return payers(w, s.Softer)
	case dunning.FieldFirmer:
		return payers(w, s.Firmer)
	}
	switch {
	case s.Thanks == nil:
		return ""
	case c.Field == dunning.FieldThanks:
		return w.T("scenario.thanks_after", "Tone", Tone(w, s.Thanks.After))
	}
	return subject(w, s.Thanks.Texts, c.Language)
}

// Included says what a message lists beside what takes a step with it.
func Included(w *locale.Words, i dunning.Inclusion) string {
	if i == dunning.IncludeAll {
		return w.T("scenario.include.all")
	}
	return w.T("scenario.include." + string(i))
}

// subject names a text by its first line; the program's own where there is none.
func subject(w *locale.Words, texts map[string]dunning.Text, code string) string {
	if own, found := texts[code]; found {
		return w.T("scenario.own_text", "Subject", own.Subject)
	}
	return w.T("scenario.standard_text")
}

func bound(w *locale.Words, of map[string]int64, currency string) string {
	c, err := money.ParseCurrency(currency)
	if err != nil || of[currency] == 0 {
		return ""
	}
	return w.Money(money.Of(of[currency], c))
}

// counted is a number; "" for 0, which leaves it to the company.
func counted(w *locale.Words, n int) string {
	if n == 0 {
		return ""
	}
	return w.Int(int64(n))
}

func payers(w *locale.Words, kinds []string) string {
	return named(w, kinds, func(w *locale.Words, k string) string { return PayerKind(w, profile.Kind(k)) })
}

func yes(w *locale.Words, is bool) string {
	if is {
		return w.T("scenario.yes")
	}
	return w.T("scenario.no")
}

// named lists the words of several things.
func named[T any](w *locale.Words, all []T, word func(*locale.Words, T) string) string {
	words := make([]string, len(all))
	for n, one := range all {
		words[n] = word(w, one)
	}
	return w.List(words...)
}
