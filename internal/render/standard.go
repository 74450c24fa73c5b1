package render

import (
	"strings"

	"acquit/internal/dunning"
	"acquit/internal/law"
	"acquit/internal/locale"
)

// Standard is the text of a tone in the program's own words, to start from: whoever saves it
// unchanged says what the program says.
func Standard(w *locale.Words, tone dunning.Tone, informal bool) dunning.Text {
	b := builder{Words: w, tone: tone, reminder: &Reminder{Informal: informal}}
	return b.standard()
}

// standard is the text of the builder's tone. The letter of fourteen days asks in the words
// of the law alone.
func (b *builder) standard() dunning.Text {
	if b.settled {
		return b.standardThanks()
	}
	if b.bill != nil {
		return b.standardInvoice()
	}
	paragraphs := append([]string{"{{greeting}}"}, b.standardIntro()...)
	paragraphs = append(paragraphs, "{{items}}")
	if b.reminder.Document != law.FourteenDays {
		paragraphs = append(paragraphs, b.standardAsk())
	}
	paragraphs = append(paragraphs, when("end_service", b.T("mail.end_service")), "{{law}}", "{{pay}}")
	return dunning.Text{Subject: b.standardSubject(), Body: strings.Join(append(paragraphs, b.standardRest()...), "\n\n")}
}

// when is a text for where a condition holds, either one for both cases.
func when(condition, text string) string { return "{{if " + condition + "}}" + text + "{{end}}" }

func either(condition, text, otherwise string) string {
	return "{{if " + condition + "}}" + text + "{{else}}" + otherwise + "{{end}}"
}

// counted is a message about one invoice or about several.
func (b *builder) counted(key string, args ...any) string {
	args = append([]any{"N", "{{count}}"}, args...)
	return either("several", b.N(key, 2, args...), b.N(key, 1, args...))
}

// standardAbout names the one invoice that the message is about, or says how many.
func (b *builder) standardAbout() string {
	several := []any{"N", "{{count}}"}
	return either("several", b.N("word.n_invoices", 2, several...), b.T("mail.about", "Number", "{{numbers}}"))
}

func (b *builder) standardSubject() string {
	key := b.key("mail.subject.")
	if b.reminder.Document == law.FourteenDays {
		key = "notice.fourteen.subject"
	}
	return b.T(key, "About", b.standardAbout(), "Company", "{{company}}")
}

// standardIntro says what it is about; what the list holds besides is explained by a
// sentence.
func (b *builder) standardIntro() []string {
	if b.tone == dunning.Friendly {
		return []string{b.counted(b.key("mail.intro."), "Amount", "{{ahead}}"), when("late", b.T("mail.also_late", "Amount", "{{late}}"))}
	}
	intro := b.counted(b.key("mail.intro."), "Amount", "{{late}}")
	intro += when("credits", " "+b.T("mail.deducted", "Amount", "{{credits}}"))
	if b.tone != dunning.Polite {
		intro += when("earlier", " "+b.T("mail.earlier", "Day", "{{earlier}}"))
	}
	return []string{intro, when("ahead", b.T("mail.also_ahead", "Amount", "{{ahead}}"))}
}

// standardAsk says what to do, and what happens otherwise.
func (b *builder) standardAsk() string {
	if b.tone == dunning.Friendly {
		return b.T("mail.ask.friendly")
	}
	ask := either("deadline", b.T(b.key("mail.ask_by."), "Amount", "{{total}}", "Day", "{{deadline}}"), b.T(b.key("mail.ask."), "Amount", "{{total}}"))
	switch b.tone {
	case dunning.Final:
		ask += " " + b.T("mail.then.final")
	case dunning.Formal:
		ask += " " + either("consumer", b.T("mail.then.formal_consumer"), b.T("mail.then.formal"))
	}
	return ask
}

// standardRest is what stands below where to pay.
func (b *builder) standardRest() (texts []string) {
	switch b.tone {
	case dunning.Firm, dunning.Final:
		texts = append(texts, b.T("mail.plan"))
	case dunning.Formal:
		texts = append(texts, when("consumer", b.T("mail.plan")))
	}
	if b.tone != dunning.Friendly {
		texts = append(texts, b.T("mail.paid"))
	}
	return append(texts, when("enclosed", b.T("mail.enclosed")),
		either("phone", b.T("mail.contact_phone", "Phone", "{{phone}}"), b.T("mail.contact")))
}
